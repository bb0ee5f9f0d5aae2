"""--help of every command: each flag says what it means, its unit and its default; the flags are in titled groups."""

from __future__ import annotations

import argparse
import importlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from image_generation.common.cli import OneLineParser

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("benchmarks", "dino", "downloads", "evaluation", "image_generation", "lejepa", "moco", "scripts", "stylegan2")
ROOMS += ("supcon",)
# Commands whose flags depend on their first word, and commands that are over before a bar would show.
FIRST_WORDS = {
    "evaluation/main_memory.py": ["build", "add", "remove", "query", "triplets", "pca", "masks"],
    "downloads/published.py": ["datasets", "encoders", "generators", "videos"],
}
SHORT = {
    "stylegan2/convert.py",
    "image_generation/shaders/contact_sheet.py",
    "image_generation/shaders/label_sheet.py",
    "image_generation/shaders/rendering/egl_devices.py",
    "benchmarks/predictors.py",
}
GENERAL = {"--help", "--config", "--quiet"}
# What a number can be of, and words that say that it is a bare one.
UNITS = re.compile(
    r"\b(seconds?|milliseconds|pixels?|images?|frames?|programs?|epochs?|steps?|threads?|process(es)?|passes|layers?"
    r"|files?|GB|bytes|checkpoints?|identifiers|requests|downloads|tries|machines?|cores?|GPUs?|ordinals?|views?"
    r"|samples?|crops?|features?|keys?|thousands|categories|rows|columns|blocks|shards?|tasks|repetitions|price"
    r"|neighbours|times|maps|directions|points|outputs|latents?|hidden units|class(es)?|seeds?|ticks|classes|numbers in"
    r"|rate|factors?|weights?|share|probability|temperature|decay|momentum|alpha|concentration|strength|chance|mean sign"
    r"|truncation|deviation|magnitude|smoothing|depth|gradient|integral|0 to 1|0 to 255|100 the best|distribution"
    r"|dimension|channels|AlignUniform's t|alignment|uniformity|its peak|of the images)\b",
    re.I,
)


class Caught(Exception):
    """Carries a parser out of the command that made it."""


def commands() -> Iterator[tuple[str, list[str]]]:
    """Every script with a parser of its own, with the words after which its flags are told."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if name.startswith("image_generation/common/") or "Parser(" not in (text := path.read_text("utf-8")):
                continue
            if re.search(r"\b(OneLineParser|ArgumentParser)\(", text):
                yield from ((name, words) for words in [[], *([word] for word in FIRST_WORDS.get(name, []))])


def parser_of(name: str, words: list[str], patch: pytest.MonkeyPatch) -> argparse.ArgumentParser:
    """The parser that a command makes when it is called so."""

    def caught(parser, *_, **__):
        raise Caught(parser)

    module = importlib.import_module(name.removesuffix(".py").replace("/", "."))
    patch.setattr(argparse.ArgumentParser, "parse_args", caught)
    patch.setattr(sys, "argv", [name, *words])
    with pytest.raises(Caught) as found:
        module.main()
    return found.value.args[0]


@pytest.fixture(scope="module")
def parsers() -> dict[str, argparse.ArgumentParser]:
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        for name, words in commands():
            if not words and name in FIRST_WORDS:
                continue  # it says what the words are
            found[" ".join([name, *words])] = parser_of(name, words, patch)
    return found


def flags(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """What the help shows."""
    return [action for action in parser._actions if action.help is not argparse.SUPPRESS]


def shown(parser: argparse.ArgumentParser, action: argparse.Action) -> str:
    """A flag's line as the help has it."""
    return parser._get_formatter()._expand_help(action) if action.help else ""


def complaints(parsers, wrong) -> list[str]:
    return [
        f"{name} {'/'.join(action.option_strings) or action.dest}: {shown(parser, action)!r}"
        for name, parser in parsers.items()
        for action in flags(parser)
        if wrong(parser, action, shown(parser, action))
    ]


