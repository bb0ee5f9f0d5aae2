"""Draws programs by compute shaders: batches of samples in one dispatch, packed uint8 RGB in one buffer.

backend = ComputeBackend(context, (256, 256), renderer.channels)   # any OpenGL 4.3 context of moderngl
drawn = backend.compile(program)                                # raises FragmentOnly where a program needs fragments
images = backend.render(drawn, [Frame(1.0, 60, 60.0), ...])     # uint8 [n, 256, 256, 3], top row first
"""

from __future__ import annotations

from collections.abc import Sequence

import moderngl
import numpy as np

from image_generation.shaders.programs.program import Channel, Program
from image_generation.shaders.rendering.channels import Channels
from image_generation.shaders.rendering.compute_source import (
    BINDINGS,
    FRAGMENT_VERSION,
    GROUP,
    PACK,
    PARAMETERS,
    PIXELS,
    SAMPLES,
    ComputeSource,
    FragmentOnly,
    compute_source,
)
from image_generation.shaders.rendering.compute_version import check_fragment, version_for
from image_generation.shaders.rendering.uniforms import (
    FLOAT_TYPES,
    TYPE_NAMES,
    Frame,
    changing_values,
    gl_type,
    uniform_value,
)

VERSION = 430  # of OpenGL, the first with compute shaders
DERIVATIVES = "GL_NV_compute_shader_derivatives"
BATCH_BYTES = 1 << 24  # of RGBA pixels that one dispatch writes: 64 images of 256x256 keep any GPU busy
MAX_BATCH = 256
ALIGNMENT = 256  # bytes: the largest that a driver may ask of where a bound part of a storage buffer begins


def why_not(context: moderngl.Context) -> str | None:
    """Why a context has no compute shaders, in one line; None where it has."""
    if context.version_code < VERSION:
        return f"OpenGL {context.version_code / 100:.1f} has no compute shaders (4.3 has)"
    return None


class ComputeProgram:
    """A program's compute shader on a context: its source, and what draws with it. `release` frees it."""

    def __init__(self, shader: moderngl.ComputeShader, source: ComputeSource, units: list[tuple[int, Channel]]):
        self.shader, self.source, self.units = shader, source, units

    def words(self, frames: Sequence[Frame]) -> bytes:
        """The samples' words, uint32 [n, stride]."""
        n = len(frames)
        table = np.zeros((n, max(self.source.stride, 1)), np.uint32)
        for value in self.source.values:
            place = table[:, value.offset : value.offset + value.count]
            if value.source == PARAMETERS:
                given = b"".join(frame.parameters[: 4 * value.count] for frame in frames)
                place[:] = np.frombuffer(given, np.uint32).reshape(n, value.count)
                continue
            numbers = changing_values(value.source, frames)[:, : value.count]
            dtype = np.float32 if value.kind in FLOAT_TYPES else np.int32
            place[:, : numbers.shape[1]] = numbers.astype(dtype).view(np.uint32)
        return table.tobytes()

    def release(self) -> None:
        """Free it on the device."""
        self.shader.release()


