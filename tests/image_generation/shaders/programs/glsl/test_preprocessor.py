"""The preprocessor against expected texts written by hand, Python's own arithmetic, and its bounds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from image_generation.shaders.programs.glsl.conditions import evaluate
from image_generation.shaders.programs.glsl.preprocessor import preprocess, version_of
from image_generation.shaders.programs.glsl.tokens import LINES, TOKEN, Fault, Piece
from image_generation.shaders.programs.program import ProgramError


def expand(text: str, version: int = 100, **defined: str) -> str:
    return " ".join(preprocess([Piece(text, "a")], version, defined)[0])


# Expansions by the rules of GLSL ES 3.00 section 3.4 (which are C++98's), worked out by hand.
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#define A 1.0\nA B", "1.0 B"),
        ("#define F(x) x*x\nF(a+b)", "a + b * a + b"),
        ("#define F(x) x\nF ( 1 ) F", "1 F"),
        ("#define F (x)\nF(1)", "( x ) ( 1 )"),
        ("#define F(x,y) x+y\nF((1,2),3)", "( 1 , 2 ) + 3"),
        ("#define F(x) [x]\nF()", "[ ]"),
        ("#define F() 7\nF() F( )", "7 7"),
        ("#define F(x) f(x)\n#define f(x) x\nF(F(2))", "2"),
        ("#define f(x) f(x+1)\nf(f(2))", "f ( f ( 2 + 1 ) + 1 )"),
        ("#define a b\n#define b a\na b", "a b"),
        ("#define G F\n#define F(x) <x>\nG(1) G", "< 1 > F"),
        ("#define F(x) <x>\nF\n(\n1\n) 2", "< 1 > 2"),
        ("#define F(x) <x>\nF", "F"),
        ("#define N -1\n-N - N", "- - 1 - - 1"),
        ("#define A 1\n#undef A\nA", "A"),
        ("#define A 1\n#define A  1\nA", "1"),
        ("#define CAT(a,b) a##b\nCAT(x,1)", "x1"),
        ("#define S #x\n1", "1"),
        ("#define A \\\n1 + \\\n2\nA", "1 + 2"),
        ("#define A /* one\ntwo */ 3 // four\nA", "3"),
        ("# define A 3\r\nA\r\n", "3"),
        ("#define A 3\rA", "3"),
        ("a/**/b // c", "a b"),
        ("fo\\\no", "foo"),
        ("#\n#pragma whatever\n1", "1"),
        ("#if 0\n#garbage\n#error no\n'\"\n#else\n1\n#endif", "1"),
        ("#ifdef GL_ES\nyes\n#else\nno\n#endif // x", "yes"),
        ("#ifndef GL_ES\nno\n#elif 1\nyes\n#elif 1\nno\n#else\nno\n#endif", "yes"),
        ("#if 1\n1\n#elif 1/0 +\n2\n#endif", "1"),
        ("#if 0\n#if 1\nno\n#else\nno\n#endif\n#elif 1\nyes\n#endif", "yes"),
        ("#define A 2\n#if defined A && A == 2 && !defined(B)\nyes\n#endif", "yes"),
        ("#define TWICE(x) (2*(x))\n#if TWICE(3) == 6\nyes\n#endif", "yes"),
        ("#if UNKNOWN\nno\n#else\nyes\n#endif", "yes"),
        ("\n__LINE__ __VERSION__", "2 100"),
        ("#line 40\n__LINE__", "40"),
        ("1 // ünïcode ☃\n2", "1 2"),
        ("f(\n#ifdef GL_ES\n1\n#else\n2\n#endif\n)", "f ( 1 )"),
    ],
)
def test_expansion(text, expected):
    assert expand(text) == expected


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("\n#error Out of paint", 2, "#error Out of paint"),
        ("\n\n/* open", 3, "comment"),
        ("#if 1\n", 1, "without #endif"),
        ("\n#endif", 2, "#endif without #if"),
        ("#if 1\n#else\n#else\n#endif", 3, "#else after #else"),
        ("#if (1\n#endif", 1, "#if"),
        ("#if 1 +\n#endif", 1, "#if"),
        ("#define 3\n", 1, "#define"),
        ("#define F(x,x) x", 1, "parameters"),
        ("#define A 1\n#define A 2", 2, "again"),
        ("#define GL_ES 0", 1, "GL_ES"),
        ("#undef __LINE__", 1, "__LINE__"),
        ("#define F(x) x\n\nF(1,2)", 3, "1 arguments, not 2"),
        ("#define F(x) x\nF(1", 2, "not closed"),
        ("#frobnicate", 1, "#frobnicate"),
    ],
)
def test_mistakes_are_placed(text, line, says):
    with pytest.raises(Fault) as caught:
        preprocess([Piece("1"), Piece(text, "a")])
    assert divmod(caught.value.line_id, LINES) == (1, line)
    assert says in str(caught.value)
    assert caught.value.status == "compile_error"


def test_other_files_are_unsupported():
    with pytest.raises(ProgramError, match="noise.glsl") as caught:
        preprocess([Piece('#include "noise.glsl"', "a")])
    assert caught.value.status == "unsupported"


def test_places_count_lines_of_each_piece():
    tokens, line_ids = preprocess([Piece("a\nb"), Piece("/*\n*/c\\\nd\ne\r\nf", "x")])
    assert [(token, *divmod(line_id, LINES)) for token, line_id in zip(tokens, line_ids, strict=True)] == [
        ("a", 0, 1),
        ("b", 0, 2),
        ("cd", 1, 1),
        ("e", 1, 4),
        ("f", 1, 5),
    ]


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("void main() {}", 100),
        ("#version 100\n", 100),
        ("#version 300 es\n", 300),
        ("// first\n\n # version 300 es", 300),
        ("/*\n#version 300 es\n*/", 100),
    ],
)
def test_version(text, version):
    assert version_of([Piece("uniform float time;"), Piece(text)]) == version


def test_doubling_macros_are_refused_quickly():
    text = "#define a0 x x\n" + "".join(f"#define a{n} a{n - 1} a{n - 1}\n" for n in range(1, 60)) + "a59"
    with pytest.raises(ProgramError, match="expand") as caught:
        preprocess([Piece(text)])
    assert caught.value.status == "unsupported"


def test_deep_nesting_neither_hangs_nor_overflows():
    with pytest.raises(ProgramError, match="nested|expand"):
        expand("#define F(x) (x)\n" + "F(" * 10_000 + "1" + ")" * 10_000)
    deep = "(" * 10_000 + "1" + ")" * 10_000
    assert expand(f"#if {deep}\nyes\n#endif") == "yes"
    assert expand("#define F(x) (x)\n" + "F(" * 50 + "1" + ")" * 50).count("(") == 50


def test_a_call_over_many_lines_takes_linear_time():
    assert len(expand("#define F(x) x\nF(" + "+1\n" * 50_000 + ")").split()) == 100_000


@given(st.text(alphabet="ab01.+-*/=<>&|^(){}[];, \t\nxeE", max_size=200))
@settings(deadline=None, max_examples=150)
def test_text_without_macros_survives(text):
    bare = re.sub("/(?=[/*])", "/ ", text)  # of "///" too nothing is left that begins a comment
    tokens, line_ids = preprocess([Piece(bare)])
    assert "".join(tokens) == "".join(bare.split())
    assert tokens == [token for line in bare.split("\n") for token in TOKEN.findall(line)]
    assert line_ids == sorted(line_ids)


@st.composite
def _expressions(draw, depth=4):
    """(text in C's syntax, value by Python)."""
    if depth == 0 or draw(st.booleans()):
        number = draw(st.integers(0, 40))
        return str(number), number
    kind = draw(
        st.sampled_from(["-", "!", "~", "+", "*", "-2", "<", ">=", "==", "!=", "&&", "||", "&", "|", "^", "<<"])
    )
    left, a = draw(_expressions(depth=depth - 1))
    if kind in ("-", "!", "~"):
        return f"{kind}({left})", {"-": -a, "!": int(not a), "~": ~a}[kind]
    right, b = draw(_expressions(depth=depth - 1))
    if kind == "<<":
        return f"(({left})&7)<<(({right})&3)", (a & 7) << (b & 3)
    operator = kind.rstrip("2")
    value = {
        "+": lambda: a + b,
        "*": lambda: a * b,
        "-": lambda: a - b,
        "<": lambda: int(a < b),
        ">=": lambda: int(a >= b),
        "==": lambda: int(a == b),
        "!=": lambda: int(a != b),
        "&&": lambda: int(bool(a and b)),
        "||": lambda: int(bool(a or b)),
        "&": lambda: a & b,
        "|": lambda: a | b,
        "^": lambda: a ^ b,
    }[operator]()
    return f"({left}){operator}({right})", value


@given(_expressions())
@settings(deadline=None, max_examples=200)
def test_arithmetic_is_pythons(expression):
    text, value = expression
    wrapped = (value + 2**31) % 2**32 - 2**31
    assert evaluate(TOKEN.findall(text), int) == wrapped


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1+2*3", 7),
        ("10-4-3", 3),
        ("1||0&&0", 1),
        ("1|2^3&2", 1 | (2 ^ (3 & 2))),
        ("2<3==1", 1),
        ("-7/2", -3),
        ("-7%2", -1),
        ("!0+1", 2),
        ("- -3", 3),
        ("1<<2+1", 8),
        ("010", 8),
        ("0x1F", 31),
        ("3/0", 0),
    ],
)
def test_precedence_is_cs(text, value):
    assert evaluate(TOKEN.findall(text), int) == value
