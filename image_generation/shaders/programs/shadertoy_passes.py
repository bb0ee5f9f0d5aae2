"""Shadertoy's passes: what the site puts around a pass's text, its channels and targets, and the Pass that results."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from image_generation.shaders.programs import ghostty
from image_generation.shaders.programs.evidence import Evidence
from image_generation.shaders.programs.glsl.sections import Sections
from image_generation.shaders.programs.glsl.translate import Piece
from image_generation.shaders.programs.includes import Files, joined
from image_generation.shaders.programs.label_outputs import picture_declaration
from image_generation.shaders.programs.program import Channel, Pass, ProgramError, Sampling, Target
from image_generation.shaders.programs.shadertoy_channels import unsaid_kinds
from image_generation.shaders.programs.text import build_pass, defines_function, without_comments, words

# Uniforms by name: GLSL type and where the value comes from (program.Uniform). A pass draws at its target's size.
UNIFORMS: Mapping[str, tuple[str, str]] = {
    "iResolution": ("vec3", "target_size"),
    "iTime": ("float", "time"),
    "iTimeDelta": ("float", "time_delta"),
    "iFrame": ("int", "frame"),
    "iFrameRate": ("float", "frame_rate"),
    "iMouse": ("vec4", "mouse"),
    "iDate": ("vec4", "date"),
    "iSampleRate": ("float", "sample_rate"),
    "iChannelTime": ("float[4]", "channel_time"),
    "iChannelResolution": ("vec3[4]", "channel_size"),
}
# Names of earlier years, offered to a text that uses them without declaring them.
OLD_UNIFORMS: Mapping[str, tuple[str, str]] = {"iGlobalTime": ("float", "time")}

CUBE_SIZE = 1024
BUFFERS = "ABCD"
_SAMPLERS = {"2d": "sampler2D", "cubemap": "samplerCube", "volume": "sampler3D"}

# What an input's `ctype` (API) or `type` (exports) is to the renderer.
_KINDS = {
    "texture": "texture",
    "cubemap": "cubemap",
    "volume": "volume",
    "keyboard": "keyboard",
    "music": "spectrum",
    "musicstream": "spectrum",
    "mic": "spectrum",
    "video": "video",
    "webcam": "video",
    "buffer": "buffer",
}

_PROTOTYPES = {
    "mainImage": "void mainImage(out vec4 c, in vec2 f);",
    "mainCubemap": "void mainCubemap(out vec4 c, in vec2 f, in vec3 ro, in vec3 rd);",
}
# Assertions that fail paint red, green, blue or yellow, the last of these wins.
_ASSERT = """vec4 shadertoy_failed = vec4(1.0);
void st_assert(bool cond, int v) {
    if (!cond) {
        if (v == 0) shadertoy_failed.x = -1.0;
        else if (v == 1) shadertoy_failed.y = -1.0;
        else if (v == 2) shadertoy_failed.z = -1.0;
        else shadertoy_failed.w = -1.0;
    }
}
void st_assert(bool cond) { st_assert(cond, 0); }"""
_ASSERTED = """
    if (shadertoy_failed.x < 0.0) color = vec4(1.0, 0.0, 0.0, 1.0);
    if (shadertoy_failed.y < 0.0) color = vec4(0.0, 1.0, 0.0, 1.0);
    if (shadertoy_failed.z < 0.0) color = vec4(0.0, 0.0, 1.0, 1.0);
    if (shadertoy_failed.w < 0.0) color = vec4(1.0, 1.0, 0.0, 1.0);"""
_CHANNEL_STRUCT = re.compile(r"\biCh([0-3])\s*\.\s*(sampler|size|time|loaded)\b")
_LINES_OF_SITE = 48  # what the site puts before a pass's text, which __LINE__ counts
_MAIN_IMAGE = """
out vec4 shadertoy_out_color;
void main() {
    vec4 color = vec4(0.0, 0.0, 0.0, 1.0);
    mainImage(color, gl_FragCoord.xy);
    shadertoy_out_color = %s;
}
"""
_OPAQUE = "vec4(color.rgb, 1.0)"
# The direction of a cube map's texel, OpenGL 3.3 specification, table 3.11.
_MAIN_CUBEMAP = """
uniform int iCubeFace;
out vec4 shadertoy_out_color;
void main() {
    vec2 st = gl_FragCoord.xy / iResolution.xy * 2.0 - 1.0;
    vec3 rd = vec3(1.0, -st.y, -st.x);
    if (iCubeFace == 1) rd = vec3(-1.0, -st.y, st.x);
    if (iCubeFace == 2) rd = vec3(st.x, 1.0, st.y);
    if (iCubeFace == 3) rd = vec3(st.x, -1.0, -st.y);
    if (iCubeFace == 4) rd = vec3(st.x, -st.y, 1.0);
    if (iCubeFace == 5) rd = vec3(-st.x, -st.y, -1.0);
    vec4 color = vec4(0.0, 0.0, 0.0, 1.0);
    mainCubemap(color, gl_FragCoord.xy, vec3(0.0), normalize(rd));
    shadertoy_out_color = color;
}
"""


@dataclass(frozen=True)
class Stage:
    """A pass of the JSON: kind 'image' | 'buffer' | 'cubemap', its buffer's name ('' for Image), text, inputs."""

    kind: str
    label: str
    buffer: str
    code: str
    inputs: tuple[dict[str, Any], ...]
    outputs: tuple[str, ...]
    uniforms: tuple[tuple[str, str, tuple[float, ...]], ...] = ()  # the author's own: name, type, value
    files: Files = field(default_factory=Files, compare=False)


