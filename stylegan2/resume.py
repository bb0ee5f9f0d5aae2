"""Where a training run starts: from new networks, from its own last state, or from given networks (transfer)."""

from __future__ import annotations

import argparse
import math
import os
from pathlib import Path
from typing import Any

import torch
from torch import nn

from image_generation.common.errors import UserError
from learning import seeding
from learning.checkpoints import read_checkpoint
from learning.distributed import Processes
from stylegan2 import presets, run_files
from stylegan2.dataset import GanImages
from stylegan2.network_files import check_record, load_networks
from stylegan2.networks import Precision
from stylegan2.pickles import NetworkRecord
from stylegan2.training_step import Model

# Thousand images in which p can go from 0 to 1.
ADA_KIMG, ADA_KIMG_TRANSFER = 500, 100
ADA_TARGET = 0.6
# Steps of a state: beyond the images of any run.
MOST_STEPS = 1 << 34


def make_model(args: argparse.Namespace, here: Processes, source: GanImages) -> tuple[Model, int, Path | None]:
    """The Model, the step to start from, and the state file that it is from, as --resume says.

    Raises UserError where that does not fit.
    """
    settings = presets.choose(args, source.resolution, here.world)
    configs = presets.network_configs(args, settings, source.resolution, len(source.classes))
    state: Any = None
    where, given = args.resume, None
    if args.resume == "auto":
        found = run_files.latest_state(args.output)
        where, state = found if found else (where, None)
    elif args.resume and args.resume.endswith((".pkl", ".safetensors")):
        given = load_networks(args.resume, ("G", "D", "G_ema"))
        check_same_resolution(args.resume, given["G"].img_resolution, source.resolution)
    elif args.resume:
        state = read_checkpoint(args.resume)
        if state is None:
            raise UserError(f"--resume {where}: is no training state of stylegan2/train.py", 2)
    if state is not None:
        check_state(state, where, source.resolution, settings)
    transferred = given is not None or (state is not None and state.get("transferred", False))
    if transferred:
        theirs = state["configs"] if given is None else [given["G"].config, given["D"].config]
        settings, configs = presets.for_transfer(settings, configs, theirs)

    seeding.seed_everything(args.seed, seeding.WEIGHTS)
    try:
        model = Model(
            configs,
            settings,
            pipe=None if args.aug == "noaug" else args.augpipe,
            p=args.p or 0.0,
            ada_target=(ADA_TARGET if args.target is None else args.target) if args.aug == "ada" else None,
            ada_kimg=ADA_KIMG_TRANSFER if transferred else ADA_KIMG,
            device=here.device,
        )
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        if state is None:  # only a state's own configurations can be wrong
            raise
        raise UserError(f"--resume {where}: holds no networks ({str(error)[:160]})", 2) from None
    for block in (*model.G.modules(), *model.D.modules(), *model.G_ema.modules()):
        if isinstance(block, Precision) and args.precision == "bf16" and here.device.type == "cuda":
            block.half_dtype = torch.bfloat16
    if given is not None:
        for name, network in given.items():
            copy_weights(network, getattr(model, name), f"--resume {args.resume}, {name}")
    model.transferred = transferred
    if state is None:
        return model, 0, None
    check_weights(state["model"], model, where)
    try:
        model.load_state_dict(state["model"])
    except Exception as error:  # of whatever kind: its content is anybody's
        reason = " ".join(str(error).split())[:160] or type(error).__name__
        raise UserError(f"--resume {where}: does not fit ({reason})", 2) from None
    return model, state["step"], Path(where)


def training_state(args: argparse.Namespace, model: Model, source: GanImages, step: int) -> dict[str, Any]:
    """What a training-state file holds."""
    about = {"resolution": source.resolution, "batch": model.settings.batch, "seed": args.seed}
    about |= {"transferred": model.transferred, "configs": [model.G.config, model.D.config]}
    return {"step": step, **about, "model": model.state_dict()}


