"""Shader text -> Program, whatever site it comes from.

    program = parse(text, "wave")                      # the dialect is found from the text
    program = load("wave.frag", dialect="twigl")       # or said

A dialect is a module with two functions, `looks_like(text, path) -> bool` and `parse(text, name, path) -> Program`;
to add one, write the module and name it in _MODULES.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import replace

from image_generation.shaders.programs import bookofshaders, glslsandbox, isf, shadertoy, twigl
from image_generation.shaders.programs.program import Program, ProgramError
from image_generation.shaders.programs.text import MAX_BYTES, decode, is_json, read_json

# In the order in which they are asked whether a text is theirs: the surest sign first.
_MODULES = {
    "isf": isf,
    "shadertoy": shadertoy,
    "bookofshaders": bookofshaders,
    "twigl": twigl,
    "glslsandbox": glslsandbox,
}
DIALECTS = tuple(_MODULES)

_MAX_NAME = 80


def find_dialect(text: str, path: str | None = None) -> str | None:
    """Name of the first dialect that takes the text (read from `path`) for its own, or None."""
    return next((name for name, module in _MODULES.items() if module.looks_like(text, path)), None)


def parse(text: str | bytes, name: str, dialect: str | None = None, path: str | os.PathLike | None = None) -> Program:
    """Turn a shader's text into a Program.

    name      what the program is called where the text does not say
    dialect   one of DIALECTS, or None to find it from the text
    path      where the text was read: what it includes or what lies beside it is looked for there and nowhere
              else; None: nothing is read
    Raises ProgramError: 'unreadable' (empty, binary, broken JSON), 'unsupported', 'compile_error'.
    """
    if dialect is not None and dialect not in _MODULES:
        raise ValueError(f"dialect {dialect!r} is none of {', '.join(DIALECTS)}")
    text = decode(text) if isinstance(text, bytes) else decode(text.encode("utf-8", "surrogateescape"))
    path = None if path is None else os.fspath(path)
    dialect = dialect or find_dialect(text, path)
    if dialect is None and is_json(text):
        read_json(text)
        raise ProgramError("is JSON, but of no known kind of shader")
    if dialect is None:
        raise ProgramError("is no shader of a known dialect (no main, no mainImage, no known uniform)")
    program = _MODULES[dialect].parse(text, name, path)
    return replace(program, dialect=dialect, source=text)


def load(path: str | os.PathLike, dialect: str | None = None) -> Program:
    """Read a file and parse it; its stem is the program's name. Raises ProgramError as parse does."""
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ProgramError(f"cannot be read ({error.strerror})") from None
    name = os.path.splitext(os.path.basename(os.fspath(path)))[0]
    return parse(data, name, dialect, path)


def safe_name(name: str) -> str:
    """The name as a file name: at most 80 of A-Z a-z 0-9 . _ -, not starting with a dot or dash, never empty.

    Two different names give two different results: where anything had to be changed, a hash of the name ends it.
    """
    if re.fullmatch(rf"[A-Za-z0-9_][A-Za-z0-9._-]{{0,{_MAX_NAME - 1}}}", name):
        return name
    safe = re.sub(r"[^A-Za-z0-9._-]+", "_", name)[: _MAX_NAME - 13].strip("._-")
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{safe or 'shader'}-{digest}"
