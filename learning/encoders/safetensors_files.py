"""Encoders as safetensors files, under the names of this repository, of torchvision or of timm; they run no code.

write(encoder, "timm", "encoder.safetensors")
arch, size, weights = read("encoder.safetensors", None)             # weights under the names here
"""

from __future__ import annotations

import json
import os
import re
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import nn

from image_generation.common.errors import UserError
from image_generation.common.files import atomic_write
from learning.encoders.exchange import from_names, to_names
from learning.torch_files import MAX_FILE_BYTES
from learning.torch_values import MAX_TENSORS

KIND = "procedural-image-programs"  # what `made_by` says in the files that are written here
LARGEST_SIDE = 4096  # pixels of an image that a file may say


class Named(Protocol):
    """What is written: learning.encoders.load.Encoder."""

    arch: str
    module: nn.Module
    image_size: int


def encoded(encoder: Named, library: str) -> tuple[str, bytes]:
    """(the encoder's name in a library, the file's bytes). Raises UserError where the library has no such network."""
    name, weights = to_names(encoder.arch, encoder.module.state_dict(), library)
    about = {
        "made_by": KIND,
        "arch": encoder.arch,
        "format": library,
        "model": name,
        "image_size": str(encoder.image_size),
    }
    return name, _in_order(save({key: value.contiguous() for key, value in weights.items()}, about))


def _in_order(data: bytes) -> bytes:
    """A safetensors file with its metadata in the order of their names: the library's own order is random."""
    (size,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + size])
    header["__metadata__"] = dict(sorted(header["__metadata__"].items()))
    # As long as it was, with spaces at the end: the tensors stay where they are (aligned).
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode().ljust(size)
    return struct.pack("<Q", len(text)) + text + data[8 + size :]


def write(encoder: Named, library: str, path: str) -> str:
    """Write an encoder's weights; returns its name in the library. Raises UserError."""
    name, data = encoded(encoder, library)
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(path, "wb") as file:
            file.write(data)
    except OSError as error:
        raise UserError(f"--output {path}: cannot be written ({error.strerror})") from None
    return name


def tensors_of(path: str | os.PathLike, flag: str = "") -> tuple[dict[str, str], dict[str, torch.Tensor]]:
    """(what the file says of itself, its tensors). Raises UserError for a file that is none, or beyond the limits."""
    where = f"{flag} {path}".strip()
    try:
        if os.path.getsize(path) > MAX_FILE_BYTES:
            raise UserError(f"{where}: has more than {MAX_FILE_BYTES:,} bytes: refused")
        with safe_open(path, "pt") as file:
            names = list(file.keys())
            if len(names) > MAX_TENSORS:
                raise UserError(f"{where}: holds {len(names):,} tensors, more than {MAX_TENSORS:,}: refused")
            return file.metadata() or {}, {name: file.get_tensor(name) for name in names}
    except (SafetensorError, OSError, ValueError) as error:
        raise UserError(f"{where}: is no readable safetensors file ({str(error)[:120]})") from None


def image_side(about: Mapping[str, str]) -> int | None:
    """Side of the images that the encoder was trained with, where the file says one."""
    text = about.get("image_size", "")
    return int(text) if re.fullmatch(r"[1-9]\d{0,3}", text) and int(text) <= LARGEST_SIDE else None


def read_state(path: str | os.PathLike) -> dict[str, Any]:
    """A checkpoint, as learning.checkpoints gives them, of a safetensors file. Raises UserError."""
    about, weights = tensors_of(path)
    arch = about.get("arch") if about.get("made_by") == KIND else None
    state: dict[str, Any] = {"state_dict": from_names(arch, weights) if arch else weights}
    if arch:
        state["arch"] = arch
    side = image_side(about)
    return {**state, "args": {"image_size": side}} if side else state
