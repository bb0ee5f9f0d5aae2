"""Addresses of the Hugging Face Hub, hf:USER/NAME[/PATH][@REVISION], where a checkpoint or a folder may be named."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace

from image_generation.common.errors import UserError
from image_generation.common.files import split_paths

PREFIX = "hf:"
COMMIT = re.compile(r"[0-9a-f]{40}")
_WORD = r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}"
_ADDRESS = re.compile(rf"hf:(?P<repo>{_WORD}/{_WORD})(?P<path>(?:/[^/@\\\x00-\x1f]+)*)/?(?:@(?P<revision>[^@\s\\]+))?")


@dataclass(frozen=True)
class HubAddress:
    """A repository, what is meant in it ('' for all of it), and its revision (a branch, a tag or a commit)."""

    repo: str
    path: str = ""
    revision: str = "main"

    def __str__(self) -> str:
        inside = f"/{self.path}" if self.path else ""
        return f"{PREFIX}{self.repo}{inside}{'' if self.revision == 'main' else '@' + self.revision}"

    def at(self, commit: str) -> HubAddress:
        """The same at a commit."""
        return replace(self, revision=commit)


def is_hub(text: str | os.PathLike) -> bool:
    """Whether an argument names the Hub; hf://... is fsspec's own protocol, which this is not."""
    name = os.fspath(text)
    return name.startswith(PREFIX) and not name.startswith("hf://")


def parse(text: str | os.PathLike, flag: str = "") -> HubAddress:
    """The address that a text is. Raises UserError (code 2) where it is none."""
    match = _ADDRESS.fullmatch(os.fspath(text))
    parts = match["path"].split("/") if match else []
    if match is None or ".." in parts or "." in parts or ".." in (match["revision"] or ""):
        raise UserError(f"{flag} {os.fspath(text)}: is no hf:USER/NAME, hf:USER/NAME/PATH or ...@REVISION".strip(), 2)
    return HubAddress(match["repo"], match["path"].strip("/"), match["revision"] or "main")


def split_addresses(text: str) -> list[str]:
    """The parts of A:B:C, where a part that begins with hf: keeps its colon."""
    parts: list[str] = []
    for part in split_paths(text):
        if parts and parts[-1] == PREFIX[:-1]:
            parts[-1] = f"{PREFIX}{part}"
        else:
            parts.append(part)
    return parts
