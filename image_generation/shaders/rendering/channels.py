"""What channels read beside buffers: textures of the stand-ins, and the sampler objects."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping

import moderngl
import numpy as np

from image_generation.shaders.programs import media
from image_generation.shaders.programs.program import Channel, Sampling
from image_generation.shaders.rendering.uniforms import SAMPLER_TYPES, gl_type

CACHE_SIZE = 32  # textures that are kept on the device

FIRST_EMPTY = 16  # texture unit, of which on nothing is read; no two kinds of samplers share one
_KINDS = tuple(SAMPLER_TYPES.values())

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
        self._empty: dict[str, Texture | moderngl.TextureArray | None] = {}

    def assign(
        self, glsl: moderngl.Program | moderngl.ComputeShader, named: Mapping[str, Channel]
    ) -> list[tuple[int, Channel]]:
        """Give each sampler of a program a texture unit; (unit, channel) of those that a channel is named after.

        The others read (0, 0, 0, 1), as from nothing in WebGL.
        """
        units: list[tuple[int, Channel]] = []
        for name in glsl:
            member = glsl[name]
            if not isinstance(member, moderngl.Uniform) or gl_type(member) not in SAMPLER_TYPES:
                continue
            if name in named:
                member.value = len(units)
                units.append((len(units), named[name]))
            else:
                unit = self._empty_unit(SAMPLER_TYPES[gl_type(member)])
                member.value = unit if member.array_length == 1 else [unit] * member.array_length
        return units

    def _empty_unit(self, kind: str) -> int:
        """The unit at which a kind of sampler finds a black texel.

        A unit that nothing is bound to gives the same, except that llvmpipe dies where coordinates are a constant NaN.
        """
        unit = FIRST_EMPTY + _KINDS.index(kind)
        if kind not in self._empty:
            texture = self._empty[kind] = _black_texel(self.context, kind)
            if texture is not None:
                texture.use(unit)
        return unit

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
        if self.filled is not None and media.is_image_input(channel.kind, channel.source, self.textures):
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


def _black_texel(context: moderngl.Context, kind: str) -> Texture | moderngl.TextureArray | None:
    """(0, 0, 0, 1) for a kind of sampler; None where moderngl has none: those that compare depths, flat ones aside."""
    if kind == "sampler2DShadow":
        return context.depth_texture((1, 1), np.zeros(1, np.float32).tobytes())
    if kind.endswith("Shadow"):
        return None
    dtype = {"i": "i4", "u": "u4"}.get(kind[0], "f1")
    texel = np.array([0, 0, 0, 255 if dtype == "f1" else 1], np.uint8 if dtype == "f1" else np.int32).tobytes()
    texture: Texture | moderngl.TextureArray
    if kind.endswith("samplerCube"):
        texture = context.texture_cube((1, 1), 4, 6 * texel, dtype=dtype)
    elif kind.endswith("sampler3D"):
        texture = context.texture3d((1, 1, 1), 4, texel, dtype=dtype)
    elif kind.endswith("sampler2DArray"):
        texture = context.texture_array((1, 1, 1), 4, texel, dtype=dtype)
    else:
        texture = context.texture((1, 1), 4, texel, dtype=dtype)
    texture.filter = (moderngl.NEAREST, moderngl.NEAREST)
    return texture
