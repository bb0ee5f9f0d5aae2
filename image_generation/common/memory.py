"""Memory that this process may use: the machine's, and what control groups (containers, batch systems) leave of it.

memory = Memory.read()
cache = min(2 << 30, memory.free // 4)
"""

from __future__ import annotations

import ctypes
import math
import os
from dataclasses import dataclass
from pathlib import Path

_UNLIMITED = 1 << 60  # version 1 writes a huge number where there is no limit


@dataclass(frozen=True)
class Memory:
    """Bytes: `total` is the most that this process may ever have, `free` what is not in use now (or can be freed)."""

    total: int
    free: int

    @classmethod
    def read(cls, root: Path = Path("/")) -> Memory:
        """The smallest of what the machine and each control group around this process say.

        https://docs.kernel.org/admin-guide/cgroup-v2.html (memory.max, memory.current), cgroup-v1/memory.html
        """
        lines = _text(root / "proc/meminfo").splitlines()
        machine = {line.split(":")[0]: int(line.split()[1]) << 10 for line in lines if line.endswith("kB")}
        if "MemTotal" not in machine:
            return cls(*_elsewhere())
        total = machine["MemTotal"]
        found = [(total, machine.get("MemAvailable", total // 2)), *_groups(root)]
        total = min(limit for limit, _ in found)
        return cls(total, max(0, min(total, *(free for _, free in found))))


class _WindowsStatus(ctypes.Structure):
    """MEMORYSTATUSEX of the Windows API."""

    _fields_ = (
        ("length", ctypes.c_uint32),
        ("load", ctypes.c_uint32),
        *((name, ctypes.c_uint64) for name in ("total", "available", "page_total", "page_available")),
        *((name, ctypes.c_uint64) for name in ("virtual_total", "virtual_available", "extended")),
    )


def _elsewhere() -> tuple[int, int]:
    """(total, free) without /proc; where a system tells the total alone, half of it counts as free."""
    if hasattr(os, "sysconf"):  # macOS and other Unix systems
        total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        return total, total // 2
    status = _WindowsStatus(length=ctypes.sizeof(_WindowsStatus))
    windll = getattr(ctypes, "windll", None)
    if windll is not None and windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)):
        return int(status.total), int(status.available)
    return 8 << 30, 4 << 30  # a laptop's


def _groups(root: Path) -> list[tuple[int, int]]:
    """(limit, free) of the control groups that this process is in, and of those around them (versions 1 and 2)."""
    found: list[tuple[int, int]] = []
    for line in _text(root / "proc/self/cgroup").splitlines():
        _, controllers, group = line.split(":", 2) if line.count(":") >= 2 else ("", "-", "/")
        if controllers == "":
            names = ("memory.max", "memory.current", "inactive_file ")
            found += _above(root / "sys/fs/cgroup", group, names)
        elif "memory" in controllers.split(","):
            names = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file ")
            found += _above(root / "sys/fs/cgroup/memory", group, names)
    return found


def _above(mount: Path, group: str, names: tuple[str, str, str]) -> list[tuple[int, int]]:
    """A group and all around it, up to the mount. In a container its own group is the mount."""
    parts = [part for part in group.split("/") if part not in ("", "..")]
    found = []
    for k in range(len(parts), -1, -1):
        folder = mount.joinpath(*parts[:k])
        limit, used = _number(folder / names[0]), _number(folder / names[1])
        if limit < _UNLIMITED:
            lines = [line for line in _text(folder / "memory.stat").splitlines() if line.startswith(names[2])]
            cached = int(lines[0].split()[1]) if lines else 0  # the kernel gives it up first
            found.append((int(limit), int(limit - (used if math.isfinite(used) else 0)) + cached))
    return found


def _number(path: Path) -> float:
    text = _text(path).strip()
    return int(text) if text.isdecimal() else math.inf  # "max", or no such file


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
