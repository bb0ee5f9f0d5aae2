"""Composed texts: the same Program as from the parser of everybody's texts."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from image_generation.shaders import programs
from image_generation.shaders.composer.compose import compose_bare
from image_generation.shaders.programs import composed
from image_generation.shaders.programs.glsl.reader import ZERO
from image_generation.shaders.programs.program import ProgramError
from image_generation.shaders.sampler import Sample
from image_generation.shaders.sources import resolve

NUMBERS = [*range(0, 60, 2), 12_345]


def whole(program):
    """All of a Program, with what comparing leaves out."""
    stages = [{field.name: getattr(stage, field.name) for field in fields(stage)} for stage in program.passes]
    return {field.name: getattr(program, field.name) for field in fields(program)} | {"passes": stages}


@pytest.mark.parametrize("seed", [0, 7])
def test_programs_are_what_the_general_parser_makes_of_them(seed):
    for number in (*NUMBERS, *NUMBERS[:5]):  # these again, when all their sections are known
        text = compose_bare(number, seed).encode()
        name = f"composed_{seed}_{number:06d}"
        assert whole(composed.parse(text, name)) == whole(programs.parse(text, name, dialect="shadertoy"))


@pytest.mark.parametrize("grammar", [3, 4])
def test_pictures_are_the_same_where_divisors_are_hidden(grammar, renderer):
    """What is said of the composer's texts, and so left out of them."""
    hidden = 0
    for number in (3, 14, 159):
        text = compose_bare(number, 2, grammar).encode()
        plain = composed.parse(text, "plain")
        guarded = programs.parse(text.replace(b"\n// grammar: ", b"\n// none: "), "guarded", dialect="shadertoy")
        hidden += guarded.passes[0].fragment.count(ZERO) - plain.passes[0].fragment.count(ZERO)
        pictures = [renderer.render(program, [Sample(0.7), Sample(4.2)]) for program in (plain, guarded)]
        np.testing.assert_array_equal(*pictures)
    assert hidden > 0


def test_sources_are_parsed_so():
    (source,) = resolve(["composed:3/17"])
    text = source.read()
    assert whole(source.parse(text)) == whole(programs.parse(text, source.name, dialect="shadertoy"))


@pytest.mark.parametrize(
    "text",
    [
        "// title: a\nvoid mainImage(out vec4 c, in vec2 p) {\n    c = texture(iChannel0, p) + iGlobalTime;\n}\n",
        "// title: a\nuniform float mine;\nvoid mainImage(out vec4 c, in vec2 p) {\n    c = vec4(mine);\n}\n",
        "// title: a\r\nvoid main() { gl_FragColor = vec4(iTime); }\r\n",
        '// title: a\n#iChannel0 "self"\nvoid mainImage(out vec4 c, in vec2 p) {\n    c = vec4(1.0);\n}\n',
        "// \u00e9t\u00e9\nvoid mainImage(out vec4 c, in vec2 p) {\n    c = vec4(1.0);\n}\n",
        "// none\nfloat a(float b) {\n    return b +;\n}\nvoid mainImage(out vec4 c, in vec2 p) {\n    c = vec4(1.0);\n}\n",
        "// none\nfloat a;\n",
        "",
    ],
)
def test_what_the_composer_does_not_write_is_parsed_like_anybodys(text):
    def of(parse):
        try:
            return whole(parse())
        except ProgramError as error:
            return str(error), error.status

    data = text.encode()
    assert of(lambda: composed.parse(data, "x")) == of(lambda: programs.parse(data, "x", dialect="shadertoy"))
