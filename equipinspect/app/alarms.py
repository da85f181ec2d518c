"""Alarms that were dealt with: an answered one does not shout again until its date changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from equipinspect.app import records
from equipinspect.app.lists import Filter, Query
from equipinspect.app.session import Session, changed
from equipinspect.model.changes import Changed
from equipinspect.model.declarations import Declaration
from equipinspect.model.errors import InvalidRecord
from equipinspect.model.fields import Value
from equipinspect.model.text import _
from equipinspect.store import queries, upcoming

KIND = "alarm_answer"
DATED = {  # which date of the record an alarm speaks of
    "inspection": "_due", "due_soon": "_due", "hazard": "deadline", "recheck": "recheck_due", "policy": "ends",
}  # fmt: skip


def answered(session: Session, on: date, alarm: str, shown: Sequence[Query], due: str = "") -> int:
    """Count the rows of queries whose alarm has an answer for the date it speaks of that still holds."""
    return len(still_answered(session, on, alarm, shown, due))


def still_answered(
    session: Session, on: date, alarm: str, shown: Sequence[Query], due: str = ""
) -> list[int]:
    """Return those rows."""
    held = {
        each.subject: each.due
        for each in upcoming.answers(session.register, alarm)
        if each.on <= on.isoformat() and (not each.until or on.isoformat() < each.until)
    }
    if not held:
        return []
    among = Filter("id", "among", str(list(held)))
    found: list[int] = []
    for query in shown:
        ids = queries.positions(session.register, Query(query.kind, (*query.filters, among)))
        rows = queries.rows(session.register, query.kind, list(ids))
        found += [row.id for row in rows if held[row.id] in ("", _date(row, due))]
    return found


def _date(row: queries.Row, due: str) -> str:
    value = row.kept.get(due) if due.startswith("_") else row.values.get(due)
    return "" if value is None else str(value)


def answer(
    session: Session,
    alarm: str,
    subjects: Sequence[int],
    reason: str,
    note: str = "",
    until: date | None = None,
) -> Changed:
    """Write down how alarms were dealt with, as one action: the reason code, and until when it holds.

    The answer is for the date the alarm speaks of now; another date raises it again. Raises
    InvalidRecord for an unknown alarm or reason.
    """
    declaration = session.declaration(KIND)
    _check_words(declaration, {"alarm": alarm, "reason": reason})
    with session.action("answer", note) as running:
        for number in subjects:
            values: dict[str, Value] = {
                "subject": number, "alarm": alarm, "reason": reason, "due": _due(session, alarm, number),
                "on": session.today().isoformat(), "until": until.isoformat() if until else None,
                "by": session.person, "note": note or None,
            }  # fmt: skip
            filled = {k: v for k, v in values.items() if v is not None}
            records.check(declaration, filled)
            running.create(KIND, filled)
    return changed(running, answered=len(subjects))


def _check_words(declaration: Declaration, words: Mapping[str, str]) -> None:
    for key, word in words.items():
        field = declaration.field(key)
        if word not in field.labels:
            known = "、".join(field.labels)
            text = _("{label}“{word}”没有，可用：{known}").format(
                label=field.label, word=word, known=known
            )
            raise InvalidRecord(text + "。", {key: text})


def _due(session: Session, alarm: str, number: int) -> str | None:
    key = DATED.get(alarm, "")
    if not key:
        return None
    record = records.read(session, number)
    row = queries.rows(session.register, record.kind, [number])[0]
    return _date(row, key) or None
