"""Codes by identifier from a local server with Shadertoy's API, and imports of what people saved themselves."""

import csv
import json
import os
import signal
import subprocess
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from downloads import code_folder, code_imports, shader_codes, shadertoy_api
from downloads.code_folder import CodeFolder, stated_licence
from downloads.web import RetryPolicy
from image_generation.common.errors import UserError
from image_generation.shaders import programs
from tests.downloads.download_commands import run, start, wait_for

KEY = "Sec-KEY_4711"
CODE = "void mainImage(out vec4 c, in vec2 p) { c = vec4(p / iResolution.xy, 0.5 + 0.5 * sin(iTime), 1.0); }"
IMAGE = {"inputs": [], "outputs": [{"id": 37, "channel": 0}], "code": CODE, "name": "Image", "type": "image"}
ROOT = Path(__file__).resolve().parents[2]


def shader(identifier, code=CODE, **info):
    known = {
        "id": identifier,
        "date": "1548761520",
        "name": f"waves of {identifier}",
        "username": "ann",
        "tags": ["2d", "sea"],
    }
    return {"ver": "0.1", "info": {**known, **info}, "renderpass": [{**IMAGE, "code": code}]}


def offer(server, identifier, answer=None, **how):
    answer = {"Shader": shader(identifier)} if answer is None else answer
    return server.put(f"/shaders/{identifier}", json.dumps(answer).encode(), **how)


def fetch(server, output, *arguments, rate="1000"):
    shader_codes.main(
        [
            *map(str, arguments),
            "--output",
            str(output),
            "--base-url",
            server.url,
            "--key",
            KEY,
            "--rate",
            rate,
            "--retry-delay",
            "0.001",
            "--stall-timeout",
            "20",
        ]
    )


def index(folder):
    with open(folder / "index.csv", newline="", encoding="utf-8") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def codes(output):
    return sorted(str(path.relative_to(output)) for path in output.rglob("*.fragment"))


def nowhere_is_the_key(folder, *texts):
    for text in texts:
        assert KEY not in text
    for path in folder.rglob("*"):
        assert KEY not in str(path) and (path.is_dir() or KEY.encode() not in path.read_bytes())


# ------------------------------------------------------------------ fetching


def test_codes_come_in_the_papers_layout_and_parse(server, tmp_path, capsys):
    for identifier in ("Wd2XWy", "4dSGRn"):
        offer(server, identifier, troubles=[("status", 500), ("drop", 30)])
    (tmp_path / "ids").write_text("# list\nWd2XWy\nhttps://www.shadertoy.com/view/4dSGRn  # nice\nWd2XWy\nnot an id\n")
    fetch(server, tmp_path / "codes", tmp_path / "ids")
    out, err = capsys.readouterr()
    assert out.splitlines()[-1].startswith("codes: 2 downloaded, 0 there already, 0 not available")
    assert "line" in err and "not an id" in err and "--import" in err and "bundled" in err and "composed" in err
    assert codes(tmp_path / "codes") == ["shadertoy/4/4dSGRn.fragment", "shadertoy/W/Wd2XWy.fragment"]
    path = tmp_path / "codes" / "shadertoy" / "W" / "Wd2XWy.fragment"
    assert json.loads(path.read_text()) == shader("Wd2XWy")
    program = programs.load(path)
    assert program.dialect == "shadertoy" and len(program.passes) == 1
    assert index(tmp_path / "codes" / "shadertoy")["Wd2XWy"] == {
        "id": "Wd2XWy",
        "name": "waves of Wd2XWy",
        "author": "ann",
        "date": "2019-01-29",
        "tags": "2d;sea",
        "licence": "none stated; Shadertoy's default is CC BY-NC-SA 3.0",
        "passes": "Image",
    }
    nowhere_is_the_key(tmp_path, out, err)
    assert all(dict(parse_qsl(urlsplit(path).query))["key"] == KEY for path, _ in server.requests)


def test_what_is_there_is_skipped_and_what_is_damaged_comes_again(server, tmp_path, capsys):
    for identifier in ("aaaaaa", "bbbbbb", "cccccc"):
        offer(server, identifier)
    fetch(server, tmp_path, "aaaaaa", "bbbbbb")
    (tmp_path / "shadertoy" / "b" / "bbbbbb.fragment").write_text('{"info": {"id"')
    server.requests.clear()
    fetch(server, tmp_path, "aaaaaa", "bbbbbb", "cccccc")
    assert [path.partition("?")[0] for path, _ in server.requests] == ["/shaders/bbbbbb", "/shaders/cccccc"]
    assert "2 downloaded, 1 there already" in capsys.readouterr().out
    assert set(index(tmp_path / "shadertoy")) == {"aaaaaa", "bbbbbb", "cccccc"}


