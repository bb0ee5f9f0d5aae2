"""NVIDIA's published network-snapshot-*.pkl files, read as data: configuration and weights, never their code.

Such a pickle holds, for every network, the source text of the module that defines it, which the release executes
when it unpickles. Here that text is skipped: a network becomes a record of constructor arguments and tensors
(format: torch_utils.persistence of stylegan2-ada-pytorch; tensors in torch's stream format from before 1.6).
"""

from __future__ import annotations

import io
import itertools
import math
import os
import re
import struct
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np
import torch

from image_generation.common.errors import UserError
from stylegan2.pickle_machine import DamagedPickle, Passive, UnsafePickle, read_pickle

MAX_FILE_BYTES = 8 << 30
MAX_DEPTH = 24  # of modules inside modules, and of values inside a configuration
MAX_MODULES = 10_000
MAX_VALUES = 10_000

STORAGES = {
    "DoubleStorage": torch.float64,
    "FloatStorage": torch.float32,
    "HalfStorage": torch.float16,
    "BFloat16Storage": torch.bfloat16,
    "LongStorage": torch.int64,
    "IntStorage": torch.int32,
    "ShortStorage": torch.int16,
    "CharStorage": torch.int8,
    "ByteStorage": torch.uint8,
    "BoolStorage": torch.bool,
}
TORCH_MAGIC, TORCH_PROTOCOL = 0x1950A86A20F9469CFC6C, 1001


@dataclass(frozen=True)
class NetworkRecord:
    """A network as data: its class, the arguments of its constructor, its parameters and buffers by name."""

    kind: str
    config: dict
    tensors: dict[str, torch.Tensor]


@dataclass(frozen=True)
class ModuleRecord:
    """What a persistent object was: the name of its class and its attributes."""

    class_name: str
    state: dict


class NumpyType(Passive):
    """A numpy dtype in the making: numbers and booleans, little-endian."""

    def __init__(self, code: Any, align: Any = False, copy: Any = False) -> None:
        if not isinstance(code, str) or not re.fullmatch(r"[<|=]?[biuf][1248]", code):
            raise UnsafePickle(f"a numpy array or number of type {str(code)[:40]!r} is refused")
        self.dtype = np.dtype(code)

    def set_state(self, state: Any) -> None:
        if not isinstance(state, tuple) or len(state) < 5 or state[1] not in ("<", "|", "="):
            raise ValueError("an unknown numpy type")
        if any(part is not None for part in state[2:5]):
            raise UnsafePickle("a structured numpy type is refused")


class NumpyArray(Passive):
    """A numpy array in the making; `values` views the pickle's own bytes."""

    values = None

    def set_state(self, state: Any) -> None:
        _, shape, kind, fortran, raw = state
        if not isinstance(kind, NumpyType) or not isinstance(raw, bytes):
            raise UnsafePickle("a numpy array of objects is refused")
        count = _count(shape)
        if count * kind.dtype.itemsize != len(raw):
            raise ValueError("a numpy array whose shape does not fit its data")
        self.values = np.frombuffer(raw, kind.dtype).reshape(shape, order="F" if fortran else "C")


def _count(shape: Any) -> int:
    if not isinstance(shape, tuple) or not all(type(n) is int and n >= 0 for n in shape) or len(shape) > 16:
        raise ValueError("a shape that is none")
    return math.prod(shape)


def _numpy_reconstruct(kind: Any, shape: Any, code: Any) -> NumpyArray:
    return NumpyArray()


def _numpy_scalar(kind: Any, raw: Any) -> Any:
    if not isinstance(kind, NumpyType) or not isinstance(raw, bytes):
        raise UnsafePickle("a numpy number of object type is refused")
    if len(raw) != kind.dtype.itemsize:
        raise ValueError("a numpy number of a wrong size")
    return np.frombuffer(raw, kind.dtype)[0].item()


def _set(items: Any = ()) -> set:
    if not isinstance(items, (list, tuple)) or len(items) > 1000:
        raise ValueError("a set of something unexpected")
    if not all(isinstance(item, (str, int)) for item in items):
        raise UnsafePickle("a set of objects is refused")
    return set(items)


