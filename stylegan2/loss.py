"""The losses of StyleGAN2 (arXiv 1912.04958, sections 3.1 and 3.2), one function a term.

Logits are [n, 1], images [n, c, h, w]; every function returns one number a sample.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F

from stylegan2.networks import Generator


def generate(
    G: Generator, z: torch.Tensor, c: torch.Tensor | None = None, style_mixing_prob: float = 0.9
) -> tuple[torch.Tensor, torch.Tensor]:
    """Images and their w [n, num_ws, w_dim], where a second latent takes over from a random layer on.

    Style mixing is one draw for the batch (arXiv 1812.04948, section 3.1).
    """
    ws = G.mapping(z, c)
    if style_mixing_prob > 0:
        crossover = torch.randint(1, G.num_ws, [], device=ws.device)
        keeps_one = torch.rand([], device=ws.device) >= style_mixing_prob
        crossover = crossover.masked_fill(keeps_one, G.num_ws)
        others = G.mapping(torch.randn_like(z), c, skip_w_avg_update=True)
        first = torch.arange(G.num_ws, device=ws.device) < crossover
        ws = ws.where(first[None, :, None], others)
    return G.synthesis(ws), ws


def generator_loss(fake_logits: torch.Tensor) -> torch.Tensor:
    """-log sigmoid(D(G(z))): non-saturating (arXiv 1406.2661, section 3)."""
    return F.softplus(-fake_logits).squeeze(1)


def discriminator_loss(real_logits: torch.Tensor | None, fake_logits: torch.Tensor | None) -> torch.Tensor:
    """-log sigmoid(D(x)) - log(1 - sigmoid(D(G(z)))). Either may be None, which leaves its term out."""
    real = None if real_logits is None else F.softplus(-real_logits).squeeze(1)
    fake = None if fake_logits is None else F.softplus(fake_logits).squeeze(1)
    if real is not None and fake is not None:
        return real + fake
    found = fake if real is None else real
    if found is None:
        raise ValueError("give logits of real images, of generated ones, or of both")
    return found


def r1_penalty(real_logits: torch.Tensor, real_images: torch.Tensor) -> torch.Tensor:
    """|dD(x)/dx|^2 of real images that require gradients; weigh it by gamma / 2 (arXiv 1801.04406, section 4.1)."""
    (gradients,) = torch.autograd.grad(real_logits.sum(), real_images, create_graph=True)
    return gradients.square().sum(dim=(1, 2, 3))


def path_length_penalty(
    images: torch.Tensor, ws: torch.Tensor, mean_length: torch.Tensor, decay: float = 0.01
) -> tuple[torch.Tensor, torch.Tensor]:
    """(|J_w^T y| - a)^2 for images of random pixels y, and the new moving average a of path lengths.

    arXiv 1912.04958, section 3.2 and equation 4. `mean_length` is a scalar tensor, returned without gradients.
    """
    noise = torch.randn_like(images) / math.sqrt(images.shape[2] * images.shape[3])
    (gradients,) = torch.autograd.grad((images * noise).sum(), ws, create_graph=True)
    lengths = gradients.square().sum(dim=2).mean(dim=1).sqrt()
    mean_length = mean_length.lerp(lengths.mean(), decay)
    return (lengths - mean_length).square(), mean_length.detach()
