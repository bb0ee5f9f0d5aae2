"""The words of GLSL ES 1.00 and 3.00: keywords, types, built-in functions and their signatures.

GLSL ES 1.00 specification, sections 3.6 to 3.8 and 8; GLSL ES 3.00 specification, sections 3.8 and 8.
"""

from __future__ import annotations

from itertools import product

PRECISIONS = frozenset({"lowp", "mediump", "highp"})
INTERPOLATIONS = frozenset({"invariant", "centroid", "flat", "smooth"})
QUALIFIERS = frozenset({"const", "attribute", "varying", "uniform", "in", "out", "inout"})
STATEMENTS = frozenset(
    {
        "if",
        "else",
        "for",
        "while",
        "do",
        "break",
        "continue",
        "return",
        "discard",
        "struct",
        "true",
        "false",
        "precision",
    }
)
STATEMENTS_300 = frozenset({"switch", "case", "default", "layout"})

SCALARS = ("float", "int", "bool")
TYPES_100 = frozenset(
    {"void", *SCALARS, *(f"{p}vec{n}" for p in ("", "i", "b") for n in (2, 3, 4)), "mat2", "mat3", "mat4"}
    | {"sampler2D", "samplerCube"}
)
TYPES_300 = TYPES_100 | {
    "uint", "uvec2", "uvec3", "uvec4", *(f"mat{a}x{b}" for a in (2, 3, 4) for b in (2, 3, 4)),
    *(f"{p}sampler{kind}" for p in ("", "i", "u") for kind in ("2D", "3D", "Cube", "2DArray")),
    "sampler2DShadow", "samplerCubeShadow", "sampler2DArrayShadow",
}  # fmt: skip

# Built-in variables and constants; those that desktop GLSL 330 lacks become what stands here.
VARIABLES = {
    "gl_FragCoord": "gl_FragCoord", "gl_FrontFacing": "true", "gl_PointCoord": "vec2(0.0)",
    "gl_MaxVertexAttribs": "16", "gl_MaxVertexUniformVectors": "1024", "gl_MaxVaryingVectors": "30",
    "gl_MaxVertexTextureImageUnits": "16", "gl_MaxCombinedTextureImageUnits": "32", "gl_MaxTextureImageUnits": "16",
    "gl_MaxFragmentUniformVectors": "1024", "gl_MaxDrawBuffers": "8", "gl_MaxVertexOutputVectors": "16",
    "gl_MaxFragmentInputVectors": "15", "gl_MinProgramTexelOffset": "(-8)", "gl_MaxProgramTexelOffset": "7",
}  # fmt: skip

TEXTURES_100 = {
    "texture2D": "texture", "texture2DProj": "textureProj", "texture2DLod": "textureLod",
    "texture2DProjLod": "textureProjLod", "textureCube": "texture", "textureCubeLod": "textureLod",
    "texture2DLodEXT": "textureLod", "texture2DProjLodEXT": "textureProjLod", "textureCubeLodEXT": "textureLod",
    "texture2DGradEXT": "textureGrad", "texture2DProjGradEXT": "textureProjGrad", "textureCubeGradEXT": "textureGrad",
}  # fmt: skip
TEXTURES_300 = frozenset(
    {
        "texture",
        "textureProj",
        "textureLod",
        "textureOffset",
        "texelFetch",
        "texelFetchOffset",
        "textureProjOffset",
    }
    | {"textureLodOffset", "textureProjLod", "textureProjLodOffset", "textureGrad", "textureGradOffset"}
    | {"textureProjGrad", "textureProjGradOffset", "textureSize"}
)
PACKING = frozenset(
    {"packSnorm2x16", "unpackSnorm2x16", "packUnorm2x16", "unpackUnorm2x16", "packHalf2x16", "unpackHalf2x16"}
)


def _generic(
    *patterns: str, types: tuple[str, ...] = ("float", "vec2", "vec3", "vec4")
) -> list[tuple[str, ...]]:
    """Signatures (result, parameters...) of patterns such as 'T T f', T any of the types, f float."""
    found = []
    for pattern, kind in product(patterns, types):
        words = tuple({"T": kind, "f": "float", "b": "bool"}.get(word, word) for word in pattern.split())
        if words not in found:
            found.append(words)
    return found


_VECTORS = ("vec2", "vec3", "vec4")
_COMPARED = [
    (f"bvec{n}", f"{p}vec{n}", f"{p}vec{n}") for p in ("", "i") for n in (2, 3, 4)
]  # fmt: skip

FUNCTIONS_100: dict[str, list[tuple[str, ...]]] = {
    **{
        name: _generic("T T")
        for name in ["radians", "degrees", "sin", "cos", "tan", "asin", "acos", "exp", "log", "exp2", "log2", "sqrt", "inversesqrt", "abs", "sign", "floor", "ceil", "fract", "normalize", "dFdx", "dFdy", "fwidth"]
    },
    "atan": _generic("T T", "T T T"), "pow": _generic("T T T"), "mod": _generic("T T T", "T T f"),
    "min": _generic("T T T", "T T f"), "max": _generic("T T T", "T T f"),
    "clamp": _generic("T T T T", "T T f f"), "mix": _generic("T T T T", "T T T f"),
    "step": _generic("T T T", "T f T"), "smoothstep": _generic("T T T T", "T f f T"),
    "length": _generic("f T"), "distance": _generic("f T T"), "dot": _generic("f T T"),
    "cross": [("vec3", "vec3", "vec3")], "faceforward": _generic("T T T T"), "reflect": _generic("T T T"),
    "refract": _generic("T T T f"), "matrixCompMult": _generic("T T T", types=("mat2", "mat3", "mat4")),
    "lessThan": _COMPARED, "lessThanEqual": _COMPARED, "greaterThan": _COMPARED, "greaterThanEqual": _COMPARED,
    "equal": [*_COMPARED, *((f"bvec{n}",) * 3 for n in (2, 3, 4))],
    "notEqual": [*_COMPARED, *((f"bvec{n}",) * 3 for n in (2, 3, 4))],
    "any": [("bool", f"bvec{n}") for n in (2, 3, 4)], "all": [("bool", f"bvec{n}") for n in (2, 3, 4)],
    "not": [(f"bvec{n}", f"bvec{n}") for n in (2, 3, 4)],
}  # fmt: skip

# In ES 3.00 a built-in cannot be overloaded, so that names suffice.
FUNCTIONS_300 = frozenset(
    {
        *FUNCTIONS_100, *TEXTURES_300, *PACKING, "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "trunc", "round",
        "roundEven", "modf", "isnan", "isinf", "floatBitsToInt", "floatBitsToUint", "intBitsToFloat",
        "uintBitsToFloat", "outerProduct", "transpose", "determinant", "inverse",
    }
)  # fmt: skip


def types(version: int) -> frozenset[str]:
    """Names of types in GLSL ES `version`."""
    return TYPES_100 if version == 100 else frozenset(TYPES_300)


def functions(version: int) -> frozenset[str]:
    """Names of built-in functions in GLSL ES `version`."""
    return frozenset({*FUNCTIONS_100, *TEXTURES_100}) if version == 100 else FUNCTIONS_300


def keywords(version: int) -> frozenset[str]:
    """Words that are neither types nor functions."""
    words = PRECISIONS | INTERPOLATIONS | QUALIFIERS | STATEMENTS
    return words if version == 100 else words | STATEMENTS_300
