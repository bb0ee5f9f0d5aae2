"""Colours: four inks a program, jittered a time, as stops below white, warmth (blue to orange) and tint (magenta to green)."""

from __future__ import annotations

from image_generation.shaders.composer.comments import listed
from image_generation.shaders.composer.draft import Draft, lit

Ink = tuple[float, float, float]

# Colours of photographs lie along lightness first, blue-orange second, green-magenta last.
# A name for comments, the ink, how often it comes.
_INKS: tuple[tuple[str, Ink, float], ...] = (
    ("sky", (-0.62, -0.55, 0.0), 2.0),
    ("foliage", (-2.18, 0.35, 0.4), 2.5),
    ("meadow", (-1.51, 0.5, 0.35), 1.5),
    ("earth", (-2.00, 0.6, -0.05), 2.0),
    ("sand", (-0.69, 0.4, 0.0), 2.0),
    ("skin", (-0.86, 0.5, -0.12), 1.5),
    ("stone", (-1.32, 0.05, 0.0), 3.0),
    ("white", (-0.15, 0.02, 0.0), 2.0),
    ("black", (-4.06, 0.05, 0.0), 2.5),
    ("slate", (-1.74, -0.25, 0.0), 1.5),
    ("deep water", (-2.84, -0.6, 0.1), 1.2),
    ("wood", (-1.74, 0.75, -0.05), 2.0),
    ("brick", (-1.74, 0.9, -0.4), 1.0),
    ("red", (-1.32, 1.2, -0.9), 0.8),
    ("orange", (-0.86, 1.4, -0.15), 0.8),
    ("yellow", (-0.42, 1.2, 0.25), 0.8),
    ("blue", (-2.00, -1.3, -0.1), 0.8),
    ("teal", (-1.51, -0.6, 0.4), 0.6),
    ("purple", (-2.00, -0.3, -0.7), 0.5),
    ("pink", (-0.62, 0.3, -0.5), 0.5),
)
INKS = {ink: weight for _, ink, weight in _INKS}
NAMES = {ink: name for name, ink, _ in _INKS}
BY_NAME = {name: ink for name, ink, _ in _INKS}


def written(ink: Ink) -> str:
    """An ink as a GLSL vec3."""
    return f"vec3({', '.join(map(lit, ink))})"


def inks(d: Draft, names: tuple[str, ...] = ()) -> tuple[str, str, str]:
    """(functions, set-up statements, names): inks C0 to C3 of this time, vec3 ink(vec2 h, float stops) between them.

    names   of the inks of which there may be; none: of all
    """
    d.need("four")
    chosen = d.random.several({BY_NAME[name]: INKS[BY_NAME[name]] for name in names} or INKS, 4)
    if max(chosen)[0] - min(chosen)[0] < 1.8:  # too alike to tell things apart
        chosen[0] = d.random.choose(((-4.06, 0.05, 0.0), (-0.15, 0.02, 0.0)))
    functions = f"""/// The palette: four inks as (stops of light below white, warmth from blue to orange, tint from magenta to green).
vec3 C0, C1, C2, C3;

/// How far colour n strays from what is written, in the units of inks; another way at every beat.
vec3 jitter(uint n) {{
    vec3 j = 2.0 * four(S + n).xyz - 1.0;
    return {lit(d.random.uniform(0.5, 2.2))} * j * (0.35 + 0.65 * j * j) * vec3(1.0, 1.0, 0.7);
}}

/// The linear RGB colour of an ink.
vec3 shade(vec3 c) {{
    return exp2(max(c.x, -4.3) + c.y * vec3(1.0, 0.0, -1.0) + c.z * vec3(-0.5, 0.5, -0.5));
}}

/// The linear RGB colour that h, two numbers from 0 to 1, picks between the four inks, made brighter by some stops.
vec3 ink(vec2 h, float stops) {{
    h = smoothstep(0.2, 0.8, h);
    return shade(mix(mix(C0, C1, h.x), mix(C2, C3, h.x), h.y) + vec3(stops, 0.0, 0.0));
}}"""
    lines = [f"C{n} = {written(colour)} + jitter({n + 11}U);" for n, colour in enumerate(chosen)]
    d.spend(20.0)
    return functions, "\n".join(lines), listed([NAMES[colour] for colour in chosen])
