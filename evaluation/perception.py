"""What features know without labels: triplets that people judged, first components of patches, masks by regression."""

from __future__ import annotations

import argparse
import csv
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torchvision.transforms.v2 import functional as tv

from evaluation.memory_commands import files_part, image_file, open_encoder
from evaluation.results import Score, append_results, table
from image_generation.common.errors import UserError
from image_generation.common.files import atomic_write
from image_generation.common.progress import progress
from image_generation.datasets.writer import encode
from image_generation.image_files import BadImage, is_image_name
from image_generation.pictures import centre, resized
from learning.data.folders import ImageFolder
from learning.distributed import pick_device
from learning.encoders.load import Encoder
from learning.encoders.patches import patch_features
from learning.features import extract
from learning.views import normalize

TIE = 1e-6  # of cosines: what the same image's features may differ by in two places of a batch
IGNORED = 255  # of masks: a pixel of no class


# ------------------------------------------------------------------ triplets


@dataclass(frozen=True)
class Triplet:
    """Three images, and whether people found the right one nearer to the reference."""

    reference: str
    left: str
    right: str
    right_nearer: bool


def read_triplets(path: str, part: str | None = None) -> list[Triplet]:
    """Triplets of a CSV, of a folder with a data.csv, or of a folder of folders.

    A CSV has the columns reference, left, right, nearer (left or right, 0 or 1), or those of NIGHTS (ref_path,
    left_path, right_path, right_vote, split); paths are relative to its folder. A folder's folders hold reference.*,
    left.*, right.* and nearer.txt. part: of NIGHTS' split. Raises UserError for missing files and columns.
    """
    root = Path(path)
    if root.is_dir() and (root / "data.csv").is_file():
        root = root / "data.csv"
    if root.is_dir():
        triplets = [_triplet_of_folder(folder) for folder in sorted(root.iterdir()) if folder.is_dir()]
    elif root.is_file():
        try:
            triplets = list(_triplets_of_table(root, part))
        except (UnicodeDecodeError, csv.Error) as error:
            raise UserError(f"--triplets {root}: is no CSV of UTF-8 text ({error})", 2) from None
    else:
        raise UserError(f"--triplets {path}: no such file or folder", 2)
    if not triplets:
        raise UserError(f"--triplets {path}: holds no triplets", 2)
    files = sorted({file for triplet in triplets for file in (triplet.reference, triplet.left, triplet.right)})
    missing = [file for file in files if not Path(file).is_file()]
    if missing:
        raise UserError(
            f"--triplets {path}: {len(missing)} of {len(files)} files are missing, the first: {missing[0]}", 2
        )
    return triplets


def _nearer(text: str, where: str) -> bool:
    word = text.strip().lower()
    if word not in ("left", "right", "0", "1", "0.0", "1.0"):
        raise UserError(f"--triplets {where}: {text!r} is neither left nor right (0 nor 1)", 2)
    return word in ("right", "1", "1.0")


def _triplets_of_table(path: Path, part: str | None) -> Iterator[Triplet]:
    with open(path, newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file)
        have = set(rows.fieldnames or ())
        for columns in (
            ("reference", "left", "right", "nearer"),
            ("ref_path", "left_path", "right_path", "right_vote"),
        ):
            if have >= set(columns):
                break
        else:
            raise UserError(f"--triplets {path}: has no columns reference, left, right and nearer", 2)
        for number, row in enumerate(rows, 2):
            if part is not None and row.get("split", part) != part:
                continue
            values = [row[column] or "" for column in columns]
            files = [str(path.parent / value) for value in values[:3]]
            yield Triplet(files[0], files[1], files[2], _nearer(values[3], f"{path}, line {number}"))


def _triplet_of_folder(folder: Path) -> Triplet:
    files = []
    for name in ("reference", "left", "right"):
        found = [path for path in sorted(folder.glob(f"{name}.*")) if is_image_name(path.name)]
        if not found:
            raise UserError(f"--triplets {folder}: holds no {name}.png (or another image)", 2)
        files.append(str(found[0]))
    try:
        answer = (folder / "nearer.txt").read_text(encoding="utf-8")
    except OSError:
        raise UserError(f"--triplets {folder}: holds no nearer.txt that says left or right", 2) from None
    except UnicodeDecodeError:
        raise UserError(f"--triplets {folder / 'nearer.txt'}: is neither left nor right (0 nor 1)", 2) from None
    return Triplet(files[0], files[1], files[2], _nearer(answer, str(folder / "nearer.txt")))


