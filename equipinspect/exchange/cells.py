"""Reads one raw cell as a value of one field: the dirt of real ledgers, kind by kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from unicodedata import normalize

from equipinspect.exchange import quantities
from equipinspect.exchange.sheets import Cell
from equipinspect.model import dates
from equipinspect.model.fields import (
    ABSENT_WORDS,
    NORMALISED,
    Absent,
    Field,
    Value,
    decimal_text,
    folded,
)
from equipinspect.model.text import _

Reader = Callable[[Cell], Value]

LOST_DIGITS_FROM = 1e15  # spreadsheets keep 15 significant digits
_NUMBERS = frozenset({"integer", "decimal", "money"})
_DATES = frozenset({"date", "month", "due"})
_NULLS = frozenset({"null", "none", "nan", "nil", "n/a", "#n/a", "(null)", "undefined"}) | {
    "#ref!", "#value!", "#div/0!", "#name?", "#null!", "#num!"
}  # fmt: skip
_UNKNOWN = frozenset({"不详", "未知", "不明", "不清楚", "无法确定"})
_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060\x07")) | {
    ord("\xa0"): " ", ord("\u3000"): " "
}  # fmt: skip
_RETURNS = re.compile(r"_x000[dD]_|\r\n?")
_LINE_END = re.compile(r"[ \t]*\n\s*")
_WIDE_LINE_END = re.compile(r"(?<=[^\x00-\u2fff])[ \t]*\n\s*|[ \t]*\n\s*(?=[^\x00-\u2fff])")
_EXPONENT = re.compile(r"\d(?:\.\d+)?[eE]\+\d+|\d\.\d+[eE]\d+")
_POINT_ZERO = re.compile(r"(\d+)\.0+")
_PLAIN_CODE = re.compile(r"[A-DF-Za-df-z-]*[0-9][0-9A-DF-Za-df-z-]*")  # nothing to clean or doubt
_NORMAL_CODE = re.compile(r"[A-DF-Z]*[0-9][0-9A-DF-Z]*")
_SEVERAL = re.compile(r"[\n、,;]+|\s+/\s+")
_BLANK = re.compile(r"\s+")
_WHOLE_CODE = 15  # characters; blanks between longer pieces separate codes, others group one
_NUMBER = re.compile(r"\d+")
_NUMBERS_LISTED = re.compile(r"\s*\d+(?:\s*[层站门/、,，;\-\s]\s*\d*)*\s*")
_CLOCK = re.compile(r"[T ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?$")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_SERIALS = (18264, 73050)  # 1950-01-01 to 2099-12-31
_YEARS = (1930, 2199)
_DATE_RUNS = ((193001, 219912), (19300101, 21991231))
_EPOCH_1900, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)


@dataclass(frozen=True)
class Habits:
    """How one column of one source is written; the defaults fit most."""

    starts_1904: bool = False
    date_format: str = ""
    month_only: str = ""
    first_of_month_is_month: bool = False
    bare_unit: str = ""
    words: Mapping[str, str] = field(default_factory=dict)


def reader(this: Field, habits: Habits) -> Reader:
    """Return the function that reads the cells of one column.

    It raises ValueError with a Chinese sentence for a cell that must go back to its author.
    """
    read = _READERS.get(this.kind, _read_word)
    plain = None if habits.words else _plain_test(this)

    def read_cell(cell: Cell) -> Value:
        if isinstance(cell, str):
            if plain and plain(cell):
                return cell
            cell = _cleaned(cell, habits.words)
            if not cell or cell.lower() in _NULLS:
                return None
        elif habits.words:
            cell = habits.words.get(_number_text(cell), cell)
        return read(this, habits, cell)

    return read_cell


def _plain_test(this: Field) -> Callable[[str], object] | None:
    """Return what says of most cells of a field, quickly, that they stand for themselves."""
    if this.kind == "code":
        return (_NORMAL_CODE if this.check in NORMALISED else _PLAIN_CODE).fullmatch
    if this.kind in ("text", "longtext") and not (this.absent or this.open_choice):
        return _is_plain_text
    return None


def _is_plain_text(text: str) -> bool:
    """Say whether a text is nothing but letters and digits, Chinese ones among them."""
    return text.isalnum() and not text.isascii()


def part_reader(read: Reader, index: int, count: int) -> Reader:
    """Return a reader of one of several whole numbers in a cell: the second of 6/6/6.

    A single number belongs to the first field. Raises ValueError for any other number of them.
    """

    def read_part(cell: Cell) -> Value:
        if not isinstance(cell, str) or not _NUMBERS_LISTED.fullmatch(normalize("NFKC", cell)):
            return read(cell) if index == 0 else None
        found = _NUMBER.findall(normalize("NFKC", cell))
        if len(found) == 1:
            return read(found[0]) if index == 0 else None
        if len(found) != count:
            text = _("“{text}” 应是 {count} 个整数，如 6/6/6")
            raise ValueError(text.format(text=_one_line(cell), count=count))
        return read(found[index])

    return read_part


def shown(cell: Cell) -> str:
    """Write a raw cell as a person finds it in the sheet, for messages and returned rows."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime):
        return cell.isoformat(" ") if cell.time() != time() else cell.date().isoformat()
    if isinstance(cell, float):
        return repr(cell) if abs(cell) >= LOST_DIGITS_FROM else _number_text(cell)
    return str(cell)


