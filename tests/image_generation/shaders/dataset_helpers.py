"""Small shaders and comparisons for tests of datasets."""

import hashlib
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

SCRIPT = "image_generation/shaders/generate_dataset.py"

# Slow enough that a run can be caught in the middle.
SLOW = """void mainImage(out vec4 color, in vec2 place) {{
    vec2 p = place / iResolution.xy * {0};
    for (int i = 0; i < 60; i++) p += 0.1 * sin(p.yx * 1.7 + iTime + float(i));
    color = vec4(fract(p), fract(iTime * 0.37), 1.0);
}}
"""
WAVES = """void mainImage(out vec4 color, in vec2 place) {{
    vec2 p = place / iResolution.xy;
    color = vec4(fract(p.x * {0} + iTime), fract(p.y * {0} - iTime), fract(iTime * 0.37), 1.0);
}}
"""
# llvmpipe ends loops after 65,535 turns in all, so each turn must take long.
ENDLESS = (
    "void mainImage(out vec4 color, in vec2 place) {\n    vec4 x = place.xyxy;\n    while (x.x < 1e9) {\n"
    + "        x = sin(x.yzwx * 1.37 + iTime) + cos(x * x.wxyz) * exp(-x * x);\n" * 60
    + "    }\n    color = x;\n}\n"
)
BROKEN = "void mainImage(out vec4 color, in vec2 place) {\n    color = vec4(nothing, 0.0, 0.0, 1.0);\n}\n"


def write_shaders(folder: Path, count: int = 5, text: str = WAVES) -> Path:
    """A folder of `count` small shaders that draw different things."""
    folder.mkdir(parents=True, exist_ok=True)
    for k in range(count):
        (folder / f"wave{k}.frag").write_text(text.format(f"{k + 1}.0"))
    return folder


def contents(folder: Path) -> dict[str, str]:
    """Digest of each file below a folder, hidden ones included."""
    return {
        str(path.relative_to(folder)): hashlib.sha1(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def start(*arguments) -> subprocess.Popen:
    """Start generate_dataset.py in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, str(ROOT / SCRIPT), *map(str, arguments)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
