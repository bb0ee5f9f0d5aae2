"""Processes that are programs of their own: from anywhere, and whatever dies when."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from multiprocessing import Pipe

import pytest

from image_generation.processes.launch import start
from image_generation.processes.pool import Message, Pool
from tests.conftest import ROOT
from tests.image_generation.processes.launched import MANY, answer, make_handler, wait_for_ever
from tests.process_tree import assert_ended, below


def test_only_what_is_handed_over_is_inherited():
    mine, other = Pipe()
    read, write = os.pipe()
    os.set_inheritable(write, True)
    with other:
        process = start(answer, (other, "é", MANY))
    with mine:
        descriptors, about, interrupt = mine.recv()
        assert descriptors == [0, 1, 2, descriptors[3]]  # the last is its end of the connection
        assert about == ("é", MANY) and interrupt == signal.SIG_IGN
    process.join()
    assert process.exitcode == 0
    process.close()
    os.close(read)
    os.close(write)


def test_a_function_of_the_main_module_is_refused(monkeypatch):
    monkeypatch.setattr(answer, "__module__", "__main__")
    with pytest.raises(ValueError, match="__main__"):
        start(answer, ())


def test_ctrl_c_while_it_starts_is_the_parents_and_sigterm_is_its_own():
    mine, other = Pipe()
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with other:
            process = start(wait_for_ever, (other,))
    finally:
        signal.signal(signal.SIGTERM, before)
    for _ in range(30):
        os.kill(process.pid, signal.SIGINT)
        time.sleep(0.002)
    assert mine.recv() == process.pid
    os.kill(process.pid, signal.SIGTERM)
    process.join()
    assert process.exitcode == -signal.SIGTERM and not process.is_alive()
    process.close()


def test_killed_at_any_moment_of_its_start_it_stops_nobody():
    """multiprocessing wrote so much into a pipe that nobody read any more."""
    delays = random.Random(0)
    done = []

    def many():
        for _ in range(12):
            mine, other = Pipe()
            with other:
                process = start(answer, (other, MANY))
            time.sleep(delays.uniform(0, 0.06))
            process.kill()
            process.join()
            process.close()
            done.append((process.exitcode, mine.close()))

    thread = threading.Thread(target=many, daemon=True)
    thread.start()
    thread.join(60)
    assert done == [(-signal.SIGKILL, None)] * 12


def test_a_pool_whose_processes_are_killed_while_they_start_goes_on():
    ended = []

    def kill_some(pool):
        for _ in range(2):  # a third round may be the one that ends a pool none of whose starts succeeds
            for worker in list(pool._workers):
                with contextlib.suppress(OSError):
                    os.kill(worker.process.pid, signal.SIGKILL)
            ended.extend(pool.wait(0.2))

    with Pool(make_handler, (MANY,), 2, 60) as pool:
        kill_some(pool)
        pool.submit(7)
        events = []
        while pool.busy:
            for event in pool.wait():
                events.append(event)
                for task in getattr(event, "tasks", ()):
                    pool.submit(task)
    assert [event.payload for event in events if isinstance(event, Message)] == [1507] and ended


def test_processes_start_while_others_are_forked():
    """What is forked meanwhile holds copies of every descriptor for as long as it lives: nobody waits for those."""
    stop, forked = threading.Event(), []

    def fork():
        while not stop.is_set() and len(forked) < 20:
            pid = os.fork()
            if pid == 0:
                time.sleep(60)
                os._exit(0)
            forked.append(pid)
            time.sleep(0.005)

    thread = threading.Thread(target=fork)
    thread.start()
    try:
        began = time.monotonic()
        with Pool(make_handler, (MANY,), 2, 60) as pool:
            for task in range(4):
                pool.submit(task)
            seen = []
            while pool.busy:
                seen += [event.payload for event in pool.wait() if isinstance(event, Message)]
        assert sorted(seen) == [1500, 1501, 1502, 1503] and time.monotonic() - began < 50
    finally:
        stop.set()
        thread.join()
        for pid in forked:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


SCRIPT = """
import os, sys
print("main", flush=True)
from image_generation.processes.pool import Message, Pool
from tests.image_generation.processes.launched import make_handler
os.chdir("/")
pool = Pool(make_handler, ("abc",), 2, 60)
pool.submit(1)
while pool.busy:
    for event in pool.wait():
        if isinstance(event, Message):
            print(event.payload, flush=True)
pool.close()
"""


@pytest.mark.parametrize("way", ["input", "isolated", "file"])
def test_scripts_need_no_guard_and_their_folder_is_their_own(tmp_path, way):
    """A user's folder may hold modules named as those of the standard library that a process needs to start."""
    for name in ("json.py", "pickle.py", "ctypes.py", "select.py"):
        (tmp_path / name).write_text("raise SystemExit('a module of the user')\n")
    text, flags = SCRIPT, ["-"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    if way == "input":
        # What the interpreter itself finds first, a user's script finds too: not so the processes.
        text = f"import sys; sys.path.remove('')\n{text}"
    if way == "isolated":
        flags, text = ["-I", "-"], f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{text}"
        environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    if way == "file":
        (tmp_path / "work").mkdir()
        (tmp_path / "work/train.py").write_text(text)
        flags = ["work/train.py"]
    done = subprocess.run(
        [sys.executable, *flags], input=text if "-" in flags else None, cwd=tmp_path, env=environment,
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("main\n4\n", "")


HANGING = """
import sys, time
from image_generation.processes.pool import Pool
from tests.image_generation.processes.launched import MANY, make_handler
print("going", flush=True)
pool = Pool(make_handler, (MANY,), 3, 60)
time.sleep(60)
"""


def test_nothing_outlives_a_parent_that_is_killed_at_any_moment():
    moments = random.Random(1)
    for delay in (0.0, *(moments.uniform(0.0, 0.4) for _ in range(3))):
        with subprocess.Popen(
            [sys.executable, "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)}, start_new_session=True,
        ) as parent:  # fmt: skip
            parent.stdin.write(HANGING)
            parent.stdin.close()
            assert parent.stdout.readline() == "going\n"
            time.sleep(delay)
            parent.send_signal(signal.SIGSTOP)
            children = below(parent.pid)
            parent.kill()
            parent.wait()
            assert_ended(children)
