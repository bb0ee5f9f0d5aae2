"""Random scalar expressions over a vec2 q, in the manner of Sims (SIGGRAPH 1991), bounded in value and cost."""

from __future__ import annotations

from image_generation.shaders.composer.draft import Draft


def _leaf(d: Draft) -> tuple[str, float]:
    """A term of one point, values about [-1, 1] over the picture; its ns a pixel."""
    n = d.num
    kind = d.random.weighted(
        {"x": 1.0, "y": 1.0, "radius": 1.5, "angle": 0.8, "wave": 2.0, "diamond": 0.6, "square": 0.6, "noise": 2.0,
         "product": 0.6, "away": 1.2}
    )  # fmt: skip
    if kind == "noise":
        d.need("noise")
        return f"(2.0 * noise(q * {n(1.0, 5.0)}, S + {d.salt()}) - 1.0)", 5.0
    if kind == "wave":
        d.need("four")
        where = d.random.choose(
            ("q.x", "q.y", "length(q)", "(q.x + q.y)", f"dot(q, vec2({n(-1.0, 1.0)}, {n(-1.0, 1.0)}))")
        )
        return (
            f"sin({n(1.5, 9.0)} * {where} + 6.3 * {d.random.choose(('H', 'V'))}.{d.random.choose('xyzw')})",
            3.5,
        )
    if kind == "angle":
        return f"sin({d.random.whole(1, 7)}.0 * atan(q.y, q.x + 1e-5))", 6.0
    if kind == "away":
        return f"(length(q - {d.random.choose(('H.xy', 'H.zw', 'V.xy'))} + 0.5) - {n(0.2, 0.8)})", 2.0
    text = {
        "x": "q.x",
        "y": "q.y",
        "radius": "length(q)",
        "diamond": "(abs(q.x) + abs(q.y) - 0.6)",
        "square": "(max(abs(q.x), abs(q.y)) - 0.5)",
        "product": "(q.x * q.y)",
    }[kind]
    return text, 1.0


_BINARY = (
    "({a} + {b})", "({a} - {b})", "({a} * {b})", "min({a}, {b})", "max({a}, {b})", "abs({a} - {b})",
    "mix({a}, {b}, clamp({n}, 0.0, 1.0))", "({a} + {n} * sin(4.0 * {b}))", "max(abs({a}), abs({b}))",
    "length(vec2({a}, {b}))", "({a} > {b} ? {a} : -{b})",
)  # fmt: skip
_UNARY = (
    "abs({a})", "sin({m} * {a})", "(2.0 * fract({n} * {a}) - 1.0)", "({a} * {a})", "(1.0 - 2.0 * abs(fract({n} * {a}) - 0.5))",
    "(floor(4.0 * {a}) * 0.25)", "sign({a}) * sqrt(abs({a}))", "smoothstep(-0.3, 0.3, {a})", "({a} / (0.3 + abs({a})))",
)  # fmt: skip


def expression(d: Draft, depth: int) -> tuple[str, float]:
    """(GLSL expression, estimated ns a pixel) of at most `depth` levels above its leaves."""
    if depth == 0:
        return _leaf(d)
    if d.random.chance(0.4):
        a, cost = expression(d, depth - 1)
        text = d.random.choose(_UNARY)
        return text.format(a=a, n=d.num(0.6, 2.5), m=d.num(1.5, 6.0)), cost * text.count("{a}") + 1.5
    a, first = expression(d, depth - 1)
    b, second = expression(d, d.random.whole(0, depth - 1))
    text = d.random.choose(_BINARY)
    cost = first * text.count("{a}") + second * text.count("{b}")
    return text.format(a=a, b=b, n=d.num(0.2, 1.0)), cost + 1.0


def function(d: Draft, name: str, most: float) -> float:
    """Append `float NAME(vec2 q)`, an expression that costs at most `most` ns a pixel; its cost."""
    for depth in (3, 3, 2, 2, 1, 1):
        text, cost = expression(d, depth)
        if cost <= most:
            break
    else:
        text, cost = "length(q)", 1.0
    d.functions.append(f"/// A random expression of the place.\nfloat {name}(vec2 q) {{\n    return {text};\n}}")
    return cost
