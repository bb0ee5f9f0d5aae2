"""A pickle machine that builds data and calls nothing that the pickle names.

Python's own unpickler looks up any global that a pickle mentions and calls it. This one walks the same opcodes (as
the standard library's pickletools decodes them), but a global stays a name, and a call of it runs one of the few
functions that the reader passes in, on plain data. Whatever has no such function is refused by its name.
"""

from __future__ import annotations

import io
import pickletools
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from image_generation.common.errors import UserError

MAX_OPCODES = 1_000_000  # a published network has about ten thousand


class UnsafePickle(UserError):
    """A pickle that asks for something other than the data which its reader expects."""


class DamagedPickle(UserError):
    """A pickle that is truncated, or no pickle at all."""


@dataclass(frozen=True)
class Name:
    """A global of a pickle: never looked up."""

    module: str
    name: str

    def __str__(self) -> str:
        return f"{self.module}.{self.name}"[:200]


class Passive:
    """An object under construction; `set_state` takes what the BUILD opcode gives it."""

    def set_state(self, state: Any) -> None:
        raise ValueError("takes no state")


Builders = Mapping[tuple[str, str], Callable[..., Any]]

_DAMAGE = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    MemoryError,
    struct.error,
)
_MARK = object()
_CONSTANTS = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False}
_NUMBERS = ("INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4", "FLOAT", "BINFLOAT")
_TEXTS = ("UNICODE", "BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8")
_BYTES = ("BINBYTES", "SHORT_BINBYTES", "BINBYTES8")
_VALUES = frozenset(_NUMBERS + _TEXTS + _BYTES)
_PUTS = frozenset(("PUT", "BINPUT", "LONG_BINPUT"))
_GETS = frozenset(("GET", "BINGET", "LONG_BINGET"))
_TUPLES = {"EMPTY_TUPLE": 0, "TUPLE1": 1, "TUPLE2": 2, "TUPLE3": 3}
_KEYS = (str, int, float, bool, type(None))


def read_pickle(
    stream: io.BytesIO | bytes, builders: Builders, where: str, persistent: Callable[[Any], Any] | None = None
) -> Any:
    """The object that the pickle at the stream's position describes; the stream is left behind its end.

    stream      io.BytesIO (lengths in the pickle are then bounded by the bytes that are there) or bytes
    builders    {(module, name): function(*arguments) -> data}, for calls and for empty objects
    where       what to call the file in errors
    persistent  function(id) -> data, for pickles with persistent identifiers

    Raises UnsafePickle (naming the global or the opcode) and DamagedPickle.
    """
    stream = io.BytesIO(stream) if isinstance(stream, bytes) else stream
    try:
        return _run(stream, builders, where, persistent)
    except UserError:
        raise
    except _DAMAGE as error:
        reason = str(error)[:120] or type(error).__name__
        raise DamagedPickle(f"{where}: is truncated, damaged or no pickle ({reason})") from None


def _run(stream: io.BytesIO, builders: Builders, where: str, persistent: Callable[[Any], Any] | None) -> Any:
    stack: list[Any] = []
    memo: dict[int, Any] = {}

    def pop_to_mark() -> list:
        place = len(stack) - 1
        while stack[place] is not _MARK:
            place -= 1
        items = stack[place + 1 :]
        del stack[place:]
        return items

    def pop() -> Any:
        item = stack.pop()
        if item is _MARK:
            raise ValueError("a mark where a value belongs")
        return item

    def name(module: Any, attribute: Any) -> Name:
        if not isinstance(module, str) or not isinstance(attribute, str):
            raise ValueError("a global without a name")
        found = Name(module, attribute)
        if (module, attribute) not in builders:
            raise UnsafePickle(f"{where}: refused: the pickle names {found}, which is no part of a network")
        return found

    def call(callee: Any, arguments: Any) -> Any:
        if not isinstance(callee, Name) or not isinstance(arguments, tuple):
            raise UnsafePickle(f"{where}: refused: the pickle calls something that is no known constructor")
        return builders[callee.module, callee.name](*arguments)

    def set_items(target: Any, items: list) -> None:
        if type(target) is not dict:
            raise UnsafePickle(f"{where}: refused: items for a {type(target).__name__}")
        for key, value in zip(items[::2], items[1::2], strict=True):
            if not isinstance(key, _KEYS):
                raise UnsafePickle(f"{where}: refused: a {type(key).__name__} as the key of a dictionary")
            target[key] = value

    def extend(target: Any, items: list) -> None:
        if type(target) is not list:
            raise UnsafePickle(f"{where}: refused: elements for a {type(target).__name__}")
        target.extend(items)

    for number, (opcode, value, _) in enumerate(pickletools.genops(stream)):
        kind, value = opcode.name, cast(Any, value)
        if number >= MAX_OPCODES:
            raise UnsafePickle(f"{where}: refused: more than {MAX_OPCODES} opcodes")
        if kind in ("PROTO", "FRAME"):
            continue
        if kind in _VALUES:
            stack.append(value)
        elif kind in _CONSTANTS:
            stack.append(_CONSTANTS[kind])
        elif kind in _PUTS:
            memo[int(value)] = _top(stack)
        elif kind == "MEMOIZE":
            memo[len(memo)] = _top(stack)
        elif kind in _GETS:
            stack.append(memo[int(value)])
        elif kind == "MARK":
            stack.append(_MARK)
        elif kind in _TUPLES:
            size = _TUPLES[kind]
            stack.append(tuple(reversed([pop() for _ in range(size)])))
        elif kind == "TUPLE":
            stack.append(tuple(pop_to_mark()))
        elif kind == "EMPTY_LIST":
            stack.append([])
        elif kind == "LIST":
            stack.append(pop_to_mark())
        elif kind == "EMPTY_DICT":
            stack.append({})
        elif kind == "DICT":
            items = pop_to_mark()
            stack.append({})
            set_items(stack[-1], items)
        elif kind == "EMPTY_SET":
            stack.append(set())
        elif kind == "APPEND":
            item = pop()
            extend(_top(stack), [item])
        elif kind == "APPENDS":
            items = pop_to_mark()
            extend(_top(stack), items)
        elif kind == "SETITEM":
            item, key = pop(), pop()
            set_items(_top(stack), [key, item])
        elif kind == "SETITEMS":
            items = pop_to_mark()
            set_items(_top(stack), items)
        elif kind == "GLOBAL":
            stack.append(name(*value.split(" ", 1)))
        elif kind == "STACK_GLOBAL":
            attribute, module = pop(), pop()
            stack.append(name(module, attribute))
        elif kind in ("REDUCE", "NEWOBJ"):
            arguments, callee = pop(), pop()
            stack.append(call(callee, arguments))
        elif kind == "BUILD":
            state, target = pop(), _top(stack)
            if not isinstance(target, Passive):
                raise UnsafePickle(f"{where}: refused: a state for a {type(target).__name__}")
            target.set_state(state)
        elif kind == "BINPERSID" and persistent is not None:
            stack.append(persistent(pop()))
        elif kind == "POP":
            stack.pop()
        elif kind == "STOP":
            return pop()
        else:
            raise UnsafePickle(f"{where}: refused: the pickle uses the opcode {kind}, which no network needs")
    raise ValueError("no end")


def _top(stack: list) -> Any:
    if stack[-1] is _MARK:
        raise ValueError("a mark where a value belongs")
    return stack[-1]
