"""KodeLife: desktop GLSL with `inData.v_texcoord`, and `time`, `resolution`, `mouse` as uniforms; a project, or a text.

The interface block `in VertexData { ... } inData;` is what a text of KodeLife's is known by; its uniforms have the
names of KodeLife's templates, or Shadertoy's. A project says itself what its uniforms mean, and may have several passes
(kodelife_project.py). Pictures are stand-ins, what listens to sound is zero and reported as unset.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from image_generation.shaders.programs import kodelife_project
from image_generation.shaders.programs.evidence import Evidence, Fit
from image_generation.shaders.programs.glsl.translate import Piece
from image_generation.shaders.programs.includes import Files, joined
from image_generation.shaders.programs.kodelife_project import OLD, Parameter, ProjectPass
from image_generation.shaders.programs.program import Channel, Pass, Program, Sampling, Target
from image_generation.shaders.programs.text import build_pass, header, reads_unfinished, tags, uses

# What KodeLife's types of parameters are: a source of program.Uniform, and the types that it may be declared with.
_SOURCES: Mapping[str, tuple[str | tuple[float, ...], tuple[str, ...]]] = {
    "CLOCK": ("time", ("float",)),
    "FRAME_NUMBER": ("frame", ("int", "float")),
    "FRAME_DELTA": ("time_delta", ("float",)),
    "FRAME_RESOLUTION": ("resolution", ("vec2", "vec3")),
    "INPUT_MOUSE_SIMPLE": ("mouse_unit", ("vec2", "vec4")),
    "DATE": ("date", ("vec4",)),
    "AUDIO_SAMPLE_RATE": ("sample_rate", ("float", "int")),
    **dict.fromkeys(
        ("TRANSFORM_MVP", "TRANSFORM_MODEL", "TRANSFORM_VIEW", "TRANSFORM_PROJECTION"),
        (tuple(float(k % 5 == 0) for k in range(16)), ("mat4",)),
    ),
}
_NOISE = "f735bee5"  # as on Shadertoy (media.py)
_LAST = Sampling("linear", "clamp")
# The names of the templates, KodeLife's own and Shadertoy's.
_NAMES = {
    **dict.fromkeys(("time", "iTime"), Parameter("CLOCK")),
    **dict.fromkeys(("timeDelta", "iTimeDelta"), Parameter("FRAME_DELTA")),
    **dict.fromkeys(("frame", "iFrame"), Parameter("FRAME_NUMBER")),
    **dict.fromkeys(("resolution", "iResolution"), Parameter("FRAME_RESOLUTION")),
    "mouse": Parameter("INPUT_MOUSE_SIMPLE"),
    "iMouse": Parameter("INPUT_MOUSE_SIMPLE", unit=False),
    **dict.fromkeys(("date", "iDate"), Parameter("DATE")),
    "iSampleRate": Parameter("AUDIO_SAMPLE_RATE"),
    **dict.fromkeys(("prevFrame", "prev_frame"), Parameter("FRAME_PREV_FRAME", sampling=_LAST)),
    **dict.fromkeys(("prevPass", "prev_pass"), Parameter("FRAME_PREV_PASS", sampling=_LAST)),
}
_PICTURE = re.compile(r"texture\w*|iChannel[0-3]")
_VARYINGS = {
    "v_position": {"vec4": "vec4(position, 0.0, 1.0)", "vec3": "vec3(position, 0.0)", "vec2": "position"},
    "v_normal": {"vec3": "vec3(0.0, 0.0, 1.0)"},
    "v_texcoord": {"vec2": "position * 0.5 + 0.5"},
}
_BLOCK = re.compile(r"\bin\s+VertexData\s*\{([^{}]*)\}\s*(\w+)\s*;")


def fit(evidence: Evidence) -> Fit:
    """A project; or a `main`, and the interface block that KodeLife's vertex shaders fill."""
    if kodelife_project.is_project(evidence.text):
        return Fit(100, ("a project",))
    if evidence.is_json or not evidence.has("main") or not _BLOCK.search(evidence.active):
        return Fit()
    return Fit(97, ("an interface block VertexData",))


