"""What every command line shares: --config files, one-line errors, exit codes and files that appear whole."""

from __future__ import annotations

import argparse
import math
import os
import stat
import sys
from collections.abc import Callable, Iterable
from typing import Any

from image_generation.common.errors import UserError, printable
from image_generation.common.files import READ_ONLY, atomic_write
from image_generation.common.interrupts import last_interrupt, quiet_interrupts
from image_generation.common.progress import add_quiet, be_quiet

MAX_CONFIG_BYTES = 1 << 20


class Help(argparse.RawDescriptionHelpFormatter):
    """Help in which each flag that has a default says it, under a usage of what must be given."""

    def _get_help_string(self, action: argparse.Action) -> str | None:
        text = action.help or ""
        unset = action.default is None or action.default is False or action.default is argparse.SUPPRESS
        if unset or not action.option_strings or "default" in text:
            return text
        values = action.default if isinstance(action.default, (list, tuple)) else [action.default]
        said = " ".join(f"{value:g}" if isinstance(value, float) else str(value) for value in values) or "none"
        return f"{text} (default: {said.replace('%', '%%')})"

    def _format_usage(self, usage, actions, groups, prefix) -> str:
        if usage is not None:
            return super()._format_usage(usage, actions, groups, prefix)
        either = [group for group in groups if group.required]
        one_of = [action for group in either for action in group._group_actions]
        needed = [action for action in actions if action.required or not action.option_strings or action in one_of]
        return f"{super()._format_usage(None, needed, either, prefix).rstrip()} [FLAG ...]\n\n"


class OneLineParser(argparse.ArgumentParser):
    """An ArgumentParser whose errors are one line, without the usage in front of them; flags are spelt out.

    Its help (class Help) has the flags of every command, --help, --config and --quiet, at the end. --quiet is in force
    when the arguments are parsed, and no part of the result: it says nothing of what a run makes.
    """

    def __init__(self, *args, **options):
        super().__init__(*args, **{"allow_abbrev": False, "formatter_class": Help, **options})
        self._optionals.title = "every command"

    def format_help(self) -> str:
        """The help, its groups in the order in which they were made."""
        self._action_groups.sort(key=lambda group: group is self._optionals)
        return super().format_help()

    def parse_known_args(self, args=None, namespace=None):  # type: ignore[override]
        """As ArgumentParser's."""
        namespace, rest = super().parse_known_args(args, namespace)
        if namespace.__dict__.pop("quiet", False):
            be_quiet()
        return namespace, rest

    def error(self, message: str):
        self.exit(2, f"{self.prog}: error: {message} (see --help)\n")


def add_config(parser: argparse.ArgumentParser) -> None:
    """Give the parser --quiet, and `--config FILE.yaml`: defaults for its flags, which flags on the line override."""
    parser.add_argument(
        "--config", metavar="FILE.yaml", help="defaults for the flags of this command; flags win (default: none)"
    )
    add_quiet(parser)


def read_config(path: str | os.PathLike) -> dict[str, Any]:
    """The mapping in a YAML file; raises UserError (code 2) where it is not one."""
    import yaml  # here, so that commands which need nothing but Python start without it

    try:
        # Without waiting for a pipe's writer, and no further than a device's endless bytes.
        with open(os.open(path, READ_ONLY), "rb") as file:
            data = file.read(MAX_CONFIG_BYTES + 1) if stat.S_ISREG(os.fstat(file.fileno()).st_mode) else None
        if data is None or len(data) > MAX_CONFIG_BYTES:
            what = "is no regular file" if data is None else f"is larger than {MAX_CONFIG_BYTES >> 20} MB"
            raise UserError(f"--config {path}: {what}", 2)
        values = yaml.safe_load(data.decode("utf-8"))
    except OSError as error:
        raise UserError(f"--config {path}: cannot be read ({error.strerror})", 2) from None
    except (yaml.YAMLError, ValueError, RecursionError, TypeError) as error:
        raise UserError(f"--config {path}: is not valid YAML ({error})", 2) from None
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise UserError(f"--config {path}: must be a mapping of flags to values", 2)
    return {str(key).lstrip("-").replace("-", "_"): value for key, value in values.items()}


