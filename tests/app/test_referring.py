"""References of every kind: equipment only by its codes, people and offices by name, problems by field."""

from equipinspect.app import importing
from equipinspect.app.reading import Wanted
from equipinspect.app.session import Session
from equipinspect.model.ids import show_id
from tests.ledgers import Brought, Sheet, add, rows_of

LIFT = "311010003201800011"


def test_equipment_is_met_by_its_codes_and_never_made_on_the_way(
    office: Session, sheet: Sheet, bring: Brought
) -> None:
    lift = add(office, "elevator", device_code=LIFT, reg_no="梯11陕C00001(20)", estate="秋实家园")
    head = ("设备", "登记类别", "日期", "原使用单位")
    path = sheet(
        head,
        (LIFT, "过户", "2022-03-01", "虚构甲"),
        ("梯11陕C00001(20)", "更名", "2023-03-01", "虚构乙"),
        ("311010003201899999", "移装", "2023-03-01", "虚构丙"),
    )
    plan = bring("registration_event", path)
    assert [row.values["equipment"] for row in rows_of(office, "registration_event")] == [lift] * 2
    [rejected] = plan.rejected
    assert (rejected.row, rejected.column, rejected.value) == (4, "A 设备", "311010003201899999")
    assert rejected.problem == "设备：台账里没有编号为“311010003201899999”的设备，请先登记"
    assert importing.preview(office, "registration_event", Wanted(path)).counts["unchanged"] == 2


def test_two_equipments_with_one_number_are_asked_about(
    office: Session, sheet: Sheet, bring: Brought
) -> None:
    for code in (LIFT, "311010003201800012"):
        add(office, "elevator", device_code=code, reg_no="梯11陕C00001(20)", estate="秋实家园")
    head = ("设备", "登记类别", "日期")
    plan = bring("registration_event", sheet(head, ("梯11陕C00001(20)", "过户", "2022-03-01")))
    assert plan.rejected[0].problem == "设备：有 2 台设备的编号是“梯11陕C00001(20)”，请写设备代码"


def test_certificates_of_people_bring_their_people_and_units(
    office: Session, sheet: Sheet, bring: Brought
) -> None:
    head = ("持证人", "持证人身份证号", "项目代号", "证书编号", "有效期至")
    one, other = "610322199001010016", "610322199001010024"
    path = sheet(
        head,
        ("虚某某", one, "T", one, "2028-03"),
        ("虚某某", one, "A", one, "2028-03"),
        ("虚某某", other, "T", other, "2027-05"),
    )
    plan = bring("qualification", path)
    assert plan.rejected == []
    people = rows_of(office, "person")[1:]
    assert [p.values["id_no"] for p in people] == [one, other]
    held = [row.values["person"] for row in rows_of(office, "qualification")]
    assert held == [people[0].id, people[0].id, people[1].id]
    assert importing.preview(office, "qualification", Wanted(path)).counts["unchanged"] == 3


def test_offices_form_a_tree(office: Session, sheet: Sheet, bring: Brought) -> None:
    head = ("机构名称", "层级", "上级机构", "区划代码")
    path = sheet(
        head,
        ("虚构市局", "市局", None, "610300"),
        ("虚构一所", "监管所", "凤翔区市场监督管理局", None),
        ("虚构开发区局", "县区局", "虚构市局", "KFQ001"),
    )
    plan = bring("office", path)
    assert plan.counts["new"] == 3
    known = {row.values["name"]: row for row in rows_of(office, "office")}
    assert known["虚构一所"].titles["parent"] == "凤翔区市场监督管理局"
    assert known["虚构开发区局"].titles["parent"] == "虚构市局"
    assert len(known) == 4


def test_every_problem_of_a_row_is_named(office: Session, sheet: Sheet, bring: Brought) -> None:
    for _time in range(2):
        add(office, "unit", name="同名物业")
    head = ("设备代码", "使用单位", "维保单位")
    plan = bring("elevator", sheet(head, (LIFT, "同名物业", "同名物业")))
    assert plan.rejected[0].problem.count("有 2 家都叫“同名物业”") == 2


def test_the_number_of_a_record_is_not_mistaken_for_a_name(
    office: Session, sheet: Sheet, bring: Brought
) -> None:
    unit = add(office, "unit", name="秋实物业有限公司")
    bring("elevator", sheet(("设备代码", "使用单位"), (LIFT, show_id(unit))))
    assert rows_of(office, "elevator")[0].values["user_unit"] == unit
