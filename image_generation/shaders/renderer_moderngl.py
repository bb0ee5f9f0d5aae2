"""Program + samples -> uint8 pixels, on one EGL device. The only module that draws with OpenGL.

renderer = Renderer(device="auto", resolution=256)
images = renderer.render(load("my.frag"), [Sample(1.0), Sample(2.5)])      # uint8 [2, 256, 256, 3]
"""

from __future__ import annotations

import os
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import moderngl
import numpy as np

from image_generation.shaders.programs import media, parameters
from image_generation.shaders.programs.expressions import evaluate
from image_generation.shaders.programs.glsl.translate import explain
from image_generation.shaders.programs.program import Channel, Pass, Program, ProgramError, Sampling, Target
from image_generation.shaders.rendering.egl_devices import EglDevice, choose_device, no_egl
from image_generation.shaders.rendering.uniforms import FLOAT_TYPES, SAMPLER_TYPES, TYPE_NAMES, Frame, uniform_value
from image_generation.shaders.sampler import ParameterDraw, Sample

STEP_RATE = 60.0  # frames a second at which programs with feedback are stepped
MAX_STEPS = 600  # the most frames that such a program is stepped; later times show that frame
MAX_TARGET_BYTES = 1 << 30  # a program whose buffers need more is unsupported

_TEXTURE_FORMATS = {"rgba8": "f1", "rgba16f": "f2", "rgba32f": "f4"}
_BYTES_PER_TEXEL = {"rgba8": 4, "rgba16f": 8, "rgba32f": 16}

# What is shown is not always an RGBA8 target of the image's size: then this draws it into one.
_SHOW_VERTEX = """#version 330
out vec2 place;
void main() {
    vec2 corner = vec2(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0);
    place = corner * 0.5 + 0.5;
    gl_Position = vec4(corner, 0.0, 1.0);
}
"""
_SHOW_FRAGMENT = """#version 330
uniform sampler2D picture;
in vec2 place;
layout(location = 0) out vec4 color;
void main() {
    color = texture(picture, place);
    color = mix(color, vec4(0.0), greaterThan(floatBitsToUint(color) & 0x7fffffffu, uvec4(0x7f800000u)));
}
"""


def use_shader_cache() -> None:
    """Keep the drivers' compiled shaders under the user's cache folder, with room for 21,000 programs."""
    root = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    folder = Path(root) / "procedural-image-programs" / "shader-cache"
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


