"""The words for days and due dates."""

from datetime import date, datetime

import pytest

from equipinspect import RESOURCES
from equipinspect.gui import wording
from equipinspect.model.rules import load_rules

TODAY = date(2026, 3, 6)
POLICY = load_rules(RESOURCES).due


@pytest.mark.parametrize(
    ("source", "last", "words", "mark"),
    [
        ("reported", "2026-02-28", "超期 6 天", "red"),
        ("reported", "2026-03-05", "超期 1 天", "red"),
        ("reported", "2026-03-06", "今天截止", "orange"),
        ("reported", "2026-03-16", "10 天后到期", "orange"),
        ("computed", "2026-03-31", "25 天后到期", "yellow"),
        ("reported", "2026-04-30", "55 天后到期", "blue"),
        ("reported", "2026-05-31", "86 天", ""),
        ("stopped", "2020-01-31", "停用不计", ""),
        ("undated", None, "缺下次日期", "warn"),
        (None, None, "", ""),
    ],
)
def test_a_due_date_is_read_as_days(
    source: str | None, last: str | None, words: str, mark: str
) -> None:
    assert wording.due_reading(source, last, TODAY, POLICY) == (words, mark)


def test_the_office_moves_the_steps() -> None:
    own = POLICY.with_days({"notice_days_2": "90", "notice_days_1": "100"})
    assert wording.due_reading("reported", "2026-05-31", TODAY, own) == ("86 天后到期", "yellow")


def test_moments_are_said_as_people_say_them() -> None:
    now = datetime(2026, 3, 6, 9, 23)
    assert wording.day_and_time(now) == "2026年3月6日 周五 09:23"
    assert wording.moment_near("2026-03-06T08:02", now) == "今天 08:02"
    assert wording.moment_near("2026-03-05T17:30", now) == "昨天 17:30"
    assert wording.moment_near("2026-02-27T14:20", now) == "周五 02-27 14:20"
    assert wording.moment_near("2025-12-31T10:00", now) == "2025-12-31 10:00"
    assert wording.moment_near("", now) == ""


@pytest.mark.parametrize(("number", "words"), [(10, "1 kB"), (71_708_672, "71.7 MB")])
def test_sizes(number: int, words: str) -> None:
    assert wording.size(number) == words
