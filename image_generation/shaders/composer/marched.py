"""Bodies without edges to trace: signed distance functions, ray marched (Hart, The Visual Computer 1996)."""

from __future__ import annotations

from image_generation.shaders.composer.draft import Draft
from image_generation.shaders.composer.geometry import MARCHED

_SPHERES = """vec3 a = vec3(A, B, C) - 0.5, b = vec3(B, C, A) - 0.5;
    float d = length(q) - 0.75;
    float e = length(q - 2.0 * a) - 0.35 - 0.4 * A, f = length(q - 2.0 * b) - 0.3 - 0.4 * C;
    d = -0.2 * log(exp(-5.0 * d) + exp(-5.0 * e) + exp(-5.0 * f));
    return d"""
_FOLDED = """vec3 a = 0.25 + 0.6 * H.xyz;
    q = abs(q) - a;
    q = abs(q - a.yzx * 0.5);
    q.xy = q.xy * spin(vec2(1.0, H.w));
    q = abs(q) - a * 0.6;
    q = max(q, 0.0);
    return length(q) - 0.08"""
_LATTICE = """vec3 c = floor(q / 1.5 + 0.5);
    q -= 1.5 * c;
    float r = 0.25 + 0.3 * fract(dot(c, vec3(0.37, 0.61, 0.83)) + H.x);
    return 0.8 * (SOLID - r)"""
_GYROID = """float g = dot(swing(q * F), swing(q.yzx * F + 0.25)) / F;
    return 0.1 * max(abs(g) - 0.3, 8.0 * (length(q) - 1.5))"""
_DUNES = """vec3 w = swing(vec3(q.x * F + H.x, q.z * F + H.y, q.x * F * 1.9 - q.z * F) * 0.3);
    return 0.5 * (q.y + 0.9 - 0.35 * w.x * w.y - 0.2 * w.z)"""
_WORDS = {
    "blobs": "spheres melted together",
    "folds": "folded boxes",
    "lattice": "a lattice of solids",
    "gyroid": "a gyroid in a ball",
    "dunes": "dunes",
}
DISTANCES = {"blobs": _SPHERES, "folds": _FOLDED, "lattice": _LATTICE, "gyroid": _GYROID, "dunes": _DUNES}
# Labels march on from where the picture's few steps end, until they meet the body: not where a ray only passes it by.
_FINER, _NEARBY = 160, 1.6


def marched(d: Draft) -> str:
    """Function `far` (signed distance) and the statements that march it over the backdrop's record."""
    kind = d.random.choose(tuple(DISTANCES))
    solid = d.random.choose(("length(q)", "max(max(abs(q.x), abs(q.y)), abs(q.z))", "length(q.xz)"))
    text = (
        DISTANCES[kind].replace("SOLID", solid).replace("F", d.num(0.4, 0.9) if kind == "gyroid" else d.num(0.8, 2.0))
    )
    for name, part in (("A", "H.x"), ("B", "H.y"), ("C", "H.z")):
        text = text.replace(name, part)
    d.need("spin", "swing") if kind in ("gyroid", "dunes") else d.need("spin")
    d.functions.append(
        f"/// About how far q is from {_WORDS[kind]}, negative inside.\nfloat far(vec3 q, vec4 H) {{\n    {text};\n}}"
    )
    d.spend(85.0, "ray marching", kind)
    above, away = d.num(0.0, 1.2), d.num(2.2, 4.0)
    return f"""/// A body without edges, ray marched: {_WORDS[kind]}, seen from {away} away and {above} above.
{{
    /// The ray through this pixel, from ro in direction rd, pitched and turned around the body.
    vec3 ro = vec3(0.0, {above}, -{away}), rd = normalize(vec3(p, {d.num(1.2, 2.2)}));
    mat2 orbit = spin(H.zw - 0.5 + 0.3 * drift), pitch = spin(vec2(1.0, {d.num(-0.1, 0.5)}));
    ro.yz = pitch * ro.yz; rd.yz = pitch * rd.yz;
    ro.xz = orbit * ro.xz; rd.xz = orbit * rd.xz;
    /// Steps of the distance that is free.
    float t = 0.3, e = 0.0;
    for (int i = Z; i < 20; i++) {{
        e = far(ro + rd * t, H);
        if (e < 0.004 * t || t > 8.0) break;
        t += 1.1 * e;
    }}
    if (e < 0.03 * t && t < 9.0) {{
        /// It met the body at q. n: the normal there, by differences of the distance.
        vec3 q = ro + rd * t, n = vec3(0.0);
        for (int i = Z; i < 4; i++) {{
            vec3 k = vec3(i & 1, (i >> 1) & 1, (i ^ (i >> 1) ^ 1) & 1) * 2.0 - 1.0;
            n += k * far(q + 0.01 * k, H);
        }}
        n = normalize(n);
        @ float met = t, gap = far(q, H);
        @ for (int i = Z; i < {_FINER} && abs(gap) > 0.0002 * met && met < {_NEARBY} * t; i++) {{
        @     met = max(met + gap, 0.3);
        @     gap = far(ro + rd * met, H);
        @ }}
        @ if (abs(gap) > 0.002 * met || met > {_NEARBY} * t) met = t;
        @ vec3 axis = vec3(0.0), eye = rd;
        @ for (int i = Z; i < 4; i++) {{
        @     vec3 k = vec3(i & 1, (i >> 1) & 1, (i ^ (i >> 1) ^ 1) & 1) * 2.0 - 1.0;
        @     axis += k * far(ro + rd * met + 0.01 * k, H);
        @ }}
        @ axis.xz = axis.xz * orbit; eye.xz = eye.xz * orbit;
        @ axis.yz = axis.yz * pitch; eye.yz = eye.yz * pitch;
        @ seen(eye, met, normalize(axis), {MARCHED});
        /// The surface there, from the side that it faces; where free space is near, it is darker.
        vec3 m = abs(n), sun = vec3(LAMP.xy, -LAMP.z);
        sun.xz = orbit * sun.xz;
        Q = (m.x > max(m.y, m.z) ? q.zy : m.y > m.z ? q.xz : q.xy) * {d.num(0.4, 1.2)};
        ID = S + {d.random.choose(("9U", "9U", "uint(int(4.0 + floor(q.x) + 3.0 * floor(q.z)))"))};
        LIT = ({d.num(0.2, 0.5)} + max(dot(n, sun), 0.0)) * clamp(0.4 + 4.0 * far(q + 0.2 * n, H), 0.3, 1.2);
        GLOSS = {d.num(0.0, 0.4)} * pow(max(dot(reflect(rd, n), sun), 0.0), 16.0);
        FOG = 1.0 - exp(-max(t - 2.0, 0.0) * {d.num(0.0, 0.25)});
    }}
}}"""