def test_unavailable_ones_are_reported_and_not_asked_for_again(server, tmp_path, capsys):
    offer(server, "aaaaaa")
    offer(server, "gone00", {"Error": "Shader not found"})
    offer(server, "other0", {"Shader": shader("aaaaaa")})
    offer(server, "empty0", {"Shader": {**shader("empty0"), "renderpass": []}})
    ids = ["aaaaaa", "gone00", "other0", "empty0", "miss00"]
    fetch(server, tmp_path, *ids)
    out, err = capsys.readouterr()
    assert "1 downloaded, 0 there already, 4 not available" in out
    assert "gone00: not available (Shader not found" in err and "miss00: not available (not found" in err
    assert codes(tmp_path) == ["shadertoy/a/aaaaaa.fragment"]
    asked = len(server.requests)
    fetch(server, tmp_path, *ids)
    assert len(server.requests) == asked
    offer(server, "gone00")
    fetch(server, tmp_path, *ids, "--retry-unavailable")
    assert "shadertoy/g/gone00.fragment" in codes(tmp_path)
    assert "gone00" not in (tmp_path / "shadertoy" / "unavailable.csv").read_text()


@pytest.mark.parametrize(
    ("page", "word"),
    [
        ({"data": b'{"Error": "Invalid key Sec-KEY_4711"}'}, "refuses this key"),
        ({"data": b"", "always": ("status", 403, {}, b"no")}, "refuses this key"),
        ({"data": b"", "always": ("status", 403, {"cf-mitigated": "challenge"}, b"<html>Just a moment")}, "browser"),
        ({"data": b"", "always": ("status", 503, {"cf-mitigated": "challenge"}, b"<html>")}, "browser"),
        ({"data": b"<!DOCTYPE html><title>Sorry</title>"}, "web page"),
    ],
)
def test_no_access_ends_at_once_and_names_other_ways(server, tmp_path, page, word, capsys):
    server.put("/shaders/aaaaaa", **page)
    with pytest.raises(UserError, match=word) as caught:
        fetch(server, tmp_path, "aaaaaa", *(f"{i:06}" for i in range(20)))
    assert "--import" in str(caught.value) and "bundled" in str(caught.value)
    assert len(server.requests) <= 3
    nowhere_is_the_key(tmp_path, str(caught.value), *capsys.readouterr())


def test_a_server_that_is_down_ends_the_run_after_some(server, tmp_path, capsys):
    ids = [f"{i:06}" for i in range(20)]
    for identifier in ids:
        offer(server, identifier, always=None if identifier == "000000" else ("status", 500))
    with pytest.raises(UserError, match=r"HTTP 500.*1 codes came before"):
        fetch(server, tmp_path, *ids, "--retries", "1")
    assert len(server.requests) <= 1 + 2 * (shader_codes.MOST_FAILURES + 2)
    assert codes(tmp_path) == ["shadertoy/0/000000.fragment"] and set(index(tmp_path / "shadertoy")) == {"000000"}
    nowhere_is_the_key(tmp_path, *capsys.readouterr())


@pytest.mark.parametrize("body", [b"", b"nonsense", b"[]", b'{"Shader": 3}', b"\xff\xfe", b'{"a":' * 100_000])
def test_answers_that_are_no_shaders(server, tmp_path, body):
    server.put("/shaders/aaaaaa", body)
    try:
        fetch(server, tmp_path, "aaaaaa", "--retries", "1")
    except UserError as error:
        assert "aaaaaa" in str(error)
    assert codes(tmp_path) == []


def test_identifiers_never_become_other_paths(server, tmp_path):
    for wrong in ("../../x", "/etc/x", "a/b/c/", "abcde", "abcdefg", "abcde\n", "ab%2Fcd", "äbcdef"):
        with pytest.raises(UserError) as caught:
            fetch(server, tmp_path / "codes", wrong)
        assert caught.value.code == 2
    offer(server, "aaaaaa", {"Shader": shader("../../../evil")})
    fetch(server, tmp_path / "codes", "aaaaaa")
    assert codes(tmp_path) == [] and not list(tmp_path.rglob("evil*"))


