"""Published pickles: weights come out, code does not run, and everything else is refused by its name."""

import collections
import io
import os
import pickle
import struct
import sys

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from image_generation.common.errors import UserError
from stylegan2.convert import main as convert_main
from stylegan2.network_files import load_networks, save_networks
from stylegan2.pickle_machine import DamagedPickle, UnsafePickle, read_pickle
from stylegan2.pickles import BUILDERS, read_network_pickle
from tests.stylegan2.tiny import discriminator, generator, release_pickle


@pytest.fixture
def canary(tmp_path):
    """A file that exists when a pickle ran something."""
    return tmp_path / "pwned"


@pytest.fixture
def published(tmp_path, canary):
    networks = {"G": generator(16, 2, seed=1), "D": discriminator(16, 2), "G_ema": generator(16, 2, seed=3)}
    return release_pickle(tmp_path / "network-snapshot-000123.pkl", networks, canary), networks


@pytest.mark.parametrize("protocol", [3, 4, 5])
def test_weights_and_configuration_come_out_and_no_code_runs(tmp_path, canary, protocol):
    networks = {
        "G": generator(16),
        "D": discriminator(16, block_kwargs={"freeze_layers": 2}),
        "G_ema": generator(32),
    }
    path = release_pickle(tmp_path / "n.pkl", networks, canary, protocol)
    loaded = load_networks(path, ("G", "D", "G_ema"))
    for name, network in networks.items():
        assert loaded[name].config == network.config
        state = loaded[name].state_dict()
        assert state.keys() == network.state_dict().keys()
        assert all(torch.equal(state[key], value) for key, value in network.state_dict().items())
    assert not canary.exists()
    assert "torch_utils.persistence" not in sys.modules


def test_convert_writes_what_reads_back(tmp_path, published, capsys, canary):
    source, networks = published
    target = tmp_path / "n.safetensors"
    convert_main([str(source), str(target)])
    assert "G, D, G_ema" in capsys.readouterr().out
    z, c = torch.randn(2, 8), torch.eye(2)
    images = load_networks(target)["G_ema"](z, c, noise_mode="const")
    assert torch.equal(images, networks["G_ema"](z, c, noise_mode="const"))
    assert not canary.exists()


class Call:
    """Pickles as a call of `function`."""

    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


def torch_blob(thing):
    stream = io.BytesIO()
    torch.save(thing, stream, _use_new_zipfile_serialization=False)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("function", "named"),
    [
        (os.system, "posix.system"),
        (eval, "builtins.eval"),
        (exec, "builtins.exec"),
        (getattr, "builtins.getattr"),
        (open, "io.open"),
        (torch.load, "torch.serialization.load"),
        (pickle.loads, "_pickle.loads"),
        (bytearray, "builtins.bytearray"),
        (collections.defaultdict, "collections.defaultdict"),
        (torch.nn.Linear, "torch.nn.modules.linear.Linear"),
    ],
)
def test_foreign_globals_are_refused_by_name(tmp_path, canary, function, named):
    path = release_pickle(
        tmp_path / "n.pkl", {"G_ema": generator()}, canary, extra={"x": Call(function, f"touch {canary}")}
    )
    with pytest.raises(UnsafePickle, match=named.replace(".", r"\.")) as caught:
        load_networks(path)
    assert str(path) in str(caught.value)
    assert not canary.exists()


def test_code_inside_a_tensors_own_bytes_is_refused(tmp_path, canary):
    inner = Call(torch.storage._load_from_bytes, torch_blob(Call(os.system, f"touch {canary}")))
    path = release_pickle(tmp_path / "n.pkl", {"G_ema": generator()}, canary, extra={"x": inner})
    with pytest.raises(UnsafePickle, match=r"posix\.system"):
        load_networks(path)
    assert not canary.exists()


def test_zip_checkpoints_inside_a_pickle_are_no_tensors(tmp_path, canary):
    stream = io.BytesIO()
    torch.save(torch.ones(2).untyped_storage(), stream)
    inner = Call(torch.storage._load_from_bytes, stream.getvalue())
    path = release_pickle(tmp_path / "n.pkl", {"G_ema": generator()}, canary, extra={"x": inner})
    with pytest.raises(UserError, match=r"n\.pkl"):
        load_networks(path)


@pytest.mark.parametrize("array", [np.array([{}], dtype=object), np.zeros(2, dtype=[("a", "f4")]), np.array(["text"])])
def test_numpy_arrays_of_other_than_numbers_are_refused(tmp_path, canary, array):
    path = release_pickle(tmp_path / "n.pkl", {"G_ema": generator()}, canary, extra={"x": array})
    with pytest.raises(UnsafePickle, match="numpy"):
        load_networks(path)


def test_numpy_arrays_of_numbers_are_data():
    array = np.arange(6, dtype=np.int16).reshape(2, 3)
    for order in "CF":
        assert np.array_equal(read_pickle(pickle.dumps(array.copy(order)), BUILDERS, "x").values, array)


