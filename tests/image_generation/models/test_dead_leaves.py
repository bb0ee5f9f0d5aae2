"""Dead leaves: sizes, shapes and who lies on whom."""

import numpy as np
import pytest

from image_generation.models import dead_leaves
from image_generation.models.dead_leaves import SHAPES, corner_angles, leaf_map, radii_of
from image_generation.models.registry import open_model


def test_radii_have_the_density_of_the_paper():
    radii = radii_of(np.random.default_rng(0).random(200_000))
    assert radii.min() >= 0.03
    assert radii.max() <= 1

    def below(radius: float) -> float:
        """The integral of r**-3 - 1 from 0.03."""
        return (0.03**-2 - radius**-2) / 2 - (radius - 0.03)

    for radius in (0.035, 0.05, 0.1, 0.3):
        assert (radii < radius).mean() == pytest.approx(below(radius) / below(1.0), abs=0.005)


def test_later_leaves_lie_on_top():
    for index in range(10):
        leaves = leaf_map(np.random.default_rng(index), ("square",), 96)
        top = leaves == leaves.max()
        rows, columns = np.flatnonzero(top.any(axis=1)), np.flatnonzero(top.any(axis=0))
        # The last leaf is whole: all of its rectangle is seen.
        assert top[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].all()


def test_what_lies_below_is_mostly_hidden():
    early, late = 0, 0
    for index in range(20):
        leaves = leaf_map(np.random.default_rng(index), ("square",), 64)
        seen = np.unique(leaves)
        early += (seen < leaves.max() / 2).sum()
        late += (seen >= leaves.max() / 2).sum()
    assert late > 4 * early


def test_squares_are_painted_as_a_slow_painter_would():
    rng = np.random.default_rng(3)
    radii, centres = rng.uniform(3, 20, 12), rng.uniform(0, 40, (12, 2))
    leaves = np.full((40, 40), -1, np.int32)
    dead_leaves._fall(leaves, ["square"] * 12, radii, centres, np.zeros((12, 4)), first=5)
    slow = np.full((40, 40), -1)
    for number, (radius, (x, y)) in enumerate(zip(radii, centres)):
        half = radius / np.sqrt(2)
        for row in range(40):
            for column in range(40):
                # A pixel belongs to the square that its centre lies in.
                if abs(row + 0.5 - y) <= half and abs(column + 0.5 - x) <= half:
                    slow[row, column] = number + 5
    np.testing.assert_array_equal(leaves, slow)


@pytest.mark.parametrize("shape", ["circle", "oriented_square", "rectangle", "triangle", "quadrilateral"])
def test_shapes_have_their_areas(shape):
    uniform = np.array([[0.43, 0.1, 0.62, 0.81]])
    angles = corner_angles([shape], uniform)
    leaves = np.full((400, 400), -1, np.int32)
    dead_leaves._fall(leaves, [shape], np.array([120.0]), np.array([[200.0, 200.0]]), angles, first=0)
    if shape == "circle":
        expected = np.pi * 120**2
    else:
        x, y = 120 * np.cos(angles[0]), 120 * np.sin(angles[0])
        expected = abs((x * np.roll(y, -1) - y * np.roll(x, -1)).sum()) / 2  # the shoelace formula
    assert (leaves == 0).sum() == pytest.approx(expected, rel=0.03)
    if shape == "oriented_square":
        assert expected == pytest.approx(2 * 120**2)
    if shape == "rectangle":
        turn = np.pi / 2 * 0.43
        assert expected == pytest.approx(4 * 120**2 * np.sin(turn) * np.cos(turn))


def test_images_are_covered_and_flat_within_a_leaf():
    for name in ("squares", "oriented", "shapes"):
        image = open_model(f"dead_leaves-{name}").draw(0, 2, resolution=64)
        colours = np.unique(image.reshape(-1, 3), axis=0)
        assert 5 < len(colours) < 1500
        same = (image[1:] == image[:-1]).all(axis=2).mean()
        assert same > 0.4


def test_squares_have_upright_edges_and_oriented_ones_do_not():
    def corners(name: str) -> float:
        """The share of 2 x 2 blocks whose halves differ along a slanted border."""
        image = open_model(f"dead_leaves-{name}").draw(0, 3, resolution=128)
        code = image.astype(int) @ np.array([1, 256, 65536])
        a, b, c, d = code[:-1, :-1], code[:-1, 1:], code[1:, :-1], code[1:, 1:]
        # Three alike and one not: a step of a staircase, or a corner.
        alike = np.stack([a == b, a == c, a == d, b == c, b == d, c == d]).sum(axis=0)
        return float((alike == 3).mean())

    assert corners("oriented") > 2 * corners("squares")


def test_textures_are_not_flat():
    textured = open_model("dead_leaves-textures").draw(0, 2, resolution=33)
    flat = open_model("dead_leaves-shapes").draw(0, 2, resolution=33)
    assert len(np.unique(textured.reshape(-1, 3), axis=0)) > 2 * len(np.unique(flat.reshape(-1, 3), axis=0))


def test_every_shape_is_drawn():
    assert set(SHAPES) == {"circle", "square", "oriented_square", "rectangle", "triangle", "quadrilateral"}
