"""Plans of living things: which limbs an animal, a head, a person or a plant has.

A plan's proportions are the program's; pose, thickness and colours change with the moment (k, m: its random numbers). The thing
lies within about one unit of the origin, looks to the right and stands upright.
"""

from __future__ import annotations

from dataclasses import dataclass

from image_generation.shaders.composer.draft import lit
from image_generation.shaders.composer.subject_parts import BODY, DARK, SECOND, THIRD, TRIM, Plan, at

Range = tuple[float, float]


@dataclass(frozen=True)
class Build:
    """Ranges of what a four-legged animal measures, in units of which it is about two long.

    long, thick        half its trunk; the trunk's radius
    leg, thin, foot    a leg's length, its radius at the hip (by two thirds) and at its end
    tail, head, snout  lengths; the head's radius
    neck, high         how far before the trunk and above it the head is
    alike              how often legs have the trunk's colour
    crests             what may stand on its head
    words              for the comment
    """

    long: Range = (0.32, 0.6)
    thick: Range = (0.14, 0.34)
    leg: Range = (0.25, 0.65)
    thin: Range = (0.05, 0.11)
    foot: Range = (0.03, 0.08)
    tail: Range = (0.1, 0.55)
    head: Range = (0.1, 0.22)
    snout: Range = (0.08, 0.3)
    neck: Range = (0.1, 0.35)
    high: Range = (0.1, 0.5)
    alike: float = 0.6
    crests: tuple[str, ...] = ("ears", "horns", "")
    words: str = "an animal on four legs"


def walker(p: Plan, build: Build = Build()) -> str:
    """Four legs, from the side: horses, dogs, lizards."""
    p.tag = "animals"
    long, thick, leg = p.between(*build.long), p.between(*build.thick), p.between(*build.leg)
    thin, foot, tail = p.between(*build.thin), p.between(*build.foot), p.between(*build.tail)
    limbs = BODY if p.chance(build.alike) else SECOND
    head, snout, neck, high = (p.between(*r) for r in (build.head, build.snout, build.neck, build.high))
    p.say(f"float stride = {p.num(0.1, 0.5)} * (k.x - 0.5);")
    p.say(f"vec2 crown = vec2({lit(long + neck)}, {lit(high)} + {p.num(0.0, 0.35)} * (k.y - 0.5));")
    p.up(-0.2)
    for hip, way in ((0.08 - 0.85 * long, "+"), (0.08 + 0.85 * long, "-")):
        p.limb(at(hip, -0.1), f"vec2({lit(hip)} {way} stride, {lit(-0.1 - leg)})", (1.5 * thin, foot), limbs, 0.55)
    p.limb(at(-long, 0.05), f"vec2({lit(-long - 0.8 * tail)}, {p.num(-0.4, 0.4)} * m.x)", (thin, 0.6 * foot), limbs)
    p.up(0.0)
    p.limb(at(-long, 0.0), at(long, 0.0), (thick * p.between(0.7, 1.1), thick), BODY)
    words = build.words
    if p.chance(0.5):
        p.limb(at(-0.7 * long, -0.45 * thick), at(0.6 * long, -0.45 * thick), (0.5 * thick, 0.55 * thick), THIRD)
        words += ", its belly of another colour"
    p.up(0.15)
    for hip, way in ((-0.85 * long, "-"), (0.85 * long, "+")):
        p.limb(at(hip, -0.1), f"vec2({lit(hip)} {way} stride, {lit(-0.1 - leg)})", (1.5 * thin, foot), limbs)
    p.up(0.0)
    p.limb(at(0.9 * long, 0.05), "crown", (0.75 * thick, 0.8 * head), BODY)
    kind = p.d.random.choose(build.crests)
    width, skin = (0.5 * head, limbs) if kind == "ears" else (0.04, THIRD)
    if kind:
        words += f", with {kind}"
        p.limb("crown", f"crown + vec2({p.num(-0.2, 0.05)}, {p.num(0.15, 0.4)})", (width, 0.02), skin, 0.8)
    p.up(0.1)
    p.limb("crown", f"crown + vec2({lit(snout)}, {p.num(-0.15, 0.0)})", (head, head * p.between(0.4, 0.8)), BODY)
    if kind:
        p.limb(
            f"crown - {at(0.4 * head, 0.0)}",
            f"crown + vec2({p.num(-0.3, -0.1)}, {p.num(0.15, 0.4)})",
            (width, 0.02),
            skin,
        )
    p.spot(f"crown + {at(0.37 * head, 0.3 * head)}", 0.2 * head, DARK, 0.05)
    return words


