"""Put every command to random faults for half an hour, and compare what it makes with undisturbed runs.

    bash scripts/soak.sh --seconds 1800 --seed 1

Processes are killed, interrupted and stopped, disks are full, files damaged, inputs hostile. Each trial is a line; a
violation of what docs/reliability.md promises is shown with the command that repeats it, and the exit code is then 1.
Full disks need the right to mount a tmpfs (root); without it these trials are left out, and say so.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
import traceback
from pathlib import Path

from image_generation.common.cli import OneLineParser, non_negative_int, positive_float, run_main, seed_number
from tests.soak.jobs import BY_NAME
from tests.soak.trials import KINDS, Trial
from tests.soak.world import World

WEIGHTS = {"repeated": 1, "interrupted": 8, "damaged": 6, "disk": 3, "hostile": 6}


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    """The flags."""
    summary, _, rest = (__doc__ or "").partition("\n\n")
    parser = OneLineParser(prog="soak", description=f"{summary}\n\n{rest}")
    parser.add_argument("--seconds", type=positive_float, default=1800.0, metavar="S", help="how long (default 1800)")
    parser.add_argument("--seed", type=seed_number, default=0, help="of all chance (default 0)")
    parser.add_argument("--trial", type=non_negative_int, nargs="*", metavar="N", help="only these trials of the seed")
    parser.add_argument("--first", type=non_negative_int, default=0, metavar="N", help="the trial to begin with (0)")
    parser.add_argument("--jobs", nargs="+", choices=sorted(BY_NAME), default=list(BY_NAME), help="commands (all)")
    parser.add_argument("--kinds", nargs="+", choices=sorted(KINDS), default=list(KINDS), help="disturbances (all)")
    parser.add_argument("--keep", action="store_true", help="keep the folder of a trial with violations, and stop")
    return parser.parse_args(argv)


def choose(seed: int, number: int, jobs: list[str], kinds: list[str]) -> tuple[str, str, random.Random]:
    """Command and kind of a trial, and its source of chance."""
    chance = random.Random(f"{seed}/{number}")
    jobs = [job for job in BY_NAME if job in jobs]
    kinds = [kind for kind in KINDS if kind in kinds]
    return chance.choice(jobs), chance.choices(kinds, [WEIGHTS[kind] for kind in kinds])[0], chance


def run(args: argparse.Namespace) -> int:
    """Trials until the time is over; how many had violations."""
    began, violations, number, done = time.monotonic(), 0, args.first, 0
    numbers = iter(args.trial) if args.trial else None
    base = Path(tempfile.mkdtemp(prefix="soak."))
    world = World(base)
    keep = False
    try:
        while time.monotonic() - began < args.seconds and not keep:
            if numbers is not None and (number := next(numbers, -1)) < 0:
                break
            job, kind, chance = choose(args.seed, number, args.jobs, args.kinds)
            trial = Trial(world, BY_NAME[job], chance, [], [])
            start = time.monotonic()
            try:
                KINDS[kind](trial)
            except Exception:  # of the trial itself: to be seen, and counted
                trial.wrong.append(traceback.format_exc())
            verdict = "VIOLATION" if trial.wrong else "ok"
            said = ", ".join(trial.said)
            print(f"{number:5d} {verdict:9} {job:12} {kind:12} {time.monotonic() - start:6.1f} s  {said}", flush=True)
            if trial.wrong:
                violations += 1
                report(args, number, trial)
                keep = args.keep
            number, done = number + 1, done + 1
    finally:
        if keep:
            print(f"kept: {base}")
        else:
            shutil.rmtree(base, ignore_errors=True)
    seconds = time.monotonic() - began
    print(f"soak: {done} trials in {seconds:.0f} s with seed {args.seed}, {violations} with violations")
    return 1 if violations else 0


def report(args: argparse.Namespace, number: int, trial: Trial) -> None:
    """What a trial found, and how to see it again."""
    for line in trial.wrong:
        print(f"        {line}")
    if hasattr(trial, "shown"):
        print(f"        command: {' '.join(trial.shown.words)}")
        tail = trial.shown.err.replace("\r", "\n").splitlines()[-15:]
        print("".join(f"        | {line[:300]!r}\n" for line in tail), end="")
    print(f"        again: bash scripts/soak.sh --seed {args.seed} --trial {number}"
          + (f" --jobs {' '.join(args.jobs)}" if len(args.jobs) < len(BY_NAME) else "")
          + (f" --kinds {' '.join(args.kinds)}" if len(args.kinds) < len(KINDS) else ""), flush=True)  # fmt: skip


if __name__ == "__main__":
    run_main(lambda: run(parse_args(sys.argv[1:])))
