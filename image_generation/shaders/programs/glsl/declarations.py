"""Reads a preprocessed shader declaration by declaration and gives what WebGL defines and desktop GLSL does not.

Locals, globals, outputs and `out` parameters start at zero, a function that ends without `return` returns zero,
an index outside its array reads the nearest element. Names are only collected here; renaming.py changes them.
Nothing recurses, so no nesting is too deep for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from image_generation.shaders.programs.glsl.conditions import evaluate
from image_generation.shaders.programs.glsl.folding import FOLDED, Value, fold, value
from image_generation.shaders.programs.glsl.tokens import Fault, is_word
from image_generation.shaders.programs.glsl.words import (
    BASIC_TYPES,
    ES_FUNCTIONS,
    PRECISIONS,
    QUALIFIERS,
    SAMPLER_TYPES,
)

MAX_ARRAY = 1 << 20  # elements; Chromium's own limit is of this order
_WRITTEN_OUT = 32  # arrays up to this size are zeroed by a constructor, larger ones by a loop
_ASSIGNMENTS = frozenset("= += -= *= /= %= &= |= ^= <<= >>=".split())
_JUMPS = frozenset(("return", "break", "continue", "discard"))
_END = frozenset((";",))
_DECLARATOR_END = frozenset((",", ";"))
_CONDITION_END = frozenset((")",))
_LABEL_END = frozenset((":",))


@dataclass(frozen=True)
class Type:
    """`size` is None for what is no array, 0 for an array whose size is not known here."""

    base: str
    size: int | None = None

    def __str__(self) -> str:
        return self.base if self.size is None else f"{self.base}[{self.size or ''}]"


@dataclass
class Shader:
    """What was read: the text as tokens with their places, and the names that it declares."""

    tokens: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    uniforms: dict[str, Type] = field(default_factory=dict)
    outputs: dict[int, str] = field(default_factory=dict)  # location -> expression of type vec4
    functions: dict[str, set[tuple[str, ...]]] = field(default_factory=dict)  # name -> parameter types
    variables: set[str] = field(default_factory=set)
    first_statements: list[str] = field(default_factory=list)  # of main: zeroing of large global arrays
    sampler_arrays: bool = False


def read(
    tokens: Sequence[str], places: Sequence[int], version: int, varyings: Mapping[str, tuple[str, str]]
) -> Shader:
    """Read all declarations; `varyings` maps an input's name to its type and its value. Raises Fault."""
    reader = _Reader(list(tokens), list(places), version, varyings)
    reader.whole()
    return reader.shader


