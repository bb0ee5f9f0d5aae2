"""CSV tables whose rows are read each on its own: a damaged byte, in the first line or any other, costs that line."""

from __future__ import annotations

import contextlib
import csv
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from image_generation.common.files import open_regular

Columns = Sequence[str]
MOST_CHARACTERS = 1 << 20  # of one line; what comes behind a longer one (the holes of a sparse file, say) is not read


def read_rows(
    path: str | os.PathLike, layouts: Sequence[Columns] = (), prefix: str = "--output"
) -> Iterator[dict[str, str]]:
    """The rows that can be read, as dictionaries by column; none where there is no such file.

    layouts   the columns that such a table may have: where the first line is damaged, those of as many columns as a
              row has, and the most like what is left of it. Where no layout has as many, the first line is believed
    prefix    of the error's text
    Raises UserError where the path is no regular file; OSError where it cannot be read.
    """
    try:
        descriptor = open_regular(Path(path), os.O_RDONLY, prefix)
    except FileNotFoundError:
        return
    with open(descriptor, newline="\n", encoding="utf-8", errors="replace") as file:
        header = _cells(file.readline(MOST_CHARACTERS)) or []
        known = not layouts or tuple(header) in {tuple(layout) for layout in layouts}
        names = {name for layout in layouts for name in layout}
        if not known and header and names.issuperset(header):
            known = True  # of another version: fewer columns, or in another order
        while len(line := file.readline(MOST_CHARACTERS)) not in (0, MOST_CHARACTERS):
            values = _cells(line)
            if values is None:
                continue
            columns = header if known else _most_alike(header, layouts, len(values))
            if values and len(values) == len(columns):
                yield dict(zip(columns, values))


def _cells(line: str) -> list[str] | None:
    """The cells of a line; None where it is no line of a table."""
    with contextlib.suppress(csv.Error, StopIteration):
        return next(csv.reader([line.replace("\0", "")]))
    return None


def _most_alike(header: Sequence[str], layouts: Sequence[Columns], count: int) -> Columns:
    fitting = [layout for layout in layouts if len(layout) == count]
    return max(fitting, key=lambda layout: len(set(layout) & set(header)), default=header)


def same_digest(one: str, other: str) -> bool:
    """Whether two digests in hexadecimal digits are of one thing, though a few bits of either may have flipped.

    Digests of different things have about one digit in sixteen in common.
    """
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other)) <= len(one) // 10
