"""Make a static page of programs, or of the images of a dataset: thumbnails, search, filters, source, live preview.

    .venv/bin/python image_generation/shaders/gallery.py --shaders bundled composed:1000 --output outputs/gallery
    .venv/bin/python image_generation/shaders/gallery.py --dataset outputs/images --output outputs/gallery

Open DIR/index.html in a browser; no server and no network are needed. Called again, an interrupted run is resumed, and
a finished gallery is brought up to date.
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()

    from image_generation.processes.forking import stay_single_threaded

    stay_single_threaded()


import argparse
import os
import shutil
import signal
from collections import Counter
from pathlib import Path
from typing import Any

from image_generation.common import cli
from image_generation.common.errors import UserError
from image_generation.common.progress import progress
from image_generation.shaders import programs
from image_generation.shaders.checking.report import DRAWN, Report, check
from image_generation.shaders.checking.worker import CheckSettings, Row, make_handler
from image_generation.shaders.flags import (
    add_backend_flag,
    add_channel_flag,
    add_device_flags,
    channel_sources,
    choose_devices,
    digest_of_channels,
    process_count,
)
from image_generation.shaders.gallery_page import image_worker
from image_generation.shaders.gallery_page.folder import GalleryFolder
from image_generation.shaders.gallery_page.images import (
    Dataset,
    image_source,
    kept_inside,
    program_source,
    read_dataset,
)
from image_generation.shaders.gallery_page.previews import CONSTANTS, Previews
from image_generation.shaders.gallery_page.programs import ProgramTable, Words, measured_columns
from image_generation.shaders.gallery_page.scripts import write_table
from image_generation.shaders.gallery_page.sprites import SHEET_SIDE, write_sheets
from image_generation.shaders.painters import DIALECT, NO_PREVIEW, check_resolution
from image_generation.shaders.programs.program import ProgramError
from image_generation.shaders.rendering.backends import FRAGMENT, choose_backend
from image_generation.shaders.sources import SHADERS_HELP, is_composed, resolve

PAGE = Path(__file__).parent / "gallery_page" / "page"
MAX_TILE = 512


def measure(folder: GalleryFolder, settings: CheckSettings, workers: int, args: argparse.Namespace) -> list[Row]:
    """Draw and measure every program, or shrink every image: a row each; what an earlier run did is kept."""
    same = {key: getattr(args, key) for key in ("times", "resolution", "dialect", "textures", "timeout", "tile")}
    images = args.dataset is not None
    if settings.backend != FRAGMENT:  # left out otherwise, as in galleries from before the flag
        same["backend"] = str(settings.backend)
    if settings.channels:
        same["channel_programs"] = list(args.channel_programs)
        same["channel_digest"] = digest_of_channels(settings.channels)
    with Report(folder.work, cli.plain(same | {"kind": "images" if images else "programs"})) as report:
        handler = image_worker.make_handler if images else make_handler
        unit = "image" if images else "shader"
        check(report, settings, workers=workers, timeout=args.timeout, handler=handler, unit=unit)
        rows = [report.rows[source.name] for source in settings.sources]
    if not any(row.status == "ok" for row in rows) and images:
        raise UserError(f"--dataset {args.dataset}: no image there can be read ({rows[0].message})")
    wanted = {file for source in settings.sources for file in settings.pictures(source.name)}
    for entry in list(os.scandir(settings.frames)):
        if entry.name not in wanted:
            os.unlink(entry.path)
    return rows


def thumbnails(folder: GalleryFolder, settings: CheckSettings, rows: list[Row]) -> list[int]:
    """Write the sprites; the slot of each row's thumbnail, -1 where it has none."""
    frames = Path(settings.frames)
    paths = [frames / settings.pictures(row.name)[0] if row.status in DRAWN else Path() for row in rows]
    assert settings.thumbnail is not None
    return write_sheets(paths, folder.new / "sprites", settings.thumbnail)


