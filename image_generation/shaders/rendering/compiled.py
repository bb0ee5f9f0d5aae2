"""A program on the device: its compiled passes, the targets between them, and the frames it has gone through."""

from __future__ import annotations

import numpy as np

from image_generation.shaders.programs.expressions import evaluate
from image_generation.shaders.programs.program import Program, ProgramError, Sampling, Target
from image_generation.shaders.rendering.canvas import Canvas
from image_generation.shaders.rendering.passes import CompiledPass
from image_generation.shaders.rendering.targets import BYTES_PER_TEXEL, RenderTarget
from image_generation.shaders.rendering.uniforms import Frame
from image_generation.shaders.sampler import ChannelDraw, ParameterDraw, Sample

MAX_TARGET_BYTES = 1 << 30  # a program whose buffers need more is unsupported


class CompiledProgram:
    """Draws one program into the canvas's output.

    Attributes: program, refused (how many of its literals the driver would not have as parameters).
    Raises ProgramError where it does not compile or its buffers are too large.
    """

    def __init__(self, canvas: Canvas, program: Program):
        self.canvas = canvas
        self.program = program
        self.refused = 0
        self._passes: list[CompiledPass] = []
        self._targets: dict[str, RenderTarget] = {}
        self._sizes: dict[str, tuple[int, int]] = {}
        self._presented: str | None = None  # the target that is the picture; None: the output itself is
        self._base = np.array([parameter.value for parameter in program.parameters])
        self._factors = np.array([parameter.factor for parameter in program.parameters], np.intp)
        # With feedback: the frame that the targets hold, -1 before the first, with which parameters and inputs.
        self._frame = -1
        self._frame_history: tuple[bytes, tuple[ChannelDraw, ...]] = (b"", ())
        self._check_targets()
        try:
            read = self._read()
            for stage in program.passes:
                keeps = program.feedback and {target.name for target in stage.targets} <= read
                self._passes.append(CompiledPass(canvas, stage, self._sizes, self._targets, keeps=keeps))
            self._make_targets()
            for number, compiled_pass in enumerate(self._passes):
                compiled_pass.set_constants(number)
        except BaseException:
            self.release()
            raise

    def _check_targets(self) -> None:
        width, height = self.canvas.output.width, self.canvas.output.height
        total = 0
        for stage in self.program.passes:
            for target in stage.targets:
                size = (width, height)
                if (target.width, target.height) != ("w", "h"):
                    values = [evaluate(side, {"w": width, "h": height}) for side in (target.width, target.height)]
                    size = (max(1, int(values[0])), max(1, int(values[1])))
                if max(size) > self.canvas.context.info["GL_MAX_TEXTURE_SIZE"]:
                    raise ProgramError(f"buffer {target.name}: {size[0]}x{size[1]} is too large", "unsupported")
                self._sizes[target.name] = size
                if self._is_output(target):
                    continue
                pictures = (2 if target.name in self._read() else 1) * (6 if target.shape == "cube" else 1)
                total += pictures * size[0] * size[1] * BYTES_PER_TEXEL[target.format]
        if total > MAX_TARGET_BYTES:
            raise ProgramError(f"its buffers need {total >> 20} MB", "unsupported")

    def _read(self) -> set[str]:
        """Names of the targets that channels read."""
        return {c.source for stage in self.program.passes for c in stage.channels if c.kind == "buffer"}

    def _is_output(self, target: Target) -> bool:
        """Whether a target is the picture and can be drawn straight into the canvas's output."""
        last = self.program.passes[-1]
        return (
            target is last.targets[0]
            and target.name not in self._read()
            and (target.format, target.shape, len(last.targets)) == ("rgba8", "2d", 1)
            and self._sizes[target.name] == (self.canvas.output.width, self.canvas.output.height)
        )

    def _make_targets(self) -> None:
        read, picture = self._read(), self.program.passes[-1].targets[0]
        direct = self._is_output(picture)
        self._presented = None if direct else picture.name
        for stage in self.program.passes:
            for target in stage.targets:
                if target.name not in self._targets and not (direct and target is picture):
                    size, double = self._sizes[target.name], target.name in read
                    self._targets[target.name] = RenderTarget(self.canvas.context, target, size, double)

    def parameter_values(self, drawn: ParameterDraw | None) -> bytes:
        """What the parameters' uniform holds for a sample: float32, whole vec4s; empty without parameters."""
        if not len(self._base):
            return b""
        scaled = self._base * drawn.factors(int(self._factors.max()) + 1)[self._factors] if drawn else self._base
        return scaled.astype(np.float32).tobytes() + bytes(-len(scaled) % 4 * 4)

    def frame_number(self, time: float) -> int:
        """The frame that a program with feedback shows at a time in seconds: 0 before the start, at most max_steps."""
        return max(0, min(round(time * self.canvas.step_rate), self.canvas.max_steps))

    def draw(self, sample: Sample) -> None:
        """Draw a sample into the output.

        A program with feedback is stepped on from the frame it is at; anew, where that lies behind the sample's or
        had other parameters.
        """
        rate, values = self.canvas.step_rate, self.parameter_values(sample.parameters)
        history = values, sample.channels  # what a frame depends on beside its number
        if not self.program.feedback:
            self._draw_frame(Frame(sample.time, int(sample.time * rate), rate, parameters=values))
            return
        number = self.frame_number(sample.time)
        if history != self._frame_history or self._frame > number:
            self.restart()
        self._frame_history = history
        if self._frame == number:
            self._draw_again(Frame(number / rate, number, rate, parameters=values))
        while self._frame < number:
            self._frame += 1
            frame = Frame(self._frame / rate, self._frame, rate, parameters=values)
            self._draw_frame(frame, shown=self._frame == number)

    def _draw_frame(self, frame: Frame, shown: bool = True) -> None:
        """Draw all passes of one frame; where it is not `shown`, only what other passes and frames read."""
        unread = self._presented is None and not shown
        for compiled_pass in self._passes[:-1] if unread else self._passes:
            compiled_pass.draw(frame)
        if shown:
            self._present()

    def _draw_again(self, frame: Frame) -> None:
        """Show the frame that the targets hold once more."""
        if self._presented is None:  # nothing reads the last pass, so that drawing it changes nothing else
            self._passes[-1].draw(frame)
        self._present()

    def _present(self) -> None:
        if self._presented is not None:
            picture = self._targets[self._presented].textures[0]
            self.canvas.output.present(picture, self.canvas.channels.sampler(Sampling()))

    def read_targets(self) -> np.ndarray:
        """What the last pass drew into its targets of 32-bit floats: [height, width, 4 * targets], top row first."""
        parts = []
        for target in self.program.passes[-1].targets:
            texture = self._targets[target.name].textures[0]
            pixels = np.frombuffer(texture.read(alignment=1), np.float32)
            parts.append(pixels.reshape(texture.height, texture.width, 4)[::-1])
        return np.concatenate(parts, axis=2)

    def restart(self) -> None:
        """Back to before frame 0: every target is zero."""
        self._frame = -1
        for target in self._targets.values():
            target.clear()

    def release(self) -> None:
        """Free what it holds on the device."""
        for compiled_pass in self._passes:
            compiled_pass.release()
        for target in self._targets.values():
            target.release()
