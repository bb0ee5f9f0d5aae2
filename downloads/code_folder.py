"""A folder of shader codes: OUTPUT/shadertoy/X/ID.fragment and OUTPUT/twigl/X/HASH.fragment, each with an index.csv.

X is the name's first character, the layout of the paper's own codes. A Shadertoy file is the API's JSON object
(info, renderpass); a twigl file is {"mode": its number on twigl, "source": its text}, or the text alone where the mode
is not known.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import time
from pathlib import Path
from typing import Any

from downloads.catalogue import SHADERTOY_ID
from downloads.files import write_whole
from downloads.progress import bar
from image_generation.common.files import regular_bytes

COLUMNS = ("id", "name", "author", "licence", "date", "tags", "passes")
DEFAULT_LICENCE = "none stated; Shadertoy's default is CC BY-NC-SA 3.0"
LICENCE_WORDS = re.compile(
    r"licen[cs]e|\bCC0\b|\bCC[- ]BY|creative ?commons|public domain|copyright|\(c\)|©|\bMIT\b|\bunlicen[cs]e",
    re.I,
)
# twigl's numbering of its modes: a flavour in GLSL ES 1.00, in 3.00, and with several render targets
MODES = [f"{flavour}{kind}" for kind in ("", "_300", "_mrt") for flavour in ("classic", "geek", "geeker", "geekest")]
MOST_TEXT = 4 << 20  # characters of one pass


def check_shader(shader: Any) -> dict:
    """The object if it is a Shadertoy shader with an identifier and text passes; else raises ValueError."""
    if not isinstance(shader, dict) or not isinstance(shader.get("info"), dict):
        raise ValueError("holds no shader (info and renderpass)")
    identifier = shader["info"].get("id")
    if not isinstance(identifier, str) or not SHADERTOY_ID.fullmatch(identifier):
        raise ValueError(f"has no proper identifier ({str(identifier)[:40]!r})")
    passes = shader.get("renderpass")
    if not isinstance(passes, list) or not passes:
        raise ValueError("has no passes")
    for one in passes:
        if not isinstance(one, dict) or not isinstance(one.get("code"), str) or len(one["code"]) > MOST_TEXT:
            raise ValueError("has a pass without text")
    return shader


class CodeFolder:
    """The codes of one source (shadertoy or twigl) below OUTPUT, with the index that names their authors."""

    def __init__(self, output: Path, source: str):
        self.folder, self.source = output / source, source
        self.folder.mkdir(parents=True, exist_ok=True)
        self.rows = self._read_index()
        self._changed = False

    def path(self, identifier: str) -> Path:
        """Where the code of an identifier lies."""
        return self.folder / identifier[0] / f"{identifier}.fragment"

    def holds(self, identifier: str) -> bool:
        """Whether the code lies here whole."""
        if self.source == "twigl":
            return self.path(identifier).is_file()
        return self._load(identifier) is not None

    def add_shader(self, shader: dict) -> None:
        """Store a checked Shadertoy object. Raises ValueError where the file system mixes up capitals."""
        identifier = shader["info"]["id"]
        self._store(identifier, json.dumps(shader, indent=1).encode())
        self.rows[identifier] = shader_row(shader)

    def add_twigl(self, text: str, mode: int | None, name: str) -> str:
        """Store a twigl text, named by its MD5; returns that name. mode: twigl's number of it, None where unknown."""
        content = text if mode is None else json.dumps({"mode": mode, "source": text}, indent=1)
        data = content.encode("utf-8", "replace")
        identifier = hashlib.md5(data, usedforsecurity=False).hexdigest()
        self._store(identifier, data)
        self.rows[identifier] = {
            "id": identifier,
            "name": clean(name),
            "author": "",
            "licence": stated_licence([text]) or "none stated; its author's",
            "date": "",
            "tags": "",
            "passes": "" if mode is None else MODES[mode],
        }
        return identifier

    def _store(self, identifier: str, data: bytes) -> None:
        path = self.path(identifier)
        path.parent.mkdir(exist_ok=True)
        self._changed = True
        if path.is_file() and path.read_bytes() == data:
            return
        if self.source == "shadertoy" and path.exists():
            other = self._load_any(path)
            if other is not None and other["info"]["id"] != identifier:
                raise ValueError(
                    f"{identifier}: this disk takes it for {other['info']['id']} (it does not tell capitals)"
                )
        write_whole(path, data)

    def _load_any(self, path: Path) -> dict | None:
        try:
            return check_shader(json.loads(regular_bytes(path)))
        except (OSError, ValueError, RecursionError):
            return None

    def _load(self, identifier: str) -> dict | None:
        shader = self._load_any(self.path(identifier))
        return shader if shader is not None and shader["info"]["id"] == identifier else None

    # -------------------------------------------------------------- index

    def _read_index(self) -> dict[str, dict[str, str]]:
        try:
            text = regular_bytes(self.folder / "index.csv").decode("utf-8")
            rows = list(csv.DictReader(io.StringIO(text, newline="")))
        except (OSError, UnicodeDecodeError, csv.Error):
            return {}  # repair_index makes it anew from the codes
        return {row["id"]: {column: row.get(column) or "" for column in COLUMNS} for row in rows if row.get("id")}

    def write_index(self) -> None:
        """Write index.csv, whole or not at all, if anything was added since."""
        if not self._changed and (self.folder / "index.csv").exists():
            return
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows[identifier] for identifier in sorted(self.rows))
        write_whole(self.folder / "index.csv", out.getvalue())
        self._changed = False

    def repair_index(self) -> None:
        """Add rows for Shadertoy files that a killed run stored before it could write the index; drop rows without."""
        stored = {path.stem: path for path in self.folder.glob("?/*.fragment")}
        lost = [identifier for identifier in self.rows if identifier not in stored]
        new = [identifier for identifier in sorted(stored) if identifier not in self.rows]
        for identifier in lost:
            del self.rows[identifier]
        if new and self.source == "shadertoy":
            with bar(len(new), "index", unit="files") as shown:
                for identifier in new:
                    shader = self._load(identifier) if SHADERTOY_ID.fullmatch(identifier) else None
                    if shader:
                        self.rows[identifier] = shader_row(shader)
                    shown.update(1)
        self._changed = self._changed or bool(lost or new)


