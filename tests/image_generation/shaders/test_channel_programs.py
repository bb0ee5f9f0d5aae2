"""--channel-programs: image inputs show pictures of other programs, the same whoever draws, and everything else is as ever."""

import csv
import io
import json
import shutil
import tarfile

import numpy as np
import pytest
import torch
from PIL import Image

from image_generation import ShaderImages
from image_generation.common.errors import UserError
from image_generation.shaders import check_shaders, gallery, generate_dataset, generate_video
from image_generation.shaders.live.dataset import LiveDataset
from image_generation.shaders.programs import parse
from image_generation.shaders.programs.media import image_inputs, is_image_input
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.rendering.channel_pictures import ChannelPictures
from image_generation.shaders.rendering.egl_devices import choose_device
from image_generation.shaders.sampler import MOST_CHANNELS, ChannelDraw, Sample, SamplerSettings, channel_draws
from image_generation.shaders.sources import resolve
from tests.image_generation.shaders.dataset_helpers import BROKEN, SCRIPT, contents, write_shaders

# The first input on the left, the second on the right.
FILTER = """/*{"INPUTS": [{"NAME": "inputImage", "TYPE": "image"}, {"NAME": "other", "TYPE": "image"}]}*/
void main() {
    vec4 a = IMG_NORM_PIXEL(inputImage, isf_FragNormCoord), b = IMG_NORM_PIXEL(other, isf_FragNormCoord);
    gl_FragColor = vec4(isf_FragNormCoord.x < 0.5 ? a.rgb : b.rgb, 1.0);
}
"""
SIDE = 24


def shadertoy(code, inputs, **more):
    passes = [{"name": "Image", "type": "image", "code": code, "inputs": inputs, "outputs": [], **more}]
    return json.dumps({"Shader": {"info": {"id": "abc", "name": "x"}, "renderpass": passes}})


def texture(channel, file="x9a1b2c3d.jpg", kind="texture"):
    sampler = {"filter": "linear", "wrap": "clamp", "vflip": "true"}
    return {"id": "1", "src": f"/media/a/{file}", "ctype": kind, "channel": channel, "sampler": sampler}


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """(filters and one plain program, programs for their inputs)."""
    base = tmp_path_factory.mktemp("channels")
    waves = write_shaders(base / "waves", 5)
    shaders = write_shaders(base / "shaders", 1)
    (shaders / "filter.fs").write_text(FILTER)
    return shaders, waves


def arguments(folders, output, *more):
    return ["--shaders", folders[0], "--channel-programs", folders[1], "--output", output, "--n-samples", 12,
            "--resolution", SIDE, "--image-format", "png", *more]  # fmt: skip


@pytest.fixture(scope="module")
def reference(command, folders, tmp_path_factory):
    folder = tmp_path_factory.mktemp("reference") / "out"
    command(SCRIPT, *arguments(folders, folder, "--workers", 1))
    return folder


def rows(folder, name="samples.csv"):
    with open(folder / name, newline="") as file:
        return list(csv.DictReader(file))


def test_inputs_show_what_the_table_says(reference, folders):
    sources = {source.name: source for source in resolve([str(folders[1])])}
    tested = 0
    with Renderer("cpu", SIDE) as renderer:
        for row in rows(reference):
            if row["programs"] != "filter":
                assert row["channel_programs"] == row["channel_times"] == ""
                continue
            names, times = row["channel_programs"].split("|"), row["channel_times"].split("|")
            first, second = (
                renderer.render(sources[name].load(), [Sample(float(time))])[0] for name, time in zip(names, times)
            )
            image = np.asarray(Image.open(reference / row["file"])).astype(int)
            half = SIDE // 2
            assert np.abs(image[:, :half] - first[:, :half]).max() <= 1
            assert np.abs(image[:, half:] - second[:, half:]).max() <= 1
            tested += 1
    assert tested == 6
    assert {row["name"]: row["image_inputs"] for row in rows(reference, "programs.csv")} == {
        "filter": "2",
        "wave0": "0",
    }
    assert "channel_programs:" in (reference / "config.yaml").read_text()


def test_workers_do_not_change_bytes(command, folders, reference, tmp_path):
    command(SCRIPT, *arguments(folders, tmp_path / "d", "--workers", 3))
    assert contents(tmp_path / "d") == contents(reference)


