"""Whose programs drew a dataset, under which licence, and whether pictures of them may be published.

A program of this repository (bundled or composed) has its licence. For any other the licence is looked for in the
comments of its text, in the index.csv that the download scripts write beside codes, and in a LICENSE file of the
folder that was given as SHADERS. What states none, or forbids commercial use or changes, is not free.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from image_generation.common.errors import UserError
from image_generation.common.files import read_regular
from image_generation.shaders.painters import MODEL
from image_generation.shaders.programs.program import ProgramError
from image_generation.shaders.programs.text import decode
from image_generation.shaders.sources import BUNDLED, MAX_SOURCE_BYTES, Source

OWN = "MIT (this repository)"
UNKNOWN = "unknown"
SHADERTOY = "none stated: Shadertoy's default, CC BY-NC-SA 3.0"
_FILES = re.compile(r"(licen[cs]e|copying|unlicense)(\.(md|txt|rst))?", re.I)
_LARGEST = 64 << 20  # bytes of an index.csv
_WORDS = re.compile(
    r"licen[cs]e|\bCC0\b|\bCC[- ]BY|creative ?commons|public domain|copyright|all rights|©|\bMIT\b|"
    r"commercial|(?:use|purposes?) only\b",
    re.I,
)
_HEAD = re.compile(r"\s+|//[^\n]*|/\*.*?(?:\*/|\Z)|#[^\n]*|precision\b[^;]*;", re.S)
_CAUSES = r"(?:personal|private|educational?|academic|research|studying|learning|non-?profit)"
# Of texts that allow it (the Unlicense, CC0), which would read as bans.
_EITHER = re.compile(
    r"\bcommercial (?:or|and) non-?\s?commercial|\bnon-?\s?commercial (?:or|and) commercial|"
    r"\b(?:without limitation|not limited to),? commercial",
    re.I,
)
# Those that forbid come first: a text that names two licences is taken at the stricter.
_FORBIDDING = (
    ("CC BY-NC-ND", r"\bby[- ]nc[- ]nd|non-?\s?commercial\W+no\s?deriv"),
    ("CC BY-NC-SA", r"\bby[- ]nc[- ]sa|non-?\s?commercial\W+share"),
    ("CC BY-NC", r"\bby[- ]nc\b|non-?\s?commercial"),
    ("CC BY-ND", r"\bby[- ]nd\b|no\s?derivati"),
    ("no commercial use", r"\b(?:no|not|never|cannot|\w+n['’]t)\b[^.,;!?]{0,40}\bcommercial"),
    ("no commercial use", r"\b(?:no|not|never|cannot|\w+n['’]t)\b[^.;!?]{0,40}\b(?:sell|sold|sale|nft)"),
    ("no commercial use", r"\bcommercial[^.;!?]{0,30}\b(?:not\b|never|prohibited|forbidden|ask\b|contact)"),
    ("no commercial use", r"\bcommercial[^.;!?]{0,30}(?<!no )(?<!without )\bpermission"),
    ("no commercial use", rf"\b{_CAUSES}\b[^.,;!?]{{0,40}}\bonly\b"),
    ("no commercial use", rf"\bonly for (?:\w+ ){{0,2}}{_CAUSES}\b"),
    ("no commercial use", rf"\bonly\b[^.;!?]{{0,40}}\b{_CAUSES}\W+(?:use|purpose)"),
    ("all rights reserved", r"all rights reserved(?!.{0,80}redistribution and use)"),
)
_FREE = (
    ("CC0", r"\bCC0\b|creative commons zero|public domain|\bunlicen[cs]e\b|do what(?:ever)? (?:the f\w+ )?you want"),
    ("MIT", r"(?-i:\bMIT\b)|permission is hereby granted, free of charge"),
    ("Apache-2.0", r"\bapache\b"),
    ("BSD", r"\bBSD\b|redistribution and use in source and binary forms"),
    ("ISC", r"(?-i:\bISC\b)"),
    ("zlib", r"\bzlib\b"),
    ("BSL-1.0", r"boost software licen"),
    ("MPL-2.0", r"\bMPL\b|mozilla public"),
    ("AGPL", r"\bAGPL\b|affero"),
    ("LGPL", r"\bLGPL\b|lesser general public"),
    ("GPL", r"\bGPL\b|general public licen"),
    ("CC BY-SA", r"\bCC[- ]BY[- ]SA|attribution\W+share\s?alike"),
    ("CC BY", r"\bCC[- ]BY\b|creative ?commons attribution"),
)


@dataclass(frozen=True)
class Right:
    """What is known of a program: name and origin as in programs.csv, author ('' where nothing names one).

    licence   its name, or what is known in place of one; found: where that stands
    free      whether pictures of it may be published without asking
    own       whether it is this repository's
    """

    name: str
    origin: str
    licence: str
    free: bool
    found: str
    author: str = ""
    own: bool = False


def named_licence(text: str) -> tuple[str, bool] | None:
    """(name, whether it is free) of the licence that a text speaks of; None where it names none that is known."""
    plain = _EITHER.sub(" ", " ".join(text.split()))
    for names, free in ((_FORBIDDING, False), (_FREE, True)):
        for name, pattern in names:
            if re.search(pattern, plain, re.I):
                return name, free
    return None


def rights_of(programs: Sequence[tuple[str, str, str]], shaders: Sequence[str]) -> list[Right]:
    """What is known of each program of a dataset.

    programs   (name, origin, SHA-1 of the text, '' where it was not drawn) as programs.csv has them
    shaders    the SHADERS arguments that the dataset was drawn from
    """
    own = _bundled_texts()
    return [_right(name, origin, sha1, own, shaders) for name, origin, sha1 in programs]


def _right(name: str, origin: str, sha1: str, own: frozenset[str], shaders: Sequence[str]) -> Right:
    if sha1 in own or computed(origin) or (not sha1 and origin in _bundled_names()):
        return Right(name, origin, OWN, True, "this repository", own=True)
    if origin.startswith("folder:"):
        return Right(name, origin, UNKNOWN, False, "finished images, whose rights nothing states")
    path = Path(origin)
    try:
        text = read_regular(path, MAX_SOURCE_BYTES)
    except (UserError, ValueError):
        return Right(name, origin, UNKNOWN, False, "its file is no longer there")
    if sha1 and hashlib.sha1(text).hexdigest() != sha1:
        return Right(name, origin, UNKNOWN, False, "its file has changed since it was drawn")
    try:
        codes, author, from_shadertoy = _codes(text)
    except ProgramError as error:
        return Right(name, origin, UNKNOWN, False, f"its file {error}")
    index = _index_rows(str(path.parents[1] / "index.csv")) if len(path.parents) > 1 else {}
    row = index.get(path.stem, {})
    author = author or row.get("author", "")
    stated = "\n".join(_licence_lines(codes))
    known = named_licence(stated)
    if (
        known is not None and known[1]
    ):  # of the whole where it stands at the head, else perhaps of a function from elsewhere
        known = named_licence("\n".join(_licence_lines(map(_head, codes))))
    if known is not None:
        return Right(name, origin, *known, "stated in its text", author)
    if stated and not from_shadertoy:
        return Right(name, origin, f"{UNKNOWN} ({stated.splitlines()[0][:80]})", False, "stated in its text", author)
    listed = row.get("licence", "").removeprefix("stated: ")
    if listed and not stated and (known := named_licence(listed)) is not None:
        return Right(name, origin, *known, f"{path.parents[1].name}/index.csv", author)
    if from_shadertoy:
        return Right(name, origin, SHADERTOY, False, "no licence in its text", author)
    for folder in _folders(path, shaders):
        if (found := _licence_file(str(folder))) is not None:
            return Right(name, origin, *found, f"the licence file in {folder.name}", author)
    return Right(name, origin, UNKNOWN, False, "no licence in its text or its folder", author)


def computed(origin: str) -> bool:
    """Whether an origin names a composed program or an image model of this repository; no file is read for these."""
    return origin.startswith(MODEL) or Source("", origin).composed is not None


@cache
def _bundled_names() -> frozenset[str]:
    """Origins of the programs that ship; a user's own folder may be called bundled, too, so that texts decide."""
    return frozenset(f"bundled/{path.name}" for path in BUNDLED.glob("*.glsl"))


