"""Ground truth of composed programs: against rays that numpy traces, and against itself."""

import re

import numpy as np
import pytest

from image_generation.labels import points_of, unpack
from image_generation.shaders.composer import compose
from image_generation.shaders.label_sources import load_labels
from image_generation.shaders.renderer_moderngl import Renderer
from image_generation.shaders.sampler import Sample
from image_generation.shaders.sources import Source

SIDE, TIME = 64, 2.3


@pytest.fixture(scope="module")
def renderer():
    with Renderer("cpu", SIDE, cache_size=1, quick_compile=True) as one:
        yield one


def drawn(renderer, k, seed, time=TIME, word="composed"):
    source = Source(f"composed_{k}", f"{word}:{seed}/{k}")
    return unpack(renderer.labels(load_labels(source), Sample(time)))


def hashed(k):
    """The grammar's hash of whole numbers, in numpy."""
    k = int(k) & 0xFFFFFFFF
    k = ((k ^ (k >> 16)) * 0x6D2F8A35) & 0xFFFFFFFF
    k = ((k ^ (k >> 13)) * 0xA3C59E1B) & 0xFFFFFFFF
    return k ^ (k >> 15)


def four(k):
    k = hashed(k)
    return np.array([k >> 24, k >> 16 & 255, k >> 8 & 255, k & 255]) / 255.0


def spin(d):
    d = np.asarray(d) / np.sqrt(np.dot(d, d) + 1e-6)
    return np.array([[d[0], -d[1]], [d[1], d[0]]])


def numbers(pattern, text):
    """The literals that groups of a pattern found in a program's text."""
    found = re.search(pattern, text)
    assert found, pattern
    return [float(part.strip("()")) for part in found.groups()]


N = r"(\(?-?[0-9.]+\)?)"


class View:
    """What a program's main says of camera and layout at a time, read from its text."""

    def __init__(self, text, time=TIME):
        self.text = text
        main = text[text.rindex("void mainImage(out vec4 fragColor") :]
        rate, phase = numbers(rf"iTime \* {N} \+ {N}, drift", main)
        beat = np.float32(time) * np.float32(rate) + np.float32(phase)
        (salt,) = numbers(r"uint\(int\(beat\)\) \+ (\d+)U", main)
        self.drift = float(beat) % 1.0 - 0.5
        self.seed = hashed(int(beat) + int(salt))
        self.h, self.v = four(self.seed + 1), four(self.seed + 2)
        (tilt,) = numbers(rf"spin\(vec2\(1\.0, {N} \* \(V\.w - 0\.5\)\)\) \* p", main)
        zoom, wide, pan = numbers(rf"\* p \* \({N} \+ {N} \* V\.z\) \+ {N} \* drift", main)
        (level,) = numbers(rf"Y0 = {N} \+", main)
        self.level = level + 0.6 * (self.v[0] - 0.5)
        self.roll = spin([1.0, tilt * (self.v[3] - 0.5)])
        grid = (np.arange(SIDE) + 0.5) / SIDE * 2.0 - 1.0
        pixels = np.stack(np.meshgrid(grid, -grid), -1)
        shift = pan * self.drift * (self.v[1::-1] - 0.5)
        self.p = pixels @ self.roll.T * (zoom + wide * self.v[2]) + shift

    def rays(self, focal):
        p = self.p
        rays = np.dstack([p[..., 0], p[..., 1] - self.level, np.full(p.shape[:2], focal)])
        return rays / np.linalg.norm(rays, axis=2, keepdims=True)

    def seen(self, vectors):
        """From a stage's axes to the camera's."""
        return np.dstack([vectors[..., :2] @ self.roll, -vectors[..., 2]])


