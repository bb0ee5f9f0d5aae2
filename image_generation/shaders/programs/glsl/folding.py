"""Calls of built-in functions whose constant arguments leave the result undefined: zero, as Chromium folds them.

Desktop drivers give NaN or anything else for normalize(vec3(0.0)), pow(-1.0, 0.5) or smoothstep(1.0, 0.0, x).
All other constant expressions are left to the driver.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

Value = tuple[float, ...]  # a scalar has one component

LONGEST = 64  # tokens of an argument list that are looked at


def _safe(function: Callable[..., float], undefined: Callable[..., bool]) -> Callable[..., tuple[float, bool]]:
    """(result, whether the specification leaves it undefined)."""

    def call(*components: float) -> tuple[float, bool]:
        return (0.0, True) if undefined(*components) else (function(*components), False)

    return call


def _smooth(low: float, high: float, x: float) -> float:
    t = min(max((x - low) / (high - low), 0.0), 1.0)
    return t * t * (3.0 - 2.0 * t)


# GLSL ES 3.00.6, sections 8.1 to 8.3: where each function is undefined.
_COMPONENTWISE = {
    "asin": (1, _safe(math.asin, lambda x: abs(x) > 1)),
    "acos": (1, _safe(math.acos, lambda x: abs(x) > 1)),
    "acosh": (1, _safe(math.acosh, lambda x: x < 1)),
    "atanh": (1, _safe(math.atanh, lambda x: abs(x) >= 1)),
    "log": (1, _safe(math.log, lambda x: x <= 0)),
    "log2": (1, _safe(math.log2, lambda x: x <= 0)),
    "sqrt": (1, _safe(math.sqrt, lambda x: x < 0)),
    "inversesqrt": (1, _safe(lambda x: 1 / math.sqrt(x), lambda x: x <= 0)),
    "atan": (2, _safe(math.atan2, lambda y, x: x == 0 and y == 0)),
    "pow": (2, _safe(math.pow, lambda x, y: x < 0 or (x == 0 and y <= 0))),
    "clamp": (3, _safe(lambda x, low, high: min(max(x, low), high), lambda x, low, high: low > high)),
    "smoothstep": (3, _safe(_smooth, lambda low, high, x: low >= high)),
}
FOLDED = frozenset(("normalize", *_COMPONENTWISE))
_CONSTRUCTORS = {"float": 1, "vec2": 2, "vec3": 3, "vec4": 4}
_LEVELS = {"+": 1, "-": 1, "*": 2, "/": 2}


def fold(name: str, words: Sequence[str], constants: Mapping[str, Value]) -> str | None:
    """Text that replaces a call of `name` with the argument tokens `words`; None where the call is well defined."""
    arguments = _arguments(words, constants)
    if not arguments:
        return None
    if name == "normalize":
        (vector, *rest) = arguments
        return None if rest or any(vector) else _text(vector)
    count, function = _COMPONENTWISE[name]
    if len(arguments) != count:
        return None
    size = max(len(argument) for argument in arguments)
    if any(len(argument) not in (1, size) for argument in arguments):
        return None
    try:
        results = [function(*(argument[number % len(argument)] for argument in arguments)) for number in range(size)]
    except (ValueError, OverflowError, ZeroDivisionError):
        return None
    return _text([value for value, _ in results]) if any(undefined for _, undefined in results) else None


def value(words: Sequence[str], constants: Mapping[str, Value]) -> Value | None:
    """Value of a constant float or vector expression of numbers, + - * /, constructors and `constants`."""
    found = _arguments(words, constants)
    return found[0] if found and len(found) == 1 else None


def _text(components: Sequence[float]) -> str:
    numbers = ", ".join(repr(float(component)) for component in components)
    return f"({numbers})" if len(components) == 1 else f"vec{len(components)}({numbers})"


def _arguments(words: Sequence[str], constants: Mapping[str, Value]) -> list[Value] | None:
    """Values of "a, b, c"; None where a part is not constant or not understood."""
    if not words or len(words) > LONGEST:
        return None
    values: list[list[Value]] = [[]]  # for each open bracket the values of its arguments, operands on top
    operators: list[str] = []  # with "(" or a constructor's name for each open bracket
    operand = True
    try:
        for word in (*words, ","):
            if operand:
                if word == "(":
                    operators.append("(")
                    values.append([])
                elif word in _CONSTRUCTORS:
                    operators.append(word)
                elif word in ("-", "+"):
                    operators.append("u" + word)
                else:
                    values[-1].append(constants[word] if word in constants else (_number(word),))
                    operand = False
                if word == "(" and len(operators) > 1 and operators[-2] in _CONSTRUCTORS:
                    operators.pop()
                continue
            while operators and operators[-1] not in ("(", *_CONSTRUCTORS):
                if word in _LEVELS and operators[-1][0] != "u" and _LEVELS[operators[-1]] < _LEVELS[word]:
                    break
                _apply(operators.pop(), values[-1])
            if word in _LEVELS:
                operators.append(word)
                operand = True
            elif word == ",":
                operand = True
            elif word == ")":
                parts = values.pop()
                values[-1].append(_construct(operators.pop(), parts))
            else:
                return None
    except (KeyError, ValueError, IndexError, ZeroDivisionError, OverflowError):
        return None
    return values[0] if len(values) == 1 and not operators else None


def _number(word: str) -> float:
    return float(word.rstrip("fF"))


def _apply(operator: str, stack: list[Value]) -> None:
    right = stack.pop()
    if operator[0] == "u":
        stack.append(tuple(-x for x in right) if operator == "u-" else right)
        return
    left = stack.pop()
    size = max(len(left), len(right))
    pairs = [(left[i % len(left)], right[i % len(right)]) for i in range(size)]
    if operator == "/":
        stack.append(tuple(a / b for a, b in pairs))
    else:
        stack.append(tuple(a * b if operator == "*" else a + b if operator == "+" else a - b for a, b in pairs))


def _construct(name: str, parts: list[Value]) -> Value:
    if name == "(":
        (only,) = parts
        return only
    size = _CONSTRUCTORS[name]
    flat = [component for part in parts for component in part]
    if len(flat) == 1:
        flat *= size
    if len(flat) < size:
        raise ValueError("too few components")
    return tuple(flat[:size])
