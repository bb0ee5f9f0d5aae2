"""The Book of Shaders and glslViewer: `u_time`, `u_resolution`, `u_mouse`, textures u_tex0..., buffers u_buffer0...

A text that declares `u_buffer0` is drawn once with BUFFER_0 defined, into that buffer, then without; u_doubleBuffer0
and DOUBLE_BUFFER_0 likewise, where the buffer shows its own previous frame. A comment behind the declaration may
give a buffer's size, `// 512x512` or `// 0.25` of the picture's. A buffer whose own pass reads it shows that pass the
previous frame.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from image_generation.shaders.programs.evidence import Evidence, Fit, Tally
from image_generation.shaders.programs.glsl.translate import Piece
from image_generation.shaders.programs.includes import Files, joined
from image_generation.shaders.programs.program import Channel, Pass, Program, ProgramError, Sampling, Target
from image_generation.shaders.programs.text import (
    build_pass,
    declared,
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
_MAX_BUFFERS = 16


_VIEWER_MACROS = re.compile(
    r"(DOUBLE_)?BUFFER_\d+|PLATFORM_(WEBGL|OSX|LINUX|WINDOWS|RPI)|BACKGROUND|POSTPROCESSING|CONVOLUTION_PYRAMID_\w+|"
    r"MODEL_(VERTEX|NAME|PRIMITIVE)_?\w*|FLOOR|GAUSSIAN_\w+"
)


def fit(evidence: Evidence) -> Fit:
    """A `main`, and names of the book or of glslViewer declared (u_time, u_resolution, u_tex0, u_buffer0 ...)."""
    tally = Tally()
    if evidence.is_json or not evidence.has("main"):
        return Fit()
    known = UNIFORMS.keys() & evidence.inputs.keys()
    if known:
        tally.add(32 + min(18 * len(known), 54), f"declares {' '.join(sorted(known)[:6])}")
    samplers = {name for name, kind in evidence.inputs.items() if kind == "sampler2D" and name.startswith("u_")}
    tally.each(30, samplers, "declares the sampler", 45)
    tally.each(20, {name for name in evidence.asked if _VIEWER_MACROS.fullmatch(name)}, "asks for", 40)
    tally.each(10, VARYINGS.keys() & evidence.varyings, "declares", 15)
    if "include" in evidence.directives.unknown:
        tally.add(12, "#include")
        if re.search(r"#[ \t]*include[ \t]*[\"'<][^\"'<>]*lygia/", evidence.code):
            tally.add(15, "includes LYGIA")
    return tally.fit()


def parse(text: str, name: str, files: Files) -> Program:
    """Raises ProgramError where something that it includes is not there."""
    about = header(text)
    pieces = files.pieces(text, name)
    whole = joined(pieces)
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
    evidence = Evidence(joined(pieces))
    uniforms = {key: (inputs.get(key, kind), source) for key, (kind, source) in UNIFORMS.items()}
    channels = []
    names = {other.name for other in buffers.values()}
    for sampler, kind in inputs.items():
        if kind != "sampler2D" or not uses(whole, sampler):
            continue
        if sampler in names:
            # Without an own reading there is no last frame to wait for.
            if sampler != target.name or sampler.startswith("u_double") or uses(evidence.active, sampler):
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
        version=300 if evidence.needs_es3 or (version and int(version[1]) >= 130) else 100,
        usual=True,
    )
