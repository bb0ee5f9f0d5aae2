"""Ground truth as a program draws it: GLSL that packs the labels of a pixel, and a Program of four float targets.

    program = label_program(parse(text, "wave", dialect="shadertoy"))    # with DECLARATIONS, and a call of labels
    Renderer(...).labels(program, sample)            # float32 [height, width, 16], which labels.unpack reads

A text of labels is that of a picture with another `mainImage`, which calls `labels` once for each pixel.
"""

from __future__ import annotations

import re
from dataclasses import replace

from image_generation.shaders.programs.evidence import Evidence
from image_generation.shaders.programs.program import Program, ProgramError, Target
from image_generation.shaders.programs.text import defines_function, words

TARGETS = 4

# Whole numbers of 32 bits go as two halves, each of which a float holds exactly.
DECLARATIONS = """
vec4 LABELS0, LABELS1, LABELS2, LABELS3;

void labels(float depth, vec3 normal, uint surface, uint object, vec3 albedo, vec3 ray) {
    LABELS0 = vec4(depth, normal);
    LABELS1 = vec4(ivec4(surface & 65535U, surface >> 16, object & 65535U, object >> 16));
    LABELS2 = vec4(albedo, 0.0);
    LABELS3 = vec4(ray, 0.0);
}
"""

# What a text with mainLabels is drawn by, in place of its own mainImage, which is mainPicture then.
_CALL = """
void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    float depth = 0.0;
    vec3 normal = vec3(0.0), albedo = vec3(0.0), ray = vec3(0.0, 0.0, -1.0);
    uint surface = 0U, object = 0U;
    mainLabels(fragCoord, depth, normal, surface, object, albedo, ray);
    labels(depth, normal, surface, object, albedo, ray);
    fragColor = vec4(albedo, 1.0);
}
"""
# What lines that are put into a text call: `truth` in world space, where the picture's own code has met a surface;
# `tilted` for a picture that is one plane, a distance of 1 / (1 + k u) away, whose albedo is what is shown.
_TRUTH = """
uint OBJECT_, SURFACE_;
float DEPTH_;
vec3 NORMAL_, RAY_, ALBEDO_;
mat3 AXES;
mat2 ROLL;
bool PICTURED;

void truth(vec3 ray, float far, vec3 n, int object, int surface) {
    if (far <= 0.0) return;
    RAY_ = ray;
    DEPTH_ = far * length(ray);
    NORMAL_ = normalize(dot(n, ray) > 0.0 ? -n : n);
    OBJECT_ = uint(object);
    SURFACE_ = uint(surface);
}

void tilted(vec2 u, vec2 k) {
    truth(vec3(u, 1.5), 1.0 / (1.0 + dot(k, u)), vec3(k, 1.0 / 1.5), 1, 1);
    PICTURED = true;
}
"""
_TRUTH_CALL = """
void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    OBJECT_ = SURFACE_ = 0U;
    DEPTH_ = 0.0;
    NORMAL_ = ALBEDO_ = vec3(0.0);
    AXES = mat3(1.0);
    ROLL = mat2(1.0);
    RAY_ = vec3(0.0, 0.0, 1.0);
    PICTURED = false;
    mainPicture(fragColor, fragCoord);
    if (PICTURED) ALBEDO_ = fragColor.rgb * fragColor.rgb;
    vec3 n = NORMAL_ * AXES, ray = normalize(RAY_ * AXES);
    n = vec3(n.xy * ROLL, -n.z);
    ray = vec3(ray.xy * ROLL, -ray.z);
    if (OBJECT_ == 0U) labels(0.0, vec3(0.0), 0U, 0U, vec3(0.0), ray);
    else labels(DEPTH_, n, SURFACE_, OBJECT_, ALBEDO_, ray);
}
"""
_BEFORE = re.compile(r"^// before: (.+)\n", re.MULTILINE)


def declares_labels(evidence: Evidence) -> bool:
    """Whether a Shadertoy text's `mainLabels` draws labels: as a function, where `mainImage` is what is drawn."""
    if evidence.is_json or "mainLabels" not in evidence.functions:
        return False
    return evidence.has("mainImage") and not evidence.has("main")


def picture_declaration(text: str) -> str:
    """What goes before a Shadertoy text for `mainLabels` to call `mainPicture`, where one does."""
    if "mainPicture" not in words(text):
        return ""
    if defines_function(text, "mainPicture"):
        return "void mainPicture(out vec4 c, in vec2 f);\n"
    return "#define mainPicture mainImage\n" if defines_function(text, "mainLabels") else ""


def text_with_labels(text: str) -> str:
    """The text of the labels of a Shadertoy text that declares mainLabels (docs/labels.md).

    The text's own mainImage is called mainPicture there, for what draws the labels has its name.
    """
    return re.sub(r"\bmainImage\b", "mainPicture", text) + DECLARATIONS + _CALL


def text_with_lines(text: str, lines: str) -> str:
    """The text of the labels of a Shadertoy text into which `lines` are put, which call `truth` at what it has met.

    lines   blocks that begin with `// before: START`: what follows comes before the one line that starts so
    Raises ProgramError where there is no such line, or more than one.
    """
    first, *blocks = _BEFORE.split(lines)
    for start, block in zip(blocks[::2], blocks[1::2], strict=True):
        place = re.compile(rf"^(?=[ \t]*{re.escape(start)})", re.MULTILINE)
        if len(place.findall(text)) != 1:
            raise ProgramError(f"its labels: {len(place.findall(text))} lines start with {start!r}, not one")
        text = place.sub(lambda _, block=block: block.strip("\n") + "\n", text)  # type: ignore[misc]
    return _TRUTH + first + re.sub(r"\bmainImage\b", "mainPicture", text) + DECLARATIONS + _TRUTH_CALL


def label_program(program: Program) -> Program:
    """The program with its one pass drawing what `labels` was called with: float32, four targets.

    Raises ProgramError ('unsupported') for a program of several passes or with feedback.
    """
    if len(program.passes) != 1 or program.feedback:
        raise ProgramError("labels are of programs of one pass without feedback", "unsupported")
    stage = program.passes[0]
    output = "layout(location = 0) out vec4 webgl_out_0;"
    if stage.fragment.count(output) != 1:
        raise ProgramError("labels are of programs that draw one picture", "unsupported")
    outputs = [f"layout(location = {k}) out vec4 webgl_labels_{k};" for k in range(TARGETS)]
    fragment = stage.fragment.replace(output, " ".join(["vec4 webgl_out_0;", *outputs]))
    end = fragment.rindex("}")
    writes = " ".join(f"webgl_labels_{k} = LABELS{k};" for k in range(TARGETS))
    fragment = f"{fragment[:end]}    {writes}\n{fragment[end:]}"
    targets = tuple(Target(f"labels{k}", format="rgba32f") for k in range(TARGETS))
    return replace(program, passes=(replace(stage, fragment=fragment, targets=targets, literals=()),))
