"""Section of gpu_check.py that asks why a picture differs: the driver's drawing, its way to torch, training beside it.

Every stage draws the same pictures and compares them with their first drawing. What differs without torch is the
driver's drawing; what differs beside training though OpenGL itself reads it back, training; what OpenGL reads back
right and torch sees wrong, the way to torch. A difference far below 1 of 255 is arithmetic, one above is not.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.gpu_common import Record, chosen, frames
from image_generation.partition import Share
from image_generation.shaders.image_maker import MakerSettings
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.rendering.backends import COMPUTE, FRAGMENT
from image_generation.shaders.rendering.compute_backend import ComputeBackend
from image_generation.shaders.sampler import SamplerSettings
from image_generation.shaders.sources import Source, resolve

# The image whose difference ended a run on an H200 was of the first, at the first time; the next two are chaotic.
NAMES = (
    "wallpaper_hyperbolic", "fractal_lyapunov", "moire_gratings", "opart_bulge", "raytrace_glass", "terrain_canyon",
    "scene_columns", "raytrace_stairs",
)  # fmt: skip
MOMENTS = (0.2143128663301468, 1.0, 2.37, 8.152205467224121)


class Tally:
    """Counts pictures that are not as they were drawn first."""

    def __init__(self) -> None:
        self.pictures = self.different = 0
        self.furthest = 0.0
        self.names: dict[str, int] = {}

    def add(self, differences: Any, names: list[str]) -> bool:
        """Take in mean differences (of 255), one a picture; whether any is above 0."""
        for name, difference in zip(names, differences, strict=True):
            self.pictures += 1
            if difference > 0.0:
                self.different += 1
                self.furthest = max(self.furthest, float(difference))
                self.names[name] = self.names.get(name, 0) + 1
        return any(difference > 0.0 for difference in differences)

    def told(self) -> dict[str, Any]:
        """For the record."""
        return {"pictures": self.pictures, "different": self.different, "furthest": self.furthest, "of": self.names}


def interop(options: dict[str, Any], record: Record) -> None:
    """Pictures drawn again alone, with torch on the device, beside training, and through every way of sharing."""
    # Here and below: torch takes seconds, and may not be there; torchvision before OpenGL, as in gpu_training.
    import torch
    import torchvision  # noqa: F401

    from image_generation.shaders.rendering.cuda_sharing import FakeSharing, SharedImages, open_sharing  # see above

    cuda = options["device"] != "cpu"
    device = torch.device("cuda:0" if cuda else "cpu")
    side, rounds = options["interop_resolution"], options["interop_rounds"]
    sources = {source.name: source for source in resolve(["bundled"])}
    names = [name for name in NAMES for _ in MOMENTS]
    n, ask = len(names), frames(MOMENTS)
    with Renderer(chosen(options), side) as renderer:
        context = renderer.context
        backend = ComputeBackend(context, (side, side), renderer.channels)
        compiled = [backend.compile(sources[name].load()) for name in NAMES]

        def drawn() -> np.ndarray:
            return np.concatenate([backend.render(one, ask) for one in compiled])

        reference = drawn()

        def off(images: np.ndarray) -> np.ndarray:
            return np.abs(images.astype(np.int16) - reference).mean(axis=(1, 2, 3))

        def stage(what: str, before: Callable[[], None]) -> None:
            tally = Tally()
            for _ in range(rounds):
                before()
                tally.add(off(drawn()), names)
            record(**{what: tally.told()})

        stage("alone", lambda: None)
        work = load(device)
        work()
        if cuda:
            torch.cuda.synchronize()
        stage("torch on the device", lambda: None)
        stage("beside training", work)

        sharing = open_sharing(device, renderer.device) if cuda else FakeSharing()
        made = [SharedImages(sharing, backend.buffer(n), (n, side, side, 3), context.finish) for _ in range(2)]
        expected = torch.from_numpy(reference).to(device)

        def synchronize() -> None:
            context.finish()
            if cuda:
                torch.cuda.synchronize()

        def plain(shared: SharedImages) -> torch.Tensor:
            with shared.images() as seen:
                return seen.clone()

        def finished(shared: SharedImages) -> torch.Tensor:
            context.finish()
            return plain(shared)

        def synchronized(shared: SharedImages) -> torch.Tensor:
            synchronize()
            with shared.images() as seen:
                taken = seen.clone()
                synchronize()
            return taken

        def anew(shared: SharedImages) -> torch.Tensor:
            other = SharedImages(sharing, shared.buffer, shared.shape)
            taken = plain(other)
            synchronize()
            other.release()
            return taken

        ways: dict[str, tuple[Callable[[SharedImages], torch.Tensor], int]] = {
            "plain": (plain, 1),
            "plain, two buffers": (plain, 2),
            "finish before": (finished, 1),
            "all synchronized": (synchronized, 1),
            "take": (lambda shared: shared.take(torch.clone), 1),
        }
        for what, (take, buffers) in ways.items():
            tally, in_buffer = Tally(), Tally()
            began = time.perf_counter()
            for turn in range(rounds):
                shared = made[turn % buffers]
                work()
                for k, one in enumerate(compiled):
                    backend.draw(one, ask, shared.buffer, k * len(ask))
                taken = take(shared)
                differences = (taken.int() - expected).abs().float().mean((1, 2, 3)).tolist()
                if tally.add(differences, names):
                    in_buffer.add(off(backend.read(shared.buffer, n)), names)
            record(
                **{
                    f"shared, {what}": tally.told()
                    | {"then in the buffer": in_buffer.told(), "seconds": time.perf_counter() - began}
                }
            )
        for shared in made:
            shared.release()
        tally = Tally()
        for _ in range(rounds):
            work()
            for k, one in enumerate(compiled):
                backend.draw(one, ask, made[0].buffer, k * len(ask))
            tally.add((anew(made[0]).int() - expected).abs().float().mean((1, 2, 3)).tolist(), names)
        record(**{"shared, registered anew": tally.told()})
    some = list(sources.values())[:: max(1, len(sources) // options["interop_programs"])]
    _whole(options, record, [sources[NAMES[0]], *some], work)


def load(device: Any) -> Callable[[], None]:
    """What a training asks of the device in some steps, without waiting: a ResNet-50 forwards and backwards."""
    import torch  # see interop
    from torchvision.models import resnet18, resnet50  # see interop

    small = device.type == "cpu"
    model = (resnet18 if small else resnet50)().to(device, memory_format=torch.channels_last)
    images = torch.randn(2 if small else 64, 3, 32 if small else 224, 32 if small else 224, device=device)
    optimizer = torch.optim.SGD(model.parameters(), 0.01)

    def work() -> None:
        optimizer.zero_grad(set_to_none=True)
        model(images.contiguous(memory_format=torch.channels_last)).square().mean().backward()
        optimizer.step()

    return work


def _whole(options: dict[str, Any], record: Record, sources: list[Source], work: Callable[[], None]) -> None:
    """The same images from ResidentImages and from render processes, twice alone and then beside training."""
    import torch  # see interop

    from image_generation.shaders.live.dataset import LiveDataset
    from image_generation.shaders.live.resident import ResidentImages
    from image_generation.shaders.rendering.cuda_sharing import FakeSharing, open_sharing

    cuda, side, block = options["device"] != "cpu", options["interop_resolution"], options["interop_block"]
    device = torch.device("cuda:0" if cuda else "cpu")
    blocks, egl = options["interop_blocks"], chosen(options)
    settings = MakerSettings(
        sources=tuple(sources), sampler=SamplerSettings(seed=0), resolution=side, devices=(egl,), backend=COMPUTE
    )
    share = Share(length=blocks * block, block=block, rank=0, world=1)

    def resident(beside: bool, check_every: int) -> list[torch.Tensor]:
        sharing = open_sharing(device, egl) if cuda else FakeSharing()
        images = ResidentImages(settings, share, sharing, check_every=check_every)
        try:
            seen = []
            for some in (block.images for block in images.blocks(0, blocks)):
                seen.append(some)
                if beside:
                    work()
            return seen
        finally:
            images.close()

    first = resident(False, 0)
    for what, beside, check in (("alone", False, 0), ("beside training", True, 0), ("checked", True, block)):
        tally = Tally()
        try:
            for one, other in zip(first, resident(beside, check), strict=True):
                tally.add((one.int() - other).abs().float().mean((1, 2, 3)).tolist(), [""] * len(one))
            record(**{f"resident, {what}": tally.told()})
        except Exception as error:
            record(**{f"resident, {what}": f"{type(error).__name__}: {error}"[:300]})
    del first
    for backend in (COMPUTE, FRAGMENT):
        seen: list[np.ndarray] = []
        for what, beside in (("first", False), ("beside training", True)):
            with LiveDataset(
                sources, side, blocks * block, devices=(egl,), workers=options["interop_workers"], backend=backend
            ) as dataset:
                tally = Tally()
                for k, (image, _) in enumerate(dataset):
                    if what == "first":
                        seen.append(image)
                    else:
                        tally.add([np.abs(image.astype(np.int16) - seen[k]).mean()], [""])
                    if beside and k % 64 == 0:
                        work()
                if seen and what != "first":
                    record(**{f"render processes, {backend}, {what}": tally.told()})
