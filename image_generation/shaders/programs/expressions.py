"""Size expressions of targets ('floor(w / 2.0)'), computed without Python's eval.

Grammar: numbers, names, + - * / % ^, parentheses, and min max floor ceil round abs sqrt pow mod of numbers.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from image_generation.shaders.programs.program import ProgramError

_TOKEN = re.compile(r"\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|(\$?[A-Za-z_]\w*)|(.))", re.DOTALL)
_MAX_LENGTH = 500
_MAX_DEPTH = 32

_FUNCTIONS: dict[str, tuple[int, Callable[..., float]]] = {
    "min": (2, min),
    "max": (2, max),
    "floor": (1, math.floor),
    "ceil": (1, math.ceil),
    "round": (1, round),
    "abs": (1, abs),
    "sqrt": (1, math.sqrt),
    "pow": (2, math.pow),
    "mod": (2, math.fmod),
}


def evaluate(expression: str, variables: Mapping[str, float]) -> float:
    """Value of an expression; names are those of `variables`, with or without ISF's `$` in front.

    Raises ProgramError ('unsupported') for anything that the grammar does not have, an unknown name, a division
    by zero or a result that is not finite.
    """
    return _evaluate(expression, tuple(sorted(variables.items())))


@lru_cache(maxsize=256)
def _evaluate(expression: str, variables: tuple[tuple[str, float], ...]) -> float:
    try:
        value = float(_Parser(expression, dict(variables)).parse())
    except (ArithmeticError, ValueError) as error:
        raise ProgramError(f"size expression {expression[:60]!r}: {error}", "unsupported") from None
    if not math.isfinite(value):
        raise ProgramError(f"size expression {expression[:60]!r} is not finite", "unsupported")
    return value


class _Parser:
    """Recursive descent, computing as it reads."""

    def __init__(self, expression: str, variables: Mapping[str, float]):
        if len(expression) > _MAX_LENGTH:
            raise ValueError(f"is longer than {_MAX_LENGTH} characters")
        self.tokens = [match.groups() for match in _TOKEN.finditer(expression.strip())]
        self.variables = variables
        self.index = self.depth = 0

    def parse(self) -> float:
        value = self.sum()
        if self.index < len(self.tokens):
            raise ValueError(f"unexpected {self.symbol() or 'word'!r}")
        return value

    def symbol(self) -> str | None:
        return self.tokens[self.index][2] if self.index < len(self.tokens) else None

    def take(self, *symbols: str) -> str | None:
        symbol = self.symbol()
        if symbol in symbols:
            self.index += 1
            return symbol
        return None

    def expect(self, symbol: str) -> None:
        if not self.take(symbol):
            raise ValueError(f"{symbol!r} is missing")

    def sum(self) -> float:
        value = self.product()
        while sign := self.take("+", "-"):
            other = self.product()
            value = value + other if sign == "+" else value - other
        return value

    def product(self) -> float:
        value = self.factor()
        while sign := self.take("*", "/", "%"):
            other = self.factor()
            value = value * other if sign == "*" else value / other if sign == "/" else math.fmod(value, other)
        return value

    def factor(self) -> float:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise ValueError("is nested too deeply")
        sign = self.take("-", "+")
        value = self.factor() if sign else self.atom()
        if not sign and self.take("^"):
            value = math.pow(value, self.factor())
        self.depth -= 1
        return -value if sign == "-" else value

    def atom(self) -> float:
        if self.take("("):
            value = self.sum()
            self.expect(")")
            return value
        if self.index == len(self.tokens):
            raise ValueError("ends too early")
        number, name, symbol = self.tokens[self.index]
        if symbol is not None:
            raise ValueError(f"unexpected {symbol!r}")
        self.index += 1
        if number is not None:
            return float(number)
        if name in _FUNCTIONS and self.take("("):
            return self.call(name)
        for known in (name, name.removeprefix("$")):
            if known in self.variables:
                return float(self.variables[known])
        raise ValueError(f"unknown name {name!r}")

    def call(self, name: str) -> float:
        count, function = _FUNCTIONS[name]
        values = [self.sum()]
        while self.take(","):
            values.append(self.sum())
        self.expect(")")
        if len(values) != count:
            raise ValueError(f"{name} takes {count} values, not {len(values)}")
        return function(*values)
