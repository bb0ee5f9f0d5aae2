"""Trainers and evaluations that are given hf:USER/NAME in place of a folder or a checkpoint."""

import csv
import io

import numpy as np
import pytest
import torch
import yaml
from PIL import Image

from evaluation import main_knn
from evaluation.suites import tasks_of
from image_generation.common.errors import UserError
from learning.checkpoints import read_checkpoint
from learning.data.labelled_datasets import open_labelled
from moco.main_train import main as train
from tests.hub_server import HubServer

TINY = ["-a", "tiny_resnet", "--image-size", "16", "-b", "8", "--moco-k", "16", "--moco-dim", "8", "--device", "cpu"]
TINY += ["--seed", "5", "-j", "0", "--epochs", "1"]


def pictures(classes="ab", count=8, seed=0) -> dict[str, bytes]:
    generator = np.random.default_rng(seed)
    files = {}
    for k in range(count):
        out = io.BytesIO()
        Image.fromarray(generator.integers(0, 256, (20, 20, 3), dtype=np.uint8)).save(out, "png")
        files[f"{classes[k % len(classes)]}/{k:02d}.png"] = out.getvalue()
    return files


def test_a_run_on_a_dataset_of_the_hub_is_pinned_to_its_commit(hub: HubServer, tmp_path):
    files = pictures()
    commit = hub.put("dataset", "ann/waves", {**files, ".card/preview.png": files["a/00.png"], "README.md": b"# x"})
    output = tmp_path / "run"
    train(["hf:ann/waves", *TINY, "--output", str(output)])
    config = yaml.safe_load((output / "config.yaml").read_text())
    assert config["data"] == [f"hf:ann/waves@{commit}"]
    for name, data in files.items():
        (tmp_path / "local" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "local" / name).write_bytes(data)
    train([str(tmp_path / "local"), *TINY, "--output", str(tmp_path / "same")])
    states = [
        read_checkpoint(folder / "checkpoint_0000.pth.tar")["state_dict"] for folder in (output, tmp_path / "same")
    ]
    assert all(torch.equal(states[0][name], states[1][name]) for name in states[1])
    # The same line resumes while the repository is as it was, and is refused once it has changed.
    again = ["hf:ann/waves", *TINY, "--output", str(output), "--resume", "auto"]
    train(again)
    hub.put("dataset", "ann/waves", pictures(seed=1))
    with pytest.raises(UserError, match=f"has changed since .* was begun: give hf:ann/waves@{commit}") as caught:
        train(again)
    assert caught.value.code == 2
    train([f"hf:ann/waves@{commit}", *again[1:]])


def test_evaluation_of_an_encoder_on_folders_of_the_hub(hub: HubServer, tmp_path):
    data = {f"{part}/{name}": file for part in ("train", "test") for name, file in pictures(seed=len(part)).items()}
    hub.put("dataset", "ann/waves", data)
    torch.manual_seed(0)
    train([str(write(tmp_path / "data", pictures())), *TINY, "--output", str(tmp_path / "run")])
    commit = hub.put("model", "ann/net", {"c.pth.tar": (tmp_path / "run" / "checkpoint_0000.pth.tar").read_bytes()})
    table = tmp_path / "results.csv"
    sets = "image_folder:hf:ann/waves/train:hf:ann/waves/test"
    main_knn.main(
        ["--checkpoint", "hf:ann/net", "--dataset", sets, "-k", "3", "--results", str(table), "--device", "cpu"]
    )
    (row,) = csv.DictReader(table.read_text().splitlines())
    assert (row["label"], row["source"], row["n"]) == ("ann/net", f"hf:ann/net@{commit}", "8")
    assert len(open_labelled(sets).train) == 8


def write(folder, files):
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def test_a_suite_names_folders_of_the_hub_by_their_repository():
    tasks, _ = tasks_of("small", folders=["hf:ann/waves/train:hf:ann/waves/test"], imagenet=None, cub200=None)
    assert {task.dataset for task in tasks} == {"digits", "image_folder:hf:ann/waves/train:hf:ann/waves/test"}
    assert any(task.name.startswith("ann/waves") for task in tasks)


def test_what_is_not_there_stops_a_training_in_one_line(hub: HubServer, tmp_path):
    for flags, words in [
        (["hf:ann/none"], "hf:ann/none: no such repository"),
        (["hf:ann/none/"], "no such repository"),
        (["hf:none"], "is no hf:USER/NAME"),
        ([str(tmp_path), "--init", "hf:ann/none@v1"], "hf:ann/none@v1: no such repository"),
    ]:
        with pytest.raises(UserError, match=words) as caught:
            train([*flags, *TINY, "--output", str(tmp_path / "run")])
        assert caught.value.code == 2 and not (tmp_path / "run").exists()
