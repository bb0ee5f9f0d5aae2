"""What the flags of train.py are turned into: images, model, plan, output folder."""

from __future__ import annotations

import argparse
import math
from pathlib import Path

import numpy as np
from torch import distributed

from image_generation.common.cli import save_config
from image_generation.common.errors import UserError
from learning import seeding
from learning.data.folders import name_problems
from learning.data.loader import Plan
from learning.distributed import Processes
from learning.hub.local import local_data, pinned
from learning.logs import say
from stylegan2 import run_files
from stylegan2.augment import PIPES
from stylegan2.dataset import GanImages
from stylegan2.distances import open_extractor
from stylegan2.images import save_grid
from stylegan2.resume import make_model
from stylegan2.training import Run, save_fakes, save_progress


def make_run(args: argparse.Namespace, processes: Processes) -> Run:
    """Everything that train() needs; the output folder is touched last. Raises UserError for what does not fit."""
    if processes.main:
        check_output(args)
    args.data = pinned(args.data, "dataset")
    source = GanImages(local_data(args.data), args.resolution, args.mirror, args.cond, args.max_pixels)
    if processes.main:
        name_problems(source.problems, say)
    if args.aug != "noaug" and "imgfilter" in PIPES[args.augpipe] and source.resolution < 32:
        raise UserError(f"--augpipe {args.augpipe}: its filters need images of 32x32 at least; take bgc", 2)
    model, step, started_from = make_model(args, processes, source)
    plan = training_plan(source, model.settings.batch // processes.world, processes, args.seed)
    measured = args.metrics and processes.main
    extractor = open_extractor(args.feature_extractor, processes.device) if measured else None
    run = Run(
        args=args,
        processes=processes,
        source=source,
        model=model,
        plan=plan,
        step=step,
        extractor=extractor,
        started_from=started_from,
    )
    if processes.world > 1:
        distributed.barrier()  # all have read the state before the folder changes
    if processes.main:
        prepare_output(run)
    return run


def check_output(args: argparse.Namespace) -> None:
    """Raises UserError (code 2) where the output folder holds a run that is neither resumed nor overwritten."""
    folder = Path(args.output)
    if not run_files.holds_results(folder):
        return
    inside = args.resume not in (None, "auto") and Path(args.resume).resolve().parent == folder.resolve()
    if args.overwrite and inside:
        raise UserError(f"--overwrite would delete {args.resume}, from which to --resume", 2)
    if inside:
        advice = "resume its last state with --resume auto, or name another --output to start from this one"
        raise UserError(f"--output {folder}: holds the run that {args.resume} is of: {advice}", 2)
    if not args.overwrite and args.resume != "auto":
        advice = "resume with --resume auto, start over with --overwrite, or name another folder"
        raise UserError(f"--output {folder}: holds a run already: {advice}", 2)


def prepare_output(run: Run) -> None:
    """Make the output folder and write what a run begins with; nothing of an earlier run is lost unless --overwrite."""
    args, folder = run.args, Path(run.args.output)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"--output {folder}: cannot be made ({error.strerror})", 2) from None
    run_files.clear_leftovers(folder)
    if args.overwrite:
        run_files.clear(folder)
    elif args.resume == "auto" and run.step == 0 and run_files.holds_results(folder):
        moved = run_files.move_earlier(folder)
        say(f"--resume auto: no readable state: starting anew; the earlier run is now in {moved}")
    save_config(args, folder / "config.yaml", drop=("resume", "overwrite", "device"))
    if run.step == 0:
        save_grid(folder / "reals.png", run.source.some(args.grid)[0], round(math.sqrt(args.grid)))
        save_fakes(folder, 0, run.model, args.grid)
    if args.resume not in (None, "auto"):  # from here on --resume auto finds what this run started from
        save_progress(run, run.step)


def training_plan(source: GanImages, share: int, processes: Processes, seed: int) -> Plan:
    """Which images every step takes: permutations, repeated where the folder holds less than a batch."""
    copies = -(-share * processes.world // len(source))

    def order(epoch: int) -> np.ndarray:
        rngs = (np.random.default_rng(seeding.derive(seed, seeding.ORDER, epoch, copy)) for copy in range(copies))
        return np.concatenate([rng.permutation(len(source)) for rng in rngs])

    return Plan(len(source) * copies, share, processes.rank, processes.world, order)
