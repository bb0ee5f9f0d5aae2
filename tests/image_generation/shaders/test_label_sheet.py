"""label_sheet.py: labels as pictures, and what is refused."""

import cv2
import numpy as np
import pytest

from image_generation.common.errors import UserError
from image_generation.labels import encode_labels
from image_generation.shaders import label_sheet
from image_generation.shaders.label_sheet import pictured


@pytest.fixture
def dataset(tmp_path):
    depth = np.full((8, 8), 2.0, np.float32)
    depth[:2] = np.inf
    things = (np.isfinite(depth) * 7).astype(np.uint32)
    (tmp_path / "000003.npz").write_bytes(encode_labels({"depth": depth, "object": things}, ["depth", "object"]))
    assert cv2.imwrite(str(tmp_path / "000003.png"), np.full((8, 8, 3), 90, np.uint8))
    (tmp_path / "samples.csv").write_text("index,file,labels_bytes\n3,000003.png,9\n4,000004.png,0\n")
    return tmp_path


def test_a_row_an_image(dataset, capsys):
    output = dataset / "sheet.png"
    assert label_sheet.main(["--dataset", str(dataset), "--output", str(output), "--tile", "16"]) == 0
    assert "1 of 1 images with labels" in capsys.readouterr().out
    sheet = cv2.imread(str(output))
    assert sheet.shape == (24, 64, 3)
    assert (sheet[6, 8:20] == 90).all() and not sheet[5, 26:40].any() and not sheet[5, 46:60].any()
    assert len(np.unique(sheet[12:18, 46:60].reshape(-1, 3), axis=0)) == 1


def test_a_damaged_line_costs_its_image(dataset, capsys):
    damaged = "x,000005.png,9\n6,000006.png,9?\n7,000007.png\n\0\xff\n8,000008.png," + "9" * 5000 + "\n"
    with open(dataset / "samples.csv", "a", encoding="latin-1") as file:
        file.write(damaged)
    label_sheet.main(["--dataset", str(dataset), "--output", str(dataset / "sheet.png"), "--tile", "16"])
    assert "1 of 1 images with labels" in capsys.readouterr().out


def test_labels_as_colours():
    assert (pictured("normal", np.zeros((2, 2, 3))) == 0).all()
    assert (pictured("normal", np.full((1, 1, 3), [0.0, 0.0, 1.0])) == [127, 127, 255]).all()
    near, far = pictured("depth", np.array([[1.0, 9.0]], np.float32))[0, :, 0]
    assert near > far > 0
    assert not pictured("depth", np.full((2, 2), np.inf, np.float32)).any()
    numbers = pictured("object", np.arange(6, dtype=np.uint32)[None])
    assert len(np.unique(numbers.reshape(-1, 3), axis=0)) == 6 and not numbers[0, 0].any()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--indices", "4"], "--indices 4"),
        (["--output", "x.gif"], ".jpg or .png"),
        (["--dataset", "/nowhere"], "labels"),
    ],
)
def test_what_is_refused(dataset, more, words):
    with pytest.raises(UserError, match=words):
        label_sheet.main(["--dataset", str(dataset), "--output", str(dataset / "s.png"), *more])
