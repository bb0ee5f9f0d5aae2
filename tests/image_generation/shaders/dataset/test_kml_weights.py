"""Weights of kml images, which only their finished pictures tell, in samples.csv."""

import csv

import numpy as np
import pytest

from image_generation.shaders.generate_dataset import main
from tests.image_generation.shaders.dataset_helpers import write_shaders


@pytest.mark.parametrize("kind, samples", [("kml", 3), ("kml_mixup", 6)])
def test_they_are_written_and_survive_a_second_run(tmp_path, kind, samples):
    shaders = write_shaders(tmp_path / "shaders", 4)
    options = ["--shaders", str(shaders), "--output", str(tmp_path / "out"), "--resolution", "24", "--workers", "1",
               "--device", "cpu", "--mixing-type", kind, "--seed", "2",
               "--n-samples", "6"]  # fmt: skip
    main(options)
    text = (tmp_path / "out" / "samples.csv").read_text().splitlines()
    (tmp_path / "out" / next(csv.DictReader(text))["file"]).unlink()
    main(options)
    assert (tmp_path / "out" / "samples.csv").read_text().splitlines() == text and len(text) == 7
    weights = [[float(part) for part in row["weights"].split(";")] for row in csv.DictReader(text)]
    assert all(len(row) == samples and np.isclose(sum(row), 1.0) and min(row) >= 0 for row in weights)
    assert all(row[k] == 0 for row in weights for k in range(0, samples, 3))  # the first of each three is a mask alone
    assert len({tuple(row) for row in weights}) > 1
