"""Count how many files of public shader collections draw, by dialect, with reasons for the rest; write the page.

    .venv/bin/python benchmarks/compatibility.py --output outputs/compatibility --page docs/compatibility.md \\
        Vidvox/ISF-Files=/data/ISF-Files@3d3999629d98 elenzil/shadertoys=/data/elenzil@a55af5db3dcf

A collection is NAME=FOLDER@REVISION: what it is called (OWNER/NAME on GitHub, or an address), where it lies here, and
which revision that is. Of more than --sample files that many are drawn at random. Nothing of a collection goes into the
page but its name, its numbers and the kinds of messages; DIR holds reports and pictures of 8x8 pixels. Interrupted, the
same line resumes.
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
import json
import os
import random
import re
import signal
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.results import wilson
from image_generation.common import cli
from image_generation.common.errors import UserError
from image_generation.common.files import atomic_write
from image_generation.shaders.checking.report import Report, check
from image_generation.shaders.checking.worker import CheckSettings, Row
from image_generation.shaders.flags import add_device_flags, choose_devices
from image_generation.shaders.sources import Source, resolve

DRAWN = ("ok", "unset", "unsteady")  # statuses of check_shaders.py
FAILED = ("compile_error", "unsupported", "timeout", "crash", "unreadable")
NO_DIALECT = "none told"
CHUNK = 20  # files between looks at the clock
KINDS = 4  # of messages that are named a collection
_QUOTED = re.compile(r"[`'\"‘“][^`'\"’”]*[`'\"’”]")


@dataclass(frozen=True)
class Collection:
    """A folder of other people's shaders; name and revision are what the page shows."""

    name: str
    folder: str
    revision: str

    @property
    def address(self) -> str:
        """Where it can be had."""
        return self.name if "://" in self.name else f"https://github.com/{self.name}"


@dataclass
class Outcome:
    """What became of a collection: how many files it has and were checked, statuses and kinds of messages by dialect.

    statuses   (dialect, status) -> files
    kinds      (dialect, status, kind of message) -> files, of those that are not drawn
    """

    files: int
    checked: int
    statuses: Counter[tuple[str, str]]
    kinds: Counter[tuple[str, str, str]]

    @property
    def drawn(self) -> int:
        """Files that are drawn."""
        return sum(count for (_, status), count in self.statuses.items() if status in DRAWN)

    @property
    def shaders(self) -> int:
        """Files that were checked and are told to be of a dialect."""
        return sum(count for (dialect, _), count in self.statuses.items() if dialect != NO_DIALECT)


def collection(text: str) -> Collection:
    """argparse type: NAME=FOLDER@REVISION."""
    name, _, rest = text.partition("=")
    folder, at, revision = rest.rpartition("@")
    if not name or not at or not folder or not re.fullmatch(r"[\w.-]{1,64}", revision):
        raise argparse.ArgumentTypeError(f"{text!r} is no NAME=FOLDER@REVISION")
    if not re.fullmatch(r"[\w.-]+/[\w.-]+|https?://[\w./%~+-]+", name):
        raise argparse.ArgumentTypeError(f"{name!r} is neither OWNER/NAME nor an address")
    return Collection(name, folder, revision)


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    """The command line as a namespace."""
    parser = cli.OneLineParser(description=__doc__)
    group = parser.add_argument_group("collections")
    group.add_argument(
        "collections", nargs="+", type=collection, metavar="NAME=FOLDER@REVISION", help="collections that lie here"
    )
    group.add_argument("--sample", type=cli.positive_int, default=300, metavar="N", help="files of each, at most")
    group.add_argument("--seed", type=cli.seed_number, default=0, help="seed of the files that are drawn")
    group = parser.add_argument_group("checking")
    group.add_argument(
        "--times", type=float, nargs="+", default=[1.0, 2.5], metavar="T", help="times to draw at, in seconds"
    )
    group.add_argument(
        "--resolution", type=cli.image_resolution, default=64, metavar="R", help="side of the drawings in pixels"
    )
    group.add_argument(
        "--time-limit",
        type=cli.positive_float,
        default=900.0,
        metavar="S",
        help="seconds after which no further files of a collection are begun",
    )
    add_device_flags(parser, timeout=20.0, item="file")
    group = parser.add_argument_group("output")
    group.add_argument(
        "--output", default="outputs/compatibility", metavar="DIR", help="folder for reports, which name files"
    )
    group.add_argument("--page", default=None, metavar="FILE.md", help="write the page there (default: DIR/page.md)")
    cli.add_config(parser)
    return cli.parse_args_with_config(parser, argv)


