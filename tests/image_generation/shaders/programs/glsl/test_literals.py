"""Which literals may become uniforms: what steers a program never does, and nothing in a text stops the reading."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from image_generation.shaders.programs.glsl.literals import free_literals, free_value
from image_generation.shaders.programs.glsl.tokens import TOKEN

FLOAT = re.compile(r"(?<![\w.])\d+\.\d*")


def offsets(text):
    return [found.start() for found in FLOAT.finditer(text)]


def free(text):
    """The values of a text's literals that may vary, in order."""
    return [literal.value for literal in free_literals(text, offsets(text))]


@pytest.mark.parametrize("word", ["0.5", ".25", "2.", "3e1", "0.0031", "99.5", "12.5f", "0.618f", "3.2", "2.40"])
def test_values_that_vary(word):
    assert free_value(word) == (word != "0.618f")


@pytest.mark.parametrize(
    "word",
    ["0.0", "1.0", "1.", "1e0", "100.0", "43758.5453", "12.9898", "78.233", "0.001", "1e-4", "1e30", "1e999", "3.14",
     "3.14159", "6.283", "6.28", "1.57", "0.785", "2.399", "1.618", "1.62", "0.866", "0.7071", "2.718", "0.0174533", "1.41421"],
)  # fmt: skip
def test_values_that_stay(word):
    assert not free_value(word)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("for (float i = 0.2; i < 3.5; i += 0.7) { x += 0.3; }", [0.3]),
        ("while (x < 3.5) { x += 0.3; } y = 0.4;", [0.4]),
        ("do { x += 0.3; } while (x < 3.5); y = 0.4;", [0.4]),
        ("for (;;) { x += 0.3; if (x > 8.0) break; } y = 0.4;", [0.4]),
        ("for (int i = 0; true; i++) x += 0.3; y = 0.4;", [0.4]),
        ("float n = 8.0; float s = 0.3; for (float i = 0.0; i < n; i++) { s *= 0.6; }", [0.3, 0.6]),
        ("for (;;) if (a) if (b) { x = 0.2; } else x = 0.3; else { x = 0.4; } y = 0.6;", [0.6]),
        ("p.x = 8.0; q.y = 0.3; while (p.y > 0.2) p.y -= 0.4; p.y -= 0.5; y = 0.6;", [0.3, 0.6]),
        (
            "float fbm(vec2 p, float n) { for (float i = 0.0; i < n; i++) p *= 2.5; return p.x; } x = fbm(p * 0.3, 5.5);",
            [2.5, 0.3],
        ),
        ("const vec2 A = vec2(0.2, 0.3), B = A * 0.4; vec2 c = B * 0.5;", [0.5]),
        ("float f(const float x, float y) { return x * 0.2; }", [0.2]),
        ("x = a[int(2.5)] + float[2](0.2, 0.3)[int(1.5)];", [0.2, 0.3]),
        ("layout(location = 2.0) out vec4 c; c = vec4(0.2);", [0.2]),
        ("x = pow(a * 0.2, 2.0) + pow(b, 1.5) + pow(c, d * 3.0);", [0.2, 1.5]),
        ("if (id == 3.0 || -2.0 != id) x = 0.2;", [0.2]),
        ("x = fract(sin(dot(p, vec2(12.5, 78.5))) * 4321.5); y = fract(sin(p * 2.5));", [2.5]),
        ("float hash21(vec2 p) { p += 0.3; return p.x * 5.5; } float f(float x) { return x * 0.2; }", [0.2]),
        ("float vnoise(vec2 p) { { p += 0.3; } return p.x * 5.5; } float g() { return 0.2; }", [0.2]),
        ("x = rand(p + 7.3) * 0.5 + noise(p * 4.5);", [0.5, 4.5]),
        ("float strand(float x) { return x * 0.2; }", [0.2]),
        ("f = f * f * (3.0 - 2.0 * f); g = g*g*g*(g*(g*6.0-15.0)+10.0); h = 3.0 - x;", [3.0]),
        ("#line 0.5\nx = 0.2; // 0.3\n", [0.2]),
        ("x = webgl_pow(a, 2.0) * 0.3;", [0.3]),
    ],
)  # fmt: skip
def test_places(text, expected):
    assert free(text) == expected


