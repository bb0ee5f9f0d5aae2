"""MoCo put together: model, loss, schedule and data, handed to the training loop of learning/training.py."""

from __future__ import annotations

import argparse
import math

import torch
from torch.nn.functional import cross_entropy

from image_generation.common.errors import UserError
from learning import distributed, seeding, views
from learning import prepare as setup
from learning.encoders.build import encoder_factory
from learning.monitor import knn_monitor
from learning.schedules import cosine, step_decay
from learning.training import Run, train
from moco.builder import MoCo


def pretrain(args: argparse.Namespace) -> None:
    """Train as main_train.py's flags say; returns when the last epoch is done. Raises UserError."""
    args.seed = setup.saved_seed(args) if args.seed is None else args.seed
    with distributed.processes(args.device) as processes:
        setup.settle(args, processes)
        joint = args.batch_size // processes.local_world * processes.world
        if args.moco_k % joint:
            raise UserError(f"--moco-k {args.moco_k} must be a multiple of the joint batch of {joint} images", 2)
        model = build_model(args)
        recipe = views.recipe("moco_v2" if args.aug_plus else "moco_v1")
        with setup.opened_data(args, processes, recipe) as data:
            setup.prepare_output(args, processes)
            train(make_run(args, processes, model, data))


def build_model(args: argparse.Namespace) -> MoCo:
    """MoCo with weights that --seed determines. Raises UserError for an encoder that does not fit."""
    seeding.seed_everything(args.seed, seeding.WEIGHTS)
    factory = encoder_factory(args.arch)
    return MoCo(factory, dim=args.moco_dim, K=args.moco_k, m=args.moco_m, T=args.moco_t, mlp=args.mlp)


def make_run(args: argparse.Namespace, processes: distributed.Processes, model: MoCo, data: setup.Data) -> Run:
    """Put together what the training loop needs."""
    if args.compile:
        model.encoder_q.compile()
        model.encoder_k.compile()
    forward = setup.on_device(model, args, processes)
    # All parameters, as in the official code; those of the key encoder never have gradients.
    optimizer = torch.optim.SGD(model.parameters(), args.lr, args.momentum, weight_decay=args.weight_decay)

    def loss_of(_batch, pair: torch.Tensor) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
        logits, labels = forward(pair[0], pair[1])
        top1 = 100.0 * (logits.detach().argmax(1) == labels).float().mean()
        return cross_entropy(logits, labels), {"acc1": top1}

    def lr_at(epoch: float) -> float:
        whole = math.floor(epoch)
        return cosine(args.lr, whole, args.epochs) if args.cos else step_decay(args.lr, whole, args.schedule)

    monitor = knn_monitor(args, model.encoder_q, processes.device) if args.monitor else None
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
        columns=["acc1"],
    )
