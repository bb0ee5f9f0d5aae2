"""Whose programs drew the images that an encoder was trained on."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path
from typing import Any

from image_generation.common.errors import UserError
from image_generation.common.files import read_regular
from image_generation.datasets.layout import PROGRAMS
from image_generation.shaders.programs.program import ProgramError
from image_generation.shaders.sources import resolve
from learning.hub.addresses import is_hub
from publishing.licences import Right, computed, rights_of

_LARGEST = 1 << 30


def programs_of(shaders: list[str] | str) -> list[tuple[str, str, str]]:
    """(name, origin, SHA-1 of its text) of the programs of SHADERS as they are now. Raises UserError, ProgramError."""
    sources = resolve(shaders if isinstance(shaders, list) else [shaders])
    # Those that are computed need no look: composing 21,000 takes minutes.
    return [
        (one.name, one.origin, "" if computed(one.origin) else hashlib.sha1(one.read()).hexdigest()) for one in sources
    ]


def rights_behind(settings: dict[str, Any]) -> tuple[list[Right], list[str]]:
    """(programs with their licences, DATA of which nothing tells what drew it), of a training run's settings."""
    given = settings.get("data")
    data = [str(one) for one in given] if isinstance(given, list) else [str(given)] if given else []
    rights: list[Right] = []
    untold: list[str] = []
    for text in data:
        try:
            if settings.get("dataset_type") in ("shaders", "shader_list"):
                rights += rights_of(programs_of(text), [text])
                continue
            if is_hub(text):  # its own card says it
                continue
            rows = csv.DictReader(io.StringIO(read_regular(Path(text) / PROGRAMS, _LARGEST).decode()))
            rights += rights_of([(row["name"], row["path"], row["sha1"]) for row in rows], [])
        except (UserError, ProgramError, KeyError, ValueError, csv.Error):
            untold.append(text)
    return rights, untold
