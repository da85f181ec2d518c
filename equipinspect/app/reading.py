"""Opens a sheet for import: its header, the mapping given or remembered, and the source it names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from equipinspect.app.session import Report, Session, never, silent
from equipinspect.exchange import mapping as mappings
from equipinspect.exchange.headers import Column, NoHeader
from equipinspect.exchange.ledgers import Ledger, open_ledger
from equipinspect.exchange.mapping import Mapping
from equipinspect.exchange.rows import ParsedRow
from equipinspect.model.declarations import Declaration
from equipinspect.model.errors import UserError
from equipinspect.model.text import _

FOLDER = "mappings"
MOST_NOTES = 20


def id_title() -> str:
    """Return the title of the column that says which record of the register a row is."""
    return _("记录号")


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

    @property
    def keys(self) -> frozenset[str]:
        """The fields that rows may have: those of columns and constants."""
        return frozenset(self.ledger.header.keys) | self.ledger.mapping.constants.keys()

    @property
    def id_column(self) -> int | None:
        """Where the ids of records stand in a sheet that went out from here; None when it has none."""
        return next((c.index for c in self.columns if c.title == id_title()), None)

    def rows(
        self, report: Report = silent, cancelled: Callable[[], bool] = never
    ) -> Iterator[ParsedRow]:
        """Yield the records of the sheet."""
        return self.ledger.rows(lambda done, total: report(_("正在读取"), done, total), cancelled)

    def notes(self) -> list[str]:
        """Say what was not read and why."""
        asked = [
            _("列“{title}”像是“{guess}”，没有采用；请在列对应中确认").format(
                title=c.title, guess=self._label(c.suggestion)
            )
            for c in self.ledger.header.asked
        ]
        unread = [c.title for c in self.ledger.header.unmatched if c.title not in ("", id_title())]
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

    def _label(self, key: str) -> str:
        """Name a field, and one of the record that a field refers to (使用单位·统一社会信用代码)."""
        own, _dot, rest = key.partition(".")
        field = self.ledger.declaration.field(own)
        if not rest:
            return field.label
        return f"{field.label}·{self.ledger.referred[field.refers].field(rest).label}"


def read(session: Session, declaration: Declaration, wanted: Wanted) -> Reading:
    """Open a sheet with the mapping given, else with the one remembered for its titles."""
    given = wanted.mapping
    if isinstance(given, Path):
        given = _loaded(given, declaration, session)
    ledger = (
        _open(session, declaration, wanted, given)
        if given is not None
        else _open_remembered(session, declaration, wanted)
    )
    return Reading(ledger, wanted.source or ledger.mapping.source)


def _loaded(path: Path, declaration: Declaration, session: Session) -> Mapping:
    """Read a mapping file; raise UserError when it was made for another kind of record."""
    found = mappings.load(path, declaration)
    if found.category not in ("", declaration.key):
        known = found.category in session.declarations
        label = session.declaration(found.category).label if known else found.category
        raise UserError(
            _("对应关系文件“{name}”是给“{label}”用的，不能用来导入“{wanted}”。").format(
                name=path.name, label=label, wanted=declaration.label
            )
        )
    return found


def _open(
    session: Session, declaration: Declaration, wanted: Wanted, mapping: Mapping | None
) -> Ledger:
    referred = {d.key: d for d in session.declarations}
    return open_ledger(wanted.path, declaration, mapping, wanted.sheet, referred)


def _open_remembered(session: Session, declaration: Declaration, wanted: Wanted) -> Ledger:
    try:
        ledger = _open(session, declaration, wanted, None)
    except NoHeader:
        found = _header_remembered(session, declaration, wanted)
        if found is None:
            raise
        return found
    with suppress(mappings.BadMapping):  # one that no longer fits counts as none
        known = mappings.recall(folder(session), declaration.key, ledger.header.titles)
        if known:
            known.check([f.key for f in declaration.fields])
            return ledger.remapped(known)
    return ledger


def _header_remembered(session: Session, declaration: Declaration, wanted: Wanted) -> Ledger | None:
    """Try the remembered mappings on a sheet whose titles alone say nothing."""
    for path in sorted(folder(session).glob(f"{declaration.key}-*.toml")):
        with suppress(mappings.BadMapping, NoHeader):
            known = mappings.load(path, declaration)
            ledger = _open(session, declaration, wanted, known)
            if path.stem == f"{declaration.key}-{mappings.fingerprint(ledger.header.titles)}":
                return ledger
    return None


def folder(session: Session) -> Path:
    """Return where mappings are remembered, in the user's data folder."""
    return session.home / FOLDER


def remember(session: Session, reading: Reading) -> None:
    """Keep the mapping that was used, so that the same kind of sheet is understood next time."""
    used = replace(reading.ledger.mapping, category="", sheet="", source="")
    if used != Mapping():
        kept = replace(reading.ledger.mapping, category=reading.ledger.declaration.key, sheet="")
        mappings.remember(folder(session), reading.titles, kept)
