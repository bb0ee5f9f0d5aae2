"""Train StyleGAN2 with adaptive discriminator augmentation on a folder of images.

    .venv/bin/python stylegan2/train.py --data outputs/images --output outputs/gan --resolution 256 --gamma 100 \\
        --augpipe bgcfnc --kimg 25000

On several GPUs: torchrun --standalone --nproc-per-node 4 stylegan2/train.py ... An interrupted run goes on with
--resume auto; --resume FILE starts from a published network-snapshot-*.pkl or one of our .safetensors.
"""

import argparse
import contextlib
import math
import signal
import time
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from image_generation.common.cli import (
    OneLineParser,
    add_config,
    non_negative_int,
    parse_args_with_config,
    positive_float,
    positive_int,
    run_main,
    save_config,
    seed_number,
)
from image_generation.common.errors import UserError
from learning import seeding
from learning.data.loader import Batches, Plan, SourceDataset
from learning.distributed import mean_over_processes, processes
from learning.logs import say
from learning.stopping import GracefulStop as Stop
from stylegan2 import metrics, presets, run_files
from stylegan2 import resume as start
from stylegan2.augment import PIPES
from stylegan2.dataset import GanImages
from stylegan2.images import save_grid, to_uint8
from stylegan2.malloc import keep_freed_memory
from stylegan2.sampling import latents
from stylegan2.training_step import after_step, one_hot, train_step

COLUMNS = ("loss_g", "loss_d", "r1", "path_length", "augment_p", "sign_real", "sec_per_kimg")


def unit_interval(text):
    """argparse type: a number from 0 to 1."""
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"must be from 0 to 1, not {text}")
    return value


def non_negative_float(text):
    """argparse type: a finite number that is not below 0."""
    value = float(text)
    if not (0 <= value < math.inf):
        raise argparse.ArgumentTypeError(f"must be 0 or more, not {text}")
    return value


def parse_args(argv=None):
    """The command line, with the release's flags where it has them."""
    parser = OneLineParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    group = parser.add_argument_group("data")
    group.add_argument("--data", required=True, metavar="DIR", help="folder of square images, sub-folders included")
    group.add_argument("--resolution", type=positive_int, help="power of two (default: the images' size)")
    group.add_argument("--mirror", action="store_true", help="show mirrored images too")
    group.add_argument("--cond", action="store_true", help="condition on the class folders of --data")
    group.add_argument("--workers", type=non_negative_int, default=2, help="data-loading processes (default: 2)")
    group = parser.add_argument_group("base configuration")
    group.add_argument("--cfg", choices=presets.NAMES, default="auto")
    group.add_argument("--kimg", type=positive_float, help="thousands of real images to train on")
    group.add_argument("--batch", type=positive_int, help="images a step, of all processes together")
    group.add_argument("--batch-gpu", type=positive_int, help="images computed at once (default: all of a process)")
    group.add_argument("--gamma", type=non_negative_float, help="weight of R1")
    group.add_argument("--lr", type=positive_float)
    group.add_argument("--ema-kimg", type=positive_float, help="half-life of the generator's average")
    group.add_argument("--mbstd-group", type=positive_int, help="images a minibatch-deviation group")
    group.add_argument("--channel-base", type=positive_int, help="feature maps times resolution")
    group.add_argument("--channel-max", type=positive_int, default=512)
    group.add_argument("--z-dim", type=positive_int, default=512)
    group.add_argument("--w-dim", type=positive_int, default=512)
    group.add_argument("--precision", choices=("fp16", "bf16", "fp32"), default="fp16",
                       help="of the four highest resolutions on a GPU; CPUs compute in fp32")  # fmt: skip
    group = parser.add_argument_group("augmentation")
    group.add_argument("--aug", choices=("ada", "noaug", "fixed"), default="ada")
    group.add_argument("--p", type=unit_interval, help="probability of --aug fixed")
    group.add_argument("--target", type=unit_interval, help="target of --aug ada (default: 0.6)")
    group.add_argument("--augpipe", choices=tuple(PIPES), default="bgc")
    group = parser.add_argument_group("transfer")
    group.add_argument("--resume", metavar="auto|FILE", help="go on here, from a training-state, or from a network")
    group.add_argument("--freezed", type=non_negative_int, default=0, help="layers of the discriminator to freeze")
    group = parser.add_argument_group("run")
    group.add_argument("--output", required=True, metavar="DIR")
    group.add_argument("--overwrite", action="store_true", help="start over in a folder that holds a run")
    group.add_argument("--tick", type=positive_float, default=4, help="kimg between rows of the log and states")
    group.add_argument("--snap", type=positive_int, default=50, help="ticks between snapshots (default: 50)")
    group.add_argument("--grid", type=positive_int, default=64, help="images in a grid (default: 64)")
    group.add_argument("--seed", type=seed_number, default=0)
    group.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    group.add_argument("--metrics", nargs="*", choices=("fid", "kid"), default=[], help="measured at snapshots")
    group.add_argument("--feature-extractor", default="inception", metavar="inception|random:ARCH|CHECKPOINT")
    group.add_argument("--metric-images", type=positive_int, default=10000)
    add_config(parser)
    args = parse_args_with_config(parser, argv)
    if (args.aug == "fixed") != (args.p is not None):
        parser.error("--aug fixed and --p belong together")
    if args.target is not None and args.aug != "ada":
        parser.error("--target needs --aug ada")
    if args.overwrite and args.resume == "auto":
        parser.error("--overwrite starts over, --resume auto goes on: give one of them")
    return args


