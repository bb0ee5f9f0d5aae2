"""The textures that passes draw into."""

from __future__ import annotations

from typing import Any

import moderngl

from image_generation.shaders.programs.program import Target

BYTES_PER_TEXEL = {"rgba8": 4, "rgba16f": 8, "rgba32f": 16}

_TEXTURE_FORMATS = {"rgba8": "f1", "rgba16f": "f2", "rgba32f": "f4"}


class RenderTarget:
    """A target's texture, twice where a pass may read it while another picture of it is drawn."""

    def __init__(self, context: moderngl.Context, target: Target, size: tuple[int, int], double: bool):
        self.target, self.size = target, size
        dtype = _TEXTURE_FORMATS[target.format]
        count = 2 if double else 1
        self.textures = [context.texture(size, 4, dtype=dtype) for _ in range(count)]
        self.framebuffers = [context.framebuffer([texture]) for texture in self.textures]
        self.cube = context.texture_cube(size, 4, dtype=dtype) if target.shape == "cube" else None
        if self.cube is not None:
            self._dtype, texels = dtype, size[0] * size[1]
            self._faces = [
                context.buffer(reserve=texels * BYTES_PER_TEXEL[target.format], dynamic=True) for _ in range(6)
            ]
        self.clear()

    @property
    def front(self) -> moderngl.Texture | moderngl.TextureCube:
        """The picture that was finished last."""
        return self.textures[0] if self.cube is None else self.cube

    @property
    def back(self) -> moderngl.Texture:
        """The picture to draw into."""
        return self.textures[-1]

    def store_face(self, face: int) -> None:
        """Copy what was drawn as a face of the cube; channels see it when all six are there."""
        self.framebuffers[-1].read_into(self._faces[face], components=4, alignment=1, dtype=self._dtype)

    def swap(self) -> None:
        """Make what was drawn the picture that channels read."""
        if self.cube is not None:
            for face, pixels in enumerate(self._faces):
                self.cube.write(face, pixels, alignment=1)
        self.textures.reverse()
        self.framebuffers.reverse()
        if self.target.mipmaps:
            self.front.build_mipmaps()

    def clear(self) -> None:
        """Back to zeros."""
        for framebuffer in self.framebuffers:
            framebuffer.clear()
        if self.cube is not None:
            for face in range(6):
                self._faces[face].clear()
                self.cube.write(face, self._faces[face], alignment=1)

    def release(self) -> None:
        cube = [] if self.cube is None else [self.cube, *self._faces]
        held: list[Any] = [*self.framebuffers, *self.textures, *cube]
        for item in held:
            item.release()
