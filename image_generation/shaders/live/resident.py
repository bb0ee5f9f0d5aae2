"""Live images that stay on the GPU: drawn by compute shaders into a buffer that torch reads there.

resident = ResidentImages(settings, Share(length=10000, block=256, rank=0, world=1), sharing, device)
for block in resident.blocks(0, 40):
    block.images, block.labels, block.weights    # uint8 [256, h, w, 3] on the device, int64 [256] on the CPU, None

Image i is image i of LiveDataset with the same settings and backend; mixing is done on the device, to the same byte.
The drawing is done by the process and thread that iterate: a driver that crashes takes it along, so that collections
nobody has checked are better drawn by LiveDataset.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import torch

from image_generation.common.errors import UserError
from image_generation.device_mixing import mixed
from image_generation.mixing import FIXED_SAMPLES, ONE, label_weights
from image_generation.partition import Share
from image_generation.shaders.image_maker import MakerSettings
from image_generation.shaders.live.known import TOLERANCE, difference
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.rendering.cuda_sharing import SharedImages, Sharing
from image_generation.shaders.rendering.program_store import ProgramFailure, ProgramStore
from image_generation.shaders.sampler import Sample, Sampler

WINDOW_IMAGES = 1024  # drawn together, so that a dispatch draws several samples of a program
WINDOW_BYTES = 1 << 28
MOST_PROGRAMS = 1024  # all of which stay compiled


@dataclass(frozen=True)
class _Known:
    """An image that is drawn again now and then: its program, its sample, and how it came out (uint8 [h, w, 3])."""

    program: int
    sample: Sample
    image: np.ndarray | None = None


@dataclass(frozen=True)
class Block:
    """images uint8 [n, h, w, 3] on the device, with positives [n, 2, h, w, 3]; labels int64 [n] on the CPU; with
    mixing int64 [n, k] and weights float32 [n, k], which KML's pictures decide on the device."""

    images: torch.Tensor
    labels: torch.Tensor
    weights: torch.Tensor | None = None

    def part(self, first: int, end: int) -> Block:
        """The images from `first` up to `end`."""
        here = slice(first, end)
        return Block(self.images[here], self.labels[here], None if self.weights is None else self.weights[here])


