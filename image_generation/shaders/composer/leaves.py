"""Layers that occlude: dead leaves of power-law sizes, and things that stand on the ground, with cast shadows."""

from __future__ import annotations

from image_generation.shaders.composer.comments import counted
from image_generation.shaders.composer.draft import Draft, lit
from image_generation.shaders.composer.geometry import LEAVES
from image_generation.shaders.composer.shapes import shape


def _shading(d: Draft) -> str:
    """Statements that light the point g (inside by -e) of a flat card, a bevelled plate or a rounded body."""
    curve = d.num(0.5, 1.6)
    form = d.random.choose((f"g * {curve}", f"g * {curve}", f"g * {curve} * smoothstep(-0.3, 0.0, e)", "vec2(0.0)"))
    rim = d.random.choose(
        (
            "",
            "",
            f" * (1.0 - {d.num(0.2, 0.8)} * smoothstep(-0.12, 0.0, e))",
            f" * (1.0 + {d.num(0.2, 0.8)} * smoothstep(-0.1, 0.0, e))",
        )
    )
    gloss = f"\n    GLOSS = {d.num(0.1, 0.6)} * pow(l, 24.0);" if d.random.chance(0.3) else ""
    bulge = curve if form == f"g * {curve}" else "0.0"
    return f"""float l = max(dot(normalize(vec3({form}, 1.0)), LAMP), 0.0);
    @ float bulge = {bulge};
    LIT = ({d.num(0.15, 0.5)} + l){rim};{gloss}"""


def leaves(d: Draft, crowd: str) -> str:
    """Objects everywhere, front to back; crowd says how many: 'few', 'some' or 'full' (little is seen behind)."""
    d.need("spin", "four", "bytes", "cell")
    count, density = {
        "few": (d.random.whole(1, 2), d.random.uniform(0.3, 0.8)),
        "some": (d.random.whole(2, 5), d.random.uniform(0.4, 0.9)),
        "full": (d.random.whole(5, 8), d.random.uniform(0.8, 1.0)),
    }[crowd]
    least = d.random.uniform(0.1, 0.4) if crowd != "few" else d.random.uniform(0.3, 0.6)
    most = d.random.uniform(0.6, 1.3)
    outlines = shape(d, count * 2)
    d.spend(15.0 + 5.0 * count, "dead leaves", "occlusion")
    order = d.random.choose(("h.x", "h.x", f"1.0 - (float(i) + h.x) / {count}.0", f"(float(i) + h.x) / {count}.0"))
    upright = d.random.choose(("k.wx - 0.5", "k.wx - 0.5", f"vec2(1.0, {d.num(0.0, 0.8)} * (k.w - 0.5))"))
    sizes = {"h": "", "1": ", the largest in front", "(": ", the largest behind"}[order[0]]
    return f"""/// Dead leaves, which hide one another: {counted(count, "layer")} of {outlines}, of sizes from {lit(least)} up by a power law{sizes}, with shadows on what lies behind.
/// shadow: what the layers before this one leave of the light.
float shadow = 1.0;
for (int i = Z; i < {count}; i++) {{
    /// r: the size in this layer; g: the place in its grid, turned; c: the square; id, k: the leaf in it.
    vec4 h = four(S + 40U + uint(i));
    float r = {lit(least)} * inversesqrt(1.0 - {lit(1.0 - (least / most) * (least / most))} * ({order}));
    mat2 m = spin(h.yz - 0.5);
    vec2 g = m * p / (2.2 * r) + h.zw * 50.0, c = floor(g);
    uint id = hash(cell(c, S + uint(i)));
    vec4 k = bytes(id);
    if (k.z > {lit(density)}) continue;
    m = spin({upright}) * transpose(m);
    g = m * ((g - c - 0.5) * 2.2 - 0.3 * (k.xy - 0.5));
    h = fract(k * 7.3 + k.yzwx);
    float e = shape(g, h);
    /// The pixel is on the leaf: nothing behind it is seen.
    if (e < 0.0) {{
        {_shading(d)}
        LIT *= shadow;
        Q = g * {d.num(0.3, 1.5)} * mix(1.0, r, {d.num(0.0, 1.0)}) + k.xy;
        ID = id;
        FOG = {lit(max(0.0, d.random.uniform(-0.3, 0.4)))} * float(i) / {count}.0;
        @ float z = 0.5 * FAR * pow(0.8, {count}.0 - float(i));
        @ sheet(p, z * (1.0 + 0.25 * r * bulge * dot(g, g)), 0.5 * z * bulge * (g * spin({upright})), {LEAVES} + (id >> 8));
        shadow = 1.0;
        break;
    }}
    /// It is not, but may lie in its shadow.
    e = shape(g + m * LAMP.xy * {d.num(0.1, 0.3)}, h);
    shadow *= mix({d.num(0.2, 0.8)}, 1.0, smoothstep({d.num(-0.25, -0.02)}, {d.num(0.02, 0.15)}, e));
}}
LIT *= shadow;"""


