"""Rendering, checking, gallery and evaluation where there is no fcntl, no /proc, no EGL, and another platform's name.

No machine of another kind is at hand: tests/other_platform/sitecustomize.py takes away what they lack, in the commands
and in every process that they start. docs/platforms.md says what that shows and what it does not.
"""

from __future__ import annotations

import ast
import csv
import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from image_generation.common.errors import UserError
from image_generation.common.files import split_paths
from image_generation.common.memory import Memory
from image_generation.processes.ring import Ring
from tests.conftest import ROOT
from tests.image_generation.shaders.dataset_helpers import BROKEN, write_shaders

GENERATE = "image_generation/shaders/generate_dataset.py"
GL = {"darwin": "410", "win32": "330"}


def other(platform: str, **more: str) -> dict[str, str]:
    """The environment of a command on another platform; Mesa gives no more of OpenGL than it says."""
    gl = GL[platform]
    version = f"{gl[0]}.{gl[1]}"
    return {
        "OTHER_PLATFORM": platform,
        "OTHER_GL": gl,
        "PYTHONPATH": f"{ROOT / 'tests/other_platform'}{os.pathsep}{ROOT}",
        "MESA_GL_VERSION_OVERRIDE": version,
        "MESA_GLSL_VERSION_OVERRIDE": gl,
        **more,
    }


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.jpg"))
    }


def test_images_are_the_same_there(command, tmp_path):
    shaders = write_shaders(tmp_path / "s", 3)
    (shaders / "broken.frag").write_text(BROKEN)
    flags = ("--shaders", shaders, "--n-samples", 8, "--resolution", 16, "--workers", 2)
    here = command(GENERATE, *flags, "--output", tmp_path / "here")
    there = command(GENERATE, *flags, "--output", tmp_path / "there", env=other("darwin"))
    assert "1 programs excluded" in here.stdout and "1 programs excluded" in there.stdout
    assert digests(tmp_path / "here") == digests(tmp_path / "there") and len(digests(tmp_path / "there")) == 8


@pytest.mark.skipif(not shutil.which("Xvfb"), reason="no Xvfb: an X server in memory, for a context that is not EGL's")
def test_a_window_systems_opengl_draws_the_same(command, tmp_path):
    """moderngl's default standalone context, here GLX's: what a desktop session gives where there is no EGL."""
    shaders = write_shaders(tmp_path / "s", 2)
    flags = ("--shaders", shaders, "--n-samples", 4, "--resolution", 16, "--workers", 1)
    ours, theirs = os.pipe()
    line = ["Xvfb", "-displayfd", str(theirs), "-screen", "0", "64x64x24", "-nolisten", "tcp"]
    with subprocess.Popen(line, pass_fds=(theirs,), stderr=subprocess.DEVNULL) as server:
        try:
            os.close(theirs)
            with open(ours, encoding="ascii") as file:
                display = f":{file.readline().strip()}"
            env = other("darwin", OTHER_X11="1", DISPLAY=display)
            command(GENERATE, *flags, "--output", tmp_path / "there", env=env)
        finally:
            server.terminate()
    command(GENERATE, *flags, "--output", tmp_path / "here")
    assert digests(tmp_path / "here") == digests(tmp_path / "there") and len(digests(tmp_path / "there")) == 4


def test_shards_are_drawn_there(command, tmp_path):
    shaders = write_shaders(tmp_path / "s", 2)
    flags = ("--shaders", shaders, "--n-samples", 6, "--resolution", 16, "--format", "webdataset", "--shard-size", 3)
    command(GENERATE, *flags, "--output", tmp_path / "here")
    command(GENERATE, *flags, "--output", tmp_path / "there", env=other("win32"))
    for name in ("shard-000000.tar", "shard-000001.tar", "index.json"):
        assert (tmp_path / "here" / name).read_bytes() == (tmp_path / "there" / name).read_bytes()


def test_programs_are_checked_and_shown_there(command, tmp_path):
    shaders = write_shaders(tmp_path / "s", 2)
    (shaders / "broken.frag").write_text(BROKEN)
    flags = ("--shaders", shaders, "--resolution", 16)
    command("image_generation/shaders/check_shaders.py", *flags, "--output", tmp_path / "check", env=other("darwin"))
    with open(tmp_path / "check/report.csv", newline="", encoding="utf-8") as file:
        found = {row["name"]: row["status"] for row in csv.DictReader(file)}
    assert found == {"wave0": "ok", "wave1": "ok", "broken": "compile_error"}
    command("image_generation/shaders/gallery.py", *flags, "--output", tmp_path / "page", env=other("win32"))
    assert (tmp_path / "page/index.html").is_file() and list((tmp_path / "page").rglob("*.jpg"))