def _empty_dict() -> dict:
    return {}


def _never(*_: Any) -> NoReturn:
    raise UnsafePickle("the pickle calls the name of a type")


def _persistent_object(meta: Any) -> ModuleRecord:
    if type(meta) is not dict or meta.get("type") != "class" or type(meta.get("state")) is not dict:
        raise ValueError("a persistent object of an unknown kind")
    class_name = meta.get("class_name")
    if not isinstance(class_name, str):
        raise ValueError("a persistent object without a class name")
    return ModuleRecord(class_name, meta["state"])


def storage_from_bytes(blob: Any) -> torch.Tensor:
    """A flat tensor that views the bytes which torch.save wrote for one storage, before its zip format."""
    if not isinstance(blob, bytes):
        raise ValueError("a tensor without bytes")
    stream, where = io.BytesIO(blob), "a tensor's data"
    types = {("torch", name): _never for name in STORAGES}
    if read_pickle(stream, {}, where) != TORCH_MAGIC or read_pickle(stream, {}, where) != TORCH_PROTOCOL:
        raise ValueError("a tensor in an unknown format")
    system = read_pickle(stream, {}, where)
    if type(system) is not dict or system.get("little_endian") is not True:
        raise ValueError("a tensor in big-endian order")

    def storage(identity: Any) -> tuple[torch.dtype, str, int]:
        tag, kind, key, _, count, *_ = identity
        if tag != "storage" or type(count) is not int or count < 0:
            raise ValueError("a tensor without a storage")
        return STORAGES[kind.name], key, count

    dtype, key, count = read_pickle(stream, types, where, persistent=storage)
    if read_pickle(stream, {}, where) != [key]:
        raise ValueError("a tensor with several storages")
    start = stream.tell() + 8
    if struct.unpack("<q", stream.read(8))[0] != count or len(blob) - start != count * dtype.itemsize:
        raise ValueError("a tensor whose size does not fit its data")
    if count == 0:
        return torch.empty(0, dtype=dtype)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*not writable.*")  # read_network_pickle hands out copies
        return torch.frombuffer(memoryview(blob)[start:], dtype=dtype)


def _tensor(storage: Any, offset: Any, size: Any, stride: Any, *_: Any) -> torch.Tensor:
    if not isinstance(storage, torch.Tensor) or storage.ndim != 1 or type(offset) is not int or offset < 0:
        raise ValueError("a tensor without a storage")
    count = _count(size)
    _count(stride)
    if len(size) != len(stride) or count > storage.numel():
        raise ValueError("a tensor larger than its storage")
    last = offset + sum((n - 1) * step for n, step in zip(size, stride))
    if count and last >= storage.numel():
        raise ValueError("a tensor that reaches beyond its storage")
    return storage.as_strided(size, stride, offset) if count else storage.new_empty(size)


def _parameter(tensor: Any, *_: Any) -> torch.Tensor:
    if not isinstance(tensor, torch.Tensor):
        raise ValueError("a parameter without a tensor")
    return tensor


BUILDERS: dict[tuple[str, str], Callable[..., Any]] = {
    ("torch_utils.persistence", "_reconstruct_persistent_obj"): _persistent_object,
    ("dnnlib.util", "EasyDict"): _empty_dict,
    ("dnnlib", "EasyDict"): _empty_dict,
    ("collections", "OrderedDict"): _empty_dict,
    ("builtins", "set"): _set,
    ("torch._utils", "_rebuild_tensor_v2"): _tensor,
    ("torch._utils", "_rebuild_parameter"): _parameter,
    ("torch.storage", "_load_from_bytes"): storage_from_bytes,
    ("numpy", "dtype"): NumpyType,
    ("numpy", "ndarray"): _never,
    **{(f"numpy.{core}.multiarray", "scalar"): _numpy_scalar for core in ("core", "_core")},
    **{(f"numpy.{core}.multiarray", "_reconstruct"): _numpy_reconstruct for core in ("core", "_core")},
}


