"""Pictures from programs, as a library: shader texts become programs, programs become pixels, datasets and live images.

    from image_generation import Renderer, Sample, load_program

    pixels = Renderer(resolution=256).render(load_program("wave.frag"), [Sample(1.0), Sample(2.5)])

    for images, labels in torch.utils.data.DataLoader(ShaderImages("bundled", resolution=64), batch_size=64): ...

Importing the package imports nothing else: each name is loaded when it is first used, so that rendering needs no torch.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from image_generation.common.errors import UserError as UserError
    from image_generation.shaders.live.shader_images import ShaderImages as ShaderImages
    from image_generation.shaders.programs import load as load_program
    from image_generation.shaders.programs import parse as parse_program
    from image_generation.shaders.programs.program import Program as Program
    from image_generation.shaders.programs.program import ProgramError as ProgramError
    from image_generation.shaders.renderer_moderngl import Renderer as Renderer
    from image_generation.shaders.sampler import Sample as Sample

# Where each name is, and what it is called there.
_NAMES = {
    "Program": ("image_generation.shaders.programs.program", "Program"),
    "ProgramError": ("image_generation.shaders.programs.program", "ProgramError"),
    "Renderer": ("image_generation.shaders.renderer_moderngl", "Renderer"),
    "Sample": ("image_generation.shaders.sampler", "Sample"),
    "ShaderImages": ("image_generation.shaders.live.shader_images", "ShaderImages"),
    "UserError": ("image_generation.common.errors", "UserError"),
    "load_program": ("image_generation.shaders.programs", "load"),
    "parse_program": ("image_generation.shaders.programs", "parse"),
}

__all__ = [
    "Program",
    "ProgramError",
    "Renderer",
    "Sample",
    "ShaderImages",
    "UserError",
    "load_program",
    "parse_program",
]


def __getattr__(name: str) -> Any:
    if name not in _NAMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _NAMES[name]
    try:
        value = getattr(importlib.import_module(module), attribute)
    except ModuleNotFoundError as error:
        if error.name != "torch":
            raise
        raise ImportError(f"{name} needs torch: pip install 'procedural-image-programs[torch]'") from None
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_NAMES})
