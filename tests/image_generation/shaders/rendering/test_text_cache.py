"""Kept programs are what parsing gives, whatever changes around them, and a folder of them stays sound and small."""

from __future__ import annotations

import dataclasses
import json
import os
import random
import threading
import zlib
from pathlib import Path

import pytest

from image_generation.common.errors import UserError
from image_generation.shaders.programs.program import Program, ProgramError
from image_generation.shaders.rendering import program_store, text_cache
from image_generation.shaders.rendering.text_cache import SIZE, TextCache
from image_generation.shaders.sources import Source, resolve

TOY = "void mainImage(out vec4 c, in vec2 f) { c = vec4(f / iResolution.xy, sin(iTime) * 0.25, 1.0); }\n"
MULTI = {
    "Image.glsl": "void mainImage(out vec4 c, in vec2 f) { c = texture(iChannel0, f / iResolution.xy) * tint(); }\n",
    "Common.glsl": "vec4 tint() { return vec4(0.5, 1.0, 0.25, 1.0); }\n",
    "Buffer A.glsl": "void mainImage(out vec4 c, in vec2 f) { c = vec4(0.75); }\n",
    "channels.json": '{"Image": {"0": "Buffer A"}}',
}


def everything(program: Program) -> dict:
    """All fields, those that `==` passes over as well."""
    return dataclasses.asdict(program)


def loaded(cache: TextCache, source: Source, dialect: str | None = None) -> Program:
    text, program = cache.read(source)
    return program or cache.parse(source, text, dialect)


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def no_parsing(monkeypatch: pytest.MonkeyPatch):
    """Called, it makes every parsing from then on an error."""

    def forbid() -> None:
        monkeypatch.setattr(Source, "parse", lambda *_: pytest.fail("parsed anew"))

    return forbid


def test_programs_of_every_kind_come_back_whole(tmp_path: Path, no_parsing) -> None:
    folder = tmp_path / "multi"
    folder.mkdir()
    for name, text in MULTI.items():
        (folder / name).write_text(text)
    sources = [*resolve(["bundled"])[::23], *resolve(["composed:3:4"]), *resolve([str(folder)])]
    expected = [everything(source.load()) for source in sources]
    cache = TextCache(tmp_path / "texts")
    assert [everything(loaded(cache, source)) for source in sources] == expected
    no_parsing()
    assert [everything(loaded(TextCache(tmp_path / "texts"), source)) for source in sources] == expected


def test_composed_programs_are_not_composed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = resolve(["composed:2:8"])[1]
    cache = TextCache(tmp_path)
    text = source.read()
    loaded(cache, source)
    monkeypatch.setattr(Source, "read", lambda _: pytest.fail("composed anew"))
    assert cache.read(source)[0] == text


@pytest.mark.parametrize("changed", ["text", "name", "dialect", "front end", "composer", "folder", "signs"])
def test_what_has_a_say_in_a_program_is_part_of_its_name(
    changed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.frag").write_text(TOY)
    source, dialect = resolve([str(tmp_path / "a.frag")])[0], None
    if changed == "composer":
        source = resolve(["composed:1:3"])[0]
    cache = TextCache(tmp_path / "texts")
    loaded(cache, source)
    if changed == "text":
        (tmp_path / "a.frag").write_text(TOY.replace("0.25", "0.75"))
    elif changed == "dialect":
        dialect = "shadertoy"
    elif changed == "front end":
        monkeypatch.setattr(text_cache, "front_end", lambda: "another")
    elif changed == "composer":
        monkeypatch.setattr(text_cache, "composer", lambda: "another")
    else:
        more = {"name": "b", "folder": (str(tmp_path),), "signs": "neighbours"}[changed]
        source = dataclasses.replace(source, **{"folders" if changed == "folder" else changed: more})
    assert everything(loaded(cache, source, dialect)) == everything(source.load(dialect))
    assert len(files(tmp_path / "texts")) == 2


@pytest.mark.parametrize("file", ["Common.glsl", "Buffer A.glsl", "channels.json", "Buffer B.glsl"])
def test_files_beside_a_text_are_compared(file: str, tmp_path: Path) -> None:
    folder = tmp_path / "multi"
    folder.mkdir()
    for name, text in MULTI.items():
        (folder / name).write_text(text)
    source = resolve([str(folder)])[0]
    cache = TextCache(tmp_path / "texts")
    before = everything(loaded(cache, source))
    changed = MULTI.get(file, MULTI["Buffer A.glsl"])
    for old, new in (("1.0, 0.25", "0.5, 0.5"), ("0.75", "0.25"), ("Buffer A", "Image")):
        changed = changed.replace(old, new)
    (folder / file).write_text(changed)
    after = everything(loaded(cache, source))
    assert after == everything(source.load())
    assert after != before


def test_an_included_file_that_appears_or_goes_is_seen(tmp_path: Path) -> None:
    (tmp_path / "a.frag").write_text('#include "n.glsl"\n' + TOY.replace("0.25", "N"))
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "n.glsl").write_text("const float N = 0.5;\n")
    source = Source("a", str(tmp_path / "a.frag"), (str(tmp_path / "more"),))
    cache = TextCache(tmp_path / "texts")
    assert "0.5" in loaded(cache, source).passes[0].fragment
    (tmp_path / "n.glsl").write_text("const float N = 0.125;\n")  # beside the text comes first
    assert "0.125" in loaded(cache, source).passes[0].fragment
    for path in (tmp_path / "n.glsl", tmp_path / "more" / "n.glsl"):
        path.unlink()
    with pytest.raises(ProgramError, match=r"n\.glsl"):
        loaded(cache, source)


