"""Which programs have ground truth, and what draws it.

    program = load_labels(source)            # Renderer.labels(program, sample) draws it; docs/labels.md

Composed programs all have it. A Shadertoy text of one's own has it where it declares `void mainLabels(...)`; a bundled
one where a file of its name in corpus_labels/ has lines to put into it: bundled texts, of which datasets keep the
digest, stay as they are.
"""

from __future__ import annotations

import os
from pathlib import Path

from image_generation.shaders import programs
from image_generation.shaders.composer import compose
from image_generation.shaders.programs import label_outputs
from image_generation.shaders.programs.evidence import Evidence
from image_generation.shaders.programs.program import Program, ProgramError
from image_generation.shaders.programs.text import decode
from image_generation.shaders.sources import BUNDLED, Source

DIALECT = "shadertoy"  # the only one whose texts have labels
BUNDLED_LABELS = BUNDLED.with_name("corpus_labels")


def has_labels(source: Source, dialect: str | None = None) -> bool:
    """Whether a program has ground truth; False where it cannot be read. dialect: the one to force, or None."""
    if source.composed:
        return True  # all of them, and writing 20,000 texts to see it takes its time
    try:
        return label_text(source, dialect) is not None
    except ProgramError:
        return False


def label_text(source: Source, dialect: str | None = None) -> bytes | None:
    """The text that draws the program's ground truth; None where it has none. Raises ProgramError as Source.read."""
    if source.composed:
        return compose.compose_labels(*source.composed).encode()
    if source.painted:
        return None
    text = decode(source.read())
    beside = BUNDLED_LABELS / Path(source.path).name
    if Path(os.path.abspath(source.path)).parent == BUNDLED and beside.is_file():
        return label_outputs.text_with_lines(text, beside.read_text(encoding="ascii")).encode()
    if "mainLabels" not in text or not label_outputs.declares_labels(Evidence(text)):
        return None
    if (dialect or source.dialect or programs.detect(text, source.path or None).dialect) != DIALECT:
        return None
    return label_outputs.text_with_labels(text).encode("utf-8", "surrogateescape")


def load_labels(source: Source, dialect: str | None = None) -> Program | None:
    """The program that draws the ground truth, into float targets; None where there is none. Raises ProgramError."""
    text = label_text(source, dialect)
    if text is None:
        return None
    return label_outputs.label_program(programs.parse(text, source.name, DIALECT, source.path or None, source.folders))
