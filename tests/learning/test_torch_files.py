"""Checkpoints read as data: the same values as torch gives, and hostile files within the budget."""

import argparse
import collections
import json
import os
import pickle
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch

from image_generation.common.errors import UserError
from learning.checkpoints import read_checkpoint
from learning.torch_files import BASE_BYTES
from learning.torch_values import MAX_TENSORS
from tests.conftest import ROOT

P = b"\x80\x02"  # PROTO 2


@pytest.mark.parametrize("zipped", [True, False])
def test_what_torch_reads_is_read(tmp_path, zipped):
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4))
    optimizer = torch.optim.AdamW(model.parameters())
    model(torch.randn(2, 3, 8, 8)).sum().backward()
    optimizer.step()
    shared = torch.arange(12.0)
    state = {
        "model": model.state_dict(), "optimizer": optimizer.state_dict(), "parameter": model[0].weight,
        "kinds": [torch.arange(5).to(kind) for kind in (torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32,
                  torch.float16, torch.bfloat16, torch.float64, torch.complex64)],
        "views": [shared[3:], shared.view(3, 4).T, shared[::5], torch.empty(0, 3), torch.tensor(2.5)],
        "plain": {"text": "é", "none": None, "numbers": [1, -(1 << 40), 2.5, True], 3: (1, (2,))},
        "ordered": collections.OrderedDict(a=1),
    }  # fmt: skip
    torch.save(state, tmp_path / "c.pth", _use_new_zipfile_serialization=zipped)
    theirs = torch.load(tmp_path / "c.pth", weights_only=True)
    ours = read_checkpoint(tmp_path / "c.pth")

    def same(one, other):
        if isinstance(one, torch.Tensor):
            return one.dtype == other.dtype and one.stride() == other.stride() and torch.equal(one, other)
        if isinstance(one, dict):
            return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
        if isinstance(one, (list, tuple)):
            return type(one) is type(other) and len(one) == len(other) and all(map(same, one, other))
        return type(one) is type(other) and one == other

    assert same(theirs, ours)
    model.load_state_dict(ours["model"])


@pytest.mark.parametrize("protocol", [2, 4])
def test_values_beside_the_weights_that_run_no_code_are_let_in(tmp_path, protocol):
    state = {
        "acc": np.float64(0.5), "best": np.int64(3), "flag": np.bool_(True), "half": np.float32(1.5),
        "array": np.arange(3), "args": argparse.Namespace(lr=np.float32(0.5), path=Path("a") / "b"), "names": {"x"},
        "counts": collections.Counter("aab"), "w": torch.ones(2), "size": torch.Size([1, 2]), "raw": b"\x00\xff",
    }  # fmt: skip
    torch.save(state, tmp_path / "c.pth", pickle_protocol=protocol)
    read = read_checkpoint(tmp_path / "c.pth")
    assert (read["acc"], read["best"], read["flag"], read["half"]) == (0.5, 3, True, 1.5)
    assert (read["args"].lr, read["args"].path, read["raw"]) == (0.5, os.path.join("a", "b"), b"\x00\xff")
    assert read["size"] == (1, 2) and read["counts"] == {"a": 2, "b": 1} and read["names"] == ["x"]


# ------------------------------------------------------------------ hostile files, written by hand


def archive(path, pickled, members=(), packed=False):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as file:
        file.writestr("x/data.pkl", pickled)
        for name, data in members:
            file.writestr(name, data)


def long(value):
    return b"\x8a\x08" + struct.pack("<q", value)


def storage(key, elements):
    return b"(X\x07\0\0\0storagectorch\nFloatStorage\nX" + struct.pack("<I", len(key)) + key + b"X\x03\0\0\0cpu" + long(elements) + b"tQ"  # fmt: skip


def tensor(stored, shape, stride):
    sizes = b"(" + b"".join(map(long, shape)) + b"t(" + b"".join(map(long, stride)) + b"t"
    return b"ctorch._utils\n_rebuild_tensor_v2\n(" + stored + b"K\0" + sizes + b"\x89ccollections\nOrderedDict\n)RtR"


def text(number):
    return b"X\x08\0\0\0%08d" % number


def nested_lists(path):
    """l1 = [l0, l0], l2 = [l1, l1] ...: a kilobyte that takes 2^60 steps to print or to compare."""
    more = b"".join(b"]q%c(h%ch%ce" % (k + 1, k, k) for k in range(60))
    archive(path, P + b"]q\0" + more + b".")


def nested_keys(path):
    """A tuple nested in the same way as the key of a dictionary: 2^60 steps to hash."""
    more = b"".join(b"h%ch%c\x86q%c0" % (k, k, k + 1) for k in range(60))
    archive(path, P + b")q\x000" + more + b"}h" + bytes([60]) + b"Ns.")


def list_in_itself(path):
    archive(path, P + b"]q\0h\0a.")


def shared_storage(path):
    body = b"".join(text(k) + tensor(storage(b"0", 5 << 20), (5 << 20,), (1,)) for k in range(3000))
    archive(path, P + b"}(" + body + b"u.", [("x/data/0", bytes(20 << 20))])


def stretched(path):
    archive(path, P + b"}" + text(0) + tensor(storage(b"0", 1), (1 << 40,), (0,)) + b"s.", [("x/data/0", bytes(4))])


