"""Score encoders by kNN and by logistic regression on the same features, computed once.

.venv/bin/python evaluation/main_probes.py --checkpoint outputs/moco/checkpoint_0199.pth.tar --dataset digits

The scores are those of main_knn.py and main_linear.py with their defaults; grids of many encoders call this.
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

from evaluation.classifiers import outputs_knn, outputs_lbfgs
from evaluation.draws import cache, label_draws, score
from evaluation.flags import add_encoder_options, open_encoders
from evaluation.results import report
from image_generation.common.cli import OneLineParser, parse_args_with_config, positive_float, positive_int, run_main

PROBES = ("knn", "linear")


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    parser = OneLineParser(description=__doc__)
    add_encoder_options(parser)
    group = parser.add_argument_group("probes")
    group.add_argument(
        "--probes", nargs="+", choices=PROBES, default=list(PROBES), help="how to score (default: knn linear)"
    )
    group.add_argument(
        "-k", "--neighbours", type=positive_int, default=200, metavar="K", help="images that vote (default: 200)"
    )
    group.add_argument(
        "--temperature",
        type=positive_float,
        default=0.07,
        help="of the votes exp(cosine / temperature) (default: 0.07)",
    )
    group.add_argument(
        "--c", type=positive_float, default=None, help="linear: inverse strength (default: chosen on held-out images)"
    )
    return parse_args_with_config(parser, argv)


def main(argv: list[str] | None = None) -> None:
    """Print a table a probe and append them to --results."""
    args = parse_args(argv)
    settle_threads(args.threads)
    encoders, data, device = open_encoders(args)
    drawn = label_draws(data.train, args.few, args.draws, args.seed)
    features = [cache(encoder, data, drawn, device, args) for encoder in encoders]
    for probe in args.probes:
        scores = []
        for encoder, cached in zip(encoders, features):
            if probe == "knn":
                outputs, settings = outputs_knn(cached, data, device, args)
            else:
                outputs, settings = outputs_lbfgs(cached, data, args)
            name = "kNN" if probe == "knn" else "linear (lbfgs)"
            scores.append(score(name, encoder, outputs, cached.truth, settings=settings, args=args))
        report(scores, args)


if __name__ == "__main__":
    run_main(main)
