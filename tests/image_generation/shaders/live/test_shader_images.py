"""ShaderImages: the same images for every way of loading, in guardless scripts, and nothing left behind."""

import contextlib
import copy
import gc
import logging
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.utils.data import DataLoader

import image_generation
from image_generation import ShaderImages, UserError
from image_generation.mixing import MixtureSettings
from image_generation.shaders.live import shader_images
from image_generation.shaders.live.dataset import LiveDataset
from image_generation.shaders.rendering import egl_devices
from image_generation.shaders.rendering.egl_devices import choose_device
from image_generation.shaders.sampler import SamplerSettings
from tests.conftest import ROOT
from tests.image_generation.shaders.dataset_helpers import BROKEN, write_shaders
from tests.process_tree import alive, assert_ended, below


@pytest.fixture(scope="module")
def shaders(tmp_path_factory):
    return write_shaders(tmp_path_factory.mktemp("programs") / "shaders")


def images_of(shaders, epoch_size=20, **options):
    return ShaderImages(
        shaders, **{"resolution": 16, "epoch_size": epoch_size, "device": "cpu", "workers": 1} | options
    )


@pytest.fixture(scope="module")
def expected(shaders):
    """The first 100 images and labels, as LiveDataset (and so shaders-render) has them."""
    with LiveDataset([str(shaders)], 16, 100, devices=(choose_device("cpu"),), workers=1) as live:
        items = list(live)
    return np.stack([image for image, _ in items]), [label for _, label in items]


def as_floats(images):
    return torch.from_numpy(images).permute(0, 3, 1, 2) / 255


def epoch_of(loader):
    """(images, labels, sizes of batches) of an epoch."""
    batches = list(loader)
    labels = [label for _, some in batches for label in some.tolist()]
    return torch.cat([images for images, _ in batches]), labels, [len(images) for images, _ in batches]


def render_processes(pid=None):
    found = []
    for child in below(pid or os.getpid()):
        with contextlib.suppress(OSError):
            if b"processes import child" in Path(f"/proc/{child}/cmdline").read_bytes():
                found.append(child)
    return found


# ------------------------------------------------------------------ what comes out


def test_epochs_are_the_numbered_images_in_batches_of_their_own(shaders, expected):
    """However they are loaded: by this process, by forked, persistent and a spawned one, one after the other."""
    images, labels = expected
    dataset = images_of(shaders, batch_size=8)
    persistent = DataLoader(dataset, batch_size=8, num_workers=2, persistent_workers=True)
    loaders = [
        DataLoader(dataset, batch_size=8),
        persistent,
        persistent,
        DataLoader(dataset, batch_size=8, num_workers=2),
        DataLoader(dataset, batch_size=8, num_workers=1, multiprocessing_context="spawn"),
    ]
    for epoch, loader in enumerate(loaders):
        got = epoch_of(loader)
        here = slice(20 * epoch, 20 * epoch + 20)
        assert torch.equal(got[0], as_floats(images[here])) and got[1] == labels[here]
        assert got[2] == [8, 8, 4] and len(loader) == 3 and len(dataset) == 20
        assert len(render_processes()) == 1
    dataset.close()
    assert not render_processes()


def test_without_a_batch_size_every_image_comes_once(shaders, expected):
    dataset = images_of(shaders, dtype=torch.uint8)
    images, _, sizes = epoch_of(DataLoader(dataset, batch_size=8, num_workers=2))
    order = [*range(0, 16, 2), *range(1, 17, 2), 16, 18, 17, 19]
    assert sizes == [8, 8, 2, 2] and images.dtype == torch.uint8
    assert torch.equal(images, torch.from_numpy(expected[0][order]).permute(0, 3, 1, 2))


