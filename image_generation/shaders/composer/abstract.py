"""Pictures of nothing: expressions, orbits, glows and flights through folded space, coloured directly.

A backdrop as those of backdrops.py, but it says its own colour: AIR, with FOG = 1 before everything behind it.
"""

from __future__ import annotations

from image_generation.shaders.composer.draft import Draft
from image_generation.shaders.composer.expressions import function
from image_generation.shaders.composer.geometry import BACKDROP
from image_generation.shaders.composer.maps import maps


def _palette(d: Draft, v: str) -> str:
    """An expression of type vec3: the colour of scalar `v`."""
    kind = d.random.weighted({"cosine": 2.0, "inks": 2.0, "two": 1.5, "levels": 1.0, "lines": 1.0})
    if kind == "cosine":
        phase = f"vec3(0.0, {d.num(0.0, 1.0)}, {d.num(0.0, 1.0)}) + H.w"
        return f"(0.5 + 0.5 * cos(6.283 * ({d.num(0.2, 1.2)} * {v} * vec3(1.0, {d.num(0.6, 1.4)}, {d.num(0.6, 1.4)}) + {phase})))"
    if kind == "inks":
        return f"ink(fract(vec2({d.num(0.2, 0.8)}, {d.num(-0.8, 0.8)}) * {v} + H.zw), {d.num(0.5, 3.0)} * ({v}))"
    if kind == "two":
        low = d.num(-0.4, 0.2)
        return f"mix(ink(H.xy, {d.num(-2.0, 0.0)}), ink(H.zw, {d.num(0.0, 2.0)}), smoothstep({low}, {low} + {d.num(0.02, 0.8)}, {v}))"
    if kind == "levels":
        d.need("four")
        return f"ink(four(S + uint(int(floor({v} * {d.num(2.0, 7.0)})))).xy, 0.0)"
    return f"mix(ink(H.xy, 0.0), ink(H.zw, {d.num(-1.5, 1.5)}), smoothstep({d.num(0.05, 0.3)}, 0.0, abs(fract({v} * {d.num(1.5, 6.0)}) - 0.5)))"


def _shown(d: Draft) -> tuple[str, str]:
    """One expression, its value as colour, often lit as if it were a height."""
    cost = function(d, "value", 35.0)
    lit = d.random.chance(0.45) and d.left() > 40.0 + 2.0 * cost
    d.spend(12.0 + cost * (2.0 if lit else 1.0), "expression")
    light = (
        f"\n    /// Lit as if it were a height.\n    AIR *= clamp(1.0 + {d.num(3.0, 12.0)} * (v - value(q + 0.03 * LAMP.xy)), 0.2, 2.0);"
        if lit
        else ""
    )
    words = f"an expression of the place, its value shown as colour{' and lit as a height' if lit else ''}"
    return words, f"float v = value(q);\n    AIR = {_palette(d, 'v')};{light}"


def _channels(d: Draft) -> tuple[str, str]:
    """An expression for each of three colours, or one seen at three places."""
    cost = function(d, "value", 18.0)
    if d.random.chance(0.5):
        d.spend(10.0 + 3.0 * cost, "channels")
        shift = f"vec2({d.num(0.02, 0.3)}, {d.num(-0.2, 0.2)})"
        return (
            "one expression of the place, which red, green and blue see from three places",
            f"AIR = 0.5 + {d.num(0.4, 0.8)} * vec3(value(q), value(q + {shift}), value(q * {d.num(0.8, 1.25)} - {shift}));",
        )
    second = function(d, "second", 18.0)
    third = function(d, "third", 18.0)
    d.spend(10.0 + cost + second + third, "channels")
    return (
        "three expressions of the place, one each for red, green and blue",
        f"AIR = 0.5 + 0.5 * sin({d.num(1.0, 3.5)} * vec3(value(q), second(q), third(q)) + 6.3 * H.xyz);",
    )


def _glow(d: Draft) -> tuple[str, str]:
    """Light from thin lines of an expression that is folded again and again."""
    cost = function(d, "value", 9.0)
    d.need("spin")
    count = d.random.whole(3, 5)
    d.spend(12.0 + count * (6.0 + cost), "glow")
    step = d.random.choose(
        (f"q = abs(q) - {d.num(0.2, 0.7)};", f"q = fract(q * {d.num(1.2, 1.8)}) - 0.5;", f"q = q * {d.num(1.1, 1.6)} + 0.2 * sin(q.yx * {d.num(2.0, 5.0)});")
    )  # fmt: skip
    thin = d.num(0.04, 0.15)
    words = f"the glow of thin lines, where an expression of the place is 0, folded {count} times"
    return (
        words,
        f"""vec3 sum = vec3(0.0);
    mat2 m = spin(V.xy - 0.5);
    for (int i = Z; i < {count}; i++) {{
        {step}
        q = m * q;
        float v = value(q);
        sum += ink(fract(H.xy + float(i) * 0.37), 0.0) * {d.num(0.5, 1.2)} * {thin} / (abs(v) + {thin});
    }}
    AIR = sum;""",
    )


