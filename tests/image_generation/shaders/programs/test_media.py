"""Stand-ins: shapes and the properties that shaders depend on; images of a folder in their place."""

import subprocess
import sys

import cv2
import numpy as np
import pytest

from image_generation.shaders.programs import media, stand_ins
from image_generation.shaders.programs.program import ProgramError
from tests.conftest import ROOT

RGBA, GREY = "f735bee5b64ef98879dc618b016ecf7939a5756040c2cde21ccb15e69a6e1cfb.png", "0c7bf5fe.png"
PHOTO = "8de3a3924cb95bd0e95a443fff0326c869f9d4979cd1d5b6e94e2a01f5be53e9.jpg"


@pytest.mark.parametrize(
    ("kind", "source", "shape"),
    [
        ("texture", RGBA, (256, 256, 4)),
        ("texture", GREY, (256, 256, 4)),
        ("texture", PHOTO, (512, 512, 4)),
        ("texture", "unknown.jpg", (512, 512, 4)),
        ("texture", "85a6d686.png", (8, 8, 4)),
        ("cubemap", "0681c014.png", (6, 64, 64, 4)),
        ("cubemap", "94284d43.png", (6, 256, 256, 4)),
        ("volume", "27012b4e.bin", (32, 32, 32, 4)),
        ("volume", RGBA, (32, 32, 32, 4)),  # a picture's name for a volume: the volume's own stand-in
        ("keyboard", "tex00.jpg", (3, 256, 4)),
        ("spectrum", "a.mp3", (2, 512, 4)),
        ("video", "a.webm", (360, 640, 4)),
    ],
)
def test_shapes(kind, source, shape):
    pixels = media.load(kind, source)
    assert (pixels.shape, pixels.dtype) == (shape, np.uint8)
    assert media.load(kind, source) is pixels


@pytest.mark.parametrize("name", ["08b42b43", "ad56fba9", "cbcbb5a6", "bd646477", "10eb4fe0", "e6e5631c", "488bd403"])
def test_media_of_the_site_are_no_flat_colour(name):
    kind = "cubemap" if name == "488bd403" else "texture"
    pixels = media.load(kind, name)
    assert pixels[..., 0].std() > 10


def test_unknown_kind():
    with pytest.raises(ProgramError, match="smell"):
        media.load("smell", "x")


def test_noise_is_uniform_and_its_channels_are_related():
    noise = media.load("texture", RGBA).astype(int)
    counts = np.bincount(noise[..., 0].ravel(), minlength=256)
    assert ((counts - 256.0) ** 2 / 256.0).sum() < 340  # chi squared, 255 degrees of freedom, p = 0.0003
    rows, columns = np.arange(256), np.arange(256)
    moved = noise[np.ix_((rows + 17) % 256, (columns + 37) % 256)]
    assert (moved[..., 1] == noise[..., 0]).all()
    assert (moved[..., 3] == noise[..., 2]).all()
    assert abs(np.corrcoef(noise[..., 0].ravel(), noise[..., 2].ravel())[0, 1]) < 0.02


def test_one_channel_media_are_red():
    for kind, source in (("texture", GREY), ("spectrum", "x"), ("keyboard", "x"), ("volume", "27012b4e.bin")):
        pixels = media.load(kind, source)
        assert not pixels[..., 1:3].any()
        assert (pixels[..., 3] == 255).all()


def test_no_key_is_down():
    assert not media.load("keyboard", "x")[..., 0].any()


def test_bayer_matrix():
    matrix = stand_ins.bayer()[..., 0].astype(int) // 4
    assert sorted(matrix.ravel()) == list(range(64))
    assert matrix[:2, :2].tolist() == [[0, 32], [48, 16]]


def test_blue_noise_has_no_low_frequencies():
    values = stand_ins.blue_noise(64)[..., 0].astype(float)
    power = np.abs(np.fft.fft2(values - values.mean())) ** 2
    frequency = np.hypot(*np.meshgrid(np.fft.fftfreq(64), np.fft.fftfreq(64)))
    assert power[(frequency > 0) & (frequency < 0.1)].mean() < 0.1 * power[frequency > 0.3].mean()
    assert np.bincount(values.astype(int).ravel(), minlength=256).std() == 0


