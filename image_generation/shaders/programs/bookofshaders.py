"""The Book of Shaders and glslViewer: `u_time`, `u_resolution`, `u_mouse`, textures u_tex0..., buffers u_buffer0...

A text that declares `u_buffer0` is drawn once with BUFFER_0 defined, into that buffer, then without; u_doubleBuffer0
and DOUBLE_BUFFER_0 likewise, where the buffer shows its own previous frame. A comment behind the declaration may
give a buffer's size, `// 512x512` or `// 0.25` of the picture's. `#include "file"` is followed for files in the
shader's own folder and the folders in it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from image_generation.shaders.programs.glsl.translate import Piece
from image_generation.shaders.programs.program import Channel, Pass, Program, ProgramError, Sampling, Target
from image_generation.shaders.programs.text import (
    MAX_BYTES,
    build_pass,
    declared,
    decode,
    defines_function,
    header,
    reads_unfinished,
    tags,
    uses,
    without_comments,
)

UNIFORMS: Mapping[str, tuple[str, str | tuple[float, ...]]] = {
    "u_time": ("float", "time"),
    "u_delta": ("float", "time_delta"),
    "u_frame": ("int", "frame"),
    "u_date": ("vec4", "date"),
    "u_resolution": ("vec2", "target_size"),
    "u_mouse": ("vec2", "mouse"),
    "u_sceneFps": ("float", "frame_rate"),
    "u_pixelDensity": ("float", (1.0,)),
    "u_view2d": ("mat3", (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)),
}
VARYINGS = {
    "v_texcoord": ("vec2", "position * 0.5 + 0.5"),
    "v_position": ("vec4", "vec4(position, 0.0, 1.0)"),
    "v_color": ("vec4", "vec4(1.0)"),
    "v_normal": ("vec3", "vec3(0.0, 0.0, 1.0)"),
}
_BUFFER = re.compile(r"u_(buffer|doubleBuffer)(\d{1,2})")
_INCLUDE = re.compile(r"^[ \t]*#[ \t]*include\b[ \t]*(.*)$", re.MULTILINE)
_MAX_BUFFERS = 16
_MAX_INCLUDES = 64


def looks_like(text: str, path: str | None = None) -> bool:
    """A `main`, and one of UNIFORMS or a texture u_... declared; or an #include, which no other dialect has."""
    if not defines_function(text, "main"):
        return False
    inputs = declared(text)
    known = UNIFORMS.keys() & inputs.keys()
    textures = any(kind == "sampler2D" and name.startswith("u_") for name, kind in inputs.items())
    return bool(known) or textures or _INCLUDE.search(without_comments(text)) is not None


def parse(text: str, name: str, path: str | None = None) -> Program:
    """Raises ProgramError where something that it includes is not there."""
    about = header(text)
    pieces = _Includes(path).pieces(text, name)
    whole = "\n".join(piece.text for piece in pieces)
    buffers = _buffers(whole)
    stages = [([Piece(f"#define {macro}"), *pieces], target) for macro, target in buffers.items()]
    stages.append((pieces, Target("image")))
    passes = tuple(_pass(parts, whole, target, buffers) for parts, target in stages)
    return Program(
        about.get("title", name),
        "bookofshaders",
        passes,
        feedback=reads_unfinished(passes),
        description=about.get("description", ""),
        tags=tags(about.get("tags", "")),
    )


def _buffers(text: str) -> dict[str, Target]:
    """Macro that selects it -> target, in the order in which they are drawn."""
    found = {}
    for name, kind in sorted(declared(text).items()):
        match = _BUFFER.fullmatch(name)
        if match and kind == "sampler2D":
            macro = ("BUFFER_" if match[1] == "buffer" else "DOUBLE_BUFFER_") + match[2]
            found[macro] = Target(name, *_size(text, name), "rgba32f")
    if len(found) > _MAX_BUFFERS:
        raise ProgramError(f"has {len(found)} buffers", "unsupported")
    return dict(sorted(found.items(), key=lambda item: (item[0].startswith("D"), int(item[0].rpartition("_")[2]))))


