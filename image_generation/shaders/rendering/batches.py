"""Samples of one program after the other, gathered into batches for the compute backend and read back in turn.

drawer = BatchDrawer(backend, cache_size=128, read_ahead=1)
if drawer.takes(program):
    drawer.submit(program, frame, tag)
for tag, image in drawer.finished(wait=True): ...
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterator, Sequence
from typing import Any

import moderngl
import numpy as np

from image_generation.shaders.programs.program import Pass, Program
from image_generation.shaders.rendering.compute_backend import ComputeBackend, ComputeProgram
from image_generation.shaders.rendering.compute_source import FragmentOnly


class BatchDrawer:
    """Draws programs by compute shaders, `backend.batch` samples of a program in one dispatch.

    cache_size   how many compiled programs are kept, and how many are remembered to have no compute shader
    read_ahead   how many batches may be under way while the next is drawn; 0: each is read at once
    """

    def __init__(self, backend: ComputeBackend, *, cache_size: int, read_ahead: int):
        self.backend, self.cache_size, self.read_ahead = backend, cache_size, read_ahead
        self._programs: OrderedDict[tuple[Pass, ...], ComputeProgram] = OrderedDict()
        self._refused: OrderedDict[tuple[Pass, ...], str] = OrderedDict()
        self._free: list[moderngl.Buffer] = []
        self._host: np.ndarray | None = None
        self._program: Program | None = None  # whose samples wait to be drawn
        self._waiting: list[tuple[Any, Any]] = []  # (tag, frame)
        self._under_way: deque[tuple[list[Any], moderngl.Buffer]] = deque()
        self._read: deque[tuple[Any, np.ndarray]] = deque()

    # ------------------------------------------------------------------ programs

    def takes(self, program: Program) -> bool:
        """Whether the program has a compute shader here; it is compiled now, where it is not yet."""
        return self.compiled(program) is not None

    def compiled(self, program: Program) -> ComputeProgram | None:
        """The program's compute shader; None where it has none, or where the driver refuses it."""
        key = program.passes
        if key in self._programs:
            self._programs.move_to_end(key)
            return self._programs[key]
        if key in self._refused:
            return None
        try:
            made = self.backend.compile(program)
        except FragmentOnly as reason:
            self._refused[key] = str(reason)
            while len(self._refused) > self.cache_size:
                self._refused.popitem(last=False)
            return None
        while len(self._programs) >= self.cache_size:
            oldest = next(iter(self._programs))
            if self._program is not None and self._program.passes == oldest:
                self.flush()
            self._programs.pop(oldest).release()
        self._programs[key] = made
        return made

    # ------------------------------------------------------------------ drawing

    def submit(self, program: Program, frame: Any, tag: Any) -> None:
        """Gather a sample of a program that `takes` accepts; `flush` or `finished(wait=True)` draws it."""
        if self._program is not None and self._program.passes != program.passes:
            self.flush()
        self._program = program
        self._waiting.append((tag, frame))
        if len(self._waiting) >= self.backend.batch:
            self.flush()

    def flush(self) -> None:
        """Draw what has been gathered, and begin to read it back."""
        if self._program is None or not self._waiting:
            return
        program, waiting = self.compiled(self._program), self._waiting
        self._program, self._waiting = None, []
        assert program is not None  # it was compiled when its first sample was submitted
        while len(self._under_way) > self.read_ahead:
            self._fetch()
        buffer = self._free.pop() if self._free else self.backend.buffer(self.backend.batch)
        self.backend.draw(program, [frame for _, frame in waiting], buffer)
        self._under_way.append(([tag for tag, _ in waiting], buffer))
        while len(self._under_way) > self.read_ahead:
            self._fetch()

    def draw(self, program: Program, frames: Sequence[Any]) -> np.ndarray:
        """Draw a program that `takes` accepts at once: uint8 [n, h, w, 3]. What was submitted stays as it is."""
        compiled = self.compiled(program)
        assert compiled is not None
        return self.backend.render(compiled, frames)

    def draw_into(self, buffer: moderngl.Buffer, first: int, parts: Sequence[tuple[Program, Sequence[Any]]]) -> None:
        """Draw programs that `takes` accepts, each at some frames, into pictures first, first + 1, ... of a buffer."""
        backend = self.backend
        gathered: list[tuple[ComputeProgram, Sequence[Any]]] = []
        room = backend.batch
        for program, frames in parts:
            if len(gathered) >= self.cache_size:  # the program that is made next takes the place of one of them
                first, room = self._draw_gathered(gathered, buffer, first), backend.batch
            compiled = self.compiled(program)
            assert compiled is not None
            for some in (frames[k : k + backend.batch] for k in range(0, len(frames), backend.batch)):
                if gathered and (len(some) > room or not backend.several):
                    first, room = self._draw_gathered(gathered, buffer, first), backend.batch
                gathered.append((compiled, some))
                room -= len(some)
        if gathered:
            self._draw_gathered(gathered, buffer, first)

    def _draw_gathered(
        self, gathered: list[tuple[ComputeProgram, Sequence[Any]]], buffer: moderngl.Buffer, first: int
    ) -> int:
        """Draw these and forget them; the next picture's place."""
        self.backend.draw_several(gathered, buffer, first)
        first += sum(len(frames) for _, frames in gathered)
        gathered.clear()
        return first

    def _fetch(self) -> None:
        tags, buffer = self._under_way.popleft()
        width, height = self.backend.size
        if self._host is None:
            self._host = np.empty((self.backend.batch, height, width, 3), np.uint8)
        # Into memory that is there already, then image by image: large new arrays cost a page fault every 4 kB.
        images = self._host[: len(tags)]
        buffer.read_into(images, size=images.nbytes)
        self._free.append(buffer)
        self._read.extend((tag, image.copy()) for tag, image in zip(tags, images))

    def finished(self, wait: bool) -> Iterator[tuple[Any, np.ndarray]]:
        """(tag, uint8 [height, width, 3], top row first) of what is read, once each, in the order of submit.

        wait    draw and wait for all that was submitted as well
        """
        if wait:
            self.flush()
        while self._read or (wait and self._under_way):
            if not self._read:
                self._fetch()
            yield self._read.popleft()

    def clear(self) -> None:
        """Forget all that was submitted and not yet fetched."""
        self._program, self._waiting = None, []
        self._free += [buffer for _, buffer in self._under_way]
        self._under_way.clear()
        self._read.clear()
