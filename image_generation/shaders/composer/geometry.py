"""Ground truth of composed programs: the GLSL of their label pass, and the marks that tell it from the picture's text.

Stages write both: a line that begins with `@` stands in the text of labels alone, one that begins with `~` in the
picture's alone, one that begins with `///` in neither (comments.py). Inside of stages the camera looks along +z, x right and y up; what leaves the shader looks along -z.
A flat thing is a card before a camera of focal length 2 (p is the picture's coordinate); FAR is where backdrops stand.
"""

from __future__ import annotations

import re
from functools import cache

from image_generation.shaders.composer.comments import NOTE, WHOLE, readable
from image_generation.shaders.programs.label_outputs import DECLARATIONS

BACKDROP, INSET, FRONT, GROUND, MARCHED, SUBJECT, BODIES, LEAVES = (
    "1U",
    "2U",
    "3U",
    "4U",
    "5U",
    "6U",
    "10U",
    "100U",
)  # object numbers

FAR_BEHIND_BODIES = "1000.0"  # beyond the ground of bodies, which is drawn up to 900

_HELPERS = (
    """
uint OBJECT;
bool SHOWN;
float DEPTH;
vec3 NORMAL, RAY, ALBEDO;
mat2 LENS;

void seen(vec3 ray, float far, vec3 n, uint object) {
    RAY = normalize(ray);
    DEPTH = far;
    NORMAL = dot(n, ray) > 0.0 ? -n : n;
    OBJECT = object;
    SHOWN = false;
}

void sheet(vec2 p, float z, vec2 slope, uint object) {
    seen(vec3(p, 2.0), z * length(vec3(0.5 * p, 1.0)), normalize(vec3(2.0 * slope, -z - dot(p, slope))), object);
}

void card(vec2 p, float z, uint object) {
    sheet(p, z, vec2(0.0), object);
}

void shown(uint object) {
    SHOWN = true;
    OBJECT = object;
    ID = S + 300U + object;
    ALBEDO = 1.0 - exp(-max(AIR, 0.0));
}
"""
    + DECLARATIONS
)

_BEGIN = """@ OBJECT = 0U; SHOWN = false; DEPTH = 0.0; NORMAL = vec3(0.0); ALBEDO = vec3(0.0); RAY = normalize(vec3(p, 2.0));"""
_END = """@ if (OBJECT == 0U) labels(0.0, vec3(0.0), 0U, 0U, vec3(0.0), vec3(RAY.xy * LENS, -RAY.z));
    @ else labels(DEPTH, vec3(NORMAL.xy * LENS, -NORMAL.z), max(ID, 1U), OBJECT, {albedo}, vec3(RAY.xy * LENS, -RAY.z));"""

# Lines that a text does not have.
_NOT_DRAWN = re.compile(r"^[ \t]*(?:@|///).*\n", re.MULTILINE)
_NOT_READ = re.compile(r"^[ \t]*@.*\n", re.MULTILINE)
_NOT_LABELS = re.compile(r"^[ \t]*(?:~|///).*\n", re.MULTILINE)
_MARKS = re.compile(r"^([ \t]*)[@~] ", re.MULTILINE)


@cache
def helpers(far: str) -> str:
    """Marked lines that declare what label lines use; far: where backdrops stand, in scene units."""
    text = f"#define FAR {far}\n{_HELPERS}"
    return "\n".join(f"@ {line}" for line in text.split("\n") if line.strip())


def begin() -> str:
    """A marked line before the stages."""
    return _BEGIN


def end(painted: bool) -> str:
    """Marked lines behind the stages."""
    return _END.format(albedo="SHOWN ? ALBEDO : max(paint(Q, ID), 0.0)" if painted else "ALBEDO")


def picture_only(text: str) -> str:
    """The text, each line marked as the picture's alone."""
    return "\n".join(f"~ {line}" if line.strip() and not line.startswith(NOTE) else line for line in text.split("\n"))


def picture_text(marked: str) -> str:
    """The text that draws the picture, without comments."""
    return _without(_NOT_DRAWN, marked)


def commented_text(marked: str) -> str:
    """The text that draws the picture, with its comments."""
    return readable(_without(_NOT_READ, marked, WHOLE))


def label_text(marked: str) -> str:
    """The text that draws the labels, without comments."""
    return _without(_NOT_LABELS, marked)


def _without(lines: re.Pattern[str], marked: str, between: str = "") -> str:
    parts = marked.split(WHOLE)
    # Every second part is an embedded program, which has no marks, and which is the most of a text.
    parts[::2] = (_MARKS.sub(r"\1", lines.sub("", part)) for part in parts[::2])
    return between.join(parts)
