"""The thread that renders for a ShaderImages: readers in any process ask it for an epoch and get a ring to read from.

A DataLoader tells nobody in the process that made a data set when its processes begin to read: they say so themselves,
over one socket that forked and spawned processes inherit, each with a socket of its own for the answer.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import select
import socket
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from image_generation.common.errors import UserError, printable
from image_generation.processes.ring import Ring, require_inheritance, running_since
from image_generation.shaders.live.dataset import LiveDataset

_LETTER_BYTES = 1 << 16
_CLOSE_ON_EXEC = getattr(socket, "MSG_CMSG_CLOEXEC", 0)
_LOOK_SECONDS = 1.0  # between two looks at whether the owner is still there
JOIN_SECONDS = 5.0
ENDED = "rendering was ended: the data set was closed, or its process has ended"
LOG = logging.getLogger("image_generation")

Make = Callable[[int, int, frozenset[str], Callable[[str, str], None]], LiveDataset]


@dataclass(frozen=True)
class Reader:
    """Who reads: loading process `worker` of `workers`; key: the same for all that read the same epoch together."""

    worker: int
    workers: int
    key: str


@dataclass
class _Reading:
    """An epoch that is being read: by whom, from which ring."""

    reader: Reader
    epoch: int
    joined: dict[int, socket.socket] = field(default_factory=dict)

    def has_room_for(self, reader: Reader) -> bool:
        return (
            (reader.workers, reader.key) == (self.reader.workers, self.reader.key)
            and reader.worker not in self.joined
        )  # fmt: skip


class Service:
    """In the process that made it: the thread, and what it renders with. Elsewhere: the socket by which to ask it.

    make     (rank, world, names of programs to exclude, what to call with each that is found) -> LiveDataset
    share    () -> (rank, world) of this process, asked when an epoch begins
    Renders from the first request on. Each request of a reader that has its epoch already begins the next epoch.
    """

    def __init__(self, make: Make, share: Callable[[], tuple[int, int]]):
        require_inheritance()
        letters, inbox = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.address = Address(letters, os.getpid(), running_since(os.getpid()))
        self._state = _State(make, share)
        self._thread = threading.Thread(target=_serve, args=(inbox, self._state), name="live images", daemon=True)
        self._thread.start()
        # The thread does not know this object, so that the last reference to it is its user's.
        weakref.finalize(self, _end, self.address, self._thread)

    def set_epoch(self, epoch: int) -> None:
        """The next epoch that is begun is this one."""
        self._state.next_epoch = epoch

    def excluded(self) -> dict[str, str]:
        """What was excluded so far: name -> reason."""
        return dict(self._state.excluded)

    def close(self) -> None:
        """End the render processes; the next request starts new ones."""
        if os.getpid() == self.address.owner and self._thread.is_alive():
            with Answer(self.address, {"do": "close"}) as answer:
                answer.wait()


def _end(address: Address, thread: threading.Thread) -> None:
    """End the thread and its render processes; nothing in a forked process, whose parent still needs them."""
    if os.getpid() != address.owner:
        return
    with contextlib.suppress(OSError):
        address.letters.send(b'{"do": "end"}')
    # Garbage is collected in any thread, perhaps one that the other waits for.
    if threading.current_thread() is threading.main_thread():
        thread.join(JOIN_SECONDS)


@dataclass(frozen=True)
class Address:
    """Where to ask: the socket, and the process that answers, with when it was started."""

    letters: socket.socket
    owner: int
    since: str

    def check(self) -> None:
        """Raises UserError where the process is gone."""
        if running_since(self.owner) != self.since:
            raise UserError("the process that renders is gone")

    def send(self, request: dict[str, Any], descriptor: int) -> None:
        """Send a request, and a descriptor for the answer."""
        letter = json.dumps(request).encode()
        self.letters.settimeout(_LOOK_SECONDS)  # what is not read by a dead process may fill it
        while True:
            try:
                socket.send_fds(self.letters, [letter], [descriptor])
                return
            except TimeoutError:
                self.check()
            except OSError:
                raise UserError("the process that renders is gone") from None


class Answer:
    """A request on its way, and the answer to it: as a context, which lets the connection go at its end.

    Raises UserError where the process that renders is gone.
    """

    def __init__(self, address: Address, request: dict[str, Any]):
        self._address = address
        self._socket, other = socket.socketpair()
        with other:
            address.send(request, other.fileno())

    def wait(self) -> tuple[dict[str, Any], list[int]]:
        """(what was answered, descriptors that came with it); raises UserError with what went wrong there."""
        while not select.select([self._socket], [], [], _LOOK_SECONDS)[0]:
            self._address.check()
        data, descriptors, *_ = socket.recv_fds(self._socket, _LETTER_BYTES, 1, _CLOSE_ON_EXEC)
        if not data:
            raise UserError(ENDED)
        answer = json.loads(data)
        if "error" in answer:
            raise UserError(answer["error"], answer["code"])
        return answer, list(descriptors)

    def superseded(self) -> bool:
        """Whether another epoch was begun since; raises UserError where rendering was ended instead."""
        if not select.select([self._socket], [], [], 0)[0]:
            return False
        if self._socket.recv(1, socket.MSG_PEEK) == b"":
            raise UserError(ENDED)
        return True

    def __enter__(self) -> Answer:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()


class _State:
    """What the thread works on."""

    def __init__(self, make: Make, share: Callable[[], tuple[int, int]]):
        self.make, self.share = make, share
        self.next_epoch = 0
        self.excluded: dict[str, str] = {}
        self.live: LiveDataset | None = None
        self.reading: _Reading | None = None

    def begin(self, reader: Reader) -> None:
        """Begin the next epoch: from the ring that is being filled, where it comes next there."""
        epoch, (rank, world) = self.next_epoch, self.share()
        live = self.live
        if live is None or (live.share.rank, live.share.world) != (rank, world) or not live.follows(epoch):
            # A ring of its own: readers of the epoch before may still be at theirs.
            self._let_go()
            self.close()
            live = self.make(rank, world, frozenset(self.excluded), self.exclude)
            if len(self.excluded) >= len(live.classes):
                last = list(self.excluded.items())[-1]
                raise UserError(f"no program is left that can be drawn: {': '.join(last)}")
            live.prepare(epoch * live.share.blocks_per_epoch)
            live.start()
            self.live = live
        live.ring.epoch = epoch
        self._let_go()
        self.reading, self.next_epoch = _Reading(reader, epoch), epoch + 1

    def exclude(self, name: str, reason: str) -> None:
        """Note a program that is left out from now on."""
        self.excluded[name] = reason
        LOG.warning("excluded: %s: %s", printable(name), printable(reason))

    def _let_go(self) -> None:
        """Tell who still reads that another epoch is begun."""
        if self.reading is not None:
            for connection in self.reading.joined.values():
                with contextlib.suppress(OSError):
                    connection.send(b"!")
        self._hang_up()

    def _hang_up(self) -> None:
        if self.reading is not None:
            for connection in self.reading.joined.values():
                connection.close()
            self.reading = None

    def close(self) -> None:
        """End the render processes and let the ring go."""
        self._hang_up()
        if self.live is not None:
            self.live.close()
            self.live = None

    def join(self, reader: Reader, connection: socket.socket) -> None:
        """Answer a reader with its epoch, its share of it, and the ring."""
        if self.reading is None or not self.reading.has_room_for(reader):
            self.begin(reader)
        assert self.reading is not None and self.live is not None
        ring, share = self.live.ring, self.live.share
        answer = {"epoch": self.reading.epoch, "images": share.per_epoch, "ring": ring.ticket}
        socket.send_fds(connection, [json.dumps(answer).encode()], [ring.descriptor])
        self.reading.joined[reader.worker] = connection.dup()


def _serve(inbox: socket.socket, state: _State) -> None:
    with inbox:
        while True:
            data, descriptors, *_ = socket.recv_fds(inbox, _LETTER_BYTES, 1, _CLOSE_ON_EXEC)
            request = json.loads(data)
            if request["do"] == "end":
                break
            with socket.socket(fileno=descriptors[0]) as connection:
                try:
                    if request["do"] == "close":
                        state.close()
                        connection.send(b"{}")
                    else:
                        state.join(Reader(request["worker"], request["workers"], request["key"]), connection)
                except (BrokenPipeError, ConnectionResetError):
                    pass  # who asked has ended meanwhile
                except Exception as error:
                    told = str(error) if isinstance(error, UserError) else f"{type(error).__name__}: {error}"
                    code = error.code if isinstance(error, UserError) else 1
                    with contextlib.suppress(OSError):
                        connection.send(json.dumps({"error": told, "code": code}).encode())
        state.close()


def open_ring(answer: dict[str, Any], descriptors: list[int]) -> Ring:
    """The ring of an answer to a reader."""
    return Ring.attach(descriptors[0], answer["ring"])