class Renderer:
    """Draws programs on one EGL device; use it from the process and thread that made it.

    device       'auto' | 'cpu' | 'cuda', or an EglDevice of egl_devices.choose_device
    resolution   side of the square image in pixels, or (width, height)
    gpu          CUDA ordinal, for 'auto' and 'cuda'
    cache_size   how many compiled programs are kept (about 4 MB each on llvmpipe)
    read_ahead   how many draws may be under way before the first is read back; None: 2 on a GPU, 0 in software
    step_rate, max_steps   how programs with feedback are stepped from frame 0 to the sampled time
    textures     folder whose images replace the stand-ins of media.py
    hasty        llvmpipe compiles in half the time and draws the same pictures a quarter slower; it asks once, so this holds
                 for the process from its first Renderer on, and a GALLIVM_PERF that is set already wins
    Attributes: device (EglDevice), width, height, name (the driver's), context (moderngl.Context).
    Raises UserError where the device is not there or EGL does not answer.
    """

    _current: ClassVar[Renderer | None] = None  # whose context this process's thread draws with

    def __init__(
        self,
        device: str | EglDevice = "auto",
        resolution: int | tuple[int, int] = 256,
        *,
        gpu: int | None = None,
        cache_size: int = 128,
        read_ahead: int | None = None,
        step_rate: float = STEP_RATE,
        max_steps: int = MAX_STEPS,
        textures: str | None = None,
        hasty: bool = False,
    ):
        use_shader_cache()
        if hasty:
            os.environ.setdefault("GALLIVM_PERF", "nopt")
        self.device = choose_device(device, gpu) if isinstance(device, str) else device
        self.width, self.height = (resolution, resolution) if isinstance(resolution, int) else resolution
        self.step_rate, self.max_steps, self.textures = step_rate, max_steps, textures
        try:
            self.context = moderngl.create_context(
                standalone=True, backend="egl", require=330, device_index=self.device.index
            )
        except Exception as error:
            raise no_egl(f"EGL device {self.device.index} gives no OpenGL 3.3 context ({error})") from None
        Renderer._current = self
        self.name = self.context.info["GL_RENDERER"]
        limit = self.context.info["GL_MAX_TEXTURE_SIZE"]
        if max(self.width, self.height) > limit:
            raise ProgramError(f"resolution {self.width}x{self.height} is above this driver's {limit}", "unsupported")
        self._output = self.context.framebuffer([self.context.texture((self.width, self.height), 4)])
        # By the passes, and whether parameters vary.
        self._programs: OrderedDict[tuple[tuple[Pass, ...], bool], _Compiled] = OrderedDict()
        self._cache_size = cache_size
        self._samplers: dict[Sampling, moderngl.Sampler] = {}
        self._media: OrderedDict[tuple, moderngl.Texture] = OrderedDict()
        self._show: moderngl.VertexArray | None = None
        if read_ahead is None:
            read_ahead = 0 if self.device.kind == "software" else 2
        size = self.width * self.height * 3
        self._free = [self.context.buffer(reserve=size) for _ in range(read_ahead)]
        self._pending: deque[tuple[moderngl.Buffer, Callable[[np.ndarray], None]]] = deque()
        self._released = False

    def _make_current(self) -> None:
        if Renderer._current is not self:
            self.context.__enter__()
            Renderer._current = self

    # ------------------------------------------------------------------ drawing

    def render(self, program: Program, samples: Sequence[Sample]) -> np.ndarray:
        """Draw a program at each sample: uint8 [n, height, width, 3], RGB, top row first.

        Raises ProgramError where the program does not compile or asks for what is not offered.
        """
        images = np.empty((len(samples), self.height, self.width, 3), np.uint8)
        self.draw(program, samples, images.__setitem__)
        self.flush()
        return images

    def draw(
        self,
        program: Program,
        samples: Sequence[Sample],
        sink: Callable[[int, np.ndarray], None],
        before: Callable[[int], None] = lambda k: None,
    ) -> None:
        """Draw a program at each sample and hand image k to sink(k, image) when it is read back.

        That may be during a later call of draw, or of flush; images come in the order of time for programs with
        feedback, else in the order of samples. `before(k)` is called before sample k is drawn. With samples whose
        `parameters` are drawn, a program with feedback is stepped anew for each, in their order.
        Raises ProgramError as render does; samples of earlier calls are not lost then.
        """
        varied = any(sample.parameters for sample in samples)
        compiled = self._compiled(program, varied)
        values = [compiled.values(sample.parameters) for sample in samples]
        if program.feedback:
            self._step(compiled, samples, values, sink, before)
            return
        for k, sample in enumerate(samples):
            before(k)
            frame = Frame(sample.time, int(sample.time * self.step_rate), self.step_rate, parameters=values[k])
            compiled.draw(frame)
            self._read_back(lambda image, k=k: sink(k, image))

    def _step(self, compiled: _Compiled, samples: Sequence[Sample], values: Sequence[bytes], sink, before) -> None:
        frames = [min(round(sample.time * self.step_rate), self.max_steps) for sample in samples]
        order = range(len(samples))
        if len(set(values)) <= 1:  # one history holds all samples
            order = sorted(order, key=lambda k: frames[k])
        now, current = -1, None
        for k in order:
            before(k)
            if values[k] != current or now > frames[k]:
                compiled.clear()
                now, current = -1, values[k]
            while now < frames[k]:
                now += 1
                frame = Frame(now / self.step_rate, now, self.step_rate, parameters=current)
                compiled.draw(frame, shown=now == frames[k])
            self._read_back(lambda image, k=k: sink(k, image))

    def _read_back(self, deliver: Callable[[np.ndarray], None]) -> None:
        if not self._free and not self._pending:  # no read-ahead: straight into memory
            image = np.empty((self.height, self.width, 3), np.uint8)
            self._output.read_into(image, components=3, alignment=1)
            deliver(image[::-1])
            return
        if not self._free:
            self._deliver_one()
        buffer = self._free.pop()
        self._output.read_into(buffer, components=3, alignment=1)
        self._pending.append((buffer, deliver))

    def _deliver_one(self) -> None:
        buffer, deliver = self._pending.popleft()
        image = np.frombuffer(buffer.read(), np.uint8).reshape(self.height, self.width, 3)
        self._free.append(buffer)
        deliver(image[::-1])

    def flush(self) -> None:
        """Hand over all images that are still being read back."""
        self._make_current()
        while self._pending:
            self._deliver_one()

    # ------------------------------------------------------------------ what programs need

    def compile(self, program: Program) -> None:
        """Compile a program now (draw does it otherwise); raises ProgramError where it does not compile."""
        self._compiled(program)

    def parameters(self, program: Program) -> tuple[int, int]:
        """How many of a program's literals vary where samples ask for it, and how many more the driver refused to
        have as uniforms; raises ProgramError where the program does not compile."""
        compiled = self._compiled(program, varied=True)
        return len(compiled.program.parameters), compiled.refused

    def _compiled(self, program: Program, varied: bool = False) -> _Compiled:
        self._make_current()
        key = (program.passes, varied)
        compiled = self._programs.get(key)
        if compiled is None:
            while len(self._programs) >= self._cache_size:
                self._programs.popitem(last=False)[1].release()
            if varied:
                compiled, refused = parameters.settle(program, lambda some: _Compiled(self, some))
                compiled.refused = refused
            else:
                compiled = _Compiled(self, program)
            self._programs[key] = compiled
        self._programs.move_to_end(key)
        return compiled

    def sampler(self, sampling: Sampling) -> moderngl.Sampler:
        """The sampler object for a way of reading a channel."""
        if sampling not in self._samplers:
            minify = {
                "nearest": moderngl.NEAREST,
                "linear": moderngl.LINEAR,
                "mipmap": moderngl.LINEAR_MIPMAP_LINEAR,
            }
            magnify = moderngl.NEAREST if sampling.filter == "nearest" else moderngl.LINEAR
            repeat = sampling.wrap != "clamp"
            self._samplers[sampling] = self.context.sampler(
                repeat_x=repeat, repeat_y=repeat, repeat_z=repeat, filter=(minify[sampling.filter], magnify)
            )
        return self._samplers[sampling]

    def medium(self, channel: Channel):
        """The texture of a channel that is no buffer: media.py's stand-in, kept while there is room."""
        key = (channel.kind, channel.source, channel.sampling.vflip)
        if key not in self._media:
            while len(self._media) >= 32:
                self._media.popitem(last=False)[1].release()
            pixels = media.load(channel.kind, channel.source, self.textures)
            self._media[key] = self._upload(pixels, channel)
        self._media.move_to_end(key)
        return self._media[key]

    def _upload(self, pixels: np.ndarray, channel: Channel):
        dtype = "f1" if pixels.dtype == np.uint8 else "f4"
        pixels = pixels if dtype == "f1" else pixels.astype(np.float32)
        components = pixels.shape[-1]
        if channel.kind == "cubemap":
            size = pixels.shape[2:0:-1]
            texture = self.context.texture_cube(
                size, components, np.ascontiguousarray(pixels), alignment=1, dtype=dtype
            )
        elif channel.kind == "volume":
            size = pixels.shape[2::-1]
            texture = self.context.texture3d(size, components, np.ascontiguousarray(pixels), alignment=1, dtype=dtype)
        else:
            rows = pixels[::-1] if channel.sampling.vflip else pixels  # vflip: the first row is the top one
            size = rows.shape[1::-1]
            texture = self.context.texture(size, components, np.ascontiguousarray(rows), alignment=1, dtype=dtype)
        if components == 1:
            texture.swizzle = "RRR1"
        texture.build_mipmaps()
        return texture

    def show(self, texture: moderngl.Texture) -> None:
        """Draw a texture over the whole output."""
        if self._show is None:
            program = self.context.program(vertex_shader=_SHOW_VERTEX, fragment_shader=_SHOW_FRAGMENT)
            self._show = self.context.vertex_array(program, [])
        self.sampler(Sampling()).use(0)
        texture.use(0)
        self._output.use()
        self._show.render(vertices=3)

    def release(self) -> None:
        """Free everything on the device; the renderer cannot draw afterwards."""
        if not self._released:
            self._released = True
            self._make_current()
            self._pending.clear()
            self.context.release()
            Renderer._current = None

    def __enter__(self) -> Renderer:
        return self

    def __exit__(self, *_) -> None:
        self.release()


