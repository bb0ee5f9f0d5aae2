"""Choosing between fragment and compute shaders, and drawing through either with one Renderer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import yaml

from image_generation.common.errors import UserError
from image_generation.shaders import check_shaders, gallery, generate_video, programs
from image_generation.shaders.flags import backend_name, kept_programs
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.rendering import backends
from image_generation.shaders.rendering.backends import COMPUTE, FRAGMENT, BackendChoice, choose_backend
from image_generation.shaders.rendering.compute_backend import ComputeBackend
from image_generation.shaders.rendering.egl_devices import choose_device
from image_generation.shaders.rendering.program_store import ProgramFailure, ProgramStore
from image_generation.shaders.sampler import ParameterDraw, Sample
from image_generation.shaders.sources import resolve
from tests.conftest import ROOT

WAVES = "void mainImage(out vec4 c, vec2 p) { c = vec4(0.5 + 0.5 * sin(p.x * %s + iTime), p.y / 40.0, 0.3, 1.0); }"
EDGES = "void mainImage(out vec4 c, vec2 p) { c = vec4(fwidth(p.x * p.y) * 0.05); }"  # fragments alone, on llvmpipe


def waves(speed: str = "0.3"):
    return programs.parse((WAVES % speed).encode(), "waves", dialect="shadertoy")


@pytest.fixture(scope="module")
def both():
    with Renderer("cpu", (36, 20)) as fragment, Renderer("cpu", (36, 20), backend=COMPUTE) as compute:
        yield fragment, compute


def difference(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one.astype(int) - other).mean())


def test_both_draw_the_same(both):
    samples = [Sample(0.3 * k) for k in range(11)]  # more than a software batch
    for source in resolve(["bundled"])[::40]:
        one, other = (renderer.render(source.load(), samples) for renderer in both)
        assert difference(one, other) < 1.0


def test_submitted_samples_come_once_each_and_under_their_tags(both):
    _, compute = both
    edges = programs.parse(EDGES.encode(), "edges", dialect="shadertoy")
    feedback = resolve(["bundled"])
    automaton = next(source for source in feedback if source.name == "automata_life").load()
    asked = [(waves(), 0.1), (waves(), 0.2), (edges, 0.1), (waves("0.7"), 0.5), (automaton, 0.2), (waves(), 0.9)]
    asked += [(waves("0.7"), 0.1 * k) for k in range(12)]
    for tag, (program, time) in enumerate(asked):
        compute.submit(program, Sample(time), tag)
    found = {}
    for wait in (False, True):
        for tag, image in compute.finished(wait=wait):
            assert tag not in found
            found[tag] = image
    assert list(compute.finished(wait=True)) == []
    assert sorted(found) == list(range(len(asked)))
    for tag, (program, time) in enumerate(asked):
        np.testing.assert_array_equal(found[tag], compute.render(program, [Sample(time)])[0])


def test_rendering_in_between_leaves_submitted_samples_alone(both):
    _, compute = both
    compute.submit(waves(), Sample(0.4), "early")
    late = compute.render(waves(), [Sample(0.9)])[0]
    ((tag, image),) = compute.finished(wait=True)
    assert tag == "early"
    assert difference(image, late) > 1.0
    np.testing.assert_array_equal(image, compute.render(waves(), [Sample(0.4)])[0])


def test_parameters_vary_alike(both):
    samples = [Sample(0.5, ParameterDraw(0.3, index=k)) for k in range(3)]
    one, other = (renderer.render(waves(), samples) for renderer in both)
    assert difference(one, other) < 1.0
    assert difference(one[0], one[1]) > 1.0


def test_a_program_that_does_not_compile_says_so(both):
    _, compute = both
    broken = programs.parse(b"void mainImage(out vec4 c, vec2 p) { c = vec4(nothing); }", "broken", dialect="shadertoy")
    with pytest.raises(programs.ProgramError):
        compute.render(broken, [Sample(0.1)])
    with pytest.raises(programs.ProgramError):
        compute.submit(broken, Sample(0.1))


def test_programs_leave_the_cache_while_samples_wait():
    with Renderer("cpu", 16, backend=COMPUTE, cache_size=1) as renderer:
        for k in range(4):
            renderer.submit(waves(f"0.{k + 1}"), Sample(0.1), k)
        pictures = dict(renderer.finished(wait=True))
        assert sorted(pictures) == [0, 1, 2, 3]
        np.testing.assert_array_equal(pictures[2], renderer.render(waves("0.3"), [Sample(0.1)])[0])


TEXTURED = "void mainImage(out vec4 c, vec2 p) { c = texture(iChannel0, p / 9.0) + texture(iChannel1, p / 7.0); }"


@pytest.mark.parametrize("cache_size", [1, 2, 64])
@pytest.mark.parametrize("size", [(16, 16), (10, 6)])  # of the second, no part of a buffer is aligned
def test_programs_are_drawn_into_a_buffer_beside_each_other(cache_size, size):
    names = ("opart_bulge", "automata_life", "wallpaper_hyperbolic", "raytrace_glass", "opart_bulge")
    sources = {source.name: source for source in resolve(["bundled"])}
    parts = [
        (sources[name].load(), [Sample(0.3 * k + 0.1) for k in range(count)])
        for name, count in zip(names, (3, 1, 9, 1, 2))
    ]
    parts.insert(2, (programs.parse(TEXTURED, "textured", dialect="shadertoy"), [Sample(1.0)] * 2))
    parts.append((waves(), [Sample(0.5, ParameterDraw(0.3, index=k)) for k in range(3)]))
    with Renderer("cpu", size, backend=COMPUTE, cache_size=cache_size) as renderer:
        n = sum(len(samples) for _, samples in parts)
        buffer = renderer.buffer(n + 2)
        buffer.write(b"\x07" * buffer.size)
        renderer.draw_into(buffer, 1, parts)
        found = np.frombuffer(buffer.read(), np.uint8)[: (n + 2) * 3 * size[0] * size[1]].reshape(
            n + 2, size[1], size[0], 3
        )
        expected = np.concatenate([renderer.render(program, samples) for program, samples in parts])
    np.testing.assert_array_equal(found[1:-1], expected)
    assert (found[0] == 7).all() and (found[-1] == 7).all()


def test_classes_are_told_by_loops():
    choice = BackendChoice("fragment", "compute")
    loop = "void mainImage(out vec4 c, vec2 p) { for (int k = 0; k < 9; k++) c += vec4(0.1); }"
    assert not choice.compute(waves())
    assert choice.compute(programs.parse(loop.encode(), "loop", dialect="shadertoy"))


@pytest.mark.parametrize("choice", [FRAGMENT, COMPUTE, BackendChoice("fragment", "compute")])
def test_a_choice_survives_as_text(choice):
    assert BackendChoice.parse(str(choice)) == choice
    assert backend_name(str(choice)) == str(choice)


@pytest.mark.parametrize("text", ["", "gpu", "light:compute", "light:auto,heavy:compute"])
def test_other_texts_are_refused(text):
    with pytest.raises(ValueError, match="is no backend"):
        BackendChoice.parse(text)


def test_software_draws_by_fragments_unless_asked():
    device = choose_device("cpu")
    assert choose_backend("auto", (device,), 32) == FRAGMENT
    assert choose_backend("compute", (device,), 32) == COMPUTE


def gpu_of(monkeypatch, tmp_path, answers):
    """A device that claims to be a GPU, whose processes answer so; the names of what was asked."""
    asked = []

    def elsewhere(function, device, resolution):
        asked.append(function.__name__)
        return answers[function.__name__]

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(backends, "_elsewhere", elsewhere)
    return replace(choose_device("cpu"), kind="nvidia"), asked


PROBED = {"name": "Some GPU", "version": "4.6", "why_not": None}


def test_a_gpu_is_measured_once_for_each_size(monkeypatch, tmp_path):
    answers = {"_probe": PROBED, "measure": {"light": 0.8, "heavy": 9.0}}
    device, asked = gpu_of(monkeypatch, tmp_path, answers)
    expected = BackendChoice("fragment", "compute")
    assert [choose_backend("auto", (device,), size) for size in (32, 32, 64)] == [expected] * 3
    assert asked.count("measure") == 2
    (tmp_path / "procedural-image-programs" / "backends.json").write_text("{]")
    assert choose_backend("auto", (device,), 32) == expected
    assert json.loads((tmp_path / "procedural-image-programs" / "backends.json").read_text())


@pytest.mark.parametrize("probed", [None, PROBED | {"why_not": "OpenGL 3.3 has none"}])
def test_a_gpu_without_compute_shaders_draws_by_fragments(monkeypatch, tmp_path, probed):
    device, asked = gpu_of(monkeypatch, tmp_path, {"_probe": probed, "measure": None})
    assert choose_backend("auto", (device,), 32) == FRAGMENT
    assert "measure" not in asked
    with pytest.raises(UserError, match="--backend compute: .*use --backend fragment or auto") as error:
        choose_backend("compute", (device,), 32)
    assert error.value.code == 2


def test_a_measurement_that_dies_leaves_fragments(monkeypatch, tmp_path):
    device, _ = gpu_of(monkeypatch, tmp_path, {"_probe": PROBED, "measure": None})
    assert choose_backend("auto", (device,), 32) == FRAGMENT


def test_a_measurement_compares_both_classes():
    ratios = backends.measure(choose_device("cpu"), 8)
    assert sorted(ratios) == ["heavy", "light"]
    assert all(ratio > 0 for ratio in ratios.values())


def generate(folder, *flags, **environment):
    command = [
        sys.executable,
        "image_generation/shaders/generate_dataset.py",
        "--shaders",
        "bundled",
        "--n-samples",
        "6",
    ]
    command += [
        "--resolution",
        "16",
        "--device",
        "cpu",
        "--workers",
        "1",
        "--image-format",
        "png",
        "--output",
        str(folder),
    ]
    return subprocess.run(
        [*command, *flags], cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False
    )


def test_a_dataset_keeps_its_backend(tmp_path):
    made = generate(tmp_path / "set", "--backend", "compute")
    assert made.returncode == 0, made.stderr
    assert "backend: compute" in made.stdout
    assert yaml.safe_load((tmp_path / "set" / "config.yaml").read_text())["backend"] == "compute"
    again = generate(tmp_path / "set")
    assert again.returncode == 0, again.stderr
    assert "6 kept" in again.stdout
    other = generate(tmp_path / "set", "--backend", "fragment")
    assert other.returncode == 2
    assert "other settings" in other.stderr
    plain = generate(tmp_path / "plain")
    assert plain.returncode == 0, plain.stderr
    assert "backend" not in yaml.safe_load((tmp_path / "plain" / "config.yaml").read_text())


def test_no_compute_shaders_is_one_clear_line(tmp_path):
    refused = generate(tmp_path / "set", "--backend", "compute", MESA_GL_VERSION_OVERRIDE="3.3")
    assert refused.returncode == 2
    (line,) = refused.stderr.strip().splitlines()
    assert "--backend compute" in line
    assert "compute shaders" in line
    assert not (tmp_path / "set").exists()


@pytest.mark.parametrize("command", ["gallery", "check", "video"])
def test_every_command_that_draws_says_so(command, tmp_path, monkeypatch):
    probed = {"name": "old", "version": "3.3", "why_not": "OpenGL 3.3 has no compute shaders (4.3 has)"}
    monkeypatch.setattr(backends, "_elsewhere", lambda *given: probed)
    shader = tmp_path / "waves.glsl"
    shader.write_text(WAVES % "0.3")
    main, words = {
        "gallery": (gallery.main, ["--shaders", shader, "--output", tmp_path / "out"]),
        "check": (check_shaders.main, ["--shaders", shader, "--output", tmp_path / "out"]),
        "video": (generate_video.main, ["--shader-file", shader, "--output-path", tmp_path / "out.mp4"]),
    }[command]
    with pytest.raises(
        UserError, match="--backend compute: OpenGL 3.3 has no compute shaders.*--backend frag"
    ) as error:
        main([*map(str, words), "--device", "cpu", "--backend", "compute"])
    assert error.value.code == 2
    assert not (tmp_path / "out").exists() and not (tmp_path / "out.mp4").exists()


def test_a_video_and_a_gallery_by_compute_shaders(tmp_path, monkeypatch):
    """Both draw what fragments draw; waves have no chaos."""
    shader = tmp_path / "waves.glsl"
    shader.write_text(WAVES % "0.3")
    frames, thumbnails, drawn = {}, {}, []
    draw = ComputeBackend.draw_several
    monkeypatch.setattr(ComputeBackend, "draw_several", lambda *given: drawn.append(1) or draw(*given))
    for backend in ("fragment", "compute"):
        out, page = tmp_path / f"{backend}.mp4", tmp_path / backend
        words = ["--duration", "0.5", "--fps", "8", "--resolution", "16", "--device", "cpu", "--backend", backend]
        generate_video.main(["--shader-file", str(shader), "--output-path", str(out), *words])
        frames[backend] = out.read_bytes()
        assert bool(drawn) == (backend == "compute")
        words = ["--resolution", "16", "--workers", "1", "--device", "cpu", "--backend", backend]
        gallery.main(["--shaders", str(shader), "--output", str(page), *words])
        thumbnails[backend] = [file.read_bytes() for file in sorted(page.rglob("*.jpg"))]
    assert frames["fragment"] == frames["compute"]
    assert thumbnails["fragment"] == thumbnails["compute"] != []


def test_equal_lines_of_a_list_are_one_program(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.glsl").write_text(WAVES % "0.3")
    (tmp_path / "list.txt").write_text("a.glsl\nb.glsl\n" * 5)
    store = ProgramStore(resolve([str(tmp_path / "list.txt")]))
    loaded = {id(store.load(number)) for number in range(10)}
    assert len(loaded) == 2
    with pytest.raises(ProgramFailure), store.explaining(9):
        raise programs.ProgramError("broken")
    same = [number for number in range(10) if store.first(number) == store.first(9)]
    assert len(same) == 5
    assert all(store.load(number).program is None for number in same)


def test_a_program_cache_beyond_the_machine_is_one_clear_line(tmp_path):
    assert kept_programs(1.0, 2) == 128
    assert kept_programs(0.001, 4) == 1
    assert kept_programs(None, 10**6) == 128
    refused = generate(tmp_path / "set", "--program-cache-gb", "1e6")
    assert refused.returncode == 2
    (line,) = refused.stderr.strip().splitlines()
    assert "--program-cache-gb 1e+06: this machine has" in line
