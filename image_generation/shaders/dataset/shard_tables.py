"""What a shard says of each image: its class and its KEY.json."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from image_generation.mixing import ONE, label_weights
from image_generation.shaders.sampler import ImageSpec


def sample_label(spec: ImageSpec, resolution: int) -> int:
    """Class of an image: its program's number; of a mixture the number of the one that makes up most of the image.

    spec         as it comes with the finished image: mixtures whose weights the pictures decide have them
    resolution   side of the image in pixels
    """
    return spec.programs[int(np.argmax(label_weights(spec.mixture, resolution, resolution)))]


def sample_table(
    spec: ImageSpec, names: Sequence[str], resolution: int, channels: Sequence[str] = ()
) -> dict[str, Any]:
    """Contents of KEY.json; names: of all programs, by number; channels: of the channel programs, where there are any.

    `weights` are the mixture's, of cutmix the shares of the area that stays visible. `parameters` says what the factors
    of each sample are drawn from (sampler.ParameterDraw); none where programs are drawn as they were written. Keys
    and types are the same for all images of a dataset.
    """
    mixture = spec.mixture
    if mixture is not None and mixture.weights:
        weights = [int(weight) / ONE for weight in mixture.weights]
    else:
        weights = label_weights(mixture, resolution, resolution).tolist()
    filled = {
        "channels": [
            [{"program": channels[draw.program], "time": draw.time} for draw in sample.channels]
            for sample in spec.samples
        ]
    }
    return {
        "index": spec.index,
        "programs": [names[program] for program in spec.programs],
        "times": [sample.time for sample in spec.samples],
        "weights": weights,
        "boxes": [[float(edge) for edge in box] for box in mixture.boxes] if mixture else [],
        "parameters": [
            {"sigma": draw.sigma, "seed": draw.seed, "index": draw.index, "slot": draw.slot}
            for draw in (sample.parameters for sample in spec.samples)
            if draw is not None
        ],
        **(filled if channels else {}),
    }
