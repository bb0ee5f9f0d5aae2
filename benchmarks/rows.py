"""Rows of a benchmark as JSON, for benchmarks/run_all.py: a figure beside its limit, both of one run.

    write_rows("rows.json", [Row(name="JPEG, 256x256", value=2000.0, unit="images/s", limit=2100.0, of="OpenCV alone")])

The file holds {"rows": [{"name", "value", "unit", "limit", "of", "ratio"}, ...]}; readers take what else is there as it
is. Of rates the ratio is value / limit, of times limit / value, so that 1 is the limit and less is worse.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from image_generation.common.files import atomic_write

TIMES = ("s", "ms", "us")  # units of which less is better


@dataclass(frozen=True, kw_only=True)
class Row:
    """A figure; limit: what the same work would give without what is measured, None where there is none; of: what the
    limit is, in words."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    of: str = ""

    @property
    def ratio(self) -> float | None:
        """1 at the limit, less below it."""
        if not self.limit or not self.value:
            return None
        return self.limit / self.value if self.unit.split()[0] in TIMES else self.value / self.limit


def write_rows(path: str | Path, rows: Sequence[Row]) -> None:
    """Write rows to a file, whole or not at all."""
    with atomic_write(Path(path)) as file:
        json.dump({"rows": [asdict(row) | {"ratio": row.ratio} for row in rows]}, file, indent=1)
        file.write("\n")
