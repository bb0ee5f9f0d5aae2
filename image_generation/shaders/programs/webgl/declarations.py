"""Writes a shader's tokens as desktop GLSL: declarations are found and completed, names renamed, the rest copied.

What WebGL leaves at zero is set to zero here: locals, globals, structs, arrays, out parameters, the value of a
function that returns none, and inputs that no vertex shader writes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from image_generation.shaders.programs.program import ProgramError
from image_generation.shaders.programs.webgl import builtins
from image_generation.shaders.programs.webgl.tokens import Piece, where

_IDENTIFIER = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_SWIZZLE = re.compile(r"[xyzw]{1,4}|[rgba]{1,4}|[stpq]{1,4}")
LISTED_ARRAY = 32  # arrays up to this length are zeroed by a constructor, longer ones by a loop
_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")
_OUTPUTS_100 = {"gl_FragColor": "out_color", "gl_FragData": "out_data", "gl_FragDepthEXT": "out_depth"}


@dataclass
class Head:
    """What stands before the name in a declaration."""

    qualifiers: set[str]
    kind: str  # type's name as the shader has it
    array: str  # '[3]' where the type itself is an array, else ''
    location: int | None
    place: int


class Writer:
    """Turns preprocessed, parenthesised tokens into text; see the module's docstring.

    After write(): uniforms [(name, type)], functions (names that the shader defines), output(k), preludes().
    """

    def __init__(
        self,
        tokens: Sequence[tuple[str, int]],
        version: int,
        varyings: Mapping[str, tuple[str, str]],
        pieces: Sequence[Piece],
    ):
        self.tokens, self.version, self.varyings, self.pieces = tokens, version, varyings, pieces
        self.types = set(builtins.types(version))
        self.builtin_functions = builtins.functions(version)
        self.reserved = builtins.keywords(version)
        self.uniforms: list[tuple[str, str]] = []
        self.functions: set[str] = set()
        self.structs: dict[str, str | None] = {}  # name -> expression of its zero, None where there is none
        self.outs: dict[int, str] = {}
        self.used: set[str] = set()
        self.late: list[str] = []  # statements that zero long global arrays
        self._names: dict[str, str] = {}
        self._taken: set[str] = set()
        self._parts: list[str] = []
        self._place = -1
        self.overloads = self._find_overloads()

    # ------------------------------------------------------------------ names

    def rename(self, name: str) -> str:
        """The desktop name of one of the shader's own names: unique, without double underscores."""
        known = self._names.get(name)
        if known is None:
            known = base = "z" + re.sub(r"_(?=_)", "_0", name)
            suffix = 0
            while known in self._taken:
                suffix += 1
                known = f"{base}_{suffix}"
            self._taken.add(known)
            self._names[name] = known
        return known

    def _word(self, k: int) -> str:
        """The desktop form of the identifier at k, by what it is there."""
        text = self.tokens[k][0]
        if k and self.tokens[k - 1][0] == ".":
            if _SWIZZLE.fullmatch(text) or (text == "length" and self._text(k + 1) == "("):
                return text
            return self.rename(text)
        if text in self.overloads:
            return self.rename(text)
        if self.version == 100 and text in builtins.TEXTURES_100:
            return builtins.TEXTURES_100[text]
        if text in self.types or text in self.reserved or text in self.builtin_functions:
            return self.rename(text) if text in self.structs else text
        if text.startswith("gl_"):
            return self._built_in_variable(text, k)
        return self.rename(text)

    def _built_in_variable(self, text: str, k: int) -> str:
        if text in builtins.VARIABLES:
            return builtins.VARIABLES[text]
        if self.version == 100 and text in _OUTPUTS_100:
            self.used.add(text)
            return _OUTPUTS_100[text]
        if text in ("gl_FragDepth", "gl_FragDepthEXT"):
            self.used.add("gl_FragDepthEXT")
            return "out_depth"
        if text == "gl_DepthRange":
            return text
        raise self._error(k, f"'{text}': undeclared identifier")

    def _find_overloads(self) -> dict[str, set[tuple[str, ...]]]:
        """Built-in functions that the shader defines itself: name -> types of the parameters of its versions."""
        found: dict[str, set[tuple[str, ...]]] = {}
        depth = 0
        for k, (text, _) in enumerate(self.tokens):
            if text == "{":
                depth += 1
            elif text == "}":
                depth -= 1
            elif (
                depth == 0
                and text in self.builtin_functions
                and self._text(k + 1) == "("
                and k
                and _IDENTIFIER.fullmatch(self.tokens[k - 1][0])
                and self.tokens[k - 1][0] != "return"
            ):
                found.setdefault(text, set()).add(self._parameter_types(k + 2))
        return found

    def _parameter_types(self, k: int) -> tuple[str, ...]:
        kinds: list[str] = []
        expecting = True
        while self._text(k) not in (")", ""):
            text = self._text(k)
            if text == ",":
                expecting = True
            elif expecting and _IDENTIFIER.fullmatch(text) and text not in self.reserved:
                kinds.append(text)
                expecting = False
            k += 1
        return () if kinds == ["void"] else tuple(kinds)

    # ------------------------------------------------------------------ reading and writing tokens

    def _text(self, k: int) -> str:
        return self.tokens[k][0] if k < len(self.tokens) else ""

    def _error(self, k: int, message: str) -> ProgramError:
        place = self.tokens[min(k, len(self.tokens) - 1)][1] if self.tokens else 0
        return ProgramError(f"{where(place, self.pieces)}: {message}", "compile_error")

    def _emit(self, text: str, place: int) -> None:
        if place != self._place:
            step = place - self._place
            if 0 < step <= 3 and self._place >= 0:
                self._parts.append("\n" * step)
            else:
                self._parts.append(f"\n#line {place}\n")
            self._place = place
        self._parts.append(text + " ")

    def _copy(self, k: int) -> None:
        text, place = self.tokens[k]
        if _IDENTIFIER.match(text):
            if text in builtins.PRECISIONS:
                return
            text = self._word(k)
        self._emit(text, place)

    def _captured(self, first: int, end: int) -> str:
        """The desktop text of tokens first..end-1 on one line."""
        words = []
        for k in range(first, end):
            text = self.tokens[k][0]
            if text not in builtins.PRECISIONS:
                words.append(self._word(k) if _IDENTIFIER.match(text) else text)
        return " ".join(words)

    def _matching(self, k: int) -> int:
        """Index of the bracket that closes the one at k."""
        depth = 0
        for end in range(k, len(self.tokens)):
            text = self.tokens[end][0]
            if text in _OPEN:
                depth += 1
            elif text in _CLOSE:
                depth -= 1
                if depth == 0:
                    return end
        raise self._error(k, f"'{self._text(k)}' is not closed")

    # ------------------------------------------------------------------ the global scope

    def write(self) -> str:
        """The whole text; raises ProgramError for brackets that do not match."""
        k = 0
        while k < len(self.tokens):
            k = self._global(k)
        return "".join(self._parts)

    def _global(self, k: int) -> int:
        text = self._text(k)
        if text == ";":
            return k + 1
        if text == "precision":
            return self._skip_to_semicolon(k)
        head, after = self._head(k)
        if head is None:
            return self._unknown(k, after)
        if head.kind == "struct":
            return self._struct(after, head, at_top=True)
        if self._text(after) == ";":  # 'const int;' or 'invariant gl_Position;'
            return after + 1
        if self._text(after + 1) == "(":
            return self._function(after, head)
        return self._declarators(after, head, at_top=True)

    def _skip_to_semicolon(self, k: int) -> int:
        while self._text(k) not in (";", ""):
            k += 1
        return k + 1

    def _unknown(self, k: int, after: int) -> int:
        """What is no declaration: a uniform block, 'invariant NAME;', or a mistake for the driver to name."""
        if self._text(k) == "invariant":
            return self._skip_to_semicolon(k)
        while k < len(self.tokens):
            text = self._text(k)
            if text == "layout" and self._text(k + 1) == "(":
                k = self._matching(k + 1) + 1
                continue
            self._copy(k)
            k += 1
            if text in {";", "}"}:
                if text == "}" and (self._text(k) == ";" or _IDENTIFIER.fullmatch(self._text(k) or "0")):
                    continue
                break
            if text == "{":
                end = self._matching(k - 1)
                while k < end:
                    self._copy(k)
                    k += 1
        return k

    def _head(self, k: int) -> tuple[Head | None, int]:
        """Qualifiers and type from k on, and the index after them; None where no type stands there."""
        qualifiers: set[str] = set()
        location = None
        place = self.tokens[k][1]
        while True:
            text = self._text(k)
            if text == "layout" and self._text(k + 1) == "(":
                end = self._matching(k + 1)
                words = [self._text(j) for j in range(k + 2, end)]
                if "location" in words and words[-1].isdigit():
                    location = int(words[words.index("location") + 2])
                k = end + 1
            elif text in builtins.QUALIFIERS:
                qualifiers.add(text)
                k += 1
            elif text in builtins.PRECISIONS or text in builtins.INTERPOLATIONS:
                k += 1
            else:
                break
        if text == "struct":
            return Head(qualifiers, "struct", "", location, place), k + 1
        if text not in self.types:
            return None, k
        k += 1
        array = ""
        if self._text(k) == "[":
            end = self._matching(k)
            array = f"[{self._captured(k + 1, end)}]"
            k = end + 1
        return Head(qualifiers, text, array, location, place), k

    # ------------------------------------------------------------------ structs

    def _struct(self, k: int, head: Head, at_top: bool) -> int:
        name = ""
        if self._text(k) != "{":
            name = self._text(k)
            k += 1
        else:
            name = f"anonymous{k}"
        end = self._matching(k)
        fields: list[str | None] = []
        self._emit("struct", head.place)
        self._emit(self.rename(name), head.place)
        self._emit("{", head.place)
        k += 1
        while k < end:
            inner, k = self._head(k)
            if inner is None:
                raise self._error(k, f"'{self._text(k)}': struct member has no known type")
            self._emit(self._type(inner.kind) + inner.array, inner.place)
            while True:
                field = self._text(k)
                array = inner.array
                self._emit(field if _SWIZZLE.fullmatch(field) else self.rename(field), self.tokens[k][1])
                k += 1
                if self._text(k) == "[":
                    close = self._matching(k)
                    array = f"[{self._captured(k + 1, close)}]"
                    self._emit(array, inner.place)
                    k = close + 1
                fields.append(self._zero(inner.kind, array))
                if self._text(k) != ",":
                    break
                self._emit(",", self.tokens[k][1])
                k += 1
            if self._text(k) != ";":
                raise self._error(k, f"unexpected '{self._text(k)}' in struct {name}")
            self._emit(";", self.tokens[k][1])
            k += 1
        self._emit("} ;", self.tokens[end][1])
        self.types.add(name)
        known = all(field is not None for field in fields) and fields
        self.structs[name] = f"{self.rename(name)}({', '.join(fields)})" if known else None
        if self._text(end + 1) == ";":
            return end + 2
        kind = Head(head.qualifiers, name, "", None, self.tokens[end][1])
        return self._declarators(end + 1, kind, at_top)

    def _type(self, kind: str) -> str:
        return self.rename(kind) if kind in self.structs else kind

    def _zero(self, kind: str, array: str = "") -> str | None:
        """Expression of a type's zero; None where there is none, or it would be long."""
        if "sampler" in kind or kind == "void":
            return None
        zero = self.structs.get(kind, f"{kind}(0)")
        if not array or zero is None:
            return zero
        size = array.strip("[] ")
        if not size.isdigit() or not 0 < int(size) <= LISTED_ARRAY:
            return None
        return f"{self._type(kind)}[{size}]({', '.join([zero] * int(size))})"

    # ------------------------------------------------------------------ variables

    def _declarators(self, k: int, head: Head, at_top: bool, in_for: bool = False) -> int:
        """The names after a type up to the semicolon, each with an initial value."""
        quals = head.qualifiers
        input_ = at_top and bool(quals & {"varying", "in", "attribute"})
        output = at_top and "out" in quals
        uniform = "uniform" in quals
        if uniform and self._declared_before(k, head):
            return self._skip_to_semicolon(k)
        kind = self._type(head.kind) + head.array
        prefix = ("const " if "const" in quals else "") + ("uniform " if uniform else "")
        self._emit(prefix + kind, head.place)
        loops: list[str] = []
        while True:
            name, place = self._text(k), self.tokens[min(k, len(self.tokens) - 1)][1]
            if not _IDENTIFIER.fullmatch(name):
                raise self._error(k, f"syntax error: unexpected '{name or 'end of file'}'")
            emitted = self._word(k) if name in self.builtin_functions else self.rename(name)
            self._emit(emitted, place)
            k += 1
            array = head.array
            if self._text(k) == "[":
                end = self._matching(k)
                array = f"[{self._captured(k + 1, end)}]"
                self._emit(array, place)
                k = end + 1
            if uniform:
                self.uniforms.append((name, head.kind + array.replace(" ", "")))
            elif self._text(k) == "=" and not input_:
                k = self._initializer(k)
            else:
                k = self._initializer(k, write=False) if self._text(k) == "=" else k
                self._initial(name, emitted, head, array, place, input_, loops)
            if output:
                self._note_output(emitted, head, array)
            if self._text(k) == ",":
                self._emit(",", place)
                k += 1
                continue
            break
        if self._text(k) != ";" and not (in_for and self._text(k) == ":"):
            raise self._error(k, f"syntax error: unexpected '{self._text(k) or 'end of file'}'")
        self._emit(";", self.tokens[k][1])
        if at_top:
            self.late += loops
        elif not in_for:
            for loop in loops:
                self._emit(loop, self._place)
        return k + 1

    def _declared_before(self, k: int, head: Head) -> bool:
        """Whether a uniform of this name and type stands there already (a site's prelude and the user's own)."""
        name = self._text(k)
        if not any(known == name for known, _ in self.uniforms):
            return False
        if (name, head.kind + head.array) in self.uniforms and self._text(k + 1) == ";":
            return True
        if (name, head.kind) not in self.uniforms and self._text(k + 1) == ";":
            raise self._error(k, f"'{name}': redefinition")
        return self._text(k + 1) == "["

    def _initializer(self, k: int, write: bool = True) -> int:
        """Copy '= expression' up to the comma or semicolon that ends it."""
        depth = 0
        while k < len(self.tokens):
            text = self._text(k)
            if depth == 0 and text in (",", ";"):
                return k
            depth += (text in _OPEN) - (text in _CLOSE)
            if depth < 0:
                return k
            if write:
                self._copy(k)
            k += 1
        raise self._error(k, "syntax error: unexpected end of file")

    def _initial(
        self, name: str, emitted: str, head: Head, array: str, place: int, input_: bool, loops: list[str]
    ) -> None:
        """Emit the value that a variable without initializer starts with."""
        if input_ and name in self.varyings and self.varyings[name][0] == head.kind and not array:
            self._emit(f"= {self.varyings[name][1]}", place)
            return
        if "const" in head.qualifiers:
            return
        zero = self._zero(head.kind, array)
        if zero is not None:
            self._emit(f"= {zero}", place)
        elif array and self._zero(head.kind) is not None and array != "[]":
            size = array[1:-1]
            loops.append(f"for (int i = 0; i < int({size}); i++) {emitted}[i] = {self._zero(head.kind)};")

    def _note_output(self, emitted: str, head: Head, array: str) -> None:
        location = head.location if head.location is not None else len(self.outs)
        size = array.strip("[] ")
        for k in range(int(size) if size.isdigit() else 1):
            value = f"{emitted}[{k}]" if array else emitted
            wrapped = {"vec4": value, "vec3": f"vec4({value}, 1.0)", "vec2": f"vec4({value}, 0.0, 1.0)"}
            wrapped["float"] = f"vec4({value}, 0.0, 0.0, 1.0)"
            self.outs[location + k] = wrapped.get(head.kind, "vec4(0.0)")

    # ------------------------------------------------------------------ functions

    def _function(self, k: int, head: Head) -> int:
        name = self._text(k)
        self._emit(self._type(head.kind) + head.array, head.place)
        self._emit(self.rename(name), self.tokens[k][1])
        close = self._matching(k + 1)
        zeroed = self._parameters(k + 1, close)
        k = close + 1
        if self._text(k) == ";":
            self._emit(";", self.tokens[k][1])
            return k + 1
        if self._text(k) != "{":
            raise self._error(k, f"syntax error: unexpected '{self._text(k) or 'end of file'}'")
        self.functions.add(name)
        end = self._matching(k)
        self._emit("{ " + " ".join(zeroed), self.tokens[k][1])
        self._body(k + 1, end)
        zero = self._zero(head.kind, head.array)
        closing = f"return {zero}; }}" if zero is not None else "}"
        self._emit(closing, self.tokens[end][1])
        return end + 1

    def _parameters(self, k: int, close: int) -> list[str]:
        """Copy a parameter list; statements that set out parameters to zero."""
        zeroed = []
        self._emit("(", self.tokens[k][1])
        k += 1
        while k < close:
            if self._text(k) == ",":
                self._emit(",", self.tokens[k][1])
                k += 1
                continue
            head, k = self._head(k)
            if head is None:
                raise self._error(k, f"'{self._text(k)}': syntax error in parameters")
            words = [word for word in ("const", "in", "out", "inout") if word in head.qualifiers]
            self._emit(" ".join([*words, self._type(head.kind) + head.array]), head.place)
            if k < close and _IDENTIFIER.fullmatch(self._text(k)):
                name = self._text(k)
                emitted = (
                    name
                    if name in self.builtin_functions and name not in self.overloads
                    else self.rename(name)
                )
                self._emit(emitted, self.tokens[k][1])
                k += 1
                array = head.array
                if self._text(k) == "[":
                    end = self._matching(k)
                    array = f"[{self._captured(k + 1, end)}]"
                    self._emit(array, head.place)
                    k = end + 1
                zero = self._zero(head.kind, array)
                if "out" in head.qualifiers and zero is not None:
                    zeroed.append(f"{emitted} = {zero};")
            if k < close and self._text(k) != ",":
                raise self._error(k, f"syntax error: unexpected '{self._text(k)}'")
        self._emit(")", self.tokens[close][1])
        return zeroed

    def _body(self, k: int, end: int) -> None:
        """Copy the statements of a function; declarations are completed."""
        starts = True  # whether a statement may start here
        while k < end:
            text = self._text(k)
            if starts and self._starts_declaration(k):
                in_for = k >= 2 and self._text(k - 1) == "(" and self._text(k - 2) == "for"
                if text == "precision":
                    k = self._skip_to_semicolon(k)
                    continue
                head, after = self._head(k)
                if head.kind == "struct":
                    k = self._struct(after, head, at_top=False)
                else:
                    k = self._declarators(after, head, at_top=False, in_for=in_for)
                continue
            self._copy(k)
            starts = text in ("{", "}", ";", ":", ")", "else", "do") or (
                text == "(" and self._text(k - 1) == "for"
            )
            k += 1

    def _starts_declaration(self, k: int) -> bool:
        text = self._text(k)
        if text in ("const", "precision", "struct") or text in builtins.PRECISIONS:
            return True
        if text not in self.types:
            return False
        k += 1
        if self._text(k) == "[":
            k = self._matching(k) + 1
        following = self._text(k)
        return bool(_IDENTIFIER.fullmatch(following)) and following not in self.reserved

    # ------------------------------------------------------------------ what stands around the text

    def output_count(self) -> int:
        """Number of outputs that the shader declares or writes."""
        if self.version == 300:
            return max(self.outs, default=0) + 1
        if "gl_FragData" not in self.used:
            return 1
        indices = [
            int(self._text(k + 2))
            for k, (text, _) in enumerate(self.tokens)
            if text == "gl_FragData" and self._text(k + 2).isdigit()
        ]
        return min(8, max(indices, default=0) + 1)

    def output(self, k: int) -> str:
        """Expression of output k at the end of main, a vec4."""
        if self.version == 300:
            return self.outs.get(k, "vec4(0.0)")
        if "gl_FragData" in self.used:
            return f"out_data[{k}]"
        return "out_color" if k == 0 and "gl_FragColor" in self.used else "vec4(0.0)"

    def preludes(self) -> list[str]:
        """Declarations that the text needs before it."""
        lines = []
        if "gl_FragColor" in self.used:
            lines.append("vec4 out_color = vec4(0.0);")
        if "gl_FragData" in self.used:
            lines.append(f"vec4 out_data[8] = vec4[8]({', '.join(['vec4(0.0)'] * 8)});")
        if "gl_FragDepthEXT" in self.used:
            lines.append("float out_depth = 0.0;")
        for name, own in sorted(self.overloads.items()):
            for result, *kinds in builtins.FUNCTIONS_100.get(name, []):
                if tuple(kinds) not in own:
                    listed = ", ".join(f"{kind} a{k}" for k, kind in enumerate(kinds))
                    given = ", ".join(f"a{k}" for k in range(len(kinds)))
                    lines.append(f"{result} {self.rename(name)}({listed}) {{ return {name}({given}); }}")
        return lines
