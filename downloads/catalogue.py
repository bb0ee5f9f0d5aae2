"""What was published, where it lies on the server, and where it goes here.

Addresses: the download scripts of github.com/mbaradad/shaders21k (arXiv 2211.16412) and
github.com/mbaradad/learning_with_noise (arXiv 2106.05963).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SHADERS_BASE = "http://data.csail.mit.edu/synthetic_training/shaders21k"
NOISE_BASE = "http://data.csail.mit.edu/noiselearning"
VIDEO_LIST = "https://raw.githubusercontent.com/mbaradad/shaders21k/main/scripts/download/all_videos"
VIDEO_FOLDER = "shaders21k_videos"
BASE_VARIABLE = "SHADERS21K_BASE_URL"

SHADERTOY_ID = re.compile(r"[A-Za-z0-9]{6}")
VIDEO_ID = re.compile(r"[A-Za-z0-9]{6}|[0-9a-f]{32}")  # twigl's videos are named by a hash


@dataclass(frozen=True)
class Item:
    """A published file: path on the server below `base`, path here below --output; archives are unpacked there."""

    name: str
    base: str
    remote: str
    local: str
    note: str = ""

    @property
    def is_archive(self) -> bool:
        return self.remote.endswith(".zip")


def _datasets() -> list[Item]:
    notes = {
        "shaders1k": "images of the 1k twigl programs",
        "shaders21k": "images of all 21k programs",
        "shaders21k_6mixup": "convex mixtures of 6 images of shaders21k",
        "shaders21k_stylegan": "samples of a StyleGAN2 trained on shaders21k",
    }
    items = [Item(name, SHADERS_BASE, f"zipped_data/{name}.zip", name, note) for name, note in notes.items()]
    small = (
        "dead_leaves-squares dead_leaves-oriented dead_leaves-mixed dead_leaves-textures stat-spectrum stat-wmm "
        "stat-spectrum_color stat-spectrum_color_wmm stylegan-random stylegan-highfreq stylegan-sparse "
        "stylegan-oriented feature_vis-random feature_vis-dead_leaves"
    )
    large = "dead_leaves-mixed feature_vis-dead_leaves stat-spectrum_color_wmm stylegan-oriented"
    for scale, names in (("small_scale", small), ("large_scale", large)):
        for name in names.split():
            name = f"{scale}/{name}"
            items.append(Item(name, NOISE_BASE, f"zipped_data/{name}.zip", name))
    return items


def _encoders() -> list[Item]:
    shaders = "shaders1k shaders21k shaders21k_6mixup shaders21k_stylegan shaders21k_4mixup_live"
    last = "checkpoint_0199.pth.tar"
    items = [
        Item(
            name,
            SHADERS_BASE,
            f"models/encoders/{name}/{last}",
            f"{name}/{last}",
            "ResNet-50, MoCo v2, 200 epochs",
        )
        for name in shaders.split()
    ]
    noise = "dead_leaves-mixed feature_vis-dead_leaves stat-spectrum_color_wmm stylegan-oriented mixed-4"
    for name in noise.split():
        file = "checkpoint_0799.pth.tar" if name == "mixed-4" else last
        path = f"large_scale/{name}/{file}"
        items.append(Item(f"large_scale/{name}", NOISE_BASE, f"encoders/{path}", path, "ResNet-50, MoCo v2"))
    return items


def _generators() -> list[Item]:
    names = ("shaders21k-256x256-gamma-5", "shaders21k-512x512-gamma-40")
    file = "network-snapshot-025000.pkl"
    note = "StyleGAN2-ADA, 25,000 kimg"
    return [Item(name, SHADERS_BASE, f"models/generators/{name}/{file}", f"{name}/{file}", note) for name in names]


CATALOGUE = {"datasets": _datasets(), "encoders": _encoders(), "generators": _generators()}


def video(identifier: str) -> Item:
    """The video of a program: 6 letters and digits for Shadertoy, 32 hexadecimal digits for twigl."""
    path = f"{identifier[0]}/{identifier}.mp4"
    return Item(identifier, SHADERS_BASE, f"{VIDEO_FOLDER}/{path}", path)
