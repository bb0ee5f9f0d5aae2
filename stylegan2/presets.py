"""The release's base configurations: what --cfg sets, and which flag overrides it (arXiv 2006.06676, table 6)."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from image_generation.common.errors import UserError


@dataclass(frozen=True)
class Preset:
    """One base configuration.

    channel_factor  of 32768 / resolution feature maps
    ema_kimg        half-life of the generator's average; ema_rampup: at most this part of the images seen so far
    pl_weight, style_mixing_prob: 0 leaves path length regularisation and style mixing out
    """

    kimg: float = 25000
    batch: int = 32
    mbstd_group: int = 4
    channel_factor: float = 1.0
    lr: float = 0.0025
    gamma: float = 10.0
    ema_kimg: float = 10.0
    ema_rampup: float | None = None
    mapping_layers: int = 8
    pl_weight: float = 2.0
    style_mixing_prob: float = 0.9
    d_architecture: str = "resnet"


PRESETS = {
    "stylegan2": Preset(lr=0.002),
    "paper256": Preset(batch=64, mbstd_group=8, channel_factor=0.5, gamma=1, ema_kimg=20),
    "paper512": Preset(batch=64, mbstd_group=8, gamma=0.5, ema_kimg=20),
    "paper1024": Preset(lr=0.002, gamma=2),
    "cifar": Preset(
        kimg=100000,
        batch=64,
        mbstd_group=32,
        gamma=0.01,
        ema_kimg=500,
        ema_rampup=0.05,
        mapping_layers=2,
        pl_weight=0,
        style_mixing_prob=0,
        d_architecture="orig",
    ),
}
Configs = tuple[dict[str, Any], dict[str, Any]]  # constructor arguments of Generator and Discriminator

NAMES = ("auto", *PRESETS)


def auto(resolution: int, processes: int) -> Preset:
    """The configuration that the release guesses from the resolution and the number of GPUs."""
    batch = max(min(processes * min(4096 // resolution, 32), 64), processes)
    return Preset(
        batch=batch,
        mbstd_group=min(batch // processes, 4),
        channel_factor=1.0 if resolution >= 512 else 0.5,
        lr=0.002 if resolution >= 1024 else 0.0025,
        gamma=0.0002 * resolution**2 / batch,
        ema_kimg=batch * 10 / 32,
        ema_rampup=0.05,
        mapping_layers=2,
    )


def choose(args: argparse.Namespace, resolution: int, processes: int) -> Preset:
    """The preset of args.cfg with the flags that were given in its place.

    Raises UserError (code 2) for a batch that the processes or the minibatch-deviation groups cannot share.
    """
    preset = auto(resolution, processes) if args.cfg == "auto" else PRESETS[args.cfg]
    given = {name: getattr(args, name) for name in ("kimg", "batch", "lr", "gamma", "ema_kimg", "mbstd_group")}
    preset = replace(preset, **{name: value for name, value in given.items() if value is not None})
    if preset.batch % processes:
        raise UserError(f"--batch {preset.batch}: {processes} processes cannot share it; give a multiple", 2)
    share = preset.batch // processes
    at_once: int = share if args.batch_gpu is None else args.batch_gpu
    if share % at_once:
        raise UserError(f"--batch-gpu {at_once}: must divide the {share} images of each process", 2)
    group = min(preset.mbstd_group, at_once)
    if at_once % group and args.mbstd_group is not None:
        raise UserError(f"--mbstd-group {group}: must divide the {at_once} images computed at once", 2)
    while at_once % group:
        group -= 1
    return replace(preset, mbstd_group=group)


def network_configs(args: argparse.Namespace, preset: Preset, resolution: int, c_dim: int) -> Configs:
    """Constructor arguments of Generator and Discriminator."""
    half: dict[str, Any] = {"num_fp16_res": 0 if args.precision == "fp32" else 4}
    half["conv_clamp"] = None if args.precision == "fp32" else 256
    base = args.channel_base or int(preset.channel_factor * 32768)
    if base < resolution:
        raise UserError(f"--channel-base {base}: leaves no feature maps at {resolution}x{resolution}", 2)
    size = {"channel_base": base, "channel_max": args.channel_max, **half}
    generator = {
        "z_dim": args.z_dim,
        "c_dim": c_dim,
        "w_dim": args.w_dim,
        "img_resolution": resolution,
        "img_channels": 3,
        "mapping_kwargs": {"num_layers": preset.mapping_layers},
        "synthesis_kwargs": size,
    }
    discriminator = {
        "c_dim": c_dim,
        "img_resolution": resolution,
        "img_channels": 3,
        "architecture": preset.d_architecture,
        **size,
        "block_kwargs": {"freeze_layers": args.freezed},
        "epilogue_kwargs": {"mbstd_group_size": preset.mbstd_group},
    }
    return generator, discriminator


def for_transfer(preset: Preset, configs: Configs, given: Sequence[dict[str, Any]]) -> tuple[Preset, Configs]:
    """Settings and configurations for training on from networks of the configurations `given` (of G and of D).

    Theirs, but with these labels and this batch. The average of G starts where it stands, without ramp-up.
    """
    generator = given[0] | {"c_dim": configs[0]["c_dim"]}
    discriminator = given[1] | {"c_dim": configs[1]["c_dim"]}
    for part in ("block_kwargs", "epilogue_kwargs"):
        discriminator[part] = {**(discriminator[part] or {}), **configs[1][part]}
    return replace(preset, ema_rampup=None), (generator, discriminator)
