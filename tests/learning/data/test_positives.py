"""--positive-time and --positive-jitter: an image's other view is its program at another time or with other numbers."""

import csv

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from image_generation.common.errors import UserError
from image_generation.mixing import MixtureSettings
from image_generation.shaders.sampler import Sampler, SamplerSettings
from learning.multicrop import CpuCrops, Crops, DeviceCrops
from learning.views import CpuViews, DeviceViews, Recipe
from lejepa.main_train import main as lejepa
from moco.main_train import main as moco
from tests.image_generation.shaders.dataset_helpers import write_shaders

PLAIN = Recipe((1.0, 1.0), jitter_chance=0.0, flip_chance=0.0)


@given(
    seed=st.integers(0, 1 << 40), index=st.integers(0, 10**7), seconds=st.floats(0.01, 5.0), sigma=st.sampled_from([0.0, 0.01, 2.0]),
    mixed=st.booleans(), excluded=st.booleans(),
)  # fmt: skip
def test_pairs_are_defined_by_seed_and_index_and_keep_the_image(seed, index, seconds, sigma, mixed, excluded):
    shared = {"seed": seed, "mixture": MixtureSettings(kind="convex", n_samples=3) if mixed else None}
    gone = {1} if excluded else ()
    usual = Sampler(SamplerSettings(**shared), 5, gone).image(index)
    pairs = Sampler(SamplerSettings(**shared, positive_time=seconds, positive_jitter=sigma), 5, gone)
    image, other = pairs.image(2 * index), pairs.image(2 * index + 1)
    assert (image.programs, image.samples, image.mixture) == (usual.programs, usual.samples, usual.mixture)
    assert (other.programs, other.mixture) == (usual.programs, usual.mixture)
    assert other == pairs.image(2 * index + 1, pairs.programs([2 * index + 1])[0])
    for one, two in zip(image.samples, other.samples):
        assert two.time >= 0 and abs(two.time - one.time) <= seconds * (1 + 1e-6) + 1e-6
        assert bool(two.parameters) == (sigma > 0)
    if sigma:
        factors = [sample.parameters.factors(6) for sample in other.samples]
        assert np.array_equal(factors[0], pairs.image(2 * index + 1).samples[0].parameters.factors(6))
        assert not np.allclose(factors[0], 1.0)
        assert not mixed or not np.array_equal(factors[0], factors[1])


def test_jitter_of_a_positive_is_a_further_one():
    settings = SamplerSettings(parameter_jitter=0.3, positive_jitter=0.2)
    one, two = (Sampler(settings, 4).image(k).samples[0].parameters for k in (14, 15))
    ratios = np.log(two.factors(4000) / one.factors(4000))
    assert abs(ratios.std() - 0.2) < 0.02 and abs(ratios.mean()) < 0.02
    assert np.array_equal(two.factors(4000)[:7], two.factors(7))


def test_views_alternate_between_the_two():
    """Of a black image and its white positive the even views are black and the odd ones white, batched or not."""
    pair = torch.stack([torch.zeros(3, 12, 12), torch.full((3, 12, 12), 255)]).to(torch.uint8)
    crops = (Crops(size=8, recipes=(PLAIN, PLAIN)), Crops(size=4, recipes=(PLAIN,) * 3))
    for views in (CpuViews(PLAIN, 8, views=3)(pair), *CpuCrops(crops)(pair)):
        assert [int(view.float().mean()) for view in views] == [0, 255, 0][: len(views)]
    generator = torch.Generator().manual_seed(0)
    batch = torch.stack([pair, pair])
    for views in (DeviceViews(PLAIN, 8, views=3)(batch, generator), *DeviceCrops(crops)(batch, generator)):
        assert [round(float(view.mean()), 3) for view in views] == [0, 1, 0][: len(views)]


def losses(output) -> list[str]:
    with open(output / "metrics.csv", newline="") as file:
        return [row["loss"] for row in csv.DictReader(file)]


@pytest.mark.parametrize("where", ["cpu", "device"])
def test_training_on_pairs_repeats_and_differs_from_training_without(tmp_path, where):
    shaders = write_shaders(tmp_path / "shaders")
    shared = [str(shaders), "--dataset-type", "shaders", "--arch", "tiny_resnet", "--image-size", "16", "-b", "8",
              "--epoch-size", "16", "--epochs", "2", "--device", "cpu", "-j", "0", "-p", "1", "--seed", "3",
              "--render-workers", "1", "--augment-on", where]  # fmt: skip
    runs = {"a": ["--positive-time", "2"], "b": ["--positive-time", "2"], "none": [], "c": ["--positive-jitter", "1"]}
    for name, flags in runs.items():
        moco([*shared, "--moco-k", "16", "--moco-dim", "8", *flags, "--output", str(tmp_path / name)])
    a, b, none, c = (losses(tmp_path / name) for name in runs)
    assert a == b and len(a) == 4 and len({tuple(a), tuple(none), tuple(c)}) == 3
    lejepa([*shared, "--local-crops-number", "2", "--proj-dim", "8", "--proj-hidden", "8", "--slices", "8",
            "--positive-time", "2", "--mixing-type", "kml", "--output", str(tmp_path / "l")])  # fmt: skip
    assert len(losses(tmp_path / "l")) == 4


def test_pairs_survive_a_resume_and_any_number_of_processes(tmp_path):
    """Weights after an interruption, and with data-loading and more render processes, are those without."""
    shaders = write_shaders(tmp_path / "shaders")
    shared = [str(shaders), "--dataset-type", "shaders", "--arch", "tiny_resnet", "--image-size", "16", "-b", "8",
              "--epoch-size", "16", "--device", "cpu", "--seed", "3", "--positive-time", "2", "--positive-jitter", "0.3",
              "--mixing-type", "convex", "--n-samples-mix", "2", "--moco-k", "16", "--moco-dim", "8", "--keep-last", "3"]  # fmt: skip
    moco([*shared, "--epochs", "2", "-j", "0", "--render-workers", "1", "--output", str(tmp_path / "whole")])
    moco([*shared, "--epochs", "1", "-j", "0", "--render-workers", "1", "--output", str(tmp_path / "parts")])
    moco(
        [
            *shared,
            "--epochs",
            "2",
            "-j",
            "2",
            "--render-workers",
            "2",
            "--output",
            str(tmp_path / "parts"),
            "--resume",
            "auto",
        ]
    )
    whole, parts = (
        torch.load(tmp_path / name / "checkpoint_0001.pth.tar", weights_only=True)["state_dict"]
        for name in ("whole", "parts")
    )
    assert whole.keys() == parts.keys() and all(torch.equal(whole[key], parts[key]) for key in whole)


@pytest.mark.parametrize("flag", ["--positive-time", "--positive-jitter"])
def test_images_on_disk_have_no_other_moment(tmp_path, flag):
    (tmp_path / "images").mkdir()
    with pytest.raises(UserError, match=f"{flag}: images on disk") as error:
        moco([str(tmp_path / "images"), "--arch", "tiny_resnet", "--device", "cpu", flag, "0.5", "--seed", "1",
              "--output", str(tmp_path / "out")])  # fmt: skip
    assert error.value.code == 2
