"""Find the w whose image is closest to a given one, in the features of VGG16 or of any encoder.

    .venv/bin/python image_generation/stylegan2/project.py --network network-snapshot-025000.pkl --target image.png \\
        --features vgg16 --output outputs/projection

Writes target.png, projection.png and projected_w.npz (array w [1, num_ws, w_dim], as the release does). Method:
arXiv 1912.04958, appendix D. `--features pixels` needs no network; vgg16 takes torchvision's ImageNet weights.
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
import math
from collections.abc import Callable
from pathlib import Path

from learning.threads import add_threads, settle_threads

if __name__ == "__main__":
    # Before torch is loaded, which reads the settings of its threads once.
    settle_threads(None)

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from image_generation.common import cli
from image_generation.common.errors import UserError
from image_generation.common.files import atomic_write
from image_generation.common.progress import progress
from image_generation.image_files import BadImage, read_image
from learning.distributed import pick_device
from learning.views import normalize
from stylegan2.images import save_grid, to_uint8
from stylegan2.malloc import keep_freed_memory
from stylegan2.network_files import load_networks
from stylegan2.sampling import labels_for

# Appendix D: learning rate ramps, noise on w, regularisation of the noise maps.
LEARNING_RATE, RAMP_UP, RAMP_DOWN = 0.1, 0.05, 0.25
W_NOISE, W_NOISE_UNTIL, NOISE_WEIGHT = 0.05, 0.75, 1e5
W_SAMPLES = 10_000
LARGEST_FEATURE_IMAGE = 256


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    """The command line as a namespace."""
    parser = cli.OneLineParser(description=__doc__)
    cli.add_config(parser)
    group = parser.add_argument_group("projection")
    group.add_argument("--network", required=True, metavar="FILE", help=".safetensors or published .pkl")
    group.add_argument("--target", required=True, metavar="IMAGE", help="its middle square is taken")
    group.add_argument(
        "--features",
        default="vgg16",
        metavar="vgg16|pixels|random:ARCH|CHECKPOINT",
        help="in which images are compared",
    )
    group.add_argument(
        "--class",
        dest="label",
        type=cli.non_negative_int,
        metavar="C",
        help="class, of a conditional network (default: none)",
    )
    group.add_argument("--steps", type=cli.positive_int, default=1000, metavar="N", help="steps of the optimizer")
    group.add_argument(
        "--seed", type=cli.seed_number, default=303, metavar="N", help="seed of the noise that the search adds"
    )
    group.add_argument("--output", required=True, metavar="DIR", help="folder of the pictures and the w")
    group.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    add_threads(group)
    return cli.parse_args_with_config(parser, argv)


def open_features(name: str, device: torch.device) -> Callable[[torch.Tensor], torch.Tensor]:
    """A differentiable function from images float [n, 3, h, w] in 0..255 to features [n, d]."""
    if name == "pixels":
        return lambda images: images.flatten(1) / 255
    maps = _maps_of(_vgg16_layers(), device) if name == "vgg16" else _encoder_maps(name, device)

    def features(images: torch.Tensor) -> torch.Tensor:
        found = []
        for x in maps(normalize(images / 255)):
            # Each place's features have length one, and every layer counts alike (as LPIPS, arXiv 1801.03924).
            unit = x * (x.square().sum(1, keepdim=True) + 1e-10).rsqrt()
            found.append(unit.flatten(1) / math.sqrt(unit[0, 0].numel()))
        return torch.cat(found, dim=1)

    return features


def _maps_of(layers: list[nn.Module], device: torch.device) -> Callable[[torch.Tensor], list[torch.Tensor]]:
    """A function from images to the map after each layer, of layers that follow one another."""
    for layer in layers:
        layer.to(device).eval().requires_grad_(False)

    def maps(x: torch.Tensor) -> list[torch.Tensor]:
        return [x := layer(x) for layer in layers]

    return maps


def _vgg16_layers() -> list[nn.Module]:
    # here: torchvision takes seconds, and other features do without
    from torchvision.models import VGG16_Weights, vgg16

    try:
        network = vgg16(weights=VGG16_Weights.IMAGENET1K_V1).features
    except Exception as error:
        reason = str(error).splitlines()[0][:100] if str(error) else type(error).__name__
        advice = "name an encoder's checkpoint, random:ARCH, or pixels"
        raise UserError(f"--features vgg16: torchvision's weights cannot be had ({reason}); {advice}", 2) from None
    ends = (4, 9, 16, 23, 30)  # after the last activation of each of the five groups
    return [network[begin:end] for begin, end in zip((0, *ends), ends)]


def _encoder_maps(name: str, device: torch.device) -> Callable[[torch.Tensor], list[torch.Tensor]]:
    """Maps of an encoder: after each of its stages where these follow one another, else of its patches alone."""
    # here: only where an encoder is asked for
    from learning.encoders.load import load_encoder, random_encoder
    from learning.encoders.patches import patch_maps

    encoder = random_encoder(name.removeprefix("random:")) if name.startswith("random:") else load_encoder(name)
    module, side = encoder.module.to(device).eval().requires_grad_(False), encoder.image_size
    maps = _maps_of(_stages(module), device)
    if _all_maps(maps, torch.zeros(1, 3, side, side, device=device)):
        return maps
    # At the encoder's own size: a transformer knows no other places, and a small image leaves no map.
    return lambda x: [patch_maps(module, F.interpolate(x, (side, side), mode="bilinear", antialias=True))]


@torch.no_grad()
def _all_maps(maps: Callable[[torch.Tensor], list[torch.Tensor]], images: torch.Tensor) -> bool:
    try:
        return all(found.ndim == 4 for found in maps(images))
    except (
        UserError,
        RuntimeError,
        TypeError,
        ValueError,
        AttributeError,
    ):  # what modules say that do not follow one another
        return False


def _stages(encoder: nn.Module) -> list[nn.Module]:
    """An encoder's parts up to its last feature map, split before each of its stages, as if these followed one another.

    They do in most convolution networks.
    """
    features = getattr(encoder, "features", encoder)
    children = list(features.children())
    spatial = [child for child in children if not isinstance(child, (nn.AdaptiveAvgPool2d, nn.Flatten, nn.Linear))]
    first = next((k for k, child in enumerate(spatial) if len(list(child.children())) > 0), 0)
    stem = nn.Sequential(*spatial[:first]) if first else None
    return [*([stem] if stem is not None else []), *spatial[first:]]


def middle_square(path: str, side: int) -> np.ndarray:
    """The largest square around an image's middle at side x side: uint8 [side, side, 3]. Raises UserError."""
    try:
        image = read_image(path)
    except BadImage as error:
        raise UserError(f"--target {error}", 2) from None
    height, width = image.shape[:2]
    size = min(height, width)
    top, left = (height - size) // 2, (width - size) // 2
    square = image[top : top + size, left : left + size]
    return cv2.resize(square, (side, side), interpolation=cv2.INTER_AREA if size > side else cv2.INTER_CUBIC)


