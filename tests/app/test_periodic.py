"""Weekly and monthly tables: dated by the event, frozen as sent, written as sheet and paper."""

from datetime import date

import pytest

from equipinspect.app import coverage, indicators, periodic, records
from equipinspect.app.session import Session
from equipinspect.model.errors import NotAllowed, UserError
from tests.ledgers import add

DAY = date(2026, 11, 18)  # a Wednesday


@pytest.fixture
def lift(office: Session) -> int:
    return add(office, "elevator", device_code="311010003201800001", address="雍城路1号", county="610305",
               use_status="在用", use_status_from="2020-01-01", reg_status="已登记")  # fmt: skip


def insure(session: Session, lift: int) -> None:
    with session.action("add") as running:
        policy = running.create("policy", {"number": "B1", "kind": "lift_liability", "starts": "2026-11-01",
                                           "ends": "2027-10-31"})  # fmt: skip
        running.create("policy_link", {"policy": policy, "equipment": lift})


def test_a_late_policy_changes_the_day_but_not_the_frozen_report(
    office: Session, lift: int
) -> None:
    frozen = periodic.freeze(office, DAY, "week")
    before = periodic.read(office, frozen)
    assert (before.since, before.until) == (date(2026, 11, 16), DAY)
    assert not periodic.differs(office, frozen)
    insure(office, lift)
    assert periodic.differs(office, frozen)
    assert periodic.read(office, frozen) == before
    now = periodic.periodic(office, DAY, "week")
    place = list(indicators.FORMULAS).index("insured")
    assert (before.counties[-1].parts[place], now.counties[-1].parts[place]) == ((0, 1), (1, 1))


def test_curve_table_report_and_sentence_agree(office: Session, lift: int) -> None:
    insure(office, lift)
    found = periodic.periodic(office, DAY, "month")
    rate = coverage.on_day(office, DAY).rate
    assert found.since == date(2026, 11, 1)
    assert found.curve[-1] == ("11-18", (rate.numerator, rate.denominator))
    assert found.counties[-1].parts[-1] == (rate.numerator, rate.denominator)
    assert f"{rate.numerator:,} / {rate.denominator:,} 台在用电梯在保" in found.sentence


def test_a_report_is_written_as_sheet_and_paper_once(office: Session, lift: int) -> None:
    found = periodic.periodic(office, DAY, "month")
    for name, begin in (("月报.xlsx", b"PK"), ("月报.pdf", b"%PDF")):
        out = office.path.parent / name
        periodic.write(office, found, out)
        assert out.read_bytes().startswith(begin)
        with pytest.raises(UserError):
            periodic.write(office, found, out)
    assert lift


def test_nobody_edits_what_was_reported(office: Session, lift: int) -> None:
    frozen = periodic.freeze(office, DAY, "month")
    with pytest.raises(NotAllowed):
        records.save(office, records.read(office, frozen), {"name": "另一个"})
    with pytest.raises(UserError):
        periodic.read(office, lift)
    with pytest.raises(UserError):
        periodic.periodic(office, DAY, "year")
