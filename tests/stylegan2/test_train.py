"""Training: end to end, interrupted in every way, resumed to the bit, transferred, and refused where it must be."""

import csv
import multiprocessing
import os
import signal
import time

import numpy as np
import pytest
import torch
import yaml
from PIL import Image

from image_generation.common.errors import UserError
from stylegan2 import presets, run_files, train
from stylegan2.dataset import GanImages
from stylegan2.network_files import load_networks, save_networks
from stylegan2.training_step import Model, after_step, one_hot, train_step
from tests.stylegan2.tiny import discriminator, generator, release_pickle, write_images

SMALL = "--batch 4 --channel-base 64 --channel-max 8 --z-dim 8 --w-dim 8 --workers 0 --tick 0.012 --snap 2 --grid 4"


def flags(data, output, kimg, *more):
    required = ["--data", data, "--output", output, "--kimg", kimg, "--device", "cpu"]
    return [str(flag) for flag in (*required, *SMALL.split(), *more)]


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    return write_images(tmp_path_factory.mktemp("images"), 10, 8)


@pytest.fixture(scope="module")
def finished(images, tmp_path_factory):
    """A run of 18 steps that nothing interrupts: every lazy phase and the control of p have happened."""
    output = tmp_path_factory.mktemp("runs") / "whole"
    train.main(flags(images, output, 0.072))
    return output


def snapshot(output, number=72):
    return (output / f"network-snapshot-{number:09d}.safetensors").read_bytes()


def test_a_run_leaves_everything_that_it_should(finished, images):
    names = {path.name for path in finished.iterdir()}
    grids = {
        "reals.png",
        "fakes-000000000.png",
        "fakes-000000024.png",
        "fakes-000000048.png",
        "fakes-000000072.png",
    }
    assert grids < names
    assert {"network-snapshot-000000072.safetensors", "metrics.csv", "config.yaml", "tensorboard"} < names
    assert sorted(name for name in names if name.startswith("training-state")) == [
        "training-state-000000060.pt",
        "training-state-000000072.pt",
    ]
    assert not [name for name in names if name.endswith(".part")]
    assert "curve.png" not in names  # no metric was measured
    with open(finished / "metrics.csv") as file:
        rows = list(csv.DictReader(file))
    assert [row["kimg"] for row in rows] == ["0.012", "0.024", "0.036", "0.048", "0.06", "0.072"]
    assert all(float(row["loss_d"]) > 0 and float(row["sec_per_kimg"]) > 0 for row in rows)
    assert rows[0]["r1"] and not rows[1]["r1"]  # every 16th step
    assert Image.open(finished / "fakes-000000072.png").size == (16, 16)
    networks = load_networks(finished / "network-snapshot-000000072.safetensors", ("G", "D", "G_ema"))
    assert not torch.equal(networks["G"].synthesis.b4.const, networks["G_ema"].synthesis.b4.const)


def test_the_saved_configuration_repeats_the_run(finished, tmp_path):
    train.main(["--config", str(finished / "config.yaml"), "--output", str(tmp_path / "again"), "--device", "cpu"])
    assert snapshot(tmp_path / "again") == snapshot(finished)


def test_resumed_is_uninterrupted_to_the_bit(finished, images, tmp_path):
    output = tmp_path / "resumed"
    train.main(flags(images, output, 0.028))
    train.main(flags(images, output, 0.072, "--resume", "auto"))
    assert snapshot(output) == snapshot(finished)
    before = snapshot(output)
    train.main(flags(images, output, 0.072, "--resume", "auto"))  # nothing is left to do
    assert snapshot(output) == before


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_signals_lose_nothing(finished, images, tmp_path, how):
    output = tmp_path / "run"
    context = multiprocessing.get_context("fork")
    child = context.Process(target=train.main, args=(flags(images, output, 0.072),))
    child.start()
    deadline = time.monotonic() + 120
    while not run_files.list_states(output) and child.is_alive() and time.monotonic() < deadline:
        time.sleep(0.01)
    os.kill(child.pid, how)
    child.join(60)
    if how == signal.SIGKILL:
        assert child.exitcode == -signal.SIGKILL
    elif not (output / "network-snapshot-000000072.safetensors").exists():
        assert child.exitcode == 128 + how
    states = list(output.glob("training-state-*.pt"))
    assert states
    for path in states:
        torch.load(path, weights_only=True)
    train.main(flags(images, output, 0.072, "--resume", "auto"))
    assert snapshot(output) == snapshot(finished)
    assert not list(output.glob(".*.part"))


