"""How long a process has waited for a processor while it could have run: what a loaded machine takes from it."""

from __future__ import annotations

import os


def starved_seconds(process: int) -> float:
    """Seconds that the process's most delayed thread has spent ready to run, without a processor, since it began.

    0.0 where the system does not say: Linux does, in /proc/PID/task/*/schedstat (its second number, in nanoseconds;
    https://docs.kernel.org/scheduler/sched-stats.html).
    """
    folder = f"/proc/{process}/task"
    longest = 0
    try:
        for thread in os.listdir(folder):
            with open(f"{folder}/{thread}/schedstat", encoding="ascii") as file:
                longest = max(longest, int(file.read().split()[1]))
    except (OSError, ValueError, IndexError):
        pass  # it has ended, or this system counts nothing
    return longest / 1e9
