"""Triplets, principal components and masks, against numbers worked out otherwise; bad input."""

import csv

import numpy as np
import pytest
from PIL import Image
from sklearn.decomposition import PCA
from sklearn.linear_model import LinearRegression
from sklearn.metrics import r2_score

from evaluation.main_memory import main
from evaluation.perception import components, r2, read_triplets, shares_of
from evaluation.report_page import read_scores, score_table
from image_generation.common.errors import UserError

ENCODER = ("--random-init", "tiny_resnet", "--image-size", "16", "--device", "cpu")


def run(*words) -> None:
    main([str(word) for word in words])


def flat(path, colour, size=(16, 16)):
    path.parent.mkdir(parents=True, exist_ok=True)
    generator = np.random.default_rng(sum(colour) + len(path.name))
    noise = generator.integers(0, 30, (*size[::-1], 3), dtype=np.uint8)
    Image.fromarray(noise + np.array(colour, np.uint8)).save(path)


@pytest.fixture
def table(tmp_path):
    """A CSV of four triplets: in three the answer is the image of the reference's colour."""
    folder = tmp_path / "triplets"
    colours = {"red": (200, 0, 0), "blue": (0, 0, 200), "green": (0, 200, 0)}
    rows = []
    for k, (reference, left, right, nearer) in enumerate(
        [("red", "red", "blue", "left"), ("blue", "red", "blue", "right"), ("green", "green", "red", "left"),
         ("green", "green", "blue", "right")]
    ):  # fmt: skip
        for side, name in (("reference", reference), ("left", left), ("right", right)):
            flat(folder / f"{side}{k}.png", colours[name])
        rows.append([f"reference{k}.png", f"left{k}.png", f"right{k}.png", nearer])
    with open(folder / "t.csv", "w", newline="") as file:
        csv.writer(file).writerows([["reference", "left", "right", "nearer"], *rows])
    return folder / "t.csv"


def test_agreement_is_the_share_of_triplets(table, tmp_path):
    run("triplets", "--triplets", table, *ENCODER, "--results", tmp_path / "r.csv")
    with open(tmp_path / "r.csv", newline="") as file:
        (row,) = csv.DictReader(file)
    assert float(row["top1"]) == 75.0 and row["n"] == "4" and row["method"] == "triplets"


@pytest.mark.parametrize("answers", [("left", "left"), ("right", "right")])
def test_images_that_are_equally_near_count_half(tmp_path, answers):
    for name in ("reference", "same", "again"):
        flat(tmp_path / f"{name}.png", (9, 9, 9))
        (tmp_path / f"{name}.png").write_bytes((tmp_path / "reference.png").read_bytes())
    lines = ["reference,left,right,nearer", *(f"reference.png,same.png,again.png,{answer}" for answer in answers)]
    (tmp_path / "t.csv").write_text("\n".join(lines) + "\n")
    run("triplets", "--triplets", tmp_path / "t.csv", *ENCODER, "--results", tmp_path / "r.csv")
    with open(tmp_path / "r.csv", newline="") as file:
        assert [float(row["top1"]) for row in csv.DictReader(file)] == [50.0]


