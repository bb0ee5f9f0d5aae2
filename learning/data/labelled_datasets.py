"""Labelled images to measure encoders on, by name: digits (offline), torchvision's data sets, folders.

train, test, classes = open_labelled("digits", root="data")
image, label = train[0]                                          # PIL image (RGB), int
"""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torchvision.datasets as tv
from PIL import Image

from image_generation.common.errors import UserError
from image_generation.common.progress import plain_bars
from image_generation.image_files import MAX_PIXELS, read_image
from learning.data.ada_dataset import AdaZip
from learning.data.folders import ImageFolder, is_archive, name_problems
from learning.hub.addresses import split_addresses
from learning.hub.local import local_data
from learning.logs import say

DOWNLOAD_SILENCE = 20.0  # seconds

# name: (class of torchvision.datasets, options of the training part, options of the test part)
_SPLIT = {"split": "train"}, {"split": "test"}
_TRAIN = {"train": True}, {"train": False}
TORCHVISION: dict[str, tuple[Callable[..., Any], dict[str, Any], dict[str, Any] | None]] = {
    "cifar10": (tv.CIFAR10, *_TRAIN),
    "cifar100": (tv.CIFAR100, *_TRAIN),
    "mnist": (tv.MNIST, *_TRAIN),
    "fashionmnist": (tv.FashionMNIST, *_TRAIN),
    "stl10": (tv.STL10, *_SPLIT),
    "svhn": (tv.SVHN, *_SPLIT),
    "dtd": (tv.DTD, *_SPLIT),
    "flowers102": (tv.Flowers102, *_SPLIT),
    "fgvcaircraft": (tv.FGVCAircraft, {"split": "trainval"}, {"split": "test"}),
    "food101": (tv.Food101, *_SPLIT),
    "gtsrb": (tv.GTSRB, *_SPLIT),
    "pcam": (tv.PCAM, *_SPLIT),
    "stanfordcars": (tv.StanfordCars, *_SPLIT),
    "oxfordiiitpet": (tv.OxfordIIITPet, {"split": "trainval"}, {"split": "test"}),
    "clevrcount": (tv.CLEVRClassification, {"split": "train"}, {"split": "val"}),
    "country211": (tv.Country211, *_SPLIT),
    "renderedsst2": (tv.RenderedSST2, *_SPLIT),
    # No parts of their own: split as below.
    "caltech101": (tv.Caltech101, {}, None),
    "eurosat": (tv.EuroSAT, {}, None),
    "sun397": (tv.SUN397, {}, None),
}


class Subset:
    """Some items of a data set: read(k) -> (PIL image, label), label(k) and name(k), for the numbers k in `chosen`.

    name is an image's file, or its number where it has none of its own.
    """

    def __init__(
        self,
        read: Callable[[int], tuple[Image.Image, int]],
        label: Callable[[int], int],
        chosen: Iterable[int],
        name: Callable[[int], str] = str,
    ):
        self.read, self.label, self.name, self.chosen = read, label, name, [int(k) for k in chosen]

    def __len__(self) -> int:
        return len(self.chosen)

    def __getitem__(self, k: int) -> tuple[Image.Image, int]:
        image, label = self.read(self.chosen[k])
        return image.convert("RGB"), int(label)

    def labels(self) -> np.ndarray:
        """int64 [n], without reading the images where the data set tells them."""
        return np.array([self.label(k) for k in self.chosen], np.int64)

    def rows(self, rows: np.ndarray) -> Subset:
        """The items of these rows alone."""
        return Subset(self.read, self.label, np.array(self.chosen, np.int64)[rows], self.name)

    def few_per_class(self, few: int, seed: int) -> Subset:
        """`few` images of each class, drawn with `seed`, in the part's order."""
        return self.rows(draw_per_class(self.labels(), few, np.random.default_rng(seed)))


