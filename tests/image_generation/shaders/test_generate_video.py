"""generate_video.py: the frames of a video are the shader's moments."""

import cv2
import numpy as np
import pytest

from tests.image_generation.shaders.dataset_helpers import BROKEN

SCRIPT = "image_generation/shaders/generate_video.py"
# Brightness is the time; the upper half is black.
RAMP = "void mainImage(out vec4 c, in vec2 p) { c = vec4(p.y > iResolution.y * 0.5 ? 0.0 : iTime); }"


def read(path):
    capture = cv2.VideoCapture(str(path))
    frames = []
    while True:
        more, frame = capture.read()
        if not more:
            return np.array(frames), capture.get(cv2.CAP_PROP_FPS)
        frames.append(frame)


def test_frames_show_their_moments_the_right_way_up(command, tmp_path):
    (tmp_path / "ramp.frag").write_text(RAMP)
    command(
        SCRIPT, "--shader-file", tmp_path / "ramp.frag", "--output-path", tmp_path / "deep" / "v.mp4", "--duration", 1,
        "--fps", 8, "--resolution", 64, "--device", "cpu",
    )  # fmt: skip
    frames, fps = read(tmp_path / "deep" / "v.mp4")
    assert frames.shape == (8, 64, 64, 3) and fps == pytest.approx(8)
    for k, frame in enumerate(frames):
        assert abs(frame[40:, :].mean() - 255 * k / 8) < 6  # lossy
        assert frame[:24].mean() < 6
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["v.mp4"]


def test_feedback_is_stepped_once_through_the_film(command, tmp_path):
    (tmp_path / "grow.frag").write_text(
        "precision highp float; uniform sampler2D backbuffer; uniform vec2 resolution;\n"
        "void main() { gl_FragColor = texture2D(backbuffer, gl_FragCoord.xy / resolution) + vec4(4.0 / 255.0); }"
    )
    command(
        SCRIPT, "--shader-file", tmp_path / "grow.frag", "--output-path", tmp_path / "v.mp4", "--duration", 0.5,
        "--fps", 10, "--resolution", 64,
    )  # fmt: skip
    frames, _ = read(tmp_path / "v.mp4")
    assert len(frames) == 5
    for k, frame in enumerate(frames):
        assert abs(frame.mean() - 4 * (6 * k + 1)) < 6


@pytest.mark.parametrize(
    ("change", "words", "code"),
    [
        ({"--shader-file": "nowhere.frag"}, "nowhere.frag", 2),
        ({"--output-path": "v.avi"}, ".mp4", 2),
        ({"--duration": "0"}, "--duration", 2),
        ({"--fps": "1e9"}, "frames", 2),
        ({"--gpu": "7"}, "7", 2),
        ({"--shader-file": "broken.frag"}, "broken", 1),
    ],
)
def test_wrong_arguments(command, tmp_path, monkeypatch, change, words, code):
    (tmp_path / "ramp.frag").write_text(RAMP)
    (tmp_path / "broken.frag").write_text(BROKEN)
    given = {
        "--shader-file": "ramp.frag",
        "--output-path": "v.mp4",
        "--duration": "1",
        "--fps": "2",
        "--resolution": "8",
    }
    given.update(change)
    for flag in ("--shader-file", "--output-path"):
        given[flag] = tmp_path / given[flag]
    failed = command(SCRIPT, *(word for pair in given.items() for word in pair), code=code)
    assert words in failed.stderr
    assert not list(tmp_path.glob("*.mp4")) and not [p for p in tmp_path.iterdir() if p.is_dir()]
