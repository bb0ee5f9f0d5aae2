"""What a training run leaves in its folder: the log, image grids, network snapshots and states to go on from.

Names count images shown to the discriminator: network-snapshot-000025000.safetensors after 25 kimg.
"""

import math
import re
from pathlib import Path

from image_generation.common.errors import UserError
from image_generation.common.files import atomic_write
from learning import checkpoints
from learning.logs import read_metrics, say
from stylegan2.network_files import save_networks

_STATE = re.compile(r"training-state-(\d{9})\.pt")
KEPT_STATES = 2
OWN_PATTERNS = (
    "training-state-*.pt",
    "network-snapshot-*.safetensors",
    "fakes-*.png",
    "reals.png",
    "metrics.csv",
    "curve.png",
    "config.yaml",
    "tensorboard/events.*",
    "reference-*.npz",
)


def list_states(folder):
    """Paths of a run's training states, the furthest first."""
    found = [(int(match[1]), path) for path in Path(folder).glob("*.pt") if (match := _STATE.fullmatch(path.name))]
    return [path for _, path in sorted(found, reverse=True)]


def save_state(folder, images, state):
    """Write a training state, whole or not at all, and delete all but the last two."""
    checkpoints.save_checkpoint(Path(folder) / f"training-state-{images:09d}.pt", state)
    for path in list_states(folder)[KEPT_STATES:]:
        path.unlink(missing_ok=True)


def latest_state(folder):
    """(path, state) of the furthest readable training state, or (None, None). Damaged ones are named on stderr."""
    for path in list_states(folder):
        try:
            return path, checkpoints.read_checkpoint(path)
        except checkpoints.DamagedCheckpoint as error:
            say(f"--resume auto: {error}; going back to the state before")
    return None, None


def save_snapshot(folder, images, networks):
    """Write the networks as they stand; returns the path."""
    path = Path(folder) / f"network-snapshot-{images:09d}.safetensors"
    save_networks(path, networks, {"images": images})
    return path


def clear(folder):
    """Delete a run's own files, and nothing else, from a folder."""
    for pattern in OWN_PATTERNS:
        for path in Path(folder).glob(pattern):
            path.unlink(missing_ok=True)


def clear_leftovers(folder):
    """Delete what a killed run had half-written."""
    for path in Path(folder).glob(".*.part"):
        path.unlink(missing_ok=True)


class Log:
    """metrics.csv and TensorBoard; rows beyond the step that a resumed run starts from are dropped."""

    def __init__(self, folder, columns, start_step):
        from torch.utils.tensorboard import SummaryWriter

        self.path, self.columns = Path(folder) / "metrics.csv", ["step", "kimg", *columns]
        kept = [row for row in read_metrics(self.path) if row["step"] <= start_step] if start_step else []
        with atomic_write(self.path) as file:
            file.write(",".join(self.columns) + "\n")
            file.writelines(self._line(row) for row in kept)
        self.board = SummaryWriter(str(Path(folder) / "tensorboard"), purge_step=start_step + 1 if start_step else None)

    def _line(self, row):
        values = (row.get(column) for column in self.columns)
        return ",".join("" if value is None or math.isnan(value) else f"{value:.7g}" for value in values) + "\n"

    def row(self, step, kimg, values):
        """Append one row; columns without a value stay empty."""
        try:
            with open(self.path, "a", encoding="utf-8") as file:
                file.write(self._line({"step": step, "kimg": kimg, **values}))
        except OSError as error:
            raise UserError(f"{self.path}: cannot be written ({error.strerror})") from None
        for name, value in values.items():
            self.board.add_scalar(name, value, step)
        self.board.flush()

    def close(self):
        """Close TensorBoard's file, and draw curve.png where metrics were measured."""
        self.board.close()
        plot_metrics(self.path.parent)


def plot_metrics(folder):
    """Draw folder/curve.png from folder/metrics.csv: FID and KID over kimg. Nothing where there are none."""
    rows = read_metrics(Path(folder) / "metrics.csv")
    names = [name for name in rows[0] if name.startswith(("fid", "kid"))] if rows else []
    points = {name: [(r["kimg"], r[name]) for r in rows if not math.isnan(r[name])] for name in names}
    points = {name: found for name, found in points.items() if found}
    if not points:
        return
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, len(points), figsize=(5 * len(points), 3.2), dpi=110, squeeze=False)
    for axis, (name, found) in zip(axes[0], points.items()):
        axis.plot(*zip(*found), "o-", markersize=3, linewidth=1.2)
        axis.set_xlabel("kimg")
        axis.set_ylabel(name)
        axis.set_ylim(bottom=min(0, *(value for _, value in found)))
        axis.grid(alpha=0.3)
    figure.tight_layout()
    with atomic_write(Path(folder) / "curve.png", "wb") as file:
        figure.savefig(file, format="png")
    pyplot.close(figure)
