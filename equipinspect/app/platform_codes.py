"""Reads the status codes 1–9 of the national platform where a sheet has them in its status column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from equipinspect.app.reading import Reading
from equipinspect.app.session import Session
from equipinspect.exchange.cells import shown
from equipinspect.exchange.rows import ParsedRow
from equipinspect.exchange.sheets import Cell
from equipinspect.model import status
from equipinspect.model.fields import folded

COLUMN = "use_status"
WORDS = {
    "在用未注册": "9",
    "在用未登记": "9",
}  # the platform's own name of code 9 (regulation §9.1)


@dataclass(frozen=True)
class StatusCodes:
    """The status column of one sheet."""

    session: Session
    index: int
    settled: frozenset[str]

    def complete(self, parsed: ParsedRow) -> None:
        """Add what a code says beside the status (9: not registered), or why it is not taken."""
        code = self._code(parsed.cells)
        if not code:
            return
        try:
            found = status.from_platform(self.session.rules, code)
        except ValueError as error:
            said = str(error)
            parsed.problems = tuple(
                replace(p, problem=said) if p.key == COLUMN else p for p in parsed.problems
            )
            return
        parsed.problems = tuple(p for p in parsed.problems if p.key != COLUMN)
        for key, value in found.items():
            parsed.values.setdefault(key, value)

    def _code(self, cells: Sequence[Cell]) -> str:
        text = _word(cells[self.index]) if self.index < len(cells) else ""
        code = WORDS.get(text, text).removesuffix(".0")
        known = code in self.session.rules.platform_codes and text not in self.settled
        return code if known else ""


@lru_cache(maxsize=256, typed=True)
def _word(cell: Cell) -> str:
    return folded(shown(cell))


def status_codes(session: Session, reading: Reading) -> StatusCodes | None:
    """Return the status column of a sheet; None when it has none.

    Words that the mapping gives a meaning of its own are left to it.
    """
    for column in reading.columns:
        if column.key == COLUMN:
            settled = frozenset(reading.ledger.mapping.words_of(COLUMN))
            return StatusCodes(session, column.index, settled)
    return None