def run(*opcodes):
    return read_pickle(b"\x80\x04" + b"".join(opcodes) + b".", BUILDERS, "evil.pkl")


@pytest.mark.parametrize(
    "opcodes",
    [
        [b"(cos\nsystem\nS'true'\no"],  # OBJ
        [b"(S'true'\nios\nsystem\n"],  # INST
        [b"\x82\x01"],  # EXT1: a global by number
        [b"cos\nsystem\n"],
        [b"\x8c\x02os\x8c\x06system\x93"],  # STACK_GLOBAL
        [b"\x8c\x02os", b"\x94", b"0", b"h\x00", b"\x8c\x06system\x93"],  # module by way of the memo
        [b"P1\n"],  # PERSID
        [b"K\x01", b"Q"],  # BINPERSID
        [b"ccollections\nOrderedDict\n", b"}b"],  # a state for the name of a class
        [b"]", b"}b"],  # a state for a list
        [b"}", b"K\x01", b"a"],  # an element for a dictionary
        [b"]", b"]K\x01s"],  # an item for a list
        [b"}", b"]", b"K\x01", b"s"],  # an unhashable key
        [b"}", b"(K\x01t", b"K\x01", b"s"],  # a tuple as key
        [b"K\x01", b")", b"R"],  # calling a number
        [b"ccollections\nOrderedDict\n", b")R", b")R"],  # calling a result
        [b"cnumpy\nndarray\n", b")R"],
        [b"ccollections\nOrderedDict\n", b")}\x92"],  # NEWOBJ_EX
        [b"\x97"],  # NEXT_BUFFER
        [b"\x96" + struct.pack("<Q", 4) + b"abcd"],  # BYTEARRAY8
    ],
)
def test_tricks_with_opcodes_are_refused(opcodes):
    with pytest.raises(UnsafePickle):
        run(*opcodes)


@pytest.mark.parametrize(
    "opcodes",
    [
        [b"B" + struct.pack("<I", 2**31) + b"ab"],
        [b"\x8e" + struct.pack("<Q", 2**62) + b"ab"],  # BINBYTES8
        [b"\x8d" + struct.pack("<Q", 2**40)],  # BINUNICODE8
        [b"X" + struct.pack("<I", 2**32 - 1)],
        [b"\x8b" + struct.pack("<i", 2**31 - 1)],  # LONG4
        [b"\x8b" + struct.pack("<i", -5)],
        [b"L" + b"9" * 10_000 + b"L\n"],
        [b"h\x07"],  # a memo that was never put
        [b"t"],  # a tuple without a mark
        [b"(", b"."],
        [b"("],
        [],
        [b"0"],
        [b"\x94"],
        [b"X\x02\x00\x00\x00\xff\xfe"],
    ],
)
def test_broken_and_oversized_lengths_are_damage(opcodes):
    with pytest.raises(UserError):
        run(*opcodes)


def test_a_memo_far_away_takes_no_memory():
    assert run(b"K\x05", b"r" + struct.pack("<I", 2**32 - 1)) == 5  # the standard unpickler takes 64 GB for it


def test_endless_pickles_end(monkeypatch):
    monkeypatch.setattr("learning.pickle_machine.MAX_OPCODES", 1000)
    with pytest.raises(UnsafePickle, match="1000 opcodes"):
        run(b"N0" * 600)


def test_modules_that_hold_themselves_are_refused(tmp_path):
    # G_ema whose _modules holds the very same record: written by hand, as a pickler cannot.
    record = b"ctorch_utils.persistence\n_reconstruct_persistent_obj\n"
    text = lambda s: b"X" + struct.pack("<I", len(s)) + s.encode()  # noqa: E731
    state = b"}q\x01" + b"".join(text(k) + v + b"s" for k, v in
        [("_parameters", b"}"), ("_buffers", b"}"), ("_modules", b"}q\x02"), ("_init_kwargs", b"}"), ("_init_args", b")")])  # fmt: skip
    meta = b"}" + text("type") + text("class") + b"s" + text("class_name") + text("Generator") + b"s"
    meta += text("state") + state + b"s"
    body = b"}" + text("G_ema") + record + meta + b"\x85R" + b"q\x03" + b"s"
    body += b"h\x02" + text("again") + b"h\x03" + b"s0"
    path = tmp_path / "loop.pkl"
    path.write_bytes(b"\x80\x03" + body + b".")
    with pytest.raises(UnsafePickle, match="without end"):
        read_network_pickle(path)


def rebuilt(size, stride, offset=0, floats=8):
    storage = Call(torch.storage._load_from_bytes, torch_blob(torch.zeros(floats).storage()))
    call = Call(torch._utils._rebuild_tensor_v2, storage, offset, size, stride, False, collections.OrderedDict())
    return read_pickle(pickle.dumps(call), BUILDERS, "evil.pkl")