def test_folders_and_nights_tables_are_the_same_triplets(table):
    folder = table.parent
    with open(folder / "data.csv", "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "left_vote", "right_vote", "ref_path", "left_path", "right_path", "split"])
        for k, right in enumerate((0, 1, 0, 1)):
            writer.writerow(
                [k, 1 - right, right, f"reference{k}.png", f"left{k}.png", f"right{k}.png", "test" if k else "val"]
            )
    expected = read_triplets(table)
    assert read_triplets(folder) == expected and read_triplets(folder, "test") == expected[1:]
    for k, right in enumerate((0, 1, 0, 1)):
        for side in ("reference", "left", "right"):
            flat(folder / f"folders/{k}/{side}.png", (k, 0, 0))
        (folder / f"folders/{k}/nearer.txt").write_text("right\n" if right else "left\n")
    found = read_triplets(folder / "folders")
    assert [triplet.right_nearer for triplet in found] == [False, True, False, True]


@pytest.mark.parametrize(
    "change, said",
    [
        (lambda t: (t.parent / "left2.png").unlink(), "1 of 12 files are missing, the first: .*left2.png"),
        (lambda t: t.write_text("a,b\n1,2\n"), "has no columns reference, left, right and nearer"),
        (lambda t: t.write_text(t.read_text().replace(",right\n", ",both\n")), "'both' is neither left nor right"),
        (lambda t: t.write_text("reference,left,right,nearer\n"), "holds no triplets"),
        (lambda t: t.unlink(), "no such file or folder"),
        (lambda t: t.write_bytes(t.read_bytes().replace(b"left0", b"l\xe9ft0")), "t.csv: is no CSV of UTF-8"),
        (lambda t: t.write_text("reference,left,right,nearer\n" + "x" * 200_000), "t.csv: is no CSV of UTF-8"),
        (lambda t: (t.parent / "left2.png").write_bytes(b"x"), "left2.png"),
    ],
)
def test_bad_triplets_are_one_line(table, change, said):
    change(table)
    with pytest.raises(UserError, match=said) as error:
        run("triplets", "--triplets", table, *ENCODER)
    assert error.value.code == 2


def test_an_answer_that_is_no_text_is_one_line(tmp_path):
    for side in ("reference", "left", "right"):
        flat(tmp_path / f"folders/0/{side}.png", (0, 0, 0))
    (tmp_path / "folders/0/nearer.txt").write_bytes(b"right\xff\n")
    with pytest.raises(UserError, match="0/nearer.txt: is neither left nor right"):
        read_triplets(tmp_path / "folders")


def test_components_are_those_of_sklearn():
    maps = np.random.default_rng(0).normal(size=(3, 4, 5, 6)) * np.array([5, 3, 2, 0.1, 0.1, 0.1])
    found = components(maps).reshape(-1, 3).astype(float)
    expected = PCA(3).fit_transform(maps.reshape(-1, 6))
    for k in range(3):
        inside = (found[:, k] > 0) & (found[:, k] < 255)
        assert abs(np.corrcoef(found[inside, k], expected[inside, k])[0, 1]) > 0.9999


def test_pca_draws_images_and_patches(tmp_path):
    for k in range(3):
        flat(tmp_path / f"images/{k}.png", (k * 60, 0, 90))
    run("pca", "--images", tmp_path / "images", "--output", tmp_path / "p.png", *ENCODER)
    assert Image.open(tmp_path / "p.png").size == (48, 32)


def test_shares_are_exact_areas():
    mask = np.array([[0, 0, 0], [0, 1, 1], [0, 1, 1]])
    shares = shares_of(mask, np.array([0, 1]), 2, 2)
    # Cells of 1.5x1.5 pixels: the last has a whole pixel of class 1, two halves and a quarter.
    assert np.allclose(shares[..., 1], [[0.25 / 2.25, 0.5 * 1.5 / 2.25], [0.5 * 1.5 / 2.25, 1.0]])
    assert np.allclose(shares.sum(-1), 1)


def test_r2_is_that_of_sklearn():
    generator = np.random.default_rng(0)
    maps = generator.normal(size=(6, 3, 3, 4))
    shares = maps[..., :2] @ generator.normal(size=(2, 2)) + generator.normal(size=(6, 3, 3, 2))
    score, each = r2(maps, shares, 1e-12)
    x, y = maps[::2].reshape(-1, 4), shares[::2].reshape(-1, 2)
    predicted = LinearRegression().fit(x, y).predict(maps[1::2].reshape(-1, 4))
    expected = r2_score(shares[1::2].reshape(-1, 2), predicted, multioutput="raw_values")
    assert np.allclose(each, expected) and score == pytest.approx(expected.mean())


@pytest.fixture
def scenes(tmp_path):
    """Six images that are red left of a line, and masks that say so."""
    for k in range(6):
        image, mask = np.full((16, 16, 3), 40, np.uint8), np.zeros((16, 16), np.uint8)
        image[:, : 4 + k, 0], mask[:, : 4 + k] = 220, 1
        for folder, picture, name in (("images", image, f"{k}.png"), ("masks", mask, f"{k}.png")):
            (tmp_path / folder).mkdir(exist_ok=True)
            Image.fromarray(picture).save(tmp_path / folder / name)
    return tmp_path


def test_masks_of_colours_are_explained(scenes, capsys):
    run("masks", "--images", scenes / "images", "--masks", scenes / "masks", *ENCODER, "--results", scenes / "r.csv")
    assert "class 1: R2 0." in capsys.readouterr().out
    with open(scenes / "r.csv", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["method"] == "masks R2" and 80 < float(row["top1"]) <= 100


def test_a_negative_r2_is_told_without_an_interval(scenes, capsys):
    for k in range(1, 6, 2):  # what is fitted says the opposite of what is scored
        path = scenes / f"masks/{k}.png"
        Image.fromarray(1 - np.asarray(Image.open(path))).save(path)
    run("masks", "--images", scenes / "images", "--masks", scenes / "masks", *ENCODER, "--results", scenes / "r.csv")
    (row,) = read_scores(str(scenes / "r.csv"))
    assert row.top1 < 0 and all(np.isnan(row.interval()))
    assert f"{row.top1:.2f}          none" in capsys.readouterr().out
    assert ">none<" in score_table([row])


@pytest.mark.parametrize(
    "change, said",
    [
        (
            lambda p: Image.new("L", (16, 12)).save(p / "masks/3.png"),
            "masks/3.png: is of 16x12 pixels, its image of 16x16",
        ),
        (lambda p: Image.new("L", (16, 16)).save(p / "masks/9.png"), "there is no image 9"),
        (lambda p: [f.unlink() for f in sorted((p / "masks").iterdir())[1:]], "two masks or more"),
        (lambda p: [Image.new("L", (16, 16), 255).save(f) for f in (p / "masks").iterdir()], "every pixel is 255"),
    ],
)
def test_bad_masks_are_one_line(scenes, change, said):
    change(scenes)
    with pytest.raises(UserError, match=said) as error:
        run("masks", "--images", scenes / "images", "--masks", scenes / "masks", *ENCODER)
    assert error.value.code == 2
