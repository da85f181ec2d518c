"""Lists go out as text a spreadsheet cannot change, and come in again as they were."""

import json
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipinspect.exchange.delimited import unguarded
from equipinspect.exchange.sheets import open_book
from equipinspect.exchange.writing import (
    harmless,
    write_csv,
    write_json,
    write_rejects,
    write_xlsx,
)
from equipinspect.model.errors import UserError

TITLES = ["设备代码", "名称", "数量"]
WICKED = ["=1+1", "+86 139", "-2-3", "@SUM(A1)", "\t=1", "'=1", "''@x", '=HYPERLINK("x")']
PLAIN = ["'07", "—", "A-1", "https", "-5.5", "+3"]


def back(path):
    opened = open_book(path)
    return [list(cells) for _row, cells in opened.read(opened.sheets[0])]


def test_codes_are_text_cells(tmp_path):
    path = tmp_path / "a.xlsx"
    rows = [["31106101012018000001", "23T0", 5], ["0012", "6A00", Decimal("0.63")]]
    assert write_xlsx(path, TITLES, rows) == 2
    sheet = openpyxl.load_workbook(path).active
    assert [c.data_type for c in sheet[2]] == ["s", "s", "n"]
    assert sheet["A2"].number_format == "@"
    assert sheet.title == "台账"
    assert back(path) == [TITLES, ["31106101012018000001", "23T0", 5], ["0012", "6A00", 0.63]]


def test_no_text_becomes_a_formula_or_a_link(tmp_path):
    path = tmp_path / "a.xlsx"
    write_xlsx(path, ["值"], [[text] for text in [*WICKED, "http://x.invalid/", "mailto:x"]])
    sheet = openpyxl.load_workbook(path).active
    assert {c.data_type for (c,) in sheet.iter_rows()} == {"s"}
    assert all(c.hyperlink is None for (c,) in sheet.iter_rows())


def test_a_number_a_spreadsheet_would_round_is_written_as_text(tmp_path):
    path = tmp_path / "a.xlsx"
    write_xlsx(path, ["值"], [[31106101012018000001], [True], [None], [1.5]])
    assert back(path)[1:] == [["31106101012018000001"], ["是"], [""], [1.5]]


@pytest.mark.parametrize("text", [*WICKED, *PLAIN, "a\nb", '他说"好"', ""])
def test_a_csv_cell_is_harmless_and_comes_back_as_it_was(tmp_path, text):
    path = tmp_path / "a.csv"
    assert write_csv(path, TITLES, [[text, "x", 1], ["y", None, 0.5]]) == 2
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert back(path) == [TITLES, [text, "x", "1"], ["y", "", "0.5"]]
    written = harmless(text)
    assert not written.startswith(("=", "@", "\t")) or text in PLAIN


@given(st.text(alphabet="'=+-@\t\r\n 1a中", max_size=6))
def test_whatever_is_made_harmless_is_read_back(text):
    assert unguarded(harmless(text)) == text


def test_plain_numbers_stay_numbers_in_csv():
    assert [harmless(t) for t in ("-5", "+3.5", "-5-3")] == ["-5", "+3.5", "'-5-3"]


def test_json_is_an_array_of_objects(tmp_path):
    path = tmp_path / "a.json"
    records = [{"id": "A", "名称": "䶮"}, {"id": "B"}]
    assert write_json(path, iter(records)) == 2
    assert json.loads(path.read_text(encoding="utf-8")) == records
    assert "䶮" in path.read_text(encoding="utf-8")
    assert write_json(path, []) == 0
    assert json.loads(path.read_text(encoding="utf-8")) == []


def test_rejected_rows_come_back_corrected(tmp_path, book, read):
    head = ["序号", "设备代码", "使用单位", "登记日期", "额定载重量(kg)"]
    rows = [
        [1, 3.11035060020161e19, "甲公司", date(2021, 3, 5), 1000],
        [2, "31106", "乙公司", "不知何时", 1000],
    ]
    ledger = read(book([head, *rows]))
    out = tmp_path / "退回.xlsx"
    refused = [(r.cells, "；".join(p.problem for p in r.problems)) for r in ledger.rows()]
    assert write_rejects(out, ledger.header.titles, refused) == 2
    sheet = openpyxl.load_workbook(out)
    assert [c.value for c in sheet.active[1]] == ["退回原因", *head]
    assert "已经丢失" in sheet.active["A2"].value
    assert sheet.active["C2"].value == "3.11035060020161e+19"
    assert sheet.active["E2"].value == "2021-03-05"
    sheet.active["C2"] = "31106101012018000001"
    sheet.active["E3"] = "2021.3.5"
    sheet.save(out)
    again = list(read(out).rows())
    assert [r.problems for r in again] == [(), ()]
    assert [r.values["device_code"] for r in again] == ["31106101012018000001", "31106"]
    assert again[0].values["rated_load_kg"] == 1000
    twice = tmp_path / "再退回.xlsx"
    write_rejects(twice, read(out).header.titles, [(again[0].cells, "x")])
    assert back(twice)[0] == ["退回原因", *head]


def test_a_list_too_long_for_a_sheet_is_refused_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("equipinspect.exchange.writing.MAX_ROWS", 3)
    with pytest.raises(UserError, match="请改为导出 csv"):
        write_xlsx(tmp_path / "a.xlsx", ["值"], [["x"]] * 5)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("write", [write_xlsx, write_csv])
def test_a_folder_that_is_not_there_is_refused(tmp_path, write):
    with pytest.raises(UserError, match="写不了文件"):
        write(tmp_path / "没有" / "a.xlsx", ["值"], [["x"]])


def test_an_older_file_stays_when_writing_fails(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("旧", encoding="utf-8")

    def rows():
        yield ["x"]
        raise UserError("停")

    with pytest.raises(UserError, match="停"):
        write_csv(path, ["值"], rows())
    assert path.read_text(encoding="utf-8") == "旧"
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]
