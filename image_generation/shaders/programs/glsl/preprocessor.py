"""The preprocessor of GLSL ES, by the book and with every macro expanded, so that no driver has to have one.

GLSL ES 1.00 and 3.00 specifications, section 3.4; where they are silent, Chromium's compiler decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from image_generation.shaders.programs.glsl.conditions import evaluate
from image_generation.shaders.programs.glsl.tokens import (
    LINES,
    TOKEN,
    Fault,
    Piece,
    is_word,
    lines,
    words_of,
)
from image_generation.shaders.programs.program import ProgramError

if TYPE_CHECKING:
    from image_generation.shaders.programs.glsl.sections import Sections

MAX_TOKENS = 1_000_000  # read while expanding, which bounds what nested macros can blow up to
MAX_NESTING = 150  # macro calls within arguments of macro calls
_DIRECTIVE = re.compile(r"\s*#\s*(\w*)\s*(.*?)\s*$", re.ASCII | re.DOTALL)
_DEFINE = re.compile(r"([A-Za-z_]\w*)(?:\(([^()]*)\))?(.*)", re.ASCII | re.DOTALL)
_VERSION = re.compile(r"\s*(\d+)\b\s*(es)?")
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*\Z", re.ASCII)


@dataclass(frozen=True)
class Macro:
    """parameters is None for an object-like macro."""

    parameters: tuple[str, ...] | None
    body: tuple[str, ...]


class _Painted(str):
    """The name of a macro met within its own expansion: it stays as it is for good."""

    __slots__ = ()


class _NeedsMore(Exception):
    """A macro call goes on in the next line."""


def read_directive(line: str) -> tuple[str, str]:
    """Name and rest of a line that begins with #."""
    found = _DIRECTIVE.match(line)
    return (found[1], found[2]) if found else ("", "")


def version_of(pieces: Sequence[Piece]) -> int:
    """100 or 300: what `#version` says, wherever it stands; 100 without one. Raises ProgramError."""
    for line, _ in lines(pieces):
        if line.lstrip().startswith("#"):
            name, rest = read_directive(line)
            number = _VERSION.match(rest)
            if name == "version" and number:
                return 300 if int(number[1]) >= 130 else 100
    return 100


def preprocess(
    pieces: Sequence[Piece],
    version: int = 100,
    defined: Mapping[str, str] | None = None,
    sections: Sections | None = None,
) -> tuple[list[str], list[int]]:
    """Tokens that are left when all directives are carried out, and the line id of each (piece * LINES + line).

    `defined` are macros that exist from the start, name -> body; with `sections`, each section is one token.
    Raises ProgramError: status 'compile_error' for what the author did wrong, 'unsupported' for #include and for
    expansions beyond all bounds; with `sections` Unfit.
    """
    work = Preprocessor(version, defined or {})
    if sections is None:
        work.lines(lines(pieces))
    else:
        sections.preprocess(work, pieces)
    work.finish()
    return work.tokens, work.line_ids


