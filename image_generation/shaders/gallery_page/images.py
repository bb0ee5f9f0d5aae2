"""A dataset's folder -> what its images are called, and what samples.csv and programs.csv say of them."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from image_generation.common.cli import read_config
from image_generation.common.errors import UserError
from image_generation.datasets.layout import CONFIG, PROGRAMS, SAMPLES
from image_generation.image_files import IMAGE_SUFFIXES, find_images, relative
from image_generation.shaders import programs
from image_generation.shaders.painters import NO_PREVIEW, is_painted
from image_generation.shaders.programs.program import ProgramError
from image_generation.shaders.sources import BUNDLED, Source, is_composed

_OTHER_COLUMNS = ("seeds", "class", "boxes")  # shown as they stand
_MOST_TEXT = 2000  # characters of such a value


@dataclass(frozen=True)
class Image:
    """An image of a dataset.

    file       path below the dataset's folder, with /
    programs   names of the programs in it; times and weights: of each, as far as samples.csv says
    facts      other columns of samples.csv
    """

    file: str
    programs: tuple[str, ...] = ()
    times: tuple[float, ...] = ()
    weights: tuple[float, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def folder(self) -> str:
        """The folder as a class's name; '' at the top, and for folders that are only numbers."""
        folder = self.file.rpartition("/")[0]
        return "" if re.fullmatch(r"\d+", folder) else folder


@dataclass(frozen=True)
class Dataset:
    """A folder of images: root, images in order, rows of programs.csv by name, the settings that it was made with."""

    root: Path
    images: list[Image]
    programs: dict[str, dict[str, str]] = field(default_factory=dict)
    dialect: str | None = None
    textures: str | None = None


def read_dataset(root: Path, most: int, apart_from: Path) -> tuple[Dataset, int]:
    """(the dataset with at most `most` images, evenly spaced, how many there are); apart_from: a folder to leave out.

    Raises UserError where there is no folder, or no image in it.
    """
    if not root.is_dir():
        raise UserError(f"--dataset {root}: no such folder", 2)
    images = _sampled(root) or [Image(file) for file in _files(root, apart_from)]
    if not images:
        raise UserError(f"--dataset {root}: holds no images ({', '.join(s[1:] for s in IMAGE_SUFFIXES)})", 2)
    total = len(images)
    if total > most:
        images = [images[k * total // most] for k in range(most)]
    rows: dict[str, dict[str, str]] = {}
    with (
        contextlib.suppress(OSError, csv.Error, UnicodeDecodeError),
        _text_file(root, PROGRAMS) as file,
    ):
        rows = {row["name"]: row for row in csv.DictReader(file) if row.get("name") and row.get("path")}
    config = {}
    with contextlib.suppress(UserError):
        config = read_config(root / CONFIG) if _inside(root, str(root / CONFIG)) else {}
    dialect, textures = config.get("dialect"), config.get("textures")
    return Dataset(
        root,
        images,
        rows,
        dialect if isinstance(dialect, str) and dialect in programs.DIALECTS else None,
        textures if isinstance(textures, str) and os.path.isdir(textures) and _inside(root, textures) else None,
    ), total


def _sampled(root: Path) -> list[Image]:
    """The rows of samples.csv; [] without one, and where it is some other table."""
    with (
        contextlib.suppress(OSError, KeyError, ValueError, csv.Error),
        _text_file(root, SAMPLES) as file,
    ):
        return [_image(row) for row in csv.DictReader(file)]
    return []


def _image(row: dict[str, str]) -> Image:
    if not row.get("file"):
        raise ValueError("a row without a file")

    def parts(key: str) -> list[str]:
        return [part for part in (row.get(key) or "").split(";") if part]

    facts = ((key, row[key][:_MOST_TEXT]) for key in _OTHER_COLUMNS if row.get(key))
    return Image(
        row["file"],
        tuple(parts("programs")),
        tuple(_number(text) for text in parts("times")),
        tuple(_number(text) for text in parts("weights")),
        tuple(facts),
    )


def _number(text: str) -> float:
    value = float(text)
    if not abs(value) < 1e15:
        raise ValueError(text)
    return value


def _files(root: Path, apart_from: Path) -> list[str]:
    # A page may be published: nothing that links fetch from elsewhere belongs on it.
    found = find_images(root, leave_out=apart_from, inside_only=True)
    names = [relative(root, file) for file in found.files]
    # A folder's own images, then its sub-folders.
    return sorted(names, key=lambda name: [(k < name.count("/"), part) for k, part in enumerate(name.split("/"))])


def _text_file(root: Path, name: str) -> TextIO:
    """A table of the dataset. Raises FileNotFoundError for a link that leads out, and for pipes and devices."""
    path = root / name
    if not path.is_file() or not _inside(root, str(path)):
        raise FileNotFoundError(path)
    return open(path, newline="", encoding="utf-8")


def _inside(root: Path, path: str) -> bool:
    """Whether a path is below root, links followed."""
    real = os.path.realpath(root)
    return os.path.realpath(path).startswith(real.rstrip(os.sep) + os.sep)


def image_source(root: Path, image: Image) -> Source:
    """Where an image's bytes are, named so that the same file has the same name in every run.

    Its path is '' where samples.csv names a file outside the dataset, or one that links lead to.
    """
    parts = image.file.split("/")
    path = os.path.join(root, image.file)
    inside = not os.path.isabs(image.file) and ".." not in parts and "\0" not in image.file and _inside(root, path)
    name = hashlib.sha256(os.fsencode(image.file)).hexdigest()[:24]
    return Source(name, path if inside else "")


def kept_inside(sources: Sequence[Source], shaders: Sequence[str]) -> list[Source]:
    """The sources, without a path ('') where it is a link that leads out of the folder which --shaders names.

    A page may be published, and a link in a downloaded folder can name any file of this machine.
    """
    folders = [Path(os.path.abspath(spec)) for spec in shaders if os.path.isdir(spec)]

    def leads_out(path: str) -> bool:
        here = [folder for folder in folders if folder in Path(os.path.abspath(path)).parents]
        return bool(here) and not any(_inside(folder, path) for folder in here)

    return [Source(source.name, "") if not source.painted and leads_out(source.path) else source for source in sources]


def program_source(name: str, row: dict[str, str] | None) -> tuple[Source, bytes, str]:
    """(source, text, why there is no text) of a program that samples.csv names; row: of programs.csv.

    The text is given only where it is the one that was drawn, by its SHA-1: a table can name any file.
    """
    if row is None:
        return Source(name, ""), b"", f"{PROGRAMS} does not name it"
    path = row["path"]
    if path.startswith("bundled/"):
        path = os.path.join(BUNDLED, path.removeprefix("bundled/"))
    if is_painted(path):
        return Source(name, ""), b"", NO_PREVIEW
    source = Source(name, path)
    if is_composed(path) and not source.composed:
        return source, b"", "is no composed program"
    try:
        text = source.read()
    except (ProgramError, ValueError) as error:
        return source, b"", str(error)
    if hashlib.sha1(text).hexdigest() != row.get("sha1"):
        return source, b"", "its text is another one now than when the images were made"
    return source, text, ""
