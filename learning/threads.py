"""Processor threads of torch, chosen before torch is loaded: no more than this process may use, and idle ones sleep.

By default OpenMP's idle threads spin while they wait for the next piece of work. Beside other work, or in a container
with a limit on processor time, they burn the time that the others need (docs/training.md has figures). With
OMP_WAIT_POLICY=PASSIVE they sleep. OpenMP reads both settings once, when torch loads it.

What the user has set in OMP_NUM_THREADS or OMP_WAIT_POLICY stays. This module imports nothing but Python's own.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
from pathlib import Path

from image_generation.common.cli import positive_int


def add_threads(parser: argparse.ArgumentParser | argparse._ArgumentGroup) -> None:
    """Give the parser --threads N."""
    parser.add_argument(
        "--threads",
        type=positive_int,
        default=None,
        metavar="N",
        help="threads that compute on the CPU; results on a CPU depend on it in their last bits "
        "(default: OMP_NUM_THREADS, else one a core that this process may use)",
    )


def settle_threads(threads: int | None) -> None:
    """Choose torch's threads and how they wait.

    Commands call it twice: with None before torch is imported, then with what --threads says (torch's number of threads
    can still be set when it is loaded; its way of waiting cannot).
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    if threads is not None:
        os.environ["OMP_NUM_THREADS"] = str(threads)
        if "torch" in sys.modules:
            sys.modules["torch"].set_num_threads(threads)
    elif "OMP_NUM_THREADS" not in os.environ and "torch" not in sys.modules:
        allowed = allowed_cores()
        # OpenMP counts the cores of the affinity mask itself, but knows nothing of a container's share of time.
        if allowed < _affinity():
            os.environ["OMP_NUM_THREADS"] = str(allowed)


def allowed_cores(root: Path = Path("/")) -> int:
    """Cores that this process may keep busy: its affinity mask and its control groups' limits on processor time."""
    quota = min(_quotas(root), default=math.inf)
    return max(min(_affinity(), math.ceil(quota) if math.isfinite(quota) else sys.maxsize), 1)


def _affinity() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _quotas(root: Path) -> list[float]:
    """Limits in cores of the control groups that this process is in, and of those around them (versions 1 and 2).

    https://docs.kernel.org/admin-guide/cgroup-v2.html (cpu.max), https://docs.kernel.org/scheduler/sched-bwc.html
    """
    found: list[float] = []
    for line in _text(root / "proc/self/cgroup").splitlines():
        _, controllers, group = line.split(":", 2) if line.count(":") >= 2 else ("", "", "/")
        if controllers == "":
            found += _above(root / "sys/fs/cgroup", group, _limit_v2)
        elif "cpu" in controllers.split(","):
            for mount in (controllers, "cpu"):
                found += _above(root / "sys/fs/cgroup" / mount, group, _limit_v1)
    return found


def _above(mount: Path, group: str, limit) -> list[float]:
    """limit() of a group's folder and of all around it, up to the mount. In a container its own group is the mount."""
    parts = [part for part in group.split("/") if part not in ("", "..")]
    folders = [mount.joinpath(*parts[:k]) for k in range(len(parts), -1, -1)]
    return [value for folder in folders if (value := limit(folder)) is not None]


def _limit_v2(folder: Path) -> float | None:
    return _ratio(*_text(folder / "cpu.max").split()[:2])


def _limit_v1(folder: Path) -> float | None:
    return _ratio(_text(folder / "cpu.cfs_quota_us").strip(), _text(folder / "cpu.cfs_period_us").strip())


def _ratio(quota: str = "", period: str = "") -> float | None:
    if not (quota.isdecimal() and period.isdecimal() and int(quota) > 0 and int(period) > 0):
        return None  # "max", -1, or no such file
    return int(quota) / int(period)


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
