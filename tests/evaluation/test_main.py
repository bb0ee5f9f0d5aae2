"""kNN and linear probes as a user runs them, on sets whose scores are known."""

import csv
import os

import numpy as np
import pytest
import torch
from PIL import Image
from sklearn.linear_model import LogisticRegression

from evaluation import main_knn, main_linear, main_probes, results
from evaluation.classifiers import fit_lbfgs
from evaluation.results import Score, bar_plot, table, wilson
from image_generation.common.errors import UserError
from learning.data import labelled_datasets as labelled
from learning.data.labelled_datasets import open_labelled


@pytest.fixture(scope="module")
def colours(tmp_path_factory):
    """image_folder:TRAIN:TEST of three classes that their colours tell apart."""
    root = tmp_path_factory.mktemp("colours")
    generator = np.random.default_rng(0)
    for part, n in (("train", 8), ("test", 5)):
        for label, colour in {"blue": (40, 60, 200), "green": (40, 190, 50), "red": (200, 50, 40)}.items():
            (root / part / label).mkdir(parents=True)
            for k in range(n):
                pixels = np.clip(generator.normal(colour, 15, (24, 30, 3)), 0, 255).astype(np.uint8)
                Image.fromarray(pixels).save(root / part / label / f"{k}.png")
    return root


def rows(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def test_knn_compares_encoders_in_table_csv_and_plot(colours, tmp_path, capsys):
    data = f"image_folder:{colours}/train:{colours}/test"
    arguments = [
        "--random-init",
        "tiny_resnet",
        "narrow_resnet10",
        "--dataset",
        data,
        "--device",
        "cpu",
        "-k",
        "3",
        "--image-size",
        "16",
        "--results",
        str(tmp_path / "r.csv"),
        "--plot",
        str(tmp_path / "p.png"),
    ]
    main_knn.main(arguments)
    shown = capsys.readouterr().out
    assert "random tiny_resnet" in shown and "100.00" in shown and "95% interval" in shown
    assert Image.open(tmp_path / "p.png").size[0] > 300
    main_knn.main([*arguments, "--few", "2", "--labels", "one", "two"])
    written = rows(tmp_path / "r.csv")
    assert [row["label"] for row in written] == ["random tiny_resnet", "random narrow_resnet10", "one", "two"]
    assert written[0]["n"] == "15" and float(written[0]["top1"]) == 100.0 and "2 a class" in written[3]["settings"]


@pytest.mark.parametrize(
    "main, flags, said",
    [
        *((main, ["-j", "-1"], "--workers: must be 0 or more") for main in (main_knn, main_linear, main_probes)),
        *((main, ["--plot", "p.foo"], "'p.foo' must end in .png or") for main in (main_knn, main_linear, main_probes)),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_computed(tmp_path, capsys, main, flags, said):
    with pytest.raises(SystemExit) as caught:
        main.main(["--random-init", "tiny_resnet", "--dataset", "digits", "--results", str(tmp_path / "r.csv"), *flags])
    assert caught.value.code == 2 and said in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", results.PLOTS)
def test_every_plot_that_is_taken_can_be_drawn(tmp_path, ending):
    path = tmp_path / f"p{ending.upper()}"
    bar_plot(path, [Score("kNN", "a", "a", "a", "digits", 10, 50.0, 90.0)], "title")
    assert path.stat().st_size > 1000


@pytest.mark.parametrize(
    "solver", [["--solver", "lbfgs"], ["--solver", "sgd", "--epochs", "12", "--lr", "1", "--batch-size", "8"]]
)
def test_linear_probes_learn_colours(colours, tmp_path, solver):
    data = f"image_folder:{colours}/train:{colours}/test"
    main_linear.main(
        [
            "--random-init",
            "tiny_resnet",
            "--dataset",
            data,
            "--device",
            "cpu",
            "--image-size",
            "16",
            "--results",
            str(tmp_path / "r.csv"),
            *solver,
        ]
    )
    (row,) = rows(tmp_path / "r.csv")
    assert float(row["top1"]) >= 90.0 and row["method"] == f"linear ({solver[1]})"


@pytest.mark.parametrize("classes", [2, 4])
def test_lbfgs_gives_scikit_learns_answers(classes):
    generator = np.random.default_rng(classes)
    labels = generator.integers(0, classes, 90)
    features = generator.normal(size=(90, 5)) * [1, 10, 0.1, 1, 1] + labels[:, None] * [1, 5, 0, 0, 0.5]
    linear, c = fit_lbfgs(features, labels, classes + 1, 0.7, 0)
    scaled = (features - features.mean(0)) / features.std(0)
    expected = LogisticRegression(C=0.7, max_iter=500).fit(scaled, labels).predict_proba(scaled)
    ours = torch.softmax(linear(torch.tensor(features).float()), 1).detach().numpy()
    assert c == 0.7 and np.allclose(ours[:, :classes], expected, atol=1e-3) and np.allclose(ours[:, classes], 0)


def test_lbfgs_chooses_its_strength_by_held_out_items():
    generator = np.random.default_rng(0)
    labels = np.arange(300) % 2
    noisy = generator.normal(size=(300, 200)) + 0.15 * labels[:, None]
    clean = generator.normal(size=(300, 1)) + 0.05 * generator.normal(size=(300, 1))
    assert fit_lbfgs(noisy, labels, 2, None, 0)[1] <= 0.1
    assert fit_lbfgs(np.c_[clean, clean + 0.02 * labels[:, None]], labels, 2, None, 0)[1] >= 10
    assert fit_lbfgs(noisy[:4], labels[:4], 2, None, 0)[1] == 1.0


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["--random-init", "tiny_resnet", "--dataset", "nothing"], "--dataset nothing: unknown"),
        (["--random-init", "tiny_resne", "--dataset", "digits"], "tiny_resnet"),
        (["--dataset", "digits"], "give --checkpoint or --random-init"),
        (["--checkpoint", "none.pth", "--dataset", "digits"], "no such checkpoint"),
        (["--random-init", "tiny_resnet", "--dataset", "image_folder:a"], "must be image_folder:TRAIN:TEST"),
        (["--random-init", "tiny_resnet", "--dataset", "image_folder:/none:/none"], "no such folder"),
        (["--random-init", "tiny_resnet", "--dataset", "digits", "--labels", "a", "b"], "2 names for 1"),
    ],
)
def test_wrong_arguments_are_one_line(arguments, said):
    with pytest.raises(UserError, match=said) as error:
        main_knn.main([*arguments, "--device", "cpu"])
    assert error.value.code == 2


