"""What shaders wrote, unpacked: numbers beyond 16 bits, and pixels that are not numbers."""

import numpy as np
import pytest

from image_generation.common.errors import UserError
from image_generation.labels import LABELS, encode_labels, points_of, read_labels, unpack


def packed():
    """Two pixels of a surface that faces away from z, one without normal, one without distance, one of nothing."""
    pixels = np.zeros((1, 4, 16), np.float32)
    pixels[..., 0] = 2.0
    pixels[..., 1:4] = [0.6, 0.0, 0.8]
    pixels[..., 4:8] = [1.0, 2.0, 65535.0, 65535.0]
    pixels[..., 8:11] = [0.5, np.nan, 1e9]
    pixels[..., 12:15] = [0.0, 0.6, -0.8]
    pixels[0, 1, 1:4] = np.nan
    pixels[0, 2, 0] = np.nan
    pixels[0, 3, 6:8] = 0.0
    return pixels


def test_unpacking():
    labels = unpack(packed())
    assert list(labels) == list(LABELS)
    assert labels["surface"].tolist() == [[131073, 131073, 0, 0]]
    assert labels["object"].tolist() == [[4294967295, 4294967295, 0, 0]]
    assert labels["depth"].tolist() == [[2.0, 2.0, np.inf, np.inf]]
    assert np.allclose(labels["normal"][0], [[0.6, 0, 0.8], [0, -0.6, 0.8], [0, 0, 0], [0, 0, 0]], atol=1e-3)
    assert (
        np.isfinite(labels["albedo"]).all() and labels["albedo"][0, 0, 0] == 0.5 and not labels["albedo"][0, 2:].any()
    )
    points = points_of(labels)
    assert np.allclose(points[0, 0], [0, 1.2, -1.6]) and np.isinf(points[0, 2:]).all()


def test_what_a_program_may_write_becomes_what_files_promise():
    """Normals of any length and side, rays of any length, no depth, no number."""
    pixels = np.tile(packed()[:, :1], (1, 9, 1))
    pixels[0, 1, 1:4] = [1.2, 0.0, 1.6]  # twice as long
    pixels[0, 2, 1:4] = 0.0
    pixels[0, 3, 1:4] = [-0.6, 0.0, -0.8]  # facing away
    pixels[0, 4, 0], pixels[0, 5, 0] = 0.0, -3.0
    pixels[0, 6, 4:6] = 0.0
    pixels[0, 7, 12:15] = [0.0, 0.599, -0.799]
    pixels[0, 8, 12:15] = 0.0
    labels = unpack(pixels)
    there = np.array([[True] * 4 + [False] * 2 + [True] * 3])
    assert (np.isfinite(labels["depth"]) == there).all() and ((labels["object"] > 0) == there).all()
    assert ((labels["surface"] > 0) == there).all() and labels["surface"][0, 6] == 1
    assert np.abs(np.linalg.norm(labels["normal"].astype(float), axis=2) - there).max() < 1e-3
    assert np.abs(np.linalg.norm(labels["ray"], axis=2) - 1).max() < 1e-6
    assert np.allclose(labels["normal"][0, [0, 1, 3]], [0.6, 0.0, 0.8], atol=1e-3)
    assert (
        np.allclose(labels["normal"][0, 2], [0.0, -0.6, 0.8], atol=1e-3) and (labels["ray"][0, 8] == [0, 0, -1]).all()
    )


def test_files_hold_what_was_put_into_them_and_nothing_of_the_clock(tmp_path):
    labels = unpack(packed())
    data = encode_labels(labels, LABELS)
    assert data == encode_labels(labels, LABELS)
    (tmp_path / "x.npz").write_bytes(data)
    back = read_labels(tmp_path / "x.npz", ["normal", "depth"])
    assert list(back) == ["normal", "depth"] and all((back[name] == labels[name]).all() for name in back)
    with pytest.raises(UserError, match="x.npz: holds no smell"):
        read_labels(tmp_path / "x.npz", ["smell"])
    with pytest.raises(UserError, match="cannot be read as labels"):
        read_labels(tmp_path / "nothing.npz")
