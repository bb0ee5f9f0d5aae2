"""Check and measure drawing and training on a GPU: golden pictures, fragment and compute path, shared buffers, loads.

bash scripts/gpu_check.sh                                          (which sets things up and calls this)
bash scripts/gpu_check.sh wheels --quick --seconds 150             a first look: one of everything, in small
.venv/bin/python benchmarks/gpu_check.py --device cpu              the same on Mesa's software renderer
.venv/bin/python benchmarks/gpu_check.py --write-golden            make the golden sheet anew, on the CPU
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from image_generation.common import cli
from image_generation.common.errors import UserError
from image_generation.common.files import atomic_write
from image_generation.processes.pool import available_cores
from image_generation.shaders.programs.program import ProgramError
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.rendering.egl_devices import EglDevice, cuda_uuids
from image_generation.shaders.sampler import Sample
from image_generation.shaders.sources import resolve

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "golden" / "bundled.png"
GOLDEN_SIZE, GOLDEN_TIME, GOLDEN_COLUMNS = 64, 2.37, 16
TOLERANCE = 2.0  # mean difference of 255 that two drivers may show
# Where the last bit of a sine decides whole pixels; an H200 is 4.5 and 4.1 away from llvmpipe, on both paths alike.
CHAOTIC = {"fractal_lyapunov": 8.0, "moire_gratings": 8.0}


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


# ------------------------------------------------------------------ sections

# Each section runs in a process of its own; what one cannot do, the others do all the same.
# Seconds that each section may take of the 525 of a whole run; what one leaves goes to those behind it.
SHARES = {
    "machine": 15,
    "pictures": 35,
    "shared": 15,
    "interop": 45,
    "pace": 35,
    "speed": 120,
    "loading": 40,
    "dataset": 40,
    "training": 95,
    "resident": 85,
}
TRAINING = {"arch": "resnet50", "batch_size": 256, "resolution": 224, "steps": 150}
SMALL_TRAINING = {"arch": "narrow_resnet10", "batch_size": 16, "resolution": 32, "steps": 8}
DINO = {"arch": "vit_small_patch16", "batch_size": 64, "resolution": 224, "steps": 120}
SMALL_DINO = {"arch": "vit_nano_patch4_32", "batch_size": 8, "resolution": 32, "steps": 8}


def section_options(args: argparse.Namespace) -> dict[str, Any]:
    """What the sections are told: the whole measurement, or with --quick one of everything."""
    quick = args.quick
    return {
        "device": args.device,
        "resolutions": args.resolutions or ([64] if quick else [64, 128, 256, 512]),
        "processes": args.processes or ([1] if quick else [1, 2, 4]),
        "draw_processes": min(available_cores(), 8),
        "render_workers": min(available_cores(), 8),
        "patience": 240.0,
        "pace_resolutions": [64] if quick else [256, 64],
        "pace_programs": 8 if quick else 96,
        "pace_batch": 16 if args.device == "cpu" else 64,
        "pace_batches": [1, 4] if quick or args.device == "cpu" else [1, 4, 16, 64, 256],
        "pace_seconds": 10.0 if quick else 35.0,
        "speed_paths": ["fragment", "compute", "shared"],
        "speed_programs": 4 if quick else 24,
        "seconds": 0.5 if quick else 1.5,
        "batch": 16 if quick else 64,
        "loads": 16 if quick else 500,
        "interop_resolution": 16 if args.device == "cpu" else 224,
        "interop_rounds": 2 if quick else 20,
        "interop_programs": 4 if quick or args.device == "cpu" else 12,
        "interop_block": 8 if args.device == "cpu" else 256,
        "interop_blocks": 3 if quick else 5,
        "interop_workers": 2,
        "training": SMALL_TRAINING if quick or args.device == "cpu" else TRAINING,
        "dino": SMALL_DINO if quick or args.device == "cpu" else DINO,
        "training_every": 32 if quick or args.device == "cpu" else 1,
        "training_backend": "auto",
        "one_batch_steps": 50,
        "check_every": 1000,
        "dataset_images": 200 if quick or args.device == "cpu" else 8000,
        "dataset_resolution": 64 if quick else 256,
        **dict(args.option),
    }


def _option(text: str) -> tuple[str, Any]:
    name, _, value = text.partition("=")
    try:
        return name.strip(), json.loads(value)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} must be NAME=JSON, for example speed_programs=4") from None


def _limit(text: str) -> tuple[str, float]:
    name, _, seconds = text.partition("=")
    if name not in SHARES:
        raise argparse.ArgumentTypeError(f"{text!r} must be SECTION=SECONDS; sections: {', '.join(SHARES)}")
    return name, cli.positive_float(seconds)


def run_section(name: str, options: dict[str, Any], seconds: float) -> dict[str, Any]:
    """What a section recorded within so many seconds; `failed` says what went wrong, if anything did."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "records"
        path.touch()
        command = [sys.executable, "-m", "benchmarks.gpu_sections", name, str(path), json.dumps(options)]
        began = time.perf_counter()
        # A session of its own: what it started ends with it.
        process = subprocess.Popen(command, cwd=ROOT, stdout=sys.stderr, start_new_session=True)
        failed = None
        try:
            code = process.wait(seconds)
            failed = f"exit code {code}" if code else None
        except subprocess.TimeoutExpired:
            failed = f"stopped after {seconds:.0f} s"
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        result: dict[str, Any] = {}
        for line in path.read_text(encoding="utf-8").splitlines():
            with contextlib.suppress(ValueError):  # the line that it was at when it was stopped
                result |= json.loads(line)
    if failed:
        result.setdefault("failed", failed)
    return {"took_s": round(time.perf_counter() - began, 1), **result}