# ------------------------------------------------------------------ data


def test_digits_are_scikit_learns_without_overlap():
    data = open_labelled("digits")
    assert (len(data.train), len(data.test), data.classes) == (1198, 599, 10)
    image, label = data.test[0]
    assert image.size == (8, 8) and image.mode == "RGB" and label == 0
    train = {data.train[k][0].tobytes() for k in range(len(data.train))}
    assert sum(data.test[k][0].tobytes() in train for k in range(599)) < 3


def test_few_images_a_class_are_drawn_evenly():
    few, other, again = (open_labelled("digits", few=7, seed=seed).train for seed in (1, 2, 1))
    assert np.bincount(few.labels()).tolist() == [7] * 10
    assert few.chosen == again.chosen != other.chosen


def test_torchvision_sets_by_name(monkeypatch, tmp_path):
    class Fake:
        targets = (0, 1, 2, 0)
        classes = ("a", "b", "c")

        def __init__(self, root, train, download):
            self.train = train

        def __len__(self):
            return 4 if self.train else 2

        def __getitem__(self, k):
            return Image.new("L", (9, 9), k), k % 3

    monkeypatch.setitem(labelled.TORCHVISION, "cifar10", (Fake, {"train": True}, {"train": False}))
    data = open_labelled("CIFAR-10", tmp_path)
    assert (len(data.train), len(data.test), data.classes) == (4, 2, 3)
    assert data.train[3][0].mode == "RGB" and data.train.labels().tolist() == [0, 1, 2, 0]


