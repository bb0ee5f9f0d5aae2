"""Webdataset shards to train on: tar files whose members KEY.jpg and KEY.cls belong together, read by number.

What belongs together (webdataset's rule): members whose paths agree up to the first dot of the file's name. Of a key
the image is the member with nothing but an image's suffix behind that dot (0007.jpg, not 0007.seg.png); where no
member of a shard is named so, the one that has the only compound suffix there, or the only one that ends in jpg
(0007.input.jpg beside 0007.target.png; labels likewise). Suffixes count in any case, and `./` before a path does not
count. A key that comes n times has n images.
"""

from __future__ import annotations

import os
import posixpath
import re
import stat
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from image_generation.common.errors import UserError
from image_generation.common.files import READ_ONLY
from image_generation.image_files import IMAGE_SUFFIXES, MAX_FILE_BYTES, MAX_PIXELS, BadImage, decode

MOST_CLASSES = 1_000_000
_MOST_LABEL_BYTES = 64
_MOST_SHARDS = 1_000_000
_COMPRESSED = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"\x28\xb5\x2f\xfd": "zstd"}
_RANGE = re.compile(r"\{(\d+)\.\.(\d+)\}")
_CHOICE = re.compile(r"\{([^{}]*,[^{}]*)\}")


class Shards:
    """Images in webdataset shards.

    The tars' headers are read once; then every image is read from its place, so that any order and any position can
    be resumed. paths may be addresses as webdataset writes them (train-{000..127}.tar), shards, or folders of them.
    Raises UserError for missing files, files that are no tar, members that fit no rule, and shards without images.
    """

    def __init__(self, paths: list[str | os.PathLike], *, max_pixels: int | None = None):
        self.shards = _shard_files(paths)
        self.max_pixels = MAX_PIXELS if max_pixels is None else max_pixels
        places: list[tuple[int, int, int, int]] = []
        labelled = True
        for number, shard in enumerate(self.shards):
            here = _shard_members(shard)
            labelled &= all(label >= 0 for _, _, label in here)
            places += [(number, offset, size, label) for offset, size, label in here]
        if not places:
            raise UserError(f"{paths[0]}: the shards hold no images", 2)
        self.places = np.array(places, np.int64)
        top = int(self.places[:, 3].max())
        self.classes = [str(k) for k in range(top + 1)] if labelled else []
        self.labels = self.places[:, 3] if labelled else np.full(len(places), -1, np.int64)

    def __len__(self) -> int:
        return len(self.places)

    def label_of(self, number: int) -> int:
        """The image's KEY.cls, -1 where not all images have one."""
        return int(self.labels[number])

    def read(self, number: int) -> tuple[np.ndarray, int]:
        """uint8 [h, w, 3] and the label. Raises BadImage."""
        shard, offset, size, _ = (int(value) for value in self.places[number])
        name = f"{self.shards[shard]} at byte {offset}"
        if size > MAX_FILE_BYTES:
            raise BadImage(f"{name}: is larger than {MAX_FILE_BYTES >> 20} MB")
        try:
            with open(self.shards[shard], "rb") as file:
                file.seek(offset)
                data = file.read(size)
        except OSError as error:
            raise BadImage(f"{name}: {error.strerror}") from None
        return decode(data, name, self.max_pixels), self.label_of(number)


# ------------------------------------------------------------------ addresses


def expanded(address: str) -> list[str]:
    """An address with its braces carried out: {000..127} counts (leading zeros stay), {a,b} lists.

    Raises UserError for one that names too many files.
    """
    todo, done = [address], list[str]()
    while todo:
        text = todo.pop()
        counted, listed = _RANGE.search(text), _CHOICE.search(text)
        if counted is not None and (listed is None or counted.start() < listed.start()):
            first, last = counted[1], counted[2]
            width = len(first) if first.startswith("0") else 0
            numbers = range(int(first), int(last) + 1)
            if len(numbers) + len(todo) + len(done) > _MOST_SHARDS:
                raise UserError(f"{address}: names more than {_MOST_SHARDS} shards", 2)
            parts = [f"{number:0{width}d}" for number in numbers]
            start, end = counted.span()
        elif listed is not None:
            parts = listed[1].split(",")
            start, end = listed.span()
        else:
            done.append(text)
            continue
        if len(parts) + len(todo) + len(done) > _MOST_SHARDS:
            raise UserError(f"{address}: names more than {_MOST_SHARDS} shards", 2)
        todo += [text[:start] + part + text[end:] for part in reversed(parts)]
    return done


def _shard_files(paths: list[str | os.PathLike]) -> list[str]:
    shards: list[str] = []
    for given in paths:
        path = Path(given)
        if path.is_dir():
            found = sorted(str(file) for file in path.iterdir() if file.suffix.lower() == ".tar")
            packed = [file.name for file in path.iterdir() if re.search(r"\.tar\.\w+$|\.t[gbx]z$", file.name.lower())]
            if not found and packed:
                raise UserError(f"{path / packed[0]}: is compressed: unpack it to a plain .tar (gunzip)", 2)
        else:
            found = [str(path)] if path.exists() else expanded(str(given))
        if not found:
            raise UserError(f"{path}: no .tar shards there: name shards or a folder that holds them", 2)
        for shard in found:
            if not os.path.exists(shard):
                which = f", of {given}" if shard != str(given) else ""
                raise UserError(f"{shard}: no .tar shards there{which}: name shards or a folder that holds them", 2)
            if not os.path.isfile(shard):
                raise UserError(f"{shard}: is no regular file: name shards or a folder that holds them", 2)
        shards += found
    return shards


