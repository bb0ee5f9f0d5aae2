"""Bring what the papers published: datasets, encoders, StyleGAN generators and videos.

    .venv/bin/python scripts/download/published.py datasets shaders1k
    .venv/bin/python scripts/download/published.py encoders shaders21k --output encoders

Each file is resumed where it stopped, its SHA-256 is noted in OUTPUT/downloads.lock when it first comes and compared
afterwards, and archives are unpacked with care. The bash scripts beside this one are its short names.
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
import os
import re
import sys
import time
from contextlib import closing
from pathlib import Path

from downloads import archive
from downloads.catalogue import BASE_VARIABLE, CATALOGUE, NOISE_BASE, SHADERS_BASE, VIDEO_ID, Item, video
from downloads.files import Records, only_run_in, sha256_of
from downloads.flags import ROOT, add_network_flags, limits_of, retry_policy_of
from downloads.progress import bar, in_parallel
from downloads.transfer import DiskReservation, check_binary_start, check_zip_start, download_file, put_in_place
from downloads.video_lists import make_lists
from downloads.web import TransientError, length_of, open_address, shown
from image_generation.common.cli import OneLineParser, add_config, parse_args_with_config, positive_float, run_main
from image_generation.common.errors import UserError
from image_generation.common.files import regular_bytes
from image_generation.common.progress import amount, say

SCRIPTS = {
    "datasets": ("download_datasets.sh", "data"),
    "encoders": ("download_encoders.sh", "encoders"),
    "generators": ("download_stylegan_generators.sh", "generators"),
    "videos": ("download_videos.sh", "videos"),
}
NEXT = {
    "datasets": "moco/main_train.py {path} --dataset-type image_folder",
    "encoders": "evaluation/main_knn.py --checkpoint {path} --dataset digits",
    "generators": "image_generation/stylegan2/generate_dataset.py --network {path} --output data/samples "
    "--n-samples 1000",
}


# ------------------------------------------------------------------ one item


def download_item(item: Item, args: argparse.Namespace, records: Records, disk: DiskReservation) -> str:
    """Download (and unpack) one item into args.output; returns 'downloaded', 'unpacked' or 'there'.

    Raises UserError, also where what lies here or comes now is not what came first.
    """
    target = args.output / item.local
    entry = records.get(item.remote)
    if item.is_archive and entry and _is_unpacked(target, entry.get("unpacked"), args.verify):
        return "there"
    path = target.with_name(target.name + ".zip") if item.is_archive else target
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        verify(path, item, entry, records, args.verify)
        status = "there"
    else:
        download(item, path, entry, args, records, disk)
        status = "downloaded"
    if item.is_archive:
        unpack(item, path, target, args, records)
        status = "unpacked" if status == "there" else status
    return status


def download(item: Item, path: Path, entry: dict | None, args, records: Records, disk: DiskReservation) -> None:
    """Bring one file, compare it with what came first, note it, and give it its name."""
    address = f"{args.base_url or item.base}/{item.remote}"
    with bar(None, item.name) as shown_bar:
        part = download_file(
            address,
            path,
            bar=shown_bar,
            policy=retry_policy_of(args),
            limits=limits_of(args),
            disk=disk,
            check_start=check_zip_start if item.is_archive else check_binary_start,
        )
    digest = sha256_of(part)
    if entry and entry["sha256"] != digest and not args.accept_changed:
        aside = path.with_name(path.name + ".differs")
        put_in_place(part, aside)
        raise UserError(
            f"{shown(address)}: is not the file that came first ({entry['date'][:10]}, "
            f"SHA-256 {entry['sha256'][:12]}..., now {digest[:12]}...); "
            f"it is kept aside as {aside}, --accept-changed takes it from now on"
        )
    if item.is_archive:
        try:
            archive.check(part, args.max_unpack_factor)
        except archive.Damaged as damage:
            aside = path.with_name(path.name + ".damaged")
            put_in_place(part, aside)
            raise UserError(f"{damage}; kept aside as {aside}, the same command downloads it anew") from None
    records.put(item.remote, _entry(part, digest, shown(address)))
    put_in_place(part, path)


def verify(path: Path, item: Item, entry: dict | None, records: Records, thoroughly: bool) -> None:
    """Compare a file that lies here with what was noted when it came; one without a note is noted now."""
    found = path.stat()
    if entry and not thoroughly and (entry["bytes"], entry["mtime_ns"]) == (found.st_size, found.st_mtime_ns):
        return
    digest = sha256_of(path)
    if entry is None:
        say(f"{path}: was here before; it is kept, and its SHA-256 is noted")
        records.put(item.remote, _entry(path, digest, "found here"))
    elif entry["sha256"] != digest:
        raise UserError(
            f"{path}: is not the file that was downloaded on {entry['date'][:10]} (SHA-256 {digest[:12]}..., noted is "
            f"{entry['sha256'][:12]}...); move it away to download it anew"
        )
    else:
        records.put(item.remote, {**entry, "mtime_ns": found.st_mtime_ns})


def _entry(path: Path, digest: str, source: str) -> dict:
    found = path.stat()
    date = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return {
        "bytes": found.st_size,
        "sha256": digest,
        "mtime_ns": found.st_mtime_ns,
        "source": source,
        "date": date,
    }


def unpack(item: Item, path: Path, folder: Path, args: argparse.Namespace, records: Records) -> None:
    """Unpack an archive into its folder, note that, and remove the archive unless --keep-archives."""
    try:
        with bar(None, f"unpacking {item.name}") as shown_bar:
            held = archive.unpack(path, folder, shown_bar, args.max_unpack_factor)
    except archive.Damaged as damage:
        aside = path.with_name(path.name + ".damaged")
        os.replace(path, aside)
        records.put(item.remote, {})
        raise UserError(f"{damage}; kept aside as {aside}, the same command downloads it anew") from None
    entry = records.get(item.remote) or {}
    records.put(item.remote, {**entry, "unpacked": {"files": held.files, "bytes": held.bytes}})
    if not args.keep_archives:
        path.unlink()


def _is_unpacked(folder: Path, held: dict | None, thoroughly: bool) -> bool:
    """Whether the folder holds at least the files that were unpacked (thoroughly: and their bytes)."""
    if not held or not folder.is_dir():
        return False
    files = size = 0
    for place, _, names in os.walk(folder):
        files += len(names)
        if thoroughly:
            size += sum(os.lstat(os.path.join(place, name)).st_size for name in names)
    return files >= held["files"] and (not thoroughly or size >= held["bytes"])


# ------------------------------------------------------------------ choosing


def choose(kind: str, args: argparse.Namespace) -> list[Item]:
    """The items that the command line asks for, each once. Raises UserError (code 2) for unknown names."""
    if kind == "videos":
        names = dict.fromkeys(args.names + [name for file in args.ids or () for name in _lines(file)])
        for name in names:
            if not VIDEO_ID.fullmatch(name):
                raise UserError(f"{name!r} is no identifier of a video (6 letters and digits, or 32 hexadecimal)", 2)
        if args.all:
            names |= dict.fromkeys(_all_videos(args))
        return [video(name) for name in names]
    known = {item.name: item for item in CATALOGUE[kind]}
    for name in args.names:
        if name not in known:
            raise UserError(f"{name!r} is none of the {kind}; these are known: {', '.join(known)}", 2)
    asked = dict.fromkeys(args.names)
    for item in known.values():
        if (args.all and item.base == SHADERS_BASE) or (args.earlier and item.base == NOISE_BASE):
            asked[item.name] = None
    return [known[name] for name in asked]


def _lines(file: Path) -> list[str]:
    try:
        text = regular_bytes(file).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"--ids {file}: cannot be read ({getattr(error, 'strerror', None) or 'not text'})", 2) from None
    return [word for line in text.splitlines() if (word := line.partition("#")[0].strip())]


def _all_videos(args: argparse.Namespace) -> list[str]:
    """Identifiers of all videos: of shader_ids/, whose lists are brought first where they are missing."""
    folder = ROOT / "shader_ids"
    lists = [folder / "shadertoy", folder / "twigl"]
    if not all(path.exists() for path in lists):
        make_lists(None, args.base_url, folder, retry_policy_of(args), args.jobs)
    return [name for path in lists for name in _lines(path)]


def list_items(kind: str, args: argparse.Namespace) -> None:
    """Print what there is, with sizes where they are known: downloaded before, or asked for with --sizes."""
    if kind == "videos":
        print(
            "videos: one for each program, named by its identifier, such as MsdGRN (download_shader_ids.sh lists them)"
        )
        return
    records = Records(args.output) if args.output.is_dir() else None
    for base, title in (
        (SHADERS_BASE, "--all takes these"),
        (NOISE_BASE, "of the earlier paper, --earlier takes these"),
    ):
        items = [item for item in CATALOGUE[kind] if item.base == base]
        if items:
            print(f"{kind}, {title}:")
        for item in items:
            entry = records.get(item.remote) if records else None
            size = entry["bytes"] if entry else _ask_size(item, args) if args.sizes else None
            known = f"{amount(size):>9}" if size is not None else "        ?"
            print(f"  {item.name:<36} {known}  {item.note}{' (downloaded)' if entry else ''}".rstrip())
    if not args.sizes:
        print("  (--sizes asks the server how large they are)")
    if kind in NEXT:
        print(
            f"afterwards: .venv/bin/python {NEXT[kind].format(path=f'{SCRIPTS[kind][1]}/{CATALOGUE[kind][0].local}')}"
        )


def _ask_size(item: Item, args: argparse.Namespace) -> int | None:
    """Bytes of the file on the server; None where it does not say."""
    try:
        address = f"{args.base_url or item.base}/{item.remote}"
        with open_address(address, retry_policy_of(args), {"Range": "bytes=0-0"}) as response:
            total = re.search(r"/(\d+)$", response.headers.get("Content-Range", ""))
            length = total[1] if total else response.headers.get("Content-Length", "")
            return length_of(length)
    except (TransientError, UserError) as error:
        say(f"{item.name}: {error}")
        return None


# ------------------------------------------------------------------ command line


def parse_args(kind: str, argv: list[str]) -> argparse.Namespace:
    """The command line of one of the four scripts."""
    script, folder = SCRIPTS[kind]
    parser = OneLineParser(
        prog=script,
        description=f"Download {kind} that the paper published. Resumes, verifies, and skips what is there.",
        epilog=f"afterwards: {NEXT[kind].format(path='PATH')}" if kind in NEXT else None,
    )
    group = parser.add_argument_group("what and where")
    group.add_argument(
        "names", nargs="*", metavar="NAME", default=[], help="what to download; none: list what there is"
    )
    group.add_argument("--all", action="store_true", help="everything of this paper")
    group.add_argument("--output", type=Path, default=ROOT / folder, help=f"folder (default: {folder})")
    if kind == "videos":
        group.add_argument(
            "--ids", type=Path, nargs="+", metavar="FILE", help="lists of identifiers, one a line (default: none)"
        )
    else:
        group.add_argument("--sizes", action="store_true", help="list with sizes, asking the server")
    if kind in ("datasets", "encoders"):
        group.add_argument("--earlier", action="store_true", help="everything of 'Learning to See by Looking at Noise'")
    group.add_argument("--verify", action="store_true", help="read what is there and compare its SHA-256, too")
    group.add_argument(
        "--accept-changed",
        action="store_true",
        help="take a file that the server has changed since it first came",
    )
    parser.set_defaults(earlier=False, sizes=False, max_unpack_factor=archive.UNPACK_FACTOR, keep_archives=False)
    if kind == "datasets":
        group.add_argument("--keep-archives", action="store_true", help="keep the zip archives once they are unpacked")
        group.add_argument(
            "--max-unpack-factor",
            type=positive_float,
            metavar="F",
            help=f"refuse archives that unpack to more than F times their size (default: {archive.UNPACK_FACTOR:g})",
        )
    default = f"{SHADERS_BASE}{f' and {NOISE_BASE}' if kind in ('datasets', 'encoders') else ''}"
    add_network_flags(parser, BASE_VARIABLE, default, jobs=4 if kind == "videos" else 2)
    add_config(parser)
    return parse_args_with_config(parser, argv)


def main(argv: list[str] | None = None) -> int:
    """Bring what is asked for; where nothing is, list what there is and return 2."""
    argv = sys.argv[1:] if argv is None else argv
    if not argv or argv[0] not in SCRIPTS:
        raise UserError(f"the first argument is one of {', '.join(SCRIPTS)}", 2)
    kind = argv[0]
    args = parse_args(kind, argv[1:])
    items = choose(kind, args)
    if not items:
        list_items(kind, args)
        if args.sizes:
            return 0
        ways = "--ids FILE or --all" if kind == "videos" else "--all"
        raise UserError(f"give one or more names, or {ways}", 2)
    counts = {"downloaded": 0, "unpacked": 0, "there": 0}
    failures = []
    with only_run_in(args.output):
        records, disk = Records(args.output), DiskReservation()
        work = in_parallel(args.jobs, lambda item: download_item(item, args, records, disk), items)
        with bar(len(items), kind, "files") as overall, closing(work):
            for item, result in work:
                overall.update(1)
                if isinstance(result, str):
                    counts[result] += 1
                elif isinstance(result, (UserError, OSError)):
                    why = result.strerror if isinstance(result, OSError) and result.strerror else result
                    failures.append(f"{item.name}: {why}")
                else:
                    raise result
    if failures:
        for failure in failures[:-1]:
            say(failure)
        raise UserError(f"{failures[-1]}{f' ({len(failures)} of {len(items)} failed)' if len(items) > 1 else ''}")
    told = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    print(f"{kind}: {told}, in {args.output}")
    return 0


if __name__ == "__main__":
    run_main(main)
