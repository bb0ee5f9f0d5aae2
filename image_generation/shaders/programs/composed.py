"""Composed programs' texts -> Program: what `programs.parse` gives for Shadertoy's dialect, sooner.

The composer writes one pass of that dialect that reads nothing beside it, so that there is nothing to find out about a
text; and much of what it writes stands in many texts: sections that were translated before are translated no more.
"""

from __future__ import annotations

import re

from image_generation.shaders import programs
from image_generation.shaders.programs.glsl.sections import Sections
from image_generation.shaders.programs.program import Program, Target
from image_generation.shaders.programs.shadertoy_passes import build, image_pieces
from image_generation.shaders.programs.text import header, tags

# What a text of the dialect may have and the composer does not write: then it is parsed like anybody's.
_UNUSUAL = ("uniform", "#i", "iCh", "iGlobalTime", "st_assert", "glslify", "include", "\r", "\0")
_MAIN = re.compile(r"main[ \t]*[(\n]|define\s+main")
_SECTIONS = Sections()


def parse(text: bytes, name: str) -> Program:
    """The Program of a composed text; raises ProgramError as programs.parse does."""
    code = text.decode("ascii", "replace")  # then it is no ASCII
    usual = code.startswith("// ") and code.isascii() and "mainImage" in code and not _MAIN.search(code)
    if not usual or any(word in code for word in _UNUSUAL):
        return programs.parse(text, name, dialect="shadertoy")
    about = header(code)
    stage = build(name, image_pieces(code, name), [Target("image")], (), sections=_SECTIONS)
    return Program(
        about.get("title", name),
        "shadertoy",
        (stage,),
        source=code,
        signs=", ".join(programs.AS_ASKED),
        description=about.get("description", ""),
        tags=tags(about.get("tags", "")),
    )
