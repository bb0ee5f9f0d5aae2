"""A ring of images in shared memory: render processes fill it, training processes empty it, nobody locks.

Every cell has one writer at a time and an int64 that says whose turn it is, so a process that dies at any moment
leaves nothing locked. The memory is an anonymous file (memfd on Linux): it needs no room in /dev/shm, and it is gone
when the last process that maps it is, however that ends.
"""

from __future__ import annotations

import contextlib
import mmap
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from multiprocessing import reduction
from typing import Any

import numpy as np

from image_generation.common.errors import UserError

_ERROR_BYTES = 2048
# What the ring's header holds (int64 each).
_CLOSED, _BEGUN, _EPOCH, _HEARTBEAT, _ERROR_LENGTH, _HEADER = range(6)

SILENT_SECONDS = 180.0  # so long without a sign of life of the feeding thread means that it is gone


class RingClosed(Exception):
    """No more images come; the message says why, empty where the ring was closed in order."""


def running_since(process: int) -> str:
    """When a process was started (in ticks since boot), which tells it from a later one of the same number; '' once it
    has ended."""
    try:
        with open(f"/proc/{process}/stat", encoding="utf-8", errors="replace") as file:
            fields = file.read().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] in "ZX" else fields[19]


def require_inheritance() -> None:
    """Raises UserError on Windows, where shared memory is not handed to other programs by its descriptor."""
    if sys.platform == "win32":
        raise UserError(
            "live rendering is not offered on Windows: render with generate_dataset.py and train on its folder, "
            "or use WSL 2"
        )


def _anonymous_file() -> int:
    """Descriptor of memory without a name, where the system has that; else of a file without one."""
    require_inheritance()
    if hasattr(os, "memfd_create"):
        return os.memfd_create("image-ring")
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())


