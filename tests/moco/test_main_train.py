"""moco/main_train.py as a user runs it: same seed same weights, resumes, signals, kills, bad input."""

import csv
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch
import yaml
from PIL import Image

from image_generation.common.errors import UserError
from learning.checkpoints import list_checkpoints
from moco.main_train import main
from tests.conftest import ROOT
from tests.image_generation.shaders.dataset_helpers import BROKEN, write_shaders
from tests.warm_processes import Command

SCRIPT = "moco/main_train.py"
# Small enough that a run takes a second beside the imports.
TINY = ("-a", "tiny_resnet", "--image-size", 16, "-b", 8, "--moco-k", 32, "--moco-dim", 8, "--device", "cpu", "-p", 1)  # fmt: skip
TINY += ("--seed", 5, "-j", 0)


def train(*arguments) -> None:
    """Run the command within this process: importing torch anew takes longer than a tiny run."""
    main([str(argument) for argument in arguments])


def refused(*arguments) -> str:
    """The one line with which the command refuses wrong arguments."""
    try:
        main([str(argument) for argument in arguments])
    except UserError as error:
        assert error.code == 2
        return str(error)
    raise AssertionError("was not refused")


@pytest.fixture(scope="module")
def images(tmp_path_factory) -> Path:
    """34 images of 20x20 in two class folders."""
    folder = tmp_path_factory.mktemp("images")
    generator = np.random.default_rng(0)
    for k in range(34):
        path = folder / "ab"[k % 2] / f"{k:02d}.png"
        path.parent.mkdir(exist_ok=True)
        Image.fromarray(generator.integers(0, 256, (20, 20, 3), dtype=np.uint8)).save(path)
    return folder


@pytest.fixture(scope="module")
def whole(images, tmp_path_factory) -> Path:
    """The output of an uninterrupted run of three epochs."""
    output = tmp_path_factory.mktemp("whole") / "run"
    train(images, *TINY, "--epochs", 3, "--output", output)
    return output


def last_state(output) -> dict:
    return torch.load(list_checkpoints(output)[0], weights_only=True)


def same(one, other) -> bool:
    """Whether two states are equal to the bit: weights, queue, pointer and optimizer."""
    weights = all(torch.equal(one["state_dict"][n], other["state_dict"][n]) for n in one["state_dict"])
    buffers = [
        torch.equal(a["momentum_buffer"], b["momentum_buffer"])
        for a, b in zip(one["optimizer"]["state"].values(), other["optimizer"]["state"].values())
    ]
    return weights and len(buffers) > 5 and all(buffers)


def metrics(output) -> list[tuple]:
    with open(output / "metrics.csv", newline="") as file:
        return [(row["step"], row["epoch"], row["loss"], row["acc1"], row["lr"]) for row in csv.DictReader(file)]


def wait_for_rows(output, rows: int, process) -> None:
    while process.poll() is None:
        path = output / "metrics.csv"
        if path.is_file() and len(path.read_text().splitlines()) > rows:
            return
        time.sleep(0.01)
    raise AssertionError(process.said())


def test_a_run_leaves_checkpoints_logs_and_its_settings(whole):
    files = {path.name for path in whole.iterdir()}
    assert {
        "checkpoint_0002.pth.tar",
        "checkpoint_0001.pth.tar",
        "config.yaml",
        "metrics.csv",
        "curve.png",
    } <= files
    assert "checkpoint_0000.pth.tar" not in files and any((whole / "tensorboard").iterdir())
    state = last_state(whole)
    assert state["epoch"] == 3 and state["arch"] == "tiny_resnet"
    assert {"queue", "queue_ptr", "encoder_q.conv1.weight", "encoder_k.fc.bias"} <= set(state["state_dict"])
    assert len(metrics(whole)) == 12 and yaml.safe_load((whole / "config.yaml").read_text())["moco_k"] == 32


def test_config_and_processes_repeat_a_run_to_the_bit(whole, tmp_path):
    train("--config", whole / "config.yaml", "--output", tmp_path / "again", "-j", 2)
    assert same(last_state(whole), last_state(tmp_path / "again"))
    assert metrics(whole) == metrics(tmp_path / "again")


