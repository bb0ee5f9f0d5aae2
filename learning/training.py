"""The training loop that every trainer shares: batches, views, step, log, checkpoint, resume.

A trainer gives its model, its optimizer and `loss_of(batch, views) -> (loss, {name: number})`; all else is here.
"""

from __future__ import annotations

import argparse
import contextlib
import math
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from torch import nn
from tqdm import tqdm

from image_generation.common.errors import UserError
from learning import checkpoints, seeding
from learning.data.loader import Batch, Batches, Plan, for_each, merge_skipped
from learning.distributed import Processes, mean_over_processes
from learning.logs import Log, plot_curve, say
from learning.multicrop import DeviceCrops
from learning.progress import load_progress, save_progress
from learning.schedules import set_lr
from learning.views import DeviceViews, normalize


@dataclass(frozen=True, kw_only=True)
class Run:
    """All that `train` needs; the trainer fills it in.

    model       holds the state to save (not wrapped)
    loss_of     (batch, views float [v, n, 3, h, w] on the device, with multi-crop a tuple of such) -> scalar loss,
                numbers to log
    lr_at       epoch as a fraction (3.5: halfway through the fourth) -> learning rate
    views       device views, or None where the data come augmented
    monitor     None, or a function that returns the kNN accuracy (%) of the encoder as it stands
    columns     names of loss_of's numbers, in their order
    begin       step's number -> nothing: sets the schedules that are not the learning rate, before the step
    descend     (loss, step's number) -> nothing: the gradients and what is done with them
    exported    -> more entries of a checkpoint, under the names of another implementation
    imported    a checkpoint of another implementation -> state_dict, optimizer, epoch (itself where it is one of ours)
    """

    args: argparse.Namespace
    processes: Processes
    model: nn.Module
    optimizer: torch.optim.Optimizer
    loss_of: Callable[[Batch, Any], tuple[torch.Tensor, dict[str, torch.Tensor]]]
    lr_at: Callable[[float], float]
    plan: Plan
    batches: Callable[[int, int], Batches]
    views: DeviceViews | DeviceCrops | None = None
    monitor: Callable[[], float] | None = None
    columns: Sequence[str] = ()
    begin: Callable[[int], None] | None = None
    descend: Callable[[torch.Tensor, int], None] | None = None
    exported: Callable[[], dict[str, Any]] = dict
    imported: Callable[[dict[str, Any]], dict[str, Any]] | None = None

    @cached_property
    def window(self) -> Window:
        """Averages of the steps since the log's last row."""
        return Window(self.plan.batch * self.plan.world)


