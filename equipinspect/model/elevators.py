"""The sequence of inspection and testing years of a lift (TSG T7001-2023 cl. 4.1, T7008-2023)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from equipinspect.model.fields import Value
from equipinspect.model.rule_kinds import Interval, text_of

INSPECTION, TESTING, SUPERVISION = "定期检验", "自行检测", "监督检验"
YEARLY = "yearly"
_FALLBACKS = ("reg_date", "in_use_on", "installed_on")
_LONGEST = 200  # years a lift may stand; ends the search for a next year


@dataclass(frozen=True)
class Base:
    """Where the sequence starts: the year it counts from, and the month everything falls in.

    ``since`` is the number of the month of the last supervisory inspection or restart.
    """

    year: int
    month: int
    since: int
    yearly: bool = False


def base_of(values: Mapping[str, Value]) -> Base | None:
    """Return the base of a lift; None when no date says when it began.

    Year: installation passed 监督检验, after a 改造 that one; without either the day of registration
    or of first use. Month: the latest of 监督检验 (installation, 改造, 重大修理) and of the inspection
    before a restart.
    """
    text = {key: text_of(values.get(key)) for key in _KEYS}
    begun = max(text.get("modified_on", ""), text.get("supervision_month", ""))
    begun = begun or next((text[key] for key in _FALLBACKS if text.get(key)), "")
    if not begun:
        return None
    latest = max(begun, text.get("major_repair_on", ""), text.get("restart_month", ""))
    yearly = text.get("inspection_mode_override") == YEARLY
    return Base(int(begun[:4]), int(latest[5:7]), _number(latest), yearly)


_KEYS = frozenset({
    "modified_on", "supervision_month", "major_repair_on", "restart_month", "inspection_mode_override",
    *_FALLBACKS,
})  # fmt: skip


def task(rule: Interval, year_base: int, year: int) -> str:
    """Say what a calendar year asks for: 监督检验, 定期检验 or 自行检测."""
    passed = year - year_base
    if passed <= 0:
        return SUPERVISION
    return INSPECTION if passed > rule.yearly_after or passed in rule.years else TESTING


def next_dates(
    rule: Interval, year_base: int, month_base: int, after_year: int
) -> tuple[str, str | None]:
    """Return the month of the first inspection after a year, and of the first testing before that."""
    inspection = next(y for y in _years(after_year) if task(rule, year_base, y) == INSPECTION)
    between = range(after_year + 1, inspection)
    testing = next((y for y in between if task(rule, year_base, y) == TESTING), None)
    return f"{inspection}-{month_base:02}", f"{testing}-{month_base:02}" if testing else None


def _years(after: int) -> Iterator[int]:
    return iter(range(after + 1, after + _LONGEST))


def _number(text: str) -> int:
    return int(text[:4]) * 12 + int(text[5:7]) - 1


def next_inspection(rule: Interval, base: Base, last: str) -> int:
    """Return the number of the month of the next inspection.

    An inspection done up to ``early_months`` before its month serves that month: the next date follows
    from the base, never from the day it was done. A supervisory inspection drops that year's one.
    """
    done = max(base.since, _number(last) + rule.early_months if last else 0)
    return next(slot for year, slot in _slots(base) if slot > done and _inspects(rule, base, year))


def next_testing(rule: Interval, base: Base, last: str, inspected: str) -> int | None:
    """Return the number of the month of the next testing, None when every year has an inspection.

    ``inspected`` is the last inspection: testing years before it are past.
    """
    if base.yearly:
        return None
    done = max(
        base.since,
        _number(last) + rule.early_months if last else 0,
        _number(inspected) if inspected else 0,
        _number(rule.effective_from) - 1,
    )
    return next(
        (s for year, s in _slots(base) if s > done and not _inspects(rule, base, year)), None
    )


def _slots(base: Base) -> Iterator[tuple[int, int]]:
    return ((year, year * 12 + base.month - 1) for year in _years(base.year))


def _inspects(rule: Interval, base: Base, year: int) -> bool:
    return base.yearly or task(rule, base.year, year) == INSPECTION
