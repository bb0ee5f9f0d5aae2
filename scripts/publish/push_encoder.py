"""Push an encoder to the Hugging Face Hub as safetensors, with its recipe and its scores on the card.

    HF_TOKEN=... .venv/bin/python scripts/publish/push_encoder.py --checkpoint outputs/moco/checkpoint_0199.pth.tar \\
        --results outputs/results.csv --repo ann/shaders-resnet50

The recipe is the config.yaml beside the checkpoint, scores are the rows of --results that name it.
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
import json
from pathlib import Path

import yaml

from image_generation.common.cli import OneLineParser, add_config, parse_args_with_config, run_main
from image_generation.common.errors import UserError
from image_generation.common.progress import say
from learning.encoders.exchange import FORMATS
from learning.encoders.load import load_encoder
from learning.encoders.safetensors_files import encoded
from publishing.flags import add_push_flags, add_repository_flags
from publishing.licences import refusal
from publishing.model_card import CONFIG, RECIPE, WEIGHTS, config_of, model_card, recipe_of, run_settings, scores_of
from publishing.trained_on import rights_behind
from publishing.upload import CARD, PushSettings, check_name, push, total, write_folder


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    """The command line as a namespace."""
    parser = OneLineParser(description=__doc__)
    group = parser.add_argument_group("what and where to")
    group.add_argument("--checkpoint", required=True, metavar="C", help="of any trainer, or a .safetensors file")
    add_repository_flags(group)
    group.add_argument(
        "--results", default=None, metavar="FILE.csv", help="scores of evaluation/main_*.py (default: none on the card)"
    )
    group.add_argument("--arch", default=None, metavar="NAME", help="of a checkpoint that tells none (default: told)")
    group.add_argument(
        "--format",
        choices=FORMATS,
        default="own",
        help="whose names the weights get; own: those of this repository (default: own)",
    )
    group.add_argument(
        "--licence", default="mit", metavar="NAME", help="of the weights, as the Hub writes it (default: mit)"
    )
    add_push_flags(parser, "an encoder")
    add_config(parser)
    return parse_args_with_config(parser, argv)


def main(argv: list[str] | None = None) -> None:
    """Check, convert, push; the repository's address is printed last."""
    args = parse_args(argv)
    repo = check_name(args.repo)
    scores = scores_of(args.checkpoint, args.results)
    encoder = load_encoder(args.checkpoint, args.arch)
    settings = run_settings(args.checkpoint)
    rights, untold = rights_behind(settings)
    refused = refusal(rights)
    if refused and not args.i_have_the_right:
        raise UserError(f"--checkpoint {args.checkpoint}: it was trained on images, and {refused}", 2)
    for text in untold:
        say(f"--checkpoint {args.checkpoint}: nothing tells whose programs drew {text}: see to its rights yourself")
    name, weights = encoded(encoder, args.format)
    recipe = recipe_of(settings)
    card = model_card(
        encoder, repo=repo, licence=args.licence, library=args.format, name=name, recipe=recipe, scores=scores
    )
    files: dict[str, Path | bytes] = {
        WEIGHTS: weights,
        CONFIG: (json.dumps(config_of(encoder, args.format, name), indent=1) + "\n").encode(),
        CARD: card.encode(),
    }
    if recipe:
        files[RECIPE] = yaml.safe_dump(recipe, sort_keys=False, allow_unicode=True).encode()
    if args.dry_run:
        write_folder(files, args.dry_run)
        print(f"{args.dry_run}: {total(files)}, as they would be pushed to {repo}")
        return
    commit = push(files, PushSettings(repo=repo, kind="model", private=args.private, overwrite=args.overwrite))
    print(f"{total(files)}: hf:{repo}@{commit}")


if __name__ == "__main__":
    run_main(main)
