"""What a process of gallery.py does with an image of a dataset: decode it, cut out its middle, save it small."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from image_generation.image_files import BadImage, read_image
from image_generation.pictures import centre, resized
from image_generation.processes.pool import Status
from image_generation.shaders.checking.worker import CheckSettings, Row, save


def make_handler(number: int, settings: CheckSettings) -> Callable:
    """Entry point of a worker process (see processes/pool.py); settings.sources are the images."""
    cv2.setNumThreads(1)

    side = settings.thumbnail
    assert side is not None

    def shrink(task: int, send: Callable[[Any], None], status: Status) -> None:
        status.begin(task, 0)
        source = settings.sources[task]
        row = Row(source.name, source.path)
        try:
            picture = resized(centre(_read(source.path)), side)
            save(Path(settings.frames), settings.pictures(source.name)[0], picture, number)
        except (OSError, BadImage, cv2.error) as error:
            reason = getattr(error, "strerror", None) or str(error)
            row.status, row.message = "unreadable", reason.removeprefix(f"{source.path}: ")
        send(row)

    return shrink


def _read(path: str) -> np.ndarray:
    """uint8 RGB [height, width, 3]; raises BadImage."""
    if not path:
        raise BadImage("lies outside the dataset's folder")
    return read_image(path)
