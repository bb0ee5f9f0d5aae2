"""WebDataset shards: tar files of consecutive images whose bytes depend on what they hold alone.

    shard-000000.tar    000000000.jpg  000000000.cls  000000000.json  [000000000.npz]  000000001.jpg ...
    index.json          count, bytes and SHA-256 of each shard, settings, class names, excluded programs

A sample's key is the image's index in the dataset. KEY.cls holds its class: the number, in the sorted list of programs,
of its program (of a mixture: of the one that makes up most of it). KEY.json holds index, programs (names), times
(seconds), weights, boxes and parameters (what each sample's factors are drawn from); its keys and their types are the
same for all images, as readers of tables need.
"""

from __future__ import annotations

import hashlib
import json
import re
import tarfile
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO

import numpy as np

INDEX, CONFIG, PROGRAMS = "index.json", "config.yaml", "programs.csv"
VERSION = 1
SHARD_NAME = re.compile(r"shard-(\d{6,})\.tar")
KEY_DIGITS = 9
IMAGE_FORMATS = ("jpg", "png", "webp")
_RECORD = 10240  # bytes that a tar's length is a multiple of


@dataclass(frozen=True, kw_only=True)
class ShardPlan:
    """How many images there are, and how many consecutive ones make a shard."""

    n_images: int
    shard_size: int

    @property
    def n_shards(self) -> int:
        """Shards of the whole dataset; the last may be shorter."""
        return -(-self.n_images // self.shard_size)

    def images(self, number: int) -> range:
        """Indices of a shard's images."""
        return range(number * self.shard_size, min((number + 1) * self.shard_size, self.n_images))


@dataclass(frozen=True, kw_only=True)
class ShardEntry:
    """What index.json says of a shard: its name, samples, bytes and SHA-256 (hex)."""

    name: str
    count: int
    bytes: int
    sha256: str


def shard_name(number: int) -> str:
    """File name of a shard: shard-000000.tar."""
    return f"shard-{number:06d}.tar"


def shard_number(name: str) -> int | None:
    """Number of the shard that a file name is of; None where it is of none."""
    match = SHARD_NAME.fullmatch(name)
    return int(match[1]) if match and shard_name(int(match[1])) == name else None


def table_bytes(table: dict[str, Any]) -> bytes:
    """KEY.json as it is written."""
    return json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode()


class ShardWriter:
    """Writes samples into a tar of fixed times, owners and modes.

    file    binary and writable; the caller closes it
    Attributes: count (samples), size (bytes so far), sha256 (hex, after finish).
    """

    def __init__(self, file: BinaryIO):
        self.file, self.count, self.size, self.sha256 = file, 0, 0, ""
        self._digest = hashlib.sha256()

    def add(self, index: int, image: bytes, suffix: str, label: int, about: bytes, *, labels: bytes = b"") -> None:
        """Write one sample: the encoded image (suffix 'jpg' | 'png' | 'webp'), its class, KEY.json (table_bytes), and
        its ground truth KEY.npz, where there is any."""
        key = f"{index:0{KEY_DIGITS}d}"
        members = [(suffix, image), ("cls", str(label).encode()), ("json", about)]
        for name, data in [*members, ("npz", labels)] if labels else members:
            self._write(_header(f"{key}.{name}", len(data)) + data + bytes(-len(data) % tarfile.BLOCKSIZE))
        self.count += 1

    def finish(self) -> None:
        """Write the end of the archive."""
        self._write(bytes(2 * tarfile.BLOCKSIZE + -(self.size + 2 * tarfile.BLOCKSIZE) % _RECORD))
        self.sha256 = self._digest.hexdigest()

    def _write(self, data: bytes) -> None:
        self.file.write(data)
        self._digest.update(data)
        self.size += len(data)


def _header(name: str, size: int) -> bytes:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o644
    return member.tobuf(tarfile.USTAR_FORMAT)


def index_bytes(
    *,
    plan: ShardPlan,
    settings: dict[str, Any],
    classes: list[str],
    excluded: dict[str, str],
    shards: list[ShardEntry],
) -> bytes:
    """index.json of a finished dataset; excluded: program -> why it is not drawn."""
    table = {
        "format": "webdataset",
        "version": VERSION,
        "images": plan.n_images,
        "shard_size": plan.shard_size,
        "settings": settings,
        "excluded": dict(sorted(excluded.items())),
        "shards": [asdict(entry) for entry in shards],
        "classes": classes,
    }
    return (json.dumps(table, ensure_ascii=False, indent=1) + "\n").encode()


def read_index(data: bytes) -> dict[str, Any]:
    """index.json, its shards as ShardEntry objects. Raises ValueError for what is no index of ours."""
    table = json.loads(data)
    if not isinstance(table, dict) or table.get("format") != "webdataset" or table.get("version") != VERSION:
        raise ValueError("is no index of shards that this version knows")
    try:
        table["shards"] = [ShardEntry(**entry) for entry in table["shards"]]
        good = all(
            "/" not in entry.name and not entry.name.startswith(".") and entry.count > 0 and entry.bytes > 0
            for entry in table["shards"]
        )
        table["classes"] = [str(name) for name in table["classes"]]
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"is damaged ({error})") from None
    if not good:
        raise ValueError("is damaged (a shard without name, samples or bytes)")
    return table


@dataclass(frozen=True)
class ShardLayout:
    """Where a shard's images lie: offset and bytes of each, int64 [n, 2], and their classes, int64 [n] (-1: none)."""

    images: np.ndarray
    labels: np.ndarray


def read_layout(file: BinaryIO) -> ShardLayout:
    """The layout of a shard as ShardWriter makes it, from its headers. Raises ValueError for what is no such tar."""
    images: list[tuple[int, int]] = []
    labels: list[int] = []
    key = ""
    while True:
        header = file.read(tarfile.BLOCKSIZE)
        if len(header) < tarfile.BLOCKSIZE:
            raise ValueError("is cut off")
        if not header.rstrip(b"\0"):
            break
        try:
            member = tarfile.TarInfo.frombuf(header, "ascii", "strict")
        except (tarfile.HeaderError, UnicodeDecodeError) as error:
            raise ValueError(f"is no tar of images ({error})") from None
        offset, (stem, _, suffix) = file.tell(), member.name.partition(".")
        if suffix in IMAGE_FORMATS:
            images.append((offset, member.size))
            labels.append(-1)
            key = stem
        elif suffix == "cls" and stem == key and member.size <= 20:
            text = file.read(member.size)
            labels[-1] = int(text) if text.isdigit() else -1
        file.seek(offset + member.size + -member.size % tarfile.BLOCKSIZE)
    return ShardLayout(np.array(images, np.int64).reshape(-1, 2), np.array(labels, np.int64))
