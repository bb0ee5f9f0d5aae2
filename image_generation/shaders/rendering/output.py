"""The framebuffer that holds the finished picture, and the reading back of its pixels."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

import cv2
import moderngl
import numpy as np

# A finished picture is not always an RGBA8 target of the image's size: then this draws it into one.
_PRESENT_VERTEX = """#version 330
out vec2 place;
void main() {
    vec2 corner = vec2(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0);
    place = corner * 0.5 + 0.5;
    gl_Position = vec4(corner, 0.0, 1.0);
}
"""
_PRESENT_FRAGMENT = """#version 330
uniform sampler2D picture;
in vec2 place;
layout(location = 0) out vec4 color;
void main() {
    color = texture(picture, place);
    color = mix(color, vec4(0.0), greaterThan(floatBitsToUint(color) & 0x7fffffffu, uvec4(0x7f800000u)));
}
"""


class Output:
    """An RGBA8 framebuffer of the images' size.

    read_ahead   how many pictures may be under way from the device while others are drawn; 0: each is read at once
    Attributes: width, height (pixels), framebuffer (moderngl.Framebuffer).
    """

    def __init__(self, context: moderngl.Context, width: int, height: int, read_ahead: int):
        self.context, self.width, self.height = context, width, height
        self.framebuffer = context.framebuffer([context.texture((width, height), 4)])
        self._present: moderngl.VertexArray | None = None
        self._buffers = [context.buffer(reserve=width * height * 3) for _ in range(read_ahead)]
        self._free = list(self._buffers)
        self._texels = np.empty((0 if read_ahead else height, width, 4), np.uint8)
        self._under_way: deque[tuple[Any, moderngl.Buffer]] = deque()
        self._read: deque[tuple[Any, np.ndarray]] = deque()

    def present(self, texture: moderngl.Texture, sampler: moderngl.Sampler) -> None:
        """Draw a texture over the whole framebuffer."""
        if self._present is None:
            program = self.context.program(vertex_shader=_PRESENT_VERTEX, fragment_shader=_PRESENT_FRAGMENT)
            self._present = self.context.vertex_array(program, [])
        sampler.use(0)
        texture.use(0)
        self.framebuffer.use()
        self._present.render(vertices=3)

    def read_back(self, tag: Any) -> None:
        """Begin to read the picture that is there now; `finished` yields it with this tag."""
        if not self._buffers:
            # As the texture has it, which is a copy; leaving alpha out takes llvmpipe five to ten times as long.
            self.framebuffer.read_into(self._texels, components=4, alignment=1)
            self._read.append((tag, cv2.cvtColor(self._texels, cv2.COLOR_RGBA2RGB)[::-1]))
            return
        if not self._free:
            self._fetch()
        buffer = self._free.pop()
        self.framebuffer.read_into(buffer, components=3, alignment=1)
        self._under_way.append((tag, buffer))

    def _fetch(self) -> None:
        """Wait for the picture that has been under way for longest."""
        tag, buffer = self._under_way.popleft()
        image = np.frombuffer(buffer.read(), np.uint8).reshape(self.height, self.width, 3)
        self._free.append(buffer)
        self._read.append((tag, image[::-1]))

    def finished(self, wait: bool) -> Iterator[tuple[Any, np.ndarray]]:
        """(tag, uint8 [height, width, 3], top row first) of what is read, once each, in the order of read_back.

        wait    wait for all that is under way as well
        """
        while self._read or (wait and self._under_way):
            if not self._read:
                self._fetch()
            yield self._read.popleft()

    def restore(self, pictures: Iterable[tuple[Any, np.ndarray]]) -> None:
        """Have `finished` yield these again."""
        self._read.extend(pictures)

    def clear(self) -> None:
        """Forget all pictures that are under way or not yet fetched."""
        self._free = list(self._buffers)
        self._under_way.clear()
        self._read.clear()