def test_literals_that_must_keep_their_order_share_a_factor():
    text = "x = smoothstep(0.2, 0.25 * s, y * 0.3) + clamp(z * 0.4, 0.1, 0.9) + 0.5;"
    groups = {literal.value: literal.group for literal in free_literals(text, offsets(text))}
    assert groups[0.2] == groups[0.25] != groups[0.1] == groups[0.9]
    assert groups[0.3] is groups[0.4] is groups[0.5] is None


# ------------------------------------------------------------------ any text


NOISE = st.text(alphabet="(){}[];,.=<0123456789e+-*/#\n \"'", max_size=60)
_VOCABULARY = (
    "( ) { } [ ] ; , = += < == ? : for while do if const layout float vec2 pow clamp smoothstep fract sin hash noise "
    "x y 0.5 2.0 3.0 - * 1e5 .7 #line // main"
)
WORDS = st.lists(
    st.sampled_from(re.findall(r"\S+", _VOCABULARY)),
    max_size=80,
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(NOISE, WORDS.map(" ".join), WORDS.map("\n".join)))
def test_any_text_is_read_and_only_candidates_come_out(text):
    found = [token.start() for token in TOKEN.finditer(text)]
    literals = free_literals(text, found[::2])
    assert [literal.offset for literal in literals] == sorted({literal.offset for literal in literals})
    assert {literal.offset for literal in literals} <= set(found[::2])
    for literal in literals:
        assert free_value(text[literal.offset : literal.offset + literal.length])


class Writer:
    """Writes statements whose literals all differ, and remembers which of them may vary."""

    def __init__(self, draw):
        self.draw, self.count, self.free = draw, 0, []

    def number(self, varies):
        self.count += 1
        text = f"{0.2 + self.count * 0.0001:.4f}"  # four digits, none of them a known constant's
        varies = varies and free_value(text)
        if varies:
            self.free.append(float(text))
        return text

    def expression(self, varies, depth=0):
        a = self.number(varies)
        shape = self.draw(st.integers(0, 4 if depth < 2 else 1))
        if shape < 2:
            return a
        if shape == 2:
            return f"sin(p.x * {a} + {self.expression(varies, depth + 1)})"
        if shape == 3:
            return f"vec2({a}, -{self.expression(varies, depth + 1)}).y"
        return f"smoothstep({a}, {self.expression(varies, depth + 1)}, t)"

    def statement(self, varies, depth=0):
        kind = self.draw(st.integers(0, 7 if depth < 3 else 2))
        if kind == 0:
            return f"x += {self.expression(varies)};"
        if kind == 1:
            return f"const float c{self.count} = {self.expression(False)};"
        if kind == 2:
            return f"y = a[int({self.expression(False)})] + {self.expression(varies)};"
        if kind == 3:
            header = f"float i = {self.expression(False)}; i < {self.expression(False)}; i += {self.number(False)}"
            return f"for ({header}) {self.block(varies, depth + 1)}"
        if kind == 4:
            return f"while (w < {self.expression(False)}) {self.block(False, depth + 1)}"
        if kind == 5:
            return f"do {self.block(False, depth + 1)} while (w < {self.expression(False)});"
        if kind == 6:
            return (
                f"if (x < {self.expression(varies)}) {self.block(varies, depth + 1)} else {self.statement(varies, 3)}"
            )
        return f"for (;;) {self.statement(False, depth + 1)}"

    def block(self, varies, depth):
        count = self.draw(st.integers(0, 3))
        return "{ " + " ".join(self.statement(varies, depth) for _ in range(count)) + " }"


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_programs_written_with_known_answers(data):
    writer = Writer(data.draw)
    text = f"float shape(vec2 p) {writer.block(True, 0)} float hash(float n) {writer.block(False, 0)}"
    assert free(text) == writer.free, text
