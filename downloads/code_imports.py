"""Read shader codes that people saved themselves: archives, Shadertoy's JSON, twigl addresses and texts."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from downloads.catalogue import SHADERTOY_ID
from downloads.code_archives import Parts, looks_packed, opened
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
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
MAIN_IMAGE = re.compile(r"\bvoid\s+mainImage\s*\(")
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


Beside = Callable[[str], bytes | None]  # what lies in a folder of this name instead: fragments/NAME -> modes/NAME


def read_import(place: Path) -> Iterator[Found | Skipped]:
    """All shaders of a file, an archive, or a folder and the folders in it.

    Raises UserError (code 2) where it is not there, and where it is an archive that cannot be read.
    """
    if place.is_dir():
        files = sorted(path for path in place.rglob("*") if path.is_file() and not path.name.startswith("."))
    elif place.is_file():
        files = [place]
    else:
        raise UserError(f"--import {place}: is not there", 2)
    for path in files:
        if not looks_packed(path):
            yield from _read_file(path)
            continue
        try:
            yield from read_archive(path)
        except UserError as error:
            if len(files) == 1:
                raise UserError(f"--import {error}", 2) from None
            yield Skipped(str(path), str(error).removeprefix(f"{path}: "))


def read_archive(path: Path) -> Iterator[Found | Skipped]:
    """All shaders of an archive, in the order of their names. Raises UserError."""
    with opened(path) as archive:
        for name, why in archive.left_out:
            yield Skipped(f"{path}: {name}", why)
        known = set(archive.names)
        for parts in archive.names:
            where = f"{path}: {'/'.join(parts)}"

            def beside(folder: str, parts: Parts = parts) -> bytes | None:
                other = _instead(parts, folder)
                try:
                    return archive.read(other) if other in known else None
                except UserError as error:
                    raise UserError(f"its {'/'.join(other or ())} {error}") from None

            if (other := _instead(parts, "fragments", "modes")) and other in known:
                continue
            if parts[-1].lower().endswith((".zip", ".gz", ".tar", ".tgz", ".7z", ".rar")):
                yield Skipped(where, "is an archive in an archive: unpack the outer one and give this one")
                continue
            try:
                yield from list(_shaders_of(archive.read(parts), where, parts, beside))
            except UserError as error:
                yield Skipped(where, str(error))


def _instead(parts: Parts, folder: str, named: str = "fragments") -> Parts | None:
    """The path with `folder` in the place of the last folder called `named`; None where there is none."""
    for k in range(len(parts) - 2, -1, -1):
        if parts[k] == named:
            return (*parts[:k], folder, *parts[k + 1 :])
    return None


def _read_file(path: Path) -> Iterator[Found | Skipped]:
    other = _instead(path.parts, "fragments", "modes")
    if other and Path(*other).is_file():
        return  # the paper's twigl layout: fragments/NAME and modes/NAME
    where = str(path)
    try:
        if path.stat().st_size > LARGEST:
            yield Skipped(where, "is too large")
            return
        raw = regular_bytes(path, LARGEST)
    except OSError as error:
        yield Skipped(where, f"cannot be read ({error.strerror})")
        return

    def beside(folder: str) -> bytes | None:
        there = _instead(path.parts, folder)
        with contextlib.suppress(OSError):
            return regular_bytes(Path(*there), 10_000) if there else None
        return None

    yield from _shaders_of(raw, where, path.parts, beside)


def _shaders_of(raw: bytes, where: str, parts: Parts, beside: Beside) -> Iterator[Found | Skipped]:
    """The shaders in a file's bytes; parts: its path, of which only what it says of the text is used."""
    suffix = Path(parts[-1]).suffix.lower()
    raw = _utf8(raw) if raw.startswith(UTF_16) else raw
    if suffix == ".json" or raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        try:
            yield from saved_objects(parse_json(_utf8(raw), where), where)
            return
        except ValueError as error:
            if suffix == ".json":
                yield Skipped(where, str(error).removeprefix(f"{where}: "))
                return
    if suffix not in TEXT_ENDINGS:
        yield Skipped(where, "is neither JSON nor a text of shaders")
        return
    if b"\0" in raw[:1000]:
        yield Skipped(where, "is not text")
        return
    text = _utf8(raw).decode("utf-8-sig")
    if "shadertoy" in parts and SHADERTOY_ID.fullmatch(Path(parts[-1]).stem) and MAIN_IMAGE.search(text):
        # The paper's folder with a text in place of the site's JSON: the name is all that is known of it.
        one = {"inputs": [], "outputs": [{"id": 37, "channel": 0}], "code": text, "name": "Image", "type": "image"}
        yield Found(where, shader={"ver": "0.1", "info": {"id": Path(parts[-1]).stem}, "renderpass": [one]})
        return
    yield from twigl_programs(text, where, _mode_beside(parts[-1], beside))


def _utf8(raw: bytes) -> bytes:
    """A text as UTF-8: from UTF-16 with a byte order mark, from Latin-1 where it is no UTF-8, as dialects are read."""
    for encoding in ("utf-16",) if raw.startswith(UTF_16) else ("utf-8", "latin-1"):
        with contextlib.suppress(UnicodeDecodeError):
            return raw.decode(encoding).encode("utf-8", "replace")
    return raw.decode("latin-1").encode()


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


def twigl_programs(text: str, where: str, mode: int | None) -> Iterator[Found | Skipped]:
    """Programs of a text: each twigl address in it, or the text itself (in that mode) where it holds none."""
    addresses = [_balanced(address) for address in TWIGL_ADDRESS.findall(text.replace("&amp;", "&"))]
    for number, address in enumerate(addresses, 1):
        yield twigl_address(address, where if len(addresses) == 1 else f"{where} #{number}")
    short = SHORT_LINK.findall(text)
    looks_like_code = ";" in text and re.search(r"[=({]", text) and not re.match(r"\s*<|\s*\[", text)
    if addresses or (short and not re.search(r"[;{}]", SHORT_LINK.sub("", text))):
        for link in short:
            yield Skipped(
                f"{where} {link}", "is a short link, which only its service can resolve: save the full address"
            )
    elif "\0" in text or not looks_like_code:
        yield Skipped(where, "holds no twigl address and no shader's text")
    else:
        yield Found(where, text=text, mode=mode)


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


def _mode_beside(name: str, beside: Beside) -> int | None:
    """The mode's number: of fragments/NAME by modes/NAME (lines: flavour, ES 3.00, MRT), or of NAME.geek_300.glsl."""
    stated = beside("modes")
    if stated is not None:
        lines = stated[:1000].decode("utf-8", "replace").split()
        kind = "_mrt" if lines[2:3] == ["True"] else "_300" if lines[1:2] == ["True"] else ""
        if lines and f"{lines[0]}{kind}" in MODES:
            return MODES.index(f"{lines[0]}{kind}")
    for part in reversed(name.lower().split(".")[1:]):
        if part in MODES:
            return MODES.index(part)
    return None
