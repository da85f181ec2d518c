"""Opening sheets: the mapping given, the one remembered, the sheet and the source."""

from pathlib import Path

import openpyxl
import pytest

from equipinspect.app import importing, reading
from equipinspect.app.reading import Wanted
from equipinspect.app.session import Session
from equipinspect.exchange.headers import NoHeader
from equipinspect.model.errors import UserError
from tests.ledgers import Brought, Sheet, rows_of

LIFT = "311010003201800011"
MAPPING = """
source = "维保单位"
[columns]
"code" = "device_code"
"where" = ["estate", "address"]
"who" = ""
[constants]
county = "凤翔区"
"""


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "对应.toml"
    path.write_text(MAPPING, encoding="utf-8")
    return path


def test_a_mapping_is_remembered_by_the_titles_of_the_sheet(
    office: Session, sheet: Sheet, bring: Brought, mapping: Path
) -> None:
    path = sheet(("code", "where", "who"), (LIFT, "秋实家园", "谁"))
    with pytest.raises(NoHeader):
        importing.preview(office, "elevator", Wanted(path))
    assert bring("elevator", path, mapping=mapping).source == "维保单位"
    values = rows_of(office, "elevator")[0].values
    assert (values["estate"], values["address"], values["county"]) == (
        "秋实家园",
        "秋实家园",
        "610305",
    )
    mapping.unlink()
    other = sheet(("who", "CODE ", "where"), ("谁", LIFT, "春华家园"), name="下月.xlsx")
    plan = bring("elevator", other)
    assert plan.counts["changed"] == 1
    assert plan.source == "维保单位"
    stranger = sheet(("code", "where", "when"), (LIFT, "秋实家园", "2020"), name="别的.xlsx")
    with pytest.raises(NoHeader):
        importing.preview(office, "elevator", Wanted(stranger))


def test_a_mapping_for_readable_titles_is_remembered_too(
    office: Session, sheet: Sheet, bring: Brought, tmp_path: Path
) -> None:
    mapping = tmp_path / "载重.toml"
    mapping.write_text('[units]\nrated_load_kg = "t"\n', encoding="utf-8")
    head = ("设备代码", "楼盘名称", "额定载重量")
    bring("elevator", sheet(head, (LIFT, "秋实家园", "0.8")), mapping=mapping)
    assert bring("elevator", sheet(head, (LIFT, "秋实家园", "1.05"))).counts["changed"] == 1
    assert rows_of(office, "elevator")[0].values["rated_load_kg"] == 1050


def test_a_remembered_mapping_that_no_longer_fits_is_left_alone(
    office: Session, sheet: Sheet, bring: Brought, mapping: Path, home: Path
) -> None:
    path = sheet(("设备代码", "使用登记证编号", "where"), (LIFT, None, "秋实家园"))
    bring("elevator", path, mapping=mapping)
    [kept] = (home / "mappings").glob("*.toml")
    kept.write_text("[columns]\nwhere = 'no_such_field'\n", encoding="utf-8")
    found = reading.read(office, office.declaration("elevator"), Wanted(path))
    assert found.keys == {"device_code", "reg_no"}


def test_a_mapping_of_another_kind_is_refused(office: Session, sheet: Sheet, mapping: Path) -> None:
    mapping.write_text('category = "boiler"\n', encoding="utf-8")
    with pytest.raises(UserError, match="是给“锅炉”用的，不能用来导入“电梯”"):
        importing.preview(office, "elevator", Wanted(sheet(("设备代码",), (LIFT,)), mapping))


def test_a_sheet_may_be_named(office: Session, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["目录"])
    for name, code in (("一月", LIFT), ("二月", "311010003201800012")):
        page = book.create_sheet(name)
        page.append(["设备代码", "楼盘名称"])
        page.append([code, "秋实家园"])
    path = tmp_path / "全年.xlsx"
    book.save(path)
    book.close()
    plan = importing.preview(office, "elevator", Wanted(path))
    assert plan.reading.sheet == "一月"
    assert "另有工作表没有读：Sheet、二月" in plan.notes
    plan = importing.preview(office, "elevator", Wanted(path, sheet="二月"))
    assert plan.new[0].values["device_code"] == "311010003201800012"
    with pytest.raises(UserError, match="没有工作表 “三月”"):
        importing.preview(office, "elevator", Wanted(path, sheet="三月"))


def test_what_was_not_read_is_said(office: Session, sheet: Sheet) -> None:
    head = ("设备代码", "楼盘名称", "天气", "使用登记证编码")
    plan = importing.preview(
        office, "elevator", Wanted(sheet(head, (LIFT, "秋实家园", "晴", "x"), ("合计", 1)))
    )
    assert any("天气" in note for note in plan.notes)
    assert any("使用登记证编码" in note and "像是" in note for note in plan.notes)
    assert any("第 3 行不是记录（合计行）" in note for note in plan.notes)


def test_progress_ends_at_the_last_row(office: Session, sheet: Sheet) -> None:
    rows = [(f"3110100032018{n:05d}", "秋实家园") for n in range(1200)]
    told: list[tuple[str, int, int]] = []
    importing.preview(
        office,
        "elevator",
        Wanted(sheet(("设备代码", "楼盘名称"), *rows)),
        lambda *t: told.append(t),
    )
    assert told[0] == ("正在打开", 0, 0)
    assert told[-1][1] == 1200
    assert all(done <= total for _what, done, total in told)
