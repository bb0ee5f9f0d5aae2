"""The training loop reads numbers from the device when it logs, and finds what went wrong in between."""

from __future__ import annotations

import argparse
import math
from dataclasses import replace

import pytest
import torch

from image_generation.common.errors import UserError
from learning import training
from learning.checkpoints import list_checkpoints, not_finite
from learning.data.loader import Batch, Plan
from learning.distributed import Processes
from learning.logs import read_metrics
from learning.progress import load_progress

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


@pytest.mark.parametrize("where", ["weights", "momentum"])
@pytest.mark.parametrize("step", [4, 8])
def test_a_gradient_that_is_no_number_before_a_save_ends_the_run(tmp_path, step, where):
    """The loss of that step is finite; what is saved would be of no use, and the good checkpoints would be pruned."""
    run = make_run(tmp_path / "run", [1.0] * STEPS)
    run.args.keep_last = 1
    run.optimizer.param_groups[0]["momentum"] = 0.9
    run = replace(run, descend=lambda loss, number: spoil(run, where) if number == step - 1 else take_step(run, loss))
    message = "state_dict.weight" if where == "weights" else "optimizer.state.0.momentum_buffer"
    with pytest.raises(UserError, match=f"{message} holds NaN .* step {step};") as caught:
        training.train(run)
    kept = list_checkpoints(tmp_path / "run")
    assert [path.name for path in kept] == ([] if step == 4 else ["checkpoint_0000.pth.tar"])
    assert ("no checkpoint had been written" if step == 4 else str(kept[0])) in str(caught.value)


def take_step(run, loss):
    run.optimizer.zero_grad()
    loss.backward()
    run.optimizer.step()


def spoil(run, where):
    with torch.no_grad():
        if where == "weights":
            run.model.weight.fill_(math.nan)
        else:
            run.optimizer.state[run.model.weight]["momentum_buffer"] = torch.tensor([[math.inf]])


def test_resuming_goes_back_to_weights_that_are_numbers(tmp_path, capsys):
    training.train(make_run(tmp_path / "run", [1.0] * STEPS))
    newest, before = list_checkpoints(tmp_path / "run")
    state = torch.load(newest)
    state["state_dict"]["weight"].fill_(math.nan)
    torch.save(state, newest)
    resumed = make_run(tmp_path / "other", [1.0] * STEPS)
    resumed.args.output, resumed.args.resume = str(tmp_path / "run"), "auto"
    assert load_progress(resumed, tmp_path / "run") == 4
    assert f"{newest}: state_dict.weight holds NaN" in capsys.readouterr().err
    assert list_checkpoints(tmp_path / "run") == [before]


def test_what_is_not_finite_is_found_in_any_state():
    loop: list[object] = [torch.zeros(2), {"a": (torch.ones(1, dtype=torch.int64), None)}]
    loop.append(loop)
    assert not_finite(loop) is None
    assert not_finite({"x": loop, "y": [torch.zeros(1), torch.tensor([0.0, -math.inf])]}) == "y.1"
    assert not_finite({"half": torch.tensor([math.nan], dtype=torch.bfloat16)}) == "half"


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
