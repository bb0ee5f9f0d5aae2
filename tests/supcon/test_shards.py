"""supcon/main_train.py from finished shards: their classes are the index's."""

import pytest

from image_generation.common.errors import UserError
from supcon.main_train import main
from tests.learning.data.test_indexed_shards import write_shards
from tests.supcon.test_main_train import TINY


def train(*arguments):
    main([str(argument) for argument in arguments])


@pytest.mark.parametrize("flags", [("--method", "CE"), ("--method", "SupCon", "--samples-per-class", 2)])
def test_labels_come_from_the_shards(tmp_path, flags, capsys):
    folder = write_shards(str(tmp_path / "d"))
    train(folder, *TINY, "--dataset-type", "webdataset", "--epochs", 1, "--output", tmp_path / "run", *flags)
    assert "trained 1 epochs" in capsys.readouterr().out


def test_samples_per_class_needs_a_folder_of_this_machine(tmp_path):
    write_shards("memory://supcon/d")
    call = (*TINY, "--dataset-type", "webdataset", "--shard-cache", tmp_path / "cache", "--output", tmp_path / "run")
    with pytest.raises(UserError, match="--samples-per-class needs all labels beforehand"):
        train("memory://supcon/d", *call, "--method", "SupCon", "--samples-per-class", 2)
