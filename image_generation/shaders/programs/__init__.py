"""Shader text -> Program, whatever site it comes from.

    program = parse(text, "wave")                      # the dialect is found from the text
    program = load("wave.frag", dialect="twigl")       # or said

A dialect is a module with two functions, `fit(evidence) -> Fit` (how well a text fits, and the signs of it) and
`parse(text, name, files) -> Program`; to add one, write the module and name it in _MODULES. The best fit wins,
whatever their order; a weak win or a near tie is said in the program's `signs`.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Sequence
from dataclasses import replace

from image_generation.shaders.programs import (
    bonzomatic,
    bookofshaders,
    glslsandbox,
    isf,
    kodelife,
    shadertoy,
    twigl,
)
from image_generation.shaders.programs.evidence import CERTAIN, CLEAR, Evidence, Finding
from image_generation.shaders.programs.includes import Files
from image_generation.shaders.programs.program import Program, ProgramError
from image_generation.shaders.programs.text import MAX_BYTES, decode, read_json

# Of two that fit equally well, the first is taken and the other is named.
_MODULES = {
    "isf": isf,
    "shadertoy": shadertoy,
    "bookofshaders": bookofshaders,
    "twigl": twigl,
    "glslsandbox": glslsandbox,
    "bonzomatic": bonzomatic,
    "kodelife": kodelife,
}
DIALECTS = tuple(_MODULES)

AS_ASKED = ("as was asked",)  # the signs of a dialect that was said
_MAX_NAME = 80
_SAFE_NAME = re.compile(rf"[A-Za-z0-9_][A-Za-z0-9._-]{{0,{_MAX_NAME - 1}}}")


def detect(text: str, path: str | None = None) -> Finding:
    """Which dialect a text is of: the best fit, the signs that were seen, and the one that came near, if any."""
    return _best(Evidence(text, path))


def _best(evidence: Evidence) -> Finding:
    fits = {}
    for name, module in _MODULES.items():
        fits[name] = module.fit(evidence)
        if fits[name].score >= CERTAIN:
            return Finding(name, fits[name].score, fits[name].signs)
    if evidence.is_vertex_shader and not isf.fit(evidence).score:
        return Finding(None, signs=("writes gl_Position",))
    (name, best), (second, other), *_ = sorted(fits.items(), key=lambda item: -item[1].score)
    if best.score <= 0:
        return Finding(None)
    near = other.score > 0 and best.score - other.score < CLEAR
    rival = f"{second} ({', '.join(other.signs)})" if near else ""
    return Finding(name, best.score, best.signs, rival)


def parse(
    text: str | bytes,
    name: str,
    dialect: str | None = None,
    path: str | os.PathLike | None = None,
    folders: Sequence[str] = (),
    *,
    files: Files | None = None,
) -> Program:
    """Turn a shader's text into a Program.

    name      what the program is called where the text does not say
    dialect   one of DIALECTS, or None to find it from the text
    path      where the text was read: what it includes or what lies beside it is looked for there; None: nothing is
              read
    folders   further folders inside which it may include files (see includes.py)
    files     stands for path and folders, and tells afterwards what was asked of them
    Raises ProgramError: 'unreadable' (empty, binary, broken JSON), 'unsupported', 'compile_error'.
    """
    if dialect is not None and dialect not in _MODULES:
        raise ValueError(f"dialect {dialect!r} is none of {', '.join(DIALECTS)}")
    text = decode(text) if isinstance(text, bytes) else decode(text.encode("utf-8", "surrogateescape"))
    files = files or Files(None if path is None else os.fspath(path), folders)
    evidence = Evidence(text, files.path, files)
    finding = Finding(dialect, 100, AS_ASKED) if dialect else _best(evidence)
    if finding.dialect is None and evidence.is_json:
        read_json(text)
        raise ProgramError("is JSON, but of no known kind of shader")
    if finding.dialect is None:
        raise ProgramError(_no_shader(evidence))
    if "glslify" in text and not evidence.is_json:
        _refuse_imports(evidence)
    program = _MODULES[finding.dialect].parse(text, name, files)
    return replace(program, dialect=finding.dialect, source=text, signs=finding.describe())


def _no_shader(evidence: Evidence) -> str:
    if evidence.is_vertex_shader:
        return "is a vertex shader (it writes gl_Position)"
    if re.search(r"\bmain\s*\(", evidence.code) and "main" not in evidence.functions:
        return "has no main that its conditions leave (and no mainImage)"
    return "is no shader of a known dialect (no main, no mainImage, no known uniform)"


def _refuse_imports(evidence: Evidence) -> None:
    """Raise ProgramError for what only a build tool resolves."""
    for pragma in evidence.directives.pragmas:
        found = re.match(r"glslify\s*:\s*\w+\s*=\s*require\s*\(\s*['\"]?([^'\")]{1,100})", pragma)
        if found:
            raise ProgramError(f"imports {found[1]} through glslify, which is not offered", "unsupported")


def load(path: str | os.PathLike, dialect: str | None = None, folders: Sequence[str] = ()) -> Program:
    """Read a file and parse it; its stem is the program's name. Raises ProgramError as parse does."""
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ProgramError(f"{os.fspath(path)}: cannot be read ({error.strerror})") from None
    name = os.path.splitext(os.path.basename(os.fspath(path)))[0]
    return parse(data, name, dialect, path, folders)


def safe_name(name: str) -> str:
    """The name as a file name: at most 80 of A-Z a-z 0-9 . _ -, not starting with a dot or dash, never empty.

    Two different names give two different results: where anything had to be changed, a hash of the name ends it.
    """
    if _SAFE_NAME.fullmatch(name):
        return name
    safe = re.sub(r"[^A-Za-z0-9._-]+", "_", name)[: _MAX_NAME - 13].strip("._-")
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{safe or 'shader'}-{digest}"
