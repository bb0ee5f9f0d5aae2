"""What image number i is: its programs, times and mixture, from (seed, i, number of programs) alone.

Every random number comes from numpy's Philox, a counter-based generator, keyed by seed and index, so that
any process draws any image without asking another, in any order, after any interruption.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.random  # now, not by a thread beside which a process is forked: that one would wait for ever

from image_generation.common.random_streams import stream
from image_generation.mixing import Mixture, MixtureSettings

MOST_CHANNELS = 4  # pictures that fill a sample's image inputs; further inputs show them again
KEPT_NUMBERS = 1 << 18  # in the permutations that a Sampler keeps
TIME_RANGE = (0.1, 10.0)  # seconds; the range that the paper's renderer draws from

# Purposes of random streams.
_IMAGE, _PERMUTATION, _REPLACEMENT, _PARAMETERS, _POSITIVE_TIME, _POSITIVE_PARAMETERS = range(6)
_CHANNELS = 8  # 7: the painters' order


@dataclass(frozen=True)
class ParameterDraw:
    """Random factors of a program's parameters, from the stream of (seed, index, slot in the mixture) alone.

    sigma   standard deviation of the factors' logarithm
    further more of it, drawn independently: how a positive differs from its image
    """

    sigma: float
    seed: int = 0
    index: int = 0
    slot: int = 0
    further: float = 0.0

    def factors(self, count: int) -> np.ndarray:
        """The first `count` factors exp(sigma * N(0, 1)): float64 [count]; more of them begin alike."""
        generator = stream(self.seed, self.index, _PARAMETERS, self.slot)
        exponents = self.sigma * generator.standard_normal(count)
        if self.further:
            generator = stream(self.seed, self.index, _POSITIVE_PARAMETERS, self.slot)
            exponents += self.further * generator.standard_normal(count)
        return np.exp(exponents)


@dataclass(frozen=True)
class ChannelDraw:
    """A picture that fills an image input: `program`, a number in the list of channel programs, at `time` in seconds.

    seed, index, slot   which picture, of sources that have no time
    """

    program: int
    time: float
    seed: int = 0
    index: int = 0
    slot: int = 0


@dataclass(frozen=True)
class Sample:
    """One drawing of one program: `time` in seconds; parameters: None draws the program as it was written.

    channels   what fills its image inputs; none: the built-in textures
    """

    time: float
    parameters: ParameterDraw | None = None
    channels: tuple[ChannelDraw, ...] = ()


@dataclass(frozen=True)
class ImageSpec:
    """All that image `index` is made of: programs[k] drawn as samples[k], put together by `mixture`."""

    index: int
    programs: tuple[int, ...]
    samples: tuple[Sample, ...]
    mixture: Mixture | None


@dataclass(frozen=True, kw_only=True)
class SamplerSettings:
    """Everything beside the programs that says what the images are.

    time_range          seconds [a, b)
    temporal_sampling   'random': uniform in the range; 'continuous': the j-th image of a program lies in
                        [a + j / fps, a + (j + 1) / fps), wrapping round at b
    mixture             None, or how several samples make one image
    repeat              so many images in a row are of the same program (or of the same programs mixed)
    parameter_jitter    standard deviation of the logarithm of the factors that scale programs' numbers
                        (programs/parameters.py); 0: programs are drawn as they were written
    positive_time       with this or the next, numbers 2 i and 2 i + 1 are image i and its positive: the same programs
                        and mixture, each at a time up to so many seconds earlier or later
    positive_jitter     ... and with numbers scaled by further factors of this spread
    channel_programs    length of the list of programs whose pictures fill image inputs; 0: the built-in textures do
    """

    seed: int = 0
    time_range: tuple[float, float] = TIME_RANGE
    temporal_sampling: str = "random"
    fps: float = 10.0
    mixture: MixtureSettings | None = None
    repeat: int = 1
    parameter_jitter: float = 0.0
    positive_time: float = 0.0
    positive_jitter: float = 0.0
    channel_programs: int = 0

    @property
    def views(self) -> int:
        """Pictures of an image: 2 where it has a positive."""
        return 2 if self.positive_time or self.positive_jitter else 1


def channel_draws(settings: SamplerSettings, index: int, slot: int = 0) -> tuple[ChannelDraw, ...]:
    """What fills the first MOST_CHANNELS image inputs of sample `slot` of an image, from a stream of its own."""
    generator = stream(settings.seed, index, _CHANNELS, slot)
    programs = generator.integers(settings.channel_programs, size=MOST_CHANNELS)
    low, high = settings.time_range
    times = low + generator.random(MOST_CHANNELS) * (high - low)
    first = 1000 + MOST_CHANNELS * slot  # beyond the slots of mixtures
    return tuple(
        ChannelDraw(int(program), float(np.float32(time)), settings.seed, index, first + k)
        for k, (program, time) in enumerate(zip(programs, times))
    )


def used_channels(sample: Sample, inputs: int) -> tuple[ChannelDraw, ...]:
    """Those of a sample's draws that a program with so many image inputs shows."""
    return sample.channels[: min(inputs, MOST_CHANNELS)]


