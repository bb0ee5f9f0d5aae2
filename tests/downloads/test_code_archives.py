"""--import of archives as they are: the paper's layout in zip and tar, what means harm, what is damaged, what is none."""

import contextlib
import csv
import io
import json
import random
import stat
import struct
import tarfile
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from downloads import code_archives, shader_codes
from image_generation.common.errors import UserError
from image_generation.shaders import check_shaders, generate_dataset, programs

CODE = "void mainImage(out vec4 c, in vec2 p) { c = vec4(p / iResolution.xy, 0.5 + 0.5 * sin(iTime + %d.0), 1.0); }"
TWIGL = "o=vec4(FC.xy/r,.5+.5*sin(t+%d.),1);"
HASHES = ["0a1b", "0a2c", "7fff"]


def shader(identifier, number=0, **info):
    one = {"inputs": [], "outputs": [{"id": 37, "channel": 0}], "code": CODE % number, "name": "Image", "type": "image"}
    return {"ver": "0.1", "info": {"id": identifier, "username": "ann", **info}, "renderpass": [one]}


def paper(count=4, root="shader_codes") -> dict[str, bytes]:
    """Files in the layout that the paper's own code reads: Shadertoy's objects by identifier, twigl's texts and modes."""
    files = {}
    for k in range(count):
        identifier = f"W{k:05d}"
        files[f"{root}/shadertoy/W/{identifier}.fragment"] = json.dumps(shader(identifier, k)).encode()
    for k, name in enumerate(HASHES):
        files[f"{root}/twigl/fragments/{name}.fragment"] = (TWIGL % k).encode()
        files[f"{root}/twigl/modes/{name}.fragment"] = b"geekest\nTrue\nFalse\nFalse\n"
    files[f"{root}/shaders_list"] = "\n".join(files).encode()
    files["__MACOSX/._shader_codes"] = files[f"{root}/.DS_Store"] = b"\0\1"
    return files


