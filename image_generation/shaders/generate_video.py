"""Render one shader, of any dialect, into an mp4 video.

    .venv/bin/python image_generation/shaders/generate_video.py --shader-file my.frag --output-path outputs/my.mp4 \\
        --duration 10 --fps 30 --resolution 512

H.264 where an ffmpeg with libx264 is installed, else MPEG-4 through OpenCV.
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
import os
import signal
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from image_generation.common import cli
from image_generation.common.errors import UserError
from image_generation.common.progress import progress
from image_generation.shaders import programs
from image_generation.shaders.flags import add_backend_flag, add_channel_flag, channel_sources
from image_generation.shaders.painters import check_resolution, is_painted
from image_generation.shaders.programs.program import Program, ProgramError
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.rendering.backends import choose_backend
from image_generation.shaders.rendering.channel_pictures import ChannelPictures
from image_generation.shaders.rendering.egl_devices import choose_device
from image_generation.shaders.sampler import MOST_CHANNELS, Sample, SamplerSettings, channel_draws
from image_generation.shaders.sources import Source
from image_generation.video import MAX_FRAMES, Encoder, FfmpegEncoder, OpenCvEncoder, has_h264


def frames(
    renderer: Renderer, program: Program, moments: Iterable[float], channels: Sequence[Source] = ()
) -> Iterator[np.ndarray]:
    """Frames of the video in order, uint8 [h, w, 3], each of one of the moments (seconds).

    channels   programs whose pictures fill image inputs: the same ones throughout, at the video's time; those of a
               program with feedback stand still
    """
    lot = SamplerSettings(channel_programs=len(channels))
    draws = channel_draws(lot, index=0) if channels else ()
    for moment in moments:
        moving = draws if program.feedback else tuple(replace(draw, time=moment) for draw in draws)
        renderer.submit(program, Sample(moment, channels=moving))
        for _, image in renderer.finished():
            yield image
    for _, image in renderer.finished(wait=True):
        yield image


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    parser = cli.OneLineParser(description=__doc__)
    cli.add_config(parser)
    group = parser.add_argument_group("video")
    group.add_argument("--shader-file", required=True, metavar="FILE", help="the program")
    group.add_argument("--output-path", required=True, metavar="V.mp4", help="the video to write")
    group.add_argument("--duration", type=cli.positive_float, default=20.0, metavar="S", help="length in seconds")
    group.add_argument("--fps", type=cli.positive_float, default=24.0, metavar="F", help="frames a second")
    group.add_argument("--resolution", type=cli.image_resolution, default=512, metavar="R", help="side in pixels")
    group.add_argument(
        "--start",
        type=cli.finite_float,
        default=0.0,
        metavar="S",
        help="the program's time in the first frame, seconds",
    )
    group = parser.add_argument_group("program")
    group.add_argument(
        "--include",
        nargs="+",
        default=[],
        metavar="DIR",
        help="folders from which shaders may #include files, beside the folders given as shaders (default: none)",
    )
    group.add_argument(
        "--dialect", choices=programs.DIALECTS, help="read all files as this dialect (default: told from each text)"
    )
    group.add_argument(
        "--textures", metavar="DIR", help="images for the programs' texture channels (default: those built in)"
    )
    add_channel_flag(group)
    group = parser.add_argument_group("machine")
    add_backend_flag(group)
    group.add_argument(
        "--device", choices=("auto", "cpu", "cuda"), default="auto", help="a GPU where one answers, or as told"
    )
    group.add_argument(
        "--gpu", type=cli.non_negative_int, metavar="N", help="CUDA ordinal to draw on (default: the first)"
    )
    args = cli.parse_args_with_config(parser, argv)
    if args.duration * args.fps > MAX_FRAMES:
        parser.error(f"--duration {args.duration:g} --fps {args.fps:g}: more than {MAX_FRAMES} frames")
    if Path(args.output_path).suffix.lower() != ".mp4":
        parser.error(f"--output-path {args.output_path}: must end in .mp4")
    return args


def main(argv: list[str] | None = None) -> int:
    args = parse_args(argv)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    output = Path(args.output_path)
    if is_painted(args.shader_file):
        raise UserError(f"--shader-file {args.shader_file}: image models and folders have no time: no video of them", 2)
    if not Path(args.shader_file).is_file():
        raise UserError(f"--shader-file {args.shader_file}: no such file", 2)
    channels = channel_sources(args)
    check_resolution((source.path for source in channels), args.resolution)
    device = choose_device("cuda" if args.gpu is not None else args.device, args.gpu)
    backend = choose_backend(args.backend, (device,), args.resolution)
    try:
        program = programs.load(args.shader_file, args.dialect, args.include)
        # Feedback steps at the video's own rate where that is faster; its length bounds the steps.
        steps = round((args.start + args.duration) * max(args.fps, 60.0)) + 1
        pictures = ChannelPictures(
            channels, device=device, resolution=args.resolution, textures=args.textures, kept_programs=MOST_CHANNELS
        )
        renderer = Renderer(
            device,
            args.resolution,
            textures=args.textures,
            max_steps=steps,
            backend=backend,
            channel_pictures=pictures if channels else None,
        )
        renderer.compile(program)
    except ProgramError as error:
        raise UserError(f"--shader-file {args.shader_file}: {error}") from None
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        folder = tempfile.TemporaryDirectory(dir=output.parent)
    except OSError as error:
        raise UserError(f"--output-path {output}: cannot be written ({error.strerror})") from None
    with folder, renderer:
        part = os.path.join(folder.name, "video.mp4")
        kind = FfmpegEncoder if has_h264() else OpenCvEncoder
        encoder: Encoder = kind(part, args.fps, renderer.width, renderer.height)
        total = max(1, round(args.duration * args.fps))
        for frame in progress(
            frames(renderer, program, (args.start + k / args.fps for k in range(total)), channels),
            total=total,
            unit="frame",
        ):
            encoder.write(frame)
        encoder.close()
        video = cv2.VideoCapture(part)
        if not video.isOpened() or round(video.get(cv2.CAP_PROP_FRAME_COUNT)) != total:
            raise UserError(f"--output-path {output}: could not be written whole (is the disk full?)")
        os.replace(part, output)
    codec = "H.264" if kind is FfmpegEncoder else "MPEG-4"
    print(f"{output}: {total} frames of {args.resolution}x{args.resolution} at {args.fps:g} a second, {codec}")
    return 0


if __name__ == "__main__":
    cli.run_main(main)
