"""A fingerprint reads the same as digits and as words."""

from string import whitespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipinspect import RESOURCES
from equipinspect.model.errors import UserError
from equipinspect.model.fingerprints import LENGTH, grouped, load_words

WORDS = load_words(RESOURCES)
NUMBERS = st.integers(0, 10**LENGTH - 1).map(lambda n: f"{n:0{LENGTH}d}")


def test_every_sign_of_the_words_stands_once() -> None:
    signs = [*WORDS.first, *WORDS.second]
    assert len(WORDS.first) == len(WORDS.second) == 32
    assert len(set(signs)) == 64


@given(NUMBERS)
def test_words_and_digits_are_the_same_fingerprint(digits: str) -> None:
    spoken = WORDS.spoken(digits)
    assert WORDS.read(spoken) == WORDS.read(spoken.replace(" ", "、")) == digits
    assert WORDS.read(grouped(digits)) == WORDS.read(digits) == digits


@given(NUMBERS, NUMBERS)
def test_two_fingerprints_are_never_said_the_same(one: str, two: str) -> None:
    assert (WORDS.spoken(one) == WORDS.spoken(two)) == (one == two)


@pytest.mark.parametrize(
    "text", ["", "红山", "1" * 29, "1" * 31, "山红" * 10, "红山" * 11, whitespace]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="不是电脑指纹"):
        WORDS.read(text)


def test_words_beyond_the_largest_fingerprint_are_refused() -> None:
    with pytest.raises(UserError):
        WORDS.read((WORDS.first[-1] + WORDS.second[-1]) * 10)