# ------------------------------------------------------------------ members


@dataclass
class _Key:
    """What a shard holds under one key: (suffix, offset, size, member) of images, (suffix, label) of labels."""

    images: list[tuple[str, int, int, str]] = field(default_factory=list)
    compound: list[tuple[str, int, int, str]] = field(default_factory=list)
    labels: list[tuple[str, int]] = field(default_factory=list)


def _shard_members(shard: str) -> list[tuple[int, int, int]]:
    """(offset, size, label or -1) of a shard's images, in its order."""
    keys: dict[str, _Key] = {}
    try:
        with open(os.open(shard, READ_ONLY), "rb") as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode):
                raise UserError(f"{shard}: is no regular file", 2)
            start = file.read(6)
            for magic, name in _COMPRESSED.items():
                if start.startswith(magic):
                    raise UserError(
                        f"{shard}: is compressed ({name}): images are read from their places in it, so unpack it to a "
                        "plain .tar first",
                        2,
                    )
            file.seek(0)
            with tarfile.open(fileobj=file, mode="r:") as tar:
                for member in _members(tar):
                    _sort_in(keys, tar, member, shard, about.st_size)
    except (tarfile.TarError, OSError, ValueError, EOFError, OverflowError) as error:
        raise UserError(f"{shard}: is no readable webdataset shard ({error})", 2) from None
    _name_images(keys, shard)
    found = []
    for name, key in keys.items():
        own = [label for suffix, label in key.labels if suffix == "cls"] or [label for _, label in key.labels]
        if own and key.images and len(own) != len(key.images):
            raise UserError(
                f"{shard}: {key.images[0][3]}: its key {name} has {len(key.images)} images and {len(own)} labels: each "
                "image of a key needs one KEY.cls",
                2,
            )
        labels = own or [-1] * len(key.images)
        found += [(offset, size, label) for (_, offset, size, _), label in zip(key.images, labels)]
    return sorted(found)


def _members(tar: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    """A tar's members, none of which is remembered: shards may hold millions."""
    while (member := tar.next()) is not None:
        tar.members = []  # type: ignore[attr-defined]
        yield member


def _sort_in(keys: dict[str, _Key], tar: tarfile.TarFile, member: tarfile.TarInfo, shard: str, end: int) -> None:
    folder, name = posixpath.split(posixpath.normpath(member.name))
    stem, _, suffix = name.partition(".")
    suffix = suffix.lower()
    image = name.lower().endswith(IMAGE_SUFFIXES)
    label = suffix == "cls" or suffix.endswith(".cls")
    if name.startswith(".") or not (image or label) or member.isdir():
        return
    where = f"{shard}: {member.name}"
    if not member.isreg() or member.issparse():
        raise UserError(f"{where}: is a link or has holes: images and labels must be plain files in the tar", 2)
    if member.offset_data + member.size > end:
        raise UserError(f"{where}: ends behind the end of the shard: is no readable webdataset shard (cut off?)", 2)
    key = keys.setdefault(posixpath.join(folder, stem), _Key())
    if label:
        key.labels.append((suffix, _label(tar, member, where)))
        return
    if member.size > MAX_FILE_BYTES:
        raise UserError(f"{where}: has {member.size >> 20} MB: an image may have {MAX_FILE_BYTES >> 20}", 2)
    place = (suffix, member.offset_data, member.size, member.name)
    (key.images if f".{suffix}" in IMAGE_SUFFIXES else key.compound).append(place)


def _label(tar: tarfile.TarFile, member: tarfile.TarInfo, where: str) -> int:
    file = tar.extractfile(member) if member.size <= _MOST_LABEL_BYTES else None
    text = file.read().decode("ascii", "replace").strip() if file is not None else ""
    if not re.fullmatch(r"\d{1,18}", text) or int(text) >= MOST_CLASSES:
        raise UserError(f"{where}: a .cls member must hold one whole number from 0 to {MOST_CLASSES - 1}", 2)
    return int(text)


def _name_images(keys: dict[str, _Key], shard: str) -> None:
    """Decide which member is a key's image: `images` of each key holds them afterwards. Raises UserError."""
    if not any(key.images for key in keys.values()):
        suffixes = {place[0]: place[3] for key in keys.values() for place in key.compound}
        photos = [suffix for suffix in suffixes if suffix.endswith((".jpg", ".jpeg"))]
        chosen = photos if len(photos) == 1 else list(suffixes)
        if len(chosen) > 1:
            raise UserError(
                f"{shard}: {suffixes[chosen[0]]} and {suffixes[chosen[1]]}: a key is what stands before the first dot "
                "of a name, and which of its members is the image cannot be told: name it KEY.jpg (no other dots)",
                2,
            )
        for key in keys.values():
            key.images = [place for place in key.compound if place[0] in chosen]
    for name, key in keys.items():
        kinds = {place[0]: place[3] for place in key.images}
        if len(kinds) > 1:
            one, other, *_ = kinds.values()
            raise UserError(
                f"{shard}: {one} and {other}: two images of the one key {name}: a key's image is KEY.jpg or KEY.png; "
                "name others KEY.seg.png",
                2,
            )
        if key.compound and not key.images:
            raise UserError(
                f"{shard}: {key.compound[0][3]}: key {name} has no image named {name}.jpg (or .png ...), as other keys "
                "have: a key is what stands before the first dot",
                2,
            )
