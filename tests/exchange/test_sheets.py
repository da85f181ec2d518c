"""Files of every kind are opened by their content, and what cannot be read gets one sentence."""

import struct
import time
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlwt
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from xlwt.CompoundDoc import XlsDoc

from equipinspect.exchange import packages
from equipinspect.exchange.sheets import choose_sheet, open_book
from equipinspect.exchange.unreadable import Unreadable
from equipinspect.model.errors import UserError

ROWS = [["设备代码", "使用单位"], ["31106101012018000001", "宝鸡某某公司"]]
SECONDS = 5


def read_all(path: Path) -> None:
    opened = open_book(path)
    for name in opened.sheets:
        list(opened.read(name))


def refusal(path: Path) -> str:
    """The sentence a file is refused with, which must come at once."""
    began = time.process_time()
    with pytest.raises(Unreadable) as caught:
        read_all(path)
    assert time.process_time() - began < SECONDS
    assert path.name in str(caught.value)
    return str(caught.value)


def rows_of(path: Path) -> list[tuple[int, list[object]]]:
    opened = open_book(path)
    return [(n, list(cells)) for n, cells in opened.read(opened.sheets[0])]


def xls(path: Path, *, starts_1904: bool = False, rows: int = 3) -> xlwt.Workbook:
    made = xlwt.Workbook()
    made.dates_1904 = starts_1904
    sheet = made.add_sheet("台账")
    for row in range(rows):
        sheet.write(row, 0, f"行{row}")
        sheet.write(row, 1, 45000.0 + row)
    sheet.write(0, 2, date(2025, 4, 1), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    made.save(str(path))
    return made


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "csv", "txt"])
def test_content_decides_not_the_suffix(book, tmp_path, suffix):
    path = book(ROWS).rename(tmp_path / f"台账.{suffix}")
    assert rows_of(path) == [(1, ROWS[0]), (2, ROWS[1])]


def test_an_xls_is_read_with_its_dates(tmp_path):
    xls(tmp_path / "a.xls")
    first, second, _third = rows_of(tmp_path / "a.xls")
    assert first == (1, ["行0", 45000, date(2025, 4, 1)])
    assert second == (2, ["行1", 45001, ""])


def test_an_xls_made_on_a_mac_counts_from_1904(tmp_path):
    xls(tmp_path / "a.xls", starts_1904=True)
    assert open_book(tmp_path / "a.xls").starts_1904


def test_an_xlsx_made_on_a_mac_counts_from_1904(tmp_path):
    made = openpyxl.Workbook()
    made.epoch = CALENDAR_MAC_1904
    made.active["A1"] = date(2025, 4, 1)
    made.save(tmp_path / "a.xlsx")
    assert open_book(tmp_path / "a.xlsx").starts_1904
    assert rows_of(tmp_path / "a.xlsx") == [(1, [date(2025, 4, 1)])]


def test_row_numbers_are_those_a_person_sees(tmp_path):
    made = openpyxl.Workbook()
    made.active["C4"] = "设备代码"
    made.active["C7"] = "31106"
    made.save(tmp_path / "a.xlsx")
    filled = [(n, cells) for n, cells in rows_of(tmp_path / "a.xlsx") if any(cells)]
    assert filled == [(4, ["", "", "设备代码"]), (7, ["", "", "31106"])]


def test_hidden_sheets_come_last_and_are_taken_only_when_named(tmp_path):
    made = openpyxl.Workbook()
    made.active.title = "选项"
    made.active.sheet_state = "hidden"
    made.create_sheet("电梯")
    made.create_sheet("底稿").sheet_state = "veryHidden"
    made.active = 1
    made.save(tmp_path / "a.xlsx")
    opened = open_book(tmp_path / "a.xlsx")
    assert opened.sheets == ("电梯", "选项", "底稿")
    assert opened.hidden == {"选项", "底稿"}
    assert choose_sheet(opened) == "电梯"
    assert choose_sheet(opened, "底稿") == "底稿"
    with pytest.raises(UserError, match="没有工作表 “锅炉”，现有：电梯、选项、底稿"):
        choose_sheet(opened, "锅炉")


