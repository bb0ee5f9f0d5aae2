"""Checkpoints and folders of the Hub on this machine: what a command reads where it was given hf:USER/NAME.

path, source = checkpoint_file("hf:ann/shaders-resnet18@v1")      # a file of the cache, hf:ann/shaders-resnet18@COMMIT
folder = data_folder("hf:ann/shaders-1k")
"""

from __future__ import annotations

import os
from pathlib import Path

from image_generation.common.errors import UserError
from image_generation.image_files import IMAGE_SUFFIXES
from learning.hub.addresses import COMMIT, HubAddress, is_hub, parse
from learning.hub.snapshots import Entry, Snapshot, bring, commit_of, open_snapshot

WEIGHTS = (".safetensors", ".pth.tar", ".pth", ".pt", ".ckpt", ".bin")
USUAL = "model.safetensors"
LARGEST_CHECKPOINT = 64 << 30
# Images, labels, shards, tables and settings: what reading of a dataset needs, and nothing that could be a program.
DATA = (*IMAGE_SUFFIXES, ".tar", ".json", ".csv", ".txt", ".yaml", ".zip", ".npz")


def checkpoint_file(text: str | os.PathLike) -> tuple[Path, str]:
    """(path on this machine, address with the commit) of a checkpoint on the Hub. Raises UserError."""
    snapshot = open_snapshot(parse(text), "model")
    entry = _weights(snapshot)
    if entry.size > LARGEST_CHECKPOINT:
        raise UserError(f"{text}: {entry.path} has {entry.size:,} bytes, more than {LARGEST_CHECKPOINT:,}: refused")
    return bring(snapshot, [entry]) / entry.path, snapshot.pinned


def data_folder(text: str | os.PathLike) -> Path:
    """The folder (or the file, where the address names one) of a dataset on the Hub. Raises UserError."""
    snapshot = open_snapshot(parse(text), "dataset")
    # What is hidden is no image: the picture on a card is.
    wanted = [entry for entry in _below(snapshot) if entry.path.lower().endswith(DATA) and "/." not in f"/{entry.path}"]
    if not wanted:
        inside = f" in {snapshot.address.path}" if snapshot.address.path else ""
        raise UserError(f"{text}: holds no images, shards or tables{inside}", 2)
    return bring(snapshot, wanted) / snapshot.address.path


def local_data(text: str) -> str:
    """DATA as a path of this machine: what it is, or where it was brought to from the Hub. Raises UserError."""
    return str(data_folder(text)) if is_hub(text) else text


def pinned(text: str, kind: str) -> str:
    """An address of the Hub with the commit that it means now; anything else as it is. Raises UserError.

    kind    model or dataset
    """
    if not is_hub(text):
        return text
    address = parse(text)
    return str(address.at(commit_of(address, kind)))


def check_unchanged(now: list[str], before: list[str], where: str | os.PathLike) -> None:
    """Raises UserError (code 2) where a pinned address of a run is at another commit than when the run began."""
    known = {_without_revision(text): text for text in before if is_hub(text)}
    for text in now:
        if is_hub(text):
            begun = known.get(_without_revision(text), text)
            if COMMIT.fullmatch(parse(begun).revision) and begun != text:
                raise UserError(f"{text}: has changed since {where} was begun: give {begun}, or another --output", 2)


def _without_revision(text: str) -> str:
    address = parse(text)
    return str(HubAddress(address.repo, address.path))


def _below(snapshot: Snapshot) -> list[Entry]:
    path = snapshot.address.path
    return [entry for entry in snapshot.entries if not path or entry.path == path or entry.path.startswith(f"{path}/")]


def _weights(snapshot: Snapshot) -> Entry:
    found = {entry.path: entry for entry in _below(snapshot) if entry.path.endswith(WEIGHTS)}
    path = snapshot.address.path
    if path in found:
        return found[path]
    usual = f"{path}/{USUAL}" if path else USUAL
    if usual in found:
        return found[usual]
    for ending in WEIGHTS:
        of_kind = [name for name in found if name.endswith(ending)]
        if len(of_kind) == 1:
            return found[of_kind[0]]
        if of_kind:
            names = ", ".join(sorted(of_kind)[:5])
            raise UserError(f"{snapshot.address}: holds {len(of_kind)} checkpoints ({names}): name one of them", 2)
    raise UserError(f"{snapshot.address}: holds no checkpoint ({', '.join(WEIGHTS)})", 2)
