"""Where the drivers keep compiled shaders between runs."""

from __future__ import annotations

import os
from pathlib import Path


def cache_folder() -> Path:
    """This project's folder among the user's caches."""
    root = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(root) / "procedural-image-programs"


def use_shader_cache() -> None:
    """Keep the drivers' compiled shaders under the user's cache folder, with room for 21,000 programs."""
    folder = cache_folder() / "shader-cache"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return
    for name, value in {
        "MESA_SHADER_CACHE_DIR": str(folder),
        "MESA_SHADER_CACHE_MAX_SIZE": "4G",
        "__GL_SHADER_DISK_CACHE": "1",
        "__GL_SHADER_DISK_CACHE_PATH": str(folder),
        "__GL_SHADER_DISK_CACHE_SIZE": str(8 << 30),
        "__GL_SHADER_DISK_CACHE_SKIP_CLEANUP": "1",
    }.items():
        os.environ.setdefault(name, value)
