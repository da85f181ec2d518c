"""Units, holders, towns and people that rows name: by code, then by exact name, else created."""

import pytest

from equipinspect.app import importing, undoing
from equipinspect.app.naming import is_code, named
from equipinspect.app.reading import Wanted
from equipinspect.app.session import Session
from equipinspect.model.codes import grouped, unit_id_type
from equipinspect.model.ids import show_id
from tests.ledgers import Brought, Sheet, add, rows_of

CODE_A, CODE_B = "91610322MA6X00001H", "91610322MA6X00002L"
HEAD = ("设备代码", "使用单位", "使用单位统一社会信用代码", "使用单位联系电话")
LIFTS = [f"3110100032018000{n:02d}" for n in range(1, 20)]


def lift(
    number: int, unit: str | None, code: str | None = None, phone: str | None = None
) -> tuple[str | None, ...]:
    return (LIFTS[number], unit, code, phone)


def units(session: Session) -> dict[str, dict[str, object]]:
    return {show_id(row.id): row.values for row in rows_of(session, "unit")}


@pytest.mark.parametrize(
    ("value", "expected"),
    [(CODE_A, True), ("无", False), ("不详", False), ("—", False), ("0" * 18, False), (None, False),
     ("610322199001010016", True), ("Null", False)],
)  # fmt: skip
def test_a_word_for_none_is_no_code(value: str | None, expected: bool) -> None:
    assert is_code(value) is expected


def test_names_are_compared_without_width_blanks_and_brackets() -> None:
    assert named("秋实物业（凤翔） 有限公司") == named("秋实物业(凤翔)有限公司")


def test_a_unit_is_met_by_its_code_whatever_its_name(
    office: Session, sheet: Sheet, bring: Brought
) -> None:
    known = add(office, "unit", name="秋实物业有限公司", credit_code=CODE_A)
    plan = bring("elevator", sheet(HEAD, lift(1, "秋实物业管理有限公司", CODE_A.lower())))
    assert len(units(office)) == 1
    assert rows_of(office, "elevator")[0].values["user_unit"] == known
    assert plan.pointers == [
        f"统一社会信用代码 {grouped(CODE_A)} 已登记为“秋实物业有限公司”，"
        "表中写作“秋实物业管理有限公司”，已按统一社会信用代码对应"
    ]


def test_the_code_alone_names_a_unit(office: Session, sheet: Sheet, bring: Brought) -> None:
    known = add(office, "unit", name="秋实物业有限公司", credit_code=CODE_A)
    bring("elevator", sheet(HEAD, lift(1, None, CODE_A), lift(2, CODE_A)))
    assert {row.values["user_unit"] for row in rows_of(office, "elevator")} == {known}


def test_units_of_one_name_and_two_codes_stay_two(
    office: Session, sheet: Sheet, bring: Brought
) -> None:
    path = sheet(
        HEAD,
        lift(1, "秋实物业有限公司", CODE_A),
        lift(2, "秋实物业有限公司", CODE_B),
        lift(3, "秋实物业有限公司"),
    )
    plan = bring("elevator", path)
    assert [v["credit_code"] for v in units(office).values()] == [CODE_A, CODE_B]
    [rejected] = plan.rejected
    assert (rejected.row, rejected.column) == (4, "B 使用单位")
    assert rejected.problem == (
        "使用单位：有 2 家都叫“秋实物业有限公司”，请在表中补上统一社会信用代码"
    )
    assert "不是同一个，已另建" in plan.pointers[0]


def test_words_for_none_join_nobody(office: Session, sheet: Sheet, bring: Brought) -> None:
    bring(
        "elevator",
        sheet(HEAD, lift(1, "甲单位", "无"), lift(2, "乙单位", "无"), lift(3, "丙单位", "/")),
    )
    assert sorted(str(v["name"]) for v in units(office).values()) == ["丙单位", "乙单位", "甲单位"]
    assert not any("credit_code" in v for v in units(office).values())


def test_what_a_row_knows_of_a_unit_fills_blanks_and_changes_nothing(
    office: Session, sheet: Sheet, bring: Brought
) -> None:
    add(office, "unit", name="秋实物业有限公司", phone="0917-0000001")
    path = sheet(HEAD, lift(1, "秋实物业有限公司", CODE_A, "0917-0000002"))
    plan = bring("elevator", path)
    [unit] = units(office).values()
    assert (unit["credit_code"], unit["phone"]) == (CODE_A, "0917-0000001")
    assert "将补上 1 家单位的空白资料" in plan.notes
    undoing.undo_last(office)
    [unit] = units(office).values()
    assert "credit_code" not in unit
    assert rows_of(office, "elevator") == []


def test_one_code_filled_in_is_not_another_one(
    office: Session, sheet: Sheet, bring: Brought
) -> None:
    add(office, "unit", name="秋实物业有限公司")
    bring(
        "elevator",
        sheet(HEAD, lift(1, "秋实物业有限公司", CODE_A), lift(2, "秋实物业有限公司", CODE_B)),
    )
    assert [v["credit_code"] for v in units(office).values()] == [CODE_A, CODE_B]