def prelude(
    samplers: Mapping[int, str],
    text: str,
    own: frozenset[str] = frozenset(),
    media: frozenset[int] = frozenset(),
) -> str:
    """Declarations that stand before a pass's text; own: those that the text makes itself; media: channels with a time.

    Only what plays has a time: iChannelTime is 0 elsewhere.
    """
    lines = ["precision highp float;", "precision highp int;", "precision mediump sampler3D;"]
    lines.append("#define HW_PERFORMANCE 1")
    used = words(text)
    names = {
        **UNIFORMS,
        **{old: how for old, how in OLD_UNIFORMS.items() if old in used and not _makes(text, old)},
    }
    for name, (kind, _) in names.items():
        if name == "iChannelTime" and name in used and name not in own:
            times = ", ".join("iTime" if number in media else "0.0" for number in range(4))
            lines.append(f"float iChannelTime[4] = float[4]({times});")
        elif name not in own:
            base, _, length = kind.partition("[")
            lines.append(f"uniform {base} {name}{'[' + length if length else ''};")
    for channel in range(4):
        if f"iChannel{channel}" not in own:
            lines.append(f"uniform {samplers.get(channel, 'sampler2D')} iChannel{channel};")
    if "st_assert" in used:
        lines.append(_ASSERT)
    if terminal := [name for name in ghostty.NAMES & used if name not in own and not _makes(text, name)]:
        lines += ghostty.declarations(terminal)
    return "\n".join(lines) + "\n"


def _with_main(pieces: list[Piece], entry: str, main: str, text: str) -> list[Piece]:
    """The pieces with the site's main before the text, so that its macros do not reach it.

    A text whose `entry` is a macro, not a function, is from the years when main stood behind it.
    """
    if re.search(rf"#\s*define\s+{entry}\(", without_comments(text)) and not defines_function(text, entry):
        return [*pieces, Piece(main)]
    return [Piece(f"{pieces[0].text}{_PROTOTYPES[entry]}{main}"), *pieces[1:]]


def image_pieces(text: str, name: str) -> list[Piece]:
    """The pieces of an Image pass that has no channels and uses today's names."""
    return _with_main([Piece(prelude({}, "")), Piece(text, name)], "mainImage", _MAIN_IMAGE % _OPAQUE, "")


def _makes(text: str, name: str) -> bool:
    """Whether the text declares or defines a name itself (a macro, a variable, a parameter)."""
    return re.search(rf"(#\s*define\s+|\b(float|int|vec[234])\s+){name}\b", without_comments(text)) is not None


