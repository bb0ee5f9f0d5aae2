"""Arithmetic of `#if` and of array sizes: integer expressions, evaluated without recursion."""

from __future__ import annotations

from collections.abc import Callable, Sequence

_UNARY: dict[str, Callable[[int], int]] = {
    "+": lambda a: a,
    "-": lambda a: -a,
    "~": lambda a: ~a,
    "!": lambda a: int(not a),
}
_BINARY: dict[str, tuple[int, Callable[[int, int], int]]] = {
    "||": (1, lambda a, b: int(bool(a or b))),
    "&&": (2, lambda a, b: int(bool(a and b))),
    "|": (3, lambda a, b: a | b),
    "^": (4, lambda a, b: a ^ b),
    "&": (5, lambda a, b: a & b),
    "==": (6, lambda a, b: int(a == b)),
    "!=": (6, lambda a, b: int(a != b)),
    "<": (7, lambda a, b: int(a < b)),
    ">": (7, lambda a, b: int(a > b)),
    "<=": (7, lambda a, b: int(a <= b)),
    ">=": (7, lambda a, b: int(a >= b)),
    "<<": (8, lambda a, b: a << (b & 31)),
    ">>": (8, lambda a, b: a >> (b & 31)),
    "+": (9, lambda a, b: a + b),
    "-": (9, lambda a, b: a - b),
    "*": (10, lambda a, b: a * b),
    "/": (10, lambda a, b: _divide(a, b)[0]),
    "%": (10, lambda a, b: _divide(a, b)[1]),
}


def _divide(a: int, b: int) -> tuple[int, int]:
    """Quotient towards zero and its remainder, as in C; division by zero gives zero."""
    if b == 0:
        return 0, 0
    quotient = abs(a) // abs(b)
    quotient = quotient if (a < 0) == (b < 0) else -quotient
    return quotient, a - b * quotient


def _wrap(value: int) -> int:
    """To 32 bits with a sign, as GLSL's int."""
    return (value + 0x80000000 & 0xFFFFFFFF) - 0x80000000


def integer(token: str) -> int:
    """Value of an integer literal: decimal, 0x.. or octal; raises ValueError for anything else."""
    digits = token.rstrip("uU")
    if digits[:2] in ("0x", "0X"):
        return _wrap(int(digits[2:], 16))
    return _wrap(int(digits, 8 if len(digits) > 1 and digits[0] == "0" else 10))


def evaluate(tokens: Sequence[str], value_of: Callable[[str], int]) -> int:
    """Value of an integer expression with C's operators; `value_of` gives a name's value.

    Operator-precedence parsing with two explicit stacks, so that no nesting is too deep.
    Raises ValueError where the tokens are no such expression (or value_of does).
    """
    values: list[int] = []
    pending: list[str] = []  # binary operators, "(" and unary ones as "u-"
    operand = True

    def apply() -> None:
        operator = pending.pop()
        if operator[0] == "u":
            values.append(_wrap(_UNARY[operator[1:]](values.pop())))
        else:
            right, left = values.pop(), values.pop()
            values.append(_wrap(_BINARY[operator][1](left, right)))

    for token in tokens:
        if operand:
            if token == "(":
                pending.append(token)
            elif token in _UNARY:
                pending.append("u" + token)
            else:
                values.append(integer(token) if token[0].isdigit() else value_of(token))
                operand = False
        elif token == ")":
            while pending and pending[-1] != "(":
                apply()
            if not pending:
                raise ValueError("unbalanced parentheses")
            pending.pop()
        elif token in _BINARY:
            level = _BINARY[token][0]
            while pending and pending[-1] != "(" and (pending[-1][0] == "u" or _BINARY[pending[-1]][0] >= level):
                apply()
            pending.append(token)
            operand = True
        else:
            raise ValueError(f"unexpected '{token}'")
    if operand:
        raise ValueError("an operand is missing")
    while pending:
        if pending[-1] == "(":
            raise ValueError("unbalanced parentheses")
        apply()
    return values[0]
