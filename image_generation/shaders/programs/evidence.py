"""What a shader's text shows of the host that it was written for, read once and asked by every dialect.

    evidence = Evidence(text, path)
    evidence.entries, evidence.inputs, evidence.free({"iTime"})        # after conditions and macros

Conditions are carried out (a `main` in an inactive #ifdef counts for nothing) and macros are expanded where names are
declared; the text itself is scanned by regular expressions, for translating it costs many times as much.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from image_generation.shaders.programs.glsl.directives import Directives
from image_generation.shaders.programs.glsl.words import ES3_WORDS, WORDS_OF_GLSL
from image_generation.shaders.programs.includes import Files
from image_generation.shaders.programs.program import ProgramError
from image_generation.shaders.programs.text import is_json, without_comments, words

SURE = 50  # a score from which on a dialect is taken for certain, if no other comes near
CERTAIN = 98  # a score that no other dialect has to be asked after
CLEAR = 15  # points by which the best has to lead

# Macros by which a text asks whether a host is there; hosts define them, so that their branches are looked at.
_HOST_MACROS = ("HW_PERFORMANCE",)
_WORD = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_NAME = re.compile(r"(?<![\w.])[A-Za-z_]\w*", re.ASCII)  # no member, no part of a number
_BEFORE_MEMBER = re.compile(r"\.\s+")
_DECLARATION = re.compile(r"\b(?:uniform|varying|attribute|in|out)\s[^;{}()]*")  # up to what ends it
_LONGEST = 20_000  # characters of a declaration that is looked at
ENTRIES = ("main", "mainImage", "mainCubemap", "mainSound")
_ENTRY = re.compile(r"main(?:Image|Cubemap|Sound)?\s*\([^(){};]*\)\s*\{")  # begins with a literal, which is quick
_MADE = re.compile(rf"\b({'|'.join(ENTRIES)})\s*\([^(){{}};]*\)\s*(?:\{{|$)")  # in a macro's body
_DEFINED = re.compile(r"\b[A-Za-z_]\w*\s+([A-Za-z_]\w*)\s*\([^(){};]*\)\s*\{")
_TYPE = r"\b(?:float|int|uint|bool|[biu]?vec[234]|mat[234](?:x[234])?)"
_SWITCH = re.compile(r"\bswitch\s*\(")
_ES3_INTERFACE = re.compile(r"\blayout\s*\(|\b(?:flat|smooth|centroid)\s+(?:in|out|varying)\b")
_QUALIFIERS = frozenset(["lowp", "mediump", "highp", "flat", "smooth", "const", "centroid", "invariant", "readonly"])


@dataclass(frozen=True)
class Fit:
    """How well a text fits a dialect: points (0: not at all, SURE and above: certain), and what was seen."""

    score: int = 0
    signs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """What detect found: the dialect (None: of no dialect), its signs, and whether another came near or it was weak."""

    dialect: str | None
    score: int = 0
    signs: tuple[str, ...] = ()
    rival: str = ""

    @property
    def sure(self) -> bool:
        return self.score >= SURE and not self.rival

    def describe(self) -> str:
        """The signs in one line; a weak win or a near tie says so."""
        doubt = f"; near: {self.rival}" if self.rival else ""
        weak = "weak: " if self.dialect and self.score < SURE else ""
        return f"{weak}{', '.join(self.signs)}{doubt}"


class Evidence:
    """A text's facts, each worked out when it is first asked for.

    text, path    as it came, and where from (None: nothing lies beside it)
    files         what lies within reach, where it is to be noted what is asked of it
    """

    def __init__(self, text: str, path: str | None = None, files: Files | None = None):
        self.text, self.path = text, path
        self.files = files or Files(path)

    @cached_property
    def is_json(self) -> bool:
        return is_json(self.text)

    @cached_property
    def code(self) -> str:
        """The text without comments."""
        return without_comments(self.text)

    @cached_property
    def version(self) -> int:
        """What #version says, 0 without one."""
        found = re.search(r"^[ \t]*#[ \t]*version[ \t]+(\d{1,4})", self.code, re.MULTILINE)
        return int(found[1]) if found else 0

    @cached_property
    def directives(self) -> Directives:
        """Active text and the macros, read as a browser's compiler does."""
        version = 300 if self.version >= 130 else 100
        try:
            return Directives.read(self.code, version, _HOST_MACROS)
        except ProgramError:  # broken conditions: the compiler will say so, here everything counts
            lines = [line for line in self.code.split("\n") if not line.lstrip().startswith("#")]
            return Directives("\n".join(lines), {}, frozenset())

    @cached_property
    def active(self) -> str:
        """The text that is left when conditions are carried out, without directives; macros are not expanded."""
        return self.directives.active

    @cached_property
    def macros(self) -> Mapping[str, str]:
        """Macros that the active text defines: name -> body."""
        return self.directives.macros

    @cached_property
    def asked(self) -> frozenset[str]:
        """Names whose being defined the text asks for (#ifdef)."""
        return self.directives.asked

    @cached_property
    def words(self) -> frozenset[str]:
        """Identifiers of the active text and of macros that it uses, directly or through others."""
        return self._through_macros(_WORD.findall)

    @cached_property
    def _names(self) -> frozenset[str]:
        """The same without members of others (`.r`, `.t`) and ends of numbers (`1.0f`)."""
        return self._through_macros(lambda text: _NAME.findall(_BEFORE_MEMBER.sub(".", text)))

    def _through_macros(self, words_of: Callable[[str], list[str]]) -> frozenset[str]:
        found = set(words_of(self.active))
        todo = [name for name in self.macros if name in found]
        done = set(todo)
        while todo:
            new = set(words_of(self.macros[todo.pop()]))
            found |= new
            fresh = [name for name in new if name in self.macros and name not in done]
            done.update(fresh)
            todo += fresh
        return frozenset(found)

    @cached_property
    def inputs(self) -> Mapping[str, str]:
        """Global inputs, name -> type, of `uniform`, `varying` and `in` declarations; names and types after macros."""
        return {name: kind for name, (kind, word) in self._interface.items() if word != "out"}

    @cached_property
    def outputs(self) -> Mapping[str, str]:
        """Fragment outputs, name -> type."""
        return {name: kind for name, (kind, word) in self._interface.items() if word == "out"}

    @cached_property
    def varyings(self) -> frozenset[str]:
        return frozenset(name for name, (_, word) in self._interface.items() if word in ("varying", "in"))

    @cached_property
    def _interface(self) -> dict[str, tuple[str, str]]:
        found: dict[str, tuple[str, str]] = {}
        text = self.active
        for match in _DECLARATION.finditer(text):
            if text[match.end() : match.end() + 1] != ";" or match.end() - match.start() > _LONGEST:
                continue
            statement = self._expanded(match[0] + ";")
            words = [word for word in re.findall(r"\w+|\[[^\[\]]*\]|[^\w\s]", statement) if word not in _QUALIFIERS]
            names = [word for word in words[2:-1] if word != "," and not word.startswith("[")]
            if len(words) > 3 and all(name.isidentifier() for name in names):
                found.update(dict.fromkeys(names, (words[1], words[0])))
        return found

    def _expanded(self, statement: str) -> str:
        """A declaration with its object-like macros replaced."""
        for _ in range(8):
            if self.macros.keys().isdisjoint(_WORD.findall(statement)):
                break
            statement = _WORD.sub(lambda match: self.macros.get(match[0], match[0]), statement)
            if len(statement) > 4000:
                break
        return statement

    @cached_property
    def functions(self) -> frozenset[str]:
        """Names of functions with a body, as they are written."""
        return frozenset(_DEFINED.findall(self.active))

    @cached_property
    def entries(self) -> frozenset[str]:
        """Which of ENTRIES are defined: as functions, under a macro's name, or by a macro that makes one."""
        text = self.active
        found = {
            match[0].partition("(")[0].rstrip()
            for match in _ENTRY.finditer(text)
            if not text[match.start() - 1 : match.start()].isidentifier()
        }
        for name, body in self.macros.items():
            if name in ENTRIES and self.directives.calls.get(name, False):
                found.add(name)
            elif body in ENTRIES and name in self.functions:
                found.add(body)
            elif "main" in body and (made := _MADE.search(body)) and name in self.words:
                found.add(made[1])
        return frozenset(found)

    def has(self, name: str) -> bool:
        """Whether an entry point of this name is defined."""
        return name in self.entries

    @cached_property
    def needs_es3(self) -> bool:
        """Whether a text without #version uses what GLSL ES 1.00 has not (`switch`, `uint`, `layout` ...)."""
        if self.version:
            return False
        text = "\n".join([self.active, *(body for name, body in self.macros.items() if name in self.words)])
        found = (self.words & ES3_WORDS) - self.macros.keys() - self.functions
        if found == {"switch"} and not _SWITCH.search(text):  # a name of the author's
            found = frozenset()
        return bool(found) or _ES3_INTERFACE.search(text) is not None

    def free(self, names: Collection[str]) -> set[str]:
        """Those of `names` that the text uses and that nothing in it declares or defines, wherever it is."""
        found = {
            name
            for name in words(self.text).intersection(names)  # which parsing looks at as well
            if name in self._names
            and name not in self._interface
            and name not in self.macros
            and name not in WORDS_OF_GLSL
        }
        if found:
            found -= self.functions
        if found:
            declared = re.compile(rf"{_TYPE}\s(?:[^;(){{}}=]*,|\s*)\s*({'|'.join(sorted(found))})\b")
            listed = re.compile(rf"{_TYPE}\s[^;{{}}]{{0,400}}?,\s*({'|'.join(sorted(found))})\b\s*(?=[=,;\[])")
            found -= {*declared.findall(self.active)}
            if found:
                found -= {*listed.findall(self.active)}
        return found

    @property
    def is_vertex_shader(self) -> bool:
        """Whether the text places corners and draws nothing."""
        if "gl_Position" not in self.text or self.is_json:
            return False
        return "gl_Position" in self.words and not self.words & {"gl_FragColor", "gl_FragData"}


class Tally:
    """Points with the signs that brought them, for a dialect's `fit`."""

    def __init__(self) -> None:
        self.score = 0
        self.signs: list[str] = []

    def add(self, points: int, sign: str) -> None:
        self.score += points
        self.signs.append(sign)

    def each(self, points: int, names: Collection[str], sign: str, most: int) -> None:
        """Points for each name, `most` altogether; one sign for all."""
        if names:
            self.add(min(points * len(names), most), f"{sign} {' '.join(sorted(names)[:6])}")

    def fit(self, most: int = 95) -> Fit:
        return Fit(max(0, min(self.score, most)), tuple(self.signs))


def typed(evidence: Evidence, known: Mapping[str, str]) -> set[str]:
    """Names of `known` (name -> type) that the text declares as inputs of that very type."""
    return {name for name, kind in known.items() if evidence.inputs.get(name) == kind}
