"""Scalar fields: GLSL functions float NAME(vec2 p, uint s) with values around [0, 1], features of size about one."""

from __future__ import annotations

from collections.abc import Callable

from image_generation.shaders.composer.draft import Draft, lit


def _function(name: str, *lines: str) -> str:
    body = "\n".join(f"    {line}" for line in lines)
    return f"float {name}(vec2 p, uint s) {{\n{body}\n}}"


def _clouds(d: Draft, name: str) -> str:
    octaves = d.random.whole(3, 5)
    d.need("fbm")
    d.spend(2.2 * octaves, "noise")
    grain = f"p * vec2({d.size(0.3, 1.5)}, {d.num(0.7, 1.5)})"
    return _function(name, f"return 1.6 * fbm({grain}, {octaves} + Z, {d.num(0.4, 0.6)}, s) - 0.3;")


def _ridges(d: Draft, name: str) -> str:
    d.need("ridge")
    d.spend(9.0, "ridges")
    power = d.random.choose(("v", "1.0 - v", "v * v * 2.0", "sqrt(v)"))
    return _function(name, f"float v = ridge(p * 0.7, 4 + Z, {d.num(0.4, 0.65)}, s);", f"return {power};")


def _warped(d: Draft, name: str) -> str:
    d.need("fbm")
    d.spend(15.0, "domain warp")
    return _function(
        name,
        "float v = 0.0;",
        "for (int i = Z; i < 2; i++) {",
        f"    v = fbm(p + v * vec2({d.num(1.0, 4.0)}, {d.num(-3.0, 3.0)}), 3 + Z, {d.num(0.45, 0.65)}, s);",
        "}",
        "return 1.8 * v - 0.4;",
    )


def _cellular(d: Draft, name: str) -> str:
    d.need("cells")
    d.spend(32.0, "cellular")
    value = d.random.choose(
        ("v.x", "1.2 - v.x", "1.0 - smoothstep(0.02, 0.18, v.y - v.x)", "v.y - v.x", "v.z", "v.z * (1.0 - 0.7 * v.x)",
         "smoothstep(0.45, 0.35, v.x)")
    )  # fmt: skip
    return _function(name, f"vec3 v = cells(p, {d.num(0.5, 1.0)}, s);", f"return {value};")


def _grain(d: Draft, name: str) -> str:
    """Rings of wood, veins of marble: waves across a noise."""
    d.need("fbm")
    d.spend(10.0, "veins")
    across = d.random.choose(("p.x", "length(p)", "p.x + p.y", "0.3 * p.y"))
    wave = d.random.choose(("0.5 + 0.5 * sin(v)", "abs(sin(v))", "fract(v * 0.32)", "pow(0.5 + 0.5 * sin(v), 4.0)"))
    return _function(
        name,
        f"float v = {d.num(2.0, 6.0)} * {across} + {d.num(2.0, 12.0)} * fbm(p * vec2({d.num(0.3, 1.2)}, 0.4), 3 + Z, 0.5, s);",
        f"return {wave};",
    )


def _spots(d: Draft, name: str) -> str:
    """Spots of random size in a grid, some missing."""
    d.need("four", "cell")
    d.spend(6.0, "spots")
    norm = d.random.choose(
        ("length(g)", "max(abs(g.x), abs(g.y))", "abs(g.x) + abs(g.y)", "abs(length(g) - 0.2) * 2.0")
    )
    return _function(
        name,
        "vec2 c = floor(p);",
        "vec4 h = four(cell(c, s));",
        f"vec2 g = p - c - 0.5 - {d.num(0.0, 0.4)} * (h.xy - 0.5);",
        f"return h.w * step({d.num(0.0, 0.5)}, h.w) * smoothstep({d.num(0.02, 0.2)}, 0.0, {norm} - {d.num(0.15, 0.35)} * (0.4 + h.z));",
    )


