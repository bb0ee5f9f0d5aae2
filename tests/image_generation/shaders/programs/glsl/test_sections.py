"""Sections: whatever was translated before, a text becomes what it becomes as a whole."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from image_generation.shaders.programs.glsl import sections
from image_generation.shaders.programs.glsl.sections import Sections
from image_generation.shaders.programs.glsl.translate import Piece, translate
from image_generation.shaders.programs.program import ProgramError

PRELUDE = "\n// grammar: 0\nuniform float time;\nuniform float unused;\nout vec4 colour;\nvoid picture(out vec4 c);\nvoid main() { picture(colour); }"
END = "void picture(out vec4 c) {\n    c = vec4(time, 0.25, 1.5e-3, 1.0);\n}"
# What a text may begin with, which changes what the functions below mean; and the functions, each a section or none.
HEADS = (
    "#define Z min(0, int(time))",
    "#define Z 1",
    "#define Z (2 + Y)\n#define Y 3",
    "#define SIZE 0.5",
    "const int n = 3;",
    "const vec2 gap = vec2(0.0, 2.0);",
    "const vec2 gap = vec2(1.0, 2.0);",
    "float list[3];",
    "vec4 list;",
    "struct Ball { vec3 place; float list[5]; };",
    "vec2 by, away;",
    "float by(float x) {\n    return 1.0 / x;\n}",
    "float mod(float a, float b) {\n    return a - b;\n}",
    "float clip(float a) {\n    return a;\n}",
    "// nothing\n\n\n",
    "\n" * 12,
    "/* apart\n}\n */",
)
FUNCTIONS = (
    "float half_of(float x) {\n    float away;\n    return x * 0.5;\n}",
    "int count(int k) {\n    for (int i = Z; i < n; i++) k += i;\n    return k;\n}",
    "float pick(int k) {\n    return list[k] + SIZE;\n}",
    "float quotient(float x) {\n    float away = 0.0, by = vec2(0.0).x;\n    return x / away / gap.x;\n}",
    "float other(float away) {\n    away = 0.0;\n    return mod(away, 0.0) / by;\n}",
    "vec3 third(vec3 a) {\n    Ball b;\n    b.list[int(a.x)] = 1.0;\n    return smoothstep(gap.x, gap.y, a) * b.place;\n}",
    "vec2 by;\nfloat list_of(vec2 p) {\n    return p.x;\n}",
    "float table[40];\nconst float gap = 0.0;\nfloat far(float x) {\n    return x / gap + table[int(x)];\n}",
    "float long_one(float x) {\n    return x\n\n\n\n\n\n\n\n\n\n\n\n+ 1.0;\n}",
    "struct {\n    float a;\n} nameless;\nfloat a_of(int length) {\n    return nameless.a + 1e-40 + float(length);\n}",
    "float noise1(float x) {\n    return x + float(list.length());\n}",
    "uniform float late;\nfloat lately(float x) {\n    return late;\n}",
    "float broken(float x) {\n    return x +;\n}",
    "#ifdef SIZE\nfloat sized(float x) {\n    return SIZE * x;\n}\n#endif",
    "float closing(float x) {\n    if (x > 0.0) {\n        x = 1.0;\n}\n    return x;\n}",
)


def result(text: str, sections: Sections | None) -> object:
    try:
        return translate([Piece(PRELUDE), Piece(text, "text")], version=300, outputs=1, sections=sections)
    except ProgramError as error:
        return str(error), error.status


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.lists(st.sampled_from(HEADS), max_size=3), st.lists(st.sampled_from(FUNCTIONS), max_size=4)),
        min_size=2,
        max_size=6,
    ),
    st.integers(1, 4),
)
def test_texts_become_what_they_become_alone(texts, most):
    for kept in Sections(), Sections(most):
        for heads, functions in (*texts, *texts):
            text = "\n".join([*heads, *functions, END])
            assert result(text, kept) == result(text, None)


def test_a_section_is_read_once(monkeypatch):
    read = []
    inner = sections.Section._read
    monkeypatch.setattr(
        sections.Section, "_read", lambda section, *others: read.append(section) or inner(section, *others)
    )
    kept = Sections()
    for first in "float x1() {\n    return 1.0;\n}", "float x2() {\n    return 1.0;\n}\n\n":
        result("\n".join([first, *FUNCTIONS[:1], END]), kept)
    assert len(read) == 3


@pytest.mark.parametrize("name", ["clip", "noise1"])
def test_names_that_the_desktop_has_are_changed_in_sections_too(name):
    text = "\n".join([f"float {name}(float a) {{\n    return a;\n}}", END])
    assert f"webgl_{name}" in result(text, Sections()).fragment
