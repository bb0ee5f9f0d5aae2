"""SHADERS arguments -> the sorted list of programs that a command works on.

An argument is a file, a folder (searched recursively), a list file (one path a line, relative to the list's own
folder, # comments), `bundled`, `composed:N[:SEED]` or one of these, `composed:SEED/K` (`composed4:`, `composed5:` for
those of other grammars), or what is no program: `model:NAME[:N]` or `folder:DIR` (painters.py). A folder with
Image.glsl and, beside it, Common.glsl or "Buffer A.glsl" is one program, named like the folder. Nothing is parsed here:
a list of 21,000 programs is ready in a fraction of a second, and each program is read when it is first drawn.
"""

from __future__ import annotations

import os
import re
import stat
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from image_generation.common.errors import UserError
from image_generation.common.files import READ_ONLY
from image_generation.shaders import painters, programs
from image_generation.shaders.composer import GRAMMAR_VERSION
from image_generation.shaders.programs import composed
from image_generation.shaders.programs.evidence import Finding
from image_generation.shaders.programs.includes import Files
from image_generation.shaders.programs.program import Program, ProgramError
from image_generation.shaders.programs.shadertoy_files import JSON_NAMES, pass_of
from image_generation.shaders.programs.text import decode

BUNDLED = Path(__file__).parent / "corpus"
SHADER_SUFFIXES = frozenset(
    {
        "",
        ".frag",
        ".fragment",
        ".glsl",
        ".fs",
        ".fsh",
        ".fp",
        ".isf",
        ".json",
        ".klproj",
        ".shader",
        ".shadertoy",
        ".twigl",
        ".txt",
    }
)
NO_SHADERS = frozenset({"license", "licence", "readme", "makefile", "copying", "authors", "contributing", "notice"})
MAX_SOURCE_BYTES = 16 << 20
MAX_COMPOSED = 10_000_000
_MAX_LIST_BYTES = 64 << 20
_COMPOSED = re.compile(r"composed([45]?):([0-9]{1,18})/([0-9]{1,9})")  # one program: another grammar, seed, number

SHADERS_HELP = (
    "a shader file, a folder (recursive), a list file (one path a line, relative to the list's folder), "
    "'bundled', 'composed:N[:SEED]' or one of these, 'composed:SEED/K' ('composed4:...', 'composed5:...': of other "
    "grammars), 'model:NAME[:N]' (an image model: docs/models.md) or 'folder:DIR' (finished images); several may be "
    "given"
)


