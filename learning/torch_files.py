"""torch.save's files as data, within a budget: zip archives (since torch 1.6) and the stream format before them.

The budget of a file, whatever it says about itself:

    memory      BASE_BYTES (512 MB) and twice the bytes that it has on disk
    time        about five seconds of a core (MAX_OPCODES of pickle) and the reading of its bytes once

torch.load(weights_only=True) runs no code of a file's either, but takes what the file asks for: a tensor of any size
on a file with holes, a storage under a million tensors, an archive that inflates, keys that take for ever to hash.
"""

from __future__ import annotations

import argparse
import io
import math
import os
import re
import stat
import struct
import zipfile
from collections.abc import Callable
from typing import Any, BinaryIO

import numpy as np
import torch

from image_generation.common.files import READ_ONLY
from learning.pickle_machine import (
    MAX_PICKLE_BYTES,
    Bounded,
    Builders,
    DamagedPickle,
    Name,
    Passive,
    UnsafePickle,
    check_plain,
    read_pickle,
)

BASE_BYTES = 512 << 20
MAX_FILE_BYTES = 64 << 30
MAX_TENSORS = 50_000
_SPARE = 64 << 20  # bytes that tensors may have over twice the file's
_DIRECTORY_BYTES = 16 << 20  # of a zip archive: about 150,000 members
_CHUNK = 16 << 20
_MAGIC, _PROTOCOL = 0x1950A86A20F9469CFC6C, 1001

