"""Procedural pictures, cube maps, volumes and spectra (see media.py, which says when each is used).

All are uint8 arrays from fixed seeds; pictures are RGBA [h, w, 4], top row first, and tile.
"""

from __future__ import annotations

import zlib

import numpy as np


def _generator(*key: object) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=zlib.crc32(repr(key).encode())))


def _rgba(channels: np.ndarray) -> np.ndarray:
    """float 0..1 or uint8 [..., c] -> uint8 [..., 4]; missing colours are 0, a missing alpha is 255."""
    if channels.dtype != np.uint8:
        channels = np.clip(np.rint(channels * 255.0), 0, 255).astype(np.uint8)
    out = np.zeros((*channels.shape[:-1], 4), np.uint8)
    out[..., 3] = 255
    out[..., : channels.shape[-1]] = channels
    return out


# ------------------------------------------------------------------ tables


def noise(size: int, channels: int, related: bool = False) -> np.ndarray:
    """White noise [size, size]: every byte uniform.

    related: green is red moved by 17 rows and 37 columns, alpha is blue moved so; shaders that interpolate
    three-dimensional noise from one look-up depend on it.
    """
    values = _generator("noise", size, channels).integers(0, 256, (size, size, channels), np.uint8)
    if related:
        values[..., 1] = np.roll(values[..., 0], (17, 37), (0, 1))
        values[..., 3] = np.roll(values[..., 2], (17, 37), (0, 1))
    return _rgba(values)


def volume(channels: int) -> np.ndarray:
    """White noise [32, 32, 32]."""
    return _rgba(_generator("volume", channels).integers(0, 256, (32, 32, 32, channels), np.uint8))


def blue_noise(size: int) -> np.ndarray:
    """Noise without low frequencies, every channel uniform: white noise, filtered, replaced by its ranks, twice."""
    frequency = np.hypot(*np.meshgrid(np.fft.fftfreq(size), np.fft.rfftfreq(size), indexing="ij"))
    high_pass = 1.0 - np.exp(-((frequency / 0.25) ** 2))
    out = np.empty((size, size, 4), np.uint8)
    for channel in range(4):
        values = _generator("blue", channel).random((size, size))
        for _ in range(2):
            values = np.fft.irfft2(np.fft.rfft2(values) * high_pass, (size, size))
            ranks = np.empty(size * size)
            ranks[np.argsort(values, axis=None, kind="stable")] = np.arange(size * size)
            values = ranks.reshape(size, size) / (size * size)
        out[..., channel] = values * 256.0
    return out


def bayer() -> np.ndarray:
    """The 8x8 threshold matrix of ordered dithering (Bayer 1973), as values k * 4 of one channel."""
    matrix = np.zeros((1, 1), int)
    for _ in range(3):
        matrix = np.block([[4 * matrix, 4 * matrix + 2], [4 * matrix + 3, 4 * matrix + 1]])
    return _rgba((matrix[..., None] * 4).astype(np.uint8))


def keyboard() -> np.ndarray:
    """[3, 256]: keys that are down, pressed in this frame, toggled: none."""
    return _rgba(np.zeros((3, 256, 1), np.uint8))


def spectrum() -> np.ndarray:
    """[2, 512]: one moment of a chord: decibels of the frequencies up to 11 kHz, and the wave form."""
    place = np.arange(512)
    decay = 0.85 * np.exp(-place / 160.0)
    partials = sum(
        np.exp(-(((place - 2.5 * root * k) / (1.5 + 0.4 * k)) ** 2)) / k**0.4
        for root in (4.0, 5.04, 5.99)
        for k in range(1, 24)
    )
    hiss = _generator("spectrum").random(512)
    frequencies = decay * (0.45 + 0.4 * np.minimum(partials, 1.2) + 0.15 * hiss)
    angle = place / 512.0 * 2.0 * np.pi
    wave = 0.5 + 0.16 * np.sin(4.0 * angle) + 0.11 * np.sin(5.04 * angle + 1.0) + 0.07 * np.sin(11.98 * angle + 2.0)
    return _rgba(np.stack([frequencies, wave])[..., None])


