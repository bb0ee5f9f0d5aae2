"""Parsed programs, kept between runs: what a text becomes is looked up by digest instead of translated again.

    cache = TextCache.of_user()
    text, program = cache.read(source)
    program = program or cache.parse(source, text)    # from the folder, or parsed and put there; raises ProgramError

A file is found by everything that has a say in a program: the text, its name, path and dialect, this repository's own
parsers and composer, Python's version; files that the parser looked for beside the text are compared when it is found.
Any number of processes may share a folder: files appear whole, what is damaged or another's counts as not there, and a
full folder drops what was written first. Nothing in it is ever run: a file is a list of texts and numbers.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import os
import sys
import time
import zlib
from functools import cache
from pathlib import Path

from image_generation.common.errors import UserError
from image_generation.common.files import atomic_write, regular_bytes
from image_generation.shaders.programs.includes import Files, state_of
from image_generation.shaders.programs.program import Program
from image_generation.shaders.rendering.program_values import fields_of, program_of
from image_generation.shaders.rendering.shader_cache import cache_folder
from image_generation.shaders.sources import BUNDLED, Source

SIZE = "PROGRAM_TEXT_CACHE_GB"  # environment variable: the most that the folder may hold; 0: no such folder
DEFAULT_GB = 1.0
_FOLDERS = 256  # each holds its share of the size
_LOOK_EVERY = 16  # files that are written, by whatever processes, between two looks at the size of their folder
_BLOCK = 4096  # bytes that the smallest file takes
_TRIMMED = "trimmed"  # the file that says of which size the folder has last been made, and by its time when
_TRIM_SECONDS = 86400.0
_MOST_GB = 2.0**30
_LARGEST = 64 << 20  # bytes of one program, unpacked
_SHADERS = Path(__file__).resolve().parents[1]


@cache
def front_end() -> str:
    """Digest of what makes programs of texts: any change of it is another front end."""
    return _digest_of(sorted([*(_SHADERS / "programs").rglob("*.py"), *(_SHADERS / "programs").rglob("*.glsl")]))


@cache
def composer() -> str:
    """Digest of what composes texts, the bundled programs that it embeds included."""
    return _digest_of(sorted([*(_SHADERS / "composer").rglob("*.py"), *BUNDLED.rglob("*.glsl")]))


def _digest_of(paths: list[Path]) -> str:
    found = hashlib.sha256(repr(sys.version_info[:3]).encode())
    own = Path(__file__), Path(__file__).with_name("program_values.py"), _SHADERS / "sources.py"
    for path in [*paths, *own]:
        found.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


class TextCache:
    """Programs in files below a folder.

    folder   None: nothing is kept
    limit    bytes that it may hold
    """

    def __init__(self, folder: Path | None, limit: int = int(DEFAULT_GB * 2**30)):
        self.folder = folder if limit > 0 else None
        self.limit = limit

    @classmethod
    def of_user(cls) -> TextCache:
        """The one in the user's cache folder; raises UserError (code 2) for a size that is none."""
        given = os.environ.get(SIZE, "")
        try:
            size = float(given or DEFAULT_GB)
        except ValueError:
            size = -1.0
        if not math.isfinite(size) or size < 0:
            raise UserError(f"{SIZE}={given}: give a number of GB, or 0 to keep no translated texts", 2)
        opened = cls(cache_folder() / "texts", int(min(size, _MOST_GB) * 2**30))
        opened.trim()
        return opened

    def read(self, source: Source) -> tuple[bytes, Program | None]:
        """A program's text; with it the program, where that is here under its number: it is not even composed then.

        Raises ProgramError as source.read does.
        """
        program = self._find(_key(source)) if self.folder is not None and source.composed else None
        return (source.read(), None) if program is None else (program.source.encode(), program)

    def parse(self, source: Source, text: bytes, dialect: str | None = None) -> Program:
        """What source.parse gives; raises ProgramError as it does."""
        if self.folder is None or source.painted:
            return source.parse(text, dialect)
        composed = source.composed
        key = _key(source) if composed else _key(source, text, dialect)
        program = None if composed else self._find(key)  # `read` has looked for a composed one
        if program is None:
            files = source.files()
            program = source.parse(text, dialect, files)
            if not composed or program.source.encode() == text:
                self._keep(key, program, files.asked)
        return program

    # ------------------------------------------------------------------ files

    def _path(self, key: str) -> Path:
        assert self.folder is not None
        return self.folder / key[:2] / key[2:]

    def _find(self, key: str) -> Program | None:
        try:
            packed = regular_bytes(self._path(key), _LARGEST)
            unpacker = zlib.decompressobj()
            name, asked, values = json.loads(unpacker.decompress(packed, _LARGEST))
            if not unpacker.eof or name != key:
                return None
            if any(type(path) is not str or state_of(path) != state for path, state in asked):
                return None
            return program_of(values)
        except (OSError, ValueError, TypeError, LookupError, zlib.error, RecursionError):
            return None

    def _keep(self, key: str, program: Program, asked: dict[str, str]) -> None:
        path = self._path(key)
        temporary = path.with_name(f".{key[2:18]}.{os.urandom(4).hex()}.part")
        try:
            data = zlib.compress(json.dumps([key, list(asked.items()), program], default=fields_of).encode(), 1)
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(data)
            os.replace(temporary, path)
        except (OSError, ValueError):  # no folder to write to, a full disk, a name that is no text: then without
            with contextlib.suppress(OSError):
                temporary.unlink()
            return
        # By chance, for many short runs write a few files each; in a folder of few files every time.
        few = 4 * _LOOK_EVERY * max(len(data), _BLOCK) > self.limit // _FOLDERS
        if few or int(key[-4:], 16) % _LOOK_EVERY == 0:
            self._drop(path.parent)

    def trim(self) -> None:
        """Bring the folder to its size where nobody has done so for a day, or for another size."""
        if self.folder is None or not self.folder.is_dir():
            return
        note, text = self.folder / _TRIMMED, str(self.limit).encode()
        with contextlib.suppress(OSError):
            if regular_bytes(note) == text and abs(time.time() - note.stat().st_mtime) < _TRIM_SECONDS:
                return
        with contextlib.suppress(OSError):
            with atomic_write(note, "wb") as file:
                file.write(text)
            for entry in list(os.scandir(self.folder)):
                if len(entry.name) == 2 and entry.is_dir(follow_symlinks=False):
                    self._drop(Path(entry.path))

    def _drop(self, folder: Path) -> None:
        """Bring one of the folders to three quarters of its share where it is above it; the oldest files go."""
        share = self.limit // _FOLDERS
        with contextlib.suppress(OSError):
            files = []
            for entry in os.scandir(folder):
                with contextlib.suppress(OSError):
                    status = entry.stat(follow_symlinks=False)
                    files.append((status.st_mtime_ns, status.st_blocks * 512, entry.path))
            total = sum(size for _, size, _ in files)
            if total <= share:
                return
            for _, size, path in sorted(files):
                if total <= share * 3 // 4:
                    break
                with contextlib.suppress(OSError):
                    os.unlink(path)
                total -= size


def _key(source: Source, text: bytes = b"", dialect: str | None = None) -> str:
    """The name of a program's file, of everything that has a say in what it is but what lies beside its text."""
    composed = source.composed
    # As it is given, which tells dialects, and where it lies, for that is where files beside it are looked for.
    path = [source.path] if composed else [os.path.abspath(source.path), Files(source.path).folder]
    folders = [os.path.realpath(folder) for folder in source.folders]
    makers = [front_end(), composer() if composed else ""]
    known = json.dumps([makers, path, source.name, folders, dialect, source.dialect, source.signs]).encode()
    return hashlib.sha256(b"%d\0%s\0%s" % (len(known), known, text)).hexdigest()
