"""The training loop of StyleGAN2: batches, the phases of a step, log, snapshots, states, stop.

It reads as learning/training.py does and stands on the same parts; what a step does is in training_step.py.
"""

from __future__ import annotations

import argparse
import contextlib
import math
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch

from image_generation.common.errors import UserError
from image_generation.common.progress import progress
from learning import seeding
from learning.data.loader import Batches, Plan, SourceDataset, merge_skipped
from learning.distributed import Processes, mean_over_processes
from learning.logs import Log, Window, say
from learning.stopping import GracefulStop, require_finite, require_finite_state
from stylegan2 import run_files
from stylegan2.dataset import GanImages
from stylegan2.distances import Extractor, distances
from stylegan2.images import save_grid, to_uint8
from stylegan2.resume import training_state
from stylegan2.sampling import latents
from stylegan2.training_step import Model, after_step, one_hot, train_step

COLUMNS = ("loss_g", "loss_d", "r1", "path_length", "augment_p", "sign_real", "sec_per_kimg")
# Numbers of the lazy phases, which not every step has.
LAZY = ("r1", "path_length")
ADVICE = "try a larger --gamma or a lower --lr"


@dataclass(kw_only=True)
class Run:
    """All that `train` needs; stylegan2/prepare.py fills it in.

    step         where to start; started_from: the state that it was started from, which is never deleted
    extractor    features for --metrics, None where nothing is measured
    """

    args: argparse.Namespace
    processes: Processes
    source: GanImages
    model: Model
    plan: Plan
    step: int
    extractor: Extractor | None = None
    started_from: Path | None = None
    window: Window = field(init=False)

    def __post_init__(self) -> None:
        self.window = Window(self.batch)

    @property
    def batch(self) -> int:
        """Images a step, of all processes together."""
        return self.model.settings.batch

    @property
    def steps(self) -> int:
        """Steps to the end of --kimg."""
        return math.ceil(self.model.settings.kimg * 1000 / self.batch)

    @property
    def tick_steps(self) -> int:
        """Steps between rows of the log and states."""
        return max(round(self.args.tick * 1000 / self.batch), 1)


