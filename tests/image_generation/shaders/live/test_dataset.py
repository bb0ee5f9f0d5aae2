"""Live rendering: the same pictures as on disk, shared without loss, through deaths, hangs and broken programs."""

import csv
import functools
import multiprocessing
import operator
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from torch.utils.data import DataLoader

from image_generation.common.errors import UserError
from image_generation.mixing import MixtureSettings
from image_generation.partition import Share
from image_generation.processes.pool import Died
from image_generation.processes.ring import Ring, RingClosed
from image_generation.shaders import tasks
from image_generation.shaders.image_maker import ImageDone, MakerSettings
from image_generation.shaders.live import dataset as live_dataset
from image_generation.shaders.live import worker as live_worker
from image_generation.shaders.live.dataset import LiveDataset
from image_generation.shaders.live.feeder import Feeder, mixtures_together
from image_generation.shaders.rendering.egl_devices import choose_device
from image_generation.shaders.sampler import ImageSpec, Sample, SamplerSettings
from image_generation.shaders.sources import Source, resolve
from tests.conftest import ROOT
from tests.image_generation.shaders.dataset_helpers import BROKEN, ENDLESS, SCRIPT, write_shaders
from tests.process_tree import alive, below


def live(folder, epoch_size=40, **options):
    return LiveDataset([str(folder)], 16, epoch_size, **({"devices": (choose_device("cpu"),), "workers": 1} | options))


def one_epoch(dataset):
    """(images, labels) of the epoch that comes next, in order."""
    items = list(dataset)
    return np.stack([item[0] for item in items]), [item[1] for item in items]


# ------------------------------------------------------------------ the same images