@pytest.mark.parametrize(("k", "shape"), [(3071, "ball"), (102, "ball"), (1829, "box")])
def test_bodies_lie_where_rays_meet_them(renderer, k, shape):
    """Distances, normals and object numbers of ellipsoids, boxes and ground, traced in double precision."""
    text = compose.compose_bare(k, 0)
    view = View(text)
    a = four(view.seed + 7)
    size, wide = numbers(rf"r = {N} \* \(0\.4 \+ {N} \* h\.xyz\) \* \(1\.0 \+ float\(i == 0\)\)", text)
    (high,) = numbers(rf"k\.y \* {N}, \(k\.z - 0\.5\) \* 3\.0\)", text)
    (count,) = numbers(r"for \(int i = Z; i < (\d+); i\+\+\) \{\n\s+vec3 c, r;", text)
    near, far = numbers(rf"away = {N} \+ {N} \* H\.x", text)
    (turn,) = numbers(rf"orbit = spin\(H\.zw - 0\.5 \+ {N} \* drift\)", text)
    side, low, rise = numbers(rf"ro = vec3\({N}, {N} \+ {N} \* H\.y, -away\)", text)
    (focal,) = numbers(rf"rd = normalize\(vec3\(p\.x, p\.y - Y0, {N}\)\)", text)
    orbit = spin(view.h[2:] - 0.5 + turn * view.drift)
    rays = view.rays(focal)

    def turned(matrix, v):
        xz = v[..., [0, 2]] @ matrix.T
        return np.stack([xz[..., 0], v[..., 1], xz[..., 1]], -1)

    eye = turned(orbit, np.array([side, low + rise * view.h[1], -(near + far * view.h[0])]))
    world = turned(orbit, rays)
    ground = "-ro.y / rd.y : 1e4" in text
    with np.errstate(divide="ignore", invalid="ignore"):
        best = np.where((world[..., 1] < 0) & ground, -eye[1] / world[..., 1], 1e4)
        normal = np.broadcast_to([0.0, 1.0, 0.0], world.shape).copy()
        thing = np.where(best < 900.0, 4, 0)
        for i in range(int(count)):
            k4 = (a * (2.3 + 1.7 * i) + 0.71 * a[[1, 2, 3, 0]]) % 1.0
            h4 = (k4 * 7.3 + k4[[1, 2, 3, 0]]) % 1.0
            radii = size * (0.4 + wide * h4[:3]) * (2.0 if i == 0 else 1.0)
            centre = np.array([(k4[0] - 0.5) * 3.6, k4[1] * high, (k4[2] - 0.5) * 3.0])
            yaw = spin(k4[[3, 2]] - 0.5)
            o, e = turned(yaw, eye - centre) / radii, turned(yaw, world) / radii
            if shape == "ball":
                aa, bb = (e * e).sum(-1), (o * e).sum(-1)
                q = bb * bb - aa * (o @ o - 1.0)
                u = np.where(q < 0, np.inf, (-bb - np.sqrt(q)) / aa)
                m = (o + u[..., None] * e) / radii
            else:
                first, last = np.minimum((-1 - o) / e, (1 - o) / e), np.maximum((-1 - o) / e, (1 - o) / e)
                u = np.where(first.max(-1) > last.min(-1), np.inf, first.max(-1))
                m = -np.sign(e) * (first == first.max(-1)[..., None])
            hit = (u > 0.002) & (u < best)
            best, thing = np.where(hit, u, best), np.where(hit, 10 + i, thing)
            normal[hit] = turned(yaw.T, m)[hit]
    normal /= np.linalg.norm(normal, axis=2, keepdims=True)
    got = drawn(renderer, k, 0)
    traced = thing > 0
    assert len(np.unique(thing)) > 2
    assert (got["object"] == np.where(traced, thing, got["object"])).mean() > 0.998  # a pixel on an edge may differ
    same = traced & (got["object"] == thing)
    near_by = same & (best < 50)
    assert np.abs(got["depth"][near_by] / best[near_by] - 1).max() < 1e-3
    assert ((got["normal"] * view.seen(turned(orbit.T, normal))).sum(2)[same] > 0.999).mean() > 0.999
    assert np.abs(got["ray"] - view.seen(rays))[same].max() < 1e-5


