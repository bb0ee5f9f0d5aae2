"""The thread that keeps a ring full: submits tasks to render processes, and answers for those that fail."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from image_generation.common.errors import UserError
from image_generation.processes.failures import NEIGHBOURS, FailurePolicy
from image_generation.processes.pool import Died, Finished, Message, Pool
from image_generation.processes.ring import Ring
from image_generation.shaders.image_maker import RENDERING, MakerSettings, Task
from image_generation.shaders.live.plan import Plan, most_together
from image_generation.shaders.live.worker import RingTask, make_handler
from image_generation.shaders.sampler import Sampler
from image_generation.shaders.tasks import TASK_IMAGES, room_for_mixtures, shared_mixtures


@dataclass(frozen=True)
class Portion:
    """Slots of the ring that wait to be one task; isolated: as Task has it."""

    slots: np.ndarray
    isolated: bool = False


def mixtures_together(maker: MakerSettings, capacity: int, workers: int) -> int:
    """Mixtures of a task that shares loads, in a ring of so many images; 0 where none are to be shared: nothing is
    mixed, a process keeps all programs, or there are too many of them."""
    mixture, n_programs = maker.sampler.mixture, len(maker.sources)
    if mixture is None or n_programs <= maker.kept_programs:
        return 0
    return shared_mixtures(n_programs, mixture.n_samples, maker.resolution, most_together(capacity, workers))


class Feeder:
    """Fills a ring with images numbers(slots), until `stop` of them are made, in the order that a Plan gives.

    excluded      programs to leave out from the start
    on_excluded   called with (name, reason) for each program that is left out from then on
    """

    def __init__(
        self,
        ring: Ring,
        maker: MakerSettings,
        numbers: Callable[[np.ndarray], np.ndarray],
        *,
        stop: int | None,
        workers: int,
        timeout: float,
        check_every: int,
        excluded: Iterable[int],
        on_excluded: Callable[[str, str], None],
    ):
        self.ring, self.maker, self.numbers, self.stop = ring, maker, numbers, stop
        self.workers, self.timeout, self.check_every = workers, timeout, check_every
        self.on_excluded = on_excluded
        together = mixtures_together(maker, ring.capacity, workers)
        # Images are wanted in order and soon: all of a dead process's task is run again alone, not only the suspects.
        # Not so of the many mixtures that share loads.
        self.policy = FailurePolicy(excluded, neighbours=NEIGHBOURS if together else None, wording=RENDERING)
        self.last_excluded = ""
        self.sampler = self._make_sampler()
        self.queue: deque[Portion] = deque()
        self.mixed = maker.sampler.mixture is not None
        self.plan = Plan(
            ring.capacity, self._programs, n_programs=len(maker.sources), workers=workers, together=together
        )
        self.free, self.step = ring.capacity, max(1, ring.capacity // 32)  # slots below are free; a step of looking
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
        arguments = (self.maker, self.ring, self.check_every)
        try:
            with Pool(make_handler, arguments, self.workers, self.timeout, RENDERING) as pool:
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
                self.plan_more()
            task = self.next_task()
            if task is None:
                break
            pool.submit(task)
        # With room for tasks but none to submit, the readers are behind: look again soon.
        for event in pool.wait(0.02 if pool.wants_task() else 0.25):
            self.handle(event)

    # ------------------------------------------------------------------ tasks

    def plan_more(self) -> None:
        """Queue the next slots, where the ring has room for them."""
        end = self.free + self.step
        while self.ring.free(self.free, end):
            self.free, end = end, end + self.step
        size = room_for_mixtures(self.maker.resolution) if self.mixed else TASK_IMAGES
        slots = self.plan.next(self.free, min(size, TASK_IMAGES), self.stop)
        if slots is not None:
            self.queue.append(Portion(slots))

    def next_task(self) -> RingTask | None:
        """The next task, without what is made already and with programs as they stand now."""
        while self.queue:
            portion = self.queue.popleft()
            slots = portion.slots[~self.ring.made(portion.slots)]
            if len(slots):
                numbers = self.numbers(slots)
                rows = self.sampler.programs(numbers)
                images = tuple((int(number), tuple(map(int, row))) for number, row in zip(numbers, rows))
                return RingTask(Task(images, portion.isolated), tuple(map(int, slots)))
        return None

    def _requeue(self, placed: RingTask) -> None:
        self.queue.appendleft(Portion(np.array(placed.slots), placed.task.isolated))

    # ------------------------------------------------------------------ what happens in the render processes

    def handle(self, event: Message | Finished | Died) -> None:
        """Take in what happened in a render process. Raises UserError where rendering cannot go on."""
        if isinstance(event, Message):
            self.exclude(event.payload.program, event.payload.reason)
        elif isinstance(event, Died):
            self._handle_death(event)
        elif self.ring.made(np.array(event.task.slots)).all():
            self.policy.progress()
        else:  # a program failed: others take its images
            self._requeue(event.task)

    def _programs(self, slots: np.ndarray) -> np.ndarray:
        return self.sampler.programs(self.numbers(slots))

    def _make_sampler(self) -> Sampler:
        try:
            return Sampler(self.maker.sampler, len(self.maker.sources), self.policy.excluded)
        except ValueError:
            last = f": {self.last_excluded}" if self.last_excluded else ""
            raise UserError(f"--shaders: no program is left that can be drawn{last}") from None

    def exclude(self, program: int, reason: str) -> None:
        """Exclude a program from now on; raises UserError where none is left."""
        if not self.policy.exclude(program):
            return
        name = self.maker.sources[program].name
        self.last_excluded = f"{name}: {reason}"
        self.on_excluded(name, reason)
        self.sampler = self._make_sampler()
        self.plan.again()

    def _handle_death(self, event: Died) -> None:
        """A process is gone: its tasks are requeued, the images of the first that are suspects one by one."""
        for placed in reversed(event.tasks[1:]):
            self._requeue(placed)
        for placed in event.tasks[:1]:
            slots = np.array(placed.slots)
            suspects = self.policy.suspects([row for _, row in placed.task.images], event.unit)
            if not suspects.all():
                self.queue.appendleft(Portion(slots[~suspects]))
            self.queue.extendleft(Portion(slots[k : k + 1], isolated=True) for k in np.flatnonzero(suspects)[::-1])
        reason = self.policy.judge(event, bool(event.tasks) and event.tasks[0].task.isolated)
        if reason is not None and event.unit is not None:
            self.exclude(event.unit, reason)
