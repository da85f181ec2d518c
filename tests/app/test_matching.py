"""Rows meet records by the identities of their category; what could mean several is asked about."""

import pytest

from equipinspect.app import importing
from equipinspect.app.matching import identity_of
from equipinspect.app.reading import Wanted
from equipinspect.app.session import Session
from equipinspect.model.fields import Absent
from equipinspect.model.ids import show_id
from tests.ledgers import Brought, Sheet, add, rows_of

LIFT, OTHER = "311010003201800011", "311010003201800012"


def test_an_identity_is_folded_and_whole() -> None:
    assert identity_of(("maker", "serial_no"), {"maker": "（甲）厂 ", "serial_no": "Ａb-1"}) == (
        "(甲)厂",
        "ab-1",
    )
    assert identity_of(("serial_no",), {"serial_no": Absent("—")}) is None
    assert identity_of(("maker", "serial_no"), {"serial_no": "1"}) is None


def test_identities_are_tried_in_the_order_of_trust(
    office: Session, sheet: Sheet, bring: Brought
) -> None:
    add(office, "elevator", device_code=LIFT, reg_no="梯11陕C00001(20)", estate="秋实家园")
    head = ("使用登记证编号", "楼盘名称", "额定载重量")
    plan = bring("elevator", sheet(head, ("梯11陕C00001（20）", "秋实家园", "800")))
    assert plan.counts["changed"] == 1
    assert rows_of(office, "elevator")[0].values["rated_load_kg"] == 800


def test_case_and_width_make_no_other_lift(office: Session, sheet: Sheet, bring: Brought) -> None:
    head = ("制造单位", "型号", "产品编号", "楼盘名称")
    bring("elevator", sheet(head, ("虚构（甲）电梯", "gps-Ⅲ", "ab-01", "秋实家园")))
    again = sheet(head, ("虚构(甲)电梯", "GPS-Ⅲ", "ＡＢ-01", "秋实家园"), name="二.xlsx")
    assert importing.preview(office, "elevator", Wanted(again)).counts["new"] == 0


def test_several_records_with_one_identity_are_asked_about(office: Session, sheet: Sheet) -> None:
    first, second = (
        add(office, "elevator", device_code=code, reg_no="梯11陕C00001(20)", estate="秋实家园")
        for code in (LIFT, OTHER)
    )
    head = ("使用登记证编号", "楼盘名称")
    plan = importing.preview(
        office, "elevator", Wanted(sheet(head, ("梯11陕C00001(20)", "秋实家园")))
    )
    assert plan.rejected[0].problem == (
        "台账里有 2 条记录的使用登记证编号都是“梯11陕C00001(20)”"
        f"（{show_id(first)}、{show_id(second)}），请补充其他编号后再导入"
    )


def test_contradicting_codes_are_asked_about(office: Session, sheet: Sheet) -> None:
    known = add(office, "elevator", device_code=LIFT, reg_no="梯11陕C00001(20)", estate="秋实家园")
    head = ("设备代码", "使用登记证编号", "楼盘名称")
    plan = importing.preview(
        office, "elevator", Wanted(sheet(head, (OTHER, "梯11陕C00001(20)", "秋实家园")))
    )
    assert plan.rejected[0].problem == (
        f"使用登记证编号与记录 {show_id(known)} 相同，但设备代码不同（台账 {LIFT}，表中 {OTHER}），请核对"
    )


@pytest.mark.parametrize(
    ("rows", "problems"),
    [
        # a code both rows have is asked about, whatever else differs
        ([(LIFT, "R1", "S1"), (OTHER, "R1", "S2")], ["使用登记证编号与第 2 行重复"]),
        # two device codes are two lifts, though somebody numbered both 1
        ([(LIFT, "R1", "1"), (OTHER, "R2", "1")], []),
        # without a code of its own the second row may be the first
        ([(LIFT, "R1", "1"), (None, None, "1")], ["使用单位、产品编号与第 2 行重复"]),
        ([(None, "R1", "1"), (LIFT, None, "1")], ["使用单位、产品编号与第 2 行重复"]),
    ],
)
def test_rows_of_one_sheet(
    office: Session, sheet: Sheet, rows: list[tuple[str, ...]], problems: list[str]
) -> None:
    head = ("设备代码", "使用登记证编号", "产品编号", "使用单位")
    path = sheet(head, *((*row, "秋实物业") for row in rows))
    plan = importing.preview(office, "elevator", Wanted(path))
    assert [r.problem for r in plan.rejected] == problems


