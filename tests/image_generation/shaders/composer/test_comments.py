"""Composed programs as people read them: each says what it draws where it draws it, and is the program that is drawn."""

import hashlib
import re
from itertools import pairwise

import numpy as np
import pytest

from image_generation.shaders import programs
from image_generation.shaders.composer import compose, embedded_programs
from image_generation.shaders.composer.comments import counted, listed, readable
from image_generation.shaders.composer.embed_costs import EMBED_COST_NS
from image_generation.shaders.programs.glsl.tokens import TOKEN
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.sampler import Sample
from image_generation.shaders.sources import Source, resolve
from tests.conftest import ROOT

SEEDS, EACH = (0, 7, 11), 100
# Of the texts of SEEDS x EACH programs, and of a few as programs.csv has them, as they were before there were comments.
BARE, LABELS = "e4306483480d999a", "0c824de48662ba3e"
DIGESTS = {
    "composed:0/0": "eb309005abef927f0e5bb7b4274a9d03ec0ece3d",
    "composed:0/12345": "0c6356baff6dd165c07f4f1a9e8aad778aac4685",
    "composed:7/3": "855dbb84b5bb5fb613743d1df6438204a5c7e784",
    "composed:11/5": "4666de7ebd99c3d85ff8539e044b2dee3bc72090",
}


@pytest.fixture(scope="module")
def texts():
    """(as people read it, as it is drawn) of each program."""
    numbers = [(k, s, 3) for s in SEEDS for k in range(EACH)] + [(k, 0, 4) for k in range(EACH)]
    return [(compose.compose(*number), compose.compose_bare(*number)) for number in numbers]


def sentences(lines):
    """Comments of several lines as one: (first line's number, text)."""
    found = []
    for n, line in enumerate(lines):
        text = line.strip().removeprefix("//")
        if not line.strip().startswith("//"):
            continue
        if found and found[-1][2] == n - 1 and not re.match(r" \d+\. ", text) and text.startswith(" " * found[-1][3]):
            found[-1][1] += " " + text.strip()
            found[-1][2] = n
        else:
            found.append([n, text.strip(), n, 1 + 3 * bool(re.match(r" \d+\. ", text))])
    return [(first, text) for first, text, _, _ in found]


def stages_of(text):
    """(comment, code) of each stage of mainImage: what stands between empty lines, from the first numbered one on."""
    main = text[text.rindex("void mainImage(") :]
    groups = re.split(r"\n\n(?=    //)", main)
    start = next(k for k, group in enumerate(groups) if group.startswith("    // To begin with"))
    found = []
    for group in groups[start + 1 : -1]:
        comment = sentences(group.split("\n"))[0][1]
        found.append((comment, re.sub(r"//[^\n]*", "", group)))
    return found, groups[-1]


def tokens(text):
    """Numbers by value; a negative number in parentheses of its own is that number."""
    code = re.sub(r"\((-\d+\.\d+)\)", r"\1", re.sub(r"//[^\n]*", "", text))
    return [float(token) if re.fullmatch(r"\d+\.\d+", token) else token for token in TOKEN.findall(code)]


def test_what_is_drawn_are_the_texts_from_before_there_were_comments(texts):
    labels = [compose.compose_labels(k, s) for s in SEEDS for k in range(EACH)]
    for found, digest in (([bare for _, bare in texts[: len(labels)]], BARE), (labels, LABELS)):
        assert hashlib.sha256("\0".join(found).encode()).hexdigest()[:16] == digest


@pytest.mark.parametrize("path", DIGESTS)
def test_datasets_know_their_programs_by_the_same_digests(path):
    source = Source("one", path)
    assert hashlib.sha1(source.read()).hexdigest() == DIGESTS[path]
    assert source.for_readers(source.read()) != source.read()
    assert Source("file", "some.frag").for_readers(b"as it is") == b"as it is"


def test_both_texts_are_the_same_program(texts):
    for text, bare in texts[::2]:
        assert tokens(text) == tokens(bare), text[:40]
        assert text.split("\n")[:4] == bare.split("\n")[:4]


def test_the_header_lists_the_stages_and_each_stage_begins_with_its_line(texts):
    for text, _ in texts:
        stages, end = stages_of(text)
        head = [line for _, line in sentences(text[: text.index("// A zero")].split("\n"))]
        listed_there = [line for line in head if re.match(r"\d+\. ", line)]
        assert listed_there == [comment for comment, _ in stages] and stages
        assert [int(line.split(".")[0]) for line in listed_there] == list(range(1, len(stages) + 1))
        assert all(code.strip() for _, code in stages)
        assert end.startswith(("    // The picture:", "    // The surface is painted")), text[:40]


def test_numbers_of_a_comment_are_those_of_its_code(texts):
    seen = 0
    for text, _ in texts:
        for comment, code in stages_of(text)[0]:
            named = re.sub(r'"[^"]*"|\bbundled program \w+', "", comment.split(". ", 1)[1])
            there = {float(number) for number in re.findall(r"(?<![\w.])\d+(?:\.\d+)?", code)}
            said = [float(number) for number in re.findall(r"(?<![\w.])\d+(?:\.\d+)?", named)]
            assert set(said) <= there, (comment, code)
            seen += len(said)
    assert seen > len(texts)


