"""evaluation/main_memory.py as a user runs it."""

import csv
import shutil

import numpy as np
import pytest
import torch
from PIL import Image

from evaluation.main_memory import main
from image_generation.common.errors import UserError
from learning.memory import Memory

ENCODER = ("--random-init", "tiny_resnet", "--image-size", "16", "--device", "cpu")


def run(*words) -> None:
    main([str(word) for word in words])


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """image_folder:TRAIN:TEST with three classes that colours tell apart; the folder."""
    root = tmp_path_factory.mktemp("data")
    generator = np.random.default_rng(0)
    for part, n in (("train", 8), ("test", 4)):
        for label, colour in (("blue", 2), ("green", 1), ("red", 0)):
            for k in range(n):
                image = generator.integers(0, 60, (16, 16, 3), dtype=np.uint8)
                image[:, :, colour] += 150
                path = root / part / label / f"{k}.png"
                path.parent.mkdir(parents=True, exist_ok=True)
                Image.fromarray(image).save(path)
    return root


@pytest.fixture
def memory(folders, tmp_path):
    """A memory of the training part, and the --dataset."""
    dataset = f"image_folder:{folders / 'train'}:{folders / 'test'}"
    path = tmp_path / "m.safetensors"
    run("build", "--memory", path, *ENCODER, "--dataset", dataset)
    return path, dataset


def score(tmp_path, path, dataset, *more) -> float:
    results = tmp_path / "results.csv"
    run("query", "--memory", path, *ENCODER, "--dataset", dataset, "-k", 3, "--results", results, *more)
    with open(results, newline="") as file:
        return float(list(csv.DictReader(file))[-1]["top1"])


def test_a_picture_of_another_kind_is_said_at_once(capsys):
    for words in (
        ("query", "--memory", "m", *ENCODER, "--images", "a.png", "--picture", "p.jpg"),
        ("pca", *ENCODER, "--images", "a.png", "--output", "p.jpg"),
    ):
        with pytest.raises(SystemExit) as caught:
            run(*words)
        assert caught.value.code == 2 and "'p.jpg' must end in .png" in capsys.readouterr().err


def test_build_query_remove_add(memory, folders, tmp_path, capsys):
    path, dataset = memory
    assert Memory(path).classes == ["blue", "green", "red"] and len(Memory(path)) == 24
    assert score(tmp_path, path, dataset) == score(tmp_path, path, dataset, "--vote", "majority") == 100.0
    before = path.read_bytes()
    run("remove", "--memory", path, "--classes", "green")
    assert Memory(path).classes == ["blue", "red"]
    assert score(tmp_path, path, dataset) == pytest.approx(100 * 8 / 12)
    assert "1 classes are not in the memory" in capsys.readouterr().err
    run("add", "--memory", path, *ENCODER, "--dataset", dataset)  # the others are known by name
    assert len(Memory(path)) == 24 and "16 images are in the memory already" in capsys.readouterr().err
    assert score(tmp_path, path, dataset) == 100.0
    run("remove", "--memory", path, "--images", folders / "train/red/3.png")
    assert len(Memory(path)) == 23
    run("add", "--memory", path, *ENCODER, "--images", folders / "train/red/3.png", "--class", "crimson")
    assert Memory(path).classes == ["blue", "red", "green", "crimson"]
    assert before != path.read_bytes()


def test_confusion_picture_and_single_images(memory, folders, tmp_path, capsys):
    path, dataset = memory
    score(tmp_path, path, dataset, "--confusion", tmp_path / "c.csv", "--picture", tmp_path / "p.png", "--rows", 2)
    with open(tmp_path / "c.csv", newline="") as file:
        assert list(csv.reader(file)) == [
            ["class", "blue", "green", "red"], ["blue", "4", "0", "0"], ["green", "0", "4", "0"], ["red", "0", "0", "4"],
        ]  # fmt: skip
    assert Image.open(tmp_path / "p.png").size == (7 * 96 + 8, 2 * 100)
    run("query", "--memory", path, *ENCODER, "--images", folders / "test/green/1.png", "-k", 3)
    said = capsys.readouterr().out
    assert "green/1.png: green 1.00, " in said and "; nearest: " in said


