"""Writes lists out as xlsx, csv and JSON: codes as text, nothing a spreadsheet would calculate."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from equipinspect.exchange.cells import LOST_DIGITS_FROM, shown
from equipinspect.exchange.sheets import Cell
from equipinspect.exchange.titles import bare, reason_title
from equipinspect.model.errors import UserError
from equipinspect.model.text import _

Out = str | int | float | Decimal | bool | None

MAX_ROWS = 1_048_576
MAX_TEXT = 32_767
_DANGEROUS = re.compile(r"'*[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,15})?")
_MIN_WIDTH, _MAX_WIDTH = 8, 48
_LAST_NARROW = 0xFF
_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


@dataclass(frozen=True)
class Sheet:
    """One sheet of a book: its name, the line above the table, titles and rows."""

    name: str
    heading: str
    titles: Sequence[str]
    rows: Sequence[Sequence[Out]]


def write_xlsx(
    path: Path, titles: Sequence[str], rows: Iterable[Sequence[Out]], name: str = ""
) -> int:
    """Write a list to ``path``; returns the number of rows.

    Texts become text cells whatever they look like, numbers become numbers while a spreadsheet
    holds all their digits. Raises UserError when the file cannot be written or is too long.
    """
    count = 0
    with replacing(path) as part, _book(part) as book:
        sheet = book.add_worksheet(name or _("台账"))
        text = book.add_format({"num_format": "@"})
        write_head(sheet, titles, book.add_format({"bold": True, "bg_color": "#E8EEF4"}))
        for count, row in enumerate(rows, 1):
            if count >= MAX_ROWS:
                raise UserError(_("超过 1,048,575 行，一个 xlsx 放不下；请改为导出 csv"))
            for index, value in enumerate(row):
                write_cell(sheet, (count, index), value, text)
    return count


def write_book(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write several sheets into one xlsx, each under its heading; raise UserError like `write_xlsx`."""
    with replacing(path) as part, _book(part) as book:
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        bold = book.add_format({"bold": True, "bg_color": "#E8EEF4", "text_wrap": True})
        large = book.add_format({"bold": True, "font_size": 14})
        for each in sheets:
            page = book.add_worksheet(each.name)
            page.write_string(0, 0, each.heading, large)
            write_head(page, each.titles, bold, 1)
            for number, row in enumerate(each.rows, 2):
                for index, value in enumerate(row):
                    write_cell(page, (number, index), value, text)


def write_csv(path: Path, titles: Sequence[str], rows: Iterable[Sequence[Out]]) -> int:
    """Write a list as UTF-8 with BOM; returns the number of rows.

    A text that a spreadsheet would calculate gets an apostrophe, which reading takes off again.
    """
    count = 0
    with (
        replacing(path) as part,
        part.open("w", encoding="utf-8-sig", newline="") as stream,
    ):
        writer = csv.writer(stream)
        writer.writerow(map(harmless, titles))
        for row in rows:
            writer.writerow([harmless(_plain(value)) for value in row])
            count += 1
    return count


def write_json(path: Path, records: Iterable[Mapping[str, object]]) -> int:
    """Write records as an array of objects, one a line; returns their number."""
    count = 0
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write("[")
        for count, record in enumerate(records, 1):
            stream.write(("\n" if count == 1 else ",\n") + json.dumps(record, ensure_ascii=False))
        stream.write("\n]\n")
    return count


def write_rejects(
    path: Path, titles: Sequence[str], rejected: Iterable[tuple[Sequence[Cell], str]]
) -> int:
    """Write the rows that came back, each with its reason in the first column.

    Every cell stands there as the sheet showed it, as text, so that it can be corrected and the
    file imported again; the column of reasons is not read.
    """
    own = [i for i, title in enumerate(titles) if bare(title) != bare(reason_title())]
    head = [reason_title(), *(titles[i] for i in own)]
    lines = ([reason, *_picked(cells, own)] for cells, reason in rejected)
    return write_xlsx(path, head, lines, _("退回"))


WRITERS: dict[str, Callable[[Path, Sequence[str], Iterable[Sequence[Out]]], int]] = {
    ".xlsx": write_xlsx,
    ".csv": write_csv,
}


def write_head(sheet: Worksheet, titles: Sequence[str], style: Format, row: int = 0) -> None:
    """Write a row of titles, keep it in sight and make the columns as wide as their titles."""
    for index, title in enumerate(titles):
        sheet.set_column(index, index, width_of(title))
        sheet.write_string(row, index, title, style)
    sheet.freeze_panes(row + 1, 0)


def width_of(title: str) -> int:
    """The width of a column that shows its title; Chinese characters take two places."""
    width = sum(2 if ord(c) > _LAST_NARROW else 1 for c in title) + 2
    return min(max(width, _MIN_WIDTH), _MAX_WIDTH)


def write_cell(sheet: Worksheet, place: tuple[int, int], value: Out, text: Format) -> None:
    """Write one value; numbers a spreadsheet would round become text."""
    if value is None or value == "":
        return
    number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    if number and abs(Decimal(value)) < LOST_DIGITS_FROM:
        sheet.write_number(*place, value)
    else:
        sheet.write_string(*place, _plain(value)[:MAX_TEXT], text)


def harmless(text: str) -> str:
    """Keep a spreadsheet from calculating a csv cell: =1+1 → '=1+1; plain numbers stay."""
    if _DANGEROUS.match(text) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def _plain(value: Out) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return value if isinstance(value, str) else str(value)


def _picked(cells: Sequence[Cell], indexes: list[int]) -> Iterator[Out]:
    for index in indexes:
        yield _returned(cells[index]) if index < len(cells) else ""


def _returned(cell: Cell) -> Out:
    """A number stays a number, so that correcting it keeps its format; all else is text."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return cell if abs(cell) < LOST_DIGITS_FROM else shown(cell)
    return shown(cell)


@contextmanager
def _book(part: Path) -> Iterator[Workbook]:
    """A workbook written row by row; one that is given up is not finished first."""
    book = Workbook(part, _OPTIONS)
    whole = False
    try:
        yield book
        whole = True
    finally:
        if whole:
            book.close()
        else:
            _abandon(book)


def _abandon(book: Workbook) -> None:
    for sheet in book.worksheets():
        sheet.row_data_fh.close()
        Path(sheet.row_data_filename).unlink(missing_ok=True)
    book.fileclosed = 1


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Write beside the file and put it in place when whole; a failure leaves nothing behind."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.touch()
        yield part
        part.replace(path)
    except (OSError, FileCreateError):
        text = _("写不了文件 “{name}”，请检查文件夹和剩余空间，并先关闭正在使用它的程序")
        raise UserError(text.format(name=path.name)) from None
    finally:
        part.unlink(missing_ok=True)
