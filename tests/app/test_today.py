"""The day's tiles: every count equals its rows, and an answered alarm does not shout again."""

from datetime import date, timedelta

import pytest

from equipinspect.app import alarms, dossier, hazards, indicators, lists, records, today, watch
from equipinspect.app.lists import Filter
from equipinspect.app.session import Session
from equipinspect.model.errors import InvalidRecord, UserError
from equipinspect.model.rates import Rate
from tests.ledgers import add

DAY = date(2026, 11, 23)  # the office's clock


def lift(session: Session, number: int, **given: str) -> int:
    """A lift in use of an invented firm."""
    usual = {
        "device_code": f"311010003201800{number:02}", "address": f"雍城路{number}号", "use_status": "在用",
        "use_status_from": "2020-01-01", "inspection_next": "2099-05", "reg_status": "已登记",
        "reg_status_from": "2020-01-02", "county": "610305",
    }  # fmt: skip
    return add(session, "elevator", **(usual | given))


@pytest.fixture
def lifts(office: Session) -> list[int]:
    """Two overdue lifts, one due this month, one without a date, one maintained too long ago."""
    return [
        lift(office, 1, inspection_next="2026-09"),
        lift(office, 2, inspection_next="2026-10"),
        lift(office, 3, inspection_next="2026-11"),
        lift(office, 4, inspection_next=""),
        lift(office, 5, maintenance_last="2026-11-07"),
        lift(office, 6, maintenance_last="2026-11-08"),
    ]


def test_every_count_equals_its_rows(office: Session, lifts: list[int]) -> None:
    found = today.today(office, DAY)
    for tile in found.tiles:
        if tile.queries:
            assert tile.count + tile.answered == len(today.rows(office, tile)), tile.key
    assert today.rows(office, found.tile("overdue")) == [
        ("elevator", lifts[0]),
        ("elevator", lifts[1]),
    ]
    assert [n for _kind, n in today.rows(office, found.tile("due"))] == [lifts[2]]
    assert [n for _kind, n in today.rows(office, found.tile("undated"))] == [lifts[3]]
    assert [n for _kind, n in today.rows(office, found.tile("maintenance"))] == [lifts[4]]


def test_an_area_narrows_the_equipment(office: Session, lifts: list[int]) -> None:
    assert len(lifts) == 6
    there = today.today(office, DAY, (Filter("county", "=", "610305"),))
    elsewhere = today.today(office, DAY, (Filter("county", "=", "610302"),))
    assert (there.tile("overdue").count, elsewhere.tile("overdue").count) == (2, 0)


def test_an_answered_alarm_is_quiet_until_its_date_changes(
    office: Session, lifts: list[int]
) -> None:
    alarms.answer(office, "inspection", [lifts[0]], "applied", "特检院已受理")
    tile = today.today(office, DAY).tile("overdue")
    assert (tile.count, tile.answered) == (1, 1)
    record = records.read(office, lifts[0])
    records.save(office, record, {"inspection_next": "2026-08"})
    tile = today.today(office, DAY).tile("overdue")
    assert (tile.count, tile.answered) == (2, 0)


def test_an_answer_may_hold_until_a_day_only(office: Session, lifts: list[int]) -> None:
    alarms.answer(office, "inspection", [lifts[0]], "told", until=DAY + timedelta(days=7))
    assert today.today(office, DAY).tile("overdue").count == 1
    assert today.today(office, DAY + timedelta(days=7)).tile("overdue").count == 2
    with pytest.raises(InvalidRecord, match="没有"):
        alarms.answer(office, "inspection", [lifts[1]], "随便")


def test_policies_that_lapse_are_counted_with_their_lifts(
    office: Session, lifts: list[int]
) -> None:
    with office.action("add") as running:
        for number, (starts, ends) in enumerate(
            (("2025-11-28", "2026-11-27"), ("2026-11-28", "2027-11-27"))
        ):
            policy = running.create("policy", {"number": f"B{number}", "kind": "lift_liability",
                                               "starts": starts, "ends": ends})  # fmt: skip
            for each in lifts[: 3 - 2 * number]:
                running.create("policy_link", {"policy": policy, "equipment": each})
    tile = today.today(office, DAY).tile("policies")
    assert (tile.count, tile.note) == (1, "涉及电梯 2 台，7 天内 1 份")
    assert today.today(office, date(2026, 10, 1)).tile("policies").count == 0


