"""--config files, one-line errors and atomic files."""

import argparse
import contextlib
import os
import subprocess
import sys

import pytest
import yaml

from image_generation.common import cli
from image_generation.common.errors import UserError
from image_generation.common.files import atomic_write
from tests.conftest import ROOT


def parser():
    made = cli.OneLineParser(prog="tool")
    cli.add_config(made)
    made.add_argument("data", nargs="+")
    made.add_argument("--count", type=cli.positive_int, required=True)
    made.add_argument("--range", type=float, nargs=2, default=[0.0, 1.0])
    made.add_argument("--kind", choices=("a", "b"), default="a")
    made.add_argument("--fast", action="store_true")
    made.add_argument("--lr-decay", type=float, default=0.1)
    return made


def parse(tmp_path, text, *argv):
    path = tmp_path / "c.yaml"
    path.write_text(text)
    return cli.parse_args_with_config(parser(), ["--config", str(path), *argv])


def test_config_sets_defaults_and_flags_win(tmp_path):
    args = parse(
        tmp_path,
        "data: [x]\ncount: 3\nrange: [1, 2]\nfast: true\nlr-decay: 0.5\nkind: b",
        "--count",
        "4",
        "--kind",
        "a",
    )
    assert (args.data, args.count, args.range, args.fast, args.lr_decay, args.kind) == (
        ["x"], 4, [1.0, 2.0], True, 0.5, "a"
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "bogus: 1",
        "count: 0",
        "count: x",
        "kind: c",
        "range: [1]",
        "range: 3.x",
        "fast: maybe",
        "[1, 2]",
        "a: [",
        "count: [1]",
    ],
)
def test_wrong_configs_are_one_line_errors(tmp_path, text):
    with pytest.raises(UserError) as caught:
        parse(tmp_path, text, "x")
    assert caught.value.code == 2 and "c.yaml" in str(caught.value) and "\n" not in str(caught.value)


def test_saved_config_repeats_the_run(tmp_path):
    args = cli.parse_args_with_config(parser(), ["p", "q", "--count", "7", "--range", "2", "3", "--fast"])
    cli.save_config(args, tmp_path / "config.yaml")
    again = cli.parse_args_with_config(parser(), ["--config", str(tmp_path / "config.yaml")])
    assert {**vars(again), "config": None} == {**vars(args), "config": None}


def test_missing_config_is_named(tmp_path):
    with pytest.raises(UserError, match=r"nowhere\.yaml"):
        cli.parse_args_with_config(parser(), ["--config", str(tmp_path / "nowhere.yaml"), "x"])


def test_atomic_write_names_the_folder_that_is_in_its_place(tmp_path):
    (tmp_path / "x").mkdir()
    with pytest.raises(IsADirectoryError) as caught, atomic_write(tmp_path / "x"):
        pytest.fail("the block must not run")
    assert caught.value.filename == str(tmp_path / "x") and list(tmp_path.iterdir()) == [tmp_path / "x"]


def test_atomic_write_leaves_the_old_file_on_an_error(tmp_path):
    path = tmp_path / "f.txt"
    path.write_text("old")
    with pytest.raises(RuntimeError), atomic_write(path) as file:
        file.write("new")
        raise RuntimeError
    assert path.read_text() == "old" and [p.name for p in tmp_path.iterdir()] == ["f.txt"]
    with atomic_write(path) as file:
        yaml.safe_dump({"a": 1}, file)
    assert path.read_text() == "a: 1\n"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (cli.positive_int, "0"), (cli.positive_int, "1.5"), (cli.positive_float, "nan"), (cli.positive_float, "0"),
        (cli.finite_float, "inf"), (cli.image_resolution, "100000"), (cli.image_resolution, "0"), (cli.seed_number, "-1"),
        (cli.non_negative_int, "-1"), (cli.learning_rate, "0"), (cli.learning_rate, "1e41"), (cli.step_factor, "1e41"),
    ],
)  # fmt: skip
def test_number_types_refuse(kind, text):
    with pytest.raises(argparse.ArgumentTypeError):
        kind(text)