class _Compiled:
    """A program on the device: its passes, its targets, and which picture each channel reads."""

    def __init__(self, renderer: Renderer, program: Program):
        self.renderer = renderer
        self.program = program
        self.stages: list[_Stage] = []
        self.targets: dict[str, _Surface] = {}
        self.sizes: dict[str, tuple[int, int]] = {}
        self.refused = 0  # literals that the driver would not have as parameters
        self._base = np.array([parameter.value for parameter in program.parameters])
        self._factors = np.array([parameter.factor for parameter in program.parameters], np.intp)
        self._check_targets()
        try:
            for stage in program.passes:
                self.stages.append(_Stage(self, stage))
            self._make_targets()
            for number, stage in enumerate(self.stages):
                stage.set_constants(number)
        except BaseException:
            self.release()
            raise

    def _check_targets(self) -> None:
        width, height = self.renderer.width, self.renderer.height
        total = 0
        for stage in self.program.passes:
            for target in stage.targets:
                size = (width, height)
                if (target.width, target.height) != ("w", "h"):
                    values = [evaluate(side, {"w": width, "h": height}) for side in (target.width, target.height)]
                    size = tuple(max(1, int(value)) for value in values)
                if max(size) > self.renderer.context.info["GL_MAX_TEXTURE_SIZE"]:
                    raise ProgramError(f"buffer {target.name}: {size[0]}x{size[1]} is too large", "unsupported")
                self.sizes[target.name] = size
                if self._shown_directly(target):
                    continue
                pictures = (2 if target.name in self._read() else 1) * (6 if target.shape == "cube" else 1)
                total += pictures * size[0] * size[1] * _BYTES_PER_TEXEL[target.format]
        if total > MAX_TARGET_BYTES:
            raise ProgramError(f"its buffers need {total >> 20} MB", "unsupported")

    def _read(self) -> set[str]:
        """Names of the targets that channels read."""
        return {c.source for stage in self.program.passes for c in stage.channels if c.kind == "buffer"}

    def _shown_directly(self, target: Target) -> bool:
        """Whether a target is the picture and can be drawn straight into the renderer's output."""
        last = self.program.passes[-1]
        return (
            target is last.targets[0]
            and target.name not in self._read()
            and (target.format, target.shape, len(last.targets)) == ("rgba8", "2d", 1)
            and self.sizes[target.name] == (self.renderer.width, self.renderer.height)
        )

    def _make_targets(self) -> None:
        read, shown = self._read(), self.program.passes[-1].targets[0]
        direct = self._shown_directly(shown)
        self.shown = None if direct else shown.name
        for stage in self.stages:
            for target in stage.stage.targets:
                if target.name not in self.targets and not (direct and target is shown):
                    double = target.name in read
                    self.targets[target.name] = _Surface(self.renderer, target, self.sizes[target.name], double)

    def values(self, drawn: ParameterDraw | None) -> bytes:
        """What the parameters' uniform holds for a sample: float32, whole vec4s; empty without parameters."""
        if not len(self._base):
            return b""
        scaled = self._base * drawn.factors(int(self._factors.max()) + 1)[self._factors] if drawn else self._base
        return scaled.astype(np.float32).tobytes() + bytes(-len(scaled) % 4 * 4)

    def clear(self) -> None:
        """Back to before frame 0: every target is zero."""
        for surface in self.targets.values():
            surface.clear()

    def draw(self, frame: Frame, shown: bool = True) -> None:
        """Draw all passes of one frame; where it is `shown`, the picture is in the renderer's output.

        A step on the way to a later frame needs no picture: only what other passes and frames read.
        """
        unread = self.shown is None and not shown
        for stage in self.stages[:-1] if unread else self.stages:
            stage.draw(frame)
        if self.shown is not None and shown:
            self.renderer.show(self.targets[self.shown].textures[0])

    def release(self) -> None:
        for stage in self.stages:
            stage.release()
        for surface in self.targets.values():
            surface.release()


