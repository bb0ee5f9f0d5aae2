"""torch.save's files as data, within a budget: zip archives (since torch 1.6) and the stream format before them.

The budget of a file, whatever it says about itself:

    memory      BASE_BYTES (512 MB) and twice the bytes that it has on disk
    time        about five seconds of a core (MAX_OPCODES of pickle) and the reading of its bytes once

torch.load(weights_only=True) runs no code of a file's either, but takes what the file asks for: a tensor of any size
on a file with holes, a storage under a million tensors, an archive that inflates, keys that take for ever to hash.
"""

from __future__ import annotations

import io
import os
import re
import stat
import struct
import zipfile
from typing import Any, BinaryIO

import torch

from image_generation.common.files import READ_ONLY
from learning.pickle_machine import (
    MAX_PICKLE_BYTES,
    Bounded,
    Builders,
    DamagedPickle,
    Name,
    UnsafePickle,
    check_plain,
    read_pickle,
)
from learning.torch_values import KINDS, SPARE_BYTES, Storage, Tensors

BASE_BYTES = 512 << 20
MAX_FILE_BYTES = 64 << 30
_DIRECTORY_BYTES = 16 << 20  # of a zip archive: about 150,000 members
_CHUNK = 16 << 20
_MAGIC, _PROTOCOL = 0x1950A86A20F9469CFC6C, 1001


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
        storages: dict[str, Storage] = {}

        def persistent(identity: Any) -> Storage:
            dtype, key, numel = _identity(identity)
            if key not in storages:
                member = by_name.get(f"{root}data/{key}")
                bytes_of = numel * (dtype.itemsize if dtype else 1)
                if member is None or member.file_size != bytes_of:
                    raise ValueError("a storage that is not there or has another size")
                storages[key] = Storage(dtype, bytes_of, lambda: _member_bytes(archive, member))
            return storages[key]

        if by_name[pickles[0]].file_size > MAX_PICKLE_BYTES:
            raise UnsafePickle(f"over {MAX_PICKLE_BYTES >> 20} MB of pickle beside the tensors")
        pickle = _member_bytes(archive, by_name[pickles[0]]).numpy().tobytes()
        return read_pickle(Bounded(io.BytesIO(pickle)), Tensors(size).builders(), persistent)


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
    if name not in KINDS:
        raise UnsafePickle(f"a {kind}")
    return KINDS[name], str(key), numel


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
    if total > 2 * size + SPARE_BYTES:
        raise UnsafePickle(f"a zip archive that inflates to {total >> 20} MB")
    if len({member.filename for member in members}) != len(members):
        raise UnsafePickle("a zip archive with two members of one name")


def _read_stream(file: BinaryIO, size: int) -> Any:
    """The format before torch 1.6: magic number, protocol, machine, object, keys of storages, their bytes."""
    stream = Bounded(file)
    storages: dict[str, Storage] = {}
    filled: dict[str, torch.Tensor] = {}
    total = 0

    def persistent(identity: Any) -> Storage:
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
            storages[key] = Storage(dtype, numel * dtype.itemsize, lambda: filled[key])
            filled[key] = torch.empty(numel * dtype.itemsize, dtype=torch.uint8)
        return storages[key]

    plain: Builders = {}
    first = read_pickle(stream, Tensors(size).builders())
    if first != _MAGIC or type(first) is not int:
        raise DamagedPickle("no magic number")
    if read_pickle(stream, plain) != _PROTOCOL:
        raise DamagedPickle("an unknown protocol")
    machine = read_pickle(stream, plain)
    if not isinstance(machine, dict) or machine.get("little_endian") is not True:
        raise UnsafePickle("numbers with the most significant byte first")
    value = read_pickle(stream, Tensors(size).builders(), persistent)
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
