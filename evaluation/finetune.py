"""Fine-tuning put together: encoder, classifier, recipe and data, handed to the loop of learning/training.py."""

from __future__ import annotations

import argparse
import re
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torchvision.transforms import v2

from evaluation.recipes import RECIPES
from evaluation.results import Score, append_results, table
from image_generation.common.errors import UserError
from learning import distributed, seeding
from learning import prepare as setup
from learning.data.labelled_datasets import Labelled, Subset, open_labelled
from learning.data.loader import Batch, Batches, Plan, SourceDataset, shuffled
from learning.distributed import Processes
from learning.encoders.build import check_image_size
from learning.encoders.load import Encoder, load_encoder, random_encoder
from learning.encoders.vit import VisionTransformer
from learning.features import Evaluating, extract
from learning.knn import accuracies
from learning.schedules import cosine, warmup
from learning.sync_batchnorm import synchronize
from learning.training import Run, train
from learning.views import IMAGENET_MEAN, IMAGENET_STD

LAST_LR = 1e-6
_BLOCK = re.compile(r"(?:blocks\.|encoder\.layers\.encoder_layer_)(\d+)\.")
_AFTER = re.compile(r"(?:norm|fc_norm|encoder\.ln)\.")
_BINS = 30  # the largest of RandAugment's magnitudes in torchvision
_GREY = [124, 116, 104]  # the mean of natural images, behind what is turned or shifted
DEPTH = 1 << 30  # key of the seeds of stochastic depth, where ranks have theirs


class Classifier(nn.Module):
    """Encoder and linear classifier: images float [n, 3, h, w] -> logits float [n, classes]."""

    def __init__(self, encoder: Encoder, classes: int):
        super().__init__()
        self.backbone = encoder.module
        self.fc = nn.Linear(encoder.width, classes)
        nn.init.trunc_normal_(self.fc.weight, std=2e-5)
        nn.init.zeros_(self.fc.bias)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return self.fc(self.backbone(images))


class PartSource:
    """A labelled part as a source of the training loop: read(k) -> (uint8 [h, w, 3], label)."""

    def __init__(self, part: Subset):
        self.part = part

    def __len__(self) -> int:
        return len(self.part)

    def read(self, number: int) -> tuple[np.ndarray, int]:
        """Raises BadImage."""
        image, label = self.part[number]
        return np.asarray(image), label


class Augment:
    """uint8 [3, h, w] -> uint8 [1, 3, size, size]; picklable, for data-loading processes.

    randaugment   magnitude of 10 of two of torchvision's operations, each with noise of 0.5, as MAE's rand-m9-mstd0.5
    erasing       chance that a box becomes noise
    """

    def __init__(self, size: int, randaugment: int, erasing: float):
        how = v2.InterpolationMode.BICUBIC
        self.steps = v2.Compose(
            [v2.RandomResizedCrop(size, interpolation=how, antialias=True), v2.RandomHorizontalFlip()]
        )
        self.randaugment, self.erasing = randaugment, erasing

    def __call__(self, image: torch.Tensor) -> torch.Tensor:
        image = self.steps(image)
        for _ in range(2 if self.randaugment else 0):
            magnitude = round(_BINS / 10 * (self.randaugment + 0.5 * float(torch.randn(()))))
            operation = v2.RandAugment(1, min(max(magnitude, 0), _BINS), fill=_GREY)
            image = operation(image)
        if self.erasing and float(torch.rand(())) < self.erasing:
            image = erase(image)
        return image[None]


def erase(image: torch.Tensor) -> torch.Tensor:
    """A copy of uint8 [3, h, w] in which a box is noise with the mean and deviation of natural images' colours.

    Zhong et al. 2017 (arXiv 1708.04896), algorithm 1: 2 to 33% of the image, sides up to 1 to 3.3 either way.
    """
    height, width = image.shape[1:]
    for _ in range(10):
        area = height * width * float(torch.empty(()).uniform_(0.02, 1 / 3))
        ratio = float(torch.empty(()).uniform_(-1.0, 1.0).mul(1.2).exp())  # exp(1.2) = 3.3
        h, w = round((area * ratio) ** 0.5), round((area / ratio) ** 0.5)
        if 0 < h < height and 0 < w < width:
            y, x = (int(torch.randint(most + 1, ())) for most in (height - h, width - w))
            mean, std = (torch.tensor(value).view(3, 1, 1) for value in (IMAGENET_MEAN, IMAGENET_STD))
            noise = mean + std * torch.randn(3, h, w)
            image = image.clone()
            image[:, y : y + h, x : x + w] = (255 * noise).round().clamp(0, 255).to(torch.uint8)
            break
    return image


