"""evaluation/main_suite.py: each cell once, resumable, what is missing and what failed is said; the table."""

import csv
import importlib

import numpy as np
import pytest
import torch
from PIL import Image

from evaluation import main_suite
from evaluation.main_suite import main, markdown
from evaluation.suites import METHODS, SUITES, tasks_of
from image_generation.common.errors import UserError
from learning.data.labelled_datasets import TORCHVISION
from learning.encoders.load import random_encoder


@pytest.fixture(scope="module")
def folders(tmp_path_factory) -> str:
    """TRAIN:TEST of two classes that their colours tell apart."""
    root = tmp_path_factory.mktemp("colours")
    for part, n in (("train", 6), ("val", 3)):
        for label, colour in {"blue": (40, 60, 200), "red": (200, 50, 40)}.items():
            (root / part / label).mkdir(parents=True)
            for k in range(n):
                pixels = np.random.default_rng(k).integers(0, 30, (20, 20, 3)) + colour
                Image.fromarray(pixels.astype(np.uint8)).save(root / part / label / f"{k}.png")
    return f"{root}/train:{root}/val"


@pytest.fixture
def calls(monkeypatch):
    """Commands run within this process; the list of what ran."""
    lines = []

    def run(line):
        lines.append(line)
        module = importlib.import_module(line[0].removesuffix(".py").replace("/", "."))
        try:
            module.main(line[1:])
        except UserError as error:
            return str(error)
        return None

    monkeypatch.setattr(main_suite, "run_command", run)
    return lines


def suite(output, *more) -> None:
    main(["--device", "cpu", "--image-size", "16", "--output", str(output), "--quiet", *map(str, more)])


def rows(output) -> list[dict]:
    with open(output / "suite.csv", newline="") as file:
        return list(csv.DictReader(file))


def test_each_cell_once_and_more_encoders_are_added(folders, tmp_path, calls, monkeypatch):
    monkeypatch.setattr(main_suite, "tasks_of", lambda *_, **__: (tasks_of("small", folders=[folders])[0][-2:], {}))
    out = tmp_path / "out"
    suite(out, "--random-init", "tiny_resnet")
    assert len(calls) == 2 and [row["method"] for row in rows(out)] == ["kNN", "linear"]
    assert all(float(row["low"]) <= float(row["top1"]) == 100 for row in rows(out))
    suite(out, "--random-init", "tiny_resnet", "quick_resnet8", "--labels", "first", "second")
    assert len(calls) == 4 and len(rows(out)) == 4
    suite(out, "--random-init", "tiny_resnet", "--seed", 1)  # other weights
    assert len(calls) == 6 and (out / "small.png").stat().st_size > 1000
    text = (out / "small.md").read_text()
    assert "100.0 (" in text and "| mean |" in text and "second" not in text


def test_memory_and_missing_data_are_said(folders, tmp_path, calls, capsys, monkeypatch):
    root = folders.split("/train:")[0]
    monkeypatch.setattr("learning.data.labelled_datasets.TORCHVISION", {})  # what cannot be had
    encoder = random_encoder("tiny_resnet")
    torch.save({"arch": "tiny_resnet", "state_dict": encoder.module.state_dict()}, tmp_path / "c.pth")
    suite(tmp_path / "out", "--suite", "memory", "--imagenet", root, "--checkpoint", tmp_path / "c.pth")
    (row,) = [row for row in rows(tmp_path / "out") if row["task"] == "ImageNet"]
    assert row["method"] == "memory" and float(row["top1"]) == 100 and "12 entries" in row["settings"]
    told = capsys.readouterr()
    assert "missing: CIFAR-10: " in told.err and "missing: CUB-200: give --cub200 DIR" in told.err
    assert "- Food101: " in (tmp_path / "out" / "memory.md").read_text()
    assert not list((tmp_path / "out" / "cells").glob("*.safetensors"))