def test_merged_ranges_are_told(book):
    opened = open_book(book([["台账", None], ["a", "b"]], merges=["A1:B1"]))
    assert opened.merged("电梯") == (((1, 0), (1, 1)),)


def test_an_empty_sheet_has_no_rows(tmp_path):
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    assert rows_of(tmp_path / "a.xlsx") == []


def test_columns_that_are_only_declared_cost_nothing(book, tmp_path):
    source = book(ROWS)
    edit(source, tmp_path / "b.xlsx", b'ref="A1:B2"', b'ref="A1:XFD1048576"')
    edit(tmp_path / "b.xlsx", tmp_path / "c.xlsx", b"</row>", b'<c r="XFD2" s="0"/></row>')
    assert rows_of(tmp_path / "c.xlsx") == [(1, ROWS[0]), (2, ROWS[1])]


def test_a_sheet_with_16384_filled_columns_is_refused(tmp_path):
    made = openpyxl.Workbook()
    made.active["A1"] = "设备代码"
    made.active["XFD2"] = "x"
    made.save(tmp_path / "a.xlsx")
    assert "超过 702 列" in refusal(tmp_path / "a.xlsx")


def test_a_stray_cell_at_the_very_bottom_is_refused(tmp_path):
    made = openpyxl.Workbook()
    made.active["A1"] = "设备代码"
    made.active["CZ1048576"] = "x"
    made.save(tmp_path / "a.xlsx")
    assert "第 1048576 行、第 104 列" in refusal(tmp_path / "a.xlsx")


def test_a_zip_bomb_is_refused_by_what_it_declares(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/sharedStrings.xml", b" " * (packages._CHECKED_RATIO_FROM + 1))
    assert "不像是台账" in refusal(path)


def test_a_zip_bomb_that_understates_its_size_is_refused(book, tmp_path):
    path = tmp_path / "b.xlsx"
    edit(book(ROWS), path, b"</worksheet>", b"</worksheet>" + b" " * (8 << 20))
    data = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    path.write_bytes(data.replace(struct.pack("<I", size), struct.pack("<I", 900)))
    assert "不完整或已损坏" in refusal(path)


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.999])
def test_a_cut_off_xlsx_is_refused(book, kept):
    path = book([[f"行{i}", i] for i in range(500)])
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * kept)])
    assert "不完整或已损坏" in refusal(path)


@pytest.mark.parametrize("kept", [100, 600, 5_000, 20_000, -513, -5])
def test_a_cut_off_xls_is_refused(tmp_path, kept):
    path = tmp_path / "a.xls"
    xls(path, rows=1000)
    path.write_bytes(path.read_bytes()[:kept])
    assert "不完整或已损坏" in refusal(path)


def test_an_xls_whose_tables_are_damaged_is_refused(tmp_path):
    path = tmp_path / "a.xls"
    xls(path, rows=1000)
    data = bytearray(path.read_bytes())
    data[30:32] = b"\x07\x00"
    path.write_bytes(data)
    assert "不完整或已损坏" in refusal(path)


def test_an_xls_with_a_password_is_refused(tmp_path):
    stream = xls(tmp_path / "a.xls").get_biff_data()
    begins = 4 + struct.unpack_from("<H", stream, 2)[0]
    lock = struct.pack("<HH6s", 0x2F, 6, b"\0\0\x12\x34\x56\x78")
    XlsDoc().save(str(tmp_path / "b.xls"), stream[:begins] + lock + stream[begins:])
    assert "设有打开密码" in refusal(tmp_path / "b.xls")


def test_an_xlsx_with_a_password_is_refused(tmp_path):
    rename_stream(tmp_path / "a.xlsx", "EncryptedPackage")
    assert "设有打开密码" in refusal(tmp_path / "a.xlsx")


def test_an_encrypted_zip_is_refused(book, tmp_path):
    path = book(ROWS)
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 1)
    path.write_bytes(data)
    assert "设有打开密码" in refusal(path)


def test_an_old_word_document_is_refused(tmp_path):
    rename_stream(tmp_path / "a.xls", "WordDocument")
    assert "Word 文档" in refusal(tmp_path / "a.xls")


