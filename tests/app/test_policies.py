"""Policies, their lifts and what belongs to them, as records."""

import pytest

from equipinspect.app import importing, records
from equipinspect.app.session import Session
from equipinspect.model.errors import InvalidRecord
from tests.ledgers import Brought, Sheet, add, rows_of

TITLES = ("保险单号", "险种", "保险公司", "保险起期", "保险止期", "每人限额", "累计赔偿限额")


def test_a_policy_that_ends_before_it_starts_is_refused(office: Session) -> None:
    with pytest.raises(InvalidRecord, match="晚于保险期间止 2021-01-01") as refused:
        add(office, "policy", number="B1", starts="2021-05-01", ends="2021-01-01")
    assert set(refused.value.problems) == {"starts"}


def test_a_person_may_not_be_worth_more_than_the_lift(office: Session) -> None:
    """Regulation §7.1: the total of a lift must not be less than the limit a person."""
    term = {"starts": "2021-01-01", "ends": "2021-12-31"}
    with pytest.raises(InvalidRecord, match="每人赔偿限额 800000 大于每部电梯累计赔偿限额 500000"):
        add(office, "policy", number="B1", limit_person="800,000", limit_total="500000", **term)
    add(office, "policy", number="B2", limit_person="800000", limit_total="0800000.0", **term)


def test_a_surrender_lies_within_the_period(office: Session) -> None:
    number = add(office, "policy", number="B1", starts="2021-01-01", ends="2021-12-31")
    record = records.read(office, number)
    with pytest.raises(InvalidRecord, match="退保日期"):
        records.save(office, record, {"surrendered_on": "2022-01-01"})
    records.save(office, record, {"surrendered_on": "2021-12-31"})


def test_rows_of_a_sheet_that_contradict_themselves_come_back(
    office: Session, sheet: Sheet, bring: Brought
) -> None:
    path = sheet(
        TITLES,
        ("B1", "电梯责任险", "甲财险（演示）", "2021-01-01", "2021年12月31日", "500000", "2000000"),
        ("B2", "电梯责任险", "甲财险（演示）", "2021-12-31", "2021-01-01", "500000", "2000000"),
        ("B3", "电梯责任险", "甲财险（演示）", "20210101", "20211231", "900000", "200000"),
    )
    plan = bring("policy", path)
    assert [r.row for r in plan.rejected] == [3, 4]
    assert "晚于" in plan.rejected[0].problem
    assert "大于" in plan.rejected[1].problem
    assert [r.values["number"] for r in rows_of(office, "policy")] == ["B1"]


def test_a_policy_is_named_by_its_number_and_never_made_on_the_way(
    office: Session, sheet: Sheet, bring: Brought
) -> None:
    add(office, "policy", number="B1", starts="2021-01-01", ends="2021-12-31")
    lift = add(office, "elevator", device_code="31101000320180099", address="某处")
    titles = ("保单", "设备", "承保起")
    path = sheet(titles, ("B1", "31101000320180099", "2021-02-01"), ("B9", "31101000320180099", ""))
    plan = bring("policy_link", path)
    assert [r.problem for r in plan.rejected] == ["保单：没有找到保单“B9”，请先登记"]
    assert [r.values["equipment"] for r in rows_of(office, "policy_link")] == [lift]
    assert importing.preview(office, "policy_link", importing.reading.Wanted(path)).unchanged == 1
