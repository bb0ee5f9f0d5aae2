"""Where a training run starts: from new networks, from its own last state, or from given networks (transfer)."""

import torch

from image_generation.common.errors import UserError
from learning import seeding
from learning.checkpoints import read_checkpoint
from stylegan2 import presets, run_files
from stylegan2.network_files import load_networks
from stylegan2.training_step import Model

ADA_KIMG, ADA_KIMG_TRANSFER = 500, 100  # thousand images in which p can go from 0 to 1
ADA_TARGET = 0.6


def make_model(args, here, source):
    """The Model and the step to start from, as --resume says. Raises UserError where that does not fit."""
    settings = presets.choose(args, source.resolution, here.world)
    configs = presets.network_configs(args, settings, source.resolution, len(source.classes))
    state, where, given = None, args.resume, None
    if args.resume == "auto":
        where, state = run_files.latest_state(args.output)
    elif args.resume and args.resume.endswith((".pkl", ".safetensors")):
        given = load_networks(args.resume, ("G", "D", "G_ema"))
        check_same_resolution(args.resume, given["G"].img_resolution, source.resolution)
    elif args.resume:
        state = read_checkpoint(args.resume)
    if state is not None:
        check_state(state, where, source.resolution, settings)
    transferred = given is not None or (state is not None and state.get("transferred", False))
    if transferred:
        theirs = state["configs"] if given is None else [given["G"].config, given["D"].config]
        settings, configs = presets.for_transfer(settings, configs, theirs)

    seeding.seed_everything(args.seed, seeding.WEIGHTS)
    pipe = None if args.aug == "noaug" else args.augpipe
    target = (ADA_TARGET if args.target is None else args.target) if args.aug == "ada" else None
    speed = ADA_KIMG_TRANSFER if transferred else ADA_KIMG
    try:
        model = Model(configs, settings, pipe, args.p or 0.0, target, speed, here.device)
    except (TypeError, ValueError, KeyError) as error:  # only a state's own configurations can be wrong
        raise UserError(f"--resume {where}: holds no networks ({str(error)[:160]})", 2) from None
    for block in (*model.G.modules(), *model.D.modules(), *model.G_ema.modules()):
        if hasattr(block, "half_dtype") and args.precision == "bf16" and here.device.type == "cuda":
            block.half_dtype = torch.bfloat16
    if given is not None:
        for name, network in given.items():
            copy_weights(network, getattr(model, name), f"--resume {args.resume}, {name}")
    model.transferred = transferred
    if state is None:
        return model, 0
    try:
        model.load_state_dict(state["model"])
    except (RuntimeError, KeyError, ValueError) as error:
        raise UserError(f"--resume {where}: does not fit ({' '.join(str(error).split())[:160]})", 2) from None
    return model, int(state["step"])


def training_state(args, model, source, step):
    """What a training-state file holds."""
    about = {"resolution": source.resolution, "batch": model.settings.batch, "seed": args.seed}
    about |= {"transferred": model.transferred, "configs": [model.G.config, model.D.config]}
    return {"step": step, **about, "model": model.state_dict()}


def check_state(state, where, resolution, settings):
    """Raises UserError (code 2) for a training state that other flags made."""
    if not isinstance(state, dict) or not {"step", "resolution", "configs", "batch"} <= state.keys():
        raise UserError(f"--resume {where}: is no training state of stylegan2/train.py", 2)
    check_same_resolution(where, state["resolution"], resolution)
    if state["batch"] != settings.batch:
        raise UserError(f"--resume {where}: was trained with --batch {state['batch']}, not {settings.batch}", 2)


def check_same_resolution(where, theirs, ours):
    """Raises UserError (code 2) for networks of another resolution than the images."""
    if theirs != ours:
        raise UserError(f"--resume {where}: its networks are {theirs}x{theirs}, the images {ours}x{ours}", 2)


def copy_weights(given, network, where):
    """Take over every tensor of the same name and shape; the rest (labels, say) stays new."""
    own = network.state_dict()
    fitting = {k: v for k, v in given.state_dict().items() if k in own and own[k].shape == v.shape}
    if len(fitting) < len(own) / 2:
        raise UserError(f"{where}: only {len(fitting)} of {len(own)} tensors fit this network", 2)
    network.load_state_dict(fitting, strict=False)