def triplets(args: argparse.Namespace) -> None:
    """The share of triplets in which the features' cosine agrees with people; a tie counts half."""
    chosen = read_triplets(args.triplets, args.split)
    encoder, _ = open_encoder(args)
    files = sorted({file for triplet in chosen for file in (triplet.reference, triplet.left, triplet.right)})
    options = (encoder.image_size, pick_device(args.device), args.batch_size, args.workers)
    features, _ = extract(encoder.features, files_part(files, "--triplets"), *options, title=encoder.label)
    features = torch.nn.functional.normalize(features, dim=1)
    row = {file: k for k, file in enumerate(files)}
    of = {
        side: features[[row[getattr(triplet, side)] for triplet in chosen]] for side in ("reference", "left", "right")
    }
    apart = (of["reference"] * (of["right"] - of["left"])).sum(1)
    sign = torch.tensor([1.0 if triplet.right_nearer else -1.0 for triplet in chosen])
    found = torch.where(apart.abs() > TIE, apart, 0.0).sign()
    agree = 50.0 * (1.0 + (found * sign).mean().item())  # half a point where both are equally near
    about = f"cosine, {encoder.image_size} px"
    told(args, encoder, method="triplets", data=args.triplets, n=len(chosen), percent=agree, settings=about)


def told(
    args: argparse.Namespace,
    encoder: Encoder,
    *,
    method: str,
    data: str,
    n: int,
    percent: float,
    settings: str,
    half_width: float | None = None,
) -> None:
    """Print a score and append it to --results."""
    score = Score(
        method=method,
        label=encoder.label,
        arch=encoder.arch,
        source=encoder.source,
        dataset=data,
        n=n,
        top1=percent,
        top5=percent,
        settings=settings,
        half_width=half_width,
    )
    print(table([score]))
    append_results(args.results, [score])


# ------------------------------------------------------------------ patches


def square(image: np.ndarray, size: int) -> torch.Tensor:
    """The middle square of an image uint8 [h, w, 3] at [1, 3, size, size], normalised."""
    tensor = torch.from_numpy(np.ascontiguousarray(centre(image).transpose(2, 0, 1)))[None]
    return normalize(tv.resize(tensor, [size, size], antialias=True))


def maps_of(encoder: Encoder, images: Sequence[np.ndarray], device: torch.device) -> np.ndarray:
    """Features of the patches of images: float32 [n, rows, columns, width]."""
    maps = []
    for image in progress(images, desc=encoder.label, unit="img", leave=False):
        maps.append(patch_features(encoder.module, square(image, encoder.image_size).to(device))[0].float().cpu())
    return torch.stack(maps).permute(0, 2, 3, 1).numpy()


def components(maps: np.ndarray) -> np.ndarray:
    """The first three principal components of all patches as colours: uint8 [n, rows, columns, 3].

    Each component is scaled so that its 1st and 99th percentile are black and full; its sign is such that the larger
    part is dark (which sign it has is chance).
    """
    flat = maps.reshape(-1, maps.shape[-1]).astype(np.float64)
    flat = flat - flat.mean(0)
    _, _, axes = np.linalg.svd(flat, full_matrices=False)
    values = np.zeros((len(flat), 3))
    values[:, : len(axes[:3])] = flat @ axes[:3].T
    values *= np.where(np.median(values, 0) > 0, -1.0, 1.0)
    low, high = np.percentile(values, 1, axis=0), np.percentile(values, 99, axis=0)
    scaled = np.clip((values - low) / np.maximum(high - low, 1e-12), 0, 1)
    return np.round(255 * scaled).astype(np.uint8).reshape(*maps.shape[:3], 3)


def pca(args: argparse.Namespace) -> None:
    """A picture: images above, their patches' first three components as colours below."""
    files = _some_files(args.images, args.rows)
    images = [image_file(file) for file in files]
    encoder, _ = open_encoder(args)
    coloured = components(maps_of(encoder, images, pick_device(args.device)))
    side = encoder.image_size
    above = np.concatenate([resized(centre(image), side) for image in images], 1)
    below = np.concatenate(
        [np.asarray(Image.fromarray(one).resize((side, side), Image.Resampling.NEAREST)) for one in coloured], 1
    )
    Path(args.output).parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(args.output, "wb") as file:
        file.write(encode(np.concatenate([above, below]), "png", 95))
    print(f"{len(images)} images, {coloured.shape[1]}x{coloured.shape[2]} patches: {args.output}")


def _some_files(paths: Sequence[str], most: int) -> list[str]:
    """Up to `most` image files under paths. Raises UserError for what cannot be read."""
    files: list[str] = []
    for path in paths:
        files += ImageFolder([path], training_part=False).files if Path(path).is_dir() else [path]
    files = files[:most]
    files_part(files)
    return files


