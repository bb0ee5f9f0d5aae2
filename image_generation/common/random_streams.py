"""Random numbers that depend on (seed, number) alone: numpy's Philox, a counter-based generator.

Streams of one seed never meet: the key's second word holds the number in its lower bits, the purpose above.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random.bit_generator import ISeedSequence

PURPOSE_BITS = 56


class _Key(ISeedSequence):
    """A Philox key, given as a seed: a key given as one costs entropy of the system's too, which is then not used."""

    def __init__(self, words: np.ndarray):
        self.words = words

    def generate_state(self, n_words, dtype=np.uint32):
        return self.words


def stream(seed: int, number: int, purpose: int = 0, slot: int = 0) -> np.random.Generator:
    """The generator of `number` (of an image, say; below 2**56), the same on every machine.

    purpose    what the numbers are for, below 256
    slot       which of the many streams of that number and purpose: the counter's second word
    """
    key = np.array([seed, (purpose << PURPOSE_BITS) | number], dtype=np.uint64)
    counter = np.array([0, slot, 0, 0], dtype=np.uint64) if slot else None
    keyed: Any = _Key(key)  # which numpy takes, and its stubs leave out
    return np.random.Generator(np.random.Philox(keyed, counter=counter))
