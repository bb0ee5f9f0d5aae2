"""Score encoders by weighted k nearest neighbours of their features (Wu et al. 2018, arXiv 1805.01978).

.venv/bin/python evaluation/main_knn.py --checkpoint outputs/moco/checkpoint_0199.pth.tar --random-init resnet50 \\
    --dataset cifar10
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse

from learning.threads import settle_threads

if __name__ == "__main__":
    # Before torch is loaded, which reads the settings of its threads once.
    settle_threads(None)

from evaluation.classifiers import outputs_knn
from evaluation.draws import cache, label_draws, score
from evaluation.flags import add_encoder_options, open_encoders
from evaluation.results import report
from image_generation.common.cli import OneLineParser, parse_args_with_config, positive_float, positive_int, run_main


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    parser = OneLineParser(description=__doc__)
    add_encoder_options(parser)
    group = parser.add_argument_group("kNN")
    group.add_argument(
        "-k", "--neighbours", type=positive_int, default=200, metavar="K", help="images that vote (default: 200)"
    )
    group.add_argument(
        "--temperature",
        type=positive_float,
        default=0.07,
        help="of the votes exp(cosine / temperature) (default: 0.07)",
    )
    return parse_args_with_config(parser, argv)


def main(argv: list[str] | None = None) -> None:
    """Print a table of top-1 and top-5 accuracies and append it to --results."""
    args = parse_args(argv)
    settle_threads(args.threads)
    encoders, data, device = open_encoders(args)
    drawn = label_draws(data.train, args.few, args.draws, args.seed)
    scores = []
    for encoder in encoders:
        cached = cache(encoder, data, drawn, device, args)
        votes, settings = outputs_knn(cached, data, device, args)
        scores.append(score("kNN", encoder, votes, cached.truth, settings=settings, args=args))
    report(scores, args)


if __name__ == "__main__":
    run_main(main)