@cache
def _bundled_texts() -> frozenset[str]:
    return frozenset(hashlib.sha1(path.read_bytes()).hexdigest() for path in BUNDLED.glob("*.glsl"))


def _codes(text: bytes) -> tuple[list[str], str, bool]:
    """(the codes in a file, its author where it names one, whether it is an export of Shadertoy's)."""
    plain = decode(text)
    if plain.lstrip()[:1] in ("{", "["):
        try:
            data = json.loads(plain)
        except (ValueError, RecursionError):
            data = None
        data = data[0] if isinstance(data, list) and data else data
        data = data.get("Shader", data) if isinstance(data, dict) else None
        if isinstance(data, dict) and isinstance(data.get("renderpass"), list):
            codes = [one.get("code") for one in data["renderpass"] if isinstance(one, dict)]
            info = data.get("info")
            author = info.get("username") if isinstance(info, dict) else ""
            return [code for code in codes if isinstance(code, str)], str(author or "")[:100], True
        if isinstance(data, dict) and isinstance(data.get("source"), str):
            return [data["source"]], "", False
    return [plain], "", False


def _head(code: str) -> str:
    """What stands before the first statement of a text: comments, directives, precision."""
    at = 0
    while match := _HEAD.match(code, at):
        at = match.end()
    return code[:at]


