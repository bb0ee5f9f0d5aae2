"""Shadertoy: a shader's JSON, as the site's API and exports give it, or the bare text of one `mainImage`.

JSON comes as {"Shader": {...}}, as the object with `info` and `renderpass` itself, or as a list of one of these
(also {"shaders": [...]}). All passes are WebGL 2 text: what MakeHeader of the site puts before it is _prelude here.
Order and buffers as on the site: Buffer A to D, Cube A, Image; a buffer of an earlier pass shows this frame's
picture, any other its previous frame's; buffers are 32-bit float, the cube map 1024x1024 of 16-bit float.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from image_generation.shaders.programs.evidence import Evidence, Fit, Tally
from image_generation.shaders.programs.glsl.translate import Piece
from image_generation.shaders.programs.includes import Files, joined
from image_generation.shaders.programs.program import Channel, Pass, Program, ProgramError, Sampling, Target
from image_generation.shaders.programs.shadertoy_files import (
    MAX_PASSES,
    Directives,
    channels_beside,
    pass_of,
    passes_beside,
    read_directives,
)
from image_generation.shaders.programs.text import (
    build_pass,
    defines_function,
    header,
    is_json,
    read_json,
    reads_unfinished,
    tags,
    without_comments,
    words,
)

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
_BUFFERS = "ABCD"
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
class _Stage:
    """A pass of the JSON: kind 'image' | 'buffer' | 'cubemap', its buffer's name ('' for Image), text, inputs."""

    kind: str
    label: str
    buffer: str
    code: str
    inputs: tuple[dict[str, Any], ...]
    outputs: tuple[str, ...]
    uniforms: tuple[tuple[str, str, tuple[float, ...]], ...] = ()  # the author's own: name, type, value
    files: Files = field(default_factory=Files, compare=False)


_VSCODE = re.compile(r"i(Channel\d|Uniform|Keyboard|Vertex)")  # directives of the Shader Toy extension
_OWN_NAMES = frozenset({*UNIFORMS, *OLD_UNIFORMS, *(f"iChannel{k}" for k in range(4)), *(f"iCh{k}" for k in range(4))})


def fit(evidence: Evidence) -> Fit:
    """JSON with render passes; a `mainImage` without a `main`; a `main` with the site's names."""
    tally = Tally()
    if evidence.is_json:
        if found := re.findall(r'"(renderpass|Shader|shaders|Error)"\s*:', evidence.text):
            tally.add(60 + (35 if "renderpass" in found else 0), f"JSON with {' '.join(sorted(set(found)))}")
        return tally.fit()
    entries = {name for name in ("mainImage", "mainCubemap") if evidence.has(name)}
    free = _OWN_NAMES & evidence.undeclared
    if entries and not evidence.has("main"):
        tally.add(85, f"defines {' '.join(sorted(entries))} and no main")
        if free:
            tally.add(10, f"uses {' '.join(sorted(free)[:6])}")
        return tally.fit()
    if evidence.has("main"):
        if entries:
            tally.add(8, f"defines {' '.join(sorted(entries))}")
        declared = _OWN_NAMES & evidence.inputs.keys()
        if declared:
            tally.add(30 + min(18 * len(declared), 60), f"declares {' '.join(sorted(declared)[:6])}")
        if free:
            tally.add(20 + min(15 * len(free), 45), f"uses {' '.join(sorted(free)[:6])} without declaring")
        if declared or free:
            for name, kind in (("time", "float"), ("resolution", "vec2"), ("mouse", "vec2")):
                if evidence.inputs.get(name) == kind and name in evidence.words:
                    tally.add(-20, f"but declares {name}")
    if evidence.has("mainSound") and not tally.signs and not evidence.has("main"):
        tally.add(60, "defines mainSound")
    vscode = {
        word for word in evidence.directives.unknown if re.fullmatch(r"i(Channel\d|Uniform|Keyboard|Vertex)", word)
    }
    tally.each(40, vscode, "directives", 60)
    return tally.fit()


