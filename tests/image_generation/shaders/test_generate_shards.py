"""generate_dataset.py --format webdataset as a user calls it: faults that are survived, and what is refused."""

import contextlib
import io
import json
import os
import random
import signal
import subprocess
import sys
import tarfile
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from image_generation.datasets.storage import Storage
from tests.image_generation.shaders.dataset_helpers import (
    BROKEN,
    SCRIPT,
    SLOW,
    contents,
    start,
    write_shaders,
)
from tests.image_generation.shaders.test_dataset_faults import children
from tests.s3_server import flaky, make_bucket, require_credentials, s3_server

N, SIZE = 120, 30


def arguments(shaders, output, *more):
    return ["--shaders", shaders, "--output", output, "--n-samples", N, "--resolution", 128, "--workers", 2,
            "--format", "webdataset", "--shard-size", SIZE, *more]  # fmt: skip


@pytest.fixture(scope="module")
def reference(command, tmp_path_factory):
    """(shaders, contents of the folder that an undisturbed run makes)."""
    base = tmp_path_factory.mktemp("reference")
    shaders = write_shaders(base / "shaders", text=SLOW)
    (shaders / "broken.frag").write_text(BROKEN)
    done = command(SCRIPT, *arguments(shaders, base / "out"))
    assert "excluded: broken: " in done.stderr
    assert "4 shards in" in done.stdout and "5 of 6 programs drawable" in done.stdout
    return shaders, contents(base / "out")


@pytest.fixture(scope="module")
def s3():
    with s3_server() as port:
        make_bucket(port, "bucket")
        yield port


def wait_for_shards(folder, count, process):
    deadline = time.monotonic() + 120
    while len(list(folder.glob("shard-*.tar"))) < count:
        assert process.poll() is None and time.monotonic() < deadline, process.communicate()
        time.sleep(0.02)


def test_shards_hold_the_images_of_a_plain_folder(command, reference, tmp_path):
    shaders, _ = reference
    call = arguments(shaders, tmp_path / "plain")
    command(SCRIPT, *call[: call.index("--format")])
    made = shaders.parent / "out"
    rows = (tmp_path / "plain" / "samples.csv").read_text().splitlines()[1:]
    for shard in sorted(made.glob("*.tar")):
        with tarfile.open(shard) as tar:
            for member in tar:
                index, suffix = member.name.split(".")
                data = tar.extractfile(member).read()
                fields = rows[int(index)].split(",")
                if suffix == "jpg":
                    assert data == (tmp_path / "plain" / fields[1]).read_bytes()
                    assert np.asarray(Image.open(io.BytesIO(data))).shape == (128, 128, 3)
                elif suffix == "json":
                    about = json.loads(data)
                    assert (about["programs"], about["times"]) == ([fields[2]], [float(fields[3])])
                else:
                    assert int(data) == 1 + int(fields[2].removeprefix("wave"))


def test_killed_render_processes_lose_nothing(reference, tmp_path):
    shaders, expected = reference
    process = start(*arguments(shaders, tmp_path / "d"))
    for _ in range(3):
        time.sleep(0.7)
        victims = children(process.pid)
        if victims:
            with contextlib.suppress(ProcessLookupError):
                os.kill(random.choice(victims), signal.SIGKILL)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    assert contents(tmp_path / "d") == expected


def test_a_killed_run_is_resumed(command, reference, tmp_path):
    shaders, expected = reference
    process = start(*arguments(shaders, tmp_path / "d", "--shard-size", 10))
    wait_for_shards(tmp_path / "d", 3, process)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    whole = contents(tmp_path / "d")
    done = command(SCRIPT, *arguments(shaders, tmp_path / "d", "--shard-size", 10))
    kept = int(done.stdout.split(" shards kept")[0].split()[-1])
    assert kept >= 3 - 2  # at most what was under way, one shard a process, is drawn again
    command(SCRIPT, *arguments(shaders, tmp_path / "reference", "--shard-size", 10))
    assert contents(tmp_path / "d") == contents(tmp_path / "reference")
    assert not any(name.endswith(".part") for name in contents(tmp_path / "d"))
    assert sum(name.endswith(".tar") for name in whole) >= 3
    assert expected.keys() != whole.keys()