def crowd(d: Draft) -> str:
    """Rows of things that stand on the ground, few and large near by, small and hazy far away; front to back."""
    d.need("spin", "bytes", "four", "cell")
    count = d.random.whole(2, 5)
    outlines = shape(d, count)
    d.spend(20.0 + 6.0 * count, "standing things", "occlusion")
    near = d.random.uniform(0.4, 0.9)
    drop, least, lean, flat = d.num(0.4, 1.6), d.num(0.3, 0.8), d.num(0.0, 0.8), d.num(3.0, 6.0)
    dark, foot, low, high, tilt = (
        d.num(0.2, 0.7),
        d.num(0.5, 0.9),
        d.num(0.6, 1.0),
        d.num(0.0, 1.0),
        d.num(0.0, 1.0),
    )
    return f"""/// On the ground: {counted(count, "row")} of {outlines}, upright, the nearest row {lit(near)} in size, with shadows at their feet.
/// shadow: what the rows before this one leave of the light.
float shadow = 1.0;
for (int i = Z; i < {count}; i++) {{
    /// u, r: how near the row is, and how large; ground: where it stands; c: the place in the row; id, k: the thing there.
    vec4 h = four(S + 40U + uint(i));
    float u = 1.0 - (float(i) + h.x) / {count}.0, r = mix(0.06, {lit(near)}, u * u);
    float ground = Y0 - {drop} * r / {lit(near)};
    vec2 g = vec2(p.x / (2.6 * r) + h.z * 50.0, (p.y - ground) / r);
    float c = floor(g.x);
    uint id = hash(cell(vec2(c, i), S));
    vec4 k = bytes(id);
    if (k.z > {least}) continue;
    g.x = (g.x - c - 0.5) * 2.6 - 0.6 * (k.x - 0.5);
    float e = length((g - vec2(LAMP.x, 0.0) * {lean}) * vec2(1.0, {flat}));
    float under = mix({dark}, 1.0, smoothstep(0.5, 1.2, e));
    g.y = (g.y - {foot}) / ({low} + {high} * k.y);
    e = shape(spin(vec2(1.0, {tilt} * (k.w - 0.5))) * g, fract(k * 7.3 + k.yzwx));
    /// The pixel is on the thing: nothing behind it is seen.
    if (e < 0.0) {{
        {_shading(d)}
        LIT *= shadow;
        Q = g * {d.num(0.3, 1.2)} + k.xy;
        ID = id;
        FOG = {d.num(0.0, 0.8)} * (1.0 - u) * (1.0 - u);
        @ float z = 2.0 * FAR / (Y0 - ground + 0.03);
        @ sheet(p, z * (1.0 + 0.25 * r * bulge * dot(g, g)), 0.5 * z * bulge * vec2(g.x, g.y / ({low} + {high} * k.y)), {LEAVES} + (id >> 8));
        shadow = 1.0;
        break;
    }}
    shadow *= under;
}}
LIT *= shadow;"""
