"""Working days by the published holidays, and what is refused in their file."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipinspect import RESOURCES
from equipinspect.model.errors import UserError
from equipinspect.model.working_days import Calendar, read_calendar

SHIPPED = read_calendar(RESOURCES / "rules" / "holidays.toml")


def test_vector_6_a_recheck_is_due_ten_working_days_after_the_report() -> None:
    counted = SHIPPED.add(date(2026, 9, 30), 10)
    assert (counted.day, counted.expected) == (date(2026, 10, 20), False)


def test_without_the_years_holidays_the_day_is_expected_only() -> None:
    counted = SHIPPED.add(date(2027, 9, 30), 10)
    assert (counted.day, counted.expected) == (date(2027, 10, 14), True)
    assert SHIPPED.add(date(2026, 12, 28), 10).expected


def test_a_worked_saturday_counts_and_a_holiday_monday_does_not() -> None:
    assert SHIPPED.works(date(2026, 10, 10))
    assert not SHIPPED.works(date(2026, 10, 5))
    assert [h.name for h in SHIPPED.holidays if h.first.year == 2026] == [
        "元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节",
    ]  # fmt: skip


@given(st.dates(date(2019, 1, 1), date(2026, 11, 1)), st.integers(0, 25))
def test_counting_agrees_with_walking(start: date, days: int) -> None:
    found = SHIPPED.add(start, days)
    walked = [start + timedelta(days=n) for n in range(1, (found.day - start).days + 1)]
    assert sum(SHIPPED.works(day) for day in walked) == days
    assert not walked or SHIPPED.works(walked[-1])


YEAR = '[[year]]\nyear = {year}\noff = ["{year}-01-01"]\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (YEAR.format(year=2024) + YEAR.format(year=2026), "2024 年之后是 2026 年，中间缺年份"),
        ("[[year]]\nyear = 2026\noff = []", "2026 年没有写放假日"),
        ("[[year]]\noff = ['2026-01-01']", "没有写年份"),
        ("[[year]]\nyear = 2026\noff = ['2025-01-01']", "2025-01-01 不在 2026 年里"),
        ("[[year]]\nyear = 2026\noff = ['2026-02-30']", "“2026-02-30” 不是日期"),
        ("[[year]]\nyear = 2026\noff = ['2026-01-01', '2026-01-01']", "2026-01-01 写了两次"),
        (YEAR.format(year=2026) + "work = ['2026-01-05']", "2026-01-05 不是周六周日"),
        ("[[year", "读不出来"),
    ],
)
def test_a_wrong_holiday_file_is_refused_with_a_sentence(
    text: str, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "holidays.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(UserError, match=said):
        read_calendar(path)


def test_a_missing_holiday_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="读不出来"):
        read_calendar(tmp_path / "holidays.toml")


def test_a_calendar_without_years_goes_by_the_week() -> None:
    empty = Calendar(frozenset(), frozenset(), frozenset())
    counted = empty.add(date(2026, 3, 6), 1)
    assert (counted.day, counted.expected) == (date(2026, 3, 9), True)