def _licence_lines(codes: Iterable[str]) -> list[str]:
    """Comment lines that speak of a licence, each with the line after it, on which its words may go on."""
    found = []
    for code in codes:
        lines = []
        for comment in re.findall(r"//[^\n]*|/\*.*?(?:\*/|\Z)", code[:200_000], re.S):
            lines += [line.strip(" \t*/") for line in comment.splitlines()]
        for number, line in enumerate(lines):
            if _WORDS.search(line):
                found.append(" ".join(lines[number : number + 2])[:500])
        if len(found) > 200:
            break
    return found


@cache
def _index_rows(path: str) -> dict[str, dict[str, str]]:
    try:
        text = read_regular(path, _LARGEST).decode("utf-8", "replace")
        return {row["id"]: {k: v or "" for k, v in row.items() if k} for row in csv.DictReader(io.StringIO(text))}
    except (UserError, ValueError, KeyError, csv.Error):
        return {}


def _folders(path: Path, shaders: Sequence[str]) -> list[Path]:
    """The folders of a program's file, from its own up to the SHADERS folder that was given, never beyond that."""
    for given in map(Path, shaders):
        if given.is_dir() and path.resolve().is_relative_to(given.resolve()):
            inside = path.resolve().relative_to(given.resolve()).parents
            return [given.resolve() / folder for folder in inside]
    return [path.resolve().parent] if str(path) in shaders else []


@cache
def _licence_file(folder: str) -> tuple[str, bool] | None:
    try:
        names = sorted(path for path in Path(folder).iterdir() if _FILES.fullmatch(path.name))
    except OSError:
        return None
    for path in names:
        try:
            return named_licence(read_regular(path, 1 << 20).decode("utf-8", "replace")[:4000])
        except UserError:
            continue
    return None


def refusal(rights: Sequence[Right]) -> str:
    """One line that names the programs which are not free; '' where all are."""
    bound = [right for right in rights if not right.free]
    if not bound:
        return ""
    names = ", ".join(f"{right.name} ({right.licence})" for right in bound[:5])
    more = f" and {len(bound) - 5} more" if len(bound) > 5 else ""
    return (
        f"{len(bound)} of {len(rights)} programs do not allow it: {names}{more}; publish without them, or give "
        "--i-have-the-right where their authors allow it"
    )
