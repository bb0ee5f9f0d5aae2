"""Find the EGL devices of this machine and choose one, by CUDA ordinal or kind, never by position.

.venv/bin/python -m image_generation.shaders.rendering.egl_devices            lists them
.venv/bin/python -m image_generation.shaders.rendering.egl_devices --check    exit code 1 where none answers
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()


import argparse
import contextlib
import ctypes
import ctypes.util
import functools
import importlib.util
import os
import sys
from dataclasses import dataclass

from image_generation.common.cli import OneLineParser, run_main
from image_generation.common.errors import UserError
from image_generation.processes.forking import is_copy

# Values of the EGL extensions EXT_device_query, EXT_platform_device, NV_device_cuda, EXT_device_persistent_id.
_EGL_EXTENSIONS = 0x3055
_EGL_PLATFORM_DEVICE_EXT = 0x313F
_EGL_CUDA_DEVICE_NV = 0x323A
_EGL_DEVICE_UUID_EXT = 0x335C

PACKAGES = "libegl1 libgl1 libgl1-mesa-dri"
WITHOUT_EGL = ("darwin", "win32")  # platforms whose OpenGL is reached by moderngl's own standalone context
SYSTEM = -1  # EglDevice.index of such a platform's OpenGL


@dataclass(frozen=True)
class EglDevice:
    """One entry of eglQueryDevicesEXT.

    index           position in that list, which is what a context is created with; SYSTEM: the platform's own OpenGL
    kind            'nvidia' | 'software' | 'other'
    cuda_ordinal    EGL_CUDA_DEVICE_NV, None where the device has none
    uuid            16 bytes, None where the driver does not tell
    works           whether eglInitialize succeeds on it
    """

    index: int
    kind: str
    cuda_ordinal: int | None = None
    uuid: bytes | None = None
    works: bool = True


def no_egl(reason: str) -> UserError:
    """The error for a machine on which OpenGL does not answer."""
    if sys.platform in WITHOUT_EGL:
        return UserError(f"{reason}; rendering needs the OpenGL 3.3 of a desktop session's graphics driver")
    return UserError(
        f"{reason}; on Debian or Ubuntu install {PACKAGES} (software rendering) or an NVIDIA driver "
        "(in a container: NVIDIA_DRIVER_CAPABILITIES=all or graphics,compute,utility)"
    )


def _load_triton_first() -> None:
    """Load triton's library, where torch has one, before Mesa's.

    Mesa before 24.2 loads its driver, and LLVM with it, for everybody to link with; triton, which torch imports with
    the first optimizer, has another LLVM inside, takes Mesa's symbols for its own and crashes the process. Not so when
    it was there first; nor where it looks for symbols in itself first, as it has to beside a context that the user has
    made before (only then: it would pass by an allocator that is preloaded, too).
    """
    if is_copy():  # of a command that draws: torch does not come
        return
    mode = ctypes.DEFAULT_MODE | (os.RTLD_DEEPBIND if _has_llvm() else 0)
    try:
        found = importlib.util.find_spec("triton")
    except (ImportError, ValueError):
        return
    for folder in (found.submodule_search_locations or ()) if found else ():
        with contextlib.suppress(OSError):
            ctypes.CDLL(os.path.join(folder, "_C", "libtriton.so"), mode)


def _has_llvm() -> bool:
    """Whether a library of LLVM is in this process; False where Linux does not say."""
    try:
        with open("/proc/self/maps", encoding="utf-8", errors="replace") as maps:
            return any("/libLLVM" in line for line in maps)
    except OSError:
        return False


@functools.cache  # each search runs a program
def find_libraries() -> tuple[str, str]:
    """The names of EGL's and OpenGL's libraries, which are not loaded for it; raises UserError where one is missing."""
    found = []
    for library, package in (("EGL", "libegl1"), ("GL", "libgl1")):
        name = ctypes.util.find_library(library)
        if name is None:
            raise no_egl(f"no EGL: lib{library} ({package}) is not on this machine")
        found.append(name)
    return found[0], found[1]


def _load_egl() -> ctypes.CDLL:
    egl, _ = find_libraries()
    _load_triton_first()
    try:
        return _open_egl(egl)
    except OSError as error:
        raise no_egl(f"no EGL: libEGL cannot be loaded ({error})") from None


def _open_egl(path: str) -> ctypes.CDLL:
    egl = ctypes.CDLL(path)
    egl.eglGetProcAddress.restype = ctypes.c_void_p
    egl.eglGetProcAddress.argtypes = [ctypes.c_char_p]
    return egl


def _function(egl: ctypes.CDLL, name: str, result, *arguments):
    address = egl.eglGetProcAddress(name.encode())
    return ctypes.CFUNCTYPE(result, *arguments)(address) if address else None


def end_display() -> None:
    """End the EGL display of the context that is current, and with it all that draws there.

    Mesa writes compiled programs into its cache on threads that run when nobody else wants the processor, and drops
    what is not written when the process ends; ending the display waits for them.
    """
    egl = _open_egl(find_libraries()[0])  # it is loaded: triton can no longer come before it
    pointer, integer = ctypes.c_void_p, ctypes.c_int
    current = _function(egl, "eglGetCurrentDisplay", pointer)
    make_current = _function(egl, "eglMakeCurrent", integer, pointer, pointer, pointer, pointer)
    terminate = _function(egl, "eglTerminate", integer, pointer)
    display = current() if current else None
    if display and make_current and terminate:
        _hurry_threads()
        make_current(display, None, None, None)
        terminate(display)


def _hurry_threads() -> None:
    """Give this process's threads the priority of the one that is about to wait for them, where the system lets it."""
    with contextlib.suppress(OSError, AttributeError):
        mine = os.getpriority(os.PRIO_PROCESS, 0)
        for thread in os.listdir("/proc/self/task"):
            if os.getpriority(os.PRIO_PROCESS, int(thread)) > mine:
                os.setpriority(os.PRIO_PROCESS, int(thread), mine)


