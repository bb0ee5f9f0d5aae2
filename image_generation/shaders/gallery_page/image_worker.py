"""What a process of gallery.py does with an image of a dataset: decode it, cut out its middle, save it small."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from image_generation.pictures import centre, resized
from image_generation.processes.pool import Status
from image_generation.shaders.checking.worker import CheckSettings, Row, save

_MOST_BYTES = 256 << 20


def make_handler(number: int, settings: CheckSettings) -> Callable:
    """Entry point of a worker process (see processes/pool.py); settings.sources are the images."""
    cv2.setNumThreads(1)

    def shrink(task: int, send: Callable[[Any], None], status: Status) -> None:
        status.begin(task, 0)
        source = settings.sources[task]
        row = Row(source.name, source.path)
        try:
            picture = resized(centre(_read(source.path)), settings.thumbnail)
            save(Path(settings.frames), settings.pictures(source.name)[0], picture, number)
        except (OSError, ValueError, cv2.error) as error:
            row.status, row.message = "unreadable", getattr(error, "strerror", None) or str(error)
        send(row)

    return shrink


def _read(path: str) -> np.ndarray:
    """uint8 RGB [height, width, 3]; raises OSError or ValueError."""
    if not path:
        raise ValueError("lies outside the dataset's folder")
    with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise ValueError("is no regular file")
        data = file.read(_MOST_BYTES + 1)
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB) if data else None
    if image is None or len(data) > _MOST_BYTES:
        raise ValueError("is no image that can be read")
    return image
