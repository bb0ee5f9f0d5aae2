"""Sample a dataset of images from a trained StyleGAN2; image i is always that of seed i.

    .venv/bin/python image_generation/stylegan2/generate_dataset.py --network network-snapshot-025000.pkl \\
        --output outputs/stylegan2_mixup --n-samples 105000 --mixup 6

Takes our .safetensors and published network-snapshot-*.pkl files, whose code is not executed. Called again, an
interrupted run resumes; a finished one checks its images and repairs what is damaged.
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
import hashlib
import re
import signal
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from learning.threads import settle_threads

if __name__ == "__main__":
    # Before torch is loaded, which reads the settings of its threads once.
    settle_threads(None)

import torch

from image_generation.common import cli
from image_generation.common.errors import UserError
from image_generation.common.progress import progress
from image_generation.datasets.folder import DatasetFolder
from image_generation.datasets.layout import CONFIG, GAN_COLUMNS
from image_generation.mixing import ONE
from image_generation.processes.pool import Finished, Message, Pool
from image_generation.shaders.flags import add_device_flags, process_count, refuse_gpus_on_cpu
from stylegan2.dataset_worker import MIXING_STRIDE, GanSettings, make_handler
from stylegan2.network_files import load_networks
from stylegan2.sampling import labels_for

# Flags that say how the work is done, not what the images are: not part of config.yaml.
NOT_SAVED = ("output", "config", "device", "gpus", "workers", "batch", "overwrite")
IDLE_DEATHS = 6  # processes that die in a row, no image between them, end the run
MOST_IMAGES = 1 << 31


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    """The command line as a namespace."""
    parser = cli.OneLineParser(description=__doc__)
    cli.add_config(parser)
    group = parser.add_argument_group("dataset")
    group.add_argument("--network", required=True, metavar="FILE", help=".safetensors or published .pkl")
    group.add_argument("--output", metavar="DIR", help="folder to write (default: that of --config DIR/config.yaml)")
    group.add_argument("--n-samples", type=cli.positive_int, required=True, metavar="N", help="images to make")
    group.add_argument(
        "--mixup",
        type=cli.positive_int,
        default=1,
        metavar="K",
        help="samples in an image, mixed convexly (default: 1)",
    )
    group.add_argument(
        "--class", dest="classes", metavar="C|all", help="class, of a class-conditional network (default: none)"
    )
    group.add_argument(
        "--truncation-psi",
        type=cli.finite_float,
        default=1.0,
        metavar="PSI",
        help="truncation towards the mean latent; 1: none (default: 1)",
    )
    group.add_argument("--noise-mode", choices=("const", "random", "none"), default="const", help="the layers' noise")
    group.add_argument("--seed", type=cli.seed_number, default=0, help="of the mixing weights (default: 0)")
    group.add_argument(
        "--layout",
        choices=("flat", "class"),
        default="flat",
        help="flat: folders of 1000 by index; class: a folder a class",
    )
    group.add_argument("--image-format", choices=("jpg", "png", "webp"), default="jpg", help="of the files")
    group.add_argument(
        "--quality", type=int, choices=range(1, 101), default=95, metavar="1-100", help="of jpg and webp, 100 the best"
    )
    group.add_argument("--overwrite", action="store_true", help="remove the dataset that is in the folder first")
    add_device_flags(parser, timeout=None, per_gpu=1, title="machine (on CPU, does not change the images)")
    group = parser.add_argument_group("memory")
    group.add_argument("--batch", type=cli.positive_int, default=32, help="samples computed at once (default: 32)")
    args = cli.parse_args_with_config(parser, argv, ignore=("network_sha1",))
    if args.output is None:
        if args.config is None or Path(args.config).name != CONFIG:
            parser.error("--output is required")
        args.output = str(Path(args.config).parent)
    if args.layout == "class" and args.classes is None:
        parser.error("--layout class needs --class all (or one class)")
    return args


def choose_devices(args: argparse.Namespace) -> tuple[tuple[str, ...], int]:
    """Torch devices and the number of processes; raises UserError for GPUs that are not there."""
    refuse_gpus_on_cpu(args)
    available = torch.cuda.device_count()
    if args.device == "cpu" or (args.device == "auto" and not args.gpus and not available):
        return ("cpu",), process_count(args.workers, gpus=0)
    gpus = args.gpus or list(range(available))
    missing = [gpu for gpu in gpus if gpu >= available]
    if missing or not gpus:
        named = f"--gpus {missing[0]}" if missing else "--device cuda"
        raise UserError(f"{named}: torch sees {available} CUDA GPUs here; use --device cpu or auto", 2)
    return tuple(f"cuda:{gpu}" for gpu in gpus), process_count(args.workers, gpus=len(gpus), per_gpu=1)


def choose_classes(text: str | None, network) -> tuple[int, ...] | None:
    """The classes that --class names; raises UserError (code 2) where they do not fit the network."""
    if network.c_dim == 0:
        if text is not None:
            raise UserError(f"--class {text[:40]}: the network is not class-conditional; leave it out", 2)
        return None
    if text == "all":
        return tuple(range(network.c_dim))
    if text is None or not re.fullmatch("[0-9]{1,9}", text):
        given = "the network is class-conditional" if text is None else f"--class {text[:40]}"
        raise UserError(f"{given}: give --class 0 to {network.c_dim - 1}, or --class all", 2)
    labels_for(network, [int(text)], 1)
    return (int(text),)


def make_images(folder: DatasetFolder, settings: GanSettings, n_images: int, workers: int) -> int:
    """Make every image that is not there; returns how many were. Raises UserError where that cannot be done."""
    kept = {
        index
        for index in progress(sorted(folder.journal.images), desc="checking what is there", unit="img", leave=False)
        if index < n_images and folder.intact(index, settings.name(index))
    }
    missing = [index for index in range(n_images) if index not in kept]
    size = max(settings.batch // settings.mixup, 1)
    waiting = deque(tuple(missing[k : k + size]) for k in range(0, len(missing), size))
    done, deaths = set(kept), 0
    with progress(total=n_images, initial=len(kept), unit="img") as bar:
        if missing:
            workers = min(workers, len(waiting))
            with Pool(make_handler, (settings,), workers, timeout=float("inf")) as pool:
                while waiting or pool.busy:
                    while waiting and pool.wants_task():
                        pool.submit(waiting.popleft())
                    for event in pool.wait():
                        if isinstance(event, Message):
                            deaths = 0
                            for index, *written in event.payload.images:
                                folder.journal.images[index] = (*written, (0,))
                                bar.update(index not in done)
                                done.add(index)
                        elif not isinstance(event, Finished):
                            deaths += 1
                            if deaths >= IDLE_DEATHS:
                                raise UserError(f"processes end again and again ({event.detail}); a smaller --batch?")
                            waiting.extendleft(
                                left for task in event.tasks if (left := tuple(i for i in task if i not in done))
                            )
    return len(kept)


def sample_rows(folder: DatasetFolder, settings: GanSettings, n_images: int) -> Iterator[tuple]:
    """Rows of samples.csv: COLUMNS."""
    for index in range(n_images):
        size, crc, _ = folder.journal.images[index]
        seeds = ";".join(map(str, settings.seeds(index)))
        weights = [str(w / ONE) for w in settings.mixture(index).weights] if settings.mixup > 1 else []
        label = settings.class_of(index)
        yield (
            index,
            settings.name(index),
            seeds,
            "" if label is None else label,
            ";".join(weights),
            size,
            f"{crc:08x}",
        )


def main(argv: list[str] | None = None) -> int:
    """Run the command."""
    args = parse_args(argv)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # leave as on Ctrl-C: whole files, processes ended
    started = time.monotonic()
    if args.n_samples + (args.mixup - 1) * MIXING_STRIDE > MOST_IMAGES:
        raise UserError(f"--n-samples {args.n_samples}: seeds end at {MOST_IMAGES}", 2)
    network = load_networks(args.network)["G_ema"]
    classes = choose_classes(args.classes, network)
    devices, workers = choose_devices(args)
    with open(args.network, "rb") as file:
        digest = hashlib.file_digest(file, "sha1").hexdigest()
    values = {key: value for key, value in vars(args).items() if key not in NOT_SAVED} | {"network_sha1": digest}
    settings = GanSettings(
        network=args.network,
        root=args.output,
        classes=classes,
        mixup=args.mixup,
        seed=args.seed,
        truncation_psi=args.truncation_psi,
        noise_mode=args.noise_mode,
        devices=devices,
        batch=args.batch,
        layout=args.layout,
        image_format=args.image_format,
        quality=args.quality,
    )
    with DatasetFolder(args.output, values, args.overwrite) as folder:
        kept = make_images(folder, settings, args.n_samples, workers)
        name = Path(args.network).name
        folder.finish(
            sample_rows(folder, settings, args.n_samples),
            [(0, name, args.network, digest)],
            sample_columns=GAN_COLUMNS,
        )
    seconds, made = time.monotonic() - started, args.n_samples - kept
    side = network.img_resolution
    print(
        f"{args.n_samples} images of {side}x{side} in {args.output}: {made} sampled in {seconds:.1f} s "
        f"({made / seconds:.1f} images/s), {kept} kept"
    )
    return 0


if __name__ == "__main__":
    cli.run_main(main)
