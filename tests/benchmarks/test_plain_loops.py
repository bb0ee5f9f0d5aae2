"""The limit is honest: plain loops draw what the renderer draws, every image once, and tell no more than they did."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks import live_rates, live_training, load_parts, many_programs, plain_loops, render, render_profile
from benchmarks.plain_loops import PlainSettings, Recipe, plain_job
from image_generation.common.errors import UserError
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.sampler import Sample, Sampler, SamplerSettings
from image_generation.shaders.sources import resolve


def test_plain_loops_draw_what_the_renderer_draws() -> None:
    programs = [source.load() for source in [*resolve(["bundled"])[::95], *resolve(["composed:2:4"])]]
    jobs = [job for program in programs if (job := plain_job(program, (1.0, 2.5), 32))]
    assert len(jobs) >= 4
    with Renderer("cpu", 32) as renderer:
        expected = [renderer.render(program, [Sample(2.5)])[0] for program in programs if plain_job(program, (), 32)]
    context = plain_loops.open_context()
    target = context.framebuffer([context.texture((32, 32), 4)])
    target.use()
    for job, picture in zip(jobs, expected, strict=True):
        images = [image.copy() for image in plain_loops.drawn(context, target, job)]
        assert len(images) == 2
        assert np.array_equal(images[1][::-1], picture)
    context.release()
    with Renderer("cpu", 8) as renderer:  # its context is the current one again
        renderer.render(programs[0], [Sample(1.0)])


def test_programs_of_several_passes_are_left_to_the_renderer(tmp_path) -> None:
    (tmp_path / "Image.glsl").write_text(
        "void mainImage(out vec4 c, in vec2 f) { c = texture(iChannel0, f / iResolution.xy); }\n"
    )
    (tmp_path / "Buffer A.glsl").write_text("void mainImage(out vec4 c, in vec2 f) { c = vec4(0.5); }\n")
    (tmp_path / "channels.json").write_text('{"Image": {"0": "Buffer A"}}')
    assert plain_job(resolve([str(tmp_path)])[0].load(), (1.0,), 16) is None


def test_every_job_is_done_once_by_several_processes(tmp_path) -> None:
    jobs = [plain_job(source.load(), (1.0, 2.0, 3.0), 16) for source in resolve(["bundled"])[:40:8]]
    settings = PlainSettings(resolution=16, processes=2, cache=str(tmp_path), quality=95)
    done = plain_loops.run([job for job in jobs if job], settings)
    assert done.images == 3 * len(jobs)
    assert done.cpu > 0
    assert done.seconds > 0


def test_loops_that_do_the_whole_load_draw_the_same_texts(tmp_path) -> None:
    sources = resolve(["composed:3:5"])
    jobs = [plain_job(source.load(), (1.0, 2.0), 16) for source in sources]
    recipes = [Recipe(source, (1.0, 2.0), 16) for source in sources]
    assert [recipe.job() for recipe in recipes] == jobs
    settings = PlainSettings(resolution=16, processes=2, cache=str(tmp_path))
    assert plain_loops.run(recipes, settings).images == 6
    (tmp_path / "two").mkdir()
    (tmp_path / "two/Buffer A.glsl").write_text("void mainImage(out vec4 c, in vec2 f) { c = vec4(0.5); }\n")
    (tmp_path / "two/Image.glsl").write_text("void mainImage(out vec4 c, in vec2 f) { c = vec4(0.5); }\n")
    with pytest.raises(ValueError, match="two"):
        Recipe(resolve([str(tmp_path / "two")])[0], (1.0,), 16).job()


def test_the_command_is_compared_with_both_limits(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--only", "offline", "--shaders", "composed:3:5", "--images", "3", "--resolution", "16"]
    assert many_programs.main([*arguments, "--workers", "1"]) == 0
    printed = capsys.readouterr().out
    for state in ("cold", "warm"):
        for of in (many_programs.LOADS, many_programs.TEXTS):
            ratio = float(printed.split(f"| {many_programs.COMMAND} of {of}, {state} | ")[1].split()[0])
            assert 0 < ratio < 1.5


def test_loaded_programs_draw_every_image_once(tmp_path) -> None:
    shaders = tmp_path / "shaders"
    (shaders / "two").mkdir(parents=True)
    picture = "void mainImage(out vec4 c, in vec2 f) { c = %s; }\n"
    for name in ("a", "b", "c"):
        (shaders / f"{name}.frag").write_text(picture % "vec4(sin(iTime))")
    (shaders / "two/Image.glsl").write_text(picture % "texture(iChannel0, f / iResolution.xy)")
    (shaders / "two/Buffer A.glsl").write_text(picture % "vec4(0.5)")
    (shaders / "broken.frag").write_text("void mainImage(out vec4 c, in vec2 f) { c = }")
    (shaders / "refused.frag").write_text("void mainImage(out vec4 c, in vec2 f) { c = vec4(undeclared); }")
    sources, jobs = live_training.drawable([str(shaders)], 20, 16)
    assert [source.name for source in sources] == ["a", "b", "c"]
    sampler = Sampler(SamplerSettings(), 3)
    wanted = sorted(sampler.image(index).samples[0].time for index in range(20))
    assert sorted(moment for job in jobs for moment in job.times) == wanted
    settings = PlainSettings(resolution=16, processes=2, cache=str(tmp_path / "cache"), loaded=True)
    assert plain_loops.run(jobs, settings).images == 20
    with pytest.raises(UserError, match="--shaders"):
        live_training.drawable([str(shaders / "broken.frag"), str(shaders / "refused.frag")], 4, 16)


def test_what_the_driver_refuses_is_found_and_ends_a_run(tmp_path) -> None:
    (good,) = (plain_job(source.load(), (1.0,), 16) for source in resolve(["composed:1:3"]))
    assert good is not None
    bad = replace(good, fragment="void main() { undeclared = 1; }")
    settings = PlainSettings(resolution=16, processes=1, cache=str(tmp_path))
    assert plain_loops.accepted([good, bad, good], settings) == [True, False, True]
    with pytest.raises(UserError, match="plain loops has failed"):
        plain_loops.run([bad], settings)


def test_parts_of_a_load(tmp_path) -> None:
    rows = load_parts.load_parts(["composed:2:3"], 16, str(tmp_path), True)
    assert rows.shape == (2, len(load_parts.PARTS))
    assert (rows >= 0).all() and rows[:, :2].sum() > 0 and rows[:, 3:6].sum() > 0


def test_a_stream_is_measured(tmp_path) -> None:
    shaders = tmp_path / "shaders"
    shaders.mkdir()
    for k in range(3):
        (shaders / f"{k}.frag").write_text(f"void mainImage(out vec4 c, in vec2 f) {{ c = vec4(0.{k + 1}); }}\n")
    run = live_rates.LiveRun(
        shaders=(str(shaders),), resolution=16, workers=1, cache=str(tmp_path / "cache"), seconds=0.3, ring_images=64
    )
    rate = live_rates.live_rate(run)
    assert rate.ring == 64
    assert rate.clock > 0
    assert rate.first > 0


def test_what_plain_loops_cannot_draw_is_refused(tmp_path) -> None:
    with pytest.raises(UserError, match="--shaders"):
        render.main(["--shaders", "composed:1", "--images-per-program", "1"])
    (tmp_path / "broken.frag").write_text("void mainImage(out vec4 c, in vec2 f) { c = }")
    with pytest.raises(UserError, match="--shaders"):
        many_programs.main(["--only", "offline", "--shaders", str(tmp_path / "broken.frag")])


def test_where_the_time_goes(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LP_NUM_THREADS", "0")  # what the command sets ends with this test
    assert render_profile.main(["--shaders", "composed:1:3", "--resolution", "16", "--images-per-program", "2"]) == 0
    printed = capsys.readouterr().out
    assert "driver: draw" in printed
    assert "files and journal" in printed
    assert render_profile.kind_of("~", "<imencode>") == "encoding"
    assert render_profile.kind_of("/x/threads.py", "wait") == "other Python"
