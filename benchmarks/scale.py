"""Measure drawing and reading at scale on this machine, and plan a large run from the rates.

.venv/bin/python benchmarks/scale.py draw --images 2000 --output /tmp/scale     engines against each other
.venv/bin/python benchmarks/scale.py read --images 4000 --output /tmp/scale     folder, shards, S3, and the decoder
.venv/bin/python benchmarks/scale.py rates --output /tmp/scale                  drawing, encoding, writing of one core
.venv/bin/python benchmarks/scale.py plan --n-samples 100000000 --machines 16 --price 2.5 --rates /tmp/scale/rates.json
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
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from image_generation.common import cli
from image_generation.common.errors import UserError
from image_generation.datasets.shards import ShardWriter, table_bytes
from image_generation.datasets.writer import encode
from image_generation.processes.pool import available_cores
from image_generation.shaders.rendering.egl_devices import choose_device
from image_generation.shaders.sources import SHADERS_HELP
from learning.data.indexed_shards import IndexedShards
from learning.data.loader import Batches, Order, Plan, SourceDataset, shuffled
from learning.data.sources import ImageFolder, decode

ROOT = Path(__file__).resolve().parents[1]
COMMAND = ROOT / "image_generation" / "shaders" / "generate_dataset.py"


# ------------------------------------------------------------------ the cost model


@dataclass(frozen=True, kw_only=True)
class Rates:
    """What one machine was measured to do.

    draw      images/s of one process that draws (on a GPU: of the whole GPU)
    encode    images/s of one core that encodes and hands images on
    write     bytes/s of one machine into its storage, tars put together
    image     bytes of an encoded image with its share of the tar
    """

    draw: float
    encode: float
    write: float
    image: float


@dataclass(frozen=True, kw_only=True)
class Machine:
    """A machine of a kind: drawing processes (or GPUs), cores beside them, and its price an hour.

    shared   whether drawing and encoding share the cores (software rendering)
    """

    processes: int
    cores: int
    price: float
    shared: bool


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """images/s of all machines, hours, gigabytes, money, and what limits them."""

    rate: float
    hours: float
    gigabytes: float
    money: float
    bottleneck: str


def estimate(rates: Rates, machine: Machine, machines: int, n_images: int) -> Estimate:
    """The plan for n_images on so many machines. Raises ValueError for rates that are not above zero."""
    if min(rates.draw, rates.encode, rates.write, rates.image) <= 0:
        raise ValueError("rates must be above zero")
    if machine.shared:
        drawing = machine.cores / (1 / rates.draw + 1 / rates.encode)
        limits = {"drawing" if rates.draw < rates.encode else "encoding": drawing}
    else:
        limits = {"drawing": machine.processes * rates.draw, "encoding": machine.cores * rates.encode}
    limits["writing"] = rates.write / rates.image
    bottleneck = min(limits, key=lambda name: limits[name])
    rate = machines * limits[bottleneck]
    hours = n_images / rate / 3600
    return Estimate(
        rate=rate,
        hours=hours,
        gigabytes=n_images * rates.image / 1e9,
        money=hours * machines * machine.price,
        bottleneck=bottleneck,
    )


# ------------------------------------------------------------------ measuring


def timed(call: Callable[[], object]) -> float:
    """Seconds of a call."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def generate(output: Path, n: int, args: argparse.Namespace, *more: str) -> None:
    """Run generate_dataset.py."""
    shutil.rmtree(output, ignore_errors=True)
    call = ["--shaders", *args.shaders, "--output", output, "--n-samples", n, "--resolution", args.resolution, *more]
    done = subprocess.run([sys.executable, COMMAND, *map(str, call)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise UserError(done.stderr.strip().splitlines()[-1])


def parts(output: Path, n: int, args: argparse.Namespace, *more: str) -> None:
    """Two --part runs at once, then --finish."""
    shutil.rmtree(output, ignore_errors=True)
    call = ["--shaders", *args.shaders, "--output", output, "--n-samples", n, "--resolution", args.resolution, *more]
    both = [
        subprocess.Popen(
            [sys.executable, COMMAND, *map(str, call), "--part", f"{k}/2", "--workers", "1"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for k in range(2)
    ]
    for process in both:
        if process.wait():
            raise UserError("a --part run failed")
    subprocess.run([sys.executable, COMMAND, *map(str, call), "--finish"], capture_output=True, check=True)


def made(args: argparse.Namespace, flags: tuple[str, ...], output: Path, n: int) -> None:
    """generate() with its arguments in another order."""
    generate(output, n, args, *flags)


def draw(args: argparse.Namespace) -> None:
    """images/s of each way to draw: from two lengths, so that starting does not count."""
    shards = ("--format", "webdataset", "--shard-size", str(args.shard_size))
    ways: dict[str, Callable[[Path, int], None]] = {}
    for workers in ("1", "2"):
        own = ("--workers", workers)
        ways[f"folder, {workers} processes"] = partial(made, args, own)
        ways[f"local shards, {workers} processes"] = partial(made, args, (*shards, *own))
        ways[f"Ray, {workers} processes"] = partial(made, args, (*shards, *own, "--engine", "ray"))
    ways["--part, 2 runs of 1 process"] = lambda o, n: parts(o, n, args, *shards)
    short, long = args.images // 4, args.images
    rates: dict[str, list[float]] = {way: [] for way in ways}
    starts: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(args.repeats):  # in turn, so that what else the machine does falls on all of them
        for way, run in ways.items():
            output = args.output / "draw"
            few, many = timed(lambda: run(output, short)), timed(lambda: run(output, long))  # noqa: B023
            rates[way].append((long - short) / max(1e-9, many - few))
            starts[way].append(few - short / rates[way][-1])
            shutil.rmtree(output, ignore_errors=True)
    print(f"{'':32}{'images/s':>10}{'of local':>10}{'start, s':>10}   ({args.repeats} repeats, medians)")
    for way in ways:
        workers = "1" if ", 1 " in way else "2"
        reference = float(np.median(rates[f"local shards, {workers} processes"]))
        rate = float(np.median(rates[way]))
        print(f"{way:32}{rate:10.1f}{rate / reference:10.2f}{float(np.median(starts[way])):10.1f}")


def epoch(source: Any, workers: int, order: Callable[[int], Order]) -> float:
    """images/s of an epoch through the data-loading processes, without augmentation."""
    plan = Plan(len(source), 64, 0, 1, order)
    batches = Batches(SourceDataset(source, None, 0), plan, 0, plan.steps_per_epoch, workers=workers, pin=False)
    seconds = timed(lambda: [None for _ in batches])
    return plan.steps_per_epoch * 64 / seconds


def waiting(source: Any, workers: int, order: Callable[[int], Order], rate: float) -> float:
    """Share of its time that a trainer of so many images/s waits, after its first ten steps."""
    plan = Plan(len(source), 64, 0, 1, order)
    batches = Batches(SourceDataset(source, None, 0), plan, 0, plan.steps_per_epoch, workers=workers, pin=False)
    waited = []
    for _, seconds in batches:
        waited.append(seconds)
        time.sleep(64 / rate)
    waited = waited[10:]
    return sum(waited) / (sum(waited) + len(waited) * 64 / rate)


@contextlib.contextmanager
def s3_server() -> Iterator[str]:
    """A moto server in a process of its own; its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-p", "0", "-H", "127.0.0.1"], stderr=subprocess.PIPE, text=True
    )
    try:
        for line in process.stderr or ():
            if "Running on http" in line:
                yield line.split("Running on ")[1].split()[0]
                return
        raise UserError("no S3 server: .venv/bin/python -m pip install -r requirements-test.txt")
    finally:
        process.kill()


def read(args: argparse.Namespace) -> None:
    """images/s read from a folder, local shards and S3, beside what the decoder alone does."""
    folder, shards = args.output / "folder", args.output / "shards"
    generate(folder, args.images, args)
    generate(shards, args.images, args, "--format", "webdataset", "--shard-size", str(args.shard_size))
    files = ImageFolder([folder])
    encoded = [Path(file).read_bytes() for file in files.files[:1000]]
    limit = len(encoded) / timed(lambda: [decode(data, "") for data in encoded])
    print(f"JPEG decoder of one core:     {limit:8.0f} images/s")
    local = IndexedShards([shards])
    with s3_server() as address:
        os.environ |= {"AWS_ENDPOINT_URL": address, "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}
        import s3fs  # here: optional

        fs = s3fs.S3FileSystem()
        fs.mkdir("scale")
        fs.put(f"{shards}/*", "scale/d/")
        for workers in args.readers:
            print(f"{workers} data-loading processes:")
            with tempfile.TemporaryDirectory() as cache:
                remote = IndexedShards(["s3://scale/d"], cache=cache, buffer=2 * args.shard_size)
                rows: dict[str, tuple[Any, Callable[[int], Order]]] = {
                    "folder": (files, shuffled(len(files), 0)),
                    "local shards": (local, local.order(0)),
                    "S3 (moto), nothing cached": (remote, remote.order(0)),
                    "S3 (moto), second epoch": (remote, remote.order(0)),
                }
                for name, (source, order) in rows.items():
                    print(f"  {name:28}{epoch(source, workers, order):8.0f} images/s")
                remote.close()
            if workers:
                with tempfile.TemporaryDirectory() as cache:
                    remote = IndexedShards(["s3://scale/d"], cache=cache, buffer=2 * args.shard_size)
                    share = waiting(remote, workers, remote.order(0), limit / 2)
                    print(
                        f"  a trainer of {limit / 2:.0f} images/s waits {share:.1%} of its time, S3 with nothing cached"
                    )
                    remote.close()


def measure_rates(args: argparse.Namespace) -> None:
    """Drawing, encoding and writing of one process, to rates.json."""
    seconds = {}
    for n in (args.images // 4, args.images):
        seconds[n] = timed(partial(generate, args.output / "d", n, args, "--workers", "1", "--device", args.device))
    both = (args.images - args.images // 4) / (seconds[args.images] - seconds[args.images // 4])
    paths = ImageFolder([args.output / "d"])
    pictures = [paths.read(k)[0] for k in range(min(500, len(paths)))]
    encode_rate = len(pictures) / timed(lambda: [encode(picture, "jpg", 95) for picture in pictures])
    encoded = [encode(picture, "jpg", 95) for picture in pictures]
    with open(args.output / "write.tar", "wb") as file:
        writer = ShardWriter(file)

        def write() -> None:
            for k, data in enumerate(encoded):
                about = table_bytes({"index": k, "programs": ["a"], "times": [0.5], "weights": [1.0]})
                writer.add(k, data, "jpg", 0, about)
            file.flush()
            os.fsync(file.fileno())

        spent = timed(write)
    rates = {
        "device": choose_device(args.device).kind,
        "draw": 1 / max(1e-9, 1 / both - 1 / encode_rate),
        "encode": encode_rate,
        "write": writer.size / spent,
        "image": writer.size / len(encoded),
        "resolution": args.resolution,
    }
    with open(args.output / "rates.json", "w", encoding="utf-8") as file_:
        json.dump(rates, file_, indent=1)
    print(json.dumps(rates, indent=1))


def plan(args: argparse.Namespace) -> None:
    """The estimate for a large run."""
    try:
        values = json.loads(Path(args.rates).read_text(encoding="utf-8"))
        rates = Rates(**{name: float(values[name]) for name in ("draw", "encode", "write", "image")})
        shared = values.get("device", "software") == "software"
        machine = Machine(processes=args.gpus or 1, cores=args.cores, price=args.price, shared=shared)
        found = estimate(rates, machine, args.machines, args.n_samples)
    except OSError as error:
        raise UserError(f"--rates {args.rates}: cannot be read ({error.strerror})", 2) from None
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(f"--rates {args.rates}: is no file of rates ({error})", 2) from None
    print(
        f"{args.n_samples} images on {args.machines} machines: {found.rate:.0f} images/s (computed), "
        f"{found.hours:.1f} hours, {found.gigabytes:.0f} GB, {found.money:.0f} at {args.price:g} a machine and hour; "
        f"the bottleneck is {found.bottleneck}"
    )


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    parser = cli.OneLineParser(description=__doc__)
    group = parser.add_argument_group("what to measure")
    group.add_argument("what", choices=("draw", "read", "rates", "plan"), help="what to measure or compute")
    group.add_argument("--shaders", nargs="+", default=["bundled"], metavar="S", help=SHADERS_HELP)
    group.add_argument("--output", type=Path, default=Path("outputs/scale"), metavar="DIR", help="scratch folder")
    group.add_argument(
        "--images", type=cli.positive_int, default=2000, metavar="N", help="images of a run (default: 2000)"
    )
    group.add_argument("--resolution", type=cli.image_resolution, default=256, help="side in pixels (default: 256)")
    group.add_argument("--shard-size", type=cli.positive_int, default=500, help="images of a shard (default: 500)")
    group.add_argument("--repeats", type=cli.positive_int, default=3, help="repetitions of each (default: 3)")
    group.add_argument(
        "--readers", type=cli.non_negative_int, nargs="+", default=[0, 2], help="data-loading processes (default: 0 2)"
    )
    group.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto", help="what draws")
    group = parser.add_argument_group("plan")
    group.add_argument("--rates", default="outputs/scale/rates.json", metavar="FILE", help="what `rates` measured")
    group.add_argument(
        "--n-samples", type=cli.positive_int, default=100_000_000, help="images to make (default: 100 million)"
    )
    group.add_argument("--machines", type=cli.positive_int, default=1, help="machines at once")
    group.add_argument(
        "--cores", type=cli.positive_int, default=available_cores(), help="cores of a machine (default: this one's)"
    )
    group.add_argument(
        "--gpus", type=cli.positive_int, default=None, help="GPUs of a machine, where rates are a GPU's (default: none)"
    )
    group.add_argument(
        "--price",
        type=cli.non_negative_float,
        default=0.0,
        help="price of a machine and hour, any currency (default: 0)",
    )
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    args = parse_args(argv)
    args.output.mkdir(parents=True, exist_ok=True)
    {"draw": draw, "read": read, "rates": measure_rates, "plan": plan}[args.what](args)
    return 0


if __name__ == "__main__":
    cli.run_main(main)