def test_resumed_as_if_it_had_never_stopped(command, folders, reference, tmp_path):
    shutil.copytree(reference, tmp_path / "d")
    for row in rows(reference)[3:8]:
        (tmp_path / "d" / row["file"]).unlink()
    done = command(SCRIPT, "--config", tmp_path / "d/config.yaml")
    assert "5 drawn" in done.stdout and contents(tmp_path / "d") == contents(reference)
    refused = command(SCRIPT, *arguments(folders, tmp_path / "d")[:2], *arguments(folders, tmp_path / "d")[4:], code=2)
    assert "channel_programs" in refused.stderr


def test_edited_channel_programs_are_noticed(folders, reference, tmp_path):
    """Both ways of calling again: with the flags, and with the dataset's config.yaml."""
    waves = shutil.copytree(folders[1], tmp_path / "waves")
    (waves / "wave3.frag").write_text((waves / "wave3.frag").read_text().replace("0.37", "0.38"))
    shutil.copytree(reference, tmp_path / "d")
    config = (tmp_path / "d/config.yaml").read_text().replace(str(folders[1]), str(waves))
    (tmp_path / "d/config.yaml").write_text(config)
    same = [str(word) for word in arguments((folders[0], waves), tmp_path / "d")]
    with pytest.raises(UserError, match="channel_digest"):
        generate_dataset.main(same)
    with pytest.raises(UserError, match="--channel-programs: their texts have changed"):
        generate_dataset.main(["--config", str(tmp_path / "d/config.yaml")])
    assert {n: d for n, d in contents(tmp_path / "d").items() if n.endswith(".png")} == {
        n: d for n, d in contents(reference).items() if n.endswith(".png")
    }


def test_shards_say_what_filled_inputs(command, folders, reference, tmp_path):
    command(SCRIPT, *arguments(folders, tmp_path / "d", "--format", "webdataset", "--shard-size", 12))
    with tarfile.open(tmp_path / "d/shard-000000.tar") as tar:
        for row in rows(reference):
            key = f"{int(row['index']):09d}"
            assert tar.extractfile(f"{key}.png").read() == (reference / row["file"]).read_bytes()
            said = json.loads(tar.extractfile(f"{key}.json").read())["channels"]
            assert "|".join(draw["program"] for draw in said[0]) == row["channel_programs"]


def test_live_images_are_those_of_the_folder(folders, reference):
    channels = resolve([str(folders[1])])
    devices = (choose_device("cpu"),)
    with LiveDataset([str(folders[0])], SIDE, 12, devices=devices, workers=1, channels=channels) as dataset:
        for index, row in enumerate(rows(reference)[:6]):
            with Image.open(reference / row["file"]) as stored:
                assert (np.asarray(stored) == np.asarray(dataset.read(index)[0])).all()


def test_shader_images_are_those_of_the_folder(folders, reference):
    images = ShaderImages(
        str(folders[0]), resolution=SIDE, epoch_size=12, device="cpu", workers=1, dtype=torch.uint8,
        channel_programs=[folders[1]],
    )  # fmt: skip
    with images:
        for (image, _), row in zip(images, rows(reference), strict=True):
            with Image.open(reference / row["file"]) as stored:
                assert (np.asarray(stored) == image.permute(1, 2, 0).numpy()).all()


def test_draws_depend_on_seed_index_and_slot_alone():
    lot = SamplerSettings(seed=5, channel_programs=7)
    draws = channel_draws(lot, 3)
    assert draws == channel_draws(lot, 3) and len(draws) == MOST_CHANNELS
    assert len({channel_draws(lot, 3), channel_draws(lot, 4), channel_draws(lot, 3, 1)}) == 3
    assert all(0 <= draw.program < 7 and 0.1 <= draw.time < 10 for draw in draws)
    seen = {draw.program for index in range(60) for draw in channel_draws(lot, index)}
    assert seen == set(range(7))


@pytest.fixture(scope="module")
def drawing(folders):
    pictures = ChannelPictures(resolve([str(folders[1])]), device=choose_device("cpu"), resolution=SIDE)
    with Renderer("cpu", SIDE, channel_pictures=pictures) as renderer:
        yield renderer


def drawn(renderer, program, *draws, time=1.0):
    channels = tuple(ChannelDraw(number, time_) for number, time_ in draws)
    return renderer.render(program, [Sample(time, channels=channels)])[0].astype(int)


