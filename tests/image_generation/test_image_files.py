"""Image files: which are found, and what their pixels are, by routes that the reader does not take."""

import io
import os

import cv2
import numpy as np
import pytest
from PIL import Image, ImageOps

from image_generation.image_files import BadImage, decode, find_images, image_size, read_image, relative

PIXELS = np.random.default_rng(0).integers(0, 256, (5, 7, 3), dtype=np.uint8)
WIDE = np.random.default_rng(1).integers(0, 65536, (5, 7, 3), dtype=np.uint16)


def encoded(image, kind="PNG", **options) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "YCbCr", "RGB"])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP", "GIF", "BMP"])
def test_eight_bit_images_are_what_pillow_makes_of_them(mode, kind):
    try:
        data = encoded(Image.fromarray(PIXELS).convert(mode), kind)
    except (OSError, ValueError):
        pytest.skip(f"{kind} has no {mode}")
    with Image.open(io.BytesIO(data)) as image:
        assert np.array_equal(decode(data, "x"), np.asarray(image.convert("RGB")))


def test_a_palette_with_transparent_colours_keeps_them():
    image = Image.fromarray(PIXELS).quantize(16)
    data = encoded(image, transparency=bytes(range(16)))
    assert np.array_equal(decode(data, "x"), np.asarray(image.convert("RGB")))


@pytest.mark.parametrize("suffix", [".png", ".tiff"])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_sixteen_bits_are_scaled(suffix, channels):
    values = WIDE[:, :, 0] if channels == 1 else WIDE if channels == 3 else np.dstack([WIDE, WIDE[:, :, 0]])
    eight = np.round(values / 257).astype(np.uint8)
    expected = np.repeat(eight[:, :, None], 3, axis=2) if channels == 1 else eight[:, :, 2::-1]
    assert np.array_equal(decode(cv2.imencode(suffix, values)[1].tobytes(), "x"), expected)


def test_other_wide_images_are_scaled_and_never_clipped():
    grey = PIXELS[:, :, 0]
    cases = {
        "0 to 1": np.float32(grey / 255),
        "0 to 255": np.float32(grey),
        "whole numbers of 16 bits in 32": grey.astype(np.int32) * 257,
    }
    for name, values in cases.items():
        assert np.array_equal(decode(encoded(Image.fromarray(values), "TIFF"), name)[:, :, 0], grey), name
    far = decode(encoded(Image.fromarray(np.float32(grey) * 1000 - 7), "TIFF"), "far")[:, :, 0].astype(float)
    assert (far.min(), far.max()) == (0, 255) and np.corrcoef(far.ravel(), grey.ravel())[0, 1] > 0.999
    holes = np.float32(grey / 255)
    holes[0, 0] = np.nan
    assert decode(encoded(Image.fromarray(holes), "TIFF"), "holes")[0, 0].tolist() == [0, 0, 0]
    colour = cv2.imencode(".tiff", np.float32(PIXELS / 255))[1].tobytes()
    assert np.array_equal(decode(colour, "x"), PIXELS[:, :, ::-1])
    data = encoded(Image.fromarray(WIDE[:, :, 0]), "PPM")
    assert np.array_equal(decode(data, "pgm")[:, :, 1], np.round(WIDE[:, :, 0] / 257).astype(np.uint8))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("pixels", [PIXELS, WIDE[:, :, 0]], ids=["colour", "grey16"])
def test_the_exif_orientation_is_applied(tmp_path, pixels, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = encoded(Image.fromarray(pixels), exif=exif)
    turned = np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(data))))
    if turned.ndim == 2:
        turned = np.repeat(np.round(turned / 257).astype(np.uint8)[:, :, None], 3, axis=2)
    assert np.array_equal(decode(data, "x"), turned)
    (tmp_path / "x.png").write_bytes(data)
    assert image_size(tmp_path / "x.png") == turned.shape[1::-1]


def test_images_of_too_many_pixels_are_refused_by_their_head():
    for data in (encoded(Image.new("RGB", (60, 50))), cv2.imencode(".png", np.zeros((50, 60, 3), np.uint16))[1].tobytes()):  # fmt: skip
        with pytest.raises(BadImage, match=r"big: has 3 000 pixels.*--max-pixels"):
            decode(data, "big", 2999)
        assert decode(data, "big", 3000).shape == (50, 60, 3)


def test_what_is_no_picture_is_refused(tmp_path):
    postscript = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n%%EOF\n"  # Pillow would start Ghostscript
    for data in (b"", b"no image", postscript, encoded(Image.fromarray(PIXELS))[:60]):
        with pytest.raises(BadImage, match="^name: "):
            decode(data, "name")
    os.mkfifo(tmp_path / "pipe.png")
    with pytest.raises(BadImage, match="no regular file"):
        read_image(tmp_path / "pipe.png")
    with pytest.raises(BadImage, match="no regular file"):
        read_image("/dev/zero")


def tree(root, *names):
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"x")


def found(root, **options):
    files = find_images(root, **options)
    return [relative(root, file) for file in files.files], files.problems


def test_each_file_is_found_once_whatever_links_there_are(tmp_path):
    root, outside = tmp_path / "set", tmp_path / "outside"
    tree(root, "z/1.PNG", "z/2.jfif", "z/notes.txt", "z/.hidden.png", ".cache/3.png")
    tree(outside, "far/4.jpg", "5.jpg")
    (root / "a_link_to_z").symlink_to(root / "z")
    (root / "loop").symlink_to(root)
    (root / "z" / "up").symlink_to("..")
    (root / "one.png").symlink_to(root / "z" / "1.PNG")
    (root / "gone.png").symlink_to(tmp_path / "nowhere")
    (root / "far").symlink_to(outside / "far")
    (root / "five.jpg").symlink_to(outside / "5.jpg")
    (root / "six.jpg").symlink_to(outside / "5.jpg")
    os.mkfifo(root / "pipe.png")
    names, problems = found(root)
    assert names == ["far/4.jpg", "five.jpg", "z/1.PNG", "z/2.jfif"]
    assert len(problems) == 2
    assert "gone.png: is a link to nowhere" in problems[1] and "pipe.png: is no regular file" in problems[0]
    names, problems = found(root, inside_only=True)
    assert names == ["z/1.PNG", "z/2.jfif"]
    assert sum("leads out" in line for line in problems) == 3


def test_a_folder_can_be_left_out(tmp_path):
    tree(tmp_path, "a/1.png", "b/2.png")
    assert found(tmp_path, leave_out=tmp_path / "b")[0] == ["a/1.png"]
