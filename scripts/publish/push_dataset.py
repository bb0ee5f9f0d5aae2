"""Push a rendered dataset, shards or folders, to the Hugging Face Hub, with a card that says how to make it again.

    HF_TOKEN=... .venv/bin/python scripts/publish/push_dataset.py --dataset data/shaders --repo ann/shaders-1k
    .venv/bin/python scripts/publish/push_dataset.py --dataset data/shaders --repo ann/shaders-1k --dry-run card/

Programs whose licence does not allow it are named and stop the push (docs/publishing.md).
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
from pathlib import Path

from image_generation.common.cli import OneLineParser, add_config, parse_args_with_config, run_main
from image_generation.common.errors import UserError
from image_generation.common.progress import say
from publishing.cards import PICTURE, sheet
from publishing.dataset_card import LICENCES, dataset_card, licence_table
from publishing.dataset_files import open_dataset
from publishing.flags import add_push_flags, add_repository_flags
from publishing.licences import refusal
from publishing.trained_on import rights_in
from publishing.upload import CARD, PushSettings, check_name, push, total, write_folder

PICTURES = 32


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    """The command line as a namespace."""
    parser = OneLineParser(description=__doc__)
    group = parser.add_argument_group("what and where to")
    group.add_argument("--dataset", required=True, metavar="DIR", help="a finished dataset of generate_dataset.py")
    add_repository_flags(group)
    group.add_argument(
        "--licence",
        default=None,
        metavar="NAME",
        help="what the images are published under, as the Hub writes it, such as cc-by-4.0 (default: mit where all "
        "programs are this repository's, else it has to be given)",
    )
    add_push_flags(parser, "images")
    add_config(parser)
    return parse_args_with_config(parser, argv)


def main(argv: list[str] | None = None) -> None:
    """Check, write the card, push; the repository's address is printed last."""
    args = parse_args(argv)
    repo = check_name(args.repo)
    dataset = open_dataset(args.dataset)
    rights = rights_in(dataset.settings, dataset.programs)
    refused = refusal(rights)
    if refused and not args.i_have_the_right:
        raise UserError(f"--dataset {args.dataset}: {refused}", 2)
    if args.licence is None and not all(right.own for right in rights):
        raise UserError("--licence: has to be given, for not all programs are this repository's", 2)
    if dataset.strays:
        say(f"{args.dataset}: {len(dataset.strays)} files are not the dataset's and stay here: {dataset.strays[0]} ...")
    beside: dict[str, Path | bytes] = {
        **dataset.tables(),
        LICENCES: licence_table(dataset, rights),
        PICTURE: sheet(dataset.pictures(PICTURES)),
        CARD: dataset_card(dataset, rights, repo, args.licence or "mit").encode(),
    }
    if args.dry_run:
        write_folder(beside, args.dry_run)
        print(f"{args.dry_run}: the card of {repo}; {len(dataset.files)} files of data would be pushed with it")
        return
    files = {**{name: dataset.root / name for name in [*dataset.files, *dataset.labels]}, **beside}
    commit = push(files, PushSettings(repo=repo, kind="dataset", private=args.private, overwrite=args.overwrite))
    print(f"{total(files)}: hf:{repo}@{commit}")


if __name__ == "__main__":
    run_main(main)
