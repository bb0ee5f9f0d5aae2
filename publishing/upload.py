"""A repository on the Hugging Face Hub made, or brought up to date, with the files that are given."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from image_generation.common.errors import UserError
from image_generation.common.progress import amount, progress
from learning.hub import client

CARD = "README.md"
KEPT = {CARD, ".gitattributes"}  # of what a repository holds already
MOST_FILES = 100_000  # of a repository, as the Hub asks for
FILES_A_COMMIT = 500
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}/[A-Za-z0-9][A-Za-z0-9._-]{0,95}")


@dataclass(frozen=True, kw_only=True)
class PushSettings:
    """Where to push: kind is model or dataset; overwrite removes what the repository holds besides."""

    repo: str
    kind: str
    private: bool = False
    overwrite: bool = False


def check_name(repo: str) -> str:
    """USER/NAME, with or without hf: before it. Raises UserError (code 2)."""
    name = repo.removeprefix("hf:")
    if not _NAME.fullmatch(name) or "--" in name or ".." in name or name.endswith((".git", "-", ".")):
        raise UserError(f"--repo {repo}: is no USER/NAME of letters, digits, - _ and .", 2)
    return name


def push(files: Mapping[str, Path | bytes], settings: PushSettings) -> str:
    """Push files (path in the repository -> file or bytes); the commit. Raises UserError.

    What lies there with the same bytes is not sent again, so that an interrupted push resumes. The card comes with
    the last commit: a repository without one is not whole. Another's commit meanwhile is an error.
    """
    if len(files) > MOST_FILES:
        raise UserError(
            f"--repo {settings.repo}: {len(files):,} files, where the Hub wants {MOST_FILES:,} at most: render with "
            "--format webdataset",
            2,
        )
    hub = client.library()
    where, repo = f"--repo {settings.repo}", {"repo_id": settings.repo, "repo_type": settings.kind}
    with client.plain_errors(where):
        api = client.api()
        if client.token() is None:
            raise UserError(f"{where}: there is no token: set HF_TOKEN, or run: .venv/bin/hf auth login", 2)
        api.whoami()
        api.create_repo(**repo, private=settings.private or None, exist_ok=True)
        head = api.repo_info(**repo).sha
        # A repository without a commit, as just made, has no tree.
        there = {item.path for item in api.list_repo_tree(**repo, recursive=True) if hasattr(item, "blob_id")}
        stale = sorted(there - set(files) - KEPT)
        if stale and not settings.overwrite:
            raise UserError(
                f"{where}: holds {len(stale)} other files ({', '.join(stale[:3])}): give another name, or --overwrite, "
                "which removes them",
                2,
            )
        names = [*sorted(name for name in files if name != CARD), *(name for name in files if name == CARD)]
        parts = [names[start : start + FILES_A_COMMIT] for start in range(0, len(names), FILES_A_COMMIT)]
        hub.utils.get_session().timeout = client.COMMIT_SILENCE
        with progress(total=len(names), unit="files", desc=settings.repo, leave=False) as bar:
            for number, part in enumerate(parts, 1):
                operations: list[Any] = [hub.CommitOperationAdd(name, files[name]) for name in part]
                if number == len(parts):
                    operations += [hub.CommitOperationDelete(name) for name in stale]
                message = "Files" if len(parts) == 1 else f"Files ({number} of {len(parts)})"
                head = api.create_commit(
                    **repo, operations=operations, commit_message=message, parent_commit=head or None
                ).oid
                bar.update(len(part))
    return str(head)


def total(files: Mapping[str, Path | bytes]) -> str:
    """How much the files are, for people."""
    sizes = (len(file) if isinstance(file, bytes) else file.stat().st_size for file in files.values())
    return f"{len(files)} files, {amount(sum(sizes))}"


def write_folder(files: Mapping[str, Path | bytes], folder: str) -> None:
    """Write files into a new or empty folder, as they would be pushed. Raises UserError."""
    root = Path(folder)
    try:
        root.mkdir(parents=True, exist_ok=True)
        if any(root.iterdir()):
            raise UserError(f"--dry-run {folder}: is not empty: give a new folder", 2)
        for name, data in files.items():
            target = root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data if isinstance(data, bytes) else data.read_bytes())
    except OSError as error:
        raise UserError(f"--dry-run {folder}: cannot be written ({error.strerror})", 2) from None
