"""A pickle machine that builds data and calls nothing that the pickle names.

Python's own unpickler looks up any global that a pickle mentions and calls it. This one walks the same opcodes (as
the standard library's pickletools decodes them), but a global stays a name, and a call of it runs one of the few
functions that the reader passes in, on plain data. Whatever has no such function is refused by its name. Opcodes,
bytes and the size of numbers are bounded, keys of dictionaries are plain values (a nested tuple can take for ever to
hash), and check_plain bounds what anybody who walks, compares or prints the result has to look at.
"""

from __future__ import annotations

import argparse
import pickletools
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO, Any, BinaryIO, cast

MAX_OPCODES = 1_000_000  # a checkpoint of a ResNet-50 with its optimizer has about 30,000
MAX_PICKLE_BYTES = 64 << 20  # beside the tensors' bytes
MAX_NUMBER_BYTES = 16
MAX_VALUES = 2_000_000  # of a result, each counted as often as it is reached
MAX_DEPTH = 100


class UnsafePickle(Exception):
    """A pickle that asks for something other than the data which its reader expects."""


class ForeignPickle(UnsafePickle):
    """A pickle that names a class or function which its reader does not know: the text is the name."""


class DamagedPickle(Exception):
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


_DAMAGE = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    MemoryError,
    struct.error,
)
_MARK = object()
_CONSTANTS = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False}
_NUMBERS = ("INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4", "FLOAT", "BINFLOAT")
_TEXTS = ("UNICODE", "BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8")
_BYTES = ("BINBYTES", "SHORT_BINBYTES", "BINBYTES8", "BINSTRING", "SHORT_BINSTRING")
_VALUES = frozenset(_NUMBERS + _TEXTS + _BYTES)
_PUTS = frozenset(("PUT", "BINPUT", "LONG_BINPUT"))
_GETS = frozenset(("GET", "BINGET", "LONG_BINGET"))
_TUPLES = {"EMPTY_TUPLE": 0, "TUPLE1": 1, "TUPLE2": 2, "TUPLE3": 3}
_KEYS = (str, int, float, bool, type(None))

Builders = Mapping[tuple[str, str], Callable[..., Any]]


class Bounded:
    """A stream that gives at most MAX_PICKLE_BYTES to the pickles read from it."""

    def __init__(self, stream: BinaryIO):
        self.stream, self.left = stream, MAX_PICKLE_BYTES

    def _counted(self, data: bytes) -> bytes:
        self.left -= len(data)
        if self.left < 0:
            raise UnsafePickle(f"over {MAX_PICKLE_BYTES >> 20} MB of pickle beside the tensors")
        return data

    def read(self, n: int = -1) -> bytes:
        # One byte more than is left shows that there is more.
        return self._counted(self.stream.read(self.left + 1 if n < 0 else min(n, self.left + 1)))

    def readline(self) -> bytes:
        return self._counted(self.stream.readline(self.left + 1))

    def tell(self) -> int:
        return self.stream.tell()


def read_pickle(stream: Bounded | BinaryIO, builders: Builders, persistent: Callable[[Any], Any] | None = None) -> Any:
    """The object that the pickle at the stream's position describes; the stream is left behind its end.

    stream      Bounded, or bytes that are in memory already
    builders    {(module, name): function(*arguments) -> data}, for calls and for empty objects; also how a global
                that is used as a value is told from a refused one
    persistent  function(id) -> data, for pickles with persistent identifiers
    Raises UnsafePickle (naming the global or the opcode) and DamagedPickle.
    """
    try:
        return _Machine(builders, persistent).run(stream)
    except (UnsafePickle, DamagedPickle):
        raise
    except _DAMAGE as error:
        raise DamagedPickle(str(error)[:120] or type(error).__name__) from None