def program_gallery(folder: GalleryFolder, settings: CheckSettings, rows: list[Row]) -> dict[str, Any]:
    """The page's table for programs; their texts are written."""
    words = Words()
    table = ProgramTable(folder.new, Previews(folder.new, settings.textures), words)
    for source, row in zip(progress(settings.sources, desc="writing the page", unit="shader"), rows):
        text, program, problem = b"", None, f"{row.status}: {row.message}"
        try:
            text = source.read()
            if source.painted:
                table.add(source, text, None, problem if row.status not in DRAWN else NO_PREVIEW, DIALECT)
                continue
            if row.status in DRAWN:
                program = source.parse(text, settings.dialect)
        except ProgramError as error:
            problem = str(error)
        table.add(source, text, program, problem)
    columns = table.finish() | measured_columns(rows, thumbnails(folder, settings, rows))
    return {"kind": "programs", "programs": columns, "tagWords": words.known, "time": settings.times[0]}


def image_gallery(folder: GalleryFolder, settings: CheckSettings, rows: list[Row], dataset: Dataset) -> dict[str, Any]:
    """The page's tables for a dataset's images and for the programs in them; the programs' texts are written."""
    words = Words()
    table = ProgramTable(folder.new, Previews(folder.new, settings.textures or dataset.textures), words)
    names = sorted({name for image in dataset.images for name in image.programs})
    for name in progress(names, desc="writing the page", unit="shader", disable=not names):
        source, text, problem = program_source(name, dataset.programs.get(name))
        program = None
        if text:
            try:
                program = source.parse(text, dataset.dialect)
            except ProgramError as error:
                problem = str(error)
        table.add(source, text, program, problem)
    numbers = {name: number for number, name in enumerate(names)}
    tags = table.columns["tags"]
    columns: dict[str, Any] = {key: [] for key in ("name", "tags", "programs", "times", "weights")}
    facts = {}
    for k, image in enumerate(dataset.images):
        used = [numbers[name] for name in image.programs]
        own = [words(image.folder)] if image.folder and not used else []
        own += [words(f"class {value}") for key, value in image.facts if key == "class"]
        columns["name"].append(image.file)
        columns["tags"].append(list(dict.fromkeys(own + [tag for number in used for tag in tags[number]])))
        columns["programs"].append(used)
        columns["times"].append([round(time, 3) for time in image.times])
        columns["weights"].append([round(weight, 4) for weight in image.weights])
        if image.facts:
            facts[str(k)] = image.facts
    measured = measured_columns(rows, thumbnails(folder, settings, rows))
    columns |= {key: measured[key] for key in ("status", "statuses", "message", "slot")} | {"facts": facts}
    root = os.path.relpath(os.path.realpath(dataset.root), os.path.realpath(folder.root))
    return {
        "kind": "images",
        "images": columns,
        "programs": table.finish(),
        "tagWords": words.known,
        "root": Path(root).as_posix().split("/"),
    }


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    parser = cli.OneLineParser(description=__doc__)
    cli.add_config(parser)
    group = parser.add_argument_group("page")
    shown = group.add_mutually_exclusive_group(required=True)
    shown.add_argument("--shaders", nargs="+", metavar="S", help=SHADERS_HELP)
    shown.add_argument("--dataset", metavar="DIR", help="a folder of images, of generate_dataset.py or any other")
    group.add_argument("--output", required=True, metavar="DIR", help="folder of the page, index.html")
    group.add_argument("--title", help="heading of the page (default: what --shaders or --dataset says)")
    group.add_argument(
        "--tile", type=cli.image_resolution, default=128, metavar="R", help="side of a thumbnail in pixels"
    )
    group = parser.add_argument_group("with --shaders")
    group.add_argument(
        "--times",
        type=cli.finite_float,
        nargs="+",
        default=[1.0, 2.5],
        metavar="T",
        help="seconds: the thumbnail is of the first, motion is the change between them",
    )
    group.add_argument(
        "--resolution",
        type=cli.image_resolution,
        default=256,
        metavar="R",
        help="side in pixels at which programs are drawn and timed",
    )
    group.add_argument(
        "--dialect", choices=programs.DIALECTS, help="read all files as this dialect (default: told from each text)"
    )
    group.add_argument(
        "--textures", metavar="DIR", help="images for the programs' texture channels (default: those built in)"
    )
    add_channel_flag(group)
    add_backend_flag(group)
    group = parser.add_argument_group("with --dataset")
    group.add_argument(
        "--max-images",
        type=cli.positive_int,
        default=50_000,
        metavar="N",
        help="images shown at most, evenly spaced in a larger dataset",
    )
    add_device_flags(parser, timeout=30.0, item="entry", title="machine (GPUs: with --shaders)")
    args = cli.parse_args_with_config(parser, argv)
    if args.tile > MAX_TILE:
        parser.error(f"--tile {args.tile}: at most {MAX_TILE}")
    if args.textures is not None and not Path(args.textures).is_dir():
        parser.error(f"--textures {args.textures}: no such folder")
    return args


