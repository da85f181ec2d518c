"""What one regulation rule states: its edition, how sure it is, its conditions and its figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from equipinspect.model.fields import Absent, Value

Conditions = tuple[tuple[str, tuple[str, ...]], ...]
_YES = frozenset({"1", "true", "yes", "是"})


def text_of(value: Value) -> str:
    """Return a stored value as plain text for conditions; empty when there is none."""
    return "" if value is None or isinstance(value, Absent) else str(value)


def _fits(text: str, allowed: tuple[str, ...]) -> bool:
    if text in allowed:
        return True
    return bool(text) and any(a[-1:] == "*" and text.startswith(a[:-1]) for a in allowed)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What every rule states about itself: where it stands, since when, and how sure it is."""

    id: str
    title: str = ""
    edition: str = ""
    effective_from: str = ""
    effective_to: str = ""
    clause: str = ""
    mark: str = "confirmed"
    when: Conditions = ()

    def fits(self, values: Mapping[str, Value]) -> bool:
        """Say whether every condition holds for these values."""
        return all(_fits(text_of(values.get(key)), allowed) for key, allowed in self.when)

    def confirmed(self, settings: Mapping[str, str]) -> bool:
        """Say whether the rule may raise red: low ones only after the office confirmed them."""
        return self.mark != "low" or settings.get(f"confirm.{self.id}", "") in _YES


@dataclass(frozen=True, kw_only=True)
class Interval(Rule):
    """How the next date of one stream follows from the last one (months or days)."""

    stream: str = ""
    method: str = "months"
    months: int = 0
    first: int = 0
    days: int = 0
    years: tuple[int, ...] = ()
    yearly_after: int = 0
    early_months: int = 0
    age_over_years: int = 0
    months_field: str = ""
    first_field: str = ""
    base: tuple[str, ...] = ("supervision_month", "in_use_on", "installed_on")
    season_field: str = ""
    season_note: str = ""
    life_year_note: str = ""

    def suits(self, values: Mapping[str, Value], on: str) -> bool:
        """Say whether conditions and age hold; ``on`` is the day (or month) the age is counted to."""
        return self.fits(values) and self._old_enough(values, on)

    def _old_enough(self, values: Mapping[str, Value], on: str) -> bool:
        if not self.age_over_years:
            return True
        since = next((text for key in self.base if (text := text_of(values.get(key)))), "")
        return bool(since and on) and int(on[:4]) - int(since[:4]) > self.age_over_years


@dataclass(frozen=True, kw_only=True)
class Life(Rule):
    """A category whose 设计使用年限 is a due date of its own."""

    category: str
    default_years: int = 0


@dataclass(frozen=True, kw_only=True)
class Order(Rule):
    """Streams that, when due in the same year, are done in this order."""

    category: str
    streams: tuple[str, ...]
    note: str


@dataclass(frozen=True, kw_only=True)
class CylinderKind(Rule):
    """Cycle and life of one kind of cylinder, in months; a cycle of 0 means none.

    The old ones are those of superseded rules that still stand in ledgers: a warning, never a rule.
    """

    cycle_months: int
    service_life_months: int = 0
    aluminium_life_months: int = 0
    max_life_months: int = 0
    old_life_months: int = 0
    old_cycle_months: int = 0
    note: str = ""


@dataclass(frozen=True)
class DuePolicy:
    """How due dates are shown: steps from near to far, each days and colour."""

    steps: tuple[tuple[int, str], ...]
    overdue: str
    unconfirmed: str
    apply_months_before: int
    stale_postponement_months: int
    no_reason: frozenset[str]

    def with_days(self, settings: Mapping[str, str]) -> DuePolicy:
        """Return the policy with the office's own days; ``notice_days_1`` is the farthest step."""
        own = [settings.get(f"notice_days_{n}", "") for n in range(len(self.steps), 0, -1)]
        steps = [
            (int(d) if d else shipped, c) for d, (shipped, c) in zip(own, self.steps, strict=True)
        ]
        return replace(self, steps=tuple(sorted(steps)))


@dataclass(frozen=True)
class CheckRules:
    """Kinds of supervision check by day, and what a certificate asks for."""

    kinds: tuple[tuple[str, str, str], ...]
    officers: int
    results: tuple[str, ...]
    validity_months: int
    statement: str

    def kinds_on(self, day: date) -> list[str]:
        """Return the kinds of check that existed on a day."""
        text = day.isoformat()
        return [
            kind
            for kind, since, until in self.kinds
            if since <= text and (not until or text < until)
        ]
