"""Coordinate maps: statements that change a vec2 p before a flat field is painted."""

from __future__ import annotations

from image_generation.shaders.composer.comments import listed
from image_generation.shaders.composer.draft import Draft


def _polar(d: Draft) -> str:
    d.spend(5.0, "polar")
    around = d.random.whole(2, 12)
    radius = d.random.choose(("length(p)", "log(0.05 + length(p))", "0.4 / (0.1 + length(p))"))
    return f"p = vec2(atan(p.y, p.x) * 0.318 * {around}.0, {d.num(1.0, 3.0)} * {radius});"


def _kaleidoscope(d: Draft) -> str:
    d.spend(8.0, "kaleidoscope")
    wedge = f"{6.2832 / d.random.whole(3, 9):.4f}"
    return (
        f"float a = abs(mod(atan(p.y, p.x), {wedge}) - 0.5 * {wedge});\n"
        f"p = length(p) * vec2(cos(a), sin(a)) + 0.3 * H.xy;"
    )


def _folds(d: Draft) -> str:
    d.need("spin")
    d.spend(6.0, "fold")
    return (
        f"mat2 fold = spin(vec2({d.num(0.2, 1.2)}, H.x));\n"
        f"for (int i = Z; i < {d.random.whole(2, 4)}; i++) "
        f"p = fold * (abs(p) - {d.num(0.2, 0.5)}) * {d.num(1.0, 1.35)};"
    )


def _warp(d: Draft) -> str:
    d.need("noise")
    d.spend(6.0, "warp")
    return f"p += {d.num(0.2, 0.8)} * (vec2(noise(p * 1.7, S), noise(p * 1.7 + 9.0, S)) - 0.5);"


def _swirl(d: Draft) -> str:
    d.need("turn")
    d.spend(6.0, "swirl")
    return f"p = turn({d.num(-4.0, 4.0)} * exp(-{d.num(0.6, 2.0)} * dot(p, p)) * (0.5 + H.z)) * p;"


def _plane(d: Draft) -> str:
    d.spend(3.0, "perspective")
    return f"p = vec2(p.x, 1.0) * {d.num(0.8, 2.0)} / (abs(p.y + 1.2) + 0.25);"


def _lens(d: Draft) -> str:
    d.spend(3.0, "lens")
    return f"p *= {d.num(0.5, 1.5)} + {d.num(-0.4, 0.8)} * dot(p, p);"


def _repeat(d: Draft) -> str:
    d.spend(3.0, "repeat")
    size = d.num(0.4, 1.1)
    return f"p = abs(mod(p + {size}, 2.0 * {size}) - {size});"


def _inverse(d: Draft) -> str:
    d.spend(3.0, "inversion")
    return f"p = p / (dot(p, p) + {d.num(0.1, 0.4)});"


_WORDS = {
    _polar: "polar coordinates",
    _kaleidoscope: "a kaleidoscope",
    _folds: "folding",
    _warp: "a warp of noise",
    _swirl: "a swirl",
    _plane: "the perspective of two planes",
    _lens: "a lens",
    _repeat: "mirrored repetition",
    _inverse: "inversion in a circle",
}
MAPS = {_polar: 1.0, _kaleidoscope: 0.8, _folds: 1.0, _warp: 2.0, _swirl: 1.0, _plane: 1.5, _lens: 1.0, _repeat: 0.8,
        _inverse: 0.5}  # fmt: skip


def maps(d: Draft, most: int) -> tuple[str, str]:
    """Up to `most` maps in a row: (statements of a block, ', bent by ...' for its comment or '')."""
    chosen = d.random.several(MAPS, d.random.whole(0, most))
    chosen.sort(key=lambda choice: choice is not _plane)  # after others it would squeeze all into one colour
    words = [_WORDS[choice] for choice in chosen]
    text = "\n    ".join(
        f"/// Bent by {word}.\n    " + choice(d).replace("\n", "\n    ") for choice, word in zip(chosen, words)
    )
    return text, f", bent by {listed(words)}" if words else ""
