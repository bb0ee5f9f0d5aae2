"""Large buffers that malloc keeps, for computing on CPU."""

from __future__ import annotations

import ctypes

_M_TRIM_THRESHOLD, _M_MMAP_MAX = -1, -4  # malloc.h
_KEEP_BYTES = 1 << 30


def keep_freed_memory() -> bool:
    """Have glibc reuse freed memory in this process instead of returning it to the system. False where it cannot.

    Otherwise every activation above 32 MiB is mapped anew, and its pages are faulted in one by one by whatever
    writes them first (benchmarks/stylegan2.py measures it). Call it from a program, not from a library.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return False
    return bool(mallopt(_M_MMAP_MAX, 0) and mallopt(_M_TRIM_THRESHOLD, _KEEP_BYTES))
