"""What is due on a day: by equipment and by clock, with daily rounds and unconfirmed rules apart."""

from datetime import date

from equipinspect.app import due
from equipinspect.app.session import Session
from tests.ledgers import add

DAY = date(2026, 11, 23)
LIFT = {"device_code": "311010003201800011", "address": "某处", "use_status": "在用"}


def test_every_clock_of_a_record_is_listed(office: Session) -> None:
    lift = add(office, "elevator", **LIFT, inspection_next="2026-10", governor_next="2026-12-01")
    found = due.due_list(office, DAY, 30)
    assert [(i.row.id, i.stream) for i in found.overdue] == [(lift, "inspection")]
    assert [(i.row.id, i.stream) for i in found.within] == [(lift, "governor")]
    assert found.counts["overdue_streams"] == 1


def test_two_clocks_of_one_lift_count_once(office: Session) -> None:
    add(office, "elevator", **LIFT, inspection_next="2026-10", governor_next="2026-09-01")
    found = due.due_list(office, DAY, 30)
    assert (len(found.overdue), found.counts["overdue"]) == (2, 1)


def test_daily_rounds_are_listed_and_make_nothing_overdue(office: Session) -> None:
    lift = add(office, "elevator", **LIFT, inspection_next="2027-10", maintenance_last="2026-10-01")
    found = due.due_list(office, DAY, 30)
    assert [i.row.id for i in found.rounds] == [lift]
    assert (found.counts["overdue"], found.counts["rounds"]) == (0, 1)
    assert found.counts["overdue_streams"] == 1


def test_equipment_not_in_use_is_never_listed(office: Session) -> None:
    for number, status in enumerate(("停用", "报废", "未投入使用", "拆除", "迁出", "")):
        lift = {**LIFT, "device_code": f"31101000320180002{number}", "use_status": status}
        add(office, "elevator", **lift, inspection_next="2020-01")
        add(office, "elevator", **{**lift, "device_code": f"31101000320180003{number}"})
    found = due.due_list(office, DAY, 3650)
    assert found.counts == dict.fromkeys(found.counts, 0)


def test_a_postponed_date_shows_both(office: Session) -> None:
    add(office, "elevator", **LIFT, inspection_next="2026-10", inspection_postponed_to="2026-12")
    [item] = due.due_list(office, DAY, 60).within
    assert item.due
    assert (item.due.due, item.due.original, item.due.source) == ("2026-12", "2026-10", "postponed")


def test_the_end_of_time_is_a_horizon(office: Session) -> None:
    add(office, "elevator", **LIFT, inspection_next="2099-12")
    assert due.due_list(office, DAY, 10**9).counts["within"] == 1
