"""Comparisons of methods: command lines that the trainers take, rates never from test images, differences by hand."""

import csv
import importlib
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy import stats

from evaluation import compare_cells, compare_methods, compare_tables, in_turn, methods, rates
from image_generation.common.errors import UserError


@pytest.fixture
def made(monkeypatch):
    """(script, parsed flags) of what would be run; a probe's score is 10 for each unit of the rate's place."""
    lines = []

    def command(script, *arguments, threads=None, log=None):
        line = [*map(str, arguments)] if script.endswith("in_turn.py") else [script, *map(str, arguments)]
        rate = 0.0
        for name, *words in in_turn.split(line):
            parse = importlib.import_module(name.removesuffix(".py").replace("/", ".")).parse_args
            args = parse(words)
            lines.append((name, args))
            rate = getattr(args, "lr", rate)
            if name.startswith("evaluation"):
                with open(args.results, "w", newline="") as file:
                    writer = csv.writer(file)
                    writer.writerow(["method", "dataset", "n", "top1", "low", "high"])
                    for probe in args.probes:
                        writer.writerow([compare_cells.METHOD_OF[probe], "x", 99, 50 - abs(np.log(rate or 1)), 1, 99])
            else:
                Path(args.output).mkdir(parents=True, exist_ok=True)

    monkeypatch.setattr(compare_cells, "command", command)
    return lines


@pytest.fixture
def photos(tmp_path):
    for part, n in (("train", 11), ("test", 2)):
        for kind in "ab":
            (tmp_path / "photos" / part / kind).mkdir(parents=True)
            for k in range(n):
                Image.new("RGB", (8, 8)).save(tmp_path / "photos" / part / kind / f"{k:02}.png")
    return tmp_path / "photos"


def line(tmp_path, photos, *more):
    data = ["--photos", str(photos / "train"), "--dataset", f"image_folder:{photos / 'train'}:{photos / 'test'}"]
    return [*data, "--output", str(tmp_path / "out"), "--seeds", "0", "1", "--n-samples", "640", *more]


@pytest.mark.parametrize("jobs", ["1", "3"])
def test_every_cell_is_one_training_that_its_trainer_takes(made, tmp_path, photos, jobs):
    assert compare_methods.main(line(tmp_path, photos, "--jobs", jobs)) == 0
    cells = methods.all_cells(photos=True)
    rows = compare_methods.read_results(tmp_path / "out" / "results.csv")
    assert len(rows) == (len(cells) + 1) * 2 * 2
    assert [(row["method"], row["images"]) for row in rows[::4]] == [*cells, ("random weights", "none")]
    trainings = [args for name, args in made if name.endswith("main_train.py")]
    assert len(trainings) == 2 * len(cells)
    assert all((a.epochs, a.batch_size, a.image_size, a.arch) == (10, 256, 32, "quick_resnet10") for a in trainings)
    live = [a for a in trainings if a.dataset_type == "shaders"]
    assert len(live) == 2 * 9 and all(a.epoch_size == 640 and a.data == ["composed:256"] for a in live)
    assert sum(a.positive_time == 0.5 for a in live) == sum(a.positive_jitter == 0.2 for a in live) == 6
    drawn = [args for name, args in made if name.endswith("generate_dataset.py")]
    # Plain and photos as classes or not, convex and kml: once a seed.
    assert sorted((a.layout, a.mixing_type, a.seed) for a in drawn) == sorted(
        (layout, mixing, seed)
        for layout, mixing in (("class", "none"), ("flat", "none"), ("flat", "convex"), ("flat", "kml"))
        for seed in (0, 1)
    )
    made.clear()
    assert compare_methods.main(line(tmp_path, photos)) == 0 and not made
    text = (tmp_path / "out" / "table.md").read_text()
    assert "| LeJEPA, live+time | LeJEPA, live | 2 |" in text and "| DINO, photos | DINO, plain | 2 |" in text


def test_rates_are_chosen_on_held_out_labels(made, tmp_path, photos):
    more = ["--cells", "SimCLR/plain", "SimCLR/convex", "MoCo/plain", "--search", "--jobs", "2"]
    assert compare_methods.main(line(tmp_path, photos, *more)) == 0
    test = str(photos / "test")
    trained = [args.lr for name, args in made if name.endswith("main_train.py") and args.epochs == 10]
    searched = [args for name, args in made if name.endswith("main_train.py") and args.epochs == 5]
    # By the made-up scores the rate nearest to 1 is best.
    assert sorted(trained) == [0.3] * 2 + [1.0] * 4 and len(searched) == 6
    assert {args.seed for args in searched} == {rates.SEED}
    assert {Path(args.data[0]).name[-2:] for args in searched} == {"_0"}
    assert sum("generate_dataset" in name for name, _ in made) == 4
    probed = [args for name, args in made if "main_probes" in name and "held_out" in args.dataset]
    assert len(probed) == 6 and not any(test in args.dataset for args in probed)
    _, train, held = probed[0].dataset.split(":")
    files = [sorted(os.path.realpath(path) for path in Path(part).rglob("*.png")) for part in (train, held)]
    assert [len(some) for some in files] == [18, 4] and not set(files[0]) & set(files[1])
    assert all(Path(file).is_relative_to(photos / "train") for file in files[0] + files[1])
    made.clear()
    assert compare_methods.main(line(tmp_path, photos, *more)) == 0 and not made


def test_a_rate_that_cannot_train_is_not_chosen(made, tmp_path, photos, monkeypatch):
    real = compare_cells.command

    def command(script, *arguments, **options):
        if "--lr" in arguments and arguments[arguments.index("--lr") + 1] == 1.0:
            raise UserError("the loss is nan")
        real(script, *arguments, **options)

    monkeypatch.setattr(compare_cells, "command", command)
    assert compare_methods.main(line(tmp_path, photos, "--cells", "SimCLR/plain", "--search")) == 0
    assert {a.lr for name, a in made if name.endswith("main_train.py") and a.epochs == 10} == {0.3}


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        (["--cells", "SupCon/kml"], "SupCon/plain alone"),
        (["--cells", "BYOL/plain"], "methods are SimCLR"),
        (["--cells", "DINO/hdr"], "images are plain"),
        (["--cells", "DINO/photos"], "give --photos"),
        (["--search"], "give --dataset image_folder"),
        (["--shaders", "no/such/file"], "--shaders"),
    ],
)
def test_what_makes_no_sense_is_refused(made, tmp_path, capsys, more, reason):
    with pytest.raises((UserError, SystemExit)) as caught:
        compare_methods.main([*more, "--output", str(tmp_path / "out")])
    said = str(caught.value) + capsys.readouterr().err
    assert reason in said and not made and not (tmp_path / "out").exists()


def test_differences_are_paired_by_seed():
    rows = [
        {"source": source, "probe": "knn", "seed": str(seed), "top1": str(score)}
        for source, scores in (("a", (40.0, 44.0, 45.0)), ("b", (39.0, 41.0, 43.5)), ("c", (1.0,)))
        for seed, score in enumerate(scores)
    ]
    low, high = stats.ttest_rel([40, 44, 45], [39, 41, 43.5]).confidence_interval(0.95)
    text = compare_tables.differences(rows, [("a", "b"), ("c", "a")], ["knn"])
    assert f"| a | b | 3 | {5.5 / 3:+.2f} | {low:+.2f} to {high:+.2f} |" in text and "| c |" not in text
    assert compare_tables.differences(rows, [("c", "a")], ["knn"]) == ""