class Indexed:
    """A part whose items say which they are, (image, row), instead of their labels."""

    def __init__(self, part: Subset):
        self.part = part

    def __len__(self) -> int:
        return len(self.part)

    def __getitem__(self, k: int) -> tuple[Image.Image, int]:
        return self.part[k][0], k


def draw_per_class(labels: np.ndarray, few: int, generator: np.random.Generator) -> np.ndarray:
    """Sorted rows of `few` items of each class (all of a class that has no more), drawn at random."""
    rows = [generator.permutation(np.flatnonzero(labels == label))[:few] for label in np.unique(labels)]
    return np.sort(np.concatenate(rows))


@dataclass(frozen=True)
class Labelled:
    """A training and a test part, the number of classes, and their names where the data set has some."""

    train: Subset
    test: Subset
    classes: int
    names: tuple[str, ...] = ()


def labelled_names() -> list[str]:
    """Names that open_labelled takes, beside image_folder:TRAIN:TEST."""
    return ["digits", *sorted(TORCHVISION)]


def open_labelled(
    name: str,
    root: str | os.PathLike = "data",
    few: int | None = None,
    seed: int = 0,
    *,
    max_pixels: int = MAX_PIXELS,
) -> Labelled:
    """The data set of that name (any case, dashes and underscores do not matter).

    root    where torchvision's are looked for, and downloaded to
    few     use so many training images a class (drawn with `seed`), all where None
    max_pixels  image folders' images of more are not decoded (reading them raises BadImage)
    Raises UserError for an unknown name, a missing folder, a failed download.
    """
    parts = _open(name, root, max_pixels)
    if few is None:
        return parts
    return replace(parts, train=parts.train.few_per_class(few, seed))


def _open(name: str, root: str | os.PathLike, max_pixels: int) -> Labelled:
    if name.startswith("image_folder:"):
        return _folders(name, max_pixels)
    if name.partition(":")[0] in MORE:
        return open_more(name, root, max_pixels)
    key = re.sub(r"[^a-z0-9]", "", name.lower())
    key = {"clevr": "clevrcount", "clevrclassification": "clevrcount"}.get(key, key)
    if key == "digits":
        return _digits()
    if key not in TORCHVISION:
        raise UserError(
            f"--dataset {name}: unknown; choose image_folder:TRAIN:TEST, "
            f"{', '.join(f'{kind}:{argument}' for kind, argument in MORE.items())} or one of "
            f"{', '.join(labelled_names())}",
            2,
        )
    build, train, test = TORCHVISION[key]
    try:
        with _patience(DOWNLOAD_SILENCE), plain_bars():
            parts = [build(str(root), download=True, **options) for options in (train, test) if options is not None]
    except Exception as error:
        reason = " ".join(str(error).split())[:200]
        missing = re.search(r"(?:No module named '?|pip install )(\w+)", reason)
        if missing:
            raise UserError(
                f"--dataset {name}: torchvision needs {missing[1]} to read it: "
                f".venv/bin/python -m pip install {missing[1]}"
            ) from None
        raise UserError(
            f"--dataset {name}: torchvision cannot download it to {root} ({reason}); offline, use digits or "
            "image_folder:TRAIN:TEST"
        ) from None
    if test is None:
        return _split(parts[0])
    first, second = (_part(part, range(len(part))) for part in parts)
    return Labelled(first, second, _count(parts[0]), _names(parts[0]))


