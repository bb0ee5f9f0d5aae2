"""What the deaths of worker processes are blamed on, and what is excluded for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from image_generation.common.errors import UserError
from image_generation.processes.pool import NEUTRAL, Died, Wording

FAILURES = 2  # a unit of work that so often crashes its process or hangs is excluded
KILLS = 4  # an item during which the process is killed so often, without progress, is taken for too large
NEIGHBOURS = 2  # worked on before or after a unit, may be what a death is blamed on in its stead
IDLE_DEATHS = 12  # processes that die in a row, no item between them, with nothing to blame, end the run


class FailurePolicy:
    """Judges deaths of a Pool's processes, and keeps what is excluded.

    A death is blamed on the unit of work (a program) that the process was at. That may be wrong, for results come late:
    so a unit is only excluded for a crash or a hang that is repeated when its items run alone, each in an isolated
    task. Being killed from outside is no fault of the unit, unless it happens to the same item again and again.

    excluded     units that are excluded from the start
    neighbours   how many units before and after the blamed one are suspected with it; None: all that the task has
    wording      the Pool's
    """

    def __init__(
        self, excluded: Iterable[int] = (), *, neighbours: int | None = NEIGHBOURS, wording: Wording = NEUTRAL
    ):
        self.excluded = set(excluded)
        self.neighbours, self.wording = neighbours, wording
        self._failures: Counter[int] = Counter()
        self._kills: Counter[tuple[int, int | None]] = Counter()
        self._idle_deaths = 0

    def progress(self) -> None:
        """Note that an item was finished: deaths with nothing to blame are counted anew."""
        self._idle_deaths = 0

    def exclude(self, unit: int) -> bool:
        """Exclude a unit; whether it was not excluded before."""
        if unit in self.excluded:
            return False
        self.excluded.add(unit)
        return True

    def judge(self, death: Died, isolated: bool) -> str | None:
        """Why the unit that a process died at is to be excluded now; None where it is not, or not yet.

        isolated    whether the task that it was at was one item, alone
        Raises UserError where processes end again and again with nothing to blame.
        """
        if death.unit is None:
            self._idle_deaths += 1
            if self._idle_deaths >= IDLE_DEATHS:
                raise UserError(
                    f"{self.wording.processes} end again and again ({death.detail}); {self.wording.work} cannot go on"
                )
            return None
        if death.how == "killed":
            self._kills[death.unit, death.item] += 1
            return death.detail if self._kills[death.unit, death.item] >= KILLS else None
        self._failures[death.unit] += 1
        if isolated and self._failures[death.unit] >= FAILURES:
            return f"{death.how}: {death.detail}"
        return None

    def suspects(self, units: Sequence[Sequence[int]] | np.ndarray, blamed: int | None) -> np.ndarray:
        """Which items of a dead process's task are to run again alone: bool [n]; the others may run together.

        units    the units of each item
        blamed   the unit that the process was at, None where that is not known
        Suspected are the items of the blamed unit and of its neighbours in the order of numbers, in which units are
        worked on; all items, where the blamed unit is none of theirs.
        """
        rows = np.asarray(units)
        present = np.unique(rows)
        if self.neighbours is None or blamed is None or blamed not in present:
            return np.ones(len(rows), bool)
        index = int(np.searchsorted(present, blamed))
        near = present[max(0, index - self.neighbours) : index + self.neighbours + 1]
        return np.asarray(np.isin(rows, near).any(axis=1))
