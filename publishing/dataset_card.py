"""The card of a rendered dataset: what it is, its settings, whose programs drew it, how to make it again."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any

from image_generation.common.progress import amount
from image_generation.datasets.layout import CONFIG, SAMPLES
from image_generation.datasets.shards import INDEX
from publishing.cards import PICTURE, TAGS, code, front_matter, packages, quoted, rows, settings_table, version
from publishing.dataset_files import DatasetFiles, table
from publishing.licences import Right

LICENCES = "licences.csv"
_NAMED = 30  # programs that the card itself names
_SIZES = ((1000, "n<1K"), (10**4, "1K<n<10K"), (10**5, "10K<n<100K"), (10**6, "100K<n<1M"), (10**7, "1M<n<10M"))


def licence_table(dataset: DatasetFiles, rights: Sequence[Right]) -> bytes:
    """licences.csv: name, origin, licence, whether it is free, where that stands, and author of each program."""
    lines = (
        {
            "name": right.name,
            "origin": dataset.public(right.origin),
            "licence": right.licence,
            "free": "yes" if right.free else "no",
            "found": right.found,
            "author": right.author,
        }
        for right in rights
    )
    return table(["name", "origin", "licence", "free", "found", "author"], lines)


def dataset_card(dataset: DatasetFiles, rights: Sequence[Right], repo: str, licence: str) -> str:
    """README.md of the repository; rights: of the dataset's programs, licence: what the images are published under."""
    name, settings = repo.split("/")[1], dataset.settings
    side = settings.get("resolution")
    kind = "WebDataset shards" if dataset.shards else "image files"
    file = INDEX if dataset.shards else SAMPLES
    tables = dataset.tables()
    parts = [
        front_matter(_front(dataset, name, licence)),
        f"# {quoted(name)}\n",
        f"{dataset.images:,} images{f' of {side} x {side} pixels' if side else ''}, {_made_by(dataset, rights)}; "
        f"{amount(dataset.n_bytes)} as {kind}.\n",
        f"![some of the images]({PICTURE})\n",
        "## Use\n",
        code(_use(dataset, repo), "bash"),
        "## Settings\n",
        settings_table(dataset.public_settings()),
        "## Programs\n",
        _programs(dataset, rights),
        "## Make it again\n",
        _again(dataset, rights, repo),
        f"The same renderer and versions give the same bytes: SHA-256 of `{file}`, which holds a checksum of every "
        f"{'shard' if dataset.shards else 'image'}: `{hashlib.sha256(tables[file]).hexdigest()}`.\n",
        f"Made with commit `{version()}` of the repository; {_versions()}. Another driver may round other colours.\n",
    ]
    return "\n".join(parts)


def _made_by(dataset: DatasetFiles, rights: Sequence[Right]) -> str:
    setting, _ = _command(dataset)
    if setting == "images":
        return "mixtures of finished images"
    if setting == "network":
        return "sampled from a StyleGAN2"
    return f"drawn by {len(rights):,} programs (GLSL shaders, image models)"


def _command(dataset: DatasetFiles) -> tuple[str, str]:
    """(setting that names what the images are made of, command that made them)."""
    for setting, command in (("images", "mix_folder.py"), ("network", "stylegan2/generate_dataset.py")):
        if setting in dataset.settings:
            return setting, command
    return "shaders", "shaders/generate_dataset.py"


def _front(dataset: DatasetFiles, name: str, licence: str) -> dict[str, Any]:
    size = next((word for most, word in _SIZES if dataset.images < most), "n>10M")
    files = "shard-*.tar" if dataset.shards else f"*/*.{dataset.settings.get('image_format', 'jpg')}"
    return {
        "license": licence,
        "pretty_name": name,
        "tags": [*TAGS, *(["webdataset"] if dataset.shards else [])],
        "task_categories": ["image-feature-extraction"],
        "size_categories": [size],
        "configs": [{"config_name": "default", "data_files": [{"split": "train", "path": files}]}],
    }


def _use(dataset: DatasetFiles, repo: str) -> str:
    kind = "webdataset" if dataset.shards else "image_folder"
    return f".venv/bin/python moco/main_train.py hf:{repo} --dataset-type {kind} --output outputs/moco"


def _programs(dataset: DatasetFiles, rights: Sequence[Right]) -> str:
    counts = Counter((right.licence, right.free) for right in rights)
    lines = [
        rows(
            ("licence", "programs", "free to publish"),
            ((licence, count, "yes" if free else "no") for (licence, free), count in counts.most_common()),
        )
    ]
    foreign = [right for right in rights if not right.own]
    if foreign:
        shown = foreign[:_NAMED]
        lines.append(
            rows(
                ("program of others", "author", "licence", "from"),
                ((right.name, right.author, right.licence, dataset.public(right.origin)) for right in shown),
            )
        )
        if len(foreign) > len(shown):
            lines.append(f"and {len(foreign) - len(shown):,} more.")
    lines.append(
        f"Each program, its licence and where that stands: `{LICENCES}`. The programs' texts are not part of this.\n"
    )
    return "\n".join(lines)


def _again(dataset: DatasetFiles, rights: Sequence[Right], repo: str) -> str:
    setting, command = _command(dataset)
    lines = [
        f"`{CONFIG}` of this repository holds all settings. In a clone of the code, after `bash scripts/setup.sh`:\n",
        code(
            f"curl -LO https://huggingface.co/datasets/{repo}/resolve/main/{CONFIG}\n"
            f".venv/bin/python image_generation/{command} --config {CONFIG} --output again",
            "bash",
        ),
    ]
    if setting != "shaders":
        lines.append(f"What they are made of has to lie where the setting `{setting}` names it.\n")
    elif any(not right.own for right in rights):
        lines.append(
            "The programs of others have to lie where the setting `shaders` names them; `programs.csv` holds the SHA-1 "
            "of each one's text.\n"
        )
    return "\n".join(lines)


def _versions() -> str:
    return packages(("numpy", "opencv-python-headless", "pillow", "moderngl"))
