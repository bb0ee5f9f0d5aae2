"""What happens to the whole picture's coordinates before anything is drawn: mirrors, water, ripples, coarse pixels."""

from __future__ import annotations

from image_generation.shaders.composer.draft import Draft


def _mirror(d: Draft) -> str:
    d.spend(1.0, "mirror")
    return f"@ LENS = mat2(p.x < 0.0 ? -1.0 : 1.0, 0.0, 0.0, 1.0) * LENS;\np.x = abs(p.x) - {d.num(0.0, 0.5)} * H.x;"


def _wedges(d: Draft) -> str:
    d.spend(6.0, "wedges")
    wedge = f"{6.2832 / d.random.whole(3, 8):.4f}"
    return (
        f"float wedge = abs(mod(atan(p.y, p.x), {wedge}) - 0.5 * {wedge});\n"
        "@ vec2 there = vec2(cos(wedge), sin(wedge)), here = p / max(length(p), 1e-6);\n"
        f"@ float turned = mod(atan(p.y, p.x), {wedge}) < 0.5 * {wedge} ? -1.0 : 1.0;\n"
        "@ LENS = (outerProduct(there, here) + turned * outerProduct(vec2(-there.y, there.x), vec2(-here.y, here.x))) * LENS;\n"
        "p = length(p) * vec2(cos(wedge), sin(wedge)) + H.xy - 0.5;"
    )


def _ripple(d: Draft) -> str:
    """Seen through old glass or hot air."""
    d.need("noise")
    d.spend(8.0, "ripple")
    wave = d.num(1.5, 6.0)
    return f"p += {d.num(0.05, 0.3)} * (vec2(noise(p * {wave}, S + 91U), noise(p * {wave} + 40.0, S + 91U)) - 0.5);"


def _water(d: Draft) -> str:
    """Still water that mirrors what stands above it."""
    d.need("noise")
    d.spend(6.0, "water")
    shore, deep = d.num(0.2, 0.7), d.num(0.05, 0.4)
    shift = f"{deep} * (noise(vec2(p.x * 2.0, 9.0 / (0.1 + depth)), S + 92U) - 0.5) * (0.2 + depth)"
    return f"float shore = Y0 - {shore}, depth = shore - p.y;\nif (depth > 0.0) p = vec2(p.x + {shift}, shore + depth);\n@ if (depth > 0.0) LENS = mat2(1.0, 0.0, 0.0, -1.0) * LENS;"


def _pixels(d: Draft) -> str:
    d.spend(1.0, "pixels")
    return f"float pixel = exp2(floor({d.num(3.5, 5.0)} + 1.2 * H.z)); p = (floor(p * pixel) + 0.5) / pixel;"


def _bulge(d: Draft) -> str:
    d.spend(2.0, "bulge")
    return f"p *= {d.num(0.6, 1.0)} + {d.num(-0.2, 0.5)} * dot(p, p);"


_WORDS = {
    _mirror: "the right half is mirrored on the left",
    _wedges: "a kaleidoscope's wedges",
    _ripple: "ripples, as through old glass or hot air",
    _water: "still water mirrors what stands above it",
    _pixels: "coarse pixels",
    _bulge: "a bulge, as of a fisheye or its opposite",
}
LENSES = {_mirror: 1.0, _wedges: 0.5, _ripple: 1.5, _water: 1.0, _pixels: 0.4, _bulge: 0.8}
UPRIGHT = {_mirror: 0.8, _ripple: 0.8, _water: 2.0, _pixels: 0.4, _bulge: 0.6}


def lens(d: Draft, upright: bool) -> str:
    """Statements that change p, for some of the programs, under a comment; `upright`: there is a ground below."""
    if not d.random.chance(0.08 if d.embedded else 0.25):
        return ""
    kind = d.random.weighted(UPRIGHT if upright else LENSES)
    return f"/// Lens: {_WORDS[kind]}.\n{kind(d)}"
