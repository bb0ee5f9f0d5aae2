"""A pool of processes that survives crashes, hangs and kills.

A task is what a worker gets at once; it works through items (an image), each for some unit of work (a program) that a
death can be blamed on; both are whole numbers, and what they stand for is the caller's business (Wording).

The parent submits tasks and receives messages over one pipe a worker, so that no lock can be left behind by a
process that dies; a block of shared memory says what each worker is at since when, so that a hang can be
distinguished from work.

    pool = Pool(make_handler, (settings,), workers=2, timeout=60)
    pool.submit(task)                        while pool.wants_task()
    for event in pool.wait(): ...            Message | Finished | Died
    pool.close()
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import multiprocessing.heap  # both now, not by a thread beside which a process is forked: that one would wait
import multiprocessing.sharedctypes  # for ever when it imports them
import os
import signal
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any

from image_generation.common.errors import UserError
from image_generation.processes.child import end_with
from image_generation.processes.launch import start
from image_generation.processes.starvation import starved_seconds

TASKS_AHEAD = 2  # a worker holds this many tasks, so that it never waits for the parent
START_TIMEOUT = 120.0  # seconds for a process to start and make its context
PATIENCE = 20.0  # so many time-outs may one item take where other processes hold the processors
FINISH_SECONDS = 10.0  # that a process without a task may take to end by itself
FAILED_STARTS = 3  # so many processes in a row that die before they are ready end the run

# Exit codes of a process that was killed from outside; Windows has no SIGKILL.
_KILLED = (-getattr(signal, "SIGKILL", signal.SIGTERM), -signal.SIGTERM)

# What a worker's shared block holds.
_SINCE, _UNIT, _ITEM = 0, 1, 2


@dataclass(frozen=True)
class Message:
    """Something that a task's handler sent."""

    task: Any
    payload: Any


@dataclass(frozen=True)
class Finished:
    """A task is done."""

    task: Any


@dataclass(frozen=True)
class Died:
    """A worker ended before its tasks did; a new one has taken its place.

    tasks    tasks that it held, the one it was at first
    how      'crash' (it ended by itself), 'timeout' (one item took too long and it was killed),
             'killed' (SIGKILL or SIGTERM from outside, perhaps for memory) or 'error' (an exception, in `detail`)
    unit, item   what it was at, None where it was at nothing
    """

    tasks: tuple[Any, ...]
    how: str
    detail: str
    unit: int | None
    item: int | None


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What a pool's errors call things: its processes, one item, what ends in a crash, what they all do."""

    processes: str = "worker processes"
    item: str = "item"
    culprit: str = "process"
    work: str = "the work"


NEUTRAL = Wording()


class Status:
    """A worker's block of shared memory: what it is at, and since when."""

    def __init__(self, block):
        self._block = block

    def begin(self, unit: int, item: int) -> None:
        """Say that `item`, for that unit of work, is begun now."""
        self._block[_UNIT], self._block[_ITEM] = unit, item
        self._block[_SINCE] = time.monotonic()

    def idle(self) -> None:
        """Say that nothing is being worked on."""
        self._block[_SINCE] = 0.0

    @property
    def since(self) -> float:
        """When what it is at was begun, by time.monotonic; 0.0 while it is at nothing."""
        return float(self._block[_SINCE])

    def read(self) -> tuple[float, int, int] | None:
        """(seconds since it was begun, unit, item), or None while nothing is worked on."""
        since = self._block[_SINCE]
        if since == 0.0:
            return None
        return time.monotonic() - since, int(self._block[_UNIT]), int(self._block[_ITEM])


Handler = Callable[[Any, Callable[[Any], None], Status], None]


