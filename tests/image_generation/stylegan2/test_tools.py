"""Style mixing grids, walks through the latents, and projection: small scripts, run whole."""

import os
import subprocess
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from image_generation.common.errors import UserError
from image_generation.stylegan2 import generate_video, project, style_mixing
from stylegan2.images import to_uint8
from stylegan2.network_files import save_networks
from stylegan2.sampling import latents
from tests.stylegan2.tiny import generator

SCRIPTS = Path(__file__).resolve().parents[3] / "image_generation" / "stylegan2"


@pytest.fixture(scope="module")
def networks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("networks")
    save_networks(folder / "plain.safetensors", {"G_ema": generator(16)})
    save_networks(folder / "classes.safetensors", {"G_ema": generator(16, c_dim=3)})
    return folder


def image(path):
    return cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)


def run(script, *arguments):
    script.main([str(argument) for argument in (*arguments, "--device", "cpu")])


@pytest.mark.parametrize(("layers", "first", "last"), [(["--layers", "1-3"], 1, 3), ([], 0, 2)])
def test_style_mixing(networks, tmp_path, layers, first, last):
    out = tmp_path / "new" / "mix.png"
    seeds = ["--rows", 5, 6, "--columns", 7, 8, 9]
    run(style_mixing, "--network", networks / "plain.safetensors", *seeds, *layers, "--output", out)
    cells = image(out).reshape(3, 16, 4, 16, 3).swapaxes(1, 2)
    network = generator(16)
    with torch.no_grad():
        ws = network.mapping(latents(network, range(5, 10)))
        mixed = ws[1].clone()  # row of seed 6, column of seed 9
        mixed[first : last + 1] = ws[4][first : last + 1]
        expected = to_uint8(network.synthesis(torch.stack([*ws, mixed]), noise_mode="const"))
    assert not cells[0, 0].any()
    assert np.array_equal(cells[1:, 0], expected[:2])
    assert np.array_equal(cells[0, 1:], expected[2:5])
    assert np.array_equal(cells[2, 3], expected[5])


def test_a_walk_passes_its_seeds_without_a_jump(networks, tmp_path):
    points = np.random.default_rng(0).standard_normal((3, 2, 4))
    curve = np.array(list(generate_video.closed_curve(points, 50)))
    assert np.allclose(curve[::50], points)
    steps = np.abs(np.diff(np.concatenate([curve, curve[:1]]), axis=0)).max(axis=(1, 2))
    assert steps.max() < 0.3  # of distances around 2: also from the last frame to the first
    video = tmp_path / "walk.mp4"
    seeds = ["--seeds", 3, 4, "--seconds", 0.5, "--fps", 8]
    run(generate_video, "--network", networks / "plain.safetensors", *seeds, "--output-path", video)
    frames = cv2.VideoCapture(str(video))
    assert frames.get(cv2.CAP_PROP_FRAME_COUNT) == 8
    assert [path.name for path in tmp_path.iterdir()] == ["walk.mp4"]


@pytest.mark.parametrize("arch", ["small_alexnet", "vit_nano_patch4_32", "narrow_resnet10"])
def test_features_of_every_kind_of_encoder_lead_to_the_target(arch):
    features = project.open_features(f"random:{arch}", torch.device("cpu"))
    images = torch.randint(0, 256, (2, 3, 16, 16)).float().requires_grad_(True)
    found = features(images)
    assert found.shape[0] == 2 and found.shape[1] > 100 and not torch.equal(found[0], found[1])
    (gradient,) = torch.autograd.grad(found[0].square().sum() + found[0, 0], images)
    assert gradient[0].abs().max() > 0 and not gradient[1].any()


@pytest.mark.parametrize("features", ["pixels", "random:narrow_resnet10"])
def test_projection_comes_nearer(networks, tmp_path, features, capsys):
    network = generator(16)
    with torch.no_grad():
        target = to_uint8(network(latents(network, [11]), noise_mode="const"))[0]
    wide = np.concatenate([np.zeros((16, 8, 3), np.uint8), target, np.zeros((16, 8, 3), np.uint8)], axis=1)
    cv2.imwrite(str(tmp_path / "t.png"), cv2.cvtColor(wide, cv2.COLOR_RGB2BGR))
    flags = ["--target", tmp_path / "t.png", "--features", features, "--output", tmp_path / "p"]
    run(project, "--network", networks / "plain.safetensors", *flags, "--steps", 60)
    assert np.array_equal(image(tmp_path / "p" / "target.png"), target)  # the middle square
    first, last = (float(part.split()[0]) for part in capsys.readouterr().out.split("distance ")[1].split(","))
    assert last < 0.5 * first
    with np.load(tmp_path / "p" / "projected_w.npz") as file:
        w = file["w"]
    assert w.shape == (1, network.num_ws, 8)
    found = image(tmp_path / "p" / "projection.png").astype(float)
    with torch.no_grad():
        mean = to_uint8(network.synthesis(network.mapping(latents(network, range(64))).mean(0, keepdim=True)))
    assert np.square(found - target).mean() < np.square(mean[0].astype(float) - target).mean()


