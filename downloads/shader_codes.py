"""Import shader codes that were saved in a browser, or bring them by identifier from Shadertoy's public API.

    bash scripts/download/download_shader_codes.sh --import all_codes.zip export_all_public_shaders.json twigl.txt
    SHADERTOY_KEY=... bash scripts/download/download_shader_codes.sh shader_ids/shadertoy
    SHADERTOY_KEY=... bash scripts/download/download_shader_codes.sh --query raymarching --sort love --num 100

Codes go to OUTPUT/shadertoy/X/ID.fragment (OUTPUT/twigl/X/HASH.fragment), with their authors in index.csv, and render
with --shaders OUTPUT.
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
import csv
import hashlib
import io
import json
import os
import re
import time
from contextlib import closing
from itertools import chain
from pathlib import Path

from downloads.catalogue import SHADERTOY_ID
from downloads.code_folder import CodeFolder
from downloads.code_imports import Skipped, read_import
from downloads.files import make_folder, only_run_in, write_whole
from downloads.flags import ROOT, add_network_flags, retry_policy_of
from downloads.progress import bar, in_parallel
from downloads.shadertoy_api import BASE, BASE_VARIABLE, FILTERS, KEY_VARIABLE, SORTS, NoAccess, Shadertoy, Unavailable
from image_generation.common.cli import (
    OneLineParser,
    add_config,
    non_negative_int,
    parse_args_with_config,
    positive_float,
    positive_int,
    run_main,
)
from image_generation.common.errors import UserError, printable
from image_generation.common.files import regular_bytes
from image_generation.common.progress import say

NOTICE = (
    "Shader codes belong to their authors (Shadertoy's default licence: CC BY-NC-SA 3.0); index.csv names author and "
    "licence of each. The archive of the paper's codes is at its authors' (docs/downloads.md says where): --import "
    "takes it as it is. Programs that are free to use: --shaders bundled, --shaders composed:N"
)
MOST_NAMED = 50  # things skipped by an import
MOST_FAILURES = 5  # in a row, then the network or the server is taken to be down
INDEX_EVERY = 20.0  # seconds


# ------------------------------------------------------------------ identifiers


def read_identifiers(sources: list[str]) -> list[str]:
    """Identifiers of files (one a line, also as addresses or paths; # comments) or given as they are, each once.

    Lines that hold none are named on stderr. Raises UserError (code 2) where a file is not there or none is found.
    """
    found: dict[str, None] = {}
    for source in sources:
        if os.path.isfile(source):
            try:
                lines = regular_bytes(source).decode("utf-8-sig").splitlines()
            except (OSError, UnicodeDecodeError) as error:
                raise UserError(
                    f"{source}: cannot be read ({getattr(error, 'strerror', None) or 'not text'})", 2
                ) from None
            wrong = []
            for number, line in enumerate(lines, 1):
                word = line.partition("#")[0].strip()
                if identifier := _identifier(word):
                    found[identifier] = None
                elif word:
                    wrong.append(f"{number} ({word[:40]!a})")
            if wrong:
                more = f" and {len(wrong) - 5} more" if len(wrong) > 5 else ""
                say(f"{source}: no identifiers (6 letters and digits) in lines {', '.join(wrong[:5])}{more}; skipped")
        elif identifier := _identifier(source):
            found[identifier] = None
        else:
            raise UserError(f"{source!a}: is neither a file nor an identifier (6 letters and digits)", 2)
    if not found:
        raise UserError(f"{', '.join(sources)}: no identifiers found", 2)
    return list(found)


def _identifier(word: str) -> str | None:
    word = re.sub(r"^https?://(www\.)?shadertoy\.com/(view|embed)/|^.*/(?=[^/]*\.(fragment|mp4|json)$)", "", word)
    word = re.sub(r"\.(fragment|mp4|json)$|[?/].*$", "", word)
    return word if SHADERTOY_ID.fullmatch(word) else None


# ------------------------------------------------------------------ fetching


def fetch_codes(api: Shadertoy, identifiers: list[str], output: Path, jobs: int, again: bool) -> tuple[int, int, int]:
    """Fetch what is missing; returns numbers of stored, already there, and unavailable ones.

    Unavailable ones are noted in shadertoy/unavailable.csv and not asked for again, unless `again`.
    Raises UserError when Shadertoy or the network stop answering; what has come by then is kept.
    """
    folder = CodeFolder(output, "shadertoy")
    folder.repair_index()
    gone = _read_gone(folder.folder)
    missing, skipped = [], 0
    for identifier in identifiers:
        if folder.holds(identifier):
            continue
        if identifier in gone and not again:
            skipped += 1
        else:
            missing.append(identifier)
    there = len(identifiers) - len(missing) - skipped
    stored, refused, failures, last = 0, 0, 0, time.monotonic()
    try:
        results = in_parallel(jobs, api.shader, missing)
        with bar(len(missing), "codes", "codes") as shown, closing(results):
            for identifier, result in results:
                shown.update(1)
                if isinstance(result, dict):
                    try:
                        folder.add_shader(result)
                    except ValueError as error:
                        result = Unavailable(str(error))
                if isinstance(result, dict):
                    stored, failures = stored + 1, 0
                    gone.pop(identifier, None)
                elif isinstance(result, Unavailable):
                    refused, failures = refused + 1, 0
                    gone[identifier] = str(result)
                    say(f"{identifier}: not available ({result}; private, not 'public + API', or removed)")
                elif isinstance(result, UserError):
                    failures += 1
                    if isinstance(result, NoAccess) or failures >= min(MOST_FAILURES, len(missing)):
                        raise UserError(f"{result} ({stored} codes came before; the same command resumes)")
                    say(str(result))
                else:
                    raise result
                if time.monotonic() - last > INDEX_EVERY:
                    _save(folder, gone)
                    last = time.monotonic()
    finally:
        _save(folder, gone)
    left = len(missing) - stored - refused
    if left:
        raise UserError(f"{left} codes did not come; the same command tries them again ({stored} came)")
    return stored, there, refused + skipped


def _save(folder: CodeFolder, gone: dict[str, str]) -> None:
    folder.write_index()
    path = folder.folder / "unavailable.csv"
    if gone or path.exists():
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerows([("id", "reason"), *sorted(gone.items())])
        if not path.exists() or path.read_bytes() != out.getvalue().encode():
            write_whole(path, out.getvalue())


def _read_gone(folder: Path) -> dict[str, str]:
    try:
        rows = list(csv.reader(io.StringIO(regular_bytes(folder / "unavailable.csv").decode("utf-8"), newline="")))[1:]
        return {row[0]: row[1] for row in rows if len(row) == 2}
    except (OSError, UnicodeDecodeError, csv.Error):
        return {}


# ------------------------------------------------------------------ importing


def import_codes(places: list[Path], output: Path) -> tuple[int, int]:
    """Import files, archives and folders; returns numbers of stored codes and of things skipped (named on stderr).

    Of several texts with one identifier the first is taken.
    """
    folders: dict[str, CodeFolder] = {}
    before: dict[str, tuple[str, str]] = {}  # identifier -> digest of its text, where it stood
    stored = skipped = 0

    def skip(where: str, why: str) -> None:
        nonlocal skipped
        skipped += 1
        if skipped <= MOST_NAMED:
            say(f"{printable(where)}: {printable(why)}; skipped")
        elif skipped == MOST_NAMED + 1:
            say(f"more than {MOST_NAMED} things are skipped; further ones are counted, not named")

    try:
        with bar(None, "codes", "codes") as shown:
            for found in chain.from_iterable(read_import(place) for place in places):
                shown.update(1)
                if isinstance(found, Skipped):
                    skip(found.where, found.why)
                    continue
                source = "twigl" if found.shader is None else "shadertoy"
                if source not in folders:
                    folders[source] = CodeFolder(output, source)
                    folders[source].repair_index()
                if found.shader is None:
                    identifier = folders[source].add_twigl(found.text, found.mode, Path(found.where).name)
                    stored += identifier not in before
                    before.setdefault(identifier, ("", found.where))
                    continue
                identifier = found.shader["info"]["id"]
                digest = hashlib.sha256(json.dumps(found.shader, sort_keys=True).encode()).hexdigest()
                known = before.setdefault(identifier, (digest, found.where))
                if known[1] != found.where or known[0] != digest:
                    if known[0] != digest:
                        skip(found.where, f"is another text of {identifier} than that of {known[1]}, which is taken")
                    continue
                try:
                    folders[source].add_shader(found.shader)
                    stored += 1
                except ValueError as error:
                    skip(found.where, str(error))
    finally:
        for folder in folders.values():
            folder.write_index()
    return stored, skipped


# ------------------------------------------------------------------ command line


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = OneLineParser(
        prog="download_shader_codes.sh",
        description="Fetch shader codes by identifier from Shadertoy's public API, list identifiers, or import codes.",
        epilog=NOTICE,
    )
    group = parser.add_argument_group("codes")
    group.add_argument(
        "ids",
        nargs="*",
        default=[],
        metavar="FILE|ID",
        help="lists of identifiers (one a line), or identifiers",
    )
    group.add_argument(
        "--import",
        dest="imports",
        type=Path,
        nargs="+",
        metavar="PATH",
        help="the paper's archive (zip, tar.gz), Shadertoy's JSON saved in a browser, twigl addresses or texts; files "
        "or folders (default: none)",
    )
    group.add_argument("--output", type=Path, default=ROOT / "shader_codes", help="folder (default: shader_codes)")
    group.add_argument(
        "--key",
        help=f"Shadertoy's API key (default: that in the environment variable {KEY_VARIABLE}, which others cannot see)",
    )
    group.add_argument("--rate", type=positive_float, default=1.0, metavar="R", help="requests a second (default: 1)")
    group.add_argument("--retry-unavailable", action="store_true", help="ask again for those that were not available")
    group = parser.add_argument_group("listing identifiers (to standard output, one a line)")
    group.add_argument(
        "--query", metavar="TEXT", help="identifiers of shaders that fit a search; '' for all (default: none)"
    )
    group.add_argument("--sort", choices=SORTS, help="their order (default: the site's)")
    group.add_argument("--filter", choices=FILTERS, nargs="+", default=[], help="only such (default: all)")
    group.add_argument(
        "--from", dest="first", type=non_negative_int, default=0, metavar="N", help="skip the first N identifiers"
    )
    group.add_argument("--num", type=positive_int, metavar="N", help="list N identifiers at most (default: all)")
    add_network_flags(parser, BASE_VARIABLE, BASE, jobs=1)
    add_config(parser)
    args = parse_args_with_config(parser, argv)
    asked = [bool(args.ids), args.imports is not None, args.query is not None or args.sort is not None]
    if sum(asked) != 1:
        raise UserError(
            "give lists of identifiers (shader_ids/shadertoy, made by download_shader_ids.sh), or --import, "
            "or --query; see --help",
            2,
        )
    return args


def main(argv: list[str] | None = None) -> None:
    """Fetch, list or import, and say what came."""
    args = parse_args(argv)
    if args.imports is None:
        base = args.base_url or BASE
        api = Shadertoy(args.key or os.environ.get(KEY_VARIABLE), retry_policy_of(args), args.rate, base)
    if args.ids:
        identifiers = read_identifiers(args.ids)
        say(NOTICE)
        make_folder(args.output)
        with only_run_in(args.output):
            stored, there, gone = fetch_codes(api, identifiers, args.output, args.jobs, args.retry_unavailable)
        print(
            f"codes: {stored} downloaded, {there} there already, {gone} not available, in {args.output / 'shadertoy'}"
        )
    elif args.imports:
        say(NOTICE)
        with only_run_in(args.output):
            stored, skipped = import_codes(args.imports, args.output)
        if not stored:
            raise UserError(f"--import {' '.join(map(str, args.imports))}: no shaders found, {skipped} things skipped")
        print(f"codes: {stored} imported, {skipped} skipped, in {args.output}")
    else:
        for identifier in api.identifiers(args.query or "", args.sort, args.filter, args.first, args.num):
            print(identifier)


if __name__ == "__main__":
    run_main(main)
