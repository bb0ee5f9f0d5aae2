"""Tasks side by side: needs come first, failures reach those that need them, and a stop leaves the rest."""

import threading
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation import grids
from evaluation.tasks import Task, run_tasks
from image_generation.common.errors import UserError


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_needs_come_first_and_failures_reach_their_dependents(data):
    n, jobs = data.draw(st.integers(1, 8)), data.draw(st.integers(1, 4))
    needs = [tuple(str(k) for k in range(i) if data.draw(st.booleans())) for i in range(n)]
    bad = data.draw(st.sets(st.integers(0, n - 1)))
    order, lock = [], threading.Lock()

    def run(k):
        with lock:
            order.append(str(k))
        if k in bad:
            raise UserError(f"task {k}")

    outcome = run_tasks([Task(name=str(k), run=lambda k=k: run(k), needs=needs[k]) for k in range(n)], jobs)
    failed = set()
    for k in range(n):
        if k in bad or failed.intersection(needs[k]):
            failed.add(str(k))
    assert set(outcome.failed) == failed and not outcome.left
    assert {*outcome.done, *outcome.failed} == {str(k) for k in range(n)}
    for k in range(n):
        if str(k) in order:
            assert all(order.index(need) < order.index(str(k)) for need in needs[k])


def test_tasks_run_at_the_same_time():
    together = threading.Barrier(3, timeout=20)
    assert len(run_tasks([Task(name=str(k), run=together.wait) for k in range(3)], 3).done) == 3


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_stop_leaves_the_rest(jobs):
    done, told = [], threading.Event()

    def run(k):
        done.append(k)
        told.set()

    tasks = [Task(name=str(k), run=lambda k=k: run(k), needs=(str(k - 1),) if k else ()) for k in range(3)]
    outcome = run_tasks(tasks, jobs, stopped=told.is_set)
    assert outcome.done == ["0"] and outcome.left == ["1", "2"] and done == [0]


@pytest.mark.parametrize("jobs", [1, 2])
def test_errors_that_nobody_expects_are_raised(jobs):
    def broken():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run_tasks([Task(name="0", run=broken), Task(name="1", run=lambda: None)], jobs)


def test_a_time_limit_ends_a_command(tmp_path, monkeypatch):
    (tmp_path / "sleep.py").write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(grids, "ROOT", tmp_path)
    began = time.monotonic()
    with grids.time_limit(0.5):
        outcome = run_tasks(
            [Task(name=name, run=lambda: grids.command("sleep.py")) for name in "abc"], 2, stopped=grids.stopped
        )
    assert outcome.left == ["a", "b", "c"] and not outcome.failed and time.monotonic() - began < 50


def test_a_failing_command_says_what_its_log_says(tmp_path, monkeypatch):
    (tmp_path / "fail.py").write_text("import sys\nprint('first\\rno room left', file=sys.stderr)\nsys.exit(1)\n")
    monkeypatch.setattr(grids, "ROOT", tmp_path)
    with pytest.raises(UserError, match="exit code 1 .it said: no room left"):
        grids.command("fail.py", log=tmp_path / "logs" / "fail.log")
