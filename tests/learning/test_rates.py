"""Rates that flags allow are ones with which every optimiser steps."""

import importlib

import pytest
import torch

from image_generation.common.cli import MOST_RATE

JOINT_BATCH = 1 << 20  # of which 256 images have the rate that is given
OPTIMIZERS = {
    "sgd": lambda p, lr: torch.optim.SGD(p, lr, momentum=MOST_RATE, weight_decay=MOST_RATE),
    "adam": lambda p, lr: torch.optim.Adam(p, lr, weight_decay=MOST_RATE),
    "adamw": lambda p, lr: torch.optim.AdamW(p, lr, weight_decay=MOST_RATE),
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_optimisers_step_with_the_largest_rate(name):
    weight = torch.nn.Parameter(torch.ones(3))
    optimizer = OPTIMIZERS[name]([weight], MOST_RATE * JOINT_BATCH / 256)
    for _ in range(3):
        weight.grad = torch.ones(3)
        optimizer.step()


@pytest.mark.parametrize("flag", ["--lr", "--wd"])
@pytest.mark.parametrize("trainer", ["moco.main_train", "supcon.main_train", "dino.main_train", "lejepa.main_train"])
def test_larger_ones_are_one_line(trainer, flag, capsys):
    with pytest.raises(SystemExit) as caught:
        importlib.import_module(trainer).parse_args(["data", "--output", "out", flag, "1e41"])
    assert caught.value.code == 2
    assert flag in (line := capsys.readouterr().err.strip().splitlines()[-1]) and "1e+30" in line


def test_stylegan2_too(capsys):
    with pytest.raises(SystemExit):
        importlib.import_module("stylegan2.train").parse_args(["--data", "d", "--output", "o", "--lr", "1e41"])
    assert "--lr" in capsys.readouterr().err
