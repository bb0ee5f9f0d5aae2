"""Checkpoints: written whole or not at all, pruned, found again, and read without running anybody's code."""

from __future__ import annotations

import argparse
import os
import pickle
import re
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Container, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import torch

from image_generation.common.errors import UserError

_NAME = re.compile(r"checkpoint_(\d{4,})(?:_step(\d+))?\.pth\.tar")


class DamagedCheckpoint(UserError):
    """A checkpoint that is truncated or otherwise unreadable."""


def checkpoint_name(epoch: int, step_in_epoch: int | None = None) -> str:
    """checkpoint_0007.pth.tar after the whole epoch 7, checkpoint_0007_step12.pth.tar after 12 steps of it."""
    part = "" if step_in_epoch is None else f"_step{step_in_epoch}"
    return f"checkpoint_{epoch:04d}{part}.pth.tar"


def list_checkpoints(folder: str | os.PathLike) -> list[Path]:
    """A run's checkpoints, the furthest first."""
    found = []
    for path in Path(folder).glob("checkpoint_*.pth.tar"):
        match = _NAME.fullmatch(path.name)
        if match:
            epoch, step = int(match[1]), match[2]
            found.append(((epoch, int(step)) if step else (epoch + 1, 0), path))
    return [path for _, path in sorted(found, reverse=True)]


def save_checkpoint(path: Path, state: dict[str, Any]) -> None:
    """Write a checkpoint under a temporary name, then rename it. Raises UserError when the disk refuses."""
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    os.close(handle)
    try:
        torch.save(state, temporary)
        with open(temporary, "rb+") as file:
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except (OSError, RuntimeError) as error:
        raise UserError(f"{path}: the checkpoint cannot be written ({error}); the one before is kept") from None
    finally:
        with suppress(FileNotFoundError):
            os.unlink(temporary)


def prune(
    found: Sequence[Path], *, newest: Path, keep_last: int, milestone: Callable[[Path], bool], spare: Container[Path]
) -> list[Path]:
    """Delete a run's older states; those that were deleted.

    found      the states in the folder, the furthest first
    newest     the one that has just been written: it and what is further (of another run, then) are never deleted and
               do not count
    keep_last  how many are kept, the newest among them
    milestone  which ones are kept for good
    spare      never deleted: what the run was started from
    """
    if newest not in found:
        return []
    older = list(found)[list(found).index(newest) + 1 :]
    gone = [path for path in older[max(keep_last, 1) - 1 :] if not milestone(path) and path not in spare]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def prune_checkpoints(folder: str | os.PathLike, keep_last: int, milestone_every: int) -> None:
    """Delete all but the last `keep_last` checkpoints and those of every `milestone_every`-th epoch (0: none)."""
    for path in list_checkpoints(folder)[max(keep_last, 1) :]:
        match = _NAME.fullmatch(path.name)
        milestone = milestone_every and not match[2] and (int(match[1]) + 1) % milestone_every == 0
        if not milestone:
            path.unlink(missing_ok=True)


def furthest_readable(paths: Sequence[Path], note: Callable[[DamagedCheckpoint], None]) -> tuple[Path, Any] | None:
    """The first of `paths` that can be read, and what it holds; note() is told of each damaged one before it."""
    for path in paths:
        try:
            return path, read_checkpoint(path)
        except DamagedCheckpoint as error:
            note(error)
    return None


def remove_leftovers(folder: str | os.PathLike) -> None:
    """Delete what a killed run left half-written."""
    for path in Path(folder).glob(".checkpoint_*.part"):
        path.unlink(missing_ok=True)


def _is_pickle(path: str | os.PathLike) -> bool:
    """Whether a file is a torch archive or begins as a pickle does (and not as any other file)."""
    if zipfile.is_zipfile(path):
        return True
    with open(path, "rb") as file:
        return file.read(1) == pickle.PROTO


def read_checkpoint(path: str | os.PathLike, map_location: str | torch.device = "cpu") -> Any:
    """Tensors and plain values of a torch file; beside them only argparse.Namespace is let in.

    Raises UserError for a missing file and for one that holds other pickled objects (which could run
    code), DamagedCheckpoint for one that is truncated or no torch file.
    """
    if not os.path.isfile(path):
        raise UserError(f"{path}: no such checkpoint", 2)
    try:
        if zipfile.is_zipfile(path):
            # torch itself does not compare the checksums that it writes.
            with zipfile.ZipFile(path) as archive:
                if archive.testzip() is not None:
                    raise DamagedCheckpoint(f"{path}: is damaged (a checksum does not fit)")
        with torch.serialization.safe_globals([argparse.Namespace]), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of pickle protocols; what is wrong is said below
            return torch.load(path, map_location=map_location, weights_only=True)
    except pickle.UnpicklingError as error:
        text = str(error)
        if "nsupported" not in text or not _is_pickle(path):
            raise DamagedCheckpoint(f"{path}: is damaged or no torch checkpoint") from None
        name = re.search(r"GLOBAL (\S+)", text)
        what = f" ({name[1]})" if name else ""
        raise UserError(
            f"{path}: refused: it holds pickled objects that could run code{what}, not only weights; "
            "convert it to plain tensors where you trust it"
        ) from None
    except UserError:
        raise
    except PermissionError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror})") from None
    except Exception as error:
        reason = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise DamagedCheckpoint(f"{path}: is damaged or no torch checkpoint ({reason})") from None
