"""Embedded programs: hand-written programs as functions of composed ones, `vec3 quoteN(vec2 p, float when)`, linear colours.

Every name that an embedded program declares gets a suffix, so that several stand in one text beside the grammar's own.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from image_generation.shaders.composer.comments import NOTE, WHOLE
from image_generation.shaders.composer.draft import Draft
from image_generation.shaders.composer.embed_costs import EMBED_COST_NS
from image_generation.shaders.programs.glsl.tokens import TOKEN, is_word
from image_generation.shaders.programs.glsl.words import BASIC_TYPES
from image_generation.shaders.programs.text import header

_CORPUS = Path(__file__).resolve().parents[1] / "corpus"
_OURS = ("Z", "iTime", "mainImage")  # a macro of the grammar, and what an embedded program gives way to it
_MARK = "\x01"  # where the suffix comes
_NAME = re.compile(r"(?<![\w.])([A-Za-z_]\w*)", re.ASCII)  # of anything but a field


@cache
def _marked(name: str) -> str:
    """A bundled program's text without comments, _MARK behind every name that it declares outside functions."""
    text = (_CORPUS / f"{name}.glsl").read_text(encoding="ascii")
    text = re.sub(r"//[^\n]*|/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"[ \t]+(?=\n)", "", re.sub(r"\n\s*\n+", "\n", text)).strip()
    declared = _declared(TOKEN.findall(text)).union(_OURS)
    parts = _NAME.split(text)
    parts[1::2] = [name + _MARK if name in declared else name for name in parts[1::2]]
    return "".join(parts)


def _declared(tokens: list[str]) -> set[str]:
    """Functions, structures, constants and variables that a program declares outside functions."""
    types, found, depth = set(BASIC_TYPES), set(), 0
    for before, token in zip(["", *tokens], tokens, strict=False):
        depth += (token in "([{") - (token in ")]}")
        if depth or not is_word(token):
            continue
        if before == "struct":
            types.add(token)
            found.add(token)
        elif before in types or before == ",":
            found.add(token)
    return found


@cache
def _about(name: str) -> dict[str, str]:
    """Title and description in a bundled program's header."""
    return header((_CORPUS / f"{name}.glsl").read_text(encoding="ascii"))


def cited(d: Draft) -> str:
    """The program that was embedded last, as comments name it."""
    return f'the bundled program {d.embedded[-1]} ("{_about(d.embedded[-1])["title"]}")'


def embed(d: Draft, most: float, mirrored: bool) -> str:
    """Append one of the programs that cost up to `most` ns a pixel; the name of its function.

    mirrored: beyond its frame the picture is repeated, mirrored; else it goes on as its program does.
    Raises ValueError where no program is as cheap as that.
    """
    n = len(d.embedded)
    choice = [name for name, cost in EMBED_COST_NS.items() if cost <= most and name not in d.embedded]
    if not choice:
        raise ValueError(f"no bundled program draws a pixel in {most} ns")
    name = d.random.choose(choice)
    d.embedded.append(name)
    d.spend(EMBED_COST_NS[name], name.replace("_", " "))
    text = _marked(name).replace(_MARK, f"Q{n}")
    mirror = "    p = abs(mod(p - 1.0, 4.0) - 2.0) - 1.0;\n" if mirrored else ""
    d.functions.append(
        f"/// From {cited(d)}, all of it: {_about(name)['description'].rstrip('.')}. Its names end in Q{n}, and it reads iTimeQ{n} for iTime.\n"
        f"float iTimeQ{n};\n{NOTE}\n{WHOLE}{text}\n{WHOLE}\n"
        f"/// The linear colours of {name} at place p and time `when`{', repeated in mirrors beyond its frame' if mirrored else ''}.\n"
        f"vec3 quote{n}(vec2 p, float when) {{\n{mirror}    vec4 c;\n    iTimeQ{n} = when;\n"
        f"    mainImageQ{n}(c, 0.5 * (p * iResolution.y + iResolution.xy));\n"
        f"{NOTE} Back from what its tone curve made of light.\n"
        "    c = clamp(c, 0.0, 1.0);\n    return -log(1.0 - 0.95 * c.rgb * c.rgb);\n}"
    )
    return f"quote{n}"
