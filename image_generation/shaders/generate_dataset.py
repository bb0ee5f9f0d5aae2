"""Render shader programs into a folder of images that the same settings always make again.

    .venv/bin/python image_generation/shaders/generate_dataset.py --shaders bundled --output outputs/images \\
        --n-samples 1000 --resolution 256

Called again, an interrupted run is resumed; a finished one checks its images and repairs what is damaged.
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()

    from image_generation.processes.forking import stay_single_threaded

    stay_single_threaded()


import argparse
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

from image_generation.common import cli
from image_generation.common.errors import UserError, printable
from image_generation.datasets.folder import DatasetFolder
from image_generation.datasets.layout import CONFIG
from image_generation.engines.flags import add_shard_flags, check_shard_flags, run_shards, saved_settings
from image_generation.processes.pool import available_cores
from image_generation.shaders import programs
from image_generation.shaders.dataset.generation import Generation
from image_generation.shaders.dataset.worker import FileSettings
from image_generation.shaders.flags import (
    add_backend_flag,
    add_channel_flag,
    add_device_flags,
    add_program_cache_flag,
    add_sampling_flags,
    channel_sources,
    channels_unchanged,
    check_programs,
    choose_devices,
    kept_programs,
    meet_once,
    note_unused,
    note_unvaried,
    quick_compile,
    sampler_settings,
)
from image_generation.shaders.image_maker import MakerSettings
from image_generation.shaders.label_flags import add_label_flags, check_label_flags, check_labels
from image_generation.shaders.painters import check_resolution
from image_generation.shaders.rendering.backends import FRAGMENT, BackendChoice, choose_backend
from image_generation.shaders.sources import SHADERS_HELP, resolve

# Flags that say how the work is done, not what the images are: not part of config.yaml.
NOT_SAVED = ("output", "config", "device", "gpus", "workers", "timeout", "overwrite", "program_cache_gb")


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    parser = cli.OneLineParser(description=__doc__)
    cli.add_config(parser)
    group = parser.add_argument_group("dataset")
    group.add_argument("--shaders", nargs="+", required=True, metavar="S", help=SHADERS_HELP)
    group.add_argument(
        "--output", metavar="DIR|URL", help="folder to write (default: that of --config DIR/config.yaml)"
    )
    group.add_argument("--n-samples", type=cli.positive_int, required=True, metavar="N", help="images to make")
    group.add_argument("--resolution", type=cli.image_resolution, default=256, metavar="R", help="their side in pixels")
    group.add_argument(
        "--layout",
        choices=("flat", "class"),
        default="flat",
        help="flat: folders of 1000 by index; class: a folder a program",
    )
    group.add_argument(
        "--image-format",
        choices=("jpg", "png", "webp"),
        help="of the files (default: jpg; with --labels png, which keeps edges)",
    )
    group.add_argument(
        "--quality", type=int, choices=range(1, 101), default=95, metavar="1-100", help="of jpg and webp, 100 the best"
    )
    group.add_argument(
        "--seed", type=cli.seed_number, default=0, metavar="N", help="the same seed makes the same images"
    )
    texts = parser.add_argument_group("programs")
    texts.add_argument(
        "--include",
        nargs="+",
        default=[],
        metavar="DIR",
        help="folders from which shaders may #include files, beside the folders given as shaders (default: none)",
    )
    texts.add_argument(
        "--dialect", choices=programs.DIALECTS, help="read all files as this dialect (default: told from each text)"
    )
    texts.add_argument(
        "--textures", metavar="DIR", help="images for the programs' texture channels (default: those built in)"
    )
    group.add_argument("--overwrite", action="store_true", help="remove the dataset that is in the folder first")
    add_sampling_flags(parser)
    add_label_flags(parser)
    add_channel_flag(texts)
    texts.add_argument(
        "--channel-digest",
        metavar="SHA1",
        help="of the channel programs' texts: a config.yaml has it, so that edited ones are noticed (default: whatever "
        "they are)",
    )
    group = parser.add_argument_group("drawing")
    add_backend_flag(group)
    add_program_cache_flag(group)
    add_device_flags(parser)
    add_shard_flags(parser)
    args = cli.parse_args_with_config(parser, argv)
    if args.output is None:
        if args.config is None or Path(args.config).name != CONFIG:
            parser.error("--output is required")
        args.output = str(Path(args.config).parent)
    if args.layout == "class" and args.mixing_type != "none":
        parser.error("--layout class needs --mixing-type none: a mixture belongs to several classes")
    check_label_flags(args, parser)
    if args.textures is not None and not Path(args.textures).is_dir():
        parser.error(f"--textures {args.textures}: no such folder")
    check_shard_flags(args, parser)
    if args.channel_digest is not None and not args.channel_programs:
        parser.error(f"--channel-digest {args.channel_digest}: is of --channel-programs, and there are none")
    return args


def kept_backend(args: argparse.Namespace) -> str:
    """--backend; for auto, that of the dataset which is there already and is resumed. Shards are drawn on machines that
    nobody has measured: by fragments, unless they are told."""
    config = Path(args.output) / CONFIG
    if args.backend != "auto" or args.overwrite or not config.is_file():
        return args.backend
    try:
        return str(BackendChoice.parse(str(cli.read_config(config).get("backend", FRAGMENT))))
    except (UserError, ValueError):  # DatasetFolder says what is wrong with it, and what to do
        return str(FRAGMENT)


def main(argv: list[str] | None = None) -> int:
    args = parse_args(argv)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # leave as on Ctrl-C: whole files, workers ended
    started = time.monotonic()
    channels = channel_sources(args)
    if channels:
        args.channel_digest = channels_unchanged(channels, args.channel_digest)
    sampler = replace(sampler_settings(args), channel_programs=len(channels))
    sources = resolve(args.shaders, args.include)
    check_resolution((source.path for source in channels), args.resolution)
    check_programs(sampler.mixture, len(sources))
    check_resolution((source.path for source in sources), args.resolution)
    note_unvaried(sources, args.parameter_jitter)
    note_unused(args)
    unlabelled = check_labels(sources, args) if args.labels else 0
    devices, workers = choose_devices(args, sources) if args.format != "webdataset" else ((), 1)
    backend = choose_backend(kept_backend(args), devices, args.resolution)
    maker = MakerSettings(
        sources=tuple(sources),
        sampler=sampler,
        resolution=args.resolution,
        devices=devices,
        dialect=args.dialect,
        textures=args.textures,
        quick_compile=quick_compile(args.n_samples, sampler, args.resolution, len(sources)),
        backend=backend,
        labels=tuple(args.labels),
        channels=channels,
        once=meet_once(sources, sampler) and args.format != "webdataset",
        kept_programs=kept_programs(
            args.program_cache_gb, workers if args.format != "webdataset" else available_cores()
        ),
    )
    settings = saved_settings(args, NOT_SAVED)
    settings["backend"] = str(backend)
    if backend == FRAGMENT:
        del settings["backend"]  # as in datasets from before the flag
    if not args.include:
        del settings["include"]  # as in datasets from before the flag, which are resumed
    if not args.labels:  # as in datasets that were begun before there were labels
        del settings["labels"]
    if not args.channel_programs:  # as above
        del settings["channel_programs"], settings["channel_digest"]
    if not args.labels_where_known:
        del settings["labels_where_known"]
    if not args.parameter_jitter:  # as in datasets that were begun before there was this flag
        del settings["parameter_jitter"]
    if args.format == "webdataset":
        return run_shards(args, maker, settings)
    files = FileSettings(root=args.output, layout=args.layout, image_format=args.image_format, quality=args.quality)
    with DatasetFolder(args.output, settings, args.overwrite) as folder:
        generation = Generation(folder, maker, files, args.n_samples, workers=workers, timeout=args.timeout)
        generation.run()
    seconds = time.monotonic() - started
    drawn = args.n_samples - generation.kept
    for line in generation.excluded_lines():
        print(f"excluded: {printable(line)}", file=sys.stderr)
    if backend != FRAGMENT:
        print(f"backend: {backend}")
    excluded = len(generation.excluded)
    unvaried = generation.without_parameters() if args.parameter_jitter else 0
    note = f", {unvaried} programs drawn as written (no parameters)" if unvaried else ""
    note += f", labels {' '.join(args.labels)} beside them" if args.labels else ""
    note += f" (not of {unlabelled} programs)" if unlabelled else ""
    print(
        f"{args.n_samples} images of {len(sources) - excluded} programs in {args.output}: "
        f"{drawn} drawn in {seconds:.1f} s ({drawn / seconds:.1f} images/s), "
        f"{generation.kept} kept, {excluded} programs excluded{note}"
    )
    return 0


if __name__ == "__main__":
    cli.run_main(main)
