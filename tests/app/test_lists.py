"""Lists as people read them: counts, pages, chips, and the search over everything."""

from datetime import date

import pytest

from equipinspect.app import lists, records
from equipinspect.app.lists import Filter, Query
from equipinspect.app.session import Session
from equipinspect.model.fields import Value
from equipinspect.model.ids import show_id
from equipinspect.store.queries import Row
from tests.registers import NOW

STATES = [  # due, status, registered, and the chips it stands under
    ("2026-02", "in_use", "registered", {"in_use", "overdue"}),
    ("2026-03", "in_use", "registered", {"in_use", "within30"}),
    ("2027-03", "in_use", "unregistered", {"in_use", "unregistered"}),
    (None, "in_use", "registered", {"in_use", "undated"}),
    ("2020-01", "stopped", "registered", set()),
]


@pytest.fixture
def lifts(session: Session) -> list[int]:
    unit = records.save_new(session, "unit", {"name": "甲物业服务"})
    made = []
    with session.action("import") as running:
        for place, (due, status, registered, _chips) in enumerate(STATES):
            values: dict[str, Value] = {
                "serial_no": f"A{place}",
                "estate": "恒大绿洲",
                "inspection_next": due,
                "use_status": status,
                "use_status_from": "2020-01-01",
                "reg_status": registered,
                "user_unit": unit,
            }
            made.append(running.create("elevator", {k: v for k, v in values.items() if v}))
    return made


def ids(rows: list[Row]) -> list[int]:
    return [row.id for row in rows]


def test_chips_count_what_their_list_shows(session: Session, lifts: list[int]) -> None:
    assert session.today() == date(2026, 3, 2) == NOW.date()
    for chip in lists.saved_filters(session, "elevator"):
        query = Query("elevator", (Filter("state", lists.STATE, chip.key),))
        expected = [n for n, state in zip(lifts, STATES, strict=True) if chip.key in state[3]]
        if chip.key in ("in_use", "overdue", "within30", "undated", "unregistered"):
            assert ids(lists.page(session, query, 0, 50)) == expected
        assert chip.count == lists.count(session, query)


def test_pages_lie_side_by_side_wherever_one_begins(session: Session, lifts: list[int]) -> None:
    query = Query("elevator", sort="serial_no", descending=True)
    assert ids(lists.page(session, query, 0, 2)) == lifts[:2:-1]
    assert lists.count(session, query) == 5
    for start in range(6):
        assert ids(lists.page(session, query, start, 2)) == lifts[::-1][start : start + 2]
    assert lists.ids_of(session, query) == lifts[::-1]
    assert lists.place_of(session, query, lifts[0]) == 4
    assert lists.place_of(session, query, 5) is None


def test_a_change_is_seen_by_the_next_page(session: Session, lifts: list[int]) -> None:
    query = Query("elevator", (Filter("state", lists.STATE, "stopped"),))
    query = Query("elevator", (Filter("use_status", "=", "stopped"),))
    assert lists.count(session, query) == 1
    records.remove(session, lifts[4], "拆除")
    assert lists.count(session, query) == 0
    assert lists.totals(session)["elevator"] == 4


def test_the_search_says_what_it_found_and_how_many(session: Session, lifts: list[int]) -> None:
    hits, met = lists.find(session, "恒大 a1")
    assert (met, [hit.id for hit in hits]) == (1, [lifts[1]])
    assert "甲物业服务" in hits[0].subtitle
    hits, met = lists.find(session, "绿洲", limit=2)
    assert (met, [hit.id for hit in hits]) == (5, lifts[:2:-1])
    assert lists.find(session, "jwyfw")[0][0].kind == "unit"
    assert lists.find(session, "无此") == ([], 0)


def test_a_record_number_finds_its_record(session: Session, lifts: list[int]) -> None:
    hits, met = lists.find(session, f" {show_id(lifts[0]).lower()} ")
    assert (met, hits[0].id) == (1, lifts[0])
    assert lists.find(session, "1234567890123") == ([], 0)
    assert lists.find(session, "十三个字不是记录号一二三四") == ([], 0)


def test_many_hits_are_counted_to_a_thousand(session: Session) -> None:
    with session.action("import") as running:
        for i in range(1100):
            running.create("person", {"name": f"福寿{i}"})
    hits, met = lists.find(session, "福寿")
    assert (len(hits), met) == (50, lists.MOST_COUNTED + 1)
