"""A Program as the text of a compute shader: an invocation a pixel, a layer of the dispatch a sample.

    source = compute_source(program, derivatives=False)      # raises FragmentOnly with the reason
    source.text, source.values                               # what to compile, what to write for each sample

The text is the fragment shader's own with its inputs and outputs replaced, so that both draw the same picture:
gl_FragCoord comes from the invocation, uniforms that change from a buffer of 32-bit words, colours go to a buffer of
RGBA8 words, rounded as an RGBA8 target rounds, and `discard` is a flag. It keeps the fragment shader's version where
the driver allows: later ones take texts that fragments exclude.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from image_generation.shaders.programs import parameters
from image_generation.shaders.programs.glsl.translate import VERTEX
from image_generation.shaders.programs.program import Pass, Program
from image_generation.shaders.rendering.compute_discard import FLAG, UnclearDiscard, flagged
from image_generation.shaders.rendering.compute_writes import written_to
from image_generation.shaders.rendering.uniforms import Frame

SAMPLES, PIXELS = "webgl_Samples", "webgl_Pixels"  # the shader storage blocks
BINDINGS = {SAMPLES: 0, PIXELS: 1}  # set by the backend: version 330 has no word for them
FRAGMENT_VERSION = 330  # of GLSL, the fragment shaders'
PARAMETERS = "parameters"  # the source of the values that are a sample's parameters
GROUP = (8, 8)  # invocations of a work group; both even, for derivatives are taken in quads

_DERIVATIVES = frozenset(("dFdx", "dFdy", "fwidth"))
_IMPLICIT_LOD = frozenset(("texture", "textureProj", "textureOffset", "textureProjOffset"))
_FRAGMENT_ONLY = frozenset(("gl_PointCoord", "gl_SampleID", "gl_ClipDistance", "gl_PrimitiveID"))
_COMPUTE_ONLY = re.compile(
    r"\b(?:gl_(?:GlobalInvocationID|LocalInvocation\w+|NumWorkGroups|WorkGroup\w+|MaxCompute\w+)|shared\b"
    r"|(?:barrier|groupMemoryBarrier|memoryBarrier\w*)\s*\(\s*\))"
)
_COMPONENTS = {"float": 1, "vec2": 2, "vec3": 3, "vec4": 4, "int": 1, "ivec2": 2, "ivec3": 3, "ivec4": 4, "uint": 1}
_LONGEST = 64  # array of a uniform that changes from sample to sample
_WORD = re.compile(r"\b[A-Za-z_]\w*\b")
_EXTENSION = re.compile(r"^#extension .*$", re.MULTILINE)
_INPUT = re.compile(r"^\s*(?:(?:flat|smooth|centroid)\s+)?in\s[^,(){}]*;", re.MULTILINE)  # a parameter has no `;`
_VARIED = re.compile(r"flat in vec4 webgl_varied\[(\d+)\];")

_HEAD = """#version {version}
{extensions}layout(local_size_x = {width}, local_size_y = {height}) in;
{layout}layout(std430) readonly buffer {samples} {{ uint webgl_sample[]; }};
layout(std430) writeonly buffer {pixels} {{ uint webgl_pixel[]; }};
uniform uvec3 webgl_size;
bool {flag} = false;
vec4 webgl_FragCoord = vec4(vec2(gl_GlobalInvocationID.xy) + 0.5, 0.5, 1.0);
"""
_COMPUTE_EXTENSIONS = ("GL_ARB_compute_shader", "GL_ARB_shader_storage_buffer_object")  # parts of version 430
# As drivers interpolate it, to the bit, where the sides are powers of two; else its last bits may differ.
_POSITION = "vec2 webgl_position = webgl_FragCoord.xy / vec2(webgl_size.xy) * 2.0 - 1.0;"
# Invocations outside the picture go along: without them their neighbours would have no derivatives.
_TAIL = """
void main() {{
    webgl_fragment();
    if (gl_GlobalInvocationID.x >= webgl_size.x || gl_GlobalInvocationID.y >= webgl_size.y) return;
    uvec3 color = {flag} ? uvec3(0u) : uvec3(roundEven(webgl_out_0.rgb * 255.0));
    uint row = gl_WorkGroupID.z * webgl_size.y + webgl_size.y - 1u - gl_GlobalInvocationID.y;
    webgl_pixel[row * webgl_size.x + gl_GlobalInvocationID.x] = color.r | color.g << 8 | color.b << 16 | 0xff000000u;
}}
"""
# Four RGBA8 words become three words of RGB; webgl_words is how many of the latter there are.
PACK = """#version 430
layout(local_size_x = 64) in;
layout(std430, binding = 0) readonly buffer Pixels { uint pixel[]; };
layout(std430, binding = 1) writeonly buffer Packed { uint packed_words[]; };
uniform uint first;
uniform uint words;
void main() {
    uint k = gl_GlobalInvocationID.y * (gl_NumWorkGroups.x * 64u) + gl_GlobalInvocationID.x;
    if (k >= words) return;
    uint from = k / 3u * 4u + k % 3u;
    uint shift = k % 3u * 8u;
    packed_words[first + k] = (pixel[from] & 0xffffffu) >> shift | (pixel[from + 1u] & 0xffffffu) << (24u - shift);
}
"""


class FragmentOnly(Exception):
    """A program that the fragment path draws; the message, one line, says why."""


@dataclass(frozen=True)
class Value:
    """What a sample's words hold: source as in program.Uniform, or PARAMETERS; offset and count in words."""

    source: str
    kind: str
    offset: int
    count: int


