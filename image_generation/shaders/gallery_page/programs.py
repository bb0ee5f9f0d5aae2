"""Programs -> their table, what the page searches and shows at once, and their parts: source and live preview."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from image_generation.shaders.checking.worker import Row
from image_generation.shaders.gallery_page.previews import Previews, no_preview
from image_generation.shaders.gallery_page.scripts import write_part
from image_generation.shaders.programs.program import Program, ProgramError
from image_generation.shaders.programs.text import decode, header, is_json, read_json, tags
from image_generation.shaders.sources import Source

PART_SIZE = 32  # programs whose texts share a file
MAX_SOURCE = 300_000  # characters of a source that are shown
UNTAGGED = "untagged"
_MAX_TAGS, _MAX_TAG, _MAX_TITLE, _MAX_DESCRIPTION = 40, 60, 200, 2000


class Words:
    """Numbers for words that many entries share; `known` are the words in the order of their numbers."""

    def __init__(self):
        self._numbers: dict[str, int] = {}

    def __call__(self, word: str) -> int:
        return self._numbers.setdefault(word, len(self._numbers))

    @property
    def known(self) -> list[str]:
        return list(self._numbers)


class ProgramTable:
    """Collects programs one by one; their texts go into root/programs/ as they come, `columns` is the table.

    words   of the tags
    """

    def __init__(self, root: Path, previews: Previews, words: Words):
        self.root, self.previews, self.words = root, previews, words
        self.dialects, self.reasons = Words(), Words()
        self.reasons("")
        self.columns: dict[str, list] = {
            key: [] for key in ("name", "title", "description", "tags", "dialect", "passes", "path", "noPreview")
        }
        self._part: list[dict[str, Any]] = []

    def __len__(self) -> int:
        return len(self.columns["name"])

    def add(self, source: Source, text: bytes, program: Program | None, problem: str = "", dialect: str = "") -> None:
        """Add a program; program: None where there is none to preview: `problem` says why, `dialect` what it is."""
        try:
            shown = readable(decode(source.for_readers(text))) if text else ""
        except ProgramError as error:
            shown, problem = "", problem or str(error)
        about = header(shown) if program is None else {}
        title = about.get("title", "") if program is None else program.name
        description = about.get("description", "") if program is None else program.description
        own_tags = tags(about.get("tags", "")) if program is None else program.tags
        part: dict[str, Any] = {"source": shown[:MAX_SOURCE], "cut": max(0, len(shown) - MAX_SOURCE)}
        reason = problem if program is None else no_preview(program)
        if program is not None and not reason:
            try:
                part["preview"] = self.previews.make(program)
            except ProgramError as error:
                reason = str(error)
        values = {
            "name": source.name,
            "title": "" if title == source.name else title[:_MAX_TITLE],
            "description": description[:_MAX_DESCRIPTION],
            "tags": self._tags(own_tags),
            "dialect": self.dialects(program.dialect if program else dialect),
            "passes": len(program.passes) if program else 0,
            "path": source.origin,
            "noPreview": self.reasons(reason[:500]),
        }
        for key, value in values.items():
            self.columns[key].append(value)
        self._part.append(part)
        if len(self._part) == PART_SIZE:
            self._write_part()

    def _tags(self, own: Sequence[str]) -> list[int]:
        wanted = [tag.strip()[:_MAX_TAG] for tag in own if tag.strip()][:_MAX_TAGS]
        return list(dict.fromkeys(self.words(tag) for tag in wanted or [UNTAGGED]))

    def _write_part(self) -> None:
        write_part(self.root, f"programs/{(len(self) - 1) // PART_SIZE:04d}", self._part)
        self._part = []

    def finish(self) -> dict[str, Any]:
        """Write the last part; the table with its words."""
        if self._part:
            self._write_part()
        return {**self.columns, "dialects": self.dialects.known, "reasons": self.reasons.known, "partSize": PART_SIZE}


def readable(text: str) -> str:
    """A source as a person reads it: of JSON, the shader texts in it with the names of their passes."""
    if not is_json(text):
        return text
    try:
        value = read_json(text)
    except ProgramError:
        return text
    found: list[str] = []
    _collect(value, found)
    return "\n\n".join(found) or text


def _collect(value: Any, found: list[str], depth: int = 0) -> None:
    if depth > 6:
        return
    if isinstance(value, dict):
        for key in ("code", "source"):
            if isinstance(value.get(key), str) and "\n" not in str(value.get("name", "")):
                name = str(value.get("name") or value.get("type") or "")
                found.append(f"// ---- {name} ----\n{value[key]}" if name else value[key])
                return
        for item in value.values():
            _collect(item, found, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _collect(item, found, depth + 1)


def measured_columns(rows: Sequence[Row], slots: Sequence[int]) -> dict[str, Any]:
    """The columns that measuring gives: status, message (of those that are not ok), figures, slot of the thumbnail."""
    statuses = Words()
    statuses("ok")

    def figure(name: str) -> list[float | None]:
        values = (getattr(row, name) for row in rows)
        return [None if value is None else round(value, 2) for value in values]

    return {
        "status": [statuses(row.status) for row in rows],
        "statuses": statuses.known,
        "message": {str(k): row.message for k, row in enumerate(rows) if row.status != "ok"},
        "cost": figure("frame_ms"),
        "compile": figure("compile_ms"),
        "contrast": figure("std"),
        "motion": figure("motion"),
        "channels": {str(k): row.channels for k, row in enumerate(rows) if row.channels},
        "slot": list(slots),
    }