_KINDS = {
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
_DTYPES = {str(kind).removeprefix("torch."): kind for kind in _KINDS.values()} | {
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


class _Storage:
    """A run of bytes that tensors share, loaded when the first one needs it."""

    def __init__(self, dtype: torch.dtype | None, size: int, load: Callable[[], torch.Tensor]):
        self.dtype, self.size, self._load = dtype, size, load
        self._bytes: torch.Tensor | None = None

    def data(self) -> torch.Tensor:
        """uint8 [bytes]"""
        if self._bytes is None:
            self._bytes = self._load()
        return self._bytes


class _Tensors:
    """Makes the tensors of one file, and counts what they take."""

    def __init__(self, file_bytes: int):
        self.left = 2 * file_bytes + _SPARE
        self.count = 0

    def make(self, storage: Any, offset: Any, shape: Any, stride: Any, *_: Any) -> torch.Tensor:
        """torch._utils._rebuild_tensor_v2."""
        if not isinstance(storage, _Storage):
            raise ValueError("a tensor without a storage")
        if storage.dtype is None:
            raise UnsafePickle("a storage without a type")
        return self._view(storage, storage.dtype, offset, shape, stride)

    def make_typed(self, storage: Any, offset: Any, shape: Any, stride: Any, *rest: Any) -> torch.Tensor:
        """torch._utils._rebuild_tensor_v3, whose dtype is an argument."""
        dtype = _DTYPES.get(rest[2].name) if len(rest) > 2 and isinstance(rest[2], Name) else None
        if not isinstance(storage, _Storage) or dtype is None:
            raise ValueError("a tensor of an unknown type")
        return self._view(storage, dtype, offset, shape, stride)

    def _view(self, storage: _Storage, dtype: torch.dtype, offset: Any, shape: Any, stride: Any) -> torch.Tensor:
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
            **{(home, f"{kind}Storage"): _never for home in ("torch", "torch.cuda") for kind in _KINDS},
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


# ------------------------------------------------------------------ files


def read_torch_file(path: str | os.PathLike) -> Any:
    """What torch.save wrote: tensors on the CPU, numbers, texts, lists, dictionaries, argparse.Namespace.

    Raises UnsafePickle (naming what it will not make), DamagedPickle, OSError, ValueError (no regular file).
    """
    with open(os.open(path, READ_ONLY), "rb") as file:
        about = os.fstat(file.fileno())
        if not stat.S_ISREG(about.st_mode):
            raise ValueError("is no regular file")
        if about.st_size > MAX_FILE_BYTES:
            raise UnsafePickle(f"{about.st_size >> 30} GB: files of more than {MAX_FILE_BYTES >> 30} GB are not read")
        if about.st_size > BASE_BYTES and _holes(file, about.st_size) > about.st_size // 2:
            raise DamagedPickle("most of it are holes: nothing was written there")
        start = file.read(4)
        file.seek(0)
        if start == b"PK\x03\x04":
            value = _read_zip(file, about.st_size)
        else:
            value = _read_stream(file, about.st_size)
    check_plain(value)
    return value


def _holes(file: BinaryIO, size: int) -> int:
    """Bytes of a file that were never written (0 where the file system does not tell)."""
    data, offset = 0, 0
    try:
        for _ in range(100_000):
            start = os.lseek(file.fileno(), offset, os.SEEK_DATA)
            offset = os.lseek(file.fileno(), start, os.SEEK_HOLE)
            data += offset - start
            if offset >= size:
                break
    except OSError as error:
        if error.errno != 6:  # ENXIO: no data behind the offset
            data = size
    os.lseek(file.fileno(), 0, os.SEEK_SET)
    file.seek(0)
    return size - data


def _read_zip(file: BinaryIO, size: int) -> Any:
    check_zip_directory(file, size, _DIRECTORY_BYTES)
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError, OverflowError) as error:
        raise DamagedPickle(str(error)[:100]) from None
    with archive:
        members = archive.infolist()
        _check_members(members, size)
        by_name = {member.filename: member for member in members}
        pickles = [name for name in by_name if name == "data.pkl" or re.fullmatch(r"[^/]+/data\.pkl", name)]
        if len(pickles) != 1:
            raise DamagedPickle("a zip archive without data.pkl")
        if any(name.endswith("/constants.pkl") for name in by_name):
            raise UnsafePickle("a TorchScript program")
        root = pickles[0].removesuffix("data.pkl")
        order = by_name.get(f"{root}byteorder")
        if order is not None and archive.open(order).read(10) != b"little":
            raise UnsafePickle("numbers with the most significant byte first")
        storages: dict[str, _Storage] = {}

        def persistent(identity: Any) -> _Storage:
            dtype, key, numel = _identity(identity)
            if key not in storages:
                member = by_name.get(f"{root}data/{key}")
                bytes_of = numel * (dtype.itemsize if dtype else 1)
                if member is None or member.file_size != bytes_of:
                    raise ValueError("a storage that is not there or has another size")
                storages[key] = _Storage(dtype, bytes_of, lambda: _member_bytes(archive, member))
            return storages[key]

        if by_name[pickles[0]].file_size > MAX_PICKLE_BYTES:
            raise UnsafePickle(f"over {MAX_PICKLE_BYTES >> 20} MB of pickle beside the tensors")
        pickle = _member_bytes(archive, by_name[pickles[0]]).numpy().tobytes()
        return read_pickle(Bounded(io.BytesIO(pickle)), _Tensors(size).builders(), persistent)


def _identity(identity: Any) -> tuple[torch.dtype | None, str, int]:
    """(dtype, key, elements) of ('storage', type, key, location, elements); None: a storage of bytes."""
    if not isinstance(identity, tuple) or len(identity) < 5 or identity[0] != "storage":
        raise ValueError("a persistent object that is no storage")
    kind, key, numel = identity[1], identity[2], identity[4]
    if not isinstance(kind, Name) or not isinstance(key, (str, int)) or type(numel) is not int or numel < 0:
        raise ValueError("a storage that is none")
    name = kind.name.removesuffix("Storage")
    if name == "Untyped":
        return None, str(key), numel
    if name not in _KINDS:
        raise UnsafePickle(f"a {kind}")
    return _KINDS[name], str(key), numel


def _member_bytes(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> torch.Tensor:
    """uint8 [size], compared with its checksum."""
    values = torch.empty(member.file_size, dtype=torch.uint8)
    view = values.numpy().data if member.file_size else memoryview(b"")
    offset = 0
    try:
        with archive.open(member) as stream:
            while offset < member.file_size:
                chunk = stream.read(_CHUNK)
                if not chunk:
                    raise DamagedPickle("a storage is cut off")
                view[offset : offset + len(chunk)] = chunk
                offset += len(chunk)
            stream.read(1)  # the checksum is compared at the end
    except (zipfile.BadZipFile, EOFError, ValueError, OSError, NotImplementedError) as error:
        text = str(error)
        raise DamagedPickle("a checksum does not fit" if "CRC" in text else text[:100]) from None
    return values


def check_zip_directory(file: BinaryIO, size: int, most: int) -> None:
    """Raises UnsafePickle for an archive whose table of contents alone would take much memory."""
    tail = min(size, 65_535 + 22 + 20)
    file.seek(size - tail)
    end = file.read(tail)
    offset = end.rfind(b"PK\x05\x06")
    if offset < 0 or len(end) < offset + 22:
        raise DamagedPickle("a zip archive without its end")
    (length,) = struct.unpack_from("<L", end, offset + 12)
    if length == 0xFFFFFFFF and offset >= 20 and end[offset - 20 : offset - 16] == b"PK\x06\x07":
        (where,) = struct.unpack_from("<Q", end, offset - 12)
        file.seek(min(where, size))
        record = file.read(56)
        length = struct.unpack_from("<Q", record, 40)[0] if len(record) == 56 else length
    file.seek(0)
    if length > most:
        raise UnsafePickle(f"a zip archive with a table of contents of {length} bytes")


def _check_members(members: list[zipfile.ZipInfo], size: int) -> None:
    """Raises UnsafePickle for members that overlap, inflate, or are there twice."""
    offset, total = 0, 0
    for member in sorted(members, key=lambda member: member.header_offset):
        if member.header_offset < offset:
            raise UnsafePickle("a zip archive whose members overlap")
        offset = member.header_offset + 30 + member.compress_size
        total += member.file_size
        if member.flag_bits & 1:
            raise UnsafePickle("an encrypted zip archive")
    if offset > size:
        raise DamagedPickle("a zip archive that is cut off")
    if total > 2 * size + _SPARE:
        raise UnsafePickle(f"a zip archive that inflates to {total >> 20} MB")
    if len({member.filename for member in members}) != len(members):
        raise UnsafePickle("a zip archive with two members of one name")


def _read_stream(file: BinaryIO, size: int) -> Any:
    """The format before torch 1.6: magic number, protocol, machine, object, keys of storages, their bytes."""
    stream = Bounded(file)
    storages: dict[str, _Storage] = {}
    filled: dict[str, torch.Tensor] = {}
    total = 0

    def persistent(identity: Any) -> _Storage:
        nonlocal total
        dtype, key, numel = _identity(identity)
        if dtype is None:
            raise ValueError("a storage without a type")
        if len(identity) > 5 and identity[5] is not None:
            raise UnsafePickle("views of storages, as torch 0.3 wrote them")
        if key not in storages:
            total += numel * dtype.itemsize
            if total > size:
                raise ValueError("storages of more bytes than the file has")
            storages[key] = _Storage(dtype, numel * dtype.itemsize, lambda: filled[key])
            filled[key] = torch.empty(numel * dtype.itemsize, dtype=torch.uint8)
        return storages[key]

    plain: Builders = {}
    first = read_pickle(stream, _Tensors(size).builders())
    if first != _MAGIC or type(first) is not int:
        raise DamagedPickle("no magic number")
    if read_pickle(stream, plain) != _PROTOCOL:
        raise DamagedPickle("an unknown protocol")
    machine = read_pickle(stream, plain)
    if not isinstance(machine, dict) or machine.get("little_endian") is not True:
        raise UnsafePickle("numbers with the most significant byte first")
    value = read_pickle(stream, _Tensors(size).builders(), persistent)
    keys = read_pickle(stream, plain)
    if not isinstance(keys, list) or any(not isinstance(key, (str, int)) for key in keys):
        raise DamagedPickle("no list of storages")
    if {str(key) for key in keys} != storages.keys() or len(keys) != len(storages):
        raise DamagedPickle("another list of storages than the tensors have")
    for key in map(str, keys):
        (numel,) = struct.unpack("<q", _exactly(file, 8))
        storage = storages[key]
        if storage.dtype is None or numel * storage.dtype.itemsize != storage.size:
            raise DamagedPickle("a storage of another size than its tensors say")
        _fill(file, filled[key])
    return value


def _exactly(file: BinaryIO, n: int) -> bytes:
    data = file.read(n)
    if len(data) != n:
        raise DamagedPickle("it is cut off")
    return data


def _fill(file: BinaryIO, values: torch.Tensor) -> None:
    view = values.numpy().data if values.numel() else memoryview(b"")
    offset = 0
    while offset < len(view):
        chunk = _exactly(file, min(_CHUNK, len(view) - offset))
        view[offset : offset + len(chunk)] = chunk
        offset += len(chunk)
