"""What things are made of: vec3 paint(vec2 q, uint id), a colour with texture and relief for each object."""

from __future__ import annotations

from image_generation.shaders.composer.draft import Draft
from image_generation.shaders.composer.embedded_programs import cited, embed
from image_generation.shaders.composer.fields import mixed
from image_generation.shaders.composer.pieces import piece

PICTURE_CHANCE = 0.5  # how often what things are made of shows a picture, where the budget allows
PIECES = 0.7  # how often what things are made of has parts
PIECES_OF_SUBJECTS = 0.25  # what one large thing is made of is plainer: less often that, and half the contrast


def _tinted(d: Draft) -> str:
    """Statements that give places their own colours."""
    d.need(*(["noise"] if d.tints else []))
    return "".join(
        f"\n    /// What the place is made of has most of its colour from the place.\n"
        f"    if (id == {where}) base = mix(base, shade({ink} + vec3({d.num(0.3, 1.2)} * (noise(q, id) - 0.5), 0.0, 0.0)), {share});"
        for where, ink, share in d.tints
    )


def _shown(d: Draft, parts: str, made_of: str) -> str:
    """An embedded program on every object, at another of its times for each."""
    call = embed(d, d.left() - 10.0, mirrored=True)
    return f"""
/// Everything shows {cited(d)}, each thing another time of it{made_of}.
vec3 paint(vec2 q, uint id) {{
    {parts}
    /// Random numbers of the thing, and the picture on it, some of it tinted by an ink.
    vec4 h = four(id), k = four(id + 77U);
    vec3 base = {call}(q * {d.num(0.5, 2.0)} + h.xy, iTime + 20.0 * h.z + {d.num(0.0, 60.0)});
    base = mix(base, ink(k.xy, 0.0) * (0.3 + dot(base, vec3(0.5))), {d.num(0.0, 1.0)} * k.z);{_tinted(d)}
    return base * cut;
}}"""


def surface(d: Draft) -> str:
    """The function `paint`; lights relief by the difference of the field towards the light LAMP."""
    d.need("spin")
    plain = "subject" in d.tags
    often = PIECES_OF_SUBJECTS if plain else PIECES
    parts, made_of = piece(d) if d.left() > 25.0 and d.random.chance(often) else ("float cut = 1.0;", "")
    made_of = made_of and f", made of {made_of}"
    if d.left() > 45.0 and d.random.chance(PICTURE_CHANCE):
        return _shown(d, parts, made_of)
    before = d.cost
    apart = 0.5 if plain else 1.0
    texture = mixed(d, "tex")
    relief = d.random.chance(0.6) and d.cost - before < d.left()
    if relief:
        d.cost += d.cost - before
        d.spend(0.0, "relief")
    evaluate = (
        """/// Its texture here (g) and a little further towards the light (f).
    float f = 0.0, g = 0.0;
    for (int i = Z; i < 2; i++) {
        g = f;
        f = tex(q, id & 1023U);
        q += STEP * LAMP.xy;
    }"""
        if relief
        else "/// Its texture here.\n    float f = tex(q, id & 1023U), g = f;"
    )
    wide = d.random.uniform(0.1, 0.8)
    return f"""
/// Each thing has two colours from the palette{", relief" if relief else ""} and a texture between them: {texture}{made_of}.
vec3 paint(vec2 q, uint id) {{
    {parts}
    /// Random numbers of the thing, its two colours, and how large its texture is.
    vec4 h = four(id), k = four(id + 77U);
    vec3 base = ink(h.xy, {d.num(1.5, 4.0)} * (h.z - 0.5));
    vec3 other = mix(base * {d.random.choose(("0.15", "0.3", "0.5", "2.0"))}, ink(k.xy, 0.0), {d.num(0.3 * apart, apart)} * k.z);
    q *= {d.size(1.5, 6.0)} + {d.num(0.0, 4.0)} * h.w * h.w;
    {d.random.choose(("", "if (k.w > 0.5) q = q.yx;", "q = spin(k.wz - 0.5) * q;"))}
    {evaluate}
    base = mix(base, other, smoothstep({0.5 - 0.5 * wide:.3f}, {0.5 + 0.5 * wide:.3f}, f) * (0.6 + 0.4 * k.x));{_tinted(d)}
    ~ return base * cut * clamp(1.0 + {d.num(1.0, 3.0)} * (g - f), 0.3, 2.0);
    @ return base * cut;
}}""".replace("STEP", d.num(0.06, 0.2))
