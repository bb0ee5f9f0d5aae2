"""One process or many: torchrun's environment decides; a single process needs no set-up at all."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import distributed

from image_generation.common.errors import UserError


@dataclass(frozen=True)
class Processes:
    """This process among all: its rank of world, its number among the local ones, its device."""

    rank: int
    world: int
    local_rank: int
    local_world: int
    device: torch.device

    @property
    def main(self) -> bool:
        """Whether this one writes logs and checkpoints."""
        return self.rank == 0


def pick_device(name: str, local_rank: int = 0) -> torch.device:
    """'auto', 'cpu', 'cuda' or 'cuda:N' -> device. Raises UserError for a GPU that is not there."""
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    try:
        device = torch.device(name)
    except RuntimeError:
        raise UserError(f"--device {name}: choose auto, cpu, cuda or cuda:N", 2) from None
    if device.type == "cuda":
        if not torch.cuda.is_available():
            raise UserError(f"--device {name}: torch sees no CUDA GPU here: use --device cpu or auto", 2)
        number = local_rank if device.index is None else device.index
        if number >= torch.cuda.device_count():
            raise UserError(
                f"--device {name}: GPU {number} asked for, {torch.cuda.device_count()} present: "
                "start fewer processes or name another",
                2,
            )
        device = torch.device("cuda", number)
    elif device.type != "cpu":
        raise UserError(f"--device {name}: choose auto, cpu, cuda or cuda:N", 2)
    return device


@contextmanager
def processes(device_name: str) -> Iterator[Processes]:
    """Join the other processes that torchrun has started, if any; leave them at the end.

    Raises UserError where the GPU is missing or the processes cannot meet (port in use, host unreachable).
    """
    world = int(os.environ.get("WORLD_SIZE", "1"))
    rank = int(os.environ.get("RANK", "0"))
    local_rank = int(os.environ.get("LOCAL_RANK", "0"))
    device = pick_device(device_name, local_rank)
    if device.type == "cuda":
        torch.cuda.set_device(device)
    if world == 1:
        yield Processes(0, 1, 0, 1, device)
        return
    address = f"{os.environ.get('MASTER_ADDR', 'localhost')}:{os.environ.get('MASTER_PORT', '?')}"
    try:
        distributed.init_process_group(
            "nccl" if device.type == "cuda" else "gloo", timeout=datetime.timedelta(minutes=30)
        )
    except (RuntimeError, ValueError, OSError) as error:
        text = str(error)
        if "EADDRINUSE" in text or "address already in use" in text.lower():
            raise UserError(
                f"port {address.rpartition(':')[2]} is in use: give torchrun --standalone (one machine) or "
                "another --master-port"
            ) from None
        raise UserError(f"the {world} processes cannot meet at {address}: {text.splitlines()[0]}") from None
    try:
        local_world = int(os.environ.get("LOCAL_WORLD_SIZE", world))
        yield Processes(rank, world, local_rank, local_world, device)
    finally:
        distributed.destroy_process_group()


def mean_over_processes(values: torch.Tensor) -> torch.Tensor:
    """The values averaged over all processes (itself in a single one)."""
    if distributed.is_initialized():
        distributed.all_reduce(values)
        values = values / distributed.get_world_size()
    return values


def rank_and_world() -> tuple[int, int]:
    """This process's rank and how many there are: (0, 1) where nothing is distributed."""
    if distributed.is_available() and distributed.is_initialized():
        return distributed.get_rank(), distributed.get_world_size()
    return 0, 1


class _Gather(torch.autograd.Function):
    """all_gather whose gradient is the sum of what every process has for this one's part."""

    @staticmethod
    def forward(ctx, tensor: torch.Tensor) -> torch.Tensor:
        ctx.n = len(tensor)
        parts = [torch.empty_like(tensor) for _ in range(distributed.get_world_size())]
        distributed.all_gather(parts, tensor.contiguous())
        return torch.cat(parts)

    @staticmethod
    def backward(ctx, gradient: torch.Tensor) -> torch.Tensor:
        gradient = gradient.contiguous().clone()
        distributed.all_reduce(gradient)
        start = distributed.get_rank() * ctx.n
        return gradient[start : start + ctx.n]


def gather(tensor: torch.Tensor) -> torch.Tensor:
    """[n, ...] of every process, joined in the order of ranks: [world * n, ...], with gradients.

    All processes must give equally many rows, and all must call it.
    """
    return tensor if rank_and_world()[1] == 1 else _Gather.apply(tensor)


def _mean(tensor: torch.Tensor) -> torch.Tensor:
    total = tensor.clone()
    distributed.all_reduce(total)
    return total / distributed.get_world_size()


class _Mean(torch.autograd.Function):
    """The mean over processes, in both directions."""

    @staticmethod
    def forward(ctx, tensor: torch.Tensor) -> torch.Tensor:
        return _mean(tensor)

    @staticmethod
    def backward(ctx, gradient: torch.Tensor) -> torch.Tensor:
        return _mean(gradient)


def joint_mean(tensor: torch.Tensor) -> torch.Tensor:
    """The mean of a tensor over all processes, which must all call it, with the gradients of a loss whose mean over
    processes is minimised (as DistributedDataParallel does)."""
    return tensor if rank_and_world()[1] == 1 else _Mean.apply(tensor)
