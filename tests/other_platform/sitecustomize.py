"""A Python that says it runs on another platform, and lacks what that platform lacks (found by PYTHONPATH).

OTHER_PLATFORM=darwin|win32 turns it on. Python's own modules and other people's are imported before, as Linux has them;
from then on there are no fcntl, no /proc, no prctl, no memfd, no EGL, and what Windows lacks besides. The OpenGL that
moderngl reaches by default comes from Mesa, limited to OTHER_GL (330 or 410): by EGL, under no name that our code could
find, or by GLX with OTHER_X11 and DISPLAY.
"""

import builtins
import os
import sys

BEFORE = (
    "asyncio concurrent.futures ctypes.util multiprocessing.connection multiprocessing.popen_spawn_posix "
    "multiprocessing.resource_sharer multiprocessing.resource_tracker multiprocessing.sharedctypes multiprocessing.spawn "
    "multiprocessing.util platform shutil socket subprocess tempfile unittest.mock cv2 filelock filelock._soft "
    "fsspec.implementations.local glcontext moderngl numpy.testing PIL.Image PIL.ImageOps tqdm yaml"
)
BEFORE_TRAINING = "kornia sklearn.linear_model sklearn.datasets torch torch.utils.data torchvision.transforms.v2"

if os.environ.get("OTHER_PLATFORM"):
    import ctypes.util
    import importlib
    import io
    import multiprocessing.spawn
    import platform
    import types

    for name in f"{BEFORE} {BEFORE_TRAINING if os.environ.get('OTHER_PLATFORM_TORCH') else ''}".split():
        importlib.import_module(name)

    import glcontext

    class Linux:
        """sys, of the platform that this is: for the module by which processes are started."""

        platform = sys.platform

        def __getattr__(self, name):
            return getattr(sys, name)

        def __setattr__(self, name, value):
            setattr(sys, name, value)

    windows = os.environ["OTHER_PLATFORM"] == "win32"
    x11 = bool(os.environ.get("OTHER_X11"))
    original = glcontext.default_backend() if x11 else glcontext.get_backend_by_name("egl")
    libraries = {name: ctypes.util.find_library(name) for name in ("EGL", "GL", "X11")}

    def default_context(*_, glversion=330, **options):
        if glversion > int(os.environ.get("OTHER_GL", "330")):
            raise Exception(f"this platform gives no OpenGL {glversion}")
        window = {"libx11": libraries["X11"]} if x11 else {"libegl": libraries["EGL"]}
        return original(glversion=glversion, libgl=libraries["GL"], **window, **options)

    glcontext.default_backend = lambda: default_context
    glcontext.get_backend_by_name = lambda name: (_ for _ in ()).throw(ValueError(f"no backend {name}"))

    for name in ("fcntl", "resource", "termios", "pty", "grp", "pwd", "cuda"):
        sys.modules[name] = None
    # What other people's modules ask Linux for they get: on the other platform they would ask for other things.
    real_os = types.ModuleType("os")
    real_os.__dict__.update(os.__dict__)
    for name, module in list(sys.modules.items()):
        if name.startswith("filelock") and getattr(module, "os", None) is os:
            module.os = real_os
    multiprocessing.spawn.sys = Linux()
    lacking = ["memfd_create", "sched_getaffinity", "pidfd_open", "posix_fadvise", "sched_setaffinity", "eventfd"]
    if windows:
        lacking += ["O_NONBLOCK", "O_NOFOLLOW", "O_CLOEXEC", "O_DIRECTORY", "getuid", "geteuid", "uname", "sysconf"]
    for name in lacking:
        if hasattr(os, name):
            delattr(os, name)

    def blocked(path):
        text = os.fspath(path) if isinstance(path, (str, bytes, os.PathLike)) else ""
        return (text.decode() if isinstance(text, bytes) else text).startswith("/proc")

    def without_proc(function):
        def call(path=".", *rest, **options):
            if blocked(path):
                raise FileNotFoundError(2, "there is no /proc", path)
            return function(path, *rest, **options)

        return call

    for owner, names in ((builtins, ["open"]), (os, ["open", "listdir", "scandir", "readlink", "stat", "lstat"])):
        for name in names:
            setattr(owner, name, without_proc(getattr(owner, name)))
    io.open = builtins.open

    class Library(ctypes.CDLL):
        def __init__(self, name, *rest, **options):
            if name is None or "EGL" in str(name) or "libcuda" in str(name):
                raise OSError(f"{name}: there is no such library")
            super().__init__(name, *rest, **options)

    ctypes.CDLL = Library
    ctypes.util.find_library = lambda name: None
    sys.platform = os.environ["OTHER_PLATFORM"]
    platform.system = lambda: "Windows" if windows else "Darwin"