def parse(text: str, name: str, files: Files) -> Program:
    """Raises ProgramError where the JSON is none of Shadertoy's or asks for what is not offered."""
    return _parse_json(read_json(text), name) if is_json(text) else _parse_text(text, name, files)


# ------------------------------------------------------------------ bare text


def _parse_text(text: str, name: str, files: Files) -> Program:
    """Passes of a text with `mainImage`, its directives and the files beside it; or a text with a `main` of its own."""
    about = header(text)
    directives = read_directives(text, name)
    if Evidence(directives.code).has("main"):
        passes = (_own_main(directives, name, files),)
    else:
        beside = passes_beside(files)
        stages, common = _stages_of_folder(text, files, beside) if beside else (_stages_of_text(text, name, files), "")
        targets = _targets(stages)
        if any(_buffer_of(entry, stages) == "" for stage in stages for entry in stage.inputs):
            targets[""] = Target("image", format="rgba32f")
        passes = tuple(_pass(stage, common, stages, targets) for stage in stages)
        if beside:
            name = os.path.basename(files.folder or "") or name
    return Program(
        about.get("title", name),
        "shadertoy",
        passes,
        feedback=reads_unfinished(passes),
        description=about.get("description", ""),
        tags=tags(about.get("tags", "")),
    )


def _own_main(directives: Directives, name: str, files: Files) -> Pass:
    """A text with a `main` of its own and the site's names keeps what it declares."""
    pieces = files.pieces(directives.code, name)
    text = joined(pieces)
    code = without_comments(text)
    old = not re.search(r"^[ \t]*#[ \t]*version\s+(300|[34]\d\d)\b", code, re.MULTILINE) and (
        "gl_FragColor" in words(text) or "texture2D" in words(text) or not re.search(r"\bout\s+\w*\s*vec4\b", code)
    )
    own = Evidence(text).inputs
    entries = [entry for entry in directives.channels.values() if "path" not in entry]
    channels = [channel for entry in entries if (channel := _channel(entry, ())) is not None]
    pieces = [Piece(_prelude({}, text, frozenset(own))), *pieces]
    values = tuple((key, kind, value) for key, (kind, value) in directives.uniforms.items())
    return _build("Image", pieces, [Target("image")], channels, 100 if old else 300, own, values)


def _stages_of_text(text: str, name: str, files: Files) -> list[_Stage]:
    """The text's own pass, last, behind those of the files that its #iChannel directives name."""
    own = "" if files.path is None else os.path.realpath(files.path)
    stages: dict[str, _Stage] = {}

    def add(code: str, label: str, path: str, last: bool) -> None:
        stages[path] = _Stage("image", label, "", "", (), ())  # holds its place against files that name each other
        directives = read_directives(code, label)
        for number, entry in directives.channels.items():
            if "path" not in entry:
                continue
            where = f"{label}: #iChannel{number}"
            other = path if entry["path"] == "self" else ""
            if not other:
                folder = os.path.dirname(path) if path else None
                other = files.locate(entry["path"], folder, where)
            entry["id"] = "shader:" + other
            if other not in stages:
                if len(stages) >= MAX_PASSES:
                    raise ProgramError(f"{where}: more than {MAX_PASSES} passes", "unsupported")
                add(files.read(other, where), os.path.splitext(os.path.basename(other))[0], other, False)
        buffer = "" if last else f"Pass {label} {len(stages)}"
        kept = stages.pop(path)
        stages[path] = replace(
            kept,
            kind="image" if last else "buffer",
            buffer=buffer,
            code=directives.code,
            inputs=tuple(directives.channels.values()),
            outputs=("shader:" + path,),
            uniforms=tuple((key, kind, value) for key, (kind, value) in directives.uniforms.items()),
            files=files,
        )

    add(text, name, own, True)
    return list(stages.values())


