"""The preprocessor of WebGL's compiler: conditionals and macros, expanded in full before a driver sees the text.

Drivers differ in what they do with pasted minus signs, stray `#`, carriage returns and missing final newlines;
after this there are no directives left for them to differ about. GLSL ES 3.00 specification, section 3.4.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from image_generation.shaders.programs.program import ProgramError
from image_generation.shaders.programs.webgl.tokens import LAST_LINE, Piece, lines_of, tokenize, where

MAX_TOKENS = 1_000_000  # after expansion: macros that blow up are refused
_DIRECTIVE = re.compile(r"\s*#\s*([A-Za-z_]\w*)?(.*)", re.ASCII | re.DOTALL)
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_NO_MACROS: frozenset[str] = frozenset()

Token = tuple[str, int, frozenset]  # text, place, macros that may not expand in it


@dataclass(frozen=True)
class Macro:
    """A macro: parameters (None for an object-like one) and body."""

    parameters: tuple[str, ...] | None
    body: tuple[str, ...]


def find_version(pieces: Sequence[Piece]) -> int:
    """100 or 300, from the first #version line; raises ProgramError for other versions."""
    for place, line in lines_of(pieces):
        match = re.match(r"\s*#\s*version\s+(\d+)\s*(\w*)", line)
        if match:
            if match[1] in ("100", "300") and match[2] in ("", "es"):
                return int(match[1])
            raise ProgramError(
                f"{where(place, pieces)}: #version {match[1]} {match[2]} is not of WebGL", "unsupported"
            )
    return 100


