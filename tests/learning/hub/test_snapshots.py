"""Fetching from a local Hub: pinned, bounded, checked, resumed, remembered offline; the token stays secret."""

import builtins
import traceback

import numpy as np
import pytest
import torch

from image_generation.common.errors import UserError
from learning.checkpoints import read_checkpoint
from learning.encoders.build import backbone
from learning.encoders.load import Encoder, load_encoder
from learning.encoders.safetensors_files import encoded
from learning.hub import client, snapshots
from learning.hub.local import check_unchanged, checkpoint_file, data_folder, pinned
from tests.hub_server import TOKEN, HubServer

BIG = bytes(range(256)) * 20  # more than a plain blob: git-lfs


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr(snapshots.time, "sleep", lambda seconds: None)


def refusal(call, *arguments) -> UserError:
    """What the call raises: one line, without the token anywhere in its traceback."""
    with pytest.raises(UserError) as caught:
        call(*arguments)
    whole = "".join(traceback.format_exception(caught.value))
    assert TOKEN not in whole and "\n" not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    return caught.value


def weights(seed=0) -> tuple[bytes, Encoder]:
    torch.manual_seed(seed)
    module, width = backbone("tiny_resnet")
    encoder = Encoder("a", "tiny_resnet", "random", module.eval(), width, 48)
    return encoded(encoder, "own")[1], encoder


def test_files_come_whole_at_their_commit_and_only_those_of_a_dataset(hub: HubServer):
    commit = hub.put(
        "dataset", "ann/waves", {"a/000.png": BIG, "b/1.jpg": b"small", "run.py": b"import os", "x.sh": b""}
    )
    folder = data_folder("hf:ann/waves")
    assert folder.name == commit and (folder / "a/000.png").read_bytes() == BIG
    assert sorted(str(path.relative_to(folder)) for path in folder.rglob("*.*")) == ["a/000.png", "b/1.jpg"]
    asked = len(hub.requests)
    assert data_folder(f"hf:ann/waves@{commit}") == folder
    assert len(hub.requests) == asked, "a commit that is here needs no network"
    assert data_folder("hf:ann/waves/a") == folder / "a"


def test_the_token_goes_to_the_hub_and_nowhere_else(hub: HubServer):
    hub.put("model", "ann/net", {"model.safetensors": BIG})
    hub.repositories["model", "ann/net"].private = True
    assert checkpoint_file("hf:ann/net")[0].read_bytes() == BIG
    sent = {path.split("/")[1]: bool(token) for _, path, token in hub.requests}
    assert sent == {"api": True, "ann": True, "cdn": False}


def test_a_connection_that_breaks_is_resumed_where_it_broke(hub: HubServer):
    hub.put("model", "ann/net", {"model.safetensors": BIG})
    hub.drops["model.safetensors"] = 3
    assert checkpoint_file("hf:ann/net")[0].read_bytes() == BIG
    hub.put("model", "ann/other", {"model.safetensors": BIG + b"x"})
    hub.drops["model.safetensors"] = 99
    assert "cannot be reached" in str(refusal(checkpoint_file, "hf:ann/other"))
    assert not list(client.home().rglob("*.part"))


@pytest.mark.parametrize("served", [BIG[:-1] + b"?", BIG + b"more", b"small"])
def test_bytes_that_are_not_the_listing_s_are_refused(hub: HubServer, served):
    commit = hub.put("model", "ann/net", {"model.safetensors": BIG, "config.json": b"{}"})
    hub.served["model.safetensors"] = served
    words = {len(BIG): "digest", len(BIG) + 4: "longer", 5: "broke"}[len(served)]
    assert words in str(refusal(checkpoint_file, "hf:ann/net"))
    assert not list((client.home() / "models--ann--net" / commit).iterdir())


def test_a_small_file_is_compared_by_git_s_own_digest(hub: HubServer):
    hub.put("dataset", "ann/waves", {"a.png": b"picture"})
    hub.served["a.png"] = b"pictorial"[:7]
    assert "digest" in str(refusal(data_folder, "hf:ann/waves"))


