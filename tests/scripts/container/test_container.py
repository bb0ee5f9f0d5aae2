"""The Dockerfile, compose.yaml and the Kubernetes Jobs: what they copy is there, and what they start takes its flags.

The instructions themselves are carried out by scripts/container/run_dockerfile.py, which needs root, the network and
minutes (docs/container.md says where it was done).
"""

import importlib
import re
import shlex
import subprocess

import pytest
import yaml

from scripts.container import run_dockerfile as runner
from tests.conftest import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
INSTRUCTIONS = list(runner.instructions(DOCKERFILE))
JOBS = sorted((ROOT / "docs/kubernetes").glob("*.yaml"))


def rests(word: str) -> list[str]:
    return [rest for name, rest in INSTRUCTIONS if name == word]


def test_the_instructions_are_those_that_the_runner_knows():
    assert INSTRUCTIONS[0] == ("FROM", "debian:bookworm-slim")
    assert {word for word, _ in INSTRUCTIONS} <= {"FROM", "ENV", "RUN", "COPY", "WORKDIR", "USER", "ENTRYPOINT", "CMD"}
    assert not re.search(r"\w+\.(com|org|io|net)\b", DOCKERFILE), "a registry's name"


def test_what_is_copied_is_there():
    for rest in rests("COPY"):
        *sources, _ = shlex.split(rest)
        assert all((ROOT / source).exists() for source in sources), rest


def test_the_context_holds_the_repository_and_nothing_else():
    """Every tracked file but those of CI is sent; what a clone lacks (.git, .venv, results) is not."""
    patterns = runner.read_ignore(ROOT)
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    wanted = {name for name in tracked if not name.startswith(".ci/")}
    assert not {name for name in wanted if runner.ignored(name, patterns)}
    for name in (
        ".git/config",
        ".venv/bin/python",
        "outputs/x/y.jpg",
        "data/x",
        "learning/__pycache__/a.pyc",
        "build/x",
    ):
        assert runner.ignored(name, patterns), name
    assert not runner.ignored("learning/data/loader.py", patterns) and not runner.ignored(
        "docs/images/gallery.jpg", patterns
    )


def test_packages_are_those_that_setup_installs():
    """What scripts/setup.sh would ask apt for is in the image already: EGL, Mesa, Python and its venv."""
    installed = set(re.search(r"--no-install-recommends(.*?)&&", rests("RUN")[0]).group(1).split())
    setup = (ROOT / "scripts/setup.sh").read_text(encoding="utf-8")
    asked = set(re.search(r"no OpenGL \(EGL\) device answers\" ([\w -]+)\n", setup)[1].split()) | {
        "python3",
        "python3-venv",
    }
    assert asked <= installed
    assert set(importlib.import_module("image_generation.shaders.rendering.egl_devices").PACKAGES.split()) <= installed


def test_the_driver_gives_opengl():
    """NVIDIA's graphics libraries, and the file by which libglvnd finds its EGL."""
    given = dict(rest.split("=", 1) for rest in rests("ENV"))
    assert {"graphics", "compute", "utility"} <= set(given["NVIDIA_DRIVER_CAPABILITIES"].split(","))
    vendor = yaml.safe_load((ROOT / "scripts/container/10_nvidia.json").read_text())
    assert vendor == {"file_format_version": "1.0.0", "ICD": {"library_path": "libEGL_nvidia.so.0"}}
    assert any("/usr/share/glvnd/egl_vendor.d/10_nvidia.json" in rest for rest in rests("COPY"))


def check_command(words: list[str]) -> None:
    """A command line of the image: its script is there, and takes the flags."""
    if words[:2] == ["/usr/bin/tini", "--"]:
        words = words[2:]
    if words[0] == "bash":
        assert (ROOT / words[1]).is_file(), words
        return
    assert words[0] == ".venv/bin/python" and (ROOT / words[1]).is_file(), words
    module = importlib.import_module(words[1].removesuffix(".py").replace("/", "."))
    module.parse_args([word.replace("$(JOB_COMPLETION_INDEX)", "3") for word in words[2:]])


def test_the_image_starts_the_quickstart():
    (command,), (entry,) = map(rests, ("CMD", "ENTRYPOINT"))
    assert yaml.safe_load(entry) == ["/usr/bin/tini", "--"] and "tini" in rests("RUN")[0]
    check_command(yaml.safe_load(command))


def test_compose_services_start_commands_that_are_there():
    services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    assert services["quickstart"]["command"] == ["bash", "scripts/quickstart.sh"]
    folder = rests("WORKDIR")[0]
    for name, service in services.items():
        check_command(service["command"])
        assert service["build"] == "." and service["shm_size"] == "2gb"
        assert all(volume.split(":")[1].startswith(folder) for volume in service["volumes"])
        devices = service.get("deploy", {}).get("resources", {}).get("reservations", {}).get("devices", [])
        assert bool(devices) == name.endswith("-gpu") == ("profiles" in service)
        assert all("graphics" in device["capabilities"] for device in devices)


@pytest.mark.parametrize("path", JOBS, ids=lambda path: path.name)
def test_kubernetes_jobs_start_commands_that_are_there(path):
    job = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert (job["apiVersion"], job["kind"]) == ("batch/v1", "Job")
    pod = job["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    check_command(container["command"])
    mounted = {mount["name"] for mount in container.get("volumeMounts", [])}
    assert mounted == {volume["name"] for volume in pod.get("volumes", [])}
    if job["spec"].get("completionMode") == "Indexed":
        assert f"$(JOB_COMPLETION_INDEX)/{job['spec']['completions']}" in container["command"]


def test_both_jobs_make_the_same_dataset():
    lines = [yaml.safe_load(path.read_text())["spec"]["template"]["spec"]["containers"][0]["command"] for path in JOBS]
    assert len(JOBS) == 2 and lines[0][:-1] == lines[1][:-2]


def test_the_runner_reads_a_dockerfile_as_a_builder_does(tmp_path):
    text = "# a comment\nFROM x\nRUN one \\\n    # not told\n    && two\n\nENV A=1\nCOPY a b/\n"
    assert list(runner.instructions(text)) == [
        ("FROM", "x"),
        ("RUN", "one      && two"),
        ("ENV", "A=1"),
        ("COPY", "a b/"),
    ]
    (tmp_path / "c/.git").mkdir(parents=True)
    (tmp_path / "c/.dockerignore").write_text("# no\n.git\n**/__pycache__\n*.log\n")
    for name in ("a", "x.log", ".git/config", "d/__pycache__/b", "d/e.log"):
        (tmp_path / "c" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "c" / name).write_text(name)
    image = runner.Image(folder="/w")
    runner.copy(". .", image, tmp_path / "root", tmp_path / "c")
    found = {
        path.relative_to(tmp_path / "root/w").as_posix() for path in (tmp_path / "root").rglob("*") if path.is_file()
    }
    assert found == {"a", "d/e.log", ".dockerignore"}
    runner.copy("a x.log there/", image, tmp_path / "root", tmp_path / "c")
    runner.copy("a /as/b", image, tmp_path / "root", tmp_path / "c")
    assert (tmp_path / "root/w/there/x.log").is_file() and (tmp_path / "root/as/b").read_text() == "a"
