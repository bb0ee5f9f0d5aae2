"""A finished dataset on disk: its settings, its programs, and the files that make it up."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

import yaml

from image_generation.common.cli import read_config
from image_generation.common.errors import UserError
from image_generation.common.files import read_regular
from image_generation.datasets.layout import (
    CONFIG,
    EXCLUDED,
    JOURNAL,
    OLD_EXCLUDED,
    PARTIAL,
    PROGRAMS,
    SAMPLES,
    labels_name,
)
from image_generation.datasets.shards import INDEX, read_index, read_layout
from image_generation.datasets.storage import RUN
from image_generation.image_files import decode, read_file
from publishing.trained_on import listed

TABLES = (CONFIG, PROGRAMS, SAMPLES, INDEX, EXCLUDED, OLD_EXCLUDED)
_LARGEST_TABLE = 8 << 30


@dataclass(frozen=True, kw_only=True)
class DatasetFiles:
    """A dataset as it lies on disk.

    settings   what config.yaml says
    programs   (name, origin, SHA-1) of the programs that drew it, those that were excluded left out
    images     how many; files: images or shards, as paths below root; labels: ground truth beside images
    shards     whether it is made of shards
    strays     files in the folder that are not the dataset's
    """

    root: Path
    settings: dict[str, Any]
    programs: list[tuple[str, str, str]]
    images: int
    files: list[str]
    labels: list[str]
    shards: bool
    strays: list[str]

    @property
    def n_bytes(self) -> int:
        """Of images or shards, and labels, together."""
        return sum((self.root / name).stat().st_size for name in [*self.files, *self.labels])

    def shaders(self) -> list[str]:
        """The SHADERS arguments."""
        return listed(self.settings.get("shaders"))

    def public_settings(self) -> dict[str, Any]:
        """The settings as others may see them."""
        return self._clean(self.settings)

    def tables(self) -> dict[str, bytes]:
        """Settings and tables, with the folders of this machine cut from paths: they are nobody else's business."""
        found = {}
        for name in TABLES:
            if (self.root / name).is_file():
                data = read_regular(self.root / name, _LARGEST_TABLE, "--dataset")
                found[name] = self._public(name, data)
        return found

    def _public(self, name: str, data: bytes) -> bytes:
        """A table without this machine's folders; byte for byte as it is where it holds none."""
        if name == CONFIG and (settings := self.public_settings()) != self.settings:
            return yaml.safe_dump(settings, sort_keys=False, allow_unicode=True).encode()
        if name == PROGRAMS and any(self.public(origin) != origin for _, origin, _ in self.programs):
            rows = list(csv.DictReader(io.StringIO(data.decode())))
            return table(list(rows[0]), ({**row, "path": self.public(row["path"])} for row in rows))
        if name == INDEX:
            index = json.loads(data)
            if (settings := self._clean(index.get("settings", {}))) != index.get("settings", {}):
                data = (json.dumps({**index, "settings": settings}, indent=1, ensure_ascii=False) + "\n").encode()
        for given in self.shaders() if name in (INDEX, EXCLUDED, OLD_EXCLUDED) else ():
            if os.path.isabs(given):  # in messages why programs were excluded
                data = data.replace(os.path.join(os.path.dirname(given.rstrip("/")), "").encode(), b"")
        return data

    def _clean(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._clean(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._clean(item) for item in value]
        return self.public(value) if isinstance(value, str) else value

    def public(self, path: str) -> str:
        """A path as others may see it."""
        return _public_path(path, self.shaders())

    def pictures(self, count: int) -> Iterator[Any]:
        """The first images that differ in their program, as uint8 [h, w, 3], up to `count`."""
        if self.shards:
            with open(self.root / self.files[0], "rb") as file:
                for offset, size in read_layout(file).images[:count]:
                    file.seek(offset)
                    yield decode(file.read(size), self.files[0])
        else:
            step = max(1, len(self.files) // count)
            for name in self.files[::step][:count]:
                yield decode(read_file(self.root / name), name)


def table(columns: Sequence[str], rows: Any) -> bytes:
    """Rows as CSV."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def open_dataset(folder: str | os.PathLike) -> DatasetFiles:
    """The dataset in a folder. Raises UserError (code 2) where it is none, or not finished."""
    root = Path(folder)
    where = f"--dataset {folder}"
    if not (root / CONFIG).is_file():
        raise UserError(f"{where}: holds no dataset of generate_dataset.py (no {CONFIG})", 2)
    settings = read_config(root / CONFIG)
    again = "run its generate_dataset.py again, which finishes it"
    if (root / RUN).exists() or (root / PARTIAL).exists() or (root / JOURNAL).exists():
        raise UserError(f"{where}: is not finished: {again}", 2)
    shards = settings.get("format") == "webdataset"
    beside: dict[str, int] = {}
    try:
        if shards:
            index = read_index(read_regular(root / INDEX, _LARGEST_TABLE))
            files = [entry.name for entry in index["shards"]]
            sizes = [entry.bytes for entry in index["shards"]]
            images, gone = int(index["images"]), set(index["excluded"])
        else:
            rows = list(csv.DictReader(io.StringIO(_table(root / SAMPLES))))
            files, sizes = [row["file"] for row in rows], [int(row["bytes"] or -1) for row in rows]
            # No bytes: this image has no labels.
            beside = {labels_name(row["file"]): int(row["labels_bytes"]) for row in rows if row.get("labels_bytes")}
            images, gone = len(files), _excluded(root)
        programs = [
            (row["name"], row["path"], row["sha1"])
            for row in csv.DictReader(io.StringIO(_table(root / PROGRAMS)))
            if row["name"] not in gone and row.get("number") not in gone
        ]
    except (OSError, ValueError, KeyError, csv.Error, UnicodeDecodeError, AttributeError) as error:
        raise UserError(f"{where}: is not finished or damaged ({str(error)[:120]}): {again}", 2) from None
    if not images or images != settings.get("n_samples"):
        raise UserError(f"{where}: holds {images} of {settings.get('n_samples')} images: {again}", 2)
    labels = [name for name, size in beside.items() if size]
    for name, size in [*zip(files, sizes), *((name, beside[name]) for name in labels)]:
        if PurePath(name).is_absolute() or ".." in PurePath(name).parts:
            raise UserError(f"{where}: names {name!a}, outside of it", 2)
        path = root / name
        if path.is_symlink() or not path.is_file() or (size >= 0 and path.stat().st_size != size):
            raise UserError(f"{where}: {name} is missing or damaged: {again}", 2)
    strays = _strays(root, {*files, *labels, *TABLES})
    return DatasetFiles(
        root=root,
        settings=settings,
        programs=programs,
        images=images,
        files=files,
        labels=labels,
        shards=shards,
        strays=strays,
    )


def _table(path: Path) -> str:
    return read_regular(path, _LARGEST_TABLE).decode()


def _excluded(root: Path) -> set[str]:
    for name in (EXCLUDED, OLD_EXCLUDED):
        if (root / name).is_file():
            return {row["name"] for row in csv.DictReader(io.StringIO(_table(root / name)))}
    return set()


def _strays(root: Path, known: set[str]) -> list[str]:
    """Files below root that are not the dataset's; hidden ones do not count."""
    found = []
    for folder, names, files in os.walk(root):
        names[:] = [name for name in names if not name.startswith(".")]
        found += [str((Path(folder) / file).relative_to(root)) for file in files if not file.startswith(".")]
    return sorted(set(found) - known)


def _public_path(path: str, shaders: Sequence[str]) -> str:
    """An absolute path from its SHADERS argument's own name on, or from its folder's; others as they are."""
    prefix, _, rest = path.partition(":") if path.startswith("folder:") else ("", "", path)
    if not os.path.isabs(rest) and not rest.startswith(("~", "..")):
        return path
    for given in shaders:
        base = os.path.dirname(given.removeprefix("folder:").rstrip("/"))
        if os.path.isabs(given.removeprefix("folder:")) and rest.startswith(f"{base}/"):
            rest = os.path.relpath(rest, base)
            break
    else:
        rest = "/".join(part for part in PurePath(rest).parts[-2:] if part not in ("/", "..") and part[0] != "~")
    return f"{prefix}:{rest}" if prefix else rest
