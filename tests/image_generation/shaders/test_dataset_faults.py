"""Killed processes, hanging and broken programs, full disks: the folder ends the same, and nothing is lost."""

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.image_generation.shaders.dataset_helpers import (
    BROKEN,
    ENDLESS,
    SCRIPT,
    SLOW,
    contents,
    start,
    write_shaders,
)
from tests.process_tree import assert_ended

N = 200


def arguments(shaders, output, *more):
    return [
        "--shaders",
        shaders,
        "--output",
        output,
        "--n-samples",
        N,
        "--resolution",
        128,
        "--workers",
        2,
        *more,
    ]


@pytest.fixture(scope="module")
def reference(command, tmp_path_factory):
    """(shaders, contents of the folder that an uninterrupted run makes)."""
    base = tmp_path_factory.mktemp("reference")
    shaders = write_shaders(base / "shaders", text=SLOW)
    command(SCRIPT, *arguments(shaders, base / "out"))
    return shaders, contents(base / "out")


def children(pid):
    """Process numbers of the render processes of a run."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            words = (entry / "cmdline").read_bytes()
            # A program of its own, or a copy of the command; beside them it runs ldconfig.
            if parent == pid and (b"processes import child" in words or SCRIPT.encode() in words):
                found.append(int(entry.name))
    return found


def wait_for_images(folder, count, process):
    end = time.monotonic() + 60
    while len(list(folder.rglob("*.jpg"))) < count:
        assert process.poll() is None and time.monotonic() < end, process.communicate()
        time.sleep(0.01)


def test_killed_workers_are_replaced(reference, tmp_path):
    shaders, expected = reference
    process = start(*arguments(shaders, tmp_path / "d"))
    for count in (1, 40, 100):
        wait_for_images(tmp_path / "d", count, process)
        os.kill(children(process.pid)[0], signal.SIGKILL)
    output, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    assert "0 programs excluded" in output
    assert contents(tmp_path / "d") == expected


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_resumes(command, reference, tmp_path, how):
    shaders, expected = reference
    process = start(*arguments(shaders, tmp_path / "d"))
    wait_for_images(tmp_path / "d", 30, process)
    workers = children(process.pid)
    if how == signal.SIGKILL:
        os.killpg(process.pid, how)
    else:
        os.kill(process.pid, how)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == (-how if how == signal.SIGKILL else 130) and "Traceback" not in errors
    assert_ended(workers, 10)
    done = command(SCRIPT, *arguments(shaders, tmp_path / "d"))
    kept = int(done.stdout.split(" kept")[0].split()[-1])
    assert 0 < kept < N
    assert contents(tmp_path / "d") == expected


def test_killing_only_the_parent_ends_the_workers(reference, tmp_path):
    shaders, _ = reference
    process = start(*arguments(shaders, tmp_path / "d"))
    wait_for_images(tmp_path / "d", 5, process)
    workers = children(process.pid)
    assert workers
    process.kill()
    process.wait()
    assert_ended(workers, 10)


def test_two_runs_into_one_folder(command, reference, tmp_path):
    shaders, expected = reference
    process = start(*arguments(shaders, tmp_path / "d"))
    wait_for_images(tmp_path / "d", 1, process)
    refused = command(SCRIPT, *arguments(shaders, tmp_path / "d"), code=1)
    assert "another run" in refused.stderr
    process.communicate(timeout=120)
    assert process.returncode == 0 and contents(tmp_path / "d") == expected


def test_programs_that_fail_are_excluded_and_remembered(command, tmp_path):
    shaders = write_shaders(tmp_path / "s", 3)
    (shaders / "broken.frag").write_text(BROKEN)
    (shaders / "endless.frag").write_text(ENDLESS)
    (shaders / "empty.frag").write_text("")
    (shaders / "binary.frag").write_bytes(bytes(range(256)) * 4)
    (shaders / "json.json").write_text('{"Shader": {"info": ')
    call = ["--shaders", shaders, "--n-samples", 30, "--resolution", 128, "--timeout", 1]
    done = command(SCRIPT, *call, "--output", tmp_path / "a", "--workers", 2)
    for name in ("broken", "endless", "empty", "binary", "json"):
        assert f"excluded: {name}: " in done.stderr
    assert "broken.frag:2" in done.stderr or "broken:2" in done.stderr
    assert "30 images of 3 programs" in done.stdout and "5 programs excluded" in done.stdout
    first = contents(tmp_path / "a")
    assert sum(name.endswith(".jpg") for name in first) == 30
    command(SCRIPT, *call, "--output", tmp_path / "b", "--workers", 1)
    assert contents(tmp_path / "b") == first
    (tmp_path / "a" / "0000000000" / "000004.jpg").unlink()
    began = time.monotonic()
    again = command(SCRIPT, *call, "--output", tmp_path / "a")
    assert contents(tmp_path / "a") == first and "1 drawn" in again.stdout
    assert time.monotonic() - began < 60  # the endless one is not tried again


def test_mixtures_with_a_hanging_program_are_the_same_for_any_number_of_workers(command, tmp_path):
    shaders = write_shaders(tmp_path / "s", 39)
    (shaders / "endless.frag").write_text(ENDLESS)
    call = [
        "--shaders",
        shaders,
        "--n-samples",
        64,
        "--mixing-type",
        "convex",
        "--n-samples-mix",
        5,
        "--timeout",
        1,
    ]
    done = command(SCRIPT, *call, "--resolution", 128, "--output", tmp_path / "a", "--workers", 2)
    assert "excluded: endless: " in done.stderr and done.stderr.count("excluded: ") == 1
    assert "64 images of 39 programs" in done.stdout
    first = contents(tmp_path / "a")
    command(SCRIPT, *call, "--resolution", 128, "--output", tmp_path / "b", "--workers", 1)
    second = contents(tmp_path / "b")
    images = {name for name in first if name.endswith(".jpg")}
    assert len(images) == 64 and {name: first[name] for name in images} == {name: second[name] for name in images}


def test_where_every_program_fails_nothing_is_left_behind(command, tmp_path):
    (tmp_path / "broken.frag").write_text(BROKEN)
    failed = command(
        SCRIPT, "--shaders", tmp_path / "broken.frag", "--output", tmp_path / "d", "--n-samples", 3, code=1
    )
    assert "broken" in failed.stderr and "nothing" in failed.stderr
    assert not (tmp_path / "d").exists()


def test_a_full_disk_stops_the_run_and_more_room_finishes_it(command, reference, tmp_path):
    shaders, expected = reference
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a tmpfs needs root")
    try:
        failed = command(SCRIPT, *arguments(shaders, disk / "d"), code=1)
        assert "No space left" in failed.stderr
        assert not list((disk / "d").glob(".partial/*"))
        subprocess.run(["mount", "-o", "remount,size=100m", str(disk)], check=True)
        command(SCRIPT, *arguments(shaders, disk / "d"))
        assert contents(disk / "d") == expected
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_class_folders_hold_no_images_of_programs_excluded_late(command, tmp_path):
    """A program that hangs only at late times: images drawn before that are made anew with others."""
    shaders = write_shaders(tmp_path / "s", 2)
    late = ENDLESS.replace("while (x.x < 1e9)", "while (iTime > 4.0)")
    (shaders / "late.frag").write_text(late)
    call = ["--shaders", shaders, "--n-samples", 24, "--resolution", 128, "--layout", "class", "--timeout", 1]
    for workers in (1, 3):
        done = command(SCRIPT, *call, "--output", tmp_path / str(workers), "--workers", workers)
        assert "excluded: late" in done.stderr
    one = contents(tmp_path / "1")
    assert one == contents(tmp_path / "3")
    assert sum(name.endswith(".jpg") for name in one) == 24 and not (tmp_path / "1" / "late").exists()


def test_a_lost_list_of_programs_excluded_does_not_make_the_table_lie(command, tmp_path):
    shaders = write_shaders(tmp_path / "s", 2)
    (shaders / "broken.frag").write_text(BROKEN)
    call = ["--shaders", shaders, "--output", tmp_path / "d", "--n-samples", 12, "--resolution", 16]
    command(SCRIPT, *call)
    before = contents(tmp_path / "d")
    (tmp_path / "d" / "excluded.csv").unlink()
    command(SCRIPT, *call)
    assert contents(tmp_path / "d") == before


def test_the_list_of_excluded_programs_is_read_under_its_old_name(command, tmp_path):
    shaders = write_shaders(tmp_path / "s", 2)
    (shaders / "broken.frag").write_text(BROKEN)
    call = ["--shaders", shaders, "--output", tmp_path / "d", "--n-samples", 12, "--resolution", 16]
    command(SCRIPT, *call)
    before = contents(tmp_path / "d")
    (tmp_path / "d" / "excluded.csv").rename(tmp_path / "d" / "set_aside.csv")
    (shaders / "broken.frag").write_text("")  # it is not tried again
    done = command(SCRIPT, *call)
    assert "0 drawn" in done.stdout and "1 programs excluded" in done.stdout
    assert "excluded: broken: compile_error" in done.stderr and contents(tmp_path / "d") == before


def test_a_pipe_in_the_lock_s_place_is_refused_at_once(command, tmp_path):
    shaders = write_shaders(tmp_path / "s", 1)
    (tmp_path / "d").mkdir()
    os.mkfifo(tmp_path / "d" / ".lock")
    call = ["--shaders", shaders, "--output", tmp_path / "d", "--n-samples", 2, "--resolution", 16]
    assert ".lock is no regular file" in command(SCRIPT, *call, code=1).stderr


def test_junk_in_the_journal_is_skipped(command, reference, tmp_path):
    shaders, expected = reference
    process = start(*arguments(shaders, tmp_path / "d"))
    wait_for_images(tmp_path / "d", 20, process)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    with open(tmp_path / "d" / ".journal", "ab") as file:
        file.write(b"p,[[1],2]\ni,a,b\ns," + b"[" * 5000 + b"\n\xff\xfe\ni,3,17")
    command(SCRIPT, *arguments(shaders, tmp_path / "d"))
    assert contents(tmp_path / "d") == expected