def test_cube_map_has_no_seams():
    cube = stand_ins.cubemap(1, 64, (200, 200, 210), (60, 50, 40)).astype(int)
    # the right edge of +z is the left edge of +x, the right edge of +x the left one of -z (OpenGL 3.3, table 3.11)
    for left, right in ((4, 0), (0, 5), (5, 1), (1, 4)):
        step = np.abs(cube[left][:, -1] - cube[right][:, 0]).mean()
        assert step < 2.0 * np.abs(np.diff(cube[left], axis=1)).mean() + 1.0
    assert cube[2].mean() > cube[3].mean()  # sky above


def test_pictures_tile():
    picture = media.load("texture", "bd646477.jpg").astype(int)
    inner = np.abs(np.diff(picture, axis=0)).mean()
    assert np.abs(picture[0] - picture[-1]).mean() < 1.5 * inner


def test_same_in_another_process():
    code = (
        "import zlib; from image_generation.shaders.programs import media;"
        f"print(zlib.crc32(media.load('texture', '{PHOTO}').tobytes()))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    import zlib

    assert int(done.stdout) == zlib.crc32(media.load("texture", PHOTO).tobytes())


# ------------------------------------------------------------------ --textures


@pytest.fixture
def folder(tmp_path):
    media._pictures.cache_clear()
    media._from_folder.cache_clear()
    for k in range(3):
        cv2.imwrite(str(tmp_path / f"photo{k}.png"), np.full((10, 20, 3), 40 * (k + 1), np.uint8))
    (tmp_path / "notes.txt").write_text("no picture")
    return tmp_path


def test_picture_of_the_same_name(folder):
    cv2.imwrite(
        str(folder / "8de3a3924cb95bd0e95a443fff0326c869f9d4979cd1d5b6e94e2a01f5be53e9.png"),
        np.full((7, 5, 3), (1, 2, 3), np.uint8),
    )
    pixels = media.load("texture", PHOTO, folder)
    assert pixels.shape == (7, 5, 4)
    assert pixels[0, 0].tolist() == [3, 2, 1, 255]


def test_other_photos_take_a_picture_that_their_name_determines(folder):
    pixels = media.load("texture", PHOTO, folder)
    assert pixels.shape == (512, 512, 4)
    assert pixels[0, 0, 0] in (40, 80, 120)
    chosen = {int(media.load("texture", f"{k}.jpg", folder)[0, 0, 0]) for k in range(20)}
    assert chosen == {40, 80, 120}


@pytest.mark.parametrize(
    ("kind", "source"), [("texture", RGBA), ("cubemap", "488bd403"), ("volume", "x"), ("keyboard", "x")]
)
def test_tables_stay(folder, kind, source):
    assert np.array_equal(media.load(kind, source, folder), media.load(kind, source))


def test_folder_that_cannot_be_used(folder):
    with pytest.raises(ProgramError, match="No such file"):
        media.load("texture", PHOTO, folder / "none")
    for k in range(3):
        (folder / f"photo{k}.png").write_bytes(b"broken")
    with pytest.raises(ProgramError, match=r"photo\d\.png is no image"):
        media.load("texture", PHOTO, folder)


def test_grey_and_transparent_and_deep_pictures(folder):
    cv2.imwrite(str(folder / "grey.png"), np.full((4, 4), 9, np.uint8))
    cv2.imwrite(str(folder / "clear.png"), np.full((4, 4, 4), 7, np.uint8))
    cv2.imwrite(str(folder / "deep.png"), np.full((4, 4, 3), 0x1234, np.uint16))
    found = {name: media.load("texture", f"{name}.jpg", folder)[0, 0].tolist() for name in ("grey", "clear", "deep")}
    assert found == {"grey": [9, 9, 9, 255], "clear": [7, 7, 7, 7], "deep": [0x12] * 3 + [255]}
