"""Multi-crop: published parameters, both ways of making them, equal shares of processes, images that are too small."""

import math

import pytest
import torch
from torchvision.transforms.v2 import functional as tv

from image_generation.common.errors import UserError
from learning import views
from learning.data.loader import Item, collate
from learning.multicrop import CpuCrops, Crops, DeviceCrops, default_local_size, dino_crops, lejepa_crops
from tests.learning.test_views import plain


@pytest.fixture(scope="module")
def image() -> torch.Tensor:
    """uint8 [3, 48, 40] with gradients and noise."""
    generator = torch.Generator().manual_seed(0)
    ramp = torch.linspace(30, 220, 48)[:, None] + torch.linspace(-25, 25, 40)[None]
    return (ramp + torch.rand(3, 48, 40, generator=generator) * 60 - 30).clamp(0, 255).to(torch.uint8)


def test_published_parameters():
    (large, small) = dino_crops(224, 96)
    assert (large.size, len(large.recipes), small.size, len(small.recipes)) == (224, 2, 96, 8)
    first, second = large.recipes
    assert first.crop_area == second.crop_area == (0.4, 1.0) and small.recipes[0].crop_area == (0.05, 0.4)
    assert [(r.blur_chance, r.solarize_chance) for r in (first, second, small.recipes[0])] == [
        (1, 0),
        (0.1, 0.2),
        (0.5, 0),
    ]
    assert first.jitter == (0.4, 0.4, 0.2, 0.1) and first.interpolation == "bicubic"
    (large, small) = lejepa_crops(224, 98)
    assert (len(large.recipes), len(small.recipes)) == (2, 6)
    assert large.recipes[0].crop_area == (0.3, 1.0) and small.recipes[0].crop_area == (0.05, 0.3)
    assert large.recipes[0].solarize_chance == small.recipes[0].solarize_chance == 0.2
    assert len(dino_crops(224, 96, 0)) == 1


def test_local_sizes_follow_the_global_ones():
    assert default_local_size(224, 96 / 224, 16) == default_local_size(224, 98 / 224, 16) == 96
    assert default_local_size(224, 98 / 224, 14) == 98 and default_local_size(32, 96 / 224, 4) == 12
    assert default_local_size(8, 0.1, 4) == 4


@pytest.mark.parametrize("box", [(0, 0, 48, 40), (3, 5, 33, 20), (10, 8, 9, 7)])
def test_bicubic_crops_are_torchvisions(image, box):
    drawn = plain(box=torch.tensor([box]))
    ours = views.apply(image[None], drawn, views.Recipe((0.2, 1.0), interpolation="bicubic"), 16)[0]
    theirs = tv.resized_crop(image.float() / 255, *box, [16, 16], tv.InterpolationMode.BICUBIC, antialias=True)
    assert torch.allclose(ours, theirs.clamp(0, 1), atol=2e-5)


def test_solarizing_is_torchvisions():
    values = torch.arange(256, dtype=torch.uint8).view(1, 1, 16, 16).expand(1, 3, 16, 16)
    drawn = plain(box=torch.tensor([[0, 0, 16, 16]]), solarize=torch.tensor([True]))
    ours = views.apply(values, drawn, views.Recipe((1.0, 1.0), solarize_chance=1.0), 16)[0]
    assert (ours * 255).round().to(torch.uint8).equal(tv.solarize(values[0], 128))


@pytest.mark.parametrize("crops", [dino_crops(24, 12, 1), lejepa_crops(24, 12, 1, 1)], ids=["dino", "lejepa"])
def test_both_ways_draw_the_same_distribution(image, crops):
    n = 500
    torch.manual_seed(0)
    way = CpuCrops(crops)
    cpu = [torch.stack(some).float() / 255 for some in zip(*(way(image) for _ in range(n)))]
    device = DeviceCrops(crops)(image.expand(n, *image.shape), torch.Generator().manual_seed(1))
    for each, one, other in zip(crops, cpu, device):
        assert one.shape == (n, len(each.recipes), 3, each.size, each.size)
        assert other.shape == (len(each.recipes), n, 3, each.size, each.size)
        for k in range(len(each.recipes)):
            for measure in (
                lambda x: x.mean((1, 2, 3)),
                lambda x: x.std((1, 2, 3)),
                lambda x: x.diff(dim=3).abs().mean((1, 2, 3)),
                lambda x: x.std(1).mean((1, 2)),
            ):
                a, b = measure(one[:, k]), measure(other[k])
                error = math.hypot(a.std() / n**0.5, b.std() / n**0.5)
                assert abs(a.mean() - b.mean()) < 4.5 * error + 2e-3


def test_processes_share_one_draw():
    images = torch.randint(0, 256, (4, 3, 30, 30), dtype=torch.uint8)
    make = DeviceCrops(dino_crops(16, 8, 2))
    joint = make(images, torch.Generator().manual_seed(3))
    halves = [make(images[2 * r : 2 * r + 2], torch.Generator().manual_seed(3), r, 2) for r in range(2)]
    for whole, parts in zip(joint, zip(*halves)):
        assert torch.allclose(whole, torch.cat(parts, dim=1), atol=1e-6)


def test_recipes_without_solarizing_draw_what_they_drew():
    one = views.draw(views.RECIPES["moco_v2"], 5, 20, 20, torch.Generator().manual_seed(0))
    generator = torch.Generator().manual_seed(0)
    views.draw(views.RECIPES["moco_v2"], 5, 20, 20, generator)
    assert one.solarize is None
    after = torch.rand(1, generator=generator)
    again = torch.Generator().manual_seed(0)
    views.draw(views.Recipe((0.2, 1.0), solarize_chance=0.5), 5, 20, 20, again)
    assert not torch.equal(after, torch.rand(1, generator=again))


@pytest.mark.parametrize("make", [lambda c, x: CpuCrops(c)(x), lambda c, x: DeviceCrops(c)(x[None])])
def test_images_smaller_than_local_crops_are_one_clear_error(make):
    crops = (Crops(size=64, recipes=(views.Recipe((0.4, 1.0)),)), Crops(size=32, recipes=(views.Recipe((0.1, 0.4)),)))
    with pytest.raises(UserError, match="30x20 pixels is smaller than local crops of 32x32.*--local-crops-size 20"):
        make(crops, torch.zeros(3, 20, 30, dtype=torch.uint8))
    make(crops, torch.zeros(3, 32, 40, dtype=torch.uint8))


def test_batches_hold_a_tensor_of_each_size():
    items = [Item((torch.full((2, 3, 8, 8), k), torch.full((4, 3, 4, 4), k)), torch.tensor(k), None) for k in range(3)]
    batch = collate(items)
    assert [tuple(images.shape) for images in batch.images] == [(3, 2, 3, 8, 8), (3, 4, 3, 4, 4)]
    assert batch.images[1][:, 0, 0, 0, 0].tolist() == [0, 1, 2]
