"""Archives of shader codes that somebody saved: zip and tar (also gz, bz2, xz), read in place; nothing is unpacked.

An entry's name only says where a text stood: no path is made of it. What is no regular file, has no proper name, comes
twice, is encrypted or too large is left out and named; an archive that unpacks beyond all measure is refused.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from downloads.archive import DAMAGE, UNPACK_FACTOR, Damaged, directory_bytes, entry_trouble
from image_generation.common.errors import UserError
from image_generation.common.progress import amount

MOST_ENTRIES = 1_000_000
LARGEST_ENTRY = 64 << 20  # bytes of one text
LARGEST = 8 << 30  # bytes of all of it
SMALL = 64 << 20  # up to which an archive's factor does not matter
_BLOCK = 1 << 20
_PACKED: tuple[tuple[bytes, Callable[[Any], Any]], ...] = (
    (b"\x1f\x8b", gzip.GzipFile),
    (b"BZh", bz2.BZ2File),
    (b"\xfd7zXZ\x00", lzma.LZMAFile),
)
_ENDINGS = (".zip", ".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tar.xz", ".gz", ".bz2", ".xz", ".7z", ".rar")

Parts = tuple[str, ...]


@dataclass(frozen=True)
class CodeArchive:
    """The regular files of an archive by their path's components, and what was left out: (name, why)."""

    names: list[Parts]
    left_out: list[tuple[str, str]]
    read: Callable[[Parts], bytes]


def looks_packed(path: Path) -> bool:
    """Whether a file is an archive by its first bytes, or says so by its name."""
    if path.name.lower().endswith(_ENDINGS):
        return True
    try:
        with open(path, "rb") as file:
            head = file.read(512)
    except OSError:
        return False
    return (
        head.startswith(b"PK\x03\x04") or head[257:262] == b"ustar" or any(head.startswith(one) for one, _ in _PACKED)
    )


@contextmanager
def opened(path: Path) -> Iterator[CodeArchive]:
    """The archive in a file. Raises UserError for what is none, is damaged, or is refused."""
    with open(path, "rb") as file:
        head = file.read(512)
    if head.startswith(b"PK"):
        with _zip(path) as archive:
            yield archive
        return
    for magic, unpacker in _PACKED:
        if head.startswith(magic):
            with tempfile.TemporaryFile() as plain:
                _decompress(path, unpacker, plain)
                with _tar(path, plain) as archive:
                    yield archive
            return
    if head[257:262] == b"ustar":
        with open(path, "rb") as raw, _tar(path, raw) as archive:
            yield archive
        return
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        raise UserError(f"{path}: is a web page, not an archive: save the file that the page's own button downloads")
    raise UserError(f"{path}: is no zip and no tar archive")


class Names:
    """The names of an archive as they are looked at: good ones once, and what is left out."""

    def __init__(self, path: Path):
        self.path, self.left_out = path, list[tuple[str, str]]()
        self.found: dict[Parts, Any] = {}
        self.bytes = 0

    def add(self, name: str, size: int, entry: Any, trouble: str = "") -> None:
        """Take an entry, or note why not; hidden names and those of macOS are left out without a word."""
        if len(self.found) + len(self.left_out) >= MOST_ENTRIES:
            raise UserError(f"{self.path}: holds more than {MOST_ENTRIES:,} entries, which is refused")
        self.bytes += size
        bound = max(SMALL, UNPACK_FACTOR * self.path.stat().st_size)
        if self.bytes > min(bound, LARGEST):
            raise UserError(
                f"{self.path}: unpacks from {amount(self.path.stat().st_size)} to more than "
                f"{amount(min(bound, LARGEST))}, which is refused"
            )
        parts = tuple(part for part in name.split("/") if part not in ("", "."))
        if any(part.startswith(".") and part != ".." for part in parts) or parts[:1] == ("__MACOSX",):
            return
        if name.startswith("/") or "\\" in name or name[1:2] == ":" or ".." in parts:
            trouble = "leads out of the folder"
        elif not parts or not name.isprintable() or len(name) > 1000:
            trouble = "has no proper name"
        elif not trouble and size > LARGEST_ENTRY:
            trouble = f"is larger than {amount(LARGEST_ENTRY)}"
        elif not trouble and parts in self.found:
            trouble = "comes twice; the first is taken"
        if trouble:
            self.left_out.append((ascii(name[:200]), trouble))
        else:
            self.found[parts] = entry

    def archive(self, read: Callable[[Any], bytes]) -> CodeArchive:
        """What was found; read gives an entry's bytes."""
        return CodeArchive(sorted(self.found), self.left_out, lambda parts: read(self.found[parts]))


