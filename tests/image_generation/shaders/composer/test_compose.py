"""Composed programs: the same text everywhere, all different, all of them drawn, none flat, black or still."""

import hashlib
import re
import subprocess
import sys

import numpy as np
import pytest

from image_generation.labels import unpack
from image_generation.shaders import programs
from image_generation.shaders.composer import GRAMMARS, compose, draft, embedded_programs
from image_generation.shaders.composer.embed_costs import EMBED_COST_NS
from image_generation.shaders.composer.habitats import PLACES
from image_generation.shaders.composer.palettes import BY_NAME
from image_generation.shaders.composer.scenes import scenes_of
from image_generation.shaders.composer.stream import Stream
from image_generation.shaders.composer.subject_kinds import KINDS
from image_generation.shaders.label_sources import load_labels
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.sampler import Sample
from image_generation.shaders.sources import resolve
from tests.conftest import ROOT

# Digest of programs (k, seed) in this order; a change of any text must raise GRAMMAR_VERSION and renew this.
GOLDEN = {3: "bc243ab89053c3f4", 4: "c584b5519e5bf61b"}
GOLDEN_PROGRAMS = [(0, 0), (1, 0), (20_999, 0), (7, 123_456_789_012_345_678), (999_999_998, 3)]


@pytest.mark.parametrize("grammar", GRAMMARS)
def test_texts_are_those_of_their_grammar(grammar):
    texts = "\0".join(compose.compose_bare(k, seed, grammar) for k, seed in GOLDEN_PROGRAMS)
    assert hashlib.sha256(texts.encode()).hexdigest()[:16] == GOLDEN[grammar]


def test_grammar_3_is_the_default():
    assert compose.compose_bare(5, 1) == compose.compose_bare(5, 1, 3) != compose.compose_bare(5, 1, 4)
    with pytest.raises(ValueError, match="no grammar 2"):
        compose.compose(5, 1, 2)


def test_texts_do_not_depend_on_order_or_process():
    expected = [compose.compose(k, 5) for k in range(20)]
    assert [compose.compose(k, 5) for k in reversed(range(20))] == expected[::-1]
    code = (
        "import hashlib; from image_generation.shaders.composer import compose; "
        "print(hashlib.sha256(''.join(compose.compose(k, 5) for k in range(20)).encode()).hexdigest())"
    )
    other = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PYTHONHASHSEED": "12345", "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert other.stdout.strip() == hashlib.sha256("".join(expected).encode()).hexdigest()


def test_stream_is_splitmix64():
    """Against the published first outputs of SplitMix64 from state 1234567, and its ranges."""
    stream = Stream()
    stream._state = 1234567
    assert [stream.word() for _ in range(3)] == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
    ]
    units = [stream.unit() for _ in range(4000)]
    assert min(units) >= 0.0 and max(units) < 1.0 and abs(np.mean(units) - 0.5) < 0.02
    assert {stream.whole(2, 5) for _ in range(200)} == {2, 3, 4, 5}
    sizes = np.array([stream.skewed(0.1, 1.0) for _ in range(4000)])
    assert sizes.min() >= 0.1 and sizes.max() <= 1.0
    assert abs((sizes < 2 / 11).mean() - 0.5) < 0.03  # the median of a density in 1 / x^2
    assert Stream(1, 2, 3).word() != Stream(1, 3, 2).word()
    assert draft.lit(-0.25) == "(-0.250)" and draft.lit(2) == "2.000"


def test_all_texts_differ():
    texts = [compose.compose_bare(k, 0) for k in range(2000)]
    bodies = {text.split("\n", 4)[4] for text in texts}
    assert len(bodies) == 2000
    assert compose.compose(3, 0) != compose.compose(3, 1)


def test_header_and_dialect():
    for k in range(200):
        text = compose.compose_bare(k, 9)
        title, description, tags, grammar = text.split("\n")[:4]
        assert title == f"// title: Composed 9/{k}"
        assert re.fullmatch(r"// description: \S.*", description)
        assert re.fullmatch(r"// tags: composed, [a-z, ]+", tags)
        assert grammar == f"// grammar: {compose.GRAMMAR_VERSION}"
        assert "void mainImage(out vec4 fragColor, in vec2 fragCoord)" in text
        code = text.split("\n", 4)[4]
        assert not re.search(r"fract\s*\(\s*sin", code)
        for n, name in enumerate(name for name in tags.split(", ") if name.replace(" ", "_") in EMBED_COST_NS):
            code = code.replace(
                embedded_programs._marked(name.replace(" ", "_")).replace(embedded_programs._MARK, f"Q{n}"), ""
            )
        assert "void mainImageQ" not in code  # what is embedded may write numbers as it likes
        assert not re.search(r"\bnan\b|\binf\b|\de[+-]\d\d", code)


def tags_of(count, grammar):
    texts = (compose.compose_bare(k, 1, grammar) for k in range(count))
    return {tag for text in texts for tag in text.split("\n")[2].split(": ")[1].split(", ")}


def test_every_kind_of_large_thing_is_written():
    words = tags_of(1500, 4)
    assert set(scenes_of(4)) <= words and "subject" not in scenes_of(3)
    assert words >= {"animals", "birds", "fish", "insects", "faces", "people", "plants", "vehicles", "vessels",
                     "furniture", "houses"}  # fmt: skip