class Preprocessor:
    """Runs once over the pieces of a shader.

    version     100 or 300, what __VERSION__ says
    defined     names of macros that are 1 from the start (extensions)
    """

    def __init__(self, pieces: Sequence[Piece], version: int, defined: Iterable[str] = ()):
        self.pieces = pieces
        self.macros: dict[str, Macro] = {
            name: Macro(None, ("1",)) for name in ("GL_ES", "GL_FRAGMENT_PRECISION_HIGH", *defined)
        }
        self.macros["__VERSION__"] = Macro(None, (str(version),))
        self.budget = MAX_TOKENS

    def run(self) -> list[tuple[str, int]]:
        """(text, place) of all tokens that are left, macros expanded.

        Raises ProgramError with the user's line for what WebGL's preprocessor refuses.
        """
        result: list[tuple[str, int]] = []
        segment: list[Token] = []
        # Each open #if: [whether this branch is read, whether any was, whether outer text is read, after #else]
        open_ifs: list[list[bool]] = []
        for place, line in lines_of(self.pieces):
            active = open_ifs[-1][0] if open_ifs else True
            if "#" in line and line.lstrip().startswith("#"):
                if segment:
                    result += self._expand(segment)
                    segment = []
                self._directive(line, place, open_ifs, active)
            elif active:
                segment += [(text, place, _NO_MACROS) for text in tokenize(line)]
        if open_ifs:
            raise self._error(place, "#if is not closed")
        return result + self._expand(segment)

    def _error(self, place: int, message: str, status: str = "compile_error") -> ProgramError:
        return ProgramError(f"{where(place, self.pieces)}: {message}", status)

    # ------------------------------------------------------------------ directives

    def _directive(self, line: str, place: int, open_ifs: list[list[bool]], active: bool) -> None:
        match = _DIRECTIVE.match(line)
        name, rest = match[1] or "", match[2]
        if name in ("if", "ifdef", "ifndef"):
            taken = active and self._condition(name, rest, place)
            open_ifs.append([taken, taken, active, False])
        elif name in ("elif", "else", "endif"):
            if not open_ifs:
                raise self._error(place, f"#{name} without #if")
            self._branch(name, rest, place, open_ifs)
        elif not active:
            return
        elif name == "define":
            self._define(rest, place)
        elif name == "undef":
            self.macros.pop(rest.strip(), None)
        elif name == "error":
            raise self._error(place, f"#error{rest.rstrip()}")
        elif name == "include":
            raise self._error(place, f"#include{rest.rstrip()} is not offered", "unsupported")
        elif name not in ("", "version", "extension", "pragma", "line"):
            raise self._error(place, f"invalid directive #{name}")
        elif name == "" and rest.strip():
            raise self._error(place, "invalid directive")

    def _branch(self, name: str, rest: str, place: int, open_ifs: list[list[bool]]) -> None:
        state = open_ifs[-1]
        if name == "endif":
            open_ifs.pop()
            return
        if state[3]:
            raise self._error(place, f"#{name} after #else")
        if name == "else":
            state[3] = True
            state[0] = state[2] and not state[1]
        else:
            state[0] = state[2] and not state[1] and self._condition("if", rest, place)
        state[1] |= state[0]

    def _define(self, rest: str, place: int) -> None:
        match = re.match(r"\s*([A-Za-z_]\w*)(\(([^)]*)\))?(.*)", rest, re.ASCII | re.DOTALL)
        if match is None:
            raise self._error(place, "#define needs a name")
        name, call, listed, body = match.groups()
        if name in ("defined", "__LINE__", "__FILE__", "__VERSION__", "GL_ES"):
            raise self._error(place, f"{name} cannot be defined")
        parameters = None
        if call is not None:
            words = [word.strip() for word in listed.split(",")]
            parameters = () if words == [""] else tuple(words)
            if any(not _IDENTIFIER.fullmatch(word) for word in parameters) or len(set(parameters)) != len(
                parameters
            ):
                raise self._error(place, f"#define {name}: its parameters are no names")
        self.macros[name] = Macro(parameters, tuple(tokenize(body)))

    # ------------------------------------------------------------------ conditions

    def _condition(self, name: str, rest: str, place: int) -> bool:
        if name != "if":
            match = _IDENTIFIER.search(rest)
            if match is None:
                raise self._error(place, f"#{name} needs a name")
            return self._is_defined(match[0]) == (name == "ifdef")
        words: list[Token] = []
        tokens = tokenize(rest)
        k = 0
        while k < len(tokens):
            if tokens[k] == "defined":
                name_at = k + 2 if tokens[k + 1 : k + 2] == ["("] else k + 1
                if name_at >= len(tokens):
                    raise self._error(place, "defined needs a name")
                words.append(("1" if self._is_defined(tokens[name_at]) else "0", place, _NO_MACROS))
                k = name_at + (2 if name_at == k + 2 else 1)
            else:
                words.append((tokens[k], place, _NO_MACROS))
                k += 1
        try:
            return evaluate([text for text, _ in self._expand(words)]) != 0
        except (ValueError, IndexError, ZeroDivisionError) as error:
            raise self._error(place, f"#if{rest.rstrip()}: {error or 'is no expression'}") from None

    def _is_defined(self, name: str) -> bool:
        return name in self.macros or name in ("__LINE__", "__FILE__")

    # ------------------------------------------------------------------ macros

    def _expand(self, tokens: list[Token]) -> list[tuple[str, int]]:
        try:
            return [(text, place) for text, place, _ in self._expanded(tokens)]
        except RecursionError:
            raise self._error(tokens[0][1], "macros are nested too deeply", "unsupported") from None

    def _expanded(self, tokens: list[Token]) -> list[Token]:
        """Expand with hide sets (the algorithm of the C standard's rescanning rule)."""
        macros = self.macros
        result: list[Token] = []
        stack = tokens[::-1]
        while stack:
            token = stack.pop()
            text, place, hidden = token
            macro = macros.get(text)
            if macro is None or text in hidden:
                if text == "__LINE__":
                    token = (str(place & LAST_LINE), place, hidden)
                elif text == "__FILE__":
                    token = ("0", place, hidden)
                result.append(token)
                self.budget -= 1
                if self.budget < 0:
                    raise self._error(place, f"macros expand to more than {MAX_TOKENS} tokens", "unsupported")
                continue
            inside = hidden | {text}
            if macro.parameters is None:
                body = [(word, place, inside) for word in macro.body]
            else:
                arguments = self._arguments(stack)
                if arguments is None:
                    result.append(token)
                    continue
                body = self._substitute(macro, text, arguments, place, inside)
            self.budget -= len(body) // 4
            stack.extend(reversed(body))
        return result

    @staticmethod
    def _arguments(stack: list[Token]) -> list[list[Token]] | None:
        """Take the arguments of a call off the stack; None, and nothing taken, where there is no call."""
        if not stack or stack[-1][0] != "(":
            return None
        depth, arguments, k = 0, [[]], len(stack)
        while k:
            k -= 1
            token = stack[k]
            text = token[0]
            if text == "(":
                depth += 1
                if depth == 1:
                    continue
            elif text == ")":
                depth -= 1
                if depth == 0:
                    del stack[k:]
                    return arguments
            if text == "," and depth == 1:
                arguments.append([])
            else:
                arguments[-1].append(token)
        return None

    def _substitute(
        self, macro: Macro, name: str, arguments: list[list[Token]], place: int, inside: frozenset
    ) -> list[Token]:
        parameters = macro.parameters
        if not parameters and arguments == [[]]:
            arguments = []
        if len(arguments) != len(parameters):
            raise self._error(place, f"{name} takes {len(parameters)} arguments, not {len(arguments)}")
        expanded: dict[str, list[Token]] = {}
        given = dict(zip(parameters, arguments))
        body: list[Token] = []
        for word in macro.body:
            if word not in given:
                body.append((word, place, inside))
                continue
            if word not in expanded:
                expanded[word] = [
                    (text, place, hide | inside) for text, _, hide in self._expanded(given[word])
                ]
            body += expanded[word]
            if len(body) > self.budget:
                raise self._error(place, f"macros expand to more than {MAX_TOKENS} tokens", "unsupported")
        return body


