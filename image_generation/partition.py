"""Which images each of several processes takes: the one formula that learning's plans and live rendering share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, kw_only=True)
class Share:
    """The images of process `rank` of `world`: an epoch's blocks of consecutive images go to the processes in turn.

    length   images in an epoch, of all processes together; what is left over after the last round of blocks is not used
    block    images in a block (a process's part of a batch)
    """

    length: int
    block: int = 1
    rank: int = 0
    world: int = 1

    @property
    def blocks_per_epoch(self) -> int:
        """Blocks of an epoch that this process takes."""
        return self.length // (self.block * self.world)

    @property
    def per_epoch(self) -> int:
        """Images of an epoch that this process takes."""
        return self.blocks_per_epoch * self.block

    def number(self, own: np.ndarray) -> np.ndarray:
        """Number in the whole run of this process's own-th image: int64 [n] of int [n]."""
        epoch, rest = np.divmod(own, self.per_epoch)
        block, k = np.divmod(rest, self.block)
        return epoch * self.length + (block * self.world + self.rank) * self.block + k
