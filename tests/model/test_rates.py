"""Rates are compared unrounded, added up by their parts, and never shown as a goal they miss."""

from fractions import Fraction

import pytest

from equipinspect.model.rates import Rate, goal, total

SEVENTY = Fraction(7, 10)


def test_vector_7_rates() -> None:
    assert Rate(650, 1000).percent() == "65.0 %"
    assert Rate(0, 0).percent() == "—"
    assert Rate(0, 0).value is None
    assert total([Rate(1, 2), Rate(0, 0), Rate(3, 8)]) == Rate(4, 10)


def test_a_goal_just_missed_is_not_shown_as_reached() -> None:
    assert not Rate(6996, 10000).reaches(SEVENTY)
    assert Rate(6996, 10000).percent(SEVENTY) == "69.9 %"
    assert Rate(6996, 10000).percent() == "70.0 %"
    assert Rate(7000, 10000).percent(SEVENTY) == "70.0 %"
    assert Rate(6994, 10000).percent(SEVENTY) == "69.9 %"
    assert not Rate(0, 0).reaches(Fraction(0))


def test_missing_is_the_least_number_that_reaches_the_goal() -> None:
    for denominator in range(1, 60):
        for numerator in range(denominator + 1):
            rate = Rate(numerator, denominator)
            missing = rate.missing(SEVENTY)
            assert Rate(numerator + missing, denominator).reaches(SEVENTY)
            assert not missing or not Rate(numerator + missing - 1, denominator).reaches(SEVENTY)


def test_halves_are_rounded_up() -> None:
    assert Rate(1, 3).percent() == "33.3 %"
    assert Rate(2, 3).percent() == "66.7 %"
    assert Rate(1235, 10000).percent() == "12.4 %"


@pytest.mark.parametrize("text", ["0.70", "70%", " 70 ％", "0.7"])
def test_a_goal_is_a_share_or_per_cent(text: str) -> None:
    assert goal(text) == SEVENTY


@pytest.mark.parametrize("text", ["", "七成", "70", "-0.1", "1.2", "nan", "101%"])
def test_what_is_no_goal_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        goal(text)