def font() -> np.ndarray:
    """Glyphs in 16x16 cells by code (ISO 8859-1): red coverage, green and blue slope, alpha distance to the edge."""
    # here: few programs read the font
    import cv2
    from PIL import Image, ImageDraw, ImageFont

    sheet = Image.new("L", (1024, 1024))
    draw = ImageDraw.Draw(sheet)
    face = ImageFont.load_default(46)
    for code in (*range(0x21, 0x7F), *range(0xA1, 0x100)):
        column, row = code % 16, code // 16
        draw.text((column * 64 + 32, row * 64 + 46), chr(code), fill=255, font=face, anchor="ms")
    coverage = np.asarray(sheet, np.float32) / 255.0
    inside = (coverage > 0.5).astype(np.uint8)
    distance = cv2.distanceTransform(1 - inside, cv2.DIST_L2, 5) - cv2.distanceTransform(inside, cv2.DIST_L2, 5)
    distance = np.clip(distance, -64.0, 64.0)
    slope_y, slope_x = np.gradient(distance)
    return _rgba(np.stack([coverage, 0.5 + 0.5 * slope_x, 0.5 + 0.5 * slope_y, 0.5 + distance / 128.0], -1))


# ------------------------------------------------------------------ pictures


def _field(key: object, shape: tuple[int, int], exponent: float) -> np.ndarray:
    """Periodic noise with amplitudes 1 / frequency**exponent, mean 0 and deviation 1: float [h, w]."""
    height, width = shape
    frequency = np.hypot(np.fft.fftfreq(height)[:, None] * height, np.fft.rfftfreq(width) * width)
    frequency[0, 0] = 1.0
    amplitude = frequency**-exponent
    amplitude[0, 0] = 0.0
    white = np.fft.rfft2(_generator(key, shape, exponent).standard_normal(shape))
    values = np.fft.irfft2(white * amplitude, shape)
    return values / values.std()


def _toned(values: np.ndarray, mean: tuple[int, int, int], deviation: float) -> np.ndarray:
    """Colours [h, w, 3] brought to a mean and a deviation (of 255) and made a picture."""
    values = values - values.mean((0, 1))
    values = values / np.maximum(values.std((0, 1)), 1e-6) * deviation + np.array(mean, float)
    return _rgba(values / 255.0)


def organic(
    seed: int,
    size: int | tuple[int, int],
    mean: tuple[int, int, int],
    deviation: float,
    roughness: float,
) -> np.ndarray:
    """Folded and warped noise in two colours, like rock, bark or a blurred photo.

    roughness: exponent of the spectrum; 0.8 is gritty, 1.9 is soft.
    """
    shape = (size, size) if isinstance(size, int) else size
    height, width = shape
    first, second = _field((seed, 1), shape, roughness), _field((seed, 2), shape, roughness)
    bend = 0.04 * min(shape)
    rows = (np.arange(height)[:, None] + bend * _field((seed, 3), shape, 1.8)).astype(int) % height
    columns = (np.arange(width) + bend * _field((seed, 4), shape, 1.8)).astype(int) % width
    folded = 1.0 - np.abs(first[rows, columns])
    blend = 1.0 / (1.0 + np.exp(-2.0 * second))
    light = 0.7 * folded + 0.5 * second
    tint = _generator("tint", seed).uniform(-1.0, 1.0, 3)
    return _toned(light[..., None] + 0.8 * tint * (blend - 0.5)[..., None], mean, deviation)


def cells(size: int, count: int, mean: tuple[int, int, int] | None = None) -> np.ndarray:
    """Rounded stones: distance to the edges of count x count jittered Voronoi cells; grey where mean is None."""
    points = _generator("cells", size, count).random((count, count, 2)) * 0.8 + 0.1
    place = (np.arange(size) + 0.5) / size * count
    y, x = np.meshgrid(place, place, indexing="ij")
    row, column = y.astype(int), x.astype(int)
    nearest = np.full((2, size, size), 9.0)
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            point = points[(row + dy) % count, (column + dx) % count]
            distance = np.hypot(row + dy + point[..., 0] - y, column + dx + point[..., 1] - x)
            nearest = np.sort(np.concatenate([nearest, distance[None]]), axis=0)[:2]
    height = np.sqrt(np.clip((nearest[1] - nearest[0]) * 1.6, 0.0, 1.0))
    height = 0.85 * height + 0.05 * _field(("cells", size), (size, size), 1.0)
    if mean is None:
        return _rgba(np.clip(0.08 + 0.5 * height, 0.0, 1.0)[..., None])
    return _toned(np.repeat(height[..., None], 3, -1), mean, 27.0)