class Sampler:
    """Says what to draw for any index (see the module's docstring).

    Every run of `n_programs` consecutive samples is a permutation of the programs, drawn anew for each run, so that
    n images of p programs hold each n/p times.

    settings    SamplerSettings
    n_programs  length of the list of programs, at least 1
    excluded    programs (numbers in the list) that are left out: wherever one of them was assigned, a program
                drawn uniformly from the others, by a stream of that image's own, replaces it
    Raises ValueError where nothing is left to draw.
    """

    def __init__(self, settings: SamplerSettings, n_programs: int, excluded: Collection[int] = ()):
        if n_programs < 1 or len(set(excluded)) >= n_programs:
            raise ValueError("no program is left to draw")
        low, high = settings.time_range
        if not low <= high:
            raise ValueError(f"time range {low} to {high} is empty")
        self.settings = settings
        self.n_programs = n_programs
        self.excluded = frozenset(excluded)
        self.samples_per_image = settings.mixture.n_samples if settings.mixture else 1
        self._permutations: dict[int, np.ndarray] = {}

    def _generator(self, purpose: int, number: int) -> np.random.Generator:
        return stream(self.settings.seed, number, purpose)

    def _permutation(self, run: int) -> np.ndarray:
        """The programs in a run's order; the latest that were asked for are kept, since tasks share runs."""
        found = self._permutations.get(run)
        if found is None:
            while self._permutations and (1 + len(self._permutations)) * self.n_programs > KEPT_NUMBERS:
                self._permutations.pop(next(iter(self._permutations)))
            found = self._generator(_PERMUTATION, run).permutation(self.n_programs)
            self._permutations[run] = found
        return found

    def assigned(self, indices: Sequence[int] | np.ndarray) -> np.ndarray:
        """Program numbers before any is excluded: int64 [len(indices), samples_per_image]."""
        indices = np.asarray(indices, dtype=np.int64) // self.settings.views
        per_image = self.samples_per_image
        slots = indices[:, None] // self.settings.repeat * per_image + np.arange(per_image)
        runs, positions = np.divmod(slots, self.n_programs)
        programs = np.zeros_like(slots)
        if self.n_programs == 1 or not slots.size:
            return programs
        order = np.argsort(runs, axis=None, kind="stable")  # the positions of each run together
        numbers = runs.ravel()[order]
        starts = np.flatnonzero(np.r_[True, numbers[1:] != numbers[:-1]])
        for run, here in zip(numbers[starts], np.split(order, starts[1:])):
            programs.ravel()[here] = self._permutation(int(run))[positions.ravel()[here]]
        return programs

    def programs(self, indices: Sequence[int] | np.ndarray, assigned: np.ndarray | None = None) -> np.ndarray:
        """Program numbers of the images, with excluded ones replaced: int64 [len(indices), samples_per_image].

        assigned   what self.assigned(indices) gives, where the caller has it
        """
        programs = self.assigned(indices) if assigned is None else assigned.astype(np.int64)
        if self.excluded:
            for row in np.flatnonzero(np.isin(programs, list(self.excluded)).any(axis=1)).tolist():
                programs[row] = self._replace(int(indices[row]) // self.settings.views, programs[row])
        return programs

    def _replace(self, index: int, programs: np.ndarray) -> np.ndarray:
        generator = self._generator(_REPLACEMENT, index // self.settings.repeat)
        replaced = programs.copy()
        for slot, program in enumerate(programs):
            for _ in range(64):
                if int(program) not in self.excluded:
                    break
                program = generator.integers(self.n_programs)
            else:  # nearly everything is excluded: choose among what is left
                left = np.setdiff1d(np.arange(self.n_programs), list(self.excluded))
                program = left[generator.integers(len(left))]
            replaced[slot] = program
        return replaced

    def image(self, index: int, programs: Sequence[int] | np.ndarray | None = None) -> ImageSpec:
        """What image `index` is; `programs`: its row of self.programs, where the caller has it already."""
        number = index
        row = self.programs([number])[0] if programs is None else programs
        settings, per_image = self.settings, self.samples_per_image
        index, view = divmod(number, settings.views)
        generator = self._generator(_IMAGE, index)
        low, high = settings.time_range
        uniform = generator.random(per_image)
        if settings.temporal_sampling == "random":
            times = low + uniform * (high - low)
        else:
            repeats, position = divmod(index, settings.repeat)
            occurrence = (repeats * per_image + np.arange(per_image)) // self.n_programs
            occurrence = occurrence * settings.repeat + position
            elapsed = (occurrence + uniform) / settings.fps
            times = low + (np.mod(elapsed, high - low) if high > low else 0.0 * elapsed)
        mixture = settings.mixture.draw(generator) if settings.mixture else None
        if view:
            times = self._other_times(index, times)
        samples = tuple(
            Sample(
                time,
                self._parameters(index, slot, bool(view)),
                channel_draws(settings, index, slot) if settings.channel_programs else (),
            )
            for slot, time in enumerate(times.astype(np.float32).tolist())
        )
        return ImageSpec(number, tuple(map(int, row)), samples, mixture)

    def _other_times(self, index: int, times: np.ndarray) -> np.ndarray:
        """Times up to positive_time seconds away; reflected at 0, or at the range's beginning where that is earlier."""
        spread, first = self.settings.positive_time, min(0.0, self.settings.time_range[0])
        shift = self._generator(_POSITIVE_TIME, index).uniform(-spread, spread, len(times))
        return first + np.abs(times + shift - first)

    def _parameters(self, index: int, slot: int, positive: bool) -> ParameterDraw | None:
        sigma, further = self.settings.parameter_jitter, self.settings.positive_jitter if positive else 0.0
        return ParameterDraw(sigma, self.settings.seed, index, slot, further) if sigma or further else None
