"""The scripts for datasets, encoders, generators and videos as a user calls them, against a local server."""

import hashlib
import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import zipfile

import pytest

from downloads import published
from downloads.files import Records, only_run_in
from image_generation.common.errors import UserError
from tests.downloads.download_commands import ROOT, SCRIPTS, run, start, wait_for


def call(kind, *arguments):
    return published.main([kind, *map(str, arguments), "--retry-delay", "0.001"])


def images(seed=0, n=5, size=3000):
    rng = random.Random(seed)
    return {f"{i // 3:010}/{i:06}.jpg": rng.randbytes(size) for i in range(n)}


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def tree(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# ------------------------------------------------------------------ the bash scripts


def test_a_dataset_from_anywhere_by_bash(server, tmp_path):
    server.put("/zipped_data/shaders1k.zip", zipped(images()), troubles=[("drop", 9000)])
    arguments = [
        "shaders1k",
        "--output",
        tmp_path / "data",
        "--base-url",
        server.url,
        "--retry-delay",
        "0.01",
    ]
    code, out, err = run("download_datasets.sh", *arguments, cwd=tmp_path)
    assert code == 0, err
    assert out.splitlines()[-1] == f"datasets: 1 downloaded, in {tmp_path / 'data'}"
    assert tree(tmp_path / "data" / "shaders1k") == images()
    assert sorted(os.listdir(tmp_path / "data")) == ["downloads.lock", "shaders1k"]
    asked = len(server.requests)
    code, out, _ = run("download_datasets.sh", *arguments, cwd="/")
    assert (code, out.splitlines()[-1]) == (0, f"datasets: 1 there, in {tmp_path / 'data'}")
    assert len(server.requests) == asked


@pytest.mark.parametrize(
    ("script", "path", "local"),
    [
        (
            "download_encoders.sh",
            "models/encoders/shaders21k/checkpoint_0199.pth.tar",
            "shaders21k/checkpoint_0199.pth.tar",
        ),
        (
            "download_stylegan_generators.sh",
            "models/generators/shaders21k-256x256-gamma-5/network-snapshot-025000.pkl",
            "shaders21k-256x256-gamma-5/network-snapshot-025000.pkl",
        ),
        ("download_videos.sh", "shaders21k_videos/M/MsdGRN.mp4", "M/MsdGRN.mp4"),
    ],
)
def test_single_files_by_bash_and_mirrors_by_environment(server, tmp_path, script, path, local):
    data = random.Random(path).randbytes(20_000)
    server.put(f"/mirror/{path}", data)
    name = local.split("/")[1].removesuffix(".mp4") if "videos" in script else local.split("/")[0]
    code, out, err = run(script, name, "--output", tmp_path, env={"SHADERS21K_BASE_URL": f"{server.url}/mirror/"})
    assert code == 0, err
    assert "1 downloaded" in out
    assert (tmp_path / local).read_bytes() == data
    entry = Records(tmp_path).get(path)
    assert entry["sha256"] == hashlib.sha256(data).hexdigest() and entry["bytes"] == len(data)


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (
            "download_datasets.sh",
            ["shaders21k_6mixup", "large_scale/stylegan-oriented", "small_scale/stat-wmm", "--all"],
        ),
        ("download_encoders.sh", ["shaders21k_4mixup_live", "--all"]),
        ("download_stylegan_generators.sh", ["shaders21k-512x512-gamma-40", "--all"]),
        ("download_videos.sh", ["identifier", "--all"]),
    ],
)
def test_without_names_they_are_listed(script, words):
    code, out, err = run(script, "--output", "/nonexistent/folder")
    assert code == 2
    assert all(word in out + err for word in words)
    assert err.count("\n") == 1 and "name" in err