@pytest.mark.parametrize(
    "name", ["../x.png", "/etc/x.png", "a/../../x.png", "a\\b.png", "C:x.png", "a//b.png", "a\n.png"]
)
def test_names_that_would_leave_the_folder_are_refused(hub: HubServer, name, tmp_path):
    hub.put("dataset", "ann/waves", {"a.png": BIG})
    hub.listed["a.png"] = {"path": name}
    assert "refused" in str(refusal(data_folder, "hf:ann/waves"))
    assert not list(tmp_path.rglob("*.png"))


@pytest.mark.parametrize("wrong", [{"size": -1}, {"size": 1 << 60}, {"oid": "abc"}, {"oid": "../../x"}])
def test_listings_that_lie_are_refused(hub: HubServer, wrong):
    hub.put("dataset", "ann/waves", {"a.png": b"tiny"})
    hub.listed["a.png"] = wrong
    assert refusal(data_folder, "hf:ann/waves").code == 1


def test_a_file_that_is_a_folder_too_and_one_that_comes_twice(hub: HubServer):
    hub.put("dataset", "ann/waves", {"a": b"1", "a/b.png": b"2"})
    assert "both as a file and as a folder" in str(refusal(data_folder, "hf:ann/waves"))
    hub.put("dataset", "ann/twice", {"a.png": b"1", "b.png": b"2"})
    hub.listed["b.png"] = {"path": "a.png"}
    assert "twice" in str(refusal(data_folder, "hf:ann/twice"))


def test_a_checkpoint_larger_than_the_limit_is_not_begun(hub: HubServer):
    hub.put("model", "ann/net", {"model.safetensors": BIG})
    size = 1 << 40
    hub.listed["model.safetensors"] = {"lfs": {"oid": "0" * 64, "size": size, "pointerSize": 1}, "size": size}
    assert "refused" in str(refusal(checkpoint_file, "hf:ann/net"))
    assert not [path for _, path, _ in hub.requests if "resolve" in path]


# ------------------------------------------------------------------ what goes wrong


def test_repositories_and_revisions_and_files_that_are_not_there(hub: HubServer):
    hub.put("model", "ann/net", {"model.safetensors": BIG, "notes.md": b"x"})
    for text, words in [
        ("hf:ann/none", "no such repository"),
        ("hf:ann/net@v9", "no such revision"),
        ("hf:ann/net/other.pth", "holds no checkpoint"),
        (f"hf:ann/net@{'0' * 40}", "no such revision"),
    ]:
        error = refusal(checkpoint_file, text)
        assert words in str(error) and text in str(error) and error.code == 2
    hub.put("dataset", "ann/texts", {"notes.md": b"x"})
    assert "holds no images" in str(refusal(data_folder, "hf:ann/texts"))


def test_a_wrong_token_and_no_token(hub: HubServer, monkeypatch):
    hub.put("model", "ann/net", {"model.safetensors": BIG})
    monkeypatch.setenv("HF_TOKEN", "hf_wrong0815")
    error = refusal(checkpoint_file, "hf:ann/net")
    assert "refuses the token" in str(error) and "hf_wrong0815" not in str(error)
    hub.repositories["model", "ann/net"].private = True
    monkeypatch.delenv("HF_TOKEN")
    assert "no such repository" in str(refusal(checkpoint_file, "hf:ann/net"))


@pytest.mark.parametrize(("status", "words"), [(403, "token may not"), (429, "pause"), (500, "answered 500")])
def test_errors_of_the_server(hub: HubServer, status, words):
    hub.status = status
    assert words in str(refusal(checkpoint_file, "hf:ann/net"))


def test_offline_what_was_there_is_taken_and_said(hub: HubServer, capsys):
    commit = hub.put("model", "ann/net", {"model.safetensors": BIG})
    checkpoint_file("hf:ann/net")
    hub.close()
    path, source = checkpoint_file("hf:ann/net")
    assert path.read_bytes() == BIG and source == f"hf:ann/net@{commit}"
    assert "cannot be reached" in capsys.readouterr().err
    error = refusal(checkpoint_file, "hf:ann/other")
    assert "cannot be reached" in str(error) and error.code == 1


