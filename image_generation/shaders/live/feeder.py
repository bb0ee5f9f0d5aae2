"""The thread that keeps a ring full: gives tasks to render processes, and answers for those that fail."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable

import numpy as np

from image_generation.common.errors import UserError
from image_generation.processes.pool import Died, Finished, Message, Pool
from image_generation.processes.ring import Ring
from image_generation.shaders.dataset.generation import FAILURES, IDLE_DEATHS, KILLS, TASK_IMAGES, room_for_mixtures
from image_generation.shaders.image_maker import MakerSettings, Task
from image_generation.shaders.live.worker import PlacedTask, make_handler
from image_generation.shaders.sampler import Sampler

FIRST_WINDOW = 32


class Feeder:
    """Fills a ring with images numbers(places) in the order of places, until `stop` of them are made.

    Works window by window: the images of a window are made program by program, so that a program is compiled
    once a window. Windows begin small, for the first batch to come soon, and grow to a third of the ring: while
    readers empty one, the next is being made and there is slack for both.

    on_set_aside(name, reason) is called for each program that is left out from then on.
    """

    def __init__(
        self,
        ring: Ring,
        maker: MakerSettings,
        numbers: Callable[[np.ndarray], np.ndarray],
        stop: int | None,
        workers: int,
        timeout: float,
        check_every: int,
        excluded: Iterable[int],
        on_set_aside: Callable[[str, str], None],
    ):
        self.ring, self.maker, self.numbers, self.stop = ring, maker, numbers, stop
        self.workers, self.timeout, self.check_every = workers, timeout, check_every
        self.on_set_aside = on_set_aside
        self.excluded = set(excluded)
        self.failed = ""
        self.sampler = self._sampler()
        self.queue: deque[PlacedTask] = deque()
        self.next_place, self.window = 0, min(FIRST_WINDOW, ring.capacity)
        self.failures: Counter[int] = Counter()
        self.kills: Counter[tuple[int, int]] = Counter()
        self.idle_deaths = 0
        self.ending = threading.Event()
        self.thread = threading.Thread(target=self._run, name="live rendering", daemon=True)

    def start(self) -> None:
        """Start rendering."""
        self.thread.start()

    def close(self) -> None:
        """End rendering at once."""
        self.ending.set()
        if self.thread.ident is not None:
            self.thread.join()

    def _run(self) -> None:
        error = ""
        try:
            with Pool(make_handler, (self.maker, self.ring, self.check_every), self.workers, self.timeout) as pool:
                while not self.ending.is_set():
                    self._work(pool)
        except UserError as problem:
            error = str(problem)
        except BaseException as problem:
            error = f"rendering failed: {type(problem).__name__}: {problem}"
        self.ring.close(error)

    def _work(self, pool: Pool) -> None:
        self.ring.beat()
        while pool.wants_task() and not self.ending.is_set():
            if not self.queue:
                self._open_window()
            task = self._next_task()
            if task is None:
                break
            pool.give(task)
        # With room for tasks but none to give, the readers are behind: look again soon.
        for event in pool.wait(0.02 if pool.wants_task() else 0.25):
            if isinstance(event, Message):
                self._set_aside(event.payload.program, event.payload.reason)
            elif isinstance(event, Finished):
                self._finished(event.task)
            else:
                self._died(event)

    # ------------------------------------------------------------------ tasks

    def _open_window(self) -> None:
        end = self.next_place + self.window
        if self.stop is not None:
            end = min(end, self.stop)
        if end <= self.next_place or not self.ring.free(self.next_place, end):
            return
        places = np.arange(self.next_place, end)
        numbers = self.numbers(places)
        rows = self.sampler.programs(numbers)
        mixed = rows.shape[1] > 1
        order = np.arange(len(places)) if mixed else np.argsort(rows[:, 0], kind="stable")
        size = max(1, min(TASK_IMAGES, -(-len(places) // (2 * self.workers))))
        if mixed:
            size = min(size, room_for_mixtures(self.maker.resolution))
        for start in range(0, len(order), size):
            part = order[start : start + size]
            self.queue.append(self._task(numbers[part], rows[part], places[part]))
        self.next_place = end
        self.window = min(self.window * 2, max(self.ring.capacity // 3, 1))

    @staticmethod
    def _task(numbers, rows, places, careful: bool = False) -> PlacedTask:
        images = tuple((int(n), tuple(int(p) for p in row)) for n, row in zip(numbers, rows))
        return PlacedTask(Task(images, careful), tuple(int(place) for place in places))

    def _next_task(self) -> PlacedTask | None:
        """The next task, without what is made already and with programs as they stand now."""
        while self.queue:
            placed = self.queue.popleft()
            left = ~self.ring.made(np.array(placed.places))
            if left.any():
                numbers = np.array([number for number, _ in placed.task.images])[left]
                places = np.array(placed.places)[left]
                return self._task(numbers, self.sampler.programs(numbers), places, placed.task.careful)
        return None

    def _finished(self, placed: PlacedTask) -> None:
        if self.ring.made(np.array(placed.places)).all():
            self.idle_deaths = 0
        else:  # a program failed: others take its images
            self.queue.appendleft(placed)

    # ------------------------------------------------------------------ failures, as generation.py judges them

    def _sampler(self) -> Sampler:
        try:
            return Sampler(self.maker.sampler, len(self.maker.sources), self.excluded)
        except ValueError:
            last = f": {self.failed}" if self.failed else ""
            raise UserError(f"--shaders: no program is left that can be drawn{last}") from None

    def _set_aside(self, program: int, reason: str) -> None:
        if program in self.excluded:
            return
        self.excluded.add(program)
        name = self.maker.sources[program].name
        self.failed = f"{name}: {reason}"
        self.on_set_aside(name, reason)
        self.sampler = self._sampler()

    def _died(self, event: Died) -> None:
        for position, placed in enumerate(reversed(event.tasks)):
            if position < len(event.tasks) - 1:
                self.queue.appendleft(placed)
                continue
            images, places = placed.task.images, placed.places  # the one it was at: image by image now
            for (number, row), place in reversed(list(zip(images, places))):
                self.queue.appendleft(self._task([number], [row], [place], careful=True))
        if event.program is None:
            self.idle_deaths += 1
            if self.idle_deaths >= IDLE_DEATHS:
                raise UserError(f"render processes end again and again ({event.detail}); rendering cannot go on")
        elif event.how == "killed":
            self.kills[event.program, event.item] += 1
            if self.kills[event.program, event.item] >= KILLS:
                self._set_aside(event.program, event.detail)
        else:
            self.failures[event.program] += 1
            if self.failures[event.program] >= FAILURES and event.tasks and event.tasks[0].task.careful:
                self._set_aside(event.program, f"{event.how}: {event.detail}")
