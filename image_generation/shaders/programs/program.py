"""The Program type: a shader's source, parsed, with all that a renderer needs to draw it.

A dialect turns text into a Program; the renderer draws any Program without knowing dialects.
Everything here is plain frozen data (picklable, hashable), so that programs cross process borders.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field


class ProgramError(ValueError):
    """A shader's text that cannot become a Program; the message is one line for its author.

    `status` is the word that check_shaders.py reports: 'unreadable' (not text, broken JSON, empty),
    'unsupported' (understood, but asks for something that is not offered) or 'compile_error'.
    """

    def __init__(self, message: str, status: str = "unreadable"):
        super().__init__(message)
        self.status = status

    def __reduce__(self):
        return (ProgramError, (str(self), self.status))


# Sources of uniforms that differ from one time to another.
_CHANGING = frozenset({"time", "frame", "frame_count", "date", "random", "channel_time"})


@dataclass(frozen=True)
class Sampling:
    """How a channel is read: filter 'nearest' | 'linear' | 'mipmap', wrap 'clamp' | 'repeat' | 'mirror'."""

    filter: str = "linear"
    wrap: str = "clamp"
    vflip: bool = False


@dataclass(frozen=True)
class Channel:
    """An input of a pass: a texture bound to the sampler uniform `name`.

    kind    'buffer' (source names a Target; reading a target that a pass of this frame has written
            already gives this frame's picture, any other its previous frame's, zeros before the first),
            'texture', 'cubemap', 'volume', 'keyboard', 'spectrum' (music, microphone),
            'video' (also webcam): source names the medium, media.py draws its stand-in.
    """

    name: str
    kind: str
    source: str
    sampling: Sampling = Sampling()


@dataclass(frozen=True)
class Uniform:
    """A uniform that the renderer fills: GLSL name and type, and where its value comes from.

    `source` is either a tuple of numbers (a constant) or one of the names below.
        time            seconds                                  frame          number of the frame (int or float)
        frame_count     frames drawn, this one included: frame + 1
        time_delta      seconds since the last frame             frame_rate     frames a second
        resolution      (width, height[, 1]) of the image        target_size    (width, height[, 1]) of the target
        mouse           pixels: (0, 0, 0, 0), no button          mouse_unit     0..1: (0.5, 0.5)
        date            (year, month 0-11, day, seconds of day)  sample_rate    44100
        channel_time    float[4]                                 channel_size   vec3[4], sizes of iChannel0-3
        channel_size:N  (width, height[, depth]) of the channel whose name is N
        surface_size    (width / height, 1): GLSL Sandbox's surface when all of it is in view
        random          a number in 0..1 that sample and frame determine
        pass_index      number of the pass
        face            0-5 (+x -x +y -y +z -z): the face of a cube target that is being drawn
    A value is cut or padded with zeros to the type's number of components. Where the shader declares
    the uniform with another type, it stays zero, as in a browser.
    """

    name: str
    type: str
    source: str | tuple[float, ...]
    varies: bool = False  # a constant of the author's, which parameters.py may vary


@dataclass(frozen=True)
class Target:
    """What a pass draws into; channels of kind 'buffer' read it by name.

    width, height   expressions in `w`, `h` (the image's size), numbers and + - * / ( ) min max floor ceil
    format          'rgba8' | 'rgba16f' | 'rgba32f'
    shape           '2d' | 'cube': the pass is drawn six times, a face each (see the uniform source `face`);
                    texel (x, y) of what it draws is texel (s, t) = (x, y) of that face in OpenGL's cube map layout
    mipmaps         whether they are made anew after each drawing
    """

    name: str
    width: str = "w"
    height: str = "h"
    format: str = "rgba8"
    shape: str = "2d"
    mipmaps: bool = False


@dataclass(frozen=True)
class Pass:
    """One shader stage: desktop GLSL 330 vertex and fragment text (made by programs.glsl.translate).

    targets     one for each fragment output location, most often one
    literals    (offset in `fragment`, where it was written) of the author's float literals: parameters.py
    unset       uniforms, samplers and inputs that the text uses and nobody sets: they read zeros
    idle        uniforms and samplers that nobody sets either, declared and not used
    """

    name: str
    vertex: str
    fragment: str
    targets: tuple[Target, ...]
    channels: tuple[Channel, ...] = ()
    uniforms: tuple[Uniform, ...] = ()
    literals: tuple[tuple[int, str], ...] = field(default=(), repr=False, compare=False)
    unset: tuple[str, ...] = field(default=(), repr=False, compare=False)
    idle: tuple[str, ...] = field(default=(), repr=False, compare=False)

    @property
    def discards(self) -> bool:
        """Whether the pass may leave pixels undrawn."""
        return "discard" in self.fragment and re.search(r"\bdiscard\b", self.fragment) is not None


@dataclass(frozen=True)
class Parameter:
    """A literal that parameters.py made a uniform: its value in the text, which of a sample's random factors scales
    it, and where it was written ("piece:line:number")."""

    value: float
    factor: int
    origin: str


@dataclass(frozen=True)
class Program:
    """A parsed shader. Passes are drawn in order; the first target of the last pass is the picture.

    name        short name (file stem, identifier or title); not safe as a file name
    dialect     name of the dialect's module
    feedback    True where a frame depends on the ones before it (a pass reads a buffer that is not yet drawn in this
                frame, or one whose pass keeps old pixels by `discard`): such a program is stepped from frame 0 to the
                sampled time
    source      the text as it came
    signs       by what its dialect was told, and which other came near
    tags, description, info   what the source says about itself
    parameters  literals that are uniforms, in their order there; none unless parameters.parametrize made it so
    """

    name: str
    dialect: str
    passes: tuple[Pass, ...]
    feedback: bool = False
    source: str = field(default="", repr=False, compare=False)
    signs: str = field(default="", repr=False, compare=False)
    description: str = ""
    tags: tuple[str, ...] = ()
    info: tuple[tuple[str, str], ...] = ()
    parameters: tuple[Parameter, ...] = field(default=(), repr=False)

    @property
    def unset(self) -> tuple[str, ...]:
        """Names that a pass uses and nobody sets (Pass.unset), sorted."""
        return tuple(sorted({name for stage in self.passes for name in stage.unset}))

    @property
    def timed(self) -> bool:
        """Whether a pass is handed anything that changes from frame to frame."""
        return self.feedback or any(
            uniform.source in _CHANGING and len(re.findall(rf"\b{uniform.name}\b", stage.fragment)) > 1
            for stage in self.passes
            for uniform in stage.uniforms
        )