def test_a_folder_that_is_another_behind_the_same_link_is_seen(tmp_path: Path) -> None:
    """The texts are equal, what they include is not; a list beside them as well."""
    for version, number in (("v1", "0.5"), ("v2", "0.125")):
        (tmp_path / version).mkdir()
        (tmp_path / version / "a.frag").write_text('#include "n.glsl"\n' + TOY.replace("0.25", "N"))
        (tmp_path / version / "n.glsl").write_text(f"const float N = {number};\n")
        (tmp_path / version / "list.txt").write_text("a.frag\n")
    cache = TextCache(tmp_path / "texts")
    for version, number in (("v1", "0.5"), ("v2", "0.125"), ("v1", "0.5")):
        (tmp_path / "next").symlink_to(version)
        os.replace(tmp_path / "next", tmp_path / "cur")
        for given in ("cur", "cur/a.frag", "cur/list.txt"):
            (source,) = [s for s in resolve([str(tmp_path / given)]) if s.path.endswith("a.frag")]
            assert number in loaded(cache, source).passes[0].fragment, (version, given)


@pytest.mark.parametrize(
    "damage", ["cut", "empty", "noise", "other", "folder", "bomb", "pipe", "another's", "old", "fd"]
)
def test_damaged_files_count_as_not_there(damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = resolve(["composed:1:9"])[0]
    cache = TextCache(tmp_path)
    expected = everything(loaded(cache, source))
    (path,) = files(tmp_path)
    whole = path.read_bytes()
    contents = json.loads(zlib.decompress(whole))
    if damage == "pipe":
        path.unlink()
        os.mkfifo(path)
    elif damage == "another's":
        contents[0] = "0" * 64
        path.write_bytes(zlib.compress(json.dumps(contents).encode()))
    elif damage == "old":
        path.write_bytes(zlib.compress(json.dumps(contents[1:]).encode()))
    elif damage == "fd":
        reading, _ = os.pipe()
        contents[1] = [[reading, ""]]
        path.write_bytes(zlib.compress(json.dumps(contents).encode()))
    elif damage == "folder":
        path.unlink()
        path.mkdir()
    elif damage == "bomb":
        monkeypatch.setattr(text_cache, "_LARGEST", 100)
    else:
        other = zlib.compress(b'[[], ["name", 3, null]]')
        path.write_bytes({"cut": whole[:-9], "empty": b"", "noise": os.urandom(500), "other": other}[damage])
    assert cache.read(source)[1] is None
    assert everything(loaded(cache, source)) == expected


def places(value: object, at: tuple[int, ...] = ()) -> list[tuple[int, ...]]:
    """Where a list's values stand, however deep."""
    inner = value if isinstance(value, list) else ()
    return [at, *(place for k, entry in enumerate(inner) for place in places(entry, (*at, k)))]


def test_values_of_other_kinds_count_as_not_there(tmp_path: Path) -> None:
    (tmp_path / "a.frag").write_text(TOY)
    source = resolve([str(tmp_path / "a.frag")])[0]
    cache = TextCache(tmp_path / "texts")
    expected = everything(loaded(cache, source))
    (path,) = files(tmp_path / "texts")
    key = path.parent.name + path.name
    whole = json.loads(zlib.decompress(path.read_bytes()))
    for at in places(whole):
        for wrong in (None, 7, True, "x", [], {"a": 1}, [["x"]]):
            changed = [json.loads(json.dumps(whole))]
            parent, (*above, last) = changed, (0, *at)
            for step in above:
                parent = parent[step]
            if type(parent[last]) is type(wrong):
                continue
            parent[last] = wrong
            path.write_bytes(zlib.compress(json.dumps(changed[0]).encode(), 1))
            found = cache._find(key)
            if found is not None:  # a number in the place of another kind of number, or a constant in that of a name
                assert isinstance(wrong, (int, list)) and everything(found).keys() == expected.keys(), (at, wrong)
                assert hash(found) is not None
    assert everything(loaded(cache, source)) == expected


def test_the_folder_stays_below_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_cache, "_FOLDERS", 1)
    monkeypatch.setattr(text_cache, "_key", lambda source, *_: "aa" + source.name)  # one folder
    cache = TextCache(tmp_path, 8 * 4096)
    program = resolve(["composed:1:9"])[0].load()
    for number in range(30):
        cache._keep(f"aa{number:040d}", dataclasses.replace(program, source=os.urandom(2000).hex()), {})
        os.utime(tmp_path / "aa" / f"{number:040d}", (number, number)) if number else None
    held = files(tmp_path)
    assert sum(path.stat().st_size for path in held) <= 8 * 4096 + 16384
    assert held[-1].name == f"{29:040d}"  # what came last is there


