"""KodeLife's projects (.klproj): zlib around XML that holds a text for each pass, stage and profile of OpenGL, and says
what each uniform means.

    klxml / document / params                 parameters of all passes: a type, and the uniform's name
    ... / passes / pass / params              of a pass
    ... / stages / stage type='FRAGMENT'      its parameters and shader / source profile='GL3'
Only passes that fill the picture are read; expat resolves nothing, and a DOCTYPE is refused.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from image_generation.shaders.programs.program import ProgramError, Sampling

_PROFILES = ("GL3", "GL2", "ES3-320", "ES3-310", "ES3-300", "ES3", "ES2")
OLD = ("GL2", "ES2")  # whose texts may be of GLSL before outputs had names
_NAME = re.compile(r"[A-Za-z_]\w{0,200}", re.ASCII)
_WRAPS = {"REPEAT": "repeat", "MIRROR": "mirror", "MIRRORED_REPEAT": "mirror"}
_SHARES = {"PROJECT_HALF": 2, "PROJECT_QUARTER": 4, "PROJECT_EIGHTH": 8}
PICTURE = Sampling("linear", "repeat", vflip=True)
_MAX_ELEMENTS = 100_000
_MAX_PASSES = 64


@dataclass(frozen=True)
class Parameter:
    """What a uniform is: KodeLife's type of parameter, a picture's file, the pass that is read (None: the one before),
    whether a mouse runs from 0 to 1, and how a picture is read."""

    kind: str
    file: str = ""
    number: int | None = None
    unit: bool = True
    sampling: Sampling = PICTURE


@dataclass(frozen=True)
class ProjectPass:
    """A pass that is drawn: its number in the project, its name, its text and that text's profile, its parameters by
    the names of their uniforms (None: as names say), the size of what it draws into as program.Target has it."""

    number: int
    label: str
    code: str
    profile: str
    parameters: Mapping[str, Parameter] | None = None
    width: str = "w"
    height: str = "h"


def inflated(data: bytes, most: int) -> bytes | None:
    """What zlib has packed, most + 1 bytes at most; None where the data does not begin as zlib's does.

    Raises ProgramError where it is damaged or is no XML.
    """
    if len(data) < 2 or data[0] != 0x78 or (data[0] << 8 | data[1]) % 31 or data[1] & 0x20:
        return None
    work = zlib.decompressobj()
    try:
        found = work.decompress(data, most + 1)
    except zlib.error as error:
        raise ProgramError(f"is a damaged KodeLife project, or another binary file ({error})") from None
    if not work.eof and len(found) <= most:
        raise ProgramError("is a damaged KodeLife project (it ends too early)")
    if not found.lstrip().startswith(b"<"):
        raise ProgramError("is compressed, but no KodeLife project")
    return found


def is_project(text: str) -> bool:
    """Whether a text is a project's XML."""
    return "<klxml" in text[:4096] and text.lstrip().startswith("<")


def read(text: str) -> list[ProjectPass]:
    """The passes of a project that are drawn, in their order. Raises ProgramError."""
    root = _tree(text)
    passes = root.findall("./document/passes/pass")
    if len(passes) > _MAX_PASSES:
        raise ProgramError(f"has {len(passes)} passes", "unsupported")
    everywhere = _parameters(root.find("./document/params"))
    found = [
        _pass(number, entry, everywhere)
        for number, entry in enumerate(passes)
        if _word(entry, "properties/enabled", "1") == "1"
    ]
    if not found:
        raise ProgramError("is a KodeLife project without a pass that is enabled", "unsupported")
    return found


def _tree(text: str) -> Element:
    builder = TreeBuilder()
    parser = expat.ParserCreate("utf-8")
    count = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > _MAX_ELEMENTS:
            raise ProgramError("is a KodeLife project of too many parts", "unsupported")
        builder.start(tag, attributes)

    def refuse(*_: object) -> None:
        raise ProgramError("is a KodeLife project with a DOCTYPE, which is not read", "unsupported")

    parser.StartElementHandler = start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise ProgramError(f"is a KodeLife project in broken XML ({error})") from None
    return builder.close()


def _pass(number: int, entry: Element, everywhere: Mapping[str, Parameter]) -> ProjectPass:
    label = _word(entry, "properties/label") or f"Pass {number + 1}"
    _refuse_models(entry, label)
    stage = entry.find("./stages/stage[@type='FRAGMENT']")
    texts = {} if stage is None else {s.get("profile", ""): s.text or "" for s in stage.findall("./shader/source")}
    known = [profile for profile in _PROFILES if texts.get(profile, "").strip()]
    if not known:
        others = ", ".join(sorted(profile[:20] for profile, code in texts.items() if code.strip()))
        raise ProgramError(f"{label}: has no fragment shader of OpenGL ({others or 'none at all'})", "unsupported")
    mode = _word(entry, "properties/rendertarget/resolutionMode")
    share = f" / {_SHARES[mode]}" if mode in _SHARES else ""
    parameters = {**everywhere, **_parameters(entry.find("./params"))}
    if stage is not None:
        parameters.update(_parameters(stage.find("./params")))
    return ProjectPass(
        number,
        label[:80],
        texts[known[0]],
        known[0],
        parameters=parameters,
        width=f"w{share}",
        height=f"h{share}",
    )


def _refuse_models(entry: Element, label: str) -> None:
    """Raise ProgramError for a pass that does not draw one rectangle that fills the picture."""
    kind = entry.get("type") or "RENDER"
    if kind != "RENDER":
        raise ProgramError(f"{label}: passes of the type {kind[:20]} are not offered", "unsupported")
    primitive = _word(entry, "properties/primitiveType", "TRIANGLES")
    plain = primitive in ("TRIANGLES", "TRIANGLE_STRIP", "TRIANGLE_FAN")
    if not plain or _word(entry, "properties/primitiveIndex", "0") != "0":
        raise ProgramError(f"{label}: draws a model, which is not offered", "unsupported")
    if _word(entry, "properties/instanceCount", "1") not in ("0", "1"):
        raise ProgramError(f"{label}: draws instances, which are not offered", "unsupported")
    for stage in entry.findall("./stages/stage"):
        name = stage.get("type") or ""
        if name.startswith(("GEOMETRY", "TESS")) and _word(stage, "properties/enabled") == "1":
            raise ProgramError(f"{label}: a {name.lower()[:20]} shader is not offered", "unsupported")


def _parameters(params: Element | None) -> dict[str, Parameter]:
    found = {}
    for entry in () if params is None else params.findall("./param"):
        name = _word(entry, "variableName")
        if _NAME.fullmatch(name):
            number = _word(entry, "renderPassIndex")
            smooth = _word(entry, "samplerState/magFilter", "LINEAR") != "NEAREST"
            wrap = _WRAPS.get(_word(entry, "samplerState/wrapS"), "clamp")
            found[name] = Parameter(
                entry.get("type") or "",
                re.split(r"[/\\]", _word(entry, "path"))[-1][:200],
                int(number) if re.fullmatch(r"\d{1,4}", number, re.ASCII) else None,
                _word(entry, "normalize", "1") == "1",
                Sampling("linear" if smooth else "nearest", wrap, vflip=True),
            )
    return found


def _word(entry: Element, path: str, without: str = "") -> str:
    """The text of a part, `without` where there is none."""
    return (entry.findtext(path) or "").strip() or without
