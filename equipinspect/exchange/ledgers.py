"""Opens a ledger in one step: the file, its sheet, its header and the records below."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from equipinspect.exchange.headers import SEARCHED_ROWS, Header, NoHeader, find_header
from equipinspect.exchange.mapping import Mapping
from equipinspect.exchange.rows import ParsedRow, Skipped, parse, watched
from equipinspect.exchange.sheets import Book, choose_sheet, open_book
from equipinspect.exchange.titles import Referred
from equipinspect.model.declarations import Declaration


@dataclass
class Ledger:
    """One sheet of one file, understood; ``others`` are visible sheets that were not taken."""

    book: Book
    header: Header
    mapping: Mapping
    declaration: Declaration
    referred: Referred
    others: tuple[str, ...] = ()
    skipped: list[Skipped] = field(default_factory=list)

    def rows(
        self,
        report: Callable[[int, int], None] = lambda _done, _total: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Iterator[ParsedRow]:
        """Yield the records; ``skipped`` fills with the rows that are none."""
        self.skipped.clear()
        total = self.book.height(self.header.sheet)
        raw = watched(self.book.read(self.header.sheet), total, report, cancelled)
        yield from parse(
            raw, self.header, self.mapping, self.declaration, self.referred, self.skipped
        )

    def remapped(self, mapping: Mapping) -> Ledger:
        """Return the same sheet read through another mapping."""
        return _understood(
            self.book, self.header.sheet, self.declaration, mapping, self.referred, self.others
        )


def open_ledger(
    path: Path,
    declaration: Declaration,
    mapping: Mapping | None = None,
    sheet: str | None = None,
    referred: Referred | None = None,
) -> Ledger:
    """Open ``path`` at the sheet named, else at the first visible one with a header.

    ``referred`` holds the declarations ref fields point to. Raises UserError with one sentence.
    """
    book = open_book(path)
    mapping, referred = mapping or Mapping(), referred or {}
    named = sheet or mapping.sheet or None
    visible = [s for s in book.sheets if s not in book.hidden]
    wanted = [choose_sheet(book, named)] if named or not visible else visible
    refused: NoHeader | None = None
    for name in wanted:
        others = tuple(s for s in visible if s != name)
        try:
            return _understood(book, name, declaration, mapping, referred, others)
        except NoHeader as error:
            refused = refused or error
    raise refused or NoHeader("")


def _understood(
    book: Book,
    name: str,
    declaration: Declaration,
    mapping: Mapping,
    referred: Referred,
    others: tuple[str, ...],
) -> Ledger:
    first = list(islice(book.read(name), SEARCHED_ROWS))
    header = find_header(first, declaration, mapping, referred, book.merged(name))
    header = replace(header, sheet=name, starts_1904=book.starts_1904)
    return Ledger(book, header, mapping, declaration, referred, others)
