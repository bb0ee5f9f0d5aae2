"""The gallery's page in a headless Chromium, opened from the disk: what a person sees, finds, plays and cannot break."""

import copy
import json
import os
import shutil

import cv2
import numpy as np
import pytest

from image_generation.shaders.gallery_page.scripts import write_table
from image_generation.shaders.sources import BUNDLED
from tests.chromium import Chromium, find_chromium
from tests.image_generation.shaders.dataset_helpers import BROKEN, write_shaders
from tests.image_generation.shaders.gallery_helpers import (
    DIALECTS,
    HOSTILE,
    HOSTILE_SHADER,
    MEDIA,
    SCRIPT,
    TWO_PASSES,
    page_folder,
    read_tables,
)

pytestmark = pytest.mark.skipif(find_chromium() is None, reason="no chromium here: apt-get install chromium")

# On the strictest WebGL 2 compiler an integer is no float; desktop drivers let it pass.
DESKTOP_ONLY = "void mainImage(out vec4 c, in vec2 p) {\n    float x = 1;\n    c = vec4(x);\n}\n"
TILES = "document.querySelectorAll('.tile')"
NAMES = f"[...{TILES}].map((tile) => tile.title)"


@pytest.fixture(scope="module")
def browser():
    with Chromium() as running:
        yield running


@pytest.fixture(scope="module")
def gallery(command, tmp_path_factory):
    shaders = tmp_path_factory.mktemp("shaders")
    for name, text in DIALECTS.items():
        (shaders / f"{name}.frag").write_text(text)
    for name in ("truchet_quilt", "voronoi_city", "sky_sunset"):
        shutil.copy(BUNDLED / f"{name}.glsl", shaders)
    (shaders / "broken.frag").write_text(BROKEN)
    (shaders / "desktop.frag").write_text(DESKTOP_ONLY)
    (shaders / "media.json").write_text(json.dumps(MEDIA))
    (shaders / "two.json").write_text(json.dumps(TWO_PASSES))
    (shaders / (HOSTILE.replace("/", "_")[:100] + ".frag")).write_text(HOSTILE_SHADER)
    output = tmp_path_factory.mktemp("galleries") / "g with spaces # and %"
    command(SCRIPT, "--shaders", shaders, "composed:3", "--output", output, "--resolution", 128, "--workers", 2)
    return output


@pytest.fixture
def page(browser, gallery):
    """The page, just opened; whatever the test does, nothing may have been asked of a network or reported as wrong."""
    yield from opened(browser, gallery)


def opened(browser, gallery):
    browser.problems.clear()
    browser.requests.clear()
    browser.files.clear()
    browser.resize(1280, 800)
    browser.open("about:blank")
    browser.open(gallery / "index.html")
    browser.wait_for(f"{TILES}.length > 0")
    yield browser
    assert browser.problems == [] and browser.requests == []
    assert browser.evaluate("window.hacked === undefined")


def search(page, text):
    page.evaluate("byId('search').select() ?? byId('search').focus()")
    page.type(text)


def open_entry(page, name):
    page.evaluate(f"detail.show(grid.found.indexOf(data.programs.name.indexOf('{name}')))")
    page.wait_for("byId('source').textContent.length > 1")


def play(page):
    """Press play; the error that is shown, '' where the program runs."""
    page.click("#play-large")
    page.wait_for("detail.preview.playing || detail.preview.error !== ''")
    return page.evaluate("byId('preview-error').textContent")


def test_the_page_shows_every_program(page, gallery):
    tables = read_tables(gallery)
    assert page.evaluate("byId('count').textContent") == f"{len(tables['programs']['name'])} programs"
    titles = [t or n for t, n in zip(tables["programs"]["title"], tables["programs"]["name"], strict=True)]
    assert page.evaluate(NAMES) == titles
    assert all(path.startswith(str(gallery.resolve())) for path in page.files)
    shown = cv2.imdecode(np.frombuffer(page.screenshot(".item:nth-child(5) .picture"), np.uint8), cv2.IMREAD_COLOR)
    assert shown.std() > 10  # the sprite is there


