"""Checkpoints: written whole or not at all, pruned, found again, and read without running anybody's code."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import torch

from image_generation.common.errors import UserError, printable
from learning.encoders.safetensors_files import read_state
from learning.hub.addresses import is_hub
from learning.hub.local import checkpoint_file
from learning.pickle_machine import DamagedPickle, ForeignPickle, UnsafePickle
from learning.torch_files import read_torch_file

_NAME = re.compile(r"checkpoint_(\d{4,})(?:_step(\d+))?\.pth\.tar")


class DamagedCheckpoint(UserError):
    """A checkpoint that is truncated or otherwise unreadable."""


def checkpoint_name(epoch: int, step_in_epoch: int | None = None) -> str:
    """checkpoint_0007.pth.tar after the whole epoch 7, checkpoint_0007_step12.pth.tar after 12 steps of it."""
    part = "" if step_in_epoch is None else f"_step{step_in_epoch}"
    return f"checkpoint_{epoch:04d}{part}.pth.tar"


def list_checkpoints(folder: str | os.PathLike) -> list[Path]:
    """A run's checkpoints, the furthest first."""
    found = [path for path in Path(folder).glob("checkpoint_*.pth.tar") if _NAME.fullmatch(path.name)]
    return sorted(found, key=reached, reverse=True)


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


def reached(path: Path) -> tuple[int, int]:
    """How far a checkpoint is, by its name: (whole epochs, steps of the next one)."""
    match = _NAME.fullmatch(path.name)
    if match is None:
        raise ValueError(f"{path} is not named as a checkpoint")
    return (int(match[1]), int(match[2])) if match[2] else (int(match[1]) + 1, 0)


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


def prune_checkpoints(newest: Path, keep_last: int, milestone_every: int, spare: Container[Path] = ()) -> list[Path]:
    """prune, of the checkpoints beside `newest`: all but the last `keep_last`, those of every `milestone_every`-th
    epoch (0: none) and `spare`."""

    def milestone(path: Path) -> bool:
        epoch, step = reached(path)
        return bool(milestone_every) and step == 0 and epoch % milestone_every == 0

    found = [path for path in list_checkpoints(newest.parent) if not path.is_dir()]
    return prune(found, newest=newest, keep_last=keep_last, milestone=milestone, spare=spare)


def put_aside(path: Path) -> Path:
    """Rename a damaged checkpoint, so that it neither counts as one nor is overwritten; its new name.

    Raises UserError where it cannot be renamed.
    """
    for number in range(1000):
        to = path.with_name(f"{path.name}.damaged{number or ''}")
        if not os.path.lexists(to):
            try:
                os.rename(path, to)
            except OSError as error:
                raise UserError(f"{path}: is damaged and cannot be renamed ({error.strerror}): remove it") from None
            return to
    raise UserError(f"{path}: is damaged, as a thousand before it: remove them")


def not_finite(state: Any) -> str | None:
    """The name of a tensor that holds NaN or infinite numbers, somewhere in a state of dictionaries and lists; None
    where there is none. Waits for each device once."""
    answers: dict[torch.device, list[tuple[str, torch.Tensor]]] = {}
    for name, value in _tensors(state):
        if value.is_floating_point() and value.layout is torch.strided and value.element_size() > 1:
            answers.setdefault(value.device, []).append((name, torch.isfinite(value).all()))
    for found in answers.values():
        finite = torch.stack([answer for _, answer in found]).tolist()
        if not all(finite):
            return found[finite.index(False)][0]
    return None


def _tensors(state: Any) -> Iterator[tuple[str, torch.Tensor]]:
    """The tensors of a state with their names, "optimizer.state.0.exp_avg"."""
    waiting, seen = [("", state)], set()
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, torch.Tensor):
            yield name, value
        elif isinstance(value, (dict, list, tuple)) and id(value) not in seen:
            seen.add(id(value))  # a file's containers may hold themselves
            entries = list(value.items() if isinstance(value, dict) else enumerate(value))
            waiting += [(f"{name}.{key}" if name else str(key), entry) for key, entry in reversed(entries)]


def furthest_readable(paths: Sequence[Path], note: Callable[[DamagedCheckpoint], None]) -> tuple[Path, Any] | None:
    """The first of `paths` that can be read, and what it holds; note() is told of each damaged one before it."""
    for path in paths:
        try:
            return path, read_finite(path)
        except DamagedCheckpoint as error:
            note(error)
    return None


def read_finite(path: str | os.PathLike) -> Any:
    """read_checkpoint, for which a state with NaN or infinite numbers is a DamagedCheckpoint as well."""
    state = read_checkpoint(path)
    if (name := not_finite(state)) is not None:
        raise DamagedCheckpoint(f"{path}: {printable(name[:80])} holds NaN or infinite numbers")
    return state


def remove_leftovers(folder: str | os.PathLike) -> None:
    """Delete what a killed run left half-written."""
    for path in Path(folder).glob(".checkpoint_*.part"):
        path.unlink(missing_ok=True)


def read_checkpoint(path: str | os.PathLike) -> Any:
    """Tensors (on the CPU) and plain values of a torch file, read within the budget of learning/torch_files.py; of a
    .safetensors file the same; hf:USER/NAME: of what a repository of the Hub holds (learning/hub/local.py).

    Raises UserError for a missing file, for one that holds pickled objects which could run code, and for one that
    would take more memory or time than the budget; DamagedCheckpoint for one that is truncated or no torch file.
    """
    if is_hub(path):
        path = checkpoint_file(path)[0]
    if os.path.isdir(path):
        raise DamagedCheckpoint(f"{path}: is a folder, not a checkpoint")
    if os.path.islink(path) and not os.path.exists(path):
        raise DamagedCheckpoint(f"{path}: is a link to nowhere")
    if not os.path.exists(path):
        raise UserError(f"{path}: no such checkpoint", 2)
    if not os.path.isfile(path):
        raise DamagedCheckpoint(f"{path}: is no regular file")
    if os.fspath(path).endswith(".safetensors"):
        return read_state(path)
    try:
        return read_torch_file(path)
    except ForeignPickle as error:
        raise UserError(
            f"{path}: refused: it holds pickled objects that could run code ({error}), not only weights; "
            "convert it to plain tensors where you trust it"
        ) from None
    except UnsafePickle as error:
        raise UserError(f"{path}: refused: it holds {error}") from None
    except DamagedPickle as error:
        raise DamagedCheckpoint(f"{path}: is damaged or no torch checkpoint ({error})") from None
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror})") from None
    except ValueError as error:
        raise UserError(f"{path}: {error}", 2) from None
