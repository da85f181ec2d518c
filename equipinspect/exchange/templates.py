"""Writes the empty sheets that are handed out to be filled in and imported."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from equipinspect.exchange.titles import Referred
from equipinspect.exchange.writing import replacing, width_of, write_head
from equipinspect.model.declarations import Declaration
from equipinspect.model.fields import KINDS, Field
from equipinspect.model.text import _

FILLED_ROWS = 20_000  # rows whose choices open as lists
_HEAD_ROW = 1
_LIST_KINDS = ("choice", "yes_no")
_LISTED_CHARACTERS = 255  # what a spreadsheet takes as a list inside a validation
_COMPANION_CHECK = "credit_code"
_LISTS = "选项"
_NEEDS = {"R": "必填", "r": "建议填", "o": ""}


@dataclass(frozen=True)
class _Blank:
    """One column of a template."""

    title: str
    field: Field

    @property
    def words(self) -> tuple[str, ...]:
        if self.field.kind == "yes_no":
            return ("是", "否")
        return tuple(o.label for o in self.field.options) if self.field.kind == "choice" else ()


def write_template(path: Path, declaration: Declaration, referred: Referred | None = None) -> None:
    """Write an empty sheet for one kind of record, and a second one that explains its columns.

    Required columns carry an asterisk; codes and dates are text; choices open as lists. Raises
    UserError when the file cannot be written.
    """
    blanks = _blanks(declaration, referred or {})
    with replacing(path) as part:
        book = xlsxwriter.Workbook(part)
        sheet = book.add_worksheet(declaration.label)
        notes = book.add_worksheet(_("填写说明"))
        lists = book.add_worksheet(_LISTS)
        lists.hide()
        bold = book.add_format({"bold": True, "bg_color": "#E8EEF4", "text_wrap": True})
        needed = book.add_format({"bold": True, "bg_color": "#FBE3D6", "text_wrap": True})
        text = book.add_format({"num_format": "@"})
        _write_sheet(sheet, declaration, blanks, (bold, needed, text))
        _write_lists(sheet, lists, blanks)
        _write_notes(notes, blanks, (bold, book.add_format({"text_wrap": True})))
        book.close()


def titles(declaration: Declaration, referred: Referred | None = None) -> list[str]:
    """Return the titles of a template, in reading order."""
    return [blank.title for blank in _blanks(declaration, referred or {})]


def _blanks(declaration: Declaration, referred: Referred) -> list[_Blank]:
    found = []
    for field in filter(lambda f: f.entered, declaration.fields):
        mark = "*" if field.need == "R" else ""
        found.append(_Blank(f"{field.caption}{mark}", field))
        target = referred.get(field.refers)
        for own in target.fields if target else ():
            if own.check == _COMPANION_CHECK:
                found.append(_Blank(field.label + own.label, own))
    return found


def _write_sheet(
    sheet: Worksheet,
    declaration: Declaration,
    blanks: list[_Blank],
    styles: tuple[Format, Format, Format],
) -> None:
    bold, needed, text = styles
    notice = _(
        "填写说明：从第 3 行起每行填一{counter}{label}；带 * 的必须填写；编号按文本填写；日期写成 2025-04-09 或 2025-04"
    )
    sheet.write_string(0, 0, notice.format(counter=declaration.counter, label=declaration.label))
    write_head(sheet, [b.title for b in blanks], bold, _HEAD_ROW)
    for index, blank in enumerate(blanks):
        if blank.field.need == "R" and blank.title.endswith("*"):
            sheet.write_string(_HEAD_ROW, index, blank.title, needed)
        if not KINDS[blank.field.kind].numeric:
            sheet.set_column(index, index, width_of(blank.title), text)


def _write_lists(sheet: Worksheet, lists: Worksheet, blanks: list[_Blank]) -> None:
    """Let choices open as lists; long ones stand on a hidden sheet."""
    for index, blank in enumerate(blanks):
        if not blank.words:
            continue
        source: list[str] | str = list(blank.words)
        if sum(len(w) + 1 for w in blank.words) > _LISTED_CHARACTERS:
            lists.write_column(0, index, blank.words)
            column = xlsxwriter.utility.xl_col_to_name(index, True)
            source = f"={_LISTS}!{column}$1:{column}${len(blank.words)}"
        first, last = _HEAD_ROW + 1, _HEAD_ROW + FILLED_ROWS
        sheet.data_validation(first, index, last, index, _validation(blank, source))


def _validation(blank: _Blank, source: list[str] | str) -> dict[str, object]:
    return {
        "validate": "list",
        "source": source,
        "error_type": "warning",
        "error_title": _("不在可选值中"),
        "error_message": _("请从列表中选择"),
    }


def _write_notes(notes: Worksheet, blanks: list[_Blank], styles: tuple[Format, Format]) -> None:
    bold, wrapped = styles
    head = [_("栏目"), _("要求"), _("写法"), _("可选值"), _("说明")]
    write_head(notes, head, bold)
    for index, width in enumerate((28, 10, 30, 60, 60)):
        notes.set_column(index, index, width)
    for row, blank in enumerate(blanks, 1):
        options = "、".join(o.label for o in blank.field.options) or "、".join(blank.words)
        line = (blank.title, _NEEDS[blank.field.need], _how(blank.field), options, blank.field.help)
        for index, text in enumerate(line):
            notes.write_string(row, index, text, wrapped)


def _how(field: Field) -> str:
    ways = {
        "code": _("文本，不写空格"),
        "integer": _("整数"),
        "decimal": _("数字"),
        "money": _("数字"),
        "month": _("年月，如 2025-04"),
        "date": _("年月日，如 2025-04-09"),
        "due": _("年月日或年月，如 2025-04"),
        "yes_no": _("是 或 否"),
        "choice": _("从列表中选择"),
        "choices": _("可填几个，用顿号分开"),
        "ref": _("写全称"),
    }
    way = ways.get(field.kind, _("文字"))
    if field.unit:
        way += _("，单位 {unit}").format(unit=field.unit)
    return way + (_("；没有的写 —") if field.absent else "")
