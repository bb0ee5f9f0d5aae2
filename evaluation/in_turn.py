"""Run commands of this repository one after the other in one process, which imports torch and opens a GPU once.

    .venv/bin/python evaluation/in_turn.py supcon/main_train.py PHOTOS --epochs 1 --output outputs/run \\
        --- evaluation/main_knn.py --checkpoint outputs/run/checkpoint_0000.pth.tar --dataset digits

The first one that fails ends it, with its exit code.
"""

from __future__ import annotations

if __name__ == "__main__":
    # Before the slow imports: Ctrl-C meanwhile is no error to show the inside of.
    from image_generation.common.interrupts import quiet_interrupts

    quiet_interrupts()

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

from image_generation.common.cli import run_main
from image_generation.common.errors import UserError
from image_generation.common.progress import be_quiet
from learning.threads import settle_threads

SEPARATOR = "---"


def split(words: Sequence[str]) -> list[list[str]]:
    """The command lines between separators: script, arguments ... each."""
    lines: list[list[str]] = [[]]
    for word in words:
        if word == SEPARATOR:
            lines.append([])
        else:
            lines[-1].append(word)
    return lines


def main(argv: list[str] | None = None) -> int | None:
    """Run them; the first exit code that is not zero."""
    lines = split(sys.argv[1:] if argv is None else argv)
    if any(not line or not (Path(__file__).parents[1] / line[0]).is_file() for line in lines):
        raise UserError(
            f"in_turn.py: give scripts of this repository with their arguments, with {SEPARATOR} between", 2
        )
    settle_threads(None)
    if "--quiet" in lines[-1]:
        be_quiet()
    for script, *arguments in lines:
        sys.argv = [script, *arguments]  # what errors call the command
        # Modules by their names in the repository, whose root is on the path of every command.
        command = importlib.import_module(".".join(Path(script).with_suffix("").parts))
        try:
            code = command.main(arguments)
        except UserError as error:
            raise UserError(f"{script}: {error}", error.code) from None
        if code:
            return code
    return None


if __name__ == "__main__":
    run_main(main)