def available_cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _worker_main(connection: Connection, block, make_handler, arguments, number: int, threads: int) -> None:
    end_with(connection)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    os.environ.setdefault("LP_NUM_THREADS", str(threads))
    status = Status(block)
    try:
        handler = make_handler(number, *arguments)
        connection.send(("ready", None))
        while True:
            task = connection.recv()
            if task is None:
                if hasattr(handler, "close"):
                    handler.close()
                os._exit(0)  # taking the interpreter apart would take longer, and do nothing
            handler(task, lambda payload: connection.send(("message", payload)), status)
            status.idle()
            connection.send(("finished", None))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
    except UserError as error:
        connection.send(("fatal", (str(error), error.code)))
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        connection.send(("fatal", (f"{where}{error.strerror or error}", 1)))
    except Exception as error:
        connection.send(("error", f"{type(error).__name__}: {error}"))


class _Worker:
    """One process, its pipe, its block, and the tasks that it holds."""

    def __init__(self, pool: Pool, number: int):
        self.number = number
        self.block = multiprocessing.get_context("spawn").RawArray(ctypes.c_double, 3)
        self.status = Status(self.block)
        self.connection, other = multiprocessing.Pipe()
        try:
            self.process = start(
                _worker_main,
                (other, self.block, pool.make_handler, pool.arguments, number, pool.threads),
                copied=[other] if pool.copied else None,
            )
        finally:
            other.close()
        self.started = time.monotonic()
        self.ready = False
        self.tasks: deque[Any] = deque()
        self.error = ""
        self.watched = self.starved_before = 0.0

    def end(self) -> None:
        if self.process.is_alive():
            self.process.kill()
        self.process.join()
        self.process.close()
        self.connection.close()