def test_offline_by_the_users_own_wish(hub: HubServer, monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    assert "HF_HUB_OFFLINE" in str(refusal(checkpoint_file, "hf:ann/net"))


def test_a_revision_that_changed_is_said_and_stops_a_run_that_began_before(hub: HubServer, capsys):
    first = hub.put("dataset", "ann/waves", {"a.png": b"1"})
    assert pinned("hf:ann/waves/x", "dataset") == f"hf:ann/waves/x@{first}"
    second = hub.put("dataset", "ann/waves", {"a.png": b"2"})
    now = pinned("hf:ann/waves/x", "dataset")
    assert now == f"hf:ann/waves/x@{second}" and "has changed" in capsys.readouterr().err
    error = refusal(check_unchanged, [now], [f"hf:ann/waves/x@{first}", "data"], "outputs/moco")
    assert first in str(error) and error.code == 2
    check_unchanged([now, "other"], [now, "data"], "outputs/moco")
    check_unchanged([now], ["data"], "outputs/moco")
    assert pinned("data/x", "dataset") == "data/x"


def test_without_the_package_one_line_names_it(monkeypatch):
    real = builtins.__import__

    def without(name, *arguments, **more):
        if name.partition(".")[0] == "huggingface_hub":
            raise ImportError(name)
        return real(name, *arguments, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    error = refusal(load_encoder, "hf:ann/net")
    assert "requirements-hub.txt" in str(error) and error.code == 2


# ------------------------------------------------------------------ checkpoints


def test_an_encoder_of_the_hub_is_the_one_that_was_put_there(hub: HubServer):
    data, encoder = weights()
    commit = hub.put("model", "ann/net", {"model.safetensors": data, "config.json": b"{}", "evil.py": b"import os"})
    found = load_encoder("hf:ann/net")
    assert (found.label, found.source) == ("ann/net", f"hf:ann/net@{commit}")
    assert (found.arch, found.image_size) == ("tiny_resnet", 48)
    images = torch.rand(2, 3, 48, 48)
    np.testing.assert_array_equal(found.features(images), encoder.features(images))
    assert load_encoder(found.source).source == found.source


def test_which_checkpoint_of_several(hub: HubServer):
    data, _ = weights()
    hub.put("model", "ann/two", {"a.safetensors": data, "b.safetensors": data})
    assert "name one" in str(refusal(checkpoint_file, "hf:ann/two"))
    assert checkpoint_file("hf:ann/two/b.safetensors")[0].name == "b.safetensors"
    hub.put("model", "ann/one", {"runs/x.safetensors": data, "y.pth": b"no"})
    assert checkpoint_file("hf:ann/one")[0].name == "x.safetensors"


@pytest.mark.parametrize("name", ["model.safetensors", "checkpoint_0001.pth.tar"])
def test_files_that_only_say_they_are_checkpoints(hub: HubServer, name):
    hub.put("model", "ann/net", {name: b"\xff" * 5000})
    assert name in str(refusal(read_checkpoint, "hf:ann/net"))


def test_a_pickle_of_the_hub_runs_nothing(hub: HubServer, tmp_path):
    class Evil:
        def __reduce__(self):
            return (print, ("run",))

    torch.save({"state_dict": Evil()}, tmp_path / "evil.pth")
    hub.put("model", "ann/net", {"evil.pth": (tmp_path / "evil.pth").read_bytes()})
    assert "refused" in str(refusal(load_encoder, "hf:ann/net"))


def test_a_safetensors_file_is_a_checkpoint_on_disk_as_well(tmp_path):
    data, encoder = weights(3)
    (tmp_path / "a.safetensors").write_bytes(data)
    images = torch.rand(1, 3, 48, 48)
    np.testing.assert_array_equal(
        load_encoder(str(tmp_path / "a.safetensors")).features(images), encoder.features(images)
    )