def test_python3_without_any_package_does(server, tmp_path):
    server.put("/zipped_data/shaders1k.zip", zipped(images()))
    code, _, err = run(
        None,
        "datasets",
        "shaders1k",
        "--output",
        tmp_path,
        "--base-url",
        server.url,
        python=sys.executable,
        env={"PYTHONPATH": str(ROOT), "PYTHONNOUSERSITE": "1"},
    )
    assert code == 0, err
    bare = "import sys; sys.modules.update(dict.fromkeys(['tqdm', 'yaml', 'numpy', 'torch'])); from downloads import published"
    code = f"{bare}; raise SystemExit(published.main(['datasets', 'shaders1k', '--output', {str(tmp_path / 'b')!r}, "
    done = subprocess.run(
        [sys.executable, "-c", f"{code}'--base-url', {server.url!r}]))"],
        check=False,
        cwd=SCRIPTS,
        text=True,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    assert tree(tmp_path / "b" / "shaders1k") == images()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["shaders3k"], ["shaders3k", "shaders1k", "shaders21k_stylegan"]),
        (["../x"], ["../x"]),
        (["shaders1k", "--base-url", "ftp://h/x"], ["--base-url", "http"]),
        (["shaders1k", "--jobs", "0"], ["--jobs"]),
        (["shaders1k", "--max-size", "big"], ["--max-size", "20G"]),
        (["shaders1k", "--unknown"], ["--unknown"]),
    ],
)
def test_wrong_arguments_are_one_line_and_2(arguments, words, tmp_path):
    code, out, err = run("download_datasets.sh", *arguments, "--output", tmp_path / "x")
    assert code == 2 and out == "" and err.count("\n") == 1
    assert all(word in err for word in words)
    assert not (tmp_path / "x").exists()


# ------------------------------------------------------------------ what goes wrong on the way


def test_all_goes_on_where_one_fails(server, tmp_path, capsys):
    for name in ("shaders1k", "shaders21k", "shaders21k_6mixup"):
        server.put(f"/zipped_data/{name}.zip", zipped(images(name)), troubles=[("status", 500)])
    with pytest.raises(UserError, match=r"shaders21k_stylegan: .*HTTP 404.*\(1 of 4 failed\)"):
        call("datasets", "--all", "--output", tmp_path, "--base-url", server.url, "--jobs", "3")
    for name in ("shaders1k", "shaders21k", "shaders21k_6mixup"):
        assert tree(tmp_path / name) == images(name)
    server.put("/zipped_data/shaders21k_stylegan.zip", zipped(images(4)))
    call("datasets", "--all", "--output", tmp_path, "--base-url", server.url)
    assert "1 downloaded, 3 there" in capsys.readouterr().out


def test_the_earlier_papers_datasets(server, tmp_path):
    server.put("/zipped_data/small_scale/stat-wmm.zip", zipped(images()))
    call("datasets", "small_scale/stat-wmm", "--output", tmp_path, "--base-url", server.url)
    assert tree(tmp_path / "small_scale" / "stat-wmm") == images()


def test_a_web_page_in_place_of_a_zip(server, tmp_path):
    server.put("/zipped_data/shaders1k.zip", b"<html>moved</html>", type="text/html")
    with pytest.raises(UserError, match="web page"):
        call("datasets", "shaders1k", "--output", tmp_path, "--base-url", server.url)
    assert sorted(os.listdir(tmp_path)) == []


def test_an_archive_that_is_cut_short_on_the_server(server, tmp_path):
    good = zipped(images())
    server.put("/zipped_data/shaders1k.zip", good[:-30])
    with pytest.raises(UserError, match=r"no whole zip archive.*kept aside"):
        call("datasets", "shaders1k", "--output", tmp_path, "--base-url", server.url)
    assert sorted(os.listdir(tmp_path)) == ["shaders1k.zip.damaged"]
    server.put("/zipped_data/shaders1k.zip", good, etag='"2"')
    call("datasets", "shaders1k", "--output", tmp_path, "--base-url", server.url)
    assert tree(tmp_path / "shaders1k") == images()


def test_an_archive_with_a_damaged_image(server, tmp_path):
    """Found by its CRC while unpacking; the next run brings it anew and unpacks what is missing."""
    good = zipped(images())
    bad = bytearray(good)
    bad[good.index(b"000004.jpg") + 500] ^= 255
    server.put("/zipped_data/shaders1k.zip", bytes(bad))
    with pytest.raises(UserError, match=r"damaged.*kept aside"):
        call("datasets", "shaders1k", "--output", tmp_path, "--base-url", server.url)
    server.put("/zipped_data/shaders1k.zip", good, etag='"2"')
    call("datasets", "shaders1k", "--output", tmp_path, "--base-url", server.url)
    assert tree(tmp_path / "shaders1k") == images()


def test_archives_that_mean_harm_leave_nothing(server, tmp_path):
    server.put("/zipped_data/shaders1k.zip", zipped({"../../evil.jpg": b"x" * 100}))
    with pytest.raises(UserError, match="leads out of the folder"):
        call("datasets", "shaders1k", "--output", tmp_path / "data", "--base-url", server.url)
    assert not (tmp_path / "data" / "shaders1k").exists() and not list(tmp_path.rglob("evil*"))