def build(
    name: str,
    pieces: list[Piece],
    targets: list[Target],
    channels: Sequence[Channel],
    version: int = 300,
    own: Mapping[str, str] = MappingProxyType({}),
    values: Sequence[tuple[str, str, tuple[float, ...]]] = (),
    sections: Sections | None = None,
    usual: bool = False,
) -> Pass:
    """own: types of uniforms that the text declares itself, which need not be the site's; values: the author's
    uniforms, name, type and value; usual: as build_pass has it."""
    known = {**UNIFORMS, **OLD_UNIFORMS, "iCubeFace": ("int", "face")}
    uniforms: dict[str, tuple[str, str | tuple[float, ...]]] = {
        key: (kind if "[" in kind else own.get(key, kind), source) for key, (kind, source) in known.items()
    }
    uniforms.update({key: (kind, value) for key, kind, value in values})
    return build_pass(
        name,
        pieces,
        targets=targets,
        uniforms=uniforms,
        channels=channels,
        version=version,
        inputs={key for key, _, _ in values},
        usual=usual,
        sections=sections,
    )


# Ids that the site gives to what the passes draw into (today's, and the numbers of old exports).
OUTPUTS = {
    "Buffer A": ("4dXGR8", "257"),
    "Buffer B": ("XsXGR8", "258"),
    "Buffer C": ("4sXGR8", "259"),
    "Buffer D": ("XdfGR8", "260"),
    "Cube A": ("4dX3Rr",),
}


def buffer_of(entry: dict[str, Any], stages: Sequence[Stage]) -> str | None:
    """Name of the buffer that an input reads ('' for the picture's own last frame), or None where it is no buffer."""
    identity = str(entry.get("id"))
    file = posixpath.basename(str(entry.get("filepath") or entry.get("src") or ""))
    if match := re.fullmatch(r"(buffer|cubemap)0([0-3])\.png", file):
        return f"Buffer {BUFFERS[int(match[2])]}" if match[1] == "buffer" else "Cube A"
    for stage in stages:
        if identity in stage.outputs and (stage.buffer or identity.startswith(("shader:", "pass:"))):
            return stage.buffer
    return next((name for name, ids in OUTPUTS.items() if identity in ids), None)


def channel_of(entry: dict[str, Any], stages: Sequence[Stage]) -> Channel | None:
    """The channel that an input describes; None where nothing is bound."""
    number = entry.get("channel")
    kind = str(entry.get("ctype") or entry.get("type") or "").lower()
    if not kind or number not in (0, 1, 2, 3):
        return None
    if kind not in _KINDS:
        raise ProgramError(f"iChannel{number} is of the unsupported kind {kind[:40]!r}", "unsupported")
    given = entry.get("sampler")
    sampler: dict[str, Any] = given if isinstance(given, dict) else {}
    how, wrap = str(sampler.get("filter")), str(sampler.get("wrap"))
    flip = str(sampler.get("vflip")).lower() == "true"
    sampling = Sampling(
        how if how in ("nearest", "mipmap") else "linear",
        wrap if wrap in ("repeat", "mirror") else "clamp",
        flip and kind in ("texture", "video", "webcam"),  # the site flips what it loads from picture files
    )
    buffer = buffer_of(entry, stages) if kind in ("buffer", "cubemap") else None
    if buffer is not None:
        return Channel(f"iChannel{number}", "buffer", buffer or "image", sampling)
    if kind == "buffer":
        raise ProgramError(f"iChannel{number} reads a buffer that the site does not have", "unsupported")
    file = str(entry.get("filepath") or entry.get("src") or kind)
    return Channel(f"iChannel{number}", _KINDS[kind], posixpath.basename(file)[:200], sampling)


def targets_of(stages: Sequence[Stage]) -> dict[str, Target]:
    """What each pass draws into, by its buffer's name ('' for Image)."""
    mipmapped = set()
    for stage in stages:
        for entry in stage.inputs:
            sampler = entry.get("sampler")
            if isinstance(sampler, dict) and sampler.get("filter") == "mipmap":
                mipmapped.add(buffer_of(entry, stages))
    targets = {}
    for stage in stages:
        name = stage.buffer
        if stage.kind == "image":
            targets[name] = Target("image")
        elif stage.kind == "buffer":
            targets[name] = Target(name, format="rgba32f", mipmaps=name in mipmapped)
        else:
            side = str(CUBE_SIZE)
            targets[name] = Target(name, side, side, "rgba16f", "cube", mipmaps=name in mipmapped)
    return targets


