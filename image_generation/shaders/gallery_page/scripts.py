"""Values as .js files, which a page may load from a disk (JSON files it may not), without anything being executed."""

from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path
from typing import Any


def write_table(path: Path, value: Any) -> None:
    """Write a call galleryData('JSON'): the page parses the text, no part of it is code."""
    text = _json(value).replace("\\", "\\\\").replace("'", "\\'").replace("<", "\\u003c")
    path.write_text(f"galleryData('{text}');\n", encoding="ascii")


def write_part(root: Path, name: str, value: Any) -> None:
    """Write root/NAME.js, a call galleryPart("NAME", "base64 of gzip of JSON"); the page loads it when it is needed."""
    packed = base64.b64encode(gzip.compress(_json(value).encode(), 6, mtime=0)).decode()
    path = root / f"{name}.js"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f'galleryPart("{name}", "{packed}");\n', encoding="ascii")


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), allow_nan=False)
