"""Make shader_ids/shadertoy and shader_ids/twigl, the identifiers of the paper's programs, from its list of videos.

    .venv/bin/python downloads/id_lists.py
    .venv/bin/python downloads/id_lists.py --from all_videos

The videos' file names are the identifiers. The list is read from --from (a file or an address: one path a line, or a
web server's listing of the folder of videos); without it from the list that the paper's repository publishes, or,
with --base-url, from the listing of that mirror's folder of videos.
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
from pathlib import Path

from downloads.catalogue import BASE_VARIABLE, SHADERS_BASE
from downloads.flags import ROOT, add_network_flags, retry_policy_of
from downloads.video_lists import make_lists
from image_generation.common.cli import OneLineParser, add_config, parse_args_with_config, run_main


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = OneLineParser(
        prog="download_shader_ids.sh",
        description="Make shader_ids/shadertoy and shader_ids/twigl, the identifiers of the paper's programs, from the "
        "published list of videos. Identifiers alone: the codes belong to their authors.",
    )
    group = parser.add_argument_group("lists")
    group.add_argument(
        "--from",
        dest="source",
        metavar="FILE|URL",
        help="a list of videos, or a listing of their folder (default: the published one)",
    )
    group.add_argument("--output", type=Path, default=ROOT / "shader_ids", help="folder (default: shader_ids)")
    add_network_flags(parser, BASE_VARIABLE, SHADERS_BASE, jobs=4)
    add_config(parser)
    return parse_args_with_config(parser, argv)


def main(argv: list[str] | None = None) -> None:
    """Make the lists and say how long they are."""
    args = parse_args(argv)
    counts = make_lists(args.source, args.base_url, args.output, retry_policy_of(args), args.jobs)
    print(f"{args.output}: {counts['shadertoy']} identifiers in shadertoy, {counts['twigl']} in twigl")


if __name__ == "__main__":
    run_main(main)