def test_the_rate_is_kept_by_all_jobs_together(monkeypatch):
    """With a clock of our own: turns are half a second apart, unused ones are not saved up."""
    now, waits = [100.0], []
    monkeypatch.setattr(shadertoy_api.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(shadertoy_api.stop, "wait", waits.append)
    pace = shadertoy_api.RateLimiter(2.0)
    for _ in range(3):
        pace.wait()
    now[0] = 110.0
    for _ in range(2):
        pace.wait()
    assert waits == [0.0, 0.5, 1.0, 0.0, 0.5]


def test_every_try_waits_its_turn(server, tmp_path, monkeypatch):
    turns = []
    monkeypatch.setattr(shadertoy_api.RateLimiter, "wait", lambda self: turns.append(self.interval))
    for identifier in ("aaaaaa", "bbbbbb"):
        offer(server, identifier, troubles=[("status", 500)])
    fetch(server, tmp_path, "aaaaaa", "bbbbbb", "--jobs", "2", rate="4")
    assert turns == [0.25] * 4 and len(server.requests) == 4


def test_too_many_requests_are_waited_out(server, tmp_path):
    offer(server, "aaaaaa", troubles=[("status", 429, {"Retry-After": "1"})])
    fetch(server, tmp_path, "aaaaaa")
    assert server.times[1] - server.times[0] >= 1.0


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_an_interrupted_run_goes_on_and_mends_its_index(server, tmp_path, how):
    ids = [f"{i:06}" for i in range(6)]
    for identifier in ids:
        offer(server, identifier, troubles=[("silence",)] if identifier == "000003" else [])
    arguments = [*ids, "--output", tmp_path, "--base-url", server.url, "--rate", "100"]
    process = start("download_shader_codes.sh", *arguments, env={"SHADERTOY_KEY": KEY})
    third = tmp_path / "shadertoy" / "0" / "000002.fragment"
    wait_for(lambda: len(server.requests) == 4 and third.exists())
    process.send_signal(how)
    out, err = process.communicate(timeout=60)
    assert process.returncode == (130 if how == signal.SIGINT else -9)
    code, out2, err2 = run("download_shader_codes.sh", *arguments, env={"SHADERTOY_KEY": KEY})
    assert code == 0 and "3 downloaded, 3 there already" in out2, err2
    assert set(index(tmp_path / "shadertoy")) == set(ids)
    nowhere_is_the_key(tmp_path, out, err, out2, err2)


def test_the_key_is_in_no_exception(server):
    api = shadertoy_api.Shadertoy(KEY, RetryPolicy(retries=0, stall=20.0), 1000, server.url)
    server.put("/shaders/aaaaaa", b"", always=("status", 302, {"Location": f"http://localhost:9/?key={KEY}"}))
    server.put("/shaders/bbbbbb", b"x" * 9, always=("close",))
    for identifier in ("aaaaaa", "bbbbbb"):
        with pytest.raises(UserError) as caught:
            api.shader(identifier)
        assert KEY not in f"{caught.value!r} {caught.value.__cause__!r} {api!r}"


def test_without_a_key_it_says_what_to_do(tmp_path):
    code, out, err = run("download_shader_codes.sh", "aaaaaa", "--output", tmp_path / "x")
    assert code == 2 and out == "" and err.count("\n") == 1
    assert all(word in err for word in ("SHADERTOY_KEY", "--import", "bundled", "composed"))
    code, _, err = run("download_shader_codes.sh", "aaaaaa", "--key", "a b&c=d", env={"SHADERTOY_KEY": "x"})
    assert code == 2 and "a b" not in err


def test_help_and_no_arguments_say_whose_codes_they_are():
    code, out, _ = run("download_shader_codes.sh", "--help")
    assert code == 0
    assert all(word in " ".join(out.split()) for word in ("belong to their authors", "archive", "bundled", "composed"))
    code, _, err = run("download_shader_codes.sh")
    assert code == 2 and err.count("\n") == 1


# ------------------------------------------------------------------ queries


def test_queries_list_identifiers(server, capsys):
    server.put(
        "/shaders/query/ray%20march%2F..",
        json.dumps({"Shaders": 4, "Results": ["aaaaaa", "../xx", "bbbbbb", 7]}).encode(),
    )
    server.put("/shaders/query", b'{"Shaders": 1, "Results": ["cccccc"]}')
    server.put("/shaders", b'{"Shaders": 3, "Results": ["aaaaaa", "bbbbbb", "cccccc"]}')
    base = ["--base-url", server.url, "--key", KEY, "--rate", "1000"]
    shader_codes.main(
        ["--query", "ray march/..", "--sort", "love", "--num", "5", "--from", "10", "--filter", "vr", *base]
    )
    assert capsys.readouterr().out == "aaaaaa\nbbbbbb\n"
    assert dict(parse_qsl(urlsplit(server.requests[0][0]).query)) == {
        "filter": "vr",
        "sort": "love",
        "from": "10",
        "num": "5",
        "key": KEY,
    }
    shader_codes.main(["--sort", "newest", *base])
    assert capsys.readouterr().out == "cccccc\n"
    shader_codes.main(["--query", "", "--from", "1", "--num", "1", *base])
    assert capsys.readouterr().out == "bbbbbb\n"


def test_queries_that_find_nothing_or_fail(server, capsys):
    base = ["--base-url", server.url, "--key", KEY, "--rate", "1000"]
    server.put("/shaders/query/x", b'{"Shaders": 0}')
    shader_codes.main(["--query", "x", *base])
    assert capsys.readouterr().out == ""
    server.put("/shaders/query/x", b'{"Error": "bad search"}')
    with pytest.raises(UserError, match="bad search"):
        shader_codes.main(["--query", "x", *base])


# ------------------------------------------------------------------ imports


def imported(output, *places):
    shader_codes.main(["--import", *map(str, places), "--output", str(output)])


@pytest.mark.parametrize(
    "form",
    [
        lambda one, two: [{"Shader": one}, {"Shader": two}],
        lambda one, two: [one, two],
        lambda one, two: [[one], [two]],
        lambda one, two: {"shaders": [one, two]},
        lambda one, two: {"userName": "ann", "date": "2024", "numShaders": 2, "shaders": [one, two]},
    ],
)
def test_exports_in_all_forms(tmp_path, form, capsys):
    (tmp_path / "export.json").write_text("\ufeff" + json.dumps(form(shader("aaaaaa"), shader("bbbbbb"))), "utf-8")
    imported(tmp_path / "codes", tmp_path / "export.json")
    assert codes(tmp_path / "codes") == ["shadertoy/a/aaaaaa.fragment", "shadertoy/b/bbbbbb.fragment"]
    assert json.loads((tmp_path / "codes/shadertoy/a/aaaaaa.fragment").read_text()) == shader("aaaaaa")
    assert set(index(tmp_path / "codes" / "shadertoy")) == {"aaaaaa", "bbbbbb"}
    assert "2 imported" in capsys.readouterr().out


def test_folders_of_exports_with_bad_ones_among_them(tmp_path, capsys):
    folder = tmp_path / "saved" / "deep"
    folder.mkdir(parents=True)
    (folder / "one.json").write_text(json.dumps({"Shader": shader("aaaaaa")}))
    (folder / "paper.fragment").write_text(json.dumps(shader("bbbbbb")))
    (folder / "error.json").write_text('{"Error": "Shader not found"}')
    (folder / "half.json").write_text('{"Shader": {"info"')
    (folder / "page.json").write_text("<html>Just a moment")
    (folder / "evil.json").write_text(json.dumps(shader("../../evil")))
    (folder / "draft.json").write_text(json.dumps(shader("")))
    (folder / "deep.json").write_text("[" * 200_000)
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n")
    imported(tmp_path / "codes", tmp_path / "saved")
    out, err = capsys.readouterr()
    assert "2 imported, 7 skipped" in out
    for name, why in (
        ("error", "Shader not found"),
        ("half", "not JSON"),
        ("page", "web page"),
        ("evil", "identifier"),
        ("draft", "identifier"),
        ("deep", "deeply"),
        ("picture", "neither"),
    ):
        assert any(f"{name}." in line and why in line for line in err.splitlines()), name
    assert codes(tmp_path / "codes") == ["shadertoy/a/aaaaaa.fragment", "shadertoy/b/bbbbbb.fragment"]
    assert not [path for path in tmp_path.rglob("evil*") if path.suffix != ".json"]


GEEKEST = "vec2 p=FC.xy/r;o=vec4(p+.5*sin(t),.3%1.,1);// a & b = 50%+"


def test_twigl_addresses_and_texts(tmp_path, capsys):
    folder = tmp_path / "tweets"
    folder.mkdir()
    for mode in (3, 7):
        (folder / f"{mode}.url").write_text(
            f"[InternetShortcut]\nURL=https://twigl.app/?ol=true&mode={mode}&source={quote(GEEKEST)}\n"
        )
    (folder / "two.txt").write_text(
        f"see (https://twigl.app?mode=2&source={quote('void main(){o=vec4(t);}', safe='()')}) and\n"
        f'<a href="https://twigl.app/?mode=99&amp;source={quote("void main(){gl_FragColor=vec4(1);}")}">x</a>\n'
        "https://bit.ly/3abcD https://twigl.app?ol=true&ss=-MxSnap https://twigl.app/?mode=1"
    )
    (folder / "short.txt").write_text("https://t.co/AbCdEf #twigl\n")
    (folder / "plain.glsl").write_text("o=vec4(FC.xy/r,.5+.5*sin(t),1);")
    (folder / "named.geek_300.frag").write_text("out vec4 c;void main(){c=vec4(1);}")
    (folder / "notes.txt").write_text("nothing here")
    imported(tmp_path / "codes", folder)
    out, err = capsys.readouterr()
    assert "6 imported, 5 skipped" in out, err
    for word in ("bit.ly", "t.co", "snapshot", "without a source", "notes.txt"):
        assert word in err
    stored = [path.read_text() for path in (tmp_path / "codes").rglob("*.fragment")]
    found = {
        (item["mode"], item["source"]) for item in map(json.loads, (text for text in stored if text.startswith("{")))
    }
    assert found == {
        (3, GEEKEST),
        (7, GEEKEST),
        (2, "void main(){o=vec4(t);}"),
        (0, "void main(){gl_FragColor=vec4(1);}"),
        (5, "out vec4 c;void main(){c=vec4(1);}"),
    }
    assert "o=vec4(FC.xy/r,.5+.5*sin(t),1);" in stored
    rows = index(tmp_path / "codes" / "twigl")
    assert sorted(row["passes"] for row in rows.values()) == [
        "",
        "classic",
        "geek_300",
        "geeker",
        "geekest",
        "geekest_300",
    ]
    for path in (tmp_path / "codes").rglob("*.fragment"):
        assert path.parent.name == path.stem[0] and path.stem in rows
    before = sorted((path, path.stat().st_mtime_ns) for path in (tmp_path / "codes").rglob("*.fragment"))
    imported(tmp_path / "codes", folder)
    imported(tmp_path / "again", tmp_path / "codes")
    assert sorted((path, path.stat().st_mtime_ns) for path in (tmp_path / "codes").rglob("*.fragment")) == before
    assert codes(tmp_path / "again") == codes(tmp_path / "codes")


@pytest.mark.skipif("twigl" not in programs.DIALECTS, reason="this checkout has no twigl dialect")
@pytest.mark.parametrize("mode", range(12))
def test_imported_twigl_programs_parse_in_their_mode(tmp_path, mode):
    source = "void main(){}" if mode % 4 < 3 else "o=vec4(1);"
    (tmp_path / "a.txt").write_text(f"https://twigl.app/?ol=true&mode={mode}&source={quote(source)}")
    imported(tmp_path / "codes", tmp_path / "a.txt")
    program = programs.load(next((tmp_path / "codes").rglob("*.fragment")))
    flavour, _, kind = code_imports.MODES[mode].partition("_")
    assert program.dialect == "twigl"
    assert dict(program.info)["mode"] == f"{flavour}{' ' + kind.upper() if kind else ''}"


def test_the_papers_layout_of_twigl_codes(tmp_path):
    for kind, text in (("fragments", "void main(){o0=vec4(1);}"), ("modes", "geeker\nTrue\nTrue\nFalse\n")):
        (tmp_path / kind).mkdir()
        (tmp_path / kind / "0a1b.fragment").write_text(text)
    imported(tmp_path / "codes", tmp_path)
    (path,) = (tmp_path / "codes").rglob("*.fragment")
    assert json.loads(path.read_text()) == {"mode": 10, "source": "void main(){o0=vec4(1);}"}


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip), st.integers(0, 11))
def test_any_text_survives_its_address(source, mode):
    found = code_imports.twigl_address(f"https://twigl.app/?ol=true&mode={mode}&source={quote(source, safe='')}", "x")
    assert (found.text, found.mode) == (source, mode)


