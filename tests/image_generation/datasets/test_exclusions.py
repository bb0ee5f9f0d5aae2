"""A run that ends in an error says how many programs it excluded and where they are listed."""

import csv
import re

import pytest

from image_generation.common.errors import UserError
from image_generation.datasets.exclusions import beside, with_exclusions
from tests.image_generation.shaders.dataset_helpers import write_shaders

SCRIPT = "image_generation/shaders/generate_dataset.py"
BROKEN = "void mainImage(out vec4 c, in vec2 p) { c = vec4(nothing); }"


def listed(error: str) -> dict[str, str]:
    """The list that an error names."""
    path = re.search(r"excluded: see ([^)]+)\)", error)[1]
    with open(path, newline="", encoding="utf-8") as file:
        return {row["name"]: row["reason"] for row in csv.DictReader(file)}


@pytest.mark.parametrize("kind", [[], ["--format", "webdataset"]])
def test_where_nothing_can_be_drawn_the_list_stands_beside(command, tmp_path, kind):
    shaders = write_shaders(tmp_path / "s", 0)
    for k in range(3):
        (shaders / f"broken{k}.frag").write_text(BROKEN)
    arguments = ("--shaders", shaders, "--output", tmp_path / "d", "--n-samples", 6, "--resolution", 8, *kind)
    error = command(SCRIPT, *arguments, code=1).stderr
    assert "3 programs are excluded" in error
    found = listed(error)
    assert sorted(found) == ["broken0", "broken1", "broken2"] and all("nothing" in why for why in found.values())
    assert not [path for path in (tmp_path / "d").rglob("*") if path.is_file()] or kind


def test_another_error_names_them_too(command, tmp_path):
    """The text of a program changes while broken ones are excluded: the error is of the change, the list is there."""
    shaders = write_shaders(tmp_path / "s", 2)
    (shaders / "broken.frag").write_text(BROKEN)
    arguments = ["--shaders", shaders, "--output", tmp_path / "d", "--n-samples", 9, "--resolution", 8]
    command(SCRIPT, *arguments)
    (shaders / "wave1.frag").write_text((shaders / "wave0.frag").read_text() + "\n")
    error = command(SCRIPT, *arguments, code=2).stderr
    assert "has changed since" in error and "1 program is excluded" in error
    assert listed(error).keys() == {"broken"}


def test_words_and_places():
    error = UserError("it ended", 2)
    assert with_exclusions(error, 0, "x") is error
    told = with_exclusions(error, 12, "d/excluded.csv")
    assert str(told) == "it ended (12 programs are excluded: see d/excluded.csv)" and told.code == 2
    assert beside("out/d/") == "out/d.excluded.csv" and beside("s3://bucket/some/images") == "images.excluded.csv"
