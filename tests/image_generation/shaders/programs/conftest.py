"""A small software renderer for what dialects parse."""

import pytest

from image_generation.shaders import programs
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.sampler import Sample

SIZE = 16


@pytest.fixture(scope="session")
def renderer():
    with Renderer("cpu", SIZE) as shared:
        yield shared


@pytest.fixture
def draw(renderer):
    """draw(text, *times, dialect=None, path=None) -> uint8 [n, 16, 16, 3]"""

    def run(text, *times, dialect=None, path=None):
        program = programs.parse(text, "test", dialect, path)
        return renderer.render(program, [Sample(time) for time in times or (0.0,)])

    return run


@pytest.fixture
def pixel(draw):
    """pixel(text, time) -> the middle pixel's (r, g, b) in 0..1"""

    def run(text, time=0.0, **how):
        return tuple(draw(text, time, **how)[0, SIZE // 2, SIZE // 2] / 255.0)

    return run
