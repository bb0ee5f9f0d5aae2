"""evaluation/export.py: names of torchvision and timm, equal features there and back, what cannot be exported."""

import pytest
import torch
import torchvision
from safetensors.torch import load_file, save_file

from evaluation.export import main
from image_generation.common.errors import UserError
from learning.encoders.build import backbone
from learning.encoders.exchange import from_names, to_names
from learning.encoders.load import load_encoder, random_encoder
from learning.encoders.safetensors_files import write


def checkpoint(path, arch, size=32):
    """A checkpoint of an encoder with random weights and statistics; the module."""
    torch.manual_seed(0)
    module = backbone(arch)[0].eval()
    for name, buffer in module.named_buffers():
        if name.endswith(("mean", "var")):
            buffer.uniform_(0.5, 1.5)
    torch.save({"arch": arch, "state_dict": {f"backbone.{n}": v for n, v in module.state_dict().items()},
                "args": {"image_size": size}}, path)  # fmt: skip
    return module


def features_of(model, images):
    with torch.no_grad():
        return model.eval()(images)


@pytest.mark.parametrize("arch, library", [("tiny_resnet", "own"), ("vit_nano_patch8_32", "own"), ("resnet18", "timm")])
def test_there_and_back_has_equal_features(tmp_path, arch, library):
    module = checkpoint(tmp_path / "a.pth", arch)
    main(
        ["--checkpoint", str(tmp_path / "a.pth"), "--format", library, "--output", str(tmp_path / "out/a.safetensors")]
    )
    main(["--import", str(tmp_path / "out/a.safetensors"), "--output", str(tmp_path / "b.pth.tar")])
    again = load_encoder(str(tmp_path / "b.pth.tar"))
    assert again.arch == arch and again.image_size == 32
    images = torch.randn(2, 3, 32, 32)
    assert torch.equal(again.features(images), features_of(module, images))


def test_the_same_weights_make_the_same_bytes(tmp_path):
    encoder = random_encoder("tiny_resnet")
    for number in range(6):
        write(encoder, "own", str(tmp_path / f"{number}.safetensors"))
    assert len({(tmp_path / f"{number}.safetensors").read_bytes() for number in range(6)}) == 1
    assert load_file(tmp_path / "0.safetensors").keys() == encoder.module.state_dict().keys()


def test_resnets_load_into_torchvision(tmp_path):
    module = checkpoint(tmp_path / "a.pth", "resnet18")
    main(
        [
            "--checkpoint",
            str(tmp_path / "a.pth"),
            "--format",
            "torchvision",
            "--output",
            str(tmp_path / "a.safetensors"),
        ]
    )
    other = torchvision.models.resnet18()
    missing = other.load_state_dict(load_file(tmp_path / "a.safetensors"), strict=False)
    assert missing.missing_keys == ["fc.weight", "fc.bias"] and not missing.unexpected_keys
    other.fc = torch.nn.Identity()
    images = torch.randn(1, 3, 64, 64)
    assert torch.equal(features_of(other, images), features_of(module, images))


def shrunk(monkeypatch):
    """Both libraries' ViT-B/16 with two narrow layers, so that a test takes no second."""
    from learning.encoders import vit

    monkeypatch.setitem(vit.SIZES, "base", (24, 2, 3))
    return torchvision.models.VisionTransformer(
        image_size=224, patch_size=16, num_layers=2, num_heads=3, hidden_dim=24, mlp_dim=96, num_classes=5
    ).eval()


def test_transformers_load_into_torchvision_and_back(monkeypatch):
    other = shrunk(monkeypatch)
    module = backbone("vit_base_patch16")[0].eval()
    name, weights = to_names("vit_base_patch16", module.state_dict(), "torchvision")
    assert name == "vit_b_16"
    missing = other.load_state_dict(weights, strict=False)
    assert missing.missing_keys == ["heads.head.weight", "heads.head.bias"] and not missing.unexpected_keys
    other.heads = torch.nn.Identity()
    images = torch.randn(1, 3, 224, 224)
    torch.testing.assert_close(features_of(other, images), features_of(module, images), atol=2e-5, rtol=1e-4)
    back = from_names("vit_base_patch16", weights)
    assert back.keys() == module.state_dict().keys()
    name, weights = to_names("vit_b_16", other.state_dict(), "timm")
    assert name == "vit_base_patch16_224" and weights.keys() == module.state_dict().keys()
    assert from_names("vit_b_16", weights).keys() == other.state_dict().keys()


@pytest.mark.parametrize("arch, size", [("vit_tiny_patch16", 224), ("vit_tiny_patch16_64", 64), ("resnet18", 64)])
def test_timm_takes_our_names(arch, size):
    timm = pytest.importorskip("timm")
    module = backbone(arch)[0].eval()
    name, weights = to_names(arch, module.state_dict(), "timm")
    sized = {"img_size": size} if size != 224 and arch.startswith("vit") else {}
    other = timm.create_model(name.replace("_64", "_224"), num_classes=0, **sized)
    other.load_state_dict(weights)
    images = torch.randn(1, 3, size, size)
    torch.testing.assert_close(features_of(other, images), features_of(module, images), atol=2e-5, rtol=1e-4)


def test_foreign_files_need_a_name(tmp_path):
    module = checkpoint(tmp_path / "a.pth", "resnet18")
    save_file({**module.state_dict(), "fc.weight": torch.zeros(3, 512)}, tmp_path / "theirs.safetensors")
    out = ["--output", str(tmp_path / "b.pth.tar")]
    with pytest.raises(UserError, match="give --arch"):
        main(["--import", str(tmp_path / "theirs.safetensors"), *out])
    main(["--import", str(tmp_path / "theirs.safetensors"), "--arch", "resnet18", *out])
    images = torch.randn(1, 3, 32, 32)
    assert torch.equal(load_encoder(str(tmp_path / "b.pth.tar")).features(images), features_of(module, images))
    with pytest.raises(UserError, match="is no resnet34"):
        main(["--import", str(tmp_path / "theirs.safetensors"), "--arch", "resnet34", *out])


@pytest.mark.parametrize("library", ["timm", "torchvision"])
def test_networks_that_others_have_not_are_one_line(tmp_path, library):
    checkpoint(tmp_path / "a.pth", "tiny_resnet")
    with pytest.raises(UserError, match=f"{library} has no network like tiny_resnet"):
        main(["--checkpoint", str(tmp_path / "a.pth"), "--format", library, "--output", str(tmp_path / "x")])
    assert not (tmp_path / "x").exists()


def test_broken_files_are_one_line(tmp_path):
    (tmp_path / "x.safetensors").write_bytes(b"no weights")
    with pytest.raises(UserError, match="no readable safetensors"):
        main(["--import", str(tmp_path / "x.safetensors"), "--arch", "resnet18", "--output", str(tmp_path / "y")])
    with pytest.raises(UserError, match="no such file"):
        main(["--import", str(tmp_path / "z.safetensors"), "--output", str(tmp_path / "y")])
