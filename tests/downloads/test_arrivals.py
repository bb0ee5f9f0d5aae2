"""What arrives works: the commands that docs/downloads.md names next read it as it lies there."""

import io
import zipfile

import numpy as np
import torch
import torchvision
from PIL import Image

from learning.data.sources import ImageFolder
from learning.encoders.load import load_encoder
from tests.downloads.download_commands import run


def test_an_encoder_in_the_published_format_is_read(server, tmp_path):
    """MoCo v2 as its authors save it: DataParallel's prefix, query and key encoders, queue, two-layer head."""
    encoder = torchvision.models.resnet18(num_classes=128)
    encoder.fc = torch.nn.Sequential(torch.nn.Linear(512, 512), torch.nn.ReLU(), encoder.fc)
    weights = {f"module.encoder_{side}.{key}": value for side in "qk" for key, value in encoder.state_dict().items()}
    file = io.BytesIO()
    torch.save(
        {"epoch": 200, "arch": "resnet18", "state_dict": {**weights, "module.queue": torch.zeros(128, 8)}},
        file,
    )
    server.put("/models/encoders/shaders21k/checkpoint_0199.pth.tar", file.getvalue(), troubles=[("drop", 100_000)])
    code, _, err = run("download_encoders.sh", "shaders21k", "--output", tmp_path, "--base-url", server.url)
    assert code == 0, err
    arrived = load_encoder(str(tmp_path / "shaders21k" / "checkpoint_0199.pth.tar"))
    assert (arrived.arch, arrived.width) == ("resnet18", 512)
    assert torch.equal(arrived.module.conv1.weight, encoder.conv1.weight)


def test_a_dataset_is_an_image_folder(server, tmp_path):
    pictures = np.random.default_rng(0).integers(0, 256, (5, 8, 8, 3), dtype=np.uint8)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("train/", b"")
        for i, picture in enumerate(pictures):
            png = io.BytesIO()
            Image.fromarray(picture).save(png, "png")
            archive.writestr(f"train/{i // 3:010}/{i:06}.png", png.getvalue())
    server.put("/zipped_data/shaders1k.zip", out.getvalue())
    code, _, err = run("download_datasets.sh", "shaders1k", "--output", tmp_path, "--base-url", server.url)
    assert code == 0, err
    folder = ImageFolder([tmp_path / "shaders1k"])
    assert len(folder) == 5
    assert all(np.array_equal(folder.read(i)[0], pictures[i]) for i in range(5))
