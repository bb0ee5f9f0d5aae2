"""Hostile inputs by chance: what a file or folder from anywhere may hold, in the place of an input of a command."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.soak.damage import clear, damage
from tests.soak.hostile_files import CHECKPOINTS, CONFIGS, IMAGES, NETWORKS, SHADERS, SHARDS, Make, zip_bytes

NAMES = ("100%", "%zz", "a\nb", "a\x1b[31mred", "-rf", "--output", "<img src=x onerror=alert(1)>", "a'b\"c", "a&b;c", "a,b",
         "ü" * 60, "x" * 200, ".hidden", "a b", "CON", "a\\b", "\u202egpj", "#fragment?query", "{{FILES}}")  # fmt: skip


@contextlib.contextmanager
def replace_input(chance: random.Random, path: Path, kind: str, aside: Path) -> Iterator[str]:
    """Put something hostile in an input's place, and the input back again; what it is."""
    clear(aside)
    shutil.move(path, aside)
    try:
        if aside.is_dir():
            shutil.copytree(aside, path)
        else:
            shutil.copy(aside, path)
        yield _FOLDERS[kind](chance, path) if path.is_dir() else _file(chance, path, _FILES[kind])
    finally:
        clear(path)
        shutil.move(aside, path)


def _file(chance: random.Random, path: Path, makers: tuple[Make, ...]) -> str:
    if chance.random() < 0.4:
        return damage(chance, path)
    make = chance.choice(makers)
    data = make(chance, path)
    if data is not None:
        path.write_bytes(data)
    return make.__name__


def _special(chance: random.Random, folder: Path, suffix: str) -> str:
    """Something in a folder that is no regular file, or leads elsewhere."""
    path = folder / f"special{suffix}"
    how = chance.choice(("fifo", "loop", "device", "upwards", "out", "folder", "nothing", "socket", "many links"))
    if how == "fifo":
        os.mkfifo(path)
    elif how == "folder":
        path.mkdir()
    elif how == "socket":
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as server:
            server.bind(str(path))
    elif how == "many links":
        for k in range(12):
            (folder / f"l{k}").symlink_to("..")
    else:
        targets = {"loop": path.name, "device": "/dev/zero", "upwards": "..", "out": "/etc/passwd", "nothing": "no"}
        with contextlib.suppress(FileExistsError):  # of an earlier change
            path.symlink_to(targets[how])
    return how


def _of_files(suffix: str, makers: tuple[Make, ...]) -> Callable[[random.Random, Path], str]:
    """A folder some of whose files are hostile in content, name or kind."""

    def change(chance: random.Random, folder: Path) -> str:
        done = []
        for _ in range(chance.choice((1, 1, 2, 3))):
            how = chance.random()
            if how < 0.2:
                done.append(damage(chance, folder))
            elif how < 0.4:
                done.append(_special(chance, _some_folder(chance, folder), suffix) if not list(
                    folder.rglob(f"special{suffix}")) else "")  # fmt: skip
            else:
                make = chance.choice(makers)
                name = chance.choice(NAMES) if chance.random() < 0.5 else "plain"
                path = _some_folder(chance, folder) / f"{name}{suffix}"
                if not os.path.lexists(path):
                    data = make(chance, path)
                    if data is not None:
                        path.write_bytes(data)
                    done.append(f"{make.__name__} as {name!r}")
        if chance.random() < 0.1:
            for path in list(folder.iterdir()):
                clear(path)
            done = ["an empty folder"]
        return ", ".join(filter(None, done))

    return change


def _some_folder(chance: random.Random, folder: Path) -> Path:
    found = [folder, *(path for path in sorted(folder.rglob("*")) if path.is_dir() and not path.is_symlink())]
    return chance.choice(found)


def _dataset(chance: random.Random, folder: Path) -> str:
    """A dataset from elsewhere: rows that lead out, damaged tables, other files."""
    how = chance.choice(("rows", "damage", "damage", "files"))
    if how == "damage":
        return damage(chance, folder)
    if how == "files":
        return _of_files(".png", IMAGES)(chance, folder)
    table = folder / chance.choice(("samples.csv", "programs.csv"))
    lines = table.read_text().splitlines()
    cells = ("../../../etc/passwd", "/etc/passwd", "-1", "9" * 5000, "nan", "\x1b[31m", "a" * 200_000, '"', "\0", "<b>")
    for _ in range(3):
        k = chance.randrange(1, len(lines))
        row = lines[k].split(",")
        row[chance.randrange(len(row))] = chance.choice(cells)
        lines[k] = ",".join(row)
    table.write_text("\n".join(lines) + "\n")
    return f"rows of {table.name}"


def _served(chance: random.Random, folder: Path) -> str:
    path = folder / "zipped_data/shaders1k.zip"
    how = chance.choice(("damage", "names", "bomb", "garbage", "gone"))
    if how == "damage":
        return damage(chance, folder)
    if how == "names":
        names = ("../../canary", "/tmp/canary", "a/../../x", "a\\..\\b", "x" * 300, "a\0b", "con/./x", *NAMES)
        path.write_bytes(zip_bytes({chance.choice(names): b"x", "a.jpg": b"y"}))
    elif how == "bomb":
        path.write_bytes(zip_bytes({"a.jpg": b"\0" * (200 << 20)}))
    elif how == "garbage":
        path.write_bytes(chance.randbytes(10_000))
    else:
        path.unlink()
    return how


def config(chance: random.Random, path: Path) -> str:
    """Write a hostile --config."""
    return _file_made(chance, path, CONFIGS)


def _file_made(chance: random.Random, path: Path, makers: tuple[Make, ...]) -> str:
    make = chance.choice(makers)
    data = make(chance, path)
    if data is not None:
        path.write_bytes(data)
    return make.__name__


_FILES = {"checkpoint": CHECKPOINTS, "network": NETWORKS, "shader": SHADERS}
_FOLDERS: dict[str, Callable[[random.Random, Path], str]] = {
    "shaders": _of_files(".frag", SHADERS), "images": _of_files(".png", IMAGES), "shards": _of_files(".tar", SHARDS),
    "dataset": _dataset, "served": _served,
}  # fmt: skip
