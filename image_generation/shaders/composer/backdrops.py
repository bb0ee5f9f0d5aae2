"""What lies behind everything: statements that fill the record Q, ID, LIT, FOG, AIR for every pixel.

Nothing is painted here: a stage says what surface a pixel shows (Q where on it, ID which, LIT how bright,
FOG how much of the AIR lies before it), and the one that covers it says so after it.
"""

from __future__ import annotations

from image_generation.shaders.composer.draft import Draft
from image_generation.shaders.composer.geometry import BACKDROP
from image_generation.shaders.composer.maps import maps


def _patches(d: Draft, chance: float) -> tuple[str, str]:
    """A term of ID that makes regions of different surfaces (fields, stains, continents), and the words for it."""
    if not d.random.chance(chance):
        return "5U", ""
    d.need("noise")
    d.spend(5.0, "patches")
    bands = d.random.choose(("step(0.5, v)", "floor(v * 4.0)", "floor(v * 8.0)"))
    value = f"noise(Q * {d.num(0.8, 3.0)}, S + 3U)"
    return f"5U + uint(int({bands.replace('v', value)}))", ", in patches of different surfaces"


def flat(d: Draft) -> str:
    """A mapped texture that fills the picture."""
    d.spend(3.0, "texture")
    bent, how = maps(d, 3)
    scale = d.size(0.3, 1.2)
    patches, apart = _patches(d, 0.6)
    return f"""/// Backdrop: a flat surface that fills the picture, at scale {scale}{how}{apart}, lighter towards the lamp.
{{
    vec2 keep = p;
    {bent}
    Q = p * {scale};
    p = keep;
    ID = S + {patches};
    LIT = 0.9 + {d.num(0.0, 0.6)} * dot(p, LAMP.xy);
    FOG = 0.0;
    @ card(p, FAR, {BACKDROP});
}}"""


def soft(d: Draft) -> str:
    """A backdrop out of focus: broad blots of two inks."""
    d.need("noise")
    d.spend(8.0, "soft")
    fine, fall, light, scale, fog = d.num(0.6, 2.0), d.num(0.0, 0.6), d.num(0.3, 1.2), d.size(0.3, 1.2), d.num(0.1, 0.8)
    return f"""/// Backdrop out of focus: broad blots of grey and an ink (FOG {fog}) before a flat surface.
{{
    float v = noise(p * {fine} + H.zw * 9.0, S) + {fall} * dot(p, LAMP.xy);
    AIR = mix(shade(vec3(-1.32, 0.0, 0.0) + jitter(61U)), ink(H.zy, 0.0), smoothstep(0.2, 0.8, v)) * {light};
    Q = p * {scale};
    ID = S + 5U;
    FOG = {fog};
    @ card(p, FAR, {BACKDROP});
}}"""


_TOPS = {
    "vec3(-1.32, -0.7, 0.0)": "blue",
    "vec3(-1.00, -0.5, 0.05)": "light blue",
    "vec3(-0.51, -0.1, 0.0)": "pale",
    "vec3(-2.74, -0.4, -0.1)": "dark",
}
_LOWS = {
    "vec3(-0.32, -0.1, 0.0)": "white",
    "vec3(-0.23, 0.2, 0.0)": "warm white",
    "vec3(-0.74, 0.6, -0.2)": "orange",
    "vec3(-0.74, -0.3, 0.0)": "bluish",
}


def sky(d: Draft, stray: float = 1.0) -> tuple[str, str]:
    """AIR: a gradient from the horizon up, sometimes with clouds; and the words for it. stray: how far colours stray."""
    d.need("fbm")
    strays = "" if stray == 1.0 else f"{stray} * "
    clouds = ""
    if d.left() > 45.0 and d.random.chance(0.7):
        d.spend(20.0, "clouds")
        clouds = (
            f"/// Clouds, fainter towards the horizon.\n    v = max(v, 0.0);\nAIR = mix(AIR, shade(vec3(-0.23, 0.03, 0.0) + {strays}jitter(63U)), smoothstep({d.num(0.3, 0.55)}, {d.num(0.6, 0.9)}, "
            f"fbm(vec2(p.x, 1.0) * {d.num(0.8, 2.5)} * vec2(1.0, 1.0 + v * {d.num(0.5, 3.0)}), 3 + Z, 0.55, S)) * min(4.0 * v, 1.0));"
        )
    d.spend(10.0, "sky")
    top = d.random.choose(tuple(_TOPS))
    low = d.random.choose(tuple(_LOWS))
    words = f"a sky, {_TOPS[top]} above and {_LOWS[low]} at the horizon{', with clouds' if clouds else ''}"
    text = f"""/// The sky: from the horizon up.
    float v = p.y - Y0;
    AIR = mix(shade({low} + {strays}jitter(64U)), shade({top} + {strays}jitter(65U)), smoothstep(0.0, {d.num(0.5, 1.5)}, v));
    {clouds}
    FOG = 1.0;"""
    return text, words


