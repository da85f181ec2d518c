"""Insurers' sheets: every row linked with a reason, doubtful, known already or sent back."""

from datetime import date
from pathlib import Path

import pytest

from equipinspect.app import coverage, health, lists, policy_import, policy_tray, undoing
from equipinspect.app.policy_import import Plan
from equipinspect.app.reading import Wanted
from equipinspect.app.session import Session
from equipinspect.model.errors import Cancelled, Conflict, NotAllowed
from tests.ledgers import Sheet, add, rows_of

TITLES = ("保单号", "保险公司", "投保人", "起保日期", "终保日期", "登记证编号", "设备代码", "识别码", "使用单位",
          "地址", "楼号", "每人限额", "累计赔偿限额")  # fmt: skip
FIRM, PAYER, FROM, TO = "甲财险（演示）", "虚构物业服务有限公司", "2021-01-01", "2021-12-31"


def row(number: str = "B1", **given: object) -> tuple[object, ...]:
    """One row of a sheet; what is not given is the usual."""
    usual: dict[str, object] = {
        "保单号": number, "保险公司": FIRM, "投保人": PAYER, "起保日期": FROM, "终保日期": TO,
    }  # fmt: skip
    return tuple((usual | given).get(title, "") for title in TITLES)


@pytest.fixture
def lifts(office: Session) -> list[int]:
    """Four lifts of two firms; the last two stand in one estate."""
    common = {"use_status": "在用", "use_status_from": "2020-01-01"}
    for name in (PAYER, "另一家商场"):
        add(office, "unit", name=name)
    return [
        add(office, "elevator", reg_no="梯11陕C00001(18)", device_code="31101000320180001", rescue_code="100001",
            user_unit=PAYER, address="凤翔区雍城路1号锦绣苑1号楼", building="1号楼", **common),
        add(office, "elevator", reg_no="梯11陕C00002(18)", device_code="31101000320180002", rescue_code="100002",
            user_unit="另一家商场", address="凤翔区东湖路8号", building="主楼", **common),
        add(office, "elevator", device_code="31101000320180003", user_unit=PAYER, estate="桃园里",
            address="凤翔区秦凤路9号桃园里3号楼", building="3号楼", unit_no="1单元", **common),
        add(office, "elevator", device_code="31101000320180004", user_unit=PAYER, estate="桃园里",
            address="凤翔区秦凤路9号桃园里4号楼", building="4号楼", unit_no="1单元", **common),
    ]  # fmt: skip


def brought(session: Session, path: Path) -> Plan:
    plan = policy_import.preview(session, Wanted(path))
    policy_import.apply(session, plan)
    return plan


def problems(plan: Plan) -> dict[int, str]:
    return {r.row: r.problem for r in plan.found.rejected}


def test_codes_link_in_the_order_of_trust_with_their_reasons(
    office: Session, sheet: Sheet, lifts: list[int]
) -> None:
    path = sheet(
        TITLES,
        row(登记证编号="梯１１陕C00001（18）"),
        row(设备代码="31101000320180003"),
        row(识别码="100002"),
    )
    plan = brought(office, path)
    assert plan.counts == {
        "read": 3, "linked": 3, "changed": 0, "unchanged": 0, "doubtful": 0, "waiting": 0, "counted": 0,
        "rejected": 0, "policies": 1,
    }  # fmt: skip
    assert [(x.match.lift, x.match.how, x.match.score) for x in plan.found.linked] == [
        (lifts[0], "reg_no", 100), (lifts[2], "device_code", 100), (lifts[1], "rescue_code", 100),
    ]  # fmt: skip
    assert [r.values["matched_by"] for r in rows_of(office, "policy_link")] == [
        "reg_no", "device_code", "rescue_code",
    ]  # fmt: skip
    assert coverage.on_day(office, date(2021, 6, 1)).rate == (3, 4)
    policy = rows_of(office, "policy")[0]
    assert (policy.titles["insurer"], policy.titles["policyholder"]) == (FIRM, PAYER)


