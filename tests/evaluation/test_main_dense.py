"""evaluation/main_dense.py: angles, what is held out, and that it learns what can be learned."""

import argparse
import csv

import cv2
import numpy as np
import pytest
import torch

from evaluation import main_dense
from image_generation.common.errors import UserError
from image_generation.labels import encode_labels


def normals_of(*vectors):
    return torch.tensor(vectors, dtype=torch.float32).reshape(-1, 3, 1, 1)


def test_angles_leave_out_what_has_no_surface():
    truth = normals_of([0, 0, 1], [0, 1, 0], [0, 0, 0])
    predicted = normals_of([0, 0, 1], [0, 0, 1], [1, 0, 0])
    assert torch.allclose(main_dense.angles(predicted, truth), torch.tensor([0.0, 90.0]), atol=0.05)


def test_no_program_is_on_both_sides():
    programs = tuple(f"p{k % 8}" for k in range(64))
    train, test = main_dense.split(programs, 0.25, 0)
    assert len(train) + len(test) == 64 and len(test) == 16
    assert not {programs[k] for k in train} & {programs[k] for k in test}
    assert (main_dense.split(programs, 0.25, 0)[1] == test).all()
    with pytest.raises(UserError, match="--held-out"):
        main_dense.split(("one",), 0.5, 0)


def dataset(folder, count=24, side=16):
    """Images whose colours are their normals, two of each program; one is flat."""
    folder.mkdir()
    generator = np.random.default_rng(0)
    with open(folder / "samples.csv", "w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["index", "file", "programs", "labels_bytes"])
        for k in range(count):
            quarters = generator.normal(size=(2, 2, 3)) * [1.0, 1.0, 0.3]
            if k == 0:
                quarters[:] = [0.0, 0.0, 1.0]
            quarters /= np.linalg.norm(quarters, axis=2, keepdims=True)
            array = np.float16(quarters.repeat(side // 2, 0).repeat(side // 2, 1))
            colours = np.uint8(127 + 127 * array[..., ::-1])
            assert cv2.imwrite(str(folder / f"{k:06d}.png"), colours)
            data = encode_labels({"normal": array}, ["normal"])
            (folder / f"{k:06d}.npz").write_bytes(data)
            table.writerow([k, f"{k:06d}.png", f"program{k // 2}", len(data)])
    return folder


def test_it_learns_what_images_show(tmp_path, capsys):
    folder = dataset(tmp_path / "d")
    assert main_dense.main([str(folder), "--epochs", "12", "--width", "8", "--batch-size", "6", "--device", "cpu"]) == 0
    lines = capsys.readouterr().out.splitlines()
    mean, network = (float(line[12:].split()[0]) for line in lines[1:3])
    assert network < 0.75 * mean
    assert "of 3 programs, trained on" in lines[3] and "23" not in lines[3].split("trained")[0]


def test_flat_images_are_left_out(tmp_path):
    folder = dataset(tmp_path / "d", 4)
    assert len(main_dense.load([str(folder)], 0.1).programs) == 3
    with pytest.raises(UserError, match="no image has --least-relief 1.5"):
        main_dense.load([str(folder)], 1.5)
    with pytest.raises(UserError, match="no finished dataset with labels"):
        main_dense.load([str(tmp_path)], 0.1)


def test_the_network_takes_any_size():
    model = main_dense.UNet(8)
    found = model(torch.rand(1, 3, 21, 34))
    assert found.shape == (1, 3, 21, 34) and torch.allclose(found.norm(dim=1), torch.ones(1, 21, 34), atol=1e-4)
    assert isinstance(main_dense.parse_args(["d"]), argparse.Namespace)
