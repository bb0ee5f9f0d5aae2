"""Whose programs drew the images of a dataset, or those that an encoder was trained on."""

from __future__ import annotations

import csv
import hashlib
import io
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from image_generation.common.cli import read_config
from image_generation.common.errors import UserError
from image_generation.common.files import read_regular
from image_generation.datasets.layout import CONFIG, PROGRAMS
from image_generation.shaders.programs.program import ProgramError
from image_generation.shaders.sources import resolve
from learning.hub.addresses import is_hub
from publishing.licences import UNKNOWN, Right, computed, rights_of

_LARGEST = 1 << 30
Program = tuple[str, str, str]  # name, origin, SHA-1 of its text
_UNTOLD = Right("images", "", UNKNOWN, False, "nothing states what drew them")


def listed(value: Any) -> list[str]:
    """A setting that may be one value, several or none."""
    return [str(one) for one in value] if isinstance(value, list) else [str(value)] if value else []


def programs_of(shaders: list[str] | str) -> list[Program]:
    """The programs of SHADERS as they are now. Raises UserError, ProgramError."""
    sources = resolve(listed(shaders))
    # Those that are computed need no look: composing 21,000 takes minutes.
    return [
        (one.name, one.origin, "" if computed(one.origin) else hashlib.sha1(one.read()).hexdigest()) for one in sources
    ]


def rights_in(settings: dict[str, Any], programs: Sequence[Program]) -> list[Right]:
    """What is known of a dataset's programs, its channels' and its textures; of its folders where it is a mixture.

    settings   of the dataset
    Never empty: pictures of which nothing tells what drew them are one that is not known. A folder counts once, however
    many mixtures it is part of.
    """
    rights: list[Right] = []
    seen: set[str] = set()
    waiting = [(settings, programs)]
    while waiting:
        settings, programs = waiting.pop()
        own = [*rights_of(programs, listed(settings.get("shaders"))), *rights_beside(settings)]
        folders = [] if programs else listed(settings.get("images"))
        rights += own if own or folders else [_UNTOLD]
        for folder in folders:
            real = os.path.realpath(folder)
            if real in seen:
                continue
            seen.add(real)
            try:
                waiting.append(_contents(folder))
            except (UserError, KeyError, ValueError, csv.Error):
                name = os.path.basename(folder.rstrip("/"))
                about = "finished images, whose rights nothing states"
                rights.append(Right(name, f"folder:{folder}", UNKNOWN, False, about))
    return rights or [_UNTOLD]


def rights_beside(settings: dict[str, Any]) -> list[Right]:
    """Licences of the programs that draw channels, and of textures."""
    rights = []
    if channels := listed(settings.get("channel_programs")):
        try:
            rights += rights_of(programs_of(channels), channels)
        except (UserError, ProgramError):
            where = " ".join(channels)
            rights.append(Right("channel programs", where, UNKNOWN, False, "their files are no longer there"))
    if textures := settings.get("textures"):
        rights.append(Right("textures", str(textures), UNKNOWN, False, "pictures, whose rights nothing states"))
    return rights


def _contents(folder: str) -> tuple[dict[str, Any], list[Program]]:
    """Settings and programs of a dataset of ours.

    Raises UserError, KeyError, ValueError or csv.Error where the folder is none.
    """
    rows = csv.DictReader(io.StringIO(read_regular(Path(folder) / PROGRAMS, _LARGEST).decode()))
    programs = [(row["name"], row["path"], row["sha1"]) for row in rows]
    config = Path(folder) / CONFIG
    return read_config(config) if config.is_file() else {}, programs


def rights_behind(settings: dict[str, Any]) -> tuple[list[Right], list[str]]:
    """(programs with their licences, DATA of which nothing tells what drew it), of a training run's settings."""
    rights: list[Right] = []
    untold: list[str] = []
    live = settings.get("dataset_type") in ("shaders", "shader_list")
    for text in listed(settings.get("data")):
        try:
            if live:
                rights += rights_of(programs_of(text), [text])
            elif not is_hub(text):  # whose own card says it
                rights += rights_in(*_contents(text))
        except (UserError, ProgramError, KeyError, ValueError, csv.Error):
            untold.append(text)
    return [*rights, *(rights_beside(settings) if live else ())], untold