def noise_correlation(noise: torch.Tensor) -> torch.Tensor:
    """How far a noise map [r, r] is from white, over octaves: squared correlations with its neighbours."""
    x, total = noise[None, None], noise.new_zeros(())
    while True:
        for axis in (2, 3):
            total = total + (x * x.roll(1, axis)).mean().square()
        if x.shape[2] <= 8:
            return total
        x = F.avg_pool2d(x, 2)


def project(
    network, target: np.ndarray, features: Callable, steps: int, label: int | None, device: torch.device
) -> tuple[torch.Tensor, list[float]]:
    """w [num_ws, w_dim] and the distance at every step. The network's noise maps are fitted too, in place."""
    z = torch.from_numpy(np.random.RandomState(123).randn(W_SAMPLES, network.z_dim)).float().to(device)
    c = labels_for(network, None if label is None else [label] * W_SAMPLES, W_SAMPLES).to(device)
    mapping = network.mapping.train()  # all at once: their images are not asked for
    with torch.no_grad():
        ws = mapping(z, c, skip_w_avg_update=True)[:, 0]
    network.eval()
    spread = (ws - ws.mean(0)).square().sum(1).mean().sqrt().item()
    w = ws.mean(0, keepdim=True).requires_grad_(True)
    noises = [buffer for name, buffer in network.named_buffers() if name.endswith("noise_const")]
    for noise in noises:
        noise.copy_(torch.randn_like(noise)).requires_grad_(True)

    def small(images: torch.Tensor) -> torch.Tensor:
        if images.shape[2] <= LARGEST_FEATURE_IMAGE:
            return images
        return F.interpolate(images, size=LARGEST_FEATURE_IMAGE, mode="area")

    wanted = features(small(torch.from_numpy(target).permute(2, 0, 1)[None].float().to(device)))
    optimizer = torch.optim.Adam([w, *noises], lr=LEARNING_RATE)
    history = []
    for step in (bar := progress(range(steps), unit="step")):
        t = step / steps
        ramp = 0.5 - 0.5 * math.cos(math.pi * min(1.0, (1 - t) / RAMP_DOWN))
        for group in optimizer.param_groups:
            group["lr"] = LEARNING_RATE * ramp * min(1.0, t / RAMP_UP)
        wobble = spread * W_NOISE * max(0.0, 1 - t / W_NOISE_UNTIL) ** 2
        moved = (w + torch.randn_like(w) * wobble)[:, None].expand(1, network.num_ws, -1)
        images = (network.synthesis(moved, noise_mode="const", force_fp32=True) + 1) * 127.5
        distance = (features(small(images)) - wanted).square().sum()
        loss = distance + NOISE_WEIGHT * sum(noise_correlation(noise) for noise in noises)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            for noise in noises:
                noise.sub_(noise.mean())
                noise.mul_(noise.square().mean().rsqrt())
        history.append(distance.item())
        bar.set_postfix_str(f"distance {history[-1]:.4g}", refresh=False)
    for noise in noises:
        noise.requires_grad_(False)
    return w.detach().expand(network.num_ws, -1), history


def main(argv: list[str] | None = None) -> int:
    """Run the command."""
    args = parse_args(argv)
    settle_threads(args.threads)
    device = pick_device(args.device)
    keep_freed_memory()
    torch.manual_seed(args.seed)
    network = load_networks(args.network)["G_ema"].to(device)
    labels_for(network, None if args.label is None else [args.label], 1)
    target = middle_square(args.target, network.img_resolution)
    features = open_features(args.features, device)
    w, history = project(network, target, features, args.steps, args.label, device)
    output = Path(args.output)
    output.mkdir(parents=True, exist_ok=True)
    with torch.no_grad():
        image = to_uint8(network.synthesis(w[None], noise_mode="const"))
    save_grid(output / "target.png", target[None], 1)
    save_grid(output / "projection.png", image, 1)
    with atomic_write(output / "projected_w.npz", "wb") as file:
        np.savez(file, w=w[None].cpu().numpy())
    print(f"{output}: distance {history[0]:.4g} at first, {history[-1]:.4g} after {args.steps} steps")
    return 0


if __name__ == "__main__":
    cli.run_main(main)
