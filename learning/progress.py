"""How far a run is, on disk: saving it, and resuming from it or from given weights.

A checkpoint may come from anywhere: each value is looked at before it is used, and what does not fit is one line.
"""

from __future__ import annotations

import argparse
import math
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import distributed, nn

from image_generation.common.errors import UserError
from learning import checkpoints
from learning.encoders.load import check_finite, load_initial
from learning.hub.addresses import is_hub
from learning.logs import say

if TYPE_CHECKING:
    from learning.training import Run

_MOST_EPOCHS, _MOST_STEPS = 10**9, 1 << 53


def check_output(args: argparse.Namespace) -> None:
    """Raises UserError where --output holds a run that this one would overwrite, or that nobody asked to touch."""
    output = Path(args.output)
    found = checkpoints.list_checkpoints(output)
    if args.init and args.resume not in ("", "auto"):
        raise UserError(f"--init {args.init} and --resume {args.resume}: two files to start from: give one of them", 2)
    for flag, file in (("--resume", args.resume), ("--init", args.init)):
        if file and file != "auto" and not is_hub(file) and not os.path.isfile(file):
            raise UserError(f"{flag} {file}: no such checkpoint", 2)
    if not found or args.resume == "auto" or args.overwrite:
        return
    if not args.resume:
        raise UserError(
            f"--output {output}: holds a run already: resume it with --resume auto, start over with --overwrite, "
            "or name another folder",
            2,
        )
    further = replaced(args)
    if further:
        raise UserError(
            f"--resume {args.resume}: --output {output} holds checkpoints of another history (up to "
            f"{further[0].name}), which this run would replace: name another --output, resume the furthest with "
            "--resume auto, or let --overwrite delete them",
            2,
        )


def replaced(args: argparse.Namespace) -> list[Path]:
    """The checkpoints in --output that are no past of this run: all but what --resume names and what lies before it."""
    found = checkpoints.list_checkpoints(args.output)
    if not args.resume:
        return found
    if args.resume == "auto":
        return []
    start = Path(os.path.realpath(args.resume))
    here = [path for path in found if os.path.realpath(path) == str(start)]
    return [path for path in found if path not in here and (not here or found.index(path) < found.index(here[0]))]


def save_progress(run: Run, output: Path, step: int) -> None:
    """Write the checkpoint of this step, and delete those of the run that are no longer wanted. Raises UserError."""
    args = run.args
    epoch, rest = divmod(step, run.plan.steps_per_epoch)
    name = checkpoints.checkpoint_name(epoch, rest) if rest else checkpoints.checkpoint_name(epoch - 1)
    state = {
        "epoch": epoch,
        "step": step,
        "arch": args.arch,
        "state_dict": run.model.state_dict(),
        "optimizer": run.optimizer.state_dict(),
        "args": {key: value for key, value in vars(args).items() if key != "config"},
        "window": {"sums": run.window.sums, "steps": run.window.steps},
        "data": _data(run),
        **run.exported(),
    }
    checkpoints.save_checkpoint(output / name, state)
    start = os.path.realpath(args.resume) if args.resume and args.resume != "auto" else None
    spare = [path for path in checkpoints.list_checkpoints(output) if os.path.realpath(path) == start]
    checkpoints.prune_checkpoints(output / name, args.keep_last, args.milestone_every, spare)


def load_progress(run: Run, output: Path) -> int:
    """Load what --resume or --init names into the run; the step to resume from (0: nothing to resume).

    With `auto`, the furthest checkpoint that can be read; each damaged one is named on stderr and renamed, so that the
    run does not write over it.
    """
    args = run.args
    checkpoints.remove_leftovers(output) if run.processes.main else None
    if args.init:  # with --resume auto: where there is nothing to resume yet
        _start_from(run, checkpoints.read_checkpoint(args.init), f"--init {args.init}")
    if not args.resume:
        return args.start_epoch * run.plan.steps_per_epoch
    if args.resume != "auto":
        return _restore(run, checkpoints.read_checkpoint(args.resume), args.resume)
    damaged: list[Path] = []
    step = 0
    for path in checkpoints.list_checkpoints(output):
        try:
            state = checkpoints.read_finite(path)
        except checkpoints.DamagedCheckpoint as error:
            damaged.append(path)
            if run.processes.main:
                say(f"--resume auto: {error}; going back to the checkpoint before")
            continue
        step = _restore(run, state, path)
        break
    else:
        if run.processes.main:
            say(f"--resume auto: no checkpoint in {output}: starting from the beginning")
    if run.processes.world > 1:
        distributed.barrier()  # the others have looked at them, too
    if run.processes.main:
        for path in damaged:
            say(f"--resume auto: {path} is kept as {checkpoints.put_aside(path).name}")
    return step


