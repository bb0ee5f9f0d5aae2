"""Locks of runs that may be on other machines."""

import json
import subprocess
import sys
import threading
import time

import pytest

from image_generation.common.errors import UserError
from image_generation.datasets.run_lock import RunLock
from image_generation.datasets.storage import RUN, Storage

ELSEWHERE = {"machine": "another", "host": "node7", "pid": 1, "started": "1", "beat": 0, "owner": "x"}


@pytest.fixture
def storage(tmp_path):
    storage = Storage(tmp_path)
    storage.prepare()
    return storage


def test_a_lock_of_a_dead_process_of_this_machine_is_over_at_once(storage, tmp_path):
    code = (
        "import sys, os\nfrom image_generation.datasets.run_lock import RunLock\n"
        "from image_generation.datasets.storage import Storage\n"
        "lock = RunLock(Storage(sys.argv[1]), (0, 1))\nos.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    assert storage.names(RUN) == ["lock-0-of-1.json"]
    with RunLock(storage, (0, 1)):
        pass
    assert storage.names(RUN) == []


def test_a_run_on_another_machine_that_beats_keeps_its_lock(storage):
    name, stop = f"{RUN}/lock-0-of-1.json", threading.Event()

    def beat():
        count = 0
        while not stop.wait(0.05):
            count += 1
            storage.write(name, json.dumps({**ELSEWHERE, "beat": count}).encode())

    thread = threading.Thread(target=beat)
    thread.start()
    time.sleep(0.2)
    try:
        with pytest.raises(UserError, match=r"another run is writing there \(node7, process 1\)"):
            RunLock(storage, (0, 1), beat=0.1, lapse=2.0)
    finally:
        stop.set()
        thread.join()


def test_a_run_on_another_machine_that_is_silent_loses_it(storage):
    storage.write(f"{RUN}/lock-0-of-1.json", json.dumps(ELSEWHERE).encode())
    began = time.monotonic()
    with RunLock(storage, (0, 1), beat=0.1, lapse=0.6) as lock:
        assert time.monotonic() - began > 0.5
        lock.check()
        storage.write(f"{RUN}/lock-0-of-1.json", json.dumps(ELSEWHERE).encode())  # somebody took it over in turn
        time.sleep(0.4)
        with pytest.raises(UserError, match=r"taken over \(node7\)"):
            lock.check()
    assert storage.names(RUN) == ["lock-0-of-1.json"]


def test_the_lock_beats(storage):
    with RunLock(storage, (1, 3), beat=0.05):
        first = json.loads(storage.read(f"{RUN}/lock-1-of-3.json"))
        time.sleep(0.4)
        assert json.loads(storage.read(f"{RUN}/lock-1-of-3.json"))["beat"] > first["beat"]
    assert storage.names(RUN) == []


def test_a_damaged_lock_is_over(storage):
    storage.write(f"{RUN}/lock-0-of-1.json", b"{nonsense")
    with RunLock(storage, (0, 1)):
        pass
