"""One run at a time in a folder, whatever lies where its lock should be."""

import multiprocessing
import os
import signal

import pytest

from image_generation.common import locks
from image_generation.common.errors import UserError
from image_generation.common.locks import FolderLock, take_file


def hold(path, connection):
    with FolderLock(path, path.parent):
        connection.send("held")
        connection.recv()


@pytest.fixture
def holder(tmp_path):
    """Another process that holds the lock of tmp_path."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=hold, args=(tmp_path / ".lock", there))
    process.start()
    assert here.recv() == "held"
    yield process, here
    process.kill()
    process.join()


def test_another_process_is_refused_until_the_first_ends(tmp_path, holder):
    process, connection = holder
    with pytest.raises(UserError, match="another check is writing there"):
        FolderLock(tmp_path / ".lock", tmp_path, "check")
    connection.send("end")
    process.join()
    assert not (tmp_path / ".lock").exists()
    with FolderLock(tmp_path / ".lock", tmp_path):
        assert (tmp_path / ".lock").exists()


def test_a_killed_process_lets_go(tmp_path, holder):
    process, _ = holder
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert (tmp_path / ".lock").exists()
    FolderLock(tmp_path / ".lock", tmp_path).close()
    assert not (tmp_path / ".lock").exists()


@pytest.mark.parametrize("kind", ["pipe", "link", "folder"])
def test_what_is_no_regular_file_is_refused_at_once_and_left(tmp_path, kind):
    path, target = tmp_path / ".lock", tmp_path / "mine"
    target.write_text("")
    {"pipe": os.mkfifo, "link": lambda p: p.symlink_to(target), "folder": os.mkdir}[kind](path)
    with pytest.raises(UserError, match="no regular file"):
        FolderLock(path, tmp_path)
    assert path.exists() and target.exists()


def test_somebody_s_file_of_that_name_is_left(tmp_path):
    (tmp_path / ".lock").write_text("mine")
    with FolderLock(tmp_path / ".lock", tmp_path):
        pass
    assert (tmp_path / ".lock").read_text() == "mine"


def test_closing_twice_does_not_touch_the_next_run_s_lock(tmp_path):
    first = FolderLock(tmp_path / ".lock", tmp_path)
    first.close()
    with FolderLock(tmp_path / ".lock", tmp_path):
        first.close()
        assert (tmp_path / ".lock").exists()


def test_a_file_that_is_renamed_or_removed_before_it_is_taken_is_left(tmp_path, monkeypatch):
    """Who comes next takes the new file of that name: what was opened belongs to whoever has it now."""
    path, moved = tmp_path / "x.part", tmp_path / "x"
    others = [lambda: os.replace(path, moved), path.unlink]
    flock = locks.fcntl.flock

    def late(file, how):
        if others:
            path.write_bytes(b"finished")
            others.pop(0)()
        flock(file, how)

    monkeypatch.setattr(locks.fcntl, "flock", late)
    with take_file(path) as file:
        assert not others and os.path.samestat(os.fstat(file.fileno()), path.stat())
        assert take_file(path) is None
    assert moved.read_bytes() == b"finished"
    take_file(path).close()


def test_a_link_is_not_taken(tmp_path):
    (tmp_path / "x").write_text("")
    (tmp_path / "link").symlink_to("x")
    with pytest.raises(OSError, match="link"):
        take_file(tmp_path / "link")
