"""The grid of the scaling experiment: which cells, nested programs, each cell once, the plot."""

import csv
import itertools
import subprocess
import sys
import time
from pathlib import Path

import pytest

from evaluation import main_linear, scaling
from image_generation.common.errors import UserError
from image_generation.shaders import generate_dataset
from image_generation.shaders.sources import resolve
from supcon import main_train
from tests.conftest import ROOT
from tests.image_generation.shaders.dataset_helpers import write_shaders


def test_a_single_program_is_for_simclr():
    assert scaling.cells(["SimCLR", "SupCon", "CE"], [1, 2]) == [
        ("SimCLR", 1),
        ("SimCLR", 2),
        ("SupCon", 2),
        ("CE", 2),
    ]
    assert scaling.powers_of_two(21) == [1, 2, 4, 8, 16, 21]
    assert scaling.powers_of_two(8) == [1, 2, 4, 8]


def test_larger_lists_hold_the_smaller_ones(tmp_path):
    sources = resolve([str(write_shaders(tmp_path / "shaders", 6)), "composed:2"])
    lists = [scaling.write_list(tmp_path, sources, n, seed=3) for n in (1, 2, 5, 8)]
    names = [{source.name for source in resolve([str(path)])} for path in lists]
    assert [len(found) for found in names] == [1, 2, 5, 8]
    assert all(small < large for small, large in itertools.pairwise(names))
    assert names[-1] == {source.name for source in sources}


@pytest.fixture
def calls(monkeypatch):
    """What would be run; evaluations write a made-up score."""
    made = []

    def command(script, *arguments):
        made.append((script, [str(argument) for argument in arguments]))
        if script.startswith("image_generation"):
            Path(made[-1][1][made[-1][1].index("--output") + 1]).mkdir(parents=True)
        if script.startswith("evaluation"):
            path = made[-1][1][made[-1][1].index("--results") + 1]
            with open(path, "w", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(["method", "dataset", "n", "top1", "low", "high"])
                writer.writerow(["linear (lbfgs)", "digits", 599, 40.0 + len(made), 39.0, 70.0])

    monkeypatch.setattr(scaling, "command", command)
    return made


def test_each_cell_is_done_once(calls, tmp_path):
    shaders = write_shaders(tmp_path / "shaders", 4)
    base = ["--shaders", str(shaders), "--smoke", "--output", str(tmp_path / "out")]
    scaling.main([*base, "--counts", "1", "2"])
    assert [script for script, _ in calls].count("supcon/main_train.py") == 4
    assert [script for script, _ in calls].count("image_generation/shaders/generate_dataset.py") == 2
    calls.clear()
    scaling.main([*base, "--counts", "1", "2", "4"])
    assert [script for script, _ in calls].count("supcon/main_train.py") == 3
    with open(tmp_path / "out" / "results.csv", newline="") as file:
        rows = [(row["method"], row["programs"]) for row in csv.DictReader(file)]
    assert rows == [
        ("random", "0"),
        ("SimCLR", "1"),
        ("SimCLR", "2"),
        ("SupCon", "2"),
        ("CE", "2"),
        ("SimCLR", "4"),
        ("SupCon", "4"),
        ("CE", "4"),
    ]
    assert (tmp_path / "out" / "scaling.png").stat().st_size > 5000
    calls.clear()
    scaling.main([*base, "--counts", "1", "2", "4"])
    assert calls == []


def test_training_is_as_the_flags_say(calls, tmp_path):
    """Images of one size, views of another; what is started are lines that the commands take."""
    base = [
        "--shaders",
        str(write_shaders(tmp_path / "shaders", 2)),
        "--output",
        str(tmp_path / "out"),
        "--counts",
        "2",
    ]
    flags = ["--learning-rate", "0.2", "--temp", "0.3", "--minimum-crop-area", "0.1", "--resolution", "48"]
    scaling.main([*base, *flags, "--size", "32", "--methods", "SupCon", "--samples-per-class", "4", "--layer", "6"])
    lines = dict(calls)
    rendered = generate_dataset.parse_args(lines["image_generation/shaders/generate_dataset.py"])
    trained = main_train.parse_args(lines["supcon/main_train.py"])
    probed = main_linear.parse_args(lines["evaluation/main_linear.py"])
    assert (rendered.resolution, rendered.layout, trained.image_size, probed.image_size) == (
        48,
        "class",
        32,
        32,
    )
    assert (trained.lr, trained.temp, trained.minimum_crop_area, trained.cos) == (0.2, 0.3, 0.1, True)
    assert (trained.samples_per_class, trained.arch, probed.layer) == (4, "small_alexnet", "6")


def test_a_terminated_grid_leaves_nothing_running(tmp_path):
    """What runs is told to stop and waited for: it may have something to save."""
    script = tmp_path / "trainer.py"
    script.write_text(
        "import pathlib, signal, sys, time\n"
        "here = pathlib.Path(__file__).parent\n"
        "def save(*_):\n    time.sleep(0.5)\n    (here / 'saved').touch()\n    sys.exit(143)\n"
        "signal.signal(signal.SIGTERM, save)\n(here / 'started').touch()\ntime.sleep(60)\n"
    )
    grid = ROOT / "evaluation/scaling.py"
    driver = (
        f"import runpy, signal, sys\nmodule = runpy.run_path({str(grid)!r})\n"
        "signal.signal(signal.SIGTERM, module['interrupt'])\n"
        f"module['run_main'](lambda: module['command']({str(script)!r}))\n"
    )
    running = subprocess.Popen([sys.executable, "-c", driver], cwd=ROOT, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not (tmp_path / "started").exists():
        assert time.monotonic() < deadline and running.poll() is None
        time.sleep(0.05)
    running.terminate()
    message = running.communicate(timeout=30)[1]
    assert running.returncode == 130 and "the same command resumes where it stopped" in message
    assert (tmp_path / "saved").exists()


def test_wrong_settings_are_refused(calls, tmp_path):
    base = [
        "--shaders",
        str(write_shaders(tmp_path / "shaders", 2)),
        "--smoke",
        "--output",
        str(tmp_path / "out"),
    ]
    with pytest.raises(UserError, match="names 2 programs only"):
        scaling.main([*base, "--counts", "4"])
    scaling.main([*base, "--counts", "2", "--methods", "CE"])
    with pytest.raises(UserError, match="another --epochs"):
        scaling.main([*base, "--counts", "2", "--epochs", "9"])
