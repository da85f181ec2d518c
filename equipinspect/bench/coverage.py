"""Coverage of a city and the Today page: any day, every day of a year, each beside a plain recount."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from random import Random

from equipinspect.app import coverage, today
from equipinspect.app.office import Beginning, create_office, open_session
from equipinspect.app.session import Session
from equipinspect.bench import insured
from equipinspect.bench.measure import Case
from equipinspect.bench.workshop import Workshop
from equipinspect.model.rates import total

LATER = date(2027, 6, 30)  # half a year into the first dates of the series
DAY, FIRST, LAST = date(2025, 6, 30), date(2025, 1, 1), date(2025, 12, 31)
SHARE = 0.03  # of the rows of the size: 30,000 lifts beside a million cylinders
PLAIN = """SELECT count(*), sum(EXISTS(
    SELECT 1 FROM policy_link l JOIN policy p ON p.id = +l.policy
    WHERE +l.equipment = e.id AND p.starts <= :day AND p.ends >= :day AND l._deleted = 0))
  FROM equipment e WHERE category = 'elevator' AND _deleted = 0 AND (
    SELECT json_extract(o.value, '$.use_status') FROM operation o
    WHERE (o.id = e.id OR (o.entity = e.id AND o.field = 'use' AND o.field <> '*'))
      AND json_extract(o.value, '$.use_status_from') <= :day
    ORDER BY json_extract(o.value, '$.use_status_from') DESC LIMIT 1) = 'in_use'"""
RECOUNT = """SELECT sum(_due_on < :day), sum(_due_on BETWEEN :day AND :soon),
    sum(_due_source = 'undated') FROM equipment NOT INDEXED
  WHERE category = 'gas_cylinder' AND _deleted = 0"""


def cases(shop: Workshop) -> Iterator[Case]:
    """Yield the cases of this group."""
    lifts = max(200, round(shop.size.register * SHARE))
    shop.say(f"filling a register with {lifts:,} lifts and {3 * lifts:,} links")
    path = shop.folder / "insured.eqi"
    session = create_office(path, shop.place, Beginning("演示局", "610303", "演示"))
    insured.fill(session, lifts, Random("insured"))
    session.close()
    session = open_session(path, shop.place)
    try:
        yield from _cases(session, lifts)
    finally:
        session.close()
    yield _today(shop)


def _today(shop: Workshop) -> Case:
    """Count the tiles of a day on which a part of the big register is overdue."""
    session = shop.big

    def tiles() -> object:
        found = today.today(session, LATER)
        return [found.tile(f"{key}_gas_cylinder").count for key in ("overdue", "due", "undated")]

    def recount() -> object:
        with closing(sqlite3.connect(session.path)) as plain:
            values = {"day": LATER.isoformat(), "soon": (LATER + timedelta(days=30)).isoformat()}
            return list(plain.execute(RECOUNT, values).fetchone())

    name = f"today, {shop.size.register:,} cylinders"
    return Case("coverage", name, "recount of every row", tiles, recount, lambda a, b: a == b)


def _cases(session: Session, lifts: int) -> Iterator[Case]:
    def by_county() -> object:
        found = coverage.on_day(session, DAY, "county")
        assert total(line.rate for line in found.by) == found.rate
        return found.rate.denominator, found.rate.numerator

    def year() -> object:
        return [(p.in_use, p.insured) for p in coverage.curve(session, FIRST, LAST)]

    with closing(sqlite3.connect(session.path)) as plain:

        def recount(day: date = DAY) -> tuple[int, int]:
            row = plain.execute(PLAIN, {"day": day.isoformat()}).fetchone()
            return int(row[0]), int(row[1])

        def ends() -> object:
            return [recount(FIRST), recount(DAY), recount(LAST)]

        def agree(mine: object, theirs: object) -> bool:
            place = (DAY - FIRST).days
            return isinstance(mine, list) and [mine[0], mine[place], mine[-1]] == theirs

        yield Case("coverage", f"any day by county, {lifts:,} lifts", "recount from the log",
                   by_county, recount, lambda a, b: a == b)  # fmt: skip
        yield Case("coverage", "every day of a year", "recount of 3 days", year, ends, agree)
