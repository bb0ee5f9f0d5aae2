"""What evaluation/main_suite.py runs: the tasks of each suite, and what of a published suite cannot be run here.

tasks, missing = tasks_of("vtab", folders=[], imagenet=None, cub200=None)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from learning.hub.addresses import is_hub, parse, split_addresses

SUITES = ("small", "vtab", "memory", "imagenet100")
METHODS = ("kNN", "linear", "memory", "fine-tuning")
VTAB_IMAGES = 1000  # 800 to train and 200 to choose by (Zhai et al. 2019, arXiv 1910.04867, section 2.2)

# Names here, and those of VTAB-1k.
_VTAB = {
    "caltech101": "Caltech101",
    "cifar100": "CIFAR-100",
    "dtd": "DTD",
    "flowers102": "Flowers102",
    "oxfordiiitpet": "Pets",
    "svhn": "SVHN",
    "sun397": "Sun397",
    "pcam": "Patch Camelyon",
    "eurosat": "EuroSAT",
    "clevrcount": "Clevr-Count",
}
_VTAB_MISSING = {
    "Resisc45": "torchvision does not offer it",
    "Diabetic Retinopathy": "torchvision does not offer it",
    "Clevr-Distance": "torchvision's CLEVR has no distances",
    "DMLab": "torchvision does not offer it",
    "KITTI-Distance": "torchvision's KITTI has no such labels",
    "dSprites-Location": "torchvision does not offer it",
    "dSprites-Orientation": "torchvision does not offer it",
    "SmallNORB-Azimuth": "torchvision does not offer it",
    "SmallNORB-Elevation": "torchvision does not offer it",
}
_MEDICAL = ("pathmnist", "dermamnist", "bloodmnist")


@dataclass(frozen=True)
class Task:
    """A column of the table.

    name      what the table calls it
    dataset   as --dataset takes it
    method    one of METHODS
    flags     what the method's command is given beside the encoder, the data and the machine
    """

    name: str
    dataset: str
    method: str
    flags: tuple[str, ...] = ()


def _probes(name: str, dataset: str, k: int) -> list[Task]:
    return [
        Task(f"{name}, kNN", dataset, "kNN", ("-k", str(k))),
        Task(f"{name}, linear", dataset, "linear"),
    ]


def tasks_of(
    suite: str, *, folders: Sequence[str] = (), imagenet: str | None = None, cub200: str | None = None
) -> tuple[list[Task], dict[str, str]]:
    """(the tasks of a suite, {what it lacks from the start: why}).

    folders   TRAIN:TEST folders of classes, of the suite small
    imagenet  a folder with train and val: ImageNet-1k for memory, ImageNet-100 for imagenet100
    cub200    CUB-200-2011's folder
    Raises ValueError for an unknown suite.
    """
    missing: dict[str, str] = {}
    if suite == "small":
        tasks = _probes("digits", "digits", 20)
        tasks.append(Task("digits, 10 a class", "digits", "linear", ("--few", "10", "--draws", "10")))
        for folder in folders:
            tasks += _probes(_name_of(split_addresses(folder)[0]), f"image_folder:{folder}", 20)
        return _distinct(tasks), missing
    if suite == "vtab":
        flags = ("--train-images", str(VTAB_IMAGES))
        return [Task(theirs, ours, "linear", flags) for ours, theirs in _VTAB.items()], dict(_VTAB_MISSING)
    flags = ("-k", "20")
    if suite == "memory":
        sets = {"CIFAR-10": "cifar10", "CIFAR-100": "cifar100", "Flowers102": "flowers102", "Food101": "food101"}
        sets |= {name: f"medmnist:{name}" for name in _MEDICAL}
        for name, kind, given in (("CUB-200", "cub200", cub200), ("ImageNet", "imagenet", imagenet)):
            if given is None:
                missing[name] = f"give --{kind} DIR"
            else:
                sets[name] = f"{kind}:{given}"
        return [Task(name, dataset, "memory", flags) for name, dataset in sets.items()], missing
    if suite != "imagenet100":
        raise ValueError(f"a suite is one of {', '.join(SUITES)}, not {suite!r}")
    if imagenet is None:
        return [], {"ImageNet-100": "give --imagenet DIR with its 100 classes in train and val"}
    dataset = f"imagenet:{imagenet}"
    fine = Task("ImageNet-100, fine-tuning", dataset, "fine-tuning", ("--epochs", "100"))
    return [*_probes("ImageNet-100", dataset, 20), fine], missing


def _name_of(train: str) -> str:
    """What tables call a folder of classes: the folder that it lies in, or its repository on the Hub."""
    return parse(train).repo if is_hub(train) else Path(train).resolve().parent.name


def _distinct(tasks: list[Task]) -> list[Task]:
    """Tasks of equal names get their data sets as well."""
    names = [task.name for task in tasks]
    twice = {name for name in names if names.count(name) > 1}
    return [replace(task, name=f"{task.name} ({task.dataset})") if task.name in twice else task for task in tasks]