def why_not(settings: MakerSettings) -> str | None:
    """Why images cannot be made this way, in one line; None where they can."""
    if any(source.painted for source in settings.sources):
        return "what is no shader (model:, folder:) is drawn by render processes"
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
        mixture = settings.sampler.mixture
        self.pictures = mixture.n_samples if mixture else 1  # of an image
        fitting = min(WINDOW_IMAGES, WINDOW_BYTES // (3 * side * side)) // (share.block * self.pictures)
        self.window = max(1, fitting)  # blocks
        self._last = self.window * share.block * self.pictures  # the place of the known picture, behind the window's
        buffer = self.renderer.buffer(self._last + 1)
        self._shared = SharedImages(sharing, buffer, (self._last + 1, side, side, 3), self._finish)
        self._known: _Known | None = None
        self._unchecked = 0

    def _finish(self) -> None:
        self.renderer.make_current()
        self.renderer.context.finish()

    # ------------------------------------------------------------------ blocks

    def blocks(self, start: int, stop: int) -> Iterator[Block]:
        """Blocks start..stop of this process, in order; labels are numbers of programs. A block of positives has half
        as many images, and two pictures of each.

        While the blocks of a window are used the next window is drawn, a part of it before each block.
        """
        n, size = self.share.block // self.settings.sampler.views, 1  # grows, so that the first block comes soon
        window = self._window(start, min(start + size, stop))
        while start < stop:
            end = min(start + size, stop)
            size = min(2 * size, self.window)
            done = window.take()
            if end < stop:
                window = self._window(end, min(end + size, stop))
            for k in range(end - start):
                if k and end < stop:
                    window.draw(1 / (end - start))
                yield done.part(k * n, k * n + n)
            start = end

    def _window(self, start: int, stop: int) -> _Window:
        return _Window(self, self.share.number(np.arange(start * self.share.block, stop * self.share.block)))

    def sampler(self) -> Sampler:
        """What says which programs and samples images have, without the programs that are excluded by now."""
        try:
            return Sampler(self.settings.sampler, len(self.settings.sources), self._excluded)
        except ValueError:
            raise UserError(f"no program is left that can be drawn: {self._last_reason}") from None

    def draw(self, groups: list[tuple[int, list[Sample]]], first: int) -> bool:
        """Draw samples of programs into the buffer, from image `first` on; False where one fails and is excluded."""
        parts = []
        for number, samples in groups:
            try:
                program = self.store.load(number).drawable()
                with self.store.explaining(number):
                    self.renderer.compile(program, varied=any(sample.parameters for sample in samples))
            except ProgramFailure as failure:
                name = self.settings.sources[number].name
                self._excluded.add(number)
                self._last_reason = f"{name}: {failure.reason}"
                self.on_excluded(name, failure.reason)
                return False
            parts.append((program, samples))
        self.renderer.draw_into(self._shared.buffer, first, parts)
        return True

    def take(self, places: np.ndarray, first: _Known) -> torch.Tensor:
        """Copies of the buffer's images at these places, on the device; `first`: what the first of them is.

        Now and then a known image is drawn again beside them. Raises UserError where it comes out differently.
        """
        known, due = self._known, bool(self.check_every) and self._unchecked >= self.check_every
        if known is not None and due and not self.draw([(known.program, [known.sample])], self._last):
            raise UserError(f"the driver draws no longer what it drew before: {self._last_reason}")

        def copy(seen: torch.Tensor) -> torch.Tensor:
            index = torch.from_numpy(places)
            if seen.is_cuda:
                index = index.pin_memory().to(seen.device, non_blocking=True)
            return seen.index_select(0, index)

        def compare(seen: torch.Tensor) -> float:
            if known is None or known.image is None or not due:
                return 0.0
            return difference(seen[self._last].cpu().numpy(), known.image)

        images, off = self._shared.take(copy, compare)
        self._unchecked = len(places) // self.pictures + (0 if due else self._unchecked)
        if off > TOLERANCE:
            raise UserError(
                f"the driver ({self.renderer.name}) draws an image differently than before (by {off:.3g} of 255): "
                "pictures cannot be trusted; render on another GPU than the one that trains (--rendering-gpus)"
            )
        if self.check_every and known is None:
            self._known = replace(first, image=images[0].cpu().numpy())
        return images

    def close(self) -> None:
        """Free everything on the device."""
        self._known = None
        self.renderer.make_current()
        self._shared.release()
        self.renderer.release()


class _Window:
    """Images that are drawn together, program by program, a part at a time."""

    def __init__(self, resident: ResidentImages, numbers: np.ndarray):
        self.resident, self.numbers = resident, numbers
        self._begin()

    def _begin(self) -> None:
        """Say anew what is drawn, by the programs that are there now."""
        sampler = self.resident.sampler()
        rows = sampler.programs(self.numbers)
        self.specs = [sampler.image(int(i), tuple(map(int, row))) for i, row in zip(self.numbers, rows)]
        self.programs = np.array([program for spec in self.specs for program in spec.programs])
        self.samples = [sample for spec in self.specs for sample in spec.samples]
        self.order = np.argsort(self.programs, kind="stable")
        programs = self.programs[self.order]
        starts = np.flatnonzero(np.r_[True, programs[1:] != programs[:-1]])
        self._left = deque(zip(starts.tolist(), [*starts[1:].tolist(), len(programs)]))
        self._groups = len(self._left)

    def draw(self, share: float) -> None:
        """Draw that share of the programs, as far as they are left."""
        groups, begun = [], 0
        for k in range(min(len(self._left), math.ceil(share * self._groups))):
            first, end = self._left.popleft()
            begun = begun if k else first
            places = self.order[first:end]
            groups.append((int(self.programs[places[0]]), [self.samples[place] for place in places]))
        if groups and not self.resident.draw(groups, begun):
            self._begin()  # other programs take the images of the one that is excluded now

    def take(self) -> Block:
        """The images, once all their pictures are drawn."""
        while self._left:
            self.draw(1.0)
        first = _Known(int(self.programs[0]), self.samples[0])
        images = self.resident.take(np.argsort(self.order), first)
        labels = torch.tensor([spec.programs for spec in self.specs])
        weights = None
        if self.specs[0].mixture is None:
            labels = labels[:, 0]
        else:
            images, weights = self._mixed(images)
        if self.resident.settings.sampler.views == 1:
            return Block(images, labels, weights)
        pairs = images.reshape(-1, 2, *images.shape[1:])
        # Masks of kml lie elsewhere in the two.
        return Block(pairs, labels[::2], None if weights is None else (weights[::2] + weights[1::2]) / 2)

    def _mixed(self, pictures: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Images uint8 [n, h, w, 3] of pictures [n * k, h, w, 3], and the weights float32 [n, k] of their labels."""
        mixtures = [spec.mixture for spec in self.specs if spec.mixture is not None]
        height, width = pictures.shape[1:3]
        images, parts = mixed(mixtures, pictures.reshape(len(mixtures), -1, height, width, 3))
        if mixtures[0].kind in FIXED_SAMPLES:
            return images, (parts / ONE).float()
        rows = [label_weights(mixture, width, height) for mixture in mixtures]
        return images, torch.from_numpy(np.array(rows, np.float32))
