"""Wrong arguments and bad input: one clear line that names the flag or file, the right exit code, nothing left."""

import pytest

from image_generation.mixing import MixtureSettings
from image_generation.shaders.flags import QUICK_COMPILE_PIXELS, quick_compile
from image_generation.shaders.sampler import SamplerSettings
from tests.image_generation.shaders.dataset_helpers import SCRIPT, contents, write_shaders


@pytest.fixture(scope="module")
def shaders(tmp_path_factory):
    return write_shaders(tmp_path_factory.mktemp("shaders"), 2)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--resolution", "0"], "--resolution"),
        (["--resolution", "100000"], "--resolution"),
        (["--n-samples", "0"], "--n-samples"),
        (["--n-samples", "many"], "--n-samples"),
        (["--gpus", "7"], "--gpus 7"),
        (["--gpus", "0", "--device", "cpu"], "--gpus"),
        (["--time-range", "5", "1"], "--time-range"),
        (["--time-range", "0", "nan"], "--time-range"),
        (["--mixing-type", "soup"], "--mixing-type"),
        (["--mixing-type", "convex", "--n-samples-mix", "1"], "--n-samples-mix"),
        (["--mixing-type", "convex", "--layout", "class"], "--layout"),
        (["--quality", "0"], "--quality"),
        (["--parameter-jitter", "-1"], "--parameter-jitter"),
        (["--parameter-jitter", "nan"], "--parameter-jitter"),
        (["--parameter-jitter", "5"], "--parameter-jitter"),
        (["--timeout", "-1"], "--timeout"),
        (["--seed", "-1"], "--seed"),
        (["--textures", "/nowhere"], "--textures"),
        (["--shaders", "/nowhere/x.frag"], "/nowhere/x.frag"),
        (["--shaders", "composed:-3"], "composed:-3"),
        (["--shaders", "composed:x"], "composed:x"),
        (["--config", "/nowhere.yaml"], "/nowhere.yaml"),
        (["--bogus"], "--bogus"),
    ],
)
def test_wrong_arguments(command, shaders, tmp_path, arguments, words):
    base = ["--shaders", shaders, "--output", tmp_path / "d", "--n-samples", 2, "--resolution", 8]
    assert words in command(SCRIPT, *base, *arguments, code=2).stderr
    assert not (tmp_path / "d").exists()


@pytest.mark.parametrize("missing", ["--shaders", "--output", "--n-samples"])
def test_required_arguments(command, shaders, tmp_path, missing):
    given = {"--shaders": shaders, "--output": tmp_path / "d", "--n-samples": 2}
    del given[missing]
    assert missing in command(SCRIPT, *(word for pair in given.items() for word in pair), code=2).stderr


def test_no_egl_names_the_packages(command, shaders, tmp_path):
    call = [SCRIPT, "--shaders", shaders, "--output", tmp_path / "d", "--n-samples", 2]
    failed = command(*call, env={"__EGL_VENDOR_LIBRARY_FILENAMES": "/nowhere.json"}, code=1)
    assert "libgl1-mesa-dri" in failed.stderr
    assert not (tmp_path / "d").exists()


def test_output_that_cannot_be_a_folder(command, shaders, tmp_path):
    (tmp_path / "file").write_text("x")
    failed = command(SCRIPT, "--shaders", shaders, "--output", tmp_path / "file" / "d", "--n-samples", 2, code=1)
    assert "--output" in failed.stderr


def test_a_folder_of_other_things_is_left_alone(command, shaders, tmp_path):
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "thesis.tex").write_text("x")
    for more in ([], ["--overwrite"]):
        call = ["--shaders", shaders, "--output", tmp_path / "d", "--n-samples", 2, *more]
        assert "--output" in command(SCRIPT, *call, code=2).stderr
    assert list(contents(tmp_path / "d")) == ["thesis.tex"]


@pytest.mark.parametrize("config", ["keep", "empty"])
def test_overwrite_leaves_other_peoples_files_alone(command, shaders, tmp_path, config):
    call = [
        "--shaders",
        shaders,
        "--output",
        tmp_path / "d",
        "--n-samples",
        3,
        "--resolution",
        8,
        "--image-format",
        "png",
    ]
    command(SCRIPT, *call)
    photo = tmp_path / "d" / "photos" / "2023" / "000001.jpg"
    photo.parent.mkdir(parents=True)
    photo.write_text("mine")
    if config == "empty":
        (tmp_path / "d" / "config.yaml").write_bytes(b"")
    before = contents(tmp_path / "d")
    assert "000001.jpg" in command(SCRIPT, *call, "--seed", 1, "--overwrite", code=2).stderr
    assert {k: v for k, v in contents(tmp_path / "d").items() if k != ".journal"} == before
    photo.unlink()
    command(SCRIPT, *call, "--seed", 1, "--overwrite")
    assert (tmp_path / "d" / "photos").is_dir()


