"""Features of an encoder: images of a labelled part through the network, in batches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import v2

from image_generation.common.errors import UserError
from image_generation.common.progress import progress
from learning.data.sources import BadImage
from learning.logs import say
from learning.views import normalize


class Prepared(Dataset):
    """Items of a labelled part, resized and cut out as usual: the shorter side to 8/7 of size, the middle of it.

    Items are (uint8 [3, size, size], label); an image that cannot be read is the line that says so.
    """

    def __init__(self, part: Images, size: int):
        self.part = part
        self.transform = v2.Compose(
            [v2.Resize(round(size * 8 / 7), antialias=True), v2.CenterCrop(size), v2.PILToTensor()]
        )

    def __len__(self) -> int:
        return len(self.part)

    def __getitem__(self, k: int) -> tuple[torch.Tensor, int] | str:
        try:
            image, label = self.part[k]
        except BadImage as error:
            return str(error)
        return self.transform(image), label


def collate_readable(items: list) -> tuple[torch.Tensor, torch.Tensor, list[str]]:
    """(image, label) items to a batch; items that are lines about unreadable images are returned beside it."""
    good = [item for item in items if not isinstance(item, str)]
    images = torch.stack([image for image, _ in good]) if good else torch.empty(0)
    return (
        images,
        torch.tensor([label for _, label in good]),
        [item for item in items if isinstance(item, str)],
    )


class Images(Protocol):
    """What features are computed of: items (PIL image, label) by their number."""

    def __len__(self) -> int: ...

    def __getitem__(self, k: int, /) -> tuple[Image.Image, int]: ...


@torch.no_grad()
def extract(
    encode: Callable[[torch.Tensor], torch.Tensor],
    part: Images,
    size: int,
    device: torch.device,
    batch: int = 256,
    workers: int = 0,
    title: str | None = None,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Features float32 [n, d] and labels int64 [n], on the CPU. Unreadable images are named on stderr and left out.

    encode      normalised images float [n, 3, size, size] -> features [n, d]
    """
    loader = DataLoader(Prepared(part, size), batch, num_workers=workers, collate_fn=collate_readable)
    features, labels, skipped = [], [], 0
    for images, here, unreadable in progress(loader, desc=title, disable=title is None, leave=False, unit="batch"):
        for line in unreadable:
            say(f"skipped an image that cannot be read: {line}")
        skipped += len(unreadable)
        if len(images):
            features.append(encode(normalize(images.to(device))).float().cpu())
            labels.append(here)
    if not features:
        raise UserError("none of the images of the data set can be read")
    if skipped:
        say(f"{skipped} images were skipped")
    return torch.cat(features), torch.cat(labels)


class Evaluating:
    """with Evaluating(encoder): the encoder is in evaluation mode inside the block, as before after it."""

    def __init__(self, module: nn.Module):
        self.module = module

    def __enter__(self) -> None:
        self.modes = {module: module.training for module in self.module.modules()}
        self.module.eval()

    def __exit__(self, *_) -> None:
        for module, training in self.modes.items():
            module.training = training
