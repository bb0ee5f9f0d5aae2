"""Threads: limits of control groups, what the user has set, and the policy that OpenMP really has."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from learning import threads

ROOT = Path(__file__).resolve().parents[2]


def tree(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


@pytest.mark.parametrize(
    ("files", "cores"),
    [
        ({}, 8),
        ({"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "150000 100000\n"}, 2),
        ({"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "50000 100000\n"}, 1),
        ({"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "max 100000\n"}, 8),
        ({"proc/self/cgroup": "0::/a/b\n", "sys/fs/cgroup/a/cpu.max": "300000 100000\n"}, 3),
        ({"proc/self/cgroup": "0::/../pod\n", "sys/fs/cgroup/cpu.max": "200000 100000\n"}, 2),
        (
            {
                "proc/self/cgroup": "4:cpu,cpuacct:/docker/x\n1:name=systemd:/\n",
                "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "400000\n",
                "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
            },
            4,
        ),
        (
            {
                "proc/self/cgroup": "4:cpu,cpuacct:/\n",
                "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
                "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
            },
            8,
        ),
        ({"proc/self/cgroup": "nonsense\n", "sys/fs/cgroup/cpu.max": "x y z\n"}, 8),
    ],
)
def test_limits_of_control_groups(tmp_path, monkeypatch, files, cores):
    monkeypatch.setattr(threads, "_affinity", lambda: 8)
    assert threads.allowed_cores(tree(tmp_path, files)) == cores


def settled(code, **environment):
    clean = {k: v for k, v in os.environ.items() if not k.startswith("OMP_")} | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=clean | environment, capture_output=True, text=True, check=True
    )
    return done.stdout + done.stderr


CODE = """
from learning.threads import settle_threads
settle_threads({given})
import torch, os
print("threads", torch.get_num_threads(), os.environ["OMP_WAIT_POLICY"])
"""


def test_openmp_itself_reports_what_was_settled():
    out = settled(CODE.format(given=2), OMP_DISPLAY_ENV="true")
    assert "threads 2 PASSIVE" in out
    assert "OMP_WAIT_POLICY = 'PASSIVE'" in out  # printed by the library when it was loaded


def test_what_the_user_has_set_stays():
    out = settled(CODE.format(given=None), OMP_NUM_THREADS="2", OMP_WAIT_POLICY="ACTIVE")
    assert "threads 2 ACTIVE" in out
    assert "threads 1 PASSIVE" in settled(CODE.format(given=1), OMP_NUM_THREADS="2")


# Commands that import torch and compute nothing with it that takes threads.
IDLE = {
    "evaluation/export.py": "copies weights",
    "stylegan2/convert.py": "copies weights",
    "evaluation/compare_models.py": "its commands choose for themselves",
    "evaluation/compare_methods.py": "its commands choose for themselves",
    "evaluation/in_turn.py": "its commands choose for themselves",
    "evaluation/report_page.py": "writes a page",
    "image_generation/stylegan2/generate_dataset.py": "each of its processes computes with one thread",
}
ROOMS = ("moco", "supcon", "dino", "lejepa", "stylegan2", "evaluation", "image_generation/stylegan2")
MAINS = sorted(
    str(path.relative_to(ROOT))
    for room in ROOMS
    for path in (ROOT / room).glob("*.py")
    if "run_main(" in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("main", MAINS)
def test_every_command_that_computes_has_threads(main):
    text = (ROOT / main).read_text(encoding="utf-8")
    assert ("settle_threads(args.threads)" in text or '"threads", None)' in text) == (main not in IDLE)
    imports = [
        text.find(f"\n{line}") for line in ("import torch", "from learning.distributed", "from evaluation.draws")
    ]
    if first := [place for place in imports if place >= 0]:  # outside of functions: then the policy is chosen above
        assert main in ("evaluation/export.py",) or 0 <= text.find("\n    settle_threads(None)") < min(first)


@pytest.mark.parametrize("main", ["moco/main_train.py", "supcon/main_train.py"])
def test_trainers_choose_before_they_import_torch(main):
    code = f"import sys, runpy; runpy.run_path({main!r}, run_name='imported'); print('torch' in sys.modules)"
    assert settled(code).startswith("False")
    text = (ROOT / main).read_text()
    assert text.index("settle_threads(args.threads)") < text.index("pretrain import pretrain")


@pytest.mark.parametrize(
    "main",
    [
        "stylegan2/train.py",
        "evaluation/main_knn.py",
        "evaluation/main_linear.py",
        "image_generation/stylegan2/project.py",
    ],
)
def test_openmp_of_a_real_command_waits_passively(main):
    code = f"import sys, runpy; sys.argv = [{main!r}, '--help']; runpy.run_path({main!r}, run_name='__main__')"
    out = settled(code, OMP_DISPLAY_ENV="true")
    assert "OMP_WAIT_POLICY = 'PASSIVE'" in out and "--threads N" in out