def test_imports_of_nothing(tmp_path):
    with pytest.raises(UserError, match="is not there") as caught:
        imported(tmp_path / "codes", tmp_path / "missing")
    assert caught.value.code == 2
    (tmp_path / "empty").mkdir()
    with pytest.raises(UserError, match="no shaders found"):
        imported(tmp_path / "codes", tmp_path / "empty")


# ------------------------------------------------------------------ the index


@pytest.mark.parametrize(
    ("code", "stated"),
    [
        ("// The MIT License\nvoid", "stated: The MIT License"),
        ("/* by ann\n * License: CC0\n */", "stated: License: CC0"),
        ("// Creative Commons Attribution", "stated: Creative Commons Attribution"),
        ("float license = 1.0; // a number", ""),
        ("", ""),
    ],
)
def test_licences_that_a_code_states(code, stated):
    assert stated_licence([code]) == stated


def test_odd_facts_give_tidy_rows(tmp_path):
    folder = CodeFolder(tmp_path, "shadertoy")
    folder.add_shader(shader("aaaaaa", name='a "b",\nc\x1b[31m\ud800', username=None, date="never", tags="x", extra=1))
    folder.add_shader(shader("bbbbbb", name=["list"], date=10**30, tags=["a;b", {}, "c,d"]))
    folder.write_index()
    rows = index(tmp_path / "shadertoy")
    assert (rows["aaaaaa"]["name"], rows["aaaaaa"]["author"], rows["aaaaaa"]["date"]) == (
        'a "b", c[31m',
        "",
        "",
    )
    assert (rows["bbbbbb"]["name"], rows["bbbbbb"]["date"], rows["bbbbbb"]["tags"]) == ("", "", "a,b;;c,d")
    assert CodeFolder(tmp_path, "shadertoy").rows == rows