class Ring:
    """`capacity` cells of an image uint8 [resolution, resolution, 3], `parts` labels (int64) and weights (float32).

    Slot s (0, 1, 2 ... since the last reset) lives in cell s % capacity. Pickles to spawned processes.
    """

    def __init__(self, capacity: int, resolution: int, parts: int):
        self._map(_anonymous_file(), (capacity, resolution, parts))
        self.owner = os.getpid()
        self._owner_start = running_since(self.owner)

    def _map(self, descriptor: int, shape: tuple[int, int, int]) -> None:
        self.shape = capacity, resolution, parts = shape
        self._descriptor = descriptor  # closed with the ring
        sizes = [8 * _HEADER, _ERROR_BYTES, 8 * capacity, 8 * capacity * parts, 4 * capacity * parts]
        sizes.append(capacity * resolution * resolution * 3)
        starts = np.cumsum([0, *(-(-size // 64) * 64 for size in sizes)])
        if os.fstat(descriptor).st_size < starts[-1]:
            os.ftruncate(descriptor, int(starts[-1]))
        self.nbytes = int(starts[-1])
        self._memory = mmap.mmap(descriptor, self.nbytes)

        def view(number: int, dtype, *dims: int) -> np.ndarray:
            count = int(np.prod(dims))
            return np.frombuffer(self._memory, dtype, count, int(starts[number])).reshape(dims)

        self._header = view(0, np.int64, _HEADER)
        self._error = view(1, np.uint8, _ERROR_BYTES)
        self._state = view(2, np.int64, capacity)
        self._labels = view(3, np.int64, capacity, parts)
        self._weights = view(4, np.float32, capacity, parts)
        self._images = view(5, np.uint8, capacity, resolution, resolution, 3)

    def __getstate__(self):
        multiprocessing.context.assert_spawning(self)
        return reduction.DupFd(self._descriptor), self.shape, self.owner, self._owner_start

    def __setstate__(self, state):
        descriptor, shape, self.owner, self._owner_start = state
        self._map(descriptor.detach(), shape)

    @property
    def ticket(self) -> dict[str, Any]:
        """What another process needs beside the descriptor to open the ring (attach): plain values."""
        return {"shape": self.shape, "owner": self.owner, "since": self._owner_start}

    @property
    def descriptor(self) -> int:
        """Of the memory; valid as long as the ring is."""
        return self._descriptor

    @classmethod
    def attach(cls, descriptor: int, ticket: Mapping[str, Any]) -> Ring:
        """The ring whose memory the descriptor is, which it takes over; ticket: as its owner has it."""
        ring = cls.__new__(cls)
        ring.owner, ring._owner_start = int(ticket["owner"]), str(ticket["since"])
        capacity, resolution, parts = ticket["shape"]
        ring._map(descriptor, (capacity, resolution, parts))
        return ring

    def __del__(self) -> None:
        with contextlib.suppress(AttributeError, TypeError, OSError):  # never mapped, or the interpreter ends
            os.close(self._descriptor)

    @property
    def capacity(self) -> int:
        """Number of cells."""
        return self.shape[0]

    # A cell's state is 2s + 1 while slot s's image lies ready in it and 2s + 2 once that is taken.

    def reset(self, begun: int) -> None:
        """Empty every cell; slot 0 is image `begun` of the caller's numbering. Only while nobody reads or writes."""
        self._header[_CLOSED] = 0
        self._header[_BEGUN] = begun
        self._state[:] = 2 * (np.arange(self.capacity) - self.capacity) + 2
        self.beat()

    @property
    def begun(self) -> int:
        """What reset was given."""
        return int(self._header[_BEGUN])

    @property
    def epoch(self) -> int:
        """A number that the owner sets and every process sees."""
        return int(self._header[_EPOCH])

    @epoch.setter
    def epoch(self, epoch: int) -> None:
        self._header[_EPOCH] = epoch

    def free(self, first: int, last: int) -> bool:
        """Whether the cells of slots first..last-1 have been emptied of the lap before."""
        slots = np.arange(first, last) - self.capacity
        return bool((self._state[slots % self.capacity] == 2 * slots + 2).all())

    def made(self, slots: np.ndarray) -> np.ndarray:
        """For each slot, whether its image is ready or already taken."""
        return self._state[slots % self.capacity] >= 2 * slots + 1

    def filled(self) -> int:
        """How many images have been put into the ring since the last reset."""
        laps = (self._state + 1) // 2 - 1  # the last slot whose image each cell got, negative for none
        return int((laps // self.capacity + 1).sum())

    def taken(self, slots: np.ndarray) -> bool:
        """Whether the images of all these slots have been taken."""
        return bool((self._state[slots % self.capacity] >= 2 * slots + 2).all())

    def put(self, slot: int, image: np.ndarray, labels: Sequence[int], weights: Sequence[float] | np.ndarray) -> None:
        """Fill the cell of a slot and give it to the reader."""
        cell = slot % self.capacity
        self._images[cell] = image
        self._labels[cell] = labels
        self._weights[cell] = weights
        self._state[cell] = 2 * slot + 1

    def take(self, slot: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Wait for a slot's image and take it: (image, labels, weights), copies. Each slot can be taken once.

        Raises RingClosed when no more images come, and when the process that feeds the ring is gone.
        """
        cell = slot % self.capacity
        pause = 0.0001
        while self._state[cell] < 2 * slot + 1:
            self._check()
            time.sleep(pause)
            pause = min(pause * 1.5, 0.005)
        if self._state[cell] != 2 * slot + 1:
            raise RuntimeError(f"slot {slot} of the ring was taken before")
        image, labels, weights = (
            self._images[cell].copy(),
            self._labels[cell].copy(),
            self._weights[cell].copy(),
        )
        self._state[cell] = 2 * slot + 2
        return image, labels, weights

    def _check(self) -> None:
        if self._header[_CLOSED]:
            length = int(self._header[_ERROR_LENGTH])
            raise RingClosed(bytes(self._error[:length]).decode("utf-8", "replace"))
        if os.getpid() != self.owner and running_since(self.owner) != self._owner_start:
            raise RingClosed("the training process is gone")
        if time.monotonic() - self._header[_HEARTBEAT] / 1000 > SILENT_SECONDS:
            raise RingClosed("rendering has stopped without a word")

    def beat(self) -> None:
        """A sign of life of the feeding thread."""
        self._header[_HEARTBEAT] = int(time.monotonic() * 1000)

    def close(self, error: str = "") -> None:
        """Let every reader's take raise RingClosed(error)."""
        data = error.encode()[:_ERROR_BYTES]
        self._error[: len(data)] = np.frombuffer(data, np.uint8)
        self._header[_ERROR_LENGTH] = len(data)
        self._header[_CLOSED] = 1
