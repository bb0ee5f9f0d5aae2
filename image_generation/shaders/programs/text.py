"""What the dialects share: bytes to text, a look at GLSL without its comments, JSON, and making a Pass."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from image_generation.shaders.programs import usual_names
from image_generation.shaders.programs.glsl.sections import Sections
from image_generation.shaders.programs.glsl.translate import Piece, translate
from image_generation.shaders.programs.glsl.translate import Uniform as Declared
from image_generation.shaders.programs.kodelife_project import inflated
from image_generation.shaders.programs.program import Channel, Pass, ProgramError, Target, Uniform

MAX_BYTES = 4 << 20  # the longest real shaders have a fifth of this

_COMMENT = re.compile(r"//(?:\\\r?\n|[^\n])*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x07\x0e-\x1a\x1c-\x1f]")  # what text has no use for
_QUALIFIERS = frozenset({"lowp", "mediump", "highp", "flat", "smooth", "const"})
_HEADER_LINE = re.compile(r"^\s*//\s*(title|description|tags)\s*:\s*(.*?)\s*$", re.IGNORECASE)


def decode(data: bytes) -> str:
    """The text of a file: UTF-8 or UTF-16 with a byte order mark, UTF-8, else Latin-1; LF line ends. Of a KodeLife
    project, which is compressed, its XML.

    Raises ProgramError where it is empty, binary ('unreadable') or larger than MAX_BYTES ('unsupported').
    """
    data = inflated(data, MAX_BYTES) or data
    if len(data) > MAX_BYTES:
        raise ProgramError(f"is larger than {MAX_BYTES >> 20} MB, which no shader is", "unsupported")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data.decode("utf-16", "replace")
    else:
        data = data.removeprefix(codecs.BOM_UTF8)
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            text = data.decode("latin-1")
    text = text.rstrip("\0\x1a")
    if not text.strip():
        raise ProgramError("is empty")
    if "\0" in text or len(_CONTROL.findall(text)) > len(text) / 100:
        raise ProgramError("is a binary file, not a shader's text")
    return text.replace("\r\n", "\n").replace("\r", "\n")


@lru_cache(maxsize=8)
def without_comments(text: str) -> str:
    """The text with every comment replaced by a space (line breaks inside comments are kept)."""
    return _COMMENT.sub(lambda match: " " + "\n" * match[0].count("\n"), text)


@lru_cache(maxsize=8)
def words(text: str) -> frozenset[str]:
    """All identifiers (and keywords) outside comments."""
    return frozenset(re.findall(r"[A-Za-z_]\w*", without_comments(text)))


@lru_cache(maxsize=8)
def inputs_and_uses(text: str) -> tuple[Mapping[str, str], frozenset[str]]:
    """Global inputs (name -> type), and the words outside their declarations."""
    inputs: dict[str, str] = {}
    used: set[str] = set()
    statement: list[str] = []
    for part in re.findall(r"#[^\n]*|\w+|[^\w\s]", without_comments(text)):
        if part.startswith("#"):
            used.update(re.findall(r"\w+", part))
        elif part in ("uniform", "varying", "in"):
            used.update(statement)
            statement = [part]
        elif part in ";{}()":
            found = _declaration(statement) if part == ";" else {}
            inputs.update(found)
            used.update(statement if not found else ())
            statement = []
        else:
            statement.append(part)
    return inputs, frozenset(used | set(statement))


def _declaration(words: Sequence[str]) -> dict[str, str]:
    """name -> type of `uniform vec2 a, b[3]`, split into words and signs; {} for any other statement."""
    if not words or words[0] not in ("uniform", "varying", "in"):
        return {}
    rest = [word for word in words[1:] if word not in _QUALIFIERS]
    items = re.sub(r"\[[^\[\]]*\]", "", " ".join(rest[1:])).split(",")
    names = [item.strip() for item in items]
    return dict.fromkeys(names, rest[0]) if rest and all(name.isidentifier() for name in names) else {}


def declared(text: str) -> Mapping[str, str]:
    """Global inputs that the text declares: name -> type, for `uniform`, `varying` and `in` declarations."""
    return inputs_and_uses(text)[0]


def uses(text: str, name: str) -> bool:
    """Whether a name stands outside comments in more than declarations of inputs."""
    return name in inputs_and_uses(text)[1]


def defines_function(text: str, name: str) -> bool:
    """Whether the text defines a function of this name that returns nothing (`void main(`)."""
    return re.search(rf"\bvoid\s+{name}\s*\(", without_comments(text)) is not None


def header(text: str) -> dict[str, str]:
    """`// title: ...`, `// description: ...` and `// tags: ...` of the comment lines at the top of a text."""
    found: dict[str, str] = {}
    for line in text.split("\n", 40)[:40]:
        if line.strip() and not line.lstrip().startswith("//"):
            break
        if match := _HEADER_LINE.match(line):
            found.setdefault(match[1].lower(), match[2])
    return found


def tags(text: str) -> tuple[str, ...]:
    """The tags of a header: what commas separate."""
    return tuple(tag.strip() for tag in text.split(",") if tag.strip())


def is_json(text: str) -> bool:
    """Whether the text begins as JSON does and no GLSL can: `{"`, `{}`, `[{`, `["`, `[]`."""
    return re.match(r'\s*(\{\s*["}]|\[\s*[\[{"\]])', text) is not None


@lru_cache(maxsize=2)
def read_json(text: str) -> Any:
    """The value; raises ProgramError where the text is no JSON, or nested too deeply."""
    try:
        return json.loads(text, strict=False)
    except json.JSONDecodeError as error:
        raise ProgramError(f"is broken JSON (line {error.lineno}: {error.msg})") from None
    except RecursionError:
        raise ProgramError("is broken JSON (nested too deeply)") from None
    except ValueError as error:  # a number of more digits than Python reads
        raise ProgramError(f"is broken JSON ({error})") from None


# What hosts let pass in the JSON of a text's header: strings, comments, commas before brackets, numbers, words.
# What is never closed goes on to the end, so that it is gone through once.
_LOOSE = re.compile(
    r"""(?P<string>"(?:\\(?:.|\Z)|[^"\\])*(?:"|\Z)|'(?:\\(?:.|\Z)|[^'\\])*(?:'|\Z))|(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z))"""
    r"""|,(?=\s*[\]}])|(?<![\w".])\.(?=\d)|(?<=\d)\.(?![\d])|(?<![\w".])\+(?=[\d.])|\b(?P<hex>0[xX][0-9a-fA-F]{1,12})\b"""
    r"""|(?<![\w$.])(?P<word>[A-Za-z_$][\w$]*)(?P<key>(?=\s*:))?""",
    re.DOTALL,
)
_ESCAPED = re.compile(r"""\\(x[0-9a-fA-F]{2}|[^"\\/bfnrtu])|\\.|\"""", re.DOTALL)


