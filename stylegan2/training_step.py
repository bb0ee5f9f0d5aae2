"""One step of training: the four phases, the generator's average, and the control of augmentation.

Path length regularisation and R1 are lazy: every 4th and every 16th step, with gradients scaled to match
(arXiv 1912.04958, section 3.1).
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import torch
import torch.nn.functional as F
from torch import distributed, nn

from learning.distributed import mean_over_processes
from stylegan2 import loss
from stylegan2.augment import AugmentPipe, adapted_p
from stylegan2.discriminator import Discriminator
from stylegan2.networks import Generator
from stylegan2.presets import Configs, Preset

G_REG_EVERY, D_REG_EVERY = 4, 16
ADAPT_EVERY = 4  # steps between changes of the augmentation probability
PL_BATCH_SHRINK = 2  # path lengths are measured on half the batch


class Model:
    """Networks, optimisers and everything else that a checkpoint holds.

    configs     constructor arguments of G and D; transferred: whether the run began from given networks
    settings    presets.Preset
    augment     AugmentPipe, or None without augmentation; ada_target: None keeps its p fixed
    mean_length moving average of path lengths; signs: sum and number of sign(D(real)) since p last changed
    """

    def __init__(
        self,
        configs: Configs,
        settings: Preset,
        *,
        pipe: str | None = None,
        p: float = 0.0,
        ada_target: float | None = None,
        ada_kimg: float = 500,
        device: torch.device | None = None,
    ) -> None:
        device = device or torch.device("cpu")
        self.transferred = False
        self.G = Generator(**configs[0]).to(device).requires_grad_(False).train()
        self.D = Discriminator(**configs[1]).to(device).requires_grad_(False).train()
        self.G_ema = copy.deepcopy(self.G).eval()
        self.settings, self.device = settings, device
        self.augment = AugmentPipe(pipe, p).to(device) if pipe else None
        self.ada_target, self.ada_kimg = ada_target, ada_kimg
        self.mean_length = torch.zeros([], device=device)
        self.signs = torch.zeros(2, device=device)
        self.G_opt = _adam(self.G, settings.lr, G_REG_EVERY)
        self.D_opt = _adam(self.D, settings.lr, D_REG_EVERY)

    def state_dict(self) -> dict[str, Any]:
        """All that another Model needs to go on from here."""
        parts = {name: getattr(self, name).state_dict() for name in ("G", "D", "G_ema", "G_opt", "D_opt")}
        p = None if self.augment is None else float(self.augment.p)
        return parts | {"mean_length": self.mean_length.cpu(), "signs": self.signs.cpu(), "p": p}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Raises RuntimeError or KeyError for the state of other networks."""
        for name in ("G", "D", "G_ema", "G_opt", "D_opt"):
            getattr(self, name).load_state_dict(state[name])
        self.mean_length.copy_(state["mean_length"])
        self.signs.copy_(state["signs"])
        if self.augment is not None and state["p"] is not None:
            self.augment.p.fill_(state["p"])


def _adam(network: nn.Module, lr: float, lazy_every: int) -> torch.optim.Adam:
    """Adam whose step size and memory make up for the extra step every `lazy_every` ones.

    As in the release also where the weight of that extra step's loss is 0 (--cfg cifar).
    """
    ratio = lazy_every / (lazy_every + 1)
    return torch.optim.Adam(list(network.parameters()), lr=lr * ratio, betas=(0.0, 0.99**ratio), eps=1e-8)