def main(argv: list[str] | None = None) -> int:
    args = parse_args(argv)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    dataset, total = None, 0
    channels = channel_sources(args)
    if channels and args.dataset is not None:
        raise UserError("--channel-programs is of --shaders: a dataset's images are drawn already", 2)
    if args.dataset is None:
        sources = kept_inside(resolve(args.shaders), args.shaders)
        check_resolution((source.path for source in sources), args.resolution)
        devices, workers = choose_devices(args, sources)
    else:
        dataset, total = read_dataset(Path(args.dataset), args.max_images, Path(args.output))
        sources = [image_source(dataset.root, image) for image in dataset.images]
        devices, workers = (), process_count(args.workers, gpus=0)
    backend = choose_backend(args.backend, devices, args.resolution)
    with GalleryFolder(args.output) as folder:
        frames = folder.work / "frames"
        settings = CheckSettings(
            sources=tuple(sources),
            frames=str(frames),
            times=tuple(args.times),
            resolution=args.resolution,
            devices=devices,
            dialect=args.dialect,
            textures=args.textures,
            thumbnail=args.tile,
            backend=backend,
            channels=channels,
        )
        try:
            rows = measure(folder, settings, workers, args)
            if dataset is None:
                data = program_gallery(folder, settings, rows)
            else:
                data = image_gallery(folder, settings, rows, dataset)
        except UserError:
            folder.abandon()
            raise
        data |= {"title": title_of(args), "tile": args.tile, "sheetSide": SHEET_SIDE, "renderer": CONSTANTS}
        write_table(folder.new / "entries.js", data)
        for file in PAGE.iterdir():
            if file.suffix in (".js", ".css"):
                shutil.copyfile(file, folder.new / file.name)
        folder.publish((PAGE / "index.html").read_text(encoding="utf-8"))
    print(summary(rows, dataset, total, Path(args.output)))
    return 0


def title_of(args: argparse.Namespace) -> str:
    """The page's title."""
    if args.title is not None:
        return args.title[:200]
    shown = [args.dataset] if args.dataset is not None else args.shaders
    names = [name if is_composed(name) else os.path.basename(os.path.abspath(name)) for name in shown]
    return ", ".join(names)[:200].encode("utf-8", "replace").decode()


def summary(rows: list[Row], dataset: Dataset | None, total: int, output: Path) -> str:
    """The last line."""
    counts = Counter(row.status for row in rows)
    failed = ", ".join(f"{count} {status}" for status, count in counts.most_common() if status not in DRAWN)
    what = f"{len(rows)} programs" if dataset is None else f"{len(rows)} of {total} images"
    return f"{what} in {output / 'index.html'}" + (f" ({failed}, shown with the reason)" if failed else "")


if __name__ == "__main__":
    cli.run_main(main)
