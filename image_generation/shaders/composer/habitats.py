"""Where large things are met, from grammar 5 on: grass, a road, snow, the sea, the sky, leaves, water, a room.

Places are backdrops whose colours are their own: what lies there is painted by `paint` as all surfaces are, most of it in the
place's ink (Draft.tints), so that light, texture and labels are those of other backdrops.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from image_generation.shaders.composer import backdrops
from image_generation.shaders.composer.draft import Draft
from image_generation.shaders.composer.geometry import BACKDROP
from image_generation.shaders.composer.palettes import BY_NAME, Ink, written

_GROUND, _BEYOND = "S + 5U", "S + 6U"  # ID of what lies there and of what stands along the horizon


@dataclass(frozen=True)
class Ground:
    """A plane under the sky.

    words    what it is
    inks     the names of its colours
    beyond   what may stand along the horizon: trees, houses or nothing ("")
    stretch  how its texture is stretched (GLSL)
    """

    words: str
    inks: tuple[str, ...]
    beyond: str = ""
    stretch: str = "vec2(1.0)"


_GROUNDS = {
    "meadow": Ground("grass", ("meadow", "foliage", "sand"), "trees"),
    "road": Ground("a road", ("stone", "slate", "stone"), "houses"),
    "snow": Ground("snow", ("white",), "trees"),
    "sea": Ground("the sea", ("deep water", "slate", "teal"), stretch="vec2(1.0, 4.0)"),
}
_LEAVES = (("foliage", "meadow"), ("foliage", "earth"), ("meadow", "sand"), ("foliage", "black"))
_WATERS = (("deep water", "teal"), ("blue", "sky"), ("teal", "sky"))


def _near(ink: Ink, n: int) -> str:
    """An ink that strays half as far as palettes do (vec3, as `shade` takes it)."""
    return f"{written(ink)} + 0.5 * jitter({n}U)"


def _beyond(d: Draft, what: str) -> tuple[str, str]:
    """Statements for what stands along the horizon, and the words for it."""
    if not what or not d.random.chance(0.7):
        return "", ""
    wide, often = d.num(0.15, 0.6), d.num(1.0, 6.0)
    if what == "trees":
        ink = "foliage"
        high = f"noise(vec2(p.x * {often}, 0.0), S + 9U)"
    else:
        ink = d.random.choose(("stone", "slate", "white", "brick", "foliage"))
        high = f"four(S + uint(int(floor(p.x * {often} + 9.0 * H.x)) + 64)).x"
    d.tints.append((_BEYOND, _near(BY_NAME[ink], 67), d.num(0.5, 0.9)))
    return (
        f"""/// Along the horizon: {what}.
    if (v < {wide} * (0.3 + {high})) {{
        Q = 2.0 * p;
        ID = {_BEYOND};
        LIT = {d.num(0.5, 1.0)};
        FOG = {d.num(0.0, 0.4)};
        @ card(p, 24.0 * FAR, {BACKDROP});
    }}""",
        f", {what} along the horizon",
    )


def _ground(d: Draft, ground: Ground) -> str:
    d.need("spin", "noise", "four")
    sky, above = backdrops.sky(d, 0.5)
    beyond, there = _beyond(d, ground.beyond)
    d.spend(13.0, "horizon")
    ink = d.random.choose(ground.inks)
    focal, scale, fog = d.num(0.6, 1.5), d.size(0.15, 0.6), d.num(0.01, 0.1)
    d.tints.append((_GROUND, _near(BY_NAME[ink], 66), d.num(0.45, 0.85)))
    return f"""/// Backdrop: {above}{there}; below it {ground.words} in perspective, with fog of density {fog}.
{{
    {sky}
    {beyond}
    {backdrops.plane(focal, f"{scale} * {ground.stretch}", _GROUND, fog)}
}}"""


def _open_sky(d: Draft) -> str:
    sky, above = backdrops.sky(d, 0.5)
    return f"""/// Backdrop: {above}, the horizon below the picture.
{{
    Y0 -= {d.num(0.9, 1.6)};
    {sky}
}}"""


def _blots(d: Draft, pairs: tuple[tuple[str, str], ...], words: str) -> str:
    """Two inks, one of the pairs, in blots out of focus."""
    one, other = (BY_NAME[name] for name in d.random.choose(pairs))
    d.need("fbm")
    d.spend(14.0, "soft")
    fog = d.num(0.55, 0.95)
    return f"""/// Backdrop out of focus: {words}, in blots of two inks (FOG {fog}) before a flat surface.
{{
    float v = fbm(p * {d.num(0.6, 4.0)} + H.zw * 9.0, 2 + Z, 0.55, S);
    AIR = mix(shade({_near(one, 61)}), shade({_near(other, 62)}), smoothstep(0.25, 0.75, v)) * (1.0 + {d.num(0.0, 0.5)} * dot(p, LAMP.xy));
    Q = p * {d.size(0.3, 1.2)};
    ID = S + 5U;
    FOG = {fog};
    @ card(p, FAR, {BACKDROP});
}}"""


PLACES: dict[str, Callable[[Draft], str]] = {
    **{name: partial(_ground, ground=ground) for name, ground in _GROUNDS.items()},
    "sky": _open_sky,
    "leaves": partial(_blots, pairs=_LEAVES, words="leaves"),
    "water": partial(_blots, pairs=_WATERS, words="water"),
    "hills": backdrops.hills,
    "room": backdrops.room,
    "blots": backdrops.soft,
}


def habitat(d: Draft, places: dict[str, float]) -> str:
    """Statements for one of the places, which are told by how often each is chosen."""
    return PLACES[d.random.weighted(places)](d)