PART = re.compile(r"^\s+(limb|slab|spot|area)\(q, ([-0-9.,()U vec2]+)\);$|^\s+UP = (.*);$", re.M)


def subject(tag, kind, grammar):
    """The first program of seed 4 of a grammar whose large thing is of that kind and stands on numbers alone: (k, text of labels)."""
    for k in range(4000):
        text = compose.compose_labels(k, 4, grammar)
        words = text.split("\n")[2].split(": ")[1].split(", ")
        parts = text.partition("PART = -1.0;")[2].partition("if (PART >= 0.0)")[0]
        if (
            tag in words
            and f"{kind}(q" in parts
            and not any(word in words for word in LENSES)
            and not PART.sub("", parts).strip()
        ):
            return k, text
    raise AssertionError(tag)


LENSES = ("mirror", "wedges", "ripple", "water", "pixels", "bulge", "lens", "front", "lines", "bars")


@pytest.mark.parametrize(
    ("tag", "kind", "grammar"),
    [("vehicles", "limb", 4), ("vehicles", "slab", 4), ("vessels", "limb", 4), ("vehicles", "slab", 5)],
)
def test_a_large_thing_stands_where_its_parts_are(renderer, tag, kind, grammar):
    """Where a subject is seen, and how far away: tapered limbs and slabs, one over another, in double precision."""
    k, text = subject(tag, kind, grammar)
    view = View(text)
    size, far = numbers(rf"float r = {N} \* \(0\.75 \+ {N} \* m\.w\)", text)
    lean, aside, above = (
        numbers(rf"TURN = spin\(vec2\(1\.0, {N} \* \(k\.w - 0\.5\)\)\)", text)
        + numbers(rf"\(p - vec2\({N}, {N}\) \* \(m\.yz - 0\.5\)\) / r", text)
    )  # fmt: skip
    k4, m4 = four(view.seed + 210), four(view.seed + 211)
    r, fat = size * (0.75 + far * m4[3]), 0.8 + 0.4 * m4[0]
    turn = spin([1.0, lean * (k4[3] - 0.5)]) @ np.diag([-1.0 if m4[0] < 0.5 else 1.0, 1.0])
    q = (view.p - np.array([aside, above]) * (m4[1:3] - 0.5)) @ turn.T / r
    high, there, up = np.zeros(q.shape[:2]), np.zeros(q.shape[:2], bool), 0.0
    for part, words, raised in PART.findall(text.partition("PART = -1.0;")[2].partition("if (PART >= 0.0)")[0]):
        if not part:
            up = float(raised.strip("()"))
            continue
        v = [float(word) for word in re.findall(r"-?\d+\.\d+", words.replace("vec2(0.0)", "vec2(0.0, 0.0)"))]
        if part == "limb":
            a, b, w = np.array(v[:2]), np.array(v[2:4]), v[4:6]
            t = np.clip((q - a) @ (b - a) / ((b - a) @ (b - a) + 1e-6), 0.0, 1.0)
            thick = fat * (w[0] + t * (w[1] - w[0]))
            square = thick**2 - ((q - a - t[..., None] * (b - a)) ** 2).sum(-1)
            inside, z = square > 0, np.sqrt(np.maximum(square, 0.0))
        elif part == "slab":
            e = q - v[:2]
            inside = (np.abs(e[..., 1]) < v[3]) & (np.abs(e[..., 0] - np.sign(e[..., 0]) * v[4] * e[..., 1]) < v[2])
            z = 0.0
        else:
            continue
        high, there = np.where(inside, up + z, high), there | inside
    got = drawn(renderer, k, 4, word=f"composed{grammar}")
    seen = got["object"] == 6
    assert 0.02 < there.mean() < 0.9 and (seen == there).mean() > 0.99, k  # a pixel on an edge may differ
    (behind,) = (float(word) for word in re.findall(r"#define FAR ([0-9.]+)", text))
    both = seen & there
    depth = points_of(got)[..., 2]
    expected = -0.5 * behind * (1.0 - 0.5 * r * high)
    assert (np.abs(depth - expected)[both] < 2e-3 * behind).mean() > 0.98