def test_set_epoch_and_epochs_that_were_left_early(shaders, expected):
    images = as_floats(expected[0])
    dataset = images_of(shaders, batch_size=4)
    assert torch.equal(next(iter(dataset))[0], images[0])
    loader = DataLoader(dataset, batch_size=4, num_workers=2, persistent_workers=True)
    assert torch.equal(next(iter(loader))[0], images[20:24])
    dataset.set_epoch(0)
    first = iter(loader)
    assert torch.equal(next(first)[0], images[:4])
    dataset.set_epoch(1)
    assert torch.equal(epoch_of(loader)[0], images[20:40])
    dataset.set_epoch(0)
    assert torch.equal(epoch_of(loader)[0], images[:20])
    one = iter(dataset)
    next(one)
    dataset.set_epoch(1)
    assert torch.equal(next(iter(dataset))[0], images[20])
    assert not list(one)  # a new iteration ended it
    with pytest.raises(UserError, match="set_epoch"):
        dataset.set_epoch(-1)


def test_processes_share_an_epoch(shaders, expected):
    parts = []
    for rank in range(2):
        with images_of(shaders, 21, rank=rank, world_size=2) as dataset:
            assert len(dataset) == 10
            parts.append(torch.stack([image for image, _ in dataset]))
    assert torch.equal(torch.stack(parts, 1).flatten(0, 1), as_floats(expected[0][:20]))


def test_the_share_is_that_of_torch_distributed(shaders, monkeypatch):
    dataset = images_of(shaders, 20)
    monkeypatch.setattr(torch.distributed, "is_initialized", lambda: True)
    monkeypatch.setattr(torch.distributed, "get_rank", lambda: 1)
    monkeypatch.setattr(torch.distributed, "get_world_size", lambda: 4)
    assert len(dataset) == 5 and shader_images._place(dataset._settings) == (1, 4)
    # accelerate takes its part of the whole itself
    state = type("AcceleratorState", (), {"_shared_state": {"a": 1}})
    monkeypatch.setitem(sys.modules, "accelerate.state", type("state", (), {"AcceleratorState": state}))
    assert len(dataset) == 20


def test_transforms_get_pictures_and_mixtures_have_labels_and_weights(shaders):
    mixture = MixtureSettings(kind="convex", n_samples=3)
    sampler = SamplerSettings(seed=5, mixture=mixture, time_range=(1.0, 2.0), parameter_jitter=0.2)
    with LiveDataset([str(shaders)], 16, 4, sampler=sampler, devices=(choose_device("cpu"),), workers=1) as live:
        whole = list(live)
    dataset = images_of(shaders, 4, seed=5, mixing_type="convex", n_samples_mix=3, time_range=(1, 2), parameter_jitter=0.2,
                        transform=np.asarray, target_transform=lambda labels: labels + 1)  # fmt: skip
    for (image, labels, weights), (same, numbers, shares) in zip(dataset, whole, strict=True):
        assert np.array_equal(image, same)
        assert (
            labels.tolist() == (numbers + 1).tolist()
            and np.allclose(weights, shares)
            and weights.dtype == torch.float32
        )
    assert dataset.classes == live.classes


def test_positives_and_images_of_a_class_stay_together(shaders):
    dataset = images_of(shaders, 12, positive_time=0.5, samples_per_class=2, rank=1, world_size=2)
    (images, positives), labels = next(iter(DataLoader(dataset, batch_size=len(dataset))))
    assert (
        len(dataset) == 6 and images.shape == positives.shape == (6, 3, 16, 16) and not torch.equal(images, positives)
    )
    assert labels[::2].tolist() == labels[1::2].tolist()


def test_excluded_programs_are_named(shaders, tmp_path, caplog):
    for file in shaders.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "broken.frag").write_text(BROKEN)
    with caplog.at_level(logging.WARNING, "image_generation"), images_of(tmp_path) as dataset:
        assert len(list(dataset)) == 20
        assert list(dataset.excluded) == ["broken"] and "excluded: broken: compile_error" in caplog.text
    only = images_of(tmp_path / "broken.frag")
    for loading in (0, 1):  # found out, and known
        with pytest.raises(UserError, match=r"no program is left.*broken"):
            list(DataLoader(only, num_workers=loading))
    items = iter(dataset)
    next(items)
    dataset.close()
    with pytest.raises(UserError, match="was closed"):
        next(items)


