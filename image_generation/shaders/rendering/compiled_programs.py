"""Programs that are kept compiled."""

from __future__ import annotations

from collections import OrderedDict

from image_generation.shaders.programs import parameters
from image_generation.shaders.programs.program import Pass, Program
from image_generation.shaders.rendering.canvas import Canvas
from image_generation.shaders.rendering.compiled import CompiledProgram
from image_generation.shaders.rendering.passes import nameless

_Key = tuple[tuple[Pass, ...], bool]  # the passes without names, and whether parameters vary

# Programs that are kept of those that come once, before one comes again that was dropped: where each gives its memory
# back before the next is compiled, llvmpipe's compiler takes a fifth less (32 are kept: 59 ms, 4: 53, 1: 50).
FIRST_ROOM = 1


class CompiledPrograms:
    """Programs compiled for a canvas, those that were asked for last, at most `most`; equal texts are one.

    once    each comes once, for all that is known: one is kept, so that the driver finds its memory again (6 MB a
            program) where it was. The room doubles, up to `most`, whenever a program comes again that would still be
            here if there had been more of it.
    """

    def __init__(self, canvas: Canvas, most: int, once: bool = False):
        self._canvas, self.most = canvas, most
        self.room = min(FIRST_ROOM, most) if once else most
        self._kept: dict[_Key, CompiledProgram] = {}
        self._used: OrderedDict[CompiledProgram, _Key] = OrderedDict()  # the one that was asked for last at the end
        # By the program itself: whoever draws one again has the same one mostly, and a key hashes all of its text.
        self._known: dict[tuple[int, bool], tuple[Program, CompiledProgram]] = {}
        self._dropped: OrderedDict[int, None] = OrderedDict()  # hashes of the keys of those that `most` had held

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
            if self._dropped and self._dropped.pop(hash(key), self) is None:
                self.room = min(2 * self.room, self.most)
            while len(self._kept) >= self.room:
                self._drop_oldest()
            compiled = self._kept[key] = self._compile(program, varied)
            self._used[compiled] = key
        if len(self._known) >= 2 * self.room:  # of programs that were loaded anew since, too
            self.forget_known()
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
        if self.room < self.most:
            self._dropped[hash(key)] = None
        while len(self._dropped) > self.most - self.room:
            self._dropped.popitem(last=False)

    def forget_known(self) -> None:
        """Let go of the programs that were asked for: their context ends, or there are too many."""
        self._known.clear()
