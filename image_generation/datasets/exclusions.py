"""The list of programs that a run excluded, for the error that ends it."""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping

from image_generation.common.errors import UserError
from image_generation.common.files import atomic_write
from image_generation.datasets.layout import EXCLUDED

COLUMNS = ("name", "reason")


def write_exclusions(path: str | os.PathLike, excluded: Mapping[str, str]) -> None:
    """Write excluded.csv: program, and why it cannot be drawn."""
    with atomic_write(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(sorted(excluded.items()))


def beside(output: str) -> str:
    """Where the list stands when nothing is left of OUTPUT: OUTPUT.excluded.csv, of a server's folder here."""
    name = output.rstrip("/\\")
    return f"{name.rsplit('/', 1)[-1] if '://' in name else name}.{EXCLUDED}"


def with_exclusions(error: UserError, count: int, where: str | os.PathLike) -> UserError:
    """The error, and how many programs the run excluded before it and where they are listed."""
    if not count:
        return error
    programs = "program is" if count == 1 else "programs are"
    return type(error)(f"{error} ({count} {programs} excluded: see {where})", error.code)