def _stages_of_folder(text: str, files: Files, beside: Mapping[str, str]) -> tuple[list[_Stage], str]:
    """The passes of a folder with a file for each, in the site's order, and Common."""
    known = channels_beside(files)
    common = ""
    stages = []
    for label in ("Common", *(f"Buffer {b}" for b in _BUFFERS), "Cube A", "Image"):
        if label != "Image" and label not in beside:
            continue
        code = text if label == "Image" else files.read(beside[label], label)
        directives = read_directives(code, label)
        if label == "Common":
            common = joined(files.pieces(directives.code, label))
            continue
        inputs = {**known.get(label, {}), **directives.channels}
        for number, entry in inputs.items():
            if "path" in entry:
                what = label if entry["path"] == "self" else pass_of(os.path.basename(entry["path"]))
                if what != "Image" and what not in beside:
                    raise ProgramError(
                        f"{label}: iChannel{number} reads {entry['path'][:80]}, which is not there", "unsupported"
                    )
                entry["id"] = f"pass:{what}"
        kind = {"Image": "image", "Cube A": "cubemap"}.get(label, "buffer")
        values = tuple((key, type_, value) for key, (type_, value) in directives.uniforms.items())
        buffer = "" if label == "Image" else label
        stages.append(
            _Stage(kind, label, buffer, directives.code, tuple(inputs.values()), (f"pass:{label}",), values, files)
        )
    return stages, common


def _prelude(
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
    return "\n".join(lines) + "\n"


def _with_main(pieces: list[Piece], entry: str, main: str, text: str) -> list[Piece]:
    """The pieces with the site's main before the text, so that its macros do not reach it.

    A text whose `entry` is a macro, not a function, is from the years when main stood behind it.
    """
    if re.search(rf"#\s*define\s+{entry}\(", without_comments(text)) and not defines_function(text, entry):
        return [*pieces, Piece(main)]
    return [Piece(f"{pieces[0].text}{_PROTOTYPES[entry]}{main}"), *pieces[1:]]


def _makes(text: str, name: str) -> bool:
    """Whether the text declares or defines a name itself (a macro, a variable, a parameter)."""
    return re.search(rf"(#\s*define\s+|\b(float|int|vec[234])\s+){name}\b", without_comments(text)) is not None


def _build(
    name: str,
    pieces: list[Piece],
    targets: list[Target],
    channels: Sequence[Channel],
    version: int = 300,
    own: Mapping[str, str] = MappingProxyType({}),
    values: Sequence[tuple[str, str, tuple[float, ...]]] = (),
) -> Pass:
    """own: types of uniforms that the text declares itself, which need not be the site's; values: the author's
    uniforms, name, type and value."""
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
    )


# ------------------------------------------------------------------ JSON


def _parse_json(value: Any, name: str) -> Program:
    shader = _shader_object(value)
    info = shader.get("info")
    info = info if isinstance(info, dict) else {}
    stages, common = _stages(shader["renderpass"])
    targets = _targets(stages)
    passes = tuple(_pass(stage, common, stages, targets) for stage in stages)
    found = info.get("tags")
    return Program(
        str(info.get("name") or name),
        "shadertoy",
        passes,
        feedback=reads_unfinished(passes),
        description=str(info.get("description") or ""),
        tags=tuple(str(tag) for tag in found) if isinstance(found, list) else (),
        info=tuple((key, str(info[key])) for key in ("id", "username", "date") if info.get(key)),
    )


def _shader_object(value: Any) -> dict[str, Any]:
    """The object with `renderpass` in any of the layouts."""
    for _ in range(4):
        if isinstance(value, list):
            if len(value) != 1:
                raise ProgramError(f"holds {len(value)} shaders; give each a file of its own", "unsupported")
            value = value[0]
        elif not isinstance(value, dict):
            break
        elif isinstance(value.get("renderpass"), list):
            return value
        elif "Error" in value:
            raise ProgramError(f"is no shader but Shadertoy's answer {str(value['Error'])[:100]!r}")
        else:
            value = next((value[key] for key in ("Shader", "shader", "shaders") if key in value), None)
    raise ProgramError("is JSON, but no Shadertoy shader (it has no renderpass)")