def test_hazards_and_papers_have_their_tiles(office: Session, lifts: list[int]) -> None:
    unit = add(office, "unit", name="虚构物业", licence_expires="2026-11-30")
    hazards.add(office, {"description": "门锁回路短接", "found_on": "2026-11-01", "deadline": "2026-11-10",
                         "level": "major", "unit": unit, "equipment": lifts[0], "device_kind": "elevator",
                         "still_used": 1, "criterion": "4.6b"})  # fmt: skip
    found = today.today(office, DAY)
    assert (found.tile("hazards_overdue").count, found.tile("hazards_overdue").note) == (
        1,
        "其中重大 1 处",
    )
    assert today.rows(office, found.tile("papers_unit")) == [("unit", unit)]
    [watched] = watch.key_devices(office, DAY)
    assert (watched.id, watched.reasons) == (lifts[0], ("有未消除的重大隐患：2026-11-01 发现",))
    assert indicators.indicators(office, DAY).rows[0].rates["hazard"] == Rate(1, 6)


def test_watched_devices_say_why(office: Session) -> None:
    school = lift(office, 1, place_type="学校", is_key="是")
    hurt = lift(office, 2)
    lift(office, 3, place_type="住宅")
    with office.action("add") as running:
        running.create("accident", {"equipment": hurt, "happened_at": "2025-01-05 08:30"})
        running.create("accident", {"equipment": school, "happened_at": "2023-01-05 08:30"})
    found = {each.id: each.reasons for each in watch.key_devices(office, DAY)}
    assert found == {
        school: ("公众聚集场所：学校", "人工列为重点"), hurt: ("两年内发生过事故：2025-01-05",),
    }  # fmt: skip


def test_a_lift_is_old_after_its_fifteenth_year(office: Session) -> None:
    old = lift(office, 1, in_use_on="2011-11-22")
    lift(office, 2, in_use_on="2011-11-23")
    by_make = lift(office, 3, made_on="2001-05")
    found = watch.old_lifts(office, DAY)
    assert [each.id for each in found] == [by_make, old]
    assert found[1].reasons == ("投入使用日期 2011-11-22，已 15 年，超过 15 年",)
    assert lists.count(office, watch.query(found, "elevator")) == 2


def test_rates_come_with_their_parts_and_kinds_are_never_added_up(
    office: Session, lifts: list[int]
) -> None:
    lift(office, 7, reg_status="未登记", county="610302")
    add(
        office,
        "crane",
        device_code="41101000320180001",
        address="某厂",
        use_status="在用",
        use_status_from="2020-01-01",
    )
    found = indicators.indicators(office, DAY)
    assert found.whole is not None
    assert found.whole.rates["registered"] == Rate(6, 7)
    assert found.whole.rates["overdue"] == Rate(2, 7)
    assert found.whole.rates["inspected"] == Rate(4, 6)
    assert found.whole.rates["insured"] == Rate(0, 7)
    kinds = indicators.indicators(office, DAY, "kind")
    assert kinds.whole is None
    assert [row.name for row in kinds.rows] == ["起重机械", "电梯"]
    before = indicators.indicators(office, date(2019, 12, 31))
    assert before.rows == ()
    with pytest.raises(UserError, match="不能按"):
        indicators.indicators(office, DAY, "moon")
    assert len(lifts) == 6


def test_cylinders_with_code_and_insured_stations(office: Session) -> None:
    with office.action("add") as running:
        unit = running.create("unit", {"name": "演示充装站", "county": "610305"})
        holder = running.create("cylinder_holder", {"name": "演示充装站", "unit": unit, "trace_system": "有",
                                                    "traced_from": "2024-01-01"})  # fmt: skip
        running.create("policy", {"number": "Q1", "kind": "cylinder", "holder": holder, "starts": "2026-01-01",
                                  "ends": "2026-12-31"})  # fmt: skip
        for number in range(4):
            running.create("gas_cylinder", {
                "holder": holder, "serial_no": str(number), "use_status": "in_use",
                "use_status_from": "2020-01-01", **({"qr_payload": f"Q{number}"} if number else {})})  # fmt: skip
    found = indicators.cylinders(office, DAY)
    assert (found.traced, found.insured, found.coded) == (Rate(1, 1), Rate(1, 1), Rate(3, 4))
    earlier = indicators.cylinders(office, date(2023, 12, 31))
    assert (earlier.traced, earlier.insured, earlier.coded) == (Rate(0, 1), Rate(0, 1), Rate(3, 4))


def test_a_dossier_holds_everything_about_one_device(office: Session, lifts: list[int]) -> None:
    policy = add(office, "policy", number="B1", starts="2026-01-01", ends="2026-12-31")
    with office.action("add") as running:
        running.create("policy_link", {"policy": policy, "equipment": lifts[0]})
    out = office.path.parent / "档案.pdf"
    assert dossier.write(office, lifts[0], out) == {"承保电梯": 1}
    assert out.read_bytes().startswith(b"%PDF")
    with pytest.raises(UserError):
        dossier.write(office, lifts[0], out)
