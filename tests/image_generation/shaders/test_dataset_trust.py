"""What a dataset can be trusted for: edits are noticed, damage costs what is damaged, undefined values change nothing."""

import re
import signal
import time

import pytest

from tests.image_generation.shaders.dataset_helpers import SCRIPT, SLOW, contents, start, write_shaders


def arguments(shaders, output, *more):
    return ["--shaders", shaders, "--output", output, "--n-samples", 60, "--resolution", 32, "--workers", 2, *more]


@pytest.fixture(scope="module")
def reference(command, tmp_path_factory):
    """(shaders, contents of the folder that an undisturbed run makes)."""
    base = tmp_path_factory.mktemp("trust")
    shaders = write_shaders(base / "shaders")
    command(SCRIPT, *arguments(shaders, base / "out"))
    return shaders, contents(base / "out")


def kept(done):
    return int(re.search(r"(\d+) kept", done.stdout)[1])


def test_an_edit_after_the_parent_was_killed_is_noticed(command, tmp_path):
    """Every program that has an image has its digest in the journal: the process that draws has put it there."""
    shaders = write_shaders(tmp_path / "shaders", text=SLOW)
    running = start(*arguments(shaders, tmp_path / "d", "--n-samples", 2000, "--resolution", 128))
    journal = tmp_path / "d" / ".journal"
    while not journal.exists() or journal.read_text().count("\ni,") < 5:
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    running.communicate()
    time.sleep(0.5)
    drawn = {number for line in journal.read_text().splitlines() if line.startswith("i,")
             for number in line.split("\t")[0].split(",")[4].split(";")}  # fmt: skip
    for number in drawn:
        path = shaders / f"wave{number}.frag"
        path.write_text(path.read_text() + "// edited\n")
    done = command(SCRIPT, *arguments(shaders, tmp_path / "d", "--n-samples", 2000, "--resolution", 128), code=2)
    assert "has changed since" in done.stderr


@pytest.mark.parametrize("kind", ["p,", "i,"])
def test_a_flipped_bit_in_the_journal_costs_no_more_than_it_vouched_for(command, tmp_path, kind):
    slow = write_shaders(tmp_path / "shaders", text=SLOW)
    running = start(*arguments(slow, tmp_path / "d", "--n-samples", 500, "--resolution", 128))
    journal = tmp_path / "d" / ".journal"
    while not journal.exists() or journal.read_text().count("\ni,") < 20:
        time.sleep(0.01)
    running.send_signal(signal.SIGINT)
    running.communicate()
    lines = journal.read_bytes().split(b"\n")
    damaged = next(k for k, line in enumerate(lines) if line.startswith(kind.encode()))
    lines[damaged] = lines[damaged][:8] + bytes([lines[damaged][8] ^ 1]) + lines[damaged][9:]
    journal.write_bytes(b"\n".join(lines))
    done = command(SCRIPT, *arguments(slow, tmp_path / "d", "--n-samples", 500, "--resolution", 128))
    assert 0 < kept(done) < 500 and "500 images" in done.stdout


