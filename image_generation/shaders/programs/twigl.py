"""twigl: shaders of a tweet's length, in four modes, each in GLSL ES 1.00, 3.00 and 3.00 with two targets (MRT).

    classic   a whole shader with `resolution`, `mouse`, `time`, `frame`, `sound`, `backbuffer` (MRT: backbuffer0, 1)
    geek      the same with one letter each: r m t f s b (MRT: b0, b1)
    geeker    geek, but precision and uniforms are declared for it; the output is `o` in ES 3.00 (MRT: o0, o1)
    geekest   geeker, but `void main(){}` may be left out, FC is gl_FragCoord, and snippets/geekest.glsl is there

The mode comes, in this order, from: a file of the mode beside the text (fragments/NAME.fragment and
modes/NAME.fragment with the lines mode, ES 3.00, MRT, ternary), the JSON or address (`mode`) that holds the text,
or the text itself (see find_mode).
"""

from __future__ import annotations

import html
import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from image_generation.shaders.programs.evidence import Evidence, Fit, typed
from image_generation.shaders.programs.glsl.translate import Piece
from image_generation.shaders.programs.includes import Files, joined
from image_generation.shaders.programs.program import Channel, Program, ProgramError, Sampling, Target
from image_generation.shaders.programs.text import (
    build_pass,
    defines_function,
    header,
    is_json,
    read_json,
    reads_unfinished,
    tags,
    without_comments,
)

MODES = ("classic", "geek", "geeker", "geekest")
_LONG: dict[str, tuple[str, str | tuple[float, ...]]] = {
    "resolution": ("vec2", "resolution"),
    "mouse": ("vec2", (0.0, 0.0)),
    "time": ("float", "time"),
    "frame": ("float", "frame_count"),
    "sound": ("float", (0.0,)),
}
_SHORT = {name[0]: how for name, how in _LONG.items()}
UNIFORMS: Mapping[str, Mapping[str, tuple[str, str | tuple[float, ...]]]] = {
    mode: _LONG if mode == "classic" else _SHORT for mode in MODES
}
_SNIPPETS = frozenset(
    {
        "snoise2D",
        "snoise3D",
        "snoise4D",
        "fsnoise",
        "fsnoiseDigits",
        "hsv",
        "rotate2D",
        "rotate3D",
    }
)


_SITE = frozenset({"FC", "o", "o0", "o1", "r", "t", "b", "b0", "b1", "m", "f", "s", *_SNIPPETS})
# The site's editor begins with these, in this order; GLSL Sandbox's, with the same names, with others.
_FIRST_LINES = re.compile(
    r"\s*precision highp float;\s*uniform vec2 resolution;\s*uniform vec2 mouse;\s*uniform float time;\s*"
    r"uniform sampler2D backbuffer;"
)


@dataclass(frozen=True)
class Mode:
    """A twigl mode: name (one of MODES), whether the text is GLSL ES 3.00, and whether it has two targets."""

    name: str
    es300: bool = False
    mrt: bool = False


# ------------------------------------------------------------------ which mode


def fit(evidence: Evidence) -> Fit:
    """A mode file beside it, twigl's JSON or address, or a text that only twigl completes (see find_mode)."""
    if _mode_file(evidence.files) is not None:
        return Fit(100, ("a mode file beside it",))
    if evidence.is_json:
        keys = re.findall(r'"(graphics|mode|source)"\s*:', evidence.text)
        sure = "source" in keys and len(set(keys)) > 1
        return Fit(95, (f"JSON with {' '.join(sorted(set(keys)))}",)) if sure else Fit()
    if _is_address(evidence.text):
        return Fit(100, ("an address of twigl's",))
    found = _find(evidence)
    return found[1] if found else Fit()


def find_mode(text: str) -> Mode | None:
    """The mode that a text shows; None where it shows none of twigl's. Asked in this order:

    1. no function and no `main`: geekest, where FC, o, o0, gl_FragColor or gl_FragCoord is used without being declared
    2. a `main`, no uniform declared, and FC or a snippet used without being defined: geekest
    3. a `main`, no uniform declared, and r, t or b used without being declared: geeker
    4. `r` or `t` declared as uniforms: geek
    5. `frame`, `sound` or `backbuffer0` declared, or ES 3.00 outputs without #version: classic

    MRT where o0, o1, outColor1, b0, b1 or backbuffer0 occur (and nothing declares them in modes 1 to 3);
    else ES 1.00 where gl_FragColor or texture2D occurs; else ES 3.00 in modes 1 to 3, in 4 and 5 where an `out` is
    declared.
    """
    found = _find(Evidence(text))
    return found[0] if found else None


