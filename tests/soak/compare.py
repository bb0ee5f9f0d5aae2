"""What two runs of a command must have in common: each file's bytes, without the seconds that it took."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
from pathlib import Path

import torch

LARGE = 1 << 30  # bytes of a file that is not read whole
ADDED = ("r.csv", "results.csv")
# A gallery's page is named by a digest of its files, some of which say what a frame costs.
_PAGE = re.compile(r"page-[0-9a-f]{10}")
_COST = re.compile(rb'"(cost|compile)":\[[^]]*\]|"(frame_ms|compile_ms|mtime)": ?[0-9.e-]+|, \[\d+, \d+\]\]')
# Columns that say how long something took or when it was.
_CLOCK = re.compile(
    r"seconds|sec_|_ms$|^ms$|_s$|per_s|date|^when$|memory|time_|_time$|images_per|hours|command|^time$|^waiting$"
)
_IGNORED = re.compile(r"(^|/)(tensorboard|events\.out)|\.lock$|curve\.png$|\.rows\.jsonl$|\.png\.plot$|\.damaged\d*$")
_LEFTOVERS = re.compile(r"\.part(\.|$)|(^|/)\.partial(/|$)|(^|/)\.journal$|(^|/)tmp[^/]*$|\.tmp$")


def leftovers(folder: Path) -> list[str]:
    """Names of temporary files below a folder."""
    names = [str(path.relative_to(folder)) for path in sorted(folder.rglob("*")) if not path.is_dir()]
    return [name for name in names if _LEFTOVERS.search(name)]


def state(output: Path) -> dict[str, str]:
    """Digest of each file below an output that two runs must have in common; links are digests of where they lead.

    Of tables that runs add rows to, each row is an entry of its own.
    """
    found: dict[str, str] = {}
    for path in [output] if not output.is_dir() else sorted(output.rglob("*")):
        name = _PAGE.sub("page", str(path.relative_to(output)))
        if _IGNORED.search(name) or not (path.is_file() or path.is_symlink()):
            continue
        if path.name in ADDED and not path.is_symlink():
            rows = _without_clock(_bytes(path)).decode(errors="replace").split("\n")
            found |= dict.fromkeys((f"{path.name}: {row}" for row in rows), "a row")
        else:
            found[name] = _digest(path, output)
    return found


def _bytes(path: Path) -> bytes:
    """A file's bytes; of one with a hole that no memory holds, its ends without zeros."""
    if path.stat().st_size < LARGE:
        return path.read_bytes()
    with open(path, "rb") as file:
        head = file.read(1 << 20)
        file.seek(-(1 << 20), os.SEEK_END)
        return (head + b"\n" + file.read()).replace(b"\0", b"")


def _digest(path: Path, output: Path) -> str:
    if path.is_symlink():
        return f"link to {path.readlink()}"
    data = _bytes(path)
    if path.name.endswith((".pth.tar", ".pt")):
        return _tensors(path)
    if path.suffix == ".csv":
        data = _without_clock(data)
    if path.suffix in (".html", ".js", ".jsonl"):
        data = _COST.sub(b"", re.sub(_PAGE.pattern.encode(), b"page", data))
    if path.suffix in (".csv", ".yaml", ".json", ".md", ".html", ".js", ".txt"):
        data = data.replace(str(output).encode(), b"OUT").replace(str(output.parent).encode(), b"ABOVE")
    return hashlib.sha1(data).hexdigest()


def _without_clock(data: bytes) -> bytes:
    rows = list(csv.reader(io.StringIO(data.decode(errors="replace"), newline="")))
    kept = [k for k, name in enumerate(rows[0] if rows else ()) if not _CLOCK.search(name)]
    return "\n".join(",".join(row[k] for k in kept if k < len(row)) for row in rows).encode()


def _tensors(path: Path) -> str:
    """Of a checkpoint its tensors: zip archives hold names of their own."""
    digest = hashlib.sha1()

    def walk(name: str, value: object) -> None:
        if isinstance(value, torch.Tensor):
            digest.update(f"{name} {value.dtype} {tuple(value.shape)}".encode())
            digest.update(value.detach().contiguous().reshape(-1).view(torch.uint8).numpy().tobytes())
        elif isinstance(value, dict):
            for key, inner in value.items():
                walk(f"{name}.{key}", inner)
        elif isinstance(value, (list, tuple)):
            for k, inner in enumerate(value):
                walk(f"{name}.{k}", inner)

    try:
        walk("", torch.load(path, map_location="cpu", weights_only=False))  # our own, of this run
    except Exception:  # which a trial has damaged
        digest.update(_bytes(path))
    return digest.hexdigest()
