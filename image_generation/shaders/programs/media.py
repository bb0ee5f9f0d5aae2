"""Pictures for channels whose media are not at hand: procedural stand-ins of the same kind and size.

    load("texture", "f735bee5...cfb.png")       # RGBA noise 256x256, as that file of Shadertoy's is
    load("texture", "my.jpg", "textures/")      # textures/my.jpg where it is there

Everything is made when first asked for, from fixed seeds, and kept.
"""

from __future__ import annotations

import hashlib
import os
import re
import zlib
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path

import numpy as np

from image_generation.shaders.programs import stand_ins
from image_generation.shaders.programs.program import Program, ProgramError

# Shadertoy's media by the first eight digits of their files' names, and what stands in for them.
_SHADERTOY: dict[str, Callable[[], np.ndarray]] = {
    "f735bee5": partial(stand_ins.noise, 256, 4, related=True),  # RGBA noise medium
    "3083c722": partial(stand_ins.noise, 64, 4),  # RGBA noise small
    "0c7bf5fe": partial(stand_ins.noise, 256, 1),  # grey noise medium
    "0a405623": partial(stand_ins.noise, 64, 1),  # grey noise small
    "cb49c003": partial(stand_ins.blue_noise, 1024),
    "85a6d686": stand_ins.bayer,
    "08b42b43": stand_ins.font,
    "ad56fba9": partial(stand_ins.cells, 512, 12),  # pebbles
    "cbcbb5a6": stand_ins.sprite_strip,  # nyan cat
    "52d2a8f5": partial(stand_ins.organic, 1, 1024, (63, 70, 55), 52, 1.6),  # abstract 1
    "bd646477": partial(stand_ins.organic, 2, 512, (123, 102, 78), 48, 1.5),  # abstract 2
    "8979352a": partial(stand_ins.organic, 3, 1024, (130, 119, 106), 35, 1.3),  # abstract 3
    "fb918796": partial(stand_ins.organic, 4, 1024, (80, 85, 80), 52, 0.9),  # lichen
    "8de3a392": partial(stand_ins.organic, 5, 512, (147, 136, 123), 66, 1.8),  # London
    "cd4c518b": partial(stand_ins.organic, 6, 1024, (142, 122, 90), 50, 1.2),  # organic 1
    "92d7758c": partial(stand_ins.organic, 7, 1024, (105, 69, 51), 51, 1.1),  # organic 2
    "79520a3d": partial(stand_ins.organic, 8, 1024, (116, 113, 110), 30, 1.0),  # organic 3
    "3871e838": partial(stand_ins.organic, 9, 1024, (148, 117, 104), 32, 1.1),  # organic 4
    "10eb4fe0": partial(stand_ins.cells, 512, 9, (153, 128, 115)),  # rock tiles
    "95b90082": partial(stand_ins.organic, 10, 512, (121, 118, 123), 20, 0.8),  # rusty metal
    "e6e5631c": partial(stand_ins.stars, 512),
    "1f7dca9c": partial(stand_ins.wood, 1024),
    # cube maps: side and the colours of sky and ground
    "585f9546": partial(stand_ins.cubemap, 1, 512, (178, 173, 177), (112, 112, 118)),  # gallery
    "488bd403": partial(stand_ins.cubemap, 1, 64, (150, 146, 150), (43, 42, 47)),  # gallery, blurred
    "94284d43": partial(stand_ins.cubemap, 2, 256, (198, 208, 211), (51, 44, 36)),  # forest
    "0681c014": partial(stand_ins.cubemap, 2, 64, (150, 158, 160), (51, 44, 36)),  # forest, blurred
    "793a1056": partial(stand_ins.cubemap, 3, 256, (143, 94, 80), (159, 96, 76)),  # basilica
    "550a8cce": partial(stand_ins.cubemap, 3, 64, (131, 85, 74), (128, 77, 64)),  # basilica, blurred
    "27012b4e": partial(stand_ins.volume, 1),  # grey noise 3D
    "aea6b99d": partial(stand_ins.volume, 4),  # RGBA noise 3D
}
# ISF gives each channel of the wave, or of its spectrum, a row of its own.
_AUDIO = {
    "isf_audio": lambda: stand_ins.spectrum()[[1, 1]],
    "isf_audioFFT": lambda: stand_ins.spectrum()[[0, 0]],
}
# Pictures of any other name take one of these.
_OTHERS = tuple(
    partial(stand_ins.organic, 20 + k, 512, mean, 55, roughness)
    for k, (mean, roughness) in enumerate(
        [
            ((132, 120, 104), 1.6),
            ((96, 118, 140), 1.4),
            ((142, 104, 84), 1.8),
            ((104, 130, 96), 1.2),
            ((128, 112, 138), 1.7),
            ((150, 138, 92), 1.0),
        ]
    )
)
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tga", ".tif", ".tiff"})
# Names of what shaders compute with, where no site's file says so: texNoise, bayer8x8.png, fontAtlas ...
_TABLE = re.compile(r"noise|bayer|dither", re.IGNORECASE)
_TABLE_WORDS = frozenset({"font", "glyph", "glyphs", "lut", "palette", "perm", "permutation", "random"})
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_NOT_PHOTOS = frozenset({"f735bee5", "3083c722", "0c7bf5fe", "0a405623", "cb49c003", "85a6d686", "08b42b43"})
_MAX_SIDE = 4096