def test_what_is_said_to_be_idle_is_idle(texts):
    idle = 0
    for text, bare in texts:
        horizon = len(re.findall(r"\bY0\b", bare)) == 1
        palette = len(re.findall(r"\bink\(", bare)) == 1
        assert ("nothing here asks for it" in text) == horizon
        assert ("nothing here is coloured by it" in " ".join(text.replace("//", " ").split())) == palette
        idle += horizon + palette
    assert idle > len(texts) / 2


def test_the_excerpt_in_the_docs_is_of_that_program():
    docs = (ROOT / "docs" / "corpus.md").read_text()
    excerpt = docs[docs.index("// title: Composed 0/21") :].split("```")[0]
    text = compose.compose(21, 0)
    for part in excerpt.strip().split("\n...\n"):
        assert part.strip("\n") in text, part


def test_a_quoted_program_is_named_where_it_is_shown_and_where_it_stands(texts):
    quoting = 0
    for text, _ in texts:
        quoted = [tag.replace(" ", "_") for tag in text.split("\n")[2].split(", ")]
        quoted = [name for name in quoted if name in EMBED_COST_NS]
        quoting += bool(quoted)
        joined = re.sub(r"\s*\n\s*//\s*", " ", text)
        for n, name in enumerate(quoted):
            title = embedded_programs._about(name)["title"]
            about = f'the bundled program {name} ("{title}")'
            assert joined.count(about) >= 3, about  # the header, the stage or the surface, the function
            assert f"From {about}" in joined and f"Its names end in Q{n}" in joined
            assert f"void mainImageQ{n}(" in text and f"quote{n}(" in text[text.rindex(f"vec3 quote{n}(") + 20 :]
        assert ("the bundled program" in text) == bool(quoted)
    assert 0.7 * len(texts) < quoting < len(texts)


def test_every_function_and_every_variable_of_the_grammar_has_a_comment(texts):
    for text, _ in texts:
        lines = text.split("\n")
        for above, line in pairwise(lines):
            declared = re.match(r"(?:void|float|u?int|[biu]?vec[234]|mat[234]) (\w+)|#define (\w+)", line)
            if declared and not re.search(r"Q\d$", declared[1] or ""):  # what is quoted speaks for itself
                assert above.startswith("// "), line


def test_lines_are_laid_out_as_people_lay_them_out(texts):
    for text, _ in texts:
        own = re.sub(r"(?ms)^float iTimeQ\d;.*?(?=^// The linear colours)", "", text)
        assert not re.search(r"[ \t]\n|\n\n\n|\{\n\n|\n\n *\}|///|\t", text), text[:40]
        assert "\n@" not in text and not re.search(r"^\s*~", text, re.M)
        depth = 0
        for line in own.split("\n"):
            code = re.sub(r"//.*", "", line)
            inside = depth - code.strip().startswith("}")
            assert not line.strip() or len(line) - len(line.lstrip()) == 4 * inside, line
            depth += code.count("{") - code.count("}")
        assert not re.search(r"(?<![\w.])\d+\.\d+0(?!\w)(?<!\.0)", own), re.search(r"\d+\.\d+0(?!\w)", own)
        assert all(len(line) <= 111 for line in lines_of_comments(own)), text[:40]


def lines_of_comments(text):
    return [line for line in text.split("\n")[4:] if line.strip().startswith("//")]


def test_the_text_that_people_read_draws_the_same_pictures():
    times = [Sample(t) for t in (0.4, 5.3)]
    with Renderer("cpu", 32, cache_size=1, quick_compile=True) as renderer:
        for source in resolve(["composed:7:7", "composed4:4:7", "composed5:6:7"]):
            program = programs.parse(source.for_readers(source.read()), source.name)
            assert program.dialect == "shadertoy" and program.name == source.load().name
            drawn, expected = renderer.render(program, times), renderer.render(source.load(), times)
            assert np.array_equal(drawn, expected) and expected.std() > 5


def test_words():
    assert listed(["a"]) == "a" and listed(["a", "b"]) == "a and b" and listed(["a", "b", "c"], "or") == "a, b or c"
    assert counted(1, "layer") == "1 layer" and counted(3, "layer") == "3 layers"


def test_readable_of_a_text_by_hand():
    marked = (
        "/// Twice (-0.500) and 1.250.\nfloat f(float x) {\n\n///\nreturn g(x, (-0.500)) + 1.250 * (0.0 - x);\n\n}\n"
        "/// |\nfloat a() {\nreturn 1.50;\n}\nfloat b() { return 2.0; }\n/// |\n"
    )
    assert readable(marked) == (
        "// Twice -0.5 and 1.25.\nfloat f(float x) {\n    return g(x, -0.5) + 1.25 * (0.0 - x);\n}\n"
        "float a() {\nreturn 1.50;\n}\n\nfloat b() { return 2.0; }\n"
    )
