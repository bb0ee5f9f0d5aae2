"""The error that a user can repair, and how a script ends."""

from __future__ import annotations

MOST_CHARACTERS = 2000  # of a line


def printable(text: str) -> str:
    """The text as a terminal may show it: control characters (and what reverses the direction of writing) as escapes.

    Names and messages often come out of files that somebody else made.
    """
    safe = "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in text)
    return safe if len(safe) <= MOST_CHARACTERS else f"{safe[:MOST_CHARACTERS]} ..."


class UserError(Exception):
    """Something that the user can repair: one printable line, and the exit code (2 wrong arguments, 1 a failed run)."""

    def __init__(self, message: str, code: int = 1):
        super().__init__(printable(" ".join(str(message).split())))
        self.code = code
