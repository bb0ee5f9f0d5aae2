"""How a run is getting on: one bar, and a page that can be looked at while it runs."""

from __future__ import annotations

import html
import json
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from image_generation.common.errors import UserError
from image_generation.common.files import atomic_write
from image_generation.datasets.storage import RUN, Storage

WINDOW = 60.0  # seconds over which the rate is taken
PAGE_SECONDS, PUBLISH_SECONDS = 2.0, 15.0
MOST_LINES = 20

_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="5">
<title>{title}</title><style>body{{font:15px/1.5 sans-serif;margin:2em auto;max-width:60em;padding:0 1em}}
table{{border-collapse:collapse}}td,th{{padding:.2em .8em;text-align:right;border-bottom:1px solid #ccc}}
td:first-child,th:first-child{{text-align:left}}progress{{width:100%}}</style></head><body><h1>{title}</h1>
<p><progress value="{done}" max="{total}"></progress><br>{summary}</p>
<table><tr><th>part</th><th>images</th><th>of</th><th>images/s</th><th>shards</th><th>under way</th><th>failures</th>
<th>excluded</th></tr>{rows}</table>{excluded}{failures}<p>{stamp}</p></body></html>
"""


@dataclass
class Status:
    """Counts of one run of a part.

    total, done   images of the part, and how many are there; shards, whole: likewise
    failures      processes, tasks and machines that were lost; their images were made again
    """

    title: str
    part: str
    total: int
    shards: int
    done: int = 0
    whole: int = 0
    under_way: list[int] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    n_failures: int = 0
    excluded: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._times: deque[tuple[float, int]] = deque([(time.monotonic(), self.done)])

    def add(self, images: int) -> None:
        """Count images that were drawn just now."""
        self.done += images
        now = time.monotonic()
        if now - self._times[-1][0] > 1.0:
            self._times.append((now, self.done))
            while now - self._times[0][0] > WINDOW and len(self._times) > 2:
                self._times.popleft()

    def failed(self, reason: str) -> None:
        """Count a process, task or machine that was lost."""
        self.n_failures += 1
        if len(self.failures) < MOST_LINES:
            self.failures.append(reason)

    @property
    def rate(self) -> float:
        """Images a second, over the last minute."""
        (began, before), (now, done) = self._times[0], self._times[-1]
        return (done - before) / (now - began) if now > began else 0.0

    def line(self) -> str:
        """What stands behind the bar."""
        parts = [f"{self.whole}/{self.shards} shards", f"{len(self.under_way)} under way"]
        parts += [f"{self.n_failures} failures"] if self.n_failures else []
        parts += [f"{len(self.excluded)} programs excluded"] if self.excluded else []
        return ", ".join(parts)

    def row(self) -> dict:
        """The counts as plain values, for other parts' pages."""
        return {
            "part": self.part,
            "done": self.done,
            "total": self.total,
            "rate": round(self.rate, 1),
            "whole": self.whole,
            "shards": self.shards,
            "under_way": len(self.under_way),
            "failures": self.n_failures,
            "excluded": len(self.excluded),
        }


class StatusPage:
    """Writes a Status to a page on this machine, and beside the shards for the pages of other parts.

    path   of the page; None: no page
    """

    def __init__(self, status: Status, storage: Storage, path: str | None):
        self.status, self.storage, self.path = status, storage, Path(path) if path else None
        self._name = f"status-{status.part.replace('/', '-of-')}.json"
        self._written = self._published = 0.0
        self._others: list[dict] = []
        if self.path is not None:
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise UserError(f"--status-page {path}: cannot be written ({error.strerror})") from None

    def update(self, last: bool = False) -> None:
        """Write what is due; last: all of it."""
        now = time.monotonic()
        many = not self.status.part.endswith("/1")
        if many and (last or now - self._published > PUBLISH_SECONDS):
            self._published = now
            self.storage.write(f"{RUN}/{self._name}", json.dumps(self.status.row()).encode())
            self._others = self._read_others() if self.path is not None else []
        if self.path is not None and (last or now - self._written > PAGE_SECONDS):
            self._written = now
            try:
                with atomic_write(self.path) as file:
                    file.write(self._html())
            except OSError as error:
                raise UserError(f"--status-page {self.path}: cannot be written ({error.strerror})") from None

    def _read_others(self) -> list[dict]:
        names = [name for name in self.storage.names(RUN) if name.startswith("status-") and name != self._name]
        rows = []
        for _, data in self.storage.read_all(f"{RUN}/{name}" for name in names):
            try:
                row = json.loads(data)
                rows.append({key: type(value)(row[key]) for key, value in self.status.row().items()})
            except (ValueError, TypeError, KeyError):
                continue
        return rows

    def _html(self) -> str:
        status = self.status
        rows = sorted([status.row(), *self._others], key=lambda row: row["part"])
        done, total = sum(row["done"] for row in rows), sum(row["total"] for row in rows)
        rate = sum(row["rate"] for row in rows)
        left = f", {(total - done) / rate / 3600:.1f} hours left" if rate and done < total else ""
        keys = ("part", "done", "total", "rate", "whole", "under_way", "failures", "excluded")
        table = "".join(
            "<tr>" + "".join(f"<td>{html.escape(str(row[key]))}</td>" for key in keys) + "</tr>" for row in rows
        )
        shown = list(status.excluded.items())[:MOST_LINES]
        return _PAGE.format(
            title=html.escape(status.title),
            done=done,
            total=total,
            summary=f"{done} of {total} images, {rate:.1f} images/s{left}",
            rows=table,
            excluded=_listed("Excluded programs", [f"{name}: {reason}" for name, reason in shown]),
            failures=_listed("Failures (made good)", status.failures),
            stamp=time.strftime("%Y-%m-%d %H:%M:%S"),
        )


def _listed(title: str, lines: list[str]) -> str:
    items = "".join(f"<li>{html.escape(line)}</li>" for line in lines)
    return f"<h2>{title}</h2><ul>{items}</ul>" if lines else ""
