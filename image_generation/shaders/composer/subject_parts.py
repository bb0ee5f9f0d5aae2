"""Parts of large things: the GLSL of limbs, slabs and what is painted on them, and the plan that puts them together."""

from __future__ import annotations

from image_generation.shaders.composer.draft import Draft, lit

LIMB_NS, SLAB_NS, MARK_NS = 2.5, 2.0, 1.0  # a pixel, estimated as all costs of the grammar

BODY, SECOND, THIRD, TRIM, DARK = range(5)  # surfaces of a thing, each with colours of its own

PARTS = """/// The normal of the thing in the middle where a pixel shows it, of any length.
vec3 N;
/// PART: how bright the part is that the pixel shows, below 0 where it shows none. FAT: how thick limbs are at this moment.
float PART, FAT;
/// Which of the thing's surfaces the pixel shows.
uint SKIN;
/// How the coordinates of the parts are turned and mirrored against the picture's.
mat2 TURN;
@ float UP, HIGH;
@ vec2 FALL;

/// A rounded part from a to b, w.x thick at a and w.y at b.
void limb(vec2 q, vec2 a, vec2 b, vec2 w, uint skin, float part) {
    vec2 d = b - a, e = q - a;
    float l = dot(d, d) + 1e-6, t = clamp(dot(e, d) / l, 0.0, 1.0), r = FAT * mix(w.x, w.y, t);
    e -= t * d;
    float z = r * r - dot(e, e);
    if (z > 0.0) {
        e -= t > 0.0 && t < 1.0 ? r * FAT * (w.y - w.x) / l * d : vec2(0.0);
        N = vec3(e * TURN, sqrt(z));
        PART = part;
        SKIN = skin;
        @ HIGH = UP + N.z;
        @ FALL = N.xy / max(N.z, 1e-3);
    }
}

/// A flat part round m, h.x and h.y from there to its sides, which stand out by `lean` times its height at its top.
void slab(vec2 q, vec2 m, vec2 h, float lean, uint skin, float part) {
    q -= m;
    vec2 e = vec2(q.x - sign(q.x) * lean * q.y, q.y) / h, f = abs(e);
    if (max(f.x, f.y) < 1.0) {
        N = vec3((0.2 + 0.5 * smoothstep(0.8, 1.0, f)) * e * TURN, 1.0);
        PART = part;
        SKIN = skin;
        @ HIGH = UP;
        @ FALL = vec2(0.0);
    }
}

/// Painted on what is there already: a spot of radius r round m.
void spot(vec2 q, vec2 m, float r, uint skin, float part) {
    q -= m;
    if (PART >= 0.0 && dot(q, q) < r * r) {
        PART = part;
        SKIN = skin;
    }
}

/// Painted on what is there already: a rectangle round m, half as wide and high as it is.
void area(vec2 q, vec2 m, vec2 h, uint skin, float part) {
    q = abs(q - m);
    if (PART >= 0.0 && q.x < h.x && q.y < h.y) {
        PART = part;
        SKIN = skin;
    }
}

/// q mirrored to the side to which the unit vector d points.
vec2 fold(vec2 q, vec2 d) {
    if (dot(q, d) > 0.0) return q;
    TURN = mat2(1.0 - 2.0 * d.x * d.x, -2.0 * d.x * d.y, -2.0 * d.x * d.y, 1.0 - 2.0 * d.y * d.y) * TURN;
    return q - 2.0 * dot(q, d) * d;
}"""


class Plan:
    """The statements of a thing's parts, back to front.

    d      the program that is being written
    lines  GLSL statements about `q`, the place on the thing
    tag    the word for the header
    """

    def __init__(self, d: Draft):
        self.d = d
        self.lines: list[str] = []
        self.tag = "thing"

    def limb(self, a: str, b: str, widths: tuple[float, float], skin: int, light: float = 1.0) -> None:
        """A rounded part from a to b (vec2 expressions), so thick at its ends."""
        self._add(f"limb(q, {a}, {b}, vec2({lit(widths[0])}, {lit(widths[1])}), {skin}U, {lit(light)});", LIMB_NS)

    def ball(self, a: str, radius: float, skin: int, light: float = 1.0) -> None:
        """A ball round a."""
        self.limb(a, a, (radius, radius), skin, light)

    def slab(self, middle: str, half: str, skin: int, light: float = 1.0, lean: str = "0.0") -> None:
        """A flat box; lean above 0: wider at its top."""
        self._add(f"slab(q, {middle}, {half}, {lean}, {skin}U, {lit(light)});", SLAB_NS)

    def spot(self, middle: str, radius: float, skin: int, light: float = 1.0) -> None:
        """A spot painted on what is there."""
        self._add(f"spot(q, {middle}, {lit(radius)}, {skin}U, {lit(light)});", MARK_NS)

    def area(self, middle: str, half: str, skin: int, light: float = 1.0) -> None:
        """A rectangle painted on what is there."""
        self._add(f"area(q, {middle}, {half}, {skin}U, {lit(light)});", MARK_NS)

    def say(self, statement: str) -> None:
        self.lines.append(statement)

    def up(self, height: float) -> None:
        """What follows lies so far before the thing's own plane (seen by labels alone)."""
        self.lines.append(f"@ UP = {lit(height)};")

    def between(self, low: float, high: float) -> float:
        return self.d.random.uniform(low, high)

    def num(self, low: float, high: float) -> str:
        return self.d.num(low, high)

    def chance(self, part: float) -> bool:
        return self.d.random.chance(part)

    def _add(self, line: str, cost: float) -> None:
        self.lines.append(line)
        self.d.spend(cost)


def at(x: float, y: float) -> str:
    """A point."""
    return f"vec2({lit(x)}, {lit(y)})"
