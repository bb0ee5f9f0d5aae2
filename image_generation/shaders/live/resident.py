"""Live images that stay on the GPU: drawn by compute shaders into a buffer that torch reads there.

resident = ResidentImages(settings, Share(length=10000, block=256, rank=0, world=1), sharing, device)
for images, labels in resident.blocks(0, 40):
    ...                                          # uint8 [256, h, w, 3] on the device, int64 [256] on the CPU

Image i is image i of LiveDataset with the same settings and backend. The drawing is done by the process and thread that
iterate: a driver that crashes takes it along, so that collections nobody has checked are better drawn by LiveDataset.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import torch

from image_generation.common.errors import UserError
from image_generation.partition import Share
from image_generation.shaders.image_maker import MakerSettings
from image_generation.shaders.programs.program import ProgramError
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.rendering.cuda_sharing import SharedImages, Sharing
from image_generation.shaders.rendering.program_store import ProgramFailure, ProgramStore
from image_generation.shaders.sampler import Sample, Sampler

WINDOW_IMAGES = 1024  # drawn at once, so that a dispatch draws several samples of a program
WINDOW_BYTES = 1 << 28
MOST_PROGRAMS = 1024  # all of which stay compiled


@dataclass(frozen=True)
class _Known:
    """An image that is drawn again now and then: its program, its sample, and how it came out."""

    program: int
    sample: Sample
    image: torch.Tensor


def why_not(settings: MakerSettings) -> str | None:
    """Why images cannot be made this way, in one line; None where they can."""
    if settings.sampler.mixture is not None:
        return "mixing is done on the host (--mixing-type none goes)"
    if settings.resolution % 2:
        return f"images of {settings.resolution} pixels: the side must be even"
    if len(settings.sources) > MOST_PROGRAMS:
        return f"{len(settings.sources)} programs: more than the {MOST_PROGRAMS} that stay compiled in one process"
    return None


class ResidentImages:
    """See the module's docstring.

    settings      what is drawn; the first of its devices is the one that draws
    share         which images each block has
    sharing       how torch sees buffers (cuda_sharing.open_sharing)
    check_every   images between two drawings of a known image, which must come out the same (0: never)
    excluded      names of programs to leave out from the start
    on_excluded   called with (name, reason) for each program that is left out from then on
    Raises UserError where the device has no compute shaders.
    """

    def __init__(
        self,
        settings: MakerSettings,
        share: Share,
        sharing: Sharing,
        *,
        check_every: int = 0,
        excluded: Iterable[str] = (),
        on_excluded: Callable[[str, str], None] = lambda name, reason: None,
    ):
        if reason := why_not(settings):
            raise UserError(f"--transfer gpu: {reason}; use --transfer host or auto", 2)
        self.settings, self.share, self.check_every, self.on_excluded = settings, share, check_every, on_excluded
        self.renderer = Renderer(
            settings.devices[0],
            settings.resolution,
            cache_size=2 * MOST_PROGRAMS,
            textures=settings.textures,
            backend=settings.backend,
        )
        self.store = ProgramStore(settings.sources, settings.dialect, capacity=2 * MOST_PROGRAMS)
        left_out = set(excluded)
        self._excluded = {k for k, source in enumerate(settings.sources) if source.name in left_out}
        self._last_reason = ""
        side = settings.resolution
        fitting = min(WINDOW_IMAGES, WINDOW_BYTES // (3 * side * side)) // share.block
        self.window = max(1, fitting)  # blocks
        n = self.window * share.block
        self._shared = SharedImages(sharing, self.renderer.buffer(n), (n, side, side, 3))
        self._known: _Known | None = None
        self._unchecked = 0

    # ------------------------------------------------------------------ blocks

    def blocks(self, start: int, stop: int) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        """Images and labels (numbers of programs) of blocks start..stop of this process, in order."""
        n = self.share.block
        window = 1  # grows, so that the first block comes soon
        while start < stop:
            end = min(start + window, stop)
            numbers = self.share.number(np.arange(start * n, end * n))
            images, labels = self._draw(numbers)
            for k in range(end - start):
                yield images[k * n : k * n + n], labels[k * n : k * n + n]
            start, window = end, min(2 * window, self.window)

    def _draw(self, numbers: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
        """These images, in their order."""
        while True:
            sampler = self._sampler()
            programs = sampler.programs(numbers)[:, 0]
            samples = [sampler.image(int(i), (int(p),)).samples[0] for i, p in zip(numbers, programs)]
            order = np.argsort(programs, kind="stable")
            if self._draw_sorted(programs[order], [samples[k] for k in order]):
                break
        places = torch.from_numpy(np.argsort(order))
        with self._shared.images() as seen:
            if seen.is_cuda:
                places = places.pin_memory().to(seen.device, non_blocking=True)
            images = seen.index_select(0, places)
        self._check(programs, samples, images)
        return images, torch.from_numpy(programs.astype(np.int64))

    def _sampler(self) -> Sampler:
        try:
            return Sampler(self.settings.sampler, len(self.settings.sources), self._excluded)
        except ValueError:
            raise UserError(f"no program is left that can be drawn: {self._last_reason}") from None

    def _draw_sorted(self, programs: np.ndarray, samples: list[Sample]) -> bool:
        """Draw program by program into the buffer, from its first image on; False where one failed and is excluded."""
        starts = np.flatnonzero(np.r_[True, programs[1:] != programs[:-1]])
        for first, end in zip(starts, [*starts[1:], len(programs)]):
            number = int(programs[first])
            try:
                program = self.store.load(number).drawable()
                with self.store.explaining(number):
                    self.renderer.draw_into(self._shared.buffer, int(first), program, samples[first:end])
            except ProgramFailure as failure:
                self._exclude(number, failure.reason)
                return False
        return True

    def _exclude(self, number: int, reason: str) -> None:
        self._excluded.add(number)
        name = self.settings.sources[number].name
        self._last_reason = f"{name}: {reason}"
        self.on_excluded(name, reason)

    def _check(self, programs: np.ndarray, samples: list[Sample], images: torch.Tensor) -> None:
        """Now and then draw a known image again. Raises UserError where it comes out differently."""
        if not self.check_every:
            return
        self._unchecked += len(images)
        if self._known is None:
            self._known = _Known(int(programs[0]), samples[0], images[0].clone())
        elif self._unchecked >= self.check_every:
            self._unchecked = 0
            program = self.store.load(self._known.program).program
            if program is None:
                return
            try:
                self.renderer.draw_into(self._shared.buffer, 0, program, [self._known.sample])
            except ProgramError as error:
                raise UserError(f"the driver draws no longer what it drew before: {error}") from None
            with self._shared.images() as seen:
                same = torch.equal(seen[0], self._known.image)
            if not same:
                raise UserError(
                    f"the driver ({self.renderer.name}) draws an image differently than before: pictures cannot be "
                    "trusted; render on another GPU than the one that trains (--rendering-gpus)"
                )

    def close(self) -> None:
        """Free everything on the device."""
        self._known = None
        self.renderer.make_current()
        self._shared.release()
        self.renderer.release()
