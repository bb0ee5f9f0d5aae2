"""What --recipe of main_finetune.py sets (docs/evaluation.md)."""

from __future__ import annotations

# Flags that a recipe sets where they are not given. vit: He et al. 2022 (MAE, arXiv 2111.06377), table 9, as the
# formula-driven literature fine-tunes (100 epochs). resnet: Goyal et al. 2017 (arXiv 1706.02677) with a cosine.
RECIPES: dict[str, dict[str, float]] = {
    "vit": {
        "lr": 5e-4,
        "weight_decay": 0.05,
        "layer_decay": 0.75,
        "mixup": 0.8,
        "cutmix": 1.0,
        "smoothing": 0.1,
        "drop_path_rate": 0.1,
        "randaugment": 9,
        "erasing": 0.25,
    },
    "resnet": {
        "lr": 0.1,
        "weight_decay": 1e-4,
        "layer_decay": 1.0,
        "mixup": 0.0,
        "cutmix": 0.0,
        "smoothing": 0.1,
        "drop_path_rate": 0.0,
        "randaugment": 0,
        "erasing": 0.0,
    },
}
