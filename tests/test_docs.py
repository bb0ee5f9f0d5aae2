"""The pages: every one is in the index, and what they link to is there."""

import re

import pytest

from tests.conftest import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def test_the_index_has_every_page():
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    missing = [page.name for page in (ROOT / "docs").glob("*.md") if page.name != "index.md" and page.name not in index]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
    local = [link for link in links if "://" not in link and not link.startswith("mailto:")]
    assert not [link for link in local if not (page.parent / link).exists()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_scripts_that_pages_name_are_there(page):
    """What a page has its reader run: `.venv/bin/python FILE`, `bash FILE`."""
    text = page.read_text(encoding="utf-8")
    named = re.findall(r"(?:\.venv/bin/python|\bbash) ((?:[\w-]+/)+[\w-]+\.(?:py|sh))", text)
    assert not sorted({name for name in named if not (ROOT / name).is_file()})
