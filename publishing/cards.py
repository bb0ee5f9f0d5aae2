"""What the cards of datasets and encoders share: front matter, tables, a picture, where the code was."""

from __future__ import annotations

import importlib.metadata
import io
import re
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from PIL import Image

from image_generation.pictures import centre, resized

ROOT = Path(__file__).resolve().parents[1]
TITLE = "Procedural image programs"
TAGS = ["procedural-image-programs", "synthetic", "shaders"]
PICTURE = ".card/preview.png"  # hidden: it is none of the images
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|!~$&])")


def front_matter(values: dict[str, Any]) -> str:
    """The YAML block that the Hub reads at the top of a card."""
    return f"---\n{yaml.safe_dump(values, sort_keys=False, allow_unicode=True)}---\n"


def quoted(text: object) -> str:
    """Somebody else's text as Markdown shows it: one line, no markup, no links."""
    line = " ".join("".join(c if c.isprintable() else " " for c in str(text)).split())[:200]
    return _MARKUP.sub(r"\\\1", line)


def rows(columns: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    """A table in Markdown; cells are quoted."""
    head = f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}\n"
    return head + "".join(f"| {' | '.join(quoted(cell) for cell in line)} |\n" for line in lines)


def shown(value: Any) -> str:
    """A setting on one line; long lists cut."""
    if isinstance(value, list):
        few = " ".join(map(str, value[:6]))
        return few if len(value) <= 6 else f"{few} ... ({len(value)})"
    return str(value)


def settings_table(values: dict[str, Any]) -> str:
    """Settings as a table; those without a value are left out."""
    return rows(("setting", "value"), ((key, shown(one)) for key, one in values.items() if one not in (None, "", [])))


def code(text: str, language: str = "") -> str:
    """A block of code; what would end it early is taken out."""
    return f"```{language}\n{text.replace('```', '')}\n```\n"


def sheet(images: Iterable[np.ndarray], columns: int = 8, side: int = 96) -> bytes:
    """Images [h, w, 3], RGB, side by side as one PNG."""
    tiles = [resized(centre(image), side) for image in images]
    height = -(-len(tiles) // columns)
    paper = np.full((height * (side + 4) - 4, columns * (side + 4) - 4, 3), 24, np.uint8)
    for number, tile in enumerate(tiles):
        top, left = number // columns * (side + 4), number % columns * (side + 4)
        paper[top : top + side, left : left + side] = tile
    out = io.BytesIO()
    Image.fromarray(paper).save(out, "png", optimize=True)
    return out.getvalue()


def version() -> str:
    """Commit of this repository, with -dirty where files differ from it; 'unknown' outside of a clone."""
    try:
        done = subprocess.run(
            ["git", "describe", "--always", "--dirty", "--abbrev=40", "--exclude", "*"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
            timeout=20,
        )
    except (OSError, subprocess.SubprocessError):
        return "unknown"
    return done.stdout.strip() or "unknown"


def packages(names: Sequence[str]) -> str:
    """'numpy 2.4.6, ...' of those that are installed."""
    found = []
    for name in names:
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            continue
    return ", ".join(found)