def test_two_rows_that_meet_one_record(office: Session, sheet: Sheet) -> None:
    add(office, "elevator", device_code=LIFT, reg_no="梯11陕C00001(20)", estate="秋实家园")
    head = ("设备代码", "使用登记证编号", "楼盘名称")
    path = sheet(head, (LIFT, None, "秋实家园"), (None, "梯11陕C00001(20)", "秋实家园"))
    plan = importing.preview(office, "elevator", Wanted(path))
    assert [r.problem for r in plan.rejected] == ["与第 2 行是同一条记录"]


def test_a_row_nothing_identifies_goes_back(office: Session, sheet: Sheet) -> None:
    head = ("姓名", "职务", "手机")
    plan = importing.preview(office, "person", Wanted(sheet(head, ("虚某某", "所长", "139"))))
    assert plan.rejected[0].problem.startswith("没有能认出它的编号，请补上执法证号，或身份证号")


def test_units_of_one_name_are_told_apart_by_their_codes(
    office: Session, sheet: Sheet, bring: Brought
) -> None:
    head = ("单位名称", "统一社会信用代码", "电话")
    one, two, three = "91610322MA6X00001H", "91610322MA6X00002L", "91610322MA6X00003P"
    assert bring("unit", sheet(head, ("秋实", one, "1"), ("秋实", two, "2"))).counts["new"] == 2
    path = sheet(
        head, ("秋实", two, "22"), ("秋实", three, "3"), ("秋实", None, "4"), name="二.xlsx"
    )
    plan = importing.preview(office, "unit", Wanted(path))
    assert (plan.counts["changed"], plan.counts["new"]) == (1, 1)
    assert "台账里有 2 条记录的单位名称都是“秋实”" in plan.rejected[0].problem


def test_a_less_trusted_identity_decides_between_several(
    office: Session, sheet: Sheet, bring: Brought
) -> None:
    for code, serial in ((LIFT, "S-1"), (OTHER, "S-2")):
        add(
            office,
            "elevator",
            device_code=code,
            reg_no="梯11陕C00001(20)",
            address="某处",
            serial_no=serial,
        )
    head = ("使用登记证编号", "使用地点", "产品编号", "额定载重量")
    plan = bring("elevator", sheet(head, ("梯11陕C00001(20)", "某处", "S-2", 800)))
    assert plan.counts["changed"] == 1
    assert rows_of(office, "elevator")[1].values["rated_load_kg"] == 800


def test_a_place_identifies_no_office(office: Session, sheet: Sheet, bring: Brought) -> None:
    head = ("机构名称", "层级", "区划代码")
    path = sheet(head, ("虚构一所", "监管所", "610305"), ("虚构二所", "监管所", "凤翔区"))
    assert bring("office", path).counts["new"] == 2
    names = [row.values["name"] for row in rows_of(office, "office")]
    assert names == ["凤翔区市场监督管理局", "虚构一所", "虚构二所"]
    assert importing.preview(office, "office", Wanted(path)).counts["unchanged"] == 2


CYLINDERS = ("充装单位", "制造单位代号", "制造单位", "出厂编号", "制造年月", "使用登记证编号")


def test_a_certificate_identifies_no_cylinder(
    office: Session, sheet: Sheet, bring: Brought
) -> None:
    rows = [("虚构站", "TS1", "虚构厂", f"{n}", "2020-03", "瓶34陕C00001(24)") for n in range(3)]
    path = sheet(
        CYLINDERS, *rows, ("虚构站", "TS1", "虚构厂", "0", "2020年3月", "瓶34陕C00002(24)")
    )
    plan = bring("gas_cylinder", path)
    assert plan.counts["new"] == 3
    assert plan.rejected[0].problem == "制造单位代号、出厂编号、制造年月与第 2 行重复"
    assert importing.preview(office, "gas_cylinder", Wanted(path)).counts["unchanged"] == 3
