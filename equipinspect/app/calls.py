"""The telephone: policies that end within 30, 7 and 3 days, and notes of calls with their results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from equipinspect.app import coverage, forecasting, records
from equipinspect.app.lists import Filter, Query
from equipinspect.app.session import Session
from equipinspect.model.changes import Changed
from equipinspect.model.errors import InvalidRecord
from equipinspect.model.fields import Value
from equipinspect.model.text import _
from equipinspect.store import calling, queries

KIND = "contact_note"


@dataclass(frozen=True)
class Expiring:
    """One policy to be called about: when it ends, the lifts it leaves uninsured, the last call.

    ``step`` is the nearest of the office's days (30, 7, 3) that has been reached.
    """

    policy: int
    number: str
    ends: str
    days: int
    step: int
    insurer: str
    unit: int | None
    name: str
    phone: str
    lifts: int
    lapsing: int
    contact: calling.Contact | None


def expiring(session: Session, on: date, area: Sequence[Filter] = ()) -> list[Expiring]:
    """Return the policies that end soon and leave lifts uninsured, the first to end first."""
    steps = sorted(int(session.settings[f"policy_days_{n}"]) for n in (1, 2, 3))
    scope = coverage.ahead(session, on, area)
    found = calling.endings(session.register, scope, on, on + timedelta(days=steps[-1]))
    units = {each.unit for each in found} | {each.insurer for each in found}
    rows = queries.rows(session.register, "unit", [n for n in units if n is not None])
    known = {row.id: row for row in rows}
    contacts = calling.last(session.register, "insurance", on.isoformat())
    return [
        _expiring(session, on, steps, each, (known, contacts)) for each in found if each.lapsing
    ]


Known = tuple[dict[int, queries.Row], dict[int, calling.Contact]]


def _expiring(
    session: Session, on: date, steps: list[int], each: calling.Ending, known: Known
) -> Expiring:
    rows, contacts = known
    days = (date.fromisoformat(each.ends) - on).days
    unit, insurer = rows.get(each.unit or 0), rows.get(each.insurer or 0)
    contact = contacts.get(each.unit or 0)
    if contact:
        words = session.declaration(KIND).field("result").show(contact.result)
        contact = calling.Contact(contact.on, words, contact.again_on, contact.id)
    return Expiring(
        each.policy, each.number, each.ends, days, next(s for s in steps if days <= s),
        str(insurer.values.get("name", "")) if insurer else "", each.unit,
        str(unit.values.get("name", "")) if unit else "", forecasting.phone(unit),
        each.lifts, each.lapsing, contact,
    )  # fmt: skip


def rows(found: Sequence[Expiring], step: int) -> Query:
    """Return the policies of a list that have reached a step."""
    return coverage.among("policy", [each.policy for each in found if each.step <= step])


def note(
    session: Session, unit: int, result: str, policy: int | None = None, **more: Value
) -> Changed:
    """Write down a call to a unit about its insurance, today; ``more`` are fields of the note.

    Raises InvalidRecord for an unknown result.
    """
    field = session.declaration(KIND).field("result")
    if result not in field.labels:
        text = _("通话结果“{word}”没有，可用：{known}").format(
            word=result, known="、".join(field.labels)
        )
        raise InvalidRecord(text + "。", {"result": text})
    values: dict[str, Value] = {
        "unit": unit, "on": session.today().isoformat(), "about": "insurance", "policy": policy,
        "by": session.person, "result": result, **more,
    }  # fmt: skip
    number = records.save_new(session, KIND, values, _("记录电话"))
    return Changed(frozenset({KIND}), (number,))