class Stop:
    """Remembers SIGTERM and SIGINT, so that the step in hand is finished and saved; a second SIGINT stops at once."""

    def __init__(self):
        self.signal: int | None = None

    def _note(self, number: int, _frame: Any) -> None:
        if self.signal is not None and number == signal.SIGINT:
            raise KeyboardInterrupt
        self.signal = number

    @contextlib.contextmanager
    def watching(self) -> Iterator[Stop]:
        """Watch inside the block; the handlers before come back after it."""
        before = {number: signal.signal(number, self._note) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield self
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def train(run: Run) -> None:
    """Train from where the newest checkpoint stands (or from the start) to the last epoch.

    Raises UserError for a loss that is no number (nothing is saved after it) and when there is no more data to be had;
    on SIGTERM or SIGINT saves a checkpoint and exits with 128 + the signal's number.
    """
    args, world = run.args, run.processes
    output = Path(args.output)
    per_epoch = run.plan.steps_per_epoch
    step = load_progress(run, output)
    last = args.epochs * per_epoch
    log = None
    if world.main:
        log = Log(
            output,
            ["loss", "lr", *run.columns, "images_per_s", "waiting", "skipped", "knn"],
            step,
            args.wandb,
            vars(args),
        )
    batches = run.batches(step, last)
    skipped: set[str] = set()
    unreadable = 0
    window = run.window
    stop = Stop()
    bar = tqdm(total=last, initial=step, unit="step", disable=not world.main, dynamic_ncols=True)
    run.model.train()
    with stop.watching(), contextlib.closing(batches), bar:
        for batch, waited in batches:
            epoch = step / per_epoch
            set_lr(run.optimizer, run.lr_at(epoch))
            loss, numbers = optimize(run, batch, step)
            step += 1
            # One small exchange a step: processes agree on the loss, on unreadable files and on stopping.
            own = [merge_skipped(skipped, batch, say), float(stop.signal is not None)]
            shared = torch.stack([loss, *numbers.values(), *loss.new_tensor(own)]).detach().float()
            mean_loss, *means, new_skipped, stopping = mean_over_processes(shared).tolist()
            unreadable += round(new_skipped * world.world)
            if not math.isfinite(mean_loss):
                raise UserError(not_a_number(mean_loss, step, output))
            window.add(waited, {"loss": mean_loss, **dict(zip(numbers, means))})
            bar.update()
            bar.set_postfix_str(window.postfix(), refresh=False)
            ends_epoch = step % per_epoch == 0
            if log is not None and (step % args.print_freq == 0 or ends_epoch):
                values = window.averages() | {
                    "lr": run.optimizer.param_groups[0]["lr"],
                    "skipped": unreadable,
                }
                if ends_epoch and run.monitor and (step // per_epoch) % args.monitor_every == 0:
                    values["knn"] = run.monitor()
                log.row(step, step / per_epoch, values)
                window.restart()
            if (ends_epoch or stopping) and world.main:
                save_progress(run, output, step)
                plot_curve(output)
            if stopping and step < last:
                interrupted(world.main, stop.signal, output)
    if log is not None:
        log.close()
        counted = f", {unreadable} unreadable images skipped" if unreadable else ""
        loss_text = f", loss {window.last_loss:.4f}" if window.last_loss is not None else ""
        print(f"trained {args.epochs} epochs ({last} steps){loss_text}{counted}: {output}")


def optimize(run: Run, batch: Batch, step: int) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
    """One step of gradient descent; all of its randomness comes from (seed, step, rank)."""
    args, device = run.args, run.processes.device
    images = for_each(lambda some: some.to(device, non_blocking=True), batch.images)
    if run.begin is not None:
        run.begin(step)
    if run.views is not None:
        generator = torch.Generator().manual_seed(seeding.derive(args.seed, seeding.VIEWS, step))
        assert isinstance(images, torch.Tensor)  # views on the device are made of single images
        views = run.views(images, generator, run.processes.rank, run.processes.world)
    else:
        views = for_each(lambda some: some.transpose(0, 1), images)
    views = for_each(normalize, views)
    if args.channels_last:
        views = for_each(_channels_last, views)
    seeding.seed_everything(args.seed, seeding.STEP, step, run.processes.rank)
    with torch.autocast(device.type, torch.bfloat16, enabled=args.amp):
        loss, numbers = run.loss_of(batch, views)
    if run.descend is not None:
        run.descend(loss, step)
        return loss, numbers
    run.optimizer.zero_grad(set_to_none=True)
    loss.backward()
    run.optimizer.step()
    return loss, numbers


def _channels_last(views: torch.Tensor) -> torch.Tensor:
    return views.flatten(0, 1).contiguous(memory_format=torch.channels_last).unflatten(0, views.shape[:2])


class Window:
    """Averages since the last row of the log."""

    def __init__(self, images_per_step: int):
        self.images_per_step = images_per_step
        self.last_loss: float | None = None
        self.restart()

    def restart(self) -> None:
        """Begin a new window."""
        self.began, self.waited, self.timed = time.perf_counter(), 0.0, 0
        self.sums: dict[str, float] = {}
        self.steps = 0

    def add(self, waited: float, values: dict[str, float]) -> None:
        """One step: seconds waited for its data, and its numbers."""
        self.waited += waited
        self.steps += 1
        self.timed += 1
        self.last_loss = values["loss"]
        for name, value in values.items():
            self.sums[name] = self.sums.get(name, 0.0) + value

    def averages(self) -> dict[str, float]:
        """Means of the numbers, images a second, and the share of time spent waiting for data."""
        elapsed = max(time.perf_counter() - self.began, 1e-9)
        speed = {
            "images_per_s": self.timed * self.images_per_step / elapsed,
            "waiting": min(self.waited / elapsed, 1.0),
        }
        return {name: total / self.steps for name, total in self.sums.items()} | speed

    def postfix(self) -> str:
        """The bar's text."""
        now = self.averages()
        return f"loss {now['loss']:.3f}, {now['images_per_s']:.0f} images/s, {now['waiting']:.0%} waiting for data"


def not_a_number(loss: float, step: int, output: Path) -> str:
    """The line that ends a run whose loss is NaN or infinite."""
    good = checkpoints.list_checkpoints(output)
    kept = f"the last good checkpoint is {good[0]}" if good else "no checkpoint had been written yet"
    return f"the loss became {loss} at step {step}; {kept}; try a lower --lr or a higher temperature"


def interrupted(main: bool, number: int | None, output: Path) -> None:
    """Leave after a signal whose checkpoint is written."""
    if main:
        say(f"interrupted: saved {checkpoints.list_checkpoints(output)[0]}; resume with --resume auto")
    raise SystemExit(128 + (number or signal.SIGTERM))
