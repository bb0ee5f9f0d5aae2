"""Embedded programs: a hand-written program as a function of a composed one draws what it draws alone, and its names clash with none."""

import hashlib
import re

import numpy as np
import pytest

from image_generation.shaders import programs
from image_generation.shaders.composer import embedded_programs
from image_generation.shaders.composer.draft import Draft
from image_generation.shaders.composer.embed_costs import EMBED_COST_NS
from image_generation.shaders.composer.stream import Stream
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.sampler import Sample
from image_generation.shaders.sources import resolve

# Of the texts that composed programs of all grammars embed: they stay as they are.
GOLDEN_TEXTS = "f765b630a45ca2d6"


def draft():
    return Draft(Stream(1))


def embedding(name, mirrored=False):
    """Text of a program that shows an embedding of `name` as it is."""
    d = draft()
    d.random.choose = lambda items: name
    call = embedded_programs.embed(d, EMBED_COST_NS[name], mirrored)
    return (
        "\n".join(d.functions)
        + f"""
void mainImage(out vec4 fragColor, in vec2 fragCoord) {{
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    fragColor = vec4(sqrt((1.0 - exp(-{call}(p, iTime))) / 0.95), 1.0);
}}"""
    )


def test_quoted_texts_are_those_of_this_version():
    texts = "\0".join(f"{name} {EMBED_COST_NS[name]} {embedded_programs._marked(name)}" for name in EMBED_COST_NS)
    assert hashlib.sha256(texts.encode()).hexdigest()[:16] == GOLDEN_TEXTS


@pytest.fixture(scope="module")
def renderer():
    with Renderer("cpu", 48, cache_size=1) as renderer:
        yield renderer


@pytest.mark.parametrize(
    "name", ["butterfly_wings", "raytrace_dice", "wallpaper_groups", "harbour_containers", "tree_frogs"]
)
def test_a_quote_draws_what_its_program_draws(renderer, name):
    times = [Sample(t) for t in (0.4, 3.7, 8.1)]
    alone = next(source for source in resolve(["bundled"]) if source.name == name).load()
    expected = renderer.render(alone, times).astype(float)
    drawn = renderer.render(programs.parse(embedding(name), "quote", "shadertoy"), times).astype(float)
    assert np.abs(drawn - expected).mean() < 0.6
    assert expected.std() > 10


def test_beyond_its_frame_a_mirrored_quote_repeats(renderer):
    text = embedding("butterfly_wings", mirrored=True)
    near = renderer.render(programs.parse(text, "near", "shadertoy"), [Sample(1.0)])[0].astype(float)
    far = renderer.render(
        programs.parse(text.replace("(p, iTime)", "(vec2(2.0, -2.0) - p * vec2(1.0, 1.0), iTime)"), "far", "shadertoy"),
        [Sample(1.0)],
    )[0].astype(float)
    assert np.abs(near - far).mean() < 1.0


def test_names_of_a_quote_are_its_own():
    """Whatever an embedded text declares outside functions has a mark, and nothing else does."""
    for name in sorted(EMBED_COST_NS):
        text = embedded_programs._marked(name)
        assert "mainImage\x01(" in text and "iTime" not in re.sub(r"iTime\x01", "", text), name
        assert not re.search(r"\bZ\b(?!\x01)", re.sub(r"\.\w+", "", text)), name
        assert not re.search(r"//|/\*|#", text), name
        outside, depth = [], 0
        for token in re.findall(r"[A-Za-z_]\w*\x01?|\S", text):
            depth += token in "({["
            depth -= token in ")}]"
            if depth == 0 and re.fullmatch(r"[A-Za-z_]\w*", token):
                outside.append(token)
        # What keeps its name outside functions are types and qualifiers.
        assert set(outside) <= {"void", "float", "int", "uint", "bool", "vec2", "vec3", "vec4", "ivec2", "ivec3", "ivec4",
                                "uvec2", "uvec3", "uvec4", "mat2", "mat3", "mat4", "const", "struct", "min", "max"}, (name, set(outside))  # fmt: skip


def test_too_little_money_is_an_error():
    with pytest.raises(ValueError, match="no bundled program draws a pixel in 1"):
        embedded_programs.embed(draft(), 1.0, False)


def test_a_program_is_quoted_once():
    d = draft()
    for _ in range(20):
        embedded_programs.embed(d, 1000.0, True)
    assert len(set(d.embedded)) == 20
    assert len(d.functions) == 20
