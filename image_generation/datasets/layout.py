"""Layouts of a dataset folder: names of its files, and where image i lies."""

from __future__ import annotations

import re
from collections.abc import Collection

CONFIG, PROGRAMS, SAMPLES, EXCLUDED = "config.yaml", "programs.csv", "samples.csv", "excluded.csv"
OLD_EXCLUDED = "set_aside.csv"  # what EXCLUDED was called; still read


JOURNAL, PARTIAL, LOCK = ".journal", ".partial", ".lock"


OWN_FILES = (SAMPLES, PROGRAMS, EXCLUDED, OLD_EXCLUDED, JOURNAL, CONFIG)


SAMPLE_COLUMNS = ("index", "file", "programs", "times", "weights", "boxes", "bytes", "crc32")


MIXED_COLUMNS = ("index", "file", "sources", "weights", "boxes", "bytes", "crc32")  # of mixed finished images
GAN_COLUMNS = ("index", "file", "seeds", "class", "weights", "bytes", "crc32")  # of samples of a generator


PROGRAM_COLUMNS = ("number", "name", "path", "sha1")


LABEL_COLUMNS = ("labels_bytes", "labels_crc32")  # of samples too, where there are labels; 0 bytes: this one has none


CHANNEL_COLUMNS = ("channel_programs", "channel_times")  # of samples too, where image inputs are filled
INPUT_COLUMNS = ("image_inputs",)  # of programs too, then


PARAMETER_COLUMNS = ("parameters", "refused")  # of programs too, where --parameter-jitter is on


EXCLUDED_COLUMNS = ("name", "reason")
# What the tables' first lines may be.
LAYOUTS = {
    SAMPLES: (
        *((*SAMPLE_COLUMNS, *labels, *used) for labels in ((), LABEL_COLUMNS) for used in ((), CHANNEL_COLUMNS)),
        MIXED_COLUMNS,
        GAN_COLUMNS,
    ),
    PROGRAMS: tuple(
        (*PROGRAM_COLUMNS, *varied, *inputs) for varied in ((), PARAMETER_COLUMNS) for inputs in ((), INPUT_COLUMNS)
    ),
    EXCLUDED: (EXCLUDED_COLUMNS,),
    OLD_EXCLUDED: (EXCLUDED_COLUMNS,),
}


# What atomic_write begins for the dataset's own files.
OWN_PART = re.compile(r"\.(config\.yaml|samples\.csv|programs\.csv|excluded\.csv|set_aside\.csv)\.\w+\.part")


IMAGE = re.compile(r"(\d{6,})\.(jpg|png|webp|npz)")  # and the labels beside it


def flat_name(index: int, suffix: str) -> str:
    """Path of an image in the flat layout: 1000 files a folder, both named by index (as the paper's datasets)."""
    return f"{index // 1000 * 1000:010d}/{index:06d}.{suffix}"


def class_name(index: int, program: str, suffix: str) -> str:
    """Path of an image in the class layout: one folder a program."""
    return f"{program}/{index:06d}.{suffix}"


def labels_name(image: str) -> str:
    """Path of an image's labels: beside it."""
    return f"{image.rpartition('.')[0]}.npz"


def is_image(folder: str, file: str, programs: Collection[str]) -> bool:
    """Whether a file lies where one of the layouts puts an image; programs: names of class folders."""
    match = IMAGE.fullmatch(file)
    return match is not None and (folder in programs or flat_name(int(match[1]), match[2]) == f"{folder}/{file}")
