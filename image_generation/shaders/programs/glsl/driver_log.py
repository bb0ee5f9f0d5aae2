"""A driver's compile log as one line for the shader's author."""

from __future__ import annotations

import json
import re

from image_generation.shaders.programs.glsl.tokens import LINES

# Mesa: "0:12(5): error: ...", NVIDIA: "0(12) : error C0000: ...", others: "ERROR: 0:12: ..."; the line is a place,
# piece * LINES + line.
_ERRORS = (
    re.compile(r"^\d+:(?P<place>\d+)(?:\(\d+\))?: error: (?P<message>.*)", re.MULTILINE),
    re.compile(r"^\d+\((?P<place>\d+)\) : (?:fatal )?error (?P<message>.*)", re.MULTILINE),
    re.compile(r"^ERROR: \d+:(?P<place>\d+): (?P<message>.*)", re.MULTILINE),
)
_PIECES = re.compile(r"^// pieces: (\[.*\])$", re.MULTILINE)


def explain(fragment: str, log: str) -> str:
    """A driver's compile or link log (Mesa's, NVIDIA's) for `fragment` as one line: "name:12: message".

    `fragment` is the text that `translate` made; it names its pieces, whose own lines the log counts.
    """
    found = next((match for pattern in _ERRORS if (match := pattern.search(log))), None)
    if found is None:
        lines = [line.strip() for line in log.splitlines() if line.strip(" \t=")]
        return next((line for line in lines if "error" in line.lower()), lines[-1] if lines else "no message")
    named = _PIECES.search(fragment)
    names = json.loads(named[1]) if named else []
    piece, line = divmod(int(found["place"]), LINES)
    name = names[piece] if piece < len(names) else ""
    message = found["message"].strip().replace("webgl_", "")
    return f"{name or 'shader'}:{line}: {message}" if line else message
