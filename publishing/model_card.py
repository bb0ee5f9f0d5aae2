"""The card of an encoder: what it is, how it was trained, what it scores, how to use it."""

from __future__ import annotations

import csv
import io
import math
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evaluation.results import interval_text
from image_generation.common.cli import read_config
from image_generation.common.errors import UserError
from image_generation.common.files import read_regular
from learning.encoders.load import Encoder
from learning.hub.addresses import is_hub, split_addresses
from learning.views import IMAGENET_MEAN, IMAGENET_STD
from publishing.cards import TAGS, code, front_matter, packages, quoted, rows, settings_table, version

WEIGHTS, CONFIG, RECIPE = "model.safetensors", "config.json", "recipe.yaml"
# Of a run, and nobody else's business or no part of the recipe.
_PRIVATE = {"output", "resume", "overwrite", "config", "wandb", "data_root", "shard_cache", "rank", "world_size"}
_NUMBERS = ("n", "top1", "top5", "low", "high")
_URL = re.compile(r"[a-z][a-z0-9+.-]*://")
_LARGEST = 64 << 20


def run_settings(checkpoint: str) -> dict[str, Any]:
    """The settings of the run that a checkpoint lies in (config.yaml beside it); {} where there is none."""
    path = Path(checkpoint).parent / "config.yaml"
    return read_config(path) if not is_hub(checkpoint) and path.is_file() else {}


def recipe_of(settings: dict[str, Any]) -> dict[str, Any]:
    """The settings of a run as others may see them: without folders of this machine."""
    return {key: _public(value) for key, value in settings.items() if key not in _PRIVATE}


def _public(value: Any) -> Any:
    if isinstance(value, list):
        return [_public(item) for item in value]
    if not isinstance(value, str) or (_URL.match(value) and not value.startswith("file:")):
        return value
    return ":".join(map(_public_part, split_addresses(value)))


def _public_part(part: str) -> str:
    """A part of KIND:PATH:PATH; of a path that leads through this machine's folders its last name."""
    path = os.path.normpath(part)
    if is_hub(part) or not (os.path.isabs(path) or path.startswith(("~", ".."))):
        return part
    name = os.path.basename(path)
    return "." if name.startswith(("~", "..")) else name


def scores_of(checkpoint: str, results: str | os.PathLike | None) -> list[dict[str, str]]:
    """Rows of results.csv (evaluation/results.py) for this checkpoint, the last of each method, data set and settings.

    Raises UserError where the table is damaged, or where it was named and is not there or has no such row.
    """
    if results is None:
        return []
    try:
        table = list(csv.DictReader(io.StringIO(read_regular(results, _LARGEST, "--results").decode())))
        wanted = os.path.realpath(checkpoint)
        found = {}
        for row in table:
            source = row["source"]
            if source == checkpoint or (not is_hub(source) and os.path.realpath(source) == wanted):
                for name in _NUMBERS:
                    float(row[name])
                row = {**row, "dataset": _public(row["dataset"])}
                found[row["method"], row["dataset"], row["settings"]] = row
    except (KeyError, ValueError, TypeError, csv.Error) as error:
        raise UserError(f"--results {results}: is no table of scores ({str(error)[:80]})", 2) from None
    if not found:
        raise UserError(
            f"--results {results}: holds no score of {checkpoint}: run evaluation/main_knn.py, or main_linear.py", 2
        )
    return list(found.values())


def config_of(encoder: Encoder, library: str, name: str) -> dict[str, Any]:
    """config.json: what is needed to build the encoder and to feed it."""
    return {
        "made_by": "procedural-image-programs",
        "arch": encoder.arch,
        "architecture": name,
        "names": library,
        "num_features": encoder.width,
        "image_size": encoder.image_size,
        "mean": list(IMAGENET_MEAN),
        "std": list(IMAGENET_STD),
    }


def model_card(
    encoder: Encoder,
    *,
    repo: str,
    licence: str,
    library: str,
    name: str,
    recipe: dict[str, Any],
    scores: Sequence[dict[str, str]],
) -> str:
    """README.md of the repository; name: the network's in the library, recipe and scores as read above."""
    size = encoder.image_size
    parts = [
        front_matter(_front(encoder, repo, licence, library, recipe, scores)),
        f"# {quoted(repo.split('/')[1])}\n",
        f"A {quoted(encoder.arch)} that turns images of {size} x {size} pixels into {encoder.width} features: the "
        "encoder alone, without projection head.\n",
        "## Use\n",
        code(f".venv/bin/python evaluation/main_knn.py --checkpoint hf:{repo} --dataset digits", "bash"),
        code(_python(repo, library, name, encoder), "python"),
        f"Images are RGB, scaled to 0 to 1, then normalised by mean {list(IMAGENET_MEAN)} and deviation "
        f"{list(IMAGENET_STD)}.\n",
        "## Scores\n",
        _scores(scores),
        "## Recipe\n",
        settings_table(recipe) if recipe else "Not known: no config.yaml lay beside the checkpoint.\n",
        f"\nExported with commit `{version()}`; {packages(('torch', 'torchvision'))}. `{RECIPE}` repeats the training: "
        "main_train.py --config.\n"
        if recipe
        else f"\nExported with commit `{version()}`.\n",
    ]
    return "\n".join(parts)


def _python(repo: str, library: str, name: str, encoder: Encoder) -> str:
    if library == "own":
        return (
            f'from learning.encoders.load import load_encoder\nencoder = load_encoder("hf:{repo}")   # {encoder.arch}'
        )
    build = f'timm.create_model("{name}", num_classes=0)' if library == "timm" else f"torchvision.models.{name}()"
    return (
        f"import {library}\nfrom huggingface_hub import hf_hub_download\nfrom safetensors.torch import load_file\n"
        f'weights = load_file(hf_hub_download("{repo}", "{WEIGHTS}"))\n'
        f"model = {build}\nmodel.load_state_dict(weights, strict=False)"
    )


def _scores(scores: Sequence[dict[str, str]]) -> str:
    if not scores:
        return "None were given.\n"
    lines = [
        (
            row["method"],
            row["dataset"],
            f"{float(row['top1']):.2f}",
            interval_text(float(row["low"]), float(row["high"])),
            row["n"],
            row["settings"],
        )
        for row in scores
    ]
    return rows(("method", "data set", "top-1 (%)", "95% interval", "test images", "settings"), lines)


def _front(
    encoder: Encoder,
    repo: str,
    licence: str,
    library: str,
    recipe: dict[str, Any],
    scores: Sequence[dict[str, str]],
) -> dict[str, Any]:
    front: dict[str, Any] = {
        "license": licence,
        "library_name": "timm" if library == "timm" else "pytorch",
        "pipeline_tag": "image-feature-extraction",
        "tags": [*TAGS, encoder.arch],
    }
    data = (
        [text for text in recipe.get("data") or [] if is_hub(str(text))] if isinstance(recipe.get("data"), list) else []
    )
    if data:
        front["datasets"] = ["/".join(text.removeprefix("hf:").split("@")[0].split("/")[:2]) for text in data]
    shares = [row for row in scores if not math.isnan(float(row["low"]))]  # others (R2) are no accuracies
    if shares:
        front["model-index"] = [
            {
                "name": repo.split("/")[1],
                "results": [
                    {
                        "task": {"type": "image-classification", "name": f"{row['method']} on frozen features"},
                        "dataset": {"name": row["dataset"], "type": row["dataset"].split(":")[0]},
                        "metrics": [{"type": "accuracy", "value": round(float(row["top1"]), 2), "name": "top-1 (%)"}],
                    }
                    for row in shares
                ],
            }
        ]
    return front
