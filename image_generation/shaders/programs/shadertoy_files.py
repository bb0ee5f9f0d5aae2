"""Shadertoy's passes from files: directives of VS Code's Shader Toy extension, and folders with a file for each pass.

    #iChannel0 "self" | "file://other.glsl" | "picture.png" | "cube_{}.jpg"       what iChannel0 reads
    #iChannel0::MinFilter "Nearest"   ::MagFilter   ::WrapMode "Repeat"   ::Type "CubeMap"
    #iUniform float rings = 6.0 in { 1.0, 20.0 } step 0.5                         a uniform with its value

A folder has Image.glsl and beside it Common.glsl, "Buffer A.glsl" to "Buffer D.glsl", "Cube A.glsl" (any shader's
ending, any case, with or without space, dash or underscore). Its channels come from the directives, or from a JSON
beside them, channels.json (or config.json, shader.json, Image.json):

    {"Image": {"iChannel0": "Buffer A", "iChannel1": {"source": "noise.png", "filter": "mipmap", "wrap": "repeat"}}}
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from image_generation.shaders.programs.includes import Files
from image_generation.shaders.programs.program import ProgramError
from image_generation.shaders.programs.text import is_json, read_relaxed_json, without_comments

SUFFIXES = (".glsl", ".frag", ".fs", ".fsh", ".fragment", ".shadertoy", ".txt", "")
JSON_NAMES = ("channels.json", "config.json", "shader.json", "Image.json", "image.json")
MAX_PASSES = 16

_DIRECTIVE = re.compile(
    r"^[ \t]*#[ \t]*((?:iChannel[0-3]|iUniform|iKeyboard|iVertex|iFirstPersonControls|StrictCompatibility)\b)"
    r"[ \t]*(.*?)[ \t]*$",
    re.MULTILINE,
)
# What directives without a value leave in their place: nobody has moved the camera.
_REPLACED = {"StrictCompatibility": "", "iFirstPersonControls": "const mat4 iViewMatrix = mat4(1.0);"}
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tga", ".hdr", ".exr", ".tif", ".tiff"})
_KINDS = {
    **dict.fromkeys(_PICTURES, "texture"),
    **dict.fromkeys((".mp3", ".wav", ".ogg", ".flac"), "music"),
    **dict.fromkeys((".mp4", ".webm", ".ogv", ".mov"), "video"),
}
_TYPES = {"float": 1, "int": 1, "bool": 1, "vec2": 2, "vec3": 3, "vec4": 4, "color3": 3, "color4": 4}
_UNIFORM = re.compile(
    r"(\w+)[ \t]+([A-Za-z_]\w*)(?:[ \t]*=[ \t]*(.*?))?(?:[ \t]+in[ \t]*\{.*?\})?(?:[ \t]+step\b.*)?;?\Z"
)
_NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")


@dataclass
class Directives:
    """A text without its directives (lines stay where they are), and what they say.

    channels   number -> an input as the site's JSON has it ('path' where it names another file)
    uniforms   name -> (type, value)
    """

    code: str
    channels: dict[int, dict[str, Any]] = field(default_factory=dict)
    uniforms: dict[str, tuple[str, tuple[float, ...]]] = field(default_factory=dict)


def read_directives(text: str, name: str) -> Directives:
    """Raises ProgramError for a directive that is not offered or not understood."""
    found = Directives(text)
    if "iChannel" not in text and "#" not in text:
        return found
    if not _DIRECTIVE.search(text):
        return found
    active = without_comments(text).split("\n")
    lines = text.split("\n")
    for number, line in enumerate(active):
        match = _DIRECTIVE.match(line)
        if match is None:
            continue
        where = f"{name}:{number + 1}"
        if match[1] == "iUniform":
            lines[number] = _uniform(match[2], where, found.uniforms)
        elif match[1] in _REPLACED:
            lines[number] = _REPLACED[match[1]]
        elif match[1] in ("iKeyboard", "iVertex"):
            raise ProgramError(f"{where}: #{match[1]} of VS Code's Shader Toy is not offered", "unsupported")
        else:
            written = _DIRECTIVE.match(lines[number])  # with the // of file://
            rest = re.match(r"(::\w+[ \t]+)?([\"'][^\"']*[\"']|[^\s/]\S*)", written[2]) if written else None
            _channel(int(match[1][-1]), rest[0] if rest else match[2], where, found.channels)
            lines[number] = ""
    found.code = "\n".join(lines)
    return found


def _uniform(rest: str, where: str, uniforms: dict[str, tuple[str, tuple[float, ...]]]) -> str:
    match = _UNIFORM.match(rest)
    if match is None or match[1] not in _TYPES:
        raise ProgramError(f"{where}: #iUniform {rest[:80]}: not understood", "compile_error")
    size = _TYPES[match[1]]
    numbers = [float(number) for number in _NUMBER.findall(re.sub(r"\b(?:vec|color)\d", " ", match[3] or ""))]
    if match[1] == "bool" and not numbers:
        numbers = [float("true" in (match[3] or ""))]
    if len(numbers) == 1:
        numbers *= size
    kind = match[1].replace("color", "vec")
    uniforms[match[2]] = (kind, tuple((*numbers, *[0.0] * size)[:size]))
    return f"uniform {kind} {match[2]};"


def _channel(number: int, rest: str, where: str, channels: dict[int, dict[str, Any]]) -> None:
    entry = channels.setdefault(number, {"channel": number, "sampler": {"wrap": "clamp", "vflip": "true"}})
    option = re.fullmatch(r"::(\w+)[ \t]+[\"']?(\w+)[\"']?", rest)
    source = re.fullmatch(r"[\"']([^\"']+)[\"']", rest)
    if option:
        key, value = option[1].lower(), option[2].lower()
        if key in ("minfilter", "magfilter"):
            filters = {"nearest": "nearest", "linear": "linear"}
            entry["sampler"]["filter"] = filters.get(value, "mipmap" if "mip" in value else "linear")
        elif key == "wrapmode":
            entry["sampler"]["wrap"] = {"repeat": "repeat", "mirror": "mirror"}.get(value, "clamp")
        elif key == "type":
            entry["kind"] = value
        else:
            raise ProgramError(f"{where}: #iChannel{number}::{option[1]} is not offered", "unsupported")
    elif source:
        entry.update(describe(source[1], entry["sampler"]))
        if entry.get("kind") == "cubemap":
            entry["ctype"] = "cubemap"
    else:
        raise ProgramError(f"{where}: #iChannel{number} {rest[:80]}: names no file in quotes", "compile_error")


def describe(source: str, sampler: Mapping[str, Any]) -> dict[str, Any]:
    """An input of the site's JSON for a file, "self", "keyboard" ...; 'path' where it is another text's picture."""
    path = source.removeprefix("file://").strip()
    suffix = posixpath.splitext(path)[1].lower()
    word = path.lower()
    if word in ("keyboard", "music", "mic", "microphone", "webcam", "video"):
        return {"ctype": {"microphone": "mic"}.get(word, word)}
    if "{}" in path:
        return {"ctype": "cubemap", "filepath": posixpath.basename(path)}
    if suffix in _KINDS:
        return {"ctype": _KINDS[suffix], "filepath": posixpath.basename(path), "sampler": dict(sampler)}
    return {"ctype": "buffer", "path": path}


# ------------------------------------------------------------------ folders


def pass_of(file: str) -> str | None:
    """'Image', 'Common', 'Buffer A' ... 'Buffer D', 'Cube A' or 'Sound': the pass that a file holds by its name."""
    stem, suffix = os.path.splitext(file)
    if suffix.lower() not in SUFFIXES:
        return None
    return pass_named(stem)


def pass_named(name: str) -> str | None:
    """The pass that a name means, however it is written."""
    word = re.sub(r"[\s_-]+", "", name).lower()
    if word in ("image", "common", "sound"):
        return word.capitalize()
    if match := re.fullmatch(r"buf(?:fer)?([a-d])", word):
        return f"Buffer {match[1].upper()}"
    return "Cube A" if word in ("cubea", "cubemapa", "cube", "cubemap") else None


def passes_beside(files: Files) -> dict[str, str]:
    """Pass -> path of the files of a folder whose Image is the shader itself; {} where it stands alone."""
    if files.path is None or pass_of(os.path.basename(files.path)) != "Image":
        return {}
    found: dict[str, str] = {}
    folder = os.path.dirname(os.path.abspath(files.path))
    files.note(folder)
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return {}
    for name in names:
        what = pass_of(name)
        path = files.beside(name) if what not in (None, "Image", "Sound") else None
        if what and path:
            found.setdefault(what, path)
    return found


def channels_beside(files: Files) -> dict[str, dict[int, dict[str, Any]]]:
    """Pass -> number -> input, of the JSON in the shader's folder; {} where there is none."""
    for name in JSON_NAMES:
        path = files.beside(name)
        if path is None:
            continue
        text = files.read(path, name)
        if not is_json(text):
            continue
        try:
            value = read_relaxed_json(text)
        except ProgramError as error:
            raise ProgramError(f"{name} beside it {error}") from None
        if isinstance(value, dict):
            found = {pass_named(str(key)): _inputs(entry) for key, entry in value.items()}
            return {key: inputs for key, inputs in found.items() if key and inputs}
    return {}


def _inputs(entry: Any) -> dict[int, dict[str, Any]]:
    if isinstance(entry, list):
        entry = {str(number): item for number, item in enumerate(entry[:4])}
    found: dict[int, dict[str, Any]] = {}
    for key, value in (entry if isinstance(entry, dict) else {}).items():
        number = re.fullmatch(r"(?:iChannel|channel)?([0-3])", str(key), re.IGNORECASE)
        options = value if isinstance(value, dict) else {"source": value}
        source = options.get("source") or options.get("buffer") or options.get("texture")
        if number is None or not isinstance(source, str):
            continue
        sampler = {
            "wrap": "clamp",
            "vflip": "true",
            **{k: options[k] for k in ("filter", "wrap", "vflip") if k in options},
        }
        found[int(number[1])] = {
            "channel": int(number[1]),
            "sampler": sampler,
            **describe(source, sampler),
        }
    return found