def test_two_drivers_on_one_output(command, reference, tmp_path):
    shaders, expected = reference
    process = start(*arguments(shaders, tmp_path / "d"))
    deadline = time.monotonic() + 60
    while not list((tmp_path / "d").glob(".run/lock-*.json")):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGSTOP)  # it would be done in a second
    try:
        refused = command(SCRIPT, *arguments(shaders, tmp_path / "d"), code=1)
    finally:
        os.kill(process.pid, signal.SIGCONT)
    assert "another run is writing there" in refused.stderr
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    assert contents(tmp_path / "d") == expected


def test_full_and_read_only_disks(command, reference, tmp_path):
    shaders, expected = reference
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a tmpfs needs root")
    try:
        failed = command(SCRIPT, *arguments(shaders, disk / "d"), code=1)
        assert "No space left" in failed.stderr and f"--output {disk / 'd'}" in failed.stderr
        assert not list((disk / "d").glob(".run/*.part"))
        subprocess.run(["mount", "-o", "remount,size=100m,ro", str(disk)], check=True)
        failed = command(SCRIPT, *arguments(shaders, disk / "d"), code=1)
        assert "Read-only" in failed.stderr
        failed = command(SCRIPT, *arguments(shaders, disk / "new"), code=1)
        assert "Read-only" in failed.stderr
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        command(SCRIPT, *arguments(shaders, disk / "d"))
        assert contents(disk / "d") == expected
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_images_that_do_not_fit_into_tmpdir_name_it(reference, tmp_path):
    shaders, _ = reference
    folder = tmp_path / "small"
    folder.mkdir()
    words = [sys.executable, SCRIPT, *arguments(shaders, tmp_path / "d")]
    # Files of more than 16 KB are refused as by a full disk: also when what is left is thrown away.
    limited = ["bash", "-c", 'ulimit -f 16; exec "$@"', "bash", *map(str, words)]
    failed = subprocess.run(
        limited, capture_output=True, text=True, check=False, env={**os.environ, "TMPDIR": str(folder)}, timeout=120
    )
    assert failed.returncode == 1, failed.stderr
    assert f"{folder}: images cannot be kept there" in failed.stderr and "TMPDIR" in failed.stderr


def test_a_server_that_fails_one_time_in_ten_gets_the_same_shards(command, reference, s3):
    shaders, expected = reference
    with flaky(s3, every=10) as proxy:
        done = command(SCRIPT, *arguments(shaders, "s3://bucket/flaky"))
        assert proxy.failed > 0 and "tries at the storage repeated" in done.stdout
    storage = Storage("s3://bucket/flaky")
    type(storage.fs).clear_instance_cache()
    assert digests(Storage("s3://bucket/flaky")) == expected


def digests(storage):
    import hashlib

    return {name: hashlib.sha1(storage.read(name)).hexdigest() for name in storage.names()}


def test_parts_and_verification(command, reference, tmp_path):
    shaders, expected = reference
    unfinished = command(SCRIPT, *arguments(shaders, tmp_path / "d", "--part", "1/2"))
    assert "part 1/2: 2 shards" in unfinished.stdout and "call --finish" in unfinished.stdout
    missing = command(SCRIPT, *arguments(shaders, tmp_path / "d", "--finish"), code=1)
    assert "--finish: 2 of 4 shards are missing (numbers 0, 2)" in missing.stderr
    command(SCRIPT, *arguments(shaders, tmp_path / "d", "--part", "2/2"))
    command(SCRIPT, *arguments(shaders, tmp_path / "d", "--finish"))
    assert contents(tmp_path / "d") == expected
    path = tmp_path / "d" / "shard-000001.tar"
    data = bytearray(path.read_bytes())
    data[20_000] ^= 4
    path.write_bytes(data)
    done = command(SCRIPT, "--config", tmp_path / "d" / "config.yaml", "--verify", "--workers", 1)
    assert "damaged: shard-000001.tar" in done.stderr and "1 damaged and drawn again" in done.stdout
    assert contents(tmp_path / "d") == expected


