"""Parsed programs, kept between runs: what a text becomes is looked up by digest instead of translated again.

    cache = TextCache.of_user()
    text, program = cache.read(source)
    program = program or cache.parse(source, text)    # from the folder, or parsed and put there; raises ProgramError

A file is found by everything that has a say in a program: the text, its name, path and dialect, this repository's own
parsers and composer, Python's version; files that the parser looked for beside the text are compared when it is found.
Any number of processes may share a folder: files appear whole, what is damaged counts as not there, and a full
folder drops what was written first. Nothing in it is ever run: a file is a list of texts and numbers.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import os
import sys
import zlib
from functools import cache
from pathlib import Path
from typing import Any

from image_generation.common.errors import UserError
from image_generation.shaders.programs.includes import state_of
from image_generation.shaders.programs.program import Channel, Pass, Program, Sampling, Target, Uniform
from image_generation.shaders.rendering.shader_cache import cache_folder
from image_generation.shaders.sources import BUNDLED, Source

SIZE = "PROGRAM_TEXT_CACHE_GB"  # environment variable: the most that the folder may hold; 0: no such folder
DEFAULT_GB = 1.0
_FOLDERS = 256  # each holds its share of the size
_LOOK_EVERY = 16  # files that a process writes between two looks at the size of a folder
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
    for path in [*paths, Path(__file__), _SHADERS / "sources.py"]:
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
        self._written = 0

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
        return cls(cache_folder() / "texts", int(size * 2**30))

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
            packed = self._path(key).read_bytes()
            unpacker = zlib.decompressobj()
            values = json.loads(unpacker.decompress(packed, _LARGEST))
            if not unpacker.eof or any(state_of(path) != state for path, state in values[0]):
                return None
            return _program(values[1])
        except (OSError, ValueError, TypeError, LookupError, zlib.error, RecursionError):
            return None

    def _keep(self, key: str, program: Program, asked: dict[str, str]) -> None:
        path = self._path(key)
        temporary = path.with_name(f".{key[2:18]}.{os.urandom(4).hex()}.part")
        try:
            data = zlib.compress(json.dumps([list(asked.items()), _values(program)]).encode(), 1)
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(data)
            os.replace(temporary, path)
        except (OSError, ValueError):  # no folder to write to, a full disk, a name that is no text: then without
            with contextlib.suppress(OSError):
                temporary.unlink()
            return
        self._written += 1
        if self._written % _LOOK_EVERY == 0:
            self._drop(path.parent)

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
    path = source.path if composed else os.path.abspath(source.path)
    folders = [os.path.realpath(folder) for folder in source.folders]
    makers = [front_end(), composer() if composed else ""]
    known = json.dumps([makers, path, source.name, folders, dialect, source.dialect, source.signs]).encode()
    return hashlib.sha256(b"%d\0%s\0%s" % (len(known), known, text)).hexdigest()


# ------------------------------------------------------------------ programs as lists


def _values(program: Program) -> list[Any]:
    return [
        program.name,
        program.dialect,
        [_pass_values(stage) for stage in program.passes],
        program.feedback,
        program.source,
        program.signs,
        program.description,
        program.tags,
        program.info,
    ]


def _pass_values(stage: Pass) -> list[Any]:
    return [
        stage.name,
        stage.vertex,
        stage.fragment,
        [list(vars(target).values()) for target in stage.targets],
        [[c.name, c.kind, c.source, list(vars(c.sampling).values())] for c in stage.channels],
        [list(vars(uniform).values()) for uniform in stage.uniforms],
        stage.literals,
        stage.unset,
        stage.idle,
    ]


def _program(values: Any) -> Program:
    name, dialect, passes, feedback, source, signs, description, tags, info = values
    return Program(
        name,
        dialect,
        tuple(map(_pass, passes)),
        feedback=feedback,
        source=source,
        signs=signs,
        description=description,
        tags=tuple(tags),
        info=tuple((key, value) for key, value in info),
    )


def _pass(values: Any) -> Pass:
    name, vertex, fragment, targets, channels, uniforms, literals, unset, idle = values
    return Pass(
        name,
        vertex,
        fragment,
        targets=tuple(Target(*target) for target in targets),
        channels=tuple(Channel(name, kind, source, Sampling(*sampling)) for name, kind, source, sampling in channels),
        uniforms=tuple(
            Uniform(name, kind, source if isinstance(source, str) else tuple(source), varies)
            for name, kind, source, varies in uniforms
        ),
        literals=tuple(map(tuple, literals)),
        unset=tuple(unset),
        idle=tuple(idle),
    )
