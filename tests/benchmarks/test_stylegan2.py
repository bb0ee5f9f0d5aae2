"""The benchmark's naive formulation computes the same images, and its numbers are of what they say."""

import math

from benchmarks import stylegan2 as benchmark
from stylegan2.layers import StyledConv


def test_the_naive_formulation_gives_the_same_images():
    before = StyledConv.forward
    assert benchmark.difference("cpu") < 1e-4
    assert StyledConv.forward is before


def test_sixteen_steps_have_twelve_plain_ones():
    assert sum(benchmark.SHARES.values()) == 1
    lazy = {step: (step % 4 == 0, step % 16 == 0) for step in range(16)}
    for step, share in benchmark.SHARES.items():
        assert share == sum(kind == lazy[step] for kind in lazy.values()) / 16


def test_seconds_by_both_clocks():
    wall, cpu = benchmark.timed(lambda: sum(math.sqrt(k) for k in range(200_000)), benchmark.pick_device("cpu"))
    assert 0 < cpu <= wall * 1.5 + 0.1
