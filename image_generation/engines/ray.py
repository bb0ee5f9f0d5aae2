"""Draws shards as tasks of a Ray cluster, on as many machines as it has; Ray is optional (requirements-ray.txt).

What a task cannot finish, because its process, its machine or its memory is gone, Ray gives to another; shards that
are whole in the storage are never drawn again, whatever happens to this process.
"""

from __future__ import annotations

import os
import platform
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from image_generation.common.errors import UserError
from image_generation.datasets.shard_folder import ShardFolder
from image_generation.engines.job import ShardDone, ShardJob
from image_generation.engines.local import Event, LocalEngine
from image_generation.shaders.dataset.shard_drawing import ImagesDrawn, ProcessDied, ProgramExcluded, shards_together
from image_generation.shaders.rendering.egl_devices import EglDevice, choose_device

RETRIES = 20  # times that Ray gives a task to another process when its own is gone
RESUBMISSIONS = 3  # times that a task is submitted anew after that
AHEAD = 2  # tasks that wait for each that is under way
REPORT_SECONDS = 1.0
CONNECT_SECONDS = 10.0
STORE_BYTES = 128 << 20  # of Ray's object store on a machine of our own: shards never pass through it


def import_ray() -> Any:
    """The ray module. Raises UserError (code 2) where it is not installed."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    try:
        # here: Ray is optional and takes a second to import
        import ray
    except ImportError:
        raise UserError(
            "--engine ray: Ray is not installed: .venv/bin/python -m pip install -r requirements-ray.txt", 2
        ) from None
    return ray


def connect(address: str | None, cores: int, gpus: int) -> Any:
    """Join the cluster at an address ('auto': the one of this machine), or start one here; the ray module."""
    ray = import_ray()
    options: dict[str, Any] = {"logging_level": "ERROR", "log_to_driver": False}
    if address is None:
        options |= {"address": "local", "num_cpus": cores, "num_gpus": gpus, "include_dashboard": False}
        options |= {"object_store_memory": STORE_BYTES}
    else:
        _require_answer(address)
        options["address"] = address
    if not ray.is_initialized():
        try:
            ray.init(**options)
        except (ConnectionError, OSError, ValueError, RuntimeError) as error:
            where = f"--ray-address {address}" if address else "--engine ray"
            raise UserError(f"{where}: no Ray cluster answers ({' '.join(str(error).split())[:300]})") from None
    return ray


def _require_answer(address: str) -> None:
    """Raises UserError where nothing listens at HOST:PORT: Ray itself would try for minutes."""
    if "://" in address:
        raise UserError(
            f"--ray-address {address}: give HOST:PORT of the head node, or auto, on a machine of the cluster", 2
        )
    host, colon, port = address.rpartition(":")
    if not colon or not port.isdecimal():
        if address in ("auto", "local"):
            return
        raise UserError(f"--ray-address {address}: must be HOST:PORT, or auto", 2)
    try:
        socket.create_connection((host, int(port)), timeout=CONNECT_SECONDS).close()
    except (OSError, OverflowError, ValueError) as error:  # ValueError: a number of thousands of digits
        raise UserError(f"--ray-address {address[:100]}: no Ray cluster answers ({error})") from None


class _Progress:
    """The actor to which tasks report how many images they have drawn."""

    def __init__(self) -> None:
        self.counts: dict[int, int] = {}

    def report(self, task: int, count: int) -> None:
        self.counts[task] = count

    def read(self) -> dict[int, int]:
        return self.counts


# The engine of this Ray process: its render processes stay for the next task of the same job.
_warm: tuple[bytes, LocalEngine] | None = None


def _engine(key: bytes, job: ShardJob) -> LocalEngine:
    global _warm  # noqa: PLW0603
    if _warm is not None and _warm[0] == key:
        return _warm[1]
    if _warm is not None:
        _warm[1].close()
    _warm = (key, LocalEngine(job, job.folder()))
    return _warm[1]


def task_device(gpu: bool) -> EglDevice:
    """The device of a task: the GPU that Ray has given to it, or software, which then keeps to the task's processor."""
    if gpu:
        return choose_device("cuda", 0)
    os.environ["LP_NUM_THREADS"] = "0"  # the pool would give a single process all cores of the machine
    return choose_device("cpu")


def _draw_task(
    job: ShardJob, numbers: tuple[int, ...], *, task: int, key: bytes, gpu: bool, progress: Any
) -> dict[str, Any]:
    """Draw shards in a Ray process: {shards, excluded, deaths} or {error}."""
    global _warm  # noqa: PLW0603
    shards, excluded, deaths, images, reported = [], [], [], 0, time.monotonic()
    try:
        device = task_device(gpu)
        engine = _engine(key, replace(job, maker=replace(job.maker, devices=(device,))))
        # Where this is another try, a part of the shards may be there.
        whole = engine.folder.records(set(numbers), of_index=False) if len(numbers) > 1 else {}
        shards += [ShardDone(number, record) for number, record in whole.items()]
        for event in engine.draw([number for number in numbers if number not in whole]):
            if isinstance(event, ShardDone):
                shards.append(event)
            elif isinstance(event, ProgramExcluded):
                excluded += [event] if event.reason else []
            elif isinstance(event, ImagesDrawn):
                images += event.count
            else:
                deaths.append(event)
            if time.monotonic() - reported > REPORT_SECONDS:
                progress.report.remote(task, images)
                reported = time.monotonic()
    except UserError as error:
        _warm = None
        return {"error": (str(error), error.code)}
    return {"shards": shards, "excluded": excluded, "deaths": deaths, "node": platform.node()}


