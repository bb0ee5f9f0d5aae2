"""huggingface_hub, an extra (requirements-hub.txt): imported where it is needed, its errors as one line each.

The token is the one of HF_TOKEN or of `hf auth login`; no flag takes it, and no message shows it.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from image_generation.common.errors import UserError

INSTALL = ".venv/bin/python -m pip install -r requirements-hub.txt"
SILENCE = 60.0  # seconds after which a connection without an answer has failed
COMMIT_SILENCE = 900.0  # the same while a commit of many files is made
HOME = "https://huggingface.co"


class Unreachable(UserError):
    """No connection to the Hub."""


def library() -> Any:
    """The module huggingface_hub. Raises UserError (code 2) where it is not installed."""
    try:
        # An extra: most users of this repository never name the Hub.
        import huggingface_hub
        from huggingface_hub import utils
    except ImportError:
        raise UserError(f"hf: huggingface_hub is not installed: {INSTALL}", 2) from None
    utils.disable_progress_bars()  # this repository's own show the progress, also in logs
    utils.logging.set_verbosity_error()
    utils.get_session().timeout = SILENCE
    return huggingface_hub


def endpoint() -> str:
    """Address of the Hub: HF_ENDPOINT, or huggingface.co."""
    return (os.environ.get("HF_ENDPOINT") or HOME).rstrip("/")


def api() -> Any:
    """A huggingface_hub.HfApi for the endpoint and the token in force. Raises UserError."""
    return library().HfApi(endpoint=endpoint(), token=token() or False)


def token() -> str | None:
    """The user's token, None where there is none."""
    return library().get_token()


def home() -> Path:
    """The folder for what comes from the Hub: image-programs in HF_HOME (default: ~/.cache/huggingface)."""
    base = os.environ.get("HF_HOME") or Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache") / "huggingface"
    return Path(base).expanduser() / "image-programs"


def hidden(text: str) -> str:
    """The text without the token."""
    secret = None
    with contextlib.suppress(Exception):  # a message must come out, whatever is wrong with the token's file
        secret = token()
    for known in (secret, (os.environ.get("HF_TOKEN") or "").strip()):
        if known:
            text = text.replace(known, "***")
    return text


@contextlib.contextmanager
def plain_errors(what: str) -> Iterator[None]:
    """Errors of huggingface_hub, and of the network below it, as a UserError that begins with `what`."""
    try:
        yield
    except (UserError, MemoryError):
        raise
    except Exception as error:  # its own, httpx's, malformed answers': all of them are the server's or the network's
        raise _plain(error, what) from None


def _plain(error: BaseException, what: str) -> UserError:
    if isinstance(error, RuntimeError) and error.__cause__ is not None:  # what its threads met while they uploaded
        return _plain(error.__cause__, what)
    names = {kind.__name__ for kind in type(error).__mro__}
    status = getattr(getattr(error, "response", None), "status_code", None)
    if "OfflineModeIsEnabled" in names:
        return Unreachable(f"{what}: HF_HUB_OFFLINE is set, and it is not in {home()}: unset it")
    if "LocalTokenNotFoundError" in names:
        return UserError(f"{what}: there is no token: set HF_TOKEN, or run: .venv/bin/hf auth login", 2)
    if "HFValidationError" in names:
        return UserError(f"{what}: is no name that the Hub takes: USER/NAME, of letters, digits, - _ and .", 2)
    if status == 401 and ("RepositoryNotFoundError" not in names or _message(error) == "bad token"):
        return UserError(f"{what}: the Hub refuses the token (HF_TOKEN, or that of hf auth login): get another one")
    if "GatedRepoError" in names:
        return UserError(f"{what}: is gated: accept its conditions on its page, and set HF_TOKEN")
    if "RepositoryNotFoundError" in names:
        return UserError(f"{what}: no such repository on {endpoint()}, or a private one that the token may not read", 2)
    if "RevisionNotFoundError" in names:
        return UserError(f"{what}: the repository has no such revision", 2)
    if "EntryNotFoundError" in names:
        return UserError(f"{what}: no such file in the repository", 2)
    if status == 403:
        return UserError(f"{what}: the token may not do this: one with the right to write is needed")
    if status == 412:
        return UserError(f"{what}: the repository has changed meanwhile: look at it, and run the command again")
    if status == 429:
        return UserError(f"{what}: the Hub asks for a pause (429): try later")
    if status is not None:
        return UserError(f"{what}: the Hub answered {status}{_told(error)}")
    network = any(
        (kind.__module__ or "").split(".")[0].startswith(("httpx", "httpcore")) for kind in type(error).__mro__
    )
    if network or isinstance(error, ConnectionError | TimeoutError):
        reason = hidden(str(error))[:120] or type(error).__name__
        return Unreachable(f"{what}: {endpoint()} cannot be reached ({reason})")
    if isinstance(error, OSError) and error.strerror:
        return UserError(f"{what}: {error.filename or home()}: {error.strerror}")
    return UserError(f"{what}: the Hub's answer is not as expected ({type(error).__name__}{_told(error)})")


def _message(error: BaseException) -> str:
    told = getattr(getattr(error, "response", None), "headers", {}).get("X-Error-Message", "")
    return "bad token" if "credentials" in told.lower() else told


def _told(error: BaseException) -> str:
    text = " ".join(hidden(str(getattr(error, "server_message", None) or error)).split())[:200]
    return f": {text}" if text else ""
