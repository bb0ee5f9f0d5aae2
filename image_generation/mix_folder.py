"""Mix the images of a folder into a dataset: KML, KML mix-up, mix-up, cutmix.

    .venv/bin/python image_generation/mix_folder.py data/shaders21k/train --mixing-type kml --output outputs/shaders_kml

Called again, an interrupted run resumes; a finished one checks its images and repairs what is damaged.
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
import signal
import sys
import time
from pathlib import Path

import numpy as np

from image_generation.common import cli
from image_generation.common.errors import UserError
from image_generation.common.files import atomic_write
from image_generation.datasets.folder import DatasetFolder
from image_generation.datasets.layout import CONFIG
from image_generation.datasets.writer import encode
from image_generation.folder_mixer import FolderMixer, MixSettings, list_images
from image_generation.image_files import BadImage, read_image
from image_generation.mixing import FIXED_SAMPLES
from image_generation.processes.pool import available_cores
from image_generation.shaders.flags import add_mixing_flags, check_programs, mixture_settings, note_unused

# Flags that say how the work is done, not what the images are: not part of config.yaml.
NOT_SAVED = ("output", "config", "workers", "overwrite", "example")


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    """The command line as a namespace."""
    parser = cli.OneLineParser(description=__doc__)
    cli.add_config(parser)
    group = parser.add_argument_group("dataset")
    group.add_argument("images", nargs="+", metavar="DIR", help="folders of images, read recursively")
    group.add_argument("--output", metavar="DIR", help="folder to write (default: that of --config DIR/config.yaml)")
    group.add_argument(
        "--n-samples", type=cli.positive_int, metavar="N", help="images to make (default: as many as there are)"
    )
    group.add_argument(
        "--resolution",
        type=cli.image_resolution,
        metavar="R",
        help="side in pixels (default: the shorter side of the first image)",
    )
    group.add_argument(
        "--image-format", choices=("jpg", "png", "webp"), default="jpg", help="of the files (default: jpg)"
    )
    group.add_argument(
        "--quality",
        type=int,
        choices=range(1, 101),
        default=95,
        metavar="1-100",
        help="of jpg and webp, 100 the best (default: 95)",
    )
    group.add_argument("--seed", type=cli.seed_number, default=0, help="of which images are mixed (default: 0)")
    group.add_argument("--workers", type=cli.positive_int, metavar="N", help="threads (default: one a core)")
    group.add_argument(
        "--example",
        type=cli.file_ending_in(".png"),
        metavar="FILE.png",
        help="also write a picture of some KML images and what they are made of (default: no)",
    )
    group.add_argument("--overwrite", action="store_true", help="remove the dataset that is in the folder first")
    add_mixing_flags(parser.add_argument_group("mixing"), default="kml")
    args = cli.parse_args_with_config(parser, argv, ignore=("files",))
    if args.output is None:
        if args.config is None or Path(args.config).name != CONFIG:
            parser.error("--output is required")
        args.output = str(Path(args.config).parent)
    if args.mixing_type == "none":
        parser.error("--mixing-type none: nothing to mix")
    if args.example and args.mixing_type not in FIXED_SAMPLES:
        parser.error(f"--example shows kml and kml_mixup, not {args.mixing_type}")
    return args


def first_side(files: list[str]) -> int:
    """The shorter side of the first image that can be read. Raises UserError where none can be."""
    reason = ""
    for file in files[:100]:
        try:
            return min(read_image(file).shape[:2])
        except BadImage as error:
            reason = reason or str(error)
    raise UserError(f"none of the images can be read: {reason}")


def write_example(mixer: FolderMixer, path: str, rows: int = 3) -> None:
    """A picture with a row for each of the first images: first, mask, second, third, and what they make."""
    sheet = np.concatenate([mixer.example(index) for index in range(min(rows, mixer.n_images))])
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(path, "wb") as file:
        file.write(encode(sheet, "png", 95))


def main(argv: list[str] | None = None) -> int:
    """Run the command."""
    args = parse_args(argv)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # leave as on Ctrl-C: whole files
    started = time.monotonic()
    files, names = list_images(args.images)
    mixture = mixture_settings(args)
    assert mixture is not None
    check_programs(mixture, len(files), str(args.images[0]), "images")
    args.n_samples = args.n_samples or len(files)
    args.resolution = args.resolution or first_side(files)
    note_unused(args)
    settings = MixSettings(
        files=tuple(files),
        names=tuple(names),
        mixture=mixture,
        resolution=args.resolution,
        seed=args.seed,
        image_format=args.image_format,
        quality=args.quality,
    )
    saved = {key: value for key, value in vars(args).items() if key not in NOT_SAVED} | {"files": len(files)}
    saved["images"] = [str(Path(folder).resolve()) for folder in args.images]
    with DatasetFolder(args.output, saved, args.overwrite) as folder:
        mixer = FolderMixer(folder, settings, args.n_samples, args.workers or available_cores())
        mixer.run()
        if args.example:
            write_example(mixer, args.example)
    for line in list(mixer.unreadable.values())[:20]:
        print(f"skipped an image that cannot be read: {line}", file=sys.stderr)
    seconds, made = time.monotonic() - started, args.n_samples - mixer.kept
    skipped = f", {len(mixer.unreadable)} unreadable images skipped" if mixer.unreadable else ""
    print(
        f"{args.n_samples} images mixed from {len(files)} in {args.output}: {made} made in {seconds:.1f} s "
        f"({made / seconds:.1f} images/s), {mixer.kept} kept{skipped}"
    )
    return 0


if __name__ == "__main__":
    cli.run_main(main)