def table(results: dict[str, dict[str, Any]]) -> list[str]:
    """The results as lines of Markdown."""
    lines = []
    for name, found in results.items():
        lines += ["", f"## {name} ({found['took_s']:g} s)", ""]
        cells = {key: value for key, value in found.items() if key not in ("took_s", "traceback")}
        if name == "speed":
            lines += _speed_table({key: cells.pop(key) for key in list(cells) if " x" in key})
        for key, value in cells.items():
            text = json.dumps(value) if not isinstance(value, float) else f"{value:.5g}"
            lines.append(f"- {key}: {text if len(text) <= 1500 else text[:1500] + '...'}")
    return lines


def _speed_table(cells: dict[str, Any]) -> list[str]:
    keys = [key.split() for key in cells]
    processes = list(dict.fromkeys(key[2] for key in keys))
    lines = [f"| images/s | {' | '.join(processes)} |", "|---" * (len(processes) + 1) + "|"]
    for path, resolution in dict.fromkeys((key[0], key[1]) for key in keys):
        row = [str(cells.get(f"{path} {resolution} {count}", "")) for count in processes]
        lines.append(f"| {path} {resolution}x{resolution} | {' | '.join(row)} |")
    return lines


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    parser = cli.OneLineParser(description=__doc__)
    group = parser.add_argument_group("what to measure")
    group.add_argument("--device", choices=("cuda", "cpu"), default="cuda", help="what to measure (default: cuda)")
    group.add_argument("--sections", nargs="+", choices=SHARES, default=list(SHARES), help="what to do (default: all)")
    group.add_argument(
        "--seconds", type=cli.positive_float, default=525.0, help="seconds for the whole run (default: 525)"
    )
    group.add_argument(
        "--limits",
        type=_limit,
        nargs="+",
        default=[],
        metavar="SECTION=SECONDS",
        help="what a section may take of the whole (default: "
        + ", ".join(f"{name} {seconds}" for name, seconds in SHARES.items())
        + "; scaled to --seconds)",
    )
    group.add_argument("--quick", action="store_true", help="one of everything, in small: learns what breaks")
    group.add_argument(
        "--resolutions", type=cli.image_resolution, nargs="+", help="sides in pixels (default: 64 128 256 512)"
    )
    group.add_argument("--processes", type=cli.positive_int, nargs="+", help="render processes (default: 1 2 4)")
    group.add_argument(
        "--option",
        type=_option,
        nargs="+",
        default=[],
        metavar="NAME=JSON",
        help="other sizes than section_options has (default: none)",
    )
    group.add_argument(
        "--output",
        type=Path,
        default=ROOT / "benchmarks" / "results",
        help="folder of MACHINE.json (default: benchmarks/results)",
    )
    group.add_argument("--write-golden", action="store_true", help="make the golden sheet anew, on the CPU")
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    args = parse_args(argv)
    if args.write_golden:
        write_golden()
        print(f"{GOLDEN}: {len(read_golden())} programs")
        return 0
    if args.device == "cuda" and not cuda_uuids():
        raise UserError("no CUDA device here; use --device cpu to check the software renderer", 2)
    options, results = section_options(args), {}
    limits = SHARES | dict(args.limits)
    ends, shares = time.monotonic() + args.seconds, sum(limits[name] for name in args.sections)
    args.output.mkdir(parents=True, exist_ok=True)
    path = args.output / "unknown.json"
    for name in args.sections:
        seconds = max(1.0, (ends - time.monotonic()) * limits[name] / shares)
        shares -= limits[name]
        results[name] = run_section(name, options, seconds)
        if name == "machine":
            path = args.output / f"{machine_name(results[name], args.device)}.json"
        whole = {"date": time.strftime("%Y-%m-%d"), "options": options, **results}
        # After each section: what comes may be stopped.
        with atomic_write(path) as file:
            file.write(json.dumps(whole, indent=1) + "\n")
        print("\n".join(table({name: results[name]})), flush=True)
    failed = [name for name, found in results.items() if "failed" in found]
    drawn = results.get("pictures", {})
    outliers = len(drawn.get("outliers", ())) + len(drawn.get("paths_differ", ())) + len(drawn.get("errors", ()))
    print(f"gpu_check: {path}: {len(results) - len(failed)} of {len(results)} sections, {outliers} outliers")
    return 1 if failed or outliers else 0


def machine_name(found: dict[str, Any], device: str) -> str:
    """A file name for the machine: the GPU's name, or the software renderer's."""
    name = found.get("gpu") if device == "cuda" else found.get("renderer")
    return re.sub(r"[^a-z0-9]+", "-", str(name or "unknown").lower()).strip("-")


if __name__ == "__main__":
    cli.run_main(main)
