"""Opens a spreadsheet of any kind by its content and yields raw rows with the numbers a person sees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Protocol

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetVisibleEnum,
)

from equipinspect.exchange import compound, packages, unreadable
from equipinspect.exchange.delimited import DelimitedText
from equipinspect.model.errors import UserError
from equipinspect.model.text import _

Cell = str | int | float | bool | date | datetime | time | timedelta
Row = tuple[int, Sequence[Cell]]
Corner = tuple[int, int]
Merge = tuple[Corner, Corner]  # first and last cell, rows as shown, columns from 0

_LAST_SERIAL = 2_958_465  # 9999-12-31
_MAX_XLS = 512 << 20
_BINARY = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"SQLite format 3", "数据库"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"\x09\x00\x04\x00", "过旧的 xls，请先另存为 xlsx"),
    (b"\x09\x02\x06\x00", "过旧的 xls，请先另存为 xlsx"),
    (b"\x09\x04\x06\x00", "过旧的 xls，请先另存为 xlsx"),
)


class Book(Protocol):
    """An opened file; ``sheets`` names the visible sheets first, then the hidden ones."""

    path: Path
    sheets: tuple[str, ...]
    hidden: frozenset[str]
    starts_1904: bool

    def read(self, name: str) -> Iterator[Row]:
        """Yield every row of a sheet: its number as shown, and raw cells ("" when empty)."""

    def merged(self, name: str) -> tuple[Merge, ...]:
        """Return the merged ranges of a sheet."""

    def height(self, name: str) -> int:
        """Return the number of the last row, 0 when it is not known beforehand."""


class Workbook:
    """An xlsx or xls, read by calamine."""

    def __init__(self, path: Path, starts_1904: bool, package: packages.Package | None) -> None:
        self.path = path
        self.starts_1904 = starts_1904
        self._package = package
        with _refusing(path):
            self._book = CalamineWorkbook.from_filelike(BytesIO(path.read_bytes()))
            found = self._book.sheets_metadata
        visible = [s.name for s in found if s.visible == SheetVisibleEnum.Visible]
        hidden = [s.name for s in found if s.visible != SheetVisibleEnum.Visible]
        self.sheets = (*visible, *hidden)
        self.hidden = frozenset(hidden)
        self._read: dict[str, CalamineSheet] = {}
        self._months: packages.Months = {}
        self._heights: dict[str, int] = {}

    def read(self, name: str) -> Iterator[Row]:
        """Yield every row of a sheet: its number as shown, and raw cells ("" when empty).

        A sheet read to its end is let go: a large one holds a lot of memory.
        """
        sheet = self._sheet(name)
        if sheet.start is None:
            return
        left: list[Cell] = [""] * sheet.start[1]
        months = self._months
        with _refusing(self.path):
            if left or months:
                yield from self._completed(sheet, left, months)
            else:
                yield from enumerate(sheet.iter_rows(), 1)
        self._read.pop(name, None)

    def _completed(
        self, sheet: CalamineSheet, left: list[Cell], months: packages.Months
    ) -> Iterator[Row]:
        """Add the empty columns on the left, and write month cells as months."""
        for number, filled in enumerate(sheet.iter_rows(), 1):
            cells = left + filled
            for index in months.get(number, ()):
                cells[index] = _month(cells[index], self.starts_1904)
            yield number, cells

    def merged(self, name: str) -> tuple[Merge, ...]:
        """Return the merged ranges of a sheet."""
        found = self._sheet(name).merged_cell_ranges or []
        return tuple(((top + 1, left), (low + 1, right)) for (top, left), (low, right) in found)

    def height(self, name: str) -> int:
        """Return the number of the last row."""
        if name not in self._heights:
            end = self._sheet(name).end
            self._heights[name] = end[0] + 1 if end else 0
        return self._heights[name]

    def _sheet(self, name: str) -> CalamineSheet:
        if name not in self._read:
            self._months = self._package.look_through(name) if self._package else {}
            with _refusing(self.path):
                self._read = {name: self._book.get_sheet_by_name(name)}
        return self._read[name]


class TextBook:
    """A csv file as a book with one sheet."""

    hidden: frozenset[str] = frozenset()
    starts_1904 = False

    def __init__(self, path: Path) -> None:
        self.path = path
        self.sheets: tuple[str, ...] = (path.stem,)
        self._text = DelimitedText(path)

    def read(self, name: str) -> Iterator[Row]:
        """Yield every record with the row number a spreadsheet gives it."""
        yield from self._text.rows()

    def merged(self, name: str) -> tuple[Merge, ...]:
        """Text has no merged cells."""
        return ()

    def height(self, name: str) -> int:
        """Not known before the text is read."""
        return 0


def open_book(path: Path) -> Book:
    """Open a sheet by its content, whatever its name says; raise Unreadable with one sentence."""
    try:
        with path.open("rb") as stream:
            start = stream.read(16)
    except OSError as error:
        raise unreadable.missing(path, error) from None
    if start.startswith(packages.SIGNATURE):
        package = packages.look_into(path)
        return Workbook(path, package.starts_1904, package)
    if start.startswith(compound.SIGNATURE):
        return Workbook(path, _check_xls(path), None)
    for signature, kind in _BINARY:
        if start.startswith(signature):
            raise unreadable.wrong_type(path, _(kind))
    return TextBook(path)


def choose_sheet(book: Book, named: str | None = None) -> str:
    """Return the sheet asked for, or the first visible one; a hidden one only when named."""
    if named is None:
        return book.sheets[0]
    if named in book.sheets:
        return named
    text = _("文件 “{file}” 中没有工作表 “{name}”，现有：{sheets}")
    known = "、".join(book.sheets)
    raise UserError(text.format(file=book.path.name, name=named, sheets=known))


def _month(cell: Cell, starts_1904: bool) -> Cell:
    """Write a date cell that shows year and month only as what it shows: 2025-04."""
    if isinstance(cell, float) and not isinstance(cell, bool) and cell > 0:
        epoch = date(1904, 1, 1) if starts_1904 else date(1899, 12, 30)
        cell = epoch + timedelta(days=min(cell, _LAST_SERIAL))
    return cell.isoformat()[:7] if isinstance(cell, date) else cell


def _check_xls(path: Path) -> bool:
    """Refuse what calamine would stumble over; return whether dates count from 1904."""
    if path.stat().st_size > _MAX_XLS:
        raise unreadable.too_large(path, _("大于 512 MB"))
    try:
        container = compound.Container(path.read_bytes())
        if "EncryptedPackage" in container.streams:
            raise unreadable.protected(path)
        name = next((n for n in ("Workbook", "Book") if n in container.streams), None)
        if name is None:
            raise unreadable.wrong_type(path, _("Word 文档或其他 Office 文件"))
        container.check(name)
        found = compound.biff_globals(container.opening(name))
    except compound.Broken:
        raise unreadable.damaged(path) from None
    if found.locked:
        raise unreadable.protected(path)
    return found.starts_1904


class _refusing:  # noqa: N801 - reads as a word: with _refusing(path)
    """Turns calamine's errors, and the panics of its Rust code, into sentences."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _trace: object
    ) -> None:
        if isinstance(error, PasswordError):
            raise unreadable.protected(self._path) from None
        known = isinstance(error, CalamineError | ValueError | OverflowError)
        if known or (kind is not None and kind.__name__ == "PanicException"):
            raise unreadable.damaged(self._path) from None