@contextmanager
def _patience(seconds: float) -> Iterator[None]:
    """Connections that stay silent for so long fail inside the block (torchvision itself would wait for ever)."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(seconds)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


def _count(dataset) -> int:
    labels = getattr(dataset, "classes", None)
    return len(labels) if labels else 1 + max(_label(dataset, k) for k in range(len(dataset)))


def _names(dataset) -> tuple[str, ...]:
    labels = getattr(dataset, "classes", None)
    return tuple(map(str, labels)) if labels and len(labels) == _count(dataset) else ()


def _label(dataset, k: int) -> int:
    for attribute in ("targets", "labels", "_labels", "y"):
        labels = getattr(dataset, attribute, None)
        if labels is not None and len(labels) == len(dataset):
            return int(labels[k])
    return int(dataset[k][1])


def _part(dataset, chosen: Iterable[int]) -> Subset:
    return Subset(dataset.__getitem__, lambda k: _label(dataset, k), chosen)


def _digits() -> Labelled:
    """scikit-learn's 1,797 handwritten digits of 8x8 pixels; every third one is for testing."""
    # here: scikit-learn takes a second to import
    from sklearn.datasets import load_digits

    digits = load_digits()
    images = np.round(digits.images * (255.0 / 16.0)).astype(np.uint8)
    test = np.arange(len(images)) % 3 == 0

    def part(chosen: np.ndarray) -> Subset:
        return Subset(lambda k: (Image.fromarray(images[k]), digits.target[k]), lambda k: digits.target[k], chosen)

    return Labelled(part(np.flatnonzero(~test)), part(np.flatnonzero(test)), 10, tuple("0123456789"))


def _folders(name: str, max_pixels: int) -> Labelled:
    parts = split_addresses(name)
    if len(parts) != 3 or not parts[1] or not parts[2]:
        raise UserError(f"--dataset {name}: must be image_folder:TRAIN:TEST", 2)
    folders = [
        AdaZip(path, max_pixels=max_pixels)
        if is_archive([path])
        else ImageFolder([path], training_part=False, max_pixels=max_pixels)
        for path in map(local_data, parts[1:])
    ]
    for folder, path in zip(folders, parts[1:]):
        name_problems(folder.problems, say)
        if not folder.classes:
            raise UserError(f"--dataset {name}: {path} has no class folders", 2)
    unknown = sorted(set(folders[1].classes) - set(folders[0].classes))
    if unknown:
        raise UserError(f"--dataset {name}: class {unknown[0]} of {parts[2]} is not in {parts[1]}", 2)
    numbers = {label: k for k, label in enumerate(folders[0].classes)}

    def part(folder: ImageFolder | AdaZip) -> Subset:
        def label(k: int) -> int:
            return numbers[folder.classes[folder.label_of(k)]]

        def read(k: int) -> tuple[Image.Image, int]:
            return Image.fromarray(folder.read(k)[0]), label(k)

        return Subset(read, label, range(len(folder)), lambda k: os.path.abspath(folder.files[k]))

    first, second = map(part, folders)
    return Labelled(first, second, len(numbers), tuple(numbers))


def _split(dataset) -> Labelled:
    """Every fifth image of each class is for testing."""
    seen: dict[int, int] = {}
    train: list[int] = []
    test: list[int] = []
    for k in range(len(dataset)):
        label = _label(dataset, k)
        seen[label] = seen.get(label, -1) + 1
        (test if seen[label] % 5 == 0 else train).append(k)
    return Labelled(_part(dataset, train), _part(dataset, test), 1 + max(seen), _names(dataset))


# ------------------------------------------------------------------ sets with an argument: NAME:ARGUMENT

MORE = {"imagenet": "DIR", "cub200": "DIR", "medmnist": "NAME"}


def open_more(name: str, root: str | os.PathLike, max_pixels: int = MAX_PIXELS) -> Labelled:
    """imagenet:DIR (folders train and val), cub200:DIR (as CUB-200-2011 is published), medmnist:NAME (the package
    medmnist, 64 pixels; `root` is where its files are or go). Raises UserError."""
    kind, _, argument = name.partition(":")
    if not argument:
        raise UserError(f"--dataset {name}: must be {kind}:{MORE[kind]}", 2)
    if kind != "medmnist":
        argument = local_data(argument)
    if kind == "imagenet":
        return _folders(f"image_folder:{argument}/train:{argument}/val", max_pixels)
    return _cub200(name, argument, max_pixels) if kind == "cub200" else _medmnist(name, argument, root)


