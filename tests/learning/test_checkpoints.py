"""Checkpoints: whole or not at all, pruned, never executing what they hold."""

import argparse
import collections
import os
import pickle

import pytest
import torch

from image_generation.common.errors import UserError
from learning import checkpoints
from learning.checkpoints import (
    DamagedCheckpoint,
    list_checkpoints,
    prune_checkpoints,
    read_checkpoint,
    remove_leftovers,
    save_checkpoint,
)


def names(folder):
    return [path.name for path in list_checkpoints(folder)]


def test_the_furthest_checkpoint_comes_first(tmp_path):
    for name in ("checkpoint_0009.pth.tar", "checkpoint_0010_step3.pth.tar", "checkpoint_0010_step12.pth.tar",
                 "checkpoint_12345.pth.tar", "checkpoint_0010.pth.tar", "checkpoint_x.pth.tar"):  # fmt: skip
        (tmp_path / name).touch()
    assert names(tmp_path) == ["checkpoint_12345.pth.tar", "checkpoint_0010.pth.tar", "checkpoint_0010_step12.pth.tar",
                               "checkpoint_0010_step3.pth.tar", "checkpoint_0009.pth.tar"]  # fmt: skip


def test_pruning_keeps_the_last_and_milestones(tmp_path):
    for epoch in range(12):
        (tmp_path / checkpoints.checkpoint_name(epoch)).touch()
    (tmp_path / checkpoints.checkpoint_name(4, 7)).touch()
    prune_checkpoints(tmp_path / checkpoints.checkpoint_name(11), 2, 5)
    assert names(tmp_path) == [f"checkpoint_{e:04d}.pth.tar" for e in (11, 10, 9, 4)]


def test_what_is_saved_is_read(tmp_path):
    state = {
        "w": torch.arange(5.0),
        "args": {"lr": 0.1, "list": [1, None, "x"]},
        "opt": argparse.Namespace(a=[1]),
    }
    save_checkpoint(tmp_path / "c.pth.tar", state)
    read = read_checkpoint(tmp_path / "c.pth.tar")
    assert torch.equal(read["w"], state["w"]) and read["args"] == state["args"] and read["opt"].a == [1]
    assert os.listdir(tmp_path) == ["c.pth.tar"]


def test_a_failed_write_keeps_the_checkpoint_before(tmp_path, monkeypatch):
    path = tmp_path / "checkpoint_0000.pth.tar"
    save_checkpoint(path, {"w": 1})

    def full(state, file):
        with open(file, "wb") as handle:
            handle.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(torch, "save", full)
    with pytest.raises(UserError, match="No space left"):
        save_checkpoint(path, {"w": 2})
    assert read_checkpoint(path)["w"] == 1 and os.listdir(tmp_path) == [path.name]


def test_leftovers_of_a_killed_run_are_removed(tmp_path):
    (tmp_path / ".checkpoint_0001.pth.tar.abc.part").write_bytes(b"half")
    (tmp_path / "other.part").write_bytes(b"mine")
    remove_leftovers(tmp_path)
    assert os.listdir(tmp_path) == ["other.part"]


class Code:
    def __reduce__(self):
        return os.system, ("touch /tmp/executed-by-a-checkpoint",)


@pytest.mark.parametrize("zipped", [True, False])
def test_pickles_that_run_code_are_refused(tmp_path, zipped):
    torch.save({"w": torch.ones(1), "x": Code()}, tmp_path / "evil.pth", _use_new_zipfile_serialization=zipped)
    with pytest.raises(UserError, match="could run code") as error:
        read_checkpoint(tmp_path / "evil.pth")
    assert not isinstance(error.value, DamagedCheckpoint) and "\n" not in str(error.value)
    assert not os.path.exists("/tmp/executed-by-a-checkpoint")


def test_other_objects_are_refused(tmp_path):
    torch.save(torch.nn.Linear(1, 1), tmp_path / "module.pth")
    torch.save({"x": collections.Counter("ab")}, tmp_path / "counter.pth")
    (tmp_path / "plain.pth").write_bytes(pickle.dumps({"x": Code()}, 2))
    for name in ("module.pth", "plain.pth"):
        with pytest.raises(UserError, match="could run code"):
            read_checkpoint(tmp_path / name)


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("keep", [0, 40, 0.5, 0.95])
def test_truncated_files_are_damaged(tmp_path, zipped, keep):
    path = tmp_path / "c.pth"
    torch.save({"w": torch.randn(5000)}, path, _use_new_zipfile_serialization=zipped)
    data = path.read_bytes()
    path.write_bytes(data[: keep if isinstance(keep, int) else int(len(data) * keep)])
    with pytest.raises(DamagedCheckpoint):
        read_checkpoint(path)


@pytest.mark.parametrize("data", [b"garbage", bytes(3000), b"\xff" * 100, b"PK\x03\x04" + bytes(50)])
def test_other_files_are_damaged_and_not_accused(tmp_path, data):
    (tmp_path / "c.pth").write_bytes(data)
    with pytest.raises(DamagedCheckpoint, match="damaged or no torch checkpoint"):
        read_checkpoint(tmp_path / "c.pth")


@pytest.mark.filterwarnings("error")
def test_a_pickle_of_any_protocol_is_refused_without_a_warning(tmp_path):
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        (tmp_path / "c.pth").write_bytes(pickle.dumps({"x": Code()}, protocol))
        with pytest.raises(UserError, match="could run code"):
            read_checkpoint(tmp_path / "c.pth")


def test_a_flipped_bit_is_noticed(tmp_path):
    path = tmp_path / "c.pth"
    torch.save({"w": torch.randn(5000)}, path)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 4
    path.write_bytes(data)
    with pytest.raises(DamagedCheckpoint, match="checksum"):
        read_checkpoint(path)


def test_a_missing_file_is_a_wrong_argument(tmp_path):
    with pytest.raises(UserError, match="no such checkpoint") as error:
        read_checkpoint(tmp_path / "none.pth")
    assert error.value.code == 2


def test_a_link_to_nowhere_is_damaged(tmp_path):
    path = tmp_path / "checkpoint_0001.pth.tar"
    path.symlink_to(path.name)
    with pytest.raises(DamagedCheckpoint, match="link to nowhere"):
        read_checkpoint(path)


def test_a_pipe_is_damaged_and_never_waited_for(tmp_path):
    path = tmp_path / "checkpoint_0001.pth.tar"
    os.mkfifo(path)
    with pytest.raises(DamagedCheckpoint, match="no regular file"):
        read_checkpoint(path)