class _Reader:
    def __init__(
        self, tokens: list[str], places: list[int], version: int, varyings: Mapping[str, tuple[str, str]]
    ):
        end = places[-1] if places else 1
        self.input, self.input_places, self.count = [*tokens, ""], [*places, end], len(tokens)
        self.version, self.varyings = version, varyings
        self.shader = Shader()
        self.out, self.places = self.shader.tokens, self.shader.places
        self.types: dict[str, Type | None] = {}  # of variables in scope
        self.structs: dict[str, dict[str, Type]] = {}
        self.results: dict[str, Type] = {}  # of functions
        self.constants: dict[str, int] = {}
        self.vectors: dict[str, Value] = {}  # constants of type float or vec
        self.scopes: list[
            list[tuple[str, Type | None, int | None, Value | None]]
        ] = []  # what leaving a scope restores
        self.at = 0

    # ---- input and output

    def fault(self, message: str) -> Fault:
        return Fault(message, self.input_places[max(0, min(self.at, self.count))])

    def unexpected(self) -> Fault:
        word = self.input[self.at]
        return self.fault(f"syntax error at '{word}'" if word else "the text ends too early")

    def put(self, *words: str) -> None:
        place = self.input_places[self.at]
        for word in words:
            self.out.append(word)
            self.places.append(place)

    def take(self) -> str:
        """Copy one token."""
        word = self.input[self.at]
        self.out.append(word)
        self.places.append(self.input_places[self.at])
        self.at += 1
        return word

    def expect(self, word: str) -> None:
        if self.input[self.at] != word:
            raise self.unexpected()
        self.take()

    def name(self) -> str:
        word = self.input[self.at]
        if not word or not is_word(word):
            raise self.unexpected()
        return self.take()

    # ---- scopes

    def enter(self) -> None:
        self.scopes.append([])

    def leave(self) -> None:
        for name, kind, constant, vector in reversed(self.scopes.pop()):
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

    # ---- types

    def is_type(self, word: str) -> bool:
        return word in BASIC_TYPES or word in SAMPLER_TYPES or word in self.structs or word == "struct"

    def starts_declaration(self) -> bool:
        word = self.input[self.at]
        if word in QUALIFIERS:
            return True
        if not self.is_type(word):
            return False
        following = self.input[self.at + 1]
        if following == "[":
            at = self.at + 1
            while self.input[at] and self.input[at] != "]":
                at += 1
            following = self.input[at + 1] if self.input[at] else ""
        return bool(following) and (is_word(following) or following == "{")

    def qualifiers(self) -> list[str]:
        """Skip qualifiers; layout(location = 3) comes back as 'location=3', other layouts as they are."""
        found: list[str] = []
        while self.input[self.at] in QUALIFIERS:
            word = self.input[self.at]
            self.at += 1
            if word == "layout":
                start = self.at
                while self.input[self.at] not in (")", ""):
                    self.at += 1
                self.at += 1
                found.append("layout" + "".join(self.input[start : self.at]))
            elif word not in PRECISIONS:
                found.append(word)
        return found

    def type(self) -> Type:
        """Copy a type, a struct's body included."""
        if self.input[self.at] == "struct":
            base = self.struct()
        elif self.is_type(self.input[self.at]):
            base = self.take()
        else:
            word = self.input[self.at]
            raise self.fault(f"'{word}' is no type" if word and is_word(word) else str(self.unexpected()))
        return Type(base, self.size())

    def size(self) -> int | None:
        """Copy "[4]" if it is there."""
        if self.input[self.at] != "[":
            return None
        self.take()
        start = len(self.out)
        self.expression(frozenset(("]",)))
        size = self.constant(self.out[start:]) if len(self.out) > start else 0
        self.take()
        if size is not None and size > MAX_ARRAY:
            raise self.fault(f"an array of {size} elements is too large")
        return size or 0

    def constant(self, words: Sequence[str]) -> int | None:
        """Value of a constant integer expression; None where it is none, or needs more than integers."""
        try:
            return evaluate(words, lambda word: self.constants[word])
        except (ValueError, KeyError):
            return None

    def struct(self) -> str:
        self.take()
        if self.input[self.at] == "{":
            name = f"webgl_struct_{len(self.structs)}"
            self.put(name)
        else:
            name = self.name()
        self.expect("{")
        fields: dict[str, Type] = {}
        while self.input[self.at] != "}":
            self.qualifiers()
            kind = self.type()
            while True:
                member = self.name()
                size = self.size()
                fields[member] = Type(kind.base, kind.size if size is None else size)
                if self.input[self.at] != ",":
                    break
                self.take()
            self.expect(";")
        self.take()
        self.structs[name] = fields
        self.shader.variables.add(name)
        return name

    def zero(self, kind: Type) -> str | None:
        """Expression for a value of all zeros; None for samplers and for arrays that are better zeroed by a loop."""
        if kind.size is not None:
            if not 0 < kind.size <= _WRITTEN_OUT:
                return None
            element = self.zero(Type(kind.base))
            return element and f"{kind.base}[{kind.size}]({', '.join([element] * kind.size)})"
        base = kind.base
        if base in self.structs:
            members = []
            for member in self.structs[base].values():
                value = self.zero(member)
                if value is None and member.size:
                    element = self.zero(Type(member.base))
                    value = element and f"{member.base}[{member.size}]({', '.join([element] * member.size)})"
                if value is None:
                    return None
                members.append(value)
            return f"{base}({', '.join(members)})"
        if base == "void" or base not in BASIC_TYPES:
            return None
        scalar = {"f": "0.0", "v": "0.0", "m": "0.0", "i": "0", "u": "0u", "b": "false"}[base[0]]
        return scalar if base in ("float", "int", "uint", "bool") else f"{base}({scalar})"

    def zeroing(self, name: str, kind: Type) -> list[str]:
        """Tokens of a statement that zeroes a large array."""
        element = self.zero(Type(kind.base))
        if kind.size is None or element is None:
            return []
        return [
            "for ( int webgl_i = 0 ; webgl_i <",
            name,
            ". length ( ) ; webgl_i ++ )",
            name,
            f"[ webgl_i ] = {element} ;",
        ]

    # ---- the whole text

    def whole(self) -> None:
        while self.at < self.count:
            word = self.input[self.at]
            if word == ";":
                self.at += 1
            elif word == "precision":
                while self.input[self.at] not in (";", ""):
                    self.at += 1
            else:
                self.outer()

    def outer(self) -> None:
        """One declaration outside of functions."""
        found = self.qualifiers()
        if "invariant" in found:
            found = [word for word in found if word != "invariant"]
            if not found and self.input[self.at + 1] in (",", ";"):
                while self.input[self.at] not in (";", ""):
                    self.at += 1
                return
        storage = next(
            (word for word in ("uniform", "varying", "attribute", "in", "out", "const") if word in found), ""
        )
        if storage in ("varying", "attribute"):
            storage = "in"
        if storage == "uniform" and self.input[self.at + 1] == "{":
            self.block(found)
            return
        if storage == "const":
            self.put("const")
        start = len(self.out)
        kind = self.type()
        head = self.out[start:]
        if self.input[self.at] == ";":
            if "{" in head:
                self.take()
            else:
                del self.out[start:], self.places[start:]
            return
        if self.input[self.at + 1] == "(":
            self.function(kind)
            return
        if storage in ("const", ""):
            self.shader.first_statements += self.names(kind, storage == "const", _DECLARATOR_END, loops=True)
            self.expect(";")
            return
        if "{" in head:
            self.put(";")
            head = [kind.base]
        else:
            del self.out[start:], self.places[start:]
        self.interface(storage, kind, [kind.base], found)

    def block(self, found: list[str]) -> None:
        self.put(*found)
        while self.input[self.at] not in ("}", ""):
            if self.input[self.at] in PRECISIONS:
                self.at += 1
            else:
                self.take()
        while self.input[self.at] not in (";", ""):
            self.take()
        self.expect(";")

    def interface(self, storage: str, kind: Type, head: list[str], found: list[str]) -> None:
        """Uniforms, inputs and outputs, each as a declaration of its own."""
        while True:
            name = self.input[self.at]
            if not name or not is_word(name):
                raise self.unexpected()
            self.at += 1
            start = len(self.out)
            size = self.size()
            del self.out[start:], self.places[start:]
            whole = Type(kind.base, kind.size if size is None else size)
            brackets = [] if whole.size is None else [f"[{whole.size}]"]
            if storage == "uniform":
                if self.shader.uniforms.get(name) != whole:
                    self.put("uniform", *head, name, *brackets, ";")
                self.shader.uniforms.setdefault(name, whole)
                self.shader.sampler_arrays |= whole.size is not None and whole.base in SAMPLER_TYPES
            else:
                given, value = self.varyings.get(name, ("", "")) if storage == "in" else ("", "")
                zero = self.zero(whole)
                value = value if given == str(whole) else zero
                self.put(*head, name, *brackets, *(["=", value] if value else []), ";")
                if value is None:
                    self.shader.first_statements += self.zeroing(name, whole)
                if storage == "out":
                    self.output(name, whole, found)
            self.bind(name, whole)
            if self.input[self.at] != ",":
                break
            self.at += 1
        if self.input[self.at] != ";":
            raise self.unexpected()
        self.at += 1

    def output(self, name: str, kind: Type, found: list[str]) -> None:
        location = next((int(word[16:-1]) for word in found if word.startswith("layout(location=")), 0)
        padding = {"float": ", 0.0, 0.0, 1.0", "vec2": ", 0.0, 1.0", "vec3": ", 1.0", "vec4": ""}.get(
            kind.base
        )
        for number in range(1 if kind.size is None else kind.size):
            element = name if kind.size is None else f"{name}[{number}]"
            if padding is not None:  # integer outputs do not fit the targets: nothing is drawn, as in WebGL
                self.shader.outputs[location + number] = f"vec4({element}{padding})"

    # ---- functions

    def function(self, result: Type) -> None:
        name = self.take()
        self.take()
        parameters: list[tuple[str, Type, list[str]]] = []
        while self.input[self.at] != ")":
            found = self.qualifiers()
            self.put(*found)
            kind = self.type()
            if kind.base == "void" and self.input[self.at] == ")":
                break
            parameter = self.name() if is_word(self.input[self.at] or " ") else ""
            size = self.size()
            parameters.append((parameter, Type(kind.base, kind.size if size is None else size), found))
            if self.input[self.at] == ",":
                self.take()
            elif self.input[self.at] != ")":
                raise self.unexpected()
        self.take()
        self.shader.functions.setdefault(name, set()).add(tuple(str(kind) for _, kind, _ in parameters))
        self.results[name] = result
        if self.input[self.at] == ";":
            self.take()
            return
        self.expect("{")
        self.enter()
        for parameter, kind, found in parameters:
            if not parameter:
                continue
            self.bind(parameter, kind)
            if "out" in found:
                zero = self.zero(kind)
                self.put(*([parameter, "=", zero, ";"] if zero else self.zeroing(parameter, kind)))
        self.body(result, {parameter for parameter, _, _ in parameters})
        self.leave()

    def body(self, result: Type, parameters: set[str]) -> None:
        """Statements up to the brace that closes the function."""
        opening = len(self.out) - 1
        self.enter()
        depth, returned = 1, False
        fresh = True  # a new statement of a block, not the branch of an `if` or the body of a loop
        while True:
            word = self.input[self.at]
            if word == "}":
                depth -= 1
                if depth == 0:
                    break
                self.leave()
                self.take()
                fresh, returned = True, False
                continue
            if word == "{":
                depth += 1
                self.enter()
                self.take()
                fresh, returned = True, False
                continue
            if depth == 1 and fresh:
                returned = word == "return"
            elif word != ";":
                returned = False
            fresh = self.statement(fresh)
        mine = self.scopes[-1]
        if self.version == 100 and any(name in parameters for name, *_ in mine):
            # A local may hide a parameter in GLSL ES 1.00: one more scope makes that legal here.
            self.out[opening] += " {"
            self.put("}")
        self.leave()
        zero = None if returned else self.zero(result)
        if zero:
            self.put("return", zero, ";")
        self.take()

    def statement(self, fresh: bool) -> bool:
        """Copy a statement, or the head of a compound one; True where a whole statement of a block has ended."""
        word = self.input[self.at]
        if word in ("if", "while", "switch"):
            self.take()
            self.expect("(")
            if word == "while" and self.starts_declaration():
                self.local(_CONDITION_END, loops=False)
            else:
                self.expression(_CONDITION_END)
            self.take()
            return False
        if word == "for":
            self.take()
            self.expect("(")
            if self.starts_declaration():
                self.local(_END, loops=False)
            else:
                self.expression(_END)
            self.take()
            if self.starts_declaration():
                self.local(_END, loops=False)
            else:
                self.expression(_END)
            self.take()
            self.expression(_CONDITION_END)
            self.take()
            return False
        if word in ("else", "do"):
            self.take()
            return False
        if word in ("case", "default"):
            self.take()
            self.expression(_LABEL_END)
            self.take()
            return True
        if word in _JUMPS:
            self.take()
            self.expression(_END)
            self.take()
            return True
        if word == "precision":
            while self.input[self.at] not in (";", ""):
                self.at += 1
        elif self.starts_declaration():
            late = self.local(_END, loops=fresh)
            self.expect(";")
            self.put(*late)
            return True
        else:
            self.expression(_END)
        self.expect(";")
        return True

    def local(self, end: frozenset[str], loops: bool) -> list[str]:
        """Copy a declaration inside a function, up to its end; returns statements to follow it, if `loops` may."""
        constant = "const" in self.qualifiers()
        if constant:
            self.put("const")
        start = len(self.out)
        kind = self.type()
        if self.input[self.at] == ";":
            if "{" not in self.out[start:]:
                del self.out[start:], self.places[start:]
            return []
        late = self.names(kind, constant, end | _DECLARATOR_END, loops)
        if self.input[self.at] not in end:
            raise self.unexpected()
        return late

    def names(self, kind: Type, constant: bool, stops: frozenset[str], loops: bool) -> list[str]:
        """Copy "a, b = 1.0, c[3]" with zeros added; returns statements that zero large arrays."""
        late: list[str] = []
        while True:
            name = self.name()
            size = self.size()
            whole = Type(kind.base, kind.size if size is None else size)
            start = len(self.out)
            if self.input[self.at] == "=":
                self.take()
                start = len(self.out)
                self.expression(stops, constant)
                if whole.size == 0:
                    whole = Type(whole.base, _elements(self.out[start:]))
            elif zero := self.zero(whole):
                self.put("=", zero)
            elif loops:
                late += self.zeroing(name, whole)
            self.bind(name, whole)
            if constant:
                self.remember(name, whole, self.out[start:])
            if self.input[self.at] != ",":
                return late
            self.take()

    def remember(self, name: str, kind: Type, words: Sequence[str]) -> None:
        """Keep the value of a constant, for array sizes and for folding."""
        if kind == Type("int"):
            number = self.constant(words)
            if number is not None:
                self.constants[name] = number
        elif kind.size is None and (kind.base == "float" or kind.base.startswith("vec")):
            vector = value(words, self.vectors)
            if vector is not None and len(vector) == (1 if kind.base == "float" else int(kind.base[-1])):
                self.vectors[name] = vector

    # ---- expressions

    def expression(self, stops: frozenset[str], constant: bool = False) -> None:
        """Copy tokens up to one of `stops` outside of all brackets, which is left for the caller."""
        source, source_places, out, places = self.input, self.input_places, self.out, self.places
        types, functions = self.types, ES_FUNCTIONS[self.version]
        brackets: list[tuple[str, Type | None, int, list, str]] = []
        choices: list[
            list
        ] = []  # "?" of this bracket: [position of its ":" or None, whether an assignment follows]
        kind: Type | None = None  # of the value that ends here, where it is known
        before = ""
        at = self.at
        while True:
            word = source[at]
            if not brackets and word in stops and not (word == ":" and choices and choices[-1][0] is None):
                break
            copy = word
            if word == "(" or word == "[":
                brackets.append((word, kind, len(out), choices, before))
                kind, choices = None, []
            elif word == ")" or word == "]":
                if not brackets or (brackets[-1][0] == "(") != (word == ")"):
                    self.at = at
                    raise self.unexpected()
                if choices:
                    self.end_choices(choices)
                _, container, start, choices, called = brackets.pop()
                if word == "]":
                    kind = self.element(container)
                    limit = self.limit(container)
                    if limit is not None and not self.is_constant(start + 1):
                        out[start] = "[ clamp ( int ("
                        copy = f") , 0 , {limit} ) ]"
                else:
                    kind = self.results.get(called)
                    if called in FOLDED and called not in self.shader.functions:
                        folded = fold(called, out[start + 1 :], self.vectors)
                        if folded:
                            del out[start - 1 :], places[start - 1 :]
                            copy = folded
            elif word == ".":
                pass
            elif word == ";" or word == "{" or word == "}" or not word:
                self.at = at
                raise self.unexpected()
            elif is_word(word):
                if before == ".":
                    kind = self.member(kind, word)
                else:
                    kind = types.get(word)
                    if constant and word in functions and source[at + 1] == "(":
                        copy += " "  # a constant's initialiser calls built-in functions only: renaming passes it by
            else:
                kind = None
                if word == "?":
                    choices.append([None, False])
                elif choices:
                    self.choice(word, choices)
            out.append(copy)
            places.append(source_places[at])
            before = word
            at += 1
        if choices:
            self.end_choices(choices)
        self.at = at

    def choice(self, word: str, choices: list[list]) -> None:
        """Follow a ?: so that an assignment in its last part gets parentheses, as GLSL ES reads it."""
        if word == ":":
            self.end_choices(choices)
            if choices:
                choices[-1][0] = len(self.out)
        elif word == ",":
            self.end_choices(choices)
        elif word in _ASSIGNMENTS:
            choices[-1][1] |= choices[-1][0] is not None

    def end_choices(self, choices: list[list]) -> None:
        while choices and choices[-1][0] is not None:
            colon, assigned = choices.pop()
            if assigned:
                self.out[colon] += " ("
                self.out[-1] += " )"

    def is_constant(self, start: int) -> bool:
        return all(
            word[0].isdigit() or word in self.constants or not is_word(word) for word in self.out[start:]
        )

    def member(self, kind: Type | None, name: str) -> Type | None:
        if kind is None or kind.size is not None:
            return None
        if kind.base in self.structs:
            return self.structs[kind.base].get(name)
        if "vec" in kind.base and len(name) <= 4:
            return Type(_vector(kind.base, len(name)))
        return None

    def element(self, kind: Type | None) -> Type | None:
        if kind is None:
            return None
        if kind.size is not None:
            return Type(kind.base)
        if "vec" in kind.base:
            return Type(_vector(kind.base, 1))
        if kind.base.startswith("mat"):
            return Type(f"vec{kind.base[-1]}")
        return None

    def limit(self, kind: Type | None) -> int | None:
        """Largest index, where it is known."""
        if kind is None or kind.base in SAMPLER_TYPES:
            return None
        if kind.size is not None:
            return kind.size - 1 if kind.size else None
        if "vec" in kind.base:
            return int(kind.base[-1]) - 1
        return int(kind.base[3]) - 1 if kind.base.startswith("mat") else None


def _vector(base: str, size: int) -> str:
    prefix = base[0] if base[0] != "v" else ""
    scalar = {"i": "int", "u": "uint", "b": "bool", "": "float"}[prefix]
    return scalar if size == 1 else f"{prefix}vec{size}"


def _elements(words: Sequence[str]) -> int:
    """Number of arguments of an array constructor "float[](1.0, 2.0)"."""
    depth, commas = 0, 0
    for word in words[words.index("(") + 1 :] if "(" in words else ():
        if word in "([" or word.startswith("[ clamp"):
            depth += 1
        elif word == ")" or word.endswith("]"):
            depth -= 1
        elif word == "," and depth == 0:
            commas += 1
    return commas + 1 if words else 0
