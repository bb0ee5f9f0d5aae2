"""What a shard says of each image: its class and its KEY.json."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from image_generation.mixing import ONE
from image_generation.shaders.sampler import ImageSpec


def sample_label(spec: ImageSpec) -> int:
    """Class of an image: its program's number; of a mixture the number of the one with the largest weight."""
    return spec.programs[int(np.argmax(spec.mixture.weights))] if spec.mixture else spec.programs[0]


def sample_table(spec: ImageSpec, names: Sequence[str]) -> dict[str, Any]:
    """Contents of KEY.json; names: of all programs, by number.

    `parameters` holds, of each sample, what its factors are drawn from (sampler.ParameterDraw); none where programs
    are drawn as they were written. Keys and types are the same for all images of a dataset.
    """
    mixture = spec.mixture
    return {
        "index": spec.index,
        "programs": [names[program] for program in spec.programs],
        "times": [sample.time for sample in spec.samples],
        "weights": [int(weight) / ONE for weight in mixture.weights] if mixture else [1.0],
        "boxes": [[float(edge) for edge in box] for box in mixture.boxes] if mixture else [],
        "parameters": [
            {"sigma": draw.sigma, "seed": draw.seed, "index": draw.index, "slot": draw.slot}
            for draw in (sample.parameters for sample in spec.samples)
            if draw is not None
        ],
    }