def masks(args: argparse.Namespace) -> None:
    """R2 of linear regression from patches' features to the shares of classes in segmentation masks."""
    pairs = read_masks(args.images, args.masks)
    labels = [mask for _, mask in pairs]
    classes = np.unique(np.concatenate([np.unique(mask) for mask in labels]))
    classes = classes[classes != IGNORED]
    if not len(classes):
        raise UserError(f"--masks {args.masks}: every pixel is {IGNORED}, which is no class", 2)
    encoder, _ = open_encoder(args)
    images = [image_file(image) for image, _ in pairs]
    maps = maps_of(encoder, images, pick_device(args.device))
    rows, columns = maps.shape[1:3]
    shares = np.stack([shares_of(mask, classes, rows, columns) for mask in labels])
    score, each = r2(maps, shares, args.ridge)
    for label, value in zip(classes, each):
        print(f"class {label}: R2 {value:.4f}" if np.isfinite(value) else f"class {label}: nothing to explain")
    about = f"{rows}x{columns} patches"
    told(
        args,
        encoder,
        method="masks R2",
        data=args.masks,
        n=len(pairs) // 2,
        percent=100.0 * score,
        settings=about,
        half_width=math.nan,  # no share of images: it is below 0 where the mean tells more
    )


def read_masks(images: str, masks: str) -> list[tuple[str, np.ndarray]]:
    """(image file, its mask int [h, w], cut to the middle square) for each mask of a folder, matched by path without
    suffix. Raises UserError for a mask without an image, or of another size."""
    files = {_stem(images, file): file for file in ImageFolder([images], training_part=False).files}
    pairs = []
    for file in ImageFolder([masks], training_part=False).files:
        stem = _stem(masks, file)
        if stem not in files:
            raise UserError(f"--masks {file}: there is no image {stem} in {images}", 2)
        try:
            height, width = image_file(files[stem]).shape[:2]
            with Image.open(file) as mask:
                values = np.asarray(mask if mask.mode in ("L", "P", "I", "I;16", "1") else mask.convert("L")).astype(
                    np.int64
                )
        except (BadImage, OSError) as error:
            raise UserError(f"--masks {file}: cannot be read ({error})") from None
        if values.shape != (height, width):
            raise UserError(
                f"--masks {file}: is of {values.shape[1]}x{values.shape[0]} pixels, its image of {width}x{height}", 2
            )
        pairs.append((files[stem], centre(values)))
    if len(pairs) < 2:
        raise UserError(f"--masks {masks}: two masks or more are needed, one half to fit and one to score", 2)
    return pairs


def _stem(root: str, file: str) -> str:
    return str(Path(file).relative_to(root).with_suffix(""))


def shares_of(mask: np.ndarray, classes: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """Share of each class in each of rows x columns cells of a mask int [h, w]: float64 [rows, columns, classes].

    Exact: pixels that a boundary cuts count in parts.
    """
    down, right = _cells(mask.shape[0], rows), _cells(mask.shape[1], columns)
    return np.stack([down @ (mask == label).astype(np.float64) @ right.T for label in classes], -1)


def _cells(pixels: int, cells: int) -> np.ndarray:
    """[cells, pixels]: the share of a cell that each pixel makes up; rows add up to 1."""
    edges = np.linspace(0, pixels, cells + 1)
    low = np.maximum(edges[:-1, None], np.arange(pixels)[None])
    high = np.minimum(edges[1:, None], np.arange(1, pixels + 1)[None])
    return np.maximum(high - low, 0.0) * cells / pixels


def r2(maps: np.ndarray, shares: np.ndarray, ridge: float) -> tuple[float, np.ndarray]:
    """(mean R2 over classes, R2 of each; NaN where nothing varies) of the second half of images, fitted on the first.

    maps float [n, rows, columns, width], shares float [n, rows, columns, classes]; images alternate between the halves.
    R2 is 1 - residual sum of squares / sum of squares about the mean. ridge: strength beside the mean squared feature.
    """
    fit, score = slice(0, None, 2), slice(1, None, 2)
    x, y = maps[fit].reshape(-1, maps.shape[-1]).astype(np.float64), shares[fit].reshape(-1, shares.shape[-1])
    mean, spread = x.mean(0), x.std(0)
    spread = np.where(spread > 1e-9, spread, 1.0)
    x = (x - mean) / spread
    middle = y.mean(0)
    weights = np.linalg.solve(x.T @ x / len(x) + ridge * np.eye(x.shape[1]), x.T @ (y - middle) / len(x))
    other = (maps[score].reshape(-1, maps.shape[-1]).astype(np.float64) - mean) / spread
    truth = shares[score].reshape(-1, shares.shape[-1])
    residual = ((truth - middle - other @ weights) ** 2).sum(0)
    total = ((truth - truth.mean(0)) ** 2).sum(0)
    each = np.where(total > 1e-12, 1.0 - residual / np.maximum(total, 1e-12), np.nan)
    if not np.isfinite(each).any():
        raise UserError("--masks: no class varies over the patches of the second half of the images", 2)
    return float(np.nanmean(each)), each
