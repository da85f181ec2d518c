"""How people write days and months, read into ISO text: 2021.3.5, 2021年3月, 20210305, 202103."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache
from unicodedata import normalize

_DAY = re.compile(  # the hour a period begins or ends with does not move its day: 24时止, 零时起
    r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?"
    r"(?:[T ]?(?:[T ](?:0{1,2}|24):00(?::00(?:\.0+)?)?|(?:0{1,2}|24|零|二十四)[时点])[起止]?)?"
)
_DAY_RUN = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})[-./年](\d{1,2})月?")
_MONTH_RUN = re.compile(r"(\d{4})(\d{2})")
_SHORT = re.compile(r"(\d{1,2})[-./月](\d{1,2})日?")
FIRST_YEAR, LAST_YEAR = 1850, 2199
_BLANKS = re.compile(r"\s*([-./年月])\s*")


def clean(text: str) -> str:
    """Fold full-width characters and drop blanks around separators."""
    return _BLANKS.sub(r"\1", normalize("NFKC", text).strip())


@lru_cache(maxsize=65536)
def read_day(text: str, year: int | None = None) -> str:
    """Return ``YYYY-MM-DD``; ``year`` completes 3-5. Raise ValueError for anything else."""
    text = clean(text)
    found = _DAY.fullmatch(text) or _DAY_RUN.fullmatch(text)
    if found:
        return _day(*map(int, found.groups()))
    short = _SHORT.fullmatch(text)
    if short and year:
        return _day(year, int(short[1]), int(short[2]))
    raise ValueError(text)


def _day(year: int, month: int, day: int) -> str:
    """Write a day; a year that no equipment and no plan can have is a slip."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(year)
    return date(year, month, day).isoformat()


@lru_cache(maxsize=65536)
def read_month(text: str) -> str:
    """Return ``YYYY-MM``; a full day gives its month. Raise ValueError for anything else."""
    text = clean(text)
    found = _MONTH.fullmatch(text) or _MONTH_RUN.fullmatch(text)
    if found:
        return _day(int(found[1]), int(found[2]), 1)[:7]
    return read_day(text)[:7]


def read_due(text: str, year: int | None = None) -> str:
    """Return a month where only a month is written, else the full day."""
    text = clean(text)
    if _MONTH.fullmatch(text) or _MONTH_RUN.fullmatch(text):
        return read_month(text)
    return read_day(text, year)


def last_day(text: str) -> date:
    """Return the last day that ``YYYY-MM`` or ``YYYY-MM-DD`` still covers."""
    if len(text) == len("2025-04"):
        year, month = int(text[:4]), int(text[5:])
        return date(year, month, monthrange(year, month)[1])
    return date.fromisoformat(text)
