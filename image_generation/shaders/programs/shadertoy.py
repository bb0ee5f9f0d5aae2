"""Shadertoy: a shader's JSON, as the site's API and exports give it, or the bare text of one `mainImage`.

JSON comes as {"Shader": {...}}, as the object with `info` and `renderpass` itself, or as a list of one of these
(also {"shaders": [...]}). All passes are WebGL 2 text: what MakeHeader of the site puts before it is prelude here.
Order and buffers as on the site: Buffer A to D, Cube A, Image; a buffer of an earlier pass shows this frame's
picture, any other its previous frame's; buffers are 32-bit float, the cube map 1024x1024 of 16-bit float.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from image_generation.shaders.programs.evidence import Evidence, Fit, Tally
from image_generation.shaders.programs.glsl.translate import Piece
from image_generation.shaders.programs.includes import Files, joined
from image_generation.shaders.programs.program import Pass, Program, ProgramError, Target
from image_generation.shaders.programs.shadertoy_files import (
    MAX_PASSES,
    channels_beside,
    pass_of,
    passes_beside,
    read_directives,
)
from image_generation.shaders.programs.shadertoy_passes import (
    BUFFERS,
    OLD_UNIFORMS,
    OUTPUTS,
    UNIFORMS,
    Stage,
    buffer_of,
    build,
    channel_of,
    draw_stage,
    prelude,
    samplers_of,
    targets_of,
)
from image_generation.shaders.programs.text import (
    header,
    is_json,
    read_json,
    reads_unfinished,
    tags,
    without_comments,
    words,
)

_VSCODE = re.compile(
    r"i(Channel\d|Uniform|Keyboard|Vertex|FirstPersonControls)|StrictCompatibility"
)  # directives of the Shader Toy extension
_OWN_NAMES = frozenset({*UNIFORMS, *OLD_UNIFORMS, *(f"iChannel{k}" for k in range(4)), *(f"iCh{k}" for k in range(4))})


def fit(evidence: Evidence) -> Fit:
    """JSON with render passes; a `mainImage` without a `main`; a `main` with the site's names."""
    tally = Tally()
    if evidence.is_json:
        if found := re.findall(r'"(renderpass|Shader|shaders|Error)"\s*:', evidence.text):
            tally.add(60 + (35 if "renderpass" in found else 0), f"JSON with {' '.join(sorted(set(found)))}")
        return tally.fit()
    entries = {name for name in ("mainImage", "mainCubemap") if evidence.has(name)}
    free = evidence.free(_OWN_NAMES)
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
    vscode = {word for word in evidence.directives.unknown if _VSCODE.fullmatch(word)}
    tally.each(40, vscode, "directives", 60)
    return tally.fit()


def parse(text: str, name: str, files: Files) -> Program:
    """Raises ProgramError where the JSON is none of Shadertoy's or asks for what is not offered."""
    return _parse_json(read_json(text), name) if is_json(text) else _parse_text(text, name, files)


# ------------------------------------------------------------------ bare text


def _parse_text(text: str, name: str, files: Files) -> Program:
    """Passes of a text with `mainImage`, its directives and the files beside it; or a text with a `main` of its own."""
    about = header(text)
    own = Evidence(read_directives(text, name).code).has("main")
    beside = {} if own else passes_beside(files)
    stages, common = _stages_of_folder(text, files, beside) if beside else (_stages_of_text(text, name, files), "")
    targets = targets_of(stages)
    if any(buffer_of(entry, stages) == "" for stage in stages for entry in stage.inputs):
        targets[""] = Target("image", format="rgba32f")
    passes = tuple(
        draw_stage(stage, common, stages, targets)
        if beside or not Evidence(stage.code).has("main")
        else _own_main(stage, stages, targets)
        for stage in stages
    )
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


