"""Programs by their number in a list: read and parsed when first drawn, kept while there is room."""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from image_generation.shaders.label_sources import load_labels
from image_generation.shaders.programs.program import Program, ProgramError
from image_generation.shaders.rendering.text_cache import TextCache
from image_generation.shaders.sources import Source


class ProgramFailure(Exception):
    """A program of a list cannot be drawn; `reason` is one line, 'status: message'."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Loaded:
    """A program's text and either the Program or, in one line, why there is none."""

    text: bytes
    program: Program | None
    error: str | None

    def drawable(self) -> Program:
        """The Program; raises ProgramFailure where there is none."""
        if self.program is None:
            raise ProgramFailure(self.error or "")
        return self.program


class ProgramStore:
    """Loads programs of a list by number.

    sources     the list
    dialect     name of the dialect to force, or None
    capacity    how many parsed programs are kept
    Programs of the same path, as in a list that repeats its lines, are one: read once, drawn by one compiled program.
    What texts become is kept in the user's cache folder (text_cache.py); a size of it that is none is a UserError.
    """

    def __init__(self, sources: Sequence[Source], dialect: str | None = None, capacity: int = 256):
        self.sources, self.dialect, self.capacity = sources, dialect, capacity
        self.texts = TextCache.of_user()
        self._loaded: OrderedDict[int, Loaded] = OrderedDict()
        firsts: dict[str, int] = {}
        self._labels: OrderedDict[int, Program | None] = OrderedDict()
        self._first = [firsts.setdefault(source.path, number) for number, source in enumerate(sources)]

    def first(self, number: int) -> int:
        """The first program of the list that is the same as program `number`."""
        return self._first[number]

    def load(self, number: int) -> Loaded:
        """Program `number`, from memory where it is there."""
        number = self._first[number]
        if number not in self._loaded:
            while len(self._loaded) >= self.capacity:
                self._loaded.popitem(last=False)
            self._loaded[number] = self._read(self.sources[number])
        self._loaded.move_to_end(number)
        return self._loaded[number]

    def labels(self, number: int) -> Program | None:
        """What draws the ground truth of program `number`; None where it has none. Raises ProgramError."""
        number = self._first[number]
        if number not in self._labels:
            while len(self._labels) >= self.capacity:
                self._labels.popitem(last=False)
            self._labels[number] = load_labels(self.sources[number], self.dialect)
        self._labels.move_to_end(number)
        return self._labels[number]

    def _read(self, source: Source) -> Loaded:
        text = b""
        try:
            text, program = self.texts.read(source)
            return Loaded(text, program or self.texts.parse(source, text, self.dialect), None)
        except ProgramError as error:
            return Loaded(text, None, one_line(error))

    @contextlib.contextmanager
    def explaining(self, number: int) -> Iterator[None]:
        """Turn a ProgramError of drawing program `number` into ProgramFailure, and remember it."""
        try:
            yield
        except ProgramError as error:
            reason = one_line(error)
            number = self._first[number]
            self._loaded[number] = Loaded(self._loaded[number].text, None, reason)
            raise ProgramFailure(reason) from None


def one_line(error: ProgramError) -> str:
    """'status: message' without line breaks, at most 500 characters."""
    return f"{error.status}: {' '.join(str(error).split())}"[:500]