def test_tensors_stay_within_their_storage():
    assert rebuilt((2, 4), (4, 1)).shape == (2, 4)
    assert rebuilt((0, 4), (4, 1)).shape == (0, 4)
    for size, stride, offset in [
        ((9,), (1,), 0),
        ((8,), (1,), 1),
        ((2,), (8,), 0),
        ((2, 2), (-1, 1), 4),
        ((10**12,), (0,), 0),  # a terabyte out of one number
        ((8,), (1, 1), 0),
        ((8,), (1,), -1),
        ((2.0,), (1,), 0),
    ]:
        with pytest.raises(DamagedPickle):
            rebuilt(size, stride, offset)


def test_a_storage_that_says_it_is_larger_is_damage():
    blob = torch_blob(torch.zeros(8).storage())
    for broken in (blob[:-4], blob + b"1234", blob.replace(struct.pack("<q", 8), struct.pack("<q", 2**60))):
        with pytest.raises(DamagedPickle):
            read_pickle(pickle.dumps(Call(torch.storage._load_from_bytes, broken)), BUILDERS, "evil.pkl")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"mapping_kwargs": {"num_layers": 10**7}}, "1 to 64 layers"),
        ({"img_resolution": 2**20}, "its img_resolution is 1048576"),
        ({"img_resolution": 24}, "power of two"),
        ({"synthesis_kwargs": {"channel_base": 2**23, "channel_max": 2**23}}, "shape"),
        ({"synthesis_kwargs": {"__class__": 1}}, "no network"),
        ({"z_dim": "8"}, "its z_dim is '8'"),
        ({"z_dim": 9}, "shape"),
        ({"img_channels": 4}, "img_channels is 4"),
        ({"mapping_kwargs": {"activation": "unheard"}}, "can be built"),
        ({"synthesis_kwargs": {"channel_base": 128, "channel_max": 8, "conv_clamp": "x"}}, "can be built"),
        ({"synthesis_kwargs": {"channel_base": 8}}, "can be built"),
        ({"c_dim": 4}, "lacks tensor"),
        ({"synthesis_kwargs": {"channel_base": 128, "channel_max": 8, "resample_filter": [1, 2, 1]}}, None),
    ],
)
def test_configurations_that_do_not_fit_the_weights(tmp_path, canary, change, message):
    network = generator()
    network.config = network.config | change
    path = release_pickle(tmp_path / "n.pkl", {"G_ema": network}, canary)
    if message is None:  # filters are remade from the configuration, and compared with what the file holds
        network.synthesis.b8._non_persistent_buffers_set.clear()
        message = "resample_filter"
    with pytest.raises(UserError, match=message):
        load_networks(path)


def test_other_pickles_and_files_are_named(tmp_path, canary):
    cases = {
        "list.pkl": (pickle.dumps([1, 2]), "no G_ema"),
        "text.pkl": (b"hello", "text.pkl"),
        "empty.pkl": (b"", "no pickle"),
        "zip.pkl": (b"PK\x03\x04" + bytes(100), "zip.pkl"),
        "tf.pkl": (
            b"\x80\x03cdnnlib.tflib.network\nNetwork\n.",
            r"dnnlib\.tflib\.network\.Network.*TensorFlow",
        ),
        "x.safetensors": (b"\xff" * 20, "no safetensors"),
    }
    for name, (data, message) in cases.items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(UserError, match=message):
            load_networks(tmp_path / name)
    with pytest.raises(UserError, match="no such network file"):
        load_networks(tmp_path / "missing.pkl")
    save_networks(tmp_path / "d.safetensors", {"D": discriminator()})
    with pytest.raises(UserError, match="holds D, not G_ema"):
        load_networks(tmp_path / "d.safetensors")


@pytest.fixture(scope="module")
def pickled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("published")
    canary = folder / "pwned"
    small = generator(4, channel_base=16, channel_max=2)
    return release_pickle(folder / "n.pkl", {"G_ema": small}, canary).read_bytes(), folder, canary


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_damaged_pickles_are_one_line_errors(pickled, data):
    original, folder, canary = pickled
    content = bytearray(original)
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(0, len(content) - 1)) :]
    else:
        for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=4)):
            content[place] = data.draw(st.integers(0, 255))
    path = folder / "damaged.pkl"
    path.write_bytes(content)
    try:
        load_networks(path)  # damage may hit a weight, which nothing can notice
    except UserError as error:
        assert "\n" not in str(error)
    assert not canary.exists()


def test_safetensors_are_whole_or_absent(tmp_path, monkeypatch):
    path = tmp_path / "n.safetensors"
    save_networks(path, {"G_ema": generator()}, {"images": 1})
    before = path.read_bytes()
    save_networks(tmp_path / "again.safetensors", {"G_ema": generator()}, {"images": 1})
    assert (tmp_path / "again.safetensors").read_bytes() == before

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("stylegan2.network_files.os.replace", full)
    with pytest.raises(UserError, match="No space left"):
        save_networks(path, {"G_ema": generator(seed=5)})
    assert path.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["again.safetensors", "n.safetensors"]
