"""Score encoders by weighted k nearest neighbours of their features (Wu et al. 2018, arXiv 1805.01978).

.venv/bin/python evaluation/main_knn.py --checkpoint outputs/moco/checkpoint_0199.pth.tar --random-init resnet50 \\
    --dataset cifar10
"""

from __future__ import annotations

import argparse

from evaluation.features import add_encoder_options, open_encoders
from evaluation.results import Score, report
from image_generation.cli import OneLineParser, parse_args_with_config, positive_float, positive_int, run_main
from learning.knn import accuracies, extract, knn_scores


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    parser = OneLineParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_encoder_options(parser)
    group = parser.add_argument_group("kNN")
    group.add_argument("-k", "--neighbours", type=positive_int, default=200, help="default: 200")
    group.add_argument("--temperature", type=positive_float, default=0.07, help="default: 0.07")
    return parse_args_with_config(parser, argv)


def main(argv: list[str] | None = None) -> None:
    """Print a table of top-1 and top-5 accuracies and append it to --results."""
    args = parse_args(argv)
    encoders, data, device = open_encoders(args)
    scores = []
    for encoder in encoders:
        options = (encoder.image_size, device, args.batch_size, args.workers)
        references, labels = extract(
            encoder.features, data.train, *options, title=f"{encoder.label}: references"
        )
        queries, truth = extract(encoder.features, data.test, *options, title=f"{encoder.label}: queries")
        votes = knn_scores(
            queries.to(device), references, labels, data.classes, args.neighbours, args.temperature
        )
        top1, top5 = accuracies(votes, truth)
        few = f", {args.few} a class" if args.few else ""
        settings = f"k {args.neighbours}, temperature {args.temperature:g}, {encoder.image_size} px{few}"
        scores.append(
            Score(
                "kNN",
                encoder.label,
                encoder.arch,
                encoder.source,
                args.dataset,
                len(truth),
                top1,
                top5,
                settings,
            )
        )
    report(scores, args)


if __name__ == "__main__":
    run_main(main)