def _cub200(name: str, folder: str, max_pixels: int) -> Labelled:
    def table(file: str) -> dict[int, str]:
        path = os.path.join(folder, file)
        try:
            with open(path, encoding="utf-8") as lines:
                return {
                    int(number): rest for number, rest in (line.split(maxsplit=1) for line in lines if line.strip())
                }
        except OSError as error:
            raise UserError(f"--dataset {name}: {path}: {error.strerror}: name the folder with images.txt", 2) from None
        except ValueError:
            raise UserError(f"--dataset {name}: {path}: a line is not 'NUMBER TEXT'", 2) from None

    files, parts, labels = table("images.txt"), table("train_test_split.txt"), table("image_class_labels.txt")
    names = tuple(text.strip() for _, text in sorted(table("classes.txt").items()))
    lacking = [number for number in files if number not in parts or number not in labels]
    if lacking:
        raise UserError(f"--dataset {name}: image {lacking[0]} of images.txt has no part or no class", 2)
    classes = {}
    for number in files:
        text = labels[number].strip()
        if not re.fullmatch(r"[0-9]{1,9}", text) or not 1 <= int(text) <= len(names):
            raise UserError(
                f"--dataset {name}: image_class_labels.txt: image {number} is of class {text[:40]!a}, where "
                f"classes.txt has 1 to {len(names)}",
                2,
            )
        if parts[number].strip() not in ("0", "1"):
            text = parts[number].strip()
            raise UserError(f"--dataset {name}: train_test_split.txt: image {number} has {text[:40]!a}, not 0 or 1", 2)
        classes[number] = int(text) - 1
    root = os.path.abspath(os.path.join(folder, "images"))
    paths = {number: os.path.abspath(os.path.join(root, text.strip())) for number, text in files.items()}
    outside = [path for path in paths.values() if not path.startswith(root + os.sep)]
    if outside:
        raise UserError(f"--dataset {name}: images.txt names a file outside of its folder: {outside[0]}", 2)

    def read(number: int) -> tuple[Image.Image, int]:
        return Image.fromarray(read_image(paths[number], max_pixels)), classes[number]

    def part(wanted: str) -> Subset:
        chosen = [number for number in files if parts[number].strip() == wanted]
        if not chosen:
            raise UserError(f"--dataset {name}: train_test_split.txt has no image of part {wanted}", 2)
        return Subset(read, classes.__getitem__, chosen, paths.__getitem__)

    return Labelled(part("1"), part("0"), len(names), names)


def _medmnist(name: str, which: str, root: str | os.PathLike) -> Labelled:
    try:
        # Not at the top: an extra.
        import medmnist
    except ImportError:
        raise UserError(
            f"--dataset {name}: medmnist is not installed: .venv/bin/python -m pip install medmnist", 2
        ) from None
    about = medmnist.INFO.get(which)
    if about is None or "3d" in which or "multi-label" in about["task"]:
        flat = [key for key, value in medmnist.INFO.items() if "3d" not in key and "multi-label" not in value["task"]]
        raise UserError(f"--dataset {name}: choose medmnist: with one of {', '.join(flat)}", 2)
    build = getattr(medmnist, about["python_class"])
    try:
        with _patience(DOWNLOAD_SILENCE), plain_bars():
            os.makedirs(root, exist_ok=True)
            train, test = (build(split=split, download=True, size=64, root=str(root)) for split in ("train", "test"))
    except Exception as error:
        reason = " ".join(str(error).split())[:200]
        raise UserError(f"--dataset {name}: medmnist cannot download it to {root} ({reason})") from None

    def part(dataset) -> Subset:
        labels = dataset.labels.reshape(len(dataset)).astype(int)
        return Subset(lambda k: (dataset[k][0], labels[k]), lambda k: int(labels[k]), range(len(labels)))

    names = tuple(text for _, text in sorted(about["label"].items(), key=lambda pair: int(pair[0])))
    return Labelled(part(train), part(test), len(names), names)
