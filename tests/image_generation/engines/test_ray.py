"""Shards drawn by a Ray cluster: the bytes of the local engine, whatever becomes of processes, machines and drivers."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from image_generation.common.errors import UserError
from image_generation.engines.parts import make_shards
from image_generation.engines.ray import RayEngine
from tests.conftest import ROOT
from tests.image_generation.engines.test_parts import contents
from tests.image_generation.shaders.dataset_helpers import BROKEN, SCRIPT, SLOW, start, write_shaders

pytest.importorskip("ray")
N, SIZE = 160, 20


def arguments(shaders, output, *more):
    return ["--shaders", shaders, "--output", output, "--n-samples", N, "--resolution", 128, "--workers", 2,
            "--device", "cpu", "--format", "webdataset", "--shard-size", SIZE, *more]  # fmt: skip


@pytest.fixture(scope="module")
def reference(command, tmp_path_factory):
    """(shaders, contents of the folder that the local engine makes)."""
    base = tmp_path_factory.mktemp("reference")
    shaders = write_shaders(base / "shaders", text=SLOW)
    (shaders / "broken.frag").write_text(BROKEN)
    command(SCRIPT, *arguments(shaders, base / "out"))
    return shaders, contents(base / "out")


@pytest.fixture(scope="module")
def cluster():
    """A Ray cluster of a head without processors and two nodes with one each, all on this machine."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "object_store_memory": 100 << 20})
    for _ in range(2):
        cluster.add_node(num_cpus=1, object_store_memory=100 << 20)
    cluster.wait_for_nodes()
    yield cluster
    cluster.shutdown()


def environment():
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def ray_workers(word):
    """Process numbers of the Ray processes whose command line or title has a word in it."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if word.encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
    return found


def wait_for(condition, process, seconds=150):
    deadline = time.monotonic() + seconds
    while not condition():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.05)


def run(shaders, output, address, *more):
    return start(*arguments(shaders, output, "--engine", "ray", "--ray-address", address, *more))


@pytest.mark.slow
def test_a_cluster_of_its_own(command, reference, tmp_path):
    shaders, expected = reference
    done = command(SCRIPT, *arguments(shaders, tmp_path / "d", "--engine", "ray", "--status-page", tmp_path / "s.html"))
    assert contents(tmp_path / "d") == expected
    assert "8 shards in" in done.stdout and "excluded: broken" in done.stderr
    assert f"{N} of {N} images" in (tmp_path / "s.html").read_text()


@pytest.mark.slow
def test_a_killed_ray_process_and_a_killed_driver(command, reference, cluster, tmp_path):
    shaders, expected = reference
    before = set(ray_workers("ray::"))
    process = run(shaders, tmp_path / "d", cluster.address)
    wait_for(lambda: list((tmp_path / "d").glob("*.tar")), process)
    victims = [pid for pid in ray_workers("ray::_draw_task") if pid not in before]
    assert victims
    os.kill(victims[0], signal.SIGKILL)
    wait_for(lambda: len(list((tmp_path / "d").glob("*.tar"))) >= 3, process)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    there = len(list((tmp_path / "d").glob("*.tar")))
    done = command(
        SCRIPT,
        *arguments(shaders, tmp_path / "d", "--engine", "ray", "--ray-address", cluster.address),
    )
    assert int(done.stdout.split(" shards kept")[0].split()[-1]) >= there - 2
    assert contents(tmp_path / "d") == expected


@pytest.mark.slow
def test_a_killed_node(reference, cluster, tmp_path):
    shaders, expected = reference
    process = run(shaders, tmp_path / "d", cluster.address)
    wait_for(lambda: list((tmp_path / "d").glob("*.tar")), process)
    node = cluster.add_node(num_cpus=1, object_store_memory=100 << 20)
    cluster.remove_node(sorted(cluster.worker_nodes, key=lambda other: other is node)[0], allow_graceful=False)
    _, errors = process.communicate(timeout=200)
    assert process.returncode == 0, errors
    assert contents(tmp_path / "d") == expected


def test_no_cluster_at_the_address(command, reference, tmp_path):
    call = arguments(reference[0], tmp_path / "d", "--engine", "ray", "--ray-address", "127.0.0.1:1")
    failed = command(SCRIPT, *call, code=1)
    assert "--ray-address 127.0.0.1:1: no Ray cluster answers" in failed.stderr


def test_where_ray_is_missing_one_line_names_what_to_install(reference, tmp_path):
    code = (
        "import sys; sys.modules['ray'] = None; sys.argv[0] = 'generate_dataset.py'\n"
        "from image_generation.common import cli\nfrom image_generation.shaders.generate_dataset import main\n"
        "cli.run_main(main)"
    )
    call = [*map(str, arguments(reference[0], tmp_path / "d", "--engine", "ray"))]
    failed = subprocess.run(
        [sys.executable, "-c", code, *call], cwd=ROOT, env=environment(), capture_output=True, text=True, check=False
    )
    assert failed.returncode == 2 and "requirements-ray.txt" in failed.stderr and "Traceback" not in failed.stderr
    assert len(failed.stderr.strip().splitlines()) == 1


def test_memory_of_one_process_is_refused():
    from tests.image_generation.engines.toy import toy_job

    job = toy_job("memory://ray/x")
    with pytest.raises(UserError, match="memory:// is seen by one process alone"):
        make_shards(
            job,
            lambda folder: RayEngine(job, folder, address=None, cores=1, gpus=0, device="cpu", per_gpu=1),
        )


@pytest.mark.slow
def test_programs_are_checked_on_a_cluster_as_on_this_machine(command, reference, cluster, tmp_path):
    check = "image_generation/shaders/check_shaders.py"
    call = ["--shaders", reference[0], "--resolution", 32, "--device", "cpu", "--keep-list"]
    command(check, *call, tmp_path / "one.txt", "--output", tmp_path / "one")
    more = ("--engine", "ray", "--ray-address", cluster.address)
    command(check, *call, tmp_path / "two.txt", "--output", tmp_path / "two", *more)
    assert (tmp_path / "one.txt").read_text() == (tmp_path / "two.txt").read_text().replace("two.txt", "one.txt")
    one, two = contents(tmp_path / "one" / "frames"), contents(tmp_path / "two" / "frames")
    assert one == two and len(one) == 2 * 5
    statuses = [
        [row.split(",")[0:4:3] for row in (tmp_path / name / "report.csv").read_text().splitlines()]
        for name in ("one", "two")
    ]
    assert statuses[0] == statuses[1] and ["broken", "compile_error"] in statuses[0]