# ------------------------------------------------------------------ checking


def drawn_files(sources: Sequence[Source], count: int, seed: int) -> list[Source]:
    """`count` of the sources drawn at random, in their order; all where there are no more."""
    chosen = random.Random(seed).sample(range(len(sources)), min(count, len(sources)))
    return [sources[k] for k in sorted(chosen)]


def run(one: Collection, args: argparse.Namespace, folder: Path) -> Outcome:
    """Check a collection's files; its report.csv is in folder. Raises UserError where it holds no shader files."""
    sources = resolve([one.folder])
    # In an order of their own, so that those which the time allows are as random as all of them.
    chosen = drawn_files(sources, args.sample, args.seed)
    random.Random(args.seed + 1).shuffle(chosen)
    devices, workers = choose_devices(args, chosen)
    same = {"sample": args.sample, "seed": args.seed, "times": args.times, "resolution": args.resolution}
    same |= {"timeout": args.timeout, "revision": one.revision}
    started, done = time.monotonic(), 0
    rows: list[Row] = []
    while done < len(chosen) and (not done or time.monotonic() - started < args.time_limit):
        done = min(done + CHUNK, len(chosen))
        settings = CheckSettings(
            sources=tuple(chosen[:done]),
            frames=str(folder / "frames"),
            times=tuple(args.times),
            resolution=args.resolution,
            devices=devices,
            thumbnail=8,
        )
        with Report(folder, cli.plain(same)) as report:  # opened anew, it knows the rows that are there
            check(report, settings, workers=workers, timeout=args.timeout)
            rows = report.finish([source.name for source in chosen[:done]])
    return outcome(rows, len(sources))


def outcome(rows: Sequence[Row], files: int) -> Outcome:
    """The counts of a report."""
    statuses: Counter[tuple[str, str]] = Counter()
    kinds: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        dialect = row.dialect or NO_DIALECT
        statuses[dialect, row.status] += 1
        if row.status not in DRAWN:
            kinds[dialect, row.status, kind(row.message)] += 1
    return Outcome(files, len(rows), statuses, kinds)


def kind(message: str) -> str:
    """A message without what is of its file alone: names, numbers, pieces of the text."""
    line = message.strip().splitlines()[0] if message.strip() else ""
    line = re.sub(r"^.*?\berror(?: [A-Z]?\d+)?: |^[^\s:]+:\d+: ", "", line)  # a driver's place and number
    line = _QUOTED.sub("X", line)
    line = re.sub(r"\([^()]*\)|\[[^\]]*\]|<[^>]*>", "", line)
    line = re.sub(r"\b[\w./\\-]*\.(?:glsl|frag|fs|fsh|isf|json|txt|png|jpe?g|webp|mp3|mp4)\b", "FILE", line, flags=re.I)
    line = re.sub(r"\b0x[0-9a-f]+|(?<![\w.])[-+]?\d[\d.]*(?:e[-+]?\d+)?\b", "N", line, flags=re.I)
    return " ".join(line.split())[:80].rstrip(" ,:;") or "without a message"


# ------------------------------------------------------------------ the page


def page(found: Sequence[tuple[Collection, Outcome]], args: argparse.Namespace, where: str) -> str:
    """docs/compatibility.md."""
    total = sum((outcome.statuses for _, outcome in found), Counter())
    parts = [
        "# Compatibility\n",
        "How many files of public collections draw, by dialect, and why the others do not. The collections are other "
        "people's: their files are not kept here, and each is named with its address and the revision that was read.\n",
        f"Made by `scripts/experiments/compatibility.sh`: {args.sample} files a collection at most, drawn with seed "
        f"{args.seed}, {args.resolution} x {args.resolution} pixels at {', '.join(f'{t:g}' for t in args.times)} s, "
        f"{args.timeout:g} s a file, {args.time_limit:g} s a collection, {where}. Every file that could be a shader by "
        "its ending is counted, a package.json too: those that no dialect is told of stand apart.\n",
        "## Collections\n",
        "Draws: of the checked files that are of a dialect; the interval is 95% (Wilson).\n",
        "| collection | revision | files | checked | of a dialect | draw | share |\n|---|---|--:|--:|--:|--:|--:|",
    ]
    parts += [_collection_row(one, outcome) for one, outcome in found]
    parts += ["\n## Dialects\n", "All collections together.\n", _dialect_table(total)]
    parts.append(
        "\n`unset`: drawn, one colour or still, for nobody sets what the text reads; `unsteady`: drawn, differently"
    )
    parts.append("when drawn again ([dialects.md](dialects.md)).\n\n## Why the others do not\n")
    parts.append(f"The {KINDS} most frequent kinds of messages of each collection, names and numbers left out.\n")
    parts.append("| collection | dialect | status | files | message |\n|---|---|---|--:|---|")
    for one, outcome in found:
        parts += [
            f"| {one.name} | {dialect} | {status} | {count} | {_cell(text)} |"
            for (dialect, status, text), count in sorted(outcome.kinds.items(), key=lambda item: (-item[1], item[0]))[
                :KINDS
            ]
        ]
    parts += ["\n## Run it\n", "```", _command(found, args), "```", ""]
    return "\n".join(parts)


