"""scripts/publish/: datasets and encoders to a local Hub and back, what stops a push, and what never leaves."""

import csv
import importlib.util
import json
import re
import shlex
import shutil

import pytest
import torch
import yaml

from evaluation.results import Score, append_results
from image_generation import mix_folder
from image_generation.common.errors import UserError
from image_generation.image_files import decode
from image_generation.shaders import generate_dataset
from learning.checkpoints import read_checkpoint, save_checkpoint
from learning.encoders.build import backbone
from learning.encoders.load import load_encoder
from learning.hub.local import data_folder
from publishing.trained_on import rights_in
from publishing.upload import check_name
from tests.conftest import ROOT
from tests.hub_server import TOKEN, HubServer


def command(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / "publish" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.main


push_dataset, push_encoder = command("push_dataset"), command("push_encoder")


def render(*flags):
    generate_dataset.main([*map(str, flags), "--device", "cpu", "--workers", "1"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Six images of two composed programs, as files."""
    output = tmp_path_factory.mktemp("folder") / "data"
    render("--shaders", "composed:2", "--output", output, "--n-samples", 6, "--resolution", 16)
    return output


@pytest.fixture(scope="module")
def shards(tmp_path_factory):
    """The same as two shards."""
    output = tmp_path_factory.mktemp("shards") / "data"
    flags = ("--format", "webdataset", "--shard-size", 3)
    render("--shaders", "composed:2", "--output", output, "--n-samples", 6, "--resolution", 16, *flags)
    return output


@pytest.fixture
def foreign(folder, tmp_path):
    """A dataset one of whose programs came from Shadertoy, another from a folder of this machine."""
    home = tmp_path / "home" / "ann" / "codes"
    home.mkdir(parents=True)
    shader = {"info": {"id": "aaaaaa", "username": "Bob |*x*|"}, "renderpass": [{"code": "void mainImage(){}"}]}
    (home / "aaaaaa.fragment").write_text(json.dumps(shader))
    data = tmp_path / "data"
    shutil.copytree(folder, data)
    config = yaml.safe_load((data / "config.yaml").read_text())
    (data / "config.yaml").write_text(yaml.safe_dump({**config, "shaders": [str(home)]}))
    with open(data / "programs.csv", "a") as file:
        file.write(f"2,aaaaaa,{home}/aaaaaa.fragment,\n3,waves,{home}/waves.glsl,{'0' * 40}\n")
    (data / "excluded.csv").write_text(f"name,reason\nbad,{home}/bad.glsl: does not compile\n")
    return data


def tree(root):
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def front(card: bytes) -> dict:
    return yaml.safe_load(card.decode().split("---\n")[1])


# ------------------------------------------------------------------ datasets


@pytest.mark.parametrize("kind", ["folder", "shards"])
def test_a_dataset_goes_and_comes_back_to_the_byte(hub: HubServer, kind, request, capsys):
    data = request.getfixturevalue(kind)
    push_dataset(["--dataset", str(data), "--repo", "ann/waves"])
    out = capsys.readouterr().out
    there = hub.files("dataset", "ann/waves")
    local = {name: data for name, data in tree(data).items() if not name.startswith(".")}
    assert {name: there[name] for name in local} == local
    assert set(there) - set(local) == {"README.md", "licences.csv", ".card/preview.png", ".gitattributes"}
    assert out.strip().endswith(f"hf:ann/waves@{hub.repositories['dataset', 'ann/waves'].refs['main']}")
    assert set(tree(data_folder("hf:ann/waves"))) == {*local, "licences.csv"}
    card = there["README.md"].decode()
    assert front(there["README.md"])["license"] == "mit" and "6 images of 16 x 16" in card
    assert front(there["README.md"])["configs"][0]["data_files"][0]["path"] == (
        "shard-*.tar" if kind == "shards" else "*/*.jpg"
    )
    assert decode(there[".card/preview.png"], "preview").shape[1] > 500
    rows = list(csv.DictReader(there["licences.csv"].decode().splitlines()))
    assert [row["free"] for row in rows] == ["yes", "yes"]
    # Nothing is sent again, and no empty commit is made.
    head = hub.repositories["dataset", "ann/waves"].refs["main"]
    push_dataset(["--dataset", str(data), "--repo", "ann/waves"])
    assert hub.repositories["dataset", "ann/waves"].refs["main"] == head


def test_the_card_s_own_command_makes_the_dataset_again_to_the_byte(folder, tmp_path, monkeypatch):
    push_dataset(["--dataset", str(folder), "--repo", "ann/waves", "--dry-run", str(tmp_path / "card")])
    card = (tmp_path / "card" / "README.md").read_text()
    line = next(line for line in card.splitlines() if "generate_dataset.py" in line)
    monkeypatch.chdir(tmp_path / "card")  # where its curl would have put config.yaml
    render(*shlex.split(line)[2:])
    assert tree(tmp_path / "card" / "again") == tree(folder)


def test_programs_of_others_stop_the_push_and_are_named(hub: HubServer, foreign, tmp_path):
    with pytest.raises(UserError) as caught:
        push_dataset(["--dataset", str(foreign), "--repo", "ann/waves"])
    line = str(caught.value)
    assert caught.value.code == 2 and "2 of 4 programs" in line and "aaaaaa (none stated: Shadertoy's default" in line
    assert "waves (unknown)" in line and "--i-have-the-right" in line
    assert not hub.repositories
    with pytest.raises(UserError, match="--licence: has to be given"):
        push_dataset(["--dataset", str(foreign), "--repo", "ann/waves", "--i-have-the-right"])
    push_dataset(
        ["--dataset", str(foreign), "--repo", "ann/waves", "--i-have-the-right", "--licence", "cc-by-nc-sa-4.0"]
    )
    there = hub.files("dataset", "ann/waves")
    assert front(there["README.md"])["license"] == "cc-by-nc-sa-4.0"
    assert "Bob \\|\\*x\\*\\|" in there["README.md"].decode(), "names of others are no markup"
    for name, data in there.items():
        assert str(tmp_path).encode() not in data, f"{name} tells a folder of this machine"
    assert yaml.safe_load(there["config.yaml"])["shaders"] == ["codes"]
    assert b",codes/aaaaaa.fragment," in there["programs.csv"]
    assert there["excluded.csv"].endswith(b"bad,codes/bad.glsl: does not compile\n")


def test_a_mixture_has_the_rights_of_what_it_is_mixed_from(folder, tmp_path, monkeypatch):
    photos = tmp_path / "home" / "photos"
    photos.mkdir(parents=True)
    for name in ("000000.jpg", "000001.jpg", "000002.jpg"):
        shutil.copy(folder / "0000000000" / name, photos)
    for name, images in (("own", folder), ("again", tmp_path / "own"), ("mixed", photos)):
        mix_folder.main([str(images), "--output", str(tmp_path / name), "--mixing-type", "kml"])
    assert (tmp_path / "mixed/programs.csv").read_text() == "number,name,path,sha1\n", "as data sets had it"
    for name in ("own", "again"):
        push_dataset(
            ["--dataset", str(tmp_path / name), "--repo", "ann/waves", "--dry-run", str(tmp_path / f"{name}_")]
        )
    flags = ["--dataset", str(tmp_path / "mixed"), "--repo", "ann/waves", "--dry-run", str(tmp_path / "card")]
    with pytest.raises(UserError, match=r"1 of 1 programs do not allow it: photos \(unknown\)"):
        push_dataset(flags)
    with pytest.raises(UserError, match="--licence: has to be given"):
        push_dataset([*flags, "--i-have-the-right"])
    push_dataset([*flags, "--i-have-the-right", "--licence", "cc0-1.0"])
    card = (tmp_path / "card" / "README.md").read_text()
    assert "mixtures of finished images" in card and str(tmp_path) not in card
    line = next(line for line in card.splitlines() if "mix_folder.py --config" in line)
    monkeypatch.chdir(tmp_path)  # where the setting `images` leads from
    shutil.copy(tmp_path / "card/config.yaml", tmp_path)
    shutil.rmtree(tmp_path / "again")
    mix_folder.main(shlex.split(line)[2:])
    assert tree(tmp_path / "again/0000000000") == tree(tmp_path / "mixed/0000000000")


def test_mixtures_that_name_each_other_end_and_are_not_free(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "programs.csv").write_text("number,name,path,sha1\n")
        images = [str(tmp_path / other) + "/." * n for other in ("a", "b") for n in range(20)]
        (tmp_path / name / "config.yaml").write_text(yaml.safe_dump({"images": images}))
    rights = rights_in({"images": [str(tmp_path / "a")]}, [])
    assert [(one.licence, one.free) for one in rights] == [("unknown", False)]


def test_the_card_of_a_generator_s_images_names_its_command(folder, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(folder, data)
    (data / "programs.csv").write_text("number,name,path,sha1\n0,net.pkl,net.pkl,\n")
    (data / "config.yaml").write_text(yaml.safe_dump({"network": "/work/ann/net.pkl", "n_samples": 6}))
    flags = ["--dataset", str(data), "--repo", "ann/waves", "--dry-run", str(tmp_path / "card")]
    push_dataset([*flags, "--i-have-the-right", "--licence", "mit"])
    card = (tmp_path / "card" / "README.md").read_text()
    assert "image_generation/stylegan2/generate_dataset.py --config" in card and "sampled from a StyleGAN2" in card
    assert "None x None" not in card


def test_images_of_which_nothing_tells_what_drew_them_are_not_free(folder, checkpoint, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(folder, data)
    (data / "programs.csv").write_text("number,name,path,sha1\n")
    with pytest.raises(UserError, match=r"images \(unknown\)"):
        push_dataset(["--dataset", str(data), "--repo", "ann/waves", "--dry-run", str(tmp_path / "card")])
    (checkpoint.parent / "config.yaml").write_text(yaml.safe_dump({"data": [str(data)]}))
    with pytest.raises(UserError, match=r"images \(unknown\)"):
        push_encoder(["--checkpoint", str(checkpoint), "--repo", "ann/net", "--dry-run", str(tmp_path / "files")])


@pytest.mark.parametrize(
    "harm", ["no config", "an image is gone", "an image is cut", "fewer rows", "a link", "a stray"]
)
def test_what_is_no_finished_dataset_is_not_pushed(hub: HubServer, folder, tmp_path, harm, capsys):
    data = tmp_path / "data"
    shutil.copytree(folder, data)
    image = data / "0000000000" / "000003.jpg"
    if harm == "no config":
        (data / "config.yaml").unlink()
    elif harm == "an image is gone":
        image.unlink()
    elif harm == "an image is cut":
        image.write_bytes(image.read_bytes()[:-1])
    elif harm == "fewer rows":
        text = (data / "samples.csv").read_text()
        (data / "samples.csv").write_text(text[: text.rindex("5,0")])
    elif harm == "a link":
        image.rename(tmp_path / "x.jpg")
        image.symlink_to(tmp_path / "x.jpg")
    if harm == "a stray":  # of the user's own: it stays here
        (data / "passwords.txt").write_text("secret")
        push_dataset(["--dataset", str(data), "--repo", "ann/waves"])
        assert "passwords.txt" not in hub.files("dataset", "ann/waves")
        assert "1 files are not the dataset's" in capsys.readouterr().err
        return
    with pytest.raises(UserError) as caught:
        push_dataset(["--dataset", str(data), "--repo", "ann/waves"])
    assert caught.value.code == 2 and not hub.repositories


@pytest.mark.parametrize("kind", ["folder", "shards"])
def test_others_libraries_read_what_was_pushed(hub: HubServer, kind, request, tmp_path, monkeypatch):
    """huggingface_hub's own download of the repository, and datasets by the card's `configs`: images and nothing else."""
    hugging = pytest.importorskip("huggingface_hub")
    datasets = pytest.importorskip("datasets")
    push_dataset(["--dataset", str(request.getfixturevalue(kind)), "--repo", "ann/waves"])
    where = {"repo_type": "dataset", "local_dir": tmp_path / "repo", "endpoint": hub.url, "token": TOKEN}
    hugging.snapshot_download("ann/waves", **where)
    found = datasets.load_dataset(str(tmp_path / "repo"), cache_dir=str(tmp_path / "cache"))["train"]
    image = found[0]["image" if kind == "folder" else "jpg"]
    assert len(found) == 6 and image.size == (16, 16)


def test_labels_go_with_their_images(hub: HubServer, folder, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(folder, data)
    lines = (data / "samples.csv").read_text().splitlines()
    rows = [f"{lines[0]},labels_bytes,labels_crc32", f"{lines[1]},5,0", *(f"{line},0,0" for line in lines[2:])]
    (data / "samples.csv").write_text("\n".join(rows) + "\n")
    labels = data / "0000000000" / "000000.npz"
    with pytest.raises(UserError, match="000000.npz is missing or damaged"):
        push_dataset(["--dataset", str(data), "--repo", "ann/waves"])
    labels.write_bytes(b"depth")
    push_dataset(["--dataset", str(data), "--repo", "ann/waves"])
    assert hub.files("dataset", "ann/waves")["0000000000/000000.npz"] == b"depth"
    assert (data_folder("hf:ann/waves") / "0000000000" / "000000.npz").read_bytes() == b"depth"


def test_an_upload_that_is_refused_says_why(hub: HubServer, folder, monkeypatch):
    """huggingface_hub wraps what its uploading threads meet: the line names the cause."""
    honest = hub.answer

    def refusing(handler, body):
        return hub.error(handler, 403, message="storage is full") if "/lfs/" in handler.path else honest(handler, body)

    monkeypatch.setattr(hub, "answer", refusing)
    with pytest.raises(UserError, match="may not do this"):
        push_dataset(["--dataset", str(folder), "--repo", "ann/waves"])


def test_other_files_of_a_repository_are_not_removed_unasked(hub: HubServer, folder):
    hub.put("dataset", "ann/waves", {"other.bin": b"x" * 1000, "README.md": b"old"})
    with pytest.raises(UserError, match="holds 1 other files .other.bin"):
        push_dataset(["--dataset", str(folder), "--repo", "ann/waves"])
    assert set(hub.files("dataset", "ann/waves")) == {"other.bin", "README.md"}
    push_dataset(["--dataset", str(folder), "--repo", "ann/waves", "--overwrite"])
    assert "other.bin" not in hub.files("dataset", "ann/waves")


def test_anothers_commit_meanwhile_is_one_line(hub: HubServer, folder):
    honest = hub.commit

    def late(handler, key, files, lines):
        hub.put(*key, {"meanwhile.txt": b"x"})
        honest(handler, key, files, lines)

    hub.commit = late
    with pytest.raises(UserError, match="has changed meanwhile"):
        push_dataset(["--dataset", str(folder), "--repo", "ann/waves"])


@pytest.mark.parametrize(
    ("harm", "words", "code"),
    [
        ("no token", "there is no token", 2),
        ("wrong token", "refuses the token", 1),
        ("another's name", "may not do this", 1),
        ("offline", "cannot be reached", 1),
    ],
)
def test_a_push_that_cannot_be(hub: HubServer, folder, monkeypatch, harm, words, code):
    if harm == "no token":
        monkeypatch.delenv("HF_TOKEN")
    elif harm == "wrong token":
        monkeypatch.setenv("HF_TOKEN", f"{TOKEN}x")
    elif harm == "offline":
        hub.close()
    repo = "bob/waves" if harm == "another's name" else "ann/waves"
    with pytest.raises(UserError, match=words) as caught:
        push_dataset(["--dataset", str(folder), "--repo", repo])
    assert caught.value.code == code and TOKEN not in str(caught.value)


@pytest.mark.parametrize("name", ["waves", "ann/", "a/b/c", "ann/wa ves", "../x", "ann/x..y", "ann/x.git", "hf:/x"])
def test_names_that_are_none(name):
    with pytest.raises(UserError, match="is no USER/NAME"):
        check_name(name)


def test_hf_before_the_name_is_taken_too():
    assert check_name("hf:ann/waves-1k") == "ann/waves-1k"


# ------------------------------------------------------------------ encoders


@pytest.fixture
def checkpoint(tmp_path):
    """A checkpoint with the settings of its run, and a table of scores."""
    run = tmp_path / "run"
    run.mkdir()
    torch.manual_seed(0)
    module, _ = backbone("tiny_resnet")
    state = {f"backbone.{name}": value for name, value in module.state_dict().items()}
    path = run / "checkpoint_0001.pth.tar"
    save_checkpoint(path, {"arch": "tiny_resnet", "state_dict": state, "args": {"image_size": 32}})
    config = {"data": ["composed:2"], "dataset_type": "shaders", "lr": 0.03, "output": str(run), "wandb": None}
    (run / "config.yaml").write_text(yaml.safe_dump(config))
    common = {"label": "x", "arch": "tiny_resnet", "dataset": f"image_folder:{tmp_path}/a:{tmp_path}/b"}
    scores = [Score("kNN", **common, source=str(path), n=599, top1=71.45, top5=98.3, settings="k 20")]
    scores.append(Score("kNN", **common, source="elsewhere.pth", n=599, top1=12.34, top5=98.3))
    append_results(tmp_path / "results.csv", scores)
    return path


def test_an_encoder_goes_and_comes_back(hub: HubServer, checkpoint, tmp_path):
    push_encoder(["--checkpoint", str(checkpoint), "--repo", "ann/net", "--results", str(tmp_path / "results.csv")])
    there = hub.files("model", "ann/net")
    assert set(there) == {"model.safetensors", "config.json", "recipe.yaml", "README.md", ".gitattributes"}
    images = torch.rand(2, 3, 32, 32)
    assert torch.equal(load_encoder("hf:ann/net").features(images), load_encoder(str(checkpoint)).features(images))
    assert read_checkpoint("hf:ann/net")["arch"] == json.loads(there["config.json"])["arch"] == "tiny_resnet"
    card = there["README.md"].decode()
    assert re.search(r"\| kNN \| image\\_folder:a:b \| 71.45 \| 67.71 to 74.92 \| 599 \| k 20 \|", card)
    assert "12.34" not in card, "another checkpoint's score"
    (result,) = front(there["README.md"])["model-index"][0]["results"]
    assert result["metrics"][0]["value"] == 71.45
    recipe = {"data": ["composed:2"], "dataset_type": "shaders", "lr": 0.03}
    assert yaml.safe_load(there["recipe.yaml"]) == recipe and "| lr | 0.03 |" in card
    for name, data in there.items():
        assert str(tmp_path).encode() not in data, f"{name} tells a folder of this machine"


def test_other_libraries_names(checkpoint, tmp_path, library="timm"):
    torch.manual_seed(0)
    module, _ = backbone("resnet18")
    save_checkpoint(checkpoint, {"arch": "resnet18", "state_dict": module.state_dict()})
    flags = ["--checkpoint", str(checkpoint), "--repo", "ann/net", "--format", library]
    push_encoder([*flags, "--dry-run", str(tmp_path / "files")])
    assert json.loads((tmp_path / "files" / "config.json").read_text())["architecture"] == "resnet18"
    card = (tmp_path / "files" / "README.md").read_text()
    program = card.split("```python\n")[1].split("```")[0]
    assert f"import {library}" in program
    compile(program, "card", "exec")


def test_an_encoder_trained_on_programs_of_others_stops_too(hub: HubServer, checkpoint, foreign):
    for config in ({"data": [str(foreign)], "dataset_type": "image_folder"},):
        (checkpoint.parent / "config.yaml").write_text(yaml.safe_dump(config))
        with pytest.raises(UserError, match="2 of 4 programs do not allow it"):
            push_encoder(["--checkpoint", str(checkpoint), "--repo", "ann/net"])
        push_encoder(["--checkpoint", str(checkpoint), "--repo", "ann/net", "--i-have-the-right"])


def test_channels_and_textures_of_a_training_stop_too(folder, checkpoint, tmp_path):
    for name in ("base", "channel"):
        (tmp_path / f"{name}.glsl").write_text("void mainImage(out vec4 c, in vec2 p) { c = vec4(1.0); }")
    base, beside = (
        {"data": ["composed:2"], "dataset_type": "shaders"},
        {"channel_programs": [str(tmp_path / "channel.glsl")]},
    )
    data = tmp_path / "data"
    shutil.copytree(folder, data)
    config = yaml.safe_load((data / "config.yaml").read_text())
    (data / "config.yaml").write_text(yaml.safe_dump({**config, "textures": "photos"}))
    flags = ["--checkpoint", str(checkpoint), "--repo", "ann/net", "--dry-run", str(tmp_path / "files")]
    for settings, said in (
        ({**base, **beside}, "1 of 3 programs do not allow it: channel"),
        ({**base, "channel_programs": ["gone.glsl"]}, r"channel programs \(unknown\)"),
        ({**base, "textures": str(tmp_path)}, r"textures \(unknown\)"),
        ({"data": [str(data)], "dataset_type": "image_folder"}, r"1 of 3 programs do not allow it: textures"),
    ):
        (checkpoint.parent / "config.yaml").write_text(yaml.safe_dump(settings))
        with pytest.raises(UserError, match=said):
            push_encoder(flags)
    unused = {"data": [str(folder)], "dataset_type": "image_folder", **beside}
    (checkpoint.parent / "config.yaml").write_text(yaml.safe_dump(unused))
    push_encoder(flags)


def test_folders_of_this_machine_are_cut_from_every_part_of_a_setting(checkpoint, tmp_path):
    settings = {
        "data": ["folder:/work/ann/photos", "composed:3", "hf:ann/waves@main", "~ann/x", "../up/y", "a/b", "s3://b/c"],
        "monitor": "image_folder:/work/ann/a:/work/ann/b",
        "textures": "./../ann/textures",
        "other": "file:///work/ann/z",
        "lr": 0.1,
    }
    (checkpoint.parent / "config.yaml").write_text(yaml.safe_dump(settings))
    flags = ["--checkpoint", str(checkpoint), "--repo", "ann/net", "--dry-run", str(tmp_path / "files")]
    push_encoder([*flags, "--i-have-the-right"])
    recipe = yaml.safe_load((tmp_path / "files/recipe.yaml").read_text())
    assert recipe["data"] == ["folder:photos", "composed:3", "hf:ann/waves@main", "x", "y", "a/b", "s3://b/c"]
    assert recipe["monitor"] == "image_folder:a:b" and recipe["textures"] == "textures" and recipe["other"] == "file:z"
    for name in ("recipe.yaml", "README.md"):
        assert "/work" not in (tmp_path / "files" / name).read_text()


def test_scores_that_are_none(checkpoint, tmp_path):
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    flags = ["--checkpoint", str(checkpoint), "--repo", "ann/net", "--dry-run", str(tmp_path / "files"), "--results"]
    for table, words in [("other.csv", "no table of scores"), ("gone.csv", "cannot be read")]:
        with pytest.raises(UserError, match=words):
            push_encoder([*flags, str(tmp_path / table)])
    results = tmp_path / "results.csv"
    results.write_text(results.read_text().replace(str(checkpoint), "x"))
    with pytest.raises(UserError, match="holds no score of"):
        push_encoder([*flags, str(results)])
