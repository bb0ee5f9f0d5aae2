"""Surfaces of many parts: GLSL function piece() says which part of a brick wall, scale, shard or stripe a point lies in.

uint piece(vec2 q, uint s, out vec2 o, out float e): a part's number; o, where in the part the point lies, about
[-1, 1]; e, 0 in its middle to 1 at its border. Features have a size of about one.
"""

from __future__ import annotations

from collections.abc import Callable

from image_generation.shaders.composer.draft import Draft


def _bricks(d: Draft) -> str:
    d.need("cell")
    d.spend(5.0, "bricks")
    return f"""q *= vec2({d.size(0.3, 1.1)}, 1.0);
    q.x += {d.random.choose(("0.0", "0.5", "0.37"))} * floor(q.y);
    vec2 c = floor(q);
    o = 2.0 * (q - c) - 1.0;
    e = max(abs(o.x), abs(o.y));
    return cell(c, s);"""


def _checks(d: Draft) -> str:
    d.spend(4.0, "checks")
    return f"""q.x *= {d.num(0.6, 1.4)};
    vec2 c = floor(q);
    o = 2.0 * (q - c) - 1.0;
    e = max(abs(o.x), abs(o.y));
    return uint(int(c.x) + {d.random.choose(("int(c.y)", "2 * int(c.y)", "int(c.y) / 2"))});"""


def _hexagons(d: Draft) -> str:
    d.need("cell")
    d.spend(8.0, "hexagons")
    return """vec2 r = vec2(1.0, 1.732), a = mod(q, r) - 0.5 * r, b = mod(q - 0.5 * r, r) - 0.5 * r;
    o = dot(a, a) < dot(b, b) ? a : b;
    vec2 c = floor((q - o) * vec2(2.0, 1.1547) + 0.5);
    o *= 2.0;
    e = max(abs(o.x), dot(abs(o), vec2(0.5, 0.866)));
    return cell(c, s);"""


def _triangles(d: Draft) -> str:
    d.need("cell")
    d.spend(7.0, "triangles")
    return """q = vec2(q.x - 0.577 * q.y, 1.155 * q.y);
    vec2 c = floor(q), f = q - c;
    bool up = f.x + f.y < 1.0;
    f = up ? f : 1.0 - f;
    e = 1.0 - 3.0 * min(min(f.x, f.y), 1.0 - f.x - f.y);
    o = (3.0 * f - 1.0) * (up ? 1.0 : -1.0);
    return cell(c, s) + uint(up);"""


def _pebbles(d: Draft) -> str:
    """Voronoi cells; the four nearest points decide, which with this jitter is nearly always right."""
    d.need("four", "cell")
    d.spend(22.0, "pebbles")
    return f"""vec2 c = floor(q - 0.5), f = vec2(9.0);
    uint k = 0U;
    o = vec2(0.0);
    for (int i = Z; i < 4; i++) {{
        vec2 g = c + vec2(i & 1, i >> 1);
        uint n = cell(g, s);
        vec2 t = q - g - 0.5 - {d.num(0.3, 0.8)} * (four(n).xy - 0.5);
        float r = {d.random.choose(("dot(t, t)", "dot(t, t)", "abs(t.x) + abs(t.y)", "max(abs(t.x), abs(t.y))"))};
        if (r < f.x) {{ f = vec2(r, f.x); k = n; o = t; }} else f.y = min(f.y, r);
    }}
    o *= 1.6;
    e = sqrt(f.x / f.y);
    return k;"""


def _bands(d: Draft) -> str:
    """Layers of rock, contour lines, agate."""
    d.need("fbm")
    d.spend(9.0, "bands")
    return f"""float v = {d.num(2.0, 9.0)} * fbm(q * vec2({d.size(0.1, 0.6)}, {d.num(0.3, 0.6)}), {d.random.whole(2, 3)} + Z, 0.5, s) + {d.num(0.0, 1.2)} * q.y;
    float n = floor(v);
    v = 2.0 * (v - n) - 1.0;
    o = vec2(0.0, v);
    e = abs(v);
    return uint(int(n));"""


