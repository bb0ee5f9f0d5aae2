"""Unpack a zip archive of unknown origin: nothing outside the folder, no links, no bombs, resumable."""

from __future__ import annotations

import errno
import lzma
import os
import re
import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from downloads.progress import stop
from image_generation.common.errors import UserError
from image_generation.common.progress import amount

UNPACK_FACTOR = 100.0  # unpacked bytes for each byte of the archive; images are compressed already, about 1
MOST_ENTRIES = 5_000_000
SPARE = 64 << 20  # bytes of disk left over for everybody else
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
BLOCK = 1 << 18
# What zipfile and the decompressors raise for damaged bytes; an OSError counts where it is not the disk's.
DAMAGE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
    ValueError,
    OSError,
)


class Damaged(UserError):
    """The archive is cut short or its bytes do not fit its own checksums."""


@dataclass(frozen=True)
class Unpacked:
    """What an archive held: number of files and their bytes."""

    files: int
    bytes: int


def check(path: Path, factor: float = UNPACK_FACTOR) -> list[tuple[zipfile.ZipInfo, tuple[str, ...]]]:
    """The archive's files, each with its path as safe components; nothing is written.

    Raises UserError where an entry would leave the folder, is a link or a device, is encrypted, comes twice, or where
    all of it unpacks beyond `factor` times the archive's size; Damaged where it is no whole zip archive.
    """
    entries = directory_bytes(path) // 46  # a record of the central directory has 46 bytes at least (APPNOTE 4.3.12)
    if entries > MOST_ENTRIES:
        raise UserError(f"{path}: may hold {entries} entries, more than {MOST_ENTRIES}, which is refused")
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except DAMAGE as error:
        if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):
            raise
        raise Damaged(f"{path}: is no whole zip archive ({error})") from None
    files, folders = {}, set()
    for info in infos:
        parts = _safe_parts(info, path)
        if info.is_dir():
            folders.add(parts)
            continue
        if parts in files:
            raise UserError(f"{path}: holds {_name(info)} twice, which is refused")
        files[parts] = info
    for parts in files:
        folders.update(parts[:depth] for depth in range(1, len(parts)))
    if both := folders & files.keys():
        raise UserError(f"{path}: holds {'/'.join(min(both))} both as a file and as a folder, which is refused")
    total, size = sum(info.file_size for info in files.values()), path.stat().st_size
    if total > factor * size:
        raise UserError(
            f"{path}: unpacks from {amount(size)} to {amount(total)}, beyond the factor of {factor:g} that "
            "--max-unpack-factor allows"
        )
    return [(info, parts) for parts, info in files.items()]


def unpack(path: Path, folder: Path, bar: Any, factor: float = UNPACK_FACTOR) -> Unpacked:
    """Unpack into `folder`, each file whole or not at all; files that are there already (size and CRC) are kept.

    bar has total and update(n), in bytes. Raises as `check` does, and UserError where the disk has no room, or where a
    link inside the folder leads elsewhere.
    """
    entries = check(path, factor)
    total = sum(info.file_size for info, _ in entries)
    bar.total = total
    folder.mkdir(parents=True, exist_ok=True)
    missing = []
    for info, parts in entries:
        if _is_there(folder.joinpath(*parts), info):
            bar.update(info.file_size)
        else:
            missing.append((info, parts))
    need, free = sum(info.file_size for info, _ in missing), shutil.disk_usage(folder).free - SPARE
    if need > free:
        raise UserError(
            f"{path}: unpacks to {amount(need)}, where {amount(max(0, free))} are free; make room, or "
            "choose another disk with --output"
        )
    made: set[Path] = set()
    taken = {
        folder.joinpath(*parts[:depth])
        for _, parts in entries
        for depth in range(1, len(parts) + 1)
        if parts[depth - 1].endswith(".part")
    }
    with zipfile.ZipFile(path) as archive:
        for info, parts in missing:
            if stop.is_set():
                raise UserError(f"{path}: stopped")
            _make_parents(folder, parts, made)
            target = folder.joinpath(*parts)
            temporary = target.with_name(f".{target.name}.part")
            while temporary in taken:  # by a file of the archive's own
                temporary = temporary.with_name(f".{temporary.name}")
            _unpack_one(archive, info, target, temporary, path, bar)
    os.sync()
    return Unpacked(len(entries), total)


