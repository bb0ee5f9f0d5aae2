"""The image models by name.

    open_model("fractaldb:1000").draw(seed=0, index=7, category=3, resolution=64)

Adding a model: a file with a subclass of ImageModel and its MODELS, and the file's place in _FAMILIES.
"""

from __future__ import annotations

import re

from image_generation.models import (
    dead_leaves,
    fractaldb,
    fractals,
    noise,
    perlin,
    perturbed_fractal,
    random_stylegan,
    spectrum,
    visual_atom,
)
from image_generation.models.model import ImageModel

_FAMILIES = (
    dead_leaves,
    spectrum,
    fractaldb,
    fractals,
    visual_atom,
    perturbed_fractal,
    perlin,
    random_stylegan,
    noise,
)
_FACTORIES = {name: factory for family in _FAMILIES for name, factory in family.MODELS.items()}

MODEL_NAMES: tuple[str, ...] = tuple(_FACTORIES)

_PREFIX = "model:"


def open_model(spec: str) -> ImageModel:
    """The image model of a text NAME or NAME:N, with or without `model:` in front; N is the number of categories.

    Raises ValueError for a name that is not known (the names are listed) and for a number that the model cannot have.
    """
    name, colon, number = spec.removeprefix(_PREFIX).partition(":")
    factory = _FACTORIES.get(name)
    if factory is None:
        raise ValueError(f"unknown image model {name!r}; there are: {', '.join(MODEL_NAMES)}")
    if colon and not re.fullmatch(r"-?[0-9]{1,15}", number):
        raise ValueError(f"the number of categories in {spec!r} must be a whole number, not {number!r}")
    return factory(int(number) if colon else None)
