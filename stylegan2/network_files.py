"""Networks on disk: our own format, one .safetensors file, and NVIDIA's published pickles.

A .safetensors file holds the tensors as `G_ema.synthesis.b4.const` and so on, and in its header, under
"stylegan2", JSON of what constructs every network and of what the writer noted:
{"networks": {"G_ema": {"kind": "Generator", "config": {...}}}, "info": {...}}. It is read without executing anything.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from image_generation.common.errors import UserError
from stylegan2.discriminator import Discriminator
from stylegan2.networks import Generator
from stylegan2.pickles import NetworkRecord, read_network_pickle

HEADER = "stylegan2"
Network = Generator | Discriminator
KINDS: dict[str, Any] = {"Generator": Generator, "Discriminator": Discriminator}
# Of anything in a configuration.
LARGEST_NUMBER = 1 << 24
MOST_VALUES = 10_000
MOST_LAYERS = 64
# Whole numbers of a configuration: least and largest.
LIMITS = (
    ("img_resolution", 4, 8192),
    ("img_channels", 1, 3),
    ("z_dim", 1, 1 << 16),
    ("w_dim", 1, 1 << 16),
    ("c_dim", 0, 1 << 20),
)


def save_networks(path: str | os.PathLike, networks: Mapping[str, Network], info: dict[str, Any] | None = None) -> None:
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


def load_networks(path: str | os.PathLike, names: tuple[str, ...] = ("G_ema",)) -> dict[str, Any]:
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


def convert(source: str | os.PathLike, target: str | os.PathLike) -> list[str]:
    """Rewrite a published pickle as .safetensors and read it back. Returns the names of its networks."""
    records = read_network_pickle(source)
    networks = {name: build_network(record, f"{source}, {name}") for name, record in records.items()}
    save_networks(target, networks, {"converted_from": Path(source).name})
    for name, copy in load_networks(target, tuple(networks)).items():
        for key, tensor in networks[name].state_dict().items():
            if not torch.equal(tensor, copy.state_dict()[key]):
                raise UserError(f"{target}: {name}.{key} does not read back as written: is the disk full or failing?")
    return list(networks)


def build_network(record: NetworkRecord, where: str) -> Network:
    """A NetworkRecord as a module, after its configuration and every tensor were checked (see check_record)."""
    tensors = check_record(record, where)
    network = KINDS[record.kind](**record.config)
    _check_filters(network, record, where)
    network.load_state_dict({name: tensor.float() for name, tensor in tensors.items()})
    return network.eval().requires_grad_(False)


def check_record(record: NetworkRecord, where: str) -> dict[str, torch.Tensor]:
    """The tensors of a network's state, after everything that could go wrong in building and running it was checked.

    Shapes are compared before memory is taken, so a network is never larger than the file that describes it; a pass
    without data or memory (torch's meta device) finds a configuration that can be built but not run. Raises UserError
    (code 2) naming what is wrong, also for weights that are NaN or infinite.
    """
    check_config(record, where)
    try:
        with torch.device("meta"):
            network = KINDS[record.kind](**record.config)
            expected = network.state_dict()
            _rehearse(network)
    except Exception as error:  # of any kind: whatever a constructor makes of anybody's values
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise UserError(f"{where}: is no network of StyleGAN2-ADA that can be built ({reason})", 2) from None
    tensors = {}
    for name, tensor in record.tensors.items():
        if not name.endswith("resample_filter"):  # constants, made anew from the configuration
            tensors[name] = tensor
    for name in sorted(expected.keys() | tensors.keys()):
        if name not in tensors or name not in expected:
            what = "lacks" if name not in tensors else "has an unknown"
            raise UserError(f"{where}: {what} tensor {name[:100]}")
        tensor = tensors[name]
        if tensor.shape != expected[name].shape:
            shapes = f"{list(tensor.shape)}, its configuration says {list(expected[name].shape)}"
            raise UserError(f"{where}: {name} has shape {shapes}")
        if tensor.layout != torch.strided or tensor.is_complex():
            raise UserError(f"{where}: {name} is no plain tensor of numbers")
        if not bool(torch.isfinite(tensor).all()):
            raise UserError(f"{where}: {name} holds weights that are NaN or infinite: the training had failed")
    return tensors


def _rehearse(network: Network) -> None:
    """One pass on the meta device: shapes and kinds alone. Raises what such a network raises."""
    c = torch.empty(1, network.c_dim) if network.c_dim else None
    size = [1, network.img_channels, network.img_resolution, network.img_resolution]
    draws = isinstance(network, Generator)
    found = network(torch.empty(1, network.z_dim) if isinstance(network, Generator) else torch.empty(size), c)
    if list(found.shape) != (size if draws else [1, 1]):
        raise ValueError(f"its output has the shape {list(found.shape)}")
    for name, kernel in network.named_buffers():
        if name.endswith("resample_filter") and kernel.ndim not in (1, 2):
            raise ValueError(f"{name} is no filter")


def check_config(record: NetworkRecord, where: str) -> None:
    """Raises UserError (code 2) for a configuration that could make construction endless, or images that are none."""
    if record.kind not in KINDS:
        raise UserError(f"{where}: a {record.kind[:60]} is no network of StyleGAN2-ADA ({', '.join(KINDS)})", 2)
    config = record.config
    for name, low, high in LIMITS:
        value = config.get(name, low)
        if type(value) is not int or not low <= value <= high:
            shown = repr(value)[:40] if type(value) in (int, float, str, bool) else f"a {type(value).__name__}"
            raise UserError(f"{where}: its {name} is {shown}, not a whole number from {low} to {high}", 2)
    resolution = config.get("img_resolution", 0)
    if resolution & (resolution - 1):
        raise UserError(f"{where}: its img_resolution is {resolution}, not a power of two", 2)
    if config.get("img_channels") not in (1, 3):
        raise UserError(f"{where}: its images have {config.get('img_channels')} channels, not 1 or 3", 2)
    waiting, count = [config], 0
    while waiting:
        value = waiting.pop()
        count += 1
        if isinstance(value, (dict, list)):
            waiting += value.values() if isinstance(value, dict) else value
        if count > MOST_VALUES or (isinstance(value, (int, float)) and not abs(value) <= LARGEST_NUMBER):
            raise UserError(f"{where}: its configuration is no network's (a number or a list out of range)", 2)
    mapping = config.get("mapping_kwargs") or {}
    layers = mapping.get("num_layers", 8) if type(mapping) is dict else None
    if type(layers) is not int or not 1 <= layers <= MOST_LAYERS:
        raise UserError(f"{where}: its mapping network is none of 1 to {MOST_LAYERS} layers", 2)


def _check_filters(network: Network, record: NetworkRecord, where: str) -> None:
    """A file's own resampling filters must be those that its configuration describes."""
    for name, kernel in network.named_buffers():
        given = record.tensors.get(name) if name.endswith("resample_filter") else None
        if name.endswith("resample_filter") and not bool(torch.isfinite(kernel).all()):
            raise UserError(f"{where}: {name} is no low-pass filter: its taps add up to nothing", 2)
        if given is not None and (given.shape != kernel.shape or not torch.allclose(given.float(), kernel)):
            raise UserError(f"{where}: {name} is not what its configuration says")


def _read_safetensors(path: Path) -> dict[str, NetworkRecord]:
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
