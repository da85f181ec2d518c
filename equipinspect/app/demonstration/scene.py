"""What everything in the demo shares: the day, chance, numbers, people, and the working days of an office."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from random import Random

from equipinspect.app.demonstration.journal import Journal, Occasion, Record
from equipinspect.app.demonstration.numbers import Numbers
from equipinspect.app.demonstration.stock import Stock, Toml
from equipinspect.model.rules import Rules

BEGUN = date(2021, 1, 4)  # the first working day of the register
SEED = "equipinspect-demo-v1"
ZONE = timezone(timedelta(hours=8))
SATURDAY = 5
SHEET_DAYS = (5, 20)  # days of the month on which ledgers of others come in
CITY_SHARE = 1000  # the shares of all places together


@dataclass(eq=False)
class Town:
    """One 镇街 with the station that looks after it."""

    record: Record
    station: Record


@dataclass(eq=False)
class Locale:
    """One of the thirteen places with its offices and officers."""

    code: str
    name: str
    share: int
    sites: list[str]
    office: Record
    towns: list[Town] = field(default_factory=list)
    officers: list[Record] = field(default_factory=list)

    @property
    def short(self) -> str:
        """The name as firms carry it: 渭滨."""
        short = self.name[:-1]
        return short if len(short) > 1 else self.name


@dataclass(eq=False)
class Scene:
    """The demo while it is being thought out."""

    on: date
    stock: Stock
    rules: Rules
    journal: Journal = field(default_factory=Journal)
    numbers: Numbers = field(default_factory=Numbers)
    locales: list[Locale] = field(default_factory=list)
    units: dict[str, Record] = field(default_factory=dict)
    clerk: Record | None = None

    def rng(self, what: str) -> Random:
        """Return the source of chance for one part; the same for the same day."""
        return Random(f"{SEED} {self.on.isoformat()} {what}")

    def portion(self, locale: Locale, total: int) -> int:
        """Return how many of the city's ``total`` are in a place."""
        return max(1, round(total * locale.share / CITY_SHARE))

    def person_name(self, rng: Random) -> str:
        """Return an invented name."""
        names = self.stock.names
        return f"{rng.choice(names['surnames'])}{rng.choice(names['given'])}"

    def locale_of(self, rng: Random) -> Locale:
        """Return a place, larger ones more often."""
        return rng.choices(self.locales, [each.share for each in self.locales])[0]

    def between(self, rng: Random, first: date, last: date) -> date | None:
        """Return a working day between two days and before the demo's own, None when there is none."""
        last = min(last, self.on - timedelta(days=1))
        span = (last - first).days
        return working(first + timedelta(days=rng.randint(0, span))) if span >= 0 else None

    def sheet_day(self, happened: date) -> date:
        """Return the day on which a ledger with something that happened came in."""
        for day in SHEET_DAYS:
            if happened.day < day:
                return min(happened.replace(day=day), self.on)
        following = (happened.replace(day=1) + timedelta(days=32)).replace(day=SHEET_DAYS[0])
        return min(following, self.on)

    def sheet(self, day: date, source: str, subject: str) -> Occasion:
        """Return the import of a ledger on a day."""
        at = datetime.combine(day, time(8, 20), ZONE)
        return Occasion(at, self.clerk, "import", f"{source} {subject}.xlsx")

    def desk(self, rng: Random, day: date, locale: Locale, reason: str) -> Occasion:
        """Return an entry by hand of one of a place's officers on a working day."""
        at = datetime.combine(day, time(rng.randint(9, 16), rng.randint(0, 59)), ZONE)
        return Occasion(at, rng.choice(locale.officers), "set", reason)


def working(day: date) -> date:
    """Move a day of the weekend to the Friday before it."""
    return day - timedelta(days=max(0, day.weekday() - SATURDAY + 1))


def pick(rng: Random, rows: list[Toml]) -> Toml:
    """Return one of the rows by their shares."""
    return rng.choices(rows, [row["share"] for row in rows])[0]