def bird(p: Plan) -> str:
    p.tag = "birds"
    thick, legs, head = p.between(0.18, 0.34), p.between(0.15, 0.6), p.between(0.12, 0.22)
    limbs = BODY if p.chance(0.6) else SECOND
    flies = p.chance(0.4)
    p.say(f"vec2 crown = vec2({p.num(0.25, 0.5)}, {p.num(0.25, 0.7)} + {p.num(0.0, 0.3)} * (k.x - 0.5));")
    p.up(-0.2)
    if flies:
        tip = f"vec2({p.num(-0.4, 0.3)}, {p.num(0.5, 1.0)} * (k.y + 0.3))"
        p.limb(at(0.1, 0.1), tip, (0.8 * thick, 0.05), limbs, 0.6)
    else:
        for x in (0.0, 0.12):
            p.limb(
                at(x, -0.1), f"vec2({lit(x + p.between(-0.1, 0.1))}, {lit(-0.2 - legs)})", (0.045, 0.025), THIRD, 0.7
            )
    p.limb(
        at(-0.3, -0.05),
        f"vec2({p.num(-1.0, -0.6)}, {p.num(-0.4, 0.15)})",
        (0.6 * thick, p.between(0.03, 0.14)),
        limbs,
        0.8,
    )
    p.up(0.0)
    p.limb(at(-0.25, -0.05), at(0.2, 0.08), (0.75 * thick, thick), BODY)
    p.limb(at(0.2, 0.1), "crown", (0.8 * thick, 0.5 * thick), BODY)
    p.limb("crown", f"crown + vec2({p.num(0.2, 0.5)}, {p.num(-0.12, 0.05)})", (p.between(0.06, 0.12), 0.015), THIRD)
    p.ball("crown", head, BODY if p.chance(0.6) else THIRD)
    p.spot(f"crown + {at(0.42 * head, 0.04)}", 0.035, DARK, 0.05)
    p.up(0.2)
    if flies:
        tip = f"vec2({p.num(-0.7, 0.2)}, {p.num(-1.0, 1.0)} * (k.z - 0.2))"
        p.limb(at(0.05, 0.1), tip, (0.9 * thick, 0.06), limbs)
        return "a bird in flight"
    p.limb(at(0.1, 0.1), f"vec2({p.num(-0.6, -0.3)}, {p.num(-0.2, 0.0)})", (0.65 * thick, 0.25 * thick), SECOND, 0.85)
    return "a bird on its legs"


def fish(p: Plan) -> str:
    p.tag = "fish"
    thick = p.between(0.18, 0.42)
    p.say(f"q.y += {p.num(0.1, 0.5)} * (k.x - 0.5) * q.x * q.x;")
    for way in (1.0, -1.0):
        p.limb(
            at(-0.55, 0.0),
            at(p.between(-1.0, -0.8), way * p.between(0.15, 0.45)),
            (0.08, p.between(0.04, 0.14)),
            SECOND,
            0.9,
        )
    p.limb(at(0.0, 0.1), at(p.between(-0.4, 0.0), thick + p.between(0.05, 0.3)), (0.2, 0.05), SECOND, 0.8)
    p.limb(at(-0.6, 0.0), at(0.3, 0.0), (0.06, thick), BODY)
    p.limb(at(-0.3, -0.1), at(0.3, -0.35 * thick), (0.04, 0.55 * thick), THIRD)
    p.limb(at(0.3, 0.0), f"vec2({p.num(0.4, 0.7)}, {p.num(-0.05, 0.05)})", (0.95 * thick, 0.4 * thick), BODY)
    p.spot(at(0.45, 0.25 * thick), 0.05, DARK, 0.05)
    p.up(0.3)
    p.limb(at(0.1, -0.1), f"vec2({p.num(-0.25, 0.0)}, {p.num(-0.35, -0.1)} - 0.1 * m.x)", (0.1, 0.04), SECOND)
    return "a fish"


