"""SupCon and its kin put together: model, loss, schedule and data, handed to the loop of learning/training.py."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from image_generation.common.errors import UserError
from learning import distributed, seeding, views
from learning import prepare as setup
from learning.data.live import LiveSource
from learning.data.loader import Batch
from learning.encoders.build import check_image_size, encoder_factory
from learning.encoders.inner_layers import LayerFeatures
from learning.logs import say
from learning.monitor import knn_monitor
from learning.schedules import cosine, step_decay, warmup
from learning.sync_batchnorm import synchronize
from learning.training import Run, train
from supcon.losses import SupConLoss, align_uniform, label_overlap, soft_cross_entropy
from supcon.models import Classifier, ContrastiveModel

LABELLED = ("SupCon", "CE")
WITHOUT_LABELS = "--method SimCLR and AlignUniform work without labels"
WARM_EPOCHS, WARM_FROM, WARM_BATCH = 10, 0.01, 256  # of the published code


def pretrain(args: argparse.Namespace) -> None:
    """Train as main_train.py's flags say; returns when the last epoch is done. Raises UserError."""
    encoder_factory(args.arch, "--model")
    args.seed = setup.saved_seed(args) if args.seed is None else args.seed
    with distributed.processes(args.device) as processes:
        setup.settle(args, processes)
        joint = args.batch_size // processes.local_world * processes.world
        check_batch(args, joint)
        recipe = views.recipe("supcon", args.minimum_crop_area)
        with setup.opened_data(args, processes, recipe, args.samples_per_class) as data:
            check_classes(args, data.source, processes.main)
            model = build_model(args, len(data.source.classes))
            monitor = make_monitor(args, model, processes.device)
            setup.prepare_output(args, processes)
            train(make_run(args, processes, model, data, monitor))


def check_batch(args: argparse.Namespace, joint: int) -> None:
    """Raise UserError for a batch with nothing to compare, or that --samples-per-class (or a live epoch) does not
    divide."""
    per_class = args.samples_per_class
    if joint < 2 and args.method != "CE":
        raise UserError(f"--batch-size {joint}: --method {args.method} compares images: give it two or more", 2)
    if joint < per_class:
        raise UserError(
            f"--batch-size {joint} is smaller than --samples-per-class {per_class}: "
            "a batch must hold all samples of at least one class",
            2,
        )
    if joint % per_class:
        raise UserError(
            f"--batch-size {joint} must be a multiple of --samples-per-class {per_class} "
            "(counting the images of all processes)",
            2,
        )
    live = args.dataset_type in ("shaders", "shader_list")
    if live and args.epoch_size % per_class:
        raise UserError(f"--epoch-size {args.epoch_size} must be a multiple of --samples-per-class {per_class}", 2)


def check_classes(args: argparse.Namespace, source: Any, main: bool) -> None:
    """Raises UserError where the method needs labels, or more classes, than the data have."""
    classes, where = source.classes, args.data[0]
    grouped = args.samples_per_class > 1
    if args.method not in LABELLED and not grouped:
        return
    if not classes:
        what = f"--method {args.method}" if args.method in LABELLED else "--samples-per-class"
        raise UserError(
            f"{where}: the images have no labels, and {what} needs them: give a folder with a sub-folder for "
            f"each class (generate_dataset.py --layout class); {WITHOUT_LABELS}",
            2,
        )
    if len(classes) == 1 and args.method in LABELLED:
        raise UserError(
            f"{where}: there is one class only ({classes[0]}), and --method {args.method} needs two or more; "
            "--method SimCLR and AlignUniform work with one",
            2,
        )
    if grouped and main and not isinstance(source, LiveSource):
        warn_about_small_classes(source, args.samples_per_class)


def warn_about_small_classes(source: Any, per_class: int) -> None:
    """Say once which classes are too small to fill their part of a batch without repeating images."""
    counts = torch.bincount(torch.as_tensor(source.labels), minlength=len(source.classes))
    small = [int(k) for k in torch.nonzero((counts > 0) & (counts < per_class))]
    if small:
        first = small[0]
        others = f" and {len(small) - 1} more classes" if len(small) > 1 else ""
        say(
            f"class {source.classes[first]} ({int(counts[first])} images){others}: fewer than "
            f"--samples-per-class {per_class}: images of such classes are repeated in a batch"
        )


def build_model(args: argparse.Namespace, classes: int) -> ContrastiveModel | Classifier:
    """The model with weights that --seed determines. Raises UserError for an encoder that does not fit."""
    seeding.seed_everything(args.seed, seeding.WEIGHTS)
    model: ContrastiveModel | Classifier
    if args.method == "CE":
        model = Classifier(args.arch, classes)
    else:
        model = ContrastiveModel(args.arch, args.head, args.feat_dim)
    check_image_size(model.encoder, args.arch, args.image_size, "--size")
    return model


