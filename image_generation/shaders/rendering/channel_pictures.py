"""Pictures of other programs for the image inputs of the one that is drawn: --channel-programs.

    pictures = ChannelPictures(sources, device=device, resolution=64)
    with Renderer(device, 64, channel_pictures=pictures) as renderer:
        renderer.render(program, [Sample(1.0, channels=channel_draws(sampler, index=0, slot=0))])

Input number k of a program takes draw k, modulo MOST_CHANNELS, so that a sample costs a few pictures more whatever it
reads. What fills an input has the built-in textures in its own: no program waits for itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from image_generation.common.errors import UserError
from image_generation.shaders.painters import Brush, open_painter
from image_generation.shaders.programs.media import image_inputs
from image_generation.shaders.programs.program import Program, ProgramError
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.rendering.egl_devices import EglDevice
from image_generation.shaders.rendering.program_store import ProgramFailure, ProgramStore
from image_generation.shaders.sampler import ChannelDraw, Sample
from image_generation.shaders.sources import Source

FLAG = "--channel-programs"
FEEDBACK_SECONDS = 2.0  # a program with feedback is stepped to its picture, each time anew: 120 frames are enough


class ChannelPictures:
    """Draws what fills image inputs, at the images' resolution, on a context of its own.

    sources       the programs, image models or folders that are chosen from
    The others are as Renderer has them.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        *,
        device: EglDevice,
        resolution: int,
        textures: str | None = None,
        quick_compile: bool = False,
        kept_programs: int = 128,
    ):
        self.sources, self.device, self.resolution = tuple(sources), device, resolution
        self.textures, self.quick_compile, self.kept_programs = textures, quick_compile, kept_programs
        self.store = ProgramStore(self.sources, capacity=max(256, kept_programs))

    @cached_property
    def renderer(self) -> Renderer:
        """What draws them, when the first is asked for."""
        return Renderer(
            self.device,
            self.resolution,
            cache_size=self.kept_programs,
            textures=self.textures,
            quick_compile=self.quick_compile,
        )

    def of(self, program: Program, draws: Sequence[ChannelDraw]) -> dict[tuple[str, str], np.ndarray]:
        """(kind, source) of each image input of a program -> its picture, uint8 [resolution, resolution, 3].

        Raises UserError where a program that was drawn by lot cannot be drawn.
        """
        made: dict[ChannelDraw, np.ndarray] = {}
        found = {}
        for k, key in enumerate(image_inputs(program, self.textures)):
            draw = draws[k % len(draws)]
            if draw not in made:
                made[draw] = self._picture(draw)
            found[key] = made[draw]
        return found

    def _picture(self, draw: ChannelDraw) -> np.ndarray:
        source = self.sources[draw.program]
        try:
            if source.painted:
                brush = Brush(seed=draw.seed, index=draw.index, slot=draw.slot, resolution=self.resolution)
                return open_painter(source.path).paint(brush)
            program = self.store.load(draw.program).drawable()
            time = min(draw.time, FEEDBACK_SECONDS) if program.feedback else draw.time
            return self.renderer.render(program, [Sample(time)])[0]
        except ProgramFailure as failure:
            raise UserError(f"{FLAG}: {source.name}: {failure.reason}; leave it out") from None
        except ProgramError as error:
            raise UserError(f"{FLAG}: {source.name}: {error.status}: {error}; leave it out") from None
