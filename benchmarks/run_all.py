"""Run the benchmarks that have a limit beside them and write one table, with machine and date, into docs/benchmarks.md.

    bash benchmarks/run_all.sh
    bash benchmarks/run_all.sh --seconds 300 --only parts front_end --page /tmp/page.md

Every row is a ratio of two figures of one run, on a machine that should do nothing else meanwhile: the load that other
work made is told below the table. What fails or takes longer than its share stands in the table with the reason.
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
import contextlib
import json
import os
import platform
import re
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from image_generation.common import cli
from image_generation.common.errors import UserError
from image_generation.common.files import atomic_write
from image_generation.processes.pool import available_cores

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- run_all.sh writes from here -->", "<!-- to here -->"


@dataclass(frozen=True)
class Job:
    """A benchmark: its command line (the output's name is added), and seconds that it may take of 900."""

    name: str
    words: tuple[str, ...]
    seconds: float


JOBS = (
    Job("render", ("benchmarks/render.py", "--images-per-program", "10"), 210),
    Job("many_programs", ("benchmarks/many_programs.py", "--images", "200"), 300),
    Job("live_training", ("benchmarks/live_training.py", "--images", "12000", "--steps", "24"), 150),
    Job("parts", ("benchmarks/parts.py", "--seconds", "4"), 150),
    Job("first_image", ("benchmarks/first_image.py",), 30),
    Job("front_end", ("benchmarks/front_end.py", "--shaders", "bundled", "composed:100", "--limit", "300"), 60),
)


def run(job: Job, seconds: float) -> list[dict[str, Any]]:
    """The rows of a benchmark; last one that says why, where it failed or was ended after so many seconds."""
    with tempfile.TemporaryDirectory() as folder:
        path, printed = Path(folder) / "rows.json", Path(folder) / "printed"
        words = [sys.executable, *job.words]
        if writes_rows(job.words[0]):
            words += ["--output", str(path)]
        problem = None
        with open(printed, "wb") as file:
            # A session of its own: what it started ends with it.
            process = subprocess.Popen(words, cwd=ROOT, stdout=file, start_new_session=True)
            try:
                code = process.wait(seconds)
                problem = f"failed: exit code {code}" if code else None
            except subprocess.TimeoutExpired:
                problem = f"ended after {seconds:.0f} s"
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        text = printed.read_text(encoding="utf-8", errors="replace")
        print(text, file=sys.stderr, flush=True)
        rows = read_rows(path) or printed_rows(text, job.name)
    if problem or not rows:
        rows.append({"name": f"{job.words[0]}: {problem or 'no row'}"})
    return rows


def writes_rows(script: str) -> bool:
    """Whether a benchmark has --output FILE.json; what it prints is read otherwise."""
    asked = subprocess.run([sys.executable, script, "--help"], cwd=ROOT, capture_output=True, text=True, check=False)
    return re.search(r"^\s*--output\s+FILE\.json", asked.stdout, re.MULTILINE) is not None


def printed_rows(text: str, name: str) -> list[dict[str, Any]]:
    """Rows of what a benchmark prints: of tables with columns 'of the limit', and lines 'NAME  1234.5 images/s  0.93'.

    What has ratio 1 is the limit of those that follow it.
    """
    rows: list[dict[str, Any]] = []
    header: list[str] = []
    limits: dict[str, dict[str, Any]] = {}
    for line in text.splitlines():
        found: list[tuple[str, str, str, str]] = []  # name, figure, unit, ratio
        if line.lstrip().startswith("|"):
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if "of the limit" in cells:
                header = cells
            elif len(cells) == len(header):
                places = [k for k, word in enumerate(header) if word == "of the limit"]
                found = [(cells[0], cells[k - 1], header[k - 1], cells[k]) for k in places]
        else:
            header = []
            found = re.findall(r"^\s*(\S.*?)\s{2,}([\d.,]+) (images/s)\s+([\d.]+)\b", line)
        for what, figure, unit, share in found:
            try:
                value, ratio = float(figure.replace(",", "")), float(share)
            except ValueError:
                continue
            if ratio == 1.0:
                limits[unit] = {"limit": value, "of": what}
            else:
                rows.append(
                    {"name": f"{name}: {what}", "value": value, "unit": unit, "ratio": ratio, **limits.get(unit, {})}
                )
    return rows


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a file as rows.py writes it; none where there is no such file."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    rows = found.get("rows") if isinstance(found, dict) else None
    return [row for row in rows if isinstance(row, dict) and "name" in row] if isinstance(rows, list) else []


def table(rows: list[dict[str, Any]], machine: str, busy: float) -> str:
    """The rows as Markdown below a line that names machine and date."""
    lines = [f"{machine}, {time.strftime('%Y-%m-%d')}; `bash benchmarks/run_all.sh`.", ""]
    lines += ["| what | figure | limit | of the limit |", "|---|---|---|---|"]
    for row in rows:
        unit = row.get("unit", "")
        limit = f"{_number(row.get('limit'))}: {row['of']}" if row.get("limit") and row.get("of") else ""
        ratio = row.get("ratio")
        ratio = f"{ratio:.2f}" if isinstance(ratio, (int, float)) else ""
        figure = f"{_number(row['value'])} {unit}" if "value" in row else ""
        cells = [str(cell).replace("|", "/").replace("\n", " ") for cell in (row["name"], figure, limit, ratio)]
        lines.append(f"| {' | '.join(cells)} |")
    share = f"{busy:.0%}"
    lines += ["", f"Other work took {share} of the machine's processor time meanwhile."]
    if busy > 0.1:
        lines.append("That is too much for figures that are to be trusted: run it again when the machine is quiet.")
    return "\n".join(lines)


def _number(value: Any) -> str:
    if not isinstance(value, (int, float)):
        return str(value)
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def machine_line() -> str:
    """Cores, processor and renderer, in one line."""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        models = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    code = (
        "from image_generation.shaders.renderer_moderngl import Renderer\n"
        "r = Renderer('auto', 8)\nprint(r.name, '/', r.context.info['GL_VERSION'])"
    )
    asked = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    drawing = asked.stdout.strip() or "no OpenGL"
    return f"{available_cores()} cores of {models[0] if models else platform.machine()}, {drawing}"


class Busy:
    """The share of the machine's processor time that goes to others than this process and its children."""

    def __init__(self) -> None:
        self.began = self._times()

    def share(self) -> float:
        """Since it was made; children count once they have ended."""
        all_busy, own, total = (now - then for now, then in zip(self._times(), self.began, strict=True))
        return min(max(0.0, all_busy - own) / max(total, 1e-9), 1.0)

    @staticmethod
    def _times() -> tuple[float, float, float]:
        with open("/proc/stat", encoding="utf-8") as file:
            ticks = [float(word) for word in file.readline().split()[1:9]]
        tick = os.sysconf("SC_CLK_TCK")
        own = os.times()
        idle = ticks[3] + ticks[4]
        return (
            (sum(ticks) - idle) / tick,
            own.user + own.system + own.children_user + own.children_system,
            sum(ticks) / tick,
        )


def put_into(page: str, found: str) -> str:
    """A page with the text between the markers replaced. Raises UserError where they are missing."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise UserError(f"the page has no lines {BEGIN!r} and {END!r} for the table")
    return f"{before}{BEGIN}\n\n{found}\n\n{END}{after}"


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    parser = cli.OneLineParser(description=__doc__)
    names = [job.name for job in JOBS]
    group = parser.add_argument_group("what to measure")
    group.add_argument("--only", nargs="+", choices=names, default=names, help="benchmarks to run (default: all)")
    group.add_argument("--seconds", type=cli.positive_float, default=900.0, help="seconds for all (default: 900)")
    group.add_argument("--page", type=Path, default=PAGE, help="where the table goes (default: docs/benchmarks.md)")
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    args = parse_args(argv)
    try:
        put_into(args.page.read_text(encoding="utf-8"), "")
    except OSError as error:
        raise UserError(f"--page {args.page}: cannot be read ({error.strerror})", 2) from None
    jobs = [job for job in JOBS if job.name in args.only]
    ends, left = time.monotonic() + args.seconds, sum(job.seconds for job in jobs)
    busy, rows, machine = Busy(), [], machine_line()
    for job in jobs:  # what one leaves of its time goes to those behind it
        print(f"{job.name}: {' '.join(job.words)}", file=sys.stderr, flush=True)
        rows += run(job, max(1.0, (ends - time.monotonic()) * job.seconds / left))
        left -= job.seconds
    found = table(rows, machine, busy.share())
    page = put_into(args.page.read_text(encoding="utf-8"), found)
    with atomic_write(args.page) as file:
        file.write(page)
    print(found)
    missing = sum("value" not in row for row in rows)
    print(f"run_all: {len(rows) - missing} rows in {args.page}, {missing} missing")
    return 1 if missing else 0


if __name__ == "__main__":
    cli.run_main(main)
