"""A stream of random choices that is the same on every machine and Python version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")
_MASK = (1 << 64) - 1


def _mix(x: int) -> int:
    """SplitMix64's output function (Steele, Lea and Flood, OOPSLA 2014)."""
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & _MASK
    return x ^ (x >> 31)


class Stream:
    """SplitMix64 started from whole numbers.

    Only integers and the four operations that IEEE 754 rounds correctly are used, no libm, so that no platform's
    logarithm can change a program.
    """

    def __init__(self, *key: int):
        self._state = 0
        for word in key:
            for part in (word & _MASK, word >> 64 & _MASK):
                self._state = _mix((self._state + part + 0x9E3779B97F4A7C15) & _MASK)

    def word(self) -> int:
        """64 random bits."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        return _mix(self._state)

    def unit(self) -> float:
        """Uniform in [0, 1)."""
        return (self.word() >> 11) / (1 << 53)

    def uniform(self, low: float, high: float) -> float:
        return low + (high - low) * self.unit()

    def skewed(self, low: float, high: float) -> float:
        """In [low, high) with density proportional to 1 / x^2: sizes of things (low above 0)."""
        return low * high / (high - self.unit() * (high - low))

    def whole(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + self.word() % (high - low + 1)

    def chance(self, probability: float) -> bool:
        return self.unit() < probability

    def choose(self, items: Sequence[T]) -> T:
        return items[self.word() % len(items)]

    def weighted(self, weights: Mapping[T, float]) -> T:
        """A key, as often as its weight says."""
        place = self.unit() * sum(weights.values())
        for key, weight in weights.items():
            place -= weight
            if place < 0.0:
                return key
        return key

    def several(self, weights: Mapping[T, float], count: int) -> list[T]:
        """`count` different keys."""
        left = dict(weights)
        chosen = []
        for _ in range(count):
            chosen.append(self.weighted(left))
            del left[chosen[-1]]
        return chosen