def test_a_damaged_state_gives_way_to_the_one_before(finished, images, tmp_path, capsys):
    output = tmp_path / "run"
    train.main(flags(images, output, 0.06))
    newest = run_files.list_states(output)[0]
    newest.write_bytes(newest.read_bytes()[:-200])
    train.main(flags(images, output, 0.072, "--resume", "auto"))
    assert "going back to the state before" in capsys.readouterr().err
    assert snapshot(output) == snapshot(finished)


def test_accumulating_gradients_is_the_same_step(images):
    source = GanImages(images)
    settings = presets.Preset(lr=1e-12, batch=4, mbstd_group=1, style_mixing_prob=0, pl_weight=0, gamma=1.0)
    reals = torch.from_numpy(np.stack([source.read(k)[0] for k in range(4)])).permute(0, 3, 1, 2) / 127.5 - 1
    results = []
    for at_once in (4, 2):
        torch.manual_seed(0)
        config = generator(8).config, discriminator(8, epilogue_kwargs={"mbstd_group_size": 1}).config
        model = Model(config, settings)
        for name, tensor in model.G.state_dict().items():
            if name.endswith(("noise_strength", "affine.weight")):
                tensor.zero_()  # images that no random number changes
        torch.manual_seed(1)
        train_step(model, 0, reals, torch.zeros(4, 0), lambda n: torch.zeros(n, 0), at_once)
        # Adam without momentum: its first moment is the gradient
        gradients = {}
        for network, optimizer in ((model.G.synthesis, model.G_opt), (model.D, model.D_opt)):
            for name, parameter in network.named_parameters():
                if not name.endswith(("noise_strength", "affine.weight")):
                    gradients[name] = optimizer.state[parameter]["exp_avg"]
        results.append(gradients)
    assert len(results[0]) > 20
    for name, whole in results[0].items():
        torch.testing.assert_close(whole, results[1][name], rtol=1e-3, atol=1e-5, msg=name)


def test_the_average_and_the_control_of_p():
    settings = presets.Preset(batch=4, ema_kimg=0.1, ema_rampup=None)
    model = Model((generator(8).config, discriminator(8).config), settings, pipe="blit", ada_target=0.6, ada_kimg=0.001)
    for parameter in model.G_ema.parameters():
        parameter.zero_()
    model.signs.copy_(torch.tensor([12.0, 16.0]))  # mean sign 0.75
    after_step(model, 3, 4)
    keep = 0.5 ** (4 / 100)
    torch.testing.assert_close(model.G_ema.synthesis.b4.const, model.G.synthesis.b4.const * (1 - keep))
    assert model.augment.p.item() == pytest.approx(16.0)  # 4 steps of 4 images at a speed of 1 per image
    assert not model.signs.any()
    after_step(model, 4, 4)
    assert model.augment.p.item() == pytest.approx(16.0)