def insect(p: Plan) -> str:
    """From above, upwards: both sides alike."""
    p.tag = "insects"
    p.say("q = q.yx;")
    p.say("TURN = mat2(0.0, 1.0, 1.0, 0.0) * TURN;")
    p.say("q = fold(q, vec2(0.0, 1.0));")
    reach = p.between(0.3, 0.8)
    p.up(-0.2)
    for x in (-0.15, 0.05, 0.25):
        p.limb(
            at(x, 0.05),
            f"vec2({lit(x)} * {p.num(1.5, 3.5)} + 0.15 * (k.x - 0.5), {lit(reach)})",
            (0.05, 0.02),
            SECOND,
            0.7,
        )
    p.limb(at(0.5, 0.05), f"vec2({p.num(0.75, 1.0)}, {p.num(0.1, 0.4)})", (0.03, 0.015), SECOND, 0.7)
    p.up(0.0)
    p.limb(at(-0.15, 0.0), at(p.between(-0.9, -0.5), 0.0), (p.between(0.15, 0.3), p.between(0.05, 0.25)), BODY)
    p.limb(at(0.0, 0.0), at(0.25, 0.0), (0.2, 0.17), THIRD)
    p.limb(at(0.45, 0.0), at(0.5, 0.0), (p.between(0.1, 0.2), 0.1), BODY)
    p.spot(at(0.52, 0.1), 0.06, DARK, 0.1)
    if p.chance(0.5):
        p.up(0.2)
        p.limb(
            at(0.15, 0.08),
            f"vec2({p.num(-0.6, 0.5)}, {p.num(0.5, 0.9)} * (0.5 + k.y))",
            (0.06, p.between(0.15, 0.35)),
            SECOND,
        )
        p.limb(
            at(0.0, 0.08),
            f"vec2({p.num(-0.9, -0.2)}, {p.num(0.3, 0.7)} * (0.5 + k.y))",
            (0.06, p.between(0.1, 0.3)),
            SECOND,
        )
        return "an insect from above, with wings"
    return "an insect from above"


def face(p: Plan) -> str:
    """A head from the front, often with shoulders: both sides alike but for the eyes."""
    p.tag = "faces"
    p.say(f"float glance = {p.num(0.0, 0.2)} * (k.x - 0.5);")
    p.say("float left = q.x < 0.0 ? -glance : glance;")
    p.say("q = fold(q, vec2(1.0, 0.0));")
    if p.chance(0.7):
        p.up(-0.4)
        p.limb(at(0.0, -0.6), at(0.0, -1.4), (p.between(0.25, 0.5), 0.6), SECOND)
    ear, eye = p.between(0.08, 0.2), p.between(0.05, 0.12)
    p.up(-0.2)
    p.limb(at(0.3, 0.25), at(p.between(0.3, 0.6), p.between(0.0, 0.9)), (1.3 * ear, 0.4 * ear), BODY, 0.85)
    p.up(0.0)
    p.limb(at(0.0, 0.05), at(0.0, p.between(-0.35, -0.1)), (p.between(0.38, 0.5), p.between(0.25, 0.42)), BODY)
    if p.chance(0.6):
        p.up(0.3)
        p.limb(at(0.0, -0.1), at(0.0, -0.3), (0.12, p.between(0.12, 0.25)), THIRD)
    if p.chance(0.4):
        p.spot(at(0.21, 0.1), 0.16, THIRD)
    p.spot(at(0.2, 0.08), eye, TRIM, 1.3)
    p.spot("vec2(0.2 + left, 0.08)", 0.6 * eye, DARK, 0.03)
    p.spot(at(0.0, p.between(-0.26, -0.2)), p.between(0.04, 0.1), DARK, 0.1)
    return "a head from the front"


