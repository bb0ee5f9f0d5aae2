"""Checkpoints of every trainer survive every order of commands, and hostile ones end a run in one line."""

import argparse
import copy
import functools
import shutil

import numpy as np
import pytest
import torch
from PIL import Image

import dino.models
from dino.main_train import main as dino_main
from evaluation.main_finetune import main as finetune
from image_generation.common.errors import UserError
from learning.checkpoints import list_checkpoints
from learning.prepare import saved_seed
from lejepa.main_train import main as lejepa
from moco.main_train import main as moco
from supcon.main_train import main as supcon

SHARED = ("-b", 8, "--device", "cpu", "-p", 1, "--seed", 5, "-j", 0)
TRAINERS = {
    "moco": (moco, ("-a", "tiny_resnet", "--image-size", 16, "--moco-k", 32, "--moco-dim", 8, *SHARED)),
    "supcon": (supcon, ("--model", "tiny_resnet", "--size", 16, "--method", "SimCLR", *SHARED)),
    "dino": (dino_main, ("--arch", "tiny_resnet", "--image-size", 16, "--use_bn_in_head", "true", "--out-dim", 16,
                    "--local-crops-number", 1, *SHARED)),
    "lejepa": (lejepa, ("--arch", "tiny_resnet", "--image-size", 16, "--proj-dim", 8, "--proj-hidden", 8, "--slices",
                        8, "--local-crops-number", 1, *SHARED)),
    "finetune": (finetune, ("--random-init", "tiny_resnet", "--image-size", 16, *SHARED)),
}  # fmt: skip


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    folder = tmp_path_factory.mktemp("images")
    generator = np.random.default_rng(0)
    for k in range(17):
        path = folder / "ab"[k % 2] / f"{k:02d}.png"
        path.parent.mkdir(exist_ok=True)
        Image.fromarray(generator.integers(0, 256, (18, 18, 3), dtype=np.uint8)).save(path)
    return folder


@pytest.fixture(scope="module", params=TRAINERS)
def trainer(request, images):
    main, flags = TRAINERS[request.param]
    data = (images,)
    if main is dino_main:  # 2048 units in a hidden layer are 75 MB in every checkpoint
        patch = pytest.MonkeyPatch()
        patch.setattr(
            dino.models, "DINOHead", functools.partial(dino.models.DINOHead, hidden_dim=32, bottleneck_dim=16)
        )
        request.addfinalizer(patch.undo)
    if main is finetune:
        data = ("--dataset", f"image_folder:{images}:{images}", "--results", images.parent / "results.csv")

    def train(*more):
        main([str(value) for value in (*data, *flags, *more)])

    train.name = request.param
    return train


@pytest.fixture(scope="module")
def six_epochs(trainer, tmp_path_factory):
    output = tmp_path_factory.mktemp("six") / "run"
    trainer("--epochs", 6, "--keep-last", 9, "--output", output)
    return output


@pytest.fixture
def six(six_epochs, tmp_path):
    """A copy of a run with checkpoints 0000 to 0005."""
    return shutil.copytree(six_epochs, tmp_path / "run")


def contents(folder):
    return {path.name: path.read_bytes() for path in list_checkpoints(folder)}


def numbers(folder):
    return sorted(int(path.name[11:15]) for path in list_checkpoints(folder))


def refused(trainer, *arguments, code=2):
    with pytest.raises(UserError) as error:
        trainer(*arguments)
    assert error.value.code == code
    return str(error.value)


def test_a_run_that_would_replace_another_history_is_refused(trainer, six, tmp_path):
    before = contents(six)
    start = six / "checkpoint_0001.pth.tar"
    line = refused(trainer, "--epochs", 4, "--output", six, "--resume", start)
    assert "checkpoint_0005" in line and "--overwrite" in line and contents(six) == before
    elsewhere = shutil.copy(start, tmp_path / "mine.pth.tar")
    assert "another history" in refused(trainer, "--epochs", 4, "--output", six, "--resume", elsewhere)
    assert contents(six) == before
    trainer("--epochs", 4, "--output", tmp_path / "new", "--resume", start)
    assert numbers(tmp_path / "new") == [2, 3] and contents(six) == before


def test_overwrite_goes_on_from_an_earlier_checkpoint(trainer, six, six_epochs):
    start = six / "checkpoint_0001.pth.tar"
    trainer("--epochs", 6, "--output", six, "--resume", start, "--overwrite")  # schedules know how many there are
    assert numbers(six) == [1, 4, 5]  # the one that it was started from stays, the last two of --keep-last
    ours, theirs = (torch.load(f / "checkpoint_0005.pth.tar", weights_only=True) for f in (six, six_epochs))
    assert all(torch.equal(ours["state_dict"][name], theirs["state_dict"][name]) for name in ours["state_dict"])


def test_the_furthest_checkpoint_can_be_named(trainer, six):
    trainer("--epochs", 8, "--output", six, "--resume", six / "checkpoint_0005.pth.tar")
    assert numbers(six) == [5, 6, 7]


def test_damaged_checkpoints_are_kept_and_named(trainer, six, capsys):
    for path in list_checkpoints(six):
        path.write_bytes(path.read_bytes()[:500])
    damaged = contents(six)
    trainer("--epochs", 3, "--output", six, "--resume", "auto")
    assert numbers(six) == [1, 2]
    assert all((six / f"{name}.damaged").read_bytes() == data for name, data in damaged.items())
    said = capsys.readouterr().err
    assert said.count("is damaged") == 6 and "starting from the beginning" in said
    assert all(torch.load(path, weights_only=True)["epoch"] for path in list_checkpoints(six))


