"""Outlines: GLSL function float shape(vec2 q, vec4 h), negative inside, within a disc of radius one; h varies it."""

from __future__ import annotations

from image_generation.shaders.composer.comments import listed
from image_generation.shaders.composer.draft import Draft

_ROOTS = {  # directions of the sides of regular polygons, half of them where they mirror
    3: ("vec2(0.0, -1.0)", "vec2(0.866, 0.5)"),
    5: ("vec2(0.0, -1.0)", "vec2(0.951, -0.309)", "vec2(0.588, 0.809)"),
    6: ("vec2(0.0, 1.0)", "vec2(0.866, 0.5)"),
}
# cos and sin of multiples of the angle of q, without an arc tangent
_ANGLES = """float r = length(q) + 1e-4;
    vec2 a = q / r, b = vec2(a.x * a.x - a.y * a.y, 2.0 * a.x * a.y);"""


def _blob(d: Draft) -> str:
    d.spend(4.0, "blobs")
    return f"""{_ANGLES}
    vec2 c = vec2(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x);
    return r - 0.68 - {d.num(0.1, 0.35)} * dot(b, h.xy - 0.5) - {d.num(0.1, 0.35)} * dot(c, h.zw - 0.5) - {d.num(0.0, 0.2)} * (h.x - 0.5) * (b.x * c.x - b.y * c.y);"""


def _box(d: Draft) -> str:
    d.spend(3.0, "boxes")
    return f"""vec2 b = abs(q) - vec2(0.75, {d.num(0.1, 0.5)} + 0.4 * h.x) + 0.15 * h.y;
    return length(max(b, 0.0)) + min(max(b.x, b.y), 0.0) - 0.15 * h.y;"""


def _polygon(d: Draft) -> str:
    d.spend(3.0, "polygons")
    sides = d.random.choose((3, 5, 6))
    first, *rest = (f"dot(q, {root})" for root in _ROOTS[sides])
    text = first
    for root in rest:
        text = f"max({text}, {root})"
    fold = "q = abs(q);" if sides == 6 else "q.x = abs(q.x);"
    return f"""{fold}
    q.y *= 1.0 + {d.num(0.0, 1.0)} * h.x;
    return {text} - {0.4 if sides == 3 else 0.65} - 0.2 * h.y;"""


def _disc(d: Draft) -> str:
    d.spend(2.0, "discs")
    return f"return length(q * vec2(1.0, 1.0 + {d.num(0.0, 2.0)} * h.x)) - 0.6 - 0.35 * h.y;"


def _leaf(d: Draft) -> str:
    d.spend(2.0, "leaves")
    return f"float b = {d.num(0.2, 0.7)} + {d.num(0.1, 0.9)} * h.x;\n    return length(vec2(abs(q.x) + b, q.y)) - sqrt(0.9 + b * b);"


def _star(d: Draft) -> str:
    d.spend(4.0, "stars")
    ray = d.random.choose(
        (
            "a.x * (16.0 * b.x * b.x * 0.25 - 2.0 * b.x - 1.0)",
            "b.x * b.x - b.y * b.y",
            "b.x * (4.0 * b.x * b.x - 3.0)",
        )
    )
    return f"""{_ANGLES}
    return r - 0.45 - 0.2 * h.y - {d.num(0.1, 0.35)} * {d.random.choose(("v", "abs(v)")).replace("v", ray)};"""


def _ring(d: Draft) -> str:
    d.spend(3.0, "rings")
    return f"return max(length(q) - 0.9, {d.num(0.3, 0.7)} + 0.2 * h.x - length(q - {d.num(0.0, 0.6)} * (h.zw - 0.5)));"


def _branch(d: Draft) -> str:
    """A stem that forks again and again, mirrored: bushes, ferns, antlers, snowflakes' arms."""
    d.spend(12.0, "branches")
    return f"""float v = 9.0, z = 1.0, l = {d.num(0.5, 0.8)};
    vec2 w = normalize(vec2(1.0, {d.num(0.3, 1.0)} + 0.6 * (h.x - 0.5)));
    q.y += 0.9;
    for (int i = 0; i < 5; i++) {{
        v = min(v, (length(vec2(q.x, q.y - clamp(q.y, 0.0, l))) - {d.num(0.05, 0.16)}) / z);
        q.y -= l * {d.num(0.6, 1.0)};
        q.x = abs(q.x);
        q = vec2(w.x * q.x - w.y * q.y, w.y * q.x + w.x * q.y) * {d.num(1.2, 1.5)};
        z *= 1.35;
    }}
    return v;"""


def _compound(d: Draft) -> str:
    """A union of a few boxes and ellipses, mirrored: figures, vehicles, furniture."""
    d.spend(6.0, "figures")
    kind = d.random.choose(("length(e) - 1.0", "max(abs(e.x), abs(e.y)) - 1.0", "dot(abs(e), vec2(0.8)) - 1.0"))
    mirror = d.random.choose(("q.x = abs(q.x);", "q.y = abs(q.y);", ""))
    return f"""float v = 9.0;
    {mirror}
    for (int i = 0; i < 3; i++) {{
        vec2 b = 0.1 + {d.num(0.3, 0.6)} * h.zw, e = (q - (h.xy - 0.5) * 1.3) / b;
        v = min(v, ({kind}) * min(b.x, b.y));
        h = fract(h.yzwx * 5.7);
    }}
    return v;"""


_WORDS = {
    _blob: "blobs",
    _box: "boxes",
    _polygon: "polygons",
    _disc: "discs",
    _leaf: "leaves",
    _star: "stars",
    _ring: "rings",
    _branch: "branches",
    _compound: "figures of three parts",
}
SHAPES = {
    _blob: 2.5,
    _box: 1.8,
    _polygon: 1.0,
    _disc: 1.5,
    _leaf: 1.0,
    _star: 0.8,
    _ring: 0.4,
    _branch: 0.8,
    _compound: 2.0,
}


def shape(d: Draft, repeats: int) -> str:
    """Append function `shape`, one outline or two by object; `repeats` is how often a pixel calls it. The words for it."""
    before = d.cost
    chosen = d.random.several(SHAPES, 1 if d.random.chance(0.6) else 2)
    first, *second = (choice(d) for choice in chosen)
    words = [_WORDS[choice] for choice in chosen]
    d.cost = before + (d.cost - before) * repeats
    if second:
        d.functions.append(
            f"/// The outlines of {words[1]}, as shape.\nfloat shape2(vec2 q, vec4 h) {{\n    {second[0]}\n}}"
        )
        first = f"if (h.w < 0.4) return shape2(q, h);\n    {first}"
    d.functions.append(
        f"/// The outlines of {listed(words, 'or')}: negative inside, within one of the origin; h varies them.\n"
        f"float shape(vec2 q, vec4 h) {{\n    {first}\n}}"
    )
    return listed(words)
