"""Networks and pictures small enough for tests, and pickles as the release writes them."""

import pickle
import sys
import types
import zlib

import numpy as np
import torch
from PIL import Image

from stylegan2.discriminator import Discriminator
from stylegan2.networks import Generator


def generator(resolution=16, c_dim=0, seed=0, **synthesis):
    torch.manual_seed(seed)
    synthesis = {"channel_base": 128, "channel_max": 8, **synthesis}
    return Generator(8, c_dim, 8, resolution, 3, {"num_layers": 2}, synthesis).eval()


def discriminator(resolution=16, c_dim=0, seed=1, **options):
    torch.manual_seed(seed)
    return Discriminator(c_dim, resolution, 3, channel_base=128, channel_max=8, **options).eval()


def fill(network):
    """Weights that a formula gives: any implementation can be given the same ones."""
    for name, tensor in network.state_dict().items():
        values = torch.sin(torch.arange(tensor.numel(), dtype=torch.float64) * 0.37 + zlib.crc32(name.encode()) % 1000)
        if name.endswith("affine.bias"):
            values = 1 + 0.2 * values
        else:
            values = values * (0.3 if name.endswith(("bias", "noise_strength", "w_avg")) else 1.4)
        tensor.copy_(values.view(tensor.shape))
    return network


def write_images(folder, count=12, size=16, mode="RGB", seed=0):
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    for k in range(count):
        image = Image.fromarray(rng.integers(0, 256, (size, size, 3)).astype(np.uint8)).convert(mode)
        image.save(folder / f"{k:03d}.png")
    return folder


PWNED = "open({path!r}, 'w').close()\nclass Generator: pass\nclass Discriminator: pass\n"


def release_pickle(path, networks, canary, protocol=4, extra=None):
    """Write {'G_ema': module, ...} as stylegan2-ada-pytorch does, each with source text that would create `canary`."""
    persistence, util = types.ModuleType("torch_utils.persistence"), types.ModuleType("dnnlib.util")

    def _reconstruct_persistent_obj(meta):
        raise AssertionError("a test's stand-in")

    class EasyDict(dict):
        pass

    for module, thing in ((persistence, _reconstruct_persistent_obj), (util, EasyDict)):
        thing.__module__, thing.__qualname__ = module.__name__, thing.__name__
        setattr(module, thing.__name__, thing)

    class Persistent:
        def __init__(self, module, top):
            self.module, self.top = module, top

        def __reduce__(self):
            module = self.module
            state = {
                "training": False,
                "_parameters": dict(module._parameters),
                "_buffers": dict(module._buffers),
            }
            state["_modules"] = {name: Persistent(child, False) for name, child in module._modules.items()}
            state["_non_persistent_buffers_set"] = set()
            config = getattr(module, "config", {})
            state |= {"_init_args": (), "_init_kwargs": EasyDict(config), "weight_gain": np.float64(0.5)}
            source = PWNED.format(path=str(canary))
            meta = {"type": "class", "version": 6, "module_src": source, "class_name": type(module).__name__}
            return _reconstruct_persistent_obj, (meta | {"state": state},), None

    modules = {"torch_utils": types.ModuleType("torch_utils"), "dnnlib": types.ModuleType("dnnlib")}
    modules |= {"torch_utils.persistence": persistence, "dnnlib.util": util}
    before = {name: sys.modules.get(name) for name in modules}
    sys.modules.update(modules)
    try:
        content = {name: Persistent(network, True) for name, network in networks.items()}
        content |= {"training_set_kwargs": {"path": "images", "resolution": 16}, "augment_pipe": None} | (extra or {})
        path.write_bytes(pickle.dumps(content, protocol=protocol))
    finally:
        for name, module in before.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module
    return path
