"""A text's directives alone: which lines are active and what the macros are, without expanding anything.

A fraction of the preprocessor's work, for telling dialects apart; conditions are judged by the same code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from image_generation.shaders.programs.glsl.preprocessor import Preprocessor, read_directive
from image_generation.shaders.programs.glsl.tokens import TOKEN, is_word

_CONDITIONS = frozenset(("if", "ifdef", "ifndef", "elif"))


@dataclass(frozen=True)
class Directives:
    """Active text without its directives; macros: name -> body; asked: names that conditions look at; calls: whether
    a macro takes arguments; pragmas and unknown: what follows '#pragma', and directives that GLSL does not have."""

    active: str
    macros: Mapping[str, str]
    asked: frozenset[str] = frozenset()
    calls: Mapping[str, bool] = field(default_factory=dict)
    pragmas: tuple[str, ...] = ()
    unknown: frozenset[str] = frozenset()

    @classmethod
    def read(cls, code: str, version: int, defined: Sequence[str]) -> Directives:
        """code: without comments; defined: macros of hosts. Raises ProgramError where conditions are broken."""
        work = Preprocessor(version, dict.fromkeys(defined, "1"))
        kept: list[str] = []
        asked: set[str] = set()
        macros: dict[str, str] = {}
        calls: dict[str, bool] = {}
        pragmas: list[str] = []
        unknown: set[str] = set()
        if "#" not in code:
            return cls(code, {})
        for line_id, line in enumerate(code.replace("\\\n", " ").split("\n"), 1):
            if line.lstrip()[:1] != "#":
                if work.active:
                    kept.append(line)
                continue
            name, rest = read_directive(line)
            if name in _CONDITIONS:
                asked.update(word for word in TOKEN.findall(rest) if is_word(word) and word != "defined")
            if name in _CONDITIONS or name in ("else", "endif", "undef"):
                work.directive(line, line_id)
            elif not work.active:
                continue
            elif name == "define":
                macro = work.define(rest, line_id, again=True)
                if macro is not None:
                    word, found = macro
                    macros[word] = " ".join(found.body)
                    calls[word] = found.parameters is not None
            elif name == "pragma":
                pragmas.append(rest)
            elif name not in ("", "version", "extension", "line", "error"):
                unknown.add(name)
        return cls(
            "\n".join(kept),
            macros,
            asked=frozenset(asked),
            calls=calls,
            pragmas=tuple(pragmas),
            unknown=frozenset(unknown),
        )