class _Machine:
    """The stack and the memo of one pickle."""

    def __init__(self, builders: Builders, persistent: Callable[[Any], Any] | None):
        self.builders, self.persistent = builders, persistent
        self.stack: list[Any] = []
        self.memo: dict[int, Any] = {}
        self.names: dict[tuple[str, str], Name] = {}

    def run(self, stream: Bounded | BinaryIO) -> Any:
        for number, (opcode, value, _) in enumerate(pickletools.genops(cast(IO[bytes], stream))):
            if number >= MAX_OPCODES:
                raise UnsafePickle(f"more than {MAX_OPCODES} opcodes")
            if opcode.name == "STOP":
                return self.pop()
            self.step(opcode.name, value)
        raise ValueError("no end")

    def step(self, kind: str, value: Any) -> None:
        stack, memo = self.stack, self.memo
        if kind in _VALUES:
            if type(value) is int and value.bit_length() > 8 * MAX_NUMBER_BYTES:
                raise UnsafePickle(f"a number of {value.bit_length()} bits")
            stack.append(value)
        elif kind in _PUTS:
            memo[int(value)] = self.top()
        elif kind == "MEMOIZE":
            memo[len(memo)] = self.top()
        elif kind in _GETS:
            stack.append(memo[int(value)])
        elif kind == "MARK":
            stack.append(_MARK)
        elif kind in _CONSTANTS:
            stack.append(_CONSTANTS[kind])
        elif kind in _TUPLES:
            stack.append(tuple(reversed([self.pop() for _ in range(_TUPLES[kind])])))
        elif kind in _EMPTY:
            stack.append(_EMPTY[kind]())
        elif kind in ("PROTO", "FRAME"):
            pass
        elif kind == "BINPERSID" and self.persistent is not None:
            stack.append(self.persistent(self.pop()))
        elif kind == "POP":
            stack.pop()
        elif kind in _HANDLERS:
            _HANDLERS[kind](self, value)
        else:
            raise UnsafePickle(f"the opcode {kind}, which neither checkpoints nor networks need")

    def top(self) -> Any:
        if self.stack[-1] is _MARK:
            raise ValueError("a mark where a value belongs")
        return self.stack[-1]

    def pop(self) -> Any:
        item = self.stack.pop()
        if item is _MARK:
            raise ValueError("a mark where a value belongs")
        return item

    def pop_to_mark(self) -> list[Any]:
        index = len(self.stack) - 1
        while self.stack[index] is not _MARK:
            index -= 1
            if index < 0:
                raise ValueError("no mark")
        items = self.stack[index + 1 :]
        del self.stack[index:]
        return items

    def name(self, module: Any, attribute: Any) -> None:
        if not isinstance(module, str) or not isinstance(attribute, str):
            raise ValueError("a global without a name")
        if (module, attribute) not in self.builders:
            raise ForeignPickle(f"{Name(module, attribute)}")
        self.stack.append(self.names.setdefault((module, attribute), Name(module, attribute)))

    def call(self) -> None:
        arguments, callee = self.pop(), self.pop()
        if not isinstance(callee, Name) or not isinstance(arguments, tuple):
            raise UnsafePickle("a call of something that is no known constructor")
        self.stack.append(self.builders[callee.module, callee.name](*arguments))

    def build(self) -> None:
        state, target = self.pop(), self.top()
        if not isinstance(target, Passive):
            raise UnsafePickle(f"a state for a {type(target).__name__}")
        target.set_state(state)

    def set_items(self, items: list[Any]) -> None:
        target = self.top()
        if not isinstance(target, dict):
            raise UnsafePickle(f"items for a {type(target).__name__}")
        for key, value in zip(items[::2], items[1::2], strict=True):
            if not isinstance(key, _KEYS):
                raise UnsafePickle(f"a {type(key).__name__} as the key of a dictionary")
            target[key] = value

    def extend(self, items: list[Any]) -> None:
        target = self.top()
        if type(target) is not list:
            raise UnsafePickle(f"elements for a {type(target).__name__}")
        target.extend(items)

    def append(self, items: Any) -> None:
        self.stack.append(items)

    def dictionary(self, items: list[Any]) -> None:
        self.stack.append({})
        self.set_items(items)


_EMPTY: dict[str, Callable[[], Any]] = {
    "EMPTY_LIST": list,
    "EMPTY_DICT": dict,
    "EMPTY_SET": list,
}  # lists: nothing is hashed
_HANDLERS: dict[str, Callable[[_Machine, Any], None]] = {
    "GLOBAL": lambda machine, value: machine.name(*value.split(" ", 1)),
    "STACK_GLOBAL": lambda machine, _: machine.name(*reversed((machine.pop(), machine.pop()))),
    "REDUCE": lambda machine, _: machine.call(),
    "NEWOBJ": lambda machine, _: machine.call(),
    "BUILD": lambda machine, _: machine.build(),
    "TUPLE": lambda machine, _: machine.append(tuple(machine.pop_to_mark())),
    "LIST": lambda machine, _: machine.append(machine.pop_to_mark()),
    "DICT": lambda machine, _: machine.dictionary(machine.pop_to_mark()),
    "APPEND": lambda machine, _: machine.extend([machine.pop()]),
    "APPENDS": lambda machine, _: machine.extend(machine.pop_to_mark()),
    "SETITEM": lambda machine, _: machine.set_items(list(reversed((machine.pop(), machine.pop())))),
    "SETITEMS": lambda machine, _: machine.set_items(machine.pop_to_mark()),
    "ADDITEMS": lambda machine, _: machine.extend(machine.pop_to_mark()),
    "FROZENSET": lambda machine, _: machine.append(machine.pop_to_mark()),
}


def check_plain(value: Any) -> None:
    """Raises UnsafePickle where a value is nested deeper than MAX_DEPTH (in itself, say), or where walking through it
    meets more than MAX_VALUES values: ten lists of ten times the list before are small in memory and endless to print.
    """
    waiting, seen = [(value, 0)], 0
    while waiting:
        item, depth = waiting.pop()
        inner = list(item.values()) if isinstance(item, dict) else item if isinstance(item, (list, tuple)) else ()
        if isinstance(item, argparse.Namespace):
            inner = list(vars(item).values())
        seen += len(inner) + 1
        if depth > MAX_DEPTH or seen > MAX_VALUES:
            raise UnsafePickle(f"values nested deeper than {MAX_DEPTH} or more than {MAX_VALUES} of them")
        waiting += [(value, depth + 1) for value in inner]
