"""LeJEPA put together: encoder, loss, schedule and data, handed to the training loop of learning/training.py."""

from __future__ import annotations

import argparse
from typing import Any

import torch

from image_generation.common.errors import UserError
from learning import distributed, multicrop, seeding
from learning import prepare as setup
from learning.data.loader import Plan
from learning.distributed import Processes
from learning.encoders.build import check_image_size, full_name
from learning.monitor import knn_monitor
from learning.schedules import cosine, warmup
from learning.sync_batchnorm import synchronize
from learning.training import Run, train
from lejepa.losses import LeJEPALoss
from lejepa.models import LeJEPA

LOCAL_SHARE = 98 / 224  # side of local views over that of global ones
DECAY_TRANSFORMER, DECAY_CONVOLUTIONS = 5e-2, 5e-4  # published weight decays
FIRST_LR, LAST_LR = 0.01, 0.001  # shares of the learning rate where the warm-up begins and where the cosine ends
DEPTH = 1 << 30  # key of the seeds of stochastic depth, where ranks have theirs


def pretrain(args: argparse.Namespace) -> None:
    """Train as main_train.py's flags say; returns when the last epoch is done. Raises UserError."""
    args.arch = full_name(args.arch, args.patch_size, args.image_size)
    args.seed = setup.saved_seed(args) if args.seed is None else args.seed
    with distributed.processes(args.device) as processes:
        settle(args, processes)
        model = build_model(args)
        crops = multicrop.lejepa_crops(
            args.image_size,
            args.local_crops_size,
            args.global_crops_number,
            args.local_crops_number,
            global_area=tuple(args.global_crops_scale),
            local_area=tuple(args.local_crops_scale),
        )
        with setup.opened_data(args, processes, crops) as (_, plan, batches, device_views):
            setup.prepare_output(args, processes)
            train(make_run(args, processes, model, plan, batches=batches, views=device_views))


def settle(args: argparse.Namespace, processes: Processes) -> None:
    """Replace defaults that depend on others and on the machine. Raises UserError for what does not fit together."""
    setup.settle(args, processes)
    if args.amp is None:
        args.amp = processes.device.type == "cuda"
    if args.weight_decay is None:
        transformer = any(word in args.arch for word in ("vit", "swin", "deit", "beit", "former"))
        args.weight_decay = DECAY_TRANSFORMER if transformer else DECAY_CONVOLUTIONS
    if args.warmup_epochs is None:
        args.warmup_epochs = 1.0 if args.epochs > 1 else 0.5
    if args.warmup_epochs >= args.epochs:
        raise UserError(f"--warmup-epochs {args.warmup_epochs:g} must be less than --epochs {args.epochs}", 2)
    views = args.global_crops_number + args.local_crops_number
    if views < 2:
        raise UserError(
            f"--global-crops-number and --local-crops-number give {views} view: two or more are compared", 2
        )
    multicrop.settle_crops(args, LOCAL_SHARE)


def build_model(args: argparse.Namespace) -> LeJEPA:
    """The model with weights that --seed determines. Raises UserError for an encoder that does not fit."""
    seeding.seed_everything(args.seed, seeding.WEIGHTS)
    model = LeJEPA(args.arch, args.proj_dim, args.proj_hidden, args.drop_path_rate)
    check_image_size(model.backbone, args.arch, args.image_size)
    if args.local_crops_number:
        check_image_size(model.backbone, args.arch, args.local_crops_size, "--local-crops-size")
    return model


def make_run(args: argparse.Namespace, processes: Processes, model: LeJEPA, plan: Plan, **data: Any) -> Run:
    """Put together what the training loop needs; data: its batches and views."""
    if processes.world > 1:
        synchronize(model, processes.device)
    encoder = model.backbone
    if args.compile:
        encoder.compile()
    forward = setup.on_device(model, args, processes)
    criterion = LeJEPALoss(args.lamb, args.slices, args.knots, args.t_max).to(processes.device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=args.lr, weight_decay=args.weight_decay)
    seed = 0

    def begin(step: int) -> None:
        nonlocal seed
        seed = seeding.derive(args.seed, seeding.STEP, step, DEPTH)
        if hasattr(encoder, "generator"):
            encoder.generator = torch.Generator().manual_seed(seed)

    def loss_of(_batch: Any, crops: tuple[torch.Tensor, ...]) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
        loss, prediction, gaussian = criterion(forward(crops), args.global_crops_number, seed)
        return loss, {"prediction": prediction, "sigreg": gaussian}

    def lr_at(epoch: float) -> float:
        warm = args.warmup_epochs
        if epoch < warm:
            return warmup(args.lr, FIRST_LR * args.lr, epoch / warm)
        return cosine(args.lr, epoch - warm, args.epochs - warm, LAST_LR * args.lr)

    return Run(
        args=args,
        processes=processes,
        model=model,
        optimizer=optimizer,
        loss_of=loss_of,
        lr_at=lr_at,
        plan=plan,
        **data,
        monitor=knn_monitor(args, encoder, processes.device, encoder) if args.monitor else None,
        columns=["prediction", "sigreg"],
        begin=begin,
    )
