"""The flags of ground truth beside images, and which programs have any."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from image_generation.common.errors import UserError
from image_generation.labels import LABELS
from image_generation.shaders.label_sources import has_labels
from image_generation.shaders.sources import Source

_NAMED = 5  # programs that an error names


def add_label_flags(parser: argparse.ArgumentParser) -> None:
    """--labels and --labels-where-known."""
    group = parser.add_argument_group("ground truth (docs/labels.md)")
    group.add_argument(
        "--labels",
        nargs="+",
        default=[],
        metavar="NAME",
        help=f"write these beside each image, as INDEX.npz: {' '.join(LABELS)} (default: none)",
    )
    group.add_argument(
        "--labels-where-known",
        action="store_true",
        help="draw programs that have no labels too, without any (default: refuse them)",
    )


def check_label_flags(args: argparse.Namespace, parser: argparse.ArgumentParser) -> None:
    """Put the labels in their order, choose --image-format where nobody did; end with an error where flags do not go
    together."""
    unknown = [name for name in args.labels if name not in LABELS]
    if unknown:
        parser.error(f"--labels {' '.join(unknown)}: unknown; there are {', '.join(LABELS)}")
    args.labels = [name for name in LABELS if name in args.labels]
    if args.labels_where_known and not args.labels:
        parser.error("--labels-where-known needs --labels")
    if args.image_format is None:
        args.image_format = "png" if args.labels else "jpg"
    if not args.labels:
        return
    if args.image_format != "png":
        parser.error(
            f"--labels with --image-format {args.image_format}: it blurs the edges that labels have to the pixel; "
            "use --image-format png"
        )
    if args.mixing_type != "none":
        parser.error(f"--labels with --mixing-type {args.mixing_type}: a mixture has no geometry; use none")
    if args.parameter_jitter:
        parser.error("--labels with --parameter-jitter: labels are of programs as they were written; leave one out")


def check_labels(sources: Sequence[Source], args: argparse.Namespace) -> int:
    """How many programs have no labels; raises UserError (code 2) where there are some and nobody allowed it."""
    without = [source.name for source in sources if not has_labels(source, args.dialect)]
    if without and not args.labels_where_known:
        names = ", ".join(without[:_NAMED]) + (", ..." if len(without) > _NAMED else "")
        raise UserError(
            f"--labels: {len(without)} of {len(sources)} programs have none ({names}); leave them out, or add "
            "--labels-where-known",
            2,
        )
    if len(without) == len(sources):
        raise UserError(f"--labels: none of the {len(sources)} programs has any", 2)
    return len(without)
