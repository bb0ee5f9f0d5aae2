"""DINO put together: networks, loss, schedules and data, handed to the training loop of learning/training.py."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

import torch

from dino.models import DINO, LARS, clip_each, has_batch_norm, parameter_groups
from image_generation.common.errors import UserError
from learning import distributed, multicrop, seeding
from learning import prepare as setup
from learning.data.loader import Plan
from learning.distributed import Processes
from learning.encoders.build import check_image_size, full_name
from learning.monitor import knn_monitor
from learning.schedules import cosine_by_step, set_weight_decay
from learning.sync_batchnorm import synchronize
from learning.training import Run, train

PUBLISHED_WARMUP = 10  # epochs
LOCAL_SHARE = 96 / 224  # side of local views over that of global ones
DEPTH = 1 << 30  # key of the seeds of stochastic depth, where ranks have theirs


def pretrain(args: argparse.Namespace) -> None:
    """Train as main_train.py's flags say; returns when the last epoch is done. Raises UserError."""
    args.arch = full_name(args.arch, args.patch_size, args.image_size)
    args.seed = setup.saved_seed(args) if args.seed is None else args.seed
    with distributed.processes(args.device) as processes:
        settle(args, processes)
        model = build_model(args)
        crops = multicrop.dino_crops(
            args.image_size,
            args.local_crops_size,
            args.local_crops_number,
            global_area=tuple(args.global_crops_scale),
            local_area=tuple(args.local_crops_scale),
        )
        with setup.opened_data(args, processes, crops) as (_, plan, batches, device_views):
            setup.prepare_output(args, processes)
            train(make_run(args, processes, model, plan, batches=batches, views=device_views))


def settle(args: argparse.Namespace, processes: Processes) -> None:
    """Replace defaults that depend on others and on the machine. Raises UserError for what does not fit together."""
    if args.batch_size is None:
        args.batch_size = args.batch_size_per_gpu * processes.local_world
    setup.settle(args, processes)
    if args.amp is None:
        args.amp = processes.device.type == "cuda"
    if args.warmup_epochs is None:
        args.warmup_epochs = min(PUBLISHED_WARMUP, args.epochs // 2)
    for flag, epochs in (
        ("--warmup-epochs", args.warmup_epochs),
        ("--warmup-teacher-temp-epochs", args.warmup_teacher_temp_epochs),
    ):
        if epochs > args.epochs:
            raise UserError(f"{flag} {epochs} is more than --epochs {args.epochs}", 2)
    multicrop.settle_crops(args, LOCAL_SHARE)


def build_model(args: argparse.Namespace) -> DINO:
    """Student and teacher with weights that --seed determines. Raises UserError for an encoder that does not fit."""
    seeding.seed_everything(args.seed, seeding.WEIGHTS)
    model = DINO(args.arch, args.out_dim, args.use_bn_in_head, args.norm_last_layer, args.drop_path_rate)
    check_image_size(model.teacher.backbone, args.arch, args.image_size)
    if args.local_crops_number:
        check_image_size(model.teacher.backbone, args.arch, args.local_crops_size, "--local-crops-size")
    return model


def make_optimizer(args: argparse.Namespace, model: DINO) -> torch.optim.Optimizer:
    """The optimizer that --optimizer names, over the student."""
    groups = parameter_groups(model.student)
    if args.optimizer == "adamw":
        return torch.optim.AdamW(groups, lr=args.lr, weight_decay=args.weight_decay)
    kind: Callable[..., torch.optim.Optimizer] = torch.optim.SGD if args.optimizer == "sgd" else LARS
    return kind(groups, lr=args.lr, momentum=0.9, weight_decay=args.weight_decay)


def teacher_temperature(args: argparse.Namespace, epoch: int) -> float:
    """Linear over the epochs of its warm-up, then constant."""
    warm, first, last = args.warmup_teacher_temp_epochs, args.warmup_teacher_temp, args.teacher_temp
    return first + (last - first) * epoch / max(warm - 1, 1) if epoch < warm else last


def make_run(args: argparse.Namespace, processes: Processes, model: DINO, plan: Plan, **data: Any) -> Run:
    """Put together what the training loop needs; data: its batches and views."""
    if processes.world > 1 and has_batch_norm(model):
        synchronize(model, processes.device)
    encoder = model.student.backbone
    if args.compile:
        encoder.compile()
        model.teacher.backbone.compile()
    forward = setup.on_device(model, args, processes)
    optimizer = make_optimizer(args, model)
    per_epoch = plan.steps_per_epoch
    steps, joint = args.epochs * per_epoch, plan.batch * plan.world
    temperature = args.teacher_temp

    def begin(step: int) -> None:
        nonlocal temperature
        temperature = teacher_temperature(args, step // per_epoch)
        set_weight_decay(optimizer, cosine_by_step(args.weight_decay, args.weight_decay_end, step, steps))
        if hasattr(encoder, "generator"):
            generator = torch.Generator().manual_seed(seeding.derive(args.seed, seeding.STEP, step, DEPTH))
            setattr(encoder, "generator", generator)  # noqa: B010

    def loss_of(_batch: Any, crops: tuple[torch.Tensor, ...]) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
        loss, entropy = forward(crops, temperature)
        return loss, {"entropy": entropy}

    def descend(loss: torch.Tensor, step: int) -> None:
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        if args.clip_grad:
            clip_each(list(model.student.parameters()), args.clip_grad)
        if step // per_epoch < args.freeze_last_layer:
            for parameter in model.student.head.last_layer.parameters():
                parameter.grad = None
        optimizer.step()
        model.update_teacher(cosine_by_step(args.momentum_teacher, 1.0, step, steps))

    def lr_at(epoch: float) -> float:
        step = round(epoch * per_epoch)
        return cosine_by_step(args.lr * joint / 256, args.min_lr, step, steps, args.warmup_epochs * per_epoch)

    teacher = model.teacher.backbone
    return Run(
        args=args,
        processes=processes,
        model=model,
        optimizer=optimizer,
        loss_of=loss_of,
        lr_at=lr_at,
        plan=plan,
        **data,
        monitor=knn_monitor(args, teacher, processes.device, teacher) if args.monitor else None,
        columns=["entropy"],
        begin=begin,
        descend=descend,
        exported=lambda: official_entries(model),
        imported=from_official,
    )


# ------------------------------------------------------------------ the official code's checkpoints


def official_entries(model: DINO) -> dict[str, Any]:
    """student, teacher and dino_loss as the official code saves them (its student is wrapped, hence `module.`)."""
    wrapped = {"student": True, "teacher": has_batch_norm(model)}
    entries: dict[str, Any] = {
        name: {("module." if inside else "") + key: value for key, value in getattr(model, name).state_dict().items()}
        for name, inside in wrapped.items()
    }
    return entries | {"dino_loss": model.dino_loss.state_dict()}


def from_official(state: dict[str, Any]) -> dict[str, Any]:
    """An official checkpoint as one of ours; ours as it is."""
    if "state_dict" in state or not {"student", "teacher"} <= set(state):
        return state
    weights = {
        f"{part}.{name.removeprefix('module.')}": value
        for part in ("student", "teacher", "dino_loss")
        for name, value in state.get(part, {}).items()
    }
    return {**state, "state_dict": weights}
