"""Contents of hostile files: pickles, checkpoints, networks, images, shards, shader texts and configs, by chance."""

from __future__ import annotations

import io
import json
import os
import pickle
import random
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import torch
from PIL import Image

# Bytes for a file of that path, or None where it has been written.
Make = Callable[[random.Random, Path], bytes | None]
VALUES = ("x\x1b[31mred", torch.ones(3, 3), -1, 1 << 40, 1 << 100, float("nan"), float("inf"), [1, [2]], {"a": 1}, 1.5,
          b"x", None, torch.eye(3).to_sparse(), "y" * 100_000, [[[]]] * 1000, int("9" * 5000) if False else 10**4000,
          {"args": {"arch": "resnet50"}}, True, torch.full((4,), float("nan")), ())  # fmt: skip


def zip_bytes(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def _saved(value: object) -> bytes:
    out = io.BytesIO()
    torch.save(value, out)
    return out.getvalue()


# ------------------------------------------------------------------ pickles and checkpoints


class _Runs:
    def __init__(self, canary: str):
        self.canary = canary

    def __reduce__(self):
        return os.system, (f"touch {self.canary}",)


def _canary(path: Path) -> str:
    return str(path.parents[1] / "canary")


def code(chance: random.Random, path: Path) -> bytes:
    """A pickle that would run a program, alone, in a checkpoint, or deep inside of one."""
    bad = _Runs(_canary(path))
    kinds: tuple[Callable[[], bytes], ...] = (
        lambda: pickle.dumps(bad, chance.randrange(6)),
        lambda: _saved({"state_dict": {"a": torch.ones(2)}, "epoch": bad}),
        lambda: _saved([{"x": [bad]}]),
        lambda: zip_bytes({"archive/data.pkl": pickle.dumps(bad, 2), "archive/version": b"3\n"}, zipfile.ZIP_STORED),
    )
    return chance.choice(kinds)()


def laughs(chance: random.Random, _: Path) -> bytes:
    """Lists of lists of lists: small in memory, endless to print or compare."""
    value: object = "x" * 1000
    for _level in range(chance.choice((9, 30, 200))):
        value = [value] * 10 if chance.random() < 0.5 else {"a": value, "b": value}
    place = chance.choice(("state_dict", "epoch", "args", "optimizer"))
    return _saved({place: value})


def nested(_: random.Random, _path: Path) -> bytes:
    """A list in a list, 100,000 times."""
    return b"\x80\x02" + b"]" * 100_000 + b"a" * 99_999 + b"."


def large(chance: random.Random, _: Path) -> bytes:
    """A small file that asks for much."""
    whole = _saved({"state_dict": {"a": torch.ones(4)}})
    kinds: tuple[Callable[[], bytes], ...] = (
        lambda: b"\x80\x04\x8e" + struct.pack("<Q", 1 << chance.choice((31, 40, 62))),
        lambda: b"\x80\x02\x8b" + struct.pack("<i", (1 << 31) - 1) + b"\xff" * 100,
        lambda: b"I" + b"9" * 100_000 + b"\n.",
        lambda: zip_bytes({"a/data.pkl": b"\0" * (300 << 20), "a/version": b"3"}),
        lambda: _saved({str(k): torch.zeros(0) for k in range(60_000)}),
        lambda: _saved({"state_dict": {str(k): torch.zeros(1).expand(1 << 14, 1 << 14) for k in range(40)}}),
        lambda: whole.replace(b"archive", b"Archive", 1),
    )
    return chance.choice(kinds)()


def changed(chance: random.Random, path: Path) -> bytes:
    """The checkpoint with values of another kind somewhere in it."""
    state = torch.load(path, weights_only=False)
    for _ in range(chance.choice((1, 2))):
        holder: object = state
        for _depth in range(chance.choice((1, 1, 2, 3))):
            if not isinstance(holder, dict) or not holder:
                break
            key = chance.choice(list(holder))
            if not isinstance(holder[key], dict) or chance.random() < 0.5:
                how = chance.random()
                if how < 0.1:
                    del holder[key]
                elif how < 0.2:
                    holder[f"{key}\x1b[2J"] = holder.pop(key)
                elif how < 0.4 and isinstance(holder[key], torch.Tensor) and holder[key].is_floating_point():
                    holder[key] = holder[key] * float("nan")
                else:
                    holder[key] = chance.choice(VALUES)
                break
            holder = holder[key]
    return _saved(state)


def alone(chance: random.Random, _: Path) -> bytes:
    """A checkpoint that is something else altogether."""
    return _saved(chance.choice(VALUES))


# ------------------------------------------------------------------ networks


def header(chance: random.Random, path: Path) -> bytes:
    """A safetensors file whose header is wrong."""
    data = path.read_bytes()
    size = struct.unpack("<Q", data[:8])[0]
    table = json.loads(data[8 : 8 + size])
    kinds: tuple[Callable[[], bytes], ...] = (
        lambda: struct.pack("<Q", 1 << chance.choice((27, 40, 63))) + data[8:],
        lambda: struct.pack("<Q", 9) + b'{"a": [[[' + data,
        lambda: _with(table, data[8 + size :], lambda t: t[_tensor(chance, t)].update(shape=[1 << 40])),
        lambda: _with(table, data[8 + size :], lambda t: t[_tensor(chance, t)].update(data_offsets=[0, 4])),
        lambda: _with(table, data[8 + size :], lambda t: t[_tensor(chance, t)].update(dtype="F64")),
        lambda: _with(table, data[8 + size :], lambda t: t.pop(_tensor(chance, t))),
        lambda: _with(table, data[8 + size :], lambda t: _metadata(chance, t)),
        lambda: _with(table, data[8 + size :], lambda t: _metadata(chance, t)),
        lambda: data[: 8 + size] + b"\xff" * (len(data) - 8 - size),
    )
    return chance.choice(kinds)()


def _tensor(chance: random.Random, table: dict) -> str:
    return chance.choice([name for name in table if name != "__metadata__"])


def _metadata(chance: random.Random, table: dict) -> None:
    meta = table.get("__metadata__") or {}
    if meta:
        key = chance.choice(list(meta))
        meta[key] = chance.choice(("", "{", "[]", "null", '"x\x1b[31m"', "9" * 5000, "[" * 100_000, "NaN", meta[key].replace(
            str(chance.choice((4, 8, 16, 32, 64))), str(chance.choice((0, -1, 3, 4096, 1 << 40)))), '{"G_ema": {}}'))  # fmt: skip


def _with(table: dict, rest: bytes, change: Callable[[dict], object]) -> bytes:
    change(table)
    head = json.dumps(table).encode()
    return struct.pack("<Q", len(head)) + head + rest


# ------------------------------------------------------------------ images


def pixels(chance: random.Random, _: Path) -> bytes:
    """A picture of many pixels in few bytes, or of none."""
    width, height = chance.choice(((20_000, 20_000), (1 << 30, 1), (65_000, 65_000), (0, 0), (1, 1), (100_000, 1)))

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = zlib.compress(b"\0" * min(width * height, 8 << 20), 1)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", rows) + chunk(b"IEND", b""))  # fmt: skip


def formats(chance: random.Random, _: Path) -> bytes:
    """A picture of an unusual mode or format, whatever the name says."""
    mode, name = chance.choice((("1", "PNG"), ("L", "JPEG"), ("CMYK", "JPEG"), ("I;16", "PNG"), ("RGBA", "PNG"),
                                ("P", "GIF"), ("RGB", "BMP"), ("F", "TIFF"), ("RGB", "WEBP"), ("LA", "PNG")))  # fmt: skip
    out = io.BytesIO()
    Image.new(mode, (chance.choice((1, 7, 40)), chance.choice((1, 9, 40)))).save(out, name)
    return out.getvalue()


def words(chance: random.Random, _: Path) -> bytes:
    """No picture."""
    return chance.choice((b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0",
                          b"RIFF\xff\xff\xff\xffWEBPVP8 ", chance.randbytes(500)))  # fmt: skip


# ------------------------------------------------------------------ shards


def members(chance: random.Random, _: Path) -> bytes:
    """A tar whose members are of strange kinds, names and sizes."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for k in range(4):
            names = ("../../canary.jpg", "/tmp/canary.jpg", f"{k}.jpg", f"{k}.json", f"{k}.cls", "a" * 300, "", f"{k}")
            member = tarfile.TarInfo(chance.choice(names) or "x")
            kinds = (tarfile.REGTYPE,) * 4 + (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE)
            member.type = chance.choice(kinds)
            member.linkname = "/etc/passwd"
            data = chance.choice((b"", b"7", b'{"a": [', chance.randbytes(100), pixels(chance, Path())))
            member.size = len(data) if member.type == tarfile.REGTYPE else 0
            archive.addfile(member, io.BytesIO(data) if member.size else None)
    whole = bytearray(out.getvalue())
    if chance.random() < 0.5:  # a size of 8 GB, with the checksum that belongs to it
        whole[124:136] = b"77777777777\0"
        whole[148:156] = b" " * 8
        whole[148:156] = b"%06o\0 " % sum(whole[:512])
    return bytes(whole)


# ------------------------------------------------------------------ shaders


def tokens(chance: random.Random, _: Path) -> bytes:
    """A shader of random words."""
    some = ("void", "mainImage(", "out vec4 c,", "in vec2 p)", "{", "}", "(", ")", ";", "#define", "#if", "#endif", "#else",
            "X", "X(a)", "##", "\\\n", "/*", "*/", "//", "1e999", "0x", "iTime", "for(;;)", "[", "]", "'", '"', "\0", "é",
            "#include", '"a"', "<b>", "#line 9", "precision", "highp", "struct", "?", ":", "\x1b[2J", "/*{", "}*/",
            "uniform", "sampler2D", "=", ",", "float", "int", "while(true)", "return", "gl_FragColor")  # fmt: skip
    return " ".join(chance.choice(some) for _ in range(chance.choice((5, 100, 3000)))).encode()


def shapes(chance: random.Random, _: Path) -> bytes:
    """A shader whose size or nesting is what is wrong with it."""
    main = "void mainImage(out vec4 c, in vec2 p) { c = vec4(%s); }"
    kinds: tuple[Callable[[], str], ...] = (
        lambda: main % ("(" * 50_000 + "1.0" + ")" * 50_000),
        lambda: main % " + ".join(["1.0"] * 50_000),
        lambda: "#if 1\n" * 20_000 + main % "1.0" + "\n#endif" * 20_000,
        lambda: "{" * 100_000,
        lambda: "/*{" + "[" * 100_000 + "}*/\n" + main % "1.0",
        lambda: '/*{"INPUTS": [' + ",".join(['{"NAME": "x", "TYPE": "float"}'] * 3000) + "]}*/ void main() {}",
        lambda: "\n".join(["#define A0 1.0", *(f"#define A{k} A{k - 1} A{k - 1}" for k in range(1, 40)), main % "A39"]),
        lambda: "#define F(x) F(F(x))\n" + main % "F(1.0)",
        lambda: "x" * (11 << 20),
        lambda: f"vec4 a[{1 << 30}];\n" + main % "a[0]",
        lambda: "\n".join(f"float f{k}(float x) {{ return f{k - 1}(x) + f{k - 1}(x); }}" for k in range(1, 30)),
        lambda: '[{"Shader": {"info": {"id": "%"}, "renderpass": [' + "{}," * 20 + "{}]}}]",
        lambda: '{"renderpass": [{"code": "", "inputs": [{"src": "../../etc/passwd"}]}], "info": 3}',
        lambda: '#include "special.frag"\n' + main % "1.0",
        lambda: "<koge>" + main % "1.0",
    )
    return chance.choice(kinds)().encode()


def bytes_(chance: random.Random, _: Path) -> bytes:
    """No text."""
    return chance.choice((b"", b"\xff\xfe" * 100, b"\0" * 1000, chance.randbytes(2000), b"PK\x03\x04" + b"x" * 100))


# ------------------------------------------------------------------ configs


def yaml_(chance: random.Random, _: Path) -> bytes:
    """A config that is no mapping of flags, or of what no flag takes."""
    laughs_ = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(f"{chr(98 + k)}: &{chr(98 + k)} [{','.join([f'*{chr(97 + k)}'] * 9)}]\n"
                                                     for k in range(9))  # fmt: skip
    some = ("!!python/object/apply:os.system ['true']", "- 1\n- 2", "seed: [1", "{" * 5000, laughs_, "seed: " + "9" * 5000,
            "seed: \x1b", "\x00", "? [a]\n: b", "seed: 2001-01-01", "seed: .nan", "nosuchflag: 1", "help: true",
            "config: x.yaml", "seed:", "epochs: 1e400", "output: [1, 2]", "a: &a\n  b: *a", "&a seed: *a",
            "'seed\\u001b[31m': 3", "seed: !!binary aGVsbG8=", "seed: !!set {1, 2}", "1: 2", "null: 3", "~: x")  # fmt: skip
    return chance.choice(some).encode()


CHECKPOINTS: tuple[Make, ...] = (code, laughs, nested, large, changed, changed, changed, alone)
NETWORKS: tuple[Make, ...] = (header, header, header, code, nested, large)
IMAGES: tuple[Make, ...] = (pixels, formats, words)
SHARDS: tuple[Make, ...] = (members, members, words)
SHADERS: tuple[Make, ...] = (tokens, tokens, shapes, shapes, bytes_)
CONFIGS: tuple[Make, ...] = (yaml_,)
