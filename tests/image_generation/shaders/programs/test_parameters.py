"""Literals as parameters: one that is written once is one everywhere, drivers may refuse some, pictures stay sane."""

import json

import numpy as np
import pytest

from image_generation.shaders import programs
from image_generation.shaders.programs.parameters import MAX_PARAMETERS, parametrize, settle
from image_generation.shaders.programs.program import ProgramError
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.sampler import ParameterDraw, Sample
from image_generation.shaders.sources import resolve

IMAGE = "void mainImage(out vec4 c, in vec2 p) {{ {0} }}"


def shader(body, before=""):
    return programs.parse(before + IMAGE.format(body), "test", dialect="shadertoy")


def values(program):
    return [parameter.value for parameter in parametrize(program).parameters]


def jittered(count, sigma=0.3, time=2.0, **key):
    return [Sample(time, ParameterDraw(sigma, index=k, **key)) for k in range(count)]


def shadertoy(*passes, common=None):
    """An export of passes (kind, name, output, code, inputs)."""
    found = [{"type": "common", "name": "Common", "code": common, "inputs": [], "outputs": []}] if common else []
    for kind, name, output, code, inputs in passes:
        inputs = [{"channel": k, "type": "buffer", "id": i, "src": ""} for k, i in enumerate(inputs)]
        found.append(
            {
                "type": kind,
                "name": name,
                "code": code,
                "inputs": inputs,
                "outputs": [{"id": output, "channel": 0}],
            }
        )
    return programs.parse(json.dumps({"Shader": {"info": {"id": "x", "name": "x"}, "renderpass": found}}), "test")


# ------------------------------------------------------------------ which literals are one parameter


def test_a_macros_literal_is_one_parameter_wherever_it_is_called():
    program = shader("c = vec4(SPEED * iTime, SPEED, GAIN(p.x), GAIN(0.3));",
                     "#define SPEED 0.25\n#define GAIN(x) (0.75 * (x) * (x))\n")  # fmt: skip
    assert values(program) == [0.25, 0.75, 0.3]


def test_a_literal_that_one_place_needs_constant_stays_everywhere():
    program = shader("const float k = SIZE; c = vec4(k, SIZE, 0.3, 1.0);", "#define SIZE 2.5\n")
    assert values(program) == [0.3]


def test_what_conditions_leave_out_and_comments_hold_is_no_parameter():
    text = "#ifdef NOTHING\nfloat a = 0.6;\n#elif 2 > 1\n#define B 0.7\n#endif\n"
    program = shader("/* 0.2 */ c = vec4(0.3); // 0.4\n", text)
    assert values(program) == [0.3]


def test_the_same_literal_of_common_is_one_parameter_in_all_passes():
    code = "void mainImage(out vec4 c, in vec2 p) {{ c = texture(iChannel0, p / iResolution.xy) * {0} + size(p); }}"
    program = shadertoy(
        ("buffer", "Buffer A", "a", code.format("0.3"), ()),
        ("image", "Image", "i", code.format("0.4"), ("a",)),
        common="float size(vec2 p) { return length(p) * 0.07; }",
    )
    varied = parametrize(program)
    assert [p.value for p in varied.parameters] == [0.07, 0.3, 0.4]
    assert [p.origin.split(":")[0] for p in varied.parameters] == ["Common", "Buffer A", "Image"]
    assert all("[0].x" in stage.fragment for stage in varied.passes)


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        ("twigl", "o = vec4(snoise2D(FC.xy / r * 7.3) * 0.3);"),
        ("glslsandbox", "uniform vec2 resolution; void main() { gl_FragColor = vec4(7.3, 0.3, 0.0, 1.0); }"),
        (
            "bookofshaders",
            "uniform vec2 u_resolution; void main() { gl_FragColor = vec4(7.3, 0.3, 0.0, 1.0); }",
        ),
        (
            "isf",
            '/*{"ISFVSN": "2", "INPUTS": []}*/\nvoid main() { gl_FragColor = vec4(7.3, 0.3, 0.0, 1.0); }',
        ),
        ("shadertoy", IMAGE.format("c = vec4(7.3, 0.3, 0.0, 1.0);")),
    ],
)
def test_every_dialect(dialect, text):
    program = programs.parse(text, "test")
    assert program.dialect == dialect
    assert values(program) == [7.3, 0.3]