def test_a_damaged_index_is_made_anew(tmp_path):
    folder = CodeFolder(tmp_path, "shadertoy")
    folder.add_shader(shader("aaaaaa"))
    folder.write_index()
    good = index(tmp_path / "shadertoy")
    (tmp_path / "shadertoy" / "index.csv").write_bytes(b"\xff\x00nonsense")
    again = CodeFolder(tmp_path, "shadertoy")
    again.repair_index()
    again.write_index()
    assert index(tmp_path / "shadertoy") == good


def test_a_disk_that_does_not_tell_capitals_loses_nothing(tmp_path, monkeypatch):
    folder = CodeFolder(tmp_path, "shadertoy")
    monkeypatch.setattr(
        folder, "path", lambda identifier: tmp_path / "shadertoy" / "x" / f"{identifier.lower()}.fragment"
    )
    folder.add_shader(shader("aaaaaa"))
    with pytest.raises(ValueError, match="capitals"):
        folder.add_shader(shader("AAAAAA"))
    assert folder.holds("aaaaaa") and not folder.holds("AAAAAA")


def test_imported_codes_render_by_the_dataset_command(tmp_path):
    (tmp_path / "export.json").write_text(
        json.dumps([shader("aaaaaa"), shader("bbbbbb", CODE.replace("0.5 +", "0.4 +"))])
    )
    imported(tmp_path / "codes", tmp_path / "export.json")
    done = subprocess.run(
        [
            ROOT / ".venv/bin/python",
            ROOT / "image_generation/shaders/generate_dataset.py",
            "--shaders",
            tmp_path / "codes",
            "--output",
            tmp_path / "data",
            "--n-samples",
            "4",
            "--resolution",
            "16",
            "--workers",
            "1",
            "--device",
            "cpu",
        ],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "LP_NUM_THREADS": "1"},
    )
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "data").rglob("*.jpg"))) == 4


def test_brackets_and_comments_by_the_hundred_thousand_cost_no_more_than_their_length(tmp_path):
    """These would take hours if each bracket, or each start of a comment, had the whole text read again."""
    address = "https://twigl.app/?mode=3&source=f()"
    assert code_imports._balanced(address + ")" * 300_000) == address
    assert code_imports._balanced(address + "%28" * 5 + ")" * 300_000) == address + "%28" * 5 + ")" * 5
    assert code_folder.stated_licence(["/*" * 10_000] * 200) == ""
    assert code_folder.stated_licence(["/* Licence: CC0"]) == "stated: Licence: CC0"


@pytest.mark.parametrize("source", ["http://me:secret@host/list", "http://"])
def test_a_list_s_address_with_a_password_is_refused_in_one_line(tmp_path, source):
    code, _, err = run("download_shader_ids.sh", "--from", source, "--output", tmp_path / "ids")
    assert code == 2 and err.count("\n") == 1 and "secret" not in err


def test_a_list_that_is_a_pipe_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    code, _, err = run("download_shader_ids.sh", "--from", tmp_path / "pipe", "--output", tmp_path / "ids")
    assert code == 2 and "no regular file" in err
