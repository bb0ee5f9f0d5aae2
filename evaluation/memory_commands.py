"""What evaluation/main_memory.py does with a visual memory: build, add, remove, query."""

from __future__ import annotations

import argparse
import csv
import difflib
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from evaluation.flags import probe
from evaluation.results import Score, append_results, table
from image_generation.common.errors import UserError
from image_generation.common.files import atomic_write
from image_generation.datasets.writer import encode
from image_generation.pictures import centre, resized
from learning.data.ada_dataset import AdaZip, is_zip
from learning.data.labelled_datasets import Indexed, Labelled, Subset, open_labelled
from learning.data.sources import BadImage, decode
from learning.distributed import pick_device
from learning.encoders.load import Encoder, load_encoder, random_encoder
from learning.features import extract
from learning.knn import accuracies, nearest, votes, without_voteless
from learning.logs import say
from learning.memory import Entries, Memory, identity

THUMBNAIL, SHOWN = 96, 6  # pixels; neighbours in a row of the picture


def open_encoder(args: argparse.Namespace) -> tuple[Encoder, dict]:
    """The encoder that the flags name, on its device, and its identity. Raises UserError."""
    encoder = (
        load_encoder(args.checkpoint, args.arch) if args.checkpoint else random_encoder(args.random_init, args.seed)
    )
    encoder.image_size = args.image_size or encoder.image_size
    who = identity(encoder.arch, encoder.module, encoder.image_size, args.layer)
    if args.layer is not None:
        probe(encoder, args.layer)
    encoder.module.to(pick_device(args.device))
    return encoder, who | {"source": encoder.source, "label": encoder.label}


# ------------------------------------------------------------------ labelled images


def image_file(path: str) -> np.ndarray:
    """uint8 [h, w, 3]. Raises BadImage."""
    try:
        return decode(Path(path).read_bytes(), path)
    except OSError as error:
        raise BadImage(f"{path}: {error.strerror}") from None


def files_part(paths: Sequence[str], flag: str = "--images") -> Subset:
    """Single files as a part of one class. Raises UserError, naming the flag, for one that cannot be read."""
    for path in paths:
        try:
            image_file(path)
        except BadImage as error:
            raise UserError(f"{flag} {error}", 2) from None
    whole = [os.path.abspath(path) for path in paths]
    return Subset(
        lambda k: (Image.fromarray(image_file(whole[k])), 0), lambda k: 0, range(len(whole)), lambda k: whole[k]
    )


def class_names(data: Labelled) -> list[str]:
    """Names of the classes, their numbers where the data set has no names."""
    return list(data.names) if data.names else [str(k) for k in range(data.classes)]


def chosen_part(args: argparse.Namespace) -> tuple[Subset, list[str]]:
    """The images that --dataset, --part and --classes name, and the data set's classes. Raises UserError."""
    data = open_labelled(args.dataset, args.data_root)
    names = class_names(data)
    part = data.train if args.part == "train" else data.test
    if args.few:
        part = part.few_per_class(args.few, args.seed)
    if args.classes:
        wanted = [number_of(name, names, f"--dataset {args.dataset}") for name in args.classes]
        part = part.rows(np.flatnonzero(np.isin(part.labels(), wanted)))
    return part, names


def number_of(name: str, names: Sequence[str], where: str) -> int:
    """Number of a class. Raises UserError for one that is not there."""
    if name not in names:
        close = difflib.get_close_matches(name, names, 3)
        near = f"; close names: {', '.join(close)}" if close else f"; there are {', '.join(names[:8])}"
        raise UserError(f"--classes {name}: {where} has no such class{near}{' ...' if len(names) > 8 else ''}", 2)
    return list(names).index(name)


def entries_of(
    encoder: Encoder, who: dict, part: Subset, names: list[str], args: argparse.Namespace, known: Sequence[str] = ()
) -> Entries:
    """Features of a part's images that are not known by name yet, as entries. Raises UserError for none."""
    titles = np.array([title_of(part.name(k), args) for k in part.chosen], object)
    new = np.flatnonzero(~np.isin(titles, list(known)))
    if len(new) < len(titles):
        say(f"{len(titles) - len(new)} images are in the memory already and left out")
    if not len(new):
        raise UserError("no new images: nothing is added", 2)
    options = (encoder.image_size, pick_device(args.device), args.batch_size, args.workers)
    features, rows = extract(encoder.features, Indexed(part.rows(new)), *options, title=encoder.label)
    read = new[rows.numpy()]
    labels = part.rows(read).labels()
    used = np.unique(labels)
    return Entries(
        features=[features.numpy()],
        width=features.shape[1],
        labels=np.searchsorted(used, labels),
        names=[str(title) for title in titles[read]],
        classes=[names[label] for label in used],
        encoder=who,
    )