def test_marched_bodies_stand_where_rays_meet_them(renderer):
    """Balls melted together, against the first crossing of each ray in double precision, found in 4,000 steps."""
    view = View(compose.compose_bare(303, 0))
    above, away, focal = numbers(rf"ro = vec3\(0\.0, {N}, -{N}\), rd = normalize\(vec3\(p, {N}\)\)", view.text)
    (turn,) = numbers(rf"orbit = spin\(H\.zw - 0\.5 \+ {N} \* drift\)", view.text)
    (down,) = numbers(rf"pitch = spin\(vec2\(1\.0, {N}\)\)", view.text)
    orbit, pitch, h = spin(view.h[2:] - 0.5 + turn * view.drift), spin([1.0, down]), view.h[:3]

    def turned(v, back=False):
        v = v.copy()
        for axes, matrix in [((1, 2), pitch), ((0, 2), orbit)][:: -1 if back else 1]:
            v[..., axes] = v[..., axes] @ (matrix if back else matrix.T)
        return v

    def far(q):
        balls = [(0.0 * h, 0.75), (2.0 * h - 1.0, 0.35 + 0.4 * h[0]), (2.0 * h[[1, 2, 0]] - 1.0, 0.3 + 0.4 * h[2])]
        return -0.2 * np.log(sum(np.exp(-5.0 * (np.linalg.norm(q - c, axis=-1) - r)) for c, r in balls))

    rays = np.dstack([view.p, np.full(view.p.shape[:2], focal)])
    rays /= np.linalg.norm(rays, axis=2, keepdims=True)
    eye, world = turned(np.array([0.0, above, -away])), turned(rays)
    depth = np.full(world.shape[:2], np.nan)
    for t in np.linspace(0.3, 5.0, 4001):
        depth = np.where(np.isnan(depth) & (far(eye + t * world) < 0.0), t, depth)
    got = drawn(renderer, 303, 0)
    met = (got["object"] == 5) & np.isfinite(depth)
    assert met.sum() > 1000 and met.sum() > 0.9 * (got["object"] == 5).sum()  # the others pass it by
    off = np.abs(got["depth"] / depth - 1)[met]
    assert np.median(off) < 1e-3 and np.quantile(off, 0.99) < 4e-3
    q = (eye + np.nan_to_num(depth)[..., None] * world)[..., None, :]
    slope = (far(q + 1e-5 * np.eye(3)) - far(q - 1e-5 * np.eye(3))) / 2e-5
    slope /= np.linalg.norm(slope, axis=2, keepdims=True)
    cosine = (got["normal"] * view.seen(turned(slope, back=True))).sum(2)[met]
    assert np.quantile(cosine, 0.01) > 0.995


def grass():
    """The first program of seed 4 of grammar 5 with grass under a plain sky, without a lens."""
    for k in range(2000):
        text = compose.compose(k, 4, 5)
        if "grass in perspective" in text and "along the horizon" not in text and "// Lens" not in text:
            return k
    raise AssertionError


@pytest.mark.parametrize("grammar", [3, 5])
def test_the_plane_under_a_sky(renderer, grammar):
    """A horizon: distance and normal of the plane one unit below the camera, nothing above it."""
    k = grass() if grammar == 5 else 386
    text = compose.compose_bare(k, 4, grammar)
    view = View(text)
    (focal,) = numbers(rf"vec2\(p\.x \* z, {N} \* z\)", text)
    got = drawn(renderer, k, 4, word=f"composed{grammar}".removesuffix("3"))
    fall = view.level - view.p[..., 1] + 0.03
    ground = view.p[..., 1] < view.level
    rays = np.dstack([view.p[..., 0], -fall, np.full_like(fall, focal)])
    distance = np.linalg.norm(rays, axis=2) / fall
    mine = ground & (got["object"] == 1)
    assert 0.1 < mine.mean() < 0.9
    assert np.abs(got["depth"] / distance - 1)[mine].max() < 1e-3
    up = view.seen(np.broadcast_to([0.0, 1.0, 0.0], rays.shape))
    assert ((got["normal"] * up).sum(2)[mine] > 0.999).all()
    sky = got["object"] == 0
    assert sky.any() and np.isinf(got["depth"][sky]).all() and not got["normal"][sky].any()
    assert not got["surface"][sky].any() and not got["albedo"][sky].any()