@dataclass(frozen=True)
class Source:
    """Where one program's text comes from.

    name      unique in its list, usable as a file name, what the list is sorted by
    path      the file; for composed programs 'composed:SEED/K', 'composed4:SEED/K' ..., for what is no program as in
              painters.py; '' for one that may not be read
    folders   inside which the program may include files: the folder that was given as SHADERS, and --include's
    dialect   of the file's neighbours, which it follows (follow_neighbours); signs: why
    """

    name: str
    path: str
    folders: tuple[str, ...] = ()
    dialect: str | None = None
    signs: str = ""

    @property
    def composed(self) -> tuple[int, int, int] | None:
        """Number, seed and version of the grammar of a composed program; None for others."""
        match = _COMPOSED.fullmatch(self.path)
        return (int(match[3]), int(match[2]), int(match[1] or GRAMMAR_VERSION)) if match else None

    @property
    def painted(self) -> bool:
        """Whether it is an image model or a folder of images, which need no OpenGL."""
        return painters.is_painted(self.path)

    @property
    def origin(self) -> str:
        """The path as a dataset's tables give it: the same on every machine for programs of this repository."""
        bundled = str(BUNDLED) + os.sep
        if self.path.startswith(bundled):
            return f"bundled/{self.path.removeprefix(bundled)}"
        text = os.fsencode(self.path).decode("utf-8", "backslashreplace")
        return text.replace("\n", "\\n").replace("\r", "\\r")  # tables are read line by line

    def read(self) -> bytes:
        """The text that is drawn, as it stands; raises ProgramError ('unreadable') where there is none."""
        if self.composed:
            # here: the grammar is large, and most collections have no composed programs
            from image_generation.shaders.composer import compose

            return compose.compose_bare(*self.composed).encode()
        if self.painted:
            return painters.open_painter(self.path).text
        if not self.path:
            raise ProgramError("is a link that leads out of the folder: not followed")
        try:
            # Without waiting for a pipe's writer, and no further than a device's endless bytes.
            with open(os.open(self.path, READ_ONLY), "rb") as file:
                if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                    raise ProgramError("is no regular file")
                text = file.read(MAX_SOURCE_BYTES + 1)
        except OSError as error:
            raise ProgramError(f"cannot be read ({error.strerror})") from None
        if len(text) > MAX_SOURCE_BYTES:
            raise ProgramError(f"is larger than {MAX_SOURCE_BYTES >> 20} MB", "unsupported")
        return text

    def for_readers(self, text: bytes) -> bytes:
        """The text, that of `read`, as people should see it: a composed program's with comments that say what it draws.

        What is drawn, and what data sets keep the digest of, is the text without them.
        """
        if not self.composed:
            return text
        # here: the grammar is large, and most collections have no composed programs
        from image_generation.shaders.composer import compose

        return compose.compose(*self.composed).encode()

    def files(self) -> Files:
        """What lies within reach of it."""
        return Files(None if self.composed else self.path, self.folders)

    def parse(self, text: bytes, dialect: str | None = None, files: Files | None = None) -> Program:
        """The program that the text is; raises ProgramError. `files` tells afterwards what was read beside it."""
        if self.painted:
            raise ProgramError(f"{self.path} is no shader", "unsupported")
        if self.composed:
            return composed.parse(text, self.name)
        program = programs.parse(text, self.name, dialect or self.dialect, files=files or self.files())
        return replace(program, signs=self.signs) if self.signs and not dialect else program

    def load(self, dialect: str | None = None) -> Program:
        """Read and parse; raises ProgramError."""
        return self.parse(self.read(), dialect)


def resolve(specs: Sequence[str], include: Sequence[str] = ()) -> list[Source]:
    """The programs of several SHADERS arguments, sorted by name; a program's number is its index in the list.

    include   folders from which programs may include files, beside the folders that are SHADERS themselves
    Raises UserError (code 2) for a path that is not there, a wrong line of a list, or an empty result.
    """
    for folder in include:
        if not os.path.isdir(folder):
            raise UserError(f"--include {folder}: no such folder", 2)
    paths: list[tuple[str, str]] = []
    roots: list[tuple[str, ...]] = []
    for spec in specs:
        found = list(_expand(spec, ""))
        own = (spec,) if os.path.isdir(spec) and spec != "bundled" else ()
        paths += found
        roots += [(*own, *include)] * len(found)
    if not specs:
        raise UserError("--shaders: names nothing: give files, folders, lists, bundled or composed:N", 2)
    if not paths:
        raise UserError(f"--shaders {' '.join(specs)}: no shader files found", 2)
    return [
        Source(name, path, folders) for name, path, folders in sorted(zip(_unique_names(paths), _firsts(paths), roots))
    ]


def _firsts(pairs: list[tuple[str, str]]) -> list[str]:
    return [first for first, _ in pairs]


FOLDER = "folder"  # --dialect: files that are not sure follow their neighbours


def follow_neighbours(sources: Sequence[Source]) -> list[Source]:
    """The sources, those whose dialect is not sure told to follow their sure neighbours: files of the same folder.

    A folder has a say where at least three of its files are sure and nine in ten of these agree; else the folder above
    it, up to the one that was given as SHADERS. What a program is then depends on the files beside it.
    """
    findings: dict[int, Finding] = {}
    votes: dict[str, Counter[str]] = {}
    for k, source in enumerate(sources):
        if source.composed or source.painted:
            continue
        try:
            findings[k] = programs.detect(decode(source.read()), source.path)
        except ProgramError:
            continue
        if findings[k].sure:
            for folder in _folders_of(source):
                votes.setdefault(folder, Counter())[findings[k].dialect or ""] += 1
    return [
        replace(source, dialect=winner[0], signs=winner[1])
        if k in findings and findings[k].dialect and not findings[k].sure and (winner := _winner(source, votes))
        else source
        for k, source in enumerate(sources)
    ]


