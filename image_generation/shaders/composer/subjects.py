"""One large thing in the middle of the picture, as photographs have one: rounded limbs and slabs, painted over each other.

What stands where is a plan's (subject_creatures.py, subject_things.py), of the parts in subject_parts.py; here are the choice, the view and the light.
"""

from __future__ import annotations

from collections.abc import Callable

from image_generation.shaders.composer import subject_creatures as creatures
from image_generation.shaders.composer import subject_things as things
from image_generation.shaders.composer.draft import Draft
from image_generation.shaders.composer.geometry import SUBJECT
from image_generation.shaders.composer.subject_kinds import KINDS, Kind
from image_generation.shaders.composer.subject_parts import PARTS, Plan

PAINT_NS = 22.0  # kept for what the thing is made of, which is chosen last

# Of grammar 4; those of later ones stand in subject_kinds.py.
PLANS: dict[Callable[[Plan], str], float] = {
    creatures.walker: 3.0,
    creatures.bird: 2.0,
    creatures.face: 1.5,
    things.car: 1.2,
    things.lorry: 0.8,
    things.plane: 1.2,
    things.ship: 1.2,
    creatures.person: 1.0,
    creatures.fish: 0.8,
    creatures.insect: 0.8,
    creatures.flower: 0.8,
    creatures.tree: 0.8,
    things.vessel: 0.8,
    things.house: 0.8,
    things.furniture: 0.7,
}


def _shadow(d: Draft) -> tuple[str, str]:
    """Statements that darken what lies behind, and the words for it."""
    dark = d.num(0.3, 0.8)
    kind = d.random.weighted({"ground": 2.0, "wall": 0.7, "none": 1.0})
    if kind == "none":
        return "", ""
    if kind == "ground":
        e = f"length((q - vec2({d.num(-0.3, 0.3)}, {d.num(-1.1, -0.75)})) * vec2({d.num(0.9, 1.4)}, {d.num(3.0, 7.0)}))"
        words = ", its shadow below it"
    else:
        e = f"length(q + {d.num(0.2, 0.4)} * TURN * LAMP.xy)"
        words = ", its shadow behind it"
    return (
        f"""/// What lies behind it is darker in its shadow.
    float under = mix({dark}, 1.0, smoothstep(0.3, 1.1, {e}));
    LIT *= under;
    ~ AIR *= under;""",
        words,
    )


def kind_of_thing(d: Draft) -> Kind:
    """What the large thing is, from grammar 5 on."""
    return d.random.weighted({kind: kind.weight for kind in KINDS})


def subject(d: Draft, kind: Kind | None = None) -> str:
    """Statements that put one large thing before what was drawn; kind: None for grammar 4, which knows no places."""
    plan = Plan(d)
    d.need("hash", "four", "spin")
    d.spend(10.0, "subject")
    words = (kind.plan if kind else d.random.weighted(PLANS))(plan)
    d.spend(0.0, plan.tag)
    d.functions.append(PARTS)
    size, lean, aside, above = d.num(0.65, 1.15), d.num(0.0, 0.5), d.num(0.2, 0.7), d.num(0.1, 0.5)
    shadow, where = _shadow(d)
    ambient, direct, apart = d.num(0.25, 0.6), d.num(0.6, 1.1), d.num(0.5, 2.5)
    shiny = d.random.chance(0.4)
    gloss = (
        f"{d.num(0.1, 0.6)} * pow(max(dot(N, normalize(LAMP + vec3(0.0, 0.0, 1.0))), 0.0), {d.num(10.0, 40.0)})"
        if shiny
        else "0.0"
    )
    body = "\n".join(f"    {line}" for line in plan.lines)
    return f"""/// Before it, large: {words}, about {size} in size{", shiny" if shiny else ""}{where}.
{{
    /// k, m: eight random numbers of this moment. q: where the pixel is on the thing, which half of the time looks left.
    vec4 k = four(S + 210U), m = four(S + 211U);
    float r = {size} * (0.75 + 0.5 * m.w), side = m.x < 0.5 ? -1.0 : 1.0;
    FAT = 0.8 + 0.4 * m.x;
    TURN = spin(vec2(1.0, {lean} * (k.w - 0.5))) * mat2(side, 0.0, 0.0, 1.0);
    vec2 q = TURN * (p - vec2({aside}, {above}) * (m.yz - 0.5)) / r, at = q;
    {shadow}
    /// Its parts, each over the ones before.
    PART = -1.0;
    @ UP = 0.0;
{body}
    if (PART >= 0.0) {{
        N = normalize(N);
        /// Brighter or darker than what lies behind it, by up to half of {apart} stops.
        LIT = PART * exp2({apart} * (H.w - 0.5)) * ({ambient} + {direct} * max(dot(N, LAMP), 0.0));
        GLOSS = {gloss};
        Q = at * {d.num(0.3, 1.5)} + m.xy;
        ID = hash(S + 220U + SKIN);
        FOG = 0.0;
        @ float z = 0.5 * FAR * (1.0 - 0.5 * r * HIGH);
        @ sheet(p, z, 0.25 * FAR * FALL, {SUBJECT});
    }}
}}"""