def title_of(name: str, args: argparse.Namespace) -> str:
    """What a memory calls an image: its file, or data set, part and number."""
    name = name if os.path.isabs(name) else f"{args.dataset}|{args.part}|{name}"
    return name.replace("\n", " ")


def picture_of(name: str, data_root: str) -> np.ndarray:
    """The image of that name, uint8 [h, w, 3]; grey where it is gone."""
    try:
        if os.path.isabs(name):
            return _entry(name) if not os.path.exists(name) else image_file(name)
        dataset, part, number = name.rsplit("|", 2)
        data = _opened(dataset, data_root)
        return np.asarray((data.train if part == "train" else data.test).read(int(number))[0].convert("RGB"))
    except (BadImage, UserError, ValueError, IndexError):
        return np.full((THUMBNAIL, THUMBNAIL, 3), 200, np.uint8)


def _entry(name: str) -> np.ndarray:
    """An image of a zip, archive.zip/MEMBER. Raises BadImage."""
    for parent in Path(name).parents:
        if is_zip(parent):
            archive = _archive(str(parent))
            member = Path(name).relative_to(parent).as_posix()
            if member in archive.names:
                return archive.read(archive.names.index(member))[0]
    raise BadImage(f"{name}: is not there")


@cache
def _archive(path: str) -> AdaZip:
    return AdaZip(path)


@cache
def _opened(dataset: str, root: str) -> Labelled:
    return open_labelled(dataset, root)


# ------------------------------------------------------------------ commands


def build(args: argparse.Namespace) -> None:
    """Write a memory of a data set's images."""
    if os.path.exists(args.memory) and not args.overwrite:
        raise UserError(
            f"--memory {args.memory}: is there already: add to it, give --overwrite, or name another file", 2
        )
    encoder, who = open_encoder(args)
    part, names = chosen_part(args)
    entries_of(encoder, who, part, names, args).write(args.memory)
    told(args.memory)


def add(args: argparse.Namespace) -> None:
    """Add a data set's images, or single ones of one class."""
    memory = Memory(args.memory)
    if bool(args.dataset) == bool(args.images):
        raise UserError("give --dataset, or --images with --class", 2)
    if args.images and args.class_name is None:
        raise UserError("--images: give --class NAME as well", 2)
    encoder, who = open_encoder(args)
    memory.check_encoder(who)
    part, names = (files_part(args.images), [args.class_name]) if args.images else chosen_part(args)
    more = entries_of(encoder, who, part, names, args, known=memory.names)
    memory.joined(more).write(args.memory)
    told(args.memory, f"{len(more.labels)} added")


def remove(args: argparse.Namespace) -> None:
    """Remove classes or single images; nothing is computed anew."""
    memory = Memory(args.memory)
    if not args.classes and not args.images:
        raise UserError("give --classes or --images", 2)
    numbers = [number_of(name, memory.classes, args.memory) for name in args.classes or []]
    gone = np.isin(memory.labels, numbers)
    places = {name: k for k, name in enumerate(memory.names)}
    for image in args.images or []:
        place = places.get(image, places.get(os.path.abspath(image)))
        if place is None:
            raise UserError(f"--images {image}: is not in {args.memory}", 2)
        gone[place] = True
    if gone.all():
        raise UserError(f"--memory {args.memory}: nothing would be left: delete the file instead", 2)
    memory.select(~gone).write(args.memory)
    told(args.memory, f"{int(gone.sum())} removed")


def told(path: str, what: str = "written") -> None:
    """Print what a memory holds now."""
    memory = Memory(path)
    print(f"{len(memory)} images of {len(memory.classes)} classes in {path}, {what}")