def _find(evidence: Evidence) -> tuple[Mode, Fit] | None:
    """The mode of a text, and how sure that is."""
    bare = evidence.text if evidence.inputs else _without_tweet(evidence.text)  # a tweet declares nothing
    if bare != evidence.text:
        evidence = Evidence(bare)
    inputs = evidence.inputs
    if evidence.version or evidence.has("mainImage"):
        return None
    free = frozenset(evidence.free(_SITE) if not inputs else ())
    mrt = bool(free & {"o0", "o1", "b0", "b1"})
    if not evidence.has("main"):
        used = evidence.words
        written = (free & {"FC", "o", "o0"}) | (used & {"gl_FragColor", "gl_FragCoord"})
        if evidence.functions or inputs or ";" not in evidence.active or not written:
            return None
        if not re.search(r"\b(?:o|o0|gl_FragColor)\b[\s\w.\[\]]*(?:[-+*/]?=)", evidence.active) and "o" not in free:
            return None
        return _version("geekest", used, mrt), Fit(90, (f"statements without main, {' '.join(sorted(written))}",))
    site = free & ({"FC"} | _SNIPPETS)
    if site and not inputs:
        return _version("geekest", evidence.words, mrt), Fit(
            85, (f"uses {' '.join(sorted(site))}, declares no uniform",)
        )
    short = free & {"r", "t", "b", "b0", "o", "o0", "m", "f"}
    if not inputs and short & {"r", "t", "b", "b0"}:
        points = 85 if len(short) > 1 else 60
        return _version("geeker", evidence.words, mrt), Fit(
            points, (f"uses {' '.join(sorted(short))}, declares no uniform",)
        )
    es300 = bool(evidence.outputs)
    mrt = es300 and bool({"outColor1", "o1", "backbuffer0", "b0"} & evidence.words)
    geek = typed(evidence, {"r": "vec2", "t": "float"})
    if geek:
        return Mode("geek", es300 or mrt, mrt), Fit(40 + 25 * len(geek), (f"declares {' '.join(sorted(geek))}",))
    classic = typed(evidence, {"frame": "float", "sound": "float", "backbuffer0": "sampler2D"})
    known = typed(evidence, {"time": "float", "resolution": "vec2", "mouse": "vec2"})
    if not es300 and _FIRST_LINES.match(evidence.code):
        return Mode("classic"), Fit(95, ("twigl's first lines: resolution, mouse, time, backbuffer",))
    if es300 and (known or classic):
        signs = f"declares {' '.join(sorted(known | classic))} and an output without #version"
        return Mode("classic", True, mrt), Fit(min(95, 45 + 15 * len(known | classic)), (signs,))
    if classic:
        points = 20 + 20 * len(classic) + 10 * len(known)
        return Mode("classic", mrt, mrt), Fit(points, (f"declares {' '.join(sorted(classic | known))}",))
    return (Mode("classic", True, mrt), Fit(15, ("an output without #version",))) if es300 else None


def _alone(names: Collection[str]) -> str:
    return f"uses {' '.join(sorted(names))}, declares no uniform"


def _version(name: str, used: frozenset[str], mrt: bool) -> Mode:
    return Mode(name, mrt or not used & {"gl_FragColor", "texture2D"}, mrt)


def _mode_number(number: Any) -> Mode:
    """The mode of twigl's own numbering: 0-3 ES 1.00, 4-7 ES 3.00, 8-11 MRT, in the order of MODES."""
    try:
        version, name = divmod(int(str(number)), 4)
    except ValueError:
        version, name = -1, 0
    if not 0 <= version <= 2:
        raise ProgramError(f"twigl has no mode {str(number)[:40]!r}", "unsupported")
    return Mode(MODES[name], version > 0, version == 2)


def _mode_file(files: Files) -> Mode | None:
    """The mode that ../modes/NAME says of fragments/NAME; None where there is no such file."""
    if files.path is None:
        return None
    folder, name = os.path.split(os.path.abspath(files.path))
    if os.path.basename(folder) != "fragments":
        return None
    path = os.path.join(os.path.dirname(folder), "modes", name)
    files.note(path)
    try:
        with open(path, encoding="utf-8") as file:
            lines = file.read(200).split()
    except (OSError, UnicodeDecodeError):
        return None
    if len(lines) < 3 or lines[0] not in MODES or not {*lines[1:3]} <= {"True", "False"}:
        return None
    return Mode(lines[0], "True" in lines[1:3], lines[2] == "True")


def _is_address(text: str) -> bool:
    return re.match(r"\s*https?://(?:www\.)?twigl\.app[/?]", text) is not None