def _config_default(action: argparse.Action, value: Any, where: str) -> Any:
    """The value of a config file, checked and converted as the flag's own value would be."""

    def one(item: Any) -> Any:
        converted: Any
        if isinstance(item, (dict, list, set, tuple)):
            raise UserError(f"{where}: takes plain values, not a {type(item).__name__}", 2)
        if action.type is None:
            converted = item if isinstance(item, str) else str(item)
        else:
            try:
                convert: Any = action.type  # a callable: no command registers types by name
                converted = convert(str(item))
            except (ValueError, TypeError, argparse.ArgumentTypeError) as error:
                raise UserError(f"{where}: {item!r} does not fit ({error})", 2) from None
        if action.choices is not None and converted not in action.choices:
            raise UserError(f"{where}: {item!r} is not one of {', '.join(map(str, action.choices))}", 2)
        return converted

    if value is None:
        if action.default is None and not action.required:
            return None
        raise UserError(f"{where}: has no value", 2)
    if action.nargs == 0:
        if not isinstance(value, bool):
            raise UserError(f"{where}: must be true or false, not a {type(value).__name__}", 2)
        return value
    if isinstance(action, argparse.BooleanOptionalAction):
        return bool(value)
    several = isinstance(action.nargs, int) or action.nargs in ("*", "+") or isinstance(action, argparse._AppendAction)
    if several != isinstance(value, list):
        if not several:
            raise UserError(f"{where}: takes one value, not a list", 2)
        value = [value]
    if isinstance(action.nargs, int) and len(value) != action.nargs:
        raise UserError(f"{where}: takes {action.nargs} values, not {len(value)}", 2)
    return [one(item) for item in value] if several else one(value)


def _by_name(parser: argparse.ArgumentParser) -> dict[str, argparse.Action]:
    """A parser's flags by all of their names, as they stand on the command line or in a saved config."""
    kept = [action for action in parser._actions if action.dest is not argparse.SUPPRESS]
    second = {
        name[2:].replace("-", "_"): action
        for action in kept
        for name in action.option_strings
        # `no_x: true` would mean its opposite
        if name.startswith("--") and not name.startswith("--no-")
    }
    return second | {action.dest: action for action in kept} | _owners(parser)


def _owners(parser: argparse.ArgumentParser) -> dict[str, argparse.Action]:
    """The action that holds each value's default; a second flag for the same value holds none."""
    return {action.dest: action for action in parser._actions if action.default is not argparse.SUPPRESS}


def parse_args_with_config(
    parser: argparse.ArgumentParser, argv: list[str] | None = None, ignore: Iterable[str] = ()
) -> argparse.Namespace:
    """Parse argv; where it names `--config FILE`, that file's values are the defaults (see add_config).

    ignore: keys that a config may hold for the record though they are no flags.
    Raises UserError (code 2) for an unknown key or a value that the flag would not take.
    """
    argv = sys.argv[1:] if argv is None else list(argv)
    finder = OneLineParser(prog=parser.prog, add_help=False)
    finder.add_argument("--config")
    path = finder.parse_known_args(argv)[0].config
    if path is not None:
        actions = _by_name(parser)
        for key, value in read_config(path).items():
            if key in ignore:
                continue
            if key not in actions or key in ("help", "config"):
                raise UserError(f"--config {path}: {key!r} is no flag of {parser.prog}", 2)
            given = actions[key]
            action = _owners(parser).get(given.dest, given)
            action.default = _config_default(given, value, f"--config {path}, {key}")
            action.required = False
            if not action.option_strings and action.nargs == "+":
                action.nargs = "*"
        for group in parser._mutually_exclusive_groups:
            if group.required and any(action.default is not None for action in group._group_actions):
                group.required = False
    return parser.parse_args(argv)


def save_config(args: argparse.Namespace, path: str | os.PathLike, drop: Iterable[str] = ()) -> None:
    """Write the values in force as YAML (whole or not at all), so that `--config PATH` repeats the run."""
    # here, so that commands which need nothing but Python start without it
    import yaml

    values = {key: value for key, value in vars(args).items() if key != "config" and key not in set(drop)}
    with atomic_write(path) as file:
        yaml.safe_dump(plain(values), file, sort_keys=False, allow_unicode=True)


