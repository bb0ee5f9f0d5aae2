"""Kinds of scenes: which stages a program has, from its backdrop to what stands in front."""

from __future__ import annotations

from image_generation.shaders.composer import (
    abstract,
    backdrops,
    fronts,
    habitats,
    leaves,
    marched,
    pictures,
    solids,
    subjects,
)
from image_generation.shaders.composer.draft import Draft
from image_generation.shaders.composer.subject_kinds import Kind

SCENES = {
    "picture": 17.0,
    "quilt": 3.0,
    "leaves": 0.6,
    "solids": 1.0,
    "landscape": 0.4,
    "abstract": 0.2,
    "texture": 0.1,
    "still": 0.4,
    "marched": 0.3,
}
_SUBJECTS = {4: 12.0, 5: 60.0}  # of a large thing, by grammar
_ANY = {
    backdrops.horizon: 1.5,
    backdrops.hills: 1.5,
    backdrops.room: 1.5,
    backdrops.flat: 2.5,
    backdrops.soft: 1.5,
    abstract.abstract: 1.0,
}
EMBEDDING_SCENES = {"picture": pictures.picture, "quilt": pictures.quilt}


def scenes_of(grammar: int) -> dict[str, float]:
    """The kinds of scenes that a grammar has, and how often each comes."""
    return {**SCENES, "subject": _SUBJECTS[grammar]} if grammar in _SUBJECTS else SCENES


_BEHIND_SUBJECTS = {
    backdrops.soft: 3.0,
    backdrops.horizon: 1.5,
    backdrops.hills: 1.0,
    backdrops.flat: 0.7,
    backdrops.room: 0.5,
}


def _behind_subject(d: Draft) -> str:
    """Most often an embedded picture, seen from nearer and paler; else what the grammar makes."""
    if d.random.chance(0.4):
        return d.random.weighted(_BEHIND_SUBJECTS)(d)
    d.spend(subjects.PAINT_NS)
    text = pictures.picture(d, behind=True)
    d.spend(-subjects.PAINT_NS)
    return text


def _before(d: Draft) -> str:
    """What stands before an embedded picture: most often nothing."""
    what = d.random.weighted({"nothing": 6.0, "leaves": 1.0, "solids": 1.0, "front": 1.0})
    if what == "leaves" and d.left() > 45.0:
        return leaves.leaves(d, "few")
    if what == "solids" and d.left() > 60.0:
        return solids.solids(d)
    if what == "front" and d.left() > 25.0:
        return fronts.front(d, always=True)
    return ""


def stages(d: Draft, scene: str, kind: Kind | None = None) -> list[str]:
    """The stages of a kind of scene, back to front; kind: of the large thing, from grammar 5 on.

    The most expensive is chosen first and limits the others' cost: pictures, and of the rest what lies in front.
    """
    random = d.random
    if scene == "subject":
        front = subjects.subject(d, kind)
        return [habitats.habitat(d, kind.places) if kind else _behind_subject(d), front]
    if scene == "texture":
        return [random.weighted({backdrops.flat: 3.0, backdrops.room: 0.5})(d)]
    if scene == "abstract":
        front = leaves.leaves(d, "few") if random.chance(0.5) else fronts.front(d, always=True)
        return [abstract.abstract(d), front]  # what is in front keeps a plain picture from being flat
    if scene in EMBEDDING_SCENES:
        return [EMBEDDING_SCENES[scene](d), _before(d)]
    if scene == "landscape":
        front = leaves.crowd(d) if random.chance(0.7) else ""
        return [random.weighted({backdrops.horizon: 1.0, backdrops.hills: 1.5})(d), front]
    if scene == "solids":
        front = solids.solids(d)
        behind = {
            backdrops.horizon: 1.0,
            backdrops.hills: 1.0,
            backdrops.soft: 1.0,
            backdrops.flat: 0.5,
            abstract.abstract: 0.5,
        }
        return [random.weighted(behind)(d), front]
    if scene == "marched":
        front = marched.marched(d)
        return [random.weighted({backdrops.soft: 1.5, backdrops.flat: 1.0, backdrops.horizon: 1.0})(d), front]
    crowd = "few" if scene == "still" else random.weighted({"few": 1.0, "some": 1.5, "full": 1.5})
    front = leaves.leaves(d, crowd)
    if crowd == "full":
        return [backdrops.soft(d), front]
    return [random.weighted(_ANY)(d), front]
