"""Visual atoms and Perlin noise against their formulas."""

import dataclasses

import numpy as np
import pytest

from image_generation.models import perlin, visual_atom
from image_generation.models.registry import open_model

ATOM = visual_atom.Atom(vertices=360, orbits=20, noise=0.0, gap=0.1, radius=30, frequencies=(5, 12), stretch=(1.0, 1.0))


def polar(corners: np.ndarray) -> np.ndarray:
    """Distances from the centre of symmetry of the whole: float64 [orbits, vertices]."""
    centre = corners.mean(axis=(0, 1))
    return np.hypot(*(corners - centre).transpose(2, 0, 1))


def test_orbits_without_noise_are_the_formula():
    radii = polar(visual_atom.orbit_vertices(np.random.default_rng(0), ATOM).astype(float))
    angles = 2 * np.pi * np.arange(360) / 360
    for orbit in (0, 7, 19):
        expected = 30 + (orbit + 1) * (0.1 + (np.sin(5 * angles) + np.sin(12 * angles)) / 2)
        np.testing.assert_allclose(radii[orbit], expected, atol=2e-3)


def test_the_two_waves_stand_in_the_spectrum_of_the_orbits():
    atom = dataclasses.replace(ATOM, noise=2.0)
    corners = visual_atom.orbit_vertices(np.random.default_rng(1), atom).astype(float)
    radii = np.hypot(*(corners[-1] - corners[0].mean(axis=0)).T)
    found = np.argsort(np.abs(np.fft.rfft(radii - radii.mean())))[-2:]
    assert set(found.tolist()) == {5, 12}


def test_categories_lie_in_the_papers_ranges():
    atoms = [visual_atom.category_atom(category) for category in range(300)]
    for name, low, high in (("vertices", 200, 1000), ("orbits", 1, 200), ("noise", 0, 4), ("radius", 10, 60)):
        values = np.array([getattr(atom, name) for atom in atoms])
        assert low <= values.min() <= low + 0.05 * (high - low)
        assert high - 0.05 * (high - low) <= values.max() <= high
    assert all(first != second or first == 0 for first, second in (atom.frequencies for atom in atoms))
    assert {frequency for atom in atoms for frequency in atom.frequencies} == set(range(21))
    assert len(set(atoms)) == 300


def test_noise_of_orbits_is_perlins():
    values = visual_atom._perlin_values()
    rng = np.random.default_rng(2)
    slow = []
    for _ in range(20_000):
        place = rng.random()
        first, second = (rng.integers(1, 9) * rng.choice([-1, 1]) for _ in range(2))
        blend = 6 * place**5 - 15 * place**4 + 10 * place**3
        slow.append(0.4 * (first * place + blend * (second * (place - 1) - first * place)))
    assert values.mean() == pytest.approx(0, abs=0.01)
    assert values.std() == pytest.approx(np.std(slow), rel=0.03)
    np.testing.assert_allclose(np.quantile(values, [0.1, 0.5, 0.9]), np.quantile(slow, [0.1, 0.5, 0.9]), atol=0.02)


def test_instances_of_an_atom_move():
    small = next(k for k in range(100) if visual_atom.category_atom(k).orbits < 20)
    model = open_model("visualatom")
    images = [model.draw(0, index, small, 64)[..., 0] for index in range(8)]
    centres = [np.array(np.nonzero(image)).mean(axis=1) for image in images]
    assert np.std(centres, axis=0).min() > 5


def slow_gradient_noise(gradients: np.ndarray, x: float, y: float) -> float:
    column, row = int(x), int(y)
    total = 0.0
    for down in (0, 1):
        for right in (0, 1):
            dx, dy = x - column - right, y - row - down
            weights = [1 - (6 * abs(d) ** 5 - 15 * abs(d) ** 4 + 10 * abs(d) ** 3) for d in (dx, dy)]
            gradient = gradients[row + down, column + right]
            total += weights[0] * weights[1] * (gradient[0] * dx + gradient[1] * dy)
    return total


def test_gradient_noise_against_a_slow_one():
    rng = np.random.default_rng(3)
    gradients = perlin.unit_vectors(rng, (6, 8))
    np.testing.assert_allclose(np.hypot(gradients[..., 0], gradients[..., 1]), 1)
    x, y = rng.uniform(0, 7, 9), rng.uniform(0, 5, 7)
    expected = [[slow_gradient_noise(gradients, a, b) for a in x] for b in y]
    np.testing.assert_allclose(perlin.gradient_noise(gradients, x, y), expected, atol=1e-12)


def test_gradient_noise_is_zero_on_the_lattice():
    gradients = perlin.unit_vectors(np.random.default_rng(4), (5, 5))
    assert np.abs(perlin.gradient_noise(gradients, np.arange(4.0), np.arange(4.0))).max() == 0


def test_perlin_images_span_all_greys():
    image = open_model("perlin").draw(0, 0, resolution=64)
    assert image.min() == 0
    assert image.max() == 255
    assert (image[..., 0] == image[..., 2]).all()