def test_every_kind_of_large_thing_has_its_places():
    texts = [re.sub(r"\n *// +", " ", compose.compose(k, 1, 5)) for k in range(1500)]
    for words in ("a horse", "a dog", "a cat", "a deer", "a cow", "a frog", "a bird", "a head", "a car", "a lorry",
                  "an aeroplane", "a ship", "a person", "a fish", "an insect", "a flower", "a tree", "a vessel", "a house",
                  "a table", "grass in perspective", "a road in perspective", "snow in perspective", "the horizon below",
                  "the sea in perspective", "leaves, in blots", "water, in blots", "trees along", "houses along"):  # fmt: skip
        assert any(words in text for text in texts), words
    ships = [text for text in texts if "large: a ship" in text or "large: a sailing ship" in text]
    assert len(ships) > 20 and sum("the sea in perspective" in text for text in ships) > 0.8 * len(ships)
    for kind in KINDS:
        assert kind.places.keys() <= PLACES.keys() and set(kind.inks) <= BY_NAME.keys()


def test_a_place_has_its_own_colours(tmp_path):
    """The ground of programs with grass is green on the whole, that of those by the sea blue."""
    found: dict[str, list[np.ndarray]] = {"grass": [], "the sea": []}
    with Renderer("cpu", 48, cache_size=1) as renderer:
        for k in range(400):
            source = resolve([f"composed5:5/{k}"])[0]
            text = source.for_readers(b"").decode()
            ground = next((words for words in found if f"below it {words} in perspective" in text), None)
            if ground is None or len(found[ground]) == 12 or "Lens:" in text:
                continue
            got = unpack(renderer.labels(load_labels(source), Sample(0.7)))
            surfaces, counts = np.unique(got["surface"][got["object"] == 1], return_counts=True)
            if len(counts):  # the ground is larger than what stands along the horizon
                most = got["surface"] == surfaces[counts.argmax()]
                found[ground].append(got["albedo"][most].astype(float).mean(0))
    assert all(len(colours) == 12 for colours in found.values())
    grass, sea = (np.mean(colours, axis=0) for colours in found.values())
    assert grass[1] > grass[2] and sea[2] > sea[0]


@pytest.mark.parametrize("grammar", [4, 5])
def test_noise_is_smooth_from_grammar_5_on(grammar):
    """Values of two pixels beside a line of the noise's grid: one thousandth of a square lies between them."""
    d = draft.Draft(Stream(grammar, 0, 0), grammar)
    d.need("noise")
    text = f"""#define Z min(0, int(iTime))
{d.helpers()}
void mainImage(out vec4 c, in vec2 f) {{
    c = vec4(vec3(noise(vec2(0.4995 + 0.001 * floor(f.x), 0.37 * f.y) + vec2(0.5, 0.0) - vec2(0.001, 0.0), 7U)), 1.0);
}}"""
    with Renderer("cpu", 48, cache_size=1) as renderer:
        frame = renderer.render(programs.parse(text.encode(), "noise"), [Sample(0.0)])[0].astype(float)
    torn = np.abs(np.diff(frame[..., 0], axis=1)).max()
    assert torn < 2 if grammar == 5 else torn > 20


def test_every_kind_of_scene_and_node_is_written():
    words = tags_of(6000, 3)
    assert set(scenes_of(3)) <= words
    for word in ("polar", "fold", "repeat", "warp", "perspective", "noise", "cellular", "fractal", "ray marching",
                 "relief", "dead leaves", "clouds", "hills", "room", "shadow", "bricks", "pebbles", "shards", "strokes",
                 "branches", "mirror", "water", "pixels", "lines", "bars", "lights", "haze", "expression", "channels",
                 "glow", "orbits", "flight"):  # fmt: skip
        assert word in words, word


@pytest.mark.parametrize(("k", "seed"), [(-1, 0), (0, -1)])
def test_numbers_below_zero_are_refused(k, seed):
    with pytest.raises(ValueError, match="0 or above"):
        compose.compose(k, seed)


@pytest.fixture(scope="module")
def pictures():
    """Sixty programs at five times, uint8 [5, 48, 48, 3] by name."""
    sources = resolve(["composed:20:77", "composed4:15:77", "composed5:25:77"])
    times = [Sample(t) for t in (0.2, 2.1, 4.4, 6.9, 9.8)]
    with Renderer("cpu", 48, cache_size=1) as renderer:
        return {source.name: renderer.render(source.load(), times) for source in sources}


def test_programs_compile_and_are_neither_flat_nor_black(pictures):
    assert len(pictures) == 60
    for name, frames in pictures.items():
        spread = frames.astype(float).std(axis=(1, 2)).mean(-1)
        assert np.median(spread) > 6 and spread.max() > 10, name
        assert np.median(frames.max(axis=(1, 2, 3))) > 60, name
        assert frames.min() < 250, name


def test_programs_change_with_time(pictures):
    for name, frames in pictures.items():
        frames = frames.astype(float)
        gaps = [np.abs(frames[i] - frames[j]).mean() for i in range(5) for j in range(i)]
        assert np.mean(gaps) > 8, name


def test_programs_differ_more_than_their_own_times(pictures):
    """Thumbnails of different programs lie further apart than those of one program."""
    small = np.stack([f.reshape(5, 6, 8, 6, 8, 3).mean((2, 4)).reshape(5, -1) for f in pictures.values()])
    flat = small.reshape(300, -1)
    apart = np.linalg.norm(flat[:, None] - flat[None], axis=-1)
    owner = np.arange(300) // 5
    same = owner[:, None] == owner[None]
    assert apart[~same].mean() > 1.15 * apart[same & ~np.eye(300, dtype=bool)].mean()
