"""Execute a Dockerfile in a plain folder that holds a Debian, by chroot: for machines without a container builder.

    apt-get install debootstrap && debootstrap --variant=minbase bookworm /tmp/root
    python3 scripts/container/run_dockerfile.py /tmp/root --run .venv/bin/python \\
        image_generation/shaders/generate_dataset.py --shaders bundled --output outputs/images --n-samples 20

The folder stands in for the FROM line's image. ENV, WORKDIR, USER, COPY and RUN are carried out in order, as root of
that folder, in a mount namespace of their own; anything else ends with an error. --run starts a command as the image
would: by its user, in its folder, with its environment, behind its entry point. Needs root.
"""

from __future__ import annotations

import argparse
import fnmatch
import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from image_generation.common.cli import OneLineParser, run_main
from image_generation.common.errors import UserError

REPOSITORY = Path(__file__).resolve().parents[2]
# The host's devices and kernel, seen inside while a command runs.
MOUNT = "mount --rbind /dev {root}/dev && mount -t proc proc {root}/proc && mount --rbind /sys {root}/sys"


@dataclass
class Image:
    """What a Dockerfile has made so far: settings of the commands that come next."""

    base: str = ""
    environment: dict[str, str] = field(
        default_factory=lambda: {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
    )
    folder: str = "/"
    user: str = "0"
    entry_point: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)


def instructions(text: str) -> Iterator[tuple[str, str]]:
    """(INSTRUCTION, rest) of a Dockerfile: comments left out, continued lines joined."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    for line in joined.splitlines():
        if line.strip():
            word, _, rest = line.strip().partition(" ")
            yield word.upper(), rest.strip()


def ignored(path: str, patterns: list[str]) -> bool:
    """Whether .dockerignore's patterns leave a path of the context out (`**/` and no exceptions, as far as used)."""
    parts = path.split("/")
    ancestors = ["/".join(parts[: k + 1]) for k in range(len(parts))]
    for pattern in patterns:
        anywhere = pattern.startswith("**/")
        for ancestor in ancestors:
            name = ancestor.rsplit("/", 1)[-1] if anywhere else ancestor
            if fnmatch.fnmatchcase(name, pattern.removeprefix("**/")) and ("/" in pattern or "/" not in ancestor):
                return True
    return False


def read_ignore(context: Path) -> list[str]:
    """Patterns of .dockerignore."""
    lines = (context / ".dockerignore").read_text(encoding="utf-8").splitlines()
    return [line.strip().rstrip("/") for line in lines if line.strip() and not line.startswith("#")]


def context_files(context: Path, patterns: list[str]) -> Iterator[str]:
    """Paths below the context that are sent to a builder."""
    for folder, folders, files in os.walk(context):
        below = Path(folder).relative_to(context).as_posix()
        prefix = "" if below == "." else f"{below}/"
        folders[:] = [name for name in folders if not ignored(prefix + name, patterns)]
        yield from (prefix + name for name in files if not ignored(prefix + name, patterns))


def copy(rest: str, image: Image, root: Path, context: Path) -> None:
    """COPY of files, or of the whole context."""
    *sources, target = shlex.split(rest)
    inside = root / os.path.join(image.folder, target).lstrip("/")
    if sources == ["."]:
        pairs = [(name, inside / name) for name in context_files(context, read_ignore(context))]
    else:
        into = target.endswith("/") or len(sources) > 1
        pairs = [(name, inside / Path(name).name if into else inside) for name in sources]
    for name, path in pairs:
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(context / name, path, follow_symlinks=False)


def chroot(root: Path, image: Image, line: list[str], binds: list[str]) -> int:
    """Run a command inside, as the image says; its exit code."""
    mounts = [MOUNT.format(root=shlex.quote(str(root)))]
    for path in binds:
        inside = root / path.lstrip("/")
        if Path(path).is_dir():
            inside.mkdir(parents=True, exist_ok=True)
        else:
            inside.parent.mkdir(parents=True, exist_ok=True)
            inside.touch()
        place = shlex.quote(str(inside))
        mounts.append(f"mount --bind {shlex.quote(path)} {place} && mount -o remount,bind,ro {place}")
    inner = ["env", "-i", *(f"{key}={value}" for key, value in image.environment.items())]
    inner += ["/bin/sh", "-c", 'cd "$0" && exec "$@"', image.folder, *line]
    script = (
        f"{' && '.join(mounts)} && exec chroot --userspec={image.user} {shlex.quote(str(root))} {shlex.join(inner)}"
    )
    return subprocess.run(["unshare", "--mount", "bash", "-c", script], check=False).returncode


def execute(text: str, root: Path, context: Path, binds: list[str], passed: dict[str, str]) -> Image:
    """Carry out every instruction; raises UserError where one fails or is not known."""
    image = Image()
    for word, rest in instructions(text):
        print(f"run_dockerfile.py: {word} {rest[:150]}", file=sys.stderr, flush=True)
        if word == "FROM":
            image.base = rest
        elif word == "ENV":
            image.environment |= dict(item.split("=", 1) for item in shlex.split(rest))
        elif word == "WORKDIR":
            image.folder = os.path.join(image.folder, rest)
            (root / image.folder.lstrip("/")).mkdir(parents=True, exist_ok=True)
        elif word == "USER":
            image.user = rest
        elif word == "COPY":
            copy(rest, image, root, context)
        elif word == "RUN":
            # What a builder takes from its own network settings is passed to RUN and not kept.
            now = Image(image.base, image.environment | passed, image.folder, image.user)
            code = chroot(root, now, ["/bin/sh", "-c", rest], binds)
            if code:
                raise UserError(f"exit code {code} of: RUN {rest}")
        elif word == "ENTRYPOINT":
            image.entry_point = json.loads(rest)
        elif word == "CMD":
            image.command = json.loads(rest)
        else:
            raise UserError(f"{word} is not known here")
    return image


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    parser = OneLineParser(description=__doc__)
    group = parser.add_argument_group("what to execute")
    group.add_argument("root", type=Path, metavar="DIR", help="folder that holds a Debian of the FROM line's release")
    group.add_argument(
        "--bind", nargs="+", default=[], metavar="PATH", help="host's paths seen inside, unchangeable (default: none)"
    )
    group.add_argument(
        "--pass-env", nargs="+", default=[], metavar="NAME", help="host's variables for RUN lines (default: none)"
    )
    group.add_argument("--skip-build", action="store_true", help="the instructions were carried out before")
    group.add_argument(
        "--run", nargs=argparse.REMAINDER, metavar="WORD", help="then start this command (default: none; last flag)"
    )
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    """Carry out the repository's Dockerfile, then start what --run says."""
    args = parse_args(argv)
    if os.geteuid() != 0:
        raise UserError("needs root, for chroot and mounts")
    text = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8")
    if args.skip_build:
        text = "\n".join(f"{word} {rest}" for word, rest in instructions(text) if word not in ("COPY", "RUN"))
    passed = {name: os.environ[name] for name in args.pass_env if name in os.environ}
    image = execute(text, args.root.resolve(), REPOSITORY, args.bind, passed)
    if args.run is None:
        return 0
    return chroot(args.root.resolve(), image, [*image.entry_point, *(args.run or image.command)], args.bind)


if __name__ == "__main__":
    run_main(main)
