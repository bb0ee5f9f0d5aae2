"""Try every shader of a collection: which work, what they look like, what they cost, and why the others do not.

    .venv/bin/python image_generation/shaders/check_shaders.py --shaders my_shaders --output outputs/check \\
        --times 1.0 2.5 --resolution 256 --keep-list outputs/good.txt

DIR/report.csv has one row a file, DIR/frames/NAME_K.png is what was drawn at the K-th time. Called again, an
interrupted check is resumed. --keep-list writes the programs worth rendering, for --shaders of other commands;
--texts writes the texts of composed programs, with comments that say what they draw.
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()

    from image_generation.processes.forking import stay_single_threaded

    stay_single_threaded()


import argparse
import csv
import os
import signal
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from image_generation.common import cli
from image_generation.common.errors import UserError
from image_generation.common.files import atomic_write
from image_generation.engines.checking import check_on_ray
from image_generation.engines.flags import add_engine_flags, cluster_of
from image_generation.shaders import programs
from image_generation.shaders.checking.curation import Thresholds, curate
from image_generation.shaders.checking.report import COLUMNS, PARAMETER_COLUMNS, STATUSES, Report, check
from image_generation.shaders.checking.worker import CheckSettings, Row
from image_generation.shaders.flags import (
    add_backend_flag,
    add_channel_flag,
    add_device_flags,
    channel_sources,
    choose_devices,
    digest_of_channels,
    note_unvaried,
)
from image_generation.shaders.painters import check_resolution, is_painted
from image_generation.shaders.rendering.backends import FRAGMENT, choose_backend
from image_generation.shaders.sources import FOLDER, SHADERS_HELP, Source, follow_neighbours, is_composed, resolve

MOST_LINES = 20  # about what nobody sets; report.csv has them all


def write_keep_list(path: Path, rows: list[Row], thresholds: Thresholds) -> tuple[int, Counter[str]]:
    """Write the list and, beside it, why each other program is not on it: (how many are kept, reasons' counts).

    Raises UserError where nothing is left to keep.
    """
    reasons = curate(rows, thresholds)
    kept = [row for row in rows if row.name not in reasons]
    for row in kept:
        if row.path != row.path.rstrip() or "\n" in row.path or "\r" in row.path:
            raise UserError(f"--keep-list {path}: {row.path!r} cannot stand on a line of a list; rename the file")
    counts = Counter(reason.split(":")[0] for reason in reasons.values())
    if not kept:
        raise UserError(f"--keep-list {path}: no program satisfies the thresholds ({_counted(counts)})")
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(path.with_name(f"{path.name}.rejected.csv")) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("name", "reason"))
        writer.writerows(reasons.items())
    with atomic_write(path) as file:
        file.write(f"# {len(kept)} of {len(rows)} programs; the others: {path.name}.rejected.csv\n")
        for row in kept:
            line = row.path if is_painted(row.path) else os.path.relpath(row.path, path.parent)
            if line[0].isspace() or line.startswith("#"):
                line = os.path.join(os.curdir, line)
            file.write(f"{line}\n")
    return len(kept), counts


def write_texts(folder: Path, sources: Sequence[Source]) -> int:
    """Write the texts of the composed programs, with their comments, as folder/NAME.glsl; how many."""
    composed = [source for source in sources if source.composed]
    folder.mkdir(parents=True, exist_ok=True)
    for source in composed:
        with atomic_write(folder / f"{source.name}.glsl") as file:
            file.write(source.for_readers(b"").decode())
    return len(composed)


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {word}" for word, count in counts.most_common())


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    parser = cli.OneLineParser(description=__doc__)
    cli.add_config(parser)
    group = parser.add_argument_group("check")
    group.add_argument("--shaders", nargs="+", required=True, metavar="S", help=SHADERS_HELP)
    group.add_argument("--output", required=True, metavar="DIR", help="folder of report.csv and frames/")
    group.add_argument(
        "--times",
        type=cli.finite_float,
        nargs="+",
        default=[1.0, 2.5],
        metavar="T",
        help="seconds at which each program is drawn",
    )
    group.add_argument(
        "--resolution", type=cli.image_resolution, default=256, metavar="R", help="side of a frame in pixels"
    )
    group = parser.add_argument_group("programs")
    group.add_argument(
        "--dialect",
        choices=(*programs.DIALECTS, FOLDER),
        help="read all files as this dialect; folder: the unsure follow sure neighbours (default: told by text)",
    )
    group.add_argument(
        "--include",
        nargs="+",
        default=[],
        metavar="DIR",
        help="folders from which shaders may #include files, beside the folders given as --shaders (default: none)",
    )
    group.add_argument(
        "--texts",
        action="store_true",
        help="write the texts of composed programs, with comments that say what they draw, into DIR/texts",
    )
    group.add_argument("--explain", action="store_true", help="print by which signs each file's dialect was told")
    group.add_argument(
        "--textures", metavar="DIR", help="images for the programs' texture channels (default: those built in)"
    )
    group.add_argument(
        "--parameter-jitter",
        type=cli.jitter,
        default=0.0,
        metavar="SIGMA",
        help="draw the first time with other parameters too (as generate_dataset.py does) and report how much the "
        "picture varies; a program that varies is not still (default: 0, no)",
    )
    add_channel_flag(group)
    add_backend_flag(group)
    add_device_flags(parser, timeout=30.0, item="file", title="machine")
    add_engine_flags(parser)
    group = parser.add_argument_group("keep list")
    defaults = Thresholds()
    group.add_argument(
        "--keep-list", metavar="FILE", help="write the programs worth rendering as a list (default: none)"
    )
    group.add_argument(
        "--max-frame-ms",
        type=cli.positive_float,
        default=defaults.max_frame_ms,
        metavar="MS",
        help="slowest frame in milliseconds",
    )
    group.add_argument(
        "--min-std",
        type=float,
        default=defaults.min_std,
        metavar="X",
        help="least deviation of a frame's pixels, 0 to 255",
    )
    group.add_argument(
        "--min-motion",
        type=float,
        default=defaults.min_motion,
        metavar="X",
        help="least change between the times (or over parameters: --parameter-jitter), 0 to 255",
    )
    group.add_argument(
        "--duplicate-distance",
        type=float,
        default=defaults.distance,
        metavar="X",
        help="pictures nearer than this, 0 to 255, are duplicates; 0 keeps all",
    )
    group.add_argument(
        "--keep-unset",
        action="store_true",
        help="keep programs of the status 'unset' too: one colour or still, for nobody sets what they read",
    )
    args = cli.parse_args_with_config(parser, argv)
    if args.ray_address is not None and args.engine != "ray":
        parser.error("--ray-address needs --engine ray")
    if args.engine == "ray" and args.gpus:
        parser.error("--gpus is of --engine local; a Ray cluster says which GPUs a task gets")
    return args


def main(argv: list[str] | None = None) -> int:
    args = parse_args(argv)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if args.keep_list and any(is_composed(spec) for spec in args.shaders):
        raise UserError("--keep-list lists files; composed programs have none", 2)
    sources = resolve(args.shaders, args.include)
    if args.texts and not any(source.composed for source in sources):
        raise UserError("--texts writes texts of composed programs: --shaders has none", 2)
    if args.dialect == FOLDER:
        sources = follow_neighbours(sources)
    channels = channel_sources(args)
    check_resolution((source.path for source in (*sources, *channels)), args.resolution)
    note_unvaried(sources, args.parameter_jitter)
    devices, workers = ((), 1) if args.engine == "ray" else choose_devices(args, sources)
    backend = choose_backend(args.backend, devices, args.resolution)
    folder = Path(args.output)
    settings = CheckSettings(
        sources=tuple(sources),
        frames=str(folder / "frames"),
        times=tuple(args.times),
        resolution=args.resolution,
        devices=devices,
        dialect=None if args.dialect == FOLDER else args.dialect,
        textures=args.textures,
        parameter_jitter=args.parameter_jitter,
        backend=backend,
        channels=channels,
    )
    same = {key: getattr(args, key) for key in ("times", "resolution", "dialect", "textures", "timeout", "include")}
    same["columns"] = list(COLUMNS)
    if backend != FRAGMENT:
        same["backend"] = str(backend)
    if channels:
        same["channel_programs"] = list(args.channel_programs)
        same["channel_digest"] = digest_of_channels(channels)
    columns: tuple[str, ...] = COLUMNS
    if args.parameter_jitter:
        same["parameter_jitter"] = args.parameter_jitter
        columns += PARAMETER_COLUMNS
    with Report(folder, cli.plain(same)) as report:
        if args.engine == "ray":
            with cluster_of(args) as cluster:
                check_on_ray(report, settings, cluster=cluster, timeout=args.timeout)
        else:
            check(report, settings, workers=workers, timeout=args.timeout)
        rows = report.finish([source.name for source in sources], columns)
    if args.keep_list:
        limits = Thresholds(
            max_frame_ms=args.max_frame_ms,
            min_std=args.min_std,
            min_motion=args.min_motion,
            distance=args.duplicate_distance,
            statuses=("ok", "unset") if args.keep_unset else ("ok",),
        )
        count, counts = write_keep_list(Path(args.keep_list), rows, limits)
        print(f"{args.keep_list}: {count} of {len(rows)} programs kept; others: {_counted(counts) or 'none'}")
    if args.texts:
        print(f"{folder / 'texts'}: {write_texts(folder / 'texts', sources)} texts of composed programs")
    _explain(rows, args.explain)
    counts = Counter(row.status for row in rows)
    listed = ", ".join(f"{counts[status]} {status}" for status in STATUSES if counts[status] or status == "ok")
    print(f"{len(rows)} shaders: {listed}; report in {folder / 'report.csv'}")
    return 0


def _explain(rows: list[Row], signs: bool) -> None:
    """Print what nobody sets in programs that are drawn all the same, and if asked why each dialect was taken."""
    for row in rows if signs else ():
        print(f"{row.name}: {row.dialect or 'no dialect'}: {row.signs or row.message}")
    unset = [row for row in rows if row.unset]
    for row in unset[:MOST_LINES]:
        print(f"{row.name}: {row.status}: {row.message}")
    if len(unset) > MOST_LINES:
        print(f"... and {len(unset) - MOST_LINES} more that read what nobody sets (report.csv: unset)")


if __name__ == "__main__":
    cli.run_main(main)
