"""The training loop that every trainer shares: batches, views, step, log, checkpoint, resume.

A trainer gives its model, its optimizer and `loss_of(batch, views) -> (loss, {name: number})`; all else is here.
"""

from __future__ import annotations

import argparse
import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from torch import nn

from image_generation.common.progress import progress
from learning import checkpoints, seeding
from learning.data.live import ResidentBatches
from learning.data.live_batches import LiveBatches
from learning.data.loader import Batch, Batches, Plan, for_each, merge_skipped
from learning.distributed import Processes, mean_over_processes
from learning.logs import Log, Window, plot_curve, say
from learning.multicrop import DeviceCrops
from learning.progress import load_progress, save_progress
from learning.schedules import set_lr
from learning.stopping import GracefulStop, require_finite, require_finite_state
from learning.views import DeviceViews, normalize, to_device
from learning.waiting import Wait, Waits

PLOT_EVERY = 10.0  # seconds at least between two drawings of the curve, which take longer than short epochs
READ_EVERY = 100  # steps without a row of the log after which the numbers are read all the same
AGREE_EVERY = 10  # steps in which several processes on GPUs hear that one was told to stop
ADVICE = "try a lower --lr or a higher temperature"


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
    batches: Callable[[int, int], Batches | LiveBatches | ResidentBatches]
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


def train(run: Run) -> None:
    """Train from where the newest checkpoint stands (or from the start) to the last epoch.

    Raises UserError for a loss or weights that are no numbers (nothing is saved after them) and when there is no more
    data to be had; on SIGTERM or SIGINT saves a checkpoint and exits with 128 + the signal's number.
    """
    args, world = run.args, run.processes
    output = Path(args.output)
    per_epoch = run.plan.steps_per_epoch
    step = load_progress(run, output)
    last = args.epochs * per_epoch
    log = None
    if world.main:
        columns = ["loss", "lr", *run.columns, "images_per_s", "waiting", "skipped", "knn"]
        log = Log(output, columns, step, wandb=args.wandb, settings=vars(args))
    batches = run.batches(step, last)
    skipped: set[str] = set()
    unreadable = 0
    unread: list[tuple[Wait, torch.Tensor]] = []  # of steps, and the numbers where they were computed
    waits = Waits(world.device)
    window = run.window
    next_plot = time.monotonic() + PLOT_EVERY
    stop = GracefulStop()
    bar = progress(total=last, initial=step, unit="step", disable=not world.main)
    run.model.train()
    with stop.watching(), contextlib.closing(batches), bar:
        for batch, waited in batches:
            epoch = step / per_epoch
            set_lr(run.optimizer, run.lr_at(epoch))
            wait = waits.begins(waited)
            loss, numbers = optimize(run, batch, step)
            waits.ends()
            step += 1
            # One small exchange a step: processes agree on the loss, on unreadable files and on stopping.
            own = [float(merge_skipped(skipped, batch, say)), float(stop.signal is not None)]
            unread.append((wait, mean_over_processes(_row(loss, numbers, own))))
            bar.update()
            ends_epoch = step % per_epoch == 0
            logs = step % args.print_freq == 0 or ends_epoch
            stopping = world.world == 1 and stop.signal is not None
            # Until a number is read, the next step can be asked of a GPU while it works on this one.
            if logs or stopping or reads_now(world, step):
                for k, (stood_still, (mean_loss, *means, new_skipped, told)) in enumerate(
                    _read(unread), step - len(unread) + 1
                ):
                    unreadable += round(new_skipped * world.world)
                    stopping = stopping or told > 0
                    require_finite({"the loss": mean_loss}, k, lambda: checkpoints.list_checkpoints(output), ADVICE)
                    window.add(stood_still, {"loss": mean_loss, **dict(zip(numbers, means))})
                unread.clear()
                bar.set_postfix_str(postfix(window), refresh=False)
            saves = ends_epoch or stopping
            if saves:  # every process, so that none waits for others that have ended
                state = {"state_dict": run.model.state_dict(), "optimizer": run.optimizer.state_dict()}
                require_finite_state(state, step, lambda: checkpoints.list_checkpoints(output), ADVICE)
            if log is not None and logs:
                values = window.averages() | {
                    "lr": run.optimizer.param_groups[0]["lr"],
                    "skipped": unreadable,
                }
                if ends_epoch and run.monitor and (step // per_epoch) % args.monitor_every == 0:
                    values["knn"] = run.monitor()
                log.row(step, step / per_epoch, values)
                window.restart()
            if saves and world.main:
                save_progress(run, output, step)
                if stopping or time.monotonic() >= next_plot:
                    plot_curve(output)
                    next_plot = time.monotonic() + PLOT_EVERY
            if stopping and step < last:
                stop.leave(checkpoints.list_checkpoints(output)[0] if world.main else None)
    if log is not None:
        log.close()
        counted = f", {unreadable} unreadable images skipped" if unreadable else ""
        loss_text = f", loss {window.last['loss']:.4f}" if window.last else ""
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


def _row(loss: torch.Tensor, numbers: dict[str, torch.Tensor], own: list[float]) -> torch.Tensor:
    """The numbers of a step, float32 on the device: the loss, loss_of's numbers, and this process's own."""
    computed = torch.stack([loss, *numbers.values()]).detach().float()
    return torch.cat([computed, to_device(torch.tensor(own), loss.device)])


def reads_now(world: Processes, step: int) -> bool:
    """Whether the numbers of steps are read though nothing is logged: on the CPU they are there, and several processes
    must hear in time that one was told to stop."""
    return world.device.type == "cpu" or (world.world > 1 and step % AGREE_EVERY == 0) or step % READ_EVERY == 0


def _read(unread: list[tuple[Wait, torch.Tensor]]) -> list[tuple[float, list[float]]]:
    """Seconds that steps waited for data, and their numbers; waits for the device."""
    rows = torch.stack([row for _, row in unread]).tolist()
    return [(wait.measured(), row) for (wait, _), row in zip(unread, rows, strict=True)]


def postfix(window: Window) -> str:
    """The bar's text."""
    now = window.averages()
    return f"loss {now['loss']:.3f}, {now['images_per_s']:.0f} images/s, {now['waiting']:.0%} waiting for data"