@pytest.mark.parametrize("mixing", ["none", "convex"])
def test_image_i_is_that_of_a_rendered_dataset(tmp_path, command, mixing):
    shaders = write_shaders(tmp_path / "shaders")
    mixed = ["--mixing-type", "convex", "--n-samples-mix", 2] if mixing == "convex" else []
    command(SCRIPT, "--shaders", shaders, "--output", tmp_path / "out", "--n-samples", 12, "--resolution", 16,
            "--image-format", "png", "--seed", 9, "--device", "cpu", "--workers", 1, *mixed)  # fmt: skip
    with open(tmp_path / "out/samples.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    settings = SamplerSettings(seed=9, mixture=MixtureSettings(kind="convex", n_samples=2) if mixed else None)
    with live(shaders, 12, sampler=settings, workers=2) as dataset:
        for index in (3, 0, 11, 7):
            image, *labels = dataset.read(index)
            assert np.array_equal(image, np.asarray(Image.open(tmp_path / "out" / rows[index]["file"])))
            if mixed:
                assert ";".join(dataset.classes[k] for k in labels[0]) == rows[index]["programs"]
                assert np.allclose(labels[1], [float(w) for w in rows[index]["weights"].split(";")], atol=1e-4)
            else:
                assert dataset.classes[labels[0]] == rows[index]["programs"]


@given(st.integers(1, 60), st.integers(1, 5), st.integers(1, 3))
def test_shares_cover_an_epoch_once(length, block, world):
    shares = [Share(length=length, block=block, rank=rank, world=world) for rank in range(world)]
    if not shares[0].per_epoch:
        return
    for epoch in range(2):
        numbers = []
        for share in shares:
            own = np.arange(epoch * share.per_epoch, (epoch + 1) * share.per_epoch)
            numbers += share.number(own).tolist()
        assert len(set(numbers)) == len(numbers) == length // (block * world) * block * world
        assert min(numbers) == epoch * length and max(numbers) < (epoch + 1) * length


def test_no_image_twice_over_loading_processes_and_epochs(tmp_path):
    shaders = write_shaders(tmp_path / "shaders")
    with live(shaders, 40, block=4) as dataset:
        whole = [one_epoch(dataset)]
        dataset.set_epoch(1)
        whole.append(one_epoch(dataset))
    with live(shaders, 40, block=4, ring_images=16) as dataset:
        for epoch in range(2):
            dataset.set_epoch(epoch)
            batches = list(DataLoader(dataset, batch_size=4, num_workers=2))
            assert np.array_equal(np.concatenate([images.numpy() for images, _ in batches]), whole[epoch][0])
            assert functools.reduce(operator.iadd, [labels.tolist() for _, labels in batches], []) == whole[epoch][1]
    assert len(np.unique(np.concatenate([whole[0][0], whole[1][0]]).reshape(80, -1), axis=0)) == 80


@pytest.mark.parametrize(
    ("programs", "free", "images"),
    [
        (286, 1 << 40, live_dataset.RING_IMAGES),  # 16 of each fit
        (21000, 1 << 40, 16 * 21000),
        (21000, 2 << 30, (2 << 28) * 2 // (64 * 64 * 3) // 2),  # a quarter of the memory
        (21000, 0, live_dataset.RING_IMAGES),
    ],
)
def test_the_ring_grows_with_the_programs_and_the_memory(monkeypatch, programs, free, images):
    monkeypatch.setattr(live_dataset.Memory, "read", lambda: live_dataset.Memory(1 << 41, free))
    share = Share(length=1000, block=32, rank=0, world=1)
    assert live_dataset.default_capacity(64, share, live_dataset.USES * programs) == images


def test_the_size_of_the_ring_changes_no_image(tmp_path):
    shaders = write_shaders(tmp_path / "shaders")
    streams = []
    for ring_images in (16, 400):
        with live(shaders, 120, ring_images=ring_images, workers=2) as dataset:
            streams.append(one_epoch(dataset))
    assert np.array_equal(streams[0][0], streams[1][0])
    assert streams[0][1] == streams[1][1]


def test_of_more_programs_than_are_kept_one_is_kept_and_images_stay_the_same(tmp_path):
    shaders = write_shaders(tmp_path / "shaders")
    streams = []
    for kept in (1, 128):
        with live(shaders, 120, kept_programs=kept, workers=1) as dataset:
            assert dataset.maker.once == (kept == 1) and len(dataset.classes) > 2
            streams.append(one_epoch(dataset)[0])
    assert np.array_equal(*streams)
    mixed = SamplerSettings(mixture=MixtureSettings(kind="convex", n_samples=2))
    with live(shaders, 120, kept_programs=1, workers=1, sampler=mixed) as dataset:
        assert not dataset.maker.once


def mixed_maker(n_programs, kept):
    sources = tuple(Source(f"{k:04d}", f"{k}.frag") for k in range(n_programs))
    settings = SamplerSettings(mixture=MixtureSettings(kind="convex", n_samples=4))
    return MakerSettings(sources=sources, sampler=settings, resolution=64, devices=(), kept_programs=kept)


@pytest.mark.parametrize(
    ("programs", "kept", "workers", "together"),
    [
        (300, 128, 2, 300),  # four samples of each program
        (300, 300, 2, 0),  # all are kept: nothing is loaded again
        (21000, 128, 2, 0),  # the longest task would draw each once
        (40, 8, 2, 0),  # an ordinary task shares as much
    ],
)
def test_which_mixtures_share_loads(programs, kept, workers, together):
    maker = mixed_maker(programs, kept)
    assert mixtures_together(maker, 1 << 20, workers) == together
    useful = live_dataset.useful_images(maker, workers)
    assert mixtures_together(maker, useful, workers) == together == useful // (4 * workers)


def feeder_of(maker, capacity):
    return Feeder(
        Ring(capacity, 64, 4), maker, lambda slots: slots,
        stop=None, workers=1, timeout=60.0, check_every=0, excluded=(), on_excluded=lambda name, reason: None,
    )  # fmt: skip


def test_a_death_makes_only_the_mixtures_of_the_suspect_go_one_by_one():
    feeder = feeder_of(mixed_maker(300, 128), 8192)
    placed = feeder.next_task()
    while placed is None or len(placed.slots) < 300:
        feeder.plan_more()
        placed = feeder.next_task()
    suspect = placed.task.images[7][1][2]
    feeder.handle(Died((placed,), "timeout", "hangs", suspect, placed.task.images[7][0]))
    alone = [portion for portion in feeder.queue if portion.isolated]
    together = [portion for portion in feeder.queue if not portion.isolated]
    assert len(together) == 1 and all(len(portion.slots) == 1 for portion in alone)
    assert sorted(int(slot) for portion in feeder.queue for slot in portion.slots) == sorted(placed.slots)
    assert {slot for (_, row), slot in zip(placed.task.images, placed.slots) if suspect in row} <= {
        int(portion.slots[0]) for portion in alone
    }
    assert len(alone) < 60


def test_shared_loads_change_no_mixture_and_no_resume(tmp_path, monkeypatch):
    shaders = tmp_path / "shaders"
    shaders.mkdir()
    for k in range(12):
        picture = f"vec4(fract(0.{k + 10} + iTime), gl_FragCoord.xy / 16.0, 1.0)"
        (shaders / f"{k:02d}.frag").write_text(f"void mainImage(out vec4 c, in vec2 f) {{ c = {picture}; }}\n")
    settings = SamplerSettings(seed=4, mixture=MixtureSettings(kind="cutmix", n_samples=2))
    options = {"sampler": settings, "kept_programs": 3, "ring_images": 100}
    with live(shaders, 160, **options) as dataset:
        assert dataset._feeder.plan.together == 0
        images, labels = one_epoch(dataset)
    monkeypatch.setattr(tasks, "TASK_IMAGES", 4)
    with live(shaders, 160, **options) as dataset:
        assert dataset._feeder.plan.together == 24
        shared, shared_labels = one_epoch(dataset)
    assert np.array_equal(images, shared)
    assert np.array_equal(labels, shared_labels)
    with live(shaders, 160, **options) as dataset:  # resumed at image 90
        dataset.prepare(90)
        dataset.start(stop=130)
        assert all(np.array_equal(dataset.read(k)[0], images[k]) for k in range(90, 130))


def test_ranks_share_the_epoch(tmp_path):
    shaders = write_shaders(tmp_path / "shaders")
    with live(shaders, 24, block=3) as dataset:
        whole, _ = one_epoch(dataset)
    parts = []
    for rank in range(2):
        with live(shaders, 24, block=3, rank=rank, world=2) as dataset:
            parts.append(one_epoch(dataset)[0].reshape(4, 3, 16, 16, 3))
    assert np.array_equal(np.stack(parts, 1).reshape(whole.shape), whole)


def test_an_epoch_that_was_left_early_is_followed_by_the_next(tmp_path):
    shaders = write_shaders(tmp_path / "shaders")
    with live(shaders, 20) as dataset:
        whole = [one_epoch(dataset)]
        dataset.set_epoch(1)
        whole.append(one_epoch(dataset))
        dataset.set_epoch(0)
        assert np.array_equal(next(iter(dataset))[0], whole[0][0][0])
        dataset.set_epoch(1)
        assert np.array_equal(one_epoch(dataset)[0], whole[1][0])


# ------------------------------------------------------------------ faults


def render_processes():
    return [pid for pid in below(os.getpid()) if "processes import child" in Path(f"/proc/{pid}/cmdline").read_text()]


def test_killed_render_processes_are_replaced_without_loss(tmp_path):
    shaders = write_shaders(tmp_path / "shaders")
    with live(shaders, 600) as dataset:
        whole, _ = one_epoch(dataset)
    with live(shaders, 600, workers=2, ring_images=48) as dataset:
        images = []
        for k, (image, _) in enumerate(dataset):
            images.append(image)
            if k in (50, 300):
                os.kill(render_processes()[0], signal.SIGKILL)
    assert np.array_equal(np.stack(images), whole)


def test_programs_that_fail_or_hang_are_excluded_and_named(tmp_path):
    shaders = write_shaders(tmp_path / "shaders")
    (shaders / "broken.frag").write_text(BROKEN)
    (shaders / "endless.frag").write_text(ENDLESS)
    named = {}
    with live(shaders, 28, timeout=1.5, on_excluded=named.__setitem__) as dataset:
        images, labels = one_epoch(dataset)
    assert set(named) == {"broken", "endless"}
    assert "compile_error" in named["broken"] and "timeout" in named["endless"]
    assert len(images) == 28 and not {dataset.classes.index(name) for name in named} & set(labels)
    with live(shaders, 28, excluded=named) as dataset:
        assert np.array_equal(one_epoch(dataset)[0], images)


@pytest.mark.parametrize("loading", [0, 2])
def test_when_no_program_can_be_drawn_everything_stops(tmp_path, loading):
    (tmp_path / "broken.frag").write_text(BROKEN)
    with (
        live(tmp_path) as dataset,
        pytest.raises((UserError, RuntimeError), match=r"no program is left.*broken"),
    ):
        list(DataLoader(dataset, num_workers=loading))


def test_a_device_that_is_chosen_late_changes_no_other_setting(tmp_path, monkeypatch):
    made = []
    monkeypatch.setattr(live_dataset, "Feeder", lambda ring, maker, *_, **__: made.append(maker) or FakeFeeder())
    options = {"devices": (), "dialect": "shadertoy", "textures": str(tmp_path), "quick_compile": True}
    dataset = live(write_shaders(tmp_path), sampler=SamplerSettings(seed=3), **options)
    dataset.prepare()
    dataset.start()
    assert made == [
        MakerSettings(
            sources=tuple(resolve([str(tmp_path)])),
            sampler=SamplerSettings(seed=3),
            resolution=16,
            devices=(choose_device("auto"),),
            dialect="shadertoy",
            textures=str(tmp_path),
            quick_compile=True,
        )
    ]


class FakeFeeder:
    def start(self):
        pass


def test_iterating_without_starting_is_an_error(tmp_path):
    with pytest.raises(UserError, match=r"start\(\)"):
        next(iter(live(write_shaders(tmp_path))))


def test_an_epoch_smaller_than_a_batch_is_refused(tmp_path):
    with pytest.raises(UserError, match="smaller than one batch"):
        live(write_shaders(tmp_path), 7, block=4, world=2)


class FakeMaker:
    """Draws image i as a plane of value i, plus `drift` after the first image."""

    def __init__(self, drift):
        self.drift, self.drawn = drift, 0
        self.renderer = type("Renderer", (), {"name": "a driver"})
        self.settings = type("Settings", (), {"sources": [Source("a", "a.frag")]})

    def images(self, task, status):
        for index, programs in task.images:
            spec = ImageSpec(index, programs, (Sample(0.0),) * len(programs), None)
            self.drawn += 1
            yield ImageDone(spec, np.full((4, 4, 3), index + (self.drift if self.drawn > 1 else 0), np.uint8))


@pytest.mark.parametrize("drift", [0, 1])
def test_a_driver_that_draws_differently_stops_everything(monkeypatch, drift):
    monkeypatch.setattr(live_worker, "ImageMaker", lambda *_: FakeMaker(drift))
    ring = Ring(16, 4, 1)
    ring.reset(0)
    worker = live_worker.make_handler(0, None, ring, 6)
    tasks = [
        live_worker.RingTask(live_worker.Task(tuple((k, (0,)) for k in part)), part)
        for part in ((0, 1, 2, 3), (4, 5, 6, 7))
    ]
    worker(tasks[0], print, None)
    if drift:
        with pytest.raises(UserError, match=r"a driver.*image 0 differently"):
            worker(tasks[1], print, None)
    else:
        worker(tasks[1], print, None)
        assert worker.maker.drawn == 9 and ring.take(7)[0][0, 0, 0] == 7


TRAINER = """
import sys, time
from torch.utils.data import DataLoader
from image_generation.shaders.rendering.egl_devices import choose_device
from image_generation.shaders.live.dataset import LiveDataset

if __name__ == "__main__":
    with LiveDataset([sys.argv[1]], 16, 10**6, devices=(choose_device("cpu"),), workers=2) as dataset:
        for k, _ in enumerate(DataLoader(dataset, batch_size=4, num_workers=2)):
            if k == 3:
                print("going", flush=True)
"""


def test_everything_ends_with_a_killed_trainer(tmp_path):
    shaders = write_shaders(tmp_path / "shaders")
    (tmp_path / "trainer.py").write_text(TRAINER)
    before = set(os.listdir("/dev/shm"))
    trainer = subprocess.Popen(
        [sys.executable, str(tmp_path / "trainer.py"), str(shaders)], cwd=ROOT, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert trainer.stdout.readline() == "going\n"
    under = below(trainer.pid)
    assert len(under) >= 4
    trainer.kill()
    trainer.wait()
    end = time.monotonic() + 20
    while any(map(alive, under)) and time.monotonic() < end:
        time.sleep(0.1)
    assert not any(map(alive, under))
    assert not [name for name in set(os.listdir("/dev/shm")) - before if "ring" in name]


# ------------------------------------------------------------------ the ring


def test_a_ring_hands_over_in_laps():
    ring = Ring(4, 2, 2)
    ring.reset(100)
    assert ring.begun == 100 and ring.free(0, 4)
    for place in range(10):
        assert ring.free(place, place + 1)
        ring.put(place, np.full((2, 2, 3), place, np.uint8), np.array([place, 1]), np.array([0.25, 0.75]))
        assert not ring.free(place + 4, place + 5)
        assert ring.made(np.array([place])).all() and not ring.taken(np.array([place]))
        image, labels, weights = ring.take(place)
        assert (image == place).all() and labels.tolist() == [place, 1] and weights.tolist() == [0.25, 0.75]
        assert ring.taken(np.array([place]))
    with pytest.raises(RuntimeError, match="taken before"):
        ring.take(9)


def test_a_closed_ring_tells_why():
    ring = Ring(4, 2, 1)
    ring.reset(0)
    ring.close("the reason, with é")
    with pytest.raises(RingClosed, match="the reason, with é"):
        ring.take(0)


def test_a_silent_owner_is_noticed(monkeypatch):
    ring = Ring(4, 2, 1)
    ring.reset(0)
    monkeypatch.setattr("image_generation.processes.ring.SILENT_SECONDS", 0.05)
    with pytest.raises(RingClosed, match="without a word"):
        ring.take(0)


ORPHAN = """
import os, time
from image_generation.partition import Share
from image_generation.processes.ring import Ring, RingClosed

ring, owner = Ring(4, 2, 1), os.getpid()
ring.reset(0)
if os.fork() == 0:
    while os.getppid() == owner:
        time.sleep(0.01)
    try:
        ring.take(0)
    except RingClosed as closed:
        print(closed, flush=True)
os._exit(0)
"""


def test_a_reader_that_asks_after_its_owner_has_died_is_told():
    done = subprocess.run(
        [sys.executable, "-c", ORPHAN], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout == "the training process is gone\n"


def put_one(ring):
    ring.put(5, np.full((2, 2, 3), 7, np.uint8), np.array([3]), np.array([1.0]))


def test_spawned_processes_share_the_memory():
    ring = Ring(4, 2, 1)
    ring.reset(0)
    process = multiprocessing.get_context("spawn").Process(target=put_one, args=(ring,))
    process.start()
    process.join()
    assert process.exitcode == 0 and (ring.take(5)[0] == 7).all()
