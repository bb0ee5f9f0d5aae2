"""Bodies in space, ray traced: ellipsoids and boxes on a ground plane under a sun, with cast shadows."""

from __future__ import annotations

from image_generation.shaders.composer.draft import Draft
from image_generation.shaders.composer.geometry import BODIES as BODIES_FROM
from image_generation.shaders.composer.geometry import GROUND

_BODY = """vec4 k = fract(a * (2.3 + 1.7 * float(i)) + 0.71 * a.yzwx), h = fract(k * 7.3 + k.yzwx);
"""


def _scattered(d: Draft) -> tuple[str, int]:
    """Things that lie about, by power law: one large, many small."""
    count = d.random.whole(3, 5)
    return (
        f"""r = {d.num(0.5, 1.0)} / (1.0 + {d.num(0.3, 0.9)} * float(i)) * (0.5 + vec3({d.num(0.3, 1.2)}, {d.num(0.3, 1.6)}, 0.6) * h.xyz);
    c = vec3((k.x - 0.5) * 4.0, r.y, (k.y - 0.5) * 3.5);
    yaw = k.wz - 0.5;""",
        count,
    )


def _figure(d: Draft) -> tuple[str, int]:
    """A trunk, a head, four limbs and a tail, or as well a hull, a cabin, four wheels and a bonnet."""
    long = d.random.uniform(0.6, 1.3)
    high = d.random.uniform(0.25, 0.8)
    limb = d.random.uniform(0.15, 0.7)
    count = d.random.whole(4, 6)
    return (
        f"""vec3 t = vec3({long:.3f}, {high:.3f}, {d.num(0.25, 0.6)}) * (0.7 + 0.6 * a.xyz);
    float l = {limb:.3f} * (0.5 + a.w);
    vec2 s = vec2(i & 1, (i >> 1) & 1) * 2.0 - 1.0;
    if (i == 0) {{ r = t; c = vec3(0.0, 2.0 * l + t.y * 0.8, 0.0); }}
    else if (i == 1) {{ r = t.yyz * ({d.num(0.4, 0.9)} + 0.3 * k.xyz); c = vec3(t.x * {d.num(-0.5, 1.2)}, 2.0 * l + t.y * {d.num(0.8, 2.2)}, 0.0); }}
    else if (i < 6) {{ r = vec3({d.num(0.08, 0.3)} + 0.1 * a.x, l, {d.num(0.08, 0.2)}); c = vec3(s.x * t.x * 0.7, l, s.y * t.z * 0.7); }}
    else {{ r = t * vec3({d.num(0.2, 0.7)}, {d.num(0.1, 0.7)}, 0.5); c = vec3(-t.x * {d.num(0.6, 1.3)}, 2.0 * l + t.y * {d.num(0.3, 1.6)}, 0.0); }}""",
        count,
    )


def _stack(d: Draft) -> tuple[str, int]:
    """Piles: each on the one below."""
    return (
        f"""float y = float(i % 3) * {d.num(0.3, 0.7)};
    r = vec3(0.2, {d.num(0.15, 0.35)}, 0.2) + {d.num(0.2, 0.5)} * vec3(h.x, 0.0, h.y) / (1.0 + float(i % 3));
    c = vec3(float(i / 3) * 1.5 - 0.8 + 0.3 * k.x, r.y + y, 1.6 * (fract(a.w + 0.37 * float(i / 3)) - 0.5));
    yaw = k.wz - 0.5;""",
        5,
    )


def _blocks(d: Draft) -> tuple[str, int]:
    """Houses along streets, columns in rows."""
    wide = 2
    return (
        f"""r = vec3({d.num(0.15, 0.5)}, {d.num(0.2, 0.6)}, {d.num(0.15, 0.5)}) + vec3(0.2, {d.num(0.1, 1.6)}, 0.2) * h.xyz;
    c = vec3((float(i % {wide}) - {wide - 1}.0 * 0.5 + 0.2 * (k.x - 0.5)) * {d.num(1.0, 2.0)}, r.y, (float(i / {wide}) - 1.0) * {d.num(0.9, 1.8)});""",
        d.random.whole(4, 5),
    )


def _floating(d: Draft) -> tuple[str, int]:
    count = d.random.whole(3, 5)
    return (
        f"""r = {d.num(0.2, 0.5)} * (0.4 + {d.num(0.2, 1.0)} * h.xyz) * (1.0 + float(i == 0));
    c = vec3((k.x - 0.5) * 3.6, k.y * {d.num(1.0, 2.2)}, (k.z - 0.5) * 3.0);
    yaw = k.wz - 0.5;""",
        count,
    )


