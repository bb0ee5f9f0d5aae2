"""Batches of live images for views that are made on the training device: whole batches, gathered by a thread ahead.

    for batch, waited in LiveBatches(source, plan, start=0, stop=100, pin=True):
        images = batch.images.to(device, non_blocking=True)      # uint8 [n, 3, h, w]

There is nothing to compute for an image before it is on the device, so that data-loading processes would only copy it
from one memory to another. On a GPU a batch lies in pinned memory and is copied while the device works on another.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator
from typing import Any

import torch

from learning.data.loader import Batch, Plan

AHEAD = 2  # batches that wait beside the one that is being trained on


class LiveBatches:
    """Iterator of (Batch, seconds waited) from step `start` to `stop`; the same batches as Batches makes.

    source   a LiveSource, whose blocks are steps; rendering starts with the iteration and ends with it
    pin      put batches into pinned memory, channels last
    Raises UserError when no more images can be had.
    """

    def __init__(self, source: Any, plan: Plan, start: int, stop: int, pin: bool):
        self.source, self.plan, self.start, self.stop, self.pin = source, plan, start, stop, pin
        self._ready: queue.Queue[Batch | BaseException] = queue.Queue(AHEAD)
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="live batches", daemon=True)

    def __iter__(self) -> Iterator[tuple[Batch, float]]:
        try:
            self.source.prepare(self.start)
            self.source.start(self.stop)
            self._thread.start()
            for _ in range(self.start, self.stop):
                began = time.perf_counter()
                batch = self._ready.get()
                if isinstance(batch, BaseException):
                    raise batch
                yield batch, time.perf_counter() - began
        finally:
            self.close()

    def close(self) -> None:
        """End rendering, and with it the thread."""
        self._ending.set()
        self.source.close()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        made: Batch | BaseException
        for step in range(self.start, self.stop):
            try:
                made = self._gather(step)
            except BaseException as error:  # told to whoever waits for the batch
                made = error
            while not self._ending.is_set():
                try:
                    self._ready.put(made, timeout=0.1)
                    break
                except queue.Full:
                    continue
            if self._ending.is_set() or isinstance(made, BaseException):
                return

    def _gather(self, step: int) -> Batch:
        n = self.plan.batch
        labels, weights = [], []
        gathered: torch.Tensor | None = None
        for k in range(n):
            image, *rest = self.source.read(step * n + k)
            if gathered is None:
                gathered = torch.empty((n, *image.shape), dtype=torch.uint8, pin_memory=self.pin)
            gathered[k] = torch.from_numpy(image)
            labels.append(torch.as_tensor(rest[0], dtype=torch.int64))
            if len(rest) > 1:
                weights.append(torch.as_tensor(rest[1], dtype=torch.float32))
        assert gathered is not None  # a batch holds an image
        images = gathered.movedim(-1, -3)
        if not self.pin:  # as data-loading processes lay them out
            images = images.contiguous()
        return Batch(images, torch.stack(labels), torch.stack(weights) if weights else None, [])
