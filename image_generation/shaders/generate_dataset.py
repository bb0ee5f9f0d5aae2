"""Render shader programs into a folder of images that the same settings always make again.

    .venv/bin/python image_generation/shaders/generate_dataset.py --shaders bundled --output outputs/images \\
        --n-samples 1000 --resolution 256

Called again, an interrupted run goes on; a finished one checks its images and mends what is damaged.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from pathlib import Path

from image_generation import cli
from image_generation.cli import UserError
from image_generation.shaders import programs
from image_generation.shaders.dataset_folder import CONFIG, DatasetFolder
from image_generation.shaders.dataset_worker import FileSettings
from image_generation.shaders.egl_devices import EglDevice, choose_device
from image_generation.shaders.generation import Generation
from image_generation.shaders.image_maker import MakerSettings
from image_generation.shaders.sampler import TIME_RANGE, SamplerSettings
from image_generation.shaders.samples_mixer import COMBINATION_TYPES, MIXING_TYPES, MixtureSettings
from image_generation.shaders.shader_list import SHADERS_HELP, resolve
from image_generation.shaders.workers import available_cores

# Flags that say how the work is done, not what the images are: not part of config.yaml.
NOT_SAVED = ("output", "config", "device", "gpus", "workers", "timeout", "overwrite")

PROCESSES_PER_GPU = 4
HASTY_PIXELS = 2_000_000  # programs that draw fewer are compiled hastily (docs/benchmarks.md)


def add_sampling_flags(parser: argparse.ArgumentParser) -> None:
    """The flags that say what the images are of, shared with live rendering."""
    group = parser.add_argument_group("sampling")
    group.add_argument(
        "--time-range", type=cli.finite_float, nargs=2, default=list(TIME_RANGE), metavar=("A", "B")
    )
    group.add_argument("--temporal-sampling", choices=("random", "continuous"), default="random")
    group.add_argument(
        "--fps", type=cli.positive_float, default=10.0, help="frames a second of continuous sampling"
    )
    group.add_argument(
        "--parameter-jitter", type=cli.jitter, default=0.0, metavar="SIGMA",
        help="scale the numbers in a program's text for each sample by random factors exp(SIGMA * N(0, 1)), a log-normal "
        "distribution; 0.3 gives other shapes and colours at the same time (default: 0, as written)",
    )  # fmt: skip
    group = parser.add_argument_group("mixing")
    group.add_argument("--mixing-type", choices=MIXING_TYPES, default="none")
    group.add_argument("--n-samples-mix", type=cli.positive_int, default=6, help="samples in a mixed image")
    group.add_argument("--convex-combination-type", choices=COMBINATION_TYPES, default="uniform")
    group.add_argument("--dirichlet-alpha", type=cli.positive_float, default=1.0)
    group.add_argument("--cut-alpha", type=cli.positive_float, default=1.0)


def sampler_settings(args: argparse.Namespace) -> SamplerSettings:
    """SamplerSettings of add_sampling_flags' values and args.seed; raises UserError (code 2)."""
    low, high = args.time_range
    if low > high:
        raise UserError(f"--time-range {low:g} {high:g}: the first must not be above the second", 2)
    mixture = None
    if args.mixing_type != "none":
        if args.n_samples_mix < 2:
            raise UserError("--n-samples-mix: a mixture needs at least 2 samples", 2)
        mixture = MixtureSettings(
            args.mixing_type,
            args.n_samples_mix,
            args.convex_combination_type,
            args.dirichlet_alpha,
            args.cut_alpha,
        )
    return SamplerSettings(
        args.seed,
        (low, high),
        args.temporal_sampling,
        args.fps,
        mixture,
        parameter_jitter=args.parameter_jitter,
    )


def add_device_flags(parser: argparse.ArgumentParser) -> None:
    """--device, --gpus, --workers and --timeout."""
    group = parser.add_argument_group("machine (does not change the images)")
    group.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    group.add_argument(
        "--gpus", type=cli.non_negative_int, nargs="+", metavar="N", help="CUDA ordinals to draw on"
    )
    group.add_argument("--workers", type=cli.positive_int, help="processes (default: one a core, or 4 a GPU)")
    group.add_argument(
        "--timeout", type=cli.positive_float, default=60.0, help="seconds that one drawing may take"
    )


