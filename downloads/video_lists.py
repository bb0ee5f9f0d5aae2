"""Identifiers of the paper's programs, from its list of videos."""

from __future__ import annotations

import argparse
import html
import re
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote

from downloads.catalogue import VIDEO_FOLDER, VIDEO_LIST
from downloads.files import make_folder, write_whole
from downloads.progress import bar, in_parallel
from downloads.web import RetryPolicy, base_address, fetch_small, looks_like_html, retry, shown
from image_generation.common.errors import UserError
from image_generation.common.files import read_regular

LARGEST = 64 << 20


FILES = re.compile(r"(?:^|/)([A-Za-z0-9]{6}|[0-9a-f]{32})\.mp4$")


def read_ids(text: str) -> set[str]:
    """Identifiers of a list of videos: one path a line (./M/MsdGRN.mp4), or the links of a web server's listing."""
    if looks_like_html(text.encode()):
        names = [unquote(html.unescape(link)) for link in re.findall(r"""href\s*=\s*["']([^"'<>]+)["']""", text, re.I)]
    else:
        names = [line.strip() for line in text.splitlines()]
    return {found[1] for name in names if (found := FILES.search(name))}


def fetch_ids(address: str, policy: RetryPolicy, jobs: int = 4) -> set[str]:
    """Identifiers of the list at an address; where it is a listing of folders (0/ ... z/), of all of them.

    Raises UserError where the address does not answer.
    """

    def page(where: str) -> str:
        body = retry(shown(where), policy, lambda: fetch_small(where, policy, LARGEST))
        return body.decode("utf-8", "replace")

    text = page(address)
    ids = read_ids(text)
    folders = sorted(set(re.findall(r"""href\s*=\s*["'](?:[^"'<>]*/)?([A-Za-z0-9])/["']""", text, re.I)))
    if not ids and folders and looks_like_html(text.encode()):
        pages = in_parallel(jobs, page, [f"{address.rstrip('/')}/{folder}/" for folder in folders])
        with bar(len(folders), "folders", "folders") as shown_bar, closing(pages):
            for _, found in pages:
                if isinstance(found, Exception):
                    raise found
                ids |= read_ids(found)
                shown_bar.update(1)
    if not ids:
        raise UserError(f"{shown(address)}: names no videos; a list can be given with --from FILE")
    return ids


def write_lists(ids: set[str], folder: Path) -> dict[str, int]:
    """Write FOLDER/shadertoy and FOLDER/twigl (sorted, a line each); returns how many stand in each."""
    make_folder(folder)
    counts = {}
    for name, length in (("shadertoy", 6), ("twigl", 32)):
        chosen = sorted(identifier for identifier in ids if len(identifier) == length)
        write_whole(folder / name, "".join(f"{identifier}\n" for identifier in chosen))
        counts[name] = len(chosen)
    return counts


def make_lists(source: str | None, base: str | None, folder: Path, policy: RetryPolicy, jobs: int) -> dict[str, int]:
    """Take the list from `source` (file or address), else from the mirror `base`, else from where it is published."""
    if source and not re.match(r"https?://", source):
        ids = read_ids(read_regular(source, LARGEST, "--from").decode("utf-8-sig", "replace"))
        if not ids:
            raise UserError(f"--from {source}: names no videos (lines such as ./M/MsdGRN.mp4)", 2)
    else:
        if source:
            try:
                base_address(re.split(r"[?#]", source, maxsplit=1)[0])
            except argparse.ArgumentTypeError as error:
                raise UserError(f"--from: {error}", 2) from None
        ids = fetch_ids(source or (f"{base}/{VIDEO_FOLDER}/" if base else VIDEO_LIST), policy, jobs)
    return write_lists(ids, folder)