def test_again_nothing_changes_and_one_undo_takes_it_back(
    office: Session, sheet: Sheet, lifts: list[int]
) -> None:
    path = sheet(
        TITLES,
        row(登记证编号="梯11陕C00001(18)"),
        row(使用单位=PAYER, 地址="秦凤路9号桃园里", 楼号="3号楼1单元"),
    )
    before = {
        d.key: len(rows_of(office, d.key)) for d in office.declarations if d.key != "equipment"
    }
    first = brought(office, path)
    assert (first.counts["linked"], first.counts["doubtful"]) == (1, 1)
    again = policy_import.preview(office, Wanted(path))
    assert (again.counts["unchanged"], again.counts["waiting"], again.is_empty) == (1, 1, True)
    assert policy_import.apply(office, again).ids == ()
    undoing.undo_last(office)
    assert {k: len(rows_of(office, k)) for k in before} == before
    assert health.audit(office).findings == []
    assert len(lifts) == 4


def test_likeness_finds_the_building_but_asks_a_person(
    office: Session, sheet: Sheet, lifts: list[int]
) -> None:
    path = sheet(
        TITLES, row(使用单位="虚构物业服务公司", 地址="秦凤路9号桃园里", 楼号="4号楼1单元")
    )
    plan = brought(office, path)
    [doubt] = plan.found.doubtful
    assert doubt.match.lift == lifts[3]
    assert any("楼栋相像 100%" in reason for reason in doubt.match.reasons)
    assert coverage.on_day(office, date(2021, 6, 1)).rate == (0, 4)
    assert lists.count(office, policy_tray.OPEN) == 1
    [waiting] = lists.ids_of(office, policy_tray.OPEN)
    policy_tray.accept(office, [waiting])
    assert coverage.rows(office, date(2021, 6, 1), "insured").filters[0].value == str([lifts[3]])
    with pytest.raises(NotAllowed, match="已经处理过"):
        policy_tray.accept(office, [waiting])
    again = policy_import.preview(office, Wanted(path))
    assert (again.counts["unchanged"], again.counts["doubtful"]) == (1, 0)
    undoing.undo_last(office)
    assert lists.count(office, policy_tray.OPEN) == 1
    assert coverage.on_day(office, date(2021, 6, 1)).rate == (0, 4)


def test_a_person_names_another_lift_or_none(
    office: Session, sheet: Sheet, lifts: list[int]
) -> None:
    brought(office, sheet(
        TITLES,
        row(使用单位=PAYER, 地址="秦凤路9号桃园里", 楼号="4号楼1单元"),
        row(使用单位=PAYER, 地址="秦凤路9号桃园里", 楼号="3号楼1单元"),
    ))  # fmt: skip
    one, two = sorted(lists.ids_of(office, policy_tray.OPEN))
    policy_tray.accept(office, [one], lifts[0])
    policy_tray.refuse(office, [two])
    [link] = rows_of(office, "policy_link")
    assert (link.values["equipment"], link.values["matched_by"]) == (lifts[0], "hand")
    assert lists.count(office, policy_tray.OPEN) == 0


def test_codes_that_contradict_each_other_are_doubtful(
    office: Session, sheet: Sheet, lifts: list[int]
) -> None:
    plan = brought(
        office, sheet(TITLES, row(登记证编号="梯11陕C00001(18)", 设备代码="31101000320180002"))
    )
    [doubt] = plan.found.doubtful
    assert doubt.match.lift == lifts[0]
    assert "设备代码不同：清单 31101000320180002，台账 31101000320180001" in doubt.match.reasons
    assert rows_of(office, "policy_link") == []