def _stages(renderpass: list[Any]) -> tuple[list[_Stage], str]:
    """The passes in the order in which they are drawn, and the text of Common."""
    commons: list[str] = []
    stages: dict[tuple[int, str], _Stage] = {}
    for number, item in enumerate(renderpass):
        if not isinstance(item, dict) or not isinstance(item.get("code"), str):
            raise ProgramError(f"pass {number + 1} has no code")
        item = {**item, "code": item["code"].replace("\r\n", "\n").replace("\r", "\n")}
        kind = str(item.get("type") or "image").lower()
        if kind == "common":
            commons.append(item["code"])
        elif kind in ("image", "buffer", "cubemap"):
            stage = _stage(kind, item, taken={s.buffer for s in stages.values()})
            key = (("buffer", "cubemap", "image").index(kind), stage.buffer)
            if kind == "image":
                stages[key] = stage  # the site draws all of them, one over the other
            stages.setdefault(key, stage)
        elif kind != "sound":
            raise ProgramError(f"pass {number + 1} is of the unknown type {kind[:40]!r}", "unsupported")
    ordered = [stages[key] for key in sorted(stages)]
    if not ordered or ordered[-1].kind != "image":
        raise ProgramError("has no Image pass", "unsupported")
    return ordered, "\n".join(commons)


def _stage(kind: str, item: dict[str, Any], taken: set[str]) -> _Stage:
    outputs = tuple(str(o.get("id") if isinstance(o, dict) else o) for o in _list(item, "outputs"))
    buffer = "" if kind == "image" else "Cube A"
    if kind == "buffer":
        letter = re.fullmatch(r"buf(?:fer)?\s*([a-d])", str(item.get("name") or "").strip().lower())
        known = [name for name, ids in _OUTPUTS.items() if any(o in ids for o in outputs)]
        free = [f"Buffer {b}" for b in _BUFFERS if f"Buffer {b}" not in taken]
        if known:
            buffer = known[0]
        elif letter:
            buffer = f"Buffer {letter[1].upper()}"
        elif free:
            buffer = free[0]
        else:
            raise ProgramError("has more than four buffers", "unsupported")
    inputs = tuple(entry for entry in _list(item, "inputs") if isinstance(entry, dict))
    return _Stage(kind, buffer or "Image", buffer, item["code"], inputs, outputs)


def _list(item: dict[str, Any], key: str) -> list[Any]:
    value = item.get(key)
    return value if isinstance(value, list) else []


# Ids that the site gives to what the passes draw into (today's, and the numbers of old exports).
_OUTPUTS = {
    "Buffer A": ("4dXGR8", "257"),
    "Buffer B": ("XsXGR8", "258"),
    "Buffer C": ("4sXGR8", "259"),
    "Buffer D": ("XdfGR8", "260"),
    "Cube A": ("4dX3Rr",),
}


def _buffer_of(entry: dict[str, Any], stages: Sequence[_Stage]) -> str | None:
    """Name of the buffer that an input reads ('' for the picture's own last frame), or None where it is no buffer."""
    identity = str(entry.get("id"))
    file = posixpath.basename(str(entry.get("filepath") or entry.get("src") or ""))
    if match := re.fullmatch(r"(buffer|cubemap)0([0-3])\.png", file):
        return f"Buffer {_BUFFERS[int(match[2])]}" if match[1] == "buffer" else "Cube A"
    for stage in stages:
        if identity in stage.outputs and (stage.buffer or identity.startswith(("shader:", "pass:"))):
            return stage.buffer
    return next((name for name, ids in _OUTPUTS.items() if identity in ids), None)


