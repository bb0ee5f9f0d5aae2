"""Flags that every download command has."""

from __future__ import annotations

import argparse
import os
import re
from pathlib import Path

from downloads.transfer import Limits
from downloads.web import RetryPolicy, base_address
from image_generation.common.cli import non_negative_int, positive_float, positive_int

ROOT = Path(__file__).resolve().parents[1]


def byte_size(text: str) -> int:
    """argparse type: a number of bytes, with k, M, G or T for powers of a thousand."""
    found = re.fullmatch(r"(\d{1,9}(?:\.\d{1,9})?)([kMGT]?)B?", text)
    if not found or float(found[1]) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is no size such as 800M or 20G")
    return int(float(found[1]) * 1000 ** " kMGT".index(found[2] or " "))


def add_network_flags(parser: argparse.ArgumentParser, variable: str, address: str, jobs: int) -> None:
    """--base-url (and the environment variable that stands in for it), --jobs, --retries and the limits."""
    group = parser.add_argument_group("network (proxies and CA bundles are taken from the environment)")
    group.add_argument(
        "--base-url",
        type=base_address,
        metavar="URL",
        default=os.environ.get(variable) or None,
        help=f"take the same paths from this mirror (environment: {variable}; default: {address})",
    )
    group.add_argument(
        "--jobs", type=positive_int, metavar="N", default=jobs, help=f"downloads at once (default: {jobs})"
    )
    group.add_argument(
        "--retries",
        type=non_negative_int,
        metavar="N",
        default=5,
        help="further tries after a failed one (default: 5)",
    )
    group.add_argument(
        "--retry-delay",
        type=positive_float,
        metavar="S",
        default=1.0,
        help="seconds before the first of them (default: 1)",
    )
    group.add_argument(
        "--stall-timeout",
        type=positive_float,
        metavar="S",
        default=60.0,
        help="give up a connection that stays silent or under 1 kB/s for so many seconds (default: 60)",
    )
    group.add_argument(
        "--max-size",
        type=byte_size,
        metavar="BYTES",
        default=500 * 10**9,
        help="largest file to accept, bytes (default: 500G)",
    )
    group.add_argument(
        "--max-time",
        type=positive_float,
        metavar="S",
        default=604800.0,
        help="seconds that a file may take (default: a week)",
    )


def retry_policy_of(args: argparse.Namespace) -> RetryPolicy:
    """How long to wait, by the flags."""
    return RetryPolicy(retries=args.retries, first_delay=args.retry_delay, stall=args.stall_timeout)


def limits_of(args: argparse.Namespace) -> Limits:
    """What a download may cost, by the flags."""
    return Limits(largest=args.max_size, longest=args.max_time)
