"""Numbered labels: one story a number, stock that adds up, and the labels that hang too long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipinspect.app import serial_stock
from equipinspect.app.serial_stock import Wanted
from equipinspect.app.session import Session
from equipinspect.model import serials
from equipinspect.model.errors import InvalidRecord, NotAllowed
from equipinspect.model.fields import Value
from equipinspect.model.serials import STEPS, Event
from tests.ledgers import Clock, add, county_office

START = datetime(2026, 11, 23, 1, tzinfo=UTC)
PAPER = "凭证不干胶"


@pytest.fixture
def clock() -> Clock:
    return Clock(START)


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Session]:
    session = county_office(tmp_path / "one", tmp_path / "home", clock)
    yield session
    session.close()


def book(session: Session, event: str, first: str, last: str = "", **more: object) -> None:
    serial_stock.book(session, Wanted(event, PAPER, first, last, **more))  # type: ignore[arg-type]


def certificate(session: Session, number: str, town: str, **changes: Value) -> int:
    lift = add(
        session,
        "elevator",
        serial_no=number,
        name="曳引驱动乘客电梯",
        street=town,
        address="秋实路 1 号",
    )
    values: dict[str, Value] = {
        "number": number, "equipment": lift, "issued_on": "2026-01-05", "valid_to": "2026-12",
        "status": "valid", "result": "clear",
    }  # fmt: skip
    with session.action("certificate") as running:
        return running.create("certificate", values | changes)


def test_a_number_has_one_story_and_the_stock_adds_up(desk: Session) -> None:
    book(desk, "received", "A0001", "A0100")
    book(desk, "issued", "A0001", "A0020")
    book(desk, "posted", "A0001")
    book(desk, "verified", "A0001")
    book(desk, "returned", "A0001")
    book(desk, "returned", "A0011", "A0020")
    book(desk, "voided", "A0002", reason="污损")
    [one] = serial_stock.stocks(desk)
    assert one.received == sum(one.sums.values()) == 100
    assert one.sums == {"in_store": 90, "issued": 8, "posted": 0, "recovered": 1, "void": 1}
    told = [each.event for each in serial_stock.story(desk, PAPER, "A0001")]
    assert told == ["入库", "领用", "粘贴", "核实", "回收"]


def test_what_cannot_happen_is_refused_whole(desk: Session) -> None:
    book(desk, "received", "1", "10")
    with pytest.raises(NotAllowed, match="1 个号码不能领用，从 11 起：没有入库"):
        book(desk, "issued", "5", "11")
    with pytest.raises(NotAllowed, match="在库"):
        book(desk, "received", "10")
    with pytest.raises(NotAllowed, match="在库"):
        book(desk, "posted", "3")
    with pytest.raises(InvalidRecord, match="原因"):
        book(desk, "voided", "3")
    with pytest.raises(InvalidRecord, match="不是一段"):
        book(desk, "issued", "9", "3")
    with pytest.raises(InvalidRecord, match="不是号码"):
        book(desk, "issued", "甲")
    assert serial_stock.stocks(desk)[0].sums["in_store"] == 10


def test_labels_that_hang_too_long_come_by_street(desk: Session, clock: Clock) -> None:
    made = [
        certificate(desk, "2601A0000001", "乙街"),
        certificate(desk, "2601A0000002", "甲街", status="void"),
        certificate(desk, "2601A0000003", "甲街", status="replaced"),
        certificate(desk, "2601A0000004", "甲街"),
    ]
    book(desk, "received", "1", "9")
    book(desk, "issued", "1", "9")
    for place, number in enumerate(made, 1):
        book(desk, "posted", str(place), certificate=number)
    assert [one.why for one in serial_stock.overdue(desk)] == ["已作废", "已被替换"]
    clock.moment = datetime(2027, 1, 2, tzinfo=UTC)
    assert [one.street for one in serial_stock.overdue(desk)] == ["乙街"] + ["甲街"] * 3
    book(desk, "returned", "2")
    assert len(serial_stock.overdue(desk)) == 3


@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(STEPS)), st.integers(1, 9), st.integers(0, 5)),
        max_size=30,
    )
)
def test_any_order_of_events_adds_up(given: list[tuple[str, int, int]]) -> None:
    events = [Event(event, first, first + more) for event, first, more in given]
    ledger = serials.replay(events)
    received = {n for e in events if e.event == "received" for n in range(e.first, e.last + 1)}
    assert set(ledger.states) == received
    assert sum(ledger.sums().values()) == len(received)
