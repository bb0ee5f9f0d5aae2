"""Cells of a comparison: the flags that compare_models.py and compare_methods.py share, and how a cell is done.

A cell is a training and its probes, in one process; its images are made once for all cells that train on them.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation import grids
from evaluation.grids import add_results, command, made_once, read_results, scores_of, time_limit
from evaluation.tasks import Outcome, Task, run_tasks
from image_generation.common.cli import (
    non_negative_float,
    non_negative_int,
    positive_float,
    positive_int,
    seed_number,
)
from image_generation.common.errors import UserError
from image_generation.common.files import atomic_write, regular_bytes
from image_generation.common.progress import progress
from image_generation.processes.pool import available_cores
from image_generation.shaders.programs import safe_name
from image_generation.shaders.sources import resolve
from learning.hub.addresses import split_addresses

PROBES = ("knn", "linear")
# What main_probes.py calls them in its results.
METHOD_OF = {"knn": "kNN", "linear": "linear (lbfgs)"}
# Settings that may change between calls for one folder.
FREE = (
    "output",
    "config",
    "seeds",
    "probes",
    "device",
    "workers",
    "data_root",
    "jobs",
    "threads",
    "seconds",
    "keep_images",
)
SHOW_SHARE = 0.05  # of the time goes to drawing table and plot, at most


def add_run_flags(parser: argparse.ArgumentParser, first: argparse._ArgumentGroup, output: str) -> None:
    """Folder and seeds into the first group, and a group about how the cells are carried out."""
    first.add_argument("--output", default=output, metavar="DIR", help=f"folder of the table (default: {output})")
    first.add_argument(
        "--seeds",
        nargs="+",
        type=seed_number,
        default=[0, 1, 2],
        metavar="N",
        help="of images and weights, a training each (default: 0 1 2)",
    )
    group = parser.add_argument_group("run")
    flag = group.add_argument
    flag("--device", default="auto", help="what computes: auto, cpu, cuda or cuda:N (default: auto)")
    flag(
        "--jobs",
        type=positive_int,
        default=1,
        metavar="N",
        help="tasks (cells, sets of images) done side by side (default: 1)",
    )
    flag(
        "--threads",
        type=positive_int,
        default=None,
        metavar="N",
        help="processor threads of a cell; with the same number, results on a CPU do not depend on --jobs (default: "
        "all cores, 1 where --jobs is above 1)",
    )
    flag(
        "--seconds",
        type=positive_float,
        default=None,
        metavar="S",
        help="stop after so many seconds, with tables of what is done; the same command resumes (default: never)",
    )
    flag(
        "--workers",
        type=non_negative_int,
        default=None,
        metavar="N",
        help="data-loading processes of a training (default: its own; 0 where --jobs is above 1)",
    )
    flag(
        "--keep-images",
        type=non_negative_float,
        default=1.0,
        metavar="GB",
        help="memory in which a training keeps its images decoded (default: 1)",
    )
    flag(
        "--backend",
        choices=("auto", "fragment", "compute"),
        default="auto",
        help="how a GPU draws programs, as generate_dataset.py's (default: auto)",
    )


def add_probe_flags(parser: argparse.ArgumentParser) -> None:
    """What the encoders are scored on."""
    group = parser.add_argument_group("evaluation")
    flag = group.add_argument
    flag("--probes", nargs="+", choices=PROBES, default=list(PROBES), help="how encoders are scored (default: both)")
    flag("--dataset", default="digits", help="as evaluation/main_linear.py's (default: digits)")
    flag("--data-root", default="data", metavar="DIR", help="where torchvision's data lie (default: data)")
    flag("--layer", default=None, help="probed layer (default: what the head is given)")
    flag("--few", type=positive_int, default=None, metavar="N", help="training images a class (default: all)")
    flag("--draws", type=positive_int, default=1, metavar="D", help="times that --few are drawn, averaged (default: 1)")


def dataset_title(dataset: str) -> str:
    """--dataset as titles of plots have it: the names of its folders, not where they lie."""
    kind, *folders = split_addresses(dataset)
    return " ".join([kind, *(Path(folder).name for folder in folders)])


# ------------------------------------------------------------------ images


def split_source(text: str) -> tuple[str, list[str]]:
    """(name, SHADERS) of one of --sources."""
    named = re.fullmatch(r"([\w .+-]+)=(.+)", text)
    return (named[1], named[2].split(",")) if named else (text, [text])


def checked(shaders: Sequence[str], flag: str) -> list[str]:
    """SHADERS with paths that hold from the repository's root. Raises UserError for what does not exist."""
    try:
        resolve(list(shaders))
    except UserError as error:
        raise UserError(f"{flag}: {str(error).removeprefix('--shaders ')}", 2) from None
    return [_absolute(shader) for shader in shaders]