def larger_than_its_storage(path):
    body = P + b"}" + text(0) + tensor(storage(b"0", 1 << 33), (1 << 33,), (1,)) + b"s."
    archive(path, body, [("x/data/0", bytes(4))])


def inflating(path):
    body = P + b"}" + text(0) + tensor(storage(b"0", 1 << 26), (1 << 26,), (1,)) + b"s."
    archive(path, body, [("x/data/0", bytes(1 << 28))], packed=True)


def overlapping(path):
    """Two members on the same bytes."""
    archive(path, P + b"}.", [("x/data/0", b"a" * 1000), ("x/data/1", b"b" * 1000)])
    data = bytearray(path.read_bytes())
    entries = [k for k in range(len(data)) if data[k : k + 4] == b"PK\x01\x02"]
    data[entries[2] + 42 : entries[2] + 46] = data[entries[1] + 42 : entries[1] + 46]
    path.write_bytes(data)


def many_members(path):
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("x/data.pkl", P + b"}.")
        for k in range(1500):
            file.writestr(f"x/data/{k:012000d}", b"")


def many_names(path):
    archive(path, P + b"}(" + b"".join(text(k) + b"N" for k in range(600_000)) + b"u.", packed=True)


def many_tensors(path):
    one = P + b"}" + text(0) + tensor(storage(b"0", 1), (1,), (1,)) + b"s"
    again = b"".join(b"h\1(h\2K\0h\3h\3\x89h\4tR0" for _ in range(MAX_TENSORS + 1))
    names = b"ctorch._utils\n_rebuild_tensor_v2\nq\1" + b"0" + storage(b"0", 1) + b"q\0020(K\1tq\0030}q\0040"
    archive(path, one[:-1] + b"s" + names + again + b".", [("x/data/0", bytes(4))], packed=True)


def many_lists(path):
    archive(path, P + b"(" + b"]" * 30_000_000 + b"l.", packed=True)


def byte_array(path):
    archive(path, b"\x80\x05\x96" + struct.pack("<Q", 1 << 40) + b"abc.")


def long_text(path):
    archive(path, b"\x80\x05\x8d" + struct.pack("<Q", 1 << 40) + b"abc.")


def endless_line(path):
    with open(path, "wb") as file:
        file.write(b"V")
        file.write(b"a" * (200 << 20))


def digits(path):
    archive(path, P + b"}" + text(0) + b"I" + b"9" * 5000 + b"\ns.")


def bits(path):
    archive(path, P + b"}" + text(0) + b"\x8b" + struct.pack("<I", 20000) + b"\x7f" * 20000 + b"s.")


def holes(path):
    """40 GB of which only the first bytes were ever written."""
    with open(path, "wb") as file:
        file.write(pickle.dumps(0x1950A86A20F9469CFC6C, 2) + pickle.dumps(1001, 2))
        file.write(pickle.dumps({"little_endian": True}, 2) + P + b"V")
        file.truncate(40 << 30)


def stream_of_lies(path):
    """The old format, with a storage of 2^40 numbers."""
    with open(path, "wb") as file:
        for value in (0x1950A86A20F9469CFC6C, 1001, {"little_endian": True}):
            file.write(pickle.dumps(value, 2))
        stored = storage(b"0", 1 << 40).replace(b"tQ", b"NtQ")
        file.write(P + b"}" + text(0) + tensor(stored, (1 << 40,), (1,)) + b"s.")
        file.write(pickle.dumps(["0"], 2) + struct.pack("<q", 1 << 40))


HOSTILE = (
    nested_lists, nested_keys, list_in_itself, shared_storage, stretched, larger_than_its_storage, inflating, overlapping,
    many_members, many_names, many_tensors, many_lists, byte_array, long_text, endless_line, digits, bits, holes,
    stream_of_lies,
)  # fmt: skip

READER = """
import json, resource, sys
from image_generation.common.errors import UserError
from learning.checkpoints import read_checkpoint
resource.setrlimit(resource.RLIMIT_CPU, (240, 240))
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10
before, said = peak(), {}
for path in sys.argv[1:]:
    try:
        read_checkpoint(path)
        said[path] = ""
    except UserError as error:
        said[path] = str(error)
print(json.dumps({"grown": peak() - before, "said": said}))
"""


def test_hostile_files_are_refused_within_the_budget(tmp_path):
    files = []
    for write in HOSTILE:
        files.append(tmp_path / f"{write.__name__}.pth")
        write(files[-1])
    done = subprocess.run([sys.executable, "-c", READER, *map(str, files)], cwd=ROOT, capture_output=True, text=True,
                          check=True, timeout=280)  # fmt: skip
    result = json.loads(done.stdout)
    for file in files:
        line = result["said"][str(file)]
        assert line.startswith(f"{file}: ") and len(line) < 400, file
    largest = max(os.stat(file).st_blocks * 512 for file in files)
    assert result["grown"] < BASE_BYTES + 2 * largest


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.pth")
    for path in (tmp_path / "pipe.pth", "/dev/zero"):
        with pytest.raises(UserError, match="no regular file"):
            read_checkpoint(path)


def test_control_characters_of_a_file_never_reach_the_terminal(tmp_path):
    archive(tmp_path / "c.pth", P + b"c\x1b[31mred\nname\x07\n.")
    with pytest.raises(UserError, match=r"could run code \(\\x1b\[31mred\.name\\x07\)"):
        read_checkpoint(tmp_path / "c.pth")
