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


def rights_in(settings: dict[str, Any], programs: Sequence[Program], above: tuple[str, ...] = ()) -> list[Right]:
    """What is known of a dataset's programs, its channels' and its textures; of its folders where it is a mixture.

    settings   of the dataset; above: the mixtures that it is part of
    Never empty: pictures of which nothing tells what drew them are one that is not known.
    """
    rights = [*rights_of(programs, listed(settings.get("shaders"))), *rights_beside(settings)]
    if not programs:
        for folder in listed(settings.get("images")):
            rights += _rights_of_mixed(folder, above)
    return rights or [Right("images", "", UNKNOWN, False, "nothing states what drew them")]


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


def _rights_of_mixed(folder: str, above: tuple[str, ...]) -> list[Right]:
    if folder not in above:
        try:
            return _rights_of_folder(folder, (*above, folder))
        except (UserError, KeyError, ValueError, csv.Error):
            pass
    name = os.path.basename(folder.rstrip("/"))
    return [Right(name, f"folder:{folder}", UNKNOWN, False, "finished images, whose rights nothing states")]


def _rights_of_folder(folder: str, above: tuple[str, ...] = ()) -> list[Right]:
    """Raises UserError, KeyError, ValueError or csv.Error where it is no dataset of ours."""
    rows = csv.DictReader(io.StringIO(read_regular(Path(folder) / PROGRAMS, _LARGEST).decode()))
    programs = [(row["name"], row["path"], row["sha1"]) for row in rows]
    config = Path(folder) / CONFIG
    return rights_in(read_config(config) if config.is_file() else {}, programs, above)


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
                rights += _rights_of_folder(text)
        except (UserError, ProgramError, KeyError, ValueError, csv.Error):
            untold.append(text)
    return [*rights, *(rights_beside(settings) if live else ())], untold
