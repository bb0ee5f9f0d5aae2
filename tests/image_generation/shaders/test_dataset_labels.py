"""generate_dataset.py --labels: the same files however they are made, their contents, and what is refused."""

import argparse
import csv
import io
import os
import shutil
import tarfile

import numpy as np
import pytest

from image_generation.common.errors import UserError
from image_generation.datasets.journal import image_line, labels_line, text_line
from image_generation.labels import LABELS, points_of, read_labels, unpack
from image_generation.shaders import generate_dataset
from image_generation.shaders.label_flags import check_labels
from image_generation.shaders.label_sources import has_labels, label_text, load_labels
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.sampler import Sample
from image_generation.shaders.sources import resolve
from tests.image_generation.shaders.dataset_helpers import BROKEN, SCRIPT, contents, write_shaders

# A ball of radius 0.8 on a floor before a box, seen from a height of 1; its own file, with its labels in the text.
BALL = """// A ball, a box and a floor.
float ball(vec3 ray) {
    vec3 c = vec3(0.3, -0.2, -4.0);
    float b = dot(ray, c), q = b * b - dot(c, c) + 0.64;
    return q < 0.0 ? 1e4 : b - sqrt(q);
}
float box(vec3 ray, out vec3 n) {
    vec3 o = vec3(1.0, 0.2, 6.0), f = (-o - sign(ray) * vec3(0.7, 1.2, 0.5)) / ray, g = (-o + sign(ray) * vec3(0.7, 1.2, 0.5)) / ray;
    float t = max(max(f.x, f.y), f.z);
    n = -sign(ray) * step(f.yzx, f) * step(f.zxy, f);
    return t > min(min(g.x, g.y), g.z) ? 1e4 : t;
}
void mainLabels(in vec2 fragCoord, inout float depth, inout vec3 normal, inout uint surface, inout uint object,
                inout vec3 albedo, inout vec3 ray) {
    ray = normalize(vec3((2.0 * fragCoord - iResolution.xy) / iResolution.y, -1.5));
    vec3 n;
    float t = ball(ray), u = box(ray, n), v = ray.y < 0.0 ? -1.0 / ray.y : 1e4;
    depth = min(t, min(u, v));
    if (depth > 1e3) return;
    object = depth == t ? 1U : depth == u ? 2U : 3U;
    surface = object + 70000U;
    normal = depth == t ? normalize(depth * ray - vec3(0.3, -0.2, -4.0)) : depth == u ? n : vec3(0.0, 1.0, 0.0);
    albedo = vec3(0.5, float(int(object)), iTime);
}
void mainImage(out vec4 color, in vec2 place) {
    vec3 n, ray = normalize(vec3((2.0 * place - iResolution.xy) / iResolution.y, -1.5));
    color = vec4(vec3(ball(ray) < 1e3 ? 1.0 : box(ray, n) < 1e3 ? 0.7 : 0.2), 1.0);
}
"""


PROGRAMS = "composed:3:9"


def arguments(shaders, output, *more):
    return ["--shaders", *np.atleast_1d(shaders), "--output", output, "--n-samples", 12, "--resolution", 40,
            "--labels", "depth", "normal", "surface", "object", "albedo", *more]  # fmt: skip


@pytest.fixture(scope="module")
def reference(command, tmp_path_factory):
    """The folder that one process makes of three composed programs."""
    folder = tmp_path_factory.mktemp("labels") / "out"
    done = command(SCRIPT, *arguments(PROGRAMS, folder, "--workers", 1))
    assert "labels depth normal surface object albedo beside them" in done.stdout
    return folder


def test_contents(reference):
    labels = read_labels(reference / "0000000000/000003.npz")
    assert list(labels) == list(LABELS[:5])
    assert {name: (array.dtype.name, array.shape) for name, array in labels.items()} == {
        "depth": ("float32", (40, 40)),
        "normal": ("float16", (40, 40, 3)),
        "surface": ("uint32", (40, 40)),
        "object": ("uint32", (40, 40)),
        "albedo": ("float16", (40, 40, 3)),
    }
    with np.load(reference / "0000000000/000003.npz") as plain:  # what everybody reads it with
        assert all((plain[name] == labels[name]).all() for name in labels)
    assert len(list(reference.rglob("*.png"))) == len(list(reference.rglob("*.npz"))) == 12


