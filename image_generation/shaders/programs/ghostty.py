"""Ghostty, a terminal whose shaders are Shadertoy's with some uniforms more: a cursor, colours, a palette.

They stand for a window in which the cursor goes from one place to another at every full second. Names as in Ghostty's
src/renderer/shaders/shadertoy_prefix.glsl.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

_CURSOR = "vec4(iResolution.xy * vec2({}), vec2(0.025, 0.05) * iResolution.y)"  # left, top, width, height in pixels
_VALUES = {
    "iCurrentCursor": ("vec4", _CURSOR.format("0.65, 0.35")),
    "iPreviousCursor": ("vec4", _CURSOR.format("0.3, 0.7")),
    "iCurrentCursorColor": ("vec4", "vec4(0.95, 0.75, 0.3, 1.0)"),
    "iPreviousCursorColor": ("vec4", "vec4(0.95, 0.75, 0.3, 1.0)"),
    "iCurrentCursorStyle": ("int", "0"),
    "iPreviousCursorStyle": ("int", "0"),
    "iCursorVisible": ("int", "1"),
    "iCurrentCursorVisible": ("int", "1"),
    "iPreviousCursorVisible": ("int", "1"),
    "iTimeCursorChange": ("float", "floor(iTime)"),
    "iTimeFocus": ("float", "0.0"),
    "iFocus": ("int", "1"),
    "iBackgroundColor": ("vec3", "vec3(0.12, 0.12, 0.18)"),
    "iForegroundColor": ("vec3", "vec3(0.8, 0.84, 0.96)"),
    "iCursorColor": ("vec3", "vec3(0.95, 0.75, 0.3)"),
    "iCursorText": ("vec3", "vec3(0.12, 0.12, 0.18)"),
    "iSelectionForegroundColor": ("vec3", "vec3(0.8, 0.84, 0.96)"),
    "iSelectionBackgroundColor": ("vec3", "vec3(0.35, 0.36, 0.46)"),
    "iPalette": ("vec3", ""),
}
_STYLES = ("BLOCK", "BLOCK_HOLLOW", "BAR", "UNDERLINE", "LOCK")
NAMES = frozenset((*_VALUES, *(f"CURSORSTYLE_{style}" for style in _STYLES)))


def declarations(names: Collection[str]) -> list[str]:
    """Lines that declare those of NAMES, behind Shadertoy's own uniforms."""
    lines = [f"#define CURSORSTYLE_{style} {k}" for k, style in enumerate(_STYLES) if f"CURSORSTYLE_{style}" in names]
    lines += [f"{kind} {name} = {value};" for name, (kind, value) in _VALUES.items() if name in names and value]
    if "iPalette" in names:
        colours = ", ".join(f"vec3({red}, {green}, {blue})" for red, green, blue in _palette())
        lines.append(f"const vec3 iPalette[256] = vec3[256]({colours});")
    return lines


def _palette() -> Iterator[tuple[float, ...]]:
    """The 256 colours of terminals: 16 by name, a cube of 6 x 6 x 6, 24 greys."""
    for k in range(16):
        low, high = (0.0, 0.5) if k < 8 else (0.25, 1.0)
        yield tuple(high if k >> bit & 1 else low for bit in range(3))
    levels = [0.0, *((55 + 40 * k) / 255.0 for k in range(1, 6))]
    for k in range(216):
        yield tuple(round(levels[k // step % 6], 4) for step in (36, 6, 1))
    for k in range(24):
        yield (round((8 + 10 * k) / 255.0, 4),) * 3