def _stripes(d: Draft) -> str:
    d.need("noise")
    d.spend(7.0, "stripes")
    bend = d.random.choose(("0.0", f"{d.num(0.5, 2.5)} * noise(q * {d.num(0.15, 0.6)}, s)", f"{d.num(0.1, 0.5)} * abs(fract(0.3 * q.y) - 0.5)"))  # fmt: skip
    return f"""float v = q.x * {d.num(0.8, 1.6)} + {bend}, n = floor(v);
    v -= n;
    float w = {d.num(0.3, 0.7)};
    bool first = v < w;
    v = first ? 2.0 * v / w - 1.0 : 2.0 * (v - w) / (1.0 - w) - 1.0;
    o = vec2(v, 0.0);
    e = abs(v);
    return uint(2 * int(n)) + uint(first);"""


def _tubes(d: Draft) -> str:
    """Truchet's quarter circles as tubes on a ground."""
    d.need("one", "cell")
    d.spend(8.0, "truchet")
    return f"""vec2 c = floor(q), g = q - c;
    float flip = one(cell(c, s)) < 0.5 ? -1.0 : 1.0;
    g.x = flip < 0.0 ? 1.0 - g.x : g.x;
    g = dot(g, g) < dot(1.0 - g, 1.0 - g) ? g : g - 1.0;
    float r = length(g) + 1e-4, v = (r - 0.5) / {d.num(0.12, 0.35)};
    e = min(abs(v), 1.0);
    o = abs(v) < 1.0 ? v * g / r * vec2(flip, 1.0) : vec2(0.0);
    e = abs(v) < 1.0 ? e : 0.0;
    return uint(abs(v) < 1.0) + 2U * (uint(int(c.x) + int(c.y)) & {d.random.choose(("0U", "1U"))});"""


def _scales(d: Draft) -> str:
    d.need("cell")
    d.spend(7.0, "scales")
    return f"""vec2 c = vec2(0.0, floor(q.y));
    c.x = floor(q.x + 0.5 * c.y);
    o = vec2(q.x + 0.5 * c.y - c.x - 0.5, q.y - c.y);
    if (length(o * vec2({d.num(0.9, 1.6)}, 1.0)) > 0.75) {{
        c.y += 1.0;
        c.x = floor(q.x + 0.5 * c.y);
        o = vec2(q.x + 0.5 * c.y - c.x - 0.5, q.y - c.y);
    }}
    e = min(length(o) * 1.2, 1.0);
    o *= vec2(2.0, 1.3);
    return cell(c, s);"""


def _quarters(d: Draft) -> str:
    """Squares divided again and again at random: paving, windows, pixels, circuit boards."""
    d.need("one", "cell")
    d.spend(11.0, "quarters")
    return f"""q *= {d.num(0.35, 0.6)};
    vec2 c = floor(q);
    float z = 1.0;
    uint k = cell(c, s);
    for (int i = Z; i < 3; i++) {{
        if (one(k) < {d.num(0.2, 0.6)}) break;
        z *= 2.0;
        c = floor(q * z);
        k = cell(c, s + 7U + uint(i));
    }}
    o = 2.0 * (q * z - c) - 1.0;
    e = max(abs(o.x), abs(o.y));
    return k;"""


def _dots(d: Draft) -> str:
    d.need("four", "cell")
    d.spend(7.0, "dots")
    norm = d.random.choose(("length(o)", "length(o)", "max(abs(o.x), abs(o.y))", "0.8 * (abs(o.x) + abs(o.y))"))
    return f"""vec2 c = floor(q);
    uint k = cell(c, s);
    vec4 h = four(k);
    o = (q - c - 0.5 - {d.num(0.0, 0.4)} * (h.xy - 0.5)) / ({d.num(0.2, 0.48)} * (1.0 - {d.num(0.0, 0.7)} * h.z));
    e = {norm};
    bool hit = e < 1.0 && h.w > {d.num(0.0, 0.4)};
    o = hit ? o : vec2(0.0);
    e = hit ? e : 0.0;
    return hit ? k : 0U;"""


