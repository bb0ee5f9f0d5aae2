"""Images that stay on the device: the whole path on host memory that stands in for a GPU's."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torchvision  # noqa: F401  # before OpenGL: triton crashes when Mesa's LLVM was loaded first

from image_generation.common.errors import UserError
from image_generation.mixing import MixtureSettings
from image_generation.partition import Share
from image_generation.shaders.image_maker import MakerSettings
from image_generation.shaders.live import resident
from image_generation.shaders.live.dataset import LiveDataset
from image_generation.shaders.live.resident import ResidentImages
from image_generation.shaders.rendering.backends import COMPUTE
from image_generation.shaders.rendering.cuda_sharing import FakeSharing
from image_generation.shaders.rendering.egl_devices import choose_device
from image_generation.shaders.sampler import SamplerSettings
from image_generation.shaders.sources import resolve

WAVES = "void mainImage(out vec4 c, vec2 p) {{ c = vec4(0.5 + 0.5 * sin(p.x * 0.{k} + iTime), p.y / 40.0, 0.3, 1.0); }}"
EDGES = "void mainImage(out vec4 c, vec2 p) { c = vec4(fwidth(p.x * p.y) * 0.05); }"  # fragments alone, on llvmpipe
BROKEN = "void mainImage(out vec4 c, vec2 p) { c = vec4(nothing); }"


@pytest.fixture
def folder(tmp_path):
    for k in range(1, 6):
        (tmp_path / f"waves{k}.glsl").write_text(WAVES.format(k=k))
    (tmp_path / "edges.glsl").write_text(EDGES)
    return tmp_path


def settings(folder, **more):
    values = {"sampler": SamplerSettings(seed=3), "resolution": 16, "backend": COMPUTE} | more
    return MakerSettings(sources=tuple(resolve([str(folder)])), devices=(choose_device("cpu"),), **values)


def share(block=4, rank=0, world=1):
    return Share(length=24, block=block, rank=rank, world=world)


def taken(folder, start, stop, *, of=None, **more):
    made = ResidentImages(settings(folder), of or share(), FakeSharing(), **more)
    try:
        return [(block.images.clone(), block.labels) for block in made.blocks(start, stop)]
    finally:
        made.close()


def test_blocks_are_those_of_the_live_dataset(folder):
    blocks = taken(folder, 0, 6)
    live = LiveDataset(
        [str(folder)], 16, 24, sampler=SamplerSettings(seed=3), devices=(choose_device("cpu"),), workers=1,
        backend=COMPUTE, block=4,
    )  # fmt: skip
    with live:
        expected = list(live)
    assert sum(len(images) for images, _ in blocks) == len(expected) == 24
    for k, (image, label) in enumerate(expected):
        images, labels = blocks[k // 4]
        assert int(labels[k % 4]) == int(label)
        np.testing.assert_array_equal(images[k % 4].numpy(), np.asarray(image))


@pytest.mark.parametrize(
    "kind, positive", [("convex", 0), ("cutmix", 0), ("convex_cutmix", 0.5), ("kml", 0.5), ("none", 1)]
)
def test_mixtures_and_positives_are_those_of_the_live_dataset(folder, kind, positive):
    mixture = None if kind == "none" else MixtureSettings(kind=kind, n_samples=3)
    sampler = SamplerSettings(seed=3, mixture=mixture, positive_time=positive)
    made = ResidentImages(settings(folder, sampler=sampler), share(), FakeSharing())
    blocks = list(made.blocks(0, 6))
    made.close()
    live = LiveDataset(
        [str(folder)], 16, 24, sampler=sampler, devices=(choose_device("cpu"),), workers=1, backend=COMPUTE, block=4
    )
    with live:
        expected = list(live)
    images = np.concatenate([block.images.numpy() for block in blocks])
    assert images.shape == ((12, 2) if positive else (24,)) + (16, 16, 3)
    np.testing.assert_array_equal(images.reshape(24, 16, 16, 3), np.stack([item[0] for item in expected]))
    labels = np.concatenate([block.labels.numpy() for block in blocks])
    views = sampler.views
    np.testing.assert_array_equal(labels, np.stack([item[1] for item in expected])[::views])
    if mixture is None:
        assert all(block.weights is None for block in blocks)
        return
    weights = np.concatenate([block.weights.numpy() for block in blocks])
    theirs = np.stack([item[2] for item in expected])
    np.testing.assert_allclose(weights, theirs.reshape(-1, views, 3).mean(1), atol=1e-6)


@pytest.mark.parametrize("window", [1, 2, 5])
def test_blocks_do_not_depend_on_the_window_or_where_one_begins(folder, monkeypatch, window):
    whole = taken(folder, 0, 6)
    monkeypatch.setattr(resident, "WINDOW_IMAGES", 4 * window)
    part = taken(folder, 2, 6)
    for (images, labels), (others, numbers) in zip(whole[2:], part, strict=True):
        assert torch.equal(images, others)
        assert torch.equal(labels, numbers)


def test_processes_share_a_batch(folder):
    joint = taken(folder, 0, 3, of=share(block=8))
    parts = [taken(folder, 0, 3, of=share(block=4, rank=rank, world=2)) for rank in (0, 1)]
    for k, (images, _) in enumerate(joint):
        assert torch.equal(images, torch.cat([parts[0][k][0], parts[1][k][0]]))


def test_a_broken_program_is_excluded_and_replaced(folder):
    (folder / "broken.glsl").write_text(BROKEN)
    excluded = []
    blocks = taken(folder, 0, 6, on_excluded=lambda name, reason: excluded.append((name, reason)))
    assert [name for name, _ in excluded] == ["broken"]
    assert "compile_error" in excluded[0][1]
    number = [source.name for source in resolve([str(folder)])].index("broken")
    assert all(number not in labels for _, labels in blocks)
    again = taken(folder, 0, 6, excluded=["broken"])
    assert all(torch.equal(one[0], other[0]) for one, other in zip(blocks, again, strict=True))


def test_nothing_left_to_draw_is_an_error(tmp_path):
    (tmp_path / "broken.glsl").write_text(BROKEN)
    with pytest.raises(UserError, match="no program is left that can be drawn: broken: compile_error"):
        taken(tmp_path, 0, 1)


def test_a_known_image_that_comes_out_differently_ends_the_run(folder):
    made = ResidentImages(settings(folder), share(), FakeSharing(), check_every=4)
    blocks = made.blocks(0, 6)
    next(blocks)
    next(blocks)
    made._known.image[:] ^= 1
    with pytest.raises(UserError, match="differently than before"):
        list(blocks)
    made.close()


def test_what_the_device_cannot_do_is_said(folder, monkeypatch):
    assert "even" in resident.why_not(settings(folder, resolution=15))
    with pytest.raises(UserError, match="--transfer gpu: .*use --transfer host"):
        ResidentImages(settings(folder, resolution=15), share(), FakeSharing())
    monkeypatch.setattr(resident, "MOST_PROGRAMS", 3)
    assert "6 programs" in resident.why_not(settings(folder))
