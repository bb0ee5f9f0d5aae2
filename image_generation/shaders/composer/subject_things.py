"""Plans of made things: which slabs and limbs a vehicle, a vessel, a piece of furniture or a house has.

A plan's proportions are the program's; pose, thickness and colours change with the moment (k, m: its random numbers). The thing
lies within about one unit of the origin, looks to the right and stands upright.
"""

from __future__ import annotations

from image_generation.shaders.composer.draft import lit
from image_generation.shaders.composer.subject_parts import BODY, DARK, SECOND, THIRD, TRIM, Plan, at


def _wheels(p: Plan, places: tuple[float, ...], low: float, radius: float) -> None:
    p.up(0.1)
    for x in places:
        p.ball(at(x, low), radius, DARK, 0.1)
        p.spot(at(x, low), 0.5 * radius, TRIM, 0.8)


def car(p: Plan) -> str:
    p.tag = "vehicles"
    long, high, wheel, cabin = p.between(0.7, 0.95), p.between(0.14, 0.3), p.between(0.13, 0.22), p.between(0.2, 0.45)
    lean, top = p.num(-0.5, 0.0), high + 0.8 * cabin
    p.slab(at(p.between(-0.2, 0.05), top), at(long * p.between(0.4, 0.65), cabin), BODY, lean=lean)
    p.area(at(p.between(-0.35, -0.2), top), at(0.18 * long, 0.6 * cabin), TRIM, 0.3)
    p.area(at(p.between(0.05, 0.15), top), at(0.16 * long, 0.6 * cabin), TRIM, 0.35)
    p.slab("vec2(0.0)", at(long, high), BODY, lean=p.num(-0.2, 0.2))
    if p.chance(0.6):
        p.area(f"vec2(0.0, {p.num(-0.1, 0.1)})", at(long, 0.03), THIRD)
    p.spot(at(long - 0.06, 0.0), 0.05, TRIM, 1.6)
    _wheels(p, (-0.6 * long, 0.6 * long), -high, wheel)
    return "a car"


def lorry(p: Plan) -> str:
    p.tag = "vehicles"
    long, high, wheel, cabin = p.between(0.75, 0.98), p.between(0.1, 0.22), p.between(0.12, 0.2), p.between(0.25, 0.45)
    front = p.between(0.25, 0.6)
    p.slab(at(-0.5 * front, high + cabin - 0.1), at(long - 0.5 * front, cabin + 0.1), SECOND)
    if p.chance(0.4):
        p.area(at(-0.5 * front, high + cabin), f"vec2({p.num(0.1, 0.4)}, {p.num(0.05, 0.2)})", THIRD)
    p.slab(at(long - front + 0.12, high + 0.1), at(front, 0.75 * cabin), BODY, lean=p.num(-0.3, 0.0))
    p.area(at(long - front + 0.3, high + 0.2), at(0.45 * front, 0.35 * cabin), TRIM, 0.3)
    p.slab("vec2(0.0)", at(long, high), BODY, 0.8)
    p.spot(at(long - 0.06, 0.0), 0.05, TRIM, 1.6)
    _wheels(p, (-0.6 * long, 0.6 * long, -0.2 * long) if p.chance(0.4) else (-0.6 * long, 0.6 * long), -high, wheel)
    return "a lorry"


def plane(p: Plan) -> str:
    p.tag = "vehicles"
    thick = p.between(0.07, 0.15)
    p.up(-0.2)
    p.limb(at(0.0, 0.03), f"vec2({p.num(-0.5, 0.0)}, {p.num(0.2, 0.6)})", (0.1, 0.03), SECOND, 0.7)
    p.up(0.0)
    p.limb(at(-0.75, 0.02), at(p.between(-1.0, -0.85), p.between(0.2, 0.4)), (0.1, 0.05), SECOND)
    p.limb(at(-0.9, 0.02), at(0.6, 0.0), (0.4 * thick, thick), BODY)
    p.limb(at(0.55, 0.0), at(0.85, -0.03), (thick, 0.4 * thick), BODY)
    if p.chance(0.6):
        p.area(at(0.0, 0.04), at(0.55, 0.018), TRIM, 0.2)
    p.area(at(0.7, 0.4 * thick), at(0.06, 0.03), TRIM, 0.15)
    p.up(0.15)
    p.limb(at(-0.75, 0.0), at(p.between(-1.05, -0.85), p.between(-0.25, -0.05)), (0.07, 0.03), SECOND)
    p.limb(at(0.1, -0.03), f"vec2({p.num(-0.5, 0.1)}, {p.num(-0.75, -0.3)})", (0.14, 0.04), SECOND)
    if p.chance(0.6):
        p.limb(at(0.0, -0.18), at(0.2, -0.2), (0.07, 0.08), THIRD)
    return "an aeroplane"