def test_a_cell_that_fails_is_named_and_tried_again(folders, tmp_path, monkeypatch, calls):
    options = ("--suite", "imagenet100", "--imagenet", folders.split("/train:")[0], "--random-init", "tiny_resnet")
    works = main_suite.run_command
    monkeypatch.setattr(main_suite, "run_command", lambda line: "no memory" if "linear" in line[0] else None)
    monkeypatch.setattr(main_suite, "tasks_of", lambda *a, **k: (tasks_of(*a, **k)[0][1:2], {}))
    with pytest.raises(UserError, match="1 cells failed, first ImageNet-100, linear of random tiny_resnet: no memory"):
        suite(tmp_path / "out", *options)
    assert "- ImageNet-100, linear, random tiny_resnet: no memory" in (tmp_path / "out" / "imagenet100.md").read_text()
    monkeypatch.setattr(main_suite, "run_command", works)
    suite(tmp_path / "out", *options)
    assert [row["status"] for row in rows(tmp_path / "out")] == ["done"]


def test_fine_tuning_resumes_its_own_run(tmp_path):
    args = main_suite.parse_args(["--suite", "imagenet100", "--imagenet", "x"])
    task = tasks_of("imagenet100", imagenet="x")[0][-1]
    who = main_suite.Contestant(label="a", arch="resnet18", source="a.pth", sha1="0", flags=("--checkpoint", "a.pth"))
    (line,) = main_suite.commands_of(args, who, task, tmp_path / "cells" / "k.csv")
    from evaluation.main_finetune import parse_args

    tuned = parse_args(line[1:])
    assert (tuned.resume, tuned.epochs, tuned.checkpoint) == ("auto", 100, "a.pth")
    assert tuned.output == str(tmp_path / "cells" / "k") and tuned.dataset == "imagenet:x"


def test_suites_name_sets_that_are_known():
    for name in SUITES:
        tasks, missing = tasks_of(name, folders=["a/x:a/y", "a/x:a/z"], imagenet="i", cub200="c")
        assert tasks and all(task.method in METHODS for task in tasks)
        assert len({task.name for task in tasks}) == len(tasks)
        assert all(task.dataset in TORCHVISION for task in tasks if ":" not in task.dataset and name != "small")
        assert name != "vtab" or len(tasks) + len(missing) == 19
    assert tasks_of("imagenet100")[0] == [] and "--imagenet" in tasks_of("imagenet100")[1]["ImageNet-100"]


def test_a_mean_is_of_all_tasks_or_none():
    row = {"status": "done", "low": "1", "high": "9", "message": ""}
    cells = [
        row | {"encoder": e, "task": t, "top1": v} for e, t, v in (("a", "x", "4"), ("a", "y", "6"), ("b", "x", "8"))
    ]
    lines = markdown(cells, {"z": "not here"}, "T").splitlines()
    assert lines[6] == "| a | 4.0 (1.0 to 9.0) | 6.0 (1.0 to 9.0) | 5.0 |"
    assert lines[7] == "| b | 8.0 (1.0 to 9.0) | missing | incomplete |" and lines[-1] == "- z: not here"


@pytest.mark.parametrize(
    "arguments, said",
    [
        ([], "give --checkpoint or --random-init"),
        (["--random-init", "tiny_resnet", "--labels", "a", "b"], "2 names for 1 encoders"),
        (["--random-init", "tiny_resnet", "tiny_resnet"], "give --labels"),
        (["--random-init", "nothing_like_it"], "unknown encoder"),
        (["--checkpoint", "gone.pth"], "gone.pth"),
    ],
)
def test_wrong_arguments_are_one_line(tmp_path, arguments, said):
    with pytest.raises(UserError, match=said):
        suite(tmp_path / "out", *arguments)


def test_another_table_is_kept(tmp_path):
    (tmp_path / "suite.csv").write_text("a,b\n1,2\n")
    with pytest.raises(UserError, match="no table of this command"):
        suite(tmp_path, "--random-init", "tiny_resnet")
    assert (tmp_path / "suite.csv").read_text() == "a,b\n1,2\n"


def test_train_images_are_drawn_from_all_classes(folders, tmp_path, calls):
    from evaluation import main_knn

    options = ["--random-init", "tiny_resnet", "--dataset", f"image_folder:{folders}", "--device", "cpu",
               "--image-size", "16", "--results", str(tmp_path / "r.csv")]  # fmt: skip
    main_knn.main([*options, "--train-images", "5"])
    with pytest.raises(UserError, match="--train-images 13: the data set has 12"):
        main_knn.main([*options, "--train-images", "13"])