class ComputeBackend:
    """Draws on one context, which the caller has made current; use it from the context's thread.

    size        (width, height) of the pictures
    channels    the textures and samplers of that context (Renderer.channels)
    max_batch   how many samples one dispatch may draw
    Attributes: derivatives (whether the driver has them in compute shaders), batch (samples a dispatch at most),
    version (of GLSL, that programs without derivatives are written in).
    Raises FragmentOnly where the context has no compute shaders.
    """

    def __init__(
        self,
        context: moderngl.Context,
        size: tuple[int, int],
        channels: Channels,
        *,
        max_batch: int = MAX_BATCH,
    ):
        if reason := why_not(context):
            raise FragmentOnly(reason)
        self.context, self.size, self.channels = context, size, channels
        # Mesa lists a context's extensions without those of compute shaders that it lacks; both want OpenGL 4.5.
        self.derivatives = DERIVATIVES in context.extensions and context.version_code >= 450
        self.batch = max(1, min(max_batch, BATCH_BYTES // (4 * size[0] * size[1])))
        self.version = version_for(context)
        self._pack = context.compute_shader(PACK)
        self._samples: moderngl.Buffer | None = None
        self._pixels: moderngl.Buffer | None = None
        self._packed: moderngl.Buffer | None = None

    # ------------------------------------------------------------------ programs

    def compile(self, program: Program) -> ComputeProgram:
        """The program's compute shader; raises FragmentOnly where it has none, or the driver refuses it or the
        fragment shader."""
        source = compute_source(program, derivatives=self.derivatives, version=self.version)
        if source.version != FRAGMENT_VERSION:
            check_fragment(self.context, program.passes[0])
        try:
            shader = self.context.compute_shader(source.text)
        except moderngl.Error as error:
            lines = [line for line in str(error).splitlines() if "error" in line.lower()] or str(error).splitlines()
            raise FragmentOnly(f"the driver refuses its compute shader: {lines[-1].strip()[:160]}") from None
        compiled = ComputeProgram(shader, source, [])
        self._set_constants(compiled, program)
        return compiled

    def _set_constants(self, compiled: ComputeProgram, program: Program) -> None:
        shader, stage = compiled.shader, program.passes[0]
        if "webgl_size" in shader:
            shader["webgl_size"].value = (*self.size, 1)
        for name, binding in BINDINGS.items():
            if isinstance(block := shader.get(name, None), moderngl.StorageBlock):
                block.binding = binding
        channels = {channel.name: channel for channel in stage.channels}
        compiled.units[:] = self.channels.assign(shader, channels)
        sizes = {name: tuple(map(float, self.channels.texture(c).size)) for name, c in channels.items()}
        still = Frame(0.0, 0, 60.0, size=self.size, target_size=self.size, channels=sizes)
        for uniform in stage.uniforms:
            known = shader.get(uniform.name, None)
            if not isinstance(known, moderngl.Uniform) or uniform.source in Frame.CHANGING:
                continue
            if TYPE_NAMES.get(gl_type(known)) != uniform.type.split("[")[0]:
                continue
            _write(known, uniform_value(uniform.source, still))

    # ------------------------------------------------------------------ drawing

    def draw(self, compiled: ComputeProgram, frames: Sequence[Frame], target: moderngl.Buffer, first: int = 0) -> None:
        """Draw a program at each frame into images first, first + 1, ... of a buffer of packed uint8 [n, h, w, 3].

        frames: at most `batch`. The buffer's size is a multiple of 4 bytes, and so is the first image's offset
        (any, where width * height is a multiple of 4). Returns when the device has been asked, not when it has drawn.
        """
        self.draw_several([(compiled, frames)], target, first)

    @property
    def several(self) -> bool:
        """Whether draw_several takes more than one program: each one's part of the buffers must be aligned."""
        return self.size[0] * self.size[1] * 4 % ALIGNMENT == 0

    def draw_several(
        self, parts: Sequence[tuple[ComputeProgram, Sequence[Frame]]], target: moderngl.Buffer, first: int = 0
    ) -> None:
        """As `draw`, of several programs one after the other where `several` says so, of at most `batch` frames in all.

        A dispatch of few samples leaves most of a GPU idle; these are asked for without waiting in between.
        """
        width, height = self.size
        n = sum(len(frames) for _, frames in parts)
        assert n <= self.batch and (len(parts) == 1 or self.several), (n, len(parts), self.size)
        offset = first * width * height * 3
        if offset % 4:
            raise ValueError(f"image {first} of {width}x{height} does not begin at a multiple of 4 bytes")
        pixels = self._room("_pixels", 4 * (n * width * height + 4))
        words = [compiled.words(frames) for compiled, frames in parts]
        words = [some + bytes(-len(some) % ALIGNMENT) for some in words]
        samples = self._room("_samples", sum(map(len, words)))
        samples.write(b"".join(words))
        read = drawn = 0
        for (compiled, frames), some in zip(parts, words, strict=True):
            for unit, channel in compiled.units:
                self.channels.texture(channel).use(unit)
                self.channels.sampler(channel.sampling).use(unit)
            samples.bind_to_storage_buffer(BINDINGS[SAMPLES], offset=read, size=len(some))
            pixels.bind_to_storage_buffer(BINDINGS[PIXELS], offset=4 * drawn * width * height)
            compiled.shader.run(-(-width // GROUP[0]), -(-height // GROUP[1]), len(frames))
            read, drawn = read + len(some), drawn + len(frames)
        self.context.memory_barrier()
        count = -(-n * width * height * 3 // 4)
        self._pack["first"].value, self._pack["words"].value = offset // 4, count
        pixels.bind_to_storage_buffer(0)
        target.bind_to_storage_buffer(1)
        groups = -(-count // 64)
        across = min(groups, 65535)
        self._pack.run(across, -(-groups // across), 1)
        self.context.memory_barrier()

    def buffer(self, n: int) -> moderngl.Buffer:
        """A new buffer for n images."""
        return self.context.buffer(reserve=-(-n * self.size[0] * self.size[1] * 3 // 4) * 4)

    def read(self, buffer: moderngl.Buffer, n: int) -> np.ndarray:
        """The first n images of a buffer: uint8 [n, h, w, 3]; waits for them."""
        images = np.empty((n, *self.size[::-1], 3), np.uint8)
        buffer.read_into(images, size=images.nbytes)
        return images

    def render(self, compiled: ComputeProgram, frames: Sequence[Frame]) -> np.ndarray:
        """Draw a program at any number of frames: uint8 [n, h, w, 3], top row first."""
        images = np.empty((len(frames), *self.size[::-1], 3), np.uint8)
        for start in range(0, len(frames), self.batch):
            some = frames[start : start + self.batch]
            buffer = self._room("_packed", -(-len(some) * self.size[0] * self.size[1] * 3 // 4) * 4)
            self.draw(compiled, some, buffer)
            part = images[start : start + len(some)]
            buffer.read_into(part, size=part.nbytes)
        return images

    def _room(self, name: str, size: int) -> moderngl.Buffer:
        """The buffer of that attribute, made anew where it is smaller than `size` bytes."""
        buffer = getattr(self, name)
        if buffer is None or buffer.size < size:
            if buffer is not None:
                buffer.release()
            buffer = self.context.buffer(reserve=size, dynamic=True)
            setattr(self, name, buffer)
        return buffer

    def release(self) -> None:
        """Free everything but compiled programs."""
        for item in (self._pack, self._samples, self._pixels, self._packed):
            if item is not None:
                item.release()


def _write(member: moderngl.Uniform, value: tuple[float, ...]) -> None:
    count = member.dimension * member.array_length
    padded = (tuple(value) + (0.0,) * count)[:count]
    dtype = np.float32 if TYPE_NAMES[gl_type(member)] in FLOAT_TYPES else np.int32
    member.write(np.array(padded, np.float64).astype(dtype).tobytes())