@pytest.mark.parametrize(
    ("raised", "code", "line"),
    [
        (UserError("no such\nthing", 2), 2, "no such thing"),
        (OSError(28, "No space left on device", "f.jpg"), 1, "f.jpg: No space left on device"),
        (KeyboardInterrupt(), 130, "interrupted"),
        (None, 0, ""),
    ],
)
def test_run_main_exits_with_one_line(raised, code, line, capsys):
    def main():
        if raised is not None:
            raise raised

    with pytest.raises(SystemExit) as caught:
        cli.run_main(main)
    error = capsys.readouterr().err
    assert caught.value.code == code and line in error and error.count("\n") == (1 if code else 0)


def aliased():
    """A parser whose flags have second names, before and after the first."""
    made = cli.OneLineParser(prog="tool")
    cli.add_config(made)
    made.add_argument("--size", dest="image_size", type=int, default=argparse.SUPPRESS)
    made.add_argument("--image-size", type=int, default=32)
    made.add_argument("--output", default="out")
    made.add_argument("--output-dir", dest="output", default=argparse.SUPPRESS)
    made.add_argument("--amp", action=argparse.BooleanOptionalAction, default=None)
    made.add_argument("--use-fp16", dest="amp", type=int, default=argparse.SUPPRESS)
    return made


@pytest.mark.parametrize("names", [("image_size", "output"), ("size", "output-dir"), ("image-size", "output_dir")])
def test_configs_reach_flags_by_all_of_their_names(tmp_path, names):
    path = tmp_path / "c.yaml"
    path.write_text(f"{names[0]}: 64\n{names[1]}: there\namp: true\n")
    args = cli.parse_args_with_config(aliased(), ["--config", str(path)])
    assert (args.image_size, args.output, args.amp) == (64, "there", True)
    args = cli.parse_args_with_config(aliased(), ["--size", "8", "--output-dir", "x", "--config", str(path)])
    assert (args.image_size, args.output) == (8, "x")


def test_quiet_is_in_force_and_no_setting(tmp_path, monkeypatch):
    told = []
    monkeypatch.setattr(cli, "be_quiet", lambda: told.append(True))
    args = parse(tmp_path, "data: [x]\ncount: 3\nquiet: true")
    assert told and not hasattr(args, "quiet")
    told.clear()
    assert not hasattr(parse(tmp_path, "data: [x]\ncount: 3"), "quiet") and not told


def test_help_says_defaults_that_texts_leave_out():
    made = cli.OneLineParser(prog="tool")
    group = made.add_argument_group("what")
    group.add_argument("--rate", type=float, default=0.5, help="of steps")
    group.add_argument("--range", type=float, nargs=2, default=[0.0, 1.0], help="seconds")
    group.add_argument("--percent", default="5%", help="a share")
    group.add_argument("--told", type=int, default=7, help="a number (default: seven)")
    group.add_argument("--needed", required=True, help="something")
    text = " ".join(made.format_help().split())
    for said in (
        "of steps (default: 0.5)",
        "seconds (default: 0 1)",
        "a share (default: 5%)",
        "(default: seven) --need",
    ):
        assert said in text
    assert text.startswith("usage: tool --needed NEEDED [FLAG ...] what:") and text.index("what:") < text.index(
        "--help"
    )


@pytest.mark.parametrize("kind", [cli.positive_int, cli.non_negative_int, cli.seed_number, cli.latent_seed])
@pytest.mark.parametrize("text", ["9" * 400, "9" * 5000, "-1"])
def test_numbers_of_any_length_are_told_in_one_line(kind, text):
    with contextlib.suppress(argparse.ArgumentTypeError):
        assert kind(text) == int(text)


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_output_that_cannot_be_written_is_one_line(unbuffered, tmp_path):
    (tmp_path / "tool.py").write_text(
        "from image_generation.common.cli import run_main\nrun_main(lambda: print('found'))\n"
    )
    line = [sys.executable, str(tmp_path / "tool.py")]
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            line, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
    assert done.returncode == 1 and done.stderr.count("\n") == 1 and "No space left" in done.stderr
    process = subprocess.Popen(
        line,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": unbuffered, "PYTHONPATH": str(ROOT)},
    )
    process.stdout.close()
    assert process.stderr.read() == b"" and process.wait() == 141
    process.stderr.close()