def _unwrap(text: str) -> tuple[str, Mode | None]:
    """The shader's text and mode out of twigl's JSON (a snapshot, or its `graphics`) or address."""
    if is_json(text):
        value = read_json(text)
        value = value.get("graphics", value) if isinstance(value, dict) else value
        if not isinstance(value, dict) or not isinstance(value.get("source"), str):
            raise ProgramError("is JSON, but no twigl shader (it has no source)")
        return value["source"], _mode_number(value["mode"]) if "mode" in value else None
    if _is_address(text):
        query = parse_qs(urlsplit(text.strip()).query)
        if "source" not in query:
            raise ProgramError("is an address that does not hold the shader's text", "unsupported")
        return query["source"][0], _mode_number(query["mode"][0]) if "mode" in query else None
    return text, None


def _without_tweet(code: str) -> str:
    """The shader of a tweet: no HTML entities, hash tags or links."""
    if re.search(r"&(?:lt|gt|amp);", code):
        code = html.unescape(code)
    code = re.sub(r"#\w*[^\x00-\x7f]\S*|#(?:twigl|GLSL|shader)\b", "", code)
    return re.sub(r"(?<![/\w])https?://\S+", "", code)


# ------------------------------------------------------------------ the program


def _samples(text: str, buffer: str) -> bool:
    """Whether the text reads a sampler of this (short) name, which a local variable may have as well."""
    code = without_comments(text)
    if re.search(rf"\b(?:texture\w*|texelFetch\w*)\s*\(\s*{buffer}\b", code):
        return True
    uses = re.sub(rf"\buniform\s+(?:\w+\s+)?sampler2D\s+{buffer}\b", "", code)
    return re.search(rf"\b{buffer}\b", uses) is not None and not re.search(
        rf"\b(?:float|int|bool|[bi]?vec[234]|mat[234])\s[^;()]*\b{buffer}\b|\b(?:in|out|inout|float|vec[234])\s+{buffer}\b",
        uses,
    )


@lru_cache(maxsize=1)
def _snippets() -> str:
    return (Path(__file__).parent / "snippets" / "geekest.glsl").read_text(encoding="utf-8")


def _buffers(mode: Mode) -> tuple[str, ...]:
    name = "backbuffer" if mode.name == "classic" else "b"
    return (f"{name}0", f"{name}1") if mode.mrt else (name,)


def _prelude(mode: Mode) -> str:
    if mode.name in ("classic", "geek"):
        return ""
    lines = ["precision highp float;"]
    lines += [f"uniform {kind} {name};" for name, (kind, _) in _SHORT.items()]
    lines += [f"uniform sampler2D {name};" for name in _buffers(mode)]
    if mode.mrt:
        lines += ["layout(location = 0) out vec4 o0;", "layout(location = 1) out vec4 o1;"]
    elif mode.es300:
        lines.append("out vec4 o;")
    if mode.name == "geekest":
        lines = ["#define FC gl_FragCoord", *lines, _snippets()]
    return "\n".join(lines) + "\n"


def parse(text: str, name: str, files: Files) -> Program:
    """Raises ProgramError where JSON or address hold no shader; a text that shows no mode is classic's."""
    found = _mode_file(files)
    code, mode = _unwrap(text)
    code = _without_tweet(code)
    about = header(code)
    mode = found or mode or find_mode(code) or Mode("classic")
    pieces = [Piece(_prelude(mode)), *files.pieces(code, name)]
    code = joined(pieces[1:])
    if mode.name == "geekest" and not defines_function(code, "main"):
        pieces[0] = Piece(pieces[0].text + "void main(){")
        pieces.append(Piece("}"))
    elif not defines_function(code, "main"):
        raise ProgramError(f"{mode.name} mode needs a main", "compile_error")
    buffers = [buffer for buffer in _buffers(mode) if _samples(code, buffer)]
    # The site draws into 32-bit float; without feedback nothing but the clamped picture is seen of it.
    targets = [Target(f"image{k}", format="rgba32f" if buffers else "rgba8") for k in range(2 if mode.mrt else 1)]
    stage = build_pass(
        "Image",
        pieces,
        targets=targets,
        uniforms=UNIFORMS[mode.name],
        channels=[
            Channel(buffer, "buffer", target.name, Sampling("linear", "clamp"))
            for buffer, target in zip(_buffers(mode), targets)
            if buffer in buffers
        ],
        version=300 if mode.es300 or Evidence(code).needs_es3 else 100,
        usual=True,
    )
    return Program(
        about.get("title", name),
        "twigl",
        (stage,),
        feedback=reads_unfinished((stage,)),
        description=about.get("description", ""),
        tags=tags(about.get("tags", "")),
        info=(("mode", f"{mode.name}{' MRT' if mode.mrt else ' 300' if mode.es300 else ''}"),),
    )