def test_search_tags_and_ranges_narrow_what_is_shown(page):
    search(page, "quilt cloth")
    page.wait_for(f"{TILES}.length === 1")
    assert page.evaluate(NAMES) == ["Patchwork Quilt"]
    search(page, "no such thing")
    page.wait_for(f"{TILES}.length === 0 && !byId('empty').hidden")
    page.click("#clear")
    everything = page.evaluate(f"{TILES}.length")
    assert everything == 16 and page.evaluate("byId('clear').hidden")
    page.evaluate("[...document.querySelectorAll('#tags .tag')].find((b) => b.textContent.startsWith('quilt')).click()")
    assert page.evaluate(NAMES) == ["Patchwork Quilt"]
    page.click("#tags .tag[aria-pressed=true]")
    page.evaluate("byId('choice-dialect').value = data.programs.dialects.indexOf('isf')")
    page.evaluate("byId('choice-dialect').dispatchEvent(new Event('change'))")
    assert page.evaluate(NAMES) == ["isf"]
    page.click("#clear")
    for control, column in (("cost-most", "cost"), ("motion-least", "motion")):
        page.evaluate(f"byId('{control}').value = 100; byId('{control}').dispatchEvent(new Event('input'))")
        kept = page.evaluate(f"grid.found.map((k) => data.programs.{column}[k])")
        measured = [value for value in page.evaluate(f"data.programs.{column}") if value is not None]
        bound = (max(0.01, min(measured)) * max(measured)) ** 0.5  # the middle of a logarithmic range
        most = control.endswith("most")
        assert sorted(kept) == sorted(v for v in measured if (v <= bound if most else v >= bound))
        assert 0 < len(kept) < len(measured)
        page.click("#clear")
    page.evaluate("byId('sort').value = '-cost'; byId('sort').dispatchEvent(new Event('change'))")
    costs = page.evaluate("grid.found.map((k) => data.programs.cost[k])")
    assert costs[-1] is None and costs[:-1] == sorted(costs[:-1], reverse=True)


def test_a_click_shows_the_source_and_keys_lead_on(page):
    page.click(".tile[title='Patchwork Quilt']")
    page.wait_for("byId('source').textContent.includes('mainImage')")
    assert page.evaluate("byId('source').textContent") == (BUNDLED / "truchet_quilt.glsl").read_text()
    assert "ms a frame" in page.evaluate("byId('facts').textContent")
    at = page.evaluate("detail.position")
    page.key("ArrowRight")
    assert page.evaluate("[detail.position, detail.open]") == [at + 1, True]
    for _ in range(2):
        page.key("ArrowLeft")
    page.key("Escape")
    page.wait_for("!detail.open")
    page.wait_for(f"document.activeElement.title === {NAMES}[{at - 1}]")
    page.key("ArrowRight")
    page.key("Enter")
    page.wait_for("detail.open")
    assert page.evaluate("byId('detail-title').textContent") == "Patchwork Quilt"
    page.click("#detail-tags .tag:nth-child(2)")
    assert not page.evaluate("detail.open") and page.evaluate(NAMES) == ["Patchwork Quilt"]


@pytest.mark.parametrize("name", [*DIALECTS, "media", "voronoi_city", "composed_0_000001"])
def test_a_live_preview_draws_what_the_renderer_drew(page, gallery, name):
    open_entry(page, name)
    assert play(page) == ""
    assert page.evaluate("byId('play').textContent") == "Pause"
    page.wait_for("detail.preview.time > 0.05")
    page.click("#play")
    still = page.evaluate("detail.preview.time")
    assert page.evaluate("byId('time').value") == f"{still:.2f} s"
    page.click("#reset")
    assert page.evaluate("[detail.preview.time, detail.preview.playing]") == [0, False]
    page.evaluate(
        "new Promise((done) => { detail.preview.draw(1.0); requestAnimationFrame(() => requestAnimationFrame(done)); })"
    )
    shown = cv2.imdecode(np.frombuffer(page.screenshot("#canvas"), np.uint8), cv2.IMREAD_COLOR)
    wanted = cv2.imread(str(gallery / ".gallery" / "frames" / f"{name}.jpg"))
    assert shown.mean() > 10
    small = [cv2.resize(image, (16, 16), interpolation=cv2.INTER_AREA).astype(int) for image in (shown, wanted)]
    assert (
        np.abs(small[0] - small[1]).mean() < 9
    )  # smoother than the thumbnail: it has three times as many pixels a side
    page.key("Escape")


def test_what_cannot_be_shown_live_says_why(page):
    open_entry(page, "two")
    assert page.evaluate("byId('no-preview').textContent") == "No live preview: it has 2 passes."
    assert page.evaluate("byId('play-large').hidden && byId('controls').hidden")
    open_entry(page, "broken")
    assert "compile error: broken:2: " in page.evaluate("byId('reason').textContent")
    open_entry(page, "desktop")
    said = play(page)
    assert said.startswith("WebGL 2 does not compile it:\ndesktop:2: ") and not page.evaluate(
        "byId('preview-error').hidden"
    )


def test_hostile_text_is_only_text(page):
    name = page.evaluate("data.programs.name.find((name) => name.includes('hacked'))")
    open_entry(page, name)
    assert play(page) == ""
    assert page.evaluate("byId('detail-title').textContent") == HOSTILE
    assert page.evaluate("byId('source').textContent") == HOSTILE_SHADER
    assert page.evaluate("[...document.querySelectorAll('#detail-tags .tag')].map((b) => b.textContent)") == [
        HOSTILE[:60], "__proto__", "constructor", "javascript:hacked",
    ]  # fmt: skip
    assert (
        page.evaluate("document.images.length") == 1
        and page.evaluate("document.querySelectorAll('script').length") == 8
    )
    page.evaluate("[...document.querySelectorAll('#detail-tags .tag')][1].click()")
    assert page.evaluate(NAMES) == [HOSTILE]


