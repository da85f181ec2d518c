"""Coverage on any day against a model that looks at every lift on every day."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from itertools import count
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from equipinspect.app import coverage, forecasting, lists, preferences, records, statuses
from equipinspect.app.lists import Filter
from equipinspect.app.session import Session
from equipinspect.model.rates import Rate
from tests.ledgers import add
from tests.registers import new_office

FIRST, LAST = date(2020, 2, 20), date(2020, 3, 10)  # across 29 February
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
STATUSES = ("in_use", "stopped", "not_in_use", "scrapped")
TOWNS = 3
NAMES = count()


@dataclass
class Term:
    """One link of a policy with everything that bounds it."""

    starts: date
    ends: date
    surrendered: date | None
    own: tuple[date | None, date | None]

    def covers(self, day: date) -> bool:
        first, last = (
            max(self.starts, self.own[0] or self.starts),
            min(self.ends, self.own[1] or self.ends),
        )
        return first <= day <= min(last, self.surrendered or last)

    @property
    def begins(self) -> date | None:
        return next((d for d in every_day() if self.covers(d)), None)


@dataclass
class Lift:
    """One lift: its events in the order of their entry, its town, its links."""

    town: int
    events: list[tuple[date, str]]
    terms: list[Term] = field(default_factory=list)
    id: int = 0

    def in_use(self, day: date) -> bool:
        by_day = dict(self.events)
        held = [by_day[d] for d in sorted(by_day) if d <= day]
        return bool(held) and held[-1] == "in_use"

    def insured(self, day: date) -> bool:
        return any(t.covers(day) for t in self.terms)

    def lapsed(self, day: date) -> bool:
        begun = [t.begins for t in self.terms]
        return not self.insured(day) and any(b is not None and b <= day for b in begun)


def every_day() -> list[date]:
    return [FIRST + timedelta(days=n) for n in range(-12, len(DAYS) + 12)]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("coverage")
    opened = new_office(folder / "office.eqi", folder / "home")
    yield opened
    opened.close()


def a_day(rnd: Random) -> date:
    return rnd.choice(every_day())


def a_term(rnd: Random) -> Term:
    starts, ends = sorted((a_day(rnd), a_day(rnd)))
    surrendered = starts + timedelta(days=rnd.randint(0, (ends - starts).days))
    own = (a_day(rnd) if rnd.random() < 0.3 else None, a_day(rnd) if rnd.random() < 0.3 else None)
    if own[0] and own[1] and own[1] < own[0]:
        own = (own[1], own[0])
    return Term(starts, ends, surrendered if rnd.random() < 0.25 else None, own)


def write_lift(session: Session, lift: Lift, county: str, towns: list[int]) -> None:
    (day, status), *later = lift.events
    with session.action("add") as running:
        lift.id = running.create("elevator", {
            "serial_no": f"N{next(NAMES)}", "county": county, "town": towns[lift.town],
            "use_status": status, "use_status_from": day.isoformat()})  # fmt: skip
    for event in later:
        write_event(session, lift.id, event)


def write_event(session: Session, number: int, event: tuple[date, str]) -> None:
    group = {"use_status": event[1], "use_status_from": event[0].isoformat()}
    record = records.read(session, number)
    with session.action("set") as running:
        running.write("elevator", number, "use", group, record.seen.get("use", ()))


def write_term(session: Session, lift: Lift, term: Term) -> None:
    with session.action("add") as running:
        policy = running.create("policy", {
            "number": f"P{next(NAMES)}", "kind": "lift_liability", "starts": term.starts.isoformat(),
            "ends": term.ends.isoformat(),
            **({"surrendered_on": term.surrendered.isoformat()} if term.surrendered else {})})  # fmt: skip
        link: dict[str, str | int | None] = {"policy": policy, "equipment": lift.id}
        for key, own in zip(("starts", "ends"), term.own, strict=True):
            if own:
                link[key] = own.isoformat()
        running.create("policy_link", link)


def compare(session: Session, county: str, lifts: list[Lift]) -> None:
    """Every day of the curve, and every number of some days, as the model says."""
    area = (Filter("county", "=", county),)
    wanted = [
        (sum(x.in_use(d) for x in lifts), sum(x.in_use(d) and x.insured(d) for x in lifts))
        for d in DAYS
    ]
    points = coverage.curve(session, FIRST, LAST, area)
    assert [p.day for p in points] == DAYS
    assert [(p.in_use, p.insured) for p in points] == wanted
    for day in (FIRST, date(2020, 2, 29), LAST):
        used = [x for x in lifts if x.in_use(day)]
        found = coverage.on_day(session, day, "town", area)
        assert found.rate == Rate(sum(x.insured(day) for x in used), len(used))
        assert found.lapsed == sum(x.lapsed(day) for x in used)
        assert found.never == len(used) - found.rate.numerator - found.lapsed
        assert coverage.rates.total(line.rate for line in found.by) == found.rate
        lapsed = coverage.rows(session, day, "lapsed", area)
        assert lists.ids_of(session, lapsed) == sorted(x.id for x in used if x.lapsed(day))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 10**9))
def test_every_day_is_as_a_model_counts_it(session: Session, seed: int) -> None:
    rnd = Random(seed)
    county = f"C{next(NAMES):05}"
    towns = [add(session, "town", name=f"{county}{n}", county=county) for n in range(TOWNS)]
    lifts = []
    for _lift in range(rnd.randint(1, 6)):
        events = [(a_day(rnd), rnd.choice(STATUSES)) for _event in range(rnd.randint(1, 4))]
        lifts.append(Lift(rnd.randrange(TOWNS), events))
        write_lift(session, lifts[-1], county, towns)
        for _term in range(rnd.randint(0, 3)):
            lifts[-1].terms.append(a_term(rnd))
            write_term(session, lifts[-1], lifts[-1].terms[-1])
    compare(session, county, lifts)
    late = rnd.choice(lifts)  # a fact entered late changes the past days it speaks of, no others
    event = (a_day(rnd), rnd.choice(STATUSES))
    write_event(session, late.id, event)
    late.events.append(event)
    late.terms.append(a_term(rnd))
    write_term(session, late, late.terms[-1])
    compare(session, county, lifts)


@pytest.fixture
def fleet(office: Session) -> list[int]:
    """A thousand lifts in use since 2020, the first 650 of them insured through 2021."""
    with office.action("add") as running:
        insurer = running.create("unit", {"name": "甲财险（演示）", "roles": "insurer"})
        units = [
            running.create("unit", {"name": f"物业{n}", "phone": f"0917-{n:04}"}) for n in range(10)
        ]
        policy = running.create("policy", {
            "number": "B1", "kind": "lift_liability", "insurer": insurer, "starts": "2021-01-01",
            "ends": "2021-12-31", "lift_count": 662})  # fmt: skip
        lifts = [
            running.create("elevator", {
                "serial_no": f"S{n}", "county": ("610322", "610305", "610302")[n % 3],
                "user_unit": units[n // 100], "use_status": "in_use", "use_status_from": "2020-01-01"})
            for n in range(1000)
        ]  # fmt: skip
        for lift in lifts[:650]:
            running.create("policy_link", {"policy": policy, "equipment": lift})
    return lifts


def test_vector_7_650_of_1000_is_65_percent(office: Session, fleet: list[int]) -> None:
    found = coverage.on_day(office, date(2021, 12, 31), "county")
    assert (found.rate, found.rate.percent()) == (Rate(650, 1000), "65.0 %")
    assert found.rate == coverage.rates.total(line.rate for line in found.by)
    assert [line.name for line in found.by] == ["渭滨区", "凤翔区"]  # 610322 and 610305 are one
    nothing = coverage.on_day(office, date(2019, 1, 1))
    assert (nothing.rate, nothing.rate.percent(), nothing.rate.value) == (Rate(0, 0), "—", None)
    assert len(fleet) == 1000


def test_the_last_day_counts_and_the_next_does_not(office: Session, fleet: list[int]) -> None:
    on = {
        d: coverage.on_day(office, d)
        for d in (date(2020, 12, 31), date(2021, 1, 1), date(2022, 1, 1))
    }
    assert [c.rate.numerator for c in on.values()] == [0, 650, 0]
    assert [(c.lapsed, c.never) for c in on.values()] == [(0, 1000), (0, 350), (650, 350)]
    assert len(fleet) == 1000


def test_lifts_that_a_policy_only_counts_are_not_insured(office: Session, fleet: list[int]) -> None:
    """§7.2: a policy with 662 lifts and a list of 650 leaves 12 that nobody knows."""
    found = coverage.on_day(office, date(2021, 6, 1))
    assert (found.unlisted, found.rate.numerator) == (12, 650)
    assert coverage.on_day(office, date(2022, 1, 1)).unlisted == 0
    assert len(fleet) == 1000


def test_units_that_take_part_are_another_figure(office: Session, fleet: list[int]) -> None:
    assert coverage.on_day(office, date(2021, 6, 1)).units == Rate(7, 10)
    by_insurer = coverage.on_day(office, date(2021, 6, 1), "insurer").by
    assert [(x.name, x.rate) for x in by_insurer] == [("甲财险（演示）", Rate(650, 1000))]
    assert len(fleet) == 1000


def test_the_forecast_says_what_is_needed_and_what_lapses(
    office: Session, fleet: list[int]
) -> None:
    found = forecasting.forecast(office, date(2021, 6, 1), date(2022, 12, 31), Fraction(7, 10))
    assert (found.needed, found.lapsing, found.short) == (50, 650, 700)
    assert [c.lifts for c in found.calls] == [100] * 10
    assert [c.lapsing for c in found.calls][:7] == [100] * 6 + [50]  # what lapses comes first
    assert found.sentence == (
        "截至 2021-06-01，650 / 1,000 台在用电梯在保，投保率 65.0 %；还差 50 台达到 70 %，"
        "650 台在 2022 年 12 月 31 日前到期；不续保则届时差 700 台。"
    )
    calls = forecasting.lifts_of(office, found, found.calls[0].unit)
    assert lists.count(office, calls) == 100
    assert len(fleet) == 1000


def test_a_forecast_from_the_past_knows_nothing_that_came_later(
    office: Session, fleet: list[int]
) -> None:
    later = {"number": "B2", "kind": "lift_liability", "starts": "2022-01-01", "ends": "2022-12-31"}
    with office.action("add") as running:
        for day, lift in (("2021-12-01", fleet[0]), ("2021-05-20", fleet[1])):
            policy = running.create("policy", {**later, "issued_on": day})
            running.create("policy_link", {"policy": policy, "equipment": lift})
    found = forecasting.forecast(office, date(2021, 6, 1), date(2022, 12, 31), Fraction(7, 10))
    assert (found.needed, found.lapsing, found.short) == (50, 649, 699)


def test_the_office_may_leave_escalators_and_dumbwaiters_out(
    office: Session, fleet: list[int]
) -> None:
    with office.action("add") as running:
        for variety in ("3310", "3320", "3430"):
            running.create("elevator", {"serial_no": variety, "variety_code": variety,
                                        "use_status": "in_use", "use_status_from": "2020-01-01"})  # fmt: skip
    day = date(2021, 6, 1)
    assert coverage.on_day(office, day).rate.denominator == 1003
    preferences.change(office, {"coverage_escalators": "0"})
    assert coverage.on_day(office, day).rate.denominator == 1001
    preferences.change(office, {"coverage_dumbwaiters": "0"})
    assert coverage.on_day(office, day).rate.denominator == 1000
    assert len(fleet) == 1000


def test_a_restarted_lift_counts_from_its_day(office: Session) -> None:
    lift = add(
        office,
        "elevator",
        serial_no="1",
        address="某处",
        use_status="停用",
        use_status_from="2020-05-01",
    )
    record = records.read(office, lift)
    records.save(office, record, {"use_status": "in_use", "use_status_from": "2021-03-01"})
    days = (date(2020, 4, 30), date(2021, 2, 28), date(2021, 3, 1))
    assert [coverage.on_day(office, d).rate.denominator for d in days] == [0, 0, 1]
    group = office.declaration("elevator").groups["use"]
    assert statuses.on(office, lift, group, days[1]) == "stopped"