@pytest.mark.parametrize("pl_weight", [2.0, 0.0])
def test_lazy_steps_shorten_adams_and_count_signs(images, pl_weight):
    """arXiv 1912.04958, appendix B: k / (k + 1) with k = 4 and 16, whatever the weight of the extra loss."""
    settings = presets.Preset(lr=0.1, batch=2, mbstd_group=2, pl_weight=pl_weight, gamma=1.0)
    configs = generator(8).config, discriminator(8).config
    model = Model(configs, settings, ada_target=0.6)
    assert model.G_opt.defaults["lr"] == pytest.approx(0.08)
    assert model.D_opt.defaults["lr"] == pytest.approx(0.1 * 16 / 17)
    assert model.G_opt.defaults["betas"] == pytest.approx((0.0, 0.99**0.8))
    for step, counted in ((15, 2), (16, 6)):  # step 16 has R1, which sees the real images once more
        train_step(model, step, torch.rand(2, 3, 8, 8), torch.zeros(2, 0), lambda n: torch.zeros(n, 0), 2)
        assert model.signs[1] == counted
        assert abs(model.signs[0]) <= counted


def test_lazy_phases_count_for_every_parameter(images):
    """As the release, which adds 0 times the output: Adam has taken the same number of steps for all parameters."""
    settings = presets.Preset(lr=0.01, batch=2, mbstd_group=2, gamma=1.0)
    model = Model((generator(8).config, discriminator(8).config), settings)
    reals = torch.rand(2, 3, 8, 8)
    for step in range(2):  # step 0 has both lazy phases
        train_step(model, step, reals, torch.zeros(2, 0), lambda n: torch.zeros(n, 0), 2)
    for optimizer in (model.G_opt, model.D_opt):
        assert {float(state["step"]) for state in optimizer.state.values()} == {3.0}
    names = dict(model.G.named_parameters()) | {f"D.{k}": v for k, v in model.D.named_parameters()}
    for name in ("synthesis.b8.torgb.bias", "D.b4.out.bias"):
        optimizer = model.D_opt if name.startswith("D.") else model.G_opt
        assert optimizer.state[names[name]]["exp_avg_sq"].any()


def test_states_of_another_history_and_what_was_resumed_stay(tmp_path):
    for images in (12, 24, 48, 60):
        run_files.save_state(tmp_path, images, {"step": images})
    assert [p.name[-6:-3] for p in run_files.list_states(tmp_path)] == ["060", "048"]
    start = tmp_path / "training-state-000000004.pt"
    torch.save({}, start)
    for images in (8, 12, 16):  # a run from an older state, with further ones of another history in the folder
        run_files.save_state(tmp_path, images, {"step": images}, (start,))
    names = [p.name[-6:-3] for p in run_files.list_states(tmp_path)]
    assert names == ["060", "048", "016", "012", "004"]