def test_texture_channels_of_shadertoy(drawing, folders):
    """Upright, of the images' size; tables of numbers, cube maps and sound stay what they are."""
    code = "void mainImage(out vec4 c, in vec2 f) { c = texture(iChannel1, f / iResolution.xy); }"
    inputs = [texture(0, "f735bee5b64ef98879dc618b016ecf7939a5756040c2cde21ccb15e69a6e1cfb.png"), texture(1)]
    program = parse(shadertoy(code, inputs), "x")
    assert image_inputs(program) == (("texture", "x9a1b2c3d.jpg"),)
    wave = resolve([str(folders[1])])[2].load()
    expected = drawing.render(wave, [Sample(3.5)])[0].astype(int)
    assert np.abs(drawn(drawing, program, (2, 3.5)) - expected).max() <= 1
    sizes = "void mainImage(out vec4 c, in vec2 f) { c = vec4(iChannelResolution[1].xy / 255.0, textureSize(iChannel1, 0).x / 255.0, 1); }"
    assert (drawn(drawing, parse(shadertoy(sizes, inputs), "y"), (2, 3.5))[0, 0] == SIDE).all()
    assert not image_inputs(parse(shadertoy(code, [texture(1, kind="cubemap"), texture(0, kind="music")]), "z"))


@pytest.mark.parametrize(
    ("source", "table"),
    [
        ("texNoise", True), ("noise.png", True), ("blueNoise256", True), ("BAYER_8x8.png", True), ("ditherTex", True),
        ("font.png", True), ("fontAtlas", True), ("colorLUT", True), ("lut_image", True), ("permTexture", True),
        ("inputImage", False), ("absolute.jpg", False), ("solution", False), ("Fontainebleau.jpg", False),
        ("texTex1", False), ("permanent", False), ("", False),
    ],
)  # fmt: skip
def test_tables_are_known_by_name(source, table):
    assert is_image_input("texture", source) is not table


def test_noise_of_bonzomatic_stays(drawing):
    text = (
        "uniform float fGlobalTime; uniform vec2 v2Resolution; uniform sampler2D texNoise; uniform sampler2D texTex1;"
    )
    text += " out vec4 o; void main() { vec2 p = gl_FragCoord.xy / v2Resolution;"
    text += " o = vec4(texture(texNoise, p).rg, texture(texTex1, p).b, 1.0); }"
    program = parse(text, "x")
    assert program.dialect == "bonzomatic" and image_inputs(program) == (("texture", "texTex1"),)
    first, second = drawn(drawing, program, (0, 1.0)), drawn(drawing, program, (1, 2.0))
    assert (first[..., :2] == second[..., :2]).all() and (first[..., 2] != second[..., 2]).any()


def test_pictures_that_a_folder_holds_by_name_stay(tmp_path, folders):
    """What an ISF file imports, where --textures has it; other inputs are filled."""
    head = {"INPUTS": [{"NAME": "inputImage", "TYPE": "image"}], "IMPORTED": {"mask": {"PATH": "sub/mask.png"}}}
    body = "IMG_NORM_PIXEL(mask, isf_FragNormCoord).rg, IMG_NORM_PIXEL(inputImage, isf_FragNormCoord).b, 1.0"
    program = parse(f"/*{json.dumps(head)}*/\nvoid main() {{ gl_FragColor = vec4({body}); }}", "x")
    (tmp_path / "textures").mkdir()
    Image.new("RGB", (8, 8), (200, 100, 0)).save(tmp_path / "textures/mask.png")
    textures = str(tmp_path / "textures")
    assert len(image_inputs(program)) == 2 and image_inputs(program, textures) == (("texture", "inputImage"),)
    pictures = ChannelPictures(
        resolve([str(folders[1])]), device=choose_device("cpu"), resolution=SIDE, textures=textures
    )
    with Renderer("cpu", SIDE, channel_pictures=pictures, textures=textures) as renderer:
        first, second = (drawn(renderer, program, (k, 1.0 + k)) for k in (0, 1))
    pictures.renderer.release()
    assert (first[..., :2] == [200, 100]).all() and (second[..., :2] == [200, 100]).all()
    assert (first[..., 2] != second[..., 2]).any()


def test_more_inputs_than_pictures_show_them_again(drawing):
    names = [f"i{k}" for k in range(MOST_CHANNELS + 1)]
    head = json.dumps({"INPUTS": [{"NAME": name, "TYPE": "image"} for name in names]})
    body = f"abs(IMG_NORM_PIXEL({names[0]}, isf_FragNormCoord) - IMG_NORM_PIXEL({names[-1]}, isf_FragNormCoord)).rgb"
    reads = " + ".join(f"0.0 * IMG_NORM_PIXEL({name}, isf_FragNormCoord).rgb" for name in names)
    program = parse(f"/*{head}*/\nvoid main() {{ gl_FragColor = vec4({body} + {reads}, 1.0); }}", "many")
    assert not drawn(drawing, program, (0, 1.0), (1, 1.0), (2, 1.0), (3, 1.0)).any()


