"""The programs that ship: they draw what they drew when their golden images were made, and never the same twice."""

import numpy as np
import pytest

from benchmarks import gpu_check
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.rendering.egl_devices import choose_device
from image_generation.shaders.sampler import Sample
from image_generation.shaders.sources import resolve

SOURCES = resolve(["bundled"])
TIMES = [0.15, 1.31, 3.73, 6.17, 9.91]


@pytest.fixture(scope="module")
def pictures():
    """Each program at TIMES, uint8 [5, 32, 32, 3] by name, and the programs."""
    drawn, programs = {}, {}
    with Renderer("cpu", 32, cache_size=1) as renderer:
        for source in SOURCES:
            programs[source.name] = source.load()
            drawn[source.name] = renderer.render(programs[source.name], [Sample(t) for t in TIMES]).astype(float)
    return drawn, programs


def test_golden_images():
    """Within what two drivers may differ by; `gpu_check.py --write-golden` makes them anew after a wanted change."""
    differences = gpu_check.compare(choose_device("cpu"))
    assert set(differences) == {source.name for source in SOURCES}
    wrong = {n: d for n, d in differences.items() if isinstance(d, str) or d >= gpu_check.TOLERANCE}
    assert not wrong


def test_there_are_many_and_each_says_what_it_is(pictures):
    _, programs = pictures
    assert len(programs) >= 48
    for name, program in programs.items():
        # Programs with several passes are in the dialect that holds them in one readable file.
        assert program.dialect == ("shadertoy" if len(program.passes) == 1 else "bookofshaders"), name
        assert program.description and program.tags, name
    assert len({program.tags[0] for program in programs.values()}) >= 20
    assert len({program.name for program in programs.values()}) == len(programs)


def test_no_picture_is_flat_or_black(pictures):
    for name, drawn in pictures[0].items():
        for picture in drawn:
            assert picture.std() > 5 and picture.max() > 40, name


def test_every_program_varies_strongly_with_time(pictures):
    for name, drawn in pictures[0].items():
        gaps = [np.abs(drawn[i] - drawn[j]).mean() for i in range(len(TIMES)) for j in range(i)]
        assert np.mean(gaps) > 10, name


def test_no_two_programs_look_alike(pictures):
    names = list(pictures[0])
    stacked = np.stack([pictures[0][name] for name in names]).reshape(len(names), -1)
    for k in range(1, len(names)):
        gaps = np.sqrt(((stacked[:k] - stacked[k]) ** 2).mean(axis=1))
        assert gaps.min() > 20, (names[k], names[int(gaps.argmin())])