def person(p: Plan) -> str:
    p.tag = "people"
    wide = p.between(0.14, 0.26)
    p.say(f"float stride = {p.num(0.05, 0.35)} * (k.x - 0.5);")
    p.limb(at(-0.5 * wide, -0.25), "vec2(-stride - 0.08, -0.95)", (0.1, 0.06), SECOND, 0.8)
    p.limb(at(0.5 * wide, -0.25), "vec2(stride + 0.08, -0.95)", (0.1, 0.06), SECOND)
    p.up(-0.15)
    p.limb(at(wide, 0.3), f"vec2({p.num(0.25, 0.55)}, {p.num(-0.3, 0.9)} * (k.y - 0.2))", (0.08, 0.05), BODY, 0.8)
    p.up(0.0)
    p.limb(at(0.0, 0.3), at(0.0, -0.2), (wide, wide * p.between(0.7, 1.2)), BODY)
    p.limb(at(0.0, 0.45), at(0.0, 0.6), (0.07, 0.07), THIRD)
    p.limb(at(0.01, 0.7), at(0.0, 0.64), (0.15, 0.12), THIRD)
    p.limb(at(-0.03, 0.76), at(0.02, 0.8), (0.14, 0.1), TRIM, 0.4)
    p.up(0.15)
    p.limb(at(-wide, 0.3), f"vec2({p.num(-0.55, -0.2)}, {p.num(-0.5, 0.6)} * (k.z - 0.3))", (0.08, 0.05), BODY)
    return "a person"


def flower(p: Plan) -> str:
    p.tag = "plants"
    p.up(-0.3)
    p.limb(at(0.0, 0.1), f"vec2({p.num(-0.2, 0.2)}, -1.5)", (0.04, 0.06), TRIM, 0.7)
    p.limb(at(0.0, -0.7), at(p.between(0.3, 0.7), p.between(-0.6, -0.2)), (0.03, 0.1), TRIM)
    p.say("mat2 turned = spin(k.xy - 0.5);")
    p.say("q = turned * (q - vec2(0.0, 0.2));")
    p.say("TURN = turned * TURN;")
    rows = p.d.random.whole(1, 2)
    for row in range(rows):
        p.up(0.1 * row)
        if row:  # the petals of the second stand between those of the first
            p.say("q = spin(vec2(0.866, 0.5)) * q;")
            p.say("TURN = spin(vec2(0.866, 0.5)) * TURN;")
        for way in ("vec2(1.0, 0.0)", "vec2(0.0, 1.0)", "vec2(0.5, -0.866)", "vec2(0.0, 1.0)"):
            p.say(f"q = fold(q, {way});")
        p.limb(
            at(0.1, 0.0), at(p.between(0.4, 0.7) - 0.2 * row, 0.0), (0.08, p.between(0.1, 0.26)), (BODY, SECOND)[row]
        )
    p.up(0.2)
    p.ball("vec2(0.0)", p.between(0.1, 0.3), THIRD)
    return f"a flower with {('six', 'twelve')[rows - 1]} petals"


def tree(p: Plan) -> str:
    p.tag = "plants"
    p.limb(at(0.0, 0.2), at(0.0, -1.2), (p.between(0.05, 0.1), p.between(0.08, 0.16)), SECOND, 0.7)
    if p.chance(0.4):
        wide = p.between(0.2, 0.5)
        for y in (0.75, 0.35, -0.1):
            p.limb(at(0.0, y + 0.25), at(0.0, y - 0.25), (0.02, 0.15 + (0.75 - y) * wide), BODY, 0.8 + 0.2 * y)
        return "a fir"
    for n in range(p.d.random.whole(3, 5)):
        p.limb(
            f"{at(p.between(-0.45, 0.45), p.between(0.0, 0.6))} + 0.2 * ({('k.zw', 'k.xy')[n % 2]} - 0.5)",
            at(p.between(-0.3, 0.3), p.between(0.2, 0.7)),
            (p.between(0.15, 0.4), p.between(0.15, 0.35)),
            BODY,
            p.between(0.6, 1.1),
        )
    return "a tree"