def make_monitor(args: argparse.Namespace, model: ContrastiveModel | Classifier, device: torch.device):
    """What --monitor and --layer ask for; None without --monitor. Raises UserError for an unknown set or layer."""
    encoder = model.encoder
    encode: nn.Module | None
    if args.layer is not None:
        encode = LayerFeatures(encoder, args.layer)
    elif getattr(encoder, "projected", False) or (args.head == "none" and args.method != "CE"):
        encode = None  # the head is still in it
    else:
        encode = encoder
    return knn_monitor(args, encoder, device, encode) if args.monitor else None


def learning_rate(args: argparse.Namespace, joint: int, epoch: float) -> float:
    """The published schedule: steps or cosine (down to lr_decay_rate^3) by whole epochs counted from one, after a
    warm-up of ten epochs where asked for or above 256 images a step."""
    number = math.floor(epoch) + 1
    floor = args.lr * args.lr_decay_rate**3
    if (args.warm or joint > WARM_BATCH) and number <= WARM_EPOCHS:
        target = cosine(args.lr, WARM_EPOCHS, args.epochs, floor) if args.cos else args.lr
        return warmup(target, WARM_FROM, epoch / WARM_EPOCHS)
    if args.cos:
        return cosine(args.lr, number, args.epochs, floor)
    return step_decay(args.lr, number - 1, args.schedule, args.lr_decay_rate)


def make_run(
    args: argparse.Namespace,
    processes: distributed.Processes,
    model: ContrastiveModel | Classifier,
    data: setup.Data,
    monitor: Callable[[], float] | None,
) -> Run:
    """Put together what the training loop needs."""
    if args.sync_bn and processes.world > 1:
        synchronize(model, processes.device)
    if args.compile:
        model.encoder.compile()
    forward = setup.on_device(model, args, processes)
    optimizer = torch.optim.SGD(model.parameters(), args.lr, args.momentum, weight_decay=args.weight_decay)
    loss_of, columns = make_loss(args, forward)
    joint = data.plan.batch * data.plan.world

    def lr_at(epoch: float) -> float:
        return learning_rate(args, joint, epoch)

    return Run(
        args=args,
        processes=processes,
        model=model,
        optimizer=optimizer,
        loss_of=loss_of,
        lr_at=lr_at,
        plan=data.plan,
        batches=data.batches,
        views=data.views,
        monitor=monitor,
        columns=columns,
    )


def make_loss(args: argparse.Namespace, forward: nn.Module):
    """(loss_of(batch, views float [v, n, 3, h, w]) -> (loss, numbers), names of the numbers)."""
    contrast = SupConLoss(args.temp, args.contrast_mode, args.base_temp)

    def features_of(views: torch.Tensor) -> torch.Tensor:
        """Outputs float [n, v, d]; the views pass together, so that batch statistics are over both."""
        return forward(views.flatten(0, 1)).unflatten(0, views.shape[:2]).transpose(0, 1)

    def simclr(_batch: Batch, views: torch.Tensor):
        return contrast(features_of(views)), {}

    def supcon(batch: Batch, views: torch.Tensor):
        features, labels = features_of(views), batch.labels.to(views.device, non_blocking=True)
        if batch.weights is None:
            return contrast(features, labels), {}
        return contrast(features, mask=label_overlap(labels, batch.weights.to(views.device, non_blocking=True))), {}

    def cross(batch: Batch, views: torch.Tensor):
        logits = forward(views.flatten(0, 1)).float()
        labels = batch.labels.to(views.device, non_blocking=True).repeat(len(views), *[1] * (batch.labels.ndim - 1))
        if batch.weights is None:
            loss, truth = cross_entropy(logits, labels), labels
        else:
            weights = batch.weights.to(views.device, non_blocking=True).repeat(len(views), 1)
            loss = soft_cross_entropy(logits, labels, weights)
            truth = labels.gather(1, weights.argmax(1, keepdim=True))[:, 0]
        return loss, {"acc1": 100.0 * (logits.detach().argmax(1) == truth).float().mean()}

    def align_and_uniform(_batch: Batch, views: torch.Tensor):
        loss, align, uniform = align_uniform(
            features_of(views), args.align_alpha, args.uniform_t, args.uniform_weight, args.align_weight
        )
        return loss, {"align": align, "uniform": uniform}

    return {
        "SupCon": (supcon, []),
        "SimCLR": (simclr, []),
        "CE": (cross, ["acc1"]),
        "AlignUniform": (align_and_uniform, ["align", "uniform"]),
    }[args.method]
