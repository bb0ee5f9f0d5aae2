"""twigl: which mode a text is in, what each mode offers, and its snippets against independent computations."""

import colorsys
import itertools
import json
from urllib.parse import quote

import numpy as np
import pytest

from image_generation.shaders import programs
from image_generation.shaders.programs import twigl
from image_generation.shaders.programs.program import ProgramError
from image_generation.shaders.programs.twigl import Mode

LONG = "precision highp float;uniform vec2 resolution;uniform vec2 mouse;uniform float time;"
SHORT = "precision highp float;uniform vec2 r;uniform vec2 m;uniform float t;"
OUT1 = "layout(location = 0) out vec4 {0}0;layout(location = 1) out vec4 {0}1;"

# The same picture in every mode: position, and time in blue.
MODES = {
    Mode("classic"): LONG + "uniform float frame;void main(){gl_FragColor=vec4(gl_FragCoord.xy/resolution,time,1);}",
    Mode("geek"): SHORT + "void main(){gl_FragColor=vec4(gl_FragCoord.xy/r,t,1);}",
    Mode("geeker"): "void main(){gl_FragColor=vec4(gl_FragCoord.xy/r,t,1);}",
    Mode("geekest"): "gl_FragColor=vec4(FC.xy/r,t,1);",
    Mode("classic", True): LONG + "out vec4 outColor;void main(){outColor=vec4(gl_FragCoord.xy/resolution,time,1);}",
    Mode("geek", True): SHORT + "out vec4 o;void main(){o=vec4(gl_FragCoord.xy/r,t,1);}",
    Mode("geeker", True): "void main(){o=vec4(gl_FragCoord.xy/r,t,1);}",
    Mode("geekest", True): "o=vec4(FC.xy/r,t,1);",
    Mode("classic", True, True): LONG
    + OUT1.format("outColor")
    + "void main(){outColor0=vec4(gl_FragCoord.xy/resolution,time,1);outColor1=outColor0;}",
    Mode("geek", True, True): SHORT + OUT1.format("o") + "void main(){o0=vec4(gl_FragCoord.xy/r,t,1);o1=o0;}",
    Mode("geeker", True, True): "void main(){o0=vec4(gl_FragCoord.xy/r,t,1);o1=o0;}",
    Mode("geekest", True, True): "o0=vec4(FC.xy/r,t,1);o1=o0;",
}


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: f"{mode.name}-{mode.es300 + mode.mrt}")
def test_every_mode_is_found_and_draws(mode, draw):
    text = MODES[mode]
    assert twigl.find_mode(text) == mode
    drawn = draw(text, 0.25)[0] / 255.0
    centres = (np.arange(16) + 0.5) / 16
    expected = np.stack([*np.meshgrid(centres, centres[::-1]), np.full((16, 16), 0.25)], -1)
    assert np.abs(drawn - expected).max() < 0.005


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        (
            "vec3 q(vec2 p){return hsv(p.x,1.,1.);}void main(){gl_FragColor=vec4(q(FC.xy/r),1);}",
            Mode("geekest"),
        ),
        ("vec4 o=vec4(FC);gl_FragColor=o;", Mode("geekest")),
        ("for(float i,e;i++<9.;)o+=e;", Mode("geekest", True)),
        ("o=texture(b,FC.xy/r);", Mode("geekest", True)),
        ("o0=texture(b1,FC.xy/r);", Mode("geekest", True, True)),
        ("void main(){float b=t;o=vec4(b);}", Mode("geeker", True)),
        ("// FC\nuniform float time;void main(){gl_FragColor=vec4(time);}", None),
        ("#version 300 es\nout vec4 o;void main(){o=vec4(t);}", None),
        ("void mainImage(out vec4 o,vec2 u){o=vec4(1);}", None),
        ("uniform float time;void main(){vec2 r;float t;gl_FragColor=vec4(r,t,time);}", None),
    ],
)
def test_mode_of_other_texts(text, mode):
    assert twigl.find_mode(text) == mode


