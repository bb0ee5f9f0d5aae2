"""Which of the two ways of drawing a device uses for which programs: by fragment shaders or by compute shaders.

    choice = choose_backend("auto", device, resolution=256)       # BackendChoice, the same on every call
    choice.compute(program)                                       # whether this program is to be drawn by compute

Software drivers draw by fragment shaders unless they are asked otherwise: on llvmpipe both take the same time within
5 percent (benchmarks/backends.py), so that a measurement would choose by chance, and datasets would not keep their
bytes. On a GPU, `auto` measures once how fast both draw a few light and a few heavy bundled programs, and keeps what it
found in the user's cache folder.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import re
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from image_generation.common.errors import UserError
from image_generation.common.files import atomic_write
from image_generation.processes.launch import start
from image_generation.shaders.programs.program import Pass, Program
from image_generation.shaders.rendering.egl_devices import EglDevice
from image_generation.shaders.rendering.shader_cache import cache_folder

BACKENDS = ("auto", "fragment", "compute")
MEASURED = 2  # the way of measuring: other results are not used
SECONDS = 120.0  # that a measurement may take
PROGRAMS = {  # of the measurement: bundled programs of each class
    "light": ("opart_bulge", "moire_gratings", "tiling_parquet"),
    "heavy": ("terrain_canyon", "scene_columns", "raytrace_glass"),
}
_LOOP = re.compile(r"\b(?:for|while)\b")


@dataclass(frozen=True)
class BackendChoice:
    """The backend of each class of programs: 'fragment' or 'compute'. Heavy programs are those with loops."""

    light: str = "fragment"
    heavy: str = "fragment"

    def compute(self, program: Program) -> bool:
        """Whether a program is drawn by compute shaders, where it has one."""
        if self.light == self.heavy:
            return self.light == "compute"
        return (self.heavy if _heavy(program.passes) else self.light) == "compute"

    def __str__(self) -> str:
        return self.light if self.light == self.heavy else f"light:{self.light},heavy:{self.heavy}"

    @classmethod
    def parse(cls, text: str) -> BackendChoice:
        """What str() made; raises ValueError."""
        if text in ("fragment", "compute"):
            return cls(text, text)
        match = re.fullmatch(r"light:(fragment|compute),heavy:(fragment|compute)", text)
        if match is None:
            raise ValueError(f"{text!r} is no backend: give auto, fragment or compute")
        return cls(match[1], match[2])


@lru_cache(maxsize=256)  # it is asked for each sample
def _heavy(passes: tuple[Pass, ...]) -> bool:
    return any(_LOOP.search(stage.fragment) for stage in passes)


FRAGMENT = BackendChoice()
COMPUTE = BackendChoice("compute", "compute")


def choose_backend(wanted: str, devices: Sequence[EglDevice], resolution: int) -> BackendChoice:
    """The backend for devices that draw one set of images; wanted: one of BACKENDS, or what str(BackendChoice) gives.

    Raises UserError (code 2) where compute shaders are wanted and a device has none.
    """
    if wanted == "auto":
        kinds = {device.kind for device in devices}
        return FRAGMENT if not devices or "software" in kinds else _measured(devices[0], resolution)
    choice = BackendChoice.parse(wanted)
    if "compute" in (choice.light, choice.heavy):
        for device in dict.fromkeys(devices):
            found = _elsewhere(_probe, device, resolution)
            if found is None or found["why_not"]:
                reason = found["why_not"] if found else "its driver fails at them"
                raise UserError(f"--backend compute: {reason}; use --backend fragment or auto", 2)
    return choice


# ------------------------------------------------------------------ measuring


def _measured(device: EglDevice, resolution: int) -> BackendChoice:
    """What drew fastest on a device, from the cache folder or measured now; 'fragment' where measuring fails."""
    path = cache_folder() / "backends.json"
    known = _read(path)
    found = _elsewhere(_probe, device, resolution)
    if found is None or found["why_not"]:
        return FRAGMENT
    key = f"{MEASURED}: {found['name']}, {found['version']}, {resolution} pixels"
    if key not in known:
        rates = _elsewhere(measure, device, resolution)
        if rates is None:
            return FRAGMENT
        known = _read(path) | {key: rates}
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with atomic_write(path) as file:
                json.dump(known, file, indent=1)
        except OSError:
            pass  # it is measured anew next time
    return _fastest(known[key])


def _fastest(rates: dict[str, Any]) -> BackendChoice:
    def better(name: str) -> str:
        ratio = rates.get(name)
        return "compute" if isinstance(ratio, (int, float)) and ratio > 1.1 else "fragment"

    return BackendChoice(better("light"), better("heavy"))


def _read(path: Path) -> dict[str, Any]:
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {k: v for k, v in known.items() if isinstance(v, dict)} if isinstance(known, dict) else {}


def measure(device: EglDevice, resolution: int) -> dict[str, Any]:
    """How many times as fast as fragment shaders compute shaders draw a class of programs, reading back in both."""
    # In a process of its own, by _elsewhere; not above: the renderer knows this module.
    from image_generation.shaders.renderer_moderngl import Renderer
    from image_generation.shaders.sampler import Sample
    from image_generation.shaders.sources import resolve

    sources = {source.name: source for source in resolve(["bundled"])}
    samples = [Sample(0.1 + 0.15 * k) for k in range(64)]
    ratios: dict[str, Any] = {}
    with (
        Renderer(device, resolution) as fragments,
        Renderer(device, resolution, backend=COMPUTE) as computed,
    ):
        for name, programs in PROGRAMS.items():
            found = []
            for program in (sources[k].load() for k in programs):
                seconds = {}
                for renderer in (fragments, computed):
                    renderer.render(program, samples[:1])
                    times = []
                    for _ in range(3):
                        began = time.perf_counter()
                        renderer.render(program, samples)
                        times.append(time.perf_counter() - began)
                    seconds[renderer] = min(times)
                found.append(seconds[fragments] / seconds[computed])
            ratios[name] = round(statistics.median(found), 3)
    return ratios


def _probe(device: EglDevice, resolution: int) -> dict[str, Any]:
    """The driver's name and version, and why it has no compute shaders."""
    # as in measure
    from image_generation.shaders.renderer_moderngl import Renderer
    from image_generation.shaders.rendering.compute_backend import why_not

    with Renderer(device, resolution) as renderer:
        info = renderer.context.info
        return {"name": renderer.name, "version": info["GL_VERSION"], "why_not": why_not(renderer.context)}


def _run(connection: Any, function: Any, device: EglDevice, resolution: int) -> None:
    with contextlib.suppress(UserError):  # no OpenGL there: whoever draws says so
        connection.send(function(device, resolution))


def _elsewhere(function: Any, device: EglDevice, resolution: int) -> dict[str, Any] | None:
    """What the function returns in a process of its own, for OpenGL stays out of a command's main process; None where
    it does not return."""
    receiver, sender = multiprocessing.Pipe(duplex=False)
    with sender:
        process = start(_run, (sender, function, device, resolution))
    try:
        return receiver.recv() if receiver.poll(SECONDS) else None
    except EOFError:
        return None
    finally:
        process.kill()
        process.join()
        process.close()
        receiver.close()
