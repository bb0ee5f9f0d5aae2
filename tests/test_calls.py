"""Calls that a reader can follow: few arguments by position, settings by name."""

import ast
from pathlib import Path

import pytest

from tests.conftest import ROOT

MOST = 5  # arguments by position
ROOMS = ("image_generation", "learning", "moco", "supcon", "dino", "lejepa", "evaluation")
FILES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
# Files that still have longer calls; to be emptied, never to be added to.
PENDING = {
    "image_generation/shaders/programs/glsl/translate.py",
    "image_generation/shaders/programs/isf.py",
    "image_generation/shaders/programs/shadertoy.py",
    "image_generation/shaders/programs/text.py",
    "image_generation/stylegan2/generate_video.py",
    "image_generation/stylegan2/project.py",
    "image_generation/stylegan2/style_mixing.py",
}


def long_calls(text: str) -> list[str]:
    """'LINE: CALLEE' of each call with more than MOST arguments by position, where they are no list of like things."""
    tree = ast.parse(text)
    variadic = {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.args.vararg is not None
    }
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            callee = ast.unparse(node.func)
            count = len(node.args) - (callee == "partial")
            if count > MOST and callee not in variadic:
                found.append(f"{node.lineno}: {callee}")
    return found


def positional_settings(text: str) -> list[str]:
    """Names of the dataclasses for settings and runs that may be filled in by position, or changed later."""
    return [
        node.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ClassDef) and (node.name.endswith("Settings") or node.name == "Run")
        for decorator in map(ast.unparse, node.decorator_list)
        if "dataclass" in decorator and not ("frozen=True" in decorator and "kw_only=True" in decorator)
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_call_has_many_arguments_by_position_and_settings_are_named(path: Path):
    text = path.read_text(encoding="utf-8")
    if str(path.relative_to(ROOT)) not in PENDING:
        assert long_calls(text) == []
    assert positional_settings(text) == []


def test_what_the_rules_find():
    assert long_calls("f(1, 2, 3, 4, 5)\ng(1, 2, 3, 4, 5, 6)\npartial(h, 1, 2, 3, 4, 5)") == ["2: g"]
    assert long_calls("def f(*lines): ...\nf(1, 2, 3, 4, 5, 6)") == []
    settings = "@dataclass(frozen=True)\nclass ASettings: ...\n@dataclass(frozen=True, kw_only=True)\nclass Run: ..."
    assert positional_settings(settings) == ["ASettings"]