@pytest.mark.parametrize(
    ("member", "kind"),
    [
        ("word/document.xml", "Word 文档"),
        ("ppt/presentation.xml", "PPT"),
        ("xl/workbook.bin", "xlsb"),
        ("readme.txt", "压缩包"),
    ],
)
def test_other_archives_are_refused_by_name(tmp_path, member, kind):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr(member, "x")
    assert kind in refusal(tmp_path / "a.xlsx")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "图片"),
        (b"SQLite format 3\x00", "数据库"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
        (b"", "空的"),
        (b"\n\n", "空的"),
        (bytes(range(1, 32)) * 9, "无法识别"),
        (b"\x80\xff\xfe" * 99, "无法识别"),
    ],
)
def test_what_is_no_sheet_is_refused_by_name(tmp_path, content, kind):
    path = tmp_path / "台账.xlsx"
    path.write_bytes(content)
    assert kind in refusal(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    assert "找不到文件" in refusal(tmp_path / "没有.xlsx")
    assert "是文件夹" in refusal(tmp_path)


WPS = {
    "[Content_Types].xml": "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>"
    "<Default Extension='xml' ContentType='application/xml'/></Types>",
    "_rels/.rels": "<Relationships"
    " xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
    "<Relationship Id='rId1' Target='/xl/workbook.xml' Type="
    "'http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument'/>"
    "</Relationships>",
    "xl/workbook.xml": "<workbook xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'"
    " xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'>"
    "<workbookPr/><sheets><sheet name='电梯' sheetId='7' r:id='rId3'/></sheets></workbook>",
    "xl/_rels/workbook.xml.rels": "<Relationships"
    " xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
    "<Relationship Id='rId3' Target='/xl/worksheets/sheet7.xml' Type="
    "'http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet'/>"
    "<Relationship Id='rId4' Target='sharedStrings.xml' Type="
    "'http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings'/>"
    "</Relationships>",
    "xl/sharedStrings.xml": "<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>"
    "<si><t>设备代码</t></si>"
    "<si><r><t>使用</t></r><r><rPr><b/></rPr><t>单位</t></r>"
    "<rPh sb='0' eb='1'><t>shi</t></rPh></si></sst>",
    "xl/worksheets/sheet7.xml": "<worksheet"
    " xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>"
    "<dimension ref='A1'/><sheetData>"
    "<row r='1' spans='1:2'><c r='A1' s='0' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c></row>"
    "<row r='3'><c r='A3' t='inlineStr'><is><t xml:space='preserve'> 31106 </t></is></c>"
    "<c r='B3' t='str'><f>A1</f><v>某某公司</v></c></row></sheetData></worksheet>",
}


def test_a_sheet_made_by_another_office_suite_is_read_whole(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        for name, text in WPS.items():
            archive.writestr(name, text)
    rows = [(n, cells) for n, cells in rows_of(tmp_path / "a.xlsx") if any(cells)]
    assert rows == [(1, ["设备代码", "使用单位"]), (3, [" 31106 ", "某某公司"])]


def test_a_large_sheet_is_let_go_once_read(book):
    opened = open_book(book(ROWS))
    assert opened.height("电梯") == 2
    assert len(list(opened.read("电梯"))) == 2
    assert opened._read == {}
    assert len(list(opened.read("电梯"))) == 2


def edit(source: Path, target: Path, old: bytes, new: bytes) -> None:
    """Copy an xlsx with a change in its first sheet."""
    with (
        zipfile.ZipFile(source) as given,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in given.namelist():
            data = given.read(name)
            made.writestr(name, data.replace(old, new, 1) if "sheet1" in name else data)


def rename_stream(path: Path, name: str) -> None:
    """Write an OLE file whose only stream bears another name."""
    xls(path, rows=1000)
    data = bytearray(path.read_bytes())
    at = data.find("Workbook".encode("utf-16-le"))
    data[at : at + 64] = name.encode("utf-16-le").ljust(64, b"\0")
    data[at + 64 : at + 66] = struct.pack("<H", len(name) * 2 + 2)
    path.write_bytes(data)