@pytest.mark.parametrize("how", ["one byte", "half of it", "zeros", "first lines"])
def test_what_a_damaged_table_still_says_is_kept(command, reference, tmp_path, how):
    shaders, expected = reference
    command(SCRIPT, *arguments(shaders, tmp_path / "d"))
    table = tmp_path / "d" / "samples.csv"
    data = table.read_bytes()
    if how == "first lines":
        for name in ("samples.csv", "programs.csv"):
            whole = (tmp_path / "d" / name).read_bytes()
            (tmp_path / "d" / name).write_bytes(bytes([whole[0] ^ 1]) + whole[1:12] + b"!" + whole[13:])
    elif how == "one byte":
        middle = data.index(b"\n", len(data) // 2) + 3
        table.write_bytes(data[:middle] + bytes([data[middle] ^ 4]) + data[middle + 1 :])
    else:
        table.write_bytes(data[: len(data) // 2] + (b"\0" * 500 if how == "zeros" else b""))
    done = command(SCRIPT, *arguments(shaders, tmp_path / "d"))
    least = {"one byte": 58, "half of it": 20, "zeros": 20, "first lines": 60}[how]
    assert least <= kept(done) < 61
    assert contents(tmp_path / "d") == expected


@pytest.mark.parametrize("text", ["a: 1\nb: [2, 3]\n", "\x00\x01\x02", "just words", ""])
def test_a_config_of_something_else_is_damaged_and_nothing_is_touched(command, reference, tmp_path, text):
    shaders, _ = reference
    command(SCRIPT, *arguments(shaders, tmp_path / "d"))
    (tmp_path / "d" / "config.yaml").write_text(text)
    before = contents(tmp_path / "d")
    done = command(SCRIPT, *arguments(shaders, tmp_path / "d"), code=2)
    assert "damaged" in done.stderr and "--overwrite" in done.stderr
    assert contents(tmp_path / "d") == before


UNDEFINED = {
    "edges": "float s = smoothstep(0.5, 0.5, p.x / iResolution.x); c = vec4(s, 0.2, 0.9, 1.0);",
    "divided": "float z = 0.0; c = vec4(p.x / z, mod(p.y, z), 0.5, 1.0);",
    "constant": "c = vec4(1.0 / 0.0, 0.0 / 0.0, 0.5, 1.0) * p.x;",
    "unwritten": "vec3 v; float f; c = vec4(v.x + f, v.yz, 1.0) + 0.1 * sin(p.x + iTime);",
    "beyond": "float a[3]; a[0] = 1.0; int i = int(p.x); c = vec4(a[i], a[i + 7], 0.5, 1.0);",
    "loops": "float s; for (int i = 0; i < 9; i++) s += float(i); c = vec4(fract(s * 0.01), p / iResolution.xy, 1.0);",
}


def test_undefined_values_are_the_same_for_any_number_of_processes(command, tmp_path):
    shaders = tmp_path / "shaders"
    shaders.mkdir()
    for name, body in UNDEFINED.items():
        (shaders / f"{name}.frag").write_text(f"void mainImage(out vec4 c, in vec2 p) {{ {body} }}\n")
    made = []
    for k, workers in enumerate((1, 2, 3, 2)):
        command(SCRIPT, *arguments(shaders, tmp_path / str(k), "--image-format", "png", "--workers", workers))
        made.append(contents(tmp_path / str(k)))
    assert made[1:] == [made[0]] * 3


def test_a_flipped_digit_of_a_program_s_digest_is_no_other_text(command, reference, tmp_path):
    shaders, expected = reference
    command(SCRIPT, *arguments(shaders, tmp_path / "d"))
    table = tmp_path / "d" / "programs.csv"
    lines = table.read_text().split("\n")
    lines[2] = f"{lines[2][:-3]}{'0' if lines[2][-3] != '0' else '1'}{lines[2][-2:]}"
    table.write_text("\n".join(lines))
    assert kept(command(SCRIPT, *arguments(shaders, tmp_path / "d"))) == 60
    assert contents(tmp_path / "d") == expected


def test_a_damaged_name_of_an_excluded_program_is_no_program(command, tmp_path):
    """It was kept as one more, and what it says went to the terminal as it was."""
    shaders = write_shaders(tmp_path / "shaders", 3)
    (shaders / "broken.frag").write_text("void mainImage(out vec4 c, in vec2 f) { c = nothing; }\n")
    first = command(SCRIPT, *arguments(shaders, tmp_path / "d"))
    before = contents(tmp_path / "d")
    table = tmp_path / "d" / "excluded.csv"
    table.write_text(table.read_text().replace("broken,", "bzoken,"))
    done = command(SCRIPT, *arguments(shaders, tmp_path / "d"))
    assert contents(tmp_path / "d") == before
    assert done.stderr == first.stderr and "bzoken" not in done.stderr
    table.write_text(table.read_text().replace("compile_error", "compile\x07\x1b[31merror"))
    done = command(SCRIPT, *arguments(shaders, tmp_path / "d"))
    assert "broken: compile\\x07\\x1b[31merror" in done.stderr