def test_inputs_of_isf_are_parameters_but_not_those_that_end_loops():
    """The default of an input stands in the text as a number does; opacity and 0 stay."""
    inputs = [
        {"NAME": "level", "TYPE": "float", "DEFAULT": 0.25},
        {"NAME": "turns", "TYPE": "float", "DEFAULT": 3.0},
        {"NAME": "rounds", "TYPE": "float", "DEFAULT": 2.0},
        {"NAME": "tint", "TYPE": "color", "DEFAULT": [0.5, 0.0, 0.75, 1.0]},
        {"NAME": "mode", "TYPE": "long", "DEFAULT": 2},
    ]
    body = (
        "float n = rounds + 1.0, x = 0.0; for (float i = 0.0; i < turns; i++) for (float j = 0.0; j < n; j++) x += 1.0;"
        " gl_FragColor = vec4(level, tint.r + tint.g, tint.b * float(mode) / 2.0, x / 9.0 * tint.a);"
    )
    program = programs.parse(f"/*{json.dumps({'ISFVSN': '2', 'INPUTS': inputs})}*/\nvoid main() {{ {body} }}", "test")
    found = {parameter.origin: parameter for parameter in parametrize(program).parameters}
    names = {origin: p.value for origin, p in found.items() if origin.startswith("input")}
    assert names == {"input:level:0": 0.25, "input:tint:0": 0.5, "input:tint:2": 0.75}
    draw = ParameterDraw(0.2, index=3)
    factors = draw.factors(len(found))
    with Renderer("cpu", 4) as renderer:
        plain = renderer.render(program, [Sample(0.0)])[0, 0, 0]
        varied = renderer.render(program, [Sample(0.0, draw)])[0, 0, 0]
    assert np.abs(plain - np.array([0.25, 0.5, 0.75]) * 255).max() < 1
    for k, origin in ((0, "input:level:0"), (1, "input:tint:0")):
        expected = min(1.0, found[origin].value * factors[found[origin].factor]) * 255
        assert abs(varied[k] - expected) < 1


def test_there_are_never_too_many_and_they_come_from_all_parts_of_the_text():
    numbers = [f"{0.2 + k / 1000:.3f}" for k in range(500)]
    chosen = parametrize(shader(f"c = vec4({' + '.join(numbers)});")).parameters
    assert MAX_PARAMETERS / 2 < len(chosen) <= MAX_PARAMETERS
    gaps = np.diff([parameter.value for parameter in chosen])
    assert gaps.max() < 3 * 500 / MAX_PARAMETERS / 1000


# ------------------------------------------------------------------ drivers that refuse


class Compiled:
    """Stands for a compiled program; counts what is not released."""

    alive = 0

    def __init__(self, program):
        self.program = program
        Compiled.alive += 1

    def release(self):
        Compiled.alive -= 1


def refusing(*refused, whole=False):
    def compile_it(program):
        found = {parameter.value for parameter in program.parameters}
        if whole or not found.isdisjoint(refused):
            raise ProgramError(f"refused {found & set(refused)}", "compile_error")
        return Compiled(program)

    return compile_it


@pytest.fixture
def many():
    Compiled.alive = 0
    return shader(f"c = vec4({' + '.join(f'0.{k}' for k in range(20, 40))});")


@pytest.mark.parametrize("refused", [(0.2,), (0.39,), (0.27,), (0.22, 0.23), (0.21, 0.29, 0.39)])
def test_literals_that_the_driver_refuses_are_left_out_and_the_others_keep_their_factors(many, refused):
    everything = {parameter.value: parameter for parameter in parametrize(many).parameters}
    compiled, count = settle(many, refusing(*refused))
    left = {parameter.value: parameter for parameter in compiled.program.parameters}
    assert count == len(refused) and Compiled.alive == 1
    assert left == {value: p for value, p in everything.items() if value not in refused}


def test_a_driver_that_refuses_them_all_gets_the_program_as_it_was_written(many):
    compiled, count = settle(many, refusing(*values(many)))
    assert compiled.program == many and Compiled.alive == 1
    assert count == len(values(many))


