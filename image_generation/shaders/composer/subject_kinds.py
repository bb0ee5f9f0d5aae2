"""What large things there are from grammar 5 on: how often each comes, the colours that it has and where it is met.

Things, colours and places go together as they do in the world: a ship is on the sea, a cow on grass. Of two crops of one
picture one may show the thing and the other the place; a learner that is to tell them as one learns what belongs together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from image_generation.shaders.composer import subject_creatures as creatures
from image_generation.shaders.composer import subject_things as things
from image_generation.shaders.composer.subject_creatures import Build, walker
from image_generation.shaders.composer.subject_parts import Plan

_LIKE = "an animal on four legs, built like a"

HORSE = Build(
    long=(0.45, 0.55),
    thick=(0.2, 0.26),
    leg=(0.5, 0.65),
    thin=(0.06, 0.08),
    foot=(0.04, 0.05),
    tail=(0.3, 0.5),
    head=(0.1, 0.13),
    snout=(0.22, 0.32),
    neck=(0.15, 0.3),
    high=(0.35, 0.5),
    alike=0.8,
    crests=("ears", ""),
    words=f"{_LIKE} horse",
)
DOG = Build(
    long=(0.35, 0.48),
    thick=(0.14, 0.2),
    leg=(0.3, 0.45),
    thin=(0.05, 0.08),
    foot=(0.04, 0.06),
    tail=(0.25, 0.5),
    head=(0.13, 0.17),
    snout=(0.14, 0.24),
    neck=(0.12, 0.22),
    high=(0.2, 0.38),
    alike=0.8,
    crests=("ears", "ears", ""),
    words=f"{_LIKE} dog",
)
CAT = Build(
    long=(0.32, 0.45),
    thick=(0.15, 0.22),
    leg=(0.22, 0.35),
    thin=(0.05, 0.07),
    foot=(0.04, 0.05),
    tail=(0.45, 0.7),
    head=(0.16, 0.21),
    snout=(0.06, 0.1),
    neck=(0.08, 0.16),
    high=(0.15, 0.3),
    alike=0.8,
    crests=("ears",),
    words=f"{_LIKE} cat",
)
DEER = Build(
    long=(0.36, 0.48),
    thick=(0.15, 0.2),
    leg=(0.5, 0.7),
    thin=(0.045, 0.06),
    foot=(0.025, 0.04),
    tail=(0.05, 0.15),
    head=(0.09, 0.12),
    snout=(0.14, 0.2),
    neck=(0.15, 0.25),
    high=(0.35, 0.55),
    alike=0.8,
    crests=("horns", "ears"),
    words=f"{_LIKE} deer",
)
COW = Build(
    long=(0.5, 0.6),
    thick=(0.28, 0.36),
    leg=(0.3, 0.45),
    thin=(0.07, 0.1),
    foot=(0.05, 0.07),
    tail=(0.3, 0.45),
    head=(0.15, 0.2),
    snout=(0.16, 0.24),
    neck=(0.1, 0.2),
    high=(0.05, 0.2),
    alike=0.8,
    crests=("horns", "ears"),
    words=f"{_LIKE} cow",
)
FROG = Build(
    long=(0.3, 0.42),
    thick=(0.24, 0.34),
    leg=(0.1, 0.2),
    thin=(0.1, 0.14),
    foot=(0.07, 0.1),
    tail=(0.02, 0.06),
    head=(0.2, 0.26),
    snout=(0.08, 0.14),
    neck=(0.02, 0.08),
    high=(0.05, 0.2),
    alike=0.8,
    crests=("",),
    words=f"{_LIKE} frog",
)


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind of large thing.

    plan    writes its parts and gives the words for it
    weight  how often it comes
    inks    the names of its colours (palettes.py); none: any
    places  where it is met (habitats.py), and how often there
    """

    plan: Callable[[Plan], str]
    weight: float
    inks: tuple[str, ...]
    places: dict[str, float]


def _animal(build: Build, inks: str, **places: float) -> Kind:
    return Kind(partial(walker, build=build), 0.5, tuple(inks.split()), places)


def _kind(plan: Callable[[Plan], str], weight: float, inks: str, **places: float) -> Kind:
    return Kind(plan, weight, tuple(inks.split()), places)


KINDS = (
    _animal(HORSE, "earth wood black stone sand", meadow=6.0, leaves=1.0, hills=1.0),
    _animal(DOG, "earth wood sand white black", meadow=3.0, room=3.0, blots=1.0, snow=0.7),
    _animal(CAT, "stone black white orange sand earth", room=5.0, blots=2.0, meadow=1.0),
    _animal(DEER, "wood earth sand brick", leaves=4.0, meadow=3.0, snow=1.0, hills=1.0),
    _animal(COW, "white black earth wood", meadow=5.0, hills=1.0),
    _animal(FROG, "foliage meadow teal earth yellow", leaves=4.0, water=1.0, blots=1.0),
    _kind(creatures.bird, 2.0, "earth stone black white sky red sand", sky=3.0, leaves=3.0, meadow=2.0, sea=0.5),
    _kind(creatures.face, 1.5, "", room=2.0, blots=2.0, leaves=1.0, road=1.0),
    _kind(things.car, 1.2, "red blue white black stone yellow slate", road=6.0, meadow=1.0, blots=0.7),
    _kind(things.lorry, 0.8, "red blue white yellow stone orange black", road=6.0, hills=0.7, blots=0.7),
    _kind(things.plane, 1.2, "white stone slate sky black", sky=6.0, road=2.0, meadow=0.7),
    _kind(things.ship, 1.2, "white black slate wood red blue stone", sea=6.0, sky=0.5),
    _kind(creatures.person, 1.0, "", room=2.0, road=2.0, meadow=1.0, blots=1.0),
    _kind(creatures.fish, 0.8, "orange teal blue yellow slate white", water=4.0, blots=1.0),
    _kind(creatures.insect, 0.8, "red yellow black white orange earth", leaves=4.0, blots=1.0),
    _kind(creatures.flower, 0.8, "red yellow pink purple white orange", leaves=4.0, meadow=1.0),
    _kind(creatures.tree, 0.8, "foliage meadow wood earth", meadow=3.0, hills=2.0, snow=0.5),
    _kind(things.vessel, 0.8, "", room=3.0, blots=2.0),
    _kind(things.house, 0.8, "white brick stone wood sand red slate", meadow=3.0, road=2.0, hills=1.0),
    _kind(things.furniture, 0.7, "", room=4.0, blots=1.0),
)
