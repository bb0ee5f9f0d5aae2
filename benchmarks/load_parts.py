"""The parts of a program's load, each timed by itself in one process: text, front end, driver, first drawing.

Compiling and linking are told apart by calling OpenGL directly; the drawing is a plain loop's.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.plain_loops import PlainSettings, driver_settings, open_context, plain_job
from image_generation.shaders.programs.program import ProgramError
from image_generation.shaders.rendering.egl_devices import end_display
from image_generation.shaders.rendering.text_cache import TextCache
from image_generation.shaders.sources import resolve

PARTS = (
    "text (composed or read)",
    "parse, translate",
    "the two again, from the texts that are kept",
    "driver: compile",
    "driver: link",
    "first draw",
    "a draw again",
)
_VERTEX_SHADER, _FRAGMENT_SHADER, _LINK_STATUS = 0x8B31, 0x8B30, 0x8B82


class _Driver:
    """glCompileShader and glLinkProgram by themselves, as moderngl calls them in one."""

    def __init__(self) -> None:
        library = ctypes.CDLL("libEGL.so.1")
        library.eglGetProcAddress.restype = ctypes.c_void_p

        def function(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
            return ctypes.CFUNCTYPE(result, *arguments)(library.eglGetProcAddress(name.encode()))

        number, pointer = ctypes.c_uint, ctypes.c_void_p
        self.create = function("glCreateShader", number, number)
        self.source = function("glShaderSource", None, number, ctypes.c_int, pointer, pointer)
        self.compile = function("glCompileShader", None, number)
        self.program = function("glCreateProgram", number)
        self.attach = function("glAttachShader", None, number, number)
        self.link = function("glLinkProgram", None, number)
        self.status = function("glGetProgramiv", None, number, number, pointer)
        self.delete = function("glDeleteProgram", None, number)

    def shader(self, kind: int, text: str) -> int:
        shader = self.create(kind)
        self.source(shader, 1, (ctypes.c_char_p * 1)(text.encode()), None)
        self.compile(shader)
        return shader

    def linked(self, *shaders: int) -> int:
        program = self.program()
        for shader in shaders:
            self.attach(program, shader)
        self.link(program)
        done = ctypes.c_int()
        self.status(program, _LINK_STATUS, ctypes.byref(done))  # waits, where the driver links meanwhile
        return program


def _measure(shaders: list[str], settings: PlainSettings, results: Any) -> None:
    """One process: puts CPU milliseconds of each part of each program, float64 [programs, PARTS]."""
    os.environ.update(driver_settings(settings))
    context = open_context()
    driver, texts = _Driver(), TextCache(Path(settings.cache) / "texts")
    target = context.framebuffer([context.texture((settings.resolution, settings.resolution), 4)])
    target.use()
    vertex, rows = 0, []
    for source in resolve(shaders):
        try:
            stamps = [time.process_time()]
            text = source.read()
            stamps.append(time.process_time())
            job = plain_job(source.parse(text), (1.0,), settings.resolution)
            stamps.append(time.process_time())
            texts.parse(source, text)
            between = time.process_time()
            known = texts.read(source)[1] or texts.parse(source, text)
            stamps.append(time.process_time())
        except ProgramError:
            continue
        if job is None or not known.passes:
            continue
        vertex = vertex or driver.shader(_VERTEX_SHADER, job.vertex)
        fresh = time.process_time()
        fragment = driver.shader(_FRAGMENT_SHADER, job.fragment)
        compiled = time.process_time()
        linked = driver.linked(vertex, fragment)
        done = time.process_time()
        program = context.program(vertex_shader=job.vertex, fragment_shader=job.fragment)
        array = context.vertex_array(program, [])
        for name, values in job.constants:
            if name in program:
                member: Any = program[name]
                member.value = values if len(values) > 1 else values[0]
        draws = [time.process_time()]
        for _ in range(2):
            array.render(vertices=3)
            target.read(components=3, alignment=1)
            draws.append(time.process_time())
        array.release()
        program.release()
        driver.delete(linked)
        row = [*np.diff(stamps[:3]), stamps[3] - between, compiled - fresh, done - compiled, *np.diff(draws)]
        rows.append(1e3 * np.array(row))
    end_display()  # or what was compiled last would not be in the driver's cache
    results.put(np.array(rows))


def load_parts(shaders: list[str], resolution: int, cache: str, quick: bool) -> np.ndarray:
    """CPU milliseconds of each part of each program, float64 [programs, PARTS], in a process of its own."""
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    settings = PlainSettings(resolution=resolution, processes=1, cache=cache, quick=quick)
    process = context.Process(target=_measure, args=(shaders, settings, results))
    process.start()
    rows = results.get(timeout=3600)
    process.join()
    return rows