def main(argv=None):
    """Run the command."""
    args = parse_args(argv)
    with processes(args.device) as here:
        if here.device.type == "cpu":
            keep_freed_memory()
        if here.main:
            check_folder(args)
        train(args, here)


def check_folder(args):
    """Raises UserError (code 2) where the output folder holds a run that is neither resumed nor overwritten."""
    folder = Path(args.output)
    if not run_files.list_states(folder):
        return
    if not args.overwrite and args.resume != "auto":
        raise UserError(f"--output {folder}: holds a run; go on with --resume auto, or start over with --overwrite", 2)
    if args.overwrite and args.resume and Path(args.resume).resolve().parent == folder.resolve():
        raise UserError(f"--overwrite would delete {args.resume}, from which to --resume", 2)


def prepare_folder(args):
    """Make the output folder; leave of earlier runs what --overwrite and kill -9 leave."""
    folder = Path(args.output)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"--output {folder}: cannot be made ({error.strerror})", 2) from None
    run_files.clear_leftovers(folder)
    if args.overwrite:
        run_files.clear(folder)


def train(args, here):
    """Train to the end of --kimg, or to a signal (then a state is saved and the exit status is 128 + its number)."""
    folder = Path(args.output)
    source = GanImages(args.data, args.resolution, args.mirror, args.cond)
    if args.aug != "noaug" and "imgfilter" in PIPES[args.augpipe] and source.resolution < 32:
        raise UserError(f"--augpipe {args.augpipe}: its filters need images of 32x32 at least; take bgc", 2)
    model, step = start.make_model(args, here, source)
    settings = model.settings
    extractor = metrics.open_extractor(args.feature_extractor, here.device) if args.metrics and here.main else None
    share, at_once = settings.batch // here.world, args.batch_gpu or settings.batch // here.world
    plan = training_plan(source, share, here, args.seed)
    total = math.ceil(settings.kimg * 1000 / settings.batch)
    tick_steps = max(round(args.tick * 1000 / settings.batch), 1)
    class_labels = torch.from_numpy(source.files.labels) if source.classes else torch.zeros(1, dtype=torch.int64)

    def fake_labels(n):
        chosen = class_labels[torch.randint(len(class_labels), (n,))]
        return one_hot(chosen.to(here.device), len(source.classes))

    log = None
    if here.main:
        prepare_folder(args)
        save_config(args, folder / "config.yaml", drop=("resume", "overwrite", "device"))
        names = [f"{name}{extractor.suffix}" for name in args.metrics] if extractor else []
        log = run_files.Log(folder, [*COLUMNS, *names], step)
        if step == 0:
            columns = round(math.sqrt(args.grid))
            save_grid(folder / "reals.png", source.some(args.grid)[0], columns)
            snapshot_grid(folder, 0, model, args.grid)
        if args.resume not in (None, "auto"):  # from here on --resume auto finds what this run started from
            run_files.save_state(folder, step * settings.batch, start.training_state(args, model, source, step))

    dataset = SourceDataset(source, None, args.seed)
    batches = Batches(dataset, plan, step, total, args.workers, here.device.type == "cuda")
    bar = tqdm(total=total * settings.batch, initial=step * settings.batch, unit="img", disable=not here.main,
               bar_format="{l_bar}{bar}| {elapsed}<{remaining}{postfix}")  # fmt: skip
    window, values, stop = Window(step), {}, Stop()
    with stop.watching(), contextlib.closing(batches), bar:
        for batch, _ in batches:
            seeding.seed_everything(args.seed, seeding.STEP, step, here.rank)
            reals = batch.images.to(here.device).float() / 127.5 - 1
            labels = one_hot(batch.labels.to(here.device), len(source.classes))
            numbers = train_step(model, step, reals, labels, fake_labels, at_once)
            after_step(model, step, settings.batch)
            step += 1
            images = step * settings.batch
            # Processes share what they measured, and whether one of them was told to stop.
            own = torch.stack([*numbers.values(), reals.new_tensor(float(stop.signal is not None))])
            *means, stopping = mean_over_processes(own).tolist()
            window.add(dict(zip(numbers, means)))
            check_finite(numbers, means, step, folder)
            done, tick = step == total, step % tick_steps == 0
            if here.main:
                seconds = window.seconds_per_kimg(step, settings.batch)
                p = 0.0 if model.augment is None else float(model.augment.p)
                bar.set_postfix_str(f"{images / 1000:.2f} kimg, {seconds:.1f} s/kimg, p {p:.3f}", refresh=False)
                if done or (tick and step // tick_steps % args.snap == 0):
                    snapshot_grid(folder, images, model, args.grid)
                    run_files.save_snapshot(folder, images, {"G": model.G, "D": model.D, "G_ema": model.G_ema})
                    values = measure(args, model, source, extractor, here.device)
                if done or tick:
                    log.row(
                        step,
                        images / 1000,
                        window.means() | {"augment_p": p, "sec_per_kimg": seconds} | values,
                    )
                if done or tick or stopping:
                    run_files.save_state(folder, images, start.training_state(args, model, source, step))
            bar.update(settings.batch)
            if tick:
                window, values = Window(step), {} if not done else values
            if stopping and not done:
                if here.main:
                    log.close()
                    say(f"interrupted after {images / 1000:.3f} kimg: go on with --resume auto")
                raise SystemExit(128 + (stop.signal or signal.SIGTERM))
    if here.main:
        log.close()
        shown = "".join(f", {name} {value:.4g}" for name, value in values.items())
        print(f"trained to {step * settings.batch / 1000:.3f} kimg{shown}: {folder}")


class Window:
    """Means and speed since the last row of the log."""

    def __init__(self, step):
        self.first, self.began, self.values = step, time.perf_counter(), {}

    def add(self, numbers):
        """One step's numbers."""
        for name, value in numbers.items():
            self.values.setdefault(name, []).append(value)

    def means(self):
        """Mean of each number over the steps that had it."""
        return {name: float(np.mean(values)) for name, values in self.values.items()}

    def seconds_per_kimg(self, step, batch):
        """Seconds for a thousand images."""
        return (time.perf_counter() - self.began) / ((step - self.first) * batch) * 1000


def measure(args, model, source, extractor, device):
    """The metrics of the generator's average, as rows of the log have them."""
    if extractor is None:
        return {}
    count, cache = args.metric_images, args.output
    return metrics.distances(model.G_ema, source, extractor, args.metrics, count, cache, device)


def training_plan(source, share, here, seed):
    """Which images every step takes: permutations, repeated where the folder holds less than a batch."""
    copies = -(-share * here.world // len(source))

    def order(epoch):
        rngs = (np.random.default_rng(seeding.derive(seed, seeding.ORDER, epoch, copy)) for copy in range(copies))
        return np.concatenate([rng.permutation(len(source)) for rng in rngs])

    return Plan(len(source) * copies, share, here.rank, here.world, order)


def check_finite(names, values, step, folder):
    """Raises UserError for a loss that is no number; nothing is saved after it."""
    for name, value in zip(names, values):
        if not math.isfinite(value):
            states = run_files.list_states(folder)
            kept = f"the last good state is {states[0]}" if states else "no state had been saved yet"
            raise UserError(f"{name} became {value} at step {step}; {kept}; try a larger --gamma or a lower --lr")


@torch.no_grad()
def snapshot_grid(folder, images, model, count):
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


if __name__ == "__main__":
    run_main(main)