def finetune(args: argparse.Namespace) -> None:
    """Train and score as main_finetune.py's flags say. Raises UserError."""
    args.seed = setup.saved_seed(args) if args.seed is None else args.seed
    with distributed.processes(args.device) as processes:
        setup.settle(args, processes, pins_data=False)  # its --dataset and --checkpoint are, where they are opened
        encoder = (
            load_encoder(args.checkpoint, args.arch) if args.checkpoint else random_encoder(args.random_init, args.seed)
        )
        args.arch, args.image_size = encoder.arch, args.image_size or encoder.image_size
        check_image_size(encoder.module, encoder.arch, args.image_size)
        settle(args, processes)
        data = open_labelled(args.dataset, args.data_root, args.few, args.seed)
        seeding.seed_everything(args.seed, seeding.WEIGHTS)
        model = Classifier(encoder, data.classes)
        setup.prepare_output(args, processes)
        train(make_run(args, processes, model, data))
        if processes.main:
            report(args, encoder, model, data, processes.device)


def open_encoder(args: argparse.Namespace) -> Encoder:
    """The encoder that --checkpoint or --random-init names. Raises UserError."""
    if args.checkpoint:
        return load_encoder(args.checkpoint, args.arch)
    return random_encoder(args.random_init, args.seed)


def settle(args: argparse.Namespace, processes: Processes) -> None:
    """Replace what the recipe says and what depends on the machine. Raises UserError for what does not fit together."""
    if args.recipe == "auto":
        args.recipe = "vit" if re.search("vit|deit|swin|beit|convnext", args.arch) else "resnet"
    for name, value in RECIPES[args.recipe].items():
        if getattr(args, name) is None:
            setattr(args, name, value)
    if args.amp is None:
        args.amp = processes.device.type == "cuda"
    if args.warmup_epochs is None:
        args.warmup_epochs = min(5.0, args.epochs / 10)
    if args.warmup_epochs >= args.epochs:
        raise UserError(f"--warmup-epochs {args.warmup_epochs:g} must be less than --epochs {args.epochs}", 2)
    if args.monitor:
        raise UserError("--monitor: fine-tuning is scored on the test part at its end; leave it out", 2)


# ------------------------------------------------------------------ layers


def depths(encoder: nn.Module) -> dict[str, int]:
    """Which layer each parameter of an encoder is of, from 0.

    Of a transformer its block, with what comes before all blocks as layer 0 and what comes after as a further one, that
    trains as fast as the classifier; of any other network its child, in order.
    """
    names = [name for name, _ in encoder.named_parameters()]
    found = {name: _BLOCK.match(name) for name in names}
    blocks = 1 + max((int(match[1]) for match in found.values() if match), default=-1)
    if blocks:
        after = {name: 1 + blocks if _AFTER.match(name) else 0 for name in names}
        return {name: 1 + int(match[1]) if match else after[name] for name, match in found.items()}
    children = [name for name, child in encoder.named_children() if any(True for _ in child.parameters())]
    return {name: children.index(name.partition(".")[0]) if "." in name else 0 for name in names}


def parameter_groups(model: Classifier, layer_decay: float, weight_decay: float) -> list[dict[str, Any]]:
    """Groups of equal layer and decay, the classifier first; scale: layer_decay to the power of the layers above, of
    which a transformer's last norm is none but the classifier's own (as in the released code of MAE)."""
    depth_of = depths(model.backbone)
    top = 1 + max(depth_of.values(), default=0)
    first = top - any(map(_AFTER.match, depth_of))  # of the layers that train at the full rate
    groups: dict[tuple[int, bool], dict[str, Any]] = {}
    for name, parameter in model.named_parameters():
        depth = depth_of.get(name.removeprefix("backbone."), top)
        decayed = parameter.ndim > 1 and not name.endswith(("pos_embed", "cls_token", "class_token", "pos_embedding"))
        key = (depth, decayed)
        if key not in groups:
            groups[key] = {
                "params": [],
                "weight_decay": weight_decay if decayed else 0.0,
                "scale": layer_decay ** max(first - depth, 0),
            }
        groups[key]["params"].append(parameter)
    return [groups[key] for key in sorted(groups, reverse=True)]


