"""Rates with their numerator and denominator: compared unrounded, never averaged, printed carefully."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from math import ceil
from typing import NamedTuple

NOTHING = "—"
PLACE = Decimal("0.1")


class Rate(NamedTuple):
    """A share of things counted; over nothing it has no value."""

    numerator: int
    denominator: int

    @property
    def exact(self) -> Fraction | None:
        """The rate itself, None when there is nothing to count over."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    @property
    def value(self) -> float | None:
        """The rate for programs, None when there is nothing to count over."""
        return self.numerator / self.denominator if self.denominator else None

    def reaches(self, goal: Fraction) -> bool:
        """Say whether the unrounded rate is at least the goal: 69.96 % is not 70 % (§7.2)."""
        return self.exact is not None and self.exact >= goal

    def missing(self, goal: Fraction) -> int:
        """Return how many more things are needed to reach the goal; 0 when it is reached."""
        return max(0, ceil(goal * self.denominator) - self.numerator)

    def percent(self, goal: Fraction | None = None) -> str:
        """Print in per cent with one decimal; a goal that is missed is never shown as reached."""
        if self.exact is None:
            return NOTHING
        text = _rounded(self.exact, ROUND_HALF_UP)
        if goal is not None and not self.reaches(goal) and Fraction(text) >= goal * 100:
            text = _rounded(self.exact, ROUND_FLOOR)
        return f"{text} %"


def _rounded(exact: Fraction, way: str) -> Decimal:
    hundred = exact * 100
    tenths = Decimal(hundred.numerator * 10) / Decimal(hundred.denominator)
    if way == ROUND_FLOOR:
        return Decimal(hundred.numerator * 10 // hundred.denominator) * PLACE
    return (tenths * PLACE).quantize(PLACE, way)


def total(rates: Iterable[Rate]) -> Rate:
    """Add rates up: Σ numerators over Σ denominators (§12 vector 7)."""
    listed = list(rates)
    return Rate(sum(r.numerator for r in listed), sum(r.denominator for r in listed))


def goal(text: str) -> Fraction:
    """Read a goal such as 0.70 or 70%; raise ValueError when it is none between 0 and 1."""
    bare = text.strip().replace("％", "%")
    try:
        number = Fraction(Decimal(bare.removesuffix("%").strip()))
    except (InvalidOperation, ValueError, OverflowError) as error:
        raise ValueError(text) from error
    found = number / 100 if bare.endswith("%") else number
    if not 0 <= found <= 1:
        raise ValueError(text)
    return found
