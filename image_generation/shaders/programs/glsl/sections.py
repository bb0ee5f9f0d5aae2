"""Sections of a text that many texts have, translated once a process: functions that a grammar writes again and again.

A section ends with a line that is `}` alone. It is translated by itself, on lines of its own, and what came of it is
used again where everything is the same that had a say in it: the macros that it names, what its names mean before it,
which of its names something is divided by. `Sections` keeps those that were used last. A text that cannot be cut so
raises Unfit or Fault: then it is translated as a whole, which has the right words for what is wrong with it.
"""

from __future__ import annotations

import sys
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from image_generation.shaders.programs.glsl.folding import FOLDED
from image_generation.shaders.programs.glsl.preprocessor import Macro, Preprocessor
from image_generation.shaders.programs.glsl.reader import Head, Reader, divisors
from image_generation.shaders.programs.glsl.tokens import LINES, Number, Piece, lines, words_of
from image_generation.shaders.programs.glsl.writing import lines_of, offsets_of, renamed_words

MOST = 8192  # sections that are kept, some 6 KB each
_READINGS = 4  # of a section that are kept, each of other surroundings
_END = "\n}\n"
_WHOLE_ONLY = ("/*", "\\", "\r", "__LINE__", "#line", "gl_FragData", "webgl_")
_ASKED = FOLDED | {"mod"}  # functions of GLSL that mean something else where the text has one of that name


class Unfit(Exception):
    """The text is to be translated as a whole."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What a section became, on lines that count from 1 at its top.

    seen            what was known of its names before it
    asked           names of which it mattered whether something is divided by them
    text            of the desktop, from the line `first` to the line `last`; words: the tokens that it was made of
    numbers         (offset in the text, line, column) of its float literals
    heads, variables, first_statements   what it adds to the Reader's and the Shader's
    after           what is known of its names behind it
    """

    seen: tuple
    asked: dict[str, bool]
    text: str
    first: int
    last: int
    numbers: tuple[tuple[int, int, int], ...]
    words: frozenset[str]
    heads: tuple[Head, ...]
    variables: frozenset[str]
    first_statements: tuple[str, ...]
    after: tuple[dict[str, Any], ...]

    def fits(self, reader: Reader, seen: tuple) -> bool:
        return self.seen == seen and all((name in reader.divisors) == was for name, was in self.asked.items())

    def apply(self, reader: Reader) -> None:
        """Have the reader know what it would if it had read the section."""
        for head in self.heads:
            reader.declare(head)
        reader.shader.variables |= self.variables
        reader.shader.first_statements += self.first_statements
        for known, before, after in zip(_tables(reader), self.seen, self.after):
            if before != after:
                for name in before:
                    del known[name]
                known.update(after)


@dataclass(kw_only=True, slots=True)
class Section:
    """A section's tokens, macros expanded, on lines that count from 1, and its `readings`.

    macros    those that it names, as they were; `watched`: words that are no other macros
    divisors  names by which it divides something
    """

    tokens: list[str]
    line_ids: list[int]
    words: frozenset[str]
    divisors: frozenset[str]
    macros: dict[str, Macro]
    watched: frozenset[str]
    readings: list[Reading] = field(default_factory=list)

    def fits(self, macros: dict[str, Macro]) -> bool:
        return {name: macros[name] for name in self.watched.intersection(macros)} == self.macros

    def read(self, reader: Reader, read: Callable[[Reader], None]) -> Reading:
        """Have the reader read it, or know what it would then; read: reads to the end of the reader's input."""
        seen = _seen(reader, self.words)
        for reading in self.readings:
            if reading.fits(reader, seen):
                reading.apply(reader)
                return reading
        reading = self._read(reader, seen, read)
        self.readings[_READINGS - 1 :] = []
        self.readings.insert(0, reading)
        return reading

    def _read(self, reader: Reader, seen: tuple, read: Callable[[Reader], None]) -> Reading:
        shader = reader.shader
        outside = [len(shader.uniforms), len(shader.outputs), len(shader.unset), shader.sampler_arrays, reader.varyings]
        variables, shader.variables = shader.variables, set()
        start, heads, statements = len(reader.out), len(reader.heads), len(shader.first_statements)
        asked: dict[str, bool] = {}
        reader.asked = asked
        with reader.elsewhere(self.tokens, self.line_ids):
            read(reader)
        reader.asked = None
        now = [len(shader.uniforms), len(shader.outputs), len(shader.unset), shader.sampler_arrays, {}]
        if outside != now or reader.scopes or "uniform" in self.words:
            raise Unfit
        found, shader.variables = shader.variables, variables | shader.variables
        tokens, line_ids = reader.out[start:], reader.line_ids[start:]
        del reader.out[start:], reader.line_ids[start:]
        words = frozenset(tokens)
        parts, last = lines_of(tokens, line_ids, renamed_words(words, reader.version), line_ids[0] if line_ids else 0)
        if any("#" in part for part in parts) or any(word.startswith("webgl_struct") for word in words):
            raise Unfit  # a long gap or a nameless struct: they are written with a number that counts in the whole text
        return Reading(
            seen=seen,
            asked=asked,
            text=" ".join(parts),
            first=line_ids[0] if line_ids else 0,
            last=last,
            numbers=tuple(
                (offset, word.line_id, word.column)
                for offset, word in zip(offsets_of(parts), parts)
                if type(word) is Number
            ),
            words=words,
            heads=tuple(reader.heads[heads:]),
            variables=frozenset(found),
            first_statements=tuple(shader.first_statements[statements:]),
            after=_seen(reader, self.words)[: len(_tables(reader))],
        )


