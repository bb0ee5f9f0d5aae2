"""Ground truth as a program draws it: GLSL that packs the labels of a pixel, and a Program of four float targets.

    program = label_program(parse(text, "wave", dialect="shadertoy"))    # with DECLARATIONS, and a call of labels
    Renderer(...).labels(program, sample)            # float32 [height, width, 16], which labels.unpack reads

A text of labels is that of a picture with another `mainImage`, which calls `labels` once for each pixel.
"""

from __future__ import annotations

import re
from dataclasses import replace

from image_generation.shaders.programs.program import Program, ProgramError, Target

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
DECLARED = re.compile(r"\bvoid\s+mainLabels\s*\(")


def text_with_labels(text: str, function: str = "") -> str:
    """The text of the labels of a Shadertoy text that declares mainLabels (docs/labels.md).

    function   that function and what it needs, where it stands in a file of its own
    The text's own mainImage is called mainPicture there.
    """
    return re.sub(r"\bmainImage\b", "mainPicture", text) + "\n" + function + DECLARATIONS + _CALL


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
