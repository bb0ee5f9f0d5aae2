"""The rooms of the house know only the rooms to their left (docs/architecture.md): the imports are read and held to it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

# Who may import whom, by folder: a change of the rules is a change of this table.
LIBRARY = "image_generation"
ALLOWED: dict[str, set[str]] = {
    "image_generation": set(),
    "learning": {"image_generation"},
    "moco": {"image_generation", "learning"},
    "supcon": {"image_generation", "learning"},
    "dino": {"image_generation", "learning"},
    "lejepa": {"image_generation", "learning"},
    "stylegan2": {"image_generation", "learning"},
    "image_generation/stylegan2": {"image_generation", "learning", "stylegan2"},
    "evaluation": {"image_generation", "learning"},
    "downloads": {"image_generation"},
    # Cards of what was rendered and trained, with the scores of evaluation.
    "publishing": {"image_generation", "learning", "evaluation"},
    "benchmarks": {"image_generation", "learning", "moco", "supcon", "dino", "lejepa", "stylegan2", "evaluation"},
    "scripts": {"image_generation", "learning", "evaluation", "publishing"},
}
# Inside image_generation: a room and the rooms that it may know.
GROUND = {"common"}
ROOMS: dict[str, set[str]] = {
    "common": set(),
    "processes": GROUND,
    "datasets": {*GROUND, "mixing"},
    "models": GROUND,
    "mixing": {*GROUND, "kml"},
    "kml": GROUND,
    "device_mixing": {*GROUND, "kml", "mixing"},
    "pictures": GROUND,
    "folder_mixer": {*GROUND, "datasets", "image_files", "kml", "mixing", "pictures", "shaders/sampler"},
    "image_files": GROUND,
    "labels": GROUND,
    "video": GROUND,
    "partition": GROUND,
    "shaders/programs": GROUND,
    "shaders/composer": {*GROUND, "shaders/programs"},
    "shaders/tasks": GROUND,
    "shaders/sampler": {*GROUND, "mixing"},
    "shaders/painters": {*GROUND, "models", "image_files", "pictures", "shaders/programs"},
    "shaders/sources": {*GROUND, "models", "shaders/painters", "shaders/programs", "shaders/composer"},
    "shaders/label_sources": {*GROUND, "shaders/programs", "shaders/composer", "shaders/sources"},
}
# Both faces of the renderer: the only rooms that know OpenGL.
RENDERING = {"shaders/rendering", "shaders/renderer_moderngl"}
ROOMS |= dict.fromkeys(RENDERING, {*ROOMS, *RENDERING} - {"datasets", "models"})
# Those who draw, write, check and show: everything above, and what each names besides.
ABOVE = {*ROOMS, *RENDERING, "shaders/image_maker", "shaders/flags", "shaders/label_flags"}
ROOMS |= {
    "shaders/flags": ABOVE,
    "shaders/image_maker": ABOVE,
    "shaders/label_flags": ABOVE,
    "shaders/dataset": ABOVE,
    "shaders/live": ABOVE,
    "engines": {*ABOVE, "shaders/dataset", "shaders/checking"},
    "shaders/checking": ABOVE,
    "shaders/gallery_page": {*ABOVE, "shaders/checking"},
}
# Modules that are run as well as imported.
BOTH = {"image_generation.shaders.rendering.egl_devices"}

FILES = sorted(
    path
    for folder in {name.split("/")[0] for name in ALLOWED}
    for path in (ROOT / folder).rglob("*.py")
    if path.is_file()
)


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module_name(path) for path in FILES}


def imported(tree: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Every module of ours that a file imports, with the statement; `from package import module` names the module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield (whole if whole in MODULES else str(node.module)), node


def is_command(text: str) -> bool:
    return 'if __name__ == "__main__":' in text


COMMANDS = {module_name(path) for path in FILES if is_command(path.read_text(encoding="utf-8"))}


def folder_of(module: str) -> str:
    parts = module.split(".")
    return "/".join(parts[:2]) if parts[:2] == ["image_generation", "stylegan2"] else parts[0]


def room_of(module: str) -> str:
    parts = module.split(".")[1:]
    return "/".join(parts[:2]) if parts[:1] == ["shaders"] else "/".join(parts[:1])


def violations(path: Path, text: str) -> list[str]:
    """What a file imports against the rules, a line each."""
    name, found = module_name(path), []
    here, lines = folder_of(name), text.split("\n")
    tree = ast.parse(text)
    for module, node in imported(tree):
        if name == "image_generation.entry_points":
            continue  # it is the commands, under the names of an installed package
        line = getattr(node, "lineno", 0)
        if module.split(".")[0] == "moderngl" and room_of(name) not in RENDERING and here != "benchmarks":
            found.append(f"{name}:{line}: OpenGL outside of the rooms of the renderer")
        if module not in MODULES and module.split(".")[0] not in {folder.split("/")[0] for folder in ALLOWED}:
            continue
        there = folder_of(module)
        if there != here and there not in ALLOWED[here]:
            found.append(f"{name}:{line}: {here} imports {module}")
        if module in COMMANDS - BOTH and here != "benchmarks":
            found.append(f"{name}:{line}: imports the command {module}")
        if here == there == LIBRARY and name not in COMMANDS - BOTH and room_of(module):
            mine, other = room_of(name), room_of(module)
            if mine and other != mine and other not in ROOMS.get(mine, set()):
                found.append(f"{name}:{line}: {mine} imports {other}")
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    around = lines[max(0, node.lineno - 6) : node.end_lineno or node.lineno]  # the block's comment
                    if not any("#" in line for line in around):
                        found.append(
                            f"{name}:{node.lineno}: an import inside of a function, and no comment that says why"
                        )
    return found


def test_rooms_know_only_the_rooms_to_their_left():
    found = [line for path in FILES for line in violations(path, path.read_text(encoding="utf-8"))]
    assert not found, "\n".join(sorted(set(found)))


@pytest.mark.parametrize(
    ("file", "statement"),
    [
        ("image_generation/mixing.py", "from learning import views"),
        ("image_generation/mixing.py", "import stylegan2.networks"),
        ("image_generation/common/errors.py", "from image_generation.shaders import sampler"),
        ("image_generation/processes/pool.py", "from image_generation.shaders.sampler import Sampler"),
        ("learning/views.py", "from moco import builder"),
        ("learning/views.py", "from image_generation.shaders.generate_dataset import main"),
        ("moco/builder.py", "from supcon.losses import SupConLoss"),
        ("evaluation/results.py", "import moderngl"),
        ("supcon/losses.py", "def late():\n    import numpy"),
    ],
)
def test_a_forbidden_import_is_found(file, statement):
    assert violations(ROOT / file, f"{statement}\n")


def test_every_folder_is_in_the_table():
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert packages <= set(ALLOWED)


def test_commands_take_ctrl_c_quietly_before_they_import_anything_else():
    seen = 0
    for path in sorted(ROOT.rglob("*.py")):
        if not {".venv", "tests"}.isdisjoint(path.relative_to(ROOT).parts):
            continue
        _, guard, text = path.read_text(encoding="utf-8").partition('\nif __name__ == "__main__":\n')
        before, call, _ = text.partition("    quiet_interrupts()\n")
        if guard and call:
            seen += 1
            imported = [line for line in before.splitlines() if line.lstrip().startswith(("import ", "from "))]
            assert imported == ["    from image_generation.common.interrupts import quiet_interrupts"], path
    assert seen > 30
