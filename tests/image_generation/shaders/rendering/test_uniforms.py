"""Values of uniforms for many frames at once are those for each."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from image_generation.shaders.rendering.uniforms import Frame, changing_values, uniform_value

FRAMES = st.lists(
    st.builds(
        Frame,
        time=st.floats(0.0, 1e6),
        number=st.integers(0, 2**40),
        rate=st.just(60.0),
        face=st.integers(0, 5),
    ),
    min_size=1,
    max_size=5,
)


@pytest.mark.parametrize("source", sorted(Frame.CHANGING))
@given(frames=FRAMES)
def test_all_frames_at_once(source, frames):
    expected = np.array([uniform_value(source, frame) for frame in frames], np.float64)
    np.testing.assert_array_equal(changing_values(source, frames), expected)
