"""The statistics of a big campaign: a whole table, and the rows behind any of its numbers."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import NamedTuple

from equipinspect.app import campaign_statistics as statistics
from equipinspect.app.campaign_statistics import Statistics, Wanted
from equipinspect.app.session import Session
from equipinspect.bench.measure import Case
from equipinspect.bench.workshop import Workshop
from equipinspect.store.operations import Action

HAZARDS, SHARE, DEVICES_A_HAZARD, DEVICES_A_VISIT = 10_000, 10, 20, 5
COUNTIES = tuple(f"6103{n:02}" for n in (2, 3, 4, 5, 23, 24, 26, 27, 28, 29, 30, 31))
KINDS = ("elevator", "elevator", "boiler", "pressure_vessel", "crane", "vehicle")
FIRST, DAYS, TOWNS, UNITS = date(2021, 3, 1), 270, 60, 3000
ON = date(2021, 12, 31)
LOOKED_AT = "SELECT county, device_kind, quantity FROM device_check"


class Filled(NamedTuple):
    """The register of this group and its campaign."""

    session: Session
    campaign: int


def cases(shop: Workshop) -> Iterator[Case]:
    """Yield the table by county, town and category, then opening its numbers."""
    filled = _fill(shop)
    session = filled.session
    with closing(sqlite3.connect(session.path)) as plain:
        last = ON.isoformat()

        def by_hand() -> object:
            sql = "SELECT county, campaign, voided_on FROM hazard WHERE _deleted=0"
            found: Counter[str] = Counter()
            for county, of, void in plain.execute(sql):
                found[county] += bool(of) and not (void and void <= last)
            devices: Counter[tuple[str, str]] = Counter()
            for county, kind, many in plain.execute(LOOKED_AT):
                devices[county, kind] += int(many)
            return dict(found)

        def rows_by_hand() -> object:
            sql = "SELECT id, county FROM device_check"
            return len([number for number, county in plain.execute(sql) if county == COUNTIES[0]])

        def open_rows(measure: str) -> object:
            return statistics.opened(session, Wanted(ON, filled.campaign), COUNTIES[0], measure)

        for by in ("county", "town", "category"):
            wanted = Wanted(ON, filled.campaign, by=by)
            yield Case("campaign", f"table by {by}", "rows counted in Python",
                       partial(statistics.statistics, session, wanted), by_hand, _agrees)  # fmt: skip
        for measure in ("hazards", "overdue", "visits", "units", "devices:elevator:台"):
            yield Case("campaign", f"open {measure.partition(':')[0]}", "rows read in Python",
                       partial(open_rows, measure), rows_by_hand, lambda mine, _theirs: bool(mine))  # fmt: skip


def _agrees(mine: object, theirs: object) -> bool:
    if not isinstance(mine, Statistics) or not isinstance(theirs, dict):
        return False
    if mine.wanted.by != "county":
        return int(mine.total["hazards"]) == sum(theirs.values())
    return {row.key: int(row["hazards"]) for row in mine.rows if row["hazards"]} == theirs


def _fill(shop: Workshop) -> Filled:
    hazards = min(HAZARDS, shop.size.register // SHARE)
    shop.say(
        f"filling a campaign with {hazards:,} hazards, {hazards * DEVICES_A_HAZARD:,} device checks"
    )
    session = shop.empty()
    rng = Random("campaign")
    with session.action("import") as running:
        campaign = running.create("campaign", {"name": "大排查", "begins": FIRST.isoformat()})
        towns = [running.create("town", {"name": f"虚构{n}镇"}) for n in range(TOWNS)]
        units = [
            running.create("unit", {"name": f"虚构{n}公司"}) for n in range(min(UNITS, hazards))
        ]
        for number in range(hazards * DEVICES_A_HAZARD // DEVICES_A_VISIT):
            town = rng.randrange(TOWNS)
            place: dict[str, str | int] = {
                "campaign": campaign,
                "county": COUNTIES[town % len(COUNTIES)],
                "town": towns[town],
            }
            _visit(
                running,
                rng,
                place,
                (rng.choice(units), number * DEVICES_A_VISIT < hazards * DEVICES_A_VISIT),
            )
    return Filled(session, campaign)


def _visit(
    running: Action, rng: Random, place: dict[str, str | int], what: tuple[int, bool]
) -> None:
    unit, failed = what
    on = FIRST + timedelta(days=rng.randrange(DAYS))
    day = on.isoformat()
    visit = running.create("check", {**place, "unit": unit, "checked_on": day, "officer_count": 2,
                                     "kind": "special_old", "result": "open" if failed else "clear"})  # fmt: skip
    for _turn in range(DEVICES_A_VISIT):
        running.create("device_check", {
            **place, "check": visit, "unit": unit, "checked_on": day, "quantity": "1", "measure": "台",
            "device_kind": rng.choice(KINDS), "result": "clear",
        })  # fmt: skip
    if failed:
        later = (on + timedelta(days=rng.randrange(5, 60))).isoformat()
        fate = rng.choice(("rectified_on",) * 8 + ("transferred_on", "voided_on", ""))
        running.create("hazard", {
            **place, "unit": unit, "check": visit, "found_on": day, "description": "虚构", "state": "found",
            "level": rng.choice(("ordinary", "major")), "device_kind": rng.choice(KINDS),
            "deadline": (on + timedelta(days=20)).isoformat(), **({fate: later} if fate else {}),
        })  # fmt: skip