# ------------------------------------------------------------------ integer expressions of #if

_BINARY = {
    "||": 1, "&&": 2, "|": 3, "^": 4, "&": 5, "==": 6, "!=": 6, "<": 7, ">": 7, "<=": 7, ">=": 7,
    "<<": 8, ">>": 8, "+": 9, "-": 9, "*": 10, "/": 10, "%": 10,
}  # fmt: skip
_UNARY = {"u+", "u-", "u!", "u~"}


def _apply(operator: str, values: list[int]) -> None:
    right = values.pop()
    if operator in _UNARY:
        values.append({"u+": right, "u-": -right, "u!": int(not right), "u~": ~right}[operator])
        return
    left = values.pop()
    if operator in ("/", "%"):
        if right == 0:
            raise ValueError("division by zero")
        quotient = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
        value = quotient if operator == "/" else left - quotient * right
    elif operator in ("<<", ">>"):
        if not 0 <= right < 32:
            raise ValueError("shift beyond 31 bits")
        value = left << right if operator == "<<" else left >> right
    else:
        value = {
            "||": int(bool(left) or bool(right)), "&&": int(bool(left) and bool(right)),
            "|": left | right, "^": left ^ right, "&": left & right, "==": int(left == right),
            "!=": int(left != right), "<": int(left < right), ">": int(left > right), "<=": int(left <= right),
            ">=": int(left >= right), "+": left + right, "-": left - right, "*": left * right,
        }[operator]  # fmt: skip
    values.append((value + 2**31) % 2**32 - 2**31)


def evaluate(words: Sequence[str]) -> int:
    """Value of an #if expression, 32-bit; names that are left count as 0. Raises ValueError or IndexError."""
    values: list[int] = []
    operators: list[str] = []
    operand = True  # whether an operand is expected next
    for word in words:
        if operand:
            if word in ("+", "-", "!", "~"):
                operators.append("u" + word)
            elif word == "(":
                operators.append("(")
            elif word[0].isdigit():
                values.append(
                    int(word.rstrip("uU"), 16 if word[:2].lower() == "0x" else 8 if word[0] == "0" else 10)
                )
                operand = False
            elif _IDENTIFIER.fullmatch(word):
                values.append(0)
                operand = False
            else:
                raise ValueError(f"unexpected {word}")
        elif word == ")":
            while operators[-1] != "(":
                _apply(operators.pop(), values)
            operators.pop()
        elif word in _BINARY:
            while (
                operators
                and operators[-1] != "("
                and (operators[-1] in _UNARY or _BINARY[operators[-1]] >= _BINARY[word])
            ):
                _apply(operators.pop(), values)
            operators.append(word)
            operand = True
        else:
            raise ValueError(f"unexpected {word}")
    if operand:
        raise ValueError("an operand is missing")
    while operators:
        operator = operators.pop()
        if operator == "(":
            raise ValueError("a parenthesis is not closed")
        _apply(operator, values)
    return values[0]
