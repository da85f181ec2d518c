"""What a record's history tells beside who and what: doubtful clocks, conflicts it went through."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from equipinspect.app import conflicts, histories, records
from equipinspect.app.session import Session
from tests.offices import Round, enrol, merge, unit
from tests.registers import NOW


@pytest.fixture
def friday(tmp_path: Path) -> Iterator[Round]:
    """A folder for a story."""
    found = Round(tmp_path)
    yield found
    found.close()


def rename(session: Session, number: int, name: str) -> None:
    """Give a unit another name."""
    records.save(session, records.read(session, number), {"name": name})


def test_what_went_through_a_conflict_stays_marked(friday: Round) -> None:
    office = friday.office(signs=False)
    number = unit(office, "甲厂")
    laptop, joined = friday.join(friday.base(office), "万外勤")
    enrol(office, joined, "万外勤")
    rename(office, number, "甲一厂")
    rename(laptop, number, "甲二厂")
    merge(office, friday.hand_in(laptop))
    assert not any(e.marks for e in histories.of_record(office, number))  # still open
    (found,) = conflicts.every(office)
    conflicts.resolve(office, found.key, 0, "甲三厂", "看过执照")
    rename(office, number, "甲四厂")
    *renamed, created = histories.of_record(office, number)
    assert [e.new for e in renamed][:2] == ["甲四厂", "甲三厂"]
    assert all(e.marks == ("经过冲突",) for e in renamed)
    assert (created.marks, created.remarks) == ((), "")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [(datetime(1970, 1, 1, tzinfo=UTC), "时钟停在 1970 年"), (NOW.replace(year=2036), "将来")],
)
def test_a_doubtful_clock_is_told_beside_the_line(
    wrong: datetime, said: str, friday: Round
) -> None:
    office = friday.office(signs=False)
    right, number = office.now, unit(office, "甲厂")
    office.now = lambda: wrong
    rename(office, number, "甲一厂")
    office.now = right
    rename(office, number, "甲二厂")
    last, odd, created = histories.of_record(office, number)
    assert said in odd.remarks
    assert created.marks == ()
    assert ("倒回" in last.remarks) == (wrong.year > NOW.year)
