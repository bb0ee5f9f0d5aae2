"""The rows of a dataset's samples.csv and programs.csv."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from image_generation.datasets.journal import Journal
from image_generation.datasets.layout import (
    CHANNEL_COLUMNS,
    INPUT_COLUMNS,
    LABEL_COLUMNS,
    PARAMETER_COLUMNS,
    PROGRAM_COLUMNS,
    SAMPLE_COLUMNS,
)
from image_generation.mixing import FIXED_SAMPLES, ONE
from image_generation.shaders.dataset.assignment import Assignment
from image_generation.shaders.image_maker import MakerSettings
from image_generation.shaders.sampler import Sampler, used_channels


def sample_rows(
    maker: MakerSettings, assignment: Assignment, journal: Journal, file_of: Callable[[int], str]
) -> Iterator[tuple]:
    """Rows of samples.csv (sample_columns); file_of: path of an image below the root."""
    sampler = Sampler(maker.sampler, len(maker.sources))
    names = [source.name for source in maker.sources]
    for index in range(len(assignment.rows)):
        spec = sampler.image(index, assignment.rows[index])
        size, crc, _ = journal.images[index]
        mixture = spec.mixture
        shares = mixture.weights if mixture else ()
        if mixture and mixture.kind in FIXED_SAMPLES:
            shares = journal.weights.get(index, ())
        weights = [f"{weight / ONE}" for weight in shares]
        boxes = [" ".join(f"{edge:.6f}" for edge in box) for box in mixture.boxes] if mixture else []
        labels = journal.labels.get(index, (0, 0)) if maker.labels else None
        inputs = [journal.inputs.get(names[program], 0) for program in spec.programs]
        used = [used_channels(sample, count) for sample, count in zip(spec.samples, inputs)]
        channels = [[maker.channels[draw.program].name for draw in draws] for draws in used]
        yield (
            index,
            file_of(index),
            ";".join(names[program] for program in spec.programs),
            ";".join(f"{sample.time}" for sample in spec.samples),
            ";".join(weights),
            ";".join(boxes),
            size,
            f"{crc:08x}",
            *((labels[0], f"{labels[1]:08x}") if labels else ()),
            *(
                (
                    ";".join("|".join(some) for some in channels),
                    ";".join("|".join(f"{draw.time}" for draw in draws) for draws in used),
                )
                if maker.channels
                else ()
            ),
        )


def sample_columns(maker: MakerSettings) -> tuple[str, ...]:
    """Columns of samples.csv."""
    labels, channels = (LABEL_COLUMNS if maker.labels else ()), (CHANNEL_COLUMNS if maker.channels else ())
    return (*SAMPLE_COLUMNS, *labels, *channels)


def program_columns(maker: MakerSettings) -> tuple[str, ...]:
    """Columns of programs.csv."""
    jitter = PARAMETER_COLUMNS if maker.sampler.parameter_jitter else ()
    return (*PROGRAM_COLUMNS, *jitter, *(INPUT_COLUMNS if maker.channels else ()))


def program_rows(maker: MakerSettings, journal: Journal) -> Iterator[tuple]:
    """Rows of programs.csv (program_columns)."""
    for number, source in enumerate(maker.sources):
        row: tuple[int | str, ...] = (number, source.name, source.origin, journal.texts.get(source.name, ""))
        if maker.sampler.parameter_jitter:
            row += journal.parameters.get(source.name, ("", ""))
        if maker.channels:
            row += (journal.inputs.get(source.name, ""),)
        yield row