def check_state(state: Any, where: str | os.PathLike, resolution: int, settings: presets.Preset) -> None:
    """Raises UserError (code 2) for what is no training state, or one that other flags made."""
    if type(state) is not dict or not {"step", "resolution", "configs", "batch", "model"} <= state.keys():
        raise UserError(f"--resume {where}: is no training state of stylegan2/train.py", 2)
    for name, most in (("step", MOST_STEPS), ("resolution", 1 << 16), ("batch", 1 << 30)):
        if type(state[name]) is not int or not 0 <= state[name] <= most:
            kind = "number out of range" if type(state[name]) is int else type(state[name]).__name__
            raise UserError(f"--resume {where}: is damaged: its {name} is no whole number up to {most} ({kind})", 2)
    configs = state["configs"]
    if type(configs) not in (list, tuple) or len(configs) != 2 or any(type(part) is not dict for part in configs):
        raise UserError(f"--resume {where}: is damaged: its configs are not two of networks", 2)
    if not isinstance(state["model"], dict) or type(state.get("transferred", False)) is not bool:
        raise UserError(f"--resume {where}: is damaged: its model is no dictionary", 2)
    check_same_resolution(where, state["resolution"], resolution)
    if state["batch"] != settings.batch:
        raise UserError(f"--resume {where}: was trained with --batch {state['batch']}, not {settings.batch}", 2)
    if state.get("transferred", False):
        for name, kind, config in (("G", "Generator", configs[0]), ("D", "Discriminator", configs[1])):
            tensors = state["model"].get(name)
            if not isinstance(tensors, dict) or not all(isinstance(t, torch.Tensor) for t in tensors.values()):
                raise UserError(f"--resume {where}: is damaged: its {name} is no dictionary of tensors", 2)
            check_record(NetworkRecord(kind, config, tensors), f"--resume {where}, {name}")


def check_weights(state: dict[str, Any], model: Model, where: str | os.PathLike) -> None:
    """Raises UserError (code 2) for parts of a state that are not of the kind, shape and range of the model's own."""
    own = model.state_dict()
    for name, mine in own.items():
        problem = _differs(state.get(name), mine, name)
        # The probability of augmentation may be none on either side: the run goes on with other flags.
        if problem is not None and not (name == "p" and (mine is None or state.get("p", 0) is None)):
            raise UserError(f"--resume {where}: does not fit: {problem}", 2)


def _differs(theirs: Any, ours: Any, name: str) -> str | None:
    """How a part of a state differs in kind from the model's own part, or None."""
    if isinstance(ours, torch.Tensor):
        if not isinstance(theirs, torch.Tensor) or theirs.layout != torch.strided or theirs.shape != ours.shape:
            kind = f"shape {list(theirs.shape)}" if isinstance(theirs, torch.Tensor) else type(theirs).__name__
            return f"{name} is {kind}, not a tensor of shape {list(ours.shape)}"
        return None if bool(torch.isfinite(theirs).all()) else f"{name} holds numbers that are not finite"
    if isinstance(ours, dict):
        if not isinstance(theirs, dict):
            return f"{name} is a {type(theirs).__name__}, not a dictionary"
        if name.endswith("_opt.state"):  # empty in a model that has taken no step yet
            return _bad_moments(theirs, name)
        lacking = next((key for key in ours if key not in theirs), None)
        if lacking is not None:
            return f"{name} lacks {str(lacking)[:80]}"
        return next((p for key in ours if (p := _differs(theirs[key], ours[key], f"{name}.{key}"))), None)
    if isinstance(ours, (list, tuple)):
        if not isinstance(theirs, (list, tuple)) or len(theirs) != len(ours):
            return f"{name} is not a list of {len(ours)}"
        pairs = zip(theirs, ours)
        return next((p for k, (a, b) in enumerate(pairs) if (p := _differs(a, b, f"{name}.{k}"))), None)
    if type(ours) in (int, float) and type(theirs) in (int, float):
        return None if math.isfinite(theirs) and abs(theirs) < 1e12 else f"{name} is out of range"
    return None if type(theirs) is type(ours) else f"{name} is a {type(theirs).__name__}"


def _bad_moments(state: dict, name: str) -> str | None:
    """What is wrong with Adam's memory, by parameter's number; shapes are compared when it is loaded."""
    for number, entry in state.items():
        if (
            type(number) is not int
            or not isinstance(entry, dict)
            or not {"step", "exp_avg", "exp_avg_sq"} <= entry.keys()
        ):
            return f"{name} is not Adam's"
        for key in ("step", "exp_avg", "exp_avg_sq"):
            value = entry[key]
            if not isinstance(value, torch.Tensor) or value.layout != torch.strided:
                return f"{name}.{number}.{key} is a {type(value).__name__}"
            if not bool(torch.isfinite(value).all()) or (key != "exp_avg" and bool((value < 0).any())):
                return f"{name}.{number}.{key} is out of range"
    return None


def check_same_resolution(where: str | os.PathLike, theirs: int, ours: int) -> None:
    """Raises UserError (code 2) for networks of another resolution than the images."""
    if theirs != ours:
        raise UserError(f"--resume {where}: its networks are {theirs}x{theirs}, the images {ours}x{ours}", 2)


def copy_weights(given: nn.Module, network: nn.Module, where: str) -> None:
    """Take over every tensor of the same name and shape; the rest (labels, say) stays new."""
    own = network.state_dict()
    fitting = {k: v for k, v in given.state_dict().items() if k in own and own[k].shape == v.shape}
    if len(fitting) < len(own) / 2:
        raise UserError(f"{where}: only {len(fitting)} of {len(own)} tensors fit this network", 2)
    network.load_state_dict(fitting, strict=False)