def meaning(text: str) -> str:
    """The text without its default."""
    return re.sub(r"\(?default: .*", "", text).strip()


def test_every_command_is_there(parsers):
    assert len(parsers) > 45
    assert {"image_generation/shaders/generate_dataset.py", "moco/main_train.py", "stylegan2/train.py"} <= set(parsers)
    assert all(isinstance(parser, OneLineParser) for parser in parsers.values())


def test_every_flag_says_what_it_means(parsers):
    assert not complaints(parsers, lambda parser, action, text: len(meaning(text)) < 5)


def test_every_flag_with_a_value_says_its_default(parsers):
    def wrong(parser, action, text):
        if not action.option_strings or action.required or action.nargs == 0 or "default" in text:
            return False
        group = next((g for g in parser._mutually_exclusive_groups if action in g._group_actions), None)
        # "same as --flag", and one of several of which one must be given
        return action.default is not argparse.SUPPRESS and not (group and group.required)

    assert not complaints(parsers, wrong)


def test_the_default_that_is_said_is_the_one_in_force(parsers):
    """Where a help has a plain number or word after 'default: ', it is the flag's."""

    def wrong(parser, action, text):
        said = re.search(r"default: ([\w.+-]+)\)$", text)
        value = action.default
        if not said or isinstance(value, (bool, list, tuple)) or value is None or value is argparse.SUPPRESS:
            return False
        try:
            return float(said[1]) != float(value)
        except (TypeError, ValueError):
            return isinstance(value, str) and said[1] != value and not re.match(r"[\d.]+\w?$|none$|no$|from$", said[1])

    assert not complaints(parsers, wrong)


def test_numbers_name_their_unit(parsers):
    def wrong(parser, action, text):
        if action.type in (None, str, Path) or action.nargs == 0 or "same as" in text:
            return False
        try:
            action.type("1")
        except (argparse.ArgumentTypeError, ValueError):
            return False
        number = isinstance(action.type("1"), (int, float)) and not isinstance(action.type("1"), bool)
        return number and not UNITS.search(meaning(text))

    assert not complaints(parsers, wrong)


def test_flags_stand_in_titled_groups(parsers):
    for name, parser in parsers.items():
        loose = {option for action in parser._optionals._group_actions for option in action.option_strings} - {"-h"}
        assert loose <= GENERAL, f"{name}: {sorted(loose - GENERAL)} are in no group"
        # A group of its own tells positional arguments from each other only where there are flags beside them.
        assert not parser._positionals._group_actions or name == "stylegan2/convert.py", name


def test_what_must_be_given_comes_first(parsers):
    """The first group holds an argument that must be given, where a command has one (encoders: one of two flags)."""
    for name, parser in parsers.items():
        needed = [action for action in parser._actions if action.required]
        for group in parser._mutually_exclusive_groups:
            needed += group._group_actions if group.required else []
        first = next(
            group for group in parser._action_groups if group._group_actions and group is not parser._optionals
        )
        assert not needed or first.title == "encoders" or set(needed) & set(first._group_actions), (
            f"{name}: {first.title}"
        )


def test_long_commands_can_be_quiet(parsers):
    """All but those that are over before a bar would show, and measurements that show rows and no bar."""
    for name, parser in parsers.items():
        options = {option for action in parser._actions for option in action.option_strings}
        bars = not name.startswith(("benchmarks/", "scripts/")) or "progress(" in (ROOT / name).read_text("utf-8")
        assert "--quiet" in options or name in SHORT or not bars, name


def test_help_ends_with_what_every_command_has(parsers):
    for name, parser in parsers.items():
        text = parser.format_help()
        assert text.index("every command:") > max(
            text.find(f"\n{group.title}:") for group in parser._action_groups[:-1]
        )
        assert text.startswith("usage: "), name
        assert len(text.split("\n\n")[0].splitlines()) <= 4, (
            f"{name}: the usage names what must be given, not everything"
        )
