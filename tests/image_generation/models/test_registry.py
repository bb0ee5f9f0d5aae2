"""Names of image models, numbers of categories, and what is refused."""

import pytest

from image_generation.models.registry import MODEL_NAMES, open_model


def test_names_are_those_of_the_literature():
    assert set(MODEL_NAMES) == {
        *(f"dead_leaves-{shapes}" for shapes in ("squares", "oriented", "shapes", "textures")),
        *("spectrum", "spectrum_color", "spectrum_color_wmm"),
        *("fractaldb", "fractals", "visualatom", "perturbed-fractal", "perlin", "noise"),
        *(f"stylegan-{kind}" for kind in ("random", "high-freq", "sparse", "oriented")),
    }


@pytest.mark.parametrize("name", ["fractaldb", "fractals", "visualatom", "perturbed-fractal"])
def test_numbers_of_categories(name):
    assert open_model(name).n_categories == 1000
    assert open_model(f"model:{name}:21").n_categories == 21
    assert open_model(f"{name}:1").name == name


def test_models_without_categories_have_one():
    assert open_model("model:noise").n_categories == 1


def test_unknown_name_lists_the_names():
    with pytest.raises(ValueError, match="unknown image model 'fractal'") as error:
        open_model("model:fractal:10")
    assert all(name in str(error.value) for name in MODEL_NAMES)


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("fractaldb:0", "at least one category, not 0"),
        ("fractaldb:-3", "at least one category, not -3"),
        ("fractaldb:", "must be a whole number, not ''"),
        ("fractaldb:1.5", "must be a whole number, not '1.5'"),
        ("fractaldb:10:2", "must be a whole number, not '10:2'"),
        ("noise:1", "noise has no categories"),
        ("", "unknown image model ''"),
    ],
)
def test_wrong_specifications(spec, message):
    with pytest.raises(ValueError, match=message):
        open_model(spec)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"category": 5}, "no category 5: there are 5"),
        ({"category": -1}, "no category -1"),
        ({"resolution": 7}, "8 to 2048 pixels, not 7"),
        ({"resolution": 3000}, "8 to 2048 pixels, not 3000"),
        ({"index": -1}, "out of range"),
        ({"index": 2**56}, "out of range"),
        ({"seed": -1}, "out of range"),
        ({"seed": 2**64}, "out of range"),
        ({"slot": -1}, "out of range"),
    ],
)
def test_wrong_arguments(arguments, message):
    with pytest.raises(ValueError, match=message):
        open_model("perturbed-fractal:5").draw(**({"seed": 0, "index": 0, "resolution": 16} | arguments))