def draw_stage(stage: Stage, common: str, stages: Sequence[Stage], targets: Mapping[str, Target]) -> Pass:
    channels = {c.name: c for c in (channel_of(entry, stages) for entry in stage.inputs) if c is not None}
    wanted = "mainCubemap" if stage.kind == "cubemap" else "mainImage"
    main = _MAIN_CUBEMAP if stage.kind == "cubemap" else _MAIN_IMAGE
    if stage.kind != "cubemap":
        main %= "color" if stage.kind == "buffer" else _OPAQUE
    pieces = [*([Piece(common, "Common")] if common else []), *stage.files.pieces(stage.code, stage.label)]
    text = joined(pieces)
    if not re.search(rf"\b{wanted}\b", without_comments(text)):
        raise _without_entry(stage.label, wanted, text)
    if "iCh" in text and _CHANNEL_STRUCT.search(text):
        pieces = [replace(piece, text=_plain_channels(piece.text, channels)) for piece in pieces]
        text = joined(pieces)
    used = words(text)
    if "st_assert" in used:
        main = main.replace("\n    shadertoy_out_color =", f"{_ASSERTED}\n    shadertoy_out_color =")
    own = frozenset(Evidence(stage.code).inputs) if "uniform" in stage.code else frozenset()
    media = frozenset(int(name[-1]) for name, c in channels.items() if c.kind in ("video", "spectrum"))
    samplers = samplers_of(channels.values(), pieces)
    before = prelude(samplers, text, own, media) + picture_declaration(text)
    pieces = _with_main([Piece(before), *pieces], wanted, main, text)
    if "__LINE__" in used:
        pieces = _numbered(pieces)
    bound = [
        channel
        for channel in channels.values()
        if ("iChannelResolution" in used or channel.name in used)
        and (channel.kind != "buffer" or channel.source in {target.name for target in targets.values()})
    ]
    types = Evidence(stage.code).inputs if own else {}
    return build(stage.label, pieces, [targets[stage.buffer]], bound, 300, own=types, values=stage.uniforms)


def _without_entry(label: str, wanted: str, text: str) -> ProgramError:
    """The error of a pass's text that is of another kind of pass, or of none."""
    if defines_function(text, "mainCubemap"):
        return ProgramError(f"{label} is a cube map's pass, which by itself draws no picture", "unsupported")
    if re.search(r"\bvec2\s+mainSound\s*\(", without_comments(text)):
        return ProgramError(f"{label} is a Sound pass, which draws nothing", "unsupported")
    return ProgramError(f"{label} has no {wanted}", "compile_error")


def _plain_channels(text: str, channels: Mapping[str, Channel]) -> str:
    """iCh0.sampler and its like as the older names of the same values."""

    def plain(match: re.Match[str]) -> str:
        number, what = match[1], match[2]
        return {
            "sampler": f"iChannel{number}",
            "size": f"iChannelResolution[{number}]",
            "time": f"iChannelTime[{number}]",
            "loaded": str(int(f"iChannel{number}" in channels)),
        }[what]

    return _CHANNEL_STRUCT.sub(plain, text)


def _numbered(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with #line directives between them, by which __LINE__ counts the site's lines and Common's."""
    found, before = [], _LINES_OF_SITE
    for piece in pieces:
        if piece.name:
            found.append(Piece(f"#line {before + 2}"))
            before += piece.text.count("\n") + 1
        found.append(piece)
    return found


def samplers_of(channels: Collection[Channel], pieces: Sequence[Piece]) -> dict[int, str]:
    """Sampler types of the channels by number, and of those that nothing is said of and that are no pictures."""
    said = {int(channel.name[-1]): _SAMPLERS[_kind(channel)] for channel in channels}
    return said | {n: _SAMPLERS[kind] for n, kind in unsaid_kinds(pieces, {0, 1, 2, 3} - said.keys()).items()}


def _kind(channel: Channel) -> str:
    cube = channel.kind == "cubemap" or (channel.kind == "buffer" and channel.source == "Cube A")
    return "cubemap" if cube else "volume" if channel.kind == "volume" else "2d"
