"""Read shader codes that people saved themselves: Shadertoy exports in JSON, twigl addresses and texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from downloads.code_folder import MODES, check_shader
from downloads.web import parse_json
from image_generation.common.errors import UserError
from image_generation.common.files import regular_bytes

TWIGL_ADDRESS = re.compile(r"https?://(?:www\.)?twigl\.app/?\?[^\s\"<>]+", re.I)
SHORT_LINK = re.compile(
    r"https?://(?:www\.)?(?:bit\.ly|t\.co|tinyurl\.com|goo\.gl|is\.gd|x\.gd|ow\.ly|buff\.ly|j\.mp|amzn\.to)/\w+",
    re.I,
)
TEXT_ENDINGS = {".txt", ".glsl", ".frag", ".fragment", ".fs", ".url", ".webloc", ".html", ".htm", ".md", ""}
LARGEST = 256 << 20


@dataclass(frozen=True)
class Found:
    """A shader of a file: a Shadertoy object, or a twigl text with its mode's number (None where nothing tells it)."""

    where: str
    shader: dict | None = None
    text: str = ""
    mode: int | None = None


@dataclass(frozen=True)
class Skipped:
    """Something that is no shader, and why."""

    where: str
    why: str


def read_import(place: Path) -> Iterator[Found | Skipped]:
    """All shaders of a file, or of a folder and the folders in it. Raises UserError (code 2) where it is not there."""
    if place.is_dir():
        files = sorted(path for path in place.rglob("*") if path.is_file() and not path.name.startswith("."))
    elif place.is_file():
        files = [place]
    else:
        raise UserError(f"--import {place}: is not there", 2)
    for path in files:
        if path.parent.name == "modes" and (path.parents[1] / "fragments" / path.name).is_file():
            continue  # the paper's twigl layout: fragments/NAME and modes/NAME
        yield from _read_file(path)


def _read_file(path: Path) -> Iterator[Found | Skipped]:
    where = str(path)
    try:
        if path.stat().st_size > LARGEST:
            yield Skipped(where, "is too large")
            return
        raw = regular_bytes(path, LARGEST)
    except OSError as error:
        yield Skipped(where, f"cannot be read ({error.strerror})")
        return
    if path.suffix.lower() == ".json" or raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        try:
            yield from saved_objects(parse_json(raw, where), where)
            return
        except ValueError as error:
            if path.suffix.lower() == ".json":
                yield Skipped(where, str(error).removeprefix(f"{where}: "))
                return
    if path.suffix.lower() not in TEXT_ENDINGS:
        yield Skipped(where, "is neither JSON nor a text of shaders")
        return
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield Skipped(where, "is not text")
        return
    yield from twigl_programs(text, path)


# ------------------------------------------------------------------ Shadertoy


def saved_objects(data: Any, where: str, depth: int = 0) -> Iterator[Found | Skipped]:
    """Shaders in JSON: one object, {"Shader": ...}, lists of them, {"shaders": [...]}; twigl's {"mode", "source"}."""
    if isinstance(data, list) and depth < 4:
        for number, item in enumerate(data, 1):
            yield from saved_objects(item, f"{where} #{number}", depth + 1)
    elif isinstance(data, dict) and "Error" in data and "renderpass" not in data:
        yield Skipped(where, f"is an error of Shadertoy's: {str(data['Error'])[:100]}")
    elif isinstance(data, dict) and "renderpass" not in data and depth < 4 and (inner := _inner(data)) is not None:
        yield from saved_objects(inner, where, depth + 1)
    elif isinstance(data, dict) and isinstance(data.get("source"), str) and "renderpass" not in data:
        mode = data.get("mode")
        known = int(mode) if isinstance(mode, int) and 0 <= mode < len(MODES) else None
        yield Found(where, text=data["source"], mode=known)
    else:
        try:
            yield Found(where, shader=check_shader(data))
        except ValueError as error:
            yield Skipped(where, str(error))


def _inner(data: dict) -> Any:
    for key in ("Shader", "shader", "shaders", "Shaders", "graphics"):
        if isinstance(data.get(key), (dict, list)):
            return data[key]
    return None


# ------------------------------------------------------------------ twigl


def twigl_programs(text: str, path: Path) -> Iterator[Found | Skipped]:
    """Programs of a text: each twigl address in it, or the text itself where it holds none."""
    addresses = [_balanced(address) for address in TWIGL_ADDRESS.findall(text.replace("&amp;", "&"))]
    for number, address in enumerate(addresses, 1):
        where = str(path) if len(addresses) == 1 else f"{path} #{number}"
        yield twigl_address(address, where)
    short = SHORT_LINK.findall(text)
    looks_like_code = ";" in text and re.search(r"[=({]", text) and not re.match(r"\s*<|\s*\[", text)
    if addresses or (short and not re.search(r"[;{}]", SHORT_LINK.sub("", text))):
        for link in short:
            yield Skipped(
                f"{path} {link}", "is a short link, which only its service can resolve: save the full address"
            )
    elif "\0" in text or not looks_like_code:
        yield Skipped(str(path), "holds no twigl address and no shader's text")
    else:
        yield Found(str(path), text=text, mode=_mode_beside(path))


def _balanced(address: str) -> str:
    """The address without the brackets that text such as (https://...) or [name](https://...) puts after it."""
    plain = unquote(address)
    surplus = plain.count(")") - plain.count("(")
    trailing = len(address) - len(address.rstrip(")"))
    return address[: len(address) - max(0, min(surplus, trailing))]


def twigl_address(address: str, where: str) -> Found | Skipped:
    """The program in an address such as https://twigl.app/?ol=true&mode=3&source=..."""
    values = dict(parse_qsl(urlsplit(address).query, keep_blank_values=True))
    source = values.get("source", "")
    if not source.strip():
        if "ss" in values or "ch" in values:
            return Skipped(where, "is a snapshot or a broadcast, whose text only twigl has: save the full address")
        return Skipped(where, "is a twigl address without a source")
    number = re.match(r"\s*\+?(\d{1,3})", values.get("mode", "0"))
    chosen = int(number[1]) if number else 0
    return Found(where, text=source, mode=chosen if chosen < len(MODES) else 0)


def _mode_beside(path: Path) -> int | None:
    """The mode's number: of fragments/NAME by modes/NAME (lines: flavour, ES 3.00, MRT), or of NAME.geek_300.glsl."""
    if path.parent.name == "fragments":
        try:
            lines = regular_bytes(path.parents[1] / "modes" / path.name, 10_000).decode("utf-8").split()
        except (OSError, UnicodeDecodeError):
            lines = []
        kind = "_mrt" if lines[2:3] == ["True"] else "_300" if lines[1:2] == ["True"] else ""
        if lines and f"{lines[0]}{kind}" in MODES:
            return MODES.index(f"{lines[0]}{kind}")
    for part in reversed(path.name.lower().split(".")[1:]):
        if part in MODES:
            return MODES.index(part)
    return None
