"""The commands that an installed package brings: shaders-render, shaders-check, shaders-gallery and shaders-video."""

from __future__ import annotations

from image_generation.processes.forking import stay_single_threaded

stay_single_threaded()  # before numpy is imported

from image_generation.common.cli import run_main  # noqa: E402
from image_generation.shaders import check_shaders, gallery, generate_dataset, generate_video  # noqa: E402


def render() -> None:
    """shaders-render: programs into a folder of images (shaders/generate_dataset.py)."""
    run_main(generate_dataset.main)


def check() -> None:
    """shaders-check: which programs of a collection work (shaders/check_shaders.py)."""
    run_main(check_shaders.main)


def page() -> None:
    """shaders-gallery: a page of programs or images (shaders/gallery.py)."""
    run_main(gallery.main)


def video() -> None:
    """shaders-video: one program as a video (shaders/generate_video.py)."""
    run_main(generate_video.main)