def test_an_embedded_picture_is_one_plane(renderer):
    got = drawn(renderer, 0, 0)
    assert (got["object"] == 1).all() and len(np.unique(got["surface"])) == 1
    points = points_of(got)
    assert np.abs(points[..., 2] + 1.0).max() < 1e-5  # one unit before the camera
    assert (got["normal"] == np.array([0.0, 0.0, 1.0])).all()
    assert got["albedo"].astype(float).std() > 0.01  # the picture's own colours


SCENES = {"picture": 1, "solids": 189, "blocks": 345, "leaves": 56, "landscape": 47, "room": 510, "mirror": 666}


@pytest.mark.parametrize(("scene", "k"), SCENES.items())
def test_normals_are_slopes_of_depth(renderer, scene, k):
    """Within one object's surface, the cross product of neighbours' differences is the normal."""
    got = drawn(renderer, k, 11)
    points, normals = points_of(got), got["normal"].astype(np.float64)
    label = got["object"].astype(np.uint64) << 32 | got["surface"]
    middle = (slice(1, -1), slice(1, -1))
    sides = [(slice(1, -1), slice(2, None)), (slice(1, -1), slice(None, -2)),
             (slice(None, -2), slice(1, -1)), (slice(2, None), slice(1, -1))]  # fmt: skip
    inside = np.logical_and.reduce([label[side] == label[middle] for side in sides]) & (got["object"][middle] > 0)
    points = np.where(np.isfinite(points), points, 0.0).astype(np.float64)
    right, left, above, below = (points[side] for side in sides)
    slope = np.cross(right - left, above - below)
    slope /= np.maximum(np.linalg.norm(slope, axis=2, keepdims=True), 1e-30)
    cosine = (slope * normals[middle]).sum(2)[inside]
    assert inside.mean() > 0.2
    assert (cosine > 0.95).mean() > 0.9  # the rest are edges of a body against itself
    lengths = np.linalg.norm(normals, axis=2)[got["object"] > 0]
    assert np.abs(lengths - 1).max() < 2e-3


@pytest.mark.parametrize("word", ["composed", "composed4", "composed5"])
def test_every_kind_of_program_has_labels(renderer, word):
    """All are drawn, each value is in its range, and what has an object has everything else too."""
    for k in range(20):
        got = drawn(renderer, k, 21, word=word)
        there = got["object"] > 0
        assert (np.isfinite(got["depth"]) == there).all() and (got["depth"] > 0).all(), k
        assert ((got["surface"] > 0) == there).all() and (np.any(got["normal"] != 0, axis=2) == there).all(), k
        assert (got["albedo"] >= 0).all() and np.abs(np.linalg.norm(got["ray"], axis=2) - 1).max() < 1e-6, k
        facing = (got["normal"] * got["ray"]).sum(2)[there]
        assert (facing < 0.05).all(), k  # of what is seen, the side that is seen


def test_labels_are_drawn_by_the_picture_s_own_text():
    """But for marked lines both texts are one; no mark is left in either."""
    for k in range(100):
        picture, labels = (
            write(k, 3, 3 + k % 3).split("\n") for write in (compose.compose_bare, compose.compose_labels)
        )
        assert not any(line.lstrip().startswith(("@", "~")) for line in picture + labels)
        kept = set(labels)
        lost = [line for line in picture if line not in kept]
        assert all("col" in line or "AIR *=" in line or "corner" in line or "return base" in line for line in lost), k
