"""Things between the eye and the scene: wires and blades, bars and nets, lights and haze."""

from __future__ import annotations

from image_generation.shaders.composer.draft import Draft
from image_generation.shaders.composer.geometry import FRONT


def _lines(d: Draft) -> str:
    """Curves across the picture: wires, twigs, roads, blades of grass."""
    d.need("four", "spin")
    count = d.random.whole(2, 5)
    d.spend(6.0 + 4.0 * count, "lines")
    turn = d.random.choose(("h.xy - 0.5", f"vec2(1.0, {d.num(0.0, 0.6)} * (h.x - 0.5))", f"vec2({d.num(0.0, 0.5)} * (h.x - 0.5), 1.0)"))  # fmt: skip
    taper = d.random.choose(("", f" * clamp({d.num(0.3, 1.0)} - {d.num(0.3, 1.0)} * g.x, 0.0, 1.0)"))
    return f"""/// In front: {count} curved lines across the picture, as wires or blades.
for (int i = Z; i < {count}; i++) {{
    vec4 h = four(S + 150U + uint(i));
    vec2 g = (p + h.zw - 0.5) * spin({turn});
    float w = {d.num(0.01, 0.07)} * (0.4 + 1.2 * h.w){taper};
    float b = g.x * {d.num(0.5, 3.0)} + 6.3 * h.x, v = g.y + {d.num(0.4, 1.4)} * (h.y - 0.5) - {d.num(0.0, 0.4)} * h.z * sin(b);
    if (abs(v) < w) {{
        v /= w;
        Q = vec2(g.x, 0.3 * v);
        ID = S + 160U + uint(i) * {d.random.whole(0, 1)}U;
        LIT = {d.num(0.3, 0.7)} + {d.num(0.2, 0.9)} * (1.0 - v * v) * (0.6 + 0.4 * v * sign(LAMP.y));
        FOG = 0.0;
        GLOSS = 0.0;
        @ card(p, 0.02, {FRONT});
    }}
}}"""


def _bars(d: Draft) -> str:
    """A window frame, a fence, a net."""
    d.need("spin")
    d.spend(6.0, "bars")
    across = d.random.choose(("g.x", "max(g.x, g.y)", "max(g.x, g.y)", "g.y"))
    tilt = d.random.choose(("vec2(1.0, 0.0)", "vec2(1.0, 0.3 * (H.x - 0.5))", "vec2(1.0, 1.0)"))
    return f"""/// In front: {"a net of bars" if "max" in across else "bars side by side"}, as of a window or a fence.
{{
    vec2 g = (p * spin({tilt}) + H.zw) * {d.size(0.6, 3.0)};
    g = abs(fract(g) - 0.5) * 2.0;
    float v = {across}, w = {d.num(0.75, 0.95)};
    if (v > w) {{
        v = (v - w) / (1.0 - w);
        Q = p;
        ID = S + 170U;
        LIT = {d.num(0.4, 1.0)} * (0.4 + 0.6 * v);
        FOG = 0.0;
        GLOSS = 0.0;
        @ card(p, 0.02, {FRONT});
    }} else LIT *= mix(1.0, {d.num(0.5, 1.0)}, smoothstep(w - 0.15, w, v));
}}"""


def _lights(d: Draft) -> str:
    """Glows: lamps, stars, sparks, bokeh discs."""
    d.need("four")
    count = d.random.whole(3, 6)
    d.spend(8.0 + 3.0 * count, "lights")
    glow = d.random.choose(
        (
            f"{d.num(0.002, 0.02)} / (dot(g, g) + 0.002)",
            f"{d.num(0.2, 0.7)} * smoothstep(0.03, 0.0, length(g) - {d.num(0.05, 0.25)} * h.z)",
            f"{d.num(0.002, 0.008)} / (abs(g.x * g.y) + 0.003 + 0.2 * dot(g, g))",
        )
    )
    return f"""/// In front: {count} glowing lights.
{{
    float glow = 0.0;
    for (int i = Z; i < {count}; i++) {{
        vec4 h = four(S + 180U + uint(i));
        vec2 g = p - 2.2 * (h.xy - 0.5);
        glow += (0.3 + h.w) * {glow};
    }}
    AIR = mix(AIR, ink(H.wx, {d.num(1.0, 2.5)}), step(FOG, glow));
    FOG = max(FOG, min(glow, 0.95));
}}"""


def _haze(d: Draft) -> str:
    """Mist and smoke that drift before everything."""
    d.need("fbm")
    d.spend(9.0, "haze")
    return f"""/// In front: drifting haze.
{{
    float v = smoothstep({d.num(0.3, 0.5)}, {d.num(0.6, 0.9)}, fbm(p * vec2({d.num(0.6, 1.5)}, {d.num(0.8, 2.5)}) + drift, 3 + Z, 0.5, S + 190U)) * {d.num(0.4, 1.0)};
    AIR = mix(AIR, ink(H.yw, {d.num(-0.5, 1.5)}), step(FOG, v));
    FOG = max(FOG, v);
}}"""


FRONTS = {_lines: 1.5, _bars: 0.8, _lights: 1.0, _haze: 0.7}
OPAQUE = {_lines: 1.5, _bars: 0.8}


def front(d: Draft, always: bool = False) -> str:
    """Statements that put something before what was drawn, for about a third of the programs; `always`: an opaque thing."""
    if always:
        return d.random.weighted(OPAQUE)(d)
    if d.left() < 25.0 or not d.random.chance(0.35):
        return ""
    return d.random.weighted(FRONTS)(d)
