"""Try every shader of a collection: which work, what they look like, what they cost, and why the others do not.

    .venv/bin/python image_generation/shaders/check_shaders.py --shaders my_shaders --output outputs/check \\
        --times 1.0 2.5 --resolution 256 --keep-list outputs/good.txt

DIR/report.csv has one row a file, DIR/frames/NAME_K.png is what was drawn at the K-th time. Called again, an
interrupted check goes on. --keep-list writes the programs worth rendering, for --shaders of other commands.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import dataclasses
import fcntl
import json
import os
import signal
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm

from image_generation import cli
from image_generation.cli import UserError
from image_generation.shaders import programs
from image_generation.shaders.check_worker import CheckSettings, Row, make_handler
from image_generation.shaders.corpus.compose import GRAMMAR_VERSION
from image_generation.shaders.curation import Thresholds, curate
from image_generation.shaders.generate_dataset import choose_devices
from image_generation.shaders.shader_list import SHADERS_HELP, resolve
from image_generation.shaders.workers import Died, Message, Pool

COLUMNS = (
    "name", "path", "dialect", "status", "message", "compile_ms", "frame_ms", "std", "motion", "passes", "channels"
)  # fmt: skip
PARAMETER_COLUMNS = ("variation", "parameters")  # at the end, where --parameter-jitter is on
STATUSES = ("ok", "compile_error", "unsupported", "timeout", "crash", "unreadable")
JOURNAL = ".rows.jsonl"
KILLS = 3  # a file during which the process is killed from outside so often counts as a crash


class Report:
    """The rows of a check, kept as they come in DIR/.rows.jsonl; holds the folder's lock while it is open."""

    def __init__(self, folder: Path, settings: dict[str, Any]):
        self.folder = folder
        try:
            (folder / "frames").mkdir(parents=True, exist_ok=True)
            self._file = open(folder / JOURNAL, "a+", encoding="utf-8")  # noqa: SIM115
        except OSError as error:
            raise UserError(f"--output {folder}: cannot be written ({error.strerror})") from None
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UserError(
                f"--output {folder}: another check is writing there; wait for it, or end it"
            ) from None
        self.rows: dict[str, Row] = {}
        self.stamps: dict[str, list[int]] = {}
        self._read(settings)

    def _read(self, settings: dict[str, Any]) -> None:
        """Rows of an interrupted or earlier check with the same settings; other ones are dropped."""
        self._file.seek(0)
        lines = self._file.read().split("\n")
        before = None
        with contextlib.suppress(ValueError):
            before = json.loads(lines[0])
        if before == settings:
            for line in lines[1:]:
                with contextlib.suppress(ValueError, TypeError):
                    row, stamp = json.loads(line)
                    self.rows[row["name"]] = Row(**row)
                    self.stamps[row["name"]] = stamp
            self._write("\n")
        else:
            self._file.truncate(0)
            self._write(json.dumps(settings) + "\n")

    def _write(self, text: str) -> None:
        self._file.write(text)
        self._file.flush()

    def known(self, name: str, path: str, pictures: Sequence[str]) -> bool:
        """Whether a row is there for this file as it is now, with its pictures in DIR/frames."""
        row = self.rows.get(name)
        if row is None or row.path != path or self.stamps.get(name) != stamp_of(path):
            return False
        return row.status != "ok" or all((self.folder / "frames" / file).is_file() for file in pictures)

    def add(self, row: Row) -> None:
        """Keep a row."""
        self.rows[row.name] = row
        self._write(json.dumps([dataclasses.asdict(row), stamp_of(row.path)]) + "\n")

    def finish(self, names: list[str], columns: tuple[str, ...] = COLUMNS) -> list[Row]:
        """Write report.csv with the rows of these names, in their order."""
        rows = [self.rows[name] for name in names]
        with cli.atomic_write(self.folder / "report.csv") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            for row in rows:
                values = (getattr(row, column) for column in columns)
                writer.writerow(
                    "" if value is None else f"{value:.3f}" if isinstance(value, float) else value
                    for value in values
                )
        return rows


def stamp_of(path: str) -> list[int]:
    """Size and time of a file, or the grammar's version, by which a changed text is known; [] for what is not there."""
    if path.startswith("composed:"):
        return [GRAMMAR_VERSION]
    with contextlib.suppress(OSError):
        status = os.stat(path)
        return [status.st_size, status.st_mtime_ns]
    return []


def check(
    report: Report,
    settings: CheckSettings,
    workers: int,
    timeout: float,
    handler: Callable = make_handler,
    unit: str = "shader",
) -> None:
    """Check every source that has no row yet; handler: what the processes do with one (see workers.Pool)."""
    sources = settings.sources
    todo = deque(
        k
        for k, source in enumerate(sources)
        if not report.known(source.name, source.path, settings.pictures(source.name))
    )
    kills: Counter[int] = Counter()
    with tqdm(total=len(sources), initial=len(sources) - len(todo), unit=unit) as bar:
        if not todo:
            return
        with Pool(handler, (settings,), min(workers, len(todo)), timeout) as pool:
            while todo or pool.busy:
                while todo and pool.wants_task():
                    pool.give(todo.popleft())
                for event in pool.wait():
                    for row in _rows(event, sources, todo, kills):
                        report.add(row)
                        bar.update()


