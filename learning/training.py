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
from learning.data.live import ResidentBatches
from learning.data.loader import Batch, Batches, Plan, for_each, merge_skipped
from learning.distributed import Processes, mean_over_processes
from learning.logs import Log, plot_curve, say
from learning.multicrop import DeviceCrops
from learning.schedules import set_lr
from learning.views import DeviceViews, normalize, to_device

READ_EVERY = 100  # steps without a row of the log after which the loss is read all the same
AGREE_EVERY = 10  # steps in which several processes on GPUs hear that one was told to stop


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
    batches: Callable[[int, int], Batches | ResidentBatches]
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
        return Window(self.plan.batch * self.plan.world, self.plan.world)


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

    Raises UserError for a loss that is no number (nothing is saved after it) and when data cannot go on;
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
            new_skipped = merge_skipped(skipped, batch, say)
            window.add(waited, mean_over_processes(_step_numbers(loss, numbers, new_skipped, stop, world)))
            ends_epoch = step % per_epoch == 0
            logs = step % args.print_freq == 0 or ends_epoch
            stopping = world.world == 1 and stop.signal is not None
            # Until a number is read, the next step can be asked of a GPU while it works on this one.
            if logs or stopping or reads_now(world, step):
                first = step - window.unread + 1
                stopping = window.read(("loss", *numbers)) or stopping
                if window.first_wrong is not None:
                    k, wrong = window.first_wrong
                    raise UserError(not_a_number(wrong, first + k, output))
            bar.update()
            bar.set_postfix_str(window.postfix(), refresh=False)
            if log is not None and logs:
                values = window.averages() | {
                    "lr": run.optimizer.param_groups[0]["lr"],
                    "skipped": window.unreadable,
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
        counted = f", {window.unreadable} unreadable images skipped" if window.unreadable else ""
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


def _step_numbers(
    loss: torch.Tensor, numbers: dict[str, torch.Tensor], skipped: int, stop: Stop, world: Processes
) -> torch.Tensor:
    """This process's row of one step: loss, numbers, new unreadable files, whether it was told to stop; on the device."""
    own = torch.tensor([float(skipped), float(stop.signal is not None)])
    return torch.cat([torch.stack([loss, *numbers.values()]).detach().float(), to_device(own, loss.device)])


def reads_now(world: Processes, step: int) -> bool:
    """Whether a step's numbers are read though nothing is logged: on the CPU they are there, and several processes
    must hear in time that one was told to stop."""
    return world.device.type == "cpu" or (world.world > 1 and step % AGREE_EVERY == 0) or step % READ_EVERY == 0


class Window:
    """Averages since the last row of the log.

    Attributes: steps (whose numbers are read), unreadable (files of the whole run), last_loss, first_wrong (None, or the
    number among the rows last read, and the loss, of the first that is NaN or infinite).
    """

    def __init__(self, images_per_step: int, world: int = 1):
        self.images_per_step, self.world = images_per_step, world
        self.last_loss: float | None = None
        self.first_wrong: tuple[int, float] | None = None
        self.unreadable = 0
        self._rows: list[torch.Tensor] = []
        self.restart()

    def restart(self) -> None:
        """Begin a new window; what was not read is dropped."""
        self.began, self.waited, self.timed = time.perf_counter(), 0.0, 0
        self.sums: dict[str, float] = {}
        self.steps = 0
        self._rows.clear()

    @property
    def unread(self) -> int:
        """Steps whose numbers are not read yet."""
        return len(self._rows)

    def add(self, waited: float, row: torch.Tensor) -> None:
        """One step: seconds waited for its data, and its numbers (_step_numbers, averaged over processes)."""
        self.waited += waited
        self.timed += 1
        self._rows.append(row)

    def read(self, names: Sequence[str]) -> bool:
        """Read the rows that are there, which waits for the device; whether a process was told to stop."""
        stopping = False
        self.first_wrong = None
        rows = torch.stack(self._rows).tolist() if self._rows else []
        self._rows.clear()
        for k, (*values, skipped, told) in enumerate(rows):
            self.unreadable += round(skipped * self.world)
            stopping = stopping or told > 0
            if not math.isfinite(values[0]):
                self.first_wrong = (k, values[0])
                break
            self.steps += 1
            self.last_loss = values[0]
            for name, value in zip(names, values, strict=True):
                self.sums[name] = self.sums.get(name, 0.0) + value
        return stopping

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
        loss = f"loss {now['loss']:.3f}, " if "loss" in now else ""
        return f"{loss}{now['images_per_s']:.0f} images/s, {now['waiting']:.0%} waiting for data"


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


# ------------------------------------------------------------------ saving and resuming


def save_progress(run: Run, output: Path, step: int) -> None:
    """Write the checkpoint of this step and prune older ones."""
    args, per_epoch = run.args, run.plan.steps_per_epoch
    epoch, rest = divmod(step, per_epoch)
    name = checkpoints.checkpoint_name(epoch, rest) if rest else checkpoints.checkpoint_name(epoch - 1)
    state = {
        "epoch": epoch,
        "step": step,
        "arch": args.arch,
        "state_dict": run.model.state_dict(),
        "optimizer": run.optimizer.state_dict(),
        "args": {key: value for key, value in vars(args).items() if key != "config"},
        "window": {"sums": run.window.sums, "steps": run.window.steps},
        "data": {"length": run.plan.length, "joint_batch": run.plan.batch * run.plan.world},
        **run.exported(),
    }
    checkpoints.save_checkpoint(output / name, state)
    checkpoints.prune_checkpoints(output, args.keep_last, args.milestone_every)


def load_progress(run: Run, output: Path) -> int:
    """Load what --resume names into the run; the step to go on from (0: nothing to resume).

    With `auto`, the furthest checkpoint that can be read; each damaged one is named on stderr.
    """
    args = run.args
    checkpoints.remove_leftovers(output) if run.processes.main else None
    if not args.resume:
        return args.start_epoch * run.plan.steps_per_epoch
    if args.resume != "auto":
        return _restore(run, checkpoints.read_checkpoint(args.resume), args.resume)
    for path in checkpoints.list_checkpoints(output):
        try:
            state = checkpoints.read_checkpoint(path)
        except checkpoints.DamagedCheckpoint as error:
            if run.processes.main:
                say(f"--resume auto: {error}; going back to the checkpoint before")
            continue
        return _restore(run, state, path)
    if run.processes.main:
        say(f"--resume auto: no checkpoint in {output}: starting from the beginning")
    return 0


def _restore(run: Run, state: dict[str, Any], path: str | Path) -> int:
    if isinstance(state, dict) and "model" in state:  # as SupContrast calls it
        state = {"state_dict": state["model"], **state}
    if run.imported is not None and isinstance(state, dict):
        state = run.imported(state)
    if not isinstance(state, dict) or not {"state_dict", "optimizer", "epoch"} <= set(state):
        raise UserError(f"--resume {path}: is no checkpoint of this trainer", 2)
    arch = state.get("arch")
    if arch not in (None, run.args.arch):
        raise UserError(f"--resume {path}: holds a {arch}, not a {run.args.arch}: give --arch {arch}", 2)
    try:
        run.model.load_state_dict(state["state_dict"])
    except RuntimeError as error:
        first = str(error).splitlines()[1].strip() if len(str(error).splitlines()) > 1 else str(error)
        raise UserError(f"--resume {path}: does not fit this model ({first[:160]})", 2) from None
    run.optimizer.load_state_dict(state["optimizer"])
    data = {"length": run.plan.length, "joint_batch": run.plan.batch * run.plan.world}
    if "step" not in state:  # an official checkpoint counts epochs alone
        return int(state["epoch"]) * run.plan.steps_per_epoch
    if state["data"] != data and state["step"] % run.plan.steps_per_epoch:
        raise UserError(
            f"--resume {path}: was written within an epoch of {state['data']['length']} images in batches of "
            f"{state['data']['joint_batch']}, now {data['length']} in {data['joint_batch']}: use the same data and batch",
            2,
        )
    run.window.sums, run.window.steps = dict(state["window"]["sums"]), state["window"]["steps"]
    if state["data"] != data:
        return int(state["epoch"]) * run.plan.steps_per_epoch
    return int(state["step"])
