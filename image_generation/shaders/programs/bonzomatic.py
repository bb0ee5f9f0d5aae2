"""Bonzomatic, the live coding tool: desktop GLSL with `fGlobalTime`, `v2Resolution` and pictures of its own.

Textures (texNoise, texChecker, texTex1 and any others) are stand-ins, the spectra (texFFT and its kin, one row of
samples) the synthetic spectrum; texPreviousFrame shows the last picture. What MIDI controllers send is zero and
reported as unset.
"""

from __future__ import annotations

import re

from image_generation.shaders.programs.evidence import Evidence, Fit, Tally
from image_generation.shaders.programs.glsl.tokens import behind_brace
from image_generation.shaders.programs.glsl.translate import Piece
from image_generation.shaders.programs.includes import Files, joined
from image_generation.shaders.programs.program import Channel, Program, ProgramError, Sampling, Target
from image_generation.shaders.programs.text import build_pass, header, reads_unfinished, tags, uses

UNIFORMS = {
    "fGlobalTime": ("float", "time"),
    "fFrameTime": ("float", "time_delta"),
    "v2Resolution": ("vec2", "resolution"),
}
_SPECTRA = ("texFFT", "texFFTSmoothed", "texFFTIntegrated")
_OWN = frozenset({*UNIFORMS, *_SPECTRA, "texPreviousFrame", "texChecker", "texNoise", "texTex1", "texRevision"})
# Samplers of one dimension, which WebGL has not, read the row of the spectrum in a picture of two.
_ROW = """vec4 bonzomatic_row(sampler2D row, float place) { return texture(row, vec2(place, 0.25)); }
vec4 bonzomatic_row(sampler2D row, float place, float bias) { return texture(row, vec2(place, 0.25)); }
"""
_ROW_LOD = """vec4 bonzomatic_row_lod(sampler2D row, float place, float lod) {
    return textureLod(row, vec2(place, 0.25), lod);
}
"""
_MOST_ROWS = 64
_UNIFORM_ROW = re.compile(r"\buniform\s+(?:\w+\s+)?sampler1D\s+([^;{}()]*);")
_PARAMETER_ROW = re.compile(r"\bsampler1D\s+(\w+)\s*(?=[,)])")


def fit(evidence: Evidence) -> Fit:
    """A `main`, and the tool's uniforms declared."""
    tally = Tally()
    known = _OWN & evidence.inputs.keys()
    if evidence.is_json or not evidence.has("main") or not known & {"fGlobalTime", "v2Resolution", "texFFT"}:
        return Fit()
    tally.add(40 + min(20 * len(known), 55), f"declares {' '.join(sorted(known)[:6])}")
    return tally.fit()


def parse(text: str, name: str, files: Files) -> Program:
    """The text is a whole fragment shader of desktop GLSL, read as GLSL ES 3.00."""
    about = header(text)
    pieces = [Piece(_flat(piece.text), piece.name) for piece in files.pieces(text, name)]
    whole = joined(pieces)
    inputs = Evidence(whole).inputs
    channels = []
    for sampler, kind in inputs.items():
        if kind != "sampler2D" or not uses(whole, sampler):
            continue
        if sampler == "texPreviousFrame":
            channels.append(Channel(sampler, "buffer", "image", Sampling("linear", "clamp")))
        elif sampler in _SPECTRA:
            channels.append(Channel(sampler, "spectrum", "music", Sampling("linear", "clamp")))
        elif sampler.startswith("tex"):
            channels.append(Channel(sampler, "texture", sampler, Sampling("linear", "repeat", vflip=True)))
    row = [Piece(f"precision highp float;\n{_ROW}")] if "bonzomatic_row" in whole else []
    row += [Piece(_ROW_LOD)] if "bonzomatic_row_lod" in whole else []
    stage = build_pass(
        "Image",
        [*row, *pieces],
        targets=[Target("image")],
        uniforms=UNIFORMS,
        channels=channels,
        version=300,
        desktop=True,
        usual=True,
    )
    return Program(
        about.get("title", name),
        "bonzomatic",
        (stage,),
        feedback=reads_unfinished((stage,)),
        description=about.get("description", ""),
        tags=tags(about.get("tags", "")),
    )


def _flat(text: str) -> str:
    """The text with its samplers of one dimension as pictures of two."""
    if "sampler1D" not in text:
        return text
    if text.count("sampler1D") > _MOST_ROWS:
        raise ProgramError("has more samplers of one dimension than any text of the tool's", "unsupported")
    uniforms = [name for names in _UNIFORM_ROW.findall(text) for name in re.findall(r"\w+", names)]
    for name in uniforms[:_MOST_ROWS]:
        text = _read_as_row(text, name)
    at = 0
    while match := _PARAMETER_ROW.search(text, at):
        at = match.end()
        start, end = _body(text, at)
        text = text[:start] + _read_as_row(text[start:end], match[1]) + text[end:]
    return re.sub(r"\bsampler1D\b", "sampler2D", text)


def _read_as_row(text: str, name: str) -> str:
    """The text with each reading of a sampler as one of a row."""
    text = re.sub(rf"\btexture(?:1D)?\s*\(\s*{name}\b", f"bonzomatic_row({name}", text)
    text = re.sub(rf"\btexture(?:1D)?Lod\s*\(\s*{name}\b", f"bonzomatic_row_lod({name}", text)
    text = re.sub(rf"\btextureSize\s*\(\s*{name}\s*,\s*(\w+)\s*\)", rf"textureSize({name}, \1).x", text)
    fetch = rf"\btexelFetch\s*\(\s*{name}\s*,\s*([^,()]+(?:\([^()]*\))?[^,()]*),"
    return re.sub(fetch, rf"texelFetch({name}, ivec2(\1, 0),", text)


def _body(text: str, at: int) -> tuple[int, int]:
    """Where the body of the function begins and ends in whose parameters `at` lies; (at, at) for a prototype."""
    head = re.compile(r"[^;{}]*\{").match(text, at)
    if head is None:
        return at, at
    return head.end(), behind_brace(text, head.end())
