"""Calls about policies that end, and endorsements that change them."""

from datetime import date, timedelta

import pytest

from equipinspect.app import calls, coverage, endorsing, forecasting, lists, undoing
from equipinspect.app.endorsing import Endorsement
from equipinspect.app.session import Session
from equipinspect.model.errors import InvalidRecord
from tests.ledgers import add

DAY = date(2026, 11, 23)


@pytest.fixture
def lifts(office: Session) -> list[int]:
    unit = add(office, "unit", name="虚构物业", phone="0917-0000001")
    with office.action("add") as running:
        return [
            running.create("elevator", {"serial_no": str(n), "user_unit": unit, "use_status": "in_use",
                                        "use_status_from": "2020-01-01"})
            for n in range(3)
        ]  # fmt: skip


def insure(session: Session, lifts: list[int], ends: date, number: str = "B1") -> int:
    with session.action("add") as running:
        policy = running.create("policy", {
            "number": number, "kind": "lift_liability", "ends": ends.isoformat(),
            "starts": (ends - timedelta(days=364)).isoformat()})  # fmt: skip
        for lift in lifts:
            running.create("policy_link", {"policy": policy, "equipment": lift})
    return policy


@pytest.mark.parametrize(("left", "step"), [(0, 3), (3, 3), (4, 7), (7, 7), (8, 30), (30, 30)])
def test_a_policy_is_called_about_at_30_7_and_3_days(
    office: Session, lifts: list[int], left: int, step: int
) -> None:
    policy = insure(office, lifts, DAY + timedelta(days=left))
    [found] = calls.expiring(office, DAY)
    assert (found.policy, found.days, found.step, found.lapsing) == (policy, left, step, 3)
    assert (found.name, found.phone) == ("虚构物业", "0917-0000001")
    assert lists.count(office, calls.rows([found], 7)) == (1 if step <= 7 else 0)


def test_nobody_is_called_about_what_goes_on(office: Session, lifts: list[int]) -> None:
    insure(office, lifts, DAY + timedelta(days=31))
    insure(office, lifts[:1], DAY + timedelta(days=5), "B2")  # the other policy goes on
    assert calls.expiring(office, DAY) == []
    insure(office, lifts[:2], DAY + timedelta(days=396), "B3")
    [found] = calls.expiring(office, DAY + timedelta(days=2))
    assert (found.number, found.lifts, found.lapsing) == ("B1", 3, 1)


def test_a_call_is_noted_with_its_result(office: Session, lifts: list[int]) -> None:
    policy = insure(office, lifts, DAY + timedelta(days=5))
    [found] = calls.expiring(office, DAY)
    assert found.contact is None
    assert found.unit
    calls.note(office, found.unit, "promised", policy, again_on="2026-11-25")
    [found] = calls.expiring(office, DAY)
    assert found.contact
    assert (found.contact.on, found.contact.result) == ("2026-11-23", "答应办理")
    ahead = forecasting.forecast(office, DAY, date(2026, 12, 31), coverage.goal(office))
    assert ahead.calls[0].contact == found.contact
    with pytest.raises(InvalidRecord, match="没有"):
        calls.note(office, found.unit, "好")


def test_endorsements_move_the_days_they_speak_of(office: Session, lifts: list[int]) -> None:
    policy = insure(office, lifts[:2], date(2026, 12, 31))

    def insured(day: date) -> int:
        return coverage.on_day(office, day).rate.numerator

    endorsing.endorse(office, Endorsement(policy, "P1", "add", date(2026, 6, 1), lifts[2:]))
    assert [insured(date(2026, 5, 31)), insured(date(2026, 6, 1))] == [2, 3]
    endorsing.endorse(office, Endorsement(policy, "P2", "remove", date(2026, 7, 1), lifts[:1]))
    assert [insured(date(2026, 7, 1)), insured(date(2026, 7, 2))] == [3, 2]
    endorsing.endorse(
        office, Endorsement(policy, "P3", "period", date(2026, 8, 1), ends=date(2027, 1, 31))
    )
    assert [insured(date(2027, 1, 31)), insured(date(2027, 2, 1))] == [2, 0]
    endorsing.endorse(office, Endorsement(policy, "P4", "surrender", date(2026, 9, 1)))
    assert [insured(date(2026, 9, 1)), insured(date(2026, 9, 2))] == [2, 0]
    undoing.undo_last(office)
    assert insured(date(2026, 9, 2)) == 2


def test_endorsements_that_cannot_be_are_refused_whole(office: Session, lifts: list[int]) -> None:
    policy = insure(office, lifts[:2], date(2026, 12, 31))
    for wanted in (
        Endorsement(policy, "P1", "add", date(2027, 6, 1), lifts[2:]),
        Endorsement(policy, "P2", "add", date(2026, 6, 1), [lifts[2], lifts[0]]),
        Endorsement(policy, "P3", "remove", date(2026, 6, 1), lifts[2:]),
        Endorsement(policy, "P4", "period", date(2026, 6, 1)),
        Endorsement(lifts[0], "P5", "surrender", date(2026, 6, 1)),
    ):
        with pytest.raises(InvalidRecord):
            endorsing.endorse(office, wanted)
    assert lists.count(office, lists.Query("endorsement")) == 0
    assert coverage.on_day(office, date(2026, 6, 1)).rate.numerator == 2


def test_the_share_renewed_last_year_says_what_to_expect(office: Session, lifts: list[int]) -> None:
    insure(office, lifts, date(2026, 5, 31))
    insure(office, lifts[:1], date(2027, 5, 31), "B2")  # at once
    insure(office, lifts[1:2], date(2027, 8, 31), "B3")  # three months later
    renewed = forecasting.renewals(office, DAY)
    assert renewed == (1, 3)
    ahead = forecasting.forecast(office, DAY, date(2027, 6, 30), coverage.goal(office))
    assert (ahead.lapsing, ahead.then.numerator) == (1, 1)
    assert forecasting.expected(ahead, renewed) == (1, 3)
