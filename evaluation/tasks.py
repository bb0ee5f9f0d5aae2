"""Tasks that need each other, several at a time: what a grid's cells and their images are made by."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from image_generation.common.errors import UserError


@dataclass(frozen=True, kw_only=True)
class Task:
    """run() once the tasks named in `needs` are done; what is not among the tasks counts as done."""

    name: str
    run: Callable[[], None]
    needs: tuple[str, ...] = ()


@dataclass
class Outcome:
    """Names of tasks that are done; of failed ones with the reason; of those that were left when it stopped."""

    done: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)


def run_tasks(
    tasks: Sequence[Task],
    jobs: int = 1,
    *,
    stopped: Callable[[], bool] = lambda: False,
    stop: Callable[[], None] = lambda: None,
    finished: Callable[[str], None] = lambda name: None,
) -> Outcome:
    """Run tasks, `jobs` at a time: the first in the list whose needs are done comes next.

    A task that raises UserError has failed, and so have those that need it; KeyboardInterrupt inside of one leaves it
    undone. Any other error ends all, and is raised here.

    stopped    whether no other task may start
    stop       called on Ctrl-C and on errors, so that running tasks end; Ctrl-C is raised again
    finished   called with each done task's name, one at a time
    """
    crew = _Crew(tasks, stopped, stop, finished)
    threads = [threading.Thread(target=crew.work, daemon=True) for _ in range(min(jobs, len(tasks)) if jobs > 1 else 0)]
    try:
        for thread in threads:
            thread.start()
        if jobs == 1:
            crew.work()  # here: Ctrl-C then reaches what runs
        for thread in threads:
            while thread.is_alive():
                thread.join(0.5)  # in pieces, so that Ctrl-C is seen
    except KeyboardInterrupt:
        crew.end()
        for thread in threads:
            thread.join()
        raise
    if crew.error is not None:
        raise crew.error
    crew.outcome.left = [task.name for task in tasks if task.name in crew.waiting or task.name in crew.undone]
    return crew.outcome


class _Crew:
    """What the threads of run_tasks share."""

    def __init__(self, tasks: Sequence[Task], stopped, stop, finished):
        self.outcome = Outcome()
        self.waiting = {task.name: task for task in tasks}
        self.running: set[str] = set()
        self.undone: set[str] = set()
        self.error: BaseException | None = None
        self.ending = False
        self.stopped, self.stop, self.finished = stopped, stop, finished
        self.change = threading.Condition()

    def end(self) -> None:
        """Start nothing more, and have what runs end."""
        with self.change:
            self.ending = True
            self.change.notify_all()
        self.stop()

    def next(self) -> Task | None:
        """A task whose needs are done, waiting for one; None where there will be none."""
        with self.change:
            while True:
                if self.ending or self.stopped():
                    return None
                self._fail_dependents()
                open_ones = {*self.waiting, *self.running, *self.undone}
                for task in self.waiting.values():
                    if not open_ones.intersection(task.needs):
                        del self.waiting[task.name]
                        self.running.add(task.name)
                        return task
                if not self.running:
                    return None
                self.change.wait(0.5)

    def _fail_dependents(self) -> None:
        for name, task in list(self.waiting.items()):
            broken = [need for need in task.needs if need in self.outcome.failed]
            if broken:
                del self.waiting[name]
                self.outcome.failed[name] = self.outcome.failed[broken[0]]

    def work(self) -> None:
        """Do tasks until there are no more."""
        while (task := self.next()) is not None:
            try:
                task.run()
            except UserError as error:
                self._ended(task, failed=str(error))
            except KeyboardInterrupt:
                self._ended(task, undone=True)
                if threading.current_thread() is threading.main_thread() and not self.stopped():
                    self.end()
                    raise
            except BaseException as error:
                self.error = self.error or error
                self._ended(task, undone=True)
                self.end()
            else:
                self._ended(task)

    def _ended(self, task: Task, failed: str | None = None, undone: bool = False) -> None:
        with self.change:
            self.running.discard(task.name)
            if failed is not None:
                self.outcome.failed[task.name] = failed
            elif undone:
                self.undone.add(task.name)
            else:
                self.outcome.done.append(task.name)
                self.finished(task.name)
            self.change.notify_all()
