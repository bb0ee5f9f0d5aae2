"""Backdrops of embedded programs: one picture, or one with another in some of its pixels.

As in abstract.py they say their own colour: AIR, with FOG = 1 before everything behind it.
"""

from __future__ import annotations

from image_generation.shaders.composer.draft import Draft
from image_generation.shaders.composer.embedded_programs import embed
from image_generation.shaders.composer.geometry import BACKDROP, INSET
from image_generation.shaders.composer.maps import maps


def _graded(d: Draft) -> str:
    """Statements that change AIR, linear: a cast, other hues; often none."""
    kind = d.random.weighted({"as it is": 4.0, "cast": 1.5, "hues": 3.0})
    if kind == "cast":
        return (
            f"AIR *= mix(vec3(1.0), 1.5 * ink(H.zw, 0.0) / (0.3 + dot(ink(H.zw, 0.0), vec3(0.6))), {d.num(0.3, 0.9)});"
        )
    if kind == "hues":
        other = d.random.choose(("gbr", "brg", "grb", "bgr", "rbg"))
        return f"AIR = mix(AIR, AIR.{other}, {d.num(0.3, 1.0)});"
    return ""


def _view(d: Draft) -> str:
    """Where in its own frame a picture is looked at: from closer or from afar, another part of it."""
    return f"p * {d.num(0.7, 1.05)} + {d.num(0.0, 0.3)} * (V.xw - 0.5)"


def _when(d: Draft) -> str:
    """The embedded program's own clock, in s."""
    return f"iTime + {d.num(0.0, 60.0)}"


def picture(d: Draft) -> str:
    """One embedded program; now and then in mapped coordinates."""
    bent = maps(d, 1) if d.random.chance(0.1) else ""
    call = embed(d, d.left() + 10.0, mirrored=bool(bent))
    return f"""{{
    vec2 keep = p;
    {bent}
    AIR = {call}({_view(d)}, {_when(d)});
    p = keep;
    {_graded(d)}
    FOG = 1.0;
    @ card(p, FAR, {BACKDROP});
    @ shown({BACKDROP});
}}"""


def quilt(d: Draft) -> str:
    """Two embedded programs, each pixel shows one: a ball or a board before a wall, beyond a torn edge, a floor."""
    first = embed(d, 0.55 * d.left(), mirrored=False)
    second = embed(d, d.left() - 10.0, mirrored=True)
    kind = d.random.weighted({"edge": 1.0, "blots": 2.0, "floor": 0.7, "disc": 1.5})
    shade, place = "", f"card(p, FAR, {INSET});"
    if kind == "edge":
        there = _view(d)
        mask = f"dot(p - 0.5 * (V.xy - 0.5), H.zw - 0.5) < {d.num(0.0, 0.1)} * sin({d.num(1.0, 9.0)} * (p.x + p.y) + 6.0 * V.z)"
    elif kind == "blots":
        d.need("noise")
        d.spend(6.0)
        there = _view(d)
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
    return f"""{{
    vec2 c = 0.8 * (V.xy - 0.5);
    AIR = {first}({_view(d)}, {_when(d)});
    {_graded(d)}
    @ card(p, FAR, {BACKDROP});
    @ shown({BACKDROP});
    if ({mask}) {{
        AIR = {second}({there}, {_when(d)});
        {_graded(d)}
{shade}        @ {place}
        @ shown({INSET});
    }}
    FOG = 1.0;
}}"""