class Preprocessor:
    """Carries out directives line by line and expands macros; see preprocess."""

    def __init__(self, version: int, defined: Mapping[str, str]):
        self.macros: dict[str, Macro] = {
            name: Macro(None, tuple(TOKEN.findall(body)))
            for name, body in {"GL_ES": "1", "GL_FRAGMENT_PRECISION_HIGH": "1", **defined}.items()
        }
        self.macros["__VERSION__"] = Macro(None, (str(version),))
        self.macros["__FILE__"] = self.macros["__LINE__"] = Macro(None, ("0",))
        self.predefined = frozenset(self.macros)
        self.tokens: list[str] = []
        self.line_ids: list[int] = []
        self.held: list[str] = []  # a macro call that is not closed yet, and where each token stands
        self.held_line_ids: list[int] = []
        self.held_depth = 0
        self.groups: list[list] = []  # open #if: [whether outside is active, a branch was taken, #else seen, place]
        self.active = True
        self.renumbered = 0  # what #line adds to __LINE__
        self.busy: set[str] = set()  # macros being expanded
        self.budget = MAX_TOKENS

    # ---- text

    def lines(self, found: Iterable[tuple[str, int]], base: int = 0) -> None:
        """Carry out and expand logical lines, of tokens.lines; base: what their line ids are counted from."""
        for line, line_id in found:
            if line.lstrip()[:1] == "#":
                self.directive(line, base + line_id)
            elif self.active:
                self.text(words_of(line, base + line_id), base + line_id)

    def text(self, words: list[str], line_id: int) -> None:
        if not self.held and self.macros.keys().isdisjoint(words):
            self.tokens += words
            self.line_ids += (line_id,) * len(words)
            return
        self.held += words
        self.held_line_ids += [line_id] * len(words)
        if self.held_depth:
            self.held_depth += words.count("(") - words.count(")")
            if self.held_depth > 0:
                return
        self.release(final=False)

    def release(self, final: bool) -> None:
        """Expand what is held, up to a macro call that goes on beyond it."""
        held, line_ids = self.held, self.held_line_ids
        at = 0
        while at < len(held):
            word = held[at]
            if word not in self.macros:
                self.tokens.append(word)
                self.line_ids.append(line_ids[at])
                at += 1
                continue
            try:
                out, used = self.expand_call(held, at, line_ids[at], final)
            except _NeedsMore:
                break
            self.tokens += out
            self.line_ids += [line_ids[at]] * len(out)
            at += used
        self.held, self.held_line_ids = held[at:], line_ids[at:]
        self.held_depth = max(0, self.held.count("(") - self.held.count(")"))

    def finish(self) -> None:
        if self.groups:
            raise Fault("#if without #endif", self.groups[-1][3])
        if self.held:
            self.release(final=True)

    def expand_call(self, held: list[str], at: int, line_id: int, final: bool) -> tuple[list[str], int]:
        """Expansion of the macro at held[at] together with what it consumes: (tokens, number of tokens used).

        The macro's own tokens come first on the stack, and expansion ends as soon as they are used up.
        """
        frames: list[list] = [[held, at, None]]
        out: list[str] = []
        try:
            self.expand(frames, out, line_id, 0, None if final else _NeedsMore, only_one=True)
        except _NeedsMore:
            self.busy.clear()
            raise
        return out, frames[0][1] - at

    def expand(self, frames: list[list], out: list[str], line_id: int, depth: int, at_end, only_one: bool) -> None:
        """Expand the tokens of `frames` (a stack of [tokens, position, macro that they come from]) into `out`.

        only_one stops when the first frame alone is left and something was written or used. `at_end` is
        raised where a function-like macro's parenthesis is still to come.
        """
        macros, busy = self.macros, self.busy
        begun = False
        while True:
            tokens, position, owner = frame = frames[-1]
            if position >= len(tokens):
                if len(frames) == 1:
                    return
                frames.pop()
                busy.discard(owner)
                continue
            if only_one and begun and len(frames) == 1:
                return
            begun = True
            frame[1] = position + 1
            word = tokens[position]
            self.budget -= 1
            if self.budget < 0:
                raise ProgramError(f"macros expand to more than {MAX_TOKENS} tokens", "unsupported")
            macro = macros.get(word)
            if macro is None or type(word) is _Painted:
                out.append(word)
            elif word in busy:
                out.append(_Painted(word))
            elif macro.parameters is None:
                busy.add(word)
                frames.append(
                    [(str(line_id % LINES + self.renumbered),) if word == "__LINE__" else macro.body, 0, word]
                )
            elif self.next_is_parenthesis(frames, at_end):
                arguments = self.arguments(frames, word, line_id, at_end)
                body = self.substitute(word, macro, arguments, line_id, depth)
                busy.add(word)
                frames.append([body, 0, word])
            else:
                out.append(word)

    def next_is_parenthesis(self, frames: list[list], at_end) -> bool:
        for tokens, position, _ in reversed(frames):
            if position < len(tokens):
                return tokens[position] == "("
        if at_end:
            raise at_end
        return False

    def arguments(self, frames: list[list], name: str, line_id: int, at_end) -> list[list[str]]:
        """Read "( a , b )" off the frames."""
        depth = 0
        found: list[list[str]] = [[]]
        while True:
            frame = frames[-1]
            if frame[1] >= len(frame[0]):
                if len(frames) == 1:
                    if at_end:
                        raise at_end
                    raise Fault(f"call of macro '{name}' is not closed", line_id)
                frames.pop()
                self.busy.discard(frame[2])
                continue
            word = frame[0][frame[1]]
            frame[1] += 1
            self.budget -= 1
            if word == "(":
                depth += 1
                if depth == 1:
                    continue
            elif word == ")":
                depth -= 1
                if depth == 0:
                    return found
            elif word == "," and depth == 1:
                found.append([])
                continue
            found[-1].append(word)

    def substitute(self, name: str, macro: Macro, arguments: list[list[str]], line_id: int, depth: int) -> list[str]:
        """The macro's body with its arguments, each expanded on its own, in place of the parameters."""
        parameters = macro.parameters or ()
        if not parameters and arguments == [[]]:
            arguments = []
        if len(arguments) != len(parameters):
            raise Fault(f"macro '{name}' takes {len(parameters)} arguments, not {len(arguments)}", line_id)
        if depth >= MAX_NESTING:
            raise Fault(f"macro calls are nested more than {MAX_NESTING} deep", line_id)
        expanded: dict[str, list[str]] = {}
        for parameter, argument in zip(parameters, arguments, strict=True):
            if self.macros.keys().isdisjoint(argument):
                expanded[parameter] = argument
            else:
                out: list[str] = []
                expanded[parameter] = out
                outer = set(self.busy)
                self.expand([[argument, 0, None]], out, line_id, depth + 1, None, only_one=False)
                self.busy |= outer
        body: list[str] = []
        paste = False
        for word in macro.body:
            if word == "##":
                paste = bool(body)
                continue
            piece = expanded.get(word, [word])
            if paste and piece:
                body[-1:] = TOKEN.findall(body[-1] + piece[0])
                piece = piece[1:]
            paste = False
            body += piece
        self.budget -= len(body)
        return body

    # ---- directives

    def directive(self, line: str, line_id: int) -> None:
        name, rest = read_directive(line)
        if name in ("if", "ifdef", "ifndef"):
            taken = self.active and self.test(name, rest, line_id)
            self.groups.append([self.active, taken, False, line_id])
            self.active = taken
        elif name in ("elif", "else", "endif"):
            self.branch(name, rest, line_id)
        elif not self.active:
            return
        elif name == "define":
            self.define(rest, line_id)
        elif name == "undef":
            if rest in self.predefined:
                raise Fault(f"predefined macro '{rest}' cannot be undefined", line_id)
            self.macros.pop(rest, None)
        elif name == "error":
            raise Fault(f"#error {rest}", line_id)
        elif name in ("include", "import"):
            raise ProgramError(f"line {line_id % LINES}: #{name} {rest}: other files are not read", "unsupported")
        elif name == "line":
            number = re.match(r"\d+", rest)
            self.renumbered = int(number[0]) - line_id % LINES - 1 if number else 0
        elif name not in ("", "version", "extension", "pragma"):
            raise Fault(f"unknown directive #{name}", line_id)

    def branch(self, name: str, rest: str, line_id: int) -> None:
        if not self.groups:
            raise Fault(f"#{name} without #if", line_id)
        group = self.groups[-1]
        outside, taken, ended, _ = group
        if name == "endif":
            self.groups.pop()
            self.active = outside
            return
        if ended:
            raise Fault(f"#{name} after #else", line_id)
        if name == "else":
            group[2] = True
            self.active = outside and not taken
        else:
            self.active = outside and not taken and self.test("if", rest, line_id)
        group[1] = taken or self.active

    def test(self, name: str, rest: str, line_id: int) -> bool:
        words = TOKEN.findall(rest)
        if name != "if":
            if not words or not is_word(words[0]):
                raise Fault(f"#{name} without a name", line_id)
            return (words[0] in self.macros) == (name == "ifdef")
        try:
            expanded: list[str] = []
            self.expand([[self.answer_defined(words), 0, None]], expanded, line_id, 0, None, only_one=False)
            return bool(evaluate(expanded, self.unknown))
        except ValueError as error:
            if isinstance(error, ProgramError):
                raise
            raise Fault(f"#if {rest}: {error}", line_id) from None

    @staticmethod
    def unknown(word: str) -> int:
        """A name that is no macro counts as 0."""
        if not is_word(word):
            raise ValueError(f"unexpected '{word}'")
        return 0

    def answer_defined(self, words: list[str]) -> list[str]:
        """Replace `defined X` and `defined(X)` by 1 or 0."""
        out: list[str] = []
        at = 0
        while at < len(words):
            if words[at] != "defined":
                out.append(words[at])
                at += 1
                continue
            bracket = words[at + 1 : at + 2] == ["("]
            name = words[at + 2 if bracket else at + 1 :][:1]
            if not name or not is_word(name[0]) or (bracket and words[at + 3 : at + 4] != [")"]):
                raise ValueError("'defined' without a name")
            out.append("1" if name[0] in self.macros else "0")
            at += 4 if bracket else 2
        return out

    def define(self, rest: str, line_id: int, again: bool = False) -> tuple[str, Macro] | None:
        """Define a macro; `again`: another body replaces the first and a host's own name is passed by, silently."""
        found = _DEFINE.match(rest)
        if not found:
            raise Fault("#define without a name", line_id)
        name, parameters, body = found.groups()
        names = None
        if parameters is not None:
            names = tuple(word.strip() for word in parameters.split(",")) if parameters.strip() else ()
            if not all(_IDENTIFIER.match(word) for word in names) or len(set(names)) < len(names):
                raise Fault(f"#define {name}({parameters}): not a list of parameters", line_id)
        if name in self.predefined or name == "defined":
            if again:
                return None
            raise Fault(f"predefined macro '{name}' cannot be redefined", line_id)
        macro = Macro(names, tuple(words_of(body, line_id)))
        if not again and self.macros.get(name, macro) != macro:
            raise Fault(f"macro '{name}' is defined again with another body", line_id)
        self.macros[name] = macro
        return name, macro
