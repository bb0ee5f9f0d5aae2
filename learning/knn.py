"""Features of an encoder, and the weighted k-nearest-neighbour classifier that scores them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import nn
from torch.nn.functional import normalize as unit
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import v2
from tqdm import tqdm

from image_generation.cli import UserError
from learning.data import BadImage
from learning.logs import say
from learning.views import normalize


class Prepared(Dataset):
    """Items of a labelled part, resized and cut out as usual: the shorter side to 8/7 of size, the middle of it.

    Items are (uint8 [3, size, size], label); an image that cannot be read is the line that says so.
    """

    def __init__(self, part: Sequence, size: int):
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


@torch.no_grad()
def extract(
    encode: Callable[[torch.Tensor], torch.Tensor],
    part: Sequence,
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
    for images, here, unreadable in tqdm(
        loader, desc=title, disable=title is None, leave=False, unit="batch"
    ):
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


@torch.no_grad()
def knn_scores(
    queries: torch.Tensor,
    references: torch.Tensor,
    labels: torch.Tensor,
    classes: int,
    k: int = 200,
    temperature: float = 0.07,
    chunk: int = 65536,
    query_chunk: int = 1024,
) -> torch.Tensor:
    """Votes float32 [n, classes] of the k nearest references of each query (Wu et al. 2018, arXiv 1805.01978, section 3.4).

    Features float [n, d] and [r, d] of any length; neighbours are ranked by cosine and vote for their labels
    int64 [r] with weight exp(cosine / temperature), here relative to the nearest one's. References are compared
    `chunk` at a time, so that a million of them need no more memory than a few thousand; k above r means r.
    """
    k = min(k, len(references))
    votes = torch.zeros(len(queries), classes, device=queries.device)
    for begin in range(0, len(queries), query_chunk):
        some = unit(queries[begin : begin + query_chunk].float(), dim=1)
        best = torch.full((len(some), 0), -2.0, device=some.device)
        owners = torch.zeros(len(some), 0, dtype=torch.long, device=some.device)
        for start in range(0, len(references), chunk):
            part = unit(references[start : start + chunk].float(), dim=1).to(some.device)
            cosines, places = (some @ part.T).topk(min(k, len(part)), dim=1)
            best = torch.cat([best, cosines], 1)
            owners = torch.cat([owners, labels[start : start + chunk].to(some.device)[places]], 1)
            best, kept = best.topk(min(k, best.shape[1]), dim=1)
            owners = owners.gather(1, kept)
        weights = torch.exp((best - best[:, :1]) / temperature)
        votes[begin : begin + len(some)].scatter_add_(1, owners, weights)
    return votes


def accuracies(scores: torch.Tensor, labels: torch.Tensor) -> tuple[float, float]:
    """Top-1 and top-5 (all classes where there are fewer) in percent, of scores [n, classes] and labels [n]."""
    return tuple(100.0 * correct(scores, labels, best).float().mean().item() for best in (1, 5))


def correct(scores: torch.Tensor, labels: torch.Tensor, best: int) -> torch.Tensor:
    """bool [n]: whether the label is among the `best` highest of scores [n, classes]."""
    ranked = scores.topk(min(best, scores.shape[1]), dim=1).indices
    return (ranked == labels.to(scores.device)[:, None]).any(1)


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
