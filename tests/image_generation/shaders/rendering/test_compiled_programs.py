"""Which compiled programs are kept, without a driver: what compiles them is a stand-in that counts."""

from dataclasses import replace

import pytest

from image_generation.shaders.programs.program import Pass, Program, Target
from image_generation.shaders.rendering import compiled_programs
from image_generation.shaders.rendering.compiled_programs import FIRST_ROOM, CompiledPrograms

CANVAS = object()


def program(text: str, name: str = "a") -> Program:
    fragment = f"#version 330\n// pieces: [{name!r}]\n{text}"
    return Program(name, "shadertoy", (Pass(name, "vertex", fragment, (Target("image"),)),))


class Compiled:
    """Stands for a compiled program."""

    made = 0

    def __init__(self, canvas, program):
        assert canvas is CANVAS
        self.program, self.released = program, False
        Compiled.made += 1

    def release(self):
        assert not self.released
        self.released = True


@pytest.fixture(autouse=True)
def stand_in(monkeypatch):
    monkeypatch.setattr(compiled_programs, "CompiledProgram", Compiled)
    monkeypatch.setattr(Compiled, "made", 0)


def test_equal_texts_are_one_whatever_they_are_called():
    kept = CompiledPrograms(CANVAS, 4)
    first = kept.get(program("x"), False)
    assert kept.get(program("x", "other"), False) is first and len(kept) == 1
    assert kept.get(program("y"), False) is not first and Compiled.made == 2


def test_what_was_asked_for_longest_ago_goes():
    kept = CompiledPrograms(CANVAS, 2)
    a, b, c = (program(text) for text in "abc")
    of_a, of_b = kept.get(a, False), kept.get(b, False)
    assert kept.get(a, False) is of_a  # now b is the older one
    kept.get(c, False)
    assert of_b.released and not of_a.released and len(kept) == 2
    assert kept.get(a, False) is of_a and Compiled.made == 3
    again = kept.get(b, False)
    assert again is not of_b and not again.released and Compiled.made == 4


def test_every_turn_of_many_programs_is_as_without_memory():
    """Programs that are asked for again and again, anew or as before: never a released one, never more than there may be."""
    kept = CompiledPrograms(CANVAS, 3)
    lasting = [program(str(k)) for k in range(6)]
    used: list[int] = []
    for turn in range(600):
        k = turn * turn % 7 % 6
        asked = lasting[k] if turn % 3 else replace(lasting[k], name=f"{turn}")
        found = kept.get(asked, False)
        assert not found.released and found.program.passes[0].fragment == lasting[k].passes[0].fragment
        used = [*(other for other in used if other != k), k][-3:]
        assert len(kept) == len(used)
        before = Compiled.made
        for other in used:
            kept.get(lasting[other], False)
        assert Compiled.made == before


def test_a_program_that_takes_anothers_place_in_memory_is_not_taken_for_it():
    kept = CompiledPrograms(CANVAS, 2)
    for turn in range(50):
        passing = program(f"{turn}")
        found = kept.get(passing, False)
        assert found.program.passes[0].fragment.endswith(f"\n{turn}")
        del passing


def test_of_programs_that_come_once_one_is_kept():
    kept = CompiledPrograms(CANVAS, 4096, once=True)
    for k in range(500):
        kept.get(program(f"{k}"), False)
        assert len(kept) <= FIRST_ROOM
    assert len(kept) == FIRST_ROOM == kept.room


@pytest.mark.parametrize("n", [40, 286, 500])
def test_programs_that_come_again_after_all_are_loaded_twice_at_most(n):
    kept = CompiledPrograms(CANVAS, 4096, once=True)
    for turn in range(4):
        for k in range(n) if turn % 2 else reversed(range(n)):
            kept.get(program(f"{k}"), False)
    assert Compiled.made <= 2 * n and len(kept) == n
    before = Compiled.made
    for k in range(n):
        kept.get(program(f"{k}"), False)
    assert Compiled.made == before


def test_the_room_is_never_above_what_was_asked_for():
    kept = CompiledPrograms(CANVAS, 100, once=True)
    for _ in range(5):
        for k in range(90):
            kept.get(program(f"{k}"), False)
            assert len(kept) <= kept.room <= 100
    assert kept.room == 100 and Compiled.made <= 180
    assert CompiledPrograms(CANVAS, 1, once=True).room == 1


def test_programs_that_come_again_too_late_for_any_room_take_none():
    kept = CompiledPrograms(CANVAS, 64, once=True)
    for _ in range(5):
        for k in range(97):  # which 64 do not hold, in this order
            kept.get(program(f"{k}"), False)
    assert kept.room == FIRST_ROOM