def keep_sources(sources: dict[str, list[str]], path: Path) -> None:
    """Note what each name stands for in a comparison's folder, whose rows know sources by their names alone.

    Raises UserError for a name that stood for other SHADERS.
    """
    try:
        known = json.loads(regular_bytes(path)) if path.exists() else {}
    except (OSError, ValueError):
        known = {}
    known = known if isinstance(known, dict) else {}
    for name, shaders in sources.items():
        if known.get(name, shaders) != shaders:
            before = ",".join(map(str, known[name])) if isinstance(known[name], list) else known[name]
            raise UserError(
                f"--sources {name}: stood for {before} in {path.parent}, and its scores are of that: give another name "
                f"(NAME=SHADERS) or another --output; where only a folder has moved, remove {path}",
                2,
            )
    with atomic_write(path) as file:
        json.dump(known | sources, file, indent=1)


def _absolute(shader: str) -> str:
    if shader.startswith("folder:"):
        return f"folder:{Path(shader.removeprefix('folder:')).resolve()}"
    return str(Path(shader).resolve()) if shader != "bundled" and Path(shader).exists() else shader


def side_by_side(args: argparse.Namespace) -> bool:
    """Whether several cells run at once."""
    return args.jobs > 1


def threads_of(args: argparse.Namespace) -> int | None:
    """Processor threads of a cell's process."""
    return args.threads or (1 if side_by_side(args) else None)


def log_of(args: argparse.Namespace, name: str) -> Path | None:
    """Where the messages of what runs side by side go."""
    return Path(args.output).resolve() / "logs" / f"{name}.log" if side_by_side(args) else None