@pytest.mark.parametrize("number, code", [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_interrupted_and_resumed_is_uninterrupted(images, whole, tmp_path, command, number, code):
    process = Command(SCRIPT, images, *TINY, "--epochs", 3, "--output", tmp_path / "run", said=tmp_path / "said")
    wait_for_rows(tmp_path / "run", 6, process)
    process.send_signal(number)
    assert process.wait() == code, process.said()
    assert "Traceback" not in process.said()
    assert not same(last_state(whole), last_state(tmp_path / "run"))
    resume = (images, *TINY, "--epochs", 3, "--output", tmp_path / "run", "--resume", "auto")
    command(SCRIPT, *resume) if number == signal.SIGKILL else train(*resume)
    assert same(last_state(whole), last_state(tmp_path / "run"))
    assert metrics(whole) == metrics(tmp_path / "run")


def test_a_truncated_checkpoint_falls_back_to_the_one_before(images, whole, tmp_path, capsys):
    run = tmp_path / "run"
    shutil.copytree(whole, run)
    newest = list_checkpoints(run)[0]
    newest.write_bytes(newest.read_bytes()[:5000])
    train(images, *TINY, "--epochs", 3, "--output", run, "--resume", "auto")
    said = capsys.readouterr().err
    assert newest.name in said and "going back" in said
    assert same(last_state(whole), last_state(run)) and metrics(whole) == metrics(run)


def test_a_folder_that_holds_a_run_is_not_touched(images, whole):
    before = list_checkpoints(whole)[0].read_bytes()
    said = refused(images, *TINY, "--output", whole)
    assert "--resume auto" in said and "--overwrite" in said
    assert list_checkpoints(whole)[0].read_bytes() == before


def test_overwriting_leaves_nothing_of_the_run_before(images, whole, tmp_path):
    run = tmp_path / "run"
    shutil.copytree(whole, run)
    for name in ("excluded.csv", "set_aside.csv"):  # the second of a run of before the first had its name
        (run / name).write_text("old,reason\n")
    (run / "notes.txt").write_text("mine")
    before = set((run / "tensorboard").iterdir())
    train(images, *TINY, "--epochs", 1, "--output", run, "--overwrite")
    assert [path.name for path in list_checkpoints(run)] == ["checkpoint_0000.pth.tar"]
    assert len(metrics(run)) == 4 and not [*run.glob("*.csv")][1:] and (run / "notes.txt").exists()
    assert before.isdisjoint((run / "tensorboard").iterdir())


def test_a_loss_that_is_no_number_keeps_the_last_good_checkpoint(images, tmp_path):
    with pytest.raises(UserError, match="the loss became"):
        train(images, *TINY, "--epochs", 30, "--lr", 1e30, "--output", tmp_path / "run")
    for path in list_checkpoints(tmp_path / "run"):
        weights = torch.load(path, weights_only=True)["state_dict"].values()
        assert all(torch.isfinite(value.float()).all() for value in weights)


def test_a_corrupt_image_is_named_skipped_and_counted(images, tmp_path, capsys):
    folder = tmp_path / "images"
    folder.mkdir()
    for path in list(images.rglob("*.png"))[:16]:
        os.link(path, folder / path.name)
    (folder / "zz.png").write_bytes(b"no image")
    train(folder, *TINY, "--epochs", 3, "--output", tmp_path / "run")
    said = capsys.readouterr()
    assert said.err.count("zz.png") == 1
    assert "1 unreadable images skipped" in said.out


def test_flags_of_live_rendering_are_named_on_finished_images(images, tmp_path, capsys):
    train(
        images,
        "--dataset-type",
        "image_folder",
        "--output",
        tmp_path / "run",
        *TINY,
        "--epochs",
        1,
        "--mixing-type",
        "convex",
        "--epoch-size",
        10,
    )
    assert (
        "--mixing-type, --epoch-size: of live rendering; without effect on --dataset-type image_folder"
        in capsys.readouterr().err
    )


def test_monitoring_writes_knn_accuracy(images, tmp_path):
    folders = f"image_folder:{images}:{images}"
    train(images, *TINY, "--epochs", 2, "--output", tmp_path / "run", "--monitor", folders, "--monitor-every", 2)
    with open(tmp_path / "run/metrics.csv", newline="") as file:
        watched = [row["knn"] for row in csv.DictReader(file)]
    assert watched[:-1] == [""] * 7 and 0 <= float(watched[-1]) <= 100


def test_monitoring_changes_nothing(images, whole, tmp_path):
    folders = f"image_folder:{images}:{images}"
    train(images, *TINY, "--epochs", 3, "--output", tmp_path / "run", "--monitor", folders)
    assert same(last_state(whole), last_state(tmp_path / "run"))


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["--moco-k", 4], "--moco-k 4 must be a multiple of the joint batch of 8"),
        (["--moco-k", 36], "--moco-k 36 must be a multiple"),
        (["-a", "resnet5"], "unknown encoder"),
        (["--device", "cuda"], "--device cuda"),
        (["--dataset-type", "shaders"], "no shader files found"),
        (["--dataset-type", "shader_list"], "no list of shaders"),
        (["--dataset-type", "webdataset"], "no .tar shards"),
        (["-b", 64, "--moco-k", 64], "holds no batch of 64"),
        (["--resume", "nowhere.pth"], "no such checkpoint"),
        (["--monitor", "nothing"], "--dataset nothing"),
        (["--output", "/proc/no"], "cannot be written"),
    ],
)
def test_wrong_arguments_are_one_line(images, tmp_path, arguments, said):
    if arguments[:2] == ["--device", "cuda"] and torch.cuda.is_available():
        pytest.skip("this machine has a GPU")
    assert said in refused(images, *TINY, "--epochs", 1, "--output", tmp_path / "run", *arguments)
    assert not list_checkpoints(tmp_path / "run")