def test_mode_file_of_the_published_layout(tmp_path):
    for folder in ("fragments", "modes"):
        (tmp_path / folder).mkdir()
    path = tmp_path / "fragments" / "abc.fragment"
    path.write_text("void main(){o=vec4(t);}")
    (tmp_path / "modes" / "abc.fragment").write_text("geekest\nTrue\nFalse\nTrue\n")
    program = programs.load(path)
    assert (program.dialect, dict(program.info)["mode"]) == ("twigl", "geekest 300")
    (tmp_path / "modes" / "abc.fragment").write_text("nonsense\n")
    assert dict(programs.load(path).info)["mode"] == "geeker 300"


def test_json_and_address(draw):
    source = MODES[Mode("geekest", True)]
    picture = draw(source, 0.5)
    snapshot = json.dumps({"date": 1, "graphics": {"mode": 7, "source": source}, "sound": None})
    for text in (
        snapshot,
        json.dumps({"mode": "7", "source": source}),
        f"https://twigl.app?ol=true&mode=7&source={quote(source)}",
    ):
        assert programs.detect(text).dialect == "twigl"
        assert np.array_equal(draw(text, 0.5), picture)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("https://twigl.app?ol=true&ss=-MxyZ", "address"),
        (json.dumps({"mode": 12, "source": "o=vec4(1);"}), "mode '12'"),
        (json.dumps({"graphics": {"source": 3}}), "no source"),
        ("uniform float sound;float f;", "needs a main"),
    ],
)
def test_what_cannot_be_drawn(text, words):
    with pytest.raises(ProgramError, match=words):
        programs.parse(text, "x", dialect="twigl")


def test_tweet_with_entities_tag_and_link(pixel):
    text = "for(float i;i++&lt;2.;)o+=.25;#つぶやきGLSL https://t.co/abc"
    assert pixel(text) == pytest.approx((0.5,) * 3, abs=0.005)


def test_compile_error_counts_the_authors_lines(renderer):
    with pytest.raises(ProgramError, match=r":2: "):
        renderer.compile(programs.parse("o=vec4(1);\no+=nothing;", "x"))


# ------------------------------------------------------------------ feedback


def test_frame_counts_from_one(draw):
    assert draw("o=vec4(f/100.);", 0.0, 0.5)[:, 0, 0, 0].tolist() == [round(2.55), round(31 * 2.55)]


def test_back_buffer_is_32_bit_float(draw):
    pictures = draw("o=texture(b,FC.xy/r)+1e3;if(f>30.)o/=4e4;", 0.5)
    assert pictures[0, 4, 4, 0] == round(255 * 31 / 40)


def test_both_targets_feed_back(draw):
    # b0 counts up by 1, b1 sums it: after n frames b1 = n (n + 1) / 2.
    text = "o0=texelFetch(b0,ivec2(FC),0)+1.;o1=texelFetch(b1,ivec2(FC),0)+o0;if(f==10.)o0=o1/100.;"
    assert draw(text, 9 / 60.0)[0, 4, 4, 0] == round(255 * 55 / 100)


@pytest.mark.parametrize("text", ["o=vec4(1);", "float b=t;o=vec4(b);", "vec2 a,b=FC.xy;o=b.xyxy/1e2;"])
def test_without_the_buffer_nothing_is_stepped(text):
    assert not programs.parse(text, "x").feedback


# ------------------------------------------------------------------ snippets


def test_hsv_is_that_of_colorsys(draw):
    for hue, saturation, value in [(0.0, 1.0, 1.0), (0.3, 0.5, 0.8), (0.65, 0.9, 0.4), (0.99, 0.2, 1.0)]:
        drawn = draw(f"o=vec4(hsv({hue:.3f},{saturation:.3f},{value:.3f}),1);")[0, 0, 0] / 255.0
        assert drawn == pytest.approx(colorsys.hsv_to_rgb(hue, saturation, value), abs=0.005)


def test_rotations(draw):
    angle, axis, vector = 0.7, np.array([1.0, -2.0, 0.5]), np.array([0.3, 0.1, -0.4])
    unit = axis / np.linalg.norm(axis)
    turned = (  # Rodrigues' formula
        vector * np.cos(angle) + np.cross(unit, vector) * np.sin(angle) + unit * (unit @ vector) * (1 - np.cos(angle))
    )
    drawn = draw(f"o.rgb=rotate3D({angle},vec3(1,-2,.5))*vec3(.3,.1,-.4)+.5;")[0, 0, 0] / 255.0
    assert drawn == pytest.approx(turned + 0.5, abs=0.005)
    flat = draw(f"o.rg=rotate2D({angle})*vec2(.3,.1)+.5;")[0, 0, 0, :2] / 255.0
    expected = [0.3 * np.cos(angle) - 0.1 * np.sin(angle), 0.3 * np.sin(angle) + 0.1 * np.cos(angle)]
    assert flat == pytest.approx(np.array(expected) + 0.5, abs=0.005)