def zipped(path, files, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", method) as out:
        for name, data in files.items() if isinstance(files, dict) else files:
            out.writestr(name, data)
    return path


def tarred(path, files, mode="w:gz"):
    with tarfile.open(path, mode) as out:
        for name, data in files.items() if isinstance(files, dict) else files:
            member = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            member.size = len(data)
            out.addfile(member, io.BytesIO(data))
    return path


def run(output, *places):
    shader_codes.main(["--import", *map(str, places), "--output", str(output)])


def refusal(output, *places) -> str:
    with pytest.raises(UserError) as caught:
        run(output, *places)
    assert not list(output.rglob("*.fragment"))
    return str(caught.value)


def stored(output):
    return {path.stem: path.read_bytes() for path in output.rglob("*.fragment")}


# ------------------------------------------------------------------ as it is


@pytest.mark.parametrize("root", ["shader_codes", "all_codes/shader_codes", "."])
@pytest.mark.parametrize("kind", ["zip", "tar.gz", "tar.xz", "tar"])
def test_the_papers_archive_in_all_its_wrappings(tmp_path, kind, root, capsys):
    pack = zipped if kind == "zip" else lambda path, files: tarred(path, files, f"w:{kind[4:]}")
    path = pack(tmp_path / f"all_codes.{kind}", paper(root=root))
    run(tmp_path / "codes", path)
    out, err = capsys.readouterr()
    assert "7 imported, 1 skipped" in out and "shaders_list" in err
    found = stored(tmp_path / "codes")
    assert json.loads(found["W00002"]) == shader("W00002", 2)
    texts = [json.loads(data) for name, data in found.items() if len(name) == 32]
    assert sorted(text["source"] for text in texts) == sorted(TWIGL % k for k in range(3))
    assert {text["mode"] for text in texts} == {7}
    # The same as a folder that was unpacked by hand.
    for name, data in paper(root=root).items():
        (tmp_path / "by hand" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "by hand" / name).write_bytes(data)
    run(tmp_path / "again", tmp_path / "by hand")
    assert stored(tmp_path / "again") == found


def test_from_the_archive_to_images(tmp_path):
    run(tmp_path / "codes", zipped(tmp_path / "all_codes.zip", paper()))
    flags = ["--device", "cpu", "--workers", "1", "--resolution", "16"]
    codes = str(tmp_path / "codes")
    keep = tmp_path / "keep.txt"
    report = ["--output", str(tmp_path / "report"), "--times", "1.0", "2.5", "--keep-list", str(keep)]
    check_shaders.main(["--shaders", codes, *report, *flags[2:]])
    with open(tmp_path / "report" / "report.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert sorted((row["dialect"], row["status"]) for row in rows) == [("shadertoy", "ok")] * 4 + [("twigl", "ok")] * 3
    kept = [line for line in keep.read_text().splitlines() if not line.startswith("#")]
    assert len(kept) >= 2, "others look too much like them"
    generate_dataset.main(["--shaders", str(keep), "--output", str(tmp_path / "data"), "--n-samples", "14", *flags])
    with open(tmp_path / "data" / "samples.csv", newline="") as file:
        assert len({row["programs"] for row in csv.DictReader(file)}) == len(kept)


def test_the_sites_own_answer_saved_as_json(tmp_path):
    """What the page itself is given (a list of one, inputs with `type` and `filepath`), as a browser saves it."""
    texture = {"id": "4dfGRn", "filepath": "/media/a/noise.png", "type": "texture", "channel": 0, "published": 1}
    texture["sampler"] = {"filter": "mipmap", "wrap": "repeat", "vflip": "true", "srgb": "false", "internal": "byte"}
    answer = shader(
        "4dSGRn", name="waves", date="1548761520", viewed=7, flags=32, hasliked=0, parentid="", tags=["sea"]
    )
    answer["renderpass"][0] |= {
        "inputs": [texture],
        "code": CODE.replace("vec4(p", "texture(iChannel0, p) * vec4(p") % 0,
    }
    (tmp_path / "shadertoy").write_text(json.dumps([answer]))  # a browser names it after the address, without an ending
    run(tmp_path / "codes", tmp_path / "shadertoy")
    (path,) = (tmp_path / "codes").rglob("*.fragment")
    program = programs.load(path)
    assert program.dialect == "shadertoy" and len(program.passes[0].channels) >= 1


def test_texts_in_other_encodings_and_without_the_sites_object(tmp_path):
    files = {
        "shadertoy/a/aaaaaa.fragment": ("// é\n" + CODE % 1).encode("latin-1"),
        "shadertoy/b/bbbbbb.fragment": json.dumps(shader("bbbbbb", name="wässer"), ensure_ascii=False).encode("utf-16"),
        "twigl/fragments/0a.fragment": ("// 波\n" + TWIGL % 1).encode("shift-jis"),
        "twigl/modes/0a.fragment": b"geekest\nFalse\nFalse\nTrue\n",
    }
    run(tmp_path / "codes", zipped(tmp_path / "a.zip", files))
    found = stored(tmp_path / "codes")
    assert json.loads(found["aaaaaa"])["renderpass"][0]["code"] == "// é\n" + CODE % 1
    assert json.loads(found["bbbbbb"])["info"]["name"] == "wässer"
    assert json.loads(next(data for name, data in found.items() if len(name) == 32))["mode"] == 3


def test_of_texts_with_one_identifier_the_first_is_taken(tmp_path, capsys):
    files = {"a/x.json": shader("aaaaaa", 1), "b/x.json": shader("aaaaaa", 2), "c/x.json": shader("aaaaaa", 1)}
    run(tmp_path / "codes", zipped(tmp_path / "a.zip", {name: json.dumps(one).encode() for name, one in files.items()}))
    assert json.loads(stored(tmp_path / "codes")["aaaaaa"]) == shader("aaaaaa", 1)
    out, err = capsys.readouterr()
    assert "1 imported, 1 skipped" in out and "b/x.json: is another text of aaaaaa" in err


# ------------------------------------------------------------------ what means harm


def special(name, mode):
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = mode << 16
    return info


HARM = ["../../evil.fragment", "/tmp/evil.fragment", "a\\..\\evil.fragment", "C:evil.fragment", "a/../../evil.fragment"]


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_names_that_lead_out_are_named_and_nothing_is_written_there(tmp_path, pack, capsys):
    files = {name: json.dumps(shader("eeeeee")).encode() for name in HARM} | paper(1)
    path = tmp_path / "deep" / "er" / "a.archive"
    path.parent.mkdir(parents=True)
    run(tmp_path / "codes", pack(path, files))
    out, err = capsys.readouterr()
    assert err.count("leads out of the folder") == len(HARM) and "eeeeee" not in stored(tmp_path / "codes")
    assert not list(tmp_path.rglob("*evil*")) and "4 imported" in out


def test_identifiers_inside_are_no_paths(tmp_path):
    files = {"a.json": json.dumps(shader("../../evil")).encode(), "b.json": json.dumps(shader("bbbbbb")).encode()}
    run(tmp_path / "deep" / "codes", zipped(tmp_path / "a.zip", files))
    assert list(stored(tmp_path / "deep" / "codes")) == ["bbbbbb"] and not list(tmp_path.rglob("evil*"))


def test_links_devices_doubles_and_encrypted_entries_are_named(tmp_path, capsys):
    good = json.dumps(shader("aaaaaa")).encode()
    entries = [
        (special("link.json", stat.S_IFLNK | 0o777), b"/etc/passwd"),
        (special("pipe.json", stat.S_IFIFO | 0o666), b""),
        ("a.json", good),
        ("./a.json", json.dumps(shader("bbbbbb")).encode()),
    ]
    run(tmp_path / "zip", zipped(tmp_path / "a.zip", entries))
    members = []
    for name, kind in [("link.json", tarfile.SYMTYPE), ("hard.json", tarfile.LNKTYPE), ("dev.json", tarfile.CHRTYPE)]:
        member = tarfile.TarInfo(name)
        member.type, member.linkname = kind, "/etc/passwd"
        members.append((member, b""))
    run(tmp_path / "tar", tarred(tmp_path / "a.tgz", [*members, ("a.json", good)]))
    err = capsys.readouterr().err
    assert list(stored(tmp_path / "zip")) == list(stored(tmp_path / "tar")) == ["aaaaaa"]
    assert err.count("is a link") == 3 and err.count("is a device or a pipe") == 2 and "comes twice" in err
    raw = bytearray(zipped(tmp_path / "b.zip", {"a.json": good}).read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + at] |= 1
    (tmp_path / "b.zip").write_bytes(raw)
    assert "no shaders found" in refusal(tmp_path / "none", tmp_path / "b.zip")
    assert "is encrypted" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["zip", "tar.gz", "tar.xz"])
def test_bombs_are_refused_before_they_unpack(tmp_path, kind, monkeypatch):
    monkeypatch.setattr(code_archives, "SMALL", 1 << 20)
    files = [(f"{k}.json", bytes(2 << 20)) for k in range(4)]
    path = tmp_path / f"bomb.{kind}"
    zipped(path, files) if kind == "zip" else tarred(path, files, f"w:{kind[4:]}")
    assert path.stat().st_size < 100_000
    assert "which is refused" in refusal(tmp_path / "codes", path)


def test_more_entries_than_the_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(code_archives, "MOST_ENTRIES", 20)
    files = {f"{k}.txt": b"" for k in range(21)}
    for path in (zipped(tmp_path / "a.zip", files), tarred(tmp_path / "a.tgz", files)):
        assert "more than 20 entries" in refusal(tmp_path / "codes", path)


def test_one_entry_too_large_is_named_and_the_rest_come(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(code_archives, "LARGEST_ENTRY", 10_000)
    run(tmp_path / "codes", zipped(tmp_path / "a.zip", {"big.json": bytes(10_001), **paper(1)}))
    assert "big.json': is larger than 10.0 kB" in capsys.readouterr().err and "W00000" in stored(tmp_path / "codes")


def test_a_tar_header_of_any_size_takes_no_memory(tmp_path):
    member = tarfile.TarInfo("x")
    member.type, member.size = tarfile.XHDTYPE, 1 << 40
    (tmp_path / "a.tar").write_bytes(member.tobuf(tarfile.GNU_FORMAT) + bytes(10_000))
    assert "a.tar" in refusal(tmp_path / "codes", tmp_path / "a.tar")


# ------------------------------------------------------------------ what is damaged, and what is none


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("all_codes.zip", b"<!DOCTYPE html><html><title>Google Drive - Virus scan warning</title>", "is a web page"),
        ("all_codes.zip", b"", "no zip and no tar"),
        ("all_codes.zip", b"PK\x03\x04" + bytes(100), "is no whole zip archive"),
        ("all_codes.tar.gz", b"\x1f\x8b\x08" + bytes(100), "is damaged"),
        ("all_codes.tar.xz", b"\xfd7zXZ\x00" + bytes(100), "is damaged"),
        ("all_codes.7z", b"7z\xbc\xaf\x27\x1c" + bytes(100), "no zip and no tar"),
    ],
)
def test_what_is_not_the_archive(tmp_path, name, data, words):
    (tmp_path / name).write_bytes(data)
    assert words in refusal(tmp_path / "codes", tmp_path / name)


