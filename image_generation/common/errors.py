"""The error that a user can repair, and how a script ends."""

from __future__ import annotations


class UserError(Exception):
    """Something that the user can repair: one line, and the exit code (2 wrong arguments, 1 a failed run)."""

    def __init__(self, message: str, code: int = 1):
        super().__init__(" ".join(str(message).split()))
        self.code = code
