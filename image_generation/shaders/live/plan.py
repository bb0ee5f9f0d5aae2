"""Which slots of a ring are made next: in the order in which they are wanted, with all that one load can serve.

    plan = Plan(capacity, programs)
    slots = plan.next(free, size)            # int64 [about size], all below `free`; None: nothing to do now

When the first slot that is still to be made needs a program, that program's later slots are made with it, as far as
cells of the ring are free: over 21,000 programs a ring of four times as many images loads each program once for four
of them. At the start only what is wanted soon is made, so that the first batch comes soon, and the first tasks are of
one program each, so that the first image waits for no other; the reach grows as slots are used. Nothing here changes
what an image is.

Mixtures need several programs each: their slots go in their order. Where loads can be shared nevertheless, a task has
`together` of them, which a process draws program by program, and is given out when the ring has room for all of it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

FIRST_REACH = 32  # slots that are looked at before the first are made
GROWTH = 3  # so many times as far as all slots are given out may be looked ahead
USES = 16  # images that one load should serve, where the ring is large enough


# Each process holds two tasks; as much of the ring is left to the readers meanwhile.
RING_TASKS = 4


def most_together(capacity: int, workers: int) -> int:
    """Mixtures that a task of a ring may have."""
    return capacity // (RING_TASKS * workers)


def ring_for(together: int, workers: int) -> int:
    """Images of a ring in which a task may have so many mixtures."""
    return together * RING_TASKS * workers


class Plan:
    """Gives out each slot from 0 on once.

    capacity   cells of the ring
    programs   the programs of slots: int64 [n] -> int64 [n, samples]
    n_programs how many there are
    workers    processes that make them
    together   mixtures that go in a task to share loads, at most `most_together`; 0: as many as there is room for
    """

    def __init__(
        self,
        capacity: int,
        programs: Callable[[np.ndarray], np.ndarray],
        *,
        n_programs: int,
        workers: int,
        together: int = 0,
    ):
        self.capacity, self.programs, self.workers, self.together = capacity, programs, workers, together
        # So many slots are given out before readers get to them: where loads can be shared, a later slot has more to
        # share with.
        shared = capacity > 2 * n_programs
        self.lead = max(capacity // 4, capacity - USES * n_programs, 1) if shared else capacity
        self.first = 0  # the first slot that is not given out
        self.known = 0  # slots below are in `waiting`, or given out
        self.given = np.zeros(capacity, bool)  # of slots first..known-1, by slot % capacity
        self.waiting: dict[int, list[int]] = {}  # program -> its slots, ascending; some of them may be given out
        self.owner = np.zeros(capacity, np.int64)  # program of a known slot
        self.mixed = False

    def next(self, free: int, size: int, stop: int | None = None) -> np.ndarray | None:
        """Slots for one task, about `size` of them, all below `free`, up to which cells are empty, and below `stop`."""
        reach = min(free, max(FIRST_REACH, GROWTH * self.first), self.first + self.capacity)
        if stop is not None:
            reach = min(reach, stop)
        last = stop is not None and reach == stop
        if self.together and not last:
            if free - self.first < self.together:
                return None
            size = min(self.together, reach - self.first)
        else:
            size = min(size, -(-(reach - self.first) // (2 * self.workers)))
        size = max(1, min(size, 1 + self.first // self.workers))
        self._look(reach)
        self._advance()
        ahead = self.first - (free - self.capacity)
        if self.first >= self.known or ahead >= (self.capacity if self.mixed else self.lead):
            return None
        found: list[int] = []
        while len(found) < size and self.first < self.known:
            found += self._from(size - len(found))
            self._advance()
        return np.array(found, np.int64)

    def _from(self, room: int) -> list[int]:
        """The first slot that is not given out and, of its program's, the next; in a mixed stream itself alone."""
        if self.mixed:
            slots = [self.first]
        else:
            program = int(self.owner[self.first % self.capacity])
            left = [slot for slot in self.waiting.pop(program) if slot >= self.first and not self._is_given(slot)]
            most = max(room, 2 * USES)  # a program that has begun is not broken off for the sake of a task's size
            slots, rest = left[:most], left[most:]
            if rest:
                self.waiting[program] = rest
        self.given[np.array(slots) % self.capacity] = True
        return slots

    def _is_given(self, slot: int) -> bool:
        return bool(self.given[slot % self.capacity])

    def _look(self, reach: int) -> None:
        """Take slots up to `reach` into account."""
        if reach <= self.known:
            return
        slots = np.arange(self.known, reach)
        rows = self.programs(slots)
        self.mixed = rows.shape[1] > 1
        self.given[slots % self.capacity] = False
        self.owner[slots % self.capacity] = rows[:, 0]
        if not self.mixed:
            for program, slot in zip(rows[:, 0].tolist(), slots.tolist()):
                self.waiting.setdefault(program, []).append(slot)
        self.known = reach

    def _advance(self) -> None:
        while self.first < self.known and self._is_given(self.first):
            self.first += 1

    def again(self) -> None:
        """Ask for the programs of what is not given out anew: one was excluded."""
        slots = np.arange(self.first, self.known)
        slots = slots[~self.given[slots % self.capacity]]
        self.waiting = {}
        if len(slots) and not self.mixed:
            owners = self.programs(slots)[:, 0]
            self.owner[slots % self.capacity] = owners
            for program, slot in zip(owners.tolist(), slots.tolist()):
                self.waiting.setdefault(program, []).append(slot)