@pytest.mark.parametrize(
    ("flags", "code", "words"),
    [
        (["--output", "zzz://a/b"], 2, "no such protocol"),
        (["--output", "s3://absent/b"], 1, "no bucket 'absent' is there"),
        (["--output", "OUT", "--shard-size", "0"], 2, "--shard-size"),
        (["--output", "OUT", "--part", "5/4"], 2, "must be I/N"),
        (["--output", "OUT", "--layout", "class"], 2, "--layout class"),
        (["--output", "OUT", "--finish", "--part", "1/2"], 2, "--finish"),
        (["--output", "OUT", "--overwrite", "--part", "1/2"], 2, "--overwrite"),
        (["--output", "OUT", "--ray-address", "auto"], 2, "--ray-address needs --engine ray"),
        (["--output", "memory://x/y", "--engine", "ray"], 2, "memory://"),
        (["--output", "OUT", "--format", "folder", "--part", "1/2"], 2, "--part needs --format webdataset"),
        (["--output", "OUT", "--format", "folder", "--engine", "ray"], 2, "--engine ray needs --format webdataset"),
        (["--output", "OUT", "--format", "folder", "--verify"], 2, "--verify needs --format webdataset"),
        (["--output", "s3://bucket/x", "--format", "folder"], 2, "give --format webdataset"),
    ],
)
def test_bad_arguments(command, reference, s3, tmp_path, flags, code, words):
    call = ["--shaders", reference[0], "--n-samples", 4, "--resolution", 16, "--format", "webdataset"]
    failed = command(SCRIPT, *call, *[str(tmp_path / "d") if flag == "OUT" else flag for flag in flags], code=code)
    assert words in failed.stderr
    assert not (tmp_path / "d").exists()


def test_wrong_credentials(command, reference, s3):
    require_credentials(s3, True)
    try:
        failed = command(SCRIPT, *arguments(reference[0], "s3://bucket/secret"), code=1)
        assert "credentials" in failed.stderr
    finally:
        require_credentials(s3, False)


def test_outputs_of_other_kinds_are_refused(command, reference, tmp_path):
    shaders, _ = reference
    small = ["--shaders", shaders, "--n-samples", 4, "--resolution", 16, "--workers", 1]
    command(SCRIPT, *small, "--output", tmp_path / "plain")
    command(SCRIPT, *small, "--output", tmp_path / "shards", "--format", "webdataset")
    before = contents(tmp_path / "plain"), contents(tmp_path / "shards")
    failed = command(SCRIPT, *small, "--output", tmp_path / "plain", "--format", "webdataset", code=2)
    assert "plain folders" in failed.stderr
    failed = command(SCRIPT, *small, "--output", tmp_path / "plain", "--format", "webdataset", "--overwrite", code=2)
    assert "no dataset of shards" in failed.stderr
    failed = command(SCRIPT, *small, "--output", tmp_path / "shards", code=2)
    assert "other settings" in failed.stderr
    failed = command(SCRIPT, *small, "--output", tmp_path / "shards", "--overwrite", code=2)
    failed = command(SCRIPT, *small, "--output", tmp_path / "shards", "--format", "webdataset", "--seed", 5, code=2)
    assert "seed: 0 there, 5 now" in failed.stderr
    assert (contents(tmp_path / "plain"), contents(tmp_path / "shards")) == before
    (tmp_path / "mine").mkdir()
    Path(tmp_path / "mine" / "thesis.tex").write_text("")
    failed = command(SCRIPT, *small, "--output", tmp_path / "mine", "--format", "webdataset", code=2)
    assert "holds other files" in failed.stderr
    assert contents(tmp_path / "mine").keys() == {"thesis.tex"}


@pytest.mark.parametrize("mixing", ["convex", "cutmix", "convex_cutmix", "kml", "kml_mixup"])
def test_mixtures_say_what_they_are_made_of(command, tmp_path, mixing):
    """Classes and tables of all mixing types; the images are those of a plain folder."""
    shaders = write_shaders(tmp_path / "s", 5)
    call = ["--shaders", shaders, "--n-samples", 7, "--resolution", 16, "--workers", 1, "--mixing-type", mixing]
    call += ["--image-format", "png", "--parameter-jitter", 0.2]
    command(SCRIPT, *call, "--output", tmp_path / "plain")
    command(SCRIPT, *call, "--output", tmp_path / "d", "--format", "webdataset", "--shard-size", 4)
    for k in range(7):
        with tarfile.open(tmp_path / "d" / f"shard-{k // 4:06d}.tar") as tar:
            image, label, about = (tar.extractfile(f"{k:09d}.{suffix}").read() for suffix in ("png", "cls", "json"))
        assert image == (tmp_path / "plain" / f"0000000000/{k:06d}.png").read_bytes()
        table = json.loads(about)
        samples = len(table["programs"])
        assert samples == len(table["times"]) == len(table["weights"]) == len(table["parameters"])
        assert sum(table["weights"]) == pytest.approx(1)
        assert f"wave{int(label)}" in table["programs"]
        if mixing != "convex_cutmix":  # there, the area of the boxes counts too
            assert f"wave{int(label)}" == table["programs"][int(np.argmax(table["weights"]))]
