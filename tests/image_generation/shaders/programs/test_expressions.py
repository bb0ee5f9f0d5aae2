"""Size expressions, against Python's own arithmetic."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from image_generation.shaders.programs.expressions import evaluate
from image_generation.shaders.programs.program import ProgramError

VARIABLES = {"w": 640.0, "h": 480.0}


def grow(inner):
    pair = st.tuples(inner, inner)
    return st.one_of(
        pair.flatmap(lambda p: st.sampled_from("+-*/").map(lambda s: f"{p[0]} {s} {p[1]}")),
        pair.flatmap(lambda p: st.sampled_from(["min", "max"]).map(lambda f: f"{f}({p[0]},{p[1]})")),
        inner.flatmap(lambda e: st.sampled_from(["floor", "ceil", "abs", ""]).map(lambda f: f"{f}({e})")),
        inner.map(lambda e: f"-({e})"),
    )


NUMBERS = st.one_of(
    st.integers(0, 1000).map(str), st.floats(0, 100).map(lambda x: f"{x:.3f}"), st.sampled_from(["w", "h"])
)


@given(st.recursive(NUMBERS, grow, max_leaves=8))
def test_equals_python(expression):
    names = {"min": min, "max": max, "floor": math.floor, "ceil": math.ceil, "abs": abs, **VARIABLES}
    try:
        expected = eval(expression, {"__builtins__": {}}, names)
    except ZeroDivisionError:
        with pytest.raises(ProgramError):
            evaluate(expression, VARIABLES)
        return
    assert evaluate(expression, VARIABLES) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [("$WIDTH/2.0", 320), ("floor($WIDTH/7)", 91), ("2^3^2", 512), ("7 % 4", 3), ("-2^2", -4), ("sqrt(16)+pow(2,3)", 12), (".5e1", 5)],
)  # fmt: skip
def test_values(expression, expected):
    assert evaluate(expression, {"WIDTH": 640.0}) == expected


@pytest.mark.parametrize(
    "expression",
    ["", "w +", "(w", "w)", "w h", "unknown", "__import__('os')", "w.__class__", "min(w)", "floor(w, h)", "1/0", "0^-1",
     "9^9^9^9", "1e999", "w; h", "sqrt(-1)", "(" * 100 + "w" + ")" * 100, "w" * 1000, "exec(1)", "'a'", "-" * 400 + "1"],
)  # fmt: skip
def test_what_is_refused(expression):
    with pytest.raises(ProgramError) as caught:
        evaluate(expression, VARIABLES)
    assert caught.value.status == "unsupported"
    assert len(str(caught.value)) < 250
