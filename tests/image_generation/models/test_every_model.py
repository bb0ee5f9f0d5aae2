"""What all image models promise: shapes, determinism, variety, categories, nothing blank."""

import hashlib
import os
import subprocess
import sys

import numpy as np
import pytest

from image_generation.models.registry import MODEL_NAMES, open_model

CATEGORISED = ("fractaldb", "fractals", "visualatom", "perturbed-fractal")


@pytest.mark.parametrize("name", MODEL_NAMES)
@pytest.mark.parametrize("resolution", [8, 33])
def test_images_are_bytes_of_the_size_asked_for(name, resolution):
    image = open_model(name).draw(seed=3, index=5, resolution=resolution)
    assert image.shape == (resolution, resolution, 3)
    assert image.dtype == np.uint8
    assert image.flags.c_contiguous


@pytest.mark.parametrize("name", MODEL_NAMES)
def test_an_image_depends_on_its_numbers_alone(name):
    model = open_model(name)
    category = model.n_categories - 1
    first = model.draw(1, 20, category, 33)
    others = [
        model.draw(1, 21, category, 33),
        model.draw(2, 20, category, 33),
        model.draw(1, 20, category, 33, slot=1),
    ]
    assert all((first != other).any() for other in others)
    np.testing.assert_array_equal(first, model.draw(1, 20, category, 33))
    np.testing.assert_array_equal(first, open_model(name).draw(1, 20, category, 33))


def test_processes_and_threads_do_not_matter():
    script = (
        "import sys, hashlib\n"
        "from image_generation.models.registry import MODEL_NAMES, open_model\n"
        "for name in reversed(MODEL_NAMES):\n"
        "    print(name, hashlib.sha256(open_model(name).draw(7, 401, 0, 33)).hexdigest())\n"
    )
    threads = str(1 + int(os.environ.get("OMP_NUM_THREADS") == "1"))
    environment = os.environ | {"OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    there = dict(line.split() for line in done.stdout.splitlines())
    here = {name: hashlib.sha256(open_model(name).draw(7, 401, 0, 33)).hexdigest() for name in MODEL_NAMES}
    assert here == there


@pytest.mark.parametrize("name", MODEL_NAMES)
def test_no_image_is_blank(name):
    model = open_model(name)
    for index in range(12):
        image = model.draw(0, index, index * 83 % model.n_categories, 33)
        assert image.std(axis=(0, 1)).max() > 2, index


@pytest.mark.parametrize("name", ["fractaldb", "perturbed-fractal"])
def test_instances_are_told_by_their_categories(name):
    model = open_model(f"{name}:100")
    categories = range(6)

    def mean_image(category: int, first: int) -> np.ndarray:
        mean = np.mean([model.draw(0, first + k, category, 16).astype(float) for k in range(60)], axis=0)
        # FractalDB flips its instances.
        return mean + mean[::-1] + mean[:, ::-1] + mean[::-1, ::-1]

    one = [mean_image(category, 0) for category in categories]
    other = [mean_image(category, 100) for category in categories]
    nearest = [int(np.argmin([np.abs(a - b).mean() for b in one])) for a in other]
    assert sum(found == category for found, category in zip(nearest, categories)) >= 4


@pytest.mark.parametrize("name", CATEGORISED)
def test_a_category_is_the_same_in_every_dataset(name):
    for category in (0, 4):
        few, many = open_model(f"{name}:5"), open_model(f"{name}:1000")
        np.testing.assert_array_equal(few.draw(0, 9, category, 33), many.draw(0, 9, category, 33))


def test_an_image_of_one_colour_is_blank():
    class OneColour(type(open_model("noise"))):
        attempts = 0

        def paint(self, rng, place, category, resolution):
            self.attempts += 1
            return np.full((resolution, resolution, 3), (10, 200, 90), np.uint8)

    model = OneColour("noise")
    model.draw(0, 0, 0, 16)
    assert model.attempts > 1


class _OnceBlank(type(open_model("noise"))):
    """Blank at the first attempt, white noise at the second."""

    attempts = 0

    def paint(self, rng, place, category, resolution):
        self.attempts += 1
        image = super().paint(rng, place, category, resolution)
        return image * (self.attempts > 1)


def test_blank_images_are_drawn_again_from_the_same_stream():
    image = _OnceBlank("noise").draw(0, 0, 0, 16)
    assert image.std() > 60
    assert (image != open_model("noise").draw(0, 0, 0, 16)).any()


def test_blank_images_are_given_up_in_the_end():
    class AlwaysBlank(_OnceBlank):
        def paint(self, rng, place, category, resolution):
            return super().paint(rng, place, category, resolution) * np.uint8(0)

    model = AlwaysBlank("noise")
    assert model.draw(0, 0, 0, 16).max() == 0
    assert model.attempts == 64