class Placed(str):
    """A token that stands for a section: `base` is the line id before its first line."""

    __slots__ = ("base", "section")
    section: Section
    base: int

    def __new__(cls, section: Section, base: int):
        placed = str.__new__(cls, "\x00")  # which no text has: lines() leaves no such sign
        placed.section, placed.base = section, base
        return placed


def _tables(reader: Reader) -> tuple[dict[str, Any], ...]:
    return reader.types, reader.constants, reader.vectors, reader.structs


def _seen(reader: Reader, words: frozenset[str]) -> tuple:
    """What is known of the words."""
    return (
        *({word: table[word] for word in words.intersection(table)} for table in _tables(reader)),
        {word: reader.results[word] for word in words.intersection(reader.results)},
        _ASKED.intersection(reader.shader.functions).intersection(words),
    )


class Sections:
    """The sections that were used last, by their texts."""

    def __init__(self, most: int = MOST):
        self.most = most
        self._kept: OrderedDict[str, Section] = OrderedDict()

    def preprocess(self, work: Preprocessor, pieces: Sequence[Piece]) -> None:
        """Carry out directives and append tokens, a Placed for each section of a named piece; raises Unfit, Fault."""
        for index, piece in enumerate(pieces):
            if any(word in piece.text for word in _WHOLE_ONLY) or not piece.text.isascii():
                raise Unfit
            self._piece(work, piece, index * LINES)

    def _piece(self, work: Preprocessor, piece: Piece, base: int) -> None:
        *sections, rest = piece.text.split(_END) if piece.name else [piece.text]
        for section in sections:
            text = section + _END
            plain = text.find("\n", text.rfind("#")) + 1 if "#" in text else 0
            if plain:
                work.lines(lines((Piece(text[:plain]),)), base)
            own = text[plain:].lstrip("\n")
            height = text.count("\n")
            self._section(work, own, base + height - own.count("\n"))
            base += height
        work.lines(lines((Piece(rest),)), base)

    def _section(self, work: Preprocessor, text: str, base: int) -> None:
        if not work.active or work.held:
            raise Unfit
        section = self._kept.get(text)
        if section is None or not section.fits(work.macros):
            section = self._kept[text] = _preprocessed(work, text)
            if len(self._kept) > self.most:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(text)
        work.tokens.append(Placed(section, base))
        work.line_ids.append(base + 1)


def _preprocessed(work: Preprocessor, text: str) -> Section:
    found = [(words_of(line, number), number) for line, number in lines((Piece(text),))]
    words = frozenset(word for line, _ in found for word in line)
    macros = {name: work.macros[name] for name in words.intersection(work.macros)}
    bodies = [word for macro in macros.values() for word in macro.body]
    watched = words.union(bodies)
    if watched.intersection(work.macros) != macros.keys() or any(type(word) is Number for word in bodies):
        raise Unfit  # macros of macros, and literals that were not written here
    outer, work.tokens = work.tokens, []
    outer_ids, work.line_ids = work.line_ids, []
    for line, number in found:
        work.text(line, number)
    tokens, work.tokens = work.tokens, outer
    line_ids, work.line_ids = work.line_ids, outer_ids
    if work.held:
        raise Unfit
    tokens = [word if type(word) is Number else sys.intern(str(word)) for word in tokens]
    return Section(
        tokens=tokens,
        line_ids=line_ids,
        words=frozenset(tokens),
        divisors=divisors(tokens),
        macros=macros,
        watched=watched,
    )