def encoder(server, tmp_path, *more):
    return call("encoders", "shaders1k", "--output", tmp_path, "--base-url", server.url, *more)


ENCODER = "/models/encoders/shaders1k/checkpoint_0199.pth.tar"


def test_a_file_that_changes_here_is_noticed_and_left_alone(server, tmp_path):
    server.put(ENCODER, b"\x80\x02" + b"weights" * 100)
    encoder(server, tmp_path)
    path = tmp_path / "shaders1k" / "checkpoint_0199.pth.tar"
    path.write_bytes(path.read_bytes()[:-1] + b"X")
    with pytest.raises(UserError, match=r"is not the file that was downloaded.*SHA-256.*move it away"):
        encoder(server, tmp_path)
    assert path.read_bytes().endswith(b"X")
    path.unlink()
    encoder(server, tmp_path)
    assert path.read_bytes() == b"\x80\x02" + b"weights" * 100


def test_a_change_that_hides_behind_the_old_time_needs_verify(server, tmp_path):
    server.put(ENCODER, b"weights" * 100)
    encoder(server, tmp_path)
    path = tmp_path / "shaders1k" / "checkpoint_0199.pth.tar"
    times = path.stat().st_atime_ns, path.stat().st_mtime_ns
    path.write_bytes(b"WEIGHTS" * 100)
    os.utime(path, ns=times)
    encoder(server, tmp_path)
    with pytest.raises(UserError, match="SHA-256"):
        encoder(server, tmp_path, "--verify")


def test_a_file_that_was_only_touched_is_there(server, tmp_path, capsys):
    server.put(ENCODER, b"weights" * 100)
    encoder(server, tmp_path)
    os.utime(tmp_path / "shaders1k" / "checkpoint_0199.pth.tar", (1, 1))
    encoder(server, tmp_path)
    assert "1 there" in capsys.readouterr().out and len(server.requests) == 1


def test_a_file_that_changes_on_the_server_is_kept_aside(server, tmp_path):
    server.put(ENCODER, b"weights" * 100)
    encoder(server, tmp_path)
    path = tmp_path / "shaders1k" / "checkpoint_0199.pth.tar"
    path.unlink()
    server.put(ENCODER, b"WEIGHTS" * 100, etag='"2"')
    with pytest.raises(UserError, match=r"not the file that came first.*--accept-changed"):
        encoder(server, tmp_path)
    assert not path.exists() and (path.parent / f"{path.name}.differs").read_bytes() == b"WEIGHTS" * 100
    encoder(server, tmp_path, "--accept-changed")
    assert path.read_bytes() == b"WEIGHTS" * 100
    encoder(server, tmp_path)


def test_a_file_of_ones_own_is_kept(server, tmp_path, capsys):
    path = tmp_path / "shaders1k" / "checkpoint_0199.pth.tar"
    path.parent.mkdir()
    path.write_bytes(b"mine")
    encoder(server, tmp_path)
    assert path.read_bytes() == b"mine" and server.requests == []


def test_images_that_were_deleted_come_back(server, tmp_path):
    server.put("/zipped_data/shaders1k.zip", zipped(images()))
    arguments = ["datasets", "shaders1k", "--output", tmp_path, "--base-url", server.url]
    call(*arguments)
    shutil.rmtree(tmp_path / "shaders1k" / "0000000000")
    call(*arguments)
    assert tree(tmp_path / "shaders1k") == images()


def test_records_survive_a_torn_line_and_name_a_damaged_one(tmp_path):
    records = Records(tmp_path)
    records.put("a", {"bytes": 1})
    records.put("b", {"bytes": 2})
    with open(records.path, "ab") as file:
        file.write(b'{"file": "c", "by')
    assert Records(tmp_path).entries == {"a": {"bytes": 1}, "b": {"bytes": 2}}
    Records(tmp_path).put("c", {"bytes": 3})
    assert Records(tmp_path).get("c") == {"bytes": 3}
    with open(records.path, "ab") as file:
        file.write(b"nonsense\n")
    with pytest.raises(UserError, match="line 4"):
        Records(tmp_path)