def test_noise_is_told_from_white_by_its_neighbours():
    torch.manual_seed(0)
    white = torch.randn(64, 64)
    smooth = torch.nn.functional.avg_pool2d(white[None, None], 3, 1, 1)[0, 0] * 3
    assert project.noise_correlation(white) < 0.05
    assert project.noise_correlation(smooth) > 0.3


def test_what_a_user_gets_wrong(networks, tmp_path, capsys):
    plain, classes = networks / "plain.safetensors", networks / "classes.safetensors"
    cv2.imwrite(str(tmp_path / "t.png"), np.zeros((16, 16, 3), np.uint8))
    to_png, to_video = ["--output", tmp_path / "o.png"], ["--output-path", tmp_path / "o.mp4"]
    mixing, walking = ["--rows", 1, "--columns", 2, *to_png], ["--seeds", 1, 2, *to_video]
    projecting = ["--features", "pixels", "--output", tmp_path / "p", "--steps", 1]
    here = ["--target", tmp_path / "t.png"]
    cases = [
        (style_mixing, plain, [*mixing, "--layers", "2-6"], "--layers 2-6: the network has layers 0 to 5"),
        (project, plain, [*projecting, "--target", tmp_path / "no.png"], "no.png: No such file"),
        (project, plain, [*projecting, "--target", plain], "--target .*plain.safetensors"),
        (project, plain, [*projecting, *here, "--features", "random:none"], "none"),
        *((script, classes, flags, "class-conditional: give --class, 0 to 2")
          for script, flags in ((style_mixing, mixing), (generate_video, walking), (project, [*projecting, *here]))),
        *((script, plain, [*flags, "--class", 1], "--class 1: the network is not class-conditional")
          for script, flags in ((style_mixing, mixing), (generate_video, walking), (project, [*projecting, *here]))),
    ]  # fmt: skip
    for script, network, flags, message in cases:
        with pytest.raises(UserError, match=message) as caught:
            run(script, "--network", network, *flags)
        assert caught.value.code == 2, message
    for script, flags in (
        (style_mixing, [*mixing, "--layers", "6-2"]),
        (generate_video, ["--seeds", 1, *to_video]),
        (generate_video, ["--seeds", 1, 2**32, *to_video]),
        (generate_video, [*walking, "--fps", 1e300, "--seconds", 1e300]),
        (generate_video, [*walking, "--fps", 1e6, "--seconds", 10]),
        (generate_video, [*walking, "--class", "9" * 400, "--seconds", "9" * 400]),
        (style_mixing, ["--rows", 2**32, "--columns", 2, *to_png]),
        (style_mixing, ["--rows", 1, "--columns", 2**62, *to_png]),
        (style_mixing, [*mixing, "--layers", "0-" + "9" * 30]),
    ):
        with pytest.raises(SystemExit) as caught:
            run(script, "--network", plain, *flags)
        assert caught.value.code == 2
        assert len(capsys.readouterr().err.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["t.png"]


@pytest.mark.parametrize("name", ["stylegan2", "stylegan2_mixup_6"])
def test_recipes_have_the_papers_settings(tmp_path, name):
    """Run with a stand-in for python that prints what it is called with."""
    script = SCRIPTS / f"generate_large_scale_dataset_{name}.sh"
    without = subprocess.run(["bash", script], capture_output=True, text=True, check=False)
    assert without.returncode == 2 and "name the network" in without.stderr
    assert len(without.stderr.splitlines()) == 1
    tree = tmp_path / "image_generation" / "stylegan2"
    tree.mkdir(parents=True)
    for path in SCRIPTS.glob("*.sh"):
        (tree / path.name).write_bytes(path.read_bytes())
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    python.chmod(0o755)
    environment = {key: value for key, value in os.environ.items() if key != "N_SAMPLES"}
    command = ["bash", tree / script.name, "my network.pkl", "out put", "--workers", "2"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, cwd="/")
    words = done.stdout.splitlines()
    given = dict(zip(words[1::2], words[2::2]))
    assert given["--network"] == "my network.pkl" and given["--output"] == "out put"
    assert given["--n-samples"] == "1300000" and given["--truncation-psi"] == "1" and given["--workers"] == "2"
    assert given.get("--mixup") == ("6" if "mixup" in name else None)
