"""Program + samples -> uint8 pixels, on one EGL device (its parts: rendering/). Only these two draw with OpenGL.

renderer = Renderer(device="auto", resolution=256)
images = renderer.render(load("my.frag"), [Sample(1.0), Sample(2.5)])      # uint8 [2, 256, 256, 3]
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Protocol

import moderngl
import numpy as np

from image_generation.common.errors import UserError
from image_generation.shaders.programs import media
from image_generation.shaders.programs.program import Program, ProgramError
from image_generation.shaders.rendering.backends import FRAGMENT, BackendChoice
from image_generation.shaders.rendering.batches import BatchDrawer
from image_generation.shaders.rendering.canvas import Canvas
from image_generation.shaders.rendering.channels import Channels
from image_generation.shaders.rendering.compiled import CompiledProgram
from image_generation.shaders.rendering.compiled_programs import CompiledPrograms
from image_generation.shaders.rendering.compute_backend import MAX_BATCH, ComputeBackend
from image_generation.shaders.rendering.compute_source import FragmentOnly
from image_generation.shaders.rendering.context import create_context
from image_generation.shaders.rendering.egl_devices import EglDevice, choose_device, end_display
from image_generation.shaders.rendering.output import Output
from image_generation.shaders.rendering.shader_cache import use_shader_cache
from image_generation.shaders.rendering.uniforms import Frame
from image_generation.shaders.sampler import ChannelDraw, Sample

SOFTWARE_BATCH = 8  # samples in a dispatch of a software driver: each drawing has a time limit

STEP_RATE = 60.0  # frames a second at which programs with feedback are stepped
MAX_STEPS = 600  # the most frames that such a program is stepped; later times show that frame


class Filling(Protocol):
    """What draws the pictures for image inputs: rendering/channel_pictures.py."""

    def of(self, program: Program, draws: Sequence[ChannelDraw]) -> dict[tuple[str, str], np.ndarray]: ...


class Renderer:
    """Draws programs on one EGL device; use it from the process and thread that made it.

    device       'auto' | 'cpu' | 'cuda', or an EglDevice of egl_devices.choose_device
    resolution   side of the square image in pixels, or (width, height)
    gpu          CUDA ordinal, for 'auto' and 'cuda'
    cache_size   how many compiled programs are kept (about 4 MB each on llvmpipe)
    once         programs come once, for all that is known: one is kept until one comes again
    read_ahead   how many draws may be under way before the first is read back; None: 2 on a GPU, 0 in software
    step_rate, max_steps   how programs with feedback are stepped from frame 0 to the sampled time
    textures     folder whose images replace the stand-ins of media.py
    quick_compile   llvmpipe compiles in half the time and draws the same pictures a quarter slower; it asks once, so
                 this holds for the process from its first Renderer on, and a GALLIVM_PERF that is set already wins
    backend      which programs are drawn by compute shaders, in batches; those without one are drawn by fragments
    channel_pictures   what draws the pictures for image inputs, where samples say which (rendering/channel_pictures.py)
    Attributes: device (EglDevice), width, height, name (the driver's), context (moderngl.Context).
    Raises UserError where the device is not there or EGL does not answer, and where there are no compute shaders.
    """

    _current: ClassVar[Renderer | None] = None  # whose context this process's thread draws with

    def __init__(
        self,
        device: str | EglDevice = "auto",
        resolution: int | tuple[int, int] = 256,
        *,
        gpu: int | None = None,
        cache_size: int = 128,
        once: bool = False,
        read_ahead: int | None = None,
        step_rate: float = STEP_RATE,
        max_steps: int = MAX_STEPS,
        textures: str | None = None,
        quick_compile: bool = False,
        backend: BackendChoice = FRAGMENT,
        channel_pictures: Filling | None = None,
    ):
        use_shader_cache()
        if quick_compile:
            os.environ.setdefault("GALLIVM_PERF", "nopt")
        self.device = choose_device(device, gpu) if isinstance(device, str) else device
        self.width, self.height = (resolution, resolution) if isinstance(resolution, int) else resolution
        self.step_rate, self.max_steps = step_rate, max_steps
        self.context = create_context(self.device)
        Renderer._current = self
        self.name = self.context.info["GL_RENDERER"]
        limit = self.context.info["GL_MAX_TEXTURE_SIZE"]
        if max(self.width, self.height) > limit:
            raise ProgramError(f"resolution {self.width}x{self.height} is above this driver's {limit}", "unsupported")
        if read_ahead is None:
            read_ahead = 0 if self.device.kind == "software" else 2
        self._canvas = Canvas(
            context=self.context,
            output=Output(self.context, self.width, self.height, read_ahead),
            channels=Channels(self.context, textures, None if channel_pictures is None else (self.width, self.height)),
            step_rate=step_rate,
            max_steps=max_steps,
        )
        self._programs = CompiledPrograms(self._canvas, cache_size, once)
        self._backend = backend
        self._filling = channel_pictures
        self._batches = self._batch_drawer(read_ahead) if backend != FRAGMENT else None
        self._released = False

    def _batch_drawer(self, read_ahead: int) -> BatchDrawer:
        most = SOFTWARE_BATCH if self.device.kind == "software" else MAX_BATCH
        try:
            backend = ComputeBackend(self.context, (self.width, self.height), self.channels, max_batch=most)
        except FragmentOnly as reason:
            raise UserError(f"--backend compute: {reason}; use --backend fragment or auto", 2) from None
        return BatchDrawer(backend, cache_size=self._programs.most, read_ahead=min(read_ahead, 1))

    @property
    def channels(self) -> Channels:
        """The textures and samplers of this renderer, for another backend on its context."""
        return self._canvas.channels

    def make_current(self) -> None:
        """Make this renderer's context the one that OpenGL calls of this thread go to."""
        if Renderer._current is not self:
            self.context.__enter__()
            Renderer._current = self

    # ------------------------------------------------------------------ drawing

    def render(self, program: Program, samples: Sequence[Sample]) -> np.ndarray:
        """Draw a program at each sample: uint8 [n, height, width, 3], RGB, top row first.

        A program with feedback begins at frame 0. Pictures that were submitted before stay to be fetched.
        Raises ProgramError where the program does not compile or asks for what is not offered.
        """
        varied = any(sample.parameters for sample in samples)
        batched = self._batched(program, varied)
        if batched is not None:
            return batched[0].draw(batched[1], [self._frame(sample, program, varied) for sample in samples])
        compiled = self._compiled(program, varied)
        if program.feedback:
            compiled.restart()
        earlier = list(self.finished(wait=True))
        images = np.empty((len(samples), self.height, self.width, 3), np.uint8)
        for k in self._order(compiled, samples):
            self._fill(program, samples[k])
            compiled.draw(samples[k])
            self._canvas.output.read_back(k)
            for number, image in self._canvas.output.finished(wait=False):
                images[number] = image
        for number, image in self._canvas.output.finished(wait=True):
            images[number] = image
        self._canvas.output.restore(earlier)
        return images

    def labels(self, program: Program, sample: Sample) -> np.ndarray:
        """Draw a program of label_outputs.label_program: float32 [height, width, 16], top row first.

        Pictures that were submitted before stay to be fetched. Raises ProgramError as render does.
        """
        compiled = self._compiled(program)
        self._fill(program, sample)
        compiled.draw(sample)
        return compiled.read_targets()

    def submit(self, program: Program, sample: Sample, tag: Any = None) -> None:
        """Draw a program at one sample and begin to read the picture back; `finished` yields it with this tag.

        A program with feedback continues from the frame that it drew last, where the sample's is a later one with the
        same parameters: submit its samples in the order that `order` gives. Raises ProgramError as render does;
        pictures that were submitted before are not lost then.
        """
        batched = self._batched(program, bool(sample.parameters))
        if batched is not None:
            frame = self._frame(sample, program, bool(sample.parameters))
            batched[0].submit(batched[1], frame, tag)
            return
        compiled = self._compiled(program, varied=bool(sample.parameters))
        self._fill(program, sample)
        compiled.draw(sample)
        self._canvas.output.read_back(tag)

    def buffer(self, n: int) -> moderngl.Buffer:
        """A buffer on the device for n pictures, uint8 [n, height, width, 3] packed."""
        self.make_current()
        return self.context.buffer(reserve=-(-n * self.width * self.height * 3 // 4) * 4)

    def draw_into(self, buffer: moderngl.Buffer, first: int, parts: Sequence[tuple[Program, Sequence[Sample]]]) -> None:
        """Draw programs, each at its samples, into pictures first, first + 1, ... of a buffer; nothing is waited for.

        Programs that compute shaders draw are drawn beside each other; pictures that fragments draw take the way over
        the host. A picture must begin at a multiple of 4 bytes. Raises ProgramError as render does.
        """
        gathered: list[tuple[Program, list[Frame]]] = []
        place = first
        for program, samples in parts:
            varied = any(sample.parameters for sample in samples)
            batched = self._batched(program, varied)
            if batched is not None:
                gathered.append((batched[1], [self._frame(sample, program, varied) for sample in samples]))
            else:
                self._draw_gathered(gathered, buffer, first)
                images = self.render(program, samples)
                buffer.write(images.tobytes(), offset=place * self.width * self.height * 3)
                first = place + len(samples)
            place += len(samples)
        self._draw_gathered(gathered, buffer, first)

    def _draw_gathered(self, gathered: list[tuple[Program, list[Frame]]], buffer: moderngl.Buffer, first: int) -> None:
        if gathered:
            assert self._batches is not None  # which said that it takes them
            self._batches.draw_into(buffer, first, gathered)
            gathered.clear()

    def flush(self) -> None:
        """Begin to draw what was submitted and is still being gathered into a batch."""
        if self._batches is not None:
            self.make_current()
            self._batches.flush()

    def _fill(self, program: Program, sample: Sample) -> None:
        """Draw what fills the program's image inputs in this sample."""
        if self._filling is None:
            return
        pictures = self._filling.of(program, sample.channels) if sample.channels else {}
        self.make_current()  # it draws with a renderer of its own
        self.channels.fill(pictures)

    def _batched(self, program: Program, varied: bool) -> tuple[BatchDrawer, Program] | None:
        """What draws a program by a compute shader, and the program as it takes it; None where fragments draw it."""
        if self._batches is None or program.feedback or not self._backend.compute(program):
            return None
        # A batch would read one picture for all.
        if self._filling is not None and media.image_inputs(program, self.channels.textures):
            return None
        self.make_current()
        # Which literals may vary is what the fragment shader's compiler takes, so that both draw the same.
        drawn = self._compiled(program, varied).program if varied else program
        return (self._batches, drawn) if self._batches.takes(drawn) else None

    def _frame(self, sample: Sample, program: Program, varied: bool) -> Frame:
        values = self._compiled(program, varied).parameter_values(sample.parameters) if varied else b""
        return Frame(sample.time, int(sample.time * self.step_rate), self.step_rate, parameters=values)

    def finished(self, wait: bool = False) -> Iterator[tuple[Any, np.ndarray]]:
        """(tag, uint8 [height, width, 3]) of submitted pictures as they are read back, once each; those of a program
        in their order.

        wait    wait for those that the device still works on; without it the last `read_ahead` stay under way, so
                that reading back overlaps with drawing. Call it after every submit: what is read waits in memory.
        """
        pictures = self._canvas.output.finished(wait)
        if self._batches is not None:
            pictures = itertools.chain(pictures, self._batches.finished(wait))
        while True:
            self.make_current()  # another renderer may have drawn since the last picture
            picture = next(pictures, None)
            if picture is None:
                return
            yield picture

    def order(self, program: Program, samples: Sequence[Sample]) -> list[int]:
        """Indices of samples in the order that draws them soonest: with feedback by time, where one history holds all.

        Raises ProgramError where the program does not compile.
        """
        if not program.feedback:
            return list(range(len(samples)))
        return self._order(self._compiled(program, varied=any(sample.parameters for sample in samples)), samples)

    @staticmethod
    def _order(compiled: CompiledProgram, samples: Sequence[Sample]) -> list[int]:
        order = range(len(samples))
        if (
            not compiled.program.feedback
            or len({(compiled.parameter_values(s.parameters), s.channels) for s in samples}) > 1
        ):
            return list(order)
        return sorted(order, key=lambda k: compiled.frame_number(samples[k].time))

    # ------------------------------------------------------------------ what programs need

    def compile(self, program: Program, varied: bool = False) -> None:
        """Compile a program now (drawing does it otherwise), `varied` for samples that have parameters; raises
        ProgramError where it does not compile."""
        if self._batched(program, varied) is None:
            self._compiled(program, varied)

    def parameters(self, program: Program) -> tuple[int, int]:
        """How many of a program's literals vary where samples ask for it, and how many more the driver refused to
        have as uniforms; raises ProgramError where the program does not compile."""
        compiled = self._compiled(program, varied=True)
        return len(compiled.program.parameters), compiled.refused

    def _compiled(self, program: Program, varied: bool = False) -> CompiledProgram:
        self.make_current()
        return self._programs.get(program, varied)

    def release(self) -> None:
        """Free everything on the device; the renderer cannot draw afterwards."""
        if not self._released:
            self._released = True
            self.make_current()
            self._canvas.output.clear()
            self._programs.forget_known()
            if self._batches is not None:
                self._batches.clear()
            self.context.release()
            Renderer._current = None

    def finish(self) -> None:
        """Have the driver write what it keeps for later runs, at a process's end: no renderer of it can draw then."""
        if self.device.kind == "software":
            self.make_current()
            end_display()

    def __enter__(self) -> Renderer:
        return self

    def __exit__(self, *_) -> None:
        self.release()