def _channel(entry: dict[str, Any], stages: Sequence[_Stage]) -> Channel | None:
    """The channel that an input describes; None where nothing is bound."""
    number = entry.get("channel")
    kind = str(entry.get("ctype") or entry.get("type") or "").lower()
    if not kind or number not in (0, 1, 2, 3):
        return None
    if kind not in _KINDS:
        raise ProgramError(f"iChannel{number} is of the unsupported kind {kind[:40]!r}", "unsupported")
    sampler = entry.get("sampler") if isinstance(entry.get("sampler"), dict) else {}
    how, wrap = str(sampler.get("filter")), str(sampler.get("wrap"))
    flip = str(sampler.get("vflip")).lower() == "true"
    sampling = Sampling(
        how if how in ("nearest", "mipmap") else "linear",
        wrap if wrap in ("repeat", "mirror") else "clamp",
        flip and kind in ("texture", "video", "webcam"),  # the site flips what it loads from picture files
    )
    buffer = _buffer_of(entry, stages) if kind in ("buffer", "cubemap") else None
    if buffer is not None:
        return Channel(f"iChannel{number}", "buffer", buffer or "image", sampling)
    if kind == "buffer":
        raise ProgramError(f"iChannel{number} reads a buffer that the site does not have", "unsupported")
    file = str(entry.get("filepath") or entry.get("src") or kind)
    return Channel(f"iChannel{number}", _KINDS[kind], posixpath.basename(file)[:200], sampling)


def _targets(stages: Sequence[_Stage]) -> dict[str, Target]:
    """What each pass draws into, by its buffer's name ('' for Image)."""
    mipmapped = set()
    for stage in stages:
        for entry in stage.inputs:
            sampler = entry.get("sampler")
            if isinstance(sampler, dict) and sampler.get("filter") == "mipmap":
                mipmapped.add(_buffer_of(entry, stages))
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


def _pass(stage: _Stage, common: str, stages: Sequence[_Stage], targets: Mapping[str, Target]) -> Pass:
    channels = {c.name: c for c in (_channel(entry, stages) for entry in stage.inputs) if c is not None}
    samplers = {int(name[-1]): _sampler(channel) for name, channel in channels.items()}
    wanted = "mainCubemap" if stage.kind == "cubemap" else "mainImage"
    main = _MAIN_CUBEMAP if stage.kind == "cubemap" else _MAIN_IMAGE
    if stage.kind != "cubemap":
        main %= "color" if stage.kind == "buffer" else "vec4(color.rgb, 1.0)"
    pieces = [*([Piece(common, "Common")] if common else []), *stage.files.pieces(stage.code, stage.label)]
    text = joined(pieces)
    if not re.search(rf"\b{wanted}\b", without_comments(text)):
        raise ProgramError(f"{stage.label} has no {wanted}", "compile_error")
    if "iCh" in text and _CHANNEL_STRUCT.search(text):
        pieces = [replace(piece, text=_plain_channels(piece.text, channels)) for piece in pieces]
        text = joined(pieces)
    used = words(text)
    if "st_assert" in used:
        main = main.replace("\n    shadertoy_out_color =", f"{_ASSERTED}\n    shadertoy_out_color =")
    own = frozenset(Evidence(stage.code).inputs) if "uniform" in stage.code else frozenset()
    media = frozenset(int(name[-1]) for name, c in channels.items() if c.kind in ("video", "spectrum"))
    pieces = _with_main([Piece(_prelude(samplers, text, own, media)), *pieces], wanted, main, text)
    if "__LINE__" in used:
        pieces = _numbered(pieces)
    bound = [
        channel
        for channel in channels.values()
        if ("iChannelResolution" in used or channel.name in used)
        and (channel.kind != "buffer" or channel.source in {target.name for target in targets.values()})
    ]
    types = Evidence(stage.code).inputs if own else {}
    return _build(stage.label, pieces, [targets[stage.buffer]], bound, 300, types, stage.uniforms)


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


def _sampler(channel: Channel) -> str:
    cube = channel.kind == "cubemap" or (channel.kind == "buffer" and channel.source == "Cube A")
    return _SAMPLERS["cubemap" if cube else "volume" if channel.kind == "volume" else "2d"]
