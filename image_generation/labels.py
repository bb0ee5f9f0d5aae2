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
_GRAZING = 1e-3  # cosine up to which a normal that faces away does so by rounding
_MOST_BYTES = 1 << 30  # of an array that is read


def unpack(packed: np.ndarray) -> dict[str, np.ndarray]:
    """What the shader wrote, float32 [h, w, 16] -> all LABELS, brought to what docs/labels.md says of them.

    depth    float32 [h, w], distance along the viewing ray in scene units; inf where there is no surface
    normal   float16 [h, w, 3], unit length, x right, y up, z towards the camera, of the side that is seen; zeros where
             there is no surface
    surface  uint32 [h, w], 0: none
    object   uint32 [h, w], 0: none
    albedo   float16 [h, w, 3], linear, before any light; zeros where there is no surface
    ray      float32 [h, w, 3], unit length, from the camera: a point lies at depth * ray
    A pixel has a surface where its object is not 0 and its depth a number above 0; a surface without number is 1 there.
    """
    assert packed.shape[2] == _PACKED
    halves = np.nan_to_num(packed[..., 4:8]).astype(np.uint32)
    surface, thing = halves[..., 0] | halves[..., 1] << 16, halves[..., 2] | halves[..., 3] << 16
    depth = packed[..., 0]
    there = (thing > 0) & np.isfinite(depth) & (depth > 0)
    ray = _unit(packed[..., 12:15], np.array([0.0, 0.0, -1.0], np.float32))
    # Where a distance field has no slope there is no normal: it faces the camera then.
    normal = _unit(packed[..., 1:4], -ray)
    behind = (normal * ray).sum(axis=2, keepdims=True) > _GRAZING
    normal = np.where(behind, -normal, normal)
    return {
        "depth": np.where(there, depth, np.float32(np.inf)),
        "normal": np.where(there[..., None], normal, 0.0).astype(np.float16),
        "surface": np.where(there, np.maximum(surface, 1), 0).astype(np.uint32),
        "object": np.where(there, thing, 0).astype(np.uint32),
        "albedo": (np.clip(np.nan_to_num(packed[..., 8:11]), 0.0, 60000.0) * there[..., None]).astype(np.float16),
        "ray": ray,
    }


def _unit(vectors: np.ndarray, otherwise: np.ndarray) -> np.ndarray:
    """float32 [h, w, 3] at unit length; `otherwise` where one has no direction."""
    exact = vectors.astype(np.float64)  # whose squares neither overflow nor vanish
    length = np.linalg.norm(exact, axis=2, keepdims=True)
    some = np.isfinite(length) & (length > 0)
    return np.where(some, exact / np.where(some, length, 1.0), otherwise).astype(np.float32)


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