def _folders_of(source: Source) -> list[str]:
    """The file's folder and those above it, up to what was given as SHADERS."""
    folder = os.path.dirname(os.path.abspath(source.path))
    top = next((root for root in map(os.path.abspath, source.folders) if _below(folder, root)), folder)
    found = [folder]
    while found[-1] != top:
        found.append(os.path.dirname(found[-1]))
    return found


def _below(folder: str, root: str) -> bool:
    return folder == root or folder.startswith(root.rstrip(os.sep) + os.sep)


def _winner(source: Source, votes: Mapping[str, Counter[str]]) -> tuple[str, str] | None:
    for folder in _folders_of(source):
        counts = votes.get(folder, Counter())
        total = sum(counts.values())
        if total >= 3:
            name, count = counts.most_common(1)[0]
            return (
                (name, f"follows {count} sure neighbours in {os.path.basename(folder)}")
                if count >= 0.9 * total
                else None
            )
    return None


def is_list(path: str | os.PathLike) -> bool:
    """Whether a path is a list file (see the module's docstring)."""
    return Path(path).is_file() and _list_lines(Path(path)) is not None


def _expand(spec: str, where: str) -> Iterator[tuple[str, str]]:
    """(path, path below the argument's own folder) of each program that the argument names."""
    prefix = f"{where}: " if where else "--shaders "
    if spec == "bundled":
        yield from _folder(BUNDLED)
        return
    if is_composed(spec):
        yield from _composed(spec, prefix)
        return
    if painters.is_painted(spec):
        yield from painters.expand(spec, prefix)
        return
    path = Path(spec)
    if spec and os.path.isdir(path):
        yield from _folder(path)
        return
    if not spec or not os.path.isfile(path):  # os.path: names that are too long are not there
        state = "is not a file or folder" if spec and os.path.exists(path) else "no such file or folder"
        raise UserError(f"{prefix}{spec[:200]!r}: {state}" if not spec.strip() else f"{prefix}{spec[:200]}: {state}", 2)
    lines = None if where else _list_lines(path)
    if lines is None:
        yield str(path), path.name
    else:
        yield from _list_entries(path, lines)


def is_composed(word: str) -> bool:
    """Whether a word of --shaders, a line of a list or a path in a table names composed programs."""
    return word.startswith(("composed:", "composed4:", "composed5:"))


def _composed(spec: str, prefix: str) -> Iterator[tuple[str, str]]:
    word = spec.split(":", 1)[0]
    many = re.fullmatch(r"composed[45]?:([0-9]{1,9})(?::([0-9]{1,18}))?", spec)
    single = _COMPOSED.fullmatch(spec)
    if single:
        seed, numbers = int(single[2]), range(int(single[3]), int(single[3]) + 1)
    elif many and int(many[1]) > 0:
        seed, numbers = int(many[2] or 0), range(int(many[1]))
    else:
        raise UserError(
            f"{prefix}{spec}: must be composed:N, composed:N:SEED or composed:SEED/K with whole numbers, N above 0 "
            "(of grammars 4 and 5: composed4:..., composed5:...)",
            2,
        )
    try:
        from image_generation.shaders.composer import compose  # noqa: F401
    except ImportError:
        raise UserError(f"{prefix}{spec}: this version has no composer; use 'bundled'", 2) from None
    for number in numbers:
        yield f"{word}:{seed}/{number}", f"{word}_{seed}_{number:06d}"


def _folder(root: Path) -> Iterator[tuple[str, str]]:
    def unreadable(error: OSError) -> None:
        raise UserError(f"--shaders {root}: {error.filename} cannot be read ({error.strerror})", 2)

    for folder, folders, files in os.walk(root, onerror=unreadable, followlinks=False):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f != "__pycache__")
        passes = _passes(files)
        for file in sorted(files):
            stem, suffix = os.path.splitext(file)
            if file in passes:
                if passes[file] == "Image":
                    below = os.path.relpath(folder, root)
                    yield os.path.join(folder, file), (root.resolve().name if below == "." else below) + suffix
                continue
            if file.startswith(".") or suffix.lower() not in SHADER_SUFFIXES or stem.lower() in NO_SHADERS:
                continue
            path = os.path.join(folder, file)
            yield path, os.path.relpath(path, root)