class Pool:
    """Worker processes that are replaced when they die; programs of their own (launch.py), or copies of this one.

    make_handler    importable function (worker number, *arguments) -> handler, called once in each process;
                    handler(task, send, status) works through a task: send(payload) sends a message to the parent,
                    status.begin(unit, item) is called before each item (status.idle() is called after the task);
                    its close(), where it has one, is called when there are no more tasks
    timeout         seconds that one item may take before the worker is killed
    wording         what errors call processes, items and crashes
    copied          they may be copies of this process, where one can be made: the sooner they work
    """

    def __init__(
        self,
        make_handler: Callable[..., Handler],
        arguments: tuple,
        workers: int,
        timeout: float,
        wording: Wording = NEUTRAL,
        *,
        copied: bool = False,
    ):
        self.make_handler, self.arguments, self.timeout, self.wording = make_handler, arguments, timeout, wording
        self.copied = copied
        # What a worker's OpenGL may use for itself: with one core a worker, llvmpipe draws in the calling thread.
        share = available_cores() // workers
        self.threads = 0 if share <= 1 else share
        self._failed_starts = 0
        self._workers: list[_Worker] = []
        try:
            for number in range(workers):
                self._workers.append(_Worker(self, number))
        except BaseException:  # no more processes to be had, or Ctrl-C
            self.close()
            raise

    def wants_task(self, ahead: int = TASKS_AHEAD) -> bool:
        """Whether a worker has room for another task."""
        return any(len(worker.tasks) < ahead for worker in self._workers)

    @property
    def busy(self) -> bool:
        """Whether any task is under way."""
        return any(worker.tasks for worker in self._workers)

    def submit(self, task: Any) -> None:
        """Hand a task to the worker that holds the fewest."""
        worker = min(self._workers, key=lambda w: (len(w.tasks), not w.ready))
        worker.tasks.append(task)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError, OSError):
            worker.connection.send(task)  # a dead worker's tasks come back with its Died event

    def wait(self, seconds: float = 0.5) -> list[Message | Finished | Died]:
        """What has happened, waiting at most so long for something to happen.

        Raises UserError where a worker met something that ends the run (no device, a full disk) or where
        processes die again and again before they are ready.
        """
        handles: dict[Any, _Worker] = {worker.connection: worker for worker in self._workers}
        sentinels = {worker.process.sentinel: worker for worker in self._workers}
        handles.update({sentinel: worker for sentinel, worker in sentinels.items() if sentinel is not None})
        events: list[Message | Finished | Died] = []
        for worker in {id(w): w for w in (handles[h] for h in wait(list(handles), seconds))}.values():
            self._receive(worker, events)
        for worker in list(self._workers):
            self._check(worker, events)
        return events

    def _receive(self, worker: _Worker, events: list) -> None:
        try:
            while worker.connection.poll():
                kind, payload = worker.connection.recv()
                if kind == "ready":
                    worker.ready = True
                    self._failed_starts = 0
                elif kind == "message":
                    events.append(Message(worker.tasks[0], payload))
                elif kind == "finished":
                    events.append(Finished(worker.tasks.popleft()))
                elif kind == "fatal":
                    raise UserError(*payload)
                else:
                    worker.error = payload
        except (EOFError, ConnectionResetError, BrokenPipeError):
            worker.process.join(5)
        except OSError:  # a message cut off by the worker's death
            worker.process.join(5)

    def _check(self, worker: _Worker, events: list) -> None:
        if worker.process.is_alive():
            if worker.ready and self._took_too_long(worker):
                worker.process.kill()
                worker.process.join()
                self._receive(worker, events)
                self._replace(worker, events, "timeout", f"no {self.wording.item} after {self.timeout:g} s")
            elif not worker.ready and time.monotonic() - worker.started > START_TIMEOUT:
                worker.process.kill()
                worker.process.join()
                self._receive(worker, events)
                self._replace(worker, events, "killed", f"did not start within {START_TIMEOUT:.0f} s")
            return
        self._receive(worker, events)
        code = worker.process.exitcode or 0
        if worker.error:
            how, detail = "error", worker.error
        elif code in _KILLED:
            how, detail = "killed", f"killed by {signal.Signals(-code).name} (out of memory?)"
        else:
            how = "crash"
            ended = f"crash ({signal.Signals(-code).name})" if code < 0 else f"exit ({code})"
            detail = f"{self.wording.culprit} {ended}"
        self._replace(worker, events, how, detail)

    def _took_too_long(self, worker: _Worker) -> bool:
        """Whether a worker is at one item for longer than the time-out; time that it spent waiting for a processor does
        not count, up to PATIENCE times the time-out, so that a loaded machine excludes what a quiet one excludes."""
        since, process = worker.status.since, worker.process.pid or 0
        if since == 0.0:
            return False
        if since != worker.watched:
            worker.watched, worker.starved_before = since, starved_seconds(process)
        seconds = time.monotonic() - since
        if seconds <= self.timeout:
            return False
        starved = starved_seconds(process) - worker.starved_before
        return seconds - starved > self.timeout or seconds > PATIENCE * self.timeout

    def _replace(self, worker: _Worker, events: list, how: str, detail: str) -> None:
        current = worker.status.read()
        unit, item = current[1:] if current else (None, None)
        if not worker.ready:
            self._failed_starts += 1
            if self._failed_starts >= FAILED_STARTS * len(self._workers):
                raise UserError(f"{self.wording.processes} cannot start: {detail}")
        events.append(Died(tuple(worker.tasks), how, detail, unit, item))
        worker.end()
        self._workers[self._workers.index(worker)] = _Worker(self, worker.number)

    def close(self) -> None:
        """End all workers: those that hold a task at once, whatever they do; the others by themselves."""
        idle = [worker for worker in self._workers if worker.ready and not worker.tasks]
        for worker in idle:
            with contextlib.suppress(OSError):
                worker.connection.send(None)
        for worker in self._workers:
            if worker not in idle and worker.process.is_alive():
                worker.process.kill()
        last = time.monotonic() + FINISH_SECONDS
        for worker in idle:
            worker.process.join(max(0.0, last - time.monotonic()))
        for worker in self._workers:
            worker.end()
        self._workers = []

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_) -> None:
        self.close()