def _collection_row(one: Collection, outcome: Outcome) -> str:
    share = "-"
    if outcome.shaders:
        percent = 100.0 * outcome.drawn / outcome.shaders
        low, high = wilson(percent, outcome.shaders)
        whole = outcome.checked == outcome.files
        share = f"{percent:.1f}%" if whole else f"{percent:.1f}% ({low:.0f} to {high:.0f})"
    name = f"[{one.name}]({one.address})"
    counts = f"{outcome.files:,} | {outcome.checked:,} | {outcome.shaders:,} | {outcome.drawn:,}"
    return f"| {name} | `{one.revision[:12]}` | {counts} | {share} |"


def _dialect_table(statuses: Counter[tuple[str, str]]) -> str:
    dialects = sorted({dialect for dialect, _ in statuses}, key=lambda name: (name == NO_DIALECT, name))
    lines = [
        f"| dialect | checked | draw | {' | '.join((*DRAWN, *FAILED))} |",
        f"|---|--:|--:|{'--:|' * len((*DRAWN, *FAILED))}",
    ]
    for dialect in dialects:
        counts = [statuses[dialect, status] for status in (*DRAWN, *FAILED)]
        drawn = sum(counts[: len(DRAWN)])
        cells = " | ".join(str(count or "") for count in counts)
        lines.append(f"| {dialect} | {sum(counts):,} | {100 * drawn / max(1, sum(counts)):.1f}% | {cells} |")
    return "\n".join(lines)


def _cell(text: str) -> str:
    return re.sub(r"([|`*_<>\[\]])", r"\\\1", text)


def _command(found: Sequence[tuple[Collection, Outcome]], args: argparse.Namespace) -> str:
    names = " \\\n    ".join(f"{one.name}=FOLDER@{one.revision[:12]}" for one, _ in found)
    return f"bash scripts/experiments/compatibility.sh --sample {args.sample} --seed {args.seed} \\\n    {names}"


def write(found: Sequence[tuple[Collection, Outcome]], args: argparse.Namespace, target: Path) -> None:
    """The page, and counts.json beside the reports."""
    counts = [
        {"name": one.name, "revision": one.revision, "files": result.files, "checked": result.checked}
        | {"statuses": [[*key, count] for key, count in sorted(result.statuses.items())]}
        for one, result in found
    ]
    with atomic_write(Path(args.output) / "counts.json") as file:
        json.dump(counts, file, indent=1)
    target.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(target) as file:
        file.write(page(found, args, f"on {'a GPU' if args.gpus or args.device == 'cuda' else 'llvmpipe'}"))


def main(argv: list[str] | None = None) -> int:
    """Check all collections, and write the page after each."""
    args = parse_args(argv)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    output = Path(args.output)
    twice = [name for name, count in Counter(one.name for one in args.collections).items() if count > 1]
    if twice:
        raise UserError(f"{twice[0]}: is given twice", 2)
    for one in args.collections:
        if not os.path.isdir(one.folder):
            raise UserError(f"{one.name}={one.folder}: no such folder", 2)
    found: list[tuple[Collection, Outcome]] = []
    target = Path(args.page or output / "page.md")
    for one in args.collections:
        result = run(one, args, output / re.sub(r"[^\w.-]+", "+", one.name))
        found.append((one, result))
        write(found, args, target)  # as far as it is: the next may take long
        print(f"{one.name}: {result.drawn} of {result.shaders} draw; {result.checked} of {result.files} files checked")
    print(f"{len(found)} collections: {target}")
    return 0


if __name__ == "__main__":
    cli.run_main(main)
