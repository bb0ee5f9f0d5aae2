"""The values that a renderer gives to a program's uniforms, by the names that program.Uniform lists."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

import numpy as np

if TYPE_CHECKING:
    import moderngl

# GL enums of uniform types, as glGetActiveUniform reports them.
TYPE_NAMES = {
    0x1406: "float",
    0x8B50: "vec2",
    0x8B51: "vec3",
    0x8B52: "vec4",
    0x1404: "int",
    0x8B53: "ivec2",
    0x8B54: "ivec3",
    0x8B55: "ivec4",
    0x1405: "uint",
    0x8DC6: "uvec2",
    0x8DC7: "uvec3",
    0x8DC8: "uvec4",
    0x8B56: "bool",
    0x8B57: "bvec2",
    0x8B58: "bvec3",
    0x8B59: "bvec4",
    0x8B5A: "mat2",
    0x8B5B: "mat3",
    0x8B5C: "mat4",
}
FLOAT_TYPES = frozenset({"float", "vec2", "vec3", "vec4", "mat2", "mat3", "mat4"})
SAMPLER_TYPES = {
    0x8B5E: "sampler2D",
    0x8B5F: "sampler3D",
    0x8B60: "samplerCube",
    0x8B62: "sampler2DShadow",
    0x8DC1: "sampler2DArray",
    0x8DC4: "sampler2DArrayShadow",
    0x8DC5: "samplerCubeShadow",
    0x8DCA: "isampler2D",
    0x8DCB: "isampler3D",
    0x8DCC: "isamplerCube",
    0x8DCF: "isampler2DArray",
    0x8DD2: "usampler2D",
    0x8DD3: "usampler3D",
    0x8DD4: "usamplerCube",
    0x8DD7: "usampler2DArray",
}


def gl_type(member: moderngl.Uniform) -> int:
    """The GL enum of a uniform's type."""
    return member.gl_type  # type: ignore[attr-defined]  # moderngl's stubs leave it out


NOON = 12 * 3600.0  # iDate is the same day for every sample, noon plus the sample's time
DAY = (2022.0, 10.0, 28.0)


@dataclass(frozen=True)
class Frame:
    """One frame of one pass: time in seconds, its number, frames a second; sizes in pixels; parameters: the values of
    the program's parameters, float32."""

    time: float
    number: int
    rate: float
    size: tuple[int, int] = (0, 0)
    target_size: tuple[int, int] = (0, 0)
    pass_index: int = 0
    channels: dict[str, tuple[float, ...]] = field(default_factory=dict)
    face: int = 0
    parameters: bytes = b""

    CHANGING: ClassVar[frozenset[str]] = frozenset(
        {"time", "frame", "frame_count", "date", "channel_time", "random", "face"}
    )


def random_number(time: float, number: int) -> float:
    """A number in [0, 1) that time and frame determine."""
    return zlib.crc32(struct.pack("<dq", time, number)) / 2.0**32


_VALUES: dict[str, Callable[[Frame], tuple[float, ...]]] = {
    "time": lambda frame: (frame.time,),
    "frame": lambda frame: (frame.number,),
    "frame_count": lambda frame: (frame.number + 1,),
    "time_delta": lambda frame: (1.0 / frame.rate,),
    "frame_rate": lambda frame: (frame.rate,),
    "resolution": lambda frame: (*frame.size, 1.0),
    "target_size": lambda frame: (*frame.target_size, 1.0),
    "surface_size": lambda frame: (frame.size[0] / max(frame.size[1], 1), 1.0),
    "mouse": lambda frame: (0.0, 0.0, 0.0, 0.0),
    "mouse_unit": lambda frame: (0.5, 0.5),
    "date": lambda frame: (*DAY, NOON + frame.time),
    "sample_rate": lambda frame: (44100.0,),
    "channel_time": lambda frame: (frame.time,) * 4,
    "random": lambda frame: (random_number(frame.time, frame.number),),
    "pass_index": lambda frame: (frame.pass_index,),
    "face": lambda frame: (frame.face,),
}


def uniform_value(source: str | tuple[float, ...], frame: Frame) -> tuple[float, ...]:
    """Value of a uniform by its source (see program.Uniform); raises ValueError for an unknown one."""
    if not isinstance(source, str):
        return source
    if source.startswith("channel_size"):
        return _channel_size(source, frame)
    if source not in _VALUES:
        raise ValueError(f"unknown source of a uniform: {source!r}")
    return _VALUES[source](frame)


def changing_values(source: str, frames: Sequence[Frame]) -> np.ndarray:
    """uniform_value of each frame for a source of Frame.CHANGING: float64 [n, components], all frames at once."""
    if source == "random" or source not in Frame.CHANGING:
        return np.array([uniform_value(source, frame) for frame in frames], np.float64).reshape(len(frames), -1)
    if source in ("frame", "frame_count"):
        return np.array([[frame.number] for frame in frames], np.float64) + (source == "frame_count")
    if source == "face":
        return np.array([[frame.face] for frame in frames], np.float64)
    times = np.array([[frame.time] for frame in frames], np.float64)
    if source == "date":
        return np.hstack([np.broadcast_to(DAY, (len(frames), 3)), NOON + times])
    return np.repeat(times, 4, 1) if source == "channel_time" else times


def _channel_size(source: str, frame: Frame) -> tuple[float, ...]:
    def padded(size: tuple[float, ...] | None) -> tuple[float, ...]:
        return (*size, 1.0)[:3] if size else (0.0, 0.0, 0.0)

    if ":" in source:
        return padded(frame.channels.get(source.split(":", 1)[1]))
    # The translation may have put something before a channel's name.
    numbered = {name[-9:]: size for name, size in frame.channels.items()}
    return sum((padded(numbered.get(f"iChannel{k}")) for k in range(4)), ())