_WORDS = {
    _scattered: "scattered, one large and the others smaller",
    _figure: "joined to a figure with trunk, head and limbs",
    _stack: "in piles",
    _blocks: "in rows, like houses along streets",
    _floating: "floating",
}
ARRANGEMENTS = {_scattered: 2.0, _figure: 4.0, _stack: 1.0, _blocks: 1.5, _floating: 1.0}

_ELLIPSOID = """float a = dot(e, e), b = dot(o, e), q = b * b - a * (dot(o, o) - 1.0);
            float u = q < 0.0 ? 1e4 : (-b - sqrt(q)) / a;
            vec3 m = (o + u * e) / r;"""
_BOX = """vec3 b = 1.0 / e, f = -b * o - abs(b), g = -b * o + abs(b);
            float u = max(max(f.x, f.y), f.z);
            vec3 m = -sign(e) * step(f.yzx, f) * step(f.zxy, f);
            u = u > min(min(g.x, g.y), g.z) ? 1e4 : u;"""
_CYLINDER = """float a = dot(e.xz, e.xz) + 1e-6, b = dot(o.xz, e.xz), q = b * b - a * (dot(o.xz, o.xz) - 1.0);
            float lid = (-sign(e.y) - o.y) / e.y, side = (-b - sqrt(max(q, 0.0))) / a, u = max(side, lid);
            vec3 m = side > lid ? vec3(o.x + u * e.x, 0.0, o.z + u * e.z) / r : vec3(0.0, -sign(e.y), 0.0);
            u = q < 0.0 || u > min((sign(e.y) - o.y) / e.y, (sqrt(max(q, 0.0)) - b) / a) ? 1e4 : u;"""
_CONE = """float g = 0.5 * (1.0 - o.y), a = dot(e.xz, e.xz) - 0.25 * e.y * e.y, b = dot(o.xz, e.xz) + 0.5 * g * e.y;
            float q = b * b - a * (dot(o.xz, o.xz) - g * g), z = sign(a) * sqrt(max(q, 0.0));
            float u = (-b - z) / a;
            u = abs(o.y + u * e.y) < 1.0 ? u : (z - b) / a;
            vec3 m = vec3(o.x + u * e.x, 0.25 * (1.0 - o.y - u * e.y), o.z + u * e.z) / r;
            u = q < 0.0 || abs(o.y + u * e.y) > 1.0 ? 1e4 : u;"""
_EITHER = """float a = dot(e, e), b = dot(o, e), q = b * b - a * (dot(o, o) - 1.0);
            float u = q < 0.0 ? 1e4 : (-b - sqrt(q)) / a;
            vec3 m = (o + u * e) / r;
            if (ROUND) {
                vec3 f = -o / e - abs(1.0 / e), g = -o / e + abs(1.0 / e);
                u = max(max(f.x, f.y), f.z);
                m = -sign(e) * step(f.yzx, f) * step(f.zxy, f);
                u = u > min(min(g.x, g.y), g.z) ? 1e4 : u;
            }"""


BODIES = {
    (_ELLIPSOID, 3.0, "ellipsoids"): 1.0,
    (_BOX, 3.2, "boxes"): 1.0,
    (_EITHER, 4.2, "ellipsoids and boxes"): 1.5,
    (_CYLINDER, 3.8, "cylinders"): 1.0,
    (_CONE, 4.2, "cones"): 0.7,
}