def ship(p: Plan) -> str:
    p.tag = "vehicles"
    deck = p.between(0.12, 0.3)
    sails = p.chance(0.45)
    if sails:
        p.limb(at(-0.05, 0.0), at(-0.05, 1.0), (0.025, 0.015), TRIM, 0.6)
        p.slab(at(-0.05, 0.5), f"vec2({p.num(0.25, 0.45)}, 0.4)", SECOND, lean=f"(-{p.num(0.4, 0.9)})")
    else:
        p.limb(at(0.3, 0.0), at(p.between(0.2, 0.4), p.between(0.4, 0.8)), (0.03, 0.015), TRIM, 0.5)
        for _ in range(p.d.random.whole(1, 3)):
            p.slab(
                at(p.between(-0.6, 0.3), deck + p.between(0.05, 0.35)),
                f"vec2({p.num(0.08, 0.35)}, {p.num(0.08, 0.3)})",
                SECOND,
            )
        p.area(at(p.between(-0.4, 0.0), p.between(0.2, 0.4)), f"vec2({p.num(0.1, 0.3)}, 0.03)", TRIM, 0.2)
    p.up(0.05)
    p.slab("vec2(0.0)", f"vec2({p.num(0.65, 0.95)}, {lit(deck)})", BODY, lean=p.num(0.3, 1.2))
    if p.chance(0.6):
        p.area(at(0.0, -0.75 * deck), at(1.2, 0.3 * deck), THIRD)
    return "a sailing ship" if sails else "a ship"


def vessel(p: Plan) -> str:
    p.tag = "vessels"
    belly, foot, neck = p.between(0.2, 0.5), p.between(0.12, 0.4), p.between(0.06, 0.3)
    words = "a vessel"
    if p.chance(0.4):
        words += " with a handle"
        p.up(-0.1)
        for a, b in ((at(0.1, 0.3), at(0.6, 0.2)), (at(0.6, 0.2), at(0.55, -0.3)), (at(0.55, -0.3), at(0.1, -0.5))):
            p.limb(a, b, (0.07, 0.07), SECOND, 0.8)
        p.up(0.0)
    p.limb(at(0.0, p.between(-0.4, 0.1)), at(0.0, p.between(-0.8, -0.5)), (belly, foot), BODY)
    p.slab(at(0.0, 0.4), f"vec2({lit(neck)}, {p.num(0.3, 0.5)})", BODY)
    if p.chance(0.6):
        p.slab(at(0.0, p.between(0.65, 0.85)), f"vec2({lit(neck * p.between(1.0, 1.6))}, {p.num(0.03, 0.1)})", THIRD)
    if p.chance(0.5):
        p.area(at(0.0, p.between(-0.4, -0.1)), f"vec2({lit(0.7 * belly)}, {p.num(0.08, 0.25)})", THIRD)
    return words


def furniture(p: Plan) -> str:
    p.tag = "furniture"
    wide, leg = p.between(0.35, 0.8), p.between(0.03, 0.07)
    back = p.chance(0.6)
    if back:
        p.slab(at(-wide + 0.08, 0.45), f"vec2({p.num(0.05, 0.12)}, 0.45)", BODY, lean=p.num(-0.3, 0.0))
    for x, light in ((-0.8, 0.5), (0.65, 0.5), (-0.95, 1.0), (0.95, 1.0)):
        p.slab(at(x * wide, -0.45), at(leg, 0.45), SECOND, light)
    p.up(0.05)
    p.slab("vec2(0.0)", f"vec2({lit(wide)}, {p.num(0.04, 0.15)})", BODY, lean=p.num(0.0, 0.4))
    if back:
        return "a chair"
    p.slab(at(p.between(-0.3, 0.3), 0.3), f"vec2({p.num(0.08, 0.3)}, {p.num(0.1, 0.25)})", THIRD)
    x = p.between(-0.4, 0.4)
    p.limb(at(x, 0.2), at(x, 0.35), (0.12, 0.08), TRIM)
    return "a table with two things on it"


def house(p: Plan) -> str:
    p.tag = "houses"
    wide, high = p.between(0.35, 0.8), p.between(0.3, 0.7)
    roof = p.chance(0.7)
    p.slab(at(0.0, -0.2), at(wide, high), BODY)
    across, down = p.d.random.whole(2, 4), p.d.random.whole(2, 4)
    p.say("vec2 wall = q;")
    p.say(f"q = (q - vec2(0.0, -0.2)) / {at(wide, high)};")
    p.say(f"q = max(abs(q.x), abs(q.y)) < 0.9 ? fract(q * vec2({across}.0, {down}.0) * 0.5) - 0.5 : vec2(9.0);")
    p.area("vec2(0.0)", f"vec2({p.num(0.15, 0.35)}, {p.num(0.15, 0.38)})", TRIM, 0.3)
    p.say("q = wall;")
    if p.chance(0.5):
        p.area(at(p.between(-0.2, 0.2), -high), f"vec2({p.num(0.08, 0.15)}, 0.25)", THIRD, 0.7)
    if roof:
        up = p.between(0.2, 0.4)
        p.up(0.05)
        p.slab(
            at(0.0, high - 0.2 + up), f"vec2({lit(0.55 * wide)}, {lit(up)})", SECOND, lean=f"(-{lit(0.55 * wide / up)})"
        )
    return "a house with a roof" if roof else "a tower"
