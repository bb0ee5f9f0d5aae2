"""The program that is being written: its random choices, functions, statements, tags and cost."""

from __future__ import annotations

from image_generation.shaders.composer import GRAMMAR_VERSION
from image_generation.shaders.composer.library import HELPERS, helper_text
from image_generation.shaders.composer.stream import Stream

BUDGET_NS = 120.0  # a pixel on one llvmpipe core: 8 ms a frame at 256 x 256


class Draft:
    """Collects the parts of one program.

    random      Stream of choices
    grammar     version of the grammar that makes them
    functions   GLSL functions in the order in which they must stand
    tags        words for the header
    embedded    names of the hand-written programs that stand in it
    tints       (ID, ink, share) of surfaces of which a share has an ink of its own: GLSL, from grammar 5 on
    cost        estimated ns a pixel on one llvmpipe core so far
    """

    def __init__(self, random: Stream, grammar: int = GRAMMAR_VERSION):
        self.random, self.grammar = random, grammar
        self.functions: list[str] = []
        self.tags: list[str] = []
        self.embedded: list[str] = []
        self.tints: list[tuple[str, str, str]] = []
        self.cost = 0.0
        self._needs: dict[str, None] = {}

    def need(self, *helpers: str) -> None:
        """Include helper functions of the library, with what they call."""
        for name in helpers:
            if name not in self._needs:
                self.need(*HELPERS[name].calls)
                self._needs[name] = None

    def helpers(self) -> str:
        return "\n".join(helper_text(name, self.grammar) for name in HELPERS if name in self._needs)

    def spend(self, ns: float, *tags: str) -> None:
        self.cost += ns
        for tag in tags:
            if tag not in self.tags:
                self.tags.append(tag)

    def left(self) -> float:
        """ns a pixel that may still be spent."""
        return BUDGET_NS - self.cost

    def num(self, low: float, high: float) -> str:
        """A literal, uniform in [low, high)."""
        return lit(self.random.uniform(low, high))

    def size(self, low: float, high: float) -> str:
        """A literal with density proportional to 1 / x^2."""
        return lit(self.random.skewed(low, high))

    def salt(self) -> str:
        """A literal seed."""
        return f"{self.random.whole(1, 65535)}U"


def lit(value: float) -> str:
    """A GLSL float literal with three decimals; negative ones in parentheses."""
    text = f"{value:.3f}"
    return f"({text})" if text.startswith("-") else text
