"""Score encoders by a linear classifier on their frozen features.

--solver lbfgs: logistic regression on features computed once; its strength is chosen on held-out ones.
--solver sgd: MoCo's protocol (He et al. 2020, section 4.1): lr 30, 100 epochs, steps at 60 and 80, random crops.

.venv/bin/python evaluation/main_linear.py --checkpoint outputs/moco/checkpoint_0199.pth.tar --dataset digits --few 10
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

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import v2

from evaluation.classifiers import outputs_lbfgs
from evaluation.draws import cache, label_draws, score
from evaluation.flags import add_encoder_options, open_encoders
from evaluation.results import report
from image_generation.common.cli import (
    OneLineParser,
    learning_rate,
    parse_args_with_config,
    positive_float,
    positive_int,
    run_main,
)
from image_generation.common.progress import progress
from learning import seeding
from learning.data.labelled_datasets import Labelled, Subset
from learning.data.sources import BadImage
from learning.encoders.load import Encoder
from learning.features import collate_readable, extract
from learning.schedules import set_lr, step_decay
from learning.views import cpu_view, normalize, recipe


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    parser = OneLineParser(description=__doc__)
    add_encoder_options(parser)
    group = parser.add_argument_group("linear classifier")
    group.add_argument("--solver", choices=("lbfgs", "sgd"), default="lbfgs", help="see above")
    group.add_argument("--c", type=positive_float, default=None, help="lbfgs: inverse strength (default: chosen)")
    group.add_argument("--epochs", type=positive_int, default=100, help="of sgd: passes over the data (default: 100)")
    group.add_argument("--lr", type=learning_rate, default=30.0, help="of sgd: learning rate (default: 30)")
    group.add_argument(
        "--schedule",
        type=int,
        nargs="*",
        default=[60, 80],
        help="of sgd: epochs at which the rate drops to a tenth (default: 60 80)",
    )
    return parse_args_with_config(parser, argv)


class Cropped(Dataset):
    """Random crops and flips of a part's images: (uint8 [3, size, size], label); a line for one that cannot be read."""

    def __init__(self, part: Subset, size: int):
        self.part, self.view = part, cpu_view(recipe("crop_flip"), size)

    def __len__(self) -> int:
        return len(self.part)

    def __getitem__(self, k: int) -> tuple[torch.Tensor, int] | str:
        try:
            image, label = self.part[k]
        except BadImage as error:
            return str(error)
        return self.view(v2.functional.pil_to_tensor(image)), label


def fit_sgd(encoder: Encoder, part: Subset, classes: int, device: torch.device, args: argparse.Namespace) -> nn.Linear:
    """A linear layer trained on features of random crops; the encoder stays in evaluation mode."""
    seeding.seed_everything(args.seed, seeding.STEP)
    linear = nn.Linear(encoder.width, classes).to(device)
    nn.init.normal_(linear.weight, std=0.01)
    nn.init.zeros_(linear.bias)
    optimizer = torch.optim.SGD(linear.parameters(), args.lr, momentum=0.9)
    loader = DataLoader(
        Cropped(part, encoder.image_size),
        min(args.batch_size, len(part)),
        shuffle=True,
        num_workers=args.workers,
        collate_fn=collate_readable,
    )
    for epoch in progress(range(args.epochs), desc=f"{encoder.label}: linear", unit="epoch", leave=False):
        set_lr(optimizer, step_decay(args.lr, epoch, args.schedule))
        for images, labels, _ in loader:
            if not len(images):
                continue
            loss = cross_entropy(linear(encoder.features(normalize(images.to(device)))), labels.to(device))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return linear


def outputs_sgd(
    encoder: Encoder, data: Labelled, drawn: list[np.ndarray], device: torch.device, args: argparse.Namespace
) -> tuple[list[torch.Tensor], torch.Tensor, str]:
    """(scores [n, classes] of each draw, labels [n], settings) of the test images."""
    linears = [fit_sgd(encoder, data.train.rows(rows), data.classes, device, args) for rows in drawn]
    options = (encoder.image_size, device, args.batch_size, args.workers)
    test, truth = extract(encoder.features, data.test, *options)
    with torch.no_grad():
        outputs = [linear(test.to(device)) for linear in linears]
    return outputs, truth, f"{args.epochs} epochs, lr {args.lr:g}"


def main(argv: list[str] | None = None) -> None:
    """Print a table of top-1 and top-5 accuracies and append it to --results."""
    args = parse_args(argv)
    settle_threads(args.threads)
    encoders, data, device = open_encoders(args)
    drawn = label_draws(data.train, args.few, args.draws, args.seed)
    scores = []
    for encoder in encoders:
        if args.solver == "sgd":
            outputs, truth, settings = outputs_sgd(encoder, data, drawn, device, args)
        else:
            cached = cache(encoder, data, drawn, device, args)
            truth = cached.truth
            outputs, settings = outputs_lbfgs(cached, data, args)
        scores.append(score(f"linear ({args.solver})", encoder, outputs, truth, settings=settings, args=args))
    report(scores, args)


if __name__ == "__main__":
    run_main(main)