# ------------------------------------------------------------------ training and scoring


def make_run(args: argparse.Namespace, processes: Processes, model: Classifier, data: Labelled) -> Run:
    """Put together what the training loop needs."""
    encoder = model.backbone
    if hasattr(encoder, "drop_path_rate"):
        encoder.drop_path_rate = args.drop_path_rate
    if processes.world > 1:
        synchronize(model, processes.device)
    if args.compile:
        encoder.compile()
    forward = setup.on_device(model, args, processes)
    groups = parameter_groups(model, args.layer_decay, args.weight_decay)
    optimizer: torch.optim.Optimizer
    if args.recipe == "vit":
        optimizer = torch.optim.AdamW(groups, lr=args.lr)
    else:
        optimizer = torch.optim.SGD(groups, lr=args.lr, momentum=0.9)
    batch = args.batch_size // processes.local_world
    source = PartSource(data.train)
    plan = Plan(len(source), batch, processes.rank, processes.world, shuffled(len(source), args.seed))
    dataset = SourceDataset(source, Augment(args.image_size, args.randaugment, args.erasing), args.seed)
    workers = -(-args.workers // processes.local_world) if args.workers else 0
    joint = batch * processes.world
    mixers = [
        *([v2.MixUp(alpha=args.mixup, num_classes=data.classes)] if args.mixup else []),
        *([v2.CutMix(alpha=args.cutmix, num_classes=data.classes)] if args.cutmix else []),
    ]

    def begin(step: int) -> None:
        for group in optimizer.param_groups:
            group["lr"] *= group["scale"]
        if isinstance(encoder, VisionTransformer):
            number = seeding.derive(args.seed, seeding.STEP, step, DEPTH)
            encoder.generator = torch.Generator().manual_seed(number)

    def loss_of(batch: Batch, views: torch.Tensor) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
        images, labels = views[0], batch.labels.to(views.device)
        targets: torch.Tensor = labels
        if mixers:
            images, targets = mixers[int(torch.randint(len(mixers), ()))](images, labels)
        logits = forward(images).float()
        acc1 = 100.0 * (logits.detach().argmax(1) == labels).float().mean()
        return cross_entropy(logits, targets, label_smoothing=args.smoothing), {"acc1": acc1}

    def lr_at(epoch: float) -> float:
        lr, warm = args.lr * joint / 256, args.warmup_epochs
        if epoch < warm:
            return warmup(lr, 0.0, epoch / warm)
        return cosine(lr, epoch - warm, args.epochs - warm, min(LAST_LR, lr))

    def batches(start: int, stop: int) -> Batches:
        return Batches(dataset, plan, start, stop, workers=workers, pin=processes.device.type == "cuda")

    return Run(
        args=args,
        processes=processes,
        model=model,
        optimizer=optimizer,
        loss_of=loss_of,
        lr_at=lr_at,
        plan=plan,
        batches=batches,
        columns=["acc1"],
        begin=begin,
    )


def report(args: argparse.Namespace, encoder: Encoder, model: Classifier, data: Labelled, device: torch.device) -> None:
    """Print the score on the test part and append it to --results."""
    with Evaluating(model), torch.no_grad():
        logits, truth = extract(model, data.test, args.image_size, device, args.batch_size, title=encoder.label)
    top1, top5 = accuracies(logits, truth)
    few = f", {args.few} a class" if args.few else ""
    score = Score(
        method="fine-tuning",
        label=encoder.label,
        arch=encoder.arch,
        source=encoder.source,
        dataset=args.dataset,
        n=len(truth),
        top1=top1,
        top5=top5,
        settings=f"{args.recipe}, {args.epochs} epochs, {args.image_size} px{few}, seed {args.seed}",
    )
    print(table([score]))
    append_results(args.results, [score])
