"""A loaded machine: time without a processor is no fault of the work."""

import multiprocessing
import os
import time

import pytest

from image_generation.processes.pool import Died, Finished, Pool
from image_generation.processes.starvation import starved_seconds
from tests.image_generation.processes.test_pool import collect

pytestmark = pytest.mark.skipif(not os.path.exists("/proc/self/schedstat"), reason="the kernel counts no waiting")


def hog():
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    while True:
        pass


def make_handler(number, seconds):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

    def handler(task, send, status):
        status.begin(0, 0)
        if task == "sleep":
            time.sleep(1000)
        began = time.process_time()
        while time.process_time() - began < seconds:
            pass

    return handler


@pytest.fixture
def loaded_core():
    """Three processes that never rest, on the core that the worker is bound to."""
    context = multiprocessing.get_context("spawn")
    hogs = [context.Process(target=hog, daemon=True) for _ in range(3)]
    for process in hogs:
        process.start()
    yield hogs
    for process in hogs:
        process.kill()
        process.join()


def test_work_that_others_delay_is_no_hang(loaded_core):
    """One second of work takes about four here; the time-out is two."""
    with Pool(make_handler, (1.0,), 1, 2.0) as pool:
        events = collect(pool, ["work"])
    assert [type(event) for event in events] == [Finished]


def test_what_hangs_is_found_beside_them(loaded_core):
    with Pool(make_handler, (1.0,), 1, 1.0) as pool:
        pool.submit("sleep")
        events = []
        while not events:
            events = [event for event in pool.wait() if isinstance(event, Died)]
    assert events[0].how == "timeout"


def test_a_delayed_process_has_waited(loaded_core):
    time.sleep(2.0)
    assert sum(starved_seconds(process.pid) for process in loaded_core) > 0.2
    assert starved_seconds(2**22 + 1) == 0.0
