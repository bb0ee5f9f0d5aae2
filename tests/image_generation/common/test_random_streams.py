"""Streams are numpy's Philox with the key that the module says, by numpy's own way to give one."""

import numpy as np
import pytest

from image_generation.common.random_streams import PURPOSE_BITS, stream


@pytest.mark.parametrize(
    ("seed", "number", "purpose", "slot"), [(0, 0, 0, 0), (7, 123456, 3, 0), (2**64 - 1, 2**56 - 1, 255, 5)]
)
def test_a_stream_is_philox_with_its_key(seed: int, number: int, purpose: int, slot: int) -> None:
    key = np.array([seed, (purpose << PURPOSE_BITS) | number], np.uint64)
    expected = np.random.Generator(np.random.Philox(key=key, counter=np.array([0, slot, 0, 0], np.uint64)))
    ours = stream(seed, number, purpose, slot)
    assert np.array_equal(ours.random(9), expected.random(9))
    assert np.array_equal(ours.permutation(50), expected.permutation(50))
    assert np.array_equal(ours.standard_normal(9), expected.standard_normal(9))