def solids(d: Draft) -> str:
    """Function `part` (where body i is) and the statements that trace them over the backdrop's record."""
    arrangement = d.random.weighted(ARRANGEMENTS)
    body, count = arrangement(d)
    turned = "yaw" in body
    d.need("four", "spin")
    d.functions.append(
        "/// Where body i is: its middle c, its half sizes r"
        + (" and its direction yaw" if turned else "")
        + "; a: random numbers of the moment.\n"
        f"void part(int i, vec4 a, out vec3 c, out vec3 r{', out vec2 yaw' if turned else ''}) {{\n    {_BODY}    {body}\n}}"
    )
    hit, cost, kinds = d.random.weighted(BODIES)
    hit = hit.replace(
        "ROUND",
        d.random.choose(("i == 0", "i > 1", "(i & 1) == 0", "fract(shape.x + 0.618 * float(i)) < 0.5")),
    )
    d.spend(35.0 + 3.0 * count * cost, "solids", arrangement.__name__.strip("_"), "shadow")
    together = (
        d.random.choose(("0U", "uint(i) * 31U", "uint(i > 1) * 7U")) if arrangement is _figure else "uint(i) * 31U"
    )
    thing = BODIES_FROM if arrangement is _figure else f"{BODIES_FROM} + uint(i)"
    floats = arrangement is _floating
    ground = "1e4" if floats and d.random.chance(0.5) else "rd.y < 0.0 ? -ro.y / rd.y : 1e4"
    gloss = d.num(0.2, 0.8) if d.random.chance(0.4) else "0.0"
    away = d.num(2.3, 3.5)
    ends = "nothing below them" if ground == "1e4" else "on a ground that takes their shadows"
    return f"""/// Bodies in space: {count} {kinds}, {_WORDS[arrangement]}, {ends}, traced from {away} away or more{", shiny" if gloss != "0.0" else ""}.
{{
    /// The ray through this pixel, from ro in direction rd, and the sun's direction, all turned around the bodies by orbit.
    float away = {away} + {d.num(0.3, 2.0)} * H.x;
    vec4 shape = four(S + 7U);
    mat2 orbit = spin(H.zw - 0.5 + {d.num(0.1, 0.3)} * drift);
    vec3 ro = vec3({d.num(-0.4, 0.4)}, {d.num(0.3, 0.9)} + {d.num(0.2, 1.6)} * H.y, -away);
    vec3 rd = normalize(vec3(p.x, p.y - Y0, {d.num(1.5, 2.6)})), sun = normalize(vec3(LAMP.x, 0.5 + abs(LAMP.y), -LAMP.z));
    ro.xz = orbit * ro.xz; rd.xz = orbit * rd.xz; sun.xz = orbit * sun.xz;
    /// First pass: what the ray meets. Second: whether something stands between that and the sun.
    for (int pass = Z; pass < 2; pass++) {{
        float t = pass == 0 ? ({ground}) : 1e3;
        float limit = t;
        vec3 n = vec3(0.0, 1.0, 0.0), at = vec3(0.0);
        uint id = S + 5U;
        @ uint body = {GROUND};
        /// u: how far to body i, in whose own coordinates the ray starts at o in direction e; m: its normal there.
        for (int i = Z; i < {count}; i++) {{
            vec3 c, r;
            {"vec2 yaw;" if turned else ""}
            part(i, shape, c, r{", yaw" if turned else ""});
            vec3 o = ro - c, e = rd;
            {"mat2 w = spin(yaw); o.xz = w * o.xz; e.xz = w * e.xz;" if turned else ""}
            o /= r; e /= r;
            {hit}
            if (u > 0.002 && u < t) {{
                t = u;
                n = m;
                {"n.xz = n.xz * w;" if turned else ""}
                at = (o + u * e) * r;
                id = S + 200U + {together};
                @ body = {thing};
            }}
        }}
        /// Shadow or sun, and the light of the sky.
        if (pass == 1) {{
            LIT = {d.num(0.15, 0.45)} * (0.7 + 0.3 * LAMP.x) + LIT * (t < limit ? 0.0 : {d.num(0.9, 1.3)});
            GLOSS = t < limit ? 0.0 : GLOSS;
            break;
        }}
        /// The surface that the first pass met, if any: it replaces what lies behind.
        if (t > 900.0) break;
        ro += rd * t;
        n = normalize(n);
        @ vec3 axis = n, eye = rd;
        @ axis.xz = axis.xz * orbit; eye.xz = eye.xz * orbit;
        @ seen(eye, t, axis, body);
        vec3 m = abs(n);
        at = t < limit ? at : ro;
        Q = (m.x > max(m.y, m.z) ? at.zy : m.y > m.z ? at.xz : at.xy) * {d.num(0.5, 1.5)};
        ID = hash(id);
        LIT = max(dot(n, sun), 0.0);
        GLOSS = t < limit ? {gloss} * pow(max(dot(reflect(rd, n), sun), 0.0), 20.0) : 0.0;
        FOG = 1.0 - exp(-max(t - 4.0, 0.0) * {d.num(0.0, 0.08)});
        ro += n * 0.01;
        rd = sun;
    }}
}}"""
