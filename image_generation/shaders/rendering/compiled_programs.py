"""Programs that are kept compiled."""

from __future__ import annotations

from collections import OrderedDict

from image_generation.shaders.programs import parameters
from image_generation.shaders.programs.program import Pass, Program
from image_generation.shaders.rendering.canvas import Canvas
from image_generation.shaders.rendering.compiled import CompiledProgram
from image_generation.shaders.rendering.passes import nameless


class CompiledPrograms:
    """The last `most` programs that were asked for, compiled once for a canvas."""

    def __init__(self, canvas: Canvas, most: int):
        self._canvas, self.most = canvas, most
        # By the passes, and whether parameters vary; and what was asked for last, which mostly is asked for again.
        self._kept: OrderedDict[tuple[tuple[Pass, ...], bool], CompiledProgram] = OrderedDict()
        self._last: tuple[Program, bool, CompiledProgram] | None = None

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, program: Program, varied: bool) -> CompiledProgram:
        """The program compiled, `varied` for samples that have parameters; the canvas' context is the current one.

        Raises ProgramError where it does not compile.
        """
        if self._last is not None and self._last[0] is program and self._last[1] == varied:
            return self._last[2]
        key = (tuple(map(nameless, program.passes)), varied)
        compiled = self._kept.get(key)
        if compiled is None:
            while len(self._kept) >= self.most:
                self._last = None
                self._kept.popitem(last=False)[1].release()
            if varied:
                compiled, refused = parameters.settle(program, lambda some: CompiledProgram(self._canvas, some))
                compiled.refused = refused
            else:
                compiled = CompiledProgram(self._canvas, program)
            self._kept[key] = compiled
        self._kept.move_to_end(key)
        self._last = program, varied, compiled
        return compiled

    def forget_last(self) -> None:
        """Let go of the program that was asked for last: its context ends."""
        self._last = None
