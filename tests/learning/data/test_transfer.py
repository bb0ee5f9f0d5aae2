"""--transfer: the trainer's own path for images that stay on the GPU, on host memory that stands in for one."""

from __future__ import annotations

import pytest
import torch
import torchvision  # before OpenGL: triton crashes when Mesa's LLVM was loaded first

from image_generation.common.errors import UserError
from image_generation.shaders.rendering import cuda_sharing
from image_generation.shaders.rendering.cuda_sharing import FakeSharing
from learning import prepare
from learning.checkpoints import list_checkpoints
from learning.data import live
from moco.main_train import main


def train(output, *flags, data="bundled"):
    main([
        data, "--dataset-type", "shaders", "-a", "narrow_resnet10", "--image-size", "16", "-b", "8", "--moco-k", "16",
        "--epochs", "1", "--epoch-size", "48", "--device", "cpu", "-j", "0", "--seed", "1", "--render-workers", "1",
        "--output", str(output), "--overwrite", *flags,
    ])  # fmt: skip
    return torch.load(list_checkpoints(output)[0], weights_only=False)


@pytest.fixture
def shared(monkeypatch):
    """A machine whose renderer and trainer are on one device."""
    monkeypatch.setattr(cuda_sharing, "why_not", lambda device, egl: None)
    monkeypatch.setattr(prepare, "open_sharing", lambda device, egl: FakeSharing())


def test_both_ways_train_the_same_weights(shared, tmp_path, capfd):
    host = train(tmp_path / "host", "--augment-on", "device", "--backend", "compute", "--transfer", "host")
    assert "stay on the GPU" not in capfd.readouterr().err
    train(tmp_path / "auto", "--augment-on", "device", "--backend", "compute")
    assert "stay on the GPU" not in capfd.readouterr().err  # auto is host
    gpu = train(tmp_path / "gpu", "--augment-on", "device", "--transfer", "gpu")
    assert "stay on the GPU" in capfd.readouterr().err
    for name, values in host["state_dict"].items():
        assert torch.equal(values, gpu["state_dict"][name]), name


@pytest.mark.parametrize(
    ("flags", "reason"),
    [
        ((), "--augment-on device"),
        (("--augment-on", "device", "--backend", "fragment"), "--backend auto or compute"),
    ],
)
def test_what_does_not_go_together_is_one_clear_line(shared, tmp_path, flags, reason):
    with pytest.raises(UserError, match=f"--transfer gpu: .*{reason}.*use --transfer host or auto") as error:
        train(tmp_path / "run", "--transfer", "gpu", *flags)
    assert error.value.code == 2


@pytest.mark.parametrize("trusting", [True, False])
def test_auto_is_the_gpu_for_own_programs_where_that_can_be(shared, tmp_path, monkeypatch, capfd, trusting):
    monkeypatch.setattr(live, "AUTO_ON_GPU", trusting)
    train(tmp_path / "own", "--augment-on", "device", "--epoch-size", "8")
    assert ("stay on the GPU" in capfd.readouterr().err) == trusting
    if not trusting:
        return
    train(tmp_path / "cpu views", "--epoch-size", "8")
    assert "stay on the GPU" not in capfd.readouterr().err
    foreign = tmp_path / "foreign.glsl"
    foreign.write_text("void mainImage(out vec4 c, vec2 p) { c = vec4(p / iResolution.xy, 0.5, 1.0); }")
    train(tmp_path / "foreign", "--augment-on", "device", "--epoch-size", "8", data=str(foreign))
    assert "stay on the GPU" not in capfd.readouterr().err


def test_gpu_with_an_image_model_is_one_clear_line(shared, tmp_path):
    with pytest.raises(UserError, match="--transfer gpu: what is no shader .*use --transfer host") as error:
        train(tmp_path / "run", "--transfer", "gpu", "--augment-on", "device", data="model:perlin")
    assert error.value.code == 2


def test_gpu_without_cuda_is_one_clear_line(tmp_path):
    with pytest.raises(
        UserError, match="--transfer gpu: training is not on a CUDA device; use --transfer host"
    ) as error:
        train(tmp_path / "run", "--transfer", "gpu", "--augment-on", "device")
    assert error.value.code == 2


def test_gpu_with_a_folder_of_images_is_one_clear_line(tmp_path):
    with pytest.raises(UserError, match="--transfer gpu is for live rendering"):
        main(
            [
                str(image_folder(tmp_path)),
                "-b",
                "1",
                "--transfer",
                "gpu",
                "--device",
                "cpu",
                "--output",
                str(tmp_path / "run"),
            ]
        )


def image_folder(root):
    (root / "images" / "a").mkdir(parents=True)
    torchvision.io.write_png(torch.zeros(3, 8, 8, dtype=torch.uint8), str(root / "images" / "a" / "one.png"))
    return root / "images"
