"""One lift through its years: when it was inspected, tested, stopped and used again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from equipinspect.model import dates, elevators
from equipinspect.model.intervals import add_months
from equipinspect.model.rule_kinds import Interval

EARLIEST = 2019  # visits before this year are not thought out
LATE = 0.07  # share of visits after their month
AHEAD = 4  # years of the sequence known beyond the day
INSPECTED_EARLY, TESTED_EARLY = 40, 26  # days before the end of the month
LONG_STOP_DAYS = 365
COVERED_UNTIL, PRESENT_DAYS = 2022, 400


@dataclass(frozen=True)
class Visit:
    """One inspection or testing: the day, which of the two, and the next inspection and testing month."""

    done: date
    task: str
    slot: str
    next_inspection: str
    next_testing: str | None


@dataclass
class Life:
    """What decides a lift's dates."""

    supervised: date
    modified: date | None = None
    stops: list[tuple[date, date | None]] = field(default_factory=list)
    ended: date | None = None

    def base_in(self, year: int) -> tuple[int, int]:
        """Return the year from which a year is counted and the month everything falls in."""
        counted = self.supervised
        if self.modified and year > self.modified.year:
            counted = self.modified
        month = counted.month
        for begun, over in self.stops:
            if over and year > over.year and (over - begun).days >= LONG_STOP_DAYS:
                month = over.month
        return counted.year, month


def visits(life: Life, rules: tuple[Interval, Interval], on: date, rng: Random) -> list[Visit]:
    """Return what was done until ``on``; ``rules`` are the sequence of T7001 and the yearly one before."""
    sequence = _sequence(life, rules, on.year + AHEAD)
    found: list[Visit] = []
    for place, (slot, task) in enumerate(sequence):
        done = _done(life, slot, task, rng)
        if done is None or done > on or (life.ended and done >= life.ended):
            break
        if found and done <= found[-1].done:  # missed while it stood still: the later month counts
            found.pop()
        later = sequence[place + 1 :]
        inspection = next((s for s, t in later if t == elevators.INSPECTION), "")
        if slot < rules[1].effective_to[:7]:  # the report of those years printed a year later
            inspection = add_months(slot, 12)
        testing = next((s for s, t in later if t == elevators.TESTING), None)
        found.append(Visit(done, task, slot, inspection, testing))
    return found


def told(served: list[Visit], on: date) -> list[Visit]:
    """Leave out the years between those that history always covers and the present."""
    last = {visit.task: visit for visit in served}
    return [
        visit
        for visit in served
        if visit.done.year <= COVERED_UNTIL
        or last[visit.task] is visit
        or (on - visit.done).days <= PRESENT_DAYS
    ]


def _sequence(life: Life, rules: tuple[Interval, Interval], last: int) -> list[tuple[str, str]]:
    now, before = rules
    found = []
    for year in range(max(EARLIEST, life.supervised.year + 1), last + 1):
        if life.modified and life.modified.year == year:
            continue
        counted, month = life.base_in(year)
        slot = f"{year}-{month:02}"
        yearly = slot < before.effective_to[:7]
        found.append((slot, elevators.INSPECTION if yearly else elevators.task(now, counted, year)))
    return found


def _done(life: Life, slot: str, task: str, rng: Random) -> date | None:
    """Return the day on which a slot was served; None while the lift stands still."""
    last = dates.last_day(slot)
    early = INSPECTED_EARLY if task == elevators.INSPECTION else TESTED_EARLY
    done = last - timedelta(days=rng.randint(1, early))
    if rng.random() < LATE:
        done = last + timedelta(days=rng.randint(3, 120))
    for begun, over in life.stops:
        if begun <= done and (over is None or done < over):
            return over - timedelta(days=3) if over else None
    return done
