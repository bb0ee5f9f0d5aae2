"""The contact sheet: which images it takes and where they lie."""

import cv2
import numpy as np

from image_generation.shaders.contact_sheet import choose

SCRIPT = "image_generation/shaders/contact_sheet.py"


def test_tiles_are_the_images_in_order(command, tmp_path):
    (tmp_path / "d").mkdir()
    for k in range(5):
        cv2.imwrite(str(tmp_path / "d" / f"{k}.png"), np.full((6, 9, 3), 40 * k, np.uint8))
    (tmp_path / "d" / "broken.png").write_bytes(b"no image")
    command(SCRIPT, "--dataset", tmp_path / "d", "--output", tmp_path / "s.png", "--columns", 3, "--tile", 8)
    sheet = cv2.imread(str(tmp_path / "s.png"))
    assert sheet.shape == (2 * 12 + 4, 3 * 12 + 4, 3)
    for k in range(5):
        y, x = 4 + k // 3 * 12, 4 + k % 3 * 12
        assert (sheet[y : y + 8, x : x + 8] == 40 * k).all()


def test_as_many_programs_as_possible_are_shown():
    images = [(f"{k}.jpg", f"program{k % 4}") for k in range(12)]
    assert choose(images, 4) == ["0.jpg", "1.jpg", "2.jpg", "3.jpg"]


def test_wrong_arguments(command, tmp_path):
    assert "no such folder" in command(SCRIPT, "--dataset", tmp_path / "x", "--output", "s.jpg", code=2).stderr
    assert "no images" in command(SCRIPT, "--dataset", tmp_path, "--output", tmp_path / "s.jpg", code=1).stderr
    assert ".jpg" in command(SCRIPT, "--dataset", tmp_path, "--output", tmp_path / "s.gif", code=2).stderr
