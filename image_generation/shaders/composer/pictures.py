"""Backdrops of embedded programs: one picture, or one with another in some of its pixels.

As in abstract.py they say their own colour: AIR, with FOG = 1 before everything behind it.
"""

from __future__ import annotations

from image_generation.shaders.composer.draft import Draft
from image_generation.shaders.composer.embedded_programs import cited, embed
from image_generation.shaders.composer.geometry import BACKDROP, INSET
from image_generation.shaders.composer.maps import maps


def _graded(d: Draft, indent: str = "    ") -> tuple[str, str]:
    """Statements that change AIR, linear: a cast, other hues, often none; and the words for it."""
    kind = d.random.weighted({"as it is": 4.0, "cast": 1.5, "hues": 3.0})
    if kind == "cast":
        much = d.num(0.3, 0.9)
        return (
            f"/// Its colours: tinted with an ink, by {much}.\n{indent}"
            f"AIR *= mix(vec3(1.0), 1.5 * ink(H.zw, 0.0) / (0.3 + dot(ink(H.zw, 0.0), vec3(0.6))), {much});"
        ), f", tinted with an ink by {much}"
    if kind == "hues":
        other = d.random.choose(("gbr", "brg", "grb", "bgr", "rbg"))
        much = d.num(0.3, 1.0)
        return (
            f"/// Its colours: the channels exchanged, rgb for {other}, by {much}.\n{indent}AIR = mix(AIR, AIR.{other}, {much});",
            f", its channels exchanged (rgb for {other}) by {much}",
        )
    return "", ""


def _view(d: Draft, least: float = 0.7) -> tuple[str, str]:
    """Where in its own frame a picture is looked at, closer or from afar, another part of it; and the words for it."""
    part = d.num(least, 1.05)
    return f"p * {part} + {d.num(0.0, 0.3)} * (V.xw - 0.5)", f"{part} of its frame in view"


def _when(d: Draft) -> tuple[str, str]:
    """The embedded program's own clock, in s; and the words for it."""
    ahead = d.num(0.0, 60.0)
    return f"iTime + {ahead}", f"its clock {ahead} s ahead"


def _paler(d: Draft) -> tuple[str, str]:
    """Statements that draw AIR towards an ink, as distance does; and the words for it."""
    if not d.random.chance(0.7):
        return "", ""
    much = d.num(0.0, 0.7)
    return (
        f"""/// Out of the way: an ink before it, by {much}.
    AIR = mix(AIR, ink(H.yx, {d.num(-0.5, 1.0)}), {much});""",
        f", paler by {much}",
    )


def picture(d: Draft, behind: bool = False) -> str:
    """One embedded program; now and then in mapped coordinates. behind: from nearer and paler, behind something."""
    bent, how = maps(d, 1) if d.random.chance(0.1) else ("", "")
    call = embed(d, d.left() + 10.0, mirrored=bool(bent))
    (where, part), (when, ahead), (graded, colours) = _view(d, 0.3 if behind else 0.7), _when(d), _graded(d)
    paler, faint = _paler(d) if behind else ("", "")
    return f"""/// Backdrop: the picture of {cited(d)}, {part}, {ahead}{how}{colours}{faint}.
{{
    vec2 keep = p;
    {bent}
    AIR = {call}({where}, {when});
    p = keep;
    {graded}
    {paler}
    /// Nothing is painted behind it: the picture brings its own colours.
    FOG = 1.0;
    @ card(p, FAR, {BACKDROP});
    @ shown({BACKDROP});
}}"""


_PLACES = {
    "edge": "beyond a wavy edge",
    "blots": "in blots",
    "floor": "on the floor before it",
    "disc": "on a disc before it",
}


def quilt(d: Draft) -> str:
    """Two embedded programs, each pixel shows one: a ball or a board before a wall, beyond a torn edge, a floor."""
    first = embed(d, 0.55 * d.left(), mirrored=False)
    wall = cited(d)
    second = embed(d, d.left() - 10.0, mirrored=True)
    kind = d.random.weighted({"edge": 1.0, "blots": 2.0, "floor": 0.7, "disc": 1.5})
    shade, place = "", f"card(p, FAR, {INSET});"
    if kind == "edge":
        there, _ = _view(d)
        mask = f"dot(p - 0.5 * (V.xy - 0.5), H.zw - 0.5) < {d.num(0.0, 0.1)} * sin({d.num(1.0, 9.0)} * (p.x + p.y) + 6.0 * V.z)"
    elif kind == "blots":
        d.need("noise")
        d.spend(6.0)
        there, _ = _view(d)
        mask = f"noise(p * {d.num(0.8, 2.0)} + H.xy * 9.0, S + 21U) < {d.num(0.4, 0.6)}"
    elif kind == "floor":
        focal = d.num(0.5, 1.2)
        there = f"vec2(p.x, {focal}) / (Y0 + 0.1 - p.y) * {d.num(0.3, 0.7)} + V.xw"
        ray = f"vec3(p.x, p.y - Y0 - 0.1, {focal})"  # the floor ends where the wall stands
        place = f"seen({ray}, FAR * 0.25 / {focal} / (Y0 + 0.1 - p.y) * length({ray}), vec3(0.0, 1.0, 0.0), {INSET});"
        mask = "p.y < Y0 - 0.15"
        shade = f"AIR *= {d.num(0.6, 1.2)};"
    else:
        there = f"(p - c) * {d.num(0.8, 1.6)} * {d.random.choose(('1.0', '(0.7 + dot(p - c, p - c))'))}"
        mask = f"length((p - c) * vec2(1.0, {d.num(0.7, 1.6)})) < {d.num(0.5, 0.9)} * (0.7 + 0.6 * H.x)"
        place = f"card(p, 0.5 * FAR, {INSET});"
        shade = f"AIR *= {d.num(1.0, 1.2)} + {d.num(0.2, 0.8)} * dot(p - c, LAMP.xy);"
    shade = f"        ~ {shade}\n" if shade else ""
    (where, part), (when, ahead), (graded, colours) = _view(d), _when(d), _graded(d)
    (later, far_ahead), (regraded, recoloured) = _when(d), _graded(d, " " * 8)
    return f"""/// Backdrop: the picture of {wall}, {part}, {ahead}{colours}; {_PLACES[kind]} that of {cited(d)}, {far_ahead}{recoloured}.
{{
    vec2 c = 0.8 * (V.xy - 0.5);
    /// The first picture.
    AIR = {first}({where}, {when});
    {graded}
    @ card(p, FAR, {BACKDROP});
    @ shown({BACKDROP});
    /// The second: {_PLACES[kind]}.
    if ({mask}) {{
        AIR = {second}({there}, {later});
        {regraded}
{shade}        @ {place}
        @ shown({INSET});
    }}
    /// Nothing is painted behind them: the pictures bring their own colours.
    FOG = 1.0;
}}"""
