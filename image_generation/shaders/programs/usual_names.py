"""Uniforms, samplers and fragment inputs that a text's own host does not set: what they are commonly called, and hold.

Texts come from many hosts, and mix their names: `uTime` beside `resolution`, `varying vec2 vUv`, `sampler2D tex0`. A
name is looked at without underscores and case, and counts only where it is declared with a type that fits.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from image_generation.shaders.programs.program import Channel, Sampling

_WHICH = r"(?:global|elapsed|current|total|anim|animation)?"
_HOST = r"(?:u|i|g|f|in|uniform)?"
_SCREEN = r"(?:screen|viewport|canvas|window|render|view|display|output|target)"
# What a uniform's name reads as, the types that it may have, and where its value comes from (program.Uniform).
_UNIFORMS: tuple[tuple[re.Pattern[str], frozenset[str], str], ...] = tuple(
    (re.compile(_HOST + pattern), frozenset(kinds.split()), source)
    for pattern, kinds, source in (
        (rf"(?:{_WHICH}time(?:s|sec|secs|seconds|f|val|value)?|seconds)", "float", "time"),
        (r"(?:deltatime|timedelta|frametime)", "float", "time_delta"),
        (r"(?:framerate|fps)", "float", "frame_rate"),
        (r"frame(?:count|counter|number|index)?", "int float", "frame"),
        (r"date", "vec4", "date"),
        (rf"(?:\w*resolution|{_SCREEN}(?:size|dimensions?))", "vec2 vec3", "target_size"),
        (r"aspect(?:ratio)?", "float", "surface_size"),
        (r"(?:mouse|cursor|pointer)(?:pos|position|xy|coords?)?", "vec2 vec3 vec4", "mouse_unit"),
    )
)
_IN_PIXELS = frozenset({"iMouse", "u_mouse"})  # whose hosts count the mouse in pixels
_SIZE = re.compile(r"_?(?:resolution|size)\Z", re.IGNORECASE)

_SOUND = re.compile(r"fft|spectrum|audio|sound|music|\Asamples\Z")
_CONTROLS = re.compile(r"midi|gamepad|key|keys|keyboard|note")  # that nobody touches: they stay zero
_CHANNELS = {"sampler2D": "texture", "samplerCube": "cubemap", "sampler3D": "volume"}
_PICTURE = Sampling("linear", "repeat", vflip=True)
_CLAMPED = Sampling("linear", "clamp")

_STAGE = r"(?:v|f|vs|fs|i|o|in|out|frag|fragment|vert|vertex|var|varying|pass|screen|norm|our)*"
_PLACE = re.compile(
    rf"\w*(?:tex|texture)coord\w*|\w*uv\d?|tc\d?|{_STAGE}(?:coord|coords|coordinate|coordinates)(?:normalized|norm|varying)?"
)
_COLOUR = re.compile(rf"{_STAGE}colou?r\d?")
# By type: what runs from (0, 0) at the lower left corner to 1, and white.
_PLACES = {
    "vec2": "position * 0.5 + 0.5",
    "vec3": "vec3(position * 0.5 + 0.5, 0.0)",
    "vec4": "vec4(position * 0.5 + 0.5, 0.0, 1.0)",
}
_COLOURS = {"vec3": "vec3(1.0)", "vec4": "vec4(1.0)"}


def _folded(name: str) -> str:
    return name.replace("_", "").lower()


def varying(name: str, kind: str) -> str:
    """Expression of a fragment input as glsl.translate has it; '' where its name and type say nothing."""
    folded = _folded(name)
    if _PLACE.fullmatch(folded):
        return _PLACES.get(kind, "")
    return _COLOURS.get(kind, "") if _COLOUR.fullmatch(folded) else ""


def uniform(name: str, kind: str, samplers: Collection[str] = ()) -> str | None:
    """Source of a uniform's value (program.Uniform); None where its name and type say nothing.

    samplers   textures of the text: `NAMEResolution` and `NAMESize` are those of NAME
    """
    texture = _SIZE.sub("", name)
    if texture != name and texture in samplers:
        return f"channel_size:{texture}" if kind in ("vec2", "vec3") else None
    if name in _IN_PIXELS:
        return "mouse" if kind in ("vec2", "vec3", "vec4") else None
    folded = _folded(name)
    return next((source for words, kinds, source in _UNIFORMS if kind in kinds and words.fullmatch(folded)), None)


def channel(name: str, kind: str) -> Channel | None:
    """The stand-in that a sampler reads; None for types that have none."""
    folded = _folded(name)
    if kind not in _CHANNELS or _CONTROLS.fullmatch(folded):
        return None
    if kind == "sampler2D" and _SOUND.search(folded):
        return Channel(name, "spectrum", name, _CLAMPED)
    return Channel(name, _CHANNELS[kind], name.removeprefix("u_"), _PICTURE if kind == "sampler2D" else _CLAMPED)