def _size(text: str, name: str) -> tuple[str, str]:
    """Size of a buffer as its declaration's comment gives it."""
    comment = re.search(rf"\b{name}\s*;[ \t]*//[ \t]*([\d.]+)(?:[ \t]*x[ \t]*(\d+))?", text)
    if comment is None:
        return "w", "h"
    if comment[2]:
        return comment[1].split(".")[0] or "1", comment[2]
    try:
        scale = float(comment[1])
    except ValueError:
        return "w", "h"
    return (f"w*{scale!r}", f"h*{scale!r}") if 0.0 < scale <= 8.0 else ("w", "h")


def _pass(pieces: list[Piece], whole: str, target: Target, buffers: Mapping[str, Target]) -> Pass:
    code = without_comments(whole)
    inputs = declared(whole)
    uniforms = {key: (inputs.get(key, kind), source) for key, (kind, source) in UNIFORMS.items()}
    channels = []
    names = {other.name for other in buffers.values()}
    for sampler, kind in inputs.items():
        if kind != "sampler2D" or not uses(whole, sampler):
            continue
        if sampler in names:
            own = sampler == target.name
            if not own or sampler.startswith("u_double"):
                channels.append(Channel(sampler, "buffer", sampler, Sampling("linear", "clamp")))
        else:
            source = sampler.removeprefix("u_")
            channels.append(Channel(sampler, "texture", source, Sampling("linear", "repeat", vflip=True)))
        uniforms[f"{sampler}Resolution"] = ("vec2", f"channel_size:{sampler}")
    version = re.search(r"^[ \t]*#[ \t]*version\s+(\d+)", code, re.MULTILINE)
    return build_pass(
        target.name if target.name != "image" else "Image",
        pieces,
        targets=[target],
        uniforms=uniforms,
        channels=channels,
        varyings=VARYINGS,
        version=300 if version and int(version[1]) >= 130 else 100,
    )


class _Includes:
    """Follows #include lines inside one folder; path: of the shader, None follows none."""

    def __init__(self, path: str | None):
        self.root = None if path is None else os.path.realpath(os.path.dirname(os.path.abspath(path)))
        self.count = self.size = 0

    def pieces(self, text: str, name: str, folder: str | None = None, depth: int = 0) -> list[Piece]:
        """The text in pieces, with what it includes between them; every piece keeps its own line numbers."""
        found: list[Piece] = []
        lines = text.split("\n")
        active = without_comments(text).split("\n")
        start = 0
        for number, line in enumerate(active):
            match = _INCLUDE.match(line)
            if match is None:
                continue
            file = re.fullmatch(r'["<]([^">]+)[">]\s*', match[1].strip())
            where = f"{name}:{number + 1}"
            if file is None:
                raise ProgramError(f"{where}: #include names no file", "compile_error")
            path = self.locate(file[1], folder or self.root, where)
            found.append(Piece("\n" * start + "\n".join(lines[start:number]), name))
            found += self.pieces(self.read(path, where, depth), file[1], os.path.dirname(path), depth + 1)
            start = number + 1
        found.append(Piece("\n" * start + "\n".join(lines[start:]), name))
        return found

    def locate(self, file: str, folder: str | None, where: str) -> str:
        """The file beside the text that includes it, or below the shader's folder; never outside."""
        for base in (folder, self.root):
            if self.root is None or base is None or os.path.isabs(file) or "\0" in file:
                break
            path = os.path.realpath(os.path.join(base, file))
            if path.startswith(self.root + os.sep) and os.path.isfile(path):
                return path
        raise ProgramError(f"{where}: #include {file[:100]}: no such file in the shader's folder", "unsupported")

    def read(self, path: str, where: str, depth: int) -> str:
        self.count += 1
        if self.count > _MAX_INCLUDES or depth > 16:
            raise ProgramError(f"{where}: includes too many files", "unsupported")
        with open(path, "rb") as file:
            text = decode(file.read(MAX_BYTES + 1))
        self.size += len(text)
        if self.size > MAX_BYTES:
            raise ProgramError(f"{where}: includes more than {MAX_BYTES >> 20} MB", "unsupported")
        return text