def test_feedback_begins_anew_with_another_picture(drawing):
    """A program that adds up what it reads: its history is that of one picture."""
    buffer = {
        "name": "Buffer A", "type": "buffer", "outputs": [{"id": "257", "channel": 0}],
        "code": "void mainImage(out vec4 c, in vec2 f) { c = 0.9 * texture(iChannel0, f / iResolution.xy)"
        " + 0.1 * texture(iChannel1, f / iResolution.xy); }",
        "inputs": [{"id": "257", "src": "/media/previz/buffer00.png", "ctype": "buffer", "channel": 0,
                    "sampler": {"filter": "nearest", "wrap": "clamp"}}, texture(1)],
    }  # fmt: skip
    image = {
        "name": "Image", "type": "image", "outputs": [], "code": "void mainImage(out vec4 c, in vec2 f)"
        " { c = texture(iChannel0, f / iResolution.xy); }", "inputs": buffer["inputs"][:1],
    }  # fmt: skip
    program = parse(json.dumps({"Shader": {"info": {"name": "x"}, "renderpass": [buffer, image]}}), "x")
    assert program.feedback
    alone = [drawn(drawing, program, draw) for draw in ((0, 1.0), (3, 2.0))]
    samples = [Sample(1.0, channels=(ChannelDraw(*draw),)) for draw in ((0, 1.0), (3, 2.0))]
    for k, sample in enumerate([*samples, *samples[::-1]]):
        drawing.submit(program, sample, k)
    found = dict(drawing.finished(wait=True))
    assert (found[0] == alone[0]).all() and (found[1] == alone[1]).all()
    assert (found[2] == alone[1]).all() and (found[3] == alone[0]).all()
    assert np.abs(alone[0] - alone[1]).max() > 20


def test_feedback_in_an_input_is_stepped_for_two_seconds_at_most(folders, tmp_path):
    """Its cost is bounded, whatever the time that was drawn."""
    growing = "uniform vec2 resolution; uniform sampler2D backbuffer; void main() { gl_FragColor = vec4("
    growing += "texture2D(backbuffer, gl_FragCoord.xy / resolution).rgb + 0.004, 1.0); }"
    (tmp_path / "grow.frag").write_text(
        "#ifdef GL_ES\nprecision mediump float;\n#endif\nuniform float time;\n" + growing
    )
    sources = resolve([str(tmp_path)])
    assert sources[0].load().feedback
    pictures = ChannelPictures(sources, device=choose_device("cpu"), resolution=SIDE)
    program = resolve([str(folders[0])])[0].load()
    early, most, late = (
        int(pictures.of(program, [ChannelDraw(0, time)])["texture", "other"].mean()) for time in (0.5, 2.0, 9.0)
    )
    pictures.renderer.release()
    assert 0 < early < most == late


def test_what_fills_an_input_has_built_in_textures_itself(tmp_path):
    """Filters through filters end there: no program waits for itself."""
    (tmp_path / "filter.fs").write_text(FILTER)
    sources = resolve([str(tmp_path)])
    pictures = ChannelPictures(sources, device=choose_device("cpu"), resolution=SIDE)
    with Renderer("cpu", SIDE) as plain, Renderer("cpu", SIDE, channel_pictures=pictures) as filled:
        program = sources[0].load()
        built_in = plain.render(program, [Sample(1.0)])[0].astype(int)
        assert np.abs(drawn(filled, program, (0, 1.0)) - built_in).max() <= 1
    pictures.renderer.release()


def test_without_the_flag_nothing_changes(folders, tmp_path):
    with Renderer("cpu", SIDE) as plain:
        program = resolve([str(folders[0])])[0].load()
        before = plain.render(program, [Sample(1.0)])
    pictures = ChannelPictures(resolve([str(folders[1])]), device=choose_device("cpu"), resolution=SIDE)
    with Renderer("cpu", SIDE, channel_pictures=pictures) as filled:
        assert (filled.render(program, [Sample(1.0)]) == before).all()


def test_image_models_fill_inputs_too(tmp_path, folders):
    sources = resolve(["model:dead_leaves-squares"])
    pictures = ChannelPictures(sources, device=choose_device("cpu"), resolution=SIDE)
    program = resolve([str(folders[0])])[0].load()
    draws = channel_draws(SamplerSettings(channel_programs=1), 0)
    first, second = pictures.of(program, draws).values()
    assert first.shape == (SIDE, SIDE, 3) and (first != second).any()
    assert (pictures.of(program, draws)["texture", "inputImage"] == first).all()


