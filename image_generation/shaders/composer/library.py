"""Helper functions of composed programs: GLSL text and what each calls. `Z` is a zero that keeps loops rolled.

Lines that begin with `///` are comments for readers (comments.py).
"""

from __future__ import annotations

from typing import NamedTuple


class Helper(NamedTuple):
    text: str
    calls: tuple[str, ...] = ()


def _noise(last: str, words: str) -> Helper:
    """Value noise; last: the constant of a square's fourth corner."""
    return Helper(
        f"""
/// Random numbers from 0 to 1 at the four corners of a square of noise.
vec4 corner(uint k) {{
    uvec4 h = k + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, {last});
    h = (h ^ (h >> 15)) * 0x6D2F8A35U;
    return vec4(ivec4((h ^ (h >> 13)) >> 8)) / 16777216.0;
}}

/// {words}; another one for each s.
float noise(vec2 p, uint s) {{
    vec2 f = floor(p);
    vec4 h = corner(cell(f, s));
    f = p - f;
    f = f * f * (3.0 - 2.0 * f);
    h.xy = mix(h.xz, h.yw, f.x);
    return mix(h.x, h.y, f.y);
}}""",
        ("cell",),
    )


# In the order in which they must stand. Hashes are of whole numbers: the same on every driver.
HELPERS: dict[str, Helper] = {
    "hash": Helper("""
/// A number in which nothing of k is left to see. All that is random here comes from it.
uint hash(uint k) {
    k = (k ^ (k >> 16)) * 0x6D2F8A35U;
    k = (k ^ (k >> 13)) * 0xA3C59E1BU;
    return k ^ (k >> 15);
}"""),
    "one": Helper(
        """
/// A random number from 0 to 1 for each k.
float one(uint k) {
    return float(int(hash(k) >> 8)) / 16777216.0;
}""",
        ("hash",),
    ),
    "four": Helper(
        """
/// Four random numbers from 0 to 1 for each k.
vec4 four(uint k) {
    k = hash(k);
    return vec4(ivec4(k >> 24, (k >> 16) & 255U, (k >> 8) & 255U, k & 255U)) / 255.0;
}""",
        ("hash",),
    ),
    "bytes": Helper("""
/// The four bytes of a hash as numbers from 0 to 1.
vec4 bytes(uint k) {
    return vec4(ivec4(k >> 24, (k >> 16) & 255U, (k >> 8) & 255U, k & 255U)) / 255.0;
}"""),
    "spin": Helper("""
/// The rotation that turns the x axis into direction d, which may have any length.
mat2 spin(vec2 d) {
    d *= inversesqrt(dot(d, d) + 1e-6);
    return mat2(d.x, d.y, -d.y, d.x);
}"""),
    "swing": Helper(
        """
/// A wave like a sine's, of period 1 and height 1, in each coordinate.
vec3 swing(vec3 x) {
    x = fract(x) - 0.5;
    return x * (8.0 - 16.0 * abs(x));
}"""
    ),
    "cell": Helper("""
/// A number for square c of a grid and seed s, to be hashed.
uint cell(vec2 c, uint s) {
    return uint(int(c.x)) * 0x9C8F2D35U + uint(int(c.y)) * 0x63D835B3U + s * 0x51ED2705U;
}"""),
    "turn": Helper("""
/// The rotation by a radians.
mat2 turn(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}"""),
    "noise": _noise(
        "0x006462E8U", "Value noise, from 0 to 1, with features of size one, torn along the edges of its squares"
    ),
    "fbm": Helper(
        """
/// Fractal noise from 0 to 1: octaves of noise, each finer and weaker by gain than the one before.
float fbm(vec2 p, int octaves, float gain, uint s) {
    float a = 1.0, v = 0.0, w = 0.0;
    for (int i = Z; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        w += a;
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= gain;
    }
    return v / w;
}""",
        ("noise",),
    ),
    "ridge": Helper(
        """
/// As fbm, with sharp valleys (0) where the noise crosses its middle.
float ridge(vec2 p, int octaves, float gain, uint s) {
    float a = 1.0, v = 0.0, w = 0.0;
    for (int i = Z; i < octaves; i++) {
        v += a * abs(2.0 * noise(p, s + uint(i)) - 1.0);
        w += a;
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= gain;
    }
    return v / w;
}""",
        ("noise",),
    ),
    "cells": Helper(
        """
/// Voronoi cells: the distances to the nearest point and the next one, and a random number of the nearest.
vec3 cells(vec2 p, float jitter, uint s) {
    vec2 c = floor(p);
    vec3 v = vec3(9.0, 9.0, 0.0);
    for (int i = Z; i < 9; i++) {
        vec2 g = c + vec2(i / 3 - 1, i % 3 - 1);
        vec4 h = four(cell(g, s));
        vec2 d = g + 0.5 + jitter * (h.xy - 0.5) - p;
        float r = dot(d, d);
        v = r < v.x ? vec3(r, v.x, h.z) : vec3(v.x, min(v.y, r), v.z);
    }
    return vec3(sqrt(v.xy), v.z);
}""",
        ("four", "cell"),
    ),
}

# Up to grammar 4 the fourth corner of a square of noise is not the first one of the square beyond it: its constant
# should be the sum of the second's and the third's.
_FROM_5 = {"noise": _noise("0x006762E8U", "Value noise: smooth, from 0 to 1, with features of size one")}


def helper_text(name: str, grammar: int) -> str:
    """A helper's GLSL as a grammar has it."""
    return (_FROM_5 if grammar > 4 else {}).get(name, HELPERS[name]).text
