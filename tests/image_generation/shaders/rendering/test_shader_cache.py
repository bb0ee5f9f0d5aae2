"""The drivers' caches: what was compiled is there for the next process."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from image_generation.shaders.rendering.egl_devices import WITHOUT_EGL

FIND = (
    "from image_generation.shaders.rendering.egl_devices import choose_device; print(choose_device('cpu', None).index)"
)
DRAW = """
import sys
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.rendering.egl_devices import EglDevice
from image_generation.shaders.sampler import Sample
from image_generation.shaders.sources import resolve

renderer = Renderer(EglDevice(int(sys.argv[1]), "software"), 16, quick_compile=True)  # as a render process has it
for source in resolve(["composed:6:3"]):
    renderer.render(source.load(), [Sample(1.0)])
renderer.finish()
"""


def python(*words, **variables):
    environment = {**os.environ, **variables}
    return subprocess.run([sys.executable, "-c", *words], env=environment, check=True, capture_output=True).stdout


@pytest.mark.skipif(sys.platform in WITHOUT_EGL, reason="no Mesa")
def test_a_renderer_that_is_finished_has_everything_in_the_cache(tmp_path):
    device = python(FIND).decode().strip()

    def files():
        python(DRAW, device, MESA_SHADER_CACHE_DIR=str(tmp_path), MESA_SHADER_CACHE_DISABLE="false")
        return sorted(file.name for file in tmp_path.rglob("*") if file.is_file())

    first = files()
    assert len(first) > 6
    assert files() == first