def _data(run: Run) -> dict[str, int]:
    return {"length": run.plan.length, "joint_batch": run.plan.batch * run.plan.world}


def _start_from(run: Run, state: Any, where: str) -> None:
    """Weights alone: every encoder of the model gets them."""
    names = ("encoder_q", "encoder_k", "encoder", "student", "teacher")
    encoders = [getattr(run.model, name) for name in names if isinstance(getattr(run.model, name, None), nn.Module)]
    flag, _, path = where.partition(" ")
    load_initial(encoders, state, path, flag)


# ------------------------------------------------------------------ what a checkpoint may hold


def _restore(run: Run, state: Any, path: str | Path) -> int:
    where = f"--resume {path}"
    if isinstance(state, dict) and isinstance(state.get("model"), Mapping):  # as SupContrast calls it
        state = {"state_dict": state["model"], **state}
    if run.imported is not None and isinstance(state, dict):
        state = run.imported(state)
    if isinstance(state, dict) and not {"optimizer", "epoch"} & state.keys():
        _start_from(run, state, where)
        if run.processes.main:
            say(f"{where}: holds weights alone: training starts with them, from its first epoch")
        return 0
    if not isinstance(state, dict) or not {"state_dict", "optimizer", "epoch"} <= set(state):
        raise UserError(f"{where}: is no checkpoint of this trainer", 2)
    arch = state.get("arch")
    if arch is not None and (not isinstance(arch, str) or arch != run.args.arch):
        named = arch if isinstance(arch, str) else _kind(arch)
        raise UserError(f"{where}: holds a {named}, not a {run.args.arch}: give --arch {named}", 2)
    step = _step(run, state, where)
    _load_weights(run.model, state["state_dict"], where)
    _load_optimizer(run.optimizer, state["optimizer"], where)
    return step


def _kind(value: Any) -> str:
    """What a value is, in a word that is safe to print."""
    kinds = {str: "text", dict: "a dictionary", bool: "true or false", type(None): "nothing"}
    return kinds.get(type(value), f"a {type(value).__name__}")


def _whole(value: Any, most: int, what: str, where: str) -> int:
    if type(value) is not int or not 0 <= value <= most:
        shown = f"is {_kind(value)}" if type(value) is not int else "is out of range"
        raise UserError(f"{where}: its {what} {shown}, not a whole number from 0 to {most}", 2)
    return value


def _step(run: Run, state: dict[str, Any], where: str) -> int:
    per_epoch = run.plan.steps_per_epoch
    epoch = _whole(state["epoch"], _MOST_EPOCHS, "epoch", where)
    if "step" not in state:  # an official checkpoint counts epochs alone
        return epoch * per_epoch
    step = _whole(state["step"], _MOST_STEPS, "step", where)
    theirs, window = state.get("data"), state.get("window")
    if not isinstance(theirs, dict) or not isinstance(window, dict):
        raise UserError(f"{where}: is no checkpoint of this trainer (data or window is missing)", 2)
    data = {key: _whole(theirs.get(key), _MOST_STEPS, f"data.{key}", where) for key in ("length", "joint_batch")}
    if data == _data(run) and step // per_epoch != epoch:
        raise UserError(f"{where}: its step {step} is none of its epoch {epoch}", 2)
    if data != _data(run) and step % per_epoch:
        raise UserError(
            f"{where}: was written within an epoch of {data['length']} images in batches of {data['joint_batch']}, "
            f"now {_data(run)['length']} in {_data(run)['joint_batch']}: use the same data and batch",
            2,
        )
    sums = window.get("sums")
    numbers: list[Any] = list(sums.values()) if isinstance(sums, dict) else [None]
    if not all(type(value) in (int, float) and math.isfinite(value) for value in numbers):
        raise UserError(f"{where}: its window.sums is no table of numbers", 2)
    run.window.sums, run.window.steps = (
        dict(sums or {}),
        _whole(window.get("steps"), step, "window.steps", where),
    )
    return step if data == _data(run) else epoch * per_epoch