def _cleaned(text: str, words: Mapping[str, str]) -> str:
    text = text.translate(_INVISIBLE)
    if "\r" in text or "_x000" in text:
        text = _RETURNS.sub("\n", text)
    text = text.strip()
    return words.get(folded(text), text) if words else text


def _number_text(cell: Cell) -> str:
    """Write a number without “.0”, as the sheet shows it (15 significant digits)."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < LOST_DIGITS_FROM:
        return str(int(cell))
    return decimal_text(Decimal(f"{cell:.15g}")) if isinstance(cell, float) else str(cell)


def _whole_number(cell: int | float) -> str:
    if abs(cell) >= LOST_DIGITS_FROM:
        raise ValueError(_lost(shown(cell)))
    return _number_text(cell)


def _lost(text: str) -> str:
    return _(
        "“{text}” 是数字格式，15 位以后的数字已经丢失，请把单元格设为文本后按证书重新填写"
    ).format(text=text)


def _read_code(this: Field, _habits: Habits, cell: Cell) -> Value:
    if isinstance(cell, bool | date | time | timedelta):
        raise ValueError(
            _("编号被表格软件改成了 “{text}”，请按文本重新填写").format(text=shown(cell))
        )
    if isinstance(cell, int | float):
        return this.parse(_whole_number(cell))
    text = normalize("NFKC", cell)
    if _EXPONENT.fullmatch(text):
        raise ValueError(_lost(text))
    point = _POINT_ZERO.fullmatch(text)
    parts = [p for p in _SEVERAL.split(text) if p.strip()]
    blanks = text.split()
    if len(parts) > 1 or (len(blanks) > 1 and all(len(b) >= _WHOLE_CODE for b in blanks)):
        raise ValueError(_("“{text}” 一格里有几个编号，请分行填写").format(text=_one_line(cell)))
    grouped = any(map(str.isdigit, text))  # blanks group digits; a place written as text keeps them
    return this.parse(point[1] if point else _BLANK.sub("" if grouped else " ", text))


def _read_text(this: Field, _habits: Habits, cell: Cell) -> Value:
    if not isinstance(cell, str):
        return this.parse(_plain(cell))
    return this.parse(cell if this.kind == "longtext" else _one_line(cell))


def _plain(cell: Cell) -> str:
    """Write a cell that is no text as text; a long number lost digits wherever it stands."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    return _whole_number(cell) if isinstance(cell, int | float) else shown(cell)


def _one_line(text: str) -> str:
    """Undo line breaks made to fit a column: none between Chinese characters, else a blank."""
    return _LINE_END.sub(" ", _WIDE_LINE_END.sub("", text)) if "\n" in text else text


def _read_ref(this: Field, _habits: Habits, cell: Cell) -> Value:
    text = _one_line(cell if isinstance(cell, str) else _plain(cell))
    if text in ABSENT_WORDS:
        return Absent(text) if this.absent else None
    return text


def _read_word(this: Field, _habits: Habits, cell: Cell) -> Value:
    return this.parse(cell if isinstance(cell, str) else _plain(cell))


