"""Files that appear whole or not at all."""

import errno
import os

import pytest

from image_generation.common.files import atomic_write


def test_what_a_full_disk_says_names_the_file(tmp_path):
    path = tmp_path / "table.csv"
    with pytest.raises(OSError) as caught, atomic_write(path):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert caught.value.filename == str(path) and not list(tmp_path.iterdir())


@pytest.mark.parametrize("error", [OSError("cannot write mode RGBA as JPEG"), OSError(errno.EINVAL, "of another file")])
def test_other_errors_keep_their_words(tmp_path, error):
    with pytest.raises(OSError) as caught, atomic_write(tmp_path / "image.jpg", "wb"):
        raise error
    assert caught.value is error and error.filename is None and not list(tmp_path.iterdir())