def parse(text: str, name: str, files: Files) -> Program:
    """The text is a project, or a whole fragment shader of desktop GLSL, read as GLSL ES 3.00."""
    if kodelife_project.is_project(text):
        about: dict[str, str] = {}
        drawn = kodelife_project.read(text)
    else:
        about = header(text)
        drawn = [ProjectPass(0, "Image", text, "GL3")]
    passes = _passes(drawn, name, files)
    return Program(
        about.get("title", name),
        "kodelife",
        passes,
        feedback=reads_unfinished(passes),
        description=about.get("description", ""),
        tags=tags(about.get("tags", "")),
    )


def _passes(drawn: Sequence[ProjectPass], name: str, files: Files) -> tuple[Pass, ...]:
    targets = {
        stage.number: Target(f"pass {stage.number + 1}", stage.width, stage.height, "rgba32f") for stage in drawn[:-1]
    }
    targets[drawn[-1].number] = Target("image")
    return tuple(_pass(stage, name if len(drawn) == 1 else stage.label, files, targets) for stage in drawn)


def _pass(stage: ProjectPass, name: str, files: Files, targets: Mapping[int, Target]) -> Pass:
    pieces = [Piece(_without_block(piece.text), piece.name) for piece in files.pieces(stage.code, name)]
    whole = joined(pieces)
    evidence = Evidence(whole)
    known = _NAMES if stage.parameters is None else stage.parameters
    channels, uniforms = [], {}
    for word in {**evidence.inputs, **known}:
        kind = evidence.inputs.get(word, "")
        picture = stage.parameters is None and _PICTURE.fullmatch(word)
        parameter = known.get(word, Parameter("CONSTANT_TEXTURE_2D") if picture else Parameter(""))
        if kind == "sampler2D" and uses(whole, word):
            channel = _channel(word, parameter, stage.number, targets)
            channels += [channel] if channel else []
        elif parameter.kind in _SOURCES:
            source, types = _SOURCES[parameter.kind]
            source = "mouse" if source == "mouse_unit" and not parameter.unit else source
            uniforms[word] = (kind if kind in types else types[0], source)
    return build_pass(
        stage.label,
        pieces,
        targets=[targets[stage.number]],
        uniforms=uniforms,
        channels=channels,
        varyings={
            word: next(
                (item for item in values.items() if item[0] == evidence.inputs.get(word)), next(iter(values.items()))
            )
            for word, values in _VARYINGS.items()
        },
        version=100 if stage.profile in OLD and evidence.version < 130 and not evidence.outputs else 300,
        desktop=True,
        usual=stage.parameters is None,  # a project says itself what its uniforms are
    )


def _channel(word: str, parameter: Parameter, number: int, targets: Mapping[int, Target]) -> Channel | None:
    """What a sampler reads; None where that is not known."""
    kind = parameter.kind
    if kind in ("FRAME_PREV_FRAME", "FRAME_PREV_PASS"):
        sampling = Sampling(parameter.sampling.filter, parameter.sampling.wrap)
        earlier = [other for other in targets if other < number] or [max(targets)]  # the first follows the last
        wanted = parameter.number if parameter.number is not None else earlier[-1]
        target = targets.get(wanted) if kind == "FRAME_PREV_PASS" else targets[max(targets)]
        return Channel(word, "buffer", target.name, sampling) if target else None
    if kind == "AUDIO_SPECTRUM_FULL":
        return Channel(word, "spectrum", "music", Sampling("linear", "clamp"))
    if kind in ("CONSTANT_TEXTURE_2D", "NOISE"):
        source = _NOISE if kind == "NOISE" else parameter.file or word
        return Channel(word, "texture", source, parameter.sampling)
    return None


def _without_block(text: str) -> str:
    """The text with the block's members as inputs of their own, on the same lines."""
    block = _BLOCK.search(text)
    if block is None:
        return text
    members = re.sub(r"(\w+\s+\w+\s*;)", r"in \1", block[1])
    rest = re.sub(rf"\b{block[2]}\s*\.\s*(?=\w)", "", text[block.end() :])
    return f"{text[: block.start()]}{members}{rest}"
