"""The classes of images: from their folders, or from dataset.json as StyleGAN2-ADA's dataset_tool.py has it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

import numpy as np

from image_generation.common.errors import UserError

TABLE = "dataset.json"
MOST_CLASSES = 1_000_000
MAX_TABLE_BYTES = 256 << 20
# Numbered parts of one set are no classes: generate_dataset.py's flat layout, and dataset_tool.py's chunks.
_FLAT = re.compile(r"\d{10}/.+|\d{5}/img\d{8}\.\w+")


def class_name(name: str) -> str:
    """The class that an image's path (below the set's folder, with /) names; '' for none."""
    first, _, rest = name.partition("/")
    return "" if not rest or _FLAT.fullmatch(name) else first


def read_labels(data: bytes, where: str) -> dict[str, int] | None:
    """{image's path: class} of a dataset.json, {} where it says that there are no labels; None for some other file.

    Raises UserError for labels that are none.
    """
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or "labels" not in value:
        return None
    pairs = value["labels"]
    if pairs is None:
        return {}
    labels: dict[str, int] = {}
    for pair in pairs if isinstance(pairs, list) else [pairs]:
        name, label = pair if isinstance(pair, list) and len(pair) == 2 else (None, None)
        if not isinstance(name, str) or type(label) is not int or not 0 <= label < MOST_CLASSES:
            raise UserError(
                f"{where}: its labels must be pairs of a path and a class from 0 to {MOST_CLASSES - 1}, not "
                f"{str(pair)[:60] if isinstance(pair, (str, int, float)) else type(pair).__name__}",
                2,
            )
        labels[name] = label
    return labels


def numbered(
    names: Sequence[str], given: dict[str, int] | None, where: str, folders: Sequence[str]
) -> tuple[list[str], np.ndarray]:
    """(names of the classes, int64 labels of the images: -1 without classes).

    names     of the images, as dataset.json has them
    given     what read_labels said; None: `folders` (a class's name an image, '' for none) are the classes
    """
    if given is None:
        labelled = all(folders)
        classes = sorted(set(folders)) if labelled else []
        number = {name: k for k, name in enumerate(classes)}
        return classes, np.array([number[name] for name in folders] if labelled else [-1] * len(names), np.int64)
    if not given:
        return [], np.full(len(names), -1, np.int64)
    missing = next((name for name in names if name not in given), None)
    if missing is not None:
        raise UserError(f"{where}: {TABLE} gives {missing} no label: complete or remove it", 2)
    labels = np.array([given[name] for name in names], np.int64)
    return [str(k) for k in range(int(labels.max()) + 1)], labels
