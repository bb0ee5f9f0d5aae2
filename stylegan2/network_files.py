"""Networks on disk: our own format, one .safetensors file, and NVIDIA's published pickles.

A .safetensors file holds the tensors as `G_ema.synthesis.b4.const` and so on, and in its header, under
"stylegan2", JSON of what constructs every network and of what the writer noted:
{"networks": {"G_ema": {"kind": "Generator", "config": {...}}}, "info": {...}}. It is read without executing anything.
"""

import json
import os
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from image_generation.common.errors import UserError
from stylegan2.discriminator import Discriminator
from stylegan2.networks import Generator
from stylegan2.pickles import NetworkRecord, read_network_pickle

HEADER = "stylegan2"
KINDS = {"Generator": Generator, "Discriminator": Discriminator}
LARGEST_RESOLUTION = 8192
LARGEST_NUMBER = 1 << 24  # of anything in a configuration
MOST_LAYERS = 64


def save_networks(path, networks, info=None):
    """Write {'G_ema': module, ...} to a .safetensors file, whole or not at all. `info`: notes for the header."""
    headers = {name: {"kind": type(net).__name__, "config": net.config} for name, net in networks.items()}
    tensors = {
        f"{name}.{key}": tensor.detach().cpu().contiguous()
        for name, net in networks.items()
        for key, tensor in net.state_dict().items()
    }
    metadata = {HEADER: json.dumps({"networks": headers, "info": info or {}})}  # one entry: their order is random
    path = Path(path)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        save_file(tensors, temporary, metadata)
        with open(temporary, "rb+") as file:
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except (OSError, SafetensorError) as error:
        raise UserError(f"{path}: cannot be written ({error})") from None
    finally:
        temporary.unlink(missing_ok=True)


def load_networks(path, names=("G_ema",)):
    """The named networks of a .safetensors or published .pkl file, in evaluation mode on CPU, without gradients.

    Raises UserError for a missing, damaged or malicious file, or one that lacks a network of `names`.
    """
    path = Path(path)
    if not path.is_file():
        raise UserError(f"{path}: no such network file: name a .safetensors or a published .pkl", 2)
    records = _read_safetensors(path) if path.suffix == ".safetensors" else read_network_pickle(path)
    missing = [name for name in names if name not in records]
    if missing:
        raise UserError(f"{path}: holds {', '.join(records)}, not {', '.join(missing)}")
    return {name: build_network(records[name], f"{path}, {name}") for name in names}


def convert(source, target):
    """Rewrite a published pickle as .safetensors and read it back. Returns the names of its networks."""
    records = read_network_pickle(source)
    networks = {name: build_network(record, f"{source}, {name}") for name, record in records.items()}
    save_networks(target, networks, {"converted_from": Path(source).name})
    for name, copy in load_networks(target, tuple(networks)).items():
        for key, tensor in networks[name].state_dict().items():
            if not torch.equal(tensor, copy.state_dict()[key]):
                raise UserError(f"{target}: {name}.{key} does not read back as written: is the disk full or failing?")
    return list(networks)


def build_network(record, where):
    """A NetworkRecord as a module, after its configuration and the shape of every tensor were checked.

    Shapes are compared before memory is taken, so a network is never larger than the file that describes it.
    """
    check_config(record, where)
    try:
        with torch.device("meta"):
            expected = KINDS[record.kind](**record.config).state_dict()
    except (TypeError, ValueError, RuntimeError, OverflowError, ZeroDivisionError, KeyError) as error:
        raise UserError(f"{where}: is no network of StyleGAN2-ADA ({' '.join(str(error).split())[:200]})") from None
    tensors = {}
    for name, tensor in record.tensors.items():
        if not name.endswith("resample_filter"):  # constants, made anew from the configuration
            tensors[name] = tensor
    for name in sorted(expected.keys() | tensors.keys()):
        if name not in tensors or name not in expected:
            what = "lacks" if name not in tensors else "has an unknown"
            raise UserError(f"{where}: {what} tensor {name[:100]}")
        if tensors[name].shape != expected[name].shape:
            shapes = f"{list(tensors[name].shape)}, its configuration says {list(expected[name].shape)}"
            raise UserError(f"{where}: {name} has shape {shapes}")
    network = KINDS[record.kind](**record.config)
    _check_filters(network, record, where)
    network.load_state_dict({name: tensor.float() for name, tensor in tensors.items()})
    return network.eval().requires_grad_(False)


def check_config(record, where):
    """Raises UserError for a configuration that could make construction endless."""
    if record.kind not in KINDS:
        raise UserError(f"{where}: a {record.kind[:60]} is no network of StyleGAN2-ADA ({', '.join(KINDS)})")
    numbers, waiting = [], [record.config]
    while waiting:
        value = waiting.pop()
        if isinstance(value, (dict, list)):
            waiting += value.values() if isinstance(value, dict) else value
        elif isinstance(value, (int, float)):
            numbers.append(value)
    resolution = record.config.get("img_resolution")
    mapping = record.config.get("mapping_kwargs") or {}
    layers = mapping.get("num_layers", 8) if isinstance(mapping, dict) else None
    fits = all(abs(number) <= LARGEST_NUMBER for number in numbers)
    fits &= isinstance(resolution, int) and resolution <= LARGEST_RESOLUTION
    fits &= isinstance(layers, int) and layers <= MOST_LAYERS
    if not fits:
        raise UserError(f"{where}: its configuration is no network's ({str(record.config)[:200]})")


def _check_filters(network, record, where):
    """A file's own resampling filters must be those that its configuration describes."""
    for name, kernel in network.named_buffers():
        given = record.tensors.get(name) if name.endswith("resample_filter") else None
        if given is not None and (given.shape != kernel.shape or not torch.allclose(given.float(), kernel)):
            raise UserError(f"{where}: {name} is not what its configuration says")


def _read_safetensors(path):
    try:
        with safe_open(path, "pt") as file:
            headers = json.loads((file.metadata() or {})[HEADER])["networks"]
            tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118 (it is no mapping)
        records = {}
        for name, header in headers.items():
            own = {key[len(name) + 1 :]: value for key, value in tensors.items() if key.startswith(f"{name}.")}
            records[name] = NetworkRecord(str(header["kind"]), dict(header["config"]), own)
    except (SafetensorError, OSError) as error:
        raise UserError(f"{path}: is truncated or no safetensors file ({str(error)[:120]})") from None
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        raise UserError(f"{path}: is a safetensors file, but not of networks (no JSON of them in its header)") from None
    return records
