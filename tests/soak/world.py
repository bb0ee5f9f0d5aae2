"""Inputs that the commands under trial take, and what each makes of them when nothing disturbs it."""

from __future__ import annotations

import io
import shutil
import threading
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
from PIL import Image

from tests.image_generation.shaders.dataset_helpers import BROKEN, write_shaders
from tests.soak.compare import state
from tests.soak.jobs import BY_NAME, Job, Words
from tests.soak.watched import Watched

PATIENCE = 600.0  # seconds for a run that nothing disturbs
NEEDS = {"shards": "shards", "classes": "classes", "encoder.pth.tar": "moco", "network.safetensors": "stylegan2"}


@dataclass(frozen=True, kw_only=True)
class Reference:
    """An undisturbed run: digests of what it made, its seconds and the most memory that it took, its output."""

    state: dict[str, str]
    seconds: float
    peak_bytes: int
    output: Path


class World:
    """A folder of inputs, a server of files, and the undisturbed runs, each made when it is first asked for."""

    def __init__(self, base: Path):
        self.base = base
        self.inputs = base / "world"
        self._references: dict[str, Reference] = {}
        self._write()
        self._serve()

    def _write(self) -> None:
        generator = np.random.default_rng(0)
        write_shaders(self.inputs / "shaders")
        (self.inputs / "shaders/broken.frag").write_text(BROKEN)
        sizes = {"images": (17, ("",)), "labelled/train": (8, ("a", "b")), "labelled/test": (4, ("a", "b"))}
        for folder, (count, classes) in sizes.items():
            for k in range(count * len(classes)):
                path = self.inputs / folder / classes[k % len(classes)] / f"{k:02d}.png"
                path.parent.mkdir(parents=True, exist_ok=True)
                Image.fromarray(generator.integers(0, 256, (16, 16, 3), dtype=np.uint8)).save(path)
        served = self.inputs / "served/zipped_data"
        served.mkdir(parents=True)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for k in range(40):
                archive.writestr(f"{k // 10:010}/{k:06}.jpg", generator.bytes(30_000))
        (served / "shaders1k.zip").write_bytes(packed.getvalue())

    def _serve(self) -> None:
        class Quiet(SimpleHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(self.inputs / "served")))
        server.daemon_threads = True
        server.handle_error = lambda *_: None  # type: ignore[method-assign]  # of clients that were killed
        threading.Thread(target=server.serve_forever, daemon=True).start()
        (self.inputs / "address").write_text(f"http://127.0.0.1:{server.server_port}")

    def provide(self, job: Job) -> None:
        """See that the inputs are there which are outputs of other commands."""
        for name, _ in job.takes:
            maker = NEEDS.get(name)
            if maker is None or (self.inputs / name).exists():
                continue
            output = self.reference(BY_NAME[maker]).output
            if name in ("shards", "classes"):
                shutil.copytree(output, self.inputs / name)
            else:
                pattern = "checkpoint_*.tar" if maker == "moco" else "network-snapshot-*.safetensors"
                shutil.copy(max(output.glob(pattern)), self.inputs / name)

    def reference(self, job: Job) -> Reference:
        """What the job makes when nothing disturbs it; raises RuntimeError where it fails."""
        if job.name not in self._references:
            self.provide(job)
            output = place(self.base / "reference" / job.name, job)
            seconds, peak = 0.0, 0
            for words in job.words(self.inputs, output):
                ending = Watched(texts(words), scratch(self.base)).wait(PATIENCE)
                if wrong := ending.faults({0}):
                    raise RuntimeError(f"{job.name}, undisturbed: {'; '.join(wrong)}\n{ending.err[-2000:]}")
                seconds, peak = seconds + ending.seconds, max(peak, ending.peak_bytes)
            found = state(output)
            self._references[job.name] = Reference(state=found, seconds=seconds, peak_bytes=peak, output=output)
        return self._references[job.name]


def texts(words: Words) -> Sequence[str]:
    """A command's words as text."""
    return [str(word) for word in words]


def place(folder: Path, job: Job) -> Path:
    """Where a job's output goes below a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    return folder / (job.file or "out")


def scratch(base: Path) -> Path:
    """An empty folder for temporary files."""
    folder = base / "scratch"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