def test_encoders_are_scored_there(command, tmp_path):
    flags = ("--random-init", "quick_resnet8", "--dataset", "digits", "--image-size", 32, "--few", 2)
    env = other("win32", OTHER_PLATFORM_TORCH="1")
    done = command("evaluation/main_knn.py", *flags, "--results", tmp_path / "there.csv", env=env)
    assert "random quick_resnet8" in done.stdout


def test_two_runs_do_not_write_one_folder_there(command, tmp_path):
    code = (
        "from image_generation.common.locks import FolderLock\nimport pathlib, subprocess, sys\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "if len(sys.argv) > 2:\n    FolderLock(folder / '.lock', folder)\n    sys.exit()\n"
        "with FolderLock(folder / '.lock', folder):\n"
        "    inner = subprocess.run([sys.executable, __file__, sys.argv[1], 'second'], capture_output=True, text=True)\n"
        "    assert 'another run is writing there' in inner.stderr, inner.stderr\n"
        "assert not (folder / '.lock').exists()\n"
        "FolderLock(folder / '.lock', folder).close()\n"
    )
    (tmp_path / "locks.py").write_text(code)
    command(tmp_path / "locks.py", tmp_path, env=other("win32"))


# ------------------------------------------------------------------ names that other platforms lack

# What Windows lacks (macOS has more of it), of modules and of os and signal.
MODULES = {"fcntl", "resource", "termios", "pty", "grp", "pwd"}
NAMES = {
    "os": {"fork", "getuid", "geteuid", "uname", "memfd_create", "sched_getaffinity", "sysconf", "O_NONBLOCK", "O_NOFOLLOW",
           "O_CLOEXEC", "O_DIRECTORY", "WNOHANG", "pidfd_open", "killpg", "setsid", "nice", "posix_fadvise", "fchmod", "mkfifo"},
    "signal": {"SIGKILL", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGALRM", "setitimer", "pthread_sigmask", "SIGPIPE", "SIGCHLD"},
}  # fmt: skip
# Where they stand all the same: file -> names, each behind a look at whether they are there.
GUARDED = {
    "image_generation/common/locks.py": {"fcntl", "O_NOFOLLOW"},
    "image_generation/common/memory.py": {"sysconf"},
    "image_generation/processes/child.py": {"SIGKILL", "pthread_sigmask"},
    "image_generation/processes/forking.py": {"SIGKILL", "fork", "pthread_sigmask"},
    # A class that Windows does not use.
    "image_generation/processes/launch.py": {"SIGKILL", "WNOHANG", "memfd_create", "pidfd_open", "pthread_sigmask"},
    "image_generation/processes/pool.py": {"sched_getaffinity"},
    "image_generation/processes/ring.py": {"memfd_create"},
    "learning/data/loader.py": {"SIGCHLD"},
    "learning/data/shard_cache.py": {"getuid"},
    "learning/threads.py": {"sched_getaffinity"},
}


def used(tree: ast.AST) -> set[str]:
    """Names of MODULES that are imported and of NAMES that are asked for."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names} & MODULES
        elif isinstance(node, ast.ImportFrom) and node.module in MODULES:
            found.add(node.module)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found |= {node.attr} & NAMES.get(node.value.id, set())
    return found


def test_nothing_else_needs_what_windows_lacks():
    wrong = {}
    for room in ("image_generation", "learning", "evaluation"):
        for path in sorted((ROOT / room).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if extra := used(ast.parse(path.read_text(encoding="utf-8"))) - GUARDED.get(name, set()):
                wrong[name] = extra
    assert not wrong


def test_a_drives_colon_separates_nothing_on_windows(monkeypatch):
    assert split_paths("image_folder:a:/b") == ["image_folder", "a", "/b"]
    monkeypatch.setattr("sys.platform", "win32")
    text = r"image_folder:C:\train data:d:/test"
    assert split_paths(text) == ["image_folder", r"C:\train data", "d:/test"]
    assert split_paths(r"image_folder:train:D:\test") == ["image_folder", "train", r"D:\test"]
    assert split_paths("digits") == ["digits"]


def test_memory_is_told_without_proc(tmp_path, monkeypatch):
    whole = Memory.read()
    without = Memory.read(tmp_path)  # no proc/meminfo there
    assert without.total == os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >= whole.total
    assert without.free == without.total // 2
    monkeypatch.delattr("os.sysconf")
    assert Memory.read(tmp_path) == Memory(8 << 30, 4 << 30)  # nor Windows' API


def test_a_ring_without_memory_files(monkeypatch):
    """As on macOS: an unnamed file stands in, and another process finds the images through its descriptor."""
    monkeypatch.delattr("os.memfd_create")
    ring = Ring(4, 8, 1)
    other_end = Ring.attach(os.dup(ring.descriptor), ring.ticket)
    ring.reset(3)
    assert other_end.begun == ring.begun == 3 and other_end.nbytes == ring.nbytes
    monkeypatch.setattr("sys.platform", "win32")
    with pytest.raises(UserError, match="not offered on Windows"):
        Ring(4, 8, 1)
