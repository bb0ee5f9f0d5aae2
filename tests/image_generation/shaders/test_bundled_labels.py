"""Ground truth of bundled programs: the lines fit their texts, and what they say is what the pictures show."""

import re

import numpy as np
import pytest

from image_generation.labels import points_of, unpack
from image_generation.shaders.label_sources import BUNDLED_LABELS, has_labels, label_text, load_labels
from image_generation.shaders.programs.label_outputs import text_with_lines
from image_generation.shaders.programs.program import ProgramError
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.sampler import Sample
from image_generation.shaders.sources import BUNDLED, Source, resolve

NAMES = sorted(path.stem for path in BUNDLED_LABELS.glob("*.glsl"))
SIDE = 48


@pytest.fixture(scope="module")
def renderer():
    with Renderer("cpu", SIDE, cache_size=1, quick_compile=True) as one:
        yield one


def drawn(renderer, name, time=2.3):
    program = load_labels(Source(name, str(BUNDLED / f"{name}.glsl")))
    return unpack(renderer.labels(program, Sample(time)))


def test_at_least_sixty_declare_theirs():
    assert len(NAMES) >= 60
    assert {source.name for source in resolve(["bundled"]) if has_labels(source)} == set(NAMES)
    assert label_text(Source("aurora_night", str(BUNDLED / "aurora_night.glsl"))) is None


def test_a_copy_of_a_bundled_text_is_not_bundled(tmp_path):
    (tmp_path / "raytrace_spheres.glsl").write_bytes((BUNDLED / "raytrace_spheres.glsl").read_bytes())
    assert not has_labels(Source("raytrace_spheres", str(tmp_path / "raytrace_spheres.glsl")))


def test_lines_that_do_not_fit_are_an_error():
    text = "void mainImage(out vec4 c, in vec2 p) {\n    float a = 1.0;\n    float b = a;\n}\n"
    assert "    ROLL = b;\n    float b" in text_with_lines(text, "// before: float b\n    ROLL = b;\n")
    for start in ("float c", "float"):
        with pytest.raises(ProgramError, match="start with 'float"):
            text_with_lines(text, f"// before: {start}\nx;\n")


@pytest.mark.parametrize("name", NAMES)
def test_every_one_is_drawn(renderer, name):
    got = drawn(renderer, name)
    there = got["object"] > 0
    assert there.mean() > 0.2
    assert (np.isfinite(got["depth"]) == there).all() and (got["depth"] > 0).all()
    assert ((got["surface"] > 0) == there).all()
    assert np.abs(np.linalg.norm(got["normal"].astype(float), axis=2)[there] - 1).max() < 2e-3
    assert np.abs(np.linalg.norm(got["ray"], axis=2) - 1).max() < 1e-6 and (got["ray"][..., 2] < 0).all()
    assert ((got["normal"] * got["ray"]).sum(2)[there] < 0.01).all()
    assert (got["albedo"][there] >= 0).all() and got["albedo"].astype(float).std() > 0.005


@pytest.mark.parametrize("time", [2.3, 5.1])
def test_balls_are_balls(renderer, time):
    """The points of each ball lie on one sphere, along its normals from the centre; those of the ground on one plane."""
    got = drawn(renderer, "raytrace_spheres", time)
    points, normals = points_of(got).astype(float), got["normal"].astype(float)
    tested = 0
    for thing in np.unique(got["object"]):
        here = (got["object"] == thing) & (got["depth"] < 30)
        if thing == 0 or here.sum() < 60:
            continue
        p, n = points[here], normals[here]
        if thing == 1:
            offset = p @ n.mean(0)
            assert np.abs(n - n.mean(0)).max() < 2e-3 and np.abs(offset - offset.mean()).max() < 0.03
        else:  # |p|^2 = 2 p.c + (r^2 - |c|^2)
            solved, *_ = np.linalg.lstsq(np.c_[2 * p, np.ones(len(p))], (p**2).sum(1), rcond=None)
            centre, radius = solved[:3], np.sqrt(solved[3] + solved[:3] @ solved[:3])
            assert np.abs(np.linalg.norm(p - centre, axis=1) - radius).max() < 2e-3
            assert np.abs((p - centre) / radius - n).max() < 0.02
        tested += 1
    assert tested >= 3