def read_network_pickle(path: str | os.PathLike) -> dict[str, NetworkRecord]:
    """{'G': NetworkRecord, 'D': ..., 'G_ema': ...} of a published pickle.

    Raises UnsafePickle (naming what it refuses), DamagedPickle, or UserError for a file that is missing or no
    network pickle. Nothing inside the file is executed.
    """
    try:
        size = os.path.getsize(path)
        if size > MAX_FILE_BYTES:
            raise UserError(f"{path}: {size >> 30} GiB is more than any network pickle ({MAX_FILE_BYTES >> 30} GiB)")
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror})", 2) from None
    try:
        content = read_pickle(data, BUILDERS, str(path))
    except (UnsafePickle, DamagedPickle) as error:
        message = str(error)
        if "names dnnlib.tflib." in message:
            message += ": this is a TensorFlow network; legacy.py of stylegan2-ada-pytorch converts it first"
        raise type(error)(message if str(path) in message else f"{path}: refused: {message}") from None
    if type(content) is not dict or not isinstance(content.get("G_ema"), ModuleRecord):
        raise UserError(f"{path}: is a pickle, but not of StyleGAN2-ADA networks (it has no G_ema)")
    records, total = {}, 0
    for name in ("G", "D", "G_ema"):
        if isinstance(content.get(name), ModuleRecord):
            module = content[name]
            arguments = module.state.get("_init_kwargs")
            if type(arguments) is not dict or module.state.get("_init_args"):
                raise UserError(f"{path}: {name} does not say how it was constructed")
            where = f"{path}, {name}"
            tensors = _tensors_of(module, where)
            # Tensors may share bytes in a pickle, but a network has memory for each.
            total += sum(tensor.numel() * tensor.element_size() for tensor in tensors.values())
            if total > size:
                raise UnsafePickle(f"{where}: refused: its tensors are larger than the file")
            config = _plain(arguments, where, itertools.count())
            records[name] = NetworkRecord(module.class_name, config, tensors)
    return records


def _tensors_of(root: ModuleRecord, where: str) -> dict[str, torch.Tensor]:
    """A module's parameters and buffers and its sub-modules', by their dotted names."""
    tensors, waiting, seen = {}, [("", root)], 0
    while waiting:
        prefix, module = waiting.pop()
        seen += 1
        if seen > MAX_MODULES or prefix.count(".") > MAX_DEPTH:
            raise UnsafePickle(f"{where}: refused: modules nest without end")
        for group in ("_parameters", "_buffers"):
            for name, tensor in _attribute(module, group, where).items():
                if isinstance(tensor, torch.Tensor):
                    tensors[f"{prefix}{name}"] = tensor
        for name, child in _attribute(module, "_modules", where).items():
            if isinstance(child, ModuleRecord):
                waiting.append((f"{prefix}{name}.", child))
            elif child is not None:
                raise DamagedPickle(f"{where}: {prefix}{name} is no module")
    return tensors


def _attribute(module: ModuleRecord, name: str, where: str) -> dict:
    value = module.state.get(name)
    if type(value) is not dict or len(value) > MAX_MODULES:
        raise DamagedPickle(f"{where}: a module {module.class_name[:40]} without {name}")
    return value


def _plain(value: Any, where: str, count: Iterator[int], depth: int = 0) -> Any:
    """A configuration as JSON knows it; raises for anything else and for what nests or repeats without end."""
    if depth > MAX_DEPTH or next(count) > MAX_VALUES:
        raise UnsafePickle(f"{where}: refused: a configuration without end")
    if isinstance(value, NumpyArray) and value.values is not None:
        value = value.values.tolist() if value.values.size <= MAX_VALUES else None
    if type(value) is dict:
        # the release constructs by the name of the class, which it keeps among the arguments
        items = ((key, item) for key, item in value.items() if key != "class_name")
        return {str(key): _plain(item, where, count, depth + 1) for key, item in items}
    if type(value) in (list, tuple):
        return [_plain(item, where, count, depth + 1) for item in value]
    if value is None or type(value) in (bool, float, str) or (type(value) is int and abs(value) < 2**31):
        return value
    raise UnsafePickle(f"{where}: refused: a configuration that holds a {type(value).__name__}")