def load(kind: str, source: str, textures_dir: str | os.PathLike | None = None) -> np.ndarray:
    """The medium of a channel (kind and source as in program.Channel).

    textures_dir   folder of images: one whose name (or stem) is the source's is taken; else, for photos and
                   videos, one that the source determines, at the stand-in's size. Tables that shaders compute
                   with (noise, Bayer matrix, font), cube maps and volumes stay stand-ins.
    Returns uint8, read-only: [h, w, 4] (texture, video; top row first), [6, h, w, 4] (cubemap; faces +x -x +y -y
    +z -z), [32, 32, 32, 4] (volume), [3, 256, 4] (keyboard, zeros: no key is down), [2, 512, 4] (spectrum: row 0
    frequencies, row 1 wave form). One-channel media have their value in the first channel, as WebGL 2 reads them.
    Raises ProgramError where textures_dir is no folder or an image in it cannot be read.
    """
    if kind not in _DEFAULTS:
        raise ProgramError(f"no stand-in for a channel of kind {kind!r}", "unsupported")
    if textures_dir is not None and kind in ("texture", "video"):
        found = _from_folder(kind, source, os.fspath(textures_dir))
        if found is not None:
            return found
    return _stand_in(kind, source)


def image_inputs(program: Program, textures_dir: str | os.PathLike | None = None) -> tuple[tuple[str, str], ...]:
    """(kind, source) of each picture that a program reads, in the order of its passes, once each.

    Those of is_image_input; not buffers, cube maps, volumes and sound.
    """
    found: dict[tuple[str, str], None] = {}
    for stage in program.passes:
        for channel in stage.channels:
            if is_image_input(channel.kind, channel.source, textures_dir):
                found[channel.kind, channel.source] = None
    return tuple(found)


def is_image_input(kind: str, source: str, textures_dir: str | os.PathLike | None = None) -> bool:
    """Whether a channel reads a picture that another may take the place of.

    A texture or video; not a table that shaders compute with, nor what textures_dir holds a picture of by name.
    """
    if kind not in ("texture", "video") or _is_table(source):
        return False
    return textures_dir is None or not _holds(source, os.fspath(textures_dir))


@lru_cache(maxsize=256)
def _is_table(source: str) -> bool:
    stem = os.path.splitext(source)[0]
    if source[:8] in _NOT_PHOTOS or _TABLE.search(stem):
        return True
    return not _TABLE_WORDS.isdisjoint(word.lower() for word in _WORD.findall(stem))


@lru_cache(maxsize=256)
def _holds(source: str, folder: str) -> bool:
    try:
        return _named(source, folder) is not None
    except ProgramError:  # whoever loads the picture says so
        return False