def _rosettes(d: Draft) -> str:
    """Rings of wedges round centres on a grid."""
    d.need("cell")
    d.spend(13.0, "rosettes")
    size = d.num(2.0, 6.0)
    radius = d.random.choose((f"r * {d.num(0.8, 2.0)}", f"log(r + 0.1) * {d.num(1.5, 4.0)}"))
    return f"""vec2 m = floor(q / {size} + 0.5);
    q -= m * {size};
    float r = length(q);
    vec2 v = vec2(atan(q.y, q.x) * {d.random.whole(3, 9)}.0 * 0.31831, {radius});
    v.x += {d.random.choose(("0.0", "0.5", "0.3"))} * floor(v.y);
    vec2 c = floor(v);
    o = 2.0 * (v - c) - 1.0;
    e = max(abs(o.x), abs(o.y));
    return cell(c, s) + uint(int(m.x + 7.0 * m.y)) * {d.random.whole(0, 1)}U;"""


def _folds(d: Draft) -> str:
    """Mirrored and turned again and again, numbered by the sides of the mirrors: stained glass, crystals."""
    d.need("spin", "four")
    d.spend(10.0, "folds")
    return f"""mat2 m = spin(four(s).xy - 0.5);
    uint k = 0U;
    e = 0.0;
    q *= 0.5;
    for (int i = Z; i < {d.random.whole(3, 5)}; i++) {{
        k = 2U * k + uint(q.x < 0.0);
        e = max(e, 1.0 - {d.num(3.0, 8.0)} * min(abs(q.x), abs(q.y)));
        q = m * (abs(q) - {d.num(0.2, 0.7)}) * {d.num(1.0, 1.25)};
    }}
    o = clamp(q, -1.0, 1.0);
    return k;"""


def _weave(d: Draft) -> str:
    d.spend(8.0, "weave")
    return f"""vec2 c = floor(q), f = (2.0 * (q - c) - 1.0) / {d.num(0.6, 0.98)};
    bool across = abs(f.y) < 1.0, along = abs(f.x) < 1.0, over = ((int(c.x) + int(c.y)) & 1) == 0;
    across = across && (over || !along);
    along = along && !across;
    o = across ? vec2(0.5 * f.x, f.y) : along ? vec2(f.x, 0.5 * f.y) : vec2(0.0);
    e = across ? abs(f.y) : along ? abs(f.x) : 1.0;
    return across ? uint(int(c.y)) * 2U + 1U : along ? uint(int(c.x)) * 2U : 77U;"""


def _strokes(d: Draft) -> str:
    """Short strokes over one another, roughly in one direction: fur, grass, feathers, brush work, litter."""
    d.need("four", "cell", "spin")
    d.spend(24.0, "strokes")
    return f"""o = vec2(0.0);
    e = 1.0;
    for (int i = Z; i < 4; i++) {{
        vec2 g = q * {d.num(0.6, 1.0)} + float(i) * vec2(3.37, 1.71), c = floor(g);
        uint k = cell(c, s + uint(i));
        vec4 h = four(k);
        g = (g - c - 0.5) * spin(vec2({d.num(0.2, 1.5)}, 0.0) + h.xy - 0.5);
        o = g / vec2(0.5, {d.num(0.08, 0.3)} * (0.5 + h.z));
        e = max(abs(o.x), abs(o.y));
        if (e < 1.0) return k;
    }}
    o = vec2(0.0);
    return 0U;"""


def _shards(d: Draft) -> str:
    """Families of parallel lines in random directions."""
    d.need("four")
    d.spend(9.0, "shards")
    return f"""uint k = 0U;
    o = vec2(0.0);
    e = 0.0;
    for (int i = Z; i < {d.random.whole(2, 3)}; i++) {{
        vec4 h = four(s + uint(i));
        vec2 w = {d.num(0.8, 2.0)} * (h.xy - 0.5);
        float v = dot(q, w) + h.z, n = floor(v);
        v = 2.0 * (v - n) - 1.0;
        e = max(e, abs(v));
        o += v * w;
        k = k * 31U + uint(int(n));
    }}
    return k;"""


def _orbits(d: Draft) -> str:
    """Bands of an orbit trap of an inversion fractal."""
    d.need("four")
    d.spend(15.0, "fractal")
    trap = d.random.choose(("length(q)", "abs(q.x)", "abs(q.x * q.y)", "abs(length(q) - 0.5)"))
    return f"""vec2 c = vec2({d.num(0.45, 1.0)}, {d.num(0.3, 0.9)}) + 0.15 * four(s).xy;
    float v = 9.0;
    q *= 0.3;
    for (int i = Z; i < 6; i++) {{
        q = abs(q) / max(dot(q, q), 0.05) - c;
        v = min(v, {trap});
    }}
    v *= {d.num(4.0, 12.0)};
    float n = floor(v);
    v = 2.0 * (v - n) - 1.0;
    o = vec2(v, 0.0);
    e = abs(v);
    return uint(int(n));"""