def train(run: Run) -> None:
    """Train from where the state stands (or from the start) to the end of --kimg.

    Raises UserError for a loss or weights that are no numbers (nothing is saved after them) and when data cannot go on;
    on SIGTERM or SIGINT saves a state and exits with 128 + the signal's number.
    """
    args, world, step = run.args, run.processes, run.step
    folder, last = Path(args.output), run.steps
    log = None
    if world.main:
        metrics = [f"{name}{run.extractor.suffix}" for name in args.metrics] if run.extractor else []
        columns = [*COLUMNS, *metrics]
        log = Log(folder, columns, step, position="kimg", digits=7, plot=run_files.plot_metrics)
    dataset = SourceDataset(run.source, None, args.seed)
    batches = Batches(dataset, run.plan, step, last, args.workers, world.device.type == "cuda")
    skipped: set[str] = set()
    window, stop, measured = run.window, GracefulStop(), {}
    bar = progress(total=last * run.batch, initial=step * run.batch, unit="img", disable=not world.main)
    with stop.watching(), contextlib.closing(batches), bar:
        for batch, waited in batches:
            numbers = optimize(run, batch, step)
            step += 1
            merge_skipped(skipped, batch, say)
            # Processes share what they measured, and whether one of them was told to stop.
            own = torch.stack([*numbers.values(), *model_floats(run, float(stop.signal is not None))])
            *means, stopping = mean_over_processes(own).tolist()
            values = dict(zip(numbers, means))
            require_finite(values, step, lambda: run_files.list_states(folder), ADVICE)
            lazy = {name: values.pop(name) for name in LAZY if name in values}
            window.add(waited, values, lazy)
            bar.update(run.batch)
            bar.set_postfix_str(postfix(run, step), refresh=False)
            done, tick = step == last, step % run.tick_steps == 0
            saves = done or tick or stopping
            if saves:  # every process, so that none waits for others that have ended
                require_finite_state(run.model.state_dict(), step, lambda: run_files.list_states(folder), ADVICE)
            if world.main and (done or (tick and step // run.tick_steps % args.snap == 0)):
                measured = snapshot(run, step)
            if log is not None and (done or tick):
                log.row(step, step * run.batch / 1000, row(run) | measured)
                measured = measured if done else {}
            if saves and world.main:
                save_progress(run, step)
            if tick:
                window.restart()
            if stopping and not done:
                if log is not None:
                    log.close()
                stop.leave(run_files.list_states(folder)[0] if world.main else None)
    if log is not None:
        log.close()
        shown = "".join(f", {name} {value:.4g}" for name, value in measured.items())
        print(f"trained to {step * run.batch / 1000:.3f} kimg{shown}: {folder}")


def optimize(run: Run, batch, step: int) -> dict[str, torch.Tensor]:
    """One step of both networks; all of its randomness comes from (seed, step, rank)."""
    device, classes = run.processes.device, run.source.classes
    labels_of_all = torch.from_numpy(run.source.files.labels) if classes else torch.zeros(1, dtype=torch.int64)

    def fake_labels(n: int) -> torch.Tensor:
        chosen = labels_of_all[torch.randint(len(labels_of_all), (n,))]
        return one_hot(chosen.to(device), len(classes))

    seeding.seed_everything(run.args.seed, seeding.STEP, step, run.processes.rank)
    reals = batch.images.to(device).float() / 127.5 - 1
    labels = one_hot(batch.labels.to(device), len(classes))
    at_once = run.args.batch_gpu or run.batch // run.processes.world
    numbers = train_step(run.model, step, reals, labels, fake_labels, at_once)
    after_step(run.model, step, run.batch)
    return numbers


def model_floats(run: Run, *values: float) -> torch.Tensor:
    """Numbers as a tensor on the device that trains."""
    return torch.tensor(values, device=run.processes.device)


def row(run: Run) -> dict[str, float]:
    """A row of the log: averages since the last one."""
    now = run.window.averages()
    now.pop("waiting")
    augment_p = 0.0 if run.model.augment is None else float(run.model.augment.p)
    return {**now, "augment_p": augment_p, "sec_per_kimg": 1000 / now.pop("images_per_s")}


def postfix(run: Run, step: int) -> str:
    """The bar's text."""
    now = row(run)
    return f"{step * run.batch / 1000:.2f} kimg, {now['sec_per_kimg']:.1f} s/kimg, p {now['augment_p']:.3f}"


def save_progress(run: Run, step: int) -> None:
    """Write the state of this step and delete older ones. Raises UserError where it cannot be written."""
    spare = () if run.started_from is None else (run.started_from,)
    state = training_state(run.args, run.model, run.source, step)
    try:
        run_files.save_state(run.args.output, step * run.batch, state, spare)
    except UserError:
        run_files.drop_lone_snapshot(run.args.output, step * run.batch)
        raise


def snapshot(run: Run, step: int) -> dict[str, float]:
    """Write the grid and the networks of this step; the metrics of the generator's average, as the log has them."""
    args, model, images = run.args, run.model, step * run.batch
    save_fakes(args.output, images, model, args.grid)
    run_files.save_snapshot(args.output, images, {"G": model.G, "D": model.D, "G_ema": model.G_ema})
    if run.extractor is None:
        return {}
    return distances(
        model.G_ema,
        run.source,
        run.extractor,
        names=args.metrics,
        count=args.metric_images,
        cache=args.output,
        device=run.processes.device,
    )


@torch.no_grad()
def save_fakes(folder: str | Path, images: int, model: Model, count: int) -> None:
    """Write fakes-IMAGES.png: always the same latents, and classes in turn along the rows."""
    c_dim = model.G_ema.c_dim
    columns = round(math.sqrt(count))
    classes = torch.arange(count) // columns % max(c_dim, 1)
    parts = []
    for seeds in torch.arange(count).split(16):
        z = latents(model.G_ema, seeds.tolist()).to(model.device)
        c = one_hot(classes[seeds], c_dim).to(model.device)
        parts.append(to_uint8(model.G_ema(z, c, noise_mode="const")))
    save_grid(Path(folder) / f"fakes-{images:09d}.png", np.concatenate(parts), columns)