def wood(size: int) -> np.ndarray:
    """Planks' grain: stretched noise along the vertical."""
    grain = np.repeat(_field("wood", (size // 16, size), 0.7), 16, 0)
    rings = np.sin(6.0 * _field("rings", (size, size), 1.9) + 0.05 * np.arange(size))
    light = _field("wood fine", (size, size), 0.9) * 0.3 + grain * 0.7 + rings
    return _toned(light[..., None] * np.array([1.0, 0.9, 0.8]), (147, 80, 41), 20.0)


def stars(size: int) -> np.ndarray:
    """A night sky: a faint nebula and bright points."""
    sky = np.clip(0.5 * _field("nebula", (size, size), 1.7), 0.0, None)
    points = np.where(_generator("stars", size).random((size, size)) > 0.996, 4.0, 0.0)
    glow = sum(np.roll(points, shift, (0, 1)) for shift in ((0, 1), (1, 0), (0, -1), (-1, 0))) * 0.3
    light = (sky + points + glow)[..., None] * np.array([0.9, 0.95, 1.0])
    return _rgba(np.clip(np.array([0.12, 0.15, 0.2]) + 0.25 * light, 0.0, 1.0))


def sprite_strip() -> np.ndarray:
    """[32, 256]: eight frames of a walking figure of 16 blocks, on a transparent ground."""
    out = np.zeros((32, 256, 4), np.uint8)
    for frame in range(8):
        left, lift = frame * 32, (frame % 4) // 2
        out[8 + lift : 22 + lift, left + 4 : left + 24] = (255, 153, 204, 255)
        out[10 + lift : 18 + lift, left + 18 : left + 29] = (153, 153, 153, 255)
        out[12 + lift : 14 + lift, left + 21 : left + 27 : 4] = (30, 30, 30, 255)
        for leg in range(4):
            foot = left + 6 + 5 * leg + (frame + leg) % 2
            out[22 + lift : 25 + lift, foot : foot + 3] = (110, 110, 110, 255)
    return out


# ------------------------------------------------------------------ surroundings


def _directions(size: int) -> np.ndarray:
    """Unit vectors of a cube map's texels (OpenGL 3.3, table 3.11): float [6, size, size, 3]."""
    place = (np.arange(size) + 0.5) / size * 2.0 - 1.0
    t, s = np.meshgrid(place, place, indexing="ij")
    one = np.ones_like(s)
    faces = [(one, -t, -s), (-one, -t, s), (s, one, t), (s, -one, -t), (s, -t, one), (-s, -t, -one)]
    directions = np.stack([np.stack(face, -1) for face in faces])
    return directions / np.linalg.norm(directions, axis=-1, keepdims=True)


def cubemap(seed: int, size: int, sky: tuple[int, int, int], ground: tuple[int, int, int]) -> np.ndarray:
    """A place to stand in: sky with a sun and clouds, a horizon of columns, a tiled ground: [6, size, size]."""
    toward = _directions(size)
    x, y, z = toward[..., 0], toward[..., 1], toward[..., 2]
    generator = _generator("cubemap", seed)
    waves = generator.standard_normal((24, 3)) * np.linspace(1.5, 14.0, 24)[:, None]
    phases = generator.uniform(0.0, 2.0 * np.pi, 24)
    weights = np.linspace(1.0, 0.15, 24)
    clouds = sum(w * np.sin(toward @ wave + p) for w, wave, p in zip(weights, waves, phases))
    clouds = 1.0 / (1.0 + np.exp(-1.2 * clouds))
    above = np.clip(y, 0.0, 1.0)[..., None]
    sun = generator.standard_normal(3) + np.array([0.0, 2.0, 0.0])
    shine = np.clip(toward @ (sun / np.linalg.norm(sun)), 0.0, 1.0)[..., None]
    heaven = np.array(sky, float) / 255.0 * (0.75 + 0.35 * above) + 0.18 * (clouds - 0.5)[..., None]
    heaven += 0.9 * shine**400 + 0.2 * shine**20
    below = np.maximum(-y, 0.02)
    tiles = np.sin(3.0 * x / below) * np.sin(3.0 * z / below) * np.clip(-4.0 * y, 0.0, 1.0)
    floor = np.array(ground, float) / 255.0 * (0.9 + 0.2 * np.tanh(4.0 * tiles))[..., None]
    columns = np.clip(np.sin(np.arctan2(z, x) * 14.0 + seed) * 4.0 + 1.0, 0.0, 1.0)
    wall = np.clip((0.35 - np.abs(y - 0.05)) * 12.0, 0.0, 1.0) * columns
    stone = (np.array(sky, float) + np.array(ground, float)) / 510.0 * (0.6 + 0.5 * clouds)[..., None]
    upward = np.clip(y * 0.5 * size / 8.0 + 0.5, 0.0, 1.0)[..., None]
    scene = floor * (1.0 - upward) + heaven * upward
    return _rgba(np.clip(scene * (1.0 - wall[..., None]) + stone * wall[..., None], 0.0, 1.0))