def test_sets_without_parts_are_split(monkeypatch, tmp_path):
    class Fake:
        def __init__(self, root, download):
            self.y = [k % 2 for k in range(20)]

        def __len__(self):
            return 20

        def __getitem__(self, k):
            return Image.new("RGB", (9, 9)), self.y[k]

    monkeypatch.setitem(labelled.TORCHVISION, "caltech101", (Fake, {}, None))
    data = open_labelled("Caltech101", tmp_path)
    assert (len(data.train), len(data.test), data.classes) == (16, 4, 2)
    assert not set(data.train.chosen) & set(data.test.chosen)
    assert np.bincount(data.test.labels()).tolist() == [2, 2]


def test_failed_downloads_are_one_line(monkeypatch, tmp_path):
    def offline(*_, **__):
        raise OSError("Name or service\nnot known")

    monkeypatch.setitem(labelled.TORCHVISION, "cifar10", (offline, {"train": True}, {"train": False}))
    with pytest.raises(UserError, match="cannot download it.*offline, use digits"):
        open_labelled("cifar10", tmp_path)


@pytest.mark.parametrize(
    "name",
    [
        "CIFAR10",
        "CIFAR-100",
        "STL10",
        "Caltech101",
        "DTD",
        "Flowers102",
        "OxfordIIITPet",
        "SVHN",
        "EuroSAT",
        "FGVCAircraft",
        "Food101",
        "PCAM",
        "SUN397",
        "CLEVRClassification",
        "clevr_count",
        "CLEVR count",
    ],
)
def test_sets_of_torchvision_are_known_and_say_what_they_lack_offline(monkeypatch, tmp_path, name):
    def no_network(*_, **__):
        raise OSError("no network in tests")

    monkeypatch.setattr("socket.socket.connect", no_network)
    monkeypatch.setattr("socket.getaddrinfo", no_network)
    with pytest.raises(UserError, match=f"--dataset {name}: torchvision (cannot download it|needs h5py)") as e:
        open_labelled(name, tmp_path)
    assert e.value.code == 1 and "\n" not in str(e.value)


# ------------------------------------------------------------------ results


def test_wilsons_interval():
    """Values of the textbook: 8 of 10, and none of 20."""
    assert wilson(80.0, 10) == pytest.approx((49.02, 94.33), abs=0.02)
    assert wilson(0.0, 20) == pytest.approx((0.0, 16.11), abs=0.02)
    assert wilson(100.0, 1000)[1] == 100.0


def scores():
    return [
        Score("kNN", f"encoder {k}", "resnet18", "random" if k else "c.pth", "digits", 600, 40.0 + 10 * k, 90.0)
        for k in range(3)
    ]


def test_the_table_puts_the_best_first():
    lines = table(scores()).splitlines()
    assert lines[0].split()[:3] == ["encoder", "arch", "top-1"] and "encoder 2" in lines[1] and "encoder 0" in lines[3]


def test_results_are_appended(tmp_path):
    path = tmp_path / "deep/results.csv"
    results.append_results(path, scores())
    results.append_results(path, scores()[:1])
    written = rows(path)
    assert len(written) == 4 and written[3]["label"] == "encoder 0"
    assert float(written[0]["low"]) < 40 < float(written[0]["high"])
    with pytest.raises(UserError, match="cannot be written"):
        results.append_results("/proc/none/r.csv", scores())


@pytest.mark.parametrize("kind", ["pipe", "link to a device", "folder"])
def test_results_go_into_regular_files_only(tmp_path, kind):
    path = tmp_path / "results.csv"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("/dev/zero")
    with pytest.raises(UserError, match=r"--results.*no regular file"):
        results.append_results(path, scores()[:1])


def test_a_row_that_was_cut_off_swallows_no_other(tmp_path):
    path = tmp_path / "results.csv"
    results.append_results(path, scores()[:1])
    path.write_bytes(path.read_bytes() + b"2026-01-01,kNN,cut")
    results.append_results(path, scores()[:1])
    found = [row for row in rows(path) if row["top1"]]
    assert len(found) == 2 and found[0]["label"] == found[1]["label"] == "encoder 0"


def test_bars_are_drawn(tmp_path):
    bar_plot(tmp_path / "bars.png", scores(), "title")
    pixels = np.asarray(Image.open(tmp_path / "bars.png").convert("RGB")).reshape(-1, 3)
    assert (pixels == (31, 119, 180)).all(1).sum() > 1000 and (pixels == (127, 127, 127)).all(1).sum() > 1000