@contextmanager
def _zip(path: Path) -> Iterator[CodeArchive]:
    if directory_bytes(path) // 46 > MOST_ENTRIES:  # a record has 46 bytes at least (APPNOTE 4.3.12)
        raise UserError(f"{path}: holds more than {MOST_ENTRIES:,} entries, which is refused")
    try:
        archive = zipfile.ZipFile(path)
    except DAMAGE as error:
        raise Damaged(f"{path}: is no whole zip archive ({error}): save it again") from None
    with archive:
        names = Names(path)
        for info in archive.infolist():
            if not info.is_dir():
                names.add(info.orig_filename, info.file_size, info, entry_trouble(info))

        def read(info: zipfile.ZipInfo) -> bytes:
            try:
                with archive.open(info) as source:
                    return source.read(LARGEST_ENTRY + 1)
            except DAMAGE as error:
                raise Damaged(f"is damaged ({error})") from None

        yield names.archive(read)


def _decompress(path: Path, unpacker: Callable[[Any], Any], plain: IO[bytes]) -> None:
    """Into a file without a name, which ends with this process, however it ends."""
    size, came = path.stat().st_size, 0
    most = min(LARGEST, max(SMALL, int(UNPACK_FACTOR * size)))
    try:
        with (
            open(path, "rb") as file,
            unpacker(file) if unpacker is not gzip.GzipFile else gzip.GzipFile(fileobj=file) as source,
        ):
            while block := source.read(_BLOCK):
                came += len(block)
                if came > most:
                    raise UserError(
                        f"{path}: unpacks from {amount(size)} to more than {amount(most)}, which is refused"
                    )
                plain.write(block)
    except (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile, ValueError) as error:
        raise Damaged(f"{path}: is damaged ({error}): save it again") from None
    except OSError as error:
        if error.errno is None:  # bz2's word for damaged bytes
            raise Damaged(f"{path}: is damaged ({error}): save it again") from None
        raise UserError(
            f"{path}: cannot be unpacked to {tempfile.gettempdir()} ({error.strerror}): set TMPDIR"
        ) from None
    plain.seek(0)


class _Bounded:
    """A tar's file for tarfile, which takes no more at once than an entry may hold (extended headers say any size)."""

    def __init__(self, file: IO[bytes]):
        self.file = file

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= LARGEST_ENTRY:
            raise tarfile.ReadError("a header that is too large")
        return self.file.read(size)

    def seek(self, *where: int) -> int:
        return self.file.seek(*where)

    def tell(self) -> int:
        return self.file.tell()


@contextmanager
def _tar(path: Path, plain: IO[bytes]) -> Iterator[CodeArchive]:
    try:
        end = plain.seek(0, os.SEEK_END)
        plain.seek(0)
        bounded: Any = _Bounded(plain)
        archive = tarfile.TarFile(fileobj=bounded)  # of a file that is not this object's to close
        names = Names(path)
        for member in archive:
            trouble = ""
            if member.size < 0:  # tarfile would go back by as much
                raise UserError(f"{path}: its entry {member.name[:200]!a} has a size below 0, which is refused")
            if member.issym() or member.islnk():
                trouble = "is a link"
            elif not member.isreg():
                trouble = "is a device or a pipe"
            elif member.issparse() or member.offset_data + member.size > end:
                trouble = "is larger than the archive"
            if not member.isdir():
                names.add(member.name, 0 if trouble else member.size, member, trouble)
    except (tarfile.TarError, ValueError, OverflowError, EOFError, UnicodeError) as error:
        raise Damaged(f"{path}: is no whole tar archive ({str(error)[:100]}): save it again") from None

    def read(member: tarfile.TarInfo) -> bytes:
        plain.seek(member.offset_data)
        return plain.read(member.size)

    yield names.archive(read)