def test_a_program_that_does_not_compile_as_it_was_written_says_so(many):
    with pytest.raises(ProgramError, match="refused"):
        settle(many, refusing(whole=True))
    assert Compiled.alive == 0


def test_the_renderer_falls_back_and_counts(monkeypatch):
    """A global initialiser where the driver wants a constant, as some do: the text is broken there on purpose."""
    from image_generation.shaders.programs import parameters as module

    rewritten = module._rewritten

    def broken(stage, literals, slots):
        spoilt = any(free.value == 0.3 for free, _ in literals)
        return rewritten(stage, literals, slots) + ("error" if spoilt else "")

    monkeypatch.setattr(module, "_rewritten", broken)
    program = shader("c = vec4(0.3, 0.4, 0.6, 1.0);")
    with Renderer("cpu", 4) as renderer:
        assert renderer.parameters(program) == (2, 1)
        picture = renderer.render(program, jittered(1))[0, 0, 0]
    assert abs(int(picture[0]) - 0.3 * 255) < 1 and abs(int(picture[1]) - 0.4 * 255) > 1


# ------------------------------------------------------------------ pictures


def test_factors_scale_the_values():
    program = shader("c = vec4(0.3, 0.4, smoothstep(0.3, 0.5, 0.4), 1.0);")
    draw = ParameterDraw(0.3, 5, 11, 2)
    factors = draw.factors(4)
    with Renderer("cpu", 4) as renderer:
        picture = renderer.render(program, [Sample(0.0, draw)])[0, 0, 0]
    low, high, x = 0.3 * factors[2], 0.5 * factors[2], 0.4 * factors[3]
    t = min(max((x - low) / (high - low), 0.0), 1.0)
    expected = np.clip([0.3 * factors[0], 0.4 * factors[1], t * t * (3 - 2 * t)], 0, 1) * 255
    assert np.abs(picture - expected).max() < 1


def test_feedback_programs_have_a_history_for_each_sample():
    code = "void mainImage(out vec4 c, in vec2 p) { c = texture(iChannel0, p / iResolution.xy) + 0.02; }"
    show = "void mainImage(out vec4 c, in vec2 p) { c = texture(iChannel0, p / iResolution.xy); }"
    program = shadertoy(("buffer", "Buffer A", "a", code, ("a",)), ("image", "Image", "i", show, ("a",)))
    assert program.feedback
    samples = [Sample(time, ParameterDraw(0.3, index=k)) for k, time in enumerate((0.2, 0.1, 0.3))]
    with Renderer("cpu", 4) as renderer:
        together = renderer.render(program, samples)
        alone = [renderer.render(program, [sample])[0] for sample in samples]
        plain = renderer.render(program, [Sample(s.time) for s in samples])
    assert np.array_equal(together, np.stack(alone))
    for picture, sample in zip(together, samples, strict=True):
        steps = round(sample.time * 60) + 1
        assert abs(picture[0, 0, 0] - min(1, steps * 0.02 * sample.parameters.factors(1)[0]) * 255) <= 1
    assert [int(p[0, 0, 0]) for p in plain] == [round(255 * 0.02 * n) for n in (13, 7, 19)]


SOME = [*resolve(["bundled"])[::13], *resolve(["composed:4:5"])]


@pytest.fixture(scope="module")
def renderer():
    with Renderer("cpu", 32, cache_size=2) as made:
        yield made


@pytest.mark.parametrize("source", SOME, ids=lambda source: source.name)
def test_programs_of_this_repository(renderer, source):
    """With factors next to one the picture is the plain one; with others it is another, and always the same."""
    program = source.load()
    varied, refused = renderer.parameters(program)
    assert varied > 20 and refused == 0
    plain = renderer.render(program, [Sample(2.0)])[0].astype(int)
    tiny = renderer.render(program, jittered(1, 1e-9))[0].astype(int)
    assert np.quantile(np.abs(tiny - plain).max(axis=2), 0.995) <= 1  # a ray at an edge may go either way
    first = renderer.render(program, jittered(3)).astype(int)
    again = renderer.render(program, jittered(3)[::-1])[::-1]
    assert np.array_equal(first, again)
    pictures = [plain, *first]
    gaps = [np.abs(a - b).mean() for k, a in enumerate(pictures) for b in pictures[:k]]
    assert min(gaps) > 0.5 and np.mean(gaps) > 5