def query(args: argparse.Namespace) -> None:
    """Ask the memory for the classes of a data set's images, or of single ones."""
    memory = Memory(args.memory)
    if bool(args.dataset) == bool(args.images):
        raise UserError("give --dataset or --images", 2)
    encoder, who = open_encoder(args)
    memory.check_encoder(who)
    part, names = (files_part(args.images), [""]) if args.images else chosen_part(args)
    device = pick_device(args.device)
    options = (encoder.image_size, device, args.batch_size, args.workers)
    features, rows = extract(encoder.features, Indexed(part), *options, title=encoder.label)
    part = part.rows(rows.numpy())
    k = min(args.neighbours, len(memory))
    cosines, places = search(memory, features.to(device), k, args.search)
    labels = torch.from_numpy(memory.labels)[places.cpu()].to(device)
    scores = votes(cosines, labels, len(memory.classes), None if args.vote == "majority" else args.temperature).cpu()
    if args.picture:
        draw_neighbours(args, memory, part, places.cpu().numpy())
    if args.images:
        for path, row, near in zip(args.images, scores, places[:, 0].tolist()):
            best = row.topk(min(3, len(memory.classes)))
            guesses = ", ".join(
                f"{memory.classes[c]} {v / row.sum():.2f}" for v, c in zip(*map(torch.Tensor.tolist, best))
            )
            print(f"{path}: {guesses}; nearest: {memory.names[near]}")
        return
    number = {name: place for place, name in enumerate(memory.classes)}
    truth = torch.tensor([number.get(names[label], -1) for label in part.labels()])
    unknown = sorted({names[label] for label in part.labels() if names[label] not in number})
    if unknown:
        say(f"{len(unknown)} classes are not in the memory and count as wrong: {', '.join(unknown[:5])}")
    if args.confusion:
        write_confusion(args.confusion, memory, names, part.labels(), scores.argmax(1).numpy())
    top1, top5 = accuracies(without_voteless(scores), truth)
    how = "majority" if args.vote == "majority" else f"temperature {args.temperature:g}"
    score = Score(
        method="memory kNN",
        label=encoder.label,
        arch=encoder.arch,
        source=encoder.source,
        dataset=args.dataset,
        n=len(truth),
        top1=top1,
        top5=top5,
        settings=f"k {k}, {how}, {len(memory)} entries, {encoder.image_size} px",
    )
    print(table([score]))
    append_results(args.results, [score])


def search(memory: Memory, queries: torch.Tensor, k: int, how: str) -> tuple[torch.Tensor, torch.Tensor]:
    """Cosines float32 [n, k] and rows int64 [n, k] of the nearest entries, exactly."""
    if how == "chunks":
        return nearest(queries, (torch.from_numpy(chunk) for chunk in memory.chunks()), k)
    try:
        # Not at the top: an extra.
        import faiss
    except ImportError:
        raise UserError(
            "--search faiss: faiss is not installed: .venv/bin/python -m pip install -r requirements-faiss.txt, "
            "or leave --search out",
            2,
        ) from None
    index = faiss.IndexFlatIP(memory.width)
    for chunk in memory.chunks():
        index.add(np.ascontiguousarray(chunk / np.maximum(np.linalg.norm(chunk, axis=1, keepdims=True), 1e-12)))
    unit = torch.nn.functional.normalize(queries.float(), dim=1).cpu().numpy()
    cosines, rows = index.search(unit, k)
    return torch.from_numpy(cosines).to(queries.device), torch.from_numpy(rows).to(queries.device)


def write_confusion(path: str, memory: Memory, names: list[str], labels: np.ndarray, guesses: np.ndarray) -> None:
    """A CSV with a row for each class of the data and a column for each of the memory: how many images."""
    counts = np.zeros((len(names), len(memory.classes)), np.int64)
    np.add.at(counts, (labels, guesses), 1)
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["class", *memory.classes])
        writer.writerows([name, *row] for name, row in zip(names, counts.tolist()))


def draw_neighbours(args: argparse.Namespace, memory: Memory, part: Subset, places: np.ndarray) -> None:
    """A picture with a row for each of some images, evenly spaced: the image, and its nearest in the memory."""
    rows = []
    for k in np.unique(np.linspace(0, len(part) - 1, min(args.rows, len(part))).round().astype(int)):
        near = [picture_of(memory.names[place], args.data_root) for place in places[k, :SHOWN]]
        tiles = [resized(centre(np.asarray(each)), THUMBNAIL) for each in (part[int(k)][0], *near)]
        tiles[0] = np.pad(tiles[0], ((0, 0), (0, 8), (0, 0)), constant_values=255)
        tiles += [np.full((THUMBNAIL, THUMBNAIL, 3), 255, np.uint8)] * (SHOWN - len(near))
        rows.append(np.pad(np.concatenate(tiles, 1), ((0, 4), (0, 0), (0, 0)), constant_values=255))
    Path(args.picture).parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(args.picture, "wb") as file:
        file.write(encode(np.concatenate(rows), "png", 95))
