"""Sources of pictures that are no programs: image models and folders of finished images, told by their path.

    for path, name in expand("model:fractaldb:1000", "--shaders "):     # model:fractaldb/0, fractaldb_000000 ...
        open_painter(path).paint(Brush(seed=0, index=7, slot=0, resolution=64))      # uint8 [64, 64, 3]

Paths: `model:NAME` (a model without categories), `model:NAME/K` (category K of a model), `folder:DIR`. A picture
depends on seed, index, slot and path alone (for a folder: and on its files), as a program's does; there is no time.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np

from image_generation.common.errors import UserError
from image_generation.common.random_streams import stream
from image_generation.models.model import LARGEST, SMALLEST, ImageModel
from image_generation.pictures import centre, resized
from image_generation.shaders.programs import safe_name
from image_generation.shaders.programs.program import ProgramError

MODEL, FOLDER = "model:", "folder:"
DIALECT = "model"  # what tables say in place of a dialect
NO_PREVIEW = "drawn without a shader: no live preview"
MOST_CATEGORIES = 10_000_000

# Purposes 0 to 3 of random streams are the sampler's, 4 to 6 the image models'.
_ORDER = 7
# So many pictures in a row may be unreadable before the folder is held to be.
_ATTEMPTS = 64


@dataclass(frozen=True, kw_only=True)
class Brush:
    """Which picture of a source: that of (seed, index, slot in a mixture), `resolution` pixels square."""

    seed: int
    index: int
    slot: int
    resolution: int


class Painter(Protocol):
    """What draws the pictures of one source, without OpenGL.

    text   what a dataset keeps the digest of: it changes when the pictures do
    """

    @property
    def text(self) -> bytes: ...

    def paint(self, brush: Brush) -> np.ndarray:
        """uint8 [resolution, resolution, 3], RGB; raises ProgramError."""


def is_painted(path: str) -> bool:
    """Whether a source's path, or a SHADERS argument, names an image model or a folder of images."""
    return path.startswith((MODEL, FOLDER))


def expand(spec: str, prefix: str, below: str = "") -> Iterator[tuple[str, str]]:
    """(path, name) of each source that `model:NAME[:N]`, `model:NAME/K` or `folder:DIR` names.

    below   the folder that DIR is relative to
    Raises UserError (code 2): `prefix` says where the argument stands.
    """
    if spec.startswith(FOLDER):
        folder = os.path.abspath(os.path.join(below, spec.removeprefix(FOLDER)))
        if not spec.removeprefix(FOLDER) or not os.path.isdir(folder):
            raise UserError(f"{prefix}{spec[:200]}: no such folder", 2)
        if not _files(folder):
            raise UserError(f"{prefix}{spec[:200]}: holds no images", 2)
        yield FOLDER + folder, safe_name(os.path.basename(folder) or "images")
        return
    single = re.fullmatch(r"(model:[^/:]+)/([0-9]{1,7})", spec)
    try:
        model = _open_model(f"{single[1]}:{int(single[2]) + 1}" if single else spec)
    except ValueError as error:
        raise UserError(f"{prefix}{spec[:200]}: {error}", 2) from None
    if model.n_categories > MOST_CATEGORIES:
        raise UserError(f"{prefix}{spec}: at most {MOST_CATEGORIES} categories", 2)
    if model.default_categories is None:
        yield MODEL + model.name, model.name
        return
    for category in [int(single[2])] if single else range(model.n_categories):
        yield f"{MODEL}{model.name}/{category}", f"{model.name}_{category:07d}"


def check_resolution(paths: Iterator[str], resolution: int, flag: str = "--resolution") -> None:
    """Raises UserError (code 2) where one of the paths is a model that does not draw so many pixels."""
    if not SMALLEST <= resolution <= LARGEST and any(path.startswith(MODEL) for path in paths):
        raise UserError(f"{flag} {resolution}: image models draw {SMALLEST} to {LARGEST} pixels", 2)


def _open_model(spec: str) -> ImageModel:
    # here: most lists have no image models, and a command's first image waits for what it imports
    from image_generation.models.registry import open_model

    return open_model(spec)


def _files(folder: str) -> Sequence[str]:
    """The images of a folder."""
    # here: as in _open_model
    from image_generation.image_files import find_images

    return find_images(folder).files


@lru_cache(maxsize=4096)
def open_painter(path: str) -> Painter:
    """The painter of a source's path; raises ProgramError where a folder has no images (any more)."""
    if path.startswith(FOLDER):
        return _Folder(path.removeprefix(FOLDER))
    name, slash, category = path.partition("/")
    return _Model(_open_model(f"{name}:{int(category) + 1}" if slash else name), int(category or 0))


class _Model:
    def __init__(self, model: ImageModel, category: int):
        self.model, self.category = model, category

    @property
    def text(self) -> bytes:
        model = self.model
        category = f"category {self.category}, " if model.default_categories is not None else ""
        return f"image model {model.name}, {category}version {model.version}\n".encode()

    def paint(self, brush: Brush) -> np.ndarray:
        try:
            return self.model.draw(brush.seed, brush.index, self.category, brush.resolution, brush.slot)
        except ValueError as error:
            raise ProgramError(str(error)) from None


class _Folder:
    """Every run of as many indices as there are images is a permutation of them, drawn anew for each run and slot."""

    def __init__(self, root: str):
        self.root, self.files = root, _files(root)
        if not self.files:
            raise ProgramError(f"{root} holds no images", "unreadable")
        self._order = lru_cache(maxsize=64)(self._permutation)

    @property
    def text(self) -> bytes:
        lines = [f"images of a folder: {len(self.files)}"]
        for file in self.files:
            try:
                size = os.stat(file).st_size
            except OSError:
                size = -1
            lines.append(f"{os.path.relpath(file, self.root)} {size}")
        return ("\n".join(lines) + "\n").encode("utf-8", "surrogateescape")

    def _permutation(self, seed: int, run: int, slot: int) -> np.ndarray:
        return stream(seed, run, _ORDER, slot).permutation(len(self.files))

    def paint(self, brush: Brush) -> np.ndarray:
        # here: as in _open_model
        from image_generation.image_files import BadImage, read_image

        run, position = divmod(brush.index, len(self.files))
        order = self._order(brush.seed, run, brush.slot)
        problem = ""
        for k in range(min(_ATTEMPTS, len(order))):
            try:
                image = read_image(self.files[order[(position + k) % len(order)]])
            except BadImage as error:  # the next one instead
                problem = problem or str(error)
                continue
            return np.ascontiguousarray(resized(centre(image), brush.resolution))
        raise ProgramError(f"no image can be read: {problem}", "unreadable")
