"""Draw the bundled programs on each GPU, compare with the CPU's golden images, and measure images/s.

bash scripts/gpu_check.sh                                          (which sets things up and calls this)
.venv/bin/python benchmarks/gpu_check.py --device cpu              the same on Mesa's software renderer
.venv/bin/python benchmarks/gpu_check.py --write-golden            make the golden sheet anew, on the CPU
"""

from __future__ import annotations

import argparse
import collections
import multiprocessing
import time
from pathlib import Path

import cv2
import numpy as np

from image_generation.common import cli
from image_generation.common.errors import UserError
from image_generation.shaders.programs.program import ProgramError
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.rendering.egl_devices import EglDevice, choose_device, cuda_uuids, list_devices
from image_generation.shaders.sampler import Sample
from image_generation.shaders.sources import resolve

GOLDEN = Path(__file__).resolve().parents[1] / "tests" / "golden" / "bundled.png"
GOLDEN_SIZE, GOLDEN_TIME, GOLDEN_COLUMNS = 64, 2.37, 16
TOLERANCE = 2.0  # mean difference of 255 that two drivers may show
SECONDS = 3.0  # of each measurement


def draw_bundled(device: str | EglDevice) -> dict[str, np.ndarray | str]:
    """Picture of each bundled program at GOLDEN_TIME, uint8 [64, 64, 3]; a text where it could not be drawn."""
    pictures: dict[str, np.ndarray | str] = {}
    with Renderer(device, GOLDEN_SIZE) as renderer:
        for source in resolve(["bundled"]):
            try:
                pictures[source.name] = renderer.render(source.load(), [Sample(GOLDEN_TIME)])[0]
            except ProgramError as error:
                pictures[source.name] = f"{error.status}: {error}"
    return pictures


def write_golden() -> None:
    """Draw the golden sheet on the CPU: one tile a program, in the order of their names, and the names beside it."""
    pictures = draw_bundled("cpu")
    rows = -(-len(pictures) // GOLDEN_COLUMNS)
    sheet = np.zeros((rows * GOLDEN_SIZE, GOLDEN_COLUMNS * GOLDEN_SIZE, 3), np.uint8)
    for k, picture in enumerate(pictures.values()):
        y, x = np.array(divmod(k, GOLDEN_COLUMNS)) * GOLDEN_SIZE
        sheet[y : y + GOLDEN_SIZE, x : x + GOLDEN_SIZE] = picture
    GOLDEN.parent.mkdir(exist_ok=True)
    cv2.imwrite(str(GOLDEN), cv2.cvtColor(sheet, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_PNG_COMPRESSION, 9])
    GOLDEN.with_suffix(".txt").write_text("".join(f"{name}\n" for name in pictures))


def read_golden() -> dict[str, np.ndarray]:
    """Golden picture of each bundled program: uint8 [64, 64, 3]."""
    stored = cv2.imread(str(GOLDEN))
    assert stored is not None, GOLDEN
    sheet = cv2.cvtColor(stored, cv2.COLOR_BGR2RGB)
    pictures = {}
    for k, name in enumerate(GOLDEN.with_suffix(".txt").read_text().split()):
        y, x = np.array(divmod(k, GOLDEN_COLUMNS)) * GOLDEN_SIZE
        pictures[name] = sheet[y : y + GOLDEN_SIZE, x : x + GOLDEN_SIZE]
    return pictures


def compare(device: EglDevice) -> dict[str, float | str]:
    """Mean difference (of 255) from the golden picture for each program, or why it could not be drawn."""
    golden = read_golden()
    return {
        name: picture if isinstance(picture, str) else float(np.abs(picture.astype(int) - golden[name]).mean())
        for name, picture in draw_bundled(device).items()
        if name in golden
    }


def draw_for_a_while(device: EglDevice, resolution: int, share: int, shares: int, barrier, results) -> None:
    """One process of a measurement: its share of the bundled programs, ten times each in turn."""
    programs = [source.load() for source in resolve(["bundled"])[share::shares]]
    renderer = Renderer(device, resolution, cache_size=len(programs))
    for program in programs:
        renderer.render(program, [Sample(1.0)])
    barrier.wait()
    started, drawn = time.perf_counter(), 0
    while time.perf_counter() - started < SECONDS:
        program = programs[drawn // 10 % len(programs)]
        for k in range(10):
            renderer.submit(program, Sample(0.1 + 0.01 * (drawn + k)))
            collections.deque(renderer.finished(), maxlen=0)
        drawn += 10
    collections.deque(renderer.finished(wait=True), maxlen=0)
    results.put(drawn / (time.perf_counter() - started))


def speed(device: EglDevice, resolution: int, processes: int) -> float:
    """Images/s, drawn and read back, of so many processes together."""
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(processes), context.Queue()
    workers = [
        context.Process(target=draw_for_a_while, args=(device, resolution, k, processes, barrier, results))
        for k in range(processes)
    ]
    for worker in workers:
        worker.start()
    total = sum(results.get(timeout=240) for _ in workers)
    for worker in workers:
        worker.join()
    return total


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    parser = cli.OneLineParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", choices=("cuda", "cpu"), default="cuda")
    parser.add_argument("--resolutions", type=cli.image_resolution, nargs="+", default=[64, 128, 256, 512])
    parser.add_argument("--processes", type=cli.positive_int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--write-golden", action="store_true")
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    args = parse_args(argv)
    if args.write_golden:
        write_golden()
        print(f"{GOLDEN}: {len(read_golden())} programs")
        return 0
    for entry in list_devices():
        print(f"EGL device {entry.index}: {entry.kind}, CUDA ordinal {entry.cuda_ordinal}, works: {entry.works}")
    if args.device == "cpu":
        devices = {"cpu": choose_device("cpu")}
    else:
        devices = {f"CUDA {k}": choose_device("cuda", k) for k in range(len(cuda_uuids()))}
        if not devices:
            raise UserError("no CUDA device here; use --device cpu to check the software renderer", 2)
    outliers = 0
    for name, device in devices.items():
        differences = compare(device)
        wrong = {k: v for k, v in differences.items() if isinstance(v, str) or v >= TOLERANCE}
        measured = [v for v in differences.values() if not isinstance(v, str)]
        print(
            f"{name} is EGL device {device.index}: {len(differences) - len(wrong)} of {len(differences)} programs "
            f"as on the CPU (mean difference under {TOLERANCE:g} of 255; median {np.median(measured):.3f})"
        )
        for program, difference in wrong.items():
            print(f"  outlier {program}: {difference if isinstance(difference, str) else round(difference, 2)}")
        outliers += len(wrong)
        print(f"| {name}, images/s | " + " | ".join(f"{p} processes" for p in args.processes) + " |")
        print("|---" * (len(args.processes) + 1) + "|")
        for resolution in args.resolutions:
            cells = [f"{speed(device, resolution, processes):.0f}" for processes in args.processes]
            print(f"| {resolution}x{resolution} | " + " | ".join(cells) + " |", flush=True)
    print(f"gpu_check: {len(devices)} devices, {outliers} outliers")
    return 0 if outliers == 0 else 1


if __name__ == "__main__":
    cli.run_main(main)
