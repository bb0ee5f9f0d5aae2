"""Ground truth of a picture: depth, normals, surface and object numbers, albedo and viewing rays, one array each.

    labels = read_labels("DIR/0000000000/000000.npz")      # {"depth": float32 [h, w], "normal": float16 [h, w, 3], ...}
    points = points_of(labels)                             # float32 [h, w, 3], where depth and ray are there

Units and conventions: docs/labels.md. Arrays have the top row first, as images.
"""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterable, Mapping

import numpy as np

from image_generation.common.errors import UserError

LABELS = ("depth", "normal", "surface", "object", "albedo", "ray")
SUFFIX = "npz"

_PACKED = 16  # floats of a pixel: depth normal | surface object, two halves each | albedo, - | ray, -
_MOST_BYTES = 1 << 30  # of an array that is read


def unpack(packed: np.ndarray) -> dict[str, np.ndarray]:
    """What the shader wrote, float32 [h, w, 16] -> all LABELS.

    depth    float32 [h, w], distance along the viewing ray in scene units; inf where there is no surface
    normal   float16 [h, w, 3], unit length, x right, y up, z towards the camera; zeros where there is no surface
    surface  uint32 [h, w], 0: none
    object   uint32 [h, w], 0: none
    albedo   float16 [h, w, 3], linear, before any light; zeros where there is no surface
    ray      float32 [h, w, 3], unit length, from the camera: a point lies at depth * ray
    """
    assert packed.shape[2] == _PACKED
    halves = np.nan_to_num(packed[..., 4:8]).astype(np.uint32)
    surface, thing = halves[..., 0] | halves[..., 1] << 16, halves[..., 2] | halves[..., 3] << 16
    there = thing > 0
    return {
        "depth": np.where(there, packed[..., 0], np.float32(np.inf)),
        "normal": (packed[..., 1:4] * there[..., None]).astype(np.float16),
        "surface": np.where(there, surface, 0).astype(np.uint32),
        "object": thing,
        "albedo": (np.clip(np.nan_to_num(packed[..., 8:11]), 0.0, 60000.0) * there[..., None]).astype(np.float16),
        "ray": np.ascontiguousarray(packed[..., 12:15]),
    }


def encode_labels(labels: Mapping[str, np.ndarray], names: Iterable[str]) -> bytes:
    """An NPZ file of these arrays, the same bytes for the same arrays."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name in names:
            member = zipfile.ZipInfo(f"{name}.npy")  # of 1980, whenever it is written
            member.compress_type, member.create_system = zipfile.ZIP_DEFLATED, 3
            array = io.BytesIO()
            np.lib.format.write_array(array, np.ascontiguousarray(labels[name]), (1, 0), allow_pickle=False)
            archive.writestr(member, array.getvalue())
    return file.getvalue()


def read_labels(source: str | os.PathLike | bytes, names: Iterable[str] | None = None) -> dict[str, np.ndarray]:
    """The arrays of an NPZ file, or of the bytes of one; names: only these (default: all that it holds of LABELS).

    Raises UserError for what is no such file, or lacks one of the names.
    """
    what = "labels" if isinstance(source, bytes) else os.fspath(source)
    try:
        with zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as archive:
            held = {info.filename.removesuffix(".npy"): info for info in archive.infolist()}
            wanted = [name for name in LABELS if name in held] if names is None else list(names)
            missing = [name for name in wanted if name not in held]
            if missing:
                raise UserError(f"{what}: holds no {', '.join(missing)}, only {', '.join(sorted(held))}")
            if any(held[name].file_size > _MOST_BYTES for name in wanted):
                raise UserError(f"{what}: its arrays are larger than {_MOST_BYTES >> 30} GB")
            arrays = {}
            for name in wanted:
                with archive.open(held[name]) as member:
                    arrays[name] = np.lib.format.read_array(member, allow_pickle=False)
            return arrays
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise UserError(f"{what}: cannot be read as labels ({error})") from None


def points_of(labels: Mapping[str, np.ndarray]) -> np.ndarray:
    """Where the surfaces lie: float32 [h, w, 3] in scene units, x right, y up, z towards the camera; inf for none."""
    depth = labels["depth"][..., None]
    return np.where(np.isfinite(depth), np.where(np.isfinite(depth), depth, 0.0) * labels["ray"], np.float32(np.inf))