@dataclass(frozen=True)
class ComputeSource:
    """A compute shader that draws a program.

    text        GLSL of `version`
    values      what each sample's words hold
    stride      words a sample
    derivatives whether it needs GL_NV_compute_shader_derivatives
    version     where it is not FRAGMENT_VERSION, the text may compile though the fragment shader does not
    """

    text: str
    values: tuple[Value, ...]
    stride: int
    derivatives: bool
    version: int = FRAGMENT_VERSION


def obstacle(program: Program, *, derivatives: bool) -> str | None:
    """Why a program takes the fragment path, in one line; None where compute_source writes it.

    derivatives     whether the device has GL_NV_compute_shader_derivatives
    """
    try:
        compute_source(program, derivatives=derivatives)
    except FragmentOnly as reason:
        return str(reason)
    return None


def compute_source(program: Program, *, derivatives: bool, version: int = FRAGMENT_VERSION) -> ComputeSource:
    """The compute shader of a program; raises FragmentOnly where it has none (see obstacle).

    version     of GLSL, FRAGMENT_VERSION or 430; with derivatives it is 450 in any case
    """
    if program.feedback:
        raise FragmentOnly("feedback: a frame depends on the ones before it")
    if len(program.passes) > 1:
        raise FragmentOnly("several passes")
    stage = program.passes[0]
    _check_target(stage)
    words = set(_WORD.findall(stage.fragment))
    if words & _FRAGMENT_ONLY:
        raise FragmentOnly(f"reads {min(words & _FRAGMENT_ONLY)}")
    if found := _COMPUTE_ONLY.search(stage.fragment):
        raise FragmentOnly(f"says {found[0]}, which only compute shaders know")
    needs = _needs_derivatives(stage, words)
    if needs and not derivatives:
        raise FragmentOnly(f"{needs}, and the device has no derivatives in compute shaders")
    read_only = {uniform.name for uniform in stage.uniforms if uniform.source in Frame.CHANGING} | {"gl_FragCoord"}
    if written := written_to(stage.fragment, read_only & words):
        raise FragmentOnly(f"may write to the {'input' if written == 'gl_FragCoord' else 'uniform'} {written}")
    text, values, stride = _with_values(stage)
    try:
        text = flagged(text)
    except UnclearDiscard as reason:
        raise FragmentOnly(str(reason)) from None
    version = 450 if needs else version
    text = with_head(_stand_alone(text), version, bool(needs)) + _TAIL.format(flag=FLAG)
    return ComputeSource(text, values, stride, bool(needs), version)


def with_head(text: str, version: int, derivatives: bool) -> str:
    """The text with a compute shader's head in place of `#version`; no #extension line may follow a declaration."""
    extensions = [f"#extension {name} : require" for name in _COMPUTE_EXTENSIONS] if version < 430 else []
    if derivatives:
        extensions.append("#extension GL_NV_compute_shader_derivatives : require")
    extensions += _EXTENSION.findall(text)
    head = _HEAD.format(
        version=version,
        extensions="".join(f"{line}\n" for line in extensions),
        layout="layout(derivative_group_quadsNV) in;\n" if derivatives else "",
        width=GROUP[0],
        height=GROUP[1],
        samples=SAMPLES,
        pixels=PIXELS,
        flag=FLAG,
    )
    return _EXTENSION.sub("", text).replace(f"#version {FRAGMENT_VERSION}\n", head, 1)