def test_twenty_one_thousand_entries_scroll_and_search_smoothly(browser, gallery, tmp_path):
    many = tmp_path / "many"
    shutil.copytree(gallery, many)
    tables = copy.deepcopy(read_tables(gallery))
    programs, count = tables["programs"], 21_000
    for key, column in programs.items():
        if isinstance(column, list) and key not in ("dialects", "reasons", "statuses"):
            programs[key] = (column * (count // len(column) + 1))[:count]
    programs["name"] = [f"{name}_{k:05d}" for k, name in enumerate(programs["name"])]
    programs["slot"] = list(range(count))
    folder = page_folder(many)
    for sheet in range(1, -(-count // 64)):
        os.link(folder / "sprites" / "0000.jpg", folder / "sprites" / f"{sheet:04d}.jpg")
    write_table(folder / "entries.js", tables)
    for page in opened(browser, many):
        assert page.evaluate("byId('count').textContent") == "21,000 programs"
        sheets = {path for path in page.files if "/sprites/" in path}
        assert len(sheets) <= 2  # of 329
        median, nodes, last = page.evaluate(
            """(async () => {
                const frame = () => new Promise(requestAnimationFrame);
                const steps = [];
                let nodes = 0;
                for (let k = 0; k <= 40; k++) {
                    const before = performance.now();
                    grid.scroller.scrollTop = k / 40 * grid.scroller.scrollHeight;
                    await frame(); await frame();
                    steps.push(performance.now() - before);
                    nodes = Math.max(nodes, document.querySelectorAll('*').length);
                }
                return [steps.sort((a, b) => a - b)[20], nodes, Math.max(...grid.tiles.keys())];
            })()"""
        )
        assert last == count - 1 and nodes < 1000 and median < 2000
        took = page.evaluate(
            "(() => { byId('search').value = 'quilt'; const t = performance.now(); filters.apply(); return performance.now() - t; })()"
        )
        assert took < 1000 and page.evaluate("grid.found.length") == sum("quilt" in name for name in programs["name"])


def test_images_of_a_dataset_show_what_they_were_made_of(browser, command, tmp_path):
    shaders = write_shaders(tmp_path / "s", 3)
    command(
        "image_generation/shaders/generate_dataset.py", "--shaders", shaders, "--output", tmp_path / "d",
        "--n-samples", 6, "--resolution", 48, "--mixing-type", "convex", "--n-samples-mix", 2, "--workers", 1,
    )  # fmt: skip
    command(SCRIPT, "--dataset", tmp_path / "d", "--output", tmp_path / "g", "--workers", 1)
    for page in opened(browser, tmp_path / "g"):
        assert page.evaluate("byId('count').textContent") == "6 images"
        page.click(".tile")
        page.wait_for("byId('source').textContent.includes('mainImage')")
        page.wait_for("!byId('picture').hidden && byId('picture').naturalWidth === 48")
        assert page.evaluate("byId('detail-name').textContent") == "0000000000/000000.jpg"
        members = page.evaluate("[...document.querySelectorAll('.member')].map((b) => b.textContent)")
        assert len(members) == 2 and all("wave" in m and " s · weight 0." in m for m in members)
        page.click(".member:nth-child(2)")
        page.wait_for("document.querySelector('.member:nth-child(2)').ariaPressed === 'true'")
        used = page.evaluate("data.images.programs[0]")
        text = (shaders / f"wave{used[1]}.frag").read_text()
        page.wait_for(f"byId('source').textContent.length === {len(text)}")
        assert play(page) == ""
        assert page.evaluate("detail.preview.time") >= page.evaluate("data.images.times[0][1]")


def test_names_with_percent_signs_and_names_that_are_no_text(browser, command, tmp_path):
    images = tmp_path / "images"
    images.mkdir()
    for name in (b"50%.png", b"100%25 #?.png", b"\xff.png"):
        (images / os.fsdecode(name)).write_bytes(cv2.imencode(".png", np.full((8, 8, 3), 99, np.uint8))[1].tobytes())
    command(SCRIPT, "--dataset", images, "--output", tmp_path / "g", "--tile", 16, "--workers", 1)
    for page in opened(browser, tmp_path / "g"):
        for name in ("50%.png", "100%25 #?.png"):
            page.evaluate(f"detail.show(grid.found.indexOf(data.images.name.indexOf('{name}')))")
            page.wait_for("byId('picture').naturalWidth === 8")
            page.evaluate("detail.dialog.close()")
        page.evaluate("detail.show(grid.found.indexOf(data.images.name.findIndex((name) => name.length === 5)))")
        page.wait_for("detail.dialog.open")
        assert page.evaluate("byId('picture').hidden")
        page.evaluate("detail.dialog.close()")
        page.evaluate("location.hash = '#50%.png'")  # as somebody writes it by hand
        page.wait_for("detail.dialog.open && detail.k === data.images.name.indexOf('50%.png')")