class Cluster:
    """A Ray cluster, and what a task of ours needs of it; a context manager that leaves it, or ends its own.

    address    of a cluster to join; None: one is started on this machine, with `cores` and `gpus`
    device     'auto': GPUs where the cluster has any, 'cpu', 'cuda'
    per_gpu    tasks that share a GPU; cpus: processors of a task where it has no GPU
    Attributes: ray (the module), gpu (whether tasks draw on GPUs), per_task (resources, as Ray's options name them).
    """

    def __init__(self, *, address: str | None, cores: int, gpus: int, device: str, per_gpu: int = 1, cpus: int = 1):
        self.ray = connect(address, cores, gpus)
        self.gpu = device == "cuda" or (device == "auto" and self.ray.cluster_resources().get("GPU", 0) > 0)
        self.per_task = {"num_cpus": 1, "num_gpus": 1 / per_gpu} if self.gpu else {"num_cpus": cpus}
        if not self.slots():
            self.ray.shutdown()
            needed = ", ".join(f"{count:g} {_RESOURCES[name]}" for name, count in self.per_task.items())
            raise UserError(f"--engine ray: no machine of the cluster has what a task needs ({needed})")

    def slots(self) -> int:
        """Tasks that the cluster can work on at once, as it is now."""
        slots = 0
        for node in self.ray.nodes():
            if node["Alive"]:
                have = node["Resources"]
                slots += min(int(have.get(_RESOURCES[name], 0) / count) for name, count in self.per_task.items())
        return slots

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_) -> None:
        self.ray.shutdown()


_RESOURCES = {"num_cpus": "CPU", "num_gpus": "GPU"}


class RayEngine:
    """Draws shards on a Ray cluster; a context manager.

    job        workers: render processes of a task
    cluster    Cluster's arguments
    """

    name = "ray"

    def __init__(self, job: ShardJob, folder: ShardFolder, **cluster: Any):
        if folder.storage.private:
            raise UserError("--engine ray: memory:// is seen by one process alone; give a folder or a server", 2)
        self.job, self.folder = job, folder
        self.cluster = Cluster(cpus=job.workers, **cluster)
        self.ray, self.gpu = self.cluster.ray, self.cluster.gpu
        self._under_way: dict[Any, tuple[int, tuple[int, ...]]] = {}
        self._tasks = 0

    def under_way(self) -> list[int]:
        """Numbers of the shards that have been given to tasks."""
        return sorted(number for _, numbers in self._under_way.values() for number in numbers)

    def draw(self, numbers: Sequence[int]) -> Iterator[Event]:
        """Draw and write these shards, without the programs that any machine has found undrawable."""
        ray = self.ray
        # here: needs the optional library, which connect() has found
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=True)
        self._progress = ray.remote(num_cpus=0, max_restarts=-1)(_Progress).options(scheduling_strategy=here).remote()
        task = ray.remote(_draw_task).options(
            **self.cluster.per_task, max_retries=RETRIES, scheduling_strategy="SPREAD"
        )
        key, job = os.urandom(16), ray.put(self.job)
        share = -(-len(numbers) // max(1, self.cluster.slots()))
        together = min(shards_together(self.job.maker, self.job.plan), share)
        chunks = iter([tuple(numbers[k : k + together]) for k in range(0, len(numbers), together)])
        failed: dict[tuple[int, ...], int] = {}
        counted: dict[int, int] = {}

        def submit(chunk: tuple[int, ...]) -> None:
            self._tasks += 1
            reference = task.remote(job, chunk, task=self._tasks, key=key, gpu=self.gpu, progress=self._progress)
            self._under_way[reference] = (self._tasks, chunk)

        more = True
        while more or self._under_way:
            room = AHEAD * max(1, self.cluster.slots()) - len(self._under_way)
            for _ in range(room):
                chunk = next(chunks, None)
                more = chunk is not None
                if chunk is None:
                    break
                submit(chunk)
            ready, _ = ray.wait(list(self._under_way), num_returns=1, timeout=REPORT_SECONDS)
            for reference in ready:
                number, chunk = self._under_way.pop(reference)
                try:
                    result = ray.get(reference)
                except ray.exceptions.RayError as error:
                    failed[chunk] = failed.get(chunk, 0) + 1
                    reason = " ".join(str(error).split())[:300]
                    if failed[chunk] > RESUBMISSIONS:
                        raise UserError(f"--engine ray: shard {chunk[0]} cannot be drawn: {reason}") from None
                    yield ProcessDied(reason)
                    submit(chunk)
                    continue
                images = sum(len(self.job.plan.images(shard)) for shard in chunk)
                yield from self._results(result, images - counted.pop(number, 0))
            yield from self._reported(counted)

    def _results(self, result: dict, images: int) -> Iterator[Event]:
        if "error" in result:
            raise UserError(*result["error"])
        yield from result["excluded"]
        yield from result["deaths"]
        yield from result["shards"]
        yield ImagesDrawn(images)

    def _reported(self, counted: dict[int, int]) -> Iterator[ImagesDrawn]:
        """What tasks under way have told of since the last time."""
        ray = self.ray
        try:
            counts = ray.get(self._progress.read.remote(), timeout=REPORT_SECONDS)
        except ray.exceptions.RayError:
            return
        for task, _ in self._under_way.values():
            more = counts.get(task, 0) - counted.get(task, 0)
            if more:
                counted[task] = counts[task]
                yield ImagesDrawn(more)

    def close(self) -> None:
        """End the tasks, and the cluster where it was started here."""
        for reference in self._under_way:
            self.ray.cancel(reference, force=True)
        self._under_way.clear()
        self.ray.shutdown()

    def __enter__(self) -> RayEngine:
        return self

    def __exit__(self, *_) -> None:
        self.close()