class _Surface:
    """A target's texture, twice where a pass may read it while another picture of it is drawn."""

    def __init__(self, renderer: Renderer, target: Target, size: tuple[int, int], double: bool):
        self.target, self.size = target, size
        context, dtype = renderer.context, _TEXTURE_FORMATS[target.format]
        count = 2 if double else 1
        self.textures = [context.texture(size, 4, dtype=dtype) for _ in range(count)]
        self.framebuffers = [context.framebuffer([texture]) for texture in self.textures]
        self.cube = context.texture_cube(size, 4, dtype=dtype) if target.shape == "cube" else None
        if self.cube is not None:
            self._dtype, texels = dtype, size[0] * size[1]
            self._faces = [
                context.buffer(reserve=texels * _BYTES_PER_TEXEL[target.format], dynamic=True) for _ in range(6)
            ]
        self.clear()

    @property
    def front(self) -> moderngl.Texture | moderngl.TextureCube:
        """The picture that was finished last."""
        return self.textures[0] if self.cube is None else self.cube

    @property
    def back(self) -> moderngl.Texture:
        """The picture to draw into."""
        return self.textures[-1]

    def keep_face(self, face: int) -> None:
        """Copy what was drawn as a face of the cube; channels see it when all six are there."""
        self.framebuffers[-1].read_into(self._faces[face], components=4, alignment=1, dtype=self._dtype)

    def finished(self) -> None:
        """Make what was drawn the picture that channels read."""
        if self.cube is not None:
            for face, pixels in enumerate(self._faces):
                self.cube.write(face, pixels, alignment=1)
        self.textures.reverse()
        self.framebuffers.reverse()
        if self.target.mipmaps:
            self.front.build_mipmaps()

    def clear(self) -> None:
        """Back to zeros."""
        for framebuffer in self.framebuffers:
            framebuffer.clear()
        if self.cube is not None:
            for face in range(6):
                self._faces[face].clear()
                self.cube.write(face, self._faces[face], alignment=1)

    def release(self) -> None:
        cubes = () if self.cube is None else (self.cube, *self._faces)
        for item in (*self.framebuffers, *self.textures, *cubes):
            item.release()


