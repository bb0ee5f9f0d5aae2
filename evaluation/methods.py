"""The methods that compare_methods.py compares: their trainers, their settings at a small budget, their rates.

Settings are those of the methods' papers where they hold for networks and budgets of any size (temperatures of MoCo v2,
DINO's teacher, LeJEPA's trade-off); what depends on the budget (momentum, queue, number of prototypes) is small.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from image_generation.common.errors import UserError

MIXED = ("convex", "cutmix", "convex_cutmix", "kml", "kml_mixup")
LIVE = ("live", "live+time", "live+jitter")
IMAGES = ("plain", *MIXED, "photos", *LIVE)
QUEUE = 4096  # MoCo's keys, at most
LOCAL_CROPS = 4  # of DINO and LeJEPA, half as wide as the global ones


class Cell(NamedTuple):
    """A method and the kind of images that it trains on."""

    method: str
    images: str

    def __str__(self) -> str:
        return f"{self.method}/{self.images}"


@dataclass(frozen=True, kw_only=True)
class Method:
    """A method as a grid runs it.

    script     its trainer
    flags      settings of the comparison -> the trainer's flags that are the method's own
    rate       learning rate without --search
    rates      those that --search tries
    labels     whether it needs the programs as classes
    """

    name: str
    script: str
    flags: Callable[[argparse.Namespace], list[object]]
    rate: float
    rates: tuple[float, ...]
    labels: bool = False


def _supcon(method: str, *more: object) -> Callable[[argparse.Namespace], list[object]]:
    def flags(args: argparse.Namespace) -> list[object]:
        encoder = ["--method", method, "-a", args.model, "--image-size", args.size, "--cos"]
        return [*encoder, "--minimum-crop-area", 0.1, *more]

    return flags


def _moco(args: argparse.Namespace) -> list[object]:
    queue = max(1, min(QUEUE, args.n_samples) // args.batch_size) * args.batch_size
    encoder = ["-a", args.model, "--image-size", args.size, "--cos", "--mlp", "--aug-plus"]
    return [*encoder, "--moco-k", queue, "--moco-m", 0.99, "--moco-t", 0.2]


def _crops(args: argparse.Namespace) -> list[object]:
    # No bfloat16: for networks as small as these it saves nothing, and all methods compute alike.
    local = ["--local-crops-number", LOCAL_CROPS, "--local-crops-size", args.size // 2]
    return ["-a", args.model, "--image-size", args.size, *local, "--no-amp"]


def _dino(args: argparse.Namespace) -> list[object]:
    warmup = 1 if args.epochs > 1 else 0
    return [*_crops(args), "--out-dim", 4096, "--momentum-teacher", 0.99, "--warmup-epochs", warmup]


METHODS = (
    Method(
        name="SimCLR",
        script="supcon/main_train.py",
        flags=_supcon("SimCLR", "--temp", 0.2),
        rate=0.3,
        rates=(0.1, 0.3, 1.0),
    ),
    Method(name="MoCo", script="moco/main_train.py", flags=_moco, rate=0.1, rates=(0.03, 0.1, 0.3)),
    Method(
        name="SupCon",
        script="supcon/main_train.py",
        flags=_supcon("SupCon", "--temp", 0.1, "--samples-per-class", 4),
        rate=0.3,
        rates=(0.1, 0.3, 1.0),
        labels=True,
    ),
    Method(name="DINO", script="dino/main_train.py", flags=_dino, rate=2e-3, rates=(5e-4, 2e-3, 5e-3)),
    Method(name="LeJEPA", script="lejepa/main_train.py", flags=_crops, rate=2e-3, rates=(5e-4, 2e-3, 5e-3)),
)


def method_named(name: str) -> Method:
    """One of METHODS. Raises UserError."""
    for method in METHODS:
        if method.name == name:
            return method
    raise UserError(f"--cells {name}: the methods are {', '.join(m.name for m in METHODS)}", 2)


def cell_of(text: str) -> Cell:
    """argparse type: METHOD/IMAGES."""
    name, _, images = text.partition("/")
    try:
        method = method_named(name)
    except UserError:
        names = ", ".join(method.name for method in METHODS)
        raise argparse.ArgumentTypeError(f"{text!r}: methods are {names}, written METHOD/IMAGES") from None
    if images not in IMAGES:
        raise argparse.ArgumentTypeError(f"{text!r}: images are {', '.join(IMAGES)}, written METHOD/IMAGES")
    if method.labels and images != "plain":
        raise argparse.ArgumentTypeError(f"{text!r}: {name} needs the programs as classes: {name}/plain alone has them")
    return Cell(method.name, images)


def all_cells(photos: bool) -> list[Cell]:
    """The cells that are worth their time, the most telling first: every method plain, then what changes the images."""
    plain = [Cell(method.name, "plain") for method in METHODS]
    wanted = ["SimCLR/convex", "SimCLR/kml", *(f"SimCLR/{kind}" for kind in LIVE), "SimCLR/photos"]
    wanted += [f"{method}/{kind}" for method in ("LeJEPA", "DINO") for kind in ("convex", "kml")]
    wanted += [f"LeJEPA/{kind}" for kind in LIVE] + [f"{method}/photos" for method in ("LeJEPA", "MoCo", "DINO")]
    wanted += [f"MoCo/{kind}" for kind in ("convex", "kml", *LIVE)]
    cells = [*plain, *map(cell_of, wanted)]
    return [cell for cell in cells if photos or cell.images != "photos"]
