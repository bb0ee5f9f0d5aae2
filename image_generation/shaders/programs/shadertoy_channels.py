"""What a Shadertoy text reads from channels of which nothing is said: pictures, cube maps or volumes.

A text that was copied from the site has lost its inputs, but says how it reads them: at three coordinates there is a
cube map or a volume, at two a picture. Types of expressions are followed as far as that takes, and what is not clear
is a picture, as an unbound channel is on the site.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence

from image_generation.shaders.programs.glsl.constancy import closings
from image_generation.shaders.programs.glsl.preprocessor import preprocess
from image_generation.shaders.programs.glsl.tokens import Piece, is_word
from image_generation.shaders.programs.glsl.words import BASIC_TYPES, QUALIFIERS, SAMPLER_TYPES
from image_generation.shaders.programs.program import ProgramError

_READS = frozenset(("texture", "textureLod", "textureGrad", "texelFetch", "texture2D", "textureCube", "texture2DLodEXT",
                    "textureCubeLodEXT"))  # fmt: skip
_SCALARS = frozenset(("length", "distance", "dot", "determinant", "float", "int", "uint", "bool"))
_SWIZZLE = frozenset("xyzwrgbastpq")
_DEEPEST = 60  # brackets within brackets of a coordinate
_LONGEST = 500  # tokens of a declaration that is gone through
_ENDS, _AFTER_NAMES = frozenset((";", ")", "{", "}")), frozenset(("=", ",", ";", "["))
_KINDS = {"samplerCube": "cubemap", "sampler3D": "volume"}


def unsaid_kinds(pieces: Sequence[Piece], unbound: Collection[int]) -> dict[int, str]:
    """Those of the channels (0 to 3) that are read at three coordinates: number -> 'cubemap' or 'volume'.

    A volume is read by texelFetch, or at a place that is scaled or shifted by a number, which directions are not.
    """
    names = {f"iChannel{number}": number for number in unbound}
    texts = [piece.text for piece in pieces]
    if not any("tex" in text for text in texts) or not any(name in text for name in names for text in texts):
        return {}
    try:
        return _Reads(preprocess(pieces)[0]).kinds(names)
    except ProgramError:  # which the translation words better
        return {}


class _Reads:
    """The tokens of a text, and what its names are: '' where one has several types.

    declared: (name, number of its function or 0) -> type
    """

    def __init__(self, tokens: Sequence[str]):
        self.tokens = [*tokens, "", ""]
        self.structs: dict[str, dict[str, str]] = {}
        self.results: dict[str, str] = {}  # of functions
        self.parameters: dict[str, list[str]] = {}  # types
        self.declared: dict[tuple[str, int], str] = {}
        self._ends = closings(self.tokens)
        self._bodies: list[int] = []  # where each function begins
        self._declare()

    def kinds(self, names: dict[str, int]) -> dict[int, str]:
        """See unsaid_kinds."""
        found: dict[int, set[str]] = {number: set() for number in names.values()}
        for at, word in enumerate(self.tokens):
            if self.tokens[at + 1 : at + 2] != ["("] or not (word in _READS or word in self.parameters):
                continue
            parts = self._parts(at + 1)
            for place, (first, last) in enumerate(parts):
                name = self.tokens[first]
                if last != first + 1 or name not in names:
                    continue
                if word in self.parameters:
                    types = self.parameters[word]
                    if place < len(types) and types[place] in SAMPLER_TYPES:
                        found[names[name]].add(_KINDS.get(types[place], "texture"))
                elif place == 0 and len(parts) > 1 and (kind := self._read(word, *parts[1])):
                    found[names[name]].add(kind)
        return {
            number: "volume" if "volume" in kinds else "cubemap"
            for number, kinds in found.items()
            if kinds and "texture" not in kinds
        }

    def _read(self, function: str, first: int, last: int) -> str:
        """What is read at a place; '' where that is not clear."""
        if function.startswith("textureCube"):
            return "cubemap"
        size = self._size(first, last)
        if size != 3:
            return "texture" if size == 2 else ""
        return "volume" if function == "texelFetch" or self._is_moved(first, last) else "cubemap"

    def _is_moved(self, first: int, last: int) -> bool:
        """Whether an expression has a number of its own in it, outside of all brackets but those around it."""
        while self.tokens[first] == "(" and self._ends.get(first) == last:
            first, last = first + 1, last - 1
        at, moved = first, False
        while at < min(last, len(self.tokens) - 2):
            word = self.tokens[at]
            moved = word != "?" and (moved or word[0].isdigit() or (word[0] == "." and len(word) > 1))
            at = self._ends.get(at, at + 1)
        return moved

    # ------------------------------------------------------------------ what names are

    def _parts(self, at: int) -> list[tuple[int, int]]:
        """(first, last) of what commas divide in the brackets at `at`."""
        end = self._ends.get(at, at + 2) - 1  # what is never closed has no parts
        parts, start, k = [], at + 1, at + 1
        while k < end:
            if self.tokens[k] == ",":
                parts.append((start, k))
                start = k + 1
            k = self._ends.get(k, k + 1)
        return [*parts, (start, end)] if start < end else parts

    def _declare(self) -> None:
        tokens, braces, rounds, at = self.tokens, 0, 0, 0
        while at < len(tokens) - 2:
            word, name = tokens[at], tokens[at + 1]
            if word == "struct" and tokens[at + 2] == "{":
                end = self._ends.get(at + 2, at + 3)
                self.structs[name] = self._fields(at + 3, end)
                at = end
                continue
            braces += (word == "{") - (word == "}")
            rounds += (word == "(") - (word == ")")
            if (word in BASIC_TYPES or word in self.structs) and name and is_word(name):
                if tokens[at + 2] == "(" and not braces and not rounds:
                    self._bodies.append(at)
                    types = [self._type(*part) for part in self._parts(at + 2)]
                    self.results[name] = word if self.results.get(name, word) == word else ""
                    self.parameters[name] = _common(self.parameters.get(name, types), types)
                else:
                    scope = len(self._bodies) if braces or rounds else 0  # parameters stand in brackets
                    for other, kind in self._names(at):
                        known = self.declared.setdefault((other, scope), kind)
                        self.declared[other, scope] = kind if known == kind else ""
            at += 1

    def _names(self, at: int) -> Iterator[tuple[str, str]]:
        """(name, type) of "vec3 a = b, c[2], d", whose type is at `at`; arrays of vec3 are "vec3[]"."""
        tokens, k, first = self.tokens, at + 1, True
        while k < min(at + _LONGEST, len(tokens) - 2) and tokens[k] not in _ENDS:
            is_name = is_word(tokens[k]) and (first or (tokens[k - 1] == "," and tokens[k + 1] in _AFTER_NAMES))
            if is_name:
                yield tokens[k], tokens[at] + "[]" * (tokens[k + 1] == "[")
            elif tokens[k] in BASIC_TYPES and tokens[k + 1] != "(":  # another declaration
                return
            first = False
            k = self._ends.get(k, k + 1)

    def _fields(self, at: int, end: int) -> dict[str, str]:
        fields: dict[str, str] = {}
        for k in range(at, end - 1):
            if self.tokens[k] in BASIC_TYPES or self.tokens[k] in self.structs:
                fields |= dict(self._names(k))
        return fields

    def _type(self, first: int, last: int) -> str:
        """Type of a parameter."""
        words = [word for word in self.tokens[first:last] if word not in QUALIFIERS[300]]
        return next(
            (word for word in words if word in BASIC_TYPES or word in SAMPLER_TYPES or word in self.structs), ""
        )

    def _variable(self, name: str, at: int) -> str:
        """Type of a variable where it is read: in the same function or outside."""
        scope = bisect_left(self._bodies, at)
        kind = self.declared.get((name, scope))
        if kind is None:
            kind = self.declared.get((name, 0), "")
        return kind or ("vec4" if name == "gl_FragCoord" else "")

    # ------------------------------------------------------------------ how large values are

    def _size(self, first: int, last: int, depth: int = 0) -> int:
        """Components of an expression: those of its largest operand; 0 where that is not known, as that of a product
        with a matrix that is not square."""
        tokens, at, largest = self.tokens, first, 0
        last = min(last, len(tokens) - 2)
        if depth > _DEEPEST:
            return 0
        while at < last:
            word = tokens[at]
            kind: str | None = ""
            size = 0
            if word in ("?", ","):
                largest = 0  # what comes before is no part of the value
                at += 1
                continue
            if word == "(":
                size, at = self._size(at + 1, self._ends.get(at, last) - 1, depth + 1), self._ends.get(at, last)
            elif word[0].isdigit() or (word[0] == "." and len(word) > 1):
                size, at = 1, at + 1
            elif is_word(word) and tokens[at + 1] == "(":
                kind = self.results.get(word, word if word in BASIC_TYPES or word in self.structs else None)
                size = self._called(word, kind, at + 1, depth)
                at = self._ends.get(at + 1, last)
            elif is_word(word):
                kind = self._variable(word, at)
                size, at = _components(kind), at + 1
            else:
                at += 1
                continue
            if kind and kind.startswith("mat") and "x" in kind and tokens[at] != "[":
                return 0
            while at < last and tokens[at] in (".", "["):
                if tokens[at] == "[":
                    kind, size = _element(kind or "")
                    at = self._ends.get(at, last)
                    continue
                part = tokens[at + 1]
                if kind and kind in self.structs:
                    kind = self.structs[kind].get(part, "")
                    size = _components(kind)
                else:
                    kind, size = "", len(part) if len(part) <= 4 and _SWIZZLE.issuperset(part) else 0
                at += 2
            largest = max(largest, size)
        return largest

    def _called(self, name: str, kind: str | None, at: int, depth: int) -> int:
        """kind: what the text's own function gives; None where it is a built-in one."""
        if kind is not None:
            return _components(kind)
        if name in _SCALARS:
            return 1
        if name == "cross" or name.startswith("tex"):
            return 3 if name == "cross" else 4
        return max((self._size(*part, depth + 1) for part in self._parts(at)), default=0)


def _common(one: Sequence[str], other: Sequence[str]) -> list[str]:
    """Types of parameters that two functions of a name have in common, '' for others."""
    count = max(len(one), len(other))
    padded = ([*types, *[""] * (count - len(types))] for types in (one, other))
    return [a if a == b else "" for a, b in zip(*padded, strict=True)]


def _components(kind: str) -> int:
    if "vec" in kind:
        return int(kind[-1]) if kind[-1] != "]" else 0
    return int(kind in ("float", "int", "uint", "bool"))


def _element(kind: str) -> tuple[str, int]:
    """Type and components of an element."""
    if kind.endswith("[]"):
        return kind[:-2], _components(kind[:-2])
    return ("", int(kind[-1])) if kind.startswith("mat") else ("", 1)
