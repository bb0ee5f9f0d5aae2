"""What channels read beside buffers: textures of the stand-ins, and the sampler objects."""

from __future__ import annotations

from collections import OrderedDict

import moderngl
import numpy as np

from image_generation.shaders.programs import media
from image_generation.shaders.programs.program import Channel, Sampling

CACHE_SIZE = 32  # textures that are kept on the device

Texture = moderngl.Texture | moderngl.TextureCube | moderngl.Texture3D


class Channels:
    """Textures and samplers of channels on one device, made when first asked for.

    context    what they belong to
    textures   folder whose images replace the stand-ins of media.py, or None
    filled     size of the pictures that image inputs are filled with, or None where they are not (--channel-programs)
    """

    def __init__(self, context: moderngl.Context, textures: str | None, filled: tuple[int, int] | None = None):
        self.context, self.textures, self.filled = context, textures, filled
        self._fillings: dict[tuple[str, str], np.ndarray] = {}
        self._filled: dict[tuple, Texture] = {}
        self._samplers: dict[Sampling, moderngl.Sampler] = {}
        self._textures: OrderedDict[tuple, Texture] = OrderedDict()

    def sampler(self, sampling: Sampling) -> moderngl.Sampler:
        """The sampler object for a way of reading a channel."""
        if sampling not in self._samplers:
            minify = {
                "nearest": moderngl.NEAREST,
                "linear": moderngl.LINEAR,
                "mipmap": moderngl.LINEAR_MIPMAP_LINEAR,
            }
            magnify = moderngl.NEAREST if sampling.filter == "nearest" else moderngl.LINEAR
            repeat = sampling.wrap != "clamp"
            self._samplers[sampling] = self.context.sampler(
                repeat_x=repeat, repeat_y=repeat, repeat_z=repeat, filter=(minify[sampling.filter], magnify)
            )
        return self._samplers[sampling]

    def texture(self, channel: Channel) -> Texture:
        """The texture of a channel that is no buffer: media.py's stand-in, kept while there is room."""
        key = (channel.kind, channel.source, channel.sampling.vflip)
        filling = self._fillings.get(key[:2])
        if filling is not None:
            if key not in self._filled:
                opaque = np.full((*filling.shape[:2], 1), 255, np.uint8)
                self._filled[key] = self._upload(np.concatenate([filling, opaque], axis=2), channel)
            return self._filled[key]
        if key not in self._textures:
            while len(self._textures) >= CACHE_SIZE:
                self._textures.popitem(last=False)[1].release()
            pixels = media.load(channel.kind, channel.source, self.textures)
            self._textures[key] = self._upload(pixels, channel)
        self._textures.move_to_end(key)
        return self._textures[key]

    def size(self, channel: Channel) -> tuple[float, ...]:
        """Width, height[, depth] of a channel's texture."""
        if self.filled is not None and media.is_image_input(channel.kind, channel.source):
            return tuple(map(float, self.filled))
        return tuple(map(float, self.texture(channel).size))

    def fill(self, pictures: dict[tuple[str, str], np.ndarray]) -> None:
        """Have image inputs, by (kind, source), read these pictures, uint8 [h, w, 3], from now on."""
        for texture in self._filled.values():
            texture.release()
        self._filled.clear()
        self._fillings = pictures

    def _upload(self, pixels: np.ndarray, channel: Channel) -> Texture:
        dtype = "f1" if pixels.dtype == np.uint8 else "f4"
        pixels = pixels if dtype == "f1" else pixels.astype(np.float32)
        components = pixels.shape[-1]
        texture: Texture
        if channel.kind == "cubemap":
            size = pixels.shape[2:0:-1]
            texture = self.context.texture_cube(
                size, components, np.ascontiguousarray(pixels), alignment=1, dtype=dtype
            )
        elif channel.kind == "volume":
            size = pixels.shape[2::-1]
            texture = self.context.texture3d(size, components, np.ascontiguousarray(pixels), alignment=1, dtype=dtype)
        else:
            rows = pixels[::-1] if channel.sampling.vflip else pixels  # vflip: the first row is the top one
            size = rows.shape[1::-1]
            texture = self.context.texture(size, components, np.ascontiguousarray(rows), alignment=1, dtype=dtype)
        if components == 1:
            texture.swizzle = "RRR1"
        texture.build_mipmaps()
        return texture