def list_devices() -> list[EglDevice]:
    """All EGL devices in the driver's order, or the one OpenGL of a platform that has no EGL.

    Raises UserError where there is no EGL and should be.
    """
    if sys.platform in WITHOUT_EGL:
        return [EglDevice(SYSTEM, "other")]
    egl = _load_egl()
    pointer, integer, attribute = ctypes.c_void_p, ctypes.c_int, ctypes.c_ssize_t
    query = _function(egl, "eglQueryDevicesEXT", integer, integer, pointer, pointer)
    string = _function(egl, "eglQueryDeviceStringEXT", ctypes.c_char_p, pointer, integer)
    attrib = _function(egl, "eglQueryDeviceAttribEXT", integer, pointer, integer, pointer)
    binary = _function(egl, "eglQueryDeviceBinaryEXT", integer, pointer, integer, integer, pointer, pointer)
    display_of = _function(egl, "eglGetPlatformDisplayEXT", pointer, integer, pointer, pointer)
    initialize = _function(egl, "eglInitialize", integer, pointer, pointer, pointer)
    if not (query and string and display_of and initialize):
        raise no_egl("no EGL: the installed libEGL cannot list devices")
    handles, count = (pointer * 64)(), integer(0)
    if not query(64, ctypes.cast(handles, pointer), ctypes.cast(ctypes.byref(count), pointer)):
        count.value = 0
    devices = []
    for index in range(count.value):
        extensions = (string(handles[index], _EGL_EXTENSIONS) or b"").decode(errors="replace").split()
        ordinal, uuid = None, None
        if "EGL_NV_device_cuda" in extensions and attrib:
            value = attribute(-1)
            if attrib(handles[index], _EGL_CUDA_DEVICE_NV, ctypes.cast(ctypes.byref(value), pointer)):
                ordinal = value.value
        if "EGL_EXT_device_persistent_id" in extensions and binary:
            buffer, size = ctypes.create_string_buffer(16), integer(0)
            arguments = (16, ctypes.cast(buffer, pointer), ctypes.cast(ctypes.byref(size), pointer))
            if binary(handles[index], _EGL_DEVICE_UUID_EXT, *arguments) and size.value == 16:
                uuid = buffer.raw
        if "EGL_NV_device_cuda" in extensions:
            kind = "nvidia"
        else:
            kind = "software" if "EGL_MESA_device_software" in extensions else "other"
        display = display_of(_EGL_PLATFORM_DEVICE_EXT, handles[index], None)
        works = bool(display) and bool(initialize(display, None, None))
        devices.append(EglDevice(index, kind, ordinal, uuid, works))
    return devices


