"""Gives business numbers out: the one place that knows which number of a series is free."""

from __future__ import annotations

from typing import NamedTuple

from equipinspect.app.session import Session
from equipinspect.model.text import _
from equipinspect.store import queries
from equipinspect.store.queries import Filter, Query

PATTERNS = {  # by kind of record; regulation §4.3, brackets are 〔〕
    "directive": "（{letter}）市监特令〔{year}〕第{serial}号",
    "check": "（{letter}）市监特检〔{year}〕第{serial}号",
    "hazard": "（{letter}）市监特隐〔{year}〕第{serial}号",
}
BLANK = "　"  # what stands for an office that has not said its letter


class Number(NamedTuple):
    """A number given out: its year, its place in the year's sequence, and how it is written."""

    year: int
    serial: int
    text: str

    def values(self) -> dict[str, str | int]:
        """Return it as the fields of a record."""
        return {"number": self.text, "year": self.year, "serial": self.serial}


class Numbers:
    """The numbers one action takes; each is taken once, voided ones are never taken again."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._last: dict[tuple[str, int], int] = {}

    def take(self, kind: str, year: int) -> Number:
        """Return the next number of a kind of record in a year."""
        key = (kind, year)
        if key not in self._last:
            self._last[key] = last_serial(self._session, kind, year)
        self._last[key] += 1
        letter = self._session.settings["document_letter"] or BLANK
        text = _(PATTERNS[kind]).format(letter=letter, year=year, serial=self._last[key])
        return Number(year, self._last[key], text)


def last_serial(session: Session, kind: str, year: int) -> int:
    """Return the greatest number of a year that was given out here; 0 when none was."""
    query = Query(kind, (Filter("year", "=", str(year)),), sort="serial", descending=True)
    ids = queries.first_page(session.register, query, 1)
    rows = queries.rows(session.register, kind, ids)
    return int(str(rows[0].values.get("serial") or 0)) if rows else 0