def plane(focal: str, scale: str, surface: str, fog: str) -> str:
    """Statements for a plane in perspective below the horizon; all are GLSL, surface: its ID."""
    return f"""/// The ground: z is how far away it is.
    if (p.y < Y0) {{
        float z = 1.0 / (Y0 - p.y + 0.03);
        Q = spin(H.wx - 0.5) * vec2(p.x * z, {focal} * z) * {scale};
        ID = {surface};
        LIT = 1.0;
        FOG = 1.0 - exp(-z * {fog});
        @ seen(vec3(p.x, -1.0 / z, {focal}), FAR * z * length(vec3(p.x, 1.0 / z, {focal})), vec3(0.0, 1.0, 0.0), {BACKDROP});
    }}"""


def horizon(d: Draft) -> str:
    """A plane in perspective under a sky: fields, sea, desert, floor."""
    air, above = sky(d)
    d.need("spin")
    d.spend(5.0, "horizon")
    focal, scale = d.num(0.6, 1.5), d.size(0.15, 0.6)
    patches, apart = _patches(d, 0.5)
    fog = d.num(0.01, 0.1)
    return f"""/// Backdrop: {above}; below it the ground in perspective{apart}, with fog of density {fog}.
{{
    {air}
    {plane(focal, scale, f"S + {patches}", fog)}
}}"""


def hills(d: Draft) -> str:
    """Ranges behind one another, paler with distance."""
    air, above = sky(d)
    count = d.random.whole(3, 4)
    octaves = d.random.whole(1, 3) if d.left() > 70.0 else 1
    d.spend(10.0 + count * (2.0 + 4.0 * octaves), "hills")
    fall = d.num(0.5, 1.3)
    return f"""/// Backdrop: {above}; before it {count} ranges of hills, paler with distance.
{{
    {air}
    /// The ranges, the nearest first; u falls with distance, y is where a range ends.
    for (int i = Z; i < {count}; i++) {{
        float u = 1.0 - (float(i) + H.x) / {count}.0;
        float y = Y0 - {fall} * u * u + {d.num(0.1, 0.5)} * (fbm(vec2(p.x * {d.num(0.8, 3.0)} / (0.3 + u), float(i) * 7.3), {octaves} + Z, {d.num(0.4, 0.65)}, S) - 0.4);
        if (p.y < y) {{
            Q = vec2(p.x, {d.num(1.0, 3.0)} * (y - p.y) + p.y) * {d.num(0.4, 1.2)} / (0.3 + u);
            ID = S + uint(i * {d.random.whole(0, 1)});
            LIT = 0.75 + {d.num(0.3, 1.5)} * min(y - p.y, 0.4);
            FOG = {d.num(0.1, 0.8)} * (1.0 - u) * (1.0 - u);
            @ card(p, 32.0 * FAR / ({fall} * u * u + 0.03), {BACKDROP});
            break;
        }}
    }}
}}"""


def room(d: Draft) -> str:
    """The inside of a box: floor, walls, ceiling; with height enough, a street or a canyon."""
    d.spend(9.0, "room")
    aside, focal = d.num(0.0, 1.0), d.num(0.9, 2.0)
    wide, high, deep = d.num(0.8, 2.0), d.num(0.5, 1.2), d.size(1.5, 6.0)
    return f"""/// Backdrop: the inside of a room; from its middle it is {wide} to the side walls, {high} to floor and ceiling, {deep} to the end.
{{
    /// The ray through the pixel from a point o in the room, and what it meets first: t.x of it reach to a side wall, t.y to floor or ceiling, t.z to the end.
    vec3 rd = vec3(p.x + {aside} * (H.w - 0.5), p.y - Y0, {focal});
    vec3 box = vec3({wide}, {high}, {deep});
    vec3 o = vec3(H.xy - 0.5, 0.0) * box;
    vec3 t = (sign(rd) * box - o) / rd;
    float n = min(min(t.x, t.y), t.z);
    vec3 q = o + rd * n;
    /// Its surface there, lighter towards the middle of the room.
    Q = (n == t.x ? q.zy : n == t.y ? q.xz : q.xy) * {d.num(0.3, 1.0)};
    ID = S + (n == t.x ? 1U : n == t.y ? (rd.y < 0.0 ? 2U : 3U) : {d.random.choose(("1U", "4U"))});
    LIT = (n == t.x ? {d.num(0.4, 1.0)} : n == t.y ? {d.num(0.5, 1.2)} : 0.9) * (1.3 - 0.3 * length(q / box));
    AIR = shade(vec3(-1.00, 0.1, 0.0) + jitter(64U));
    FOG = 1.0 - exp(-n * {d.num(0.0, 0.08)});
    @ seen(rd, 2.0 * FAR * n * length(rd), vec3(equal(vec3(n), t)), {BACKDROP});
}}"""
