"""OpenGL contexts: the newest core one that a device gives."""

from __future__ import annotations

from typing import Any

import moderngl

from image_generation.shaders.rendering.egl_devices import SYSTEM, EglDevice, find_libraries, no_egl

GL_VERSIONS = (460, 450, 430, 410, 330)
_COLOR_LOGIC_OP = 0x0BF2  # GL enum; the operation is GL_COPY unless one asks for another


def create_context(device: EglDevice) -> moderngl.Context:
    """The newest core context that a device gives: some drivers give just the version that is asked for, and compute
    shaders came with 4.3. Raises UserError where there is not even 3.3."""
    egl: dict[str, Any] = {}
    if device.index != SYSTEM:
        libegl, libgl = find_libraries()
        egl = {"backend": "egl", "device_index": device.index, "libegl": libegl, "libgl": libgl}
    for version in GL_VERSIONS:
        try:
            context = moderngl.create_context(require=version, standalone=True, **egl)
        except Exception as error:
            refusal = error
            continue
        if device.kind == "software":
            # llvmpipe compiles a fragment shader twice, the second time for tiles that a triangle covers whole, unless
            # something may mix with what is there: copying changes no pixel and halves the first drawing's time.
            context.enable_direct(_COLOR_LOGIC_OP)
        return context
    which = "this platform" if device.index == SYSTEM else f"EGL device {device.index}"
    raise no_egl(f"{which} gives no OpenGL 3.3 context ({refusal})")
