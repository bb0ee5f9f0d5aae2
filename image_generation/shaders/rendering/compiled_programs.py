"""Programs that are kept compiled."""

from __future__ import annotations

from collections import OrderedDict

from image_generation.shaders.programs import parameters
from image_generation.shaders.programs.program import Pass, Program
from image_generation.shaders.rendering.canvas import Canvas
from image_generation.shaders.rendering.compiled import CompiledProgram
from image_generation.shaders.rendering.passes import nameless

_Key = tuple[tuple[Pass, ...], bool]  # the passes without names, and whether parameters vary


class CompiledPrograms:
    """The last `most` programs that were asked for, compiled once for a canvas; equal texts are one."""

    def __init__(self, canvas: Canvas, most: int):
        self._canvas, self.most = canvas, most
        self._kept: dict[_Key, CompiledProgram] = {}
        self._used: OrderedDict[CompiledProgram, _Key] = OrderedDict()  # the one that was asked for last at the end
        # By the program itself: whoever draws one again has the same one mostly, and a key hashes all of its text.
        self._known: dict[tuple[int, bool], tuple[Program, CompiledProgram]] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, program: Program, varied: bool) -> CompiledProgram:
        """The program compiled, `varied` for samples that have parameters; the canvas' context is the current one.

        Raises ProgramError where it does not compile.
        """
        known = self._known.get((id(program), varied))
        compiled = known[1] if known is not None else self._find(program, varied)
        self._used.move_to_end(compiled)
        return compiled

    def _find(self, program: Program, varied: bool) -> CompiledProgram:
        key = (tuple(map(nameless, program.passes)), varied)
        compiled = self._kept.get(key)
        if compiled is None:
            while len(self._kept) >= self.most:
                self._drop_oldest()
            compiled = self._kept[key] = self._compile(program, varied)
            self._used[compiled] = key
        if len(self._known) >= 2 * self.most:  # of programs that were loaded anew since, too
            self._known.clear()
        self._known[id(program), varied] = program, compiled  # which keeps the program, so that its id stays its own
        return compiled

    def _compile(self, program: Program, varied: bool) -> CompiledProgram:
        if not varied:
            return CompiledProgram(self._canvas, program)
        compiled, refused = parameters.settle(program, lambda some: CompiledProgram(self._canvas, some))
        compiled.refused = refused
        return compiled

    def _drop_oldest(self) -> None:
        compiled, key = self._used.popitem(last=False)
        del self._kept[key]
        self._known = {ids: known for ids, known in self._known.items() if known[1] is not compiled}
        compiled.release()

    def forget_known(self) -> None:
        """Let go of the programs that were asked for: their context ends."""
        self._known.clear()