def test_a_disk_that_is_full_for_the_first_state_leaves_no_run_behind(finished, images, tmp_path, monkeypatch):
    """Its snapshot fitted; alone it would be kept aside as a run of its own."""
    output = tmp_path / "run"
    command = flags(images, output, 0.072, "--snap", "1")
    with monkeypatch.context() as patch:
        patch.setattr("learning.checkpoints.torch.save", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left")))
        with pytest.raises(UserError, match=r"training-state-000000012.pt: .*cannot be written"):
            train.main([*command, "--resume", "auto"])
    assert not list(output.glob("network-snapshot*"))
    train.main([*command, "--resume", "auto"])
    assert snapshot(output) == snapshot(finished) and not list(output.glob("earlier-*"))


def test_a_run_that_cannot_be_read_is_kept_when_another_starts(finished, images, tmp_path, capsys):
    output = tmp_path / "run"
    train.main(flags(images, output, 0.024))
    states, old = run_files.list_states(output), snapshot(output, 24)
    for path in states:
        path.write_bytes(path.read_bytes()[:-200])
    train.main(flags(images, output, 0.012, "--resume", "auto"))
    assert "the earlier run is now in" in capsys.readouterr().err
    assert snapshot(output / "earlier-1", 24) == old
    assert {p.name for p in run_files.list_states(output / "earlier-1")} == {p.name for p in states}
    assert [p.name for p in run_files.list_states(output)] == ["training-state-000000012.pt"]
    state = run_files.list_states(output)[0]
    bad(2, "holds the run that .* is of", flags(images, output, 0.1, "--resume", state))
    state.unlink()  # snapshots alone are a run too
    bad(2, "holds a run already", flags(images, output, 0.1))


@pytest.mark.parametrize(
    "change",
    [
        {"step": "3"}, {"step": torch.tensor(3)}, {"step": -1}, {"step": 2**40}, {"step": True},
        {"step": torch.eye(2).to_sparse()}, {"batch": "4"}, {"resolution": None}, {"configs": [1, 2]},
        {"configs": "x"}, {"model": []}, {"transferred": "yes"},
        {"transferred": True, "configs": [{"img_resolution": 2**40}, {}]},
    ],
)  # fmt: skip
def test_states_of_other_kinds_are_one_line(finished, images, tmp_path, change):
    state = torch.load(run_files.list_states(finished)[0], weights_only=True) | change
    torch.save(state, tmp_path / "odd.pt")
    # The reader of files itself refuses a sparse tensor, before anybody knows what it would be used for.
    code = 1 if isinstance(change.get("step"), torch.Tensor) and change["step"].is_sparse else 2
    bad(code, "odd.pt", flags(images, tmp_path / "o", 0.1, "--resume", tmp_path / "odd.pt"))
    assert not (tmp_path / "o").exists()


def test_parts_of_a_states_model_are_checked(finished, images, tmp_path):
    path = run_files.list_states(finished)[0]

    def changed(name, key, value):
        state = torch.load(path, weights_only=True)
        (state["model"][name] if key else state["model"])[key or name] = value
        torch.save(state, tmp_path / "odd.pt")
        return flags(images, tmp_path / "o", 0.1, "--resume", tmp_path / "odd.pt")

    nan = torch.full((8, 4, 4), float("nan"))
    bad(2, "odd.pt: does not fit: G.synthesis.b4.const holds", changed("G", "synthesis.b4.const", nan))
    bad(2, "odd.pt: does not fit: G_opt.param_groups", changed("G_opt", "param_groups", "x"))
    bad(2, "odd.pt: does not fit: D_opt.state", changed("D_opt", "state", {0: {"step": "x"}}))
    bad(2, "odd.pt: does not fit: signs", changed("signs", None, torch.zeros(3)))
    bad(2, "odd.pt: does not fit: p ", changed("p", None, float("nan")))
    bad(2, "odd.pt: does not fit: mean_length", changed("mean_length", None, "long"))


def test_weights_that_are_no_numbers_are_refused_by_name(tmp_path):
    network = generator(8)
    with torch.no_grad():
        network.synthesis.b8.conv1.bias[3] = float("inf")
    save_networks(tmp_path / "n.safetensors", {"G_ema": network})
    with pytest.raises(UserError, match=r"n.safetensors, G_ema: synthesis.b8.conv1.bias .* NaN or infinite"):
        load_networks(tmp_path / "n.safetensors")


def test_a_pipe_among_the_images_does_not_hang(images, tmp_path, capsys):
    data = write_images(tmp_path / "data", 5, 8)
    os.mkfifo(data / "pipe.png")
    train.main(flags(data, tmp_path / "run", 0.004))
    assert "pipe.png: is no regular file" in capsys.readouterr().err
    with pytest.raises(UserError, match="none of its 5 images can be read"):
        train.main(flags(data, tmp_path / "small", 0.004, "--max-pixels", "63"))


def test_conditional_training_and_transfer(images, tmp_path, capsys):
    for name in ("birch", "oak"):
        write_images(tmp_path / "classes" / name, 4, 8, seed=len(name))
    output = tmp_path / "cond"
    train.main(flags(tmp_path / "classes", output, 0.008, "--cond", "--mirror", "--augpipe", "blit"))
    network = output / "network-snapshot-000000008.safetensors"
    assert load_networks(network)["G_ema"].c_dim == 2
    train.main(
        flags(
            images,
            tmp_path / "on",
            0.004,
            "--resume",
            network,
            "--freezed",
            "2",
            "--aug",
            "fixed",
            "--p",
            "0.5",
        )
    )
    transferred = load_networks(tmp_path / "on" / "network-snapshot-000000004.safetensors", ("D", "G_ema"))
    assert transferred["G_ema"].c_dim == 0
    frozen = load_networks(network, ("D",))["D"]
    assert torch.equal(transferred["D"].b8.fromrgb.weight, frozen.b8.fromrgb.weight)
    assert not torch.equal(transferred["D"].b8.conv1.weight, frozen.b8.conv1.weight)


def test_transfer_from_a_published_pickle(images, tmp_path):
    networks = {"G": generator(8), "D": discriminator(8), "G_ema": generator(8, seed=4)}
    source = release_pickle(tmp_path / "n.pkl", networks, tmp_path / "canary")
    train.main(flags(images, tmp_path / "run", 0.004, "--resume", source, "--aug", "noaug"))
    after = load_networks(tmp_path / "run" / "network-snapshot-000000004.safetensors")["G_ema"]
    change = (after.synthesis.b4.const - networks["G_ema"].synthesis.b4.const).abs().max()
    assert 0 < change < 0.01
    assert not (tmp_path / "canary").exists()


def test_an_interrupted_transfer_goes_on_as_a_transfer(images, tmp_path):
    """Its networks, the slower average and the faster p are the run's own, not those that the flags would choose."""
    networks = {"G": generator(8), "D": discriminator(8), "G_ema": generator(8, seed=4)}
    save_networks(tmp_path / "n.safetensors", networks)
    given = ("--resume", tmp_path / "n.safetensors")
    train.main(flags(images, tmp_path / "whole", 0.032, *given))
    train.main(flags(images, tmp_path / "parts", 0.02, *given))
    train.main(flags(images, tmp_path / "parts", 0.032, "--resume", "auto"))
    assert snapshot(tmp_path / "parts", 32) == snapshot(tmp_path / "whole", 32)
    # killed before its first tick: what it started from is there all the same
    train.main(flags(images, tmp_path / "early", 0.004, *given))
    (tmp_path / "early" / "training-state-000000004.pt").unlink()
    train.main(flags(images, tmp_path / "early", 0.032, "--resume", "auto"))
    assert snapshot(tmp_path / "early", 32) == snapshot(tmp_path / "whole", 32)


def test_overwriting_deletes_nothing_before_all_is_checked(images, tmp_path):
    output = tmp_path / "run"
    train.main(flags(images, output, 0.004))
    before = {path.name for path in output.iterdir()}
    bad(2, "no such folder", flags(tmp_path / "nowhere", output, 0.004, "--overwrite"))
    state = run_files.list_states(output)[0]
    bad(2, "would delete", flags(images, output, 0.004, "--overwrite", "--resume", state))
    assert {path.name for path in output.iterdir()} == before
    bad(2, "no such folder", flags(tmp_path / "nowhere", tmp_path / "new", 0.004))
    assert not (tmp_path / "new").exists()
    (tmp_path / "file").write_text("")
    bad(2, "file: cannot be made", flags(images, tmp_path / "file", 0.004))


def test_metrics_are_measured_at_snapshots(images, tmp_path, capsys):
    more = ["--metrics", "fid", "--feature-extractor", "random:narrow_resnet10", "--metric-images", "8"]
    train.main(flags(images, tmp_path / "run", 0.012, *more))
    with open(tmp_path / "run" / "metrics.csv") as file:
        (row,) = csv.DictReader(file)
    assert float(row["fid_encoder"]) > 0
    assert Image.open(tmp_path / "run" / "curve.png").size[0] > 300
    assert "fid_encoder" in capsys.readouterr().out


def bad(code, message, arguments):
    with pytest.raises(UserError, match=message) as caught:
        train.main(arguments)
    assert caught.value.code == code


def test_what_does_not_fit_a_resume(finished, images, tmp_path):
    bad(2, "holds a run already: resume with --resume auto", flags(images, finished, 0.1))
    larger = write_images(tmp_path / "large", 4, 16)
    state = run_files.list_states(finished)[0]
    bad(2, "networks are 8x8, the images 16x16", flags(larger, tmp_path / "a", 0.1, "--resume", state))
    save_networks(tmp_path / "n.safetensors", {"G": generator(8), "D": discriminator(8), "G_ema": generator(8)})
    bad(2, "8x8, the images 16x16", flags(larger, tmp_path / "a", 0.1, "--resume", tmp_path / "n.safetensors"))
    bad(2, "--batch 4, not 8", flags(images, tmp_path / "a", 0.1, "--resume", state, "--batch", "8"))
    bad(2, "does not fit", flags(images, tmp_path / "a", 0.1, "--resume", state, "--channel-base", "32"))
    bad(2, "no such checkpoint", flags(images, tmp_path / "a", 0.1, "--resume", tmp_path / "none.pt"))
    (tmp_path / "text.pt").write_text("no state")
    bad(1, "text.pt", flags(images, tmp_path / "a", 0.1, "--resume", tmp_path / "text.pt"))


def test_bad_images(images, tmp_path):
    mixed = write_images(tmp_path / "mixed", 3, 16)
    write_images(mixed / "more", 1, 32)
    bad(2, "different sizes: .*16x16.*32x32", flags(mixed, tmp_path / "o", 0.1))
    odd = write_images(tmp_path / "odd", 3, 24)
    bad(2, "images of 24: .* power of two", flags(odd, tmp_path / "o", 0.1))
    bad(2, "--resolution 16: the images of .* 24x24", flags(odd, tmp_path / "o", 0.1, "--resolution", "16"))
    wide = tmp_path / "wide"
    wide.mkdir()
    Image.new("RGB", (16, 8)).save(wide / "a.png")
    bad(2, "a.png: is 16x8: .* square", flags(wide, tmp_path / "o", 0.1))
    (tmp_path / "empty").mkdir()
    bad(2, "holds no images", flags(tmp_path / "empty", tmp_path / "o", 0.1))
    bad(2, "no such folder", flags(tmp_path / "nowhere", tmp_path / "o", 0.1))
    bad(2, "--cond: .* no classes", flags(images, tmp_path / "o", 0.1, "--cond"))
    bad(2, "larger|divides", flags(images, tmp_path / "o", 0.1, "--resolution", "16"))
    bad(2, "32x32 at least", flags(images, tmp_path / "o", 0.1, "--augpipe", "bgcfnc"))
    bad(2, "--channel-base 4: leaves no", flags(images, tmp_path / "o", 0.1, "--channel-base", "4"))
    bad(2, "--batch-gpu 3", flags(images, tmp_path / "o", 0.1, "--batch-gpu", "3"))
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "a.png").write_bytes(b"no image")
    bad(2, "none of its 1 images can be read", flags(broken, tmp_path / "o", 0.1))


