"""Program -> what the page needs to draw it live in WebGL 2, or why it cannot."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from image_generation.shaders.gallery_page.scripts import write_part
from image_generation.shaders.programs import media
from image_generation.shaders.programs.glsl.tokens import LINES
from image_generation.shaders.programs.glsl.webgl import VERTEX, webgl_fragment, webgl_name
from image_generation.shaders.programs.program import Channel, Program, ProgramError
from image_generation.shaders.renderer_moderngl import STEP_RATE
from image_generation.shaders.rendering.uniforms import DAY, NOON

# What the page's preview.js needs to know of the renderer, so that both draw the same.
CONSTANTS = {"vertex": VERTEX, "lines": LINES, "rate": STEP_RATE, "date": [*DAY, NOON]}


def no_preview(program: Program) -> str:
    """Why a program has no live preview; '' where it has one."""
    if len(program.passes) > 1:
        return f"it has {len(program.passes)} passes"
    if program.feedback:
        return "it reads its own previous frame"
    target = program.passes[0].targets[0]
    if (target.width, target.height, target.shape) != ("w", "h", "2d"):
        return "it draws at a size of its own"
    return ""


class Previews:
    """Makes previews and writes the media that they share into root/media/.

    textures: folder whose images replace the stand-ins, as the renderer has it.
    """

    def __init__(self, root: Path, textures: str | None = None):
        self.root, self.textures = root, textures
        self._media: dict[tuple[str, str], dict[str, Any]] = {}
        self._written: set[str] = set()

    def make(self, program: Program) -> dict[str, Any]:
        """fragment (GLSL ES 3.00), uniforms [name, type, source] and channels, for preview.js.

        Raises ProgramError where a channel's medium is not to be had.
        """
        stage = program.passes[0]
        return {
            "fragment": webgl_fragment(stage.fragment),
            "uniforms": [
                [webgl_name(uniform.name), uniform.type, _source(uniform.source)] for uniform in stage.uniforms
            ],
            "channels": [self._channel(channel) for channel in stage.channels if channel.kind != "buffer"],
        }

    def _channel(self, channel: Channel) -> dict[str, Any]:
        sampling = channel.sampling
        return {
            "name": webgl_name(channel.name),
            "filter": sampling.filter,
            "repeat": sampling.wrap != "clamp",
            "flip": sampling.vflip,
            **self._medium(channel.kind, channel.source),
        }

    def _medium(self, kind: str, source: str) -> dict[str, Any]:
        """The medium's part, its kind of texture ('2d', 'cube' or '3d') and its size."""
        if (kind, source) not in self._media:
            pixels = media.load(kind, source, self.textures)
            shape = {"cubemap": "cube", "volume": "3d"}.get(kind, "2d")
            flat = np.ascontiguousarray(pixels.reshape(-1, *pixels.shape[-2:]))  # faces or slices one below another
            name = f"media/{hashlib.sha256(flat.tobytes()).hexdigest()[:12]}"
            if name not in self._written:
                done, data = cv2.imencode(".png", cv2.cvtColor(flat, cv2.COLOR_RGBA2BGRA))
                if not done:
                    raise ProgramError("its texture cannot be written as PNG", "unsupported")
                write_part(self.root, name, "data:image/png;base64," + base64.b64encode(data.tobytes()).decode())
                self._written.add(name)
            width, height, *depth = pixels.shape[-2::-1]
            size = [width, height, depth[0] if shape == "3d" else 1]
            self._media[kind, source] = {"part": name, "shape": shape, "size": size}
        return self._media[kind, source]


def _source(source: str | tuple[float, ...]) -> str | list[float]:
    return webgl_name(source) if isinstance(source, str) else list(source)
