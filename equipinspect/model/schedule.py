"""When equipment is due: reported, postponed or computed dates of every stream, without a clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from equipinspect.model import dates, intervals
from equipinspect.model.declarations import Declaration
from equipinspect.model.fields import Absent, Value
from equipinspect.model.rule_kinds import DuePolicy, Rule, text_of
from equipinspect.model.rules import Rules
from equipinspect.model.streams import Stream
from equipinspect.model.text import _

REPORTED, COMPUTED, POSTPONED = "reported", "computed", "postponed"
IN_USE = "in_use"
LIFE = "life"


class Due(NamedTuple):
    """One date by which something must be done.

    ``due`` is a month or a full day, ``last_day`` the last day on which it is not overdue, ``source``
    says whether the report printed it, it was postponed (``original`` is the date before), or it was
    computed by ``rule``. ``confirmed`` is false while an uncertain rule may not raise red.
    """

    stream: str
    label: str
    due: str
    last_day: date
    apply_by: date
    source: str
    original: str
    rule: str
    confirmed: bool
    note: str = ""


def is_counted(values: Mapping[str, Value]) -> bool:
    """Say whether the equipment is in use; stopped, scrapped or unused equipment is never overdue."""
    return values.get("use_status") == IN_USE


def is_overdue(due: Due, on: date) -> bool:
    """Say whether a date lies before ``on``; dates of unconfirmed rules never count."""
    return due.last_day < on and due.confirmed


def nearest(found: list[Due], rules: Rules) -> Due | None:
    """Return the date that drives list and reminder: the first that may raise red, without daily rounds."""
    driving = [due for due in found if due.confirmed and due.rule not in rules.daily]
    return min(driving, key=lambda due: due.last_day, default=None)


def colour(last_day: date, today: date, policy: DuePolicy, confirmed: bool = True) -> str:
    """Return the colour of a due date by the steps of the rules; empty when it is far away."""
    days = (last_day - today).days
    if days < 0:
        return policy.overdue if confirmed else policy.unconfirmed
    return next((name for limit, name in policy.steps if days <= limit), "")


def month_only(due: str) -> str:
    """Return the month of a date from a source that writes every month as its first day (统一为1日)."""
    return due[:7] if due.endswith("-01") and len(due) == len("2025-04-01") else due


def dues(
    declaration: Declaration,
    values: Mapping[str, Value],
    rules: Rules,
    settings: Mapping[str, str],
) -> list[Due]:
    """Return the due date of every stream that has one, and the end of the design life where it binds.

    Pure: the same values, rules and settings always give the same dates, whatever the day.
    """
    found: list[Due] = []
    for stream in declaration.streams:
        due = _stream_due(stream, values, rules, settings)
        if due:
            found.append(due)
    end = _life(declaration, values, rules, settings)
    if end:
        found.append(end)
    if declaration.key in rules.orders or declaration.key in rules.lives:
        return [due._replace(note=_note(due, found, declaration, values, rules)) for due in found]
    return found


def is_exempt(declaration: Declaration, values: Mapping[str, Value], rules: Rules) -> bool:
    """Say whether a legal reason frees the equipment from its main inspection."""
    main = next((stream for stream in declaration.streams if stream.main), None)
    if main is None or text_of(values.get("no_inspection_reason")):
        return True
    given = values.get(main.next)
    if isinstance(given, Absent) and given.reason not in rules.due.no_reason:
        return True
    if main.rule == intervals.CYLINDER:
        kind = rules.cylinders.get(text_of(values.get("kind_code")))
        return kind is not None and kind.cycle_months == 0
    rule = rules.pick(main.rule, values, text_of(values.get(main.last)))
    return rule is not None and rule.method == "none"


def is_undated(
    declaration: Declaration, values: Mapping[str, Value], rules: Rules, found: list[Due]
) -> bool:
    """Say whether equipment in use has neither a next main date nor a legal reason for having none.

    ``found`` is what `dues` returned. A cylinder whose life ends before its next inspection is dated
    by the end of its life.
    """
    main = next((stream for stream in declaration.streams if stream.main), None)
    if main is None or not is_counted(values) or is_exempt(declaration, values, rules):
        return False
    by_life = main.rule == intervals.CYLINDER
    return not any(due.stream == main.key or (by_life and due.stream == LIFE) for due in found)


def _stream_due(
    stream: Stream, values: Mapping[str, Value], rules: Rules, settings: Mapping[str, str]
) -> Due | None:
    given = values.get(stream.next)
    postponed = values.get(stream.postponed)
    rule_id, confirmed, source = stream.rule, True, REPORTED
    text = given if isinstance(given, str) else None
    if text is None:
        if _no_computing(stream, given, values, rules):
            return None
        source = COMPUTED
        text, rule = intervals.computed(stream, values, rules, settings)
        if rule is not None:
            rule_id, confirmed = rule.id, rule.confirmed(settings)
    original = ""
    if isinstance(postponed, str) and _moves(
        postponed, text, text_of(values.get(stream.last)), rules
    ):
        source, confirmed = POSTPONED, True
        text, original = postponed, text or ""
    if text is None:
        return None
    last_day, apply_by = _edges(text, rules.due.apply_months_before)
    if stream.rule in rules.daily:
        apply_by = last_day
    return Due(
        stream.key, stream.label, text, last_day, apply_by, source, original, rule_id, confirmed
    )


def _no_computing(stream: Stream, given: Value, values: Mapping[str, Value], rules: Rules) -> bool:
    if isinstance(given, Absent) and given.reason not in rules.due.no_reason:
        return True
    return stream.main and bool(text_of(values.get("no_inspection_reason")))


def _moves(postponed: str, due: str | None, last: str, rules: Rules) -> bool:
    """Say whether a postponement is of this round: later, or ordered earlier but not a left-over."""
    if not due or dates.last_day(postponed) > dates.last_day(due):
        return True
    if postponed[: len(due)] == due[: len(postponed)]:
        return False
    stale = rules.due.stale_postponement_months
    return bool(last) and intervals.months_of(postponed) > intervals.months_of(last) + stale


@lru_cache(maxsize=16384)
def _edges(due: str, months_before: int) -> tuple[date, date]:
    """Return the last day a date covers, and the day by which to apply for the inspection."""
    return dates.last_day(due), dates.last_day(intervals.add_months(due, -months_before))


def _life(
    declaration: Declaration, values: Mapping[str, Value], rules: Rules, settings: Mapping[str, str]
) -> Due | None:
    """Return the end of the design life where a rule makes it binding."""
    found = intervals.life_end(declaration, values, rules, settings)
    if found is None:
        return None
    end, rule, entered = found
    last_day, apply_by = _edges(end, rules.due.apply_months_before)
    source = REPORTED if entered else COMPUTED
    label = _("设计使用年限届满")
    return Due(
        LIFE, label, end, last_day, apply_by, source, "", rule.id, _binding(rule, entered, settings)
    )


def _binding(rule: Rule, entered: bool, settings: Mapping[str, str]) -> bool:
    return entered or rule.confirmed(settings)


def _note(
    due: Due, found: list[Due], declaration: Declaration, values: Mapping[str, Value], rules: Rules
) -> str:
    """Return what else the rules say about a date: the order within a year, the season, the last year."""
    for order in rules.orders.get(declaration.key, ()):
        place = order.streams.index(due.stream) if due.stream in order.streams else 0
        for other in found:
            earlier = other.stream in order.streams[:place] and other.last_day > due.last_day
            if earlier and other.last_day.year == due.last_day.year:
                return _(order.note).format(before=other.label, after=due.label)
    rule = next(iter(rules.intervals.get(due.rule, ())), None)
    if rule is None or due.stream == LIFE:
        return ""
    end = next((other for other in found if other.stream == LIFE), None)
    if rule.life_year_note and end and end.last_day.year == due.last_day.year:
        return _(rule.life_year_note)
    opens = text_of(values.get(rule.season_field)) if rule.season_field else ""
    if opens and due.last_day < date.fromisoformat(opens):
        return _(rule.season_note).format(day=opens)
    return ""