def train_step(
    model: Model,
    step: int,
    reals: torch.Tensor,
    labels: torch.Tensor,
    fake_labels: Callable[[int], torch.Tensor],
    at_once: int,
) -> dict[str, torch.Tensor]:
    """One step on reals float [n, 3, r, r] in -1..1; returns {name: scalar tensor} for the log.

    labels: one-hot [n, c_dim] of the reals; fake_labels: function(n) -> such labels for generated images.
    Gradients accumulate over `at_once` images at a time. All randomness is torch's global generator's.
    """
    settings, n = model.settings, len(reals)
    numbers = {}

    def view(images: torch.Tensor) -> torch.Tensor:
        return images if model.augment is None else model.augment(images)

    def chunks() -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        z = torch.randn(n, model.G.z_dim, device=model.device)
        return zip(z.split(at_once), fake_labels(n).split(at_once))

    def phase(
        network: nn.Module, optimizer: torch.optim.Optimizer, losses: Iterable[torch.Tensor], weight: float = 1.0
    ) -> torch.Tensor:
        """Step `network` down the mean of the losses; each is backpropagated as soon as it is there."""
        optimizer.zero_grad(set_to_none=True)
        network.requires_grad_(True)
        total = torch.zeros([], device=model.device)
        for values in losses:
            (values.sum() * (weight / n)).backward()
            total = total + values.detach().sum() / n
        network.requires_grad_(False)
        # The release adds 0 times the output to what it regularises: what only the output depends on (the last biases)
        # has a gradient of zero then, and Adam counts the step for it as for all others.
        for parameter in network.parameters():
            if parameter.grad is None:
                parameter.grad = torch.zeros_like(parameter)
        _share_gradients(network)
        optimizer.step()
        return total

    def count_signs(real_logits: torch.Tensor) -> None:
        model.signs += torch.stack([real_logits.detach().sign().sum(), real_logits.new_tensor(len(real_logits))])

    def generator_losses() -> Iterator[torch.Tensor]:
        for z, c in chunks():
            images, _ = loss.generate(model.G, z, c, settings.style_mixing_prob)
            yield loss.generator_loss(model.D(view(images), c))

    def path_lengths() -> Iterator[torch.Tensor]:
        for z, c in chunks():
            part = max(len(z) // PL_BATCH_SHRINK, 1)
            images, ws = loss.generate(model.G, z[:part], c[:part], settings.style_mixing_prob)
            penalty, mean_length = loss.path_length_penalty(images, ws, model.mean_length)
            model.mean_length.copy_(mean_length)
            yield penalty * (settings.pl_weight * len(z) / part)

    def discriminator_losses() -> Iterator[torch.Tensor]:
        for (z, c), real, real_c in zip(chunks(), reals.split(at_once), labels.split(at_once)):
            images, _ = loss.generate(model.G, z, c, settings.style_mixing_prob)
            fake_logits = model.D(view(images), c)
            real_logits = model.D(view(real), real_c)
            count_signs(real_logits)
            yield loss.discriminator_loss(real_logits, fake_logits)

    def r1_penalties() -> Iterator[torch.Tensor]:
        for real, c in zip(reals.split(at_once), labels.split(at_once)):
            real = real.detach().requires_grad_(True)
            real_logits = model.D(view(real), c)
            count_signs(real_logits)
            yield loss.r1_penalty(real_logits, real) * (settings.gamma / 2)

    numbers["loss_g"] = phase(model.G, model.G_opt, generator_losses())
    if settings.pl_weight and step % G_REG_EVERY == 0:
        numbers["path_length"] = phase(model.G, model.G_opt, path_lengths(), G_REG_EVERY)
        model.mean_length.copy_(mean_over_processes(model.mean_length.clone()))
    numbers["loss_d"] = phase(model.D, model.D_opt, discriminator_losses())
    if settings.gamma and step % D_REG_EVERY == 0:
        numbers["r1"] = phase(model.D, model.D_opt, r1_penalties(), D_REG_EVERY)
    numbers["sign_real"] = model.signs[0] / model.signs[1]
    return numbers


def after_step(model: Model, step: int, batch: int) -> None:
    """Move the average of G, and every few steps the augmentation probability. `step` counts from 0."""
    settings = model.settings
    w_avg = model.G.mapping.w_avg
    w_avg.copy_(mean_over_processes(w_avg.clone()))
    half_life = settings.ema_kimg * 1000
    if settings.ema_rampup is not None:
        half_life = min(half_life, step * batch * settings.ema_rampup)
    keep = 0.5 ** (batch / max(half_life, 1e-8))
    with torch.no_grad():
        for average, parameter in zip(model.G_ema.parameters(), model.G.parameters()):
            average.copy_(parameter.lerp(average, keep))
        for kept, buffer in zip(model.G_ema.buffers(), model.G.buffers()):
            kept.copy_(buffer)
    if model.augment is not None and model.ada_target is not None and (step + 1) % ADAPT_EVERY == 0:
        total, count = mean_over_processes(model.signs.clone()).tolist()
        p = adapted_p(float(model.augment.p), total / count, model.ada_target, batch * ADAPT_EVERY, model.ada_kimg)
        model.augment.p.fill_(p)
        model.signs.zero_()


def one_hot(labels: torch.Tensor, classes: int) -> torch.Tensor:
    """int [n] -> float [n, classes]; [n, 0] for no classes."""
    return F.one_hot(labels, classes).float() if classes else torch.zeros(len(labels), 0, device=labels.device)


def _share_gradients(network: nn.Module) -> None:
    """Average gradients over processes; what is not finite (float16) becomes 0 or a large number."""
    gradients = [parameter.grad for parameter in network.parameters() if parameter.grad is not None]
    if not gradients:
        return
    if distributed.is_initialized():
        joint = mean_over_processes(torch.cat([gradient.flatten() for gradient in gradients]))
        for gradient, mean in zip(gradients, joint.split([gradient.numel() for gradient in gradients])):
            gradient.copy_(mean.view_as(gradient))
    for gradient in gradients:
        torch.nan_to_num(gradient, nan=0, posinf=1e5, neginf=-1e5, out=gradient)
