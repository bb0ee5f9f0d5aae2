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


def test_every_promise_of_reliability_has_a_test_that_is_there():
    text = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text)
    assert len(named) > 50
    missing = [f"{file}::{name}" for file, name in named
               if not (ROOT / file).is_file() or f"def {name}(" not in (ROOT / file).read_text(encoding="utf-8")]  # fmt: skip
    assert not missing
    promises = [line for line in text.splitlines() if line.startswith("| ") and "---" not in line and "::" not in line]
    headings = [line for line in promises if line in ("| promise | test |",)]
    of_budgets = text[text.index("## Budgets") :].splitlines()
    assert [line for line in promises if line not in headings and line not in of_budgets] == []
