"""Randomness that depends on a position, not on history: a resumed run draws what the uninterrupted one drew."""

from __future__ import annotations

import random
import secrets

import numpy as np
import torch

# First key of every derived seed: the streams of one run never meet.
WEIGHTS, ORDER, VIEWS, STEP = range(4)


def fresh_seed() -> int:
    """A seed from the operating system, for a run that names none (it is saved in the run's config.yaml)."""
    return secrets.randbelow(2**31)


def derive(seed: int, *keys: int) -> int:
    """A 63-bit number that (seed, keys) alone determine; close keys give unrelated numbers (numpy's SeedSequence)."""
    return int(np.random.SeedSequence([seed, *keys]).generate_state(1, np.uint64)[0] >> np.uint64(1))


def seed_everything(seed: int, *keys: int) -> None:
    """Seed Python's, numpy's and torch's (all devices') global generators from (seed, keys)."""
    number = derive(seed, *keys)
    random.seed(number)
    np.random.seed(number % 2**32)
    torch.manual_seed(number)