def test_an_archive_of_something_else_and_one_inside_another(tmp_path, capsys):
    inner = zipped(tmp_path / "all_codes.zip", paper(1)).read_bytes()
    (tmp_path / "all_codes.zip").unlink()
    other = zipped(tmp_path / "photos.zip", {f"{k}.jpg": b"\xff\xd8\xff" + bytes(100) for k in range(60)})
    assert "no shaders found, 60 things skipped" in refusal(tmp_path / "codes", other)
    assert capsys.readouterr().err.count("skipped") == 51, "a line each for the first 50, and one for the rest"
    wrapped = zipped(tmp_path / "drive-download.zip", {"all_codes.zip": inner}, zipfile.ZIP_STORED)
    assert "no shaders found" in refusal(tmp_path / "codes", wrapped)
    assert "is an archive in an archive" in capsys.readouterr().err


def test_among_other_places_a_damaged_archive_is_skipped(tmp_path, capsys):
    places = tmp_path / "saved"
    places.mkdir()
    (places / "bad.zip").write_bytes(b"PK\x03\x04nothing")
    zipped(places / "good.zip", paper(1))
    run(tmp_path / "codes", places)
    assert "bad.zip: is no whole zip" in capsys.readouterr().err and "W00000" in stored(tmp_path / "codes")


