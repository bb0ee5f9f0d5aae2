"""Choosing an EGL device on machines with and without GPUs, from what the driver would say."""

import subprocess
import sys

import pytest

from image_generation.common.errors import UserError
from image_generation.shaders.rendering import egl_devices
from image_generation.shaders.rendering.egl_devices import EglDevice, choose_device, list_devices
from tests.conftest import ROOT

A, B = b"a" * 16, b"b" * 16
# CUDA ordinals 0 and 1 stand at EGL positions 2 and 0; the software device lies between them.
SERVER = [EglDevice(0, "nvidia", 1, B), EglDevice(1, "software"), EglDevice(2, "nvidia", 0, A)]


def test_cuda_ordinals_are_matched_by_uuid_not_by_position():
    assert choose_device("auto", 0, SERVER, [A, B]).index == 2
    assert choose_device("cuda", 1, SERVER, [A, B]).index == 0


def test_visible_devices_renumber_the_ordinals():
    """With CUDA_VISIBLE_DEVICES=1, ordinal 0 is the card whose UUID CUDA reports, whatever EGL's own number says."""
    assert choose_device("auto", 0, SERVER, [B]).index == 0


def test_without_uuids_the_drivers_ordinal_decides():
    bare = [EglDevice(0, "nvidia", 1), EglDevice(1, "nvidia", 0)]
    assert choose_device("auto", 0, bare, []).index == 1


@pytest.mark.parametrize("devices", [SERVER, [EglDevice(0, "software")]])
def test_a_gpu_that_is_not_there_is_a_wrong_argument(devices):
    with pytest.raises(UserError, match="--gpus 7") as caught:
        choose_device("auto", 7, devices, [A, B])
    assert caught.value.code == 2


def test_kinds():
    assert choose_device("cpu", None, SERVER, []).index == 1
    assert choose_device("auto", None, SERVER, []).kind == "nvidia"
    assert choose_device("auto", None, [EglDevice(0, "other"), EglDevice(1, "software")], []).index == 1
    with pytest.raises(UserError, match="--device cuda"):
        choose_device("cuda", None, [EglDevice(0, "software")], [])
    with pytest.raises(UserError, match="libegl1"):
        choose_device("auto", None, [EglDevice(0, "nvidia", works=False)], [])


def test_this_machine_has_a_software_device():
    assert any(device.kind == "software" and device.works for device in list_devices())


def test_no_egl_names_the_packages(monkeypatch):
    monkeypatch.setattr(egl_devices.ctypes.util, "find_library", lambda name: None)
    monkeypatch.setattr(egl_devices, "find_libraries", egl_devices.find_libraries.__wrapped__)
    with pytest.raises(UserError, match="libegl1 libgl1 libgl1-mesa-dri"):
        list_devices()


@pytest.mark.parametrize(
    "before", ["", 'import moderngl\nown = moderngl.create_context(standalone=True, backend="egl")']
)
def test_optimizers_can_be_made_after_rendering(before):
    """Mesa's LLVM and triton's, which torch imports with an optimizer, are two in one process; the user's own context
    may have loaded the first."""
    script = (
        before
        + """
from image_generation import Renderer, Sample, parse_program
with Renderer("cpu", 8) as renderer:
    renderer.render(parse_program("void main() { gl_FragColor = vec4(1.0); }", "white"), [Sample(0.0)])
import torch
torch.optim.Adam(torch.nn.Linear(2, 2).parameters())
print("both")
"""
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "both\n"), done.stderr
