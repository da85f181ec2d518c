"""Writes business numbers of visits, hazards and directives: a serial of this device's blocks in its pattern."""

from __future__ import annotations

from typing import NamedTuple

from equipinspect.app import number_blocks
from equipinspect.app.session import Session
from equipinspect.model.fields import Value
from equipinspect.model.text import _
from equipinspect.store.operations import Action

PATTERNS = {  # by kind of record; regulation §4.3, brackets are 〔〕
    "directive": "（{letter}）市监特令〔{year}〕第{serial}号",
    "check": "（{letter}）市监特检〔{year}〕第{serial}号",
    "hazard": "（{letter}）市监特隐〔{year}〕第{serial}号",
}
BLANK = "　"  # what stands for an office that has not said its letter


class Number(NamedTuple):
    """A number given out: its year, its serial (None while it is provisional), how it is written."""

    year: int
    serial: int | None
    text: str

    def values(self) -> dict[str, Value]:
        """Return it as the fields of a record."""
        found: dict[str, Value] = {"number": self.text, "year": self.year}
        return found | ({"serial": self.serial} if self.serial is not None else {})


class Numbers:
    """The numbers one action takes; each is taken once, voided ones are never taken again."""

    def __init__(self, session: Session, running: Action) -> None:
        self._session = session
        self._serials = number_blocks.Numbers(session, running)

    def take(self, kind: str, year: int) -> Number:
        """Return the next number of a kind of record in a year; a provisional one without a block."""
        taken = self._serials.take(kind, year)
        written = taken.serial or number_blocks.provisional_text(self._session, taken)
        return Number(year, taken.serial, pattern(self._session, kind, year).format(serial=written))


def pattern(session: Session, kind: str, year: int) -> str:
    """Return how a kind of number is written, with {serial} where the serial stands."""
    letter = session.settings["document_letter"] or BLANK
    return _(PATTERNS[kind]).format(letter=letter, year=year, serial="{serial}")