def test_a_newest_checkpoint_that_is_a_folder(trainer, six, capsys):
    (six / "checkpoint_0007.pth.tar").mkdir()
    (six / "checkpoint_0007.pth.tar" / "mine").write_text("x")
    trainer("--epochs", 8, "--output", six, "--resume", "auto")
    assert numbers(six) == [6, 7] and (six / "checkpoint_0007.pth.tar").is_file()
    assert (six / "checkpoint_0007.pth.tar.damaged" / "mine").read_text() == "x"
    assert "0007.pth.tar: is a folder" in capsys.readouterr().err


def test_a_run_is_not_touched_before_its_start_is_looked_at(trainer, six):
    before = contents(six) | {"config": (six / "config.yaml").read_bytes()}
    for flag in ("--init", "--resume"):
        line = refused(trainer, "--epochs", 2, "--output", six, flag, six / "none.pth", "--overwrite")
        assert f"{flag} {six}/none.pth: no such checkpoint" in line
    assert contents(six) | {"config": (six / "config.yaml").read_bytes()} == before


def test_training_starts_from_weights_alone(trainer, six, tmp_path, capsys):
    if trainer.name not in ("moco", "supcon"):
        pytest.skip("names its encoder otherwise: its own tests have this")
    state = torch.load(six / "checkpoint_0005.pth.tar", weights_only=True)["state_dict"]
    prefix = "encoder_q." if any(name.startswith("encoder_q.") for name in state) else "encoder."
    weights = {name.removeprefix(prefix): value for name, value in state.items() if name.startswith(prefix)}
    torch.save({"state_dict": {f"module.base_encoder.{n}": v for n, v in weights.items()}}, tmp_path / "w.pth")
    for flag, output in (("--init", "a"), ("--resume", "b"), (None, "c")):
        start = [flag, tmp_path / "w.pth"] if flag else []
        trainer("--epochs", 1, "--lr", 1e-12, "--output", tmp_path / output, *start)
    made = [torch.load(list_checkpoints(tmp_path / k)[0], weights_only=True)["state_dict"] for k in "abc"]
    names = [name for name in weights if name.endswith("weight") and not name.startswith("fc.")]
    for name in names:
        assert torch.allclose(made[0][prefix + name], weights[name], atol=1e-6)
        assert torch.equal(made[0][prefix + name], made[1][prefix + name])
    assert not all(torch.allclose(made[2][prefix + name], weights[name], atol=1e-6) for name in names)
    assert "weights alone" in capsys.readouterr().err


WRONG = {
    "text": "x\x1b[31mred", "tensor": torch.ones(3, 3), "negative": -1, "2^40": 1 << 40, "2^100": 1 << 100,
    "nan": float("nan"), "list": [1, [2]], "table": {"a": 1}, "half": 1.5, "raw": b"x",
}  # fmt: skip
PLACES = (
    ("epoch",), ("step",), ("arch",), ("state_dict",), ("optimizer",), ("window",), ("data",), ("data", "length"),
    ("window", "sums"), ("window", "steps"), ("optimizer", "state"), ("optimizer", "param_groups"),
    ("optimizer", "param_groups", 0), ("optimizer", "param_groups", 0, "params"), ("optimizer", "state", 0),
    ("optimizer", "state", 0, "momentum_buffer"), ("optimizer", "param_groups", 0, "nesterov"),
)  # fmt: skip
ADAM = {"momentum_buffer": "exp_avg", "nesterov": "amsgrad"}  # names of other optimizers
HARMLESS = {(("data", "length"), "2^40"), (("window", "sums"), "table")}  # other data; another loss's names


def test_content_of_another_kind_is_one_line(trainer, six, tmp_path):
    state = torch.load(six / "checkpoint_0003.pth.tar", weights_only=True)
    path = tmp_path / "wrong.pth"
    adam = "exp_avg" in state["optimizer"]["state"][0]
    for k, place in enumerate(PLACES):
        place = tuple(ADAM.get(key, key) for key in place) if adam else place
        for j, (name, value) in enumerate(WRONG.items()):
            if (place, name) in HARMLESS or not (trainer.name == "moco" or (k + j) % 10 == 0):
                continue  # of the others, which share the code, some do
            wrong = copy.deepcopy(state)
            holder = wrong
            for key in place[:-1]:
                holder = holder[key]
            holder[place[-1]] = value
            torch.save(wrong, path)
            line = refused(trainer, "--epochs", 6, "--output", tmp_path / "new", "--resume", path)
            assert "wrong.pth: " in line and "history" not in line and "\x1b" not in line and len(line) < 500, (
                place,
                name,
            )


def test_nan_weights_are_not_gone_on_with(trainer, six, tmp_path):
    state = torch.load(six / "checkpoint_0003.pth.tar", weights_only=True)
    name = next(iter(state["state_dict"]))
    state["state_dict"][name].view(-1)[0] = float("nan")
    torch.save(state, tmp_path / "nan.pth")
    line = refused(trainer, "--epochs", 6, "--output", tmp_path / "new", "--resume", tmp_path / "nan.pth", code=1)
    assert "NaN" in line and "nan.pth" in line


def test_a_damaged_config_is_named(trainer, six):
    for seed in (b"[1, 2]", b"-3", b"1e9", b"%d" % (1 << 70), b"9" * 5000, b"\x00\xff{{{"):
        (six / "config.yaml").write_bytes(b"seed: " + seed + b"\n")
        with pytest.raises(UserError, match=r"config\.yaml"):
            saved_seed(argparse.Namespace(output=six, resume="auto"))
    trainer("--epochs", 7, "--output", six, "--resume", "auto")  # with --seed nobody asks config.yaml
    assert numbers(six)[-1] == 6
