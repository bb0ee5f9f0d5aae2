"""Layers that occlude: dead leaves of power-law sizes, and things that stand on the ground, with cast shadows."""

from __future__ import annotations

from image_generation.shaders.corpus.composer.draft import Draft, lit
from image_generation.shaders.corpus.composer.shapes import shape


def _shading(d: Draft) -> str:
    """Statements that light what is drawn at g (inside by -e) as flat card, bevelled plate or rounded body."""
    form = d.random.choose(("vec3(g * A, 1.0)", "vec3(g * A, 1.0)", "vec3(g * A * smoothstep(-0.3, 0.0, e), 1.0)", "vec3(0.0, 0.0, 1.0)"))
    rim = d.random.choose(("1.0", "1.0", f"(1.0 - {d.num(0.2, 0.8)} * smoothstep(-0.12, 0.0, e))", f"(1.0 + {d.num(0.2, 0.8)} * smoothstep(-0.1, 0.0, e))"))
    gloss = d.num(0.1, 0.6) if d.random.chance(0.3) else "0.0"
    return f"""vec3 n = normalize({form.replace("A", d.num(0.5, 1.6))});
            float l = max(dot(n, LAMP), 0.0);
            LIT = ({d.num(0.15, 0.5)} + l) * {rim};
            GLOSS = {gloss} * pow(l, 24.0);"""


def leaves(d: Draft, crowd: str) -> str:
    """Objects everywhere; crowd says how many: 'few', 'some' or 'full' (nothing behind is seen)."""
    d.need("turn", "four", "cell")
    count, density = {
        "few": (d.random.whole(2, 4), d.random.uniform(0.15, 0.5)),
        "some": (d.random.whole(4, 9), d.random.uniform(0.3, 0.8)),
        "full": (d.random.whole(9, 16), d.random.uniform(0.7, 1.0)),
    }[crowd]
    least = d.random.uniform(0.07, 0.2) if crowd != "few" else d.random.uniform(0.25, 0.5)
    most = d.random.uniform(0.5, 1.1)
    shape(d, 2 * count)
    d.spend(2.0 * count * 2.3, "dead leaves", "occlusion")
    order = d.random.choose(("h.x", "h.x", "1.0 - (float(i) + h.x) / COUNT", "(float(i) + h.x) / COUNT")).replace("COUNT", f"{count}.0")
    upright = d.random.choose(("6.3 * k.w", "6.3 * k.w", f"{d.num(0.0, 0.8)} * (k.w - 0.5)"))
    least2 = lit(1.0 - (least / most) ** 2)
    return f"""for (int i = Z; i < {count}; i++) {{
    vec4 h = four(S + 40U + uint(i));
    float r = {lit(least)} * inversesqrt(1.0 - {least2} * ({order}));
    mat2 m = turn(6.3 * h.y);
    for (int j = Z; j < 2; j++) {{
        vec2 g = m * (j == 0 ? p + LAMP.xy * r * {d.num(0.1, 0.4)} : p) / (2.4 * r) + h.zw * 50.0, c = floor(g);
        uint id = hash(cell(c, S + uint(i)));
        vec4 k = four(id);
        g = ((g - c - 0.5) * 2.4 - 0.5 * (k.xy - 0.5)) * m;
        float e = k.z > {lit(density)} ? 9.0 : shape(turn({upright}) * g, four(id + 1U));
        if (j == 0) {{
            LIT *= mix({d.num(0.2, 0.8)}, 1.0, smoothstep({d.num(-0.25, -0.02)}, {d.num(0.02, 0.25)}, e));
        }} else if (e < 0.0) {{
            {_shading(d)}
            Q = turn({upright}) * g * {d.num(0.2, 0.6)} * mix(1.0, r, {d.num(0.0, 1.0)}) + k.xy;
            ID = id;
            FOG = {lit(max(0.0, d.random.uniform(-0.3, 0.4)))} * (1.0 - float(i) / {count}.0);
        }}
    }}
}}"""


def crowd(d: Draft) -> str:
    """Rows of things that stand on the ground, small and hazy far away, few and large near by."""
    d.need("turn", "four", "cell")
    count = d.random.whole(3, 8)
    shape(d, count)
    d.spend(2.6 * count, "standing things", "occlusion")
    near = d.random.uniform(0.3, 0.8)
    return f"""for (int i = Z; i < {count}; i++) {{
    vec4 h = four(S + 40U + uint(i));
    float u = (float(i) + h.x) / {count}.0, r = mix(0.06, {lit(near)}, u * u);
    float ground = Y0 - {d.num(0.4, 1.6)} * r / {lit(near)};
    vec2 g = vec2(p.x / (2.6 * r) + h.z * 50.0, (p.y - ground) / r);
    float c = floor(g.x);
    uint id = hash(cell(vec2(c, i), S));
    vec4 k = four(id);
    if (k.z < {d.num(0.3, 0.8)}) {{
        g.x = (g.x - c - 0.5) * 2.6 - 0.6 * (k.x - 0.5);
        LIT *= mix({d.num(0.2, 0.7)}, 1.0, smoothstep(0.5, 1.2, length((g - vec2(LAMP.x, 0.0) * {d.num(0.0, 0.8)}) * vec2(1.0, {d.num(3.0, 6.0)}))));
        g.y = (g.y - {d.num(0.5, 0.9)}) / ({d.num(0.6, 1.0)} + {d.num(0.0, 1.0)} * k.y);
        float e = shape(turn({d.num(0.0, 1.0)} * (k.w - 0.5)) * g, four(id + 1U));
        if (e < 0.0) {{
            {_shading(d)}
            Q = g * {d.num(0.2, 0.7)} + k.xy;
            ID = id;
            FOG = {d.num(0.0, 0.8)} * (1.0 - u) * (1.0 - u);
        }}
    }}
}}"""
