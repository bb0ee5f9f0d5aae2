"""One pass of a program on the device."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import moderngl
import numpy as np

from image_generation.shaders.programs import parameters
from image_generation.shaders.programs.glsl.translate import explain
from image_generation.shaders.programs.program import Channel, Pass, ProgramError
from image_generation.shaders.rendering.canvas import Canvas
from image_generation.shaders.rendering.targets import RenderTarget
from image_generation.shaders.rendering.uniforms import (
    FLOAT_TYPES,
    TYPE_NAMES,
    Frame,
    gl_type,
    uniform_value,
)


class UniformWriter:
    """Writes numbers into a uniform, as many as it has room for, zeros behind them."""

    def __init__(self, member: moderngl.Uniform):
        self.member = member
        self._given = np.zeros(member.dimension * member.array_length, np.float64)
        self._written = self._given.astype(np.float32 if TYPE_NAMES[gl_type(member)] in FLOAT_TYPES else np.int32)

    def write(self, value: tuple[float, ...]) -> None:
        """Set the uniform; always to as many numbers as the first time."""
        some = value[: len(self._given)]
        self._given[: len(some)] = some
        self._written[:] = self._given
        self.member.write(self._written)


_NAMES = "\n// pieces: "  # where a pass says what its texts are called


def nameless(stage: Pass) -> Pass:
    """The pass as a driver gets it: equal texts of several names are one program to compile, and one in its cache."""
    start = stage.fragment.find(_NAMES)
    end = stage.fragment.find("\n", start + 1)
    text = stage.fragment if start < 0 else f"{stage.fragment[:start]}\n//{stage.fragment[end:]}"
    return replace(stage, name="", fragment=text)


class CompiledPass:
    """A pass, compiled, with its uniforms sorted into constant and changing ones.

    canvas    what it draws on
    stage     the Pass
    sizes     size in pixels of every target of the program, by name
    targets   the program's targets by name; filled in later, and without one that is the canvas's output
    keeps     pixels that the pass discards stay what they were when this target was last drawn, as on Shadertoy, which
              draws its buffers' two textures in turn and clears neither; else they are cleared
    Raises ProgramError where the pass does not compile.
    """

    def __init__(
        self,
        canvas: Canvas,
        stage: Pass,
        sizes: Mapping[str, tuple[int, int]],
        targets: Mapping[str, RenderTarget],
        *,
        keeps: bool,
    ):
        self.canvas, self.stage, self.sizes, self.targets = canvas, stage, sizes, targets
        context = canvas.context
        try:
            self.glsl = context.program(vertex_shader=stage.vertex, fragment_shader=nameless(stage).fragment)
        except moderngl.Error as error:
            raise ProgramError(explain(stage.fragment, str(error)), "compile_error") from None
        self.array = context.vertex_array(self.glsl, [])
        self.needs_clear = stage.discards and not keeps
        self.changing: list[tuple[UniformWriter, str]] = []
        self.framebuffers: dict[tuple[int, ...], moderngl.Framebuffer] = {}
        self.units: list[tuple[int, Channel]] = []
        member = self.glsl.get(parameters.NAME, None)
        self.parameters = member if isinstance(member, moderngl.Uniform) else None
        self.written = b""

    def set_constants(self, number: int) -> None:
        """Set what no frame changes: sizes, constants and the channels' texture units."""
        channels = {channel.name: channel for channel in self.stage.channels}
        sizes = {name: self._channel_size(channel) for name, channel in channels.items()}
        self.units = self.canvas.channels.assign(self.glsl, channels)
        output = (self.canvas.output.width, self.canvas.output.height)
        target = self.sizes[self.stage.targets[0].name]
        still = Frame(0.0, 0, self.canvas.step_rate, size=output, target_size=target, pass_index=number, channels=sizes)
        for uniform in self.stage.uniforms:
            member = self.glsl.get(uniform.name, None)
            if (
                not isinstance(member, moderngl.Uniform)
                or TYPE_NAMES.get(gl_type(member)) != uniform.type.split("[")[0]
            ):
                continue
            if uniform.source in Frame.CHANGING:
                self.changing.append((UniformWriter(member), uniform.source))
            else:
                UniformWriter(member).write(uniform_value(uniform.source, still))

    def _channel_size(self, channel: Channel) -> tuple[float, ...]:
        if channel.kind == "buffer":
            return tuple(map(float, self.sizes.get(channel.source, (0, 0))))
        return self.canvas.channels.size(channel)

    def _framebuffer(self) -> moderngl.Framebuffer:
        """What to draw into now: the output, a target's own framebuffer, or one over several targets."""
        if self.stage.targets[0].name not in self.targets:
            return self.canvas.output.framebuffer
        drawn = [self.targets[target.name] for target in self.stage.targets]
        if len(drawn) == 1:
            return drawn[0].framebuffers[-1]
        key = tuple(target.back.glo for target in drawn)
        if key not in self.framebuffers:
            self.framebuffers[key] = self.canvas.context.framebuffer([target.back for target in drawn])
        return self.framebuffers[key]

    def draw(self, frame: Frame) -> None:
        """Draw this pass; then its targets' new pictures are the ones that channels read."""
        for unit, channel in self.units:
            if channel.kind == "buffer":
                read = self.targets.get(channel.source)
                if read is None:
                    continue
                read.front.use(unit)
            else:
                self.canvas.channels.texture(channel).use(unit)
            self.canvas.channels.sampler(channel.sampling).use(unit)
        if self.parameters is not None and frame.parameters != self.written:
            self.parameters.write(frame.parameters[: 16 * self.parameters.array_length])
            self.written = frame.parameters
        framebuffer = self._framebuffer()
        framebuffer.use()
        cube = self.stage.targets[0].shape == "cube"
        for face in range(6 if cube else 1):
            now = replace(frame, face=face) if face else frame
            for writer, source in self.changing:
                writer.write(uniform_value(source, now))
            if self.needs_clear:
                framebuffer.clear()
            self.array.render(vertices=3)
            if cube:
                self.targets[self.stage.targets[0].name].store_face(face)
        for drawn in self.stage.targets:
            if drawn.name in self.targets:
                self.targets[drawn.name].swap()

    def release(self) -> None:
        for framebuffer in self.framebuffers.values():
            framebuffer.release()
        self.array.release()
        self.glsl.release()