def test_a_foreign_folder_is_not_touched(command, shaders, tmp_path):
    for name in (".download.part", ".lock", "a.txt"):
        (tmp_path / name).write_text("mine")
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "000001.jpg").write_text("mine")
    before = contents(tmp_path)
    command(SCRIPT, "--shaders", shaders, "--output", tmp_path, "--n-samples", 2, "--overwrite", code=2)
    (tmp_path / "config.yaml").write_bytes(b"")
    command(SCRIPT, "--shaders", shaders, "--output", tmp_path, "--n-samples", 2, "--overwrite", code=2)
    (tmp_path / "config.yaml").unlink()
    assert contents(tmp_path) == before


@pytest.mark.parametrize("text", ["n_samples:", "seed:", "shaders:"])
def test_config_without_a_value(command, shaders, tmp_path, text):
    (tmp_path / "c.yaml").write_text(text)
    call = ["--shaders", shaders, "--output", tmp_path / "d", "--n-samples", 2]
    assert "c.yaml" in command(SCRIPT, *call, "--config", tmp_path / "c.yaml", code=2).stderr


def test_a_wrong_line_of_a_list_is_named(command, shaders, tmp_path):
    (tmp_path / "list.txt").write_text(f"# mine\n{shaders}/wave0.frag\n\nnowhere.frag\n")
    failed = command(SCRIPT, "--shaders", tmp_path / "list.txt", "--output", tmp_path / "d", "--n-samples", 2, code=2)
    assert "list.txt:4" in failed.stderr and "nowhere.frag" in failed.stderr


def test_names_never_leave_the_output_folder(command, tmp_path):
    from tests.image_generation.shaders.dataset_helpers import WAVES

    folder = tmp_path / "s"
    folder.mkdir()
    for k, name in enumerate(
        ["..frag", "...frag", "a b;c.frag", "é世界.frag", "x" * 200 + ".frag", "$(id).frag", "..\\up.frag"]
    ):
        (folder / name).write_text(WAVES.format(f"{k + 1}.0"))
    json = (
        '{"info": {"id": "../../evil", "name": "../x"}, "renderpass": [{"type": "image", "name": "Image", "code": %s,'
    )
    (folder / "evil.json").write_text(
        json.replace("%s", '"void mainImage(out vec4 c, in vec2 p) {c = vec4(1.);}"') + '"inputs": [], "outputs": []}]}'
    )
    call = ["--shaders", folder, "--output", tmp_path / "out" / "d", "--n-samples", 16, "--resolution", 8]
    command(SCRIPT, *call, "--layout", "class")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["d"]
    written = contents(tmp_path / "out" / "d")
    assert sum(name.endswith(".jpg") for name in written) == 16
    for name in written:
        assert len(name) < 140 and all(c.isalnum() or c in "._-/" for c in name) and name.isascii()


def test_programs_that_draw_little_are_compiled_quickly():
    alone, mixed = SamplerSettings(), SamplerSettings(mixture=MixtureSettings(kind="convex", n_samples=6))
    least = QUICK_COMPILE_PIXELS // 256**2  # 30 frames of 256 x 256
    assert quick_compile(1000 * least, alone, 256, 1000) and not quick_compile(1000 * (least + 1), alone, 256, 1000)
    assert not quick_compile(1000 * least, mixed, 256, 1000) and quick_compile(1000 * (least // 6), mixed, 256, 1000)
    assert quick_compile(20_000, alone, 64, 20_000) and not quick_compile(100_000, alone, 256, 286)


def test_flags_that_change_nothing_are_named(command, shaders, tmp_path):
    call = [SCRIPT, "--shaders", shaders, "--n-samples", 2, "--resolution", 8]
    unused = ["--image-format", "png", "--quality", 80, "--fps", 5, "--cut-alpha", 2, "--n-samples-mix", 3]
    said = command(*call, "--output", tmp_path / "a", *unused).stderr
    assert "--quality (of --image-format jpg or webp), --fps (of --temporal-sampling continuous)" in said
    assert "--n-samples-mix (of a --mixing-type), --cut-alpha" in said
    used = ["--quality", 80, "--temporal-sampling", "continuous", "--fps", 5, "--mixing-type", "convex_cutmix"]
    used += ["--cut-alpha", 2, "--convex-combination-type", "dirichlet", "--dirichlet-alpha", 0.5, "--n-samples-mix", 3]
    assert "without effect" not in command(*call, "--output", tmp_path / "b", *used).stderr
