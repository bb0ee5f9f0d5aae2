"""Lists of identifiers from the list of videos, from a mirror's listing, and from a file."""

import pytest

from downloads import id_lists, video_lists
from image_generation.common.errors import UserError
from tests.downloads.download_commands import run

TWIGL = "5bc1faa172f8be43c5b76f965e0e1c92"
LIST = f"./5/{TWIGL}.mp4\n./M/MsdGRN.mp4\n./4/4dSGRn.mp4\n./M/MsdGRN.mp4\n./M/../../etc.mp4\nREADME\n./x/abc.mp4\n"


def lists(folder):
    return {path.name: path.read_text() for path in folder.iterdir() if not path.name.startswith(".")}


EXPECTED = {"shadertoy": "4dSGRn\nMsdGRN\n", "twigl": f"{TWIGL}\n"}


def test_from_a_file_by_bash(tmp_path):
    (tmp_path / "all_videos").write_text(LIST)
    code, out, err = run("download_shader_ids.sh", "--from", "all_videos", "--output", tmp_path / "ids", cwd=tmp_path)
    assert code == 0, err
    assert out == f"{tmp_path / 'ids'}: 2 identifiers in shadertoy, 1 in twigl\n"
    assert lists(tmp_path / "ids") == EXPECTED


def test_from_an_address(server, tmp_path):
    server.put("/all_videos", LIST.encode(), troubles=[("drop", 20), ("status", 503)])
    id_lists.main(["--from", f"{server.url}/all_videos", "--output", str(tmp_path), "--retry-delay", "0.001"])
    assert lists(tmp_path) == EXPECTED


def test_from_a_mirrors_listing_of_folders(server, tmp_path):
    page = '<!DOCTYPE html><a href="../">up</a> <a href="?C=N;O=D">N</a> {}'
    server.put(
        "/shaders21k_videos/",
        page.format('<a href="4/">4/</a><A HREF=\'/shaders21k_videos/M/\'>M/</A><a href="5/">').encode(),
    )
    server.put("/shaders21k_videos/4/", page.format('<a href="4dSGRn.mp4">').encode())
    server.put(
        "/shaders21k_videos/M/",
        page.format('<a href="/shaders21k_videos/M/MsdGRN.mp4"><a href="x.mp4">').encode(),
    )
    server.put("/shaders21k_videos/5/", page.format(f'<a href="{TWIGL}.mp4">').encode())
    id_lists.main(["--base-url", server.url, "--output", str(tmp_path)])
    assert lists(tmp_path) == EXPECTED


def test_the_published_list_is_the_default(monkeypatch, server, tmp_path):
    server.put("/list", LIST.encode())
    monkeypatch.setattr(video_lists, "VIDEO_LIST", f"{server.url}/list")
    id_lists.main(["--output", str(tmp_path)])
    assert lists(tmp_path) == EXPECTED


@pytest.mark.parametrize("text", ["", "nothing\n", "<html>log in</html>"])
def test_lists_without_videos_are_refused_and_nothing_is_replaced(server, tmp_path, text):
    (tmp_path / "shadertoy").write_text("kept\n")
    (tmp_path / "list").write_text(text)
    server.put("/list", text.encode())
    for source in (tmp_path / "list", tmp_path / "missing", f"{server.url}/list", f"{server.url}/missing"):
        with pytest.raises(UserError):
            id_lists.main(["--from", str(source), "--output", str(tmp_path), "--retries", "0"])
    assert (tmp_path / "shadertoy").read_text() == "kept\n"


def test_all_videos_fetch_the_lists_first(server, tmp_path, monkeypatch):
    from downloads import published

    monkeypatch.setattr(published, "ROOT", tmp_path)
    page = f'<html><a href="MsdGRN.mp4"><a href="{TWIGL}.mp4">'
    server.put("/shaders21k_videos/", page.encode())
    for name in ("MsdGRN", TWIGL):
        server.put(f"/shaders21k_videos/{name[0]}/{name}.mp4", b"video")
    published.main(["videos", "--all", "--output", str(tmp_path / "v"), "--base-url", server.url])
    assert {path.stem for path in (tmp_path / "v").rglob("*.mp4")} == {"MsdGRN", TWIGL}