def _rows(event: Any, sources: tuple, todo: deque[int], kills: Counter[int]) -> Iterator[Row]:
    """The row that an event brings; files of a dead process that are not to blame go back to `todo`."""
    if isinstance(event, Message):
        yield event.payload
    elif isinstance(event, Died):
        blamed = event.program
        if event.how == "killed" and blamed is not None:
            kills[blamed] += 1
            blamed = blamed if kills[blamed] >= KILLS else None
        for task in event.tasks:
            if task != blamed:
                todo.append(task)
                continue
            status = "timeout" if event.how == "timeout" else "crash"
            yield Row(sources[task].name, sources[task].path, status=status, message=event.detail)


def write_keep_list(path: Path, rows: list[Row], thresholds: Thresholds) -> tuple[int, Counter[str]]:
    """Write the list and, beside it, why each other program is not on it: (how many are kept, reasons' counts).

    Raises UserError where nothing is left to keep.
    """
    reasons = curate(rows, thresholds)
    kept = [row for row in rows if row.name not in reasons]
    counts = Counter(reason.split(":")[0] for reason in reasons.values())
    if not kept:
        raise UserError(f"--keep-list {path}: no program satisfies the thresholds ({_counted(counts)})")
    path.parent.mkdir(parents=True, exist_ok=True)
    with cli.atomic_write(path.with_name(f"{path.name}.rejected.csv")) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("name", "reason"))
        writer.writerows(reasons.items())
    with cli.atomic_write(path) as file:
        file.write(f"# {len(kept)} of {len(rows)} programs; the others: {path.name}.rejected.csv\n")
        for row in kept:
            file.write(f"{os.path.relpath(row.path, path.parent)}\n")
    return len(kept), counts


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {word}" for word, count in counts.most_common())


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    parser = cli.OneLineParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_config(parser)
    parser.add_argument("--shaders", nargs="+", required=True, metavar="S", help=SHADERS_HELP)
    parser.add_argument("--output", required=True, metavar="DIR")
    parser.add_argument(
        "--times", type=cli.finite_float, nargs="+", default=[1.0, 2.5], metavar="T", help="seconds"
    )
    parser.add_argument("--resolution", type=cli.image_resolution, default=256)
    parser.add_argument("--dialect", choices=programs.DIALECTS, help="instead of finding it from the text")
    parser.add_argument("--textures", metavar="DIR", help="images to use in place of the built-in textures")
    parser.add_argument(
        "--timeout", type=cli.positive_float, default=30.0, help="seconds that one file may take"
    )
    parser.add_argument(
        "--parameter-jitter", type=cli.jitter, default=0.0, metavar="SIGMA",
        help="draw the first time with other parameters too (as generate_dataset.py does) and report how much the picture "
        "varies; a program that varies is not still (default: 0, no)",
    )  # fmt: skip
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    parser.add_argument("--gpus", type=cli.non_negative_int, nargs="+", metavar="N")
    parser.add_argument("--workers", type=cli.positive_int)
    group = parser.add_argument_group("keep list")
    defaults = Thresholds()
    group.add_argument("--keep-list", metavar="FILE", help="write the programs worth rendering")
    group.add_argument("--max-frame-ms", type=cli.positive_float, default=defaults.max_frame_ms)
    group.add_argument(
        "--min-std", type=float, default=defaults.min_std, help="of 255, over the pixels of a frame"
    )
    group.add_argument(
        "--min-motion",
        type=float,
        default=defaults.min_motion,
        help="of 255, between the times (or over parameters: --parameter-jitter)",
    )
    group.add_argument(
        "--duplicate-distance", type=float, default=defaults.distance, help="of 255; 0 keeps all"
    )
    return cli.parse_args_with_config(parser, argv)


def main(argv: list[str] | None = None) -> int:
    args = parse_args(argv)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if args.keep_list and any(spec.startswith("composed:") for spec in args.shaders):
        raise UserError("--keep-list lists files; composed programs have none", 2)
    sources = resolve(args.shaders)
    devices, workers = choose_devices(args)
    folder = Path(args.output)
    settings = CheckSettings(
        tuple(sources),
        str(folder / "frames"),
        tuple(args.times),
        args.resolution,
        devices,
        args.dialect,
        args.textures,
        args.parameter_jitter,
    )
    same = {key: getattr(args, key) for key in ("times", "resolution", "dialect", "textures", "timeout")}
    columns = COLUMNS
    if args.parameter_jitter:
        same["parameter_jitter"] = args.parameter_jitter
        columns += PARAMETER_COLUMNS
    report = Report(folder, cli.plain(same))
    check(report, settings, workers, args.timeout)
    rows = report.finish([source.name for source in sources], columns)
    if args.keep_list:
        limits = Thresholds(args.max_frame_ms, args.min_std, args.min_motion, args.duplicate_distance)
        count, counts = write_keep_list(Path(args.keep_list), rows, limits)
        print(f"{args.keep_list}: {count} of {len(rows)} programs kept; others: {_counted(counts) or 'none'}")
    counts = Counter(row.status for row in rows)
    listed = ", ".join(
        f"{counts[status]} {status}" for status in STATUSES if counts[status] or status == "ok"
    )
    print(f"{len(rows)} shaders: {listed}; report in {folder / 'report.csv'}")
    return 0


if __name__ == "__main__":
    cli.run_main(main)