def cuda_uuids() -> list[bytes]:
    """UUIDs of the CUDA devices by ordinal (CUDA_VISIBLE_DEVICES applied); empty where CUDA is not there."""
    try:
        cuda = ctypes.CDLL("libcuda.so.1")
    except OSError:
        return []
    count, handle, uuid = ctypes.c_int(0), ctypes.c_int(0), ctypes.create_string_buffer(16)
    if cuda.cuInit(0) != 0 or cuda.cuDeviceGetCount(ctypes.byref(count)) != 0:
        return []
    result = []
    for ordinal in range(count.value):
        if cuda.cuDeviceGet(ctypes.byref(handle), ordinal) != 0 or cuda.cuDeviceGetUuid(uuid, handle) != 0:
            return []
        result.append(uuid.raw)
    return result


def choose_device(
    device: str = "auto",
    gpu: int | None = None,
    devices: list[EglDevice] | None = None,
    uuids: list[bytes] | None = None,
) -> EglDevice:
    """The EGL device to draw on.

    device  'cpu': Mesa's software renderer; 'cuda': an NVIDIA device; 'auto': an NVIDIA device, else software
    gpu     CUDA ordinal, matched by UUID, else by EGL_NV_device_cuda
    devices, uuids: what list_devices() and cuda_uuids() say, for tests
    Where a platform has one OpenGL and no EGL, it is that, whatever `device` says.
    Raises UserError: code 2 for a gpu that is not there, 1 where no device answers.
    """
    devices = [d for d in (list_devices() if devices is None else devices) if d.works]
    if not devices:
        raise no_egl("no EGL device answers")
    if devices[0].index == SYSTEM:
        if gpu:
            raise UserError(f"--gpus {gpu}: this platform's OpenGL cannot be told which GPU to use; leave it out", 2)
        return devices[0]
    nvidia = [d for d in devices if d.kind == "nvidia"]
    if gpu is not None and device != "cpu":
        uuids = cuda_uuids() if uuids is None else uuids
        if gpu < len(uuids):
            for candidate in nvidia:
                if candidate.uuid == uuids[gpu]:
                    return candidate
        if gpu < len(uuids) or not uuids:
            for candidate in nvidia:
                if candidate.cuda_ordinal == gpu:
                    return candidate
        known = sorted(range(len(uuids)) if uuids else (d.cuda_ordinal for d in nvidia if d.cuda_ordinal is not None))
        raise UserError(
            f"--gpus {gpu}: no EGL device belongs to that CUDA device (here: {', '.join(map(str, known)) or 'none'}); "
            "use --device cpu for software rendering",
            2,
        )
    if device == "cuda":
        if not nvidia:
            raise UserError("--device cuda: no NVIDIA EGL device is here; use --device cpu or --device auto", 2)
        return nvidia[0]
    software = [d for d in devices if d.kind == "software"]
    if device == "auto" and nvidia:
        return nvidia[0]
    if software:
        return software[0]
    if device == "cpu":
        raise no_egl("--device cpu: no software EGL device (EGL_MESA_device_software) is here")
    return devices[0]


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    parser = OneLineParser(description=__doc__)
    group = parser.add_argument_group("list")
    group.add_argument("--check", action="store_true", help="say nothing but an error where no device answers")
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    args = parse_args(argv)
    devices = list_devices()
    chosen = choose_device(devices=devices)
    if not args.check:
        for device in devices:
            uuid = device.uuid.hex() if device.uuid else "-"
            state = "chosen" if device == chosen else ("works" if device.works else "does not answer")
            if device.index == SYSTEM:
                print("this platform's own OpenGL, by moderngl's standalone context, chosen")
                continue
            print(f"EGL device {device.index}: {device.kind}, CUDA ordinal {device.cuda_ordinal}, UUID {uuid}, {state}")
    return 0


if __name__ == "__main__":
    run_main(lambda: main(sys.argv[1:]))
