"""Templates to hand out: every declared record and category, understood again without a question."""

from pathlib import Path

import openpyxl
import pytest

from equipinspect.exchange.ledgers import open_ledger
from equipinspect.exchange.templates import titles, write_template
from equipinspect.model import declarations

RESOURCES = Path(__file__).parents[2] / "resources"
DECLARED = declarations.load(RESOURCES)
REFERRED = {d.key: d for d in DECLARED}


@pytest.mark.parametrize("declaration", list(DECLARED), ids=lambda d: d.key)
def test_every_column_of_every_template_is_known_when_it_comes_back(declaration, tmp_path):
    path = tmp_path / "模板.xlsx"
    write_template(path, declaration, REFERRED)
    ledger = open_ledger(path, declaration, referred=REFERRED)
    assert [c.title for c in ledger.header.columns if c.how != "exact"] == []
    assert set(ledger.header.keys) >= {f.key for f in declaration.fields if f.entered}
    assert list(ledger.rows()) == []
    assert ledger.skipped == []


def test_a_template_says_what_it_wants(lift, declared, tmp_path):
    path = tmp_path / "模板.xlsx"
    write_template(path, lift, {d.key: d for d in declared})
    made = openpyxl.load_workbook(path)
    assert made.sheetnames == ["电梯", "填写说明", "选项"]
    sheet = made["电梯"]
    assert "每行填一台电梯" in sheet["A1"].value
    head = [c.value for c in sheet[2]]
    assert head == titles(lift, {d.key: d for d in declared})
    assert "设备代码*" in head
    assert "额定载重量（kg）" in head
    assert "使用单位统一社会信用代码" in head
    code = sheet.cell(2, head.index("设备代码*") + 1).column_letter
    assert sheet.column_dimensions[code].number_format == "@"
    lists = [v.formula1 for v in sheet.data_validations.dataValidation]
    assert lists == ['"在用,停用"', '"是,否"']


def test_long_lists_stand_on_a_hidden_sheet(tmp_path):
    gas = DECLARED.get("elevator")
    write_template(tmp_path / "a.xlsx", gas, REFERRED)
    made = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert made["选项"].sheet_state == "hidden"


def test_the_notes_explain_every_column(lift, tmp_path):
    write_template(tmp_path / "a.xlsx", lift)
    notes = list(openpyxl.load_workbook(tmp_path / "a.xlsx")["填写说明"].values)
    assert [n[0] for n in notes[1:]] == titles(lift)
    load = next(n for n in notes if n[0] == "额定载重量（kg）")
    assert load[2] == "整数，单位 kg"
    code = next(n for n in notes if n[0] == "设备代码*")
    assert code[1] == "必填"


def test_what_is_filled_into_a_template_is_read(lift, declared, tmp_path):
    path = tmp_path / "模板.xlsx"
    referred = {d.key: d for d in declared}
    write_template(path, lift, referred)
    made = openpyxl.load_workbook(path)
    head = titles(lift, referred)
    filled = {
        "设备代码*": "31106",
        "使用单位*": "某某公司",
        "使用状态": "在用",
        "下次检验日期": "2025-04",
    }
    for title, value in filled.items():
        made["电梯"].cell(3, head.index(title) + 1, value)
    made.save(path)
    (row,) = open_ledger(path, lift, referred=referred).rows()
    assert row.row == 3
    assert row.values == {
        "device_code": "31106",
        "user_unit": "某某公司",
        "use_status": "in_use",
        "inspection_next": "2025-04",
    }
