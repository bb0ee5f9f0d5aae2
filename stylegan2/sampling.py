"""Latents and labels by number: image i starts from numpy's RandomState(i), as in the release."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from image_generation.common.errors import UserError
from stylegan2.networks import Generator


def latents(generator: Generator, seeds: Sequence[int]) -> torch.Tensor:
    """z [n, z_dim], float32, on CPU: row k is RandomState(seeds[k]).randn(1, z_dim)."""
    rows = [np.random.RandomState(seed).randn(1, generator.z_dim) for seed in seeds]
    return torch.from_numpy(np.concatenate(rows)).float()


def labels_for(generator: Generator, classes: Sequence[int] | None, n: int) -> torch.Tensor:
    """One-hot labels [n, c_dim] of class numbers; [n, 0] for an unconditional network.

    Raises UserError (code 2) for a conditional network without classes, and for classes that the network lacks.
    """
    c_dim = generator.c_dim
    if c_dim == 0:
        if classes is not None:
            raise UserError(f"--class {classes[0]}: the network is not class-conditional; leave it out", 2)
        return torch.zeros(n, 0)
    if classes is None:
        raise UserError(f"the network is class-conditional: give --class, 0 to {c_dim - 1}", 2)
    if not all(0 <= label < c_dim for label in classes):
        raise UserError(f"--class {max(classes)}: the network has classes 0 to {c_dim - 1}", 2)
    return torch.eye(c_dim)[torch.as_tensor(list(classes))]


def noise_generators(seeds: Sequence[int]) -> list[torch.Generator]:
    """One torch.Generator a seed, for noise_mode random: the noise of image i depends on i alone."""
    return [
        torch.Generator().manual_seed(int(np.random.SeedSequence([seed, 1]).generate_state(1)[0])) for seed in seeds
    ]
