"""hf:USER/NAME as an argument: what is one, its parts, and lists that hold some."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from image_generation.common.errors import UserError
from learning.hub.addresses import HubAddress, is_hub, parse, split_addresses

WORDS = st.text("aZ0_.-h", min_size=1, max_size=8).map(lambda word: f"x{word}")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("hf:ann/waves", HubAddress("ann/waves")),
        ("hf:ann/waves@v1.0", HubAddress("ann/waves", revision="v1.0")),
        ("hf:ann/waves/train", HubAddress("ann/waves", "train")),
        ("hf:ann/waves/a b/c.pth.tar@refs/pr/3", HubAddress("ann/waves", "a b/c.pth.tar", "refs/pr/3")),
    ],
)
def test_parts_of_an_address(text, address):
    assert is_hub(text) and parse(text) == address and str(parse(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "hf:",
        "hf:ann",
        "hf:ann/",
        "hf:/ann/waves",
        "hf:../waves",
        "hf:ann/waves/../x",
        "hf:ann/waves/./x",
        "hf:ann/waves@",
        "hf:ann/waves@../../x",
        "hf:ann/waves@a b",
        "hf:ann/wav\\es",
        "hf:ann//x",
        "hf:ann/waves/\x00",
    ],
)
def test_what_is_no_address_is_refused(text):
    with pytest.raises(UserError, match="is no hf:USER/NAME") as caught:
        parse(text)
    assert caught.value.code == 2


def test_other_arguments_are_none():
    assert not any(map(is_hub, ["hf://datasets/ann/waves", "outputs/hf:x", "s3://a/b", "HF:a/b", ""]))


@given(st.lists(st.one_of(WORDS, WORDS.map(lambda word: f"hf:ann/{word}")), min_size=1))
def test_lists_keep_the_colon_of_the_hub(parts):
    assert split_addresses(":".join(parts)) == parts