def _passes(files: Sequence[str]) -> dict[str, str]:
    """File -> pass, where a folder's files are the passes of one Shadertoy program (its Image and others beside it).

    The JSON that names their channels counts as one of them; {} where the folder holds no such program.
    """
    found = {file: what for file in sorted(files) if (what := pass_of(file)) and not file.startswith(".")}
    images = [file for file, what in found.items() if what == "Image"]
    if len(images) != 1 or len(found) < 2:
        return {}
    return found | {file: "channels" for file in files if file in JSON_NAMES}


def _is_word(line: str) -> bool:
    return line == "bundled" or is_composed(line) or painters.is_painted(line)


def _exists(folder: Path, line: str) -> bool:
    return "\0" not in line and os.path.exists(folder / line)


def _list_lines(path: Path) -> list[tuple[int, str]] | None:
    """(line number, entry) of a list file; None where the file is a shader.

    A list is text without braces, semicolons or parentheses (but in names of files that are there) in which an entry
    exists, or whose name ends in .txt or .list.
    """
    try:
        if path.stat().st_size > _MAX_LIST_BYTES:
            return None
        text = path.read_bytes().decode("utf-8-sig", "surrogateescape")  # names may be no text
    except OSError:
        return None
    lines = [(number, line.strip()) for number, line in enumerate(re.split(r"\r\n?|\n", text), 1)]
    lines = [(number, line) for number, line in lines if line and not line.startswith("#")]
    # File names may have such signs, too.
    code = (line for _, line in lines if re.search(r"[;{}(\x00]", line) and not _exists(path.parent, line))
    first = next(code, None)
    if not lines or (first and re.search(r"[;{}\x00]", first)):
        return None
    if path.suffix.lower() in (".txt", ".list", ".lst") and first is None:
        return lines
    if any(re.search(r"[;{}\x00]", line) for line in code):
        return None
    for _, line in lines[:50]:
        if _is_word(line) or os.path.exists(path.parent / line):
            return lines
    return None


def _list_entries(path: Path, lines: list[tuple[int, str]]) -> Iterator[tuple[str, str]]:
    folders: dict[str, frozenset[str]] = {}
    for number, line in lines:
        where = f"{path}:{number}"
        if painters.is_painted(line):
            yield from painters.expand(line, f"{where}: ", str(path.parent))
            continue
        if _is_word(line):
            yield from _expand(line, where)
            continue
        entry = os.path.join(path.parent, line)
        if " #" in line and not os.path.exists(entry):
            line = re.sub(r"\s+#.*", "", line)
            entry = os.path.join(path.parent, line)
        folder, name = os.path.split(entry)
        if folder not in folders:  # one listing a folder instead of one look-up a file
            try:
                folders[folder] = frozenset(item.name for item in os.scandir(folder or ".") if item.is_file())
            except OSError:
                folders[folder] = frozenset()
        if name in folders[folder]:
            yield entry, line
        else:
            yield from _expand(entry, where)


def _unique_names(paths: list[tuple[str, str]]) -> list[str]:
    """A safe, unique name for each program: the file's stem, with its folders where stems repeat."""
    stems = [programs.safe_name(os.path.splitext(os.path.basename(below))[0]) for _, below in paths]
    repeated = {stem for stem, count in Counter(map(str.lower, stems)).items() if count > 1}
    if not repeated:
        return stems
    names = [
        programs.safe_name(os.path.splitext(below)[0].strip("./").replace(os.sep, ".")) if s.lower() in repeated else s
        for s, (_, below) in zip(stems, paths)
    ]
    taken: Counter[str] = Counter()
    unique = []
    for name in names:
        candidate = name
        while taken[candidate.lower()]:
            taken[name.lower()] += 1
            candidate = f"{name}-{taken[name.lower()]}"
        taken[candidate.lower()] += 1
        unique.append(candidate)
    return unique
