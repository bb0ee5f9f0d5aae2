"""A short form of the random faults, with a fixed seed; and what the harness itself must notice."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.soak.__main__ import choose, parse_args, run
from tests.soak.compare import leftovers, state
from tests.soak.damage import KINDS, damage
from tests.soak.hostile_files import CHECKPOINTS, CONFIGS, IMAGES, SHADERS, SHARDS
from tests.soak.jobs import BY_NAME, JOBS, Job
from tests.soak.trials import ERRORS, Trial
from tests.soak.watched import Watched
from tests.soak.world import World

QUICK, QUICK_KINDS = ["dataset", "mix", "downloads"], ["interrupted", "damaged", "hostile"]


def test_a_short_soak_finds_nothing(capsys):
    code = run(parse_args(["--seed", "5", "--trial", *"0123", "--jobs", *QUICK, "--kinds", *QUICK_KINDS]))
    out = capsys.readouterr().out
    assert code == 0, out
    assert "soak: 4 trials" in out and "VIOLATION" not in out


def test_chance_is_repeated_by_seed_and_number():
    def drawn(number):
        job, kind, chance = choose(3, number, QUICK, ["damaged", "hostile"])
        return job, kind, chance.random()

    assert [drawn(k) for k in range(20)] == [drawn(k) for k in range(20)]
    assert len({drawn(k)[:2] for k in range(60)}) == 6


def watched(code, tmp_path, most=20.0):
    return Watched([sys.executable, "-c", code], tmp_path).wait(most)


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("raise ValueError", "a traceback"),
        ("import sys; sys.exit(3)", "exit code 3"),
        ("import sys; sys.exit(1)", "not one line of error"),
        ("print('a\\x1b]0;x')", "control characters"),
        ("import time; time.sleep(60)", "did not end"),
    ],
)
def test_what_breaks_a_promise_is_noticed(tmp_path, code, fault):
    assert any(fault in found for found in watched(code, tmp_path, 1.0 if "sleep" in code else 20.0).faults(ERRORS))


def test_an_end_in_one_line_is_none(tmp_path):
    code = "import sys; print('a.py: error: --x: is not there', file=sys.stderr); sys.exit(2)"
    assert watched(code, tmp_path).faults(ERRORS) == []


def test_processes_that_outlive_a_command_are_named_and_ended(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.soak.watched.GRACE", 0.3)
    child = "import time; time.sleep(100)"
    code = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {child!r}], start_new_session=True)"
    ending = watched(code, tmp_path)
    assert len(ending.left) == 1 and "time.sleep" in ending.left[0]
    time.sleep(0.2)
    listed = subprocess.run(["ps", "-eo", "stat,args"], capture_output=True, text=True, check=True).stdout
    assert not [
        line for line in listed.splitlines() if child in line and "<defunct>" not in line and "Z" not in line[:2]
    ]


def test_memory_of_the_whole_tree_is_measured(tmp_path):
    hold = "import time; x = bytearray(60 << 20); time.sleep(1.5)"
    code = f"import subprocess, sys; [subprocess.Popen([sys.executable, '-c', {hold!r}]) for _ in 'ab']; {hold}"
    assert 180 << 20 <= watched(code, tmp_path).peak_bytes < 400 << 20


def test_another_output_is_a_violation(tmp_path):
    script = tmp_path / "job.py"
    script.write_text("import pathlib, sys\np = pathlib.Path(sys.argv[1]) / 'out'\np.mkdir(exist_ok=True)\n"
                      "(p / 'a.csv').write_text('x')\n")  # fmt: skip
    job = Job(name="made", words=lambda world, out: [(str(script), str(out.parent))])
    trial = Trial(World(tmp_path / "base"), job, random.Random(0), [], [])
    trial.repeated()
    assert trial.wrong == []
    script.write_text(script.read_text().replace("'x'", "'y'") + "(p / '.a.csv.abc.part').write_text('z')\n")
    trial.repeated()
    assert any("differs" in line and ".part (more)" in line for line in trial.wrong)
    assert any("temporary files left" in line for line in trial.wrong)


def test_states_leave_out_the_clock_and_nothing_else(tmp_path):
    (tmp_path / "metrics.csv").write_text("step,loss,images_per_s\n1,0.5,700\n")
    before = state(tmp_path)
    (tmp_path / "metrics.csv").write_text("step,loss,images_per_s\n1,0.5,900\n")
    assert state(tmp_path) == before
    (tmp_path / "metrics.csv").write_text("step,loss,images_per_s\n1,0.6,900\n")
    assert state(tmp_path) != before
    (tmp_path / ".config.yaml.x1.part").write_text("")
    assert leftovers(tmp_path) == [".config.yaml.x1.part"]


def test_every_damage_changes_a_file(tmp_path):
    for number in range(60):
        path = tmp_path / f"{number}" / "a.bin"
        path.parent.mkdir()
        path.write_bytes(os.urandom(300))
        before = path.read_bytes()
        assert damage(random.Random(number), path.parent).split()[1] == "a.bin"
        assert not path.is_file() or path.stat().st_size != 300 or path.read_bytes() != before
    assert len(KINDS) > 10


@pytest.mark.parametrize("makers", [CHECKPOINTS[:4], IMAGES, SHARDS, SHADERS, CONFIGS])
def test_hostile_files_are_made(makers, tmp_path):
    path = tmp_path / "a" / "b" / "x"
    path.parent.mkdir(parents=True)
    for make in dict.fromkeys(makers):
        for number in range(3):
            made = make(random.Random(number), path)
            assert made is None or isinstance(made, bytes)


def test_every_command_of_the_house_is_put_to_trial():
    nowhere = Path("/nowhere")
    lines = [line for job in JOBS if job.name != "downloads" for line in job.words(nowhere, nowhere / "out")]
    scripts = {str(word) for line in lines for word in line if str(word).endswith(".py")}
    assert scripts >= {
        "image_generation/shaders/generate_dataset.py", "image_generation/shaders/check_shaders.py",
        "image_generation/shaders/gallery.py", "image_generation/shaders/generate_video.py",
        "image_generation/mix_folder.py", "image_generation/stylegan2/generate_dataset.py", "moco/main_train.py",
        "supcon/main_train.py", "dino/main_train.py", "lejepa/main_train.py", "stylegan2/train.py",
        "evaluation/main_knn.py", "evaluation/main_linear.py", "evaluation/main_memory.py",
        "evaluation/main_finetune.py", "evaluation/export.py",
    }  # fmt: skip
    assert "downloads" in BY_NAME