def choose_devices(args: argparse.Namespace) -> tuple[tuple[EglDevice, ...], int]:
    """The EGL devices and number of processes that add_device_flags' values ask for; raises UserError."""
    if args.gpus and args.device == "cpu":
        raise UserError("--gpus does not go with --device cpu", 2)
    if args.gpus:
        devices = tuple(choose_device("cuda", gpu) for gpu in args.gpus)
    else:
        devices = (choose_device(args.device),)
    cores = available_cores()
    if args.workers:
        return devices, args.workers
    if all(device.kind == "software" for device in devices):
        return devices, cores
    return devices, max(len(devices), min(PROCESSES_PER_GPU * len(devices), cores))


def hasty(n_images: int, sampler: SamplerSettings, resolution: int, n_programs: int) -> bool:
    """Whether programs draw so little that compiling them quickly is better than compiling them well.

    What programs with feedback draw between one image and the next does not count: nothing is known of them yet.
    """
    samples = n_images * (sampler.mixture.n_samples if sampler.mixture else 1)
    return samples * resolution**2 < HASTY_PIXELS * n_programs


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    parser = cli.OneLineParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_config(parser)
    parser.add_argument("--shaders", nargs="+", required=True, metavar="S", help=SHADERS_HELP)
    parser.add_argument("--output", metavar="DIR", help="(default: the folder of a --config .../config.yaml)")
    parser.add_argument(
        "--n-samples", type=cli.positive_int, required=True, metavar="N", help="images to make"
    )
    parser.add_argument(
        "--resolution", type=cli.image_resolution, default=256, metavar="R", help="pixels, square"
    )
    parser.add_argument("--layout", choices=("flat", "class"), default="flat")
    parser.add_argument("--image-format", choices=("jpg", "png", "webp"), default="jpg")
    parser.add_argument(
        "--quality", type=int, choices=range(1, 101), default=95, metavar="1-100", help="of jpg and webp"
    )
    parser.add_argument("--seed", type=cli.seed_number, default=0)
    parser.add_argument("--dialect", choices=programs.DIALECTS, help="instead of finding it from the text")
    parser.add_argument("--textures", metavar="DIR", help="images to use in place of the built-in textures")
    parser.add_argument(
        "--overwrite", action="store_true", help="remove the dataset that is in the folder first"
    )
    add_sampling_flags(parser)
    add_device_flags(parser)
    args = cli.parse_args_with_config(parser, argv)
    if args.output is None:
        if args.config is None or Path(args.config).name != CONFIG:
            parser.error("--output is required")
        args.output = str(Path(args.config).parent)
    if args.layout == "class" and args.mixing_type != "none":
        parser.error("--layout class needs --mixing-type none: a mixture belongs to several classes")
    if args.textures is not None and not Path(args.textures).is_dir():
        parser.error(f"--textures {args.textures}: no such folder")
    return args


def main(argv: list[str] | None = None) -> int:
    args = parse_args(argv)
    signal.signal(
        signal.SIGTERM, signal.default_int_handler
    )  # leave as on Ctrl-C: whole files, workers ended
    started = time.monotonic()
    sampler = sampler_settings(args)
    sources = resolve(args.shaders)
    devices, workers = choose_devices(args)
    haste = hasty(args.n_samples, sampler, args.resolution, len(sources))
    maker = MakerSettings(
        tuple(sources), sampler, args.resolution, devices, args.dialect, args.textures, haste
    )
    files = FileSettings(args.output, args.layout, args.image_format, args.quality)
    settings = {key: value for key, value in vars(args).items() if key not in NOT_SAVED}
    if not args.parameter_jitter:  # as in datasets that were begun before there was this flag
        del settings["parameter_jitter"]
    with DatasetFolder(args.output, settings, args.overwrite) as folder:
        generation = Generation(folder, maker, files, args.n_samples, workers, args.timeout)
        generation.run()
    seconds = time.monotonic() - started
    drawn = args.n_samples - generation.kept
    for line in generation.set_aside_lines():
        print(f"set aside: {line}", file=sys.stderr)
    aside = len(generation.excluded)
    unvaried = generation.without_parameters() if args.parameter_jitter else 0
    note = f", {unvaried} programs drawn as written (no parameters)" if unvaried else ""
    print(
        f"{args.n_samples} images of {len(sources) - aside} programs in {args.output}: {drawn} drawn in {seconds:.1f} s "
        f"({drawn / seconds:.1f} images/s), {generation.kept} kept, {aside} programs set aside{note}"
    )
    return 0


if __name__ == "__main__":
    cli.run_main(main)
