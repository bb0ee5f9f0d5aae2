"""A lock in a storage that many machines share: one run of a part at a time, without a clock in common.

The lock is a small file that says who holds it; while the run lives, its beat is rewritten with a rising number. A
lock is over when its process is gone (seen at once on the same machine), or when its beat has stood still for LAPSE.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from image_generation.common.errors import UserError
from image_generation.datasets.storage import RUN, Storage

BEAT = 5.0  # seconds between two beats
LAPSE = 45.0  # seconds without a beat after which a run on another machine counts as dead


def this_machine() -> str:
    """A name for the processes that can see each other: host, boot and process namespace."""
    parts = [socket.gethostname()]
    with contextlib.suppress(OSError):
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text().strip())
    with contextlib.suppress(OSError):
        parts.append(os.readlink("/proc/self/ns/pid"))
    return " ".join(parts)


def tells_processes() -> bool:
    """Whether this system tells when its processes started; elsewhere the beat alone says whether a run lives."""
    return bool(process_started(os.getpid()))


def process_started(pid: int) -> str:
    """When a process of this machine started (clock ticks after boot); '' where there is none, or no /proc."""
    with contextlib.suppress(OSError, IndexError):
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        return "" if fields[0] in "ZX" else fields[19]
    return ""


class RunLock:
    """Holds one part of a dataset against other runs, until it is closed or its process ends.

    part   (number, of how many); two runs of one division do not meet where their numbers differ, and runs of
           different divisions may not be under way together
    Raises UserError where another run holds that part, or the dataset is being written in other parts. Attribute
    `lost`: set (a line) when another run has taken the lock over, which check() raises.
    """

    def __init__(self, storage: Storage, part: tuple[int, int], *, beat: float = BEAT, lapse: float = LAPSE):
        self.storage, self.beat, self.lapse = storage, beat, lapse
        self.name = f"lock-{part[0]}-of-{part[1]}.json"
        self.lost = ""
        self._content: dict[str, Any] = {
            "owner": uuid.uuid4().hex,
            "machine": this_machine(),
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "started": process_started(os.getpid()),
            "beat": 0,
        }
        self._refuse_other_parts(part)
        self._take(part)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep_beating, daemon=True)
        self._thread.start()

    # ------------------------------------------------------------------ taking

    def _bytes(self) -> bytes:
        return json.dumps(self._content).encode()

    def _holder(self, name: str) -> dict[str, Any] | None:
        try:
            holder = json.loads(self.storage.read(f"{RUN}/{name}"))
            return holder if isinstance(holder, dict) else {}
        except FileNotFoundError:
            return None
        except ValueError:
            return {}

    def _alive(self, name: str) -> bool:
        """Whether a lock's run lives; waits for up to LAPSE where only its beat can tell."""
        holder = self._holder(name)
        if not holder:
            return False
        if holder.get("machine") == self._content["machine"] and tells_processes():
            started = process_started(int(holder.get("pid", 0)))
            return bool(started) and started == holder.get("started")
        until = time.monotonic() + self.lapse
        while time.monotonic() < until:
            time.sleep(min(1.0, self.beat / 2))
            now = self._holder(name)
            if now is None:
                return False
            if now != holder:
                return True
        return False

    def _refuse_other_parts(self, part: tuple[int, int]) -> None:
        names = [name for name in self.storage.names(RUN) if name.startswith("lock-") and name != self.name]
        if part[1] > 1:
            names = [name for name in names if not name.endswith(f"-of-{part[1]}.json")]
        with ThreadPoolExecutor(max(1, len(names))) as threads:  # each may take LAPSE to tell
            alive = list(threads.map(self._alive, names))
        for name, lives in zip(names, alive):
            if lives:
                number, count = name.removeprefix("lock-").removesuffix(".json").split("-of-")
                what = "a run" if count == "1" else f"--part {number}/{count}"
                raise UserError(f"--output {self.storage.url}: {what} is writing there; wait for it, or end it")

    def _take(self, part: tuple[int, int]) -> None:
        path = f"{RUN}/{self.name}"
        if self.storage.create(path, self._bytes()):
            return
        if self._alive(self.name):
            holder = self._holder(self.name) or {}
            what = "another run" if part[1] == 1 else f"another run of --part {part[0]}/{part[1]}"
            where = f" ({holder.get('host')}, process {holder.get('pid')})" if holder else ""
            raise UserError(f"--output {self.storage.url}: {what} is writing there{where}; wait for it, or end it")
        self.storage.remove([path])
        if not self.storage.create(path, self._bytes()):
            raise UserError(f"--output {self.storage.url}: another run has just begun there; wait for it, or end it")

    # ------------------------------------------------------------------ holding

    def _keep_beating(self) -> None:
        while not self._stop.wait(self.beat):
            try:
                holder = self._holder(self.name)
                if holder is not None and holder.get("owner") != self._content["owner"]:
                    self.lost = f"--output {self.storage.url}: another run has taken over ({holder.get('host')})"
                    return
                self._content["beat"] = self._content["beat"] + 1
                if not self._stop.is_set():
                    self.storage.write(f"{RUN}/{self.name}", self._bytes())
            except UserError:
                continue  # what a server refuses for long stops the run where it writes shards

    def check(self) -> None:
        """Raises UserError where another run has taken the lock over."""
        if self.lost:
            raise UserError(self.lost)

    def close(self) -> None:
        """Let others in."""
        self._stop.set()
        self._thread.join()
        holder = self._holder(self.name)
        if holder is not None and holder.get("owner") == self._content["owner"]:
            self.storage.remove([f"{RUN}/{self.name}"])

    def __enter__(self) -> RunLock:
        return self

    def __exit__(self, *_) -> None:
        with contextlib.suppress(UserError):
            self.close()
