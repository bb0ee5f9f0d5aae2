"""The state in which a shader is read: tokens in, tokens out, and what the names in scope mean."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from image_generation.shaders.programs.glsl.folding import Value
from image_generation.shaders.programs.glsl.tokens import Fault, is_word
from image_generation.shaders.programs.glsl.values import Struct, Type
from image_generation.shaders.programs.glsl.words import BASIC_TYPES

if TYPE_CHECKING:
    from image_generation.shaders.programs.glsl.constancy import Hidden
    from image_generation.shaders.programs.glsl.sections import Reading

DIVISIONS = frozenset(("/", "/="))
ZERO = "webgl_zero"  # a uniform that nobody sets


Head = tuple[str, tuple[str, ...], Type]  # of a function: name, types of its parameters, of its result


@dataclass
class Shader:
    """What was read: the text as tokens with their line ids, and the names that it declares."""

    tokens: list[str] = field(default_factory=list)
    line_ids: list[int] = field(default_factory=list)
    uniforms: dict[str, Type] = field(default_factory=dict)
    outputs: dict[int, str] = field(default_factory=dict)  # location -> expression of type vec4
    functions: dict[str, set[tuple[str, ...]]] = field(default_factory=dict)  # name -> parameter types
    unset: list[str] = field(default_factory=list)  # inputs that no vertex shader writes
    variables: set[str] = field(default_factory=set)
    first_statements: list[str] = field(default_factory=list)  # of main: zeroing of large global arrays
    sampler_arrays: bool = False
    sections: list[tuple[int, int, Reading]] = field(default_factory=list)  # number of tokens and line id before each


class Reader:
    """Goes through the tokens of `input` once, from `at` on, and writes the shader's.

    types, constants and vectors say what is known of the variables in scope; entering and leaving scopes
    keeps them right. Nothing here or in the functions that take a Reader recurses with the text's nesting.
    """

    def __init__(
        self,
        tokens: Sequence[str],
        line_ids: Sequence[int],
        version: int,
        varyings: Mapping[str, tuple[str, str]],
        other: Callable[[str, str], str],
    ):
        self.input, self.count = [*tokens, "", ""], len(tokens)  # one can look ahead behind the end
        self.input_line_ids = [*line_ids, line_ids[-1] if line_ids else 1]
        self.at = 0
        self.version, self.varyings, self.other = version, varyings, other
        self.shader = Shader()
        self.out, self.line_ids = self.shader.tokens, self.shader.line_ids
        self.types: dict[str, Type | None] = {}  # of variables
        self.structs: dict[str, Struct] = {}
        self.results: dict[str, Type] = {}  # of functions
        self.constants: dict[str, int] = {}
        self.vectors: dict[str, Value] = {}  # constants of type float or vec
        # Names by which something is divided: where they start at zero, no compiler may know.
        self.divisors = divisors(tokens)
        self.hidden: Mapping[int, Hidden] = {}  # operands that no compiler may know either, by where they begin
        self.asked: dict[str, bool] | None = None  # where it is to be noted of which names that mattered
        self.heads: list[Head] = []  # of all functions, in their order
        self.scopes: list[list[tuple[str, Type | None, int | None, Value | None]]] = []  # what to restore

    def value_of_input(self, name: str, kind: Type) -> str:
        """What a fragment input is; '' where nobody writes it, or as another type."""
        if name not in self.varyings:
            return self.other(name, str(kind))
        known, value = self.varyings[name]
        return value if known == str(kind) else ""

    def divides(self, name: str) -> bool:
        """Whether something is divided by a name."""
        if self.asked is not None:
            self.asked[name] = name in self.divisors
        return name in self.divisors

    def declare(self, head: Head) -> None:
        """Take in a function."""
        name, types, result = head
        self.heads.append(head)
        self.shader.functions.setdefault(name, set()).add(types)
        self.results[name] = result

    @contextlib.contextmanager
    def elsewhere(self, tokens: Sequence[str], line_ids: Sequence[int]) -> Iterator[None]:
        """Have these for input meanwhile."""
        outer = self.input, self.input_line_ids, self.at, self.count
        self.input, self.count, self.at = [*tokens, "", ""], len(tokens), 0
        self.input_line_ids = [*line_ids, line_ids[-1] if line_ids else 1]
        yield
        self.input, self.input_line_ids, self.at, self.count = outer

    def fault(self, message: str) -> Fault:
        return Fault(message, self.input_line_ids[max(0, min(self.at, self.count))])

    def unexpected(self) -> Fault:
        word = self.input[self.at]
        return self.fault(f"syntax error at '{word}'" if word else "the text ends too early")

    def put(self, *words: str) -> None:
        """Write words of our own."""
        line_id = self.input_line_ids[self.at]
        for word in words:
            self.out.append(word)
            self.line_ids.append(line_id)

    def take(self) -> str:
        """Copy one token."""
        word = self.input[self.at]
        self.out.append(word)
        self.line_ids.append(self.input_line_ids[self.at])
        self.at += 1
        return word

    def skip_to(self, *words: str) -> None:
        """Go on, writing nothing, until one of the words (or the end)."""
        while self.input[self.at] not in (*words, ""):
            self.at += 1

    def expect(self, word: str) -> None:
        """Copy `word`, which has to come now."""
        if self.input[self.at] != word:
            raise self.unexpected()
        self.take()

    def name(self) -> str:
        """Copy an identifier."""
        word = self.input[self.at]
        if not word or not is_word(word):
            raise self.unexpected()
        return self.take()

    def enter(self) -> None:
        self.scopes.append([])

    def leave(self) -> None:
        for name, kind, constant, vector in reversed(self.scopes.pop()):
            if kind is None:
                self.types.pop(name, None)
            else:
                self.types[name] = kind
            self.forget(name)
            if constant is not None:
                self.constants[name] = constant
            if vector is not None:
                self.vectors[name] = vector

    def forget(self, name: str) -> None:
        self.constants.pop(name, None)
        self.vectors.pop(name, None)

    def bind(self, name: str, kind: Type) -> None:
        if self.scopes:
            outer = (name, self.types.get(name), self.constants.get(name), self.vectors.get(name))
            self.scopes[-1].append(outer)
        self.types[name] = kind
        self.forget(name)
        self.shader.variables.add(name)


def divisors(tokens: Sequence[str]) -> frozenset[str]:
    """Names by which the tokens divide something."""
    return frozenset(
        name for word, name in pairwise(tokens) if word in DIVISIONS and is_word(name) and name not in BASIC_TYPES
    )
