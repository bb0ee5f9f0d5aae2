"""Which version of GLSL compute shaders are written in, so that they refuse what fragment shaders refuse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import moderngl

from image_generation.shaders.programs.glsl.translate import VERTEX
from image_generation.shaders.programs.program import Pass
from image_generation.shaders.rendering.compute_source import FRAGMENT_VERSION, FragmentOnly, with_head

# What versions after 330 allow, and what all do.
_TRIALS = ("", "const float a = given;", "uint a = 3;", "uint a = 3u + 1;")
_FRAGMENT = "#version 330\nuniform float given;\nout vec4 color;\nvoid main() {{ {} color = vec4(given); }}\n"
_COMPUTE = "#version 330\nuniform float given;\nvoid main() {{ {} webgl_pixel[0] = floatBitsToUint(given); }}\n"
_known: dict[tuple[str, str], int] = {}  # by the driver's name and version


def version_for(context: moderngl.Context) -> int:
    """FRAGMENT_VERSION where the driver has compute shaders of it that take what fragment shaders take; else 430."""
    driver = context.info["GL_RENDERER"], context.info["GL_VERSION"]
    if driver not in _known:
        _known[driver] = FRAGMENT_VERSION if all(_alike(context, trial) for trial in _TRIALS) else 430
    return _known[driver]


def check_fragment(context: moderngl.Context, stage: Pass) -> None:
    """Raises FragmentOnly where a pass's fragment shader, whose compute shader compiles, does not."""
    if not _compiles(lambda: context.program(vertex_shader=stage.vertex, fragment_shader=stage.fragment)):
        raise FragmentOnly("its fragment shader does not compile")


def _alike(context: moderngl.Context, trial: str) -> bool:
    fragment = _FRAGMENT.format(trial)
    compute = with_head(_COMPUTE.format(trial), FRAGMENT_VERSION, derivatives=False)
    return _compiles(lambda: context.compute_shader(compute)) == _compiles(
        lambda: context.program(vertex_shader=VERTEX, fragment_shader=fragment)
    )


def _compiles(make: Callable[[], Any]) -> bool:
    try:
        make().release()
    except moderngl.Error:
        return False
    return True
