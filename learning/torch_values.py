"""What the pickle of a torch file may name, and what is made of it: tensors over storages, and plain values.

Nothing is looked up by its name: learning/pickle_machine.py calls what stands in the table of Tensors.builders. What a
storage holds is loaded when its first tensor is made (learning/torch_files.py says from where).
"""

from __future__ import annotations

import argparse
import math
import os
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from learning.pickle_machine import Builders, Name, Passive, UnsafePickle

MAX_TENSORS = 50_000
SPARE_BYTES = 64 << 20  # that tensors may have over twice the file's

KINDS = {
    "Double": torch.float64,
    "Float": torch.float32,
    "Half": torch.float16,
    "BFloat16": torch.bfloat16,
    "Long": torch.int64,
    "Int": torch.int32,
    "Short": torch.int16,
    "Char": torch.int8,
    "Byte": torch.uint8,
    "Bool": torch.bool,
    "ComplexFloat": torch.complex64,
    "ComplexDouble": torch.complex128,
}
_DTYPES = {str(kind).removeprefix("torch."): kind for kind in KINDS.values()} | {
    name: getattr(torch, name)
    for name in ("float8_e4m3fn", "float8_e5m2", "uint16", "uint32", "uint64")
    if hasattr(torch, name)
}


class _Namespace(Passive, argparse.Namespace):
    """An argparse.Namespace whose attributes are set and never looked up as methods."""

    def set_state(self, state: Any) -> None:
        if not isinstance(state, dict) or not all(isinstance(key, str) for key in state):
            raise ValueError("a namespace without names")
        vars(self).update(state)


class _Dict(Passive, dict):
    """A dictionary of some kind; its attributes (a state dict's _metadata) are dropped."""

    def set_state(self, state: Any) -> None:
        pass


class _NumpyType(Passive):
    """A numpy dtype in the making: numbers and booleans."""

    def __init__(self, code: Any, *_: Any):
        if not isinstance(code, str) or not re.fullmatch(r"[<>|=]?[biuf][1248]", code):
            raise UnsafePickle(f"a numpy value of type {str(code)[:40]!r}")
        self.dtype = np.dtype(code)

    def set_state(self, state: Any) -> None:
        if not isinstance(state, tuple) or len(state) < 5 or any(part is not None for part in state[2:5]):
            raise UnsafePickle("a structured numpy type")
        if state[1] in ("<", ">"):
            self.dtype = self.dtype.newbyteorder(state[1])


class _NumpyArray(Passive):
    """A numpy array: `values`, views of the pickle's own bytes."""

    values: np.ndarray | None = None

    def __init__(self, *_: Any):
        pass

    def set_state(self, state: Any) -> None:
        _, shape, kind, fortran, raw = state
        if not isinstance(kind, _NumpyType) or not isinstance(raw, bytes):
            raise UnsafePickle("a numpy array of objects")
        _check_shape(shape)
        self.values = np.frombuffer(raw, kind.dtype).reshape(shape, order="F" if fortran else "C")


def _numpy_scalar(kind: Any, raw: Any) -> Any:
    if not isinstance(kind, _NumpyType) or not isinstance(raw, bytes) or len(raw) != kind.dtype.itemsize:
        raise UnsafePickle("a numpy value of object type")
    return np.frombuffer(raw, kind.dtype)[0].item()


def _encode(text: Any, coding: Any = "latin1") -> bytes:
    """bytes as pickles of protocol 2 write them."""
    if not isinstance(text, str) or coding not in ("latin1", "latin-1"):
        raise ValueError("an unknown coding")
    return text.encode("latin1")


def _check_shape(shape: Any) -> None:
    if not isinstance(shape, tuple) or len(shape) > 16 or not all(type(n) is int and 0 <= n < 1 << 48 for n in shape):
        raise ValueError("a shape that is none")


def _pairs(items: Any = ()) -> _Dict:
    """A dictionary from (key, value) pairs, as OrderedDict's oldest pickles give them."""
    made = _Dict()
    for item in items if isinstance(items, (list, tuple)) else ():
        key, value = item
        if not isinstance(key, (str, int)):
            raise UnsafePickle("a dictionary with other keys than text and numbers")
        made[key] = value
    if isinstance(items, dict):
        made.update(items)
    return made


def _set(items: Any = ()) -> list:
    if not isinstance(items, (list, tuple, set)):
        raise ValueError("a set of nothing")
    return list(items)


def _path(*parts: Any) -> str:
    if not all(isinstance(part, str) for part in parts):
        raise ValueError("a path without text")
    return os.path.join(*parts) if parts else "."


class Storage:
    """A run of bytes that tensors share, loaded when the first one needs it."""

    def __init__(self, dtype: torch.dtype | None, size: int, load: Callable[[], torch.Tensor]):
        self.dtype, self.size, self._load = dtype, size, load
        self._bytes: torch.Tensor | None = None

    def data(self) -> torch.Tensor:
        """uint8 [bytes]"""
        if self._bytes is None:
            self._bytes = self._load()
        return self._bytes


