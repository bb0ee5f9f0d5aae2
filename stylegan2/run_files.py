"""What a training run leaves in its folder: image grids, network snapshots and states to resume from.

Names count images shown to the discriminator: network-snapshot-000025000.safetensors after 25 kimg.
"""

from __future__ import annotations

import os
import re
from collections.abc import Container
from pathlib import Path
from typing import Any

from image_generation.common.errors import UserError
from learning import checkpoints
from learning.logs import plot_panels, say
from stylegan2.network_files import save_networks

_STATE = re.compile(r"training-state-(\d{9})\.pt")
KEPT_STATES = 2
SNAPSHOTS = "network-snapshot-*.safetensors"
OWN_PATTERNS = (
    "training-state-*.pt",
    SNAPSHOTS,
    "fakes-*.png",
    "reals.png",
    "metrics.csv",
    "curve.png",
    "config.yaml",
    "tensorboard/events.*",
    "reference-*.npz",
)


def list_states(folder: str | os.PathLike) -> list[Path]:
    """Paths of a run's training states, the furthest first."""
    found = [(int(match[1]), path) for path in Path(folder).glob("*.pt") if (match := _STATE.fullmatch(path.name))]
    return [path for _, path in sorted(found, reverse=True)]


def holds_results(folder: str | os.PathLike) -> bool:
    """Whether a run has left states or snapshots in a folder."""
    return bool(list_states(folder)) or any(Path(folder).glob(SNAPSHOTS))


def save_state(folder: str | os.PathLike, images: int, state: dict[str, Any], spare: Container[Path] = ()) -> Path:
    """Write a training state, whole or not at all, and delete all but the last two before it; its path.

    States that are further (another history's) stay, and so does `spare`, what the run was started from.
    """
    path = Path(folder) / f"training-state-{images:09d}.pt"
    checkpoints.save_checkpoint(path, state)
    found = [other for other in list_states(folder) if other.is_file()]
    checkpoints.prune(found, newest=path, keep_last=KEPT_STATES, milestone=lambda _: False, spare=spare)
    return path


def latest_state(folder: str | os.PathLike) -> tuple[Path, Any] | None:
    """(path, state) of the furthest readable training state, or None. Damaged ones are named on stderr."""

    def note(error: checkpoints.DamagedCheckpoint) -> None:
        say(f"--resume auto: {error}; going back to the state before")

    return checkpoints.furthest_readable([path for path in list_states(folder) if path.is_file()], note)


def save_snapshot(folder: str | os.PathLike, images: int, networks: dict[str, Any]) -> Path:
    """Write the networks as they stand; returns the path."""
    path = Path(folder) / f"network-snapshot-{images:09d}.safetensors"
    save_networks(path, networks, {"images": images})
    return path


def drop_lone_snapshot(folder: str | os.PathLike, images: int) -> None:
    """Delete the first snapshot of a run where there is no state: else a run that starts anew would keep it aside."""
    if not list_states(folder):
        for name in (f"network-snapshot-{images:09d}.safetensors", f"fakes-{images:09d}.png"):
            (Path(folder) / name).unlink(missing_ok=True)


def clear(folder: str | os.PathLike) -> None:
    """Delete a run's own files, and nothing else, from a folder."""
    for pattern in OWN_PATTERNS:
        for path in Path(folder).glob(pattern):
            path.unlink(missing_ok=True)


def move_earlier(folder: str | os.PathLike) -> Path:
    """Move a run's own files to a new folder earlier-K inside, so that a run that starts anew deletes none of them."""
    for number in range(1, 10_000):
        to = Path(folder) / f"earlier-{number}"
        try:
            to.mkdir()
            break
        except FileExistsError:
            continue
        except OSError as error:
            raise UserError(f"--output {folder}: cannot be written ({error.strerror})", 2) from None
    else:
        raise UserError(f"--output {folder}: holds too many earlier runs: name another", 2)
    for pattern in OWN_PATTERNS:
        for path in Path(folder).glob(pattern):
            target = to / path.relative_to(folder)
            target.parent.mkdir(exist_ok=True)
            os.replace(path, target)
    return to


def clear_leftovers(folder: str | os.PathLike) -> None:
    """Delete what a killed run had half-written."""
    for path in Path(folder).glob(".*.part"):
        path.unlink(missing_ok=True)


def plot_metrics(folder: Path) -> None:
    """Draw folder/curve.png from folder/metrics.csv: FID and KID over kimg. Nothing where there are none."""
    plot_panels(folder, "kimg", ("fid", "kid"))
