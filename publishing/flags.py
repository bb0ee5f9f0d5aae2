"""Flags that both commands of scripts/publish/ have."""

from __future__ import annotations

import argparse


def add_repository_flags(group: argparse._ArgumentGroup) -> None:
    """Where to push."""
    group.add_argument(
        "--repo", required=True, metavar="USER/NAME", help="repository on the Hub, made where it is not there"
    )


def add_push_flags(parser: argparse.ArgumentParser, what: str) -> None:
    """How to push; what: 'images' or 'an encoder'."""
    group = parser.add_argument_group("rights")
    group.add_argument(
        "--i-have-the-right",
        action="store_true",
        help=f"publish {what} of programs whose licence does not allow it, or is not known (default: refused)",
    )
    group = parser.add_argument_group("push")
    group.add_argument("--private", action="store_true", help="make the repository private (default: public)")
    group.add_argument(
        "--overwrite", action="store_true", help="remove what else the repository holds (default: refused)"
    )
    group.add_argument(
        "--dry-run",
        default=None,
        metavar="DIR",
        help="write what would be pushed, but images and shards, into this folder, and push nothing (default: push)",
    )
