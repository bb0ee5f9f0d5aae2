"""Iterated function systems and the three models that draw them."""

import numpy as np
import pytest

from image_generation.models import fractaldb, fractals, ifs, perturbed_fractal
from image_generation.models.fractaldb_categories import CANDIDATES
from image_generation.models.registry import open_model

SIERPINSKI = np.array([[[0.5, 0, x], [0, 0.5, y]] for x, y in ((0, 0), (0.5, 0), (0.25, 0.5))])
FERN = np.array(
    [
        [[0, 0, 0], [0, 0.16, 0]],
        [[0.85, 0.04, 0], [-0.04, 0.85, 1.6]],
        [[0.2, -0.26, 0], [0.23, 0.22, 1.6]],
        [[-0.15, 0.28, 0], [0.26, 0.24, 0.44]],
    ]
)
FERN_WEIGHTS = np.array([0.01, 0.85, 0.07, 0.07])


def slow_chaos_game(system: np.ndarray, weights: np.ndarray, count: int) -> np.ndarray:
    """One chain, one step at a time: float64 [count, 2]."""
    rng = np.random.default_rng(11)
    point, points = np.zeros(2), []
    for chosen in rng.choice(len(system), size=count + 50, p=weights):
        point = system[chosen, :, :2] @ point + system[chosen, :, 2]
        points.append(point)
    return np.array(points[50:])


def test_chaos_game_against_a_slow_one():
    points = ifs.attractor(FERN, FERN_WEIGHTS, 40_000, np.random.default_rng(0))
    slow = slow_chaos_game(FERN, FERN_WEIGHTS, 40_000).T
    for axis, edges in enumerate((np.linspace(-2.5, 2.8, 30), np.linspace(0, 10, 30))):
        one, _ = np.histogram(points[axis], edges)
        other, _ = np.histogram(slow[axis], edges)
        assert np.abs(one - other).sum() / 80_000 < 0.03


def test_points_have_the_mean_that_the_maps_leave_fixed():
    points = ifs.attractor(FERN, FERN_WEIGHTS, 200_000, np.random.default_rng(1))
    # m = sum of p (A m + b)
    matrix = np.tensordot(FERN_WEIGHTS, FERN[:, :, :2], axes=1)
    shift = FERN_WEIGHTS @ FERN[:, :, 2]
    np.testing.assert_allclose(points.mean(axis=1), np.linalg.solve(np.eye(2) - matrix, shift), atol=0.05)


def test_points_lie_in_the_images_of_the_attractor():
    points = ifs.attractor(SIERPINSKI, np.full(3, 1 / 3), 20_000, np.random.default_rng(2))
    assert points.min() >= -1e-6
    assert points.max() <= 1
    # The triangle's central hole is empty: y < 1/2 and between the two lower thirds.
    x, y = points
    assert not ((y < 0.49) & (y > 2 * abs(x - 0.5) * -1 + 0.01) & (abs(x - 0.5) < y / 2 - 0.01)).any()
    # Each map takes points to points: every image has a neighbour at the scale of the sampling.
    cells = {tuple(cell) for cell in (points.T * 64).astype(int)}
    for system in SIERPINSKI:
        mapped = system[:, :2] @ points + system[:, 2:]
        found = np.mean([tuple(cell) in cells for cell in (mapped.T[:2000] * 64).astype(int)])
        assert found > 0.99


def test_weights_are_determinants():
    weights = ifs.determinant_weights(FERN)
    expected = np.abs([np.linalg.det(system[:, :2]) for system in FERN])
    np.testing.assert_allclose(weights, expected / expected.sum())


def test_pixels_keep_to_the_margin_and_y_points_up():
    points = np.array([[0.0, 1.0, 2.0], [0.0, 5.0, 10.0]], np.float32)
    rows, columns = ifs.pixels_of(points, 21, *ifs.bounds(points), margin=2)
    assert columns.tolist() == [2, 10, 18]
    assert rows.tolist() == [18, 10, 2]


def test_degenerate_points_cannot_be_drawn():
    fine = np.random.default_rng(0).random((2, 50)).astype(np.float32)
    assert ifs.drawable(fine)
    for broken in (fine * np.nan, fine * np.float32(1e9), fine * 0, np.stack([fine[0], fine[0] * 0])):
        assert not ifs.drawable(broken)
        assert ifs.filling(broken, 16) == 0


def test_patches_against_a_slow_painter():
    rng = np.random.default_rng(4)
    rows, columns = rng.integers(0, 20, 300).astype(np.int32), rng.integers(0, 20, 300).astype(np.int32)
    drawn = ifs.draw_patches(np.random.default_rng(5), rows, columns, 20)
    masks = np.random.default_rng(5).integers(1, 512, 300, np.uint16)
    slow = np.zeros((20, 20), int)
    for row, column, mask in zip(rows, columns, masks):
        for place in range(9):
            y, x = row + place // 3 - 1, column + place % 3 - 1
            if 0 <= y < 20 and 0 <= x < 20:
                slow[y, x] = int(mask) >> place & 1
    np.testing.assert_array_equal(drawn, slow)


@pytest.mark.parametrize(("count", "sigma"), [(2, 3.6), (2, 4.0), (3, 4.2), (4, 5.0), (4, 11.5)])
def test_singular_values_add_up_to_the_sigma_factor(count, sigma):
    rng = np.random.default_rng(6)
    for _ in range(200):
        values = ifs.draw_singular_values(rng, count, sigma)
        assert (values @ [1, 2]).sum() == pytest.approx(sigma)
        assert (values >= -1e-12).all()
        assert (values <= 1 + 1e-12).all()
        assert (values[:, 0] >= values[:, 1] - 1e-12).all()