def test_an_empty_folder_is_refused(tmp_path, command):
    (tmp_path / "empty").mkdir()
    assert "holds no images" in command(SCRIPT, tmp_path / "empty", *TINY, code=2).stderr


def test_a_checkpoint_of_another_architecture_is_refused(images, whole, tmp_path):
    options = (images, *TINY, "--output", tmp_path / "run", "--resume", list_checkpoints(whole)[0])
    assert "holds a tiny_resnet, not a narrow_resnet10" in refused(*options, "-a", "narrow_resnet10")
    said = refused(*options, "--moco-dim", 16)
    assert "does not fit this model" in said and "size mismatch" in said


def test_official_checkpoints_resume(images, whole, tmp_path):
    state = last_state(whole)
    official = {"epoch": 2, "arch": "tiny_resnet", "optimizer": state["optimizer"]}
    official["state_dict"] = {f"module.{name}": value for name, value in state["state_dict"].items()}
    torch.save(official, tmp_path / "official.pth.tar")
    output = tmp_path / "run"
    train(images, *TINY, "--epochs", 3, "--resume", tmp_path / "official.pth.tar", "--output", output)
    assert [row[0] for row in metrics(output)] == ["9", "10", "11", "12"]


def test_a_port_in_use_is_one_line(images, monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for name, value in {
            "RANK": 0,
            "WORLD_SIZE": 2,
            "LOCAL_RANK": 0,
            "MASTER_ADDR": "127.0.0.1",
            "MASTER_PORT": port,
        }.items():
            monkeypatch.setenv(name, str(value))
        with pytest.raises(UserError, match=rf"port {port} is in use.*--standalone"):
            train(images, *TINY)


@pytest.mark.slow
def test_two_processes_train_together(images, tmp_path):
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    command = [
        *torchrun,
        SCRIPT,
        str(images),
        *map(str, TINY),
        "--epochs",
        "2",
        "--output",
        str(tmp_path / "run"),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stderr
    assert last_state(tmp_path / "run")["step"] == 8 and len(metrics(tmp_path / "run")) == 8


# ------------------------------------------------------------------ live


def test_live_training_resumes_to_the_bit_and_names_broken_programs(tmp_path, capsys):
    shaders = write_shaders(tmp_path / "shaders")
    (shaders / "broken.frag").write_text(BROKEN)
    options = (shaders, "--dataset-type", "shaders", *TINY, "--epoch-size", 24, "--epochs", 2, "--aug-plus", "--mlp",
               "--augment-on", "device", "--generation-resolution-multiplier", 1.5, "--render-workers", 1)  # fmt: skip
    train(*options, "--output", tmp_path / "whole")
    assert "excluded: broken: compile_error" in capsys.readouterr().err
    assert "broken" in (tmp_path / "whole/excluded.csv").read_text()
    train(*options, "-j", 1, "--epochs", 1, "--output", tmp_path / "run")
    train(*options, "--output", tmp_path / "run", "--resume", "auto")
    assert same(last_state(tmp_path / "whole"), last_state(tmp_path / "run"))


def test_live_training_stops_when_nothing_can_be_drawn(tmp_path):
    (tmp_path / "broken.frag").write_text(BROKEN)
    with pytest.raises(UserError, match=r"no program is left.*: broken.*1 program is excluded: see .*excluded.csv"):
        train(
            tmp_path / "broken.frag",
            "--dataset-type",
            "shaders",
            *TINY,
            "--epoch-size",
            24,
            "--output",
            tmp_path / "run",
        )