SOLID = ["raytrace_boxes", "raytrace_pipes", "room_gallery", "scene_blobs", "scene_domes", "tunnel_square", "brick_wall",
         "corridor_doors", "harbour_containers", "gravel_path", "facade_glass"]  # fmt: skip


@pytest.mark.parametrize("name", SOLID)
def test_normals_are_slopes_of_depth(renderer, name):
    got = drawn(renderer, name, 5.1)
    points, normals = points_of(got).astype(float), got["normal"].astype(float)
    label = got["object"].astype(np.uint64) << 32 | got["surface"]
    middle = (slice(1, -1), slice(1, -1))
    sides = [(slice(1, -1), slice(2, None)), (slice(1, -1), slice(None, -2)),
             (slice(None, -2), slice(1, -1)), (slice(2, None), slice(1, -1))]  # fmt: skip
    inside = np.logical_and.reduce([label[side] == label[middle] for side in sides]) & (got["object"][middle] > 0)
    points = np.where(np.isfinite(points), points, 0.0)
    right, left, above, below = (points[side] for side in sides)
    slope = np.cross(right - left, above - below)
    slope /= np.maximum(np.linalg.norm(slope, axis=2, keepdims=True), 1e-30)
    assert inside.mean() > 0.15
    assert ((slope * normals[middle]).sum(2)[inside] > 0.9).mean() > 0.9


@pytest.mark.parametrize("name", NAMES)
def test_albedo_is_taken_when_the_material_is_final(name):
    """No variable that it is taken from is assigned behind that place."""
    text = (BUNDLED / f"{name}.glsl").read_text()
    parts = re.split(r"^// before: (.+)\n", (BUNDLED_LABELS / f"{name}.glsl").read_text(), flags=re.M)
    for start, block in zip(parts[1::2], parts[2::2]):
        for taken in re.findall(r"ALBEDO_ [*]?= (.*);", block):
            behind = text[text.index(start) :].partition("\n}\n")[0]
            for word in set(re.findall(r"\b[a-z_]\w*\b", taken)) - set(re.findall(r"\b\w+(?= [a-z]\w* =)", block)):
                assert not re.search(rf"(?<![.\w]){word}(?:\.\w+)? (?:[-+*/]?=)(?!=)", behind), (start, word)


def small_scale(image):
    """What an image [h, w, 3] has beside its mean over 3x3 places two pixels apart: float [h, w]."""
    grey = image.mean(2)
    shifts = [(i, j) for i in (-2, 0, 2) for j in (-2, 0, 2)]
    return grey - sum(np.roll(grey, shift, (0, 1)) for shift in shifts) / 9


@pytest.mark.parametrize(
    ("name", "least"),
    [("tunnel_bricks", 0.45), ("scene_wireframe", 0.4), ("facade_glass", 0.4), ("marble_floor", 0.65)],
)
def test_albedo_has_what_is_painted_on_surfaces(name, least):
    """Rings and openings of a sewer, wires, dark panes, joints: fine structure of the picture stands in its albedo."""
    source, found = Source(name, str(BUNDLED / f"{name}.glsl")), []
    with Renderer("cpu", 128, cache_size=2, quick_compile=True) as large:
        for time in (2.3, 5.1, 7.9):
            image = large.render(source.load(), [Sample(time)])[0] / 255.0
            got = unpack(large.labels(load_labels(source), Sample(time)))
            there = got["object"] > 0
            albedo = np.sqrt(np.clip(got["albedo"].astype(float), 0, 1))
            found.append(np.corrcoef(small_scale(albedo)[there], small_scale(image)[there])[0, 1])
    assert np.mean(found) > least


def test_the_sea_has_waves_and_foam(renderer):
    got = drawn(renderer, "sea_swell", 5.1)
    there = got["object"] > 0
    assert got["normal"][there].astype(float).std(0).max() > 0.05
    assert got["albedo"][there].astype(float).std(0).max() > 0.02