def _orbit(d: Draft) -> tuple[str, str]:
    """Escape-time sets and inversion sets, coloured by where the orbit came closest."""
    count = d.random.whole(7, 12)
    d.spend(15.0 + 4.0 * count, "orbits")
    c = f"vec2({d.num(-1.2, 0.4)}, {d.num(-0.8, 0.8)}) + {d.num(0.05, 0.4)} * (V.zw - 0.5)"
    step = d.random.choose(
        (
            "q = vec2(q.x * q.x - q.y * q.y, 2.0 * q.x * q.y) + c;",
            "q = vec2(q.x * q.x - q.y * q.y, -2.0 * q.x * q.y) + c;",
            "q = abs(q); q = vec2(q.x * q.x - q.y * q.y, 2.0 * q.x * q.y) + c;",
            "q = abs(q) / max(dot(q, q), 0.02) + c;",
            "q = vec2(q.x, abs(q.y)) / max(dot(q, q), 0.02) + c;",
        )
    )
    trap = d.random.choose(
        ("length(q)", "abs(q.x)", "abs(q.y)", "abs(length(q) - 0.6)", "abs(q.x * q.y)", "abs(q.x - q.y)")
    )
    value = d.random.choose(
        ("trap", "sqrt(trap)", "float(n) * 0.15", "2.0 * trap + float(n) * 0.05", "log(trap + 0.01)")
    )
    words = f"a map applied {count} times, coloured by how near the orbit came to a trap"
    return (
        words,
        f"""vec2 c = {c};
    float trap = 4.0;
    int n = 0;
    for (int i = Z; i < {count}; i++) {{
        {step}
        if (dot(q, q) > 16.0) break;
        trap = min(trap, {trap});
        n++;
    }}
    float v = {value};
    AIR = {_palette(d, "v")};""",
    )


def _flight(d: Draft) -> tuple[str, str]:
    """Light gathered along rays through a folded or repeated space."""
    count = d.random.whole(6, 9)
    d.need("spin")
    d.spend(20.0 + 9.0 * count, "flight")
    fold = d.random.choose(
        (
            "x = abs(x) / clamp(dot(x, x), 0.2, 2.0) - 0.7;",
            f"x = abs(fract(x * 0.5) * 2.0 - 1.0) - {d.num(0.2, 0.6)}; x.xy = m * x.xy;",
            f"x.xz = m * (abs(x.xz) - {d.num(0.3, 0.9)}); x = abs(x) - 0.3;",
        )
    )
    near = d.random.choose(("length(x.xy) - 0.1", "length(x) - 0.4", "max(abs(x.x), abs(x.y)) - 0.15", "abs(x.z) + 0.05 * length(x)", "min(length(x.xy), length(x.yz)) - 0.05"))  # fmt: skip
    thin = d.num(0.004, 0.03)
    words = f"light gathered in {count} steps along a ray through folded space"
    return (
        words,
        f"""vec3 ro = vec3(H.xy - 0.5, V.z * 6.0), rd = normalize(vec3(q, {d.num(0.7, 1.8)})), sum = vec3(0.0);
    mat2 m = spin(V.xy - 0.5);
    float t = 0.1;
    for (int i = Z; i < {count}; i++) {{
        vec3 x = ro + rd * t;
        for (int j = Z; j < {d.random.whole(2, 3)}; j++) {{
            {fold}
        }}
        float v = abs({near});
        sum += ink(fract(vec2(0.13, 0.29) * t + H.zw), 0.0) * {d.num(0.4, 1.2)} * {thin} / ({thin} + v * v) * exp(-{d.num(0.1, 0.5)} * t);
        t += {d.num(0.05, 0.2)} + {d.num(0.4, 0.8)} * v;
    }}
    AIR = sum;""",
    )


KINDS = {_shown: 3.0, _channels: 1.5, _glow: 2.0, _orbit: 2.0, _flight: 0.6}
CHEAP = {_shown: 3.0, _glow: 2.0, _channels: 1.0}


def abstract(d: Draft) -> str:
    """A picture of one of the kinds above in mapped coordinates."""
    kind = d.random.weighted(KINDS if d.left() > 55.0 else CHEAP)
    before, how = maps(d, 1 if kind in (_orbit, _flight) else 2)
    words, text = kind(d)
    contrast = d.random.choose(
        (
            "",
            f"AIR *= AIR * {d.num(1.0, 2.0)};",
            f"AIR = max(AIR * {d.num(1.2, 2.0)} - {d.num(0.1, 0.5)}, 0.02);",
        )
    )
    if kind in (_glow, _flight):  # dark as they are
        contrast = ""
    return f"""/// Backdrop: {words}{how}.
{{
    vec2 keep = p;
    {before}
    /// q: the place in the picture, as the formula sees it.
    vec2 q = p * {d.size(0.7, 2.5)} + {d.num(0.0, 0.8)} * (V.xw - 0.5);
    p = keep;
    {text}
    AIR = clamp(AIR, 0.0, 3.0);
    {contrast}
    /// Nothing is painted behind it.
    FOG = 1.0;
    @ card(p, FAR, {BACKDROP});
    @ shown({BACKDROP});
}}"""