def test_a_size_that_only_shows_later(images, tmp_path, monkeypatch):
    monkeypatch.setattr("stylegan2.dataset.SIZES_CHECKED", 2)
    data = write_images(tmp_path / "data", 5, 8)
    Image.new("RGB", (16, 16)).save(data / "002.png")
    bad(1, "002.png: is 16x16, other images of --data are 8x8", flags(data, tmp_path / "o", 0.1))


def test_grey_alpha_and_large_images_are_converted(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    pixels = np.arange(256, dtype=np.uint8).reshape(16, 16)
    Image.fromarray(pixels).save(data / "a.png")
    Image.fromarray(np.stack([pixels, pixels // 2, pixels // 4, pixels], 2)).save(data / "b.png")
    source = GanImages(data, 8, mirror=True)
    grey, colour = source.read(0)[0], source.read(1)[0]
    means = pixels.reshape(8, 2, 8, 2).mean(axis=(1, 3))
    assert grey.shape == (8, 8, 3)
    assert np.abs(grey[..., 1] - means).max() <= 1  # the average of 2x2 pixels
    assert np.array_equal(grey[..., 0], grey[..., 2])
    assert np.abs(colour[..., 1] - means / 2).max() <= 1  # alpha is dropped
    assert np.array_equal(source.read(2)[0], grey[:, ::-1])
    assert len(source) == 4


def test_a_loss_that_is_no_number_ends_the_run(images, tmp_path, monkeypatch):
    monkeypatch.setattr("stylegan2.loss.generator_loss", lambda logits: logits.squeeze(1) * float("nan"))
    bad(1, "loss_g became nan at step 1; no checkpoint had been written", flags(images, tmp_path / "o", 0.1))
    assert not run_files.list_states(tmp_path / "o")


def test_a_gradient_that_is_no_number_before_a_save_ends_the_run(images, tmp_path, monkeypatch):
    """Neither a state nor a snapshot is made of such weights, whose losses are finite still."""

    def spoiled(model, step, *rest):
        numbers = train_step(model, step, *rest)
        if step == 3:
            with torch.no_grad():
                model.D.b4.out.bias.fill_(float("nan"))
        return numbers

    output = tmp_path / "run"
    train.main(flags(images, output, 0.008))
    (state,) = run_files.list_states(output)
    monkeypatch.setattr("stylegan2.training.train_step", spoiled)
    good = output / "training-state-000000012.pt"
    message = f"D.b4.out.bias holds NaN or infinite numbers at step 4; the last good checkpoint is {good}"
    bad(1, message, flags(images, output, 0.016, "--resume", "auto"))
    assert run_files.list_states(output) == [good, state]
    assert len(list(output.glob("network-snapshot-*"))) == 1


def test_resuming_goes_back_to_weights_that_are_numbers(images, tmp_path, capsys):
    output = tmp_path / "run"
    for kimg in (0.008, 0.016):
        train.main(flags(images, output, kimg, "--resume", "auto"))
    newest, before, *_ = run_files.list_states(output)
    state = torch.load(newest)
    state["model"]["G"]["synthesis.b4.const"].fill_(float("nan"))
    torch.save(state, newest)
    capsys.readouterr()
    path, _ = run_files.latest_state(output)
    assert path == before
    assert "model.G.synthesis.b4.const holds NaN" in capsys.readouterr().err


def test_presets_are_the_releases():
    auto = presets.auto(256, 8)
    assert (auto.batch, auto.mbstd_group, auto.channel_factor, auto.lr) == (64, 4, 0.5, 0.0025)
    assert auto.gamma == pytest.approx(0.2048)
    assert (auto.ema_kimg, auto.ema_rampup, auto.mapping_layers) == (20, 0.05, 2)
    assert presets.auto(1024, 1).batch == 4 and presets.auto(1024, 1).lr == 0.002
    assert presets.PRESETS["paper256"].gamma == 1 and presets.PRESETS["cifar"].pl_weight == 0


def test_the_command_line_contradicting_itself(capsys):
    for arguments in (
        ["--aug", "fixed"],
        ["--p", "0.3"],
        ["--target", "0.5", "--aug", "noaug"],
        ["--p", "2"],
        ["--overwrite", "--resume", "auto"],
    ):
        with pytest.raises(SystemExit) as caught:
            train.parse_args(["--data", "x", "--output", "y", *arguments])
        assert caught.value.code == 2
        assert len(capsys.readouterr().err.splitlines()) == 1


def test_labels_are_one_hot():
    assert one_hot(torch.tensor([1, 0]), 3).tolist() == [[0, 1, 0], [1, 0, 0]]
    assert one_hot(torch.tensor([1, 0]), 0).shape == (2, 0)


def test_config_holds_what_is_in_force(finished):
    values = yaml.safe_load((finished / "config.yaml").read_text())
    assert values["channel_base"] == 64 and values["cfg"] == "auto" and values["seed"] == 0