class _Stage:
    """One pass on the device: compiled, with its uniforms sorted into constant and changing ones."""

    def __init__(self, owner: _Compiled, stage: Pass):
        self.owner, self.stage, self.renderer = owner, stage, owner.renderer
        context = self.renderer.context
        try:
            self.glsl = context.program(vertex_shader=stage.vertex, fragment_shader=stage.fragment)
        except moderngl.Error as error:
            raise ProgramError(explain(stage.fragment, str(error)), "compile_error") from None
        self.array = context.vertex_array(self.glsl, [])
        self.needs_clear = "discard" in stage.fragment
        self.changing: list[tuple[moderngl.Uniform, str]] = []
        self.framebuffers: dict[tuple[int, ...], moderngl.Framebuffer] = {}
        self.units: list[tuple[int, Channel]] = []
        self.parameters = self.glsl.get(parameters.NAME, None)
        self.written = b""

    def set_constants(self, number: int) -> None:
        """Set what no frame changes: sizes, constants and the channels' texture units."""
        channels = {channel.name: channel for channel in self.stage.channels}
        sizes = {name: self._channel_size(channel) for name, channel in channels.items()}
        kinds = list(SAMPLER_TYPES.values())
        for name in self.glsl:
            member = self.glsl[name]
            if not isinstance(member, moderngl.Uniform) or member.gl_type not in SAMPLER_TYPES:
                continue
            if name in channels:
                unit = len(self.units)
                self.units.append((unit, channels[name]))
                member.value = unit
            else:  # a unit that nothing is ever bound to reads as (0, 0, 0, 1); no two kinds share one
                unit = 16 + kinds.index(SAMPLER_TYPES[member.gl_type])
                member.value = unit if member.array_length == 1 else [unit] * member.array_length
        output = (self.renderer.width, self.renderer.height)
        target = self.owner.sizes[self.stage.targets[0].name]
        still = Frame(0.0, 0, self.renderer.step_rate, output, target, number, sizes)
        for uniform in self.stage.uniforms:
            member = self.glsl.get(uniform.name, None)
            if not isinstance(member, moderngl.Uniform) or TYPE_NAMES.get(member.gl_type) != uniform.type.split("[")[0]:
                continue
            if uniform.source in Frame.CHANGING:
                self.changing.append((member, uniform.source))
            else:
                self._set(member, uniform_value(uniform.source, still))

    def _channel_size(self, channel: Channel) -> tuple[float, ...]:
        if channel.kind == "buffer":
            return tuple(map(float, self.owner.sizes.get(channel.source, (0, 0))))
        size = self.renderer.medium(channel).size
        return tuple(map(float, size))

    @staticmethod
    def _set(member: moderngl.Uniform, value: tuple[float, ...]) -> None:
        count = member.dimension * member.array_length
        padded = (tuple(value) + (0.0,) * count)[:count]
        dtype = np.float32 if TYPE_NAMES[member.gl_type] in FLOAT_TYPES else np.int32
        member.write(np.array(padded, np.float64).astype(dtype).tobytes())

    def _framebuffer(self) -> moderngl.Framebuffer:
        """What to draw into now: the output, a surface's own framebuffer, or one over several surfaces."""
        if self.stage.targets[0].name not in self.owner.targets:
            return self.renderer._output
        surfaces = [self.owner.targets[target.name] for target in self.stage.targets]
        if len(surfaces) == 1:
            return surfaces[0].framebuffers[-1]
        key = tuple(surface.back.glo for surface in surfaces)
        if key not in self.framebuffers:
            self.framebuffers[key] = self.renderer.context.framebuffer([surface.back for surface in surfaces])
        return self.framebuffers[key]

    def draw(self, frame: Frame) -> None:
        """Draw this pass; then its targets' new pictures are the ones that channels read."""
        for unit, channel in self.units:
            if channel.kind == "buffer":
                surface = self.owner.targets.get(channel.source)
                if surface is None:
                    continue
                surface.front.use(unit)
            else:
                self.renderer.medium(channel).use(unit)
            self.renderer.sampler(channel.sampling).use(unit)
        if self.parameters is not None and frame.parameters != self.written:
            self.parameters.write(frame.parameters[: 16 * self.parameters.array_length])
            self.written = frame.parameters
        framebuffer = self._framebuffer()
        framebuffer.use()
        cube = self.stage.targets[0].shape == "cube"
        for face in range(6 if cube else 1):
            now = replace(frame, face=face) if face else frame
            for member, source in self.changing:
                self._set(member, uniform_value(source, now))
            if self.needs_clear:
                framebuffer.clear()
            self.array.render(vertices=3)
            if cube:
                self.owner.targets[self.stage.targets[0].name].keep_face(face)
        for target in self.stage.targets:
            if target.name in self.owner.targets:
                self.owner.targets[target.name].finished()

    def release(self) -> None:
        for framebuffer in self.framebuffers.values():
            framebuffer.release()
        self.array.release()
        self.glsl.release()
