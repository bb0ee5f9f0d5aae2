"""Measure what reading shaders costs: telling the dialect, parsing and translating, over folders of files.

    .venv/bin/python benchmarks/front_end.py --shaders bundled my_shaders --limit 3000

Prints milliseconds of processor time a file, median and 99th percentile, what finding the dialect adds, and the
slowest files.
Nothing is drawn; files that no dialect takes count with what it cost to find that out.
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np

from benchmarks.rows import Row, write_rows
from image_generation.common import cli
from image_generation.common.progress import add_quiet, progress
from image_generation.shaders import programs
from image_generation.shaders.programs.program import ProgramError
from image_generation.shaders.programs.text import decode, inputs_and_uses, without_comments, words
from image_generation.shaders.sources import SHADERS_HELP, Source, resolve

SLOWEST = 5
WORD = re.compile(r"\w+|[^\w\s]")
Result = TypeVar("Result")


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    parser = cli.OneLineParser(description=__doc__)
    group = parser.add_argument_group("what to measure")
    group.add_argument("--shaders", nargs="+", required=True, metavar="S", help=SHADERS_HELP)
    group.add_argument(
        "--include", nargs="+", default=[], metavar="DIR", help="folders to #include from (default: none)"
    )
    group.add_argument("--limit", type=cli.positive_int, default=3000, help="files, drawn by chance (default: 3000)")
    group.add_argument("--seed", type=cli.non_negative_int, default=0, help="seed of that choice (default: 0)")
    group.add_argument("--output", type=Path, metavar="FILE.json", help="write a row here as well (default: no)")
    add_quiet(parser)
    return parser.parse_args(argv)


def one_pass(sources: Sequence[Source]) -> float:
    """Milliseconds of processor time a file of one pass over its text, word by word: no front end reads it in less."""
    texts = [source.read().decode("utf-8", "replace") for source in sources]
    started = time.process_time()
    for text in texts:
        for _ in WORD.finditer(text):
            pass
    return 1000 * (time.process_time() - started) / max(len(texts), 1)


def measure(source: Source) -> tuple[float, float, float, str]:
    """Milliseconds of one file: to tell its dialect, to read it with the dialect told, in all; dialect or status."""
    text = source.read()
    try:
        decoded = decode(text)
    except ProgramError as error:
        return 0.0, 0.0, 0.0, error.status
    told, finding = _timed(lambda: programs.detect(decoded, source.path))
    whole, found = _timed(lambda: _parsed(source, text, None))
    # The same once more, so that neither is the first to touch the text.
    whole = min(whole, _timed(lambda: _parsed(source, text, None))[0])
    given, _ = _timed(lambda: _parsed(source, text, finding.dialect)) if finding.dialect else (0.0, "")
    return told, given, whole, found


def _timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """(milliseconds of processor time, result), from cold caches."""
    for cached in (without_comments, words, inputs_and_uses):
        cached.cache_clear()
    started = time.process_time()
    result = work()
    return 1000 * (time.process_time() - started), result


def _parsed(source: Source, text: bytes, dialect: str | None) -> str:
    try:
        return source.parse(text, dialect).dialect
    except ProgramError as error:
        return error.status


def quantiles(values: Sequence[float]) -> str:
    middle, high = np.percentile(values, [50, 99])
    return f"median {middle:.2f} ms, 99th percentile {high:.2f} ms, longest {max(values):.2f} ms"


def main(argv: list[str] | None = None) -> int:
    args = parse_args(argv)
    sources = resolve(args.shaders, args.include)
    random.Random(args.seed).shuffle(sources)
    sources = sources[: args.limit]
    rows = [measure(source) for source in progress(sources, unit="file")]
    told, given, whole = ([float(row[k]) for row in rows] for k in range(3))
    print(f"detection alone:     {quantiles(told)}")
    print(f"dialect given:       {quantiles(given)}")
    print(f"dialect to be found: {quantiles(whole)}")
    both = [k for k in range(len(rows)) if given[k] > 0.0]
    added = sum(whole[k] for k in both) / max(sum(given[k] for k in both), 1e-9) - 1.0
    print(f"finding the dialect adds {100 * added:.1f}% (what it looks up is shared with parsing)")
    for k in sorted(range(len(rows)), key=lambda k: -whole[k])[:SLOWEST]:
        print(f"  {whole[k]:.1f} ms: {sources[k].path}")
    if args.output:
        name = f"front end: {' '.join(args.shaders)}, dialect to be found, mean of {len(rows)} files"
        mean, least = sum(whole) / max(len(whole), 1), one_pass(sources)
        row = Row(name=name, value=mean, unit="ms", limit=least, of="one pass over the text's words")
        write_rows(args.output, [row])
    print(f"{len(rows)} files: {', '.join(f'{n} {word}' for word, n in Counter(row[3] for row in rows).most_common())}")
    return 0


if __name__ == "__main__":
    cli.run_main(main)
