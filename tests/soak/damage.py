"""Damage to files: flipped bits, truncation, zeros, and things of another kind in a file's place."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path


def _flip(chance: random.Random, path: Path) -> None:
    data = bytearray(path.read_bytes())
    for _ in range(chance.choice((1, 1, 1, 8))):
        # Half of them near the start, where tables and archives say what they are.
        k = chance.randrange(min(len(data), 200) if chance.random() < 0.5 else len(data))
        data[k] ^= 1 << chance.randrange(8)
    path.write_bytes(bytes(data))


def _truncate(chance: random.Random, path: Path) -> None:
    os.truncate(path, chance.randrange(path.stat().st_size))


def _zero(chance: random.Random, path: Path) -> None:
    size = path.stat().st_size
    start = chance.randrange(size)
    with open(path, "r+b") as file:
        file.seek(start)
        file.write(b"\0" * chance.randint(1, size - start))


def _garbage(chance: random.Random, path: Path) -> None:
    path.write_bytes(chance.randbytes(chance.randint(1, 4096)))


def _empty(_: random.Random, path: Path) -> None:
    path.write_bytes(b"")


def _append(chance: random.Random, path: Path) -> None:
    with open(path, "ab") as file:
        file.write(chance.randbytes(100))


def _remove(_: random.Random, path: Path) -> None:
    path.unlink()


def _fifo(_: random.Random, path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _folder(_: random.Random, path: Path) -> None:
    path.unlink()
    path.mkdir()


def _loop(_: random.Random, path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


def _link_out(_: random.Random, path: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/zero")


def _sparse(_: random.Random, path: Path) -> None:
    os.truncate(path, 1 << 36)


CONTENT: tuple[Callable[[random.Random, Path], None], ...] = (_flip, _flip, _flip, _truncate, _zero, _garbage, _empty,
                                                              _append)  # fmt: skip
KINDS = (*CONTENT, *CONTENT, _remove, _fifo, _folder, _loop, _link_out, _sparse)


def files(output: Path) -> list[Path]:
    """Files that a run wrote."""
    if output.is_file():
        return [output]
    return [path for path in sorted(output.rglob("*")) if path.is_file() and not path.is_symlink()]


def damage(chance: random.Random, output: Path, end: str = "") -> str:
    """Do something to one of a run's files, of those whose names end so; what was done."""
    found = [path for path in files(output) if path.stat().st_size and path.name.endswith(end)]
    if not found:
        return "nothing to damage"
    # Tables and settings are few, images many: by kind of file first.
    kinds = sorted({path.suffix or path.name for path in found})
    kind = chance.choice(kinds)
    path = chance.choice([path for path in found if (path.suffix or path.name) == kind])
    how = chance.choice(KINDS)
    how(chance, path)
    return f"{how.__name__[1:]} {path.relative_to(output) if path != output else path.name}"


def clear(output: Path) -> None:
    """Remove an output, whatever it is."""
    if output.is_dir() and not output.is_symlink():
        shutil.rmtree(output)
    else:
        output.unlink(missing_ok=True)