# Kinds whose neighbouring parts have neighbouring numbers, so that two or three colours may alternate.
ALTERNATING: dict[Callable[[Draft], str], float] = {
    _checks: 0.8, _bands: 2.0, _stripes: 1.5, _tubes: 1.0, _folds: 1.0, _weave: 1.0, _orbits: 0.8
}  # fmt: skip
SCATTERED: dict[Callable[[Draft], str], float] = {
    _bricks: 2.0, _hexagons: 0.7, _triangles: 0.7, _pebbles: 2.5, _scales: 1.0, _quarters: 1.2, _dots: 1.5,
    _rosettes: 0.8, _strokes: 2.0, _shards: 1.5,
}  # fmt: skip


_WORDS: dict[Callable[[Draft], str], str] = {
    _bricks: "bricks in rows",
    _checks: "checks",
    _hexagons: "hexagons",
    _triangles: "triangles",
    _pebbles: "pebbles",
    _bands: "layers and contour lines",
    _stripes: "stripes",
    _tubes: "tubes of quarter circles on a ground",
    _scales: "scales",
    _quarters: "squares, some in quarters again and again",
    _dots: "dots on a ground",
    _rosettes: "rings of wedges round centres",
    _folds: "the facets of crystals",
    _weave: "woven threads",
    _strokes: "short strokes over one another",
    _shards: "shards between straight cuts",
    _orbits: "the bands of a fractal",
}


def piece(d: Draft) -> tuple[str, str]:
    """Append function `piece`; the statements of `paint` that give a part its number, colour and relief, and the words for it.

    They change q and id, and set `cut`, by which the part's light is multiplied.
    """
    kinds = ALTERNATING | SCATTERED
    if d.left() < 30.0:
        kinds = {kind: weight for kind, weight in kinds.items() if kind not in (_pebbles, _strokes, _orbits)}
    kind = d.random.weighted(kinds)
    text = kind(d)
    d.functions.append(
        f"/// {_WORDS[kind].capitalize()}: the number of the part that q lies in; o, where in the part, about -1 to 1; e, 0 in its middle to 1 at its border.\n"
        f"uint piece(vec2 q, uint s, out vec2 o, out float e) {{\n    {text}\n}}"
    )
    d.need("hash")
    number = "k" if kind in ALTERNATING else "hash(k)"
    colour = d.random.weighted(
        {
            f"id += {number} & 1U;": 1.5,
            f"id += {number} % 3U;": 1.5,
            "id += k;": 2.0,
            f"cut *= {d.num(0.3, 0.8)} + {d.num(0.4, 1.2)} * float(int(hash(k) & 255U)) / 255.0;": 2.0,
        }
    )
    apart = d.random.choose(("", "q += vec2(ivec2(k & 15U, (k >> 4) & 15U)) * 1.7;"))
    relief = d.random.choose(("0.0", d.num(0.3, 1.0), d.num(0.3, 1.0)))
    joint = ""
    if d.random.chance(0.65):
        edge = d.random.uniform(0.6, 0.97)
        joint = (
            f" * mix(1.0, {d.random.choose(('0.1', '0.3', '0.6', '1.8'))}, smoothstep({edge - 0.1:.3f}, {edge:.3f}, e))"
        )
    some = d.random.choose(("true", "true", "(hash(id) & 3U) > 0U", "(hash(id) & 1U) > 0U"))
    fine = d.size(3.0, 12.0)
    among = {
        "true": "",
        "(hash(id) & 3U) > 0U": " on three of four things",
        "(hash(id) & 1U) > 0U": " on every second thing",
    }[some]
    words = f"{_WORDS[kind]}, {fine} to a unit{among}"
    text = f"""/// Its parts: {words}; cut: how bright a part is, by its relief{" and joints" if joint else ""}.
    float cut = 1.0;
    if ({some}) {{
        vec2 o;
        float e;
        uint k = piece(q * {fine}, id & 4095U, o, e);
        cut = max(1.0 + {relief} * dot(o, LAMP.xy), 0.15){joint};
        {apart}
        {colour}
    }}"""
    return text, words
