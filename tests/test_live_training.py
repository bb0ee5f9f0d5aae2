"""Live rendering as the trainers use it: through data-loading processes that die."""

import multiprocessing
import os
import signal

import pytest
import torch

import moco.main_train
import supcon.main_train
from image_generation.common.errors import UserError
from learning import distributed, views
from learning import prepare as setup
from learning.data.live import LiveSource
from moco.main_train import parse_args
from tests.image_generation.shaders.dataset_helpers import write_shaders


def arguments(folder, *more):
    flags = ["--dataset-type", "shaders", "--image-size", "16", "-b", "4", "--epoch-size", "64", "--epochs", "1",
             "--seed", "0", "--device", "cpu", "--render-workers", "1", "--ring-images", "24", *map(str, more)]  # fmt: skip
    return parse_args([str(folder), *flags])


def batches_of(args, kill_at=None):
    """All batches of an epoch; a data-loading process is killed before the given one."""
    with distributed.processes("cpu") as processes:
        setup.settle(args, processes)
        with setup.opened_data(args, processes, views.recipe("moco_v2")) as (_, plan, batches, _):
            got = []
            for k, (batch, _) in enumerate(batches(0, plan.steps_per_epoch)):
                if k == kill_at:
                    loading = [p for p in multiprocessing.active_children() if type(p).__name__ == "Process"]
                    os.kill(loading[0].pid, signal.SIGKILL)
                got.append(batch)
    return got


def test_killed_data_loading_processes_lose_nothing(tmp_path):
    shaders = write_shaders(tmp_path / "shaders")
    whole = batches_of(arguments(shaders, "-j", 0))
    assert len(whole) == 16 and whole[0].images.shape == (4, 2, 3, 16, 16)
    for some in (batches_of(arguments(shaders, "-j", 2)), batches_of(arguments(shaders, "-j", 1), kill_at=3)):
        assert len(some) == 16
        for one, other in zip(whole, some):
            assert torch.equal(one.images, other.images) and torch.equal(one.labels, other.labels)


def test_mixtures_have_labels_and_weights(tmp_path):
    args = arguments(write_shaders(tmp_path / "shaders"), "-j", 0, "--mixing-type", "convex", "--n-samples-mix", 3)
    batch = batches_of(args)[0]
    assert batch.labels.shape == batch.weights.shape == (4, 3)
    assert torch.allclose(batch.weights.sum(1), torch.ones(4), atol=1e-4)


@pytest.mark.parametrize("trainer", [moco.main_train, supcon.main_train])
def test_trainers_vary_parameters_as_datasets_do(tmp_path, trainer):
    """The same image as in a folder: test_parameter_jitter.py compares LiveDataset's with files."""
    shaders = write_shaders(tmp_path / "shaders", 2)
    args = trainer.parse_args([str(shaders), "--dataset-type", "shaders", "--parameter-jitter", "0.3", "--seed", "5"])
    with distributed.processes("cpu") as processes:
        settings = LiveSource(args, processes).sampler
    assert (settings.parameter_jitter, settings.seed) == (0.3, 5)


def test_trainers_fill_image_inputs_as_datasets_do(tmp_path):
    """The same image as in a folder: test_channel_programs.py compares LiveDataset's with files."""
    shaders = write_shaders(tmp_path / "shaders", 2)
    args = arguments(shaders, "--channel-programs", "composed:3", "--transfer", "host")
    with distributed.processes("cpu") as processes:
        source = LiveSource(args, processes)
        assert source.sampler.channel_programs == len(source.maker.channels) == 3
        args.transfer = "gpu"
        with pytest.raises(UserError, match="--channel-programs with --transfer gpu"):
            LiveSource(args, processes)


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--ring-gb", "1e9"], "this machine has"),
        (["--ring-gb", "1e-6"], "not two batches"),
        (["--ring-gb", "1", "--ring-images", "16"], "one of the two"),
        (["--program-cache-gb", "1e9"], "this machine has"),
    ],
)
def test_memory_that_is_not_there_is_refused(tmp_path, flags, message):
    args = arguments(write_shaders(tmp_path / "shaders", 1))
    args.ring_images = None
    for flag, value in zip(flags[::2], flags[1::2]):
        setattr(args, flag.strip("-").replace("-", "_"), float(value))
    with distributed.processes("cpu") as processes, pytest.raises(UserError, match=message):
        LiveSource(args, processes)


def test_the_ring_is_as_large_as_was_said(tmp_path):
    args = arguments(write_shaders(tmp_path / "shaders", 1), "--ring-gb", 100 * 16 * 16 * 3 / 2**30)
    args.ring_images = None
    with distributed.processes("cpu") as processes:
        assert LiveSource(args, processes).ring.capacity in (99, 100)


@pytest.mark.parametrize("name", ["excluded.csv", "set_aside.csv"])
def test_a_resumed_run_leaves_out_what_was_excluded_before(tmp_path, name):
    """Also where the list has the name that it once had."""
    shaders = write_shaders(tmp_path / "shaders", 3)
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / name).write_text("wave1,timeout: no image after 1 s\n")
    args = arguments(shaders, "-j", 0, "--output", tmp_path / "run", "--resume", "auto")
    labels = {int(label) for batch in batches_of(args) for label in batch.labels}
    assert labels == {0, 2}


def test_a_shader_is_no_list(tmp_path):
    write_shaders(tmp_path, 1)
    args = arguments(tmp_path / "wave0.frag", "--dataset-type", "shader_list")
    with distributed.processes("cpu") as processes, pytest.raises(UserError, match="no list of shaders"):
        LiveSource(args, processes)
    (tmp_path / "list.txt").write_text("wave0.frag\n")
    args = arguments(tmp_path / "list.txt", "--dataset-type", "shader_list", "-j", 0)
    assert batches_of(args)[0].labels.tolist() == [0] * 4
