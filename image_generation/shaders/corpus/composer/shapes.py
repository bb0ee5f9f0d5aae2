"""Outlines: GLSL function float shape(vec2 q, vec4 h), negative inside, within a disc of radius one; h varies it."""

from __future__ import annotations

from image_generation.shaders.corpus.composer.draft import Draft


def _blob(d: Draft) -> str:
    d.spend(5.0, "blobs")
    return f"""float a = atan(q.y, q.x);
    return length(q) - 0.7 - {d.num(0.02, 0.3)} * h.x * sin(a * floor(2.0 + {d.num(0.0, 6.0)} * h.y) + 6.3 * h.z) - 0.12 * sin(a * 2.0 + 6.3 * h.w);"""


def _box(d: Draft) -> str:
    d.spend(3.0, "boxes")
    return f"""vec2 b = abs(q) - vec2(0.75, {d.num(0.1, 0.5)} + 0.4 * h.x) + 0.15 * h.y;
    return length(max(b, 0.0)) + min(max(b.x, b.y), 0.0) - 0.15 * h.y;"""


def _polygon(d: Draft) -> str:
    d.spend(6.0, "polygons")
    return f"""float n = 6.2832 / floor(3.0 + {d.num(0.0, 4.0)} * h.x), a = mod(atan(q.y, q.x), n) - 0.5 * n;
    return length(q) * cos(a) - {d.num(0.4, 0.7)} - 0.2 * h.y;"""


def _disc(d: Draft) -> str:
    d.spend(2.0, "discs")
    return f"return length(q * vec2(1.0, 1.0 + {d.num(0.0, 2.0)} * h.x)) - 0.6 - 0.35 * h.y;"


def _leaf(d: Draft) -> str:
    d.spend(2.0, "leaves")
    return f"float b = {d.num(0.2, 0.7)} + {d.num(0.1, 0.9)} * h.x;\n    return length(vec2(abs(q.x) + b, q.y)) - sqrt(0.9 + b * b);"


def _star(d: Draft) -> str:
    d.spend(5.0, "stars")
    return f"""float n = floor(4.0 + 6.0 * h.x), a = atan(q.y, q.x);
    return length(q) - 0.55 - {d.num(0.1, 0.35)} * {d.random.choose(("cos(a * n)", "abs(cos(0.5 * a * n))", "asin(0.98 * sin(a * n)) * 0.6"))};"""


def _ring(d: Draft) -> str:
    d.spend(3.0, "rings")
    return f"return max(length(q) - 0.9, {d.num(0.3, 0.7)} + 0.2 * h.x - length(q - {d.num(0.0, 0.6)} * (h.zw - 0.5)));"


def _compound(d: Draft) -> str:
    """A union of a few boxes and ellipses, mirrored: figures, vehicles, furniture."""
    d.need("four")
    d.spend(16.0, "figures")
    kind = d.random.choose(("length(e) - 1.0", "max(abs(e.x), abs(e.y)) - 1.0", "dot(abs(e), vec2(0.8)) - 1.0"))
    mirror = d.random.choose(("q.x = abs(q.x);", "q.y = abs(q.y);", ""))
    return f"""float v = 9.0;
    {mirror}
    for (int i = Z; i < 5; i++) {{
        vec4 k = four(uint(h.x * 999.0) + uint(i) * 7U);
        vec2 b = 0.08 + {d.num(0.25, 0.5)} * k.zw, e = (q - (k.xy - 0.5) * 1.2) / b;
        v = min(v, ({kind}) * min(b.x, b.y));
    }}
    return v;"""


SHAPES = {_blob: 2.5, _box: 1.8, _polygon: 1.0, _disc: 1.5, _leaf: 1.0, _star: 0.8, _ring: 0.4, _compound: 2.0}


def shape(d: Draft, repeats: int) -> None:
    """Append function `shape`, one outline or two by object; `repeats` is how often a pixel calls it."""
    before = d.cost
    first, *second = (choice(d) for choice in d.random.several(SHAPES, 1 if d.random.chance(0.6) else 2))
    d.cost = before + (d.cost - before) * repeats * 0.35
    if second:
        d.functions.append(f"float shape2(vec2 q, vec4 h) {{\n    {second[0]}\n}}")
        first = f"if (h.w < 0.4) return shape2(q, h);\n    {first}"
    d.functions.append(f"float shape(vec2 q, vec4 h) {{\n    {first}\n}}")