def _plain(match: re.Match[str]) -> str:
    """What strict JSON has for a match of _LOOSE."""
    word = match[0]
    if match["string"]:
        if len(word) == 1 or word[-1] != word[0]:
            return word  # never closed: what reads it next says so
        return f'"{_ESCAPED.sub(_unescaped, word[1:-1])}"'
    if match["hex"]:
        return str(int(word, 16))
    if match["word"]:
        return f'"{word}"' if match["key"] is not None else "null" if word.lower() == "nan" else word
    return "0." if word == "." and match.string[match.end() : match.end() + 1].isdigit() else "\n" * word.count("\n")


def _unescaped(match: re.Match[str]) -> str:
    """An escape that JSON has not, or a quote that stands in quotes of the other kind, as JSON has it."""
    if match[0] == '"':
        return '\\"'
    other = match[1]
    if not other:
        return match[0]
    return f"\\u00{other[1:]}" if other[0] == "x" and len(other) == 3 else "" if other == "\n" else other


@lru_cache(maxsize=2)
def read_relaxed_json(text: str) -> Any:
    """The value of JSON as desktop hosts read it, or JSON5: comments, trailing commas, keys without quotes, strings in
    single ones, NaN (None), `.5`, `5.`, `+5` and `0xff` are let pass."""
    try:
        return json.loads(text, strict=False, parse_constant=lambda _: None)
    except (json.JSONDecodeError, RecursionError):
        loose = text
        for _ in range(2):  # a comma or a key may stand before a comment
            loose = _LOOSE.sub(_plain, loose)
    return read_json(loose)