@pytest.mark.parametrize("limit", [1 << 16, 1 << 20])
def test_many_short_runs_stay_below_the_size(limit: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache that is opened anew for each file; of few files and of many."""
    monkeypatch.setattr(text_cache, "_FOLDERS", 1)
    program = resolve(["composed:1:9"])[0].load()
    draw = random.Random(3)
    for _ in range(500):
        TextCache(tmp_path, limit)._keep(f"aa{draw.getrandbits(248):062x}", program, {})
    assert limit // 4 < sum(path.stat().st_blocks * 512 for path in files(tmp_path)) < limit * 1.25


def test_a_folder_of_another_size_is_trimmed_when_it_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    cache = TextCache.of_user()
    program = resolve(["composed:1:9"])[0].load()
    for number in range(600):
        cache._keep(f"{number % 256:02x}{number:062x}", program, {})

    def held() -> int:
        return sum(path.stat().st_blocks * 512 for path in files(tmp_path))

    before = held()
    TextCache.of_user()
    assert held() >= before
    monkeypatch.setenv(SIZE, str(before / 2 / 2**30))
    looks: list[Path] = []
    drop = TextCache._drop
    monkeypatch.setattr(TextCache, "_drop", lambda cache, folder: (looks.append(folder), drop(cache, folder)))
    TextCache.of_user()
    assert 0 < held() <= before / 2 + 8192 and len(looks) == 256
    TextCache.of_user()  # nothing to do: it is not looked through again
    assert len(looks) == 256


def test_many_writers_and_readers_agree(tmp_path: Path) -> None:
    sources = resolve(["composed:4:6"])
    expected = [everything(source.load()) for source in sources]
    wrong: list[object] = []

    def work() -> None:
        try:
            for _ in range(3):
                cache = TextCache(tmp_path)
                if [everything(loaded(cache, source)) for source in sources] != expected:
                    wrong.append("differs")
        except Exception as error:
            wrong.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert len(files(tmp_path)) == len(sources)


def test_switched_off_it_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv(SIZE, "0")
    assert loaded(TextCache.of_user(), resolve(["composed:1"])[0]).name
    assert not files(tmp_path)


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert loaded(TextCache(tmp_path / "file"), resolve(["composed:1"])[0]).name


def test_a_size_beyond_all_disks_is_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv(SIZE, "1e300")
    assert TextCache.of_user().limit >= 1 << 50


@pytest.mark.parametrize("size", ["much", "-1", "nan", "inf"])
def test_a_size_that_is_none_is_said(size: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SIZE, size)
    with pytest.raises(UserError, match=SIZE):
        TextCache.of_user()


def test_the_store_of_programs_asks_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_parsing) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    sources = resolve(["composed:2:5"])
    first = [program_store.ProgramStore(sources).load(k) for k in range(2)]
    no_parsing()
    assert [program_store.ProgramStore(sources).load(k) for k in range(2)] == first
