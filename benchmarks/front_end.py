"""Measure what reading shaders costs: telling the dialect, parsing and translating, over folders of files.

    .venv/bin/python benchmarks/front_end.py --shaders bundled my_shaders --limit 3000

Prints milliseconds of processor time a file, median and 99th percentile, the share of detection, and the slowest files.
Nothing is drawn; files that no dialect takes count with what it cost to find that out.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Sequence

import numpy as np
from tqdm import tqdm

from image_generation.common import cli
from image_generation.shaders import programs
from image_generation.shaders.programs.program import ProgramError
from image_generation.shaders.programs.text import decode, without_comments, words
from image_generation.shaders.sources import SHADERS_HELP, Source, resolve

SLOWEST = 5


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    parser = cli.OneLineParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shaders", nargs="+", required=True, metavar="S", help=SHADERS_HELP)
    parser.add_argument("--include", nargs="+", default=[], metavar="DIR", help="folders to #include from")
    parser.add_argument("--limit", type=cli.positive_int, default=3000, help="files, drawn by chance (default: 3000)")
    parser.add_argument("--seed", type=cli.non_negative_int, default=0, help="of that choice (default: 0)")
    return parser.parse_args(argv)


def measure(source: Source) -> tuple[float, float, str]:
    """(milliseconds to tell the dialect, milliseconds in all, dialect or status) of one file."""
    text = source.read()
    try:
        decoded = decode(text)
    except ProgramError as error:
        return 0.0, 0.0, error.status
    for cached in (without_comments, words):
        cached.cache_clear()
    started = time.process_time()
    programs.detect(decoded, source.path)
    told = time.process_time()
    for cached in (without_comments, words):
        cached.cache_clear()
    begun = time.process_time()
    try:
        found = source.parse(text).dialect
    except ProgramError as error:
        found = error.status
    return 1000 * (told - started), 1000 * (time.process_time() - begun), found


def quantiles(values: Sequence[float]) -> str:
    middle, high = np.percentile(values, [50, 99])
    return f"median {middle:.2f} ms, 99th percentile {high:.2f} ms, longest {max(values):.2f} ms"


def main(argv: list[str] | None = None) -> int:
    args = parse_args(argv)
    sources = resolve(args.shaders, args.include)
    random.Random(args.seed).shuffle(sources)
    sources = sources[: args.limit]
    rows = [measure(source) for source in tqdm(sources, unit="file")]
    told, whole = [row[0] for row in rows], [row[1] for row in rows]
    print(f"detection:   {quantiles(told)}")
    print(f"all of it:   {quantiles(whole)}")
    share = 100 * sum(told) / max(sum(whole) - sum(told), 1e-9)
    print(f"detection adds {share:.1f}% to reading and translating")
    for k in sorted(range(len(rows)), key=lambda k: -whole[k])[:SLOWEST]:
        print(f"  {whole[k]:.1f} ms: {sources[k].path}")
    print(f"{len(rows)} files: {', '.join(f'{n} {word}' for word, n in Counter(row[2] for row in rows).most_common())}")
    return 0


if __name__ == "__main__":
    cli.run_main(main)