def test_bad_rows_come_back_with_their_reasons_and_nothing_is_half_linked(
    office: Session, sheet: Sheet, lifts: list[int]
) -> None:
    good = {"登记证编号": "梯11陕C00001(18)"}
    plan = brought(office, sheet(
        TITLES,
        row(**good),
        row(**good),
        row("B2", **{**good, "起保日期": "2021-12-31", "终保日期": "2021-01-01"}),
        row("B3", **good, 每人限额="900000", 累计赔偿限额="500000"),
        row(登记证编号="梯11陕C99999(18)"),
        row("B4", **good, 起保日期="某日"),
        row("", **good),
        row(**{**good, "保险公司": "乙财险（演示）"}),
        row(楼号="1号楼"),
        row("B5", 起保日期=FROM),
    ))  # fmt: skip
    said = problems(plan)
    assert sorted(said) == [3, 4, 5, 6, 7, 8, 9, 10, 11]
    assert said[3] == "与第 2 行是同一台电梯、同一张保单"
    assert "晚于" in said[4]
    assert "每人赔偿限额 900000 大于每部电梯累计赔偿限额 500000" in said[5]
    assert said[6].startswith("台账里没有这台电梯")
    assert "无法识别日期 “某日”" in said[7]
    assert "必填" in said[8]
    assert said[9] == "保险公司与第 2 行不同，保险单号却相同"
    assert said[10].startswith("只有楼栋")
    assert said[11] == "没有电梯的编号、单位或地址，也没有承保台数"
    assert [r.values["equipment"] for r in rows_of(office, "policy_link")] == [lifts[0]]
    assert [r.values["number"] for r in rows_of(office, "policy")] == ["B1"]


@pytest.mark.parametrize(
    "text",
    [
        "2021-1-1",
        "2021/01/01",
        "2021.1.1",
        "2021年1月1日",
        "20210101",
        "２０２１年１月１日",
        "2021-01-01 00:00:00",
    ],
)
def test_dates_as_text_in_any_usual_form(
    office: Session, sheet: Sheet, lifts: list[int], text: str
) -> None:
    plan = brought(office, sheet(TITLES, row(登记证编号="梯11陕C00001(18)", 起保日期=text)))
    assert plan.found.rejected == []
    assert rows_of(office, "policy")[0].values["starts"] == "2021-01-01"
    assert len(lifts) == 4


def test_a_policy_of_a_hundred_lifts_without_a_list_covers_none(
    office: Session, sheet: Sheet
) -> None:
    titles = ("保单号", "保险公司", "起保日期", "终保日期", "承保台数")
    plan = brought(office, sheet(titles, ("B1", FIRM, FROM, TO, 100)))
    assert (plan.counts["counted"], plan.counts["policies"]) == (1, 1)
    found = coverage.on_day(office, date(2021, 6, 1))
    assert (found.unlisted, found.rate.numerator) == (100, 0)


def test_each_lift_has_its_own_period_within_the_policy(
    office: Session, sheet: Sheet, lifts: list[int]
) -> None:
    brought(office, sheet(
        TITLES,
        row(登记证编号="梯11陕C00001(18)"),
        row(登记证编号="梯11陕C00002(18)", 起保日期="2021-06-01", 终保日期="2021-08-31"),
    ))  # fmt: skip
    days = {
        d: coverage.on_day(office, date(2021, *d)).rate.numerator
        for d in ((5, 31), (6, 1), (8, 31), (9, 1))
    }
    assert list(days.values()) == [1, 2, 2, 1]
    longer = sheet(
        TITLES, row(登记证编号="梯11陕C00001(18)", 终保日期="2022-03-31"), name="延长.xlsx"
    )
    assert "请先登记批单" in problems(policy_import.preview(office, Wanted(longer)))[2]
    assert len(lifts) == 4


def test_nothing_is_written_when_cancelled_or_stale(
    office: Session, sheet: Sheet, lifts: list[int]
) -> None:
    path = sheet(TITLES, row(登记证编号="梯11陕C00001(18)"))
    plan = policy_import.preview(office, Wanted(path))
    with pytest.raises(Cancelled):
        policy_import.apply(office, plan, cancelled=lambda: True)
    assert rows_of(office, "policy") == []
    plan = policy_import.preview(office, Wanted(path))
    add(office, "unit", name="别人新增")
    with pytest.raises(Conflict):
        policy_import.apply(office, plan)
    assert len(lifts) == 4
