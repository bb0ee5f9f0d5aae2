"""What words mean in GLSL ES 1.00 and 3.00 and in desktop GLSL, from the specifications' lists.

GLSL ES 1.00.17 and 3.00.6, GLSL 3.30.6 and 4.60.7: sections 3.6/3.7 (keywords), 7 (variables), 8 (functions).
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_VECTORS = "vec2 vec3 vec4 ivec2 ivec3 ivec4 bvec2 bvec3 bvec4"
BASIC_TYPES = _words(
    f"void float int bool uint {_VECTORS} uvec2 uvec3 uvec4 mat2 mat3 mat4 mat2x2 mat2x3 mat2x4 mat3x2 mat3x3 mat3x4 "
    "mat4x2 mat4x3 mat4x4"
)
SAMPLER_TYPES = _words(
    "sampler2D samplerCube sampler3D sampler2DArray sampler2DShadow samplerCubeShadow sampler2DArrayShadow isampler2D "
    "isampler3D isamplerCube isampler2DArray usampler2D usampler3D usamplerCube usampler2DArray"
)
PRECISIONS = frozenset(("lowp", "mediump", "highp"))
_ES1_QUALIFIERS = _words("const uniform varying attribute in out inout invariant lowp mediump highp")
QUALIFIERS = {100: _ES1_QUALIFIERS, 300: _ES1_QUALIFIERS | _words("centroid flat smooth layout")}

_ES1_KEYWORDS = _words(
    "attribute const uniform varying break continue do for while if else in out inout float int void bool true false "
    f"lowp mediump highp precision invariant discard return mat2 mat3 mat4 {_VECTORS} sampler2D samplerCube struct"
)
_ES3_KEYWORDS = (
    _ES1_KEYWORDS | BASIC_TYPES | SAMPLER_TYPES | _words("layout centroid flat smooth switch case default")
) - {"attribute", "varying"}
# Words that GLSL ES 1.00 has not.
ES3_WORDS = (BASIC_TYPES | SAMPLER_TYPES | {"switch"}) - _ES1_KEYWORDS

# Keywords and reserved words of desktop GLSL up to 4.60, and words that NVIDIA's compiler keeps for itself.
_DESKTOP_KEYWORDS = (
    _ES3_KEYWORDS
    | _words(
        "attribute varying buffer shared coherent volatile restrict readonly writeonly atomic_uint noperspective patch "
        "sample subroutine precise double dvec2 dvec3 dvec4 dmat2 dmat3 dmat4 dmat2x2 dmat2x3 dmat2x4 dmat3x2 dmat3x3 "
        "dmat3x4 dmat4x2 dmat4x3 dmat4x4 sampler1D sampler1DArray sampler1DShadow sampler1DArrayShadow sampler2DRect "
        "sampler2DRectShadow samplerBuffer sampler2DMS sampler2DMSArray samplerCubeArray samplerCubeArrayShadow "
        "isampler1D isampler1DArray isampler2DRect isamplerBuffer isampler2DMS isampler2DMSArray isamplerCubeArray "
        "usampler1D usampler1DArray usampler2DRect usamplerBuffer usampler2DMS usampler2DMSArray usamplerCubeArray "
        "image1D image2D image3D image2DRect imageCube imageBuffer image1DArray image2DArray imageCubeArray image2DMS "
        "image2DMSArray iimage1D iimage2D iimage3D iimageCube iimageBuffer iimage2DArray uimage1D uimage2D uimage3D "
        "uimageCube uimageBuffer uimage2DArray common partition active asm class union enum typedef template this "
        "resource goto inline noinline public static extern external interface long short half fixed unsigned superp "
        "input output hvec2 hvec3 hvec4 fvec2 fvec3 fvec4 sampler3DRect filter sizeof cast namespace using packed "
        "row_major texture1D texture3D texture2DRect float16_t int8_t int16_t int32_t int64_t uint8_t uint16_t "
        "uint32_t uint64_t float32_t float64_t subpassInput"
    )
    | frozenset(f"{kind}{size}" for kind in ("float", "half", "fixed", "int", "bool", "double") for size in "1234")
)

# Overloads as "parameters:result" with g for float and its vectors (all the same one), b and i likewise.
_ES1_FUNCTIONS = {
    "g:g": "radians degrees sin cos tan asin acos atan exp log exp2 log2 sqrt inversesqrt abs sign floor ceil fract "
    "normalize dFdx dFdy fwidth",
    "g,g:g": "atan pow mod min max step reflect",
    "g,f:g": "mod min max",
    "f,g:g": "step",
    "g,g,g:g": "clamp mix smoothstep faceforward",
    "g,f,f:g": "clamp",
    "g,g,f:g": "mix refract",
    "f,f,g:g": "smoothstep",
    "g:f": "length",
    "g,g:f": "distance dot",
    "vec3,vec3:vec3": "cross",
    "m,m:m": "matrixCompMult",
    "v,v:b": "lessThan lessThanEqual greaterThan greaterThanEqual equal notEqual",
    "w,w:b": "lessThan lessThanEqual greaterThan greaterThanEqual equal notEqual",
    "b,b:b": "equal notEqual",
    "b:bool": "any all",
    "b:b": "not",
}
TEXTURE_FUNCTIONS = {  # of GLSL ES 1.00 with its extensions -> of desktop GLSL
    "texture2D": "texture",
    "texture2DProj": "textureProj",
    "textureCube": "texture",
    "texture2DLod": "textureLod",
    "texture2DProjLod": "textureProjLod",
    "textureCubeLod": "textureLod",
    "texture2DLodEXT": "textureLod",
    "texture2DProjLodEXT": "textureProjLod",
    "textureCubeLodEXT": "textureLod",
    "texture2DGradEXT": "textureGrad",
    "texture2DProjGradEXT": "textureProjGrad",
    "textureCubeGradEXT": "textureGrad",
}
# Functions that read a texture at a place that their second argument says.
SAMPLING = frozenset(
    (*TEXTURE_FUNCTIONS, *TEXTURE_FUNCTIONS.values(), "textureOffset", "textureLodOffset", "textureProjOffset",
     "textureProjLodOffset", "textureGradOffset", "textureProjGradOffset", "textureGather", "textureGatherOffset")
)  # fmt: skip
_TEXTURE_OVERLOADS = {
    "texture2D": "sampler2D,vec2:vec4 sampler2D,vec2,float:vec4",
    "texture2DProj": "sampler2D,vec3:vec4 sampler2D,vec4:vec4 sampler2D,vec3,float:vec4 sampler2D,vec4,float:vec4",
    "textureCube": "samplerCube,vec3:vec4 samplerCube,vec3,float:vec4",
    "texture2DLodEXT": "sampler2D,vec2,float:vec4",
    "textureCubeLodEXT": "samplerCube,vec3,float:vec4",
    "texture2DGradEXT": "sampler2D,vec2,vec2,vec2:vec4",
    "textureCubeGradEXT": "samplerCube,vec3,vec3,vec3:vec4",
}
_ES1_NAMES = frozenset(" ".join(_ES1_FUNCTIONS.values()).split()) | TEXTURE_FUNCTIONS.keys()
_ES3_NAMES = (_ES1_NAMES - TEXTURE_FUNCTIONS.keys()) | _words(
    "sinh cosh tanh asinh acosh atanh trunc round roundEven modf isnan isinf floatBitsToInt floatBitsToUint "
    "intBitsToFloat uintBitsToFloat packSnorm2x16 unpackSnorm2x16 packUnorm2x16 unpackUnorm2x16 packHalf2x16 "
    "unpackHalf2x16 outerProduct transpose determinant inverse textureSize texture textureProj textureLod "
    "textureOffset texelFetch texelFetchOffset textureProjOffset textureLodOffset textureProjLod textureProjLodOffset "
    "textureGrad textureGradOffset textureProjGrad textureProjGradOffset"
)
_DESKTOP_NAMES = _ES3_NAMES | _words(
    "fma frexp ldexp packUnorm4x8 packSnorm4x8 unpackUnorm4x8 unpackSnorm4x8 packDouble2x32 unpackDouble2x32 uaddCarry "
    "usubBorrow umulExtended imulExtended bitfieldExtract bitfieldInsert bitfieldReverse bitCount findLSB findMSB "
    "textureQueryLod textureQueryLevels textureSamples textureGather textureGatherOffset textureGatherOffsets "
    "dFdxFine dFdyFine dFdxCoarse dFdyCoarse fwidthFine fwidthCoarse interpolateAtCentroid interpolateAtSample "
    "interpolateAtOffset noise1 noise2 noise3 noise4 ftransform barrier memoryBarrier imageLoad imageStore imageSize "
    "texture1D texture1DProj texture1DLod texture1DProjLod texture2D texture2DProj texture2DLod texture2DProjLod "
    "texture3D texture3DProj texture3DLod texture3DProjLod textureCube textureCubeLod shadow1D shadow2D shadow1DProj "
    "shadow2DProj shadow1DLod shadow2DLod texture2DRect texture2DRectProj shadow2DRect emitVertex EmitVertex "
    "EndPrimitive lerp frac saturate mul ddx ddy rsqrt tex1D tex2D tex3D texCUBE sincos clip fmod"
)
PACKING = _words("packSnorm2x16 unpackSnorm2x16 packUnorm2x16 unpackUnorm2x16 packHalf2x16 unpackHalf2x16")

# Constants of GLSL ES that desktop GLSL 3.30 lacks; values as Chromium reports them on a common desktop driver.
CONSTANTS = {
    "gl_MaxVertexUniformVectors": "1024",
    "gl_MaxFragmentUniformVectors": "1024",
    "gl_MaxVaryingVectors": "30",
    "gl_MaxVertexOutputVectors": "31",
    "gl_MaxFragmentInputVectors": "31",
    "gl_MinProgramTexelOffset": "(-8)",
    "gl_MaxProgramTexelOffset": "7",
}

DESKTOP_KEYWORDS = {100: _DESKTOP_KEYWORDS - _ES1_KEYWORDS, 300: _DESKTOP_KEYWORDS - _ES3_KEYWORDS}
ES_FUNCTIONS = {100: _ES1_NAMES, 300: _ES3_NAMES}
DESKTOP_FUNCTIONS = {100: _DESKTOP_NAMES - _ES1_NAMES, 300: _DESKTOP_NAMES - _ES3_NAMES}
# What needs no declaration in a fragment shader of either version (and words of desktop hosts' versions).
WORDS_OF_GLSL = (
    _ES1_KEYWORDS
    | _ES3_KEYWORDS
    | _ES1_NAMES
    | _DESKTOP_NAMES
    | _words("gl_FragCoord gl_FragColor gl_FragData gl_FragDepth gl_FragDepthEXT gl_FrontFacing gl_PointCoord")
    | _words(
        "gl_MaxDrawBuffers gl_MaxTextureImageUnits gl_MaxFragmentUniformVectors defined __VERSION__ __LINE__ GL_ES"
    )
)

_FAMILIES = {
    "g": ("float", "vec2", "vec3", "vec4"),
    "v": ("vec2", "vec3", "vec4"),
    "w": ("ivec2", "ivec3", "ivec4"),
    "b": ("bvec2", "bvec3", "bvec4"),
    "m": ("mat2", "mat3", "mat4"),
}


def overloads(name: str) -> list[tuple[tuple[str, ...], str]]:
    """Signatures of a built-in function of GLSL ES 1.00: (types of the parameters, type of the result)."""
    patterns = [kind for kind, names in _ES1_FUNCTIONS.items() if name in names.split()]
    patterns += _TEXTURE_OVERLOADS.get(name, "").split()
    found: dict[tuple[str, ...], str] = {}
    for pattern in patterns:
        inputs, _, result = pattern.partition(":")
        parts = [*inputs.split(","), result]
        family = next((part for part in parts if part in _FAMILIES), None)
        for number, member in enumerate(_FAMILIES.get(family or "", ("",))):
            types = []
            for part in parts:
                if part == family:
                    types.append(member)
                elif part == "b":
                    types.append(_FAMILIES["b"][number])
                else:
                    types.append({"f": "float"}.get(part, part))
            found.setdefault(tuple(types[:-1]), types[-1])
    return list(found.items())