def test_later_rows_complete_a_unit_that_is_about_to_be_created(
    office: Session, sheet: Sheet, bring: Brought
) -> None:
    bring(
        "elevator",
        sheet(HEAD, lift(1, "秋实物业有限公司"), lift(2, "秋实物业有限公司", CODE_A, "139")),
    )
    [unit] = units(office).values()
    assert (unit["credit_code"], unit["phone"]) == (CODE_A, "139")


def test_likely_names_are_listed_and_not_joined(
    office: Session, sheet: Sheet, bring: Brought
) -> None:
    add(office, "unit", name="宝鸡秋实物业管理有限公司")
    plan = bring("elevator", sheet(HEAD, lift(1, "宝鸡市秋实物业管理有限公司")))
    assert len(units(office)) == 2
    [pointer] = plan.pointers
    assert "宝鸡秋实物业管理有限公司" in pointer
    assert "没有合并" in pointer


def test_towns_of_one_name_are_told_apart_by_their_county(
    office: Session, sheet: Sheet, bring: Brought
) -> None:
    first = add(office, "town", name="城关镇", county="凤翔区")
    second = add(office, "town", name="城关镇", county="岐山县")
    head = ("设备代码", "楼盘名称", "所在县区", "镇街")
    plan = bring(
        "elevator",
        sheet(
            head,
            (LIFTS[1], "秋实家园", "岐山县", "城关镇"),
            (LIFTS[2], "秋实家园", "610305", "城关镇"),
            (LIFTS[3], "秋实家园", "扶风县", "城关镇"),
            (LIFTS[4], "秋实家园", None, "城关镇"),
        ),
    )
    towns = [row.values.get("town") for row in rows_of(office, "elevator")]
    assert towns[:2] == [second, first]
    third = rows_of(office, "town")[2]
    assert (towns[2], third.values["county"]) == (third.id, "610324")
    [rejected] = plan.rejected
    assert rejected.problem == "镇街：有 3 个都叫“城关镇”，请在表中补上所属县区"


def test_the_codes_of_units_are_tagged(office: Session, sheet: Sheet, bring: Brought) -> None:
    bring("elevator", sheet(HEAD, lift(1, "虚某某", "610322199001010016"), lift(2, "甲", CODE_A)))
    tags = [v["unit_id_type"] for v in units(office).values()]
    assert tags == ["id_card", unit_id_type(CODE_A)]
    head = ("单位名称", "统一社会信用代码")
    bring("unit", sheet(head, ("乙", "610322199001010024"), name="单位.xlsx"))
    assert rows_of(office, "unit")[-1].values["unit_id_type"] == "id_card"


CYLINDERS = ("充装单位", "使用登记证编号", "制造单位代号", "出厂编号", "制造年月")


def test_one_certificate_stands_on_thousands_of_cylinders_of_a_holder(
    office: Session, sheet: Sheet, bring: Brought
) -> None:
    rows = [("虚构充装站", "瓶34陕C00001(24)", "TS1", f"{n:05d}", "2020-03") for n in range(1200)]
    rows += [("虚构充装站", "瓶34陕C00002(24)", "TS1", f"{n:05d}", "2021-03") for n in range(3)]
    plan = bring("gas_cylinder", sheet(CYLINDERS, *rows))
    assert plan.counts["new"] == 1203
    one, two = rows_of(office, "cylinder_holder")
    assert (one.values["reg_no"], two.values["reg_no"]) == ("瓶34陕C00001(24)", "瓶34陕C00002(24)")
    [unit] = rows_of(office, "unit")
    assert unit.values["name"] == "虚构充装站"
    assert one.values["unit"] == two.values["unit"] == unit.id
    held = [row.values["holder"] for row in rows_of(office, "gas_cylinder")]
    assert (held.count(one.id), held.count(two.id)) == (1200, 3)
    again = importing.preview(office, "gas_cylinder", Wanted(sheet(CYLINDERS, *rows)))
    assert again.counts["unchanged"] == 1203


def test_a_county_without_a_national_code_is_met_by_the_name_of_its_office(
    office: Session, sheet: Sheet, bring: Brought
) -> None:
    add(office, "office", name="虚构开发区市场监督管理局", short_name="虚构开发区", code="BJKFQ1")
    head = ("设备代码", "楼盘名称", "所在县区")
    bring("elevator", sheet(head, (LIFTS[1], "甲", "虚构开发区"), (LIFTS[2], "乙", "bjkfq1"),
                            (LIFTS[3], "丙", "Howard"), (LIFTS[4], "丁", "610322")))  # fmt: skip
    found = [row.values["county"] for row in rows_of(office, "elevator")]
    assert found == ["BJKFQ1", "BJKFQ1", "Howard", "610305"]