def _check_target(stage: Pass) -> None:
    if len(stage.targets) > 1:
        raise FragmentOnly("several targets")
    target = stage.targets[0]
    if (target.format, target.shape, target.width, target.height) != ("rgba8", "2d", "w", "h"):
        raise FragmentOnly(f"draws into {target.format} {target.shape} of {target.width} by {target.height}")
    if any(channel.kind == "buffer" for channel in stage.channels):
        raise FragmentOnly("reads a buffer")
    if stage.vertex != VERTEX and f"uniform vec4 {parameters.NAME}[" not in stage.vertex:
        raise FragmentOnly("has a vertex shader of its own")


def _needs_derivatives(stage: Pass, words: set[str]) -> str | None:
    """What of a pass needs derivatives; a texture without mipmaps is read alike at any level of detail."""
    if words & _DERIVATIVES:
        return f"takes derivatives ({min(words & _DERIVATIVES)})"
    if words & _IMPLICIT_LOD:
        for channel in stage.channels:
            if channel.sampling.filter == "mipmap" and len(re.findall(rf"\b{channel.name}\b", stage.fragment)) > 1:
                return f"reads the mipmaps of {channel.name}"
    return None


def _with_values(stage: Pass) -> tuple[str, tuple[Value, ...], int]:
    """The text with the uniforms that change, and the parameters, read from the sample's words."""
    text, values, stride = stage.fragment, [], 0
    for uniform in stage.uniforms:
        if uniform.source not in Frame.CHANGING:
            continue
        kind = uniform.type.partition("[")[0]
        declared = re.search(rf"\buniform\s+{kind}\s+{uniform.name}\s*(\[\s*(\w+)\s*\])?\s*;", text)
        if kind not in _COMPONENTS or declared is None:
            continue  # declared with another type, it stays zero, as in the fragment path
        # An array of any length gets the values that there are, zeros behind them.
        array = declared[1] or ""
        if array and not (declared[2].isdigit() and 0 < int(declared[2]) <= _LONGEST):
            raise FragmentOnly(f"{uniform.name} is an array of {declared[2]}")
        count, length = _COMPONENTS[kind], int(declared[2]) if array else 1
        given = ", ".join(_item(kind, stride + k * count) for k in range(length))
        value = f"{kind}{array}({given})" if array else given
        text = text.replace(declared[0], f"{kind} {uniform.name}{array} = {value};", 1)
        values.append(Value(str(uniform.source), kind, stride, count * length))
        stride += count * length
    if varied := _VARIED.search(text):
        vectors = int(varied[1])
        items = [_item("vec4", stride + 4 * k) for k in range(vectors)]
        text = text.replace(varied[0], f"vec4 webgl_varied[{vectors}] = vec4[{vectors}]({', '.join(items)});", 1)
        values.append(Value(PARAMETERS, "float", stride, 4 * vectors))
        stride += 4 * vectors
    return text.replace("webgl_STRIDE", f"{stride}u"), tuple(values), stride


def _item(kind: str, offset: int) -> str:
    """GLSL that reads a value of a type from the sample's words."""
    words = [f"webgl_sample[gl_WorkGroupID.z * webgl_STRIDE + {offset + k}u]" for k in range(_COMPONENTS[kind])]
    if kind.startswith(("float", "vec")):
        words = [f"uintBitsToFloat({word})" for word in words]
    return f"{kind}({', '.join(words)})"


def _stand_alone(text: str) -> str:
    """The fragment shader's own inputs, outputs and `main` as plain variables and a function."""
    text = re.sub(r"layout\(location = \d+\) out (vec4 webgl_out_\d+);", r"\1 = vec4(0.0);", text)
    text = text.replace(parameters.ANCHOR, _POSITION, 1)
    text = re.sub(r"\bgl_FragCoord\b", "webgl_FragCoord", text)
    text = re.sub(r"\bgl_FrontFacing\b", "true", text)
    before, main, after = text.rpartition("void main() {")
    if not main or _INPUT.search(text):
        raise FragmentOnly("its text is none of the translator's")
    return f"{before}void webgl_fragment() {{{after}"