def build_pass(
    name: str,
    pieces: Sequence[Piece],
    *,
    targets: Sequence[Target],
    uniforms: Mapping[str, tuple[str, str | tuple[float, ...]]],
    channels: Sequence[Channel] = (),
    varyings: Mapping[str, tuple[str, str]] = MappingProxyType({}),
    uniforms_of_varyings: Mapping[str, str] = MappingProxyType({}),
    version: int | None = None,
    inputs: Collection[str] = (),
    desktop: bool = False,
    usual: bool = False,
    sections: Sections | None = None,
) -> Pass:
    """Translate the pieces and connect what they declare.

    uniforms   every uniform that the site sets: name in the text -> (type, source as program.Uniform has it)
    channels   every texture that the site binds, by its name in the text
    inputs     those of the uniforms whose constants the author chose
    usual      what the author declares and nobody sets is fed by its name and type (usual_names.py)
    varyings, uniforms_of_varyings, version, desktop, sections   varyings, uniforms ... of translate
    Uniforms and channels that the text does not declare are left out.
    """
    done = translate(
        pieces,
        version=version,
        varyings=varyings,
        otherwise=usual_names.varying if usual else None,
        uniforms=uniforms_of_varyings,
        outputs=len(targets),
        sanitize=all(target.format == "rgba8" for target in targets),
        desktop=desktop,
        sections=sections,
    )
    emitted = {known: known for known in uniforms_of_varyings}
    emitted.update({uniform.name: uniform.emitted for uniform in done.uniforms})
    if usual:
        site = declared("\n".join(piece.text for piece in pieces if not piece.name))
        taken = {*site, *uniforms, *(channel.name for channel in channels)}
        own = [uniform for uniform in done.uniforms if uniform.used and uniform.name not in taken]
        channels = [*channels, *_usual_channels(own)]
        uniforms = {**uniforms, **_usual_uniforms(own, {channel.name for channel in channels})}
    bound = {channel.name for channel in channels} | {known for known, (kind, _) in uniforms.items()}
    lacking = [u for u in done.uniforms if u.name not in bound or not _same(u.type, uniforms.get(u.name))]

    return Pass(
        name,
        done.vertex,
        done.fragment,
        tuple(targets),
        tuple(
            Channel(emitted[channel.name], channel.kind, channel.source, channel.sampling)
            for channel in channels
            if channel.name in emitted
        ),
        tuple(
            Uniform(emitted[known], kind, _emitted_source(source, emitted), known in inputs)
            for known, (kind, source) in uniforms.items()
            if known in emitted
        ),
        done.literals,
        unset=(*(uniform.name for uniform in lacking if uniform.used), *done.unset),
        idle=tuple(uniform.name for uniform in lacking if not uniform.used),
    )


def _usual_channels(own: Collection[Declared]) -> list[Channel]:
    found = (usual_names.channel(u.name, u.type) for u in own)
    return [channel for channel in found if channel is not None]


def _usual_uniforms(own: Collection[Declared], samplers: Collection[str]) -> dict[str, tuple[str, str]]:
    found = ((u, usual_names.uniform(u.name, u.type, samplers)) for u in own)
    return {u.name: (u.type, source) for u, source in found if source is not None}


def _same(declared: str, known: tuple[str, Any] | None) -> bool:
    """Whether a uniform takes the value that the site hands it; a value of another type is refused."""
    return known is None or declared.partition("[")[0] == known[0].partition("[")[0]


def _emitted_source(source: str | tuple[float, ...], emitted: Mapping[str, str]) -> str | tuple[float, ...]:
    """The source with the name of a channel as the desktop text has it."""
    if isinstance(source, str) and source.startswith("channel_size:"):
        name = source.removeprefix("channel_size:")
        return f"channel_size:{emitted.get(name, name)}"
    return source


def reads_unfinished(passes: Sequence[Pass]) -> bool:
    """Whether a pass reads what an earlier frame has left (Program.feedback): a buffer that no earlier pass of the same
    frame has drawn, or one in which `discard` keeps the pixels that were there."""
    drawn: set[str] = set()
    everything = {target.name for stage in passes for target in stage.targets}
    kept = {target.name for stage in passes if stage.discards for target in stage.targets}
    if any(c.kind == "buffer" and c.source in kept for stage in passes for c in stage.channels):
        return True
    for stage in passes:
        if any(c.kind == "buffer" and c.source in everything - drawn for c in stage.channels):
            return True
        drawn.update(target.name for target in stage.targets)
    return False