def test_constants_and_hashes(draw):
    drawn = draw("o=vec4(PI/4.,PI2/8.,fsnoise(vec2(.01,.02)),1);")[0, 0, 0] / 255.0
    hashed = np.sin(np.dot([0.01, 0.02], [12.9898, 78.233])) * 43758.5453 % 1.0
    assert drawn == pytest.approx([np.pi / 4, np.pi / 4, hashed], abs=0.02)


def permute(x):
    return (34 * x + 1) * x % 289


def simplex_noise(point):
    """Simplex noise in 2, 3 or 4 dimensions, by its definition: a sum over the corners of the simplex.

    None where a corner's gradient hangs on the last bit of a 32-bit number.
    """
    n = len(point)
    skew, unskew = (np.sqrt(n + 1) - 1) / n, (n + 1 - np.sqrt(n + 1)) / (n * (n + 1))
    cell = np.floor(point + skew * point.sum())
    origin = point - cell + unskew * cell.sum()
    corner = np.zeros(n)
    total = 0.0
    for step in range(n + 1):
        if step:
            corner[np.argsort(-origin, kind="stable")[step - 1]] = 1.0
        offset = origin - corner + step * unskew
        key = 0.0
        for axis in reversed(range(n)):
            key = permute(key + (cell[axis] % 289) + corner[axis])
        gradient = gradient_of(key, n)
        if gradient is None:
            return None
        square = gradient @ gradient
        weight = max((0.5 if n == 2 else 0.6) - offset @ offset, 0.0) ** 4
        total += weight * (1.79284291400159 - 0.85373472095314 * square) * (gradient @ offset)
    return {2: 130.0, 3: 42.0, 4: 49.0}[n] * total


def gradient_of(key, n):
    if n == 2:
        x = 2.0 * (key / 41.0 % 1.0) - 1.0
        return np.array([x - np.floor(x + 0.5), abs(x) - 0.5])
    if n == 3:
        spot = key % 49
        xy = np.array([spot // 7, spot % 7]) * 2.0 / 7.0 - 13.0 / 14.0
        z = 1.0 - np.abs(xy).sum()
        if abs(z) < 1e-6:
            return None
        if z <= 0:
            xy = xy - np.where(xy < 0, -1.0, 1.0)
        return np.array([*xy, z])
    if key % 7 == 0 or key % 42 == 0:
        return None
    xyz = np.array([key // 42 % 7, key // 7 % 7, key % 7]) / 7.0 - 1.0
    w = 1.5 - np.abs(xyz).sum()
    if w < 0:
        xyz = xyz + np.where(xyz < 0, 1.0, -1.0)
    return np.array([*xyz, w])


@pytest.mark.parametrize("n", [2, 3, 4])
def test_simplex_noise(n, draw):
    # Odd places: on the boundaries of cells, which cell it is depends on the last bit.
    offsets, scale = np.array([3.17, -7.31, 11.73, 0.29])[:n], 0.37
    swizzle = {2: "FC.xy", 3: "vec3(FC.xy,FC.x*.5)", 4: "vec4(FC.xy,FC.yx*.5)"}[n]
    place = f"vec{n}({','.join(map(str, offsets))})+{swizzle}*{scale}"
    drawn = draw(f"o=vec4(snoise{n}D({place})*.5+.5);")[0, ..., 0] / 255.0 * 2.0 - 1.0
    compared = 0
    for y, x in itertools.product(range(16), range(16)):
        px, py = x + 0.5, 15 - y + 0.5
        point = {2: [px, py], 3: [px, py, px * 0.5], 4: [px, py, py * 0.5, px * 0.5]}[n]
        expected = simplex_noise(offsets + scale * np.array(point))
        if expected is not None:
            assert drawn[y, x] == pytest.approx(expected, abs=0.02), (x, y)
            compared += 1
    assert compared > 60
