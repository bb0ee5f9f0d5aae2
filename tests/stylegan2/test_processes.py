"""Training in several processes: two that learn one network, and a pipeline of commands from programs to a distance."""

import contextlib
import csv
import os
import subprocess
import sys

import torch
from torch import distributed

from stylegan2 import train, training
from stylegan2.network_files import load_networks
from tests.conftest import ROOT
from tests.stylegan2.tiny import write_images
from tests.warm_processes import call_twice, meeting


def comparing(rank: int, place: dict[str, str], said: str, arguments: list[str]) -> None:
    """train.main in one of two processes, whose networks are compared after every step."""
    os.environ.update(place, RANK=str(rank), LOCAL_RANK=str(rank))
    after_step = training.after_step

    def compared(model, step, batch):
        after_step(model, step, batch)
        tensors = [t.flatten() for net in (model.G, model.D, model.G_ema) for t in net.state_dict().values()]
        mine = torch.cat([*tensors, model.augment.p.view(1), model.mean_length.view(1)])
        theirs = mine.clone()
        distributed.broadcast(theirs, 0)
        assert torch.equal(mine, theirs), "the processes' networks differ"
        print(f"equal after step {step}")

    training.after_step = compared
    with open(f"{said}{rank}", "w") as file, contextlib.redirect_stdout(file):
        train.main(arguments)


def run(*command, **more):
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    parts = [str(part) for part in command]
    done = subprocess.run(parts, check=False, cwd=ROOT, env=environment, capture_output=True, text=True, **more)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_two_processes_learn_one_network(tmp_path):
    data = write_images(tmp_path / "images", 10, 8)
    small = "--batch 8 --channel-base 64 --channel-max 8 --z-dim 8 --w-dim 8 --workers 0 --grid 4 --kimg 0.04"
    arguments = ["--data", data, "--output", tmp_path / "run", *small.split(), "--device", "cpu"]
    call_twice(comparing, meeting(), str(tmp_path / "said"), [*map(str, arguments)])
    both = [(tmp_path / f"said{rank}").read_text() for rank in range(2)]
    assert all("equal after step 4" in said for said in both)
    assert ["trained to 0.040 kimg" in said for said in both] == [True, False]
    with open(tmp_path / "run" / "metrics.csv") as file:
        (row,) = csv.DictReader(file)
    assert row["step"] == "5" and float(row["path_length"]) > 0
    assert load_networks(tmp_path / "run" / "network-snapshot-000000040.safetensors")


def test_from_programs_to_a_distance_that_falls(tmp_path):
    images, gan = tmp_path / "images", tmp_path / "gan"
    programs = sorted((ROOT / "image_generation/shaders/corpus").rglob("*.glsl"))[:3]
    shaders = "image_generation/shaders/generate_dataset.py"
    run(sys.executable, shaders, "--shaders", *programs, "--output", images, "--n-samples", 60,
        "--resolution", 16, "--device", "cpu", "--workers", 1)  # fmt: skip
    small = "--batch 8 --channel-base 256 --channel-max 16 --z-dim 16 --w-dim 16 --workers 0 --device cpu"
    features = "--metrics fid --feature-extractor random:narrow_resnet10 --metric-images 60"
    schedule = "--kimg 0.48 --tick 0.008 --snap 15 --grid 16 --aug noaug"
    flags = [*small.split(), *features.split(), *schedule.split()]
    run(sys.executable, "stylegan2/train.py", "--data", images, "--output", gan, *flags)
    with open(gan / "metrics.csv") as file:
        distances = [float(row["fid_encoder"]) for row in csv.DictReader(file) if row["fid_encoder"]]
    assert len(distances) == 4 and distances[-1] < 0.7 * distances[0]
    network = gan / "network-snapshot-000000480.safetensors"
    sample = "image_generation/stylegan2/generate_dataset.py"
    run(sys.executable, sample, "--network", network, "--output", tmp_path / "fakes", "--n-samples", 5,
        "--mixup", 6, "--device", "cpu", "--workers", 1)  # fmt: skip
    assert len(list((tmp_path / "fakes").rglob("*.jpg"))) == 5