def _load_weights(model: nn.Module, weights: Any, where: str) -> None:
    if not isinstance(weights, Mapping):
        raise UserError(f"{where}: its state_dict is {_kind(weights)}, not a table of weights", 2)
    for name, value in weights.items():
        if not isinstance(name, str) or not isinstance(value, torch.Tensor):
            raise UserError(f"{where}: {str(name)[:80]} in its state_dict is {_kind(value)}, not a tensor", 2)
    check_finite(weights, where)
    try:
        model.load_state_dict(dict(weights))
        check = getattr(model, "check_loaded", None)
        if check is not None:
            check()
    except (RuntimeError, ValueError) as error:
        lines = str(error).splitlines()
        first = lines[1].strip() if len(lines) > 1 else str(error)
        raise UserError(f"{where}: does not fit this model ({first[:160]})", 2) from None


def _load_optimizer(optimizer: torch.optim.Optimizer, state: Any, where: str) -> None:
    problem = next(_optimizer_problems(optimizer, state), None)
    if problem is not None:
        raise UserError(f"{where}: its optimizer does not fit ({problem})", 2)
    try:
        optimizer.load_state_dict(state)
    except (ValueError, KeyError, TypeError, RuntimeError) as error:
        raise UserError(f"{where}: its optimizer does not fit ({str(error)[:160]})", 2) from None


def _optimizer_problems(optimizer: torch.optim.Optimizer, state: Any) -> Iterator[str]:
    """Why a state is none of this optimizer's."""
    if not isinstance(state, dict) or not isinstance(state.get("param_groups"), list):
        yield f"it is {_kind(state)} without groups"
        return
    groups, ours = state["param_groups"], optimizer.param_groups
    if len(groups) != len(ours) or not all(isinstance(group, dict) for group in groups):
        yield f"{len(groups)} groups, not {len(ours)}"
        return
    shapes: dict[int, torch.Size] = {}
    for group, own in zip(groups, ours):
        numbers = group.get("params")
        if not isinstance(numbers, list) or len(numbers) != len(own["params"]):
            yield "another number of parameters"
            return
        for number, parameter in zip(numbers, own["params"]):
            if type(number) is not int:
                yield "parameters without numbers"
                return
            shapes[number] = parameter.shape
        for key, value in own.items():
            if key != "params" and key in group and not _like(group[key], value):
                yield f"{key} is {_kind(group[key])}"
    values = state.get("state")
    if not isinstance(values, dict):
        yield "no state"
        return
    for number, of_one in values.items():
        if number not in shapes or not isinstance(of_one, dict):
            yield "a state of no parameter"
            return
        adam = isinstance(optimizer, torch.optim.Adam)  # AdamW is one
        if adam and of_one and not {"step", "exp_avg", "exp_avg_sq"} <= of_one.keys():
            yield "a state without its averages"
        for key, value in of_one.items():
            if isinstance(value, torch.Tensor):
                shape = torch.Size([]) if key == "step" else shapes[number]
                if value.shape != shape or value.is_complex():
                    yield f"{str(key)[:40]} has shape {list(value.shape)}"
                elif value.is_floating_point() and not bool(torch.isfinite(value).all()):
                    yield f"{str(key)[:40]} holds NaN or infinite numbers"
            elif value is not None and not (key == "step" and type(value) in (int, float) and 0 <= value < _MOST_STEPS):
                yield f"{str(key)[:40]} is {_kind(value)}"


def _like(theirs: Any, ours: Any) -> bool:
    """Whether a setting has the kind that this optimizer's has (numbers finite and not negative)."""
    if isinstance(ours, (list, tuple)):
        return isinstance(theirs, (list, tuple)) and len(theirs) == len(ours) and all(map(_like, theirs, ours))
    if ours is None or isinstance(ours, bool):
        return theirs is None or type(theirs) is bool
    if isinstance(ours, str):
        return type(theirs) is str
    return type(theirs) in (int, float) and math.isfinite(theirs) and 0 <= theirs < 1e12
