"""The process pool: every task ends, whatever happens to the processes."""

import os
import signal
import time

import pytest

from image_generation.common.errors import UserError
from image_generation.processes.pool import Died, Finished, Message, Pool


def make_handler(number, path):
    if path == "no device":
        raise UserError("no device here", 1)
    if path == "dies at once":
        os._exit(3)

    def handler(task, send, status):
        kind, value = task
        status.begin(value, value * 10)
        if kind == "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        if kind == "crash once" and not os.path.exists(path):
            with open(path, "w"):
                pass
            os.kill(os.getpid(), signal.SIGABRT)
        if kind == "hang":
            time.sleep(1000)
        if kind == "error":
            raise RuntimeError(f"cannot {value}")
        send(value * 2)

    return handler


def collect(pool, tasks, seconds=60):
    """Submit all tasks; return events until none is under way."""
    tasks, events = list(tasks), []
    end = time.monotonic() + seconds
    while tasks or pool.busy:
        assert time.monotonic() < end
        while tasks and pool.wants_task():
            pool.submit(tasks.pop(0))
        for event in pool.wait():
            events.append(event)
            if isinstance(event, Died):
                tasks.extend(event.tasks if event.unit is None else event.tasks[1:])
    return events


def test_tasks_are_done_once_each(tmp_path):
    with Pool(make_handler, (str(tmp_path / "x"),), 3, 10) as pool:
        events = collect(pool, [("work", k) for k in range(40)])
    assert sorted(e.payload for e in events if isinstance(e, Message)) == [2 * k for k in range(40)]
    assert sorted(e.task[1] for e in events if isinstance(e, Finished)) == list(range(40))


@pytest.mark.parametrize(("kind", "how"), [("crash", "crash"), ("hang", "timeout"), ("error", "error")])
def test_a_death_names_what_was_worked_on_and_others_go_on(tmp_path, kind, how):
    tasks = [("work", k) for k in range(10)]
    tasks.insert(4, (kind, 77))
    with Pool(make_handler, (str(tmp_path / "x"),), 2, 1.0) as pool:
        events = collect(pool, tasks)
    deaths = [e for e in events if isinstance(e, Died)]
    assert [(d.how, d.unit, d.item, d.tasks[0]) for d in deaths] == [(how, 77, 770, (kind, 77))]
    assert sorted(e.payload for e in events if isinstance(e, Message)) == [2 * k for k in range(10)]


def test_a_worker_killed_from_outside_is_replaced(tmp_path):
    with Pool(make_handler, (str(tmp_path / "x"),), 1, 60) as pool:
        pool.submit(("hang", 5))
        while not any(worker.status.read() for worker in pool._workers):
            pool.wait(0.05)
        os.kill(pool._workers[0].process.pid, signal.SIGKILL)
        deaths = []
        while not deaths:
            deaths = [e for e in pool.wait() if isinstance(e, Died)]
        assert (deaths[0].how, deaths[0].unit) == ("killed", 5)
        assert [e.payload for e in collect(pool, [("work", 1)]) if isinstance(e, Message)] == [2]


def test_what_ends_the_run_is_raised_in_the_parent(tmp_path):
    with Pool(make_handler, ("no device",), 2, 10) as pool, pytest.raises(UserError, match="no device here"):
        collect(pool, [("work", 1)])


def test_processes_that_never_start_end_the_run():
    with Pool(make_handler, ("dies at once",), 1, 10) as pool, pytest.raises(UserError, match="cannot start"):
        collect(pool, [("work", 1)])


def test_close_ends_hanging_workers_at_once(tmp_path):
    pool = Pool(make_handler, (str(tmp_path / "x"),), 2, 1000)
    pool.submit(("hang", 1))
    pids = [worker.process.pid for worker in pool._workers]
    pool.close()
    assert not any(os.path.exists(f"/proc/{pid}") for pid in pids)


class Closing:
    """A handler that says in a file that it was closed."""

    def __init__(self, folder, number):
        self.path = os.path.join(folder, str(number))

    def __call__(self, task, send, status):
        status.begin(task, task)
        if task == HANGING:
            send("begun")
            time.sleep(1000)

    def close(self):
        with open(self.path, "w") as file:
            file.write("closed")


HANGING = 7


def make_closing_handler(number, folder):
    return Closing(folder, number)


def test_workers_without_a_task_close_their_handlers_and_others_do_not(tmp_path):
    with Pool(make_closing_handler, (str(tmp_path),), 2, 1000) as pool:
        while not all(worker.ready for worker in pool._workers):
            pool.wait()
        pids = [worker.process.pid for worker in pool._workers]
        pool.submit(HANGING)
        busy = next(worker.number for worker in pool._workers if worker.tasks)
        while not any(isinstance(event, Message) for event in pool.wait()):
            pass
    assert os.listdir(tmp_path) == [str(1 - busy)]
    assert not any(os.path.exists(f"/proc/{pid}") for pid in pids)