def _tiles(d: Draft, name: str) -> str:
    """Bricks, tiles, planks: a grey of its own for each, with joints."""
    d.need("four", "cell")
    d.spend(6.0, "tiles")
    return _function(
        name,
        f"p *= vec2({d.size(0.25, 1.2)}, 1.0);",
        f"p.x += {d.random.choose(('0.0', '0.5', '0.37', '0.25'))} * mod(floor(p.y), 4.0);",
        "vec2 c = floor(p), g = abs(p - c - 0.5);",
        "vec4 h = four(cell(c, s));",
        f"float joint = smoothstep(0.5, {d.num(0.36, 0.48)}, max(g.x, g.y));",
        f"return joint * ({d.num(0.2, 1.0)} + h.x * {d.num(0.1, 0.9)} - 0.3 * p.y + 0.3 * c.y);",
    )


def _stripes(d: Draft, name: str) -> str:
    d.spend(4.0, "stripes")
    bend = d.random.choose(("0.0", f"{d.num(0.1, 0.6)} * sin({d.num(0.5, 3.0)} * p.y)", f"{d.num(0.2, 0.6)} * p.y"))
    profile = d.random.choose(("abs(2.0 * v - 1.0)", "v", f"step({d.num(0.2, 0.8)}, v)", "0.5 + 0.5 * sin(6.283 * v)"))
    return _function(
        name,
        f"float v = fract({d.num(0.6, 1.6)} * p.x + {bend} + float(s & 15U) * 0.1);",
        f"return {profile};",
    )


def _weave(d: Draft, name: str) -> str:
    d.spend(6.0, "weave")
    return _function(
        name,
        "vec2 w = abs(sin(p * 3.14));",
        "bool over = mod(floor(p.x) + floor(p.y), 2.0) < 1.0;",
        f"float v = over ? w.x : w.y * {d.num(0.4, 1.0)};",
        f"return mix(v, over ? 1.0 : 0.0, {d.num(0.0, 0.8)});",
    )


def _arcs(d: Draft, name: str) -> str:
    """Truchet's quarter circles."""
    d.need("one", "cell")
    d.spend(6.0, "truchet")
    return _function(
        name,
        "vec2 c = floor(p), g = p - c;",
        "if (one(cell(c, s)) < 0.5) g.x = 1.0 - g.x;",
        "float v = abs(length(length(g) < length(1.0 - g) ? g : 1.0 - g) - 0.5);",
        f"return smoothstep({d.num(0.02, 0.2)}, 0.0, v - {d.num(0.05, 0.22)});",
    )


def _waves(d: Draft, name: str) -> str:
    """A few plane waves of random directions."""
    d.need("four")
    d.spend(12.0, "interference")
    return _function(
        name,
        "float v = 0.0;",
        f"for (int i = Z; i < {d.random.whole(3, 5)}; i++) {{",
        "    vec4 h = four(s + uint(i)) - 0.5;",
        f"    v += sin(dot(p, h.xy * {d.num(4.0, 14.0)}) + 6.3 * h.z);",
        "}",
        f"return {d.random.choose(('0.5 + 0.25 * v', 'abs(0.5 * v)', 'smoothstep(-0.3, 0.3, v)'))};",
    )


def _escape(d: Draft, name: str) -> str:
    """Orbit trap of an inversion fractal (fold, invert, shift)."""
    d.need("four")
    d.spend(14.0, "fractal")
    return _function(
        name,
        f"vec2 c = vec2({d.num(0.45, 1.0)}, {d.num(0.3, 0.9)}) + 0.15 * four(s).xy;",
        "float v = 9.0;",
        "p *= 0.35;",
        "for (int i = Z; i < 7; i++) {",
        "    p = abs(p) / max(dot(p, p), 0.05) - c;",
        f"    v = min(v, {d.random.choose(('abs(p.x)', 'length(p)', 'abs(p.x * p.y)', 'abs(length(p) - 0.5)'))});",
        "}",
        "return clamp(1.5 * v, 0.0, 1.0);",
    )


