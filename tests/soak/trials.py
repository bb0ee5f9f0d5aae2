"""Trials: a command is disturbed in one way, and what it makes is compared with the undisturbed run."""

from __future__ import annotations

import contextlib
import getpass
import random
import shutil
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.soak import hostile
from tests.soak.compare import leftovers, state
from tests.soak.damage import clear, damage
from tests.soak.jobs import RESUME, Job, Words
from tests.soak.watched import Ending, Watched, send
from tests.soak.world import Reference, World, place, scratch, texts

SPARE_BYTES = 1 << 30  # that a run may take over the undisturbed one
SLOWER, SPARE_SECONDS = 10, 90.0  # a loaded machine, and time-outs
ERRORS = {0, 1, 2}
# In the folder for temporary files: what is said, and what torch makes wherever it is imported.
OURS = ("stdout", "stderr", f"torchinductor_{getpass.getuser()}")


@dataclass
class Trial:
    """One trial of a job. said: what was done, for the line; wrong: what a promise does not allow."""

    world: World
    job: Job
    chance: random.Random
    said: list[str]
    wrong: list[str]

    def __post_init__(self) -> None:
        self.reference: Reference = self.world.reference(self.job)
        self.folder = self.world.base / "trial" / self.job.name  # as deep as the reference: pages hold relative links
        shutil.rmtree(self.folder, ignore_errors=True)
        self.output = place(self.folder, self.job)
        self.unread: set[str] = set()  # files that were damaged and that nobody reads again

    # ------------------------------------------------------------------ parts of a trial

    def command(
        self,
        words: Words,
        codes: set[int],
        disturb: Callable[[Watched], None] | None = None,
    ) -> Ending:
        """Run a command to its end, and note what it breaks."""
        room = scratch(self.world.base)
        watched = Watched(texts(words), room)
        at = self.chance.uniform(0.0, 1.1) * self.reference.seconds
        ending = watched.wait(SLOWER * self.reference.seconds + SPARE_SECONDS, disturb, at)
        self.wrong += [f"{fault} ({' '.join(ending.words[:1])})" for fault in ending.faults(codes)]
        if ending.peak_bytes > self.reference.peak_bytes + SPARE_BYTES:
            self.wrong.append(f"took {ending.peak_bytes >> 20} MB, undisturbed {self.reference.peak_bytes >> 20} MB")
        rest = [path.name for path in room.iterdir() if path.name not in OURS]
        if rest and ending.code in ERRORS and disturb is None:
            self.wrong.append(f"temporary files left in TMPDIR: {rest[:3]}")
        if self.wrong and not hasattr(self, "shown"):
            self.shown = ending
        return ending

    def all(self, codes: set[int], *more: object) -> Ending:
        """The job's commands one after the other, until one ends with another code than 0."""
        for words in self.job.words(self.world.inputs, self.output):
            ending = self.command((*words, *more), codes)
            if ending.code:
                return ending
        if rest := leftovers(self.folder):
            self.wrong.append(f"temporary files left: {rest[:3]}")
        return ending

    def again(self) -> None:
        """The job once more, over what is there; anew where one of its commands refuses what it has finished."""
        if self.job.again:
            self.all({0}, *self.job.again)
        elif self.all({0, 2}).code:
            clear(self.output)
            self.all({0})

    def equal(self) -> None:
        """The output is that of the undisturbed run."""
        found, expected = state(self.output), self.reference.state
        if self.job.adds:
            found = {name: digest for name, digest in found.items() if name in expected or digest != "a row"}
        names = {*found, *expected} - self.unread
        different = sorted(name for name in names if found.get(name) != expected.get(name))
        if different:
            what = [f"{name} ({'missing' if name not in found else 'more' if name not in expected else 'differs'})"
                    for name in different[:3]]  # fmt: skip
            self.wrong.append(f"{len(different)} files are not those of the undisturbed run: {', '.join(what)}")

    # ------------------------------------------------------------------ kinds

    def repeated(self) -> None:
        """Nothing happens; twice."""
        self.all({0})
        self.equal()
        self.all({0, 1, 2} if self.job.again else {0, 2}, *self.job.again)
        self.equal()

    def interrupted(self) -> None:
        """Killed or interrupted up to three times, then left alone."""
        for attempt in range(self.chance.randint(1, 3)):
            how = self.chance.choice(
                (_kill_any, _kill_any, _kill_main, _interrupt, _interrupt_twice, _terminate, _stop)
            )
            self.said.append(how.__name__[1:])
            codes = _CODES.get(how, set())
            for words in self.job.words(self.world.inputs, self.output):
                more = self.job.again if attempt else ()
                if self.command((*words, *more), ERRORS | codes, partial_of(how, self.chance)).code:
                    break
        self.again()
        self.equal()

    def damaged(self) -> None:
        """A file of a finished or interrupted run is damaged; the command is called again."""
        if self.chance.random() < 0.5 or not self.job.again:
            self._copy()
        else:
            words = self.job.words(self.world.inputs, self.output)[0]
            self.command(words, {*ERRORS, -9}, partial_of(_kill_main, self.chance))
        done = [damage(self.chance, self.output, self.job.looks) for _ in range(self.chance.choice((1, 1, 2)))]
        self.said += done
        self.unread = {name for what in done if self._is_unread(name := what.partition(" ")[2])}
        ending = self.all(ERRORS, *self.job.again)
        if ending.code == 0:
            self.equal()
            return
        self.said.append(f"refused ({ending.err.strip()[-100:]})")
        if self.job.over:
            ending = self.all(ERRORS, *self.job.over)
        if ending.code:
            clear(self.output)
            self.all({0})
        self.equal()

    def _is_unread(self, name: str) -> bool:
        """Whether a training run that goes on has no need of a file: what is behind its last state, and its log."""
        if self.job.again != RESUME:
            return False
        states = sorted(path.name for path in self.output.glob("*.pt*") if "snapshot" not in path.name)
        return name == "metrics.csv" or name in states[:-1] or "snapshot" in name or name.startswith("fakes")

    def _copy(self) -> None:
        clear(self.output)
        if self.reference.output.is_dir():
            shutil.copytree(self.reference.output, self.output, symlinks=True)
        elif self.reference.output.exists():
            shutil.copy(self.reference.output, self.output)

    def disk(self) -> None:
        """The disk of the output is full; then it is not."""
        whole = self.reference.output.parent
        used = sum(path.stat().st_size + 4096 for path in whole.rglob("*") if path.is_file())
        pages = max(int(used * self.chance.uniform(0.0, 0.9)) >> 12, 1)
        self.folder.mkdir(parents=True, exist_ok=True)
        with small_disk(self.folder, pages << 12) as (mounted, enlarge):
            self.said.append(f"{pages << 12} bytes" if mounted else "no mount allowed: left out")
            if not mounted:
                return
            self.all(ERRORS)
            enlarge()
            self.again()
            self.equal()

    def hostile(self) -> None:
        """An input of the command is something else."""
        if self.chance.random() < 0.1:
            path = self.folder / "hostile.yaml"
            self.said.append(f"--config: {hostile.config(self.chance, path)}")
            self.all(ERRORS, "--config", path)
            return
        name, kind = self.chance.choice(self.job.takes)
        with hostile.replace_input(self.chance, self.world.inputs / name, kind, self.world.base / "aside") as what:
            self.said.append(f"{name}: {what}")
            self.all(ERRORS)
        if (self.world.base / "canary").exists():
            self.wrong.append("code of the input ran")
            (self.world.base / "canary").unlink()