def test_zips_of_class_folders_are_as_the_folders(memory, folders, tmp_path):
    path, dataset = memory
    for part in ("train", "test"):
        shutil.make_archive(str(tmp_path / part), "zip", folders / part)
    zipped = f"image_folder:{tmp_path}/train.zip:{tmp_path}/test.zip"
    run("build", "--memory", tmp_path / "z", *ENCODER, "--dataset", zipped)
    assert Memory(tmp_path / "z").classes == ["blue", "green", "red"]
    assert Memory(tmp_path / "z").names[9] == f"{tmp_path}/train.zip/green/1.png"
    assert score(tmp_path, tmp_path / "z", zipped, "--picture", tmp_path / "z.png") == 100.0
    score(tmp_path, path, dataset, "--picture", tmp_path / "p.png")
    assert (tmp_path / "z.png").read_bytes() == (tmp_path / "p.png").read_bytes()


def test_it_scores_as_the_knn_probe(tmp_path):
    from evaluation.main_knn import main as knn

    run("build", "--memory", tmp_path / "m", *ENCODER, "--dataset", "digits", "--few", 20)
    top1 = score(tmp_path, tmp_path / "m", "digits")
    knn([*ENCODER, "--dataset", "digits", "--few", "20", "-k", "3", "--results", str(tmp_path / "knn.csv")])
    with open(tmp_path / "knn.csv", newline="") as file:
        assert float(next(csv.DictReader(file))["top1"]) == pytest.approx(top1)


@pytest.mark.parametrize(
    "words, said",
    [
        (["remove", "--classes", "gren"], "--classes gren: .* has no such class; close names: green"),
        (["remove", "--images", "nowhere.png"], "--images nowhere.png: is not in"),
        (["remove", "--classes", "red", "green", "blue"], "nothing would be left"),
        (["query", *ENCODER, "--seed", "1", "--dataset", "digits"], "is of another encoder \\(weights there"),
        (["query", *ENCODER, "--image-size", "8", "--dataset", "digits"], "is of another encoder \\(image size 16"),
        (["add", *ENCODER, "--images", "nowhere.png", "--class", "x"], "--images nowhere.png: No such file"),
        (["add", *ENCODER, "--images", "a.png"], "give --class NAME"),
        (["query", *ENCODER], "give --dataset or --images"),
        (["build", *ENCODER, "--dataset", "digits"], "is there already"),
    ],
)
def test_wrong_arguments_are_one_line(memory, words, said):
    path, _ = memory
    before = path.read_bytes()
    with pytest.raises(UserError, match=said) as error:
        run(words[0], "--memory", path, *words[1:])
    assert error.value.code == 2 and path.read_bytes() == before


def test_the_command_says_what_it_takes(command):
    assert "invalid choice" in command("evaluation/main_memory.py", "ask", code=2).stderr


def test_missing_faiss_is_one_line(memory, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "faiss", None)
    path, dataset = memory
    with pytest.raises(UserError, match="faiss is not installed"):
        run("query", "--memory", path, *ENCODER, "--dataset", dataset, "--search", "faiss")


def test_faiss_finds_what_chunks_find(memory, tmp_path):
    pytest.importorskip("faiss")
    from evaluation.memory_commands import search

    path, _ = memory
    entries = Memory(path)
    queries = torch.from_numpy(np.concatenate(list(entries.chunks()))) + 0.01 * torch.randn(
        len(entries), entries.width, generator=torch.Generator().manual_seed(0)
    )
    (near, rows), (faiss_near, faiss_rows) = (search(entries, queries, 3, how) for how in ("chunks", "faiss"))
    assert torch.allclose(near, faiss_near, atol=1e-5)
    # Of entries that are as near but for rounding, either may stand first: each row's own cosine tells.
    unit = torch.nn.functional.normalize(torch.from_numpy(np.concatenate(list(entries.chunks()))).double(), dim=1)
    cosines = torch.nn.functional.normalize(queries.double(), dim=1) @ unit.T
    for found in (rows, faiss_rows):
        assert torch.allclose(cosines.gather(1, found), near.double(), atol=1e-5)
        assert all(len(set(each)) == 3 for each in found.tolist())


def test_a_checkpoint_may_have_moved(memory, tmp_path, folders):
    """The identity is of weights, not of a path."""
    from learning.encoders.load import random_encoder

    encoder = random_encoder("tiny_resnet")
    torch.save({"arch": "tiny_resnet", "state_dict": encoder.module.state_dict()}, tmp_path / "moved.pth")
    path, dataset = memory
    run("query", "--memory", path, "--checkpoint", tmp_path / "moved.pth", "--image-size", 16, "--device", "cpu",
        "--dataset", dataset, "--results", tmp_path / "r.csv")  # fmt: skip