def test_workers_do_not_change_bytes(command, reference, tmp_path):
    command(SCRIPT, *arguments(PROGRAMS, tmp_path / "d", "--workers", 3))
    assert contents(tmp_path / "d") == contents(reference)


def test_pictures_are_those_without_labels(command, reference, tmp_path):
    command(
        SCRIPT, "--shaders", PROGRAMS, "--output", tmp_path, "--n-samples", 12, "--resolution", 40,
        "--image-format", "png",
    )  # fmt: skip
    plain, labelled = contents(tmp_path), contents(reference)
    assert {name for name in plain if name.endswith(".png")} == {name for name in labelled if name.endswith(".png")}
    assert all(labelled[name] == digest for name, digest in plain.items() if name.endswith(".png"))


def test_damaged_and_missing_labels_are_made_again(command, tmp_path, reference):
    shutil.copytree(reference, tmp_path / "d")
    (tmp_path / "d/0000000000/000002.npz").unlink()
    (tmp_path / "d/0000000000/000005.npz").write_bytes(b"damaged")
    done = command(SCRIPT, *arguments(PROGRAMS, tmp_path / "d"))
    assert "2 drawn" in done.stdout and "10 kept" in done.stdout
    assert contents(tmp_path / "d") == contents(reference)


def test_what_an_interrupted_run_leaves_is_finished(command, tmp_path, reference):
    """A journal whose last line is cut, an image without labels, labels without an image."""
    shutil.copytree(reference, tmp_path / "d")
    sources, lines = resolve([PROGRAMS]), []
    for row in list(csv.DictReader((reference / "programs.csv").open())):
        lines.append(text_line(row["name"], row["sha1"]))
    for row in list(csv.DictReader((reference / "samples.csv").open()))[:9]:
        number = [source.name for source in sources].index(row["programs"])
        lines.append(labels_line(int(row["index"]), int(row["labels_bytes"]), int(row["labels_crc32"], 16)))
        lines.append(image_line(int(row["index"]), int(row["bytes"]), int(row["crc32"], 16), [number]))
    (tmp_path / "d/.journal").write_text("".join(f"{line}\n" for line in lines)[:-5])
    for name in ("samples.csv", "programs.csv", "0000000000/000001.npz", "0000000000/000004.png"):
        (tmp_path / "d" / name).unlink()
    done = command(SCRIPT, *arguments(PROGRAMS, tmp_path / "d"))
    assert "6 kept" in done.stdout
    assert contents(tmp_path / "d") == contents(reference)


def test_overwriting_removes_labels_too(command, tmp_path, reference):
    shutil.copytree(reference, tmp_path / "d")
    command(
        SCRIPT, "--shaders", PROGRAMS, "--output", tmp_path / "d", "--n-samples", 1, "--resolution", 40, "--overwrite"
    )  # fmt: skip
    assert [path.name for path in (tmp_path / "d/0000000000").iterdir()] == ["000000.jpg"]


def test_shards_hold_the_same_labels(command, reference, tmp_path):
    command(SCRIPT, *arguments(PROGRAMS, tmp_path / "a", "--format", "webdataset", "--shard-size", 5, "--workers", 2))
    with tarfile.open(tmp_path / "a/shard-000001.tar") as tar:
        names = tar.getnames()
        files = {name: tar.extractfile(name).read() for name in names}
    assert names[:4] == [f"000000005.{suffix}" for suffix in ("png", "cls", "json", "npz")]
    for k in range(5, 10):
        for suffix in ("png", "npz"):
            assert files[f"00000000{k}.{suffix}"] == (reference / f"0000000000/00000{k}.{suffix}").read_bytes()


