"""Score several encoders on a suite of tasks: each cell once, then one table (CSV, Markdown) and a plot.

    .venv/bin/python evaluation/main_suite.py --suite small --checkpoint A.pth.tar B.pth.tar \\
        --random-init resnet50 --output outputs/suite
    .venv/bin/python evaluation/main_suite.py --suite vtab --checkpoint A.pth.tar --data-root data

small: digits, and --folders (offline, minutes). vtab: the sets of VTAB-1k that torchvision offers, 1000 labels each.
memory: visual memories (arXiv 2508.11697). imagenet100: probes and fine-tuning. Called again, an interrupted suite
resumes. What is missing, and why, stands in the table (docs/evaluation.md).
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
import csv
import hashlib
import json
import math
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.flags import add_encoders
from evaluation.suites import SUITES, Task, tasks_of
from image_generation.common.cli import (
    OneLineParser,
    add_config,
    non_negative_int,
    parse_args_with_config,
    positive_int,
    run_main,
    save_config,
    seed_number,
)
from image_generation.common.errors import UserError, printable
from image_generation.common.files import atomic_write
from image_generation.common.locks import FolderLock
from image_generation.common.progress import progress
from image_generation.common.tables import read_rows as csv_rows
from learning.threads import add_threads, settle_threads

ROOT = Path(__file__).resolve().parents[1]
SCORED = ("n", "top1", "top5", "low", "high", "settings")  # columns of results.csv that a cell keeps
COLUMNS = (
    "key",
    "suite",
    "encoder",
    "arch",
    "source",
    "sha1",
    "task",
    "method",
    "dataset",
    *SCORED,
    "status",
    "message",
)


@dataclass(frozen=True)
class Contestant:
    """An encoder: label and arch for the table, the flags that name it, and the SHA-1 of its weights."""

    label: str
    arch: str
    source: str
    sha1: str
    flags: tuple[str, ...]


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    """The command line as a namespace."""
    parser = OneLineParser(description=__doc__)
    group = parser.add_argument_group("suite")
    group.add_argument("--suite", choices=SUITES, default="small", help="which data sets (default: small)")
    group = parser.add_argument_group("encoders")
    add_encoders(group)
    group.add_argument(
        "--image-size",
        type=positive_int,
        default=None,
        metavar="R",
        help="side in pixels (default: each encoder's own)",
    )
    group.add_argument("--seed", type=seed_number, default=0, help="of random weights and draws (default: 0)")
    group = parser.add_argument_group("data")
    group.add_argument("--data-root", default="data", metavar="DIR", help="of torchvision's sets (default: data)")
    group.add_argument(
        "--folders", nargs="+", default=[], metavar="TRAIN:TEST", help="small: folders of classes (default: none)"
    )
    group.add_argument(
        "--imagenet",
        default=None,
        metavar="DIR",
        help="folder with train and val: memory's ImageNet-1k, imagenet100's ImageNet-100 (default: none)",
    )
    group.add_argument("--cub200", default=None, metavar="DIR", help="memory: CUB-200-2011's folder (default: none)")
    group = parser.add_argument_group("run")
    group.add_argument(
        "--output", default="outputs/suite", metavar="DIR", help="folder of the table and page (default: outputs/suite)"
    )
    group.add_argument("--device", default="auto", help="what computes: auto, cpu, cuda or cuda:N (default: auto)")
    group.add_argument("--batch-size", type=positive_int, default=256, metavar="N", help="images (default: 256)")
    group.add_argument(
        "-j", "--workers", type=non_negative_int, default=0, metavar="N", help="data-loading processes (default: 0)"
    )
    add_threads(group)
    add_config(parser)
    return parse_args_with_config(parser, argv)


def contestants(args: argparse.Namespace) -> list[Contestant]:
    """The encoders that the flags name, each looked at before hours are spent. Raises UserError."""
    # Not at the top: --help needs no torch.
    from learning.encoders.load import load_encoder, random_encoder
    from learning.hub.addresses import is_hub
    from learning.memory import identity

    if not args.checkpoint and not args.random_init:
        raise UserError("give --checkpoint or --random-init (or both, to compare)", 2)
    found = []
    arch = ("--arch", args.arch) if args.arch else ()
    for path in args.checkpoint:
        encoder = load_encoder(path, args.arch)
        found.append((encoder, ("--checkpoint", encoder.source if is_hub(path) else str(Path(path).resolve()), *arch)))
    for name in args.random_init:
        found.append((random_encoder(name, args.seed), ("--random-init", name)))
    labels = args.labels or [encoder.label for encoder, _ in found]
    if len(labels) != len(found):
        raise UserError(f"--labels: {len(labels)} names for {len(found)} encoders", 2)
    if len(set(labels)) < len(labels):
        twice = next(label for label in labels if labels.count(label) > 1)
        raise UserError(f"two encoders are called {printable(twice)}: give --labels", 2)
    return [
        Contestant(
            label=label,
            arch=encoder.arch,
            source=encoder.source,
            sha1=identity(encoder.arch, encoder.module, args.image_size or encoder.image_size)["sha1"],
            flags=flags,
        )
        for label, (encoder, flags) in zip(labels, found)
    ]


# ------------------------------------------------------------------ cells


def key_of(args: argparse.Namespace, who: Contestant, task: Task) -> str:
    """What a finished cell is known by: weights, task and whatever changes the score."""
    what = [who.sha1, who.arch, task.dataset, task.method, *task.flags, args.seed, args.image_size]
    return hashlib.sha1(json.dumps(what).encode()).hexdigest()


def commands_of(args: argparse.Namespace, who: Contestant, task: Task, scores: Path) -> list[list[str]]:
    """The command lines of a cell; the last appends its score to `scores`."""
    encoder = [*who.flags, "--seed", str(args.seed), "--device", args.device, "-j", str(args.workers)]
    encoder += ["--image-size", str(args.image_size)] if args.image_size else []
    data = ["--dataset", task.dataset, "--data-root", args.data_root]
    results = ["--results", str(scores)]
    if task.method == "fine-tuning":
        run = scores.with_suffix("")
        return [
            [
                "evaluation/main_finetune.py",
                *encoder,
                *data,
                *task.flags,
                "--output",
                str(run),
                "--resume",
                "auto",
                *results,
            ]
        ]
    encoder += ["--batch-size", str(args.batch_size)]
    if task.method == "memory":
        memory = ["--memory", str(scores.with_suffix(".safetensors"))]
        script = "evaluation/main_memory.py"
        return [
            [script, "build", *memory, *encoder, *data, "--overwrite"],
            [script, "query", *memory, *encoder, *data, *task.flags, *results],
        ]
    script = "evaluation/main_knn.py" if task.method == "kNN" else "evaluation/main_linear.py"
    return [[script, *encoder, *data, *task.flags, *results]]


def run_command(line: Sequence[str]) -> str | None:
    """Run one of the repository's commands from its root; None, or why it failed. Stopped by a signal, so is it."""
    with subprocess.Popen(
        [sys.executable, str(ROOT / line[0]), *line[1:]], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as child:
        try:
            _, said = child.communicate()
        except KeyboardInterrupt:
            child.terminate()  # a trainer saves where it is; the block waits for it
            raise
    if child.returncode in (130, 143):
        raise KeyboardInterrupt
    lines = [text for text in said.decode(errors="replace").splitlines() if text.strip()]
    return None if not child.returncode else printable(lines[-1] if lines else f"exit code {child.returncode}")[:300]


def reason_missing(args: argparse.Namespace, task: Task) -> str | None:
    """Why a task's data cannot be had; None where they can."""
    # Not at the top: --help needs no torch.
    from learning.data.labelled_datasets import open_labelled

    try:
        open_labelled(task.dataset, args.data_root)
    except UserError as error:
        return printable(str(error))[:300]
    return None


def run_cell(args: argparse.Namespace, who: Contestant, task: Task, key: str) -> dict[str, str]:
    """The row of a cell: its score, or status failed and why."""
    scores = Path(args.output).resolve() / "cells" / f"{key[:16]}.csv"
    scores.parent.mkdir(parents=True, exist_ok=True)
    scores.unlink(missing_ok=True)  # of a cell that was interrupted between its score and its row
    row = {
        "key": key,
        "suite": args.suite,
        "encoder": who.label,
        "arch": who.arch,
        "source": who.source,
        "sha1": who.sha1,
        "task": task.name,
        "method": task.method,
        "dataset": task.dataset,
    }
    for line in commands_of(args, who, task, scores):
        failed = run_command(line)
        if failed is not None:
            return row | {"status": "failed", "message": failed}
    scores.with_suffix(".safetensors").unlink(missing_ok=True)
    score = list(csv_rows(scores))[-1]
    return row | {name: score[name] for name in SCORED} | {"status": "done", "message": ""}


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of suite.csv. Raises UserError for another table."""
    if not path.is_file():
        return []
    rows = list(csv_rows(path, [COLUMNS]))
    if any(tuple(row) != COLUMNS for row in rows):
        raise UserError(f"--output {path.parent}: {path.name} is no table of this command: name another folder", 2)
    return [row for row in rows if row["status"] != "done" or all(map(_is_number, (row[name] for name in SCORED[:-1])))]


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def write_rows(path: Path, rows: Sequence[dict[str, str]]) -> None:
    """Write suite.csv; the file is whole at any moment."""
    with atomic_write(path) as file:
        writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


# ------------------------------------------------------------------ the table


def markdown(rows: Sequence[dict[str, str]], missing: dict[str, str], title: str) -> str:
    """A table with a row an encoder and a column a task; below it, what is missing or failed, and why."""
    tasks = list(dict.fromkeys(row["task"] for row in rows))
    encoders = list(dict.fromkeys(row["encoder"] for row in rows))
    cells = {(row["encoder"], row["task"]): row for row in rows}
    lines = [f"# {title}", "", "Top-1 accuracy in percent, with its 95% interval.", ""]
    if tasks:
        lines += [_line(["encoder", *tasks, "mean"]), "|---" * (len(tasks) + 2) + "|"]
    for encoder in encoders:
        texts, values = [], []
        for task in tasks:
            row = cells.get((encoder, task))
            if row is None or row["status"] != "done":
                texts.append("failed" if row else "missing")
                continue
            values.append(float(row["top1"]))
            texts.append(f"{values[-1]:.1f} ({float(row['low']):.1f} to {float(row['high']):.1f})")
        whole = len(values) == len(tasks)
        lines.append(_line([encoder, *texts, f"{sum(values) / len(values):.1f}" if whole and values else "incomplete"]))
    failed = {f"{row['task']}, {row['encoder']}": row["message"] for row in rows if row["status"] != "done"}
    for heading, reasons in (("Missing", missing), ("Failed", failed)):
        if reasons:
            lines += ["", f"{heading}:", "", *(f"- {name}: {reason}" for name, reason in reasons.items())]
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def plot(path: Path, rows: Sequence[dict[str, str]], title: str) -> None:
    """Draw top-1 and its interval: a group of bars a task, a colour an encoder."""
    done = [row for row in rows if row["status"] == "done"]
    if not done:
        return
    # Not at the top: loading it takes a second, and it is drawn at the end.
    import matplotlib

    matplotlib.use("Agg")
    # After the choice of what it draws on.
    from matplotlib import pyplot

    tasks = list(dict.fromkeys(row["task"] for row in done))
    encoders = list(dict.fromkeys(row["encoder"] for row in done))
    width = 0.8 / len(encoders)
    figure, axis = pyplot.subplots(figsize=(max(5.0, 1.4 + 0.35 * len(tasks) * (len(encoders) + 1)), 4.2), dpi=120)
    for number, encoder in enumerate(encoders):
        of_one = [row for row in done if row["encoder"] == encoder]
        middles = [tasks.index(row["task"]) + (number + 0.5) * width - 0.4 for row in of_one]
        top1, low, high = ([float(row[name]) for row in of_one] for name in ("top1", "low", "high"))
        below, above = [t - v for t, v in zip(top1, low)], [v - t for t, v in zip(top1, high)]
        axis.bar(middles, top1, width * 0.95, yerr=[below, above], capsize=2, label=encoder)
    axis.set_xticks(range(len(tasks)), tasks, rotation=30, ha="right", fontsize=8)
    axis.set_ylim(0, 105)
    axis.set_ylabel("top-1 accuracy (%)")
    axis.set_title(title, fontsize=10)
    axis.spines[["top", "right"]].set_visible(False)
    axis.legend(fontsize=8)
    figure.tight_layout()
    with atomic_write(path, "wb") as file:
        figure.savefig(file, format="png")
    pyplot.close(figure)


def run_suite(args: argparse.Namespace, output: Path) -> tuple[list[dict[str, str]], dict[str, str]]:
    """Do what is missing; (this call's rows in the table's order, what is missing and why)."""
    encoders = contestants(args)
    tasks, missing = tasks_of(args.suite, folders=args.folders, imagenet=args.imagenet, cub200=args.cub200)
    keys = {(who.label, task.name): key_of(args, who, task) for who in encoders for task in tasks}
    path = output / "suite.csv"
    rows = {row["key"]: row for row in read_rows(path) if row["status"] == "done"}
    todo = [(who, task) for task in tasks for who in encoders if keys[who.label, task.name] not in rows]
    reasons: dict[str, str | None] = {}
    with progress(total=len(todo), unit="cell", desc=args.suite) as bar:
        for who, task in todo:
            if task.dataset not in reasons:
                reasons[task.dataset] = reason_missing(args, task)
            reason = reasons[task.dataset]
            if reason is not None:
                missing[task.name] = reason
            else:
                key = keys[who.label, task.name]
                rows[key] = run_cell(args, who, task, key)
                write_rows(path, list(rows.values()))
            bar.update(1)
    write_rows(path, list(rows.values()))
    mine = []
    for who in encoders:
        for task in tasks:
            row = rows.get(keys[who.label, task.name])
            # An encoder or a task may have had another name when the cell was done.
            mine += [row | {"encoder": who.label, "task": task.name}] if row else []
    return mine, missing


def main(argv: list[str] | None = None) -> None:
    """Do what is missing of the suite, then write table.md and table.png. Raises UserError where a cell failed."""
    args = parse_args(argv)
    settle_threads(args.threads)  # its commands take it over
    output = Path(args.output)
    output.mkdir(parents=True, exist_ok=True)
    with FolderLock(output / ".lock", output):
        rows, missing = run_suite(args, output)
        save_config(args, output / "config.yaml")
        title = f"Suite {args.suite}"
        text = markdown(rows, missing, title)
        with atomic_write(output / f"{args.suite}.md") as file:
            file.write(text)
        plot(output / f"{args.suite}.png", rows, title)
    print(text)
    for name, reason in missing.items():
        print(f"missing: {name}: {reason}", file=sys.stderr)
    failed = [row for row in rows if row["status"] != "done"]
    print(f"{len(rows) - len(failed)} cells done, {len(failed)} failed, {len(missing)} tasks missing: {output}")
    if failed:
        first = failed[0]
        raise UserError(f"{len(failed)} cells failed, first {first['task']} of {first['encoder']}: {first['message']}")
    if not rows:
        raise UserError(f"--suite {args.suite}: nothing could be run: see what is missing above")


def interrupt(*_: object) -> None:
    """Signal handler: leave as after Ctrl-C, so that what runs now is told to stop too."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, interrupt)
    run_main(main)
