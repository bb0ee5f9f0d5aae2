"""What the compiled programs of one renderer draw on."""

from __future__ import annotations

from dataclasses import dataclass

import moderngl

from image_generation.shaders.rendering.channels import Channels
from image_generation.shaders.rendering.output import Output


@dataclass(frozen=True, kw_only=True)
class Canvas:
    """The parts of a renderer that its compiled programs share.

    output       where the finished picture of every program is drawn
    channels     textures and samplers for what is read
    step_rate    frames a second at which programs with feedback are stepped
    max_steps    the most frames that such a program is stepped; later times show that frame
    """

    context: moderngl.Context
    output: Output
    channels: Channels
    step_rate: float
    max_steps: int