def test_a_text_may_declare_its_labels(command, tmp_path):
    """Against rays that numpy meets with a ball, a box and a floor."""
    (tmp_path / "ball.glsl").write_text(BALL)
    command(
        SCRIPT, "--shaders", tmp_path / "ball.glsl", "--output", tmp_path / "d", "--n-samples", 1,
        "--resolution", 50, "--labels", *LABELS, "--time-range", 2, 2,
    )  # fmt: skip
    got = read_labels(tmp_path / "d/0000000000/000000.npz")
    grid = (np.arange(50) + 0.5) / 25 - 1
    ray = np.stack([*np.meshgrid(grid, -grid), np.full((50, 50), -1.5)], -1)
    ray /= np.linalg.norm(ray, axis=2, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = np.array([0.3, -0.2, -4.0])
        along = ray @ centre
        ball = along - np.sqrt(along**2 - centre @ centre + 0.64)
        low, high = -np.array([1.0, 0.2, 6.0]) - [0.7, 1.2, 0.5], -np.array([1.0, 0.2, 6.0]) + [0.7, 1.2, 0.5]
        first, last = np.minimum(low / ray, high / ray).max(2), np.maximum(low / ray, high / ray).min(2)
        floor = np.where(ray[..., 1] < 0, -1 / ray[..., 1], np.inf)
        depths = np.stack([np.nan_to_num(ball, nan=np.inf), np.where(first < last, first, np.inf), floor])
    depth, thing = depths.min(0), np.where(np.isfinite(depths.min(0)), depths.argmin(0) + 1, 0)
    assert set(np.unique(thing)) == {0, 1, 2, 3}
    same = got["object"] == thing
    assert same.mean() > 0.995 and np.abs(got["ray"] - ray).max() < 1e-6
    assert np.allclose(got["depth"][same], depth[same], rtol=1e-4)
    assert (got["surface"][same & (thing > 0)] == thing[same & (thing > 0)] + 70000).all()
    normal = (points_of(got) - centre)[thing == 1] / 0.8
    assert np.abs(normal - got["normal"][thing == 1])[same[thing == 1]].max() < 5e-3
    assert (got["albedo"][thing == 0] == 0).all() and np.allclose(got["albedo"][same & (thing == 2)], [0.5, 2, 2])


CALLS = """void mainLabels(in vec2 fragCoord, inout float depth, inout vec3 normal, inout uint surface, inout uint object,
                inout vec3 albedo, inout vec3 ray) {
    vec4 c;
    NAME(c, fragCoord);
    albedo = c.rgb;
    depth = 2.0;
    object = 1U;
}
"""
PICTURE = "void mainImage(out vec4 color, in vec2 place) { color = vec4(place / iResolution.xy, 0.25, 1.0); }\n"


@pytest.mark.parametrize("name", ["mainPicture", "mainImage"])
@pytest.mark.parametrize("first", [True, False])
def test_labels_may_call_the_picture(tmp_path, name, first):
    """By either name, from before or behind it; the picture is drawn as if nothing called it."""
    called = CALLS.replace("NAME", name)
    before = "" if first else PICTURE
    if first and name == "mainImage":
        before = "void mainImage(out vec4 color, in vec2 place);\n"  # else the site, too, knows no such function
    (tmp_path / "calls.glsl").write_text(before + called + (PICTURE if first else ""))
    (tmp_path / "plain.glsl").write_text(PICTURE)
    calls, plain = resolve([str(tmp_path)])
    with Renderer("cpu", 16) as renderer:
        image = renderer.render(calls.load(), [Sample(1.0)])[0]
        assert (image == renderer.render(plain.load(), [Sample(1.0)])[0]).all()
        got = unpack(renderer.labels(load_labels(calls), Sample(1.0)))
    assert (got["object"] == 1).all() and np.abs(got["albedo"] * 255.0 - image).max() < 1.0


NO_LABELS = {
    "sandbox": "uniform float time; uniform vec2 resolution;\nvoid mainLabels() {}\n"
    "void main() { mainLabels(); gl_FragColor = vec4(gl_FragCoord.xy / resolution, sin(time), 1.0); }\n",
    "isf": '/*{"ISFVSN": "2", "CATEGORIES": ["a"]}*/\nvoid mainLabels() {}\n'
    "void main() { mainLabels(); gl_FragColor = vec4(isf_FragNormCoord, 0.5, 1.0); }\n",
    "off": f"#if 0\n{CALLS}#endif\n{PICTURE}",
    "own_main": f"{PICTURE}{CALLS.replace('NAME', 'mainImage')}out vec4 o; void main() {{ mainImage(o, gl_FragCoord.xy); }}\n",
    "json": '{"renderpass": [{"type": "image", "code": "void mainLabels() {} void mainImage(out vec4 c, in vec2 p) { c = vec4(1); }"}]}',
}


def test_what_has_labels_is_told_from_its_dialect(command, tmp_path):
    (tmp_path / "shaders").mkdir()
    for name, text in NO_LABELS.items():
        (tmp_path / f"shaders/{name}.glsl").write_text(text)
    (tmp_path / "shaders/z.glsl").write_text(BALL)
    sources = resolve([str(tmp_path / "shaders")])
    assert [source.name for source in sources if has_labels(source)] == ["z"]
    assert not has_labels(sources[-1], "glslsandbox")
    args = argparse.Namespace(labels_where_known=False, dialect=None)
    with pytest.raises(UserError, match="5 of 6 programs have none"):
        check_labels(sources, args)
    call = arguments(tmp_path / "shaders", tmp_path / "d", "--labels-where-known")
    assert "excluded" not in command(SCRIPT, *call).stderr


def test_programs_without_labels_are_named_and_counted(command, tmp_path):
    shaders = write_shaders(tmp_path / "shaders", 7)
    call = arguments([shaders, PROGRAMS], tmp_path / "d")
    sources = resolve([str(shaders), PROGRAMS])
    args = argparse.Namespace(labels_where_known=False, dialect=None)
    with pytest.raises(
        UserError, match=r"7 of 10 programs have none \(wave0, wave1, wave2, wave3, wave4, \.\.\.\)"
    ) as refused:
        check_labels(sources, args)
    assert "--labels-where-known" in str(refused.value) and refused.value.code == 2
    args.labels_where_known = True
    assert check_labels(sources, args) == 7
    with pytest.raises(UserError, match="none of the 7"):
        check_labels(resolve([str(shaders)]), args)
    done = command(SCRIPT, *call, "--labels-where-known")
    assert "(not of 7 programs)" in done.stdout
    rows = [line.split(",") for line in (tmp_path / "d/samples.csv").read_text().splitlines()[1:]]
    for row in rows:
        beside = tmp_path / "d" / row[1].replace(".png", ".npz")
        assert beside.exists() == row[2].startswith("composed") == (row[-2] != "0")


def test_a_program_whose_labels_do_not_compile_is_excluded(command, tmp_path):
    (tmp_path / "a.glsl").write_text(BALL.replace("depth == t ? 1U", "nothing == t ? 1U"))
    (tmp_path / "b.glsl").write_text(BALL)
    (tmp_path / "c.glsl").write_text(BROKEN + "// void mainLabels( is only said\n")
    done = command(SCRIPT, *arguments([tmp_path / "a.glsl", tmp_path / "b.glsl"], tmp_path / "d"))
    assert "excluded: a: compile_error" in done.stderr and "nothing" in done.stderr
    assert len(list((tmp_path / "d").rglob("*.npz"))) == 12
    assert label_text(resolve([str(tmp_path / "c.glsl")])[0]) is None


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--labels", "depth", "smell"], "--labels smell: unknown; there are depth, normal"),
        (["--labels"], "--labels"),
        (["--labels", "depth", "--image-format", "jpg"], "--image-format jpg: it blurs"),
        (["--labels", "depth", "--image-format", "webp"], "--image-format png"),
        (["--labels", "depth", "--mixing-type", "convex"], "--mixing-type convex"),
        (["--labels", "depth", "--parameter-jitter", "0.3"], "--parameter-jitter"),
        (["--labels-where-known"], "needs --labels"),
    ],
)
def test_wrong_arguments(capsys, tmp_path, more, words):
    with pytest.raises(SystemExit) as ended:
        generate_dataset.parse_args(
            ["--shaders", "composed:3", "--output", os.fspath(tmp_path / "d"), "--n-samples", "2", *more]
        )
    assert ended.value.code == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04nothing", "cut", "lacks"])
def test_reading_what_is_no_file_of_labels(reference, damage):
    data = (reference / "0000000000/000000.npz").read_bytes()
    with pytest.raises(UserError, match="labels"):
        if damage == "lacks":
            read_labels(data, ["ray"])
        else:
            read_labels(data[: len(data) // 2] if damage == "cut" else damage)
    assert set(np.load(io.BytesIO(data)).files) == set(LABELS[:5])
