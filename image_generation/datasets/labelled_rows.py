"""Which images of a finished dataset have labels beside them, by its table."""

from __future__ import annotations

import re
from pathlib import Path

from image_generation.common.errors import UserError
from image_generation.common.tables import read_rows
from image_generation.datasets.layout import LAYOUTS, SAMPLES

_INDEX, _BYTES = re.compile(r"\d{1,18}"), re.compile(r"[1-9]\d{0,17}")


def labelled_rows(root: Path, where: str) -> list[dict[str, str]]:
    """The rows of its samples.csv whose images have labels, by column; a damaged row is left out.

    where    what errors begin with
    Raises UserError (code 2) where there is no such table, or none that knows of labels.
    """
    try:
        rows = list(read_rows(root / SAMPLES, LAYOUTS[SAMPLES], where))
    except OSError as error:
        raise UserError(f"{where}: is no finished dataset with labels ({error.strerror})", 2) from None
    if not any("labels_bytes" in row for row in rows):
        raise UserError(f"{where}: is no finished dataset with labels", 2)
    return [row for row in rows if _INDEX.fullmatch(row["index"]) and _BYTES.fullmatch(row.get("labels_bytes", ""))]