class Tensors:
    """Makes the tensors of one file, and counts what they take."""

    def __init__(self, file_bytes: int):
        self.left = 2 * file_bytes + SPARE_BYTES
        self.count = 0

    def make(self, storage: Any, offset: Any, shape: Any, stride: Any, *_: Any) -> torch.Tensor:
        """torch._utils._rebuild_tensor_v2."""
        if not isinstance(storage, Storage):
            raise ValueError("a tensor without a storage")
        if storage.dtype is None:
            raise UnsafePickle("a storage without a type")
        return self._view(storage, storage.dtype, offset, shape, stride)

    def make_typed(self, storage: Any, offset: Any, shape: Any, stride: Any, *rest: Any) -> torch.Tensor:
        """torch._utils._rebuild_tensor_v3, whose dtype is an argument."""
        dtype = _DTYPES.get(rest[2].name) if len(rest) > 2 and isinstance(rest[2], Name) else None
        if not isinstance(storage, Storage) or dtype is None:
            raise ValueError("a tensor of an unknown type")
        return self._view(storage, dtype, offset, shape, stride)

    def _view(self, storage: Storage, dtype: torch.dtype, offset: Any, shape: Any, stride: Any) -> torch.Tensor:
        _check_shape(shape)
        _check_shape(stride)
        if type(offset) is not int or offset < 0 or len(shape) != len(stride):
            raise ValueError("a tensor that lies nowhere")
        self.count += 1
        if self.count > MAX_TENSORS:
            raise UnsafePickle(f"more than {MAX_TENSORS} tensors")
        numel = math.prod(shape)
        last = offset + sum((n - 1) * s for n, s in zip(shape, stride)) if numel else offset
        if (last + (numel > 0)) * dtype.itemsize > storage.size:
            raise ValueError("a tensor that is larger than its storage")
        self.left -= numel * dtype.itemsize
        if self.left < 0:
            raise UnsafePickle("tensors of more than twice the file's bytes (one storage under many tensors)")
        if not numel:
            return torch.empty(shape, dtype=dtype)
        whole = storage.data()
        return whole[: whole.numel() // dtype.itemsize * dtype.itemsize].view(dtype).as_strided(shape, stride, offset)

    def builders(self) -> Builders:
        """What a checkpoint may name, and what is made of it."""
        first = lambda value, *_: value  # noqa: E731
        table: dict[tuple[str, str], Callable[..., Any]] = {
            ("collections", "OrderedDict"): _pairs,
            ("collections", "Counter"): _pairs,
            ("collections", "defaultdict"): lambda *_: _Dict(),
            ("argparse", "Namespace"): lambda *_: _Namespace(),
            ("_codecs", "encode"): _encode,
            ("torch", "Size"): lambda items=(): tuple(items),
            ("torch", "device"): lambda *parts: ":".join(map(str, parts)),
            ("torch._utils", "_rebuild_tensor"): self.make,
            ("torch._utils", "_rebuild_tensor_v2"): self.make,
            ("torch._utils", "_rebuild_tensor_v3"): self.make_typed,
            ("torch._utils", "_rebuild_parameter"): first,
            ("torch._utils", "_rebuild_parameter_with_state"): first,
            ("torch._tensor", "_rebuild_from_type_v2"): self._from_type,
            ("torch", "Tensor"): _never,
            ("torch.nn.parameter", "Parameter"): _never,
            ("torch.storage", "UntypedStorage"): _never,
            ("torch.storage", "TypedStorage"): _never,
            ("torch", "UntypedStorage"): _never,
            ("numpy", "dtype"): _NumpyType,
            ("numpy", "ndarray"): _never,
            **{(home, "AttributeDict"): _pairs for home in _LIGHTNING},
            **{(f"numpy.{core}.multiarray", "scalar"): _numpy_scalar for core in ("core", "_core")},
            **{(f"numpy.{core}.multiarray", "_reconstruct"): _NumpyArray for core in ("core", "_core")},
            **{(home, name): _set for home in ("builtins", "__builtin__") for name in ("set", "frozenset")},
            **{("builtins", name): _never for name in ("int", "float", "list", "dict", "str")},
            **{(home, name): _path for home in ("pathlib", "pathlib._local") for name in _PATHS},
            **{(home, f"{kind}Storage"): _never for home in ("torch", "torch.cuda") for kind in KINDS},
            **{("torch", name): _never for name in _DTYPES},
        }
        return table

    @staticmethod
    def _from_type(make: Any, _kind: Any, arguments: Any, _state: Any) -> torch.Tensor:
        raise UnsafePickle("a tensor of a class of its own")


_LIGHTNING = (
    "pytorch_lightning.utilities.parsing",
    "lightning_fabric.utilities.data",
    "lightning.fabric.utilities.data",
)
_PATHS = ("PosixPath", "PurePosixPath", "WindowsPath", "PureWindowsPath", "Path")


def _never(*_: Any) -> Any:
    raise UnsafePickle("a call of a type")
