"""The journal of a dataset: whole lines with checksums, the first text of a program, lines of before."""

import json

from hypothesis import given
from hypothesis import strategies as st

from image_generation.common.journals import seal, unseal
from image_generation.datasets.journal import Journal, image_line, text_line


@given(st.text(st.characters(blacklist_characters="\n", blacklist_categories=("Cs",))), st.data())
def test_a_flipped_bit_is_told(line, data):
    sealed = seal(line)
    assert unseal(sealed) == line
    raw = bytearray(sealed.encode())
    bit = data.draw(st.integers(0, 8 * len(line.encode()) - 1)) if line else None
    if bit is None:
        return
    raw[bit // 8] ^= 1 << bit % 8
    damaged = raw.decode("utf-8", "replace")
    assert unseal(damaged) is None


def test_lines_of_before_there_were_checksums_are_read(tmp_path):
    path = tmp_path / ".journal"
    path.write_text('i,7,100,5,1;2\np,["wave", "abc"]\ns,["bad", "crash"]\nv,["wave", 3, 1]\n')
    journal = Journal(path, write=False)
    assert journal.images == {7: (100, 5, (1, 2))} and journal.texts == {"wave": "abc"}
    assert journal.excluded == {"bad": "crash"} and journal.parameters == {"wave": (3, 1)}


def test_the_first_text_of_a_program_counts_and_damaged_lines_do_not(tmp_path):
    path = tmp_path / ".journal"
    lines = [image_line(1, 10, 11, (0,)), text_line("a", "first"), text_line("a", "second"), text_line("b", "whole")]
    lines[3] = lines[3].replace("whole", "whale")
    lines.append(image_line(2, 10, 11, (0,)).replace("i,2,", "i,3,"))
    path.write_text("".join(f"{line}\n" for line in lines))
    journal = Journal(path, write=False)
    assert journal.images == {1: (10, 11, (0,))} and journal.texts == {"a": "first"}
    assert json.loads(unseal(text_line("a", "x"))[2:]) == ["a", "x"]