@pytest.mark.parametrize("command", [check_shaders, gallery])
def test_pictures_of_edited_channel_programs_are_drawn_again(folders, tmp_path, command):
    """By the same flags into the same folder; unedited ones are kept."""
    waves = shutil.copytree(folders[1], tmp_path / "waves")
    call = ["--shaders", str(folders[0] / "filter.fs"), "--resolution", str(SIDE), "--workers", "1", "--device", "cpu"]
    call += ["--output", str(tmp_path / "out"), "--channel-programs", str(waves)]
    frames = tmp_path / "out" / ("frames" if command is check_shaders else ".gallery/frames")
    seen = []
    for edited in (False, False, True):
        for path in waves.iterdir() if edited else ():
            path.write_text(path.read_text().replace("vec4(fract", "vec4(0.3 * fract"))
        assert command.main(call) == 0
        files = sorted(path for path in frames.iterdir() if path.is_file())
        seen.append(([path.read_bytes() for path in files], [path.stat().st_mtime_ns for path in files]))
    assert seen[0] == seen[1] and seen[0][0] != seen[2][0]


def test_a_digest_of_nothing_is_refused(folders, tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        generate_dataset.parse_args(
            [
                "--shaders",
                str(folders[0]),
                "--output",
                str(tmp_path / "d"),
                "--n-samples",
                "2",
                "--channel-digest",
                "abc",
            ]
        )
    assert ended.value.code == 2 and "--channel-digest abc: is of --channel-programs" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["/nowhere.frag"], "--channel-programs /nowhere.frag: no such"),
        (["composed:none"], "--channel-programs composed:none"),
        (["EMPTY"], "--channel-programs"),
    ],
)
def test_names_that_are_none(folders, tmp_path, given, words):
    (tmp_path / "empty").mkdir()
    given = [str(tmp_path / "empty") if word == "EMPTY" else word for word in given]
    common = ["--shaders", str(folders[0]), "--output", str(tmp_path / "d"), "--channel-programs", *given]
    for run in (
        lambda: generate_dataset.main([*common, "--n-samples", "2"]),
        lambda: check_shaders.main(common),
        lambda: gallery.main(common),
        lambda: generate_video.main(
            ["--shader-file", str(folders[0] / "filter.fs"), "--output-path", str(tmp_path / "v.mp4"), *common[4:]]
        ),
    ):
        with pytest.raises(UserError, match="(?s)" + words.replace(".", r"\.")) as refused:
            run()
        assert refused.value.code == 2 and not (tmp_path / "d").exists()


def test_an_empty_list_is_refused_and_one_that_cannot_be_drawn_is_named(command, folders, tmp_path):
    with pytest.raises(SystemExit):
        generate_dataset.parse_args(["--shaders", "x", "--output", "d", "--n-samples", "2", "--channel-programs"])
    (tmp_path / "broken.frag").write_text(BROKEN)
    call = arguments((folders[0], tmp_path / "broken.frag"), tmp_path / "d")
    error = command(SCRIPT, *call, code=1).stderr
    assert "--channel-programs: broken: compile_error" in error and "leave it out" in error
    assert "Traceback" not in error


def test_check_gallery_and_video(folders, tmp_path, capsys):
    common = ["--shaders", str(folders[0]), "--resolution", str(SIDE), "--workers", "1", "--device", "cpu"]
    found = {}
    for name, more in (("with", ["--channel-programs", str(folders[1])]), ("without", [])):
        assert check_shaders.main([*common, "--output", str(tmp_path / name), *more]) == 0
        found[name] = {path.name: path.read_bytes() for path in (tmp_path / name / "frames").iterdir()}
    assert found["with"]["wave0_0.png"] == found["without"]["wave0_0.png"]
    assert found["with"]["filter_0.png"] != found["without"]["filter_0.png"]
    assert found["with"]["filter_0.png"] != found["with"]["filter_1.png"]
    assert {row["status"] for row in rows(tmp_path / "with", "report.csv")} == {"ok"}
    picture = np.asarray(Image.open(io.BytesIO(found["with"]["filter_0.png"])))
    assert picture.std() > 10
    assert gallery.main([*common, "--output", str(tmp_path / "g"), "--channel-programs", str(folders[1])]) == 0
    video = ["--shader-file", str(folders[0] / "filter.fs"), "--output-path", str(tmp_path / "v.mp4"), "--fps", "4"]
    video += ["--duration", "1", "--resolution", "32", "--device", "cpu", "--channel-programs", str(folders[1])]
    assert generate_video.main(video) == 0
    with pytest.raises(UserError, match="--channel-programs is of --shaders"):
        gallery.main(["--dataset", "x", "--output", str(tmp_path / "h"), "--channel-programs", "composed:2"])
