"""VEDA's header: a first comment in JSON5 in a text with GLSL Sandbox's uniforms (the extension of Atom and VS Code).

IMPORTED   name -> {"PATH": file}: pictures, videos and sounds by their file's name (see media.py)
PASSES     drawn in order with PASSINDEX, each into its TARGET (FLOAT: 32-bit; WIDTH, HEIGHT: expressions in $WIDTH,
           $HEIGHT); a pass that draws a MODEL or vertices is unsupported
audio      the spectrum and the wave of the stand-in for music as `spectrum` and `samples`, and their `volume`
camera     the stand-in for video
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from image_generation.shaders.programs.expressions import evaluate
from image_generation.shaders.programs.program import Channel, ProgramError, Sampling, Target
from image_generation.shaders.programs.text import read_relaxed_json

_COMMENT = re.compile(r"\A(?:\s|//[^\n]*\n)*/\*(\s*\{.*?)\*/", re.DOTALL)
_ISF_KEYS = ("ISFVSN", "INPUTS", "CATEGORIES", "CREDIT", "DESCRIPTION", "PERSISTENT_BUFFERS")
_KEYS = frozenset(
    {"pixelRatio", "frameskip", "vertexCount", "vertexMode", "audio", "midi", "keyboard", "gamepad", "camera", "server"}
    | {"osc", "glslify", "fftSize", "fftSmoothingTimeConstant", "soundLength", "PASSES", "IMPORTED"}
)
_NAME = re.compile(r"[A-Za-z_]\w{0,200}")
_KINDS = {".mp4": "video", ".mov": "video", ".webm": "video", ".mp3": "spectrum", ".wav": "spectrum"}
_MAX_PASSES = 64
_DRAWS = re.compile(r"(?<!\w)(?:PASSES|IMPORTED|audio|camera)[\"']?\s*:")  # keys without which the picture is another
_AUDIO = (
    Channel("spectrum", "spectrum", "isf_audioFFT", Sampling("nearest", "clamp")),
    Channel("samples", "spectrum", "isf_audio", Sampling("nearest", "clamp")),
)
_CAMERA = Channel("camera", "video", "webcam", Sampling("linear", "clamp", vflip=True))
VOLUME = 53.9707  # the mean of the stand-in's spectrum, of 255


@dataclass(frozen=True)
class Header:
    """The pictures and sounds that are offered, the target of each pass, the picture's last, and uniforms; `fault`:
    what is wrong with a header without which the picture would be another."""

    channels: tuple[Channel, ...] = ()
    targets: tuple[Target, ...] = ()
    uniforms: tuple[tuple[str, tuple[str, tuple[float, ...]]], ...] = ()
    fault: str = ""

    @property
    def readable(self) -> list[Channel]:
        """All channels, those of what passes draw included."""
        drawn = {target.name: target for target in self.targets if target.name != "image"}
        return [*self.channels, *(Channel(name, "buffer", name, Sampling()) for name in drawn)]


@lru_cache(maxsize=2)
def header(text: str) -> Header | None:
    """The header of a text; None where it has none of VEDA's (ISF's has keys of its own)."""
    comment = _COMMENT.match(text)
    if comment is None:
        return None
    try:
        about = read_relaxed_json(comment[1])
    except ProgramError as error:
        broken = _DRAWS.search(comment[1]) and not any(key in comment[1] for key in _ISF_KEYS)
        return Header(fault=f"its VEDA header {error}") if broken else None
    if not isinstance(about, dict) or any(key in about for key in _ISF_KEYS) or not _KEYS & about.keys():
        return None
    audio = bool(about.get("audio"))
    return Header(
        (*_channels(about), *(_AUDIO if audio else ()), *([_CAMERA] if about.get("camera") else ())),
        tuple(_targets(about)),
        (("volume", ("float", (VOLUME,))),) if audio else (),
    )


def _channels(about: dict[str, Any]) -> list[Channel]:
    imported = about.get("IMPORTED")
    found = []
    for name, entry in (imported if isinstance(imported, dict) else {}).items():
        path = entry.get("PATH") if isinstance(entry, dict) else entry
        file = posixpath.basename(str(path))[:200]
        if _NAME.fullmatch(name):
            kind = _KINDS.get(posixpath.splitext(file)[1].lower(), "texture")
            found.append(Channel(name, kind, file, Sampling("linear", "repeat", vflip=True)))
    return found


def _targets(about: dict[str, Any]) -> list[Target]:
    passes = about.get("PASSES")
    passes = [entry for entry in passes if isinstance(entry, dict)] if isinstance(passes, list) else []
    if len(passes) > _MAX_PASSES:
        raise ProgramError(f"has {len(passes)} passes", "unsupported")
    found = []
    for number, entry in enumerate(passes or [{}]):
        if "MODEL" in entry or "vs" in entry or "fs" in entry:
            raise ProgramError(
                f"its VEDA header: pass {number + 1} draws a model or has files of its own", "unsupported"
            )
        name = str(entry.get("TARGET") or "")
        if name and not _NAME.fullmatch(name):
            raise ProgramError(f"its VEDA header: {name[:60]!r} is no name for a variable")
        last = number == len(passes or [{}]) - 1
        width, height = _size(entry.get("WIDTH"), "w"), _size(entry.get("HEIGHT"), "h")
        format_ = "rgba32f" if entry.get("FLOAT") else "rgba8"
        found.append(
            Target("image", format="rgba8") if last and not name else Target(name or "image", width, height, format_)
        )
    return found


def _size(value: Any, letter: str) -> str:
    if value is None:
        return letter
    known = {"WIDTH": "w", "HEIGHT": "h"}
    expression = re.sub(r"\$\{?(WIDTH|HEIGHT)\}?", lambda match: known[match[1]], str(value))
    evaluate(expression, {"w": 256.0, "h": 256.0})
    return expression
