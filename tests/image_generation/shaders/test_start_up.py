"""What a first image waits for: commands and render processes import no library that they do not use."""

from __future__ import annotations

import subprocess
import sys

import pytest

# Of a folder of plain images: bars where a terminal shows them, storages where there are shards, Pillow where
# pictures are read, OpenGL where something is drawn.
UNUSED = ("torch", "tqdm", "fsspec", "PIL", "moderngl", "image_generation.models.registry")


@pytest.mark.parametrize("module", ["generate_dataset", "dataset.worker"])
def test_nothing_is_imported_for_others(module: str) -> None:
    code = (
        f"import sys, image_generation.shaders.{module}\n"
        "from image_generation.shaders.sources import resolve\n"
        "assert len(resolve(['composed:3'])) == 3\n"
        f"print(*(name for name in {UNUSED} if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"


def test_what_is_put_off_is_there_when_it_is_used() -> None:
    code = (
        "from image_generation.shaders.sources import resolve\n"
        "from image_generation.datasets.storage import Storage\n"
        "print(resolve(['model:fractaldb:2'])[1].name, len(resolve(['model:noise'])[0].read()) > 0)\n"
        "storage = Storage('memory://start-up')\n"
        "storage.write('a', b'1')\n"
        "print(storage.read('a'), storage.local)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "fractaldb_0000001 True\nb'1' False\n"