def render(args: argparse.Namespace, name: str, shaders: Sequence[str], seed: int, more: Sequence[object] = ()) -> Path:
    """The folder of images NAME_SEED, made where it is not complete; more: flags of generate_dataset.py."""
    name = f"{safe_name(name)}_{seed}"
    folder = Path(args.output).resolve() / "images" / name
    device = args.device if args.device in ("auto", "cpu") else "cuda"
    flags: list[object] = ["--n-samples", args.n_samples, "--resolution", args.resolution, "--seed", seed]
    flags += ["--device", device, "--backend", args.backend, *more]
    if side_by_side(args):
        flags += ["--workers", max(1, available_cores() // args.jobs)]
    script = "image_generation/shaders/generate_dataset.py"
    line = ("--shaders", *shaders, "--output", folder, *flags)
    return made_once(
        folder, lambda: command(script, *line, threads=threads_of(args), log=log_of(args, f"images_{name}"))
    )


# ------------------------------------------------------------------ cells


def data_flags(args: argparse.Namespace) -> list[object]:
    """A trainer's flags about how it reads its data."""
    workers = args.workers if args.workers is not None else (0 if side_by_side(args) else None)
    return ["--keep-images", args.keep_images, *([] if workers is None else ["--workers", workers])]


def run_flags(args: argparse.Namespace, run: Path, seed: int) -> list[object]:
    """The flags that every trainer has: one checkpoint, resumed where there is one."""
    flags = ["--epochs", args.epochs, "--batch-size", args.batch_size, "--seed", seed, "--augment-on", args.augment_on]
    return [
        *flags,
        "--channels-last",  # on a CPU, too: the comparisons' networks take 0.7 of the time there
        "--device",
        args.device,
        "--keep-last",
        1,
        "--milestone-every",
        0,
        "--output",
        run,
        "--resume",
        "auto",
    ]


def last_checkpoint(args: argparse.Namespace, run: Path) -> Path:
    """What a training that is done has left."""
    return run / f"checkpoint_{args.epochs - 1:04d}.pth.tar"


def do_cell(
    args: argparse.Namespace,
    name: str,
    encoder: Sequence[object],
    *,
    training: Sequence[object] = (),
    dataset: str | None = None,
    probes: Sequence[str] = PROBES,
) -> list[dict[str, str]]:
    """Train (where there is something to train) and probe, in one process: a row a probe, with its name as `probe`.

    encoder    --checkpoint FILE or --random-init ARCH, for the probes
    training   a trainer's script and flags
    Raises UserError where a command fails.
    """
    scores = Path(args.output).resolve() / "scores" / f"{name}.csv"
    scores.parent.mkdir(parents=True, exist_ok=True)
    scores.unlink(missing_ok=True)
    layer = ["--layer", args.layer] if args.layer else []
    few = ["--few", args.few, "--draws", args.draws] if args.few else []
    data = ("--dataset", dataset or args.dataset, "--data-root", Path(args.data_root).resolve(), *layer, *few)
    how = ("--device", args.device, "--image-size", args.size, "--results", scores, "--probes", *probes)
    probing = ("evaluation/main_probes.py", *encoder, *data, *how)
    line = (*training, "---", *probing) if training else probing
    command("evaluation/in_turn.py", *line, threads=threads_of(args), log=log_of(args, name))
    by_method = {row["method"]: row for row in scores_of(scores)}
    return [{**by_method[METHOD_OF[kind]], "probe": kind} for kind in probes]


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A comparison under way.

    columns   of OUTPUT/results.csv; those in `keys` name a cell's row
    order     key of a row -> its place in the file
    show      () -> nothing: draws table and plot
    """

    args: argparse.Namespace
    columns: Sequence[str]
    keys: Sequence[str]
    order: Callable[[dict[str, Any]], Any]
    show: Callable[[], object]
    lock: threading.Lock

    @property
    def results(self) -> Path:
        """The file of all rows."""
        return Path(self.args.output) / "results.csv"

    def add(self, rows: Sequence[dict[str, Any]]) -> None:
        """Keep a cell's rows."""
        with self.lock:
            add_results(self.results, rows, self.columns, self.order)

    def known(self) -> set[tuple[str, ...]]:
        """The keys of all rows."""
        return {tuple(row[key] for key in self.keys) for row in read_results(self.results, self.columns)}

    def run(self, tasks: Sequence[Task]) -> Outcome:
        """Do the tasks as --jobs and --seconds say; table and plot are drawn now and then."""
        args, next_time = self.args, [0.0]
        with progress(total=len(tasks), unit="task") as bar, time_limit(args.seconds):

            def finished(name: str) -> None:
                bar.set_description_str(name)
                bar.update()
                begun = time.monotonic()
                if begun >= next_time[0]:
                    with self.lock:
                        self.show()
                    next_time[0] = time.monotonic() + (time.monotonic() - begun) / SHOW_SHARE

            outcome = run_tasks(tasks, args.jobs, stopped=grids.stopped, stop=grids.stop_commands, finished=finished)
        return outcome


def report(outcome: Outcome, args: argparse.Namespace, results: Path, plot: str) -> int:
    """Say what failed and what is left; the exit code."""
    for name, reason in outcome.failed.items():
        print(f"failed: {name}: {reason}", file=sys.stderr)
    rows = len(read_results(results))
    left = f", {len(outcome.left)} tasks left after {args.seconds:g} s" if outcome.left and args.seconds else ""
    print(f"{rows} scores in {results}, {len(outcome.failed)} tasks failed{left}; table.md and {plot} stand beside")
    return 1 if outcome.failed else 0