# ------------------------------------------------------------------ what cannot be


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"resolution": 0}, "resolution=0"),
        ({"resolution": 64.0}, "resolution=64.0"),
        ({"epoch_size": 0}, "epoch_size=0"),
        ({"epoch_size": 1, "rank": 0, "world_size": 2}, "less than one image"),
        ({"batch_size": -1}, "batch_size=-1"),
        ({"seed": -1}, "seed=-1"),
        ({"workers": 0}, "workers=0"),
        ({"dtype": torch.float16}, "dtype=torch.float16"),
        ({"rank": 1}, "rank=1"),
        ({"rank": 2, "world_size": 2}, "rank=2"),
        ({"mixing_type": "mixup"}, "mixup"),
        ({"mixing_type": "convex", "n_samples_mix": 1}, "two samples"),
        ({"temporal_sampling": "often"}, "often"),
        ({"time_range": (2.0, 1.0)}, "empty"),
        ({"time_range": 3.0}, "iterable"),
        ({"backend": "metal"}, "metal"),
        ({"device": "tpu"}, "tpu"),
        ({"gpus": [0], "device": "cpu"}, "gpus"),
        ({"timeout": 0}, "timeout"),
    ],
)
def test_settings_that_cannot_be(shaders, options, message):
    with pytest.raises(UserError, match=message):
        images_of(shaders, **options)


def test_programs_that_are_not_there(tmp_path):
    with pytest.raises(UserError, match="no such file"):
        ShaderImages([tmp_path / "nothing"])


def test_a_machine_without_egl_is_told_what_to_install(shaders, monkeypatch):
    monkeypatch.setattr(egl_devices.ctypes.util, "find_library", lambda name: None)
    monkeypatch.setattr(egl_devices, "find_libraries", egl_devices.find_libraries.__wrapped__)
    with pytest.raises(UserError, match="libegl1 libgl1 libgl1-mesa-dri"):
        images_of(shaders)


def test_without_torch_everything_else_is_there():
    script = """
import sys
sys.modules["torch"] = None
from image_generation import Renderer, Sample, load_program
try:
    from image_generation import ShaderImages
except ImportError as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "ShaderImages needs torch: pip install 'procedural-image-programs[torch]'\n"
    assert {"ShaderImages", "Renderer"} <= set(dir(image_generation))


# ------------------------------------------------------------------ nothing is left behind


def test_what_is_forgotten_ends_and_what_a_copy_or_a_fork_forgets_does_not(shaders):
    before = set(render_processes())
    dataset = images_of(shaders)
    assert not set(render_processes()) - before  # nothing is started that nobody reads
    items = iter(dataset)
    next(items)
    (own,) = set(render_processes()) - before
    other = copy.deepcopy(dataset)
    assert len(list(other)) == 20
    del other
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            dataset.close()
            del items, dataset
            gc.collect()
        os._exit(0)
    os.waitpid(child, 0)
    assert len(list(items)) == 19 and alive(own)
    del items, dataset
    gc.collect()
    assert_ended([own])


READER = """
import sys, torch
from torch.utils.data import DataLoader
from image_generation import ShaderImages

endless = ShaderImages(sys.argv[1], resolution=16, epoch_size=10**9, device="cpu", workers=2)
for number, batch in enumerate(DataLoader(endless, batch_size=8, num_workers=2)):
    if number == 5:
        print("going", flush=True)
"""


@pytest.mark.parametrize("end", ["SIGINT", "SIGKILL"])
def test_nothing_outlives_a_script_from_standard_input(shaders, end):
    """Its regular end, without closing: tests/test_wheel.py."""
    with subprocess.Popen(
        [sys.executable, "-", str(shaders)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        cwd=ROOT, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, start_new_session=True,
    ) as script:  # fmt: skip
        script.stdin.write(READER)
        script.stdin.close()
        script.stdin = None
        assert script.stdout.readline() == "going\n"
        processes = below(script.pid)
        assert len(processes) == 4  # two render, two load
        if end == "SIGINT":
            os.killpg(script.pid, signal.SIGINT)
        else:
            script.kill()
        _, errors = script.communicate(timeout=60)
    assert_ended(processes)
    if end == "SIGINT":
        # Of the script, which does not catch it, and of what torch was at; of no other process.
        assert "KeyboardInterrupt" in errors and "image_generation/processes" not in errors