# ------------------------------------------------------------------ what an index row says


def shader_row(shader: dict) -> dict[str, str]:
    """The index's row of a Shadertoy object; what is missing or of a wrong type stays empty."""
    info = shader["info"]
    tags = info.get("tags")
    return {
        "id": info["id"],
        "name": clean(info.get("name")),
        "author": clean(info.get("username")),
        "licence": stated_licence([one["code"] for one in shader["renderpass"]]) or DEFAULT_LICENCE,
        "date": day(info.get("date")),
        "tags": ";".join(clean(tag).replace(";", ",") for tag in tags) if isinstance(tags, list) else "",
        "passes": ";".join(clean(one.get("name") or one.get("type")) for one in shader["renderpass"]),
    }


def stated_licence(codes: list[str]) -> str:
    """The first comment line of the codes that speaks of a licence; '' where none does."""
    for code in codes:
        for comment in re.findall(r"//[^\n]*|/\*.*?(?:\*/|\Z)", code[:20000], re.S):
            for line in comment.splitlines():
                if LICENCE_WORDS.search(line):
                    return "stated: " + clean(line.strip(" \t*/"))
    return ""


def clean(value: Any) -> str:
    """A text of theirs as one short line without control characters."""
    if not isinstance(value, (str, int, float)):
        return ""
    line = " ".join(str(value).split())
    return "".join(letter for letter in line if letter.isprintable())[:200]


def day(value: Any) -> str:
    """Seconds since 1970 (a number or its text) as YYYY-MM-DD; '' where it is none."""
    try:
        return time.strftime("%Y-%m-%d", time.gmtime(int(value)))
    except (ValueError, TypeError, OverflowError, OSError):
        return ""