def test_sizes_are_asked_for_and_remembered(server, tmp_path, capsys):
    server.put("/models/encoders/shaders1k/checkpoint_0199.pth.tar", b"x" * 1500)
    assert call("encoders", "--sizes", "--output", tmp_path, "--base-url", server.url, "--retries", "0") == 0
    assert "shaders1k                               1.5 kB" in capsys.readouterr().out
    assert server.sent == {ENCODER: 1}
    encoder(server, tmp_path)
    capsys.readouterr()
    with pytest.raises(UserError):
        call("encoders", "--output", tmp_path)
    assert "1.5 kB  ResNet-50, MoCo v2, 200 epochs (downloaded)" in capsys.readouterr().out


def test_unwritable_output_is_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    code, _, err = run("download_encoders.sh", "shaders1k", "--output", tmp_path / "file" / "x")
    assert code == 1 and err.count("\n") == 1 and "--output" in err


def test_config_files_set_defaults(server, tmp_path):
    server.put(ENCODER, b"weights")
    (tmp_path / "c.yaml").write_text(f"base-url: {server.url}\noutput: {tmp_path / 'e'}\nnames: [shaders1k]\n")
    published.main(["encoders", "--config", str(tmp_path / "c.yaml")])
    assert (tmp_path / "e" / "shaders1k" / "checkpoint_0199.pth.tar").read_bytes() == b"weights"


# ------------------------------------------------------------------ videos


def test_videos_by_lists_and_the_wrong_names(server, tmp_path):
    names = ["MsdGRN", "4dSGRn", "5bc1faa172f8be43c5b76f965e0e1c92"]
    for name in names:
        server.put(f"/shaders21k_videos/{name[0]}/{name}.mp4", name.encode() * 100)
    (tmp_path / "ids").write_text("# mine\nMsdGRN\n\n4dSGRn  # good\n")
    arguments = ["--ids", tmp_path / "ids", "--output", tmp_path / "v", "--base-url", server.url]
    call("videos", names[2], *arguments)
    assert {path.stem for path in (tmp_path / "v").rglob("*.mp4")} == set(names)
    for wrong in ("../../x", "abc", "MsdGR!", "MsdGRNx"):
        with pytest.raises(UserError, match="no identifier") as caught:
            call("videos", wrong, *arguments)
        assert caught.value.code == 2


# ------------------------------------------------------------------ interruptions


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL, signal.SIGTERM])
def test_an_interrupted_run_goes_on(server, tmp_path, how):
    files = images(n=40, size=10_000)
    server.put("/zipped_data/shaders1k.zip", zipped(files), troubles=[("silence",)])
    arguments = ["shaders1k", "--output", tmp_path, "--base-url", server.url]
    part = tmp_path / "shaders1k.zip.part"
    process = start("download_datasets.sh", *arguments)
    wait_for(lambda: part.exists() and part.stat().st_size > 150_000)
    process.send_signal(how)
    _, err = process.communicate(timeout=60)
    assert process.returncode == (130 if how == signal.SIGINT else -how), err
    assert "Traceback" not in err
    held = part.stat().st_size
    code, _, err = run("download_datasets.sh", *arguments)
    assert code == 0, err
    assert tree(tmp_path / "shaders1k") == files
    assert server.requests[-1][1]["Range"].startswith(f"bytes={held - 4096}-")
    assert sorted(os.listdir(tmp_path)) == ["downloads.lock", "shaders1k"]


def test_two_runs_into_one_folder(server, tmp_path):
    server.put(ENCODER, b"x" * 100_000, troubles=[("silence",)])
    arguments = ["shaders1k", "--output", tmp_path, "--base-url", server.url]
    first = start("download_encoders.sh", *arguments)
    wait_for(lambda: server.requests)
    code, _, err = run("download_encoders.sh", *arguments)
    assert code == 1 and "another run" in err and err.count("\n") == 1
    first.kill()
    first.communicate(timeout=60)
    with only_run_in(tmp_path):
        pass


def test_killed_between_download_and_unpacking(server, tmp_path, monkeypatch):
    server.put("/zipped_data/shaders1k.zip", zipped(images()))
    arguments = ["datasets", "shaders1k", "--output", tmp_path, "--base-url", server.url]
    real = published.unpack
    monkeypatch.setattr(published, "unpack", lambda *_: os.unlink("/nonexistent/x"))
    with pytest.raises(UserError):
        call(*arguments)
    monkeypatch.setattr(published, "unpack", real)
    call(*arguments)
    assert tree(tmp_path / "shaders1k") == images() and len(server.requests) == 1
    lines = [json.loads(line) for line in (tmp_path / "downloads.lock").read_text().splitlines()]
    assert lines[-1]["unpacked"] == {"files": 5, "bytes": 15_000}