def directory_bytes(path: Path) -> int:
    """Bytes of the central directory as the end record says (APPNOTE 4.3.16, zip64: 4.3.14), to bound memory first."""
    size = path.stat().st_size
    with open(path, "rb") as file:
        file.seek(max(0, size - 65557 - 20))
        tail = file.read()
        at = tail.rfind(b"PK\x05\x06")
        if at < 0 or len(tail) < at + 22:
            raise Damaged(f"{path}: is no whole zip archive (its end is missing)")
        length = struct.unpack_from("<L", tail, at + 12)[0]
        if length == 0xFFFFFFFF and at >= 20 and tail[at - 20 : at - 16] == b"PK\x06\x07":
            file.seek(struct.unpack_from("<Q", tail, at - 12)[0])
            record = file.read(56)
            if record[:4] != b"PK\x06\x06" or len(record) < 56:
                raise Damaged(f"{path}: is no whole zip archive (its end is damaged)")
            length = struct.unpack_from("<Q", record, 40)[0]
    if length > size:
        raise Damaged(f"{path}: is no whole zip archive (its directory is larger than itself)")
    return length


def _name(info: zipfile.ZipInfo) -> str:
    return ascii(info.orig_filename[:200])


def entry_trouble(info: zipfile.ZipInfo) -> str:
    """Why a zip's entry is refused for what it is, whatever its name; empty where it is not."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return "is a link"
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is a device or a pipe"
    if info.flag_bits & 1:
        return "is encrypted"
    if info.compress_type not in METHODS:
        return f"is packed by method {info.compress_type}, which is not known here"
    return ""


def _safe_parts(info: zipfile.ZipInfo, path: Path) -> tuple[str, ...]:
    """The entry's path as components; raises UserError for what must not be unpacked."""
    name = info.orig_filename
    parts = tuple(part for part in name.split("/") if part not in ("", "."))
    if name.startswith("/") or "\\" in name or re.match(r"[A-Za-z]:", name) or ".." in parts:
        trouble = "leads out of the folder"
    elif not parts or any(ord(letter) < 32 or ord(letter) == 127 for letter in name):
        trouble = "has no proper name"
    elif len(name.encode(errors="replace")) > 1000 or any(len(part.encode(errors="replace")) > 240 for part in parts):
        trouble = "has too long a name"
    else:
        trouble = entry_trouble(info)
    if not trouble:
        return parts
    raise UserError(f"{path}: its entry {_name(info)} {trouble}, which is refused; nothing was unpacked")


def _is_there(target: Path, info: zipfile.ZipInfo) -> bool:
    """Whether the file lies there whole, by size and CRC-32."""
    try:
        found = target.lstat()
        if not stat.S_ISREG(found.st_mode) or found.st_size != info.file_size:
            return False
        crc = 0
        with open(target, "rb") as file:
            while block := file.read(BLOCK):
                crc = zlib.crc32(block, crc)
        return crc == info.CRC
    except OSError:
        return False


def _make_parents(folder: Path, parts: tuple[str, ...], made: set[Path]) -> None:
    """Make the folders above a file; a link among them would lead out of the folder, and is refused."""
    place = folder
    for part in parts[:-1]:
        place = place / part
        if place in made:
            continue
        if place.is_symlink() or (place.exists() and not place.is_dir()):
            raise UserError(f"{place}: is a link or a file where the archive has a folder; move it away")
        place.mkdir(exist_ok=True)
        made.add(place)


def _blocks(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path) -> Iterator[bytes]:
    """The entry's bytes, of which zipfile gives no more than the entry states; raises Damaged."""
    try:
        with archive.open(info) as source:
            while block := source.read(BLOCK):
                yield block
    except DAMAGE as error:
        if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):
            raise
        raise Damaged(f"{path}: its entry {_name(info)} is damaged ({error})") from None


def _unpack_one(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, temporary: Path, path: Path, bar: Any
) -> None:
    """Write one file under a temporary name, then rename; zipfile compares the CRC at its end."""
    if target.is_dir() and not target.is_symlink():
        raise UserError(f"{target}: is a folder where the archive has a file; move it away")
    temporary.unlink(missing_ok=True)
    written = 0
    try:
        with open(temporary, "xb") as out:
            for block in _blocks(archive, info, path):
                out.write(block)
                written += len(block)
                bar.update(len(block))
        if written != info.file_size:
            raise Damaged(f"{path}: its entry {_name(info)} is not as long as it says")
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)
