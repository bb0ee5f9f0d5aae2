"""Visual memory: labelled features of one encoder in a file, changed without computing any of them anew.

A memory is a safetensors file: features float32 [n, d], labels int64 [n], the images' names as bytes, and in its
metadata the names of the classes and the encoder's identity. It is read and written in chunks, so that a million
entries need little memory:

    memory = Memory("outputs/memory.safetensors")
    for features in memory.chunks(): ...                         # float32 [up to 65536, d]
    memory.select(keep).write("outputs/smaller.safetensors")
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from torch import nn

from image_generation.common.errors import UserError
from image_generation.common.files import atomic_write

CHUNK = 65536  # entries read or written at once
KIND = "visual memory 1"


def identity(arch: str, module: nn.Module, image_size: int, layer: str | None = None) -> dict[str, Any]:
    """What makes an encoder's features its own: architecture, image size, layer and SHA-1 of its weights."""
    digest = hashlib.sha1()
    for name, value in sorted(module.state_dict().items()):
        digest.update(name.encode())
        digest.update(value.detach().cpu().contiguous().reshape(-1).view(torch.uint8).numpy().tobytes())
    return {"arch": arch, "image_size": image_size, "layer": layer, "sha1": digest.hexdigest()}


@dataclass(frozen=True)
class Entries:
    """Entries in the order in which they are written: features in chunks float32 [some, width], and of each its label
    (a number in `classes`) and name."""

    features: Iterable[np.ndarray]
    width: int
    labels: np.ndarray
    names: list[str]
    classes: list[str]
    encoder: dict[str, Any]

    def write(self, path: str | os.PathLike) -> None:
        """Write a memory file, whole or not at all. Raises UserError where the disk refuses."""
        n = len(self.labels)
        names = "\n".join(self.names).encode("utf-8", "surrogateescape")
        sizes = {"features": 4 * n * self.width, "labels": 8 * n, "names": len(names)}
        shapes = {"features": ("F32", [n, self.width]), "labels": ("I64", [n]), "names": ("U8", [len(names)])}
        header: dict[str, Any] = {
            "__metadata__": {
                "kind": KIND,
                "classes": json.dumps(self.classes),
                "encoder": json.dumps(self.encoder, sort_keys=True),
            }
        }
        begin = 0
        for key, size in sizes.items():
            dtype, shape = shapes[key]
            header[key] = {"dtype": dtype, "shape": shape, "data_offsets": [begin, begin + size]}
            begin += size
        text = json.dumps(header).encode()
        text += b" " * (-len(text) % 8)
        try:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            with atomic_write(path, "wb") as file:
                file.write(struct.pack("<Q", len(text)) + text)  # type: ignore[arg-type]
                written = 0
                for chunk in self.features:
                    file.write(np.ascontiguousarray(chunk, "<f4").tobytes())  # type: ignore[arg-type]
                    written += len(chunk)
                if written != n:
                    raise ValueError(f"{written} features for {n} labels")
                file.write(self.labels.astype("<i8").tobytes() + names)  # type: ignore[arg-type]
        except OSError as error:
            raise UserError(f"--memory {path}: cannot be written ({error.strerror})") from None


class Memory:
    """A memory file: labels int64 [n], names, classes, encoder (its identity) and width; features stay on the disk.

    Raises UserError for a file that is missing or no memory.
    """

    def __init__(self, path: str | os.PathLike):
        self.path = os.fspath(path)
        if not os.path.isfile(path):
            raise UserError(f"--memory {path}: no such file: make it with main_memory.py build", 2)
        try:
            with safe_open(self.path, "np") as file:
                about = file.metadata() or {}
                if about.get("kind") != KIND:
                    raise UserError(f"--memory {path}: is no visual memory: make one with main_memory.py build", 2)
                self.classes: list[str] = json.loads(about["classes"])
                self.encoder: dict[str, Any] = json.loads(about["encoder"])
                self.labels: np.ndarray = file.get_tensor("labels")
                text = file.get_tensor("names").tobytes().decode("utf-8", "surrogateescape")
                self.names = text.split("\n") if len(self.labels) else []
                length, self.width = file.get_slice("features").get_shape()
        except (SafetensorError, OSError, KeyError, ValueError) as error:
            raise UserError(f"--memory {path}: is damaged or no visual memory ({str(error)[:120]})") from None
        known = len(self.labels) == len(self.names) == length
        if not known or (length and not 0 <= self.labels.min() <= self.labels.max() < len(self.classes)):
            raise UserError(f"--memory {path}: is damaged: its labels, names and features do not fit together")

    def __len__(self) -> int:
        return len(self.labels)

    def chunks(self, size: int = CHUNK) -> Iterator[np.ndarray]:
        """The features float32 [up to size, width], in order."""
        # Read, not mapped: what is mapped counts as memory in use until the system wants it back.
        with open(self.path, "rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            begin = json.loads(file.read(length))["features"]["data_offsets"][0]
            file.seek(8 + length + begin)
            for start in range(0, len(self), size):
                n = min(size, len(self) - start)
                yield np.fromfile(file, "<f4", n * self.width).reshape(n, self.width)

    def entries(self) -> Entries:
        """All entries, to be written elsewhere."""
        return Entries(
            features=self.chunks(),
            width=self.width,
            labels=self.labels,
            names=self.names,
            classes=self.classes,
            encoder=self.encoder,
        )

    def select(self, keep: np.ndarray) -> Entries:
        """The entries where keep, bool [n], is true; classes that are left without any are dropped."""

        def chosen() -> Iterator[np.ndarray]:
            start = 0
            for chunk in self.chunks():
                here = keep[start : start + len(chunk)]
                start += len(chunk)
                yield chunk[here]

        used = np.unique(self.labels[keep])
        number = np.full(len(self.classes), -1)
        number[used] = np.arange(len(used))
        names = [name for name, kept in zip(self.names, keep) if kept]
        classes = [self.classes[label] for label in used]
        return replace(
            self.entries(), features=chosen(), labels=number[self.labels[keep]], names=names, classes=classes
        )

    def joined(self, more: Entries) -> Entries:
        """These entries and more of the same encoder; classes of equal names are the same class.

        Raises UserError for those of another encoder, or of a width that does not fit.
        """
        self.check_encoder(more.encoder)
        classes = [*self.classes, *(name for name in more.classes if name not in self.classes)]
        number = {name: k for k, name in enumerate(classes)}
        added = np.array([number[more.classes[label]] for label in more.labels], np.int64)

        def both() -> Iterator[np.ndarray]:
            yield from self.chunks()
            yield from more.features

        return replace(
            self.entries(),
            features=both(),
            labels=np.concatenate([self.labels, added]),
            names=[*self.names, *more.names],
            classes=classes,
        )

    def check_encoder(self, other: dict[str, Any]) -> None:
        """Raises UserError where features of an encoder do not belong into this memory."""
        for key in ("arch", "layer", "image_size", "sha1"):
            if self.encoder.get(key) != other.get(key):
                what = "weights" if key == "sha1" else f"{key.replace('_', ' ')} {self.encoder.get(key)}"
                now = "other weights" if key == "sha1" else other.get(key)
                raise UserError(
                    f"--memory {self.path}: is of another encoder ({what} there, {now} now): give the checkpoint that "
                    f"it was built with ({self.encoder.get('source', 'unknown')}), or build another memory",
                    2,
                )
