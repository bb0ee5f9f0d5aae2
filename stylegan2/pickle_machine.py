"""The pickle machine of learning/pickle_machine.py for networks: its errors are lines that name the file."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from image_generation.common.errors import UserError
from learning import pickle_machine
from learning.pickle_machine import Builders, Passive

__all__ = ["Builders", "DamagedPickle", "Passive", "UnsafePickle", "read_pickle"]


class UnsafePickle(UserError):
    """A pickle that asks for something other than the data which its reader expects."""


class DamagedPickle(UserError):
    """A pickle that is truncated, or no pickle at all."""


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
        return pickle_machine.read_pickle(stream, builders, persistent)
    except pickle_machine.ForeignPickle as error:
        raise UnsafePickle(f"{where}: refused: the pickle names {error}, which is no part of a network") from None
    except pickle_machine.UnsafePickle as error:
        raise UnsafePickle(f"{where}: refused: {error}") from None
    except pickle_machine.DamagedPickle as error:
        raise DamagedPickle(f"{where}: is truncated, damaged or no pickle ({error})") from None
