"""The training loop reads numbers from the device when it logs, and finds what went wrong in between."""

from __future__ import annotations

import argparse
import math

import pytest
import torch

from image_generation.common.errors import UserError
from learning import training
from learning.checkpoints import list_checkpoints
from learning.data.loader import Batch, Plan
from learning.distributed import Processes
from learning.logs import read_metrics

STEPS = 8


def make_run(folder, losses, print_freq=4, skipped=()):
    """A run whose loss at step k is losses[k], in epochs of four steps."""
    model = torch.nn.Linear(1, 1)

    def loss_of(batch, views):
        value = losses[int(batch.labels[0])]
        return (model.weight * 0.0).sum() + value, {"extra": torch.tensor(2.0 * value)}

    def batches(start, stop):
        def steps():
            for step in range(start, stop):
                files = [f"file {step}"] if step in skipped else []
                yield Batch(torch.zeros(1, 2, 3, 4, 4, dtype=torch.uint8), torch.tensor([step]), None, files), 0.0

        return steps()

    args = argparse.Namespace(
        output=str(folder), epochs=2, print_freq=print_freq, seed=0, amp=False, channels_last=False, resume="",
        start_epoch=0, keep_last=2, milestone_every=0, wandb=None, monitor_every=1, arch="none", init="",
    )  # fmt: skip
    folder.mkdir()
    return training.Run(
        args=args,
        processes=Processes(0, 1, 0, 1, torch.device("cpu")),
        model=model,
        optimizer=torch.optim.SGD(model.parameters(), 0.1),
        loss_of=loss_of,
        lr_at=lambda epoch: 0.1,
        plan=Plan(4, 1, 0, 1),
        batches=batches,
        columns=["extra"],
    )


@pytest.fixture(params=[True, False], ids=["read at once", "read late"])
def reading(request, monkeypatch):
    """Both ways of reading: each step, as on the CPU, and only when needed, as on a GPU."""
    monkeypatch.setattr(training, "reads_now", lambda world, step: request.param)
    return request.param


def test_the_log_holds_the_means_of_its_steps(reading, tmp_path):
    losses = [0.1 * k + 1.0 for k in range(STEPS)]
    training.train(make_run(tmp_path / "run", losses, skipped=(1, 6)))
    rows = read_metrics(tmp_path / "run" / "metrics.csv")
    assert [row["step"] for row in rows] == [4, 8]
    for row, some in zip(rows, (losses[:4], losses[4:])):
        assert row["loss"] == pytest.approx(sum(some) / 4, rel=1e-5)
        assert row["extra"] == pytest.approx(sum(some) / 2, rel=1e-5)
    assert [row["skipped"] for row in rows] == [1, 2]


@pytest.mark.parametrize("wrong", [math.nan, math.inf])
@pytest.mark.parametrize("step", [1, 4, 6, 8])
def test_a_loss_that_is_no_number_ends_the_run_and_keeps_the_last_good_checkpoint(reading, tmp_path, step, wrong):
    losses = [1.0] * STEPS
    losses[step - 1] = wrong
    with pytest.raises(UserError, match=f"the loss became {wrong} at step {step};"):
        training.train(make_run(tmp_path / "run", losses))
    assert len(list_checkpoints(tmp_path / "run")) == (1 if step > 4 else 0)
    assert [row["step"] for row in read_metrics(tmp_path / "run" / "metrics.csv")] == ([4] if step > 4 else [])


def test_nothing_is_read_between_two_rows(monkeypatch, tmp_path):
    monkeypatch.setattr(training, "reads_now", lambda world, step: False)
    reads = []
    read = training._read

    def counted(unread):
        reads.append(len(unread))
        return read(unread)

    monkeypatch.setattr(training, "_read", counted)
    training.train(make_run(tmp_path / "run", [1.0] * STEPS))
    assert reads == [4, 4]


def test_numbers_are_read_now_and_then_where_nothing_is_logged():
    one = Processes(0, 1, 0, 1, torch.device("cuda"))
    assert [step for step in range(1, 201) if training.reads_now(one, step)] == [100, 200]
    assert training.reads_now(Processes(0, 1, 0, 1, torch.device("cpu")), 1)