def test_contractions_contract():
    system = ifs.draw_contraction(np.random.default_rng(7), 4, 5.0)
    values = np.linalg.svd(system[:, :, :2], compute_uv=False)
    assert values.max() <= 1 + 1e-9
    assert (values @ [1, 2]).sum() == pytest.approx(5.0)
    assert np.abs(system[:, :, 2]).max() <= 1


def test_known_categories_are_those_that_the_search_finds():
    assert len(CANDIDATES) == 1000
    for category in sorted(range(1000), key=lambda k: CANDIDATES[k])[:6]:
        assert fractaldb.find_candidate(category) == CANDIDATES[category]
    assert len({fractaldb.category_system(category).tobytes() for category in range(1000)}) == 1000


def test_categories_fill_a_fifth_of_the_picture():
    for category in (0, 500, 999):
        system = fractaldb.category_system(category)
        assert 2 <= len(system) <= 7
        assert np.abs(system).max() <= 1
        points = slow_chaos_game(system, ifs.determinant_weights(system), 100_000)
        places = ((points - points.min(axis=0)) / np.ptp(points, axis=0) * 499.999).astype(int)
        assert len(np.unique(places[:, 0] * 512 + places[:, 1])) / 512**2 > 0.18


def test_instances_scale_one_coefficient_of_every_map():
    system = fractaldb.category_system(3)
    seen, unchanged = set(), 0
    for seed in range(200):
        ratio = (fractaldb.vary(system, np.random.default_rng(seed)) / system).reshape(-1, 6)
        changed = np.flatnonzero(np.abs(ratio[0] - 1) > 1e-9)
        assert len(changed) <= 1
        unchanged += not len(changed)
        for place in changed:
            np.testing.assert_allclose(ratio[:, place], ratio[0, place])
            seen.add((int(place), round(float(ratio[0, place]), 3)))
    assert seen == {(place, factor) for place in range(6) for factor in (0.2, 0.6, 1.4, 1.8)}
    assert 1 <= unchanged <= 20


def test_fractaldb_is_grey_on_black():
    image = open_model("fractaldb").draw(0, 0, 3, 64)
    assert (image[..., 0] == image[..., 1]).all()
    assert (image[..., 0] == image[..., 2]).all()
    assert image.min() == 0
    assert 60 < image.max() <= 127


def test_perturbations_stay_within_a_tenth_of_the_one_fractal():
    # Published with the sigma factor 3.5; version 1 drew 4.
    assert perturbed_fractal.PerturbedFractal.version == 2
    base = perturbed_fractal.base_system()
    assert base.shape == (2, 2, 3)
    values = np.linalg.svd(base[:, :, :2], compute_uv=False)
    assert 3.4 <= (values @ [1, 2]).sum() <= 3.6
    ratios = np.concatenate([(perturbed_fractal.perturbed_system(k) / base).ravel() for k in range(50)])
    assert 0.9 <= ratios.min() < 0.91
    assert 1.09 < ratios.max() <= 1.1
    assert abs(ratios.mean() - 1) < 0.01


def test_fractals_have_contracting_maps():
    for category in range(20):
        system = fractals.category_system(category)
        count = len(system)
        values = np.linalg.svd(system[:, :, :2], compute_uv=False)
        assert count in (2, 3, 4)
        assert values.max() <= 1 + 1e-9
        assert (5 + count) / 2 <= (values @ [1, 2]).sum() <= (6 + count) / 2
        jittered = fractals.jitter(system, np.random.default_rng(category))
        assert np.linalg.svd(jittered[:, :, :2], compute_uv=False).max() <= 1 + 1e-9
        assert ((jittered != system).any(axis=(1, 2))).sum() <= 1


def test_fractals_have_systems_of_their_own():
    assert len({fractals.category_system(category).tobytes() for category in range(30)}) == 30


def test_fractals_are_coloured_all_over():
    image = open_model("fractals").draw(0, 0, 3, 64).astype(int)
    assert (np.ptp(image, axis=2) > 8).mean() > 0.9
    assert (image.max(axis=2) > 60).mean() > 0.9


def test_diamond_square_against_a_slow_one():
    levels, decay = 3, 0.6
    grid = fractals.diamond_square(np.random.default_rng(8), levels, decay)
    rng = np.random.default_rng(8)
    size = 2**levels + 1
    slow = np.zeros((size, size))
    corners = rng.random((2, 2))
    slow[0, 0], slow[0, -1], slow[-1, 0], slow[-1, -1] = corners.ravel()
    for level in range(levels):
        amplitude, step = 0.5 * np.exp(-decay * level), 2 ** (levels - level)
        half = step // 2
        noise = rng.uniform(-amplitude, amplitude, (2**level, 2**level))
        for row in range(2**level):
            for column in range(2**level):
                y, x = row * step, column * step
                around = slow[y, x] + slow[y + step, x] + slow[y, x + step] + slow[y + step, x + step]
                slow[y + half, x + half] = around / 4 + noise[row, column]
        count = 2 ** (level + 1) + 1
        noise = rng.uniform(-amplitude, amplitude, (count, count))
        before = slow.copy()
        for row in range(count):
            for column in range(count):
                if (row + column) % 2:
                    y, x = row * half, column * half
                    up, down = (y - half) % (size - 1), y + half if y < size - 1 else half
                    left, right = (x - half) % (size - 1), x + half if x < size - 1 else half
                    around = before[up, x] + before[down, x] + before[y, left] + before[y, right]
                    slow[y, x] = around / 4 + noise[row, column]
    np.testing.assert_allclose(grid, slow)