def _read_number(this: Field, habits: Habits, cell: Cell) -> Value:
    if isinstance(cell, bool | date | time | timedelta):
        raise ValueError(_("无法识别 “{text}”，应为数字").format(text=shown(cell)))
    text = cell if isinstance(cell, str) else _number_text(cell)
    if _absent(text):
        return Absent(text)
    whole = this.kind == "integer"
    if habits.bare_unit:
        return this.parse(quantities.convert(text, habits.bare_unit, this.unit, whole))
    try:
        return this.parse(text)
    except ValueError as error:
        return this.parse(_with_unit(this, text, whole, error))


def _with_unit(this: Field, text: str, whole: bool, error: ValueError) -> str:
    """Read “1.5t” for a field in kg; what names no unit stays the problem it was."""
    if not this.unit:
        raise error
    try:
        return quantities.convert(text, this.unit, this.unit, whole)
    except ValueError:
        raise error from None


def _absent(text: str) -> bool:
    return text in ABSENT_WORDS or text in _UNKNOWN


def _read_date(this: Field, habits: Habits, cell: Cell) -> Value:
    if isinstance(cell, str) and _absent(cell):
        return Absent(cell)
    if isinstance(cell, bool | time | timedelta):
        raise ValueError(_not_a_date(shown(cell)))
    day = _day_of(cell, habits)
    if day is None:
        text = _run(cell) if isinstance(cell, int | float) else str(cell)
        return _written_date(this, habits, _CLOCK.sub("", text))
    if not _YEARS[0] <= day.year <= _YEARS[1]:
        raise ValueError(_not_a_date(shown(cell)))
    return _in_precision(this, habits, day.isoformat())


def _day_of(cell: Cell, habits: Habits) -> date | None:
    """Return the day a date cell, a serial number or the source's own format means."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, str):
        return _formatted(cell, habits) or (
            _serial(float(cell), habits) if _SERIAL.fullmatch(cell) else None
        )
    return _serial(cell, habits) if isinstance(cell, int | float) else None


def _formatted(text: str, habits: Habits) -> date | None:
    if not habits.date_format:
        return None
    try:
        return datetime.strptime(text, habits.date_format).date()
    except ValueError:
        return None


def _serial(number: float, habits: Habits) -> date | None:
    epoch = _EPOCH_1904 if habits.starts_1904 else _EPOCH_1900
    if _SERIALS[0] <= number + (epoch - _EPOCH_1900).days <= _SERIALS[1]:
        return epoch + timedelta(days=int(number))
    return None


def _run(number: int | float) -> str:
    """Write a number meant as a date: 20260305, 202603, 2026.3; 2026.1 may be January or October."""
    text = _number_text(number)
    if any(low <= number <= high for low, high in _DATE_RUNS):
        return text
    if "." in text and not text.endswith(".1"):
        return text
    raise ValueError(_not_a_date(text))


def _written_date(this: Field, habits: Habits, text: str) -> Value:
    try:
        written = dates.read_due(text)
    except ValueError:
        raise ValueError(_not_a_date(text)) from None
    return _in_precision(this, habits, written)


def _in_precision(this: Field, habits: Habits, written: str) -> Value:
    """Keep as much of a date as the field holds and the source knows."""
    month = written[:7]
    if this.kind == "month" or (this.kind == "due" and written == month):
        return month
    if this.kind == "due":
        return month if habits.first_of_month_is_month and written.endswith("-01") else written
    if written != month:
        return written
    if habits.month_only:
        day = (
            date.fromisoformat(f"{month}-01")
            if habits.month_only == "first"
            else dates.last_day(month)
        )
        return day.isoformat()
    raise ValueError(_("“{text}” 只有年月，这一栏要写到日").format(text=written))


def _not_a_date(text: str) -> str:
    return _("无法识别日期 “{text}”，请写成 2025-04-09 或 2025-04").format(text=text)


_READERS: dict[str, Callable[[Field, Habits, Cell], Value]] = {
    "code": _read_code,
    "text": _read_text,
    "longtext": _read_text,
    "ref": _read_ref,
    **dict.fromkeys(_NUMBERS, _read_number),
    **dict.fromkeys(_DATES, _read_date),
}