KINDS: dict[str, Callable[[Trial], None]] = {
    "repeated": Trial.repeated, "interrupted": Trial.interrupted, "damaged": Trial.damaged, "disk": Trial.disk,
    "hostile": Trial.hostile,
}  # fmt: skip


def partial_of(how: Callable[[random.Random, Watched], None], chance: random.Random) -> Callable[[Watched], None]:
    """The disturbance, with its source of chance."""
    return lambda watched: how(chance, watched)


def _kill_any(chance: random.Random, watched: Watched) -> None:
    if found := watched.processes():
        send(chance.choice(found), signal.SIGKILL)


def _kill_main(_: random.Random, watched: Watched) -> None:
    send(watched.main.pid, signal.SIGKILL)


def _interrupt(_: random.Random, watched: Watched) -> None:
    """As a terminal's Ctrl-C: every process gets it."""
    for process in watched.processes():
        send(process, signal.SIGINT)


def _interrupt_twice(chance: random.Random, watched: Watched) -> None:
    _interrupt(chance, watched)
    with contextlib.suppress(subprocess.TimeoutExpired):
        watched.main.wait(chance.uniform(0.05, 0.5))
    _interrupt(chance, watched)


def _terminate(_: random.Random, watched: Watched) -> None:
    send(watched.main.pid, signal.SIGTERM)


def _stop(chance: random.Random, watched: Watched) -> None:
    """A process that gets no time for a while."""
    if found := watched.processes():
        process = chance.choice(found)
        send(process, signal.SIGSTOP)
        with contextlib.suppress(subprocess.TimeoutExpired):
            watched.main.wait(chance.uniform(0.2, 3.0))
        send(process, signal.SIGCONT)


# What a command may end with beside 0, 1 and 2: the signal's own code, or what run_main makes of it (128 and its number).
# A second Ctrl-C may come when Python is already leaving.
_CODES: dict[Callable[[random.Random, Watched], None], set[int]] = {
    _kill_any: {-9}, _kill_main: {-9}, _interrupt: {130, -2}, _interrupt_twice: {130, -2}, _terminate: {-15, 143, 130},
}  # fmt: skip


@contextlib.contextmanager
def small_disk(folder: Path, size: int):
    """(whether it could be mounted, function that enlarges it): a file system of so many bytes in the folder."""
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "soak", str(folder)], capture_output=True, check=False
    )
    mounted = done.returncode == 0

    def enlarge() -> None:
        subprocess.run(["mount", "-o", "remount,size=1g", str(folder)], capture_output=True, check=True)

    try:
        yield mounted, enlarge
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=False)