def _scribble(d: Draft, name: str) -> str:
    """Hairs and scratches: short strokes, one a cell, each with a direction of its own."""
    d.need("four", "cell")
    d.spend(14.0, "strokes")
    return _function(
        name,
        "float v = 0.0;",
        "for (int i = Z; i < 3; i++) {",
        f"    vec2 q = p * {d.num(0.8, 1.4)} + float(i) * vec2(3.37, 1.71);",
        "    vec2 c = floor(q);",
        "    vec4 h = four(cell(c, s + uint(i)));",
        f"    q -= c + 0.5; h -= 0.5; h.xy = normalize(vec2({d.num(0.2, 1.5)}, 0.0) + h.xy + 0.01);",
        f"    v = max(v, (0.6 + h.z) * smoothstep({d.num(0.05, 0.14)}, 0.0, abs(dot(q, h.xy))) * step(abs(dot(q, vec2(-h.y, h.x))), 0.42));",
        "}",
        "return v;",
    )


_WORDS: dict[Callable[[Draft, str], str], str] = {
    _clouds: "fractal noise",
    _ridges: "ridges of noise",
    _warped: "noise bent by noise",
    _cellular: "cells",
    _grain: "rings and veins",
    _spots: "spots",
    _tiles: "tiles in rows",
    _stripes: "stripes",
    _weave: "a weave",
    _arcs: "quarter circles in squares",
    _waves: "plane waves",
    _escape: "the orbit trap of a fractal",
    _scribble: "short strokes",
}
FIELDS: dict[Callable[[Draft, str], str], float] = {
    _clouds: 5.0,
    _ridges: 1.5,
    _warped: 1.5,
    _cellular: 2.0,
    _grain: 1.5,
    _spots: 1.2,
    _tiles: 1.2,
    _stripes: 1.0,
    _weave: 0.5,
    _arcs: 0.5,
    _waves: 0.6,
    _escape: 0.7,
    _scribble: 0.8,
}
CHEAP = (_clouds, _spots, _tiles, _stripes, _weave, _arcs)
NOISES: dict[Callable[[Draft, str], str], float] = {_clouds: 4.0, _ridges: 1.0, _warped: 1.0}


def field(d: Draft, name: str, choices: dict[Callable[[Draft, str], str], float] | None = None) -> str:
    """Append a random field as function `name`; the words for it."""
    choice = d.random.weighted(choices or FIELDS)
    d.functions.append(f"/// A texture, about 0 to 1: {_WORDS[choice]}; another one for each s.\n{choice(d, name)}")
    return _WORDS[choice]


def mixed(d: Draft, name: str) -> str:
    """Append function `name`: a field, or two of them combined by object or by place; the words for it."""
    if d.left() < 30.0:
        return field(d, name, {choice: FIELDS[choice] for choice in CHEAP})
    if d.random.chance(0.25):
        return field(d, name)
    first = field(d, f"{name}A")
    second = field(d, f"{name}B", NOISES if d.random.chance(0.4) else FIELDS)
    big = lit(d.random.skewed(0.15, 0.6))
    words, how = d.random.choose(
        (
            ("{} on some things, {} on others", "mix(a, b, step(0.5, fract(float(s & 255U) * 0.618)))"),
            ("{} on some things, {} on others", "mix(a, b, step(0.5, fract(float(s & 255U) * 0.618)))"),
            ("{} mixed with {}", f"mix(a, b, {d.num(0.25, 0.6)})"),
            ("{} times {}", "a * (0.4 + 0.9 * b)"),
            ("the greater of {} and {}", "max(a, b)"),
            ("the difference of {} and {}", "abs(a - b)"),
        )
    )
    words = words.format(first, second)
    d.functions.append(
        f"/// The texture of what is painted: {words}.\n"
        f"float {name}(vec2 p, uint s) {{\n"
        f"    float a = {name}A(p, s), b = {name}B(p * {big if d.random.chance(0.5) else d.num(0.7, 2.5)}, s);\n"
        f"    return {how};\n}}"
    )
    return words