def plain(value: Any) -> Any:
    """The value as YAML's own types (tuples become lists, paths and other objects become text)."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return str(value)


def run_main(main: Callable[[], int | None]) -> None:
    """Call a script's main and exit: 0 or its return value, one line on stderr for what a user can cause."""
    quiet_interrupts()
    program = os.path.basename(sys.argv[0])
    try:
        code = main() or 0
    except UserError as error:
        print(f"{program}: error: {error}", file=sys.stderr)
        code = error.code
    except KeyboardInterrupt:
        print(f"{program}: interrupted; the same command resumes where it stopped", file=sys.stderr)
        code = 130
    except MemoryError:
        print(f"{program}: error: not enough memory for this", file=sys.stderr)
        code = 1
    except BrokenPipeError:
        _say_no_more()
        code = 141
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(f"{program}: error: {printable(f'{where}{error.strerror or error}')}", file=sys.stderr)
        code = 1
    try:
        sys.stdout.flush()
    except OSError as error:
        _say_no_more()
        broken = isinstance(error, BrokenPipeError)
        if not broken:
            print(f"{program}: error: standard output cannot be written ({error.strerror})", file=sys.stderr)
        code = code or (141 if broken else 1)
    last_interrupt()
    sys.exit(code)


def _say_no_more() -> None:
    """What is still to be printed goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


# ------------------------------------------------------------------ types for argparse

MOST_RATE = 1e30  # multiplied with a batch and divided as Adam does, it is a float32 still; optimisers stop at others


def positive_int(text: str) -> int:
    """argparse type: a whole number from 1 to a thousand million."""
    return _bounded(int, text, 1, 10**9)


def non_negative_int(text: str) -> int:
    """argparse type: zero or a whole number above it."""
    return _bounded(int, text, 0, None)


def positive_float(text: str) -> float:
    """argparse type: a finite number above zero."""
    return _above_zero(_bounded(float, text, 0.0, None))


def learning_rate(text: str) -> float:
    """argparse type: a number above zero, at most MOST_RATE."""
    return _above_zero(_bounded(float, text, 0.0, MOST_RATE))


def step_factor(text: str) -> float:
    """argparse type: weight decay, momentum or the lowest rate: zero or above, at most MOST_RATE."""
    return _bounded(float, text, 0.0, MOST_RATE)


def non_negative_float(text: str) -> float:
    """argparse type: zero or a finite number above it."""
    return _bounded(float, text, 0.0, None)


def finite_float(text: str) -> float:
    """argparse type: any finite number."""
    return _bounded(float, text, None, None)


def jitter(text: str) -> float:
    """argparse type: the spread of random factors' logarithm, 0 (none) to 4."""
    return _bounded(float, text, 0.0, 4.0)


def image_resolution(text: str) -> int:
    """argparse type: the side of a square image in pixels, 1 to 16384."""
    return _bounded(int, text, 1, 16384)


def seed_number(text: str) -> int:
    """argparse type: a seed, 0 to 2**63 - 1."""
    return _bounded(int, text, 0, 2**63 - 1)


def latent_seed(text: str) -> int:
    """argparse type: the seed of a generator's latent, which numpy's RandomState takes up to 2**32 - 1."""
    return _bounded(int, text, 0, 2**32 - 1)


def file_ending_in(*suffixes: str) -> Callable[[str], str]:
    """argparse type: a file's name with one of these suffixes, so that what cannot be written is said at once."""

    def file_name(text: str) -> str:
        if not text.lower().endswith(suffixes):
            raise argparse.ArgumentTypeError(f"{text!r} must end in {' or '.join(suffixes)}")
        return text

    return file_name


def _above_zero(value: float) -> float:
    if value == 0.0:
        raise argparse.ArgumentTypeError("must be above 0")
    return value


def _bounded(kind: type, text: str, low: float | None, high: float | None):
    try:
        value = kind(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a {'whole ' if kind is int else ''}number") from None
    if kind is float and not math.isfinite(value):  # a whole number is, and may be too long for a float
        raise argparse.ArgumentTypeError(f"{text!r} is not a finite number")
    if (low is not None and value < low) or (high is not None and value > high):
        bounds = f"from {low} to {high}" if high is not None else f"{low} or more"
        raise argparse.ArgumentTypeError(f"must be {bounds}, not {text[:40]}")
    return value