def _stand_in(kind: str, source: str) -> np.ndarray:
    if kind == "spectrum":
        make = _AUDIO.get(source)
    else:
        make = _SHADERTOY.get(source[:8]) if kind in ("texture", "cubemap", "volume") else None
    if make is None and kind == "texture":
        make = _OTHERS[zlib.crc32(source.encode("utf-8", "replace")) % len(_OTHERS)]
    pixels = _made(make or _DEFAULTS[kind])
    dimensions = 4 if kind in ("cubemap", "volume") else 3
    return pixels if pixels.ndim == dimensions else _made(_DEFAULTS[kind])  # else the site's medium of another kind


@lru_cache(maxsize=16)
def _made(make: Callable[[], np.ndarray]) -> np.ndarray:
    pixels = make()
    pixels.setflags(write=False)
    return pixels


_DEFAULTS: dict[str, Callable[[], np.ndarray]] = {
    "texture": _OTHERS[0],
    "video": partial(stand_ins.organic, 12, (360, 640), (120, 112, 100), 60, 1.9),
    "cubemap": partial(stand_ins.cubemap, 4, 256, (140, 170, 210), (90, 80, 66)),
    "volume": partial(stand_ins.volume, 1),
    "keyboard": stand_ins.keyboard,
    "spectrum": stand_ins.spectrum,
}


@lru_cache(maxsize=8)
def _pictures(folder: str) -> tuple[Path, ...]:
    try:
        entries = sorted(Path(folder).iterdir())
    except OSError as error:
        raise ProgramError(f"--textures {folder}: {error.strerror}", "unsupported") from None
    return tuple(entry for entry in entries if entry.suffix.lower() in _PICTURES and entry.is_file())


def _named(source: str, folder: str) -> Path | None:
    """The picture of a folder whose name, or stem, is the source's."""
    stem = os.path.splitext(source)[0].lower()
    for picture in _pictures(folder) if source else ():
        if picture.name.lower() == source.lower() or picture.stem.lower() == stem:
            return picture
    return None


@lru_cache(maxsize=32)
def _from_folder(kind: str, source: str, folder: str) -> np.ndarray | None:
    pictures = _pictures(folder)
    if (picture := _named(source, folder)) is not None:
        return _read(picture, None)
    if not pictures or source[:8] in _NOT_PHOTOS:
        return None
    number = int.from_bytes(hashlib.sha256(f"{kind}:{source}".encode()).digest()[:8], "big")
    return _read(pictures[number % len(pictures)], _stand_in(kind, source).shape[1::-1])


def _read(picture: Path, size: tuple[int, int] | None) -> np.ndarray:
    """uint8 RGBA [h, w, 4]; size: (width, height) to bring it to, None: its own, at most _MAX_SIDE."""
    # here: programs without pictures of a folder need no OpenCV
    import cv2

    try:
        data = np.frombuffer(picture.read_bytes(), np.uint8)
        pixels = cv2.imdecode(data, cv2.IMREAD_UNCHANGED)
    except (OSError, cv2.error):
        pixels = None
    if pixels is None:
        raise ProgramError(f"--textures: {picture} is no image that can be read", "unsupported")
    if pixels.dtype == np.uint16:
        pixels = np.right_shift(pixels.astype(np.uint16), 8).astype(np.uint8)
    if pixels.dtype != np.uint8:
        raise ProgramError(f"--textures: {picture} is no 8-bit image", "unsupported")
    codes = {1: cv2.COLOR_GRAY2RGBA, 3: cv2.COLOR_BGR2RGBA, 4: cv2.COLOR_BGRA2RGBA}
    pixels = cv2.cvtColor(pixels, codes[1 if pixels.ndim == 2 else pixels.shape[2]])
    if size is None and max(pixels.shape[:2]) > _MAX_SIDE:
        scale = _MAX_SIDE / max(pixels.shape[:2])
        size = tuple(max(1, round(side * scale)) for side in pixels.shape[1::-1])
    if size is not None:
        pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    pixels.setflags(write=False)
    return pixels