def _own_main(stage: Stage, stages: Sequence[Stage], targets: Mapping[str, Target]) -> Pass:
    """A text with a `main` of its own and the site's names keeps what it declares."""
    pieces = stage.files.pieces(stage.code, stage.label)
    text = joined(pieces)
    code = without_comments(text)
    evidence = Evidence(text)
    modern = evidence.needs_es3 or re.search(r"^[ \t]*#[ \t]*version\s+(300|[34]\d\d)\b", code, re.MULTILINE)
    old = not modern and (
        "gl_FragColor" in words(text) or "texture2D" in words(text) or not re.search(r"\bout\s+\w*\s*vec4\b", code)
    )
    own = evidence.inputs
    channels = [channel for entry in stage.inputs if (channel := channel_of(entry, stages)) is not None]
    pieces = [Piece(prelude(samplers_of(channels, pieces), text, frozenset(own))), *pieces]
    name = "Image" if len(stages) == 1 else stage.label
    return build(name, pieces, [targets[stage.buffer]], channels, 100 if old else 300, own, stage.uniforms, usual=True)


_OWN_TEXT = "<text>"  # stands for the path of a text that was read from no file


def _stages_of_text(text: str, name: str, files: Files) -> list[Stage]:
    """The text's own pass, last, behind those of the files that its #iChannel directives name."""
    own = os.path.realpath(files.path) if files.path else _OWN_TEXT
    stages: dict[str, Stage] = {}

    def add(code: str, label: str, path: str, last: bool) -> None:
        stages[path] = Stage("image", label, "", "", (), ())  # holds its place against files that name each other
        directives = read_directives(code, label)
        for number, entry in directives.channels.items():
            if "path" not in entry:
                continue
            where = f"{label}: #iChannel{number}"
            folder = os.path.dirname(path) if path != _OWN_TEXT else None
            other = path if entry["path"] == "self" else files.locate(entry["path"], folder, where)
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


def _stages_of_folder(text: str, files: Files, beside: Mapping[str, str]) -> tuple[list[Stage], str]:
    """The passes of a folder with a file for each, in the site's order, and Common."""
    known = channels_beside(files)
    common = ""
    stages = []
    for label in ("Common", *(f"Buffer {b}" for b in BUFFERS), "Cube A", "Image"):
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
            Stage(kind, label, buffer, directives.code, tuple(inputs.values()), (f"pass:{label}",), values, files)
        )
    return stages, common


# ------------------------------------------------------------------ JSON


def _parse_json(value: Any, name: str) -> Program:
    shader = _shader_object(value)
    info = shader.get("info")
    info = info if isinstance(info, dict) else {}
    stages, common = _stages(shader["renderpass"])
    targets = targets_of(stages)
    passes = tuple(draw_stage(stage, common, stages, targets) for stage in stages)
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


def _stages(renderpass: list[Any]) -> tuple[list[Stage], str]:
    """The passes in the order in which they are drawn, and the text of Common."""
    commons: list[str] = []
    stages: dict[tuple[int, str], Stage] = {}
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


def _stage(kind: str, item: dict[str, Any], taken: set[str]) -> Stage:
    outputs = tuple(str(o.get("id") if isinstance(o, dict) else o) for o in _list(item, "outputs"))
    buffer = "" if kind == "image" else "Cube A"
    if kind == "buffer":
        letter = re.fullmatch(r"buf(?:fer)?\s*([a-d])", str(item.get("name") or "").strip().lower())
        known = [name for name, ids in OUTPUTS.items() if any(o in ids for o in outputs)]
        free = [f"Buffer {b}" for b in BUFFERS if f"Buffer {b}" not in taken]
        if known:
            buffer = known[0]
        elif letter:
            buffer = f"Buffer {letter[1].upper()}"
        elif free:
            buffer = free[0]
        else:
            raise ProgramError("has more than four buffers", "unsupported")
    inputs = tuple(entry for entry in _list(item, "inputs") if isinstance(entry, dict))
    return Stage(kind, buffer or "Image", buffer, item["code"], inputs, outputs)


def _list(item: dict[str, Any], key: str) -> list[Any]:
    value = item.get(key)
    return value if isinstance(value, list) else []
