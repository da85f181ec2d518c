"""Text tables of every encoding and delimiter met in offices."""

import pytest

from equipinspect.exchange.sheets import open_book
from equipinspect.exchange.unreadable import Unreadable

TABLE = "设备代码,使用单位\n31106,宝鸡某某公司\n31107,䶮喆物业\n"
CELLS = [["设备代码", "使用单位"], ["31106", "宝鸡某某公司"], ["31107", "䶮喆物业"]]


def rows(path):
    opened = open_book(path)
    return [list(cells) for _number, cells in opened.read(opened.sheets[0])]


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"],
)
def test_every_encoding_is_recognised(tmp_path, encoding):
    path = tmp_path / "a.csv"
    path.write_bytes((TABLE * 50).encode(encoding))
    assert rows(path)[:3] == CELLS


def test_gb18030_with_its_own_mark_is_read(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(("\ufeff" + TABLE).encode("gb18030"))
    assert rows(path) == CELLS


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_delimiter_is_recognised(tmp_path, delimiter):
    path = tmp_path / "a.csv"
    path.write_text(TABLE.replace(",", delimiter), encoding="utf-8")
    assert rows(path) == CELLS


def test_the_separator_line_of_a_spreadsheet_is_no_row(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("sep=;\n" + TABLE.replace(",", ";"), encoding="utf-8")
    assert rows(path) == CELLS


def test_a_cell_with_line_ends_stays_one_row(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes('代码,地址\r\n1,"一路\r\n二号"\r\n2,三路\r\n'.encode())
    opened = open_book(path)
    assert list(opened.read("a"))[1:] == [(2, ["1", "一路\r\n二号"]), (3, ["2", "三路"])]


def test_codes_forced_to_text_by_a_formula_are_unwrapped(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('代码,值\n"=""31106101""",="007"\n\'=1+1,\'007\n', encoding="utf-8")
    assert rows(path)[1:] == [["31106101", "007"], ["=1+1", "'007"]]


def test_a_cut_off_utf8_file_is_not_taken_for_another_encoding(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(TABLE.encode()[:-2])
    with pytest.raises(Unreadable, match="不完整或已损坏"):
        open_book(path)


def test_too_many_columns_are_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("x," * 16_384 + "\n", encoding="utf-8")
    with pytest.raises(Unreadable, match="超过 702 列"):
        rows(path)


def test_a_cell_without_end_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,"' + "x" * (2 << 20), encoding="utf-8")
    with pytest.raises(Unreadable, match="不完整或已损坏"):
        rows(path)
