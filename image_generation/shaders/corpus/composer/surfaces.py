"""What things are made of: vec3 paint(vec2 q, uint id), a colour with texture and relief for each object."""

from __future__ import annotations

from image_generation.shaders.corpus.composer.draft import Draft
from image_generation.shaders.corpus.composer.fields import mixed


def surface(d: Draft) -> str:
    """The function `paint`; lights relief by the difference of the field towards the light LAMP."""
    before = d.cost
    mixed(d, "tex")
    relief = d.random.chance(0.6) and d.cost + (d.cost - before) < 60.0
    if relief:
        d.cost += d.cost - before
        d.spend(0.0, "relief")
    evaluate = (
        """float f = 0.0, g = 0.0;
    for (int i = Z; i < 2; i++) {
        g = f;
        f = tex(q, id & 1023U);
        q += STEP * LAMP.xy;
    }"""
        if relief
        else "float f = tex(q, id & 1023U), g = f;"
    )
    low = d.random.uniform(0.0, 0.4)
    return f"""
vec3 paint(vec2 q, uint id) {{
    vec4 h = four(id), k = four(id + 77U);
    vec3 base = ink(h.xy) * exp2({d.num(0.8, 2.4)} * (h.z - 0.5));
    vec3 other = mix(base * {d.random.choose(("0.3", "0.45", "0.6", "1.7"))}, ink(k.xy), {d.num(0.1, 1.0)} * k.z);
    q = turn({d.random.choose(("0.0", "1.6 * floor(4.0 * k.w)", "6.3 * k.w"))}) * q * exp2({d.num(1.0, 3.0)} * (h.w - 0.5)) * {d.size(1.5, 6.0)};
    {evaluate}
    base = mix(base, other, smoothstep({low:.3f}, {low + d.random.uniform(0.15, 0.9):.3f}, f) * (0.3 + 0.7 * k.x));
    return base * clamp(1.0 + {d.num(0.6, 2.5)} * (g - f), 0.3, 2.0);
}}""".replace("STEP", d.num(0.06, 0.2))