@pytest.mark.parametrize("kind", ["zip", "tar.gz", "tar"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9), cut=st.booleans())
def test_any_damage_ends_in_one_line_or_in_whole_codes(tmp_path, kind, seed, cut):
    rng = random.Random(seed)
    path = tmp_path / f"a.{kind}"
    zipped(path, paper()) if kind == "zip" else tarred(path, paper(), f"w:{kind[4:]}")
    raw = bytearray(path.read_bytes())
    for _ in range(rng.choice([1, 3, 20])):
        raw[rng.randrange(len(raw))] = rng.randrange(256)
    path.write_bytes(raw[: rng.randrange(len(raw))] if cut else raw)
    places = code_archives.looks_packed(path)
    assert places
    try:
        with code_archives.opened(path) as archive:
            for parts in archive.names:
                with contextlib.suppress(UserError):
                    archive.read(parts)
    except UserError as error:
        assert "\n" not in str(error)


def test_a_damaged_mode_costs_its_program_alone(tmp_path, capsys):
    files = paper(1)
    path = zipped(tmp_path / "a.zip", files, zipfile.ZIP_STORED)
    data = path.read_bytes()
    at = data.index(b"geekest", data.index(b"modes/0a2c"))
    path.write_bytes(data[:at] + b"G" + data[at + 1 :])  # its CRC says so
    run(tmp_path / "out", path)
    said = capsys.readouterr().err
    assert (
        "a.zip: shader_codes/twigl/fragments/0a2c.fragment: its shader_codes/twigl/modes/0a2c.fragment is dam" in said
    )
    assert len(stored(tmp_path / "out")) == 3


@pytest.mark.parametrize("size", [-1, -512, -10240])
def test_a_size_below_zero_is_refused_by_name(tmp_path, size):
    member, path = tarfile.TarInfo("shadertoy/W/W00000.fragment"), tmp_path / "a.tar"
    member.size = size
    good = tarfile.TarInfo("shadertoy/W/W00001.fragment")
    good.size = 4
    header = member.tobuf(tarfile.GNU_FORMAT)
    path.write_bytes(good.tobuf(tarfile.GNU_FORMAT) + b"text".ljust(512, b"\0") + header + b"x" * 512 + bytes(10240))
    assert "its entry 'shadertoy/W/W00000.fragment' has a size below 0" in refusal(tmp_path / "out", path)


def test_a_zip_that_says_it_is_smaller_than_it_is(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.json": json.dumps(shader("aaaaaa")).encode()})
    raw = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<L", raw, raw.index(mark) + at, 10)
    path.write_bytes(raw)
    assert "no shaders found" in refusal(tmp_path / "codes", path)
