"""Computes the next date of one stream from the last one, by the method its rule names."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from equipinspect.model import elevators
from equipinspect.model.declarations import Declaration
from equipinspect.model.fields import Value
from equipinspect.model.rule_kinds import CylinderKind, Interval, Rule, text_of
from equipinspect.model.rules import Rules
from equipinspect.model.streams import Stream

CYLINDER = "CYLINDER"  # the rule name of streams that follow the kind of cylinder
EXACT_DAY = "exact_day"
Values = Mapping[str, Value]
Settings = Mapping[str, str]
MOST_MONTHS, MOST_YEARS = 600, 150  # longer ones are slips of the pen
_MONTH = len("2025-04")
_DAY = len("2025-04-01")


def months_of(text: str) -> int:
    """Return the number of the month of ``YYYY-MM[-DD]``, counted from year 0."""
    return int(text[:4]) * 12 + int(text[5:7]) - 1


def month_text(number: int) -> str:
    """Return ``YYYY-MM`` for the number of a month."""
    return f"{number // 12:04}-{number % 12 + 1:02}"


_EARLIEST, _LATEST = months_of("1000-01"), months_of("9998-12")


def add_months(text: str, months: int) -> str:
    """Add months to a month or a day; the day is clamped (31 January + 1 = 28 or 29 February).

    A mistyped number of years leads to the edge of the calendar, never beyond it.
    """
    moved = month_text(min(max(months_of(text) + months, _EARLIEST), _LATEST))
    if len(text) == _MONTH:
        return moved
    day = min(int(text[8:10]), monthrange(int(moved[:4]), int(moved[5:7]))[1])
    return f"{moved}-{day:02}"


def computed(
    stream: Stream, values: Values, rules: Rules, settings: Settings
) -> tuple[str | None, Rule | None]:
    """Return the suggested next date and the rule it rests on; (None, …) when nothing can be said.

    When the date falls after the rule's own end, the rule then in force decides.
    """
    last = text_of(values.get(stream.last))
    if stream.rule == CYLINDER:
        return _cylinder(values, last, rules, settings)
    rule = rules.pick(stream.rule, values, last)
    text = _by_rule(rule, values, last, settings)
    if rule and text and rule.effective_to and text >= rule.effective_to[: len(text)]:
        rule = rules.pick(stream.rule, values, text if len(text) == _DAY else f"{text}-28")
        text = _by_rule(rule, values, last, settings)
    return text, rule


def _by_rule(rule: Interval | None, values: Values, last: str, settings: Settings) -> str | None:
    return _METHODS[rule.method](rule, values, last, settings) if rule else None


def _months(rule: Interval, values: Values, last: str, settings: Settings) -> str | None:
    if last and rule.days:
        if len(last) < _DAY:
            return None
        return (date.fromisoformat(last) + timedelta(days=rule.days)).isoformat()
    base = last or next((text for key in rule.base if (text := text_of(values.get(key)))), "")
    count = _count(rule.months, rule.months_field, values)
    if not last:
        count = _count(rule.first, rule.first_field, values)
    return _precise(add_months(base, count), settings) if base and count else None


def _count(months: int, key: str, values: Values) -> int:
    return _sane(values.get(key), MOST_MONTHS) if key else months


def _sane(value: Value, most: int) -> int:
    """Return a count as entered; 0 for none and for a slip that would leave the calendar."""
    number = int(text_of(value) or 0)
    return number if 0 < number <= most else 0


def _precise(text: str, settings: Settings) -> str:
    """Cut a computed day to its month unless the office counts computed dates by the day."""
    return text if settings.get("overdue_basis") == EXACT_DAY else text[:_MONTH]


def _elevator(rule: Interval, values: Values, last: str, _settings: Settings) -> str | None:
    base = elevators.base_of(values)
    return month_text(elevators.next_inspection(rule, base, last)) if base else None


def _testing(rule: Interval, values: Values, last: str, _settings: Settings) -> str | None:
    base = elevators.base_of(values)
    if base is None:
        return None
    found = elevators.next_testing(rule, base, last, text_of(values.get("inspection_last")))
    return month_text(found) if found else None


def _with_yearly_visit(
    rule: Interval, values: Values, last: str, _settings: Settings
) -> str | None:
    """Return the month of that year's inspection or testing, the interval after the last one."""
    if not last:
        return None
    moved = add_months(last[:_MONTH], rule.months)
    base = elevators.base_of(values)
    return f"{moved[:4]}-{base.month:02}" if base else moved


def _nothing(_rule: Interval, _values: Values, _last: str, _settings: Settings) -> None:
    return None


_METHODS: dict[str, Callable[[Interval, Values, str, Settings], str | None]] = {
    "months": _months,
    "elevator": _elevator,
    "elevator_testing": _testing,
    "with_yearly_visit": _with_yearly_visit,
    "none": _nothing,
    "unknown": _nothing,
}


# --- cylinders and design life ------------------------------------------------------------------


def _kind_months(kind: CylinderKind, name: str, shipped: int, settings: Settings) -> int:
    """Return the office's own figure for a kind of cylinder, else the shipped one."""
    own = settings.get(f"cylinder.{kind.id.removeprefix('CYL-')}.{name}", "")
    return int(own) if own else shipped


def _cylinder(
    values: Values, last: str, rules: Rules, settings: Settings
) -> tuple[str | None, Rule | None]:
    kind = rules.cylinders.get(text_of(values.get("kind_code")))
    base = last or text_of(values.get("made_on"))
    if kind is None or not base:
        return None, kind
    cycle = _kind_months(kind, "cycle_months", kind.cycle_months, settings)
    if not cycle:
        return None, kind
    text = _precise(add_months(base, cycle), settings)
    end = _cylinder_end(kind, values, settings)
    return (None if end and text[:_MONTH] > end[:_MONTH] else text), kind


def _cylinder_end(kind: CylinderKind, values: Values, settings: Settings) -> str | None:
    """Return when a cylinder must be scrapped: as entered, else by the life of its kind."""
    entered = text_of(values.get("scrap_month"))
    made = text_of(values.get("made_on"))
    if entered or not made:
        return entered or None
    life = _kind_months(kind, "service_life_months", kind.service_life_months, settings)
    if kind.aluminium_life_months and values.get("body_material") == "铝合金":
        life = kind.aluminium_life_months
    if own := text_of(values.get("design_life_y")):
        life = int(own) * 12
    if kind.max_life_months and values.get("assessed") == 1:
        life = _kind_months(kind, "max_life_months", kind.max_life_months, settings)
    return add_months(made[:_MONTH], life) if life else None


def life_end(
    declaration: Declaration, values: Values, rules: Rules, settings: Settings
) -> tuple[str, Rule, bool] | None:
    """Return the end of the design life, its rule, and whether it was entered rather than computed."""
    if any(stream.rule == CYLINDER for stream in declaration.streams):
        kind = rules.cylinders.get(text_of(values.get("kind_code")))
        end = _cylinder_end(kind, values, settings) if kind else None
        return (end, kind, bool(text_of(values.get("scrap_month")))) if kind and end else None
    rule = rules.life(declaration.key, values)
    if rule is None:
        return None
    if entered := text_of(values.get("life_end")):
        return entered, rule, True
    given = values.get("design_life_y")
    years = _sane(given, MOST_YEARS) if text_of(given) else rule.default_years
    since = text_of(values.get("in_use_on")) or text_of(values.get("made_on"))
    return (add_months(since[:_MONTH], years * 12), rule, False) if since and years else None
