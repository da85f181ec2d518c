"""Opens a sheet for import: its header, the mapping given or remembered, and the source it names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from equipinspect.app.session import Report, Session, never, silent
from equipinspect.exchange import mapping as mappings
from equipinspect.exchange.headers import Column
from equipinspect.exchange.ledgers import Ledger, open_ledger
from equipinspect.exchange.mapping import Mapping
from equipinspect.exchange.rows import ParsedRow
from equipinspect.model.declarations import Declaration
from equipinspect.model.text import _

FOLDER = "mappings"
MOST_NOTES = 20


@dataclass(frozen=True)
class Wanted:
    """What a person asks to read: the file, a mapping file or mapping, the sheet, where it comes from."""

    path: Path
    mapping: Path | Mapping | None = None
    sheet: str | None = None
    source: str = ""


@dataclass
class Reading:
    """A sheet understood and ready to be read."""

    ledger: Ledger
    source: str

    @property
    def name(self) -> str:
        """The file's name."""
        return self.ledger.book.path.name

    @property
    def sheet(self) -> str:
        """The sheet's name."""
        return self.ledger.header.sheet

    @property
    def height(self) -> int:
        """The number of the last row, as far as it is known."""
        return self.ledger.book.height(self.sheet)

    @property
    def titles(self) -> tuple[str, ...]:
        """The column titles."""
        return self.ledger.header.titles

    @property
    def columns(self) -> tuple[Column, ...]:
        """Every column and what is made of it."""
        return self.ledger.header.columns

    def rows(
        self, report: Report = silent, cancelled: Callable[[], bool] = never
    ) -> Iterator[ParsedRow]:
        """Yield the records of the sheet."""
        return self.ledger.rows(lambda done, total: report(_("正在读取"), done, total), cancelled)

    def notes(self) -> list[str]:
        """Say what was not read and why."""
        asked = [
            _("列“{title}”像是“{guess}”，没有采用；请在列对应中确认").format(
                title=c.title, guess=c.suggestion
            )
            for c in self.ledger.header.asked
        ]
        unread = [c.title for c in self.ledger.header.unmatched if c.title]
        left = [_("没有采用的列：{titles}").format(titles="、".join(unread))] if unread else []
        sheets = (
            [_("另有工作表没有读：{names}").format(names="、".join(self.ledger.others))]
            if self.ledger.others
            else []
        )
        rows = [
            _("第 {row} 行不是记录（{why}），已跳过：{text}").format(
                row=s.row, why=s.why, text=s.text
            )
            for s in self.ledger.skipped[:MOST_NOTES]
        ]
        return [*asked, *left, *sheets, *rows]


def read(session: Session, declaration: Declaration, wanted: Wanted) -> Reading:
    """Open a sheet with the mapping given, else with the one remembered for its titles."""
    given = wanted.mapping
    if isinstance(given, Path):
        given = mappings.load(given, declaration)
    referred = {d.key: d for d in session.declarations}
    ledger = open_ledger(wanted.path, declaration, given, wanted.sheet, referred)
    if given is None:
        known = mappings.recall(folder(session), declaration.key, ledger.header.titles)
        ledger = ledger.remapped(known) if known else ledger
    return Reading(ledger, wanted.source or ledger.mapping.source)


def folder(session: Session) -> Path:
    """Return where mappings are remembered, in the user's data folder."""
    return session.home / FOLDER


def remember(session: Session, reading: Reading) -> None:
    """Keep the mapping that was used, so that the same kind of sheet is understood next time."""
    used = reading.ledger.mapping
    if used.columns or used.values or used.constants:
        kept = replace(used, category=reading.ledger.declaration.key)
        mappings.remember(folder(session), reading.titles, kept)
