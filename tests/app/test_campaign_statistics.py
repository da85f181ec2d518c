"""Statistics against a recount by hand: random histories, any day, any division, every number opened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equipinspect.app import campaign_statistics as app
from equipinspect.app import lists, sameness
from equipinspect.app.campaign_statistics import Statistics, Wanted
from equipinspect.app.lists import Row
from equipinspect.app.session import Session
from equipinspect.model.errors import UserError
from equipinspect.model.fields import Value
from equipinspect.model.figures import Figures
from tests.registers import new_office

FIRST, DAYS = date(2021, 3, 1), 400
COUNTIES = ("610302", "610303", "610305", "610322", None)  # 610322 is the old code of 610305
KINDS = ("elevator", "boiler", "gas_cylinder", "pressure_pipeline", None)
MEASURES = {"gas_cylinder": "只", "pressure_pipeline": "公里"}


def day(rnd: Random) -> str:
    return (FIRST + timedelta(days=rnd.randrange(DAYS))).isoformat()


def maybe(rnd: Random, share: float) -> str | None:
    return day(rnd) if rnd.random() < share else None


class History:
    """A register filled by chance: two years of a programme, another campaign, work outside any."""

    def __init__(self, session: Session, rnd: Random) -> None:
        self.rnd = rnd
        self.session = session
        self.kept: dict[str, list[Row]] = {}
        with session.action("add") as running:
            make = running.create
            self.programme = make(
                "campaign", {"name": "三年行动", "kind": "programme", "begins": "2021-03-01"}
            )
            own = make(
                "campaign", {"name": "大排查", "parent": self.programme, "begins": "2021-03-01"}
            )
            self.campaigns = [self.programme, own, make("campaign", {"name": "燃气"}), None]
            self.towns = [make("town", {"name": f"虚构{n}镇"}) for n in range(3)] + [None]
            self.units = [
                make("unit", {"name": f"虚构{n}公司", "town": self.towns[0]}) for n in range(9)
            ]
            for _number in range(60):
                self.fill(running)

    def __repr__(self) -> str:
        return "a history"

    def rows(self, kind: str) -> list[Row]:
        """Every row of a kind; they change no more."""
        if kind not in self.kept:
            self.kept[kind] = lists.every(self.session, kind)
        return self.kept[kind]

    def place(self) -> dict[str, Value]:
        rnd = self.rnd
        return {"campaign": rnd.choice(self.campaigns), "county": rnd.choice(COUNTIES),
                "town": rnd.choice(self.towns), "device_kind": rnd.choice(KINDS)}  # fmt: skip

    def fill(self, running: object) -> None:
        rnd, make = self.rnd, running.create  # type: ignore[attr-defined]

        def add(record: str, **values: Value) -> int:
            return int(make(record, {k: v for k, v in values.items() if v is not None}))

        place = self.place()
        here = {k: place[k] for k in ("campaign", "county", "town")}
        unit = rnd.choice([*self.units, None])
        on = day(rnd)
        visit = add("check", **here, unit=unit, checked_on=on, kind="routine", result="clear",
                    officer_count=rnd.choice([None, 2, 5]), officer1=1, officer2=2,
                    corrects=rnd.choice([None] * 5 + [1]))  # fmt: skip
        for _device in range(rnd.randrange(4)):
            kind = rnd.choice(KINDS[:4])
            add("device_check", **here, check=visit, device_kind=kind, checked_on=on, result="clear",
                measure=MEASURES.get(kind or "", rnd.choice(["台", None])),
                quantity="0.35" if kind == "pressure_pipeline" else rnd.choice([None, "1", "40"]))  # fmt: skip
        directive = add("directive", campaign=here["campaign"], county=here["county"], unit=rnd.choice(self.units),
                        number=f"令{rnd.random()}", issued_on=day(rnd), deadline=day(rnd),
                        **rnd.choice([{}, {"status": "void", "voided_on": day(rnd)}]))  # fmt: skip
        add("hazard", **place, unit=unit, description="虚构", found_on=on, check=visit, directive=directive,
            level=rnd.choice(["ordinary", "larger", "severe", "major"]), deadline=maybe(rnd, 0.8),
            first_deadline=maybe(rnd, 0.5), extended_on=maybe(rnd, 0.2), state="found",
            rectified_on=maybe(rnd, 0.5), transferred_on=maybe(rnd, 0.2), voided_on=maybe(rnd, 0.1),
            fixed_on_site=rnd.choice([None, None, 1]), supervised_on=maybe(rnd, 0.2), exposed_on=maybe(rnd, 0.2),
            case_on=maybe(rnd, 0.3), case_no=rnd.choice([None, "案1", "案2"]),
            fine=rnd.choice([None, "30000", "0.55"]), fined_on=maybe(rnd, 0.5))  # fmt: skip
        add("enforcement", campaign=here["campaign"], county=here["county"], device_kind=place["device_kind"],
            unit=rnd.choice(self.units), kind=rnd.choice(["sealing", "seizure", "stop_use"]),
            began_on=day(rnd), quantity=rnd.choice([None, 3]))  # fmt: skip
        add("other_work", **place, on=day(rnd), quantity=rnd.choice([None, 2]), people=rnd.choice([None, 30]),
            amount=rnd.choice([None, "12000.5"]),
            kind=rnd.choice(["pledge", "training", "talk", "case", "fine", "sealing", "stop_use", "transfer",
                             "exposure"]))  # fmt: skip


class Recount:
    """The same numbers counted row by row, without SQL."""

    def __init__(self, history: History, wanted: Wanted) -> None:
        self.wanted = wanted
        self.history = history
        self.campaigns = app.below(history.session, wanted.campaign) if wanted.campaign else None
        self.numbers: dict[str, Counter[str]] = {}
        self.fines: dict[str, Decimal] = {}
        self.devices: Counter[tuple[str, str, str]] = Counter()
        self.lengths: dict[tuple[str, str, str], Decimal] = {}
        for step in (self.hazards, self.visits, self.directives, self.enforcement, self.other):
            step()

    def rows(self, kind: str, dated: str) -> list[Row]:
        return [r for r in self.of(kind) if self.within(r.values.get(dated))]

    def of(self, kind: str) -> list[Row]:
        rows = self.history.rows(kind)
        return [r for r in rows if not self.campaigns or r.values.get("campaign") in self.campaigns]

    def within(self, value: Value) -> bool:
        since = self.wanted.since.isoformat() if self.wanted.since else ""
        return value is not None and since <= str(value) <= self.wanted.on.isoformat()

    def by_now(self, value: Value) -> bool:
        return value is not None and str(value) <= self.wanted.on.isoformat()

    def key(self, row: Row) -> str:
        values = row.values
        if self.wanted.by == "level":
            return "major" if values.get("level") in ("major", "severe") else "ordinary"
        if self.wanted.by == "category":
            return str(values.get("device_kind") or "")
        if self.wanted.by == "town":
            town = values.get("town")
            if "town" not in {f.key for f in self.history.session.declaration(self.kind).fields}:
                unit = values["unit"]
                found = [u for u in self.history.rows("unit") if u.id == unit]
                town = found[0].values.get("town")
            return str(town or "")
        county = str(values.get("county") or "")
        return "610305" if county == "610322" else county

    kind = ""

    def add(self, key: str, measure: str, amount: int = 1) -> None:
        self.numbers.setdefault(key, Counter())[measure] += amount

    def hazards(self) -> None:
        self.kind = "hazard"
        for row in self.rows("hazard", "found_on"):
            self.hazard(row.values, self.key(row))
        if self.wanted.by == "level":
            return
        known: set[object] = set()
        alive = [r for r in self.of("hazard") if not self.by_now(r.values.get("voided_on"))]
        for row in sorted(alive, key=lambda r: (str(r.values.get("case_on") or ""), r.id)):
            values, key = row.values, self.key(row)
            if values.get("case_on") and (name := values.get("case_no") or row.id) not in known:
                known.add(name)
                self.add(key, "cases", self.within(values["case_on"]))
            if values.get("fine") and self.within(values.get("fined_on")):
                self.fines[key] = self.fines.get(key, Decimal(0)) + Decimal(str(values["fine"]))
            self.add(key, "exposed", self.within(values.get("exposed_on")))

    def hazard(self, values: dict[str, Value], key: str) -> None:
        if self.by_now(values.get("voided_on")):
            self.add(key, "voided")
            return
        self.add(key, "hazards")
        self.add(key, "major" if values["level"] in ("major", "severe") else "ordinary")
        self.add(key, "supervised", self.by_now(values.get("supervised_on")))
        fixed = values["found_on"] if values.get("fixed_on_site") else None
        if self.by_now(values.get("rectified_on") or fixed):
            self.add(key, "rectified")
            self.add(key, "fixed_on_site", values.get("fixed_on_site") == 1)
        elif self.by_now(values.get("transferred_on")):
            self.add(key, "transferred")
        else:
            extended = values.get("extended_on")
            deadline = values.get("deadline")
            if extended is not None and not self.by_now(extended):
                deadline = values.get("first_deadline") or deadline
            late = deadline is not None and str(deadline) < self.wanted.on.isoformat()
            self.add(key, "open")
            self.add(key, "overdue" if late else "not_due")

    def visits(self) -> None:
        self.kind = "check"
        met: set[object] = set()
        if self.wanted.by == "level":
            return
        seen = [r for r in self.rows("check", "checked_on") if not r.values.get("corrects")]
        all_devices = self.history.rows("device_check")
        for row in sorted(seen, key=lambda r: (str(r.values["checked_on"]), r.id)):
            keys = {self.key(row)}
            if self.wanted.by == "category":
                own = [d for d in all_devices if d.values["check"] == row.id]
                keys = {str(d.values["device_kind"]) for d in own} or {""}
            for key in keys:
                self.add(key, "visits")
                self.add(key, "officers", int(str(row.values.get("officer_count") or 2)))
                unit = row.values.get("unit")
                once = (unit, key) if self.wanted.by == "category" else unit
                if unit is not None and once not in met:
                    met.add(once)
                    self.add(key, "units")
        for row in self.rows("device_check", "checked_on"):
            kind = str(row.values["device_kind"])
            unit = str(row.values.get("measure") or "台")
            place = (self.key(row), kind, unit)
            if unit == "公里":
                self.lengths[place] = self.lengths.get(place, Decimal(0)) + Decimal(
                    str(row.values["quantity"])
                )
            else:
                self.devices[place] += int(str(row.values.get("quantity") or 1))

    def directives(self) -> None:
        self.kind = "directive"
        if self.wanted.by == "level":
            return
        kinds: dict[object, list[str]] = {}
        for hazard in self.history.rows("hazard"):
            if hazard.values.get("device_kind"):
                kinds.setdefault(hazard.values["directive"], []).append(
                    str(hazard.values["device_kind"])
                )
        for row in self.rows("directive", "issued_on"):
            key = min(kinds.get(row.id, [""])) if self.wanted.by == "category" else self.key(row)
            void = row.values.get("status") == "void" and self.by_now(row.values.get("voided_on"))
            self.add(key, "directives", not void)

    def enforcement(self) -> None:
        self.kind = "enforcement"
        if self.wanted.by == "level":
            return
        for row in self.rows("enforcement", "began_on"):
            name = "stopped" if row.values["kind"] == "stop_use" else "sealed"
            self.add(self.key(row), name, int(str(row.values.get("quantity") or 1)))

    def other(self) -> None:
        self.kind = "other_work"
        names = {"case": "cases", "sealing": "sealed", "stop_use": "stopped", "talk": "talks",
                 "exposure": "exposed", "training": "trainings", "pledge": "pledges",
                 "transfer": "other_transfers"}  # fmt: skip
        if self.wanted.by == "level":
            return
        for row in self.rows("other_work", "on"):
            kind, key = row.values["kind"], self.key(row)
            if kind == "fine":
                amount = Decimal(str(row.values.get("amount") or "0"))
                self.fines[key] = self.fines.get(key, Decimal(0)) + amount
                continue
            self.add(key, names[str(kind)], int(str(row.values.get("quantity") or 1)))
            if kind == "training":
                self.add(key, "trained", int(str(row.values.get("people") or 0)))

    def row(self, key: str) -> tuple[dict[str, Decimal], dict[tuple[str, str], Decimal]]:
        numbers = {m: Decimal(n) for m, n in self.numbers.get(key, Counter()).items() if n}
        if self.fines.get(key):
            numbers["fines"] = self.fines[key]
        devices = {(k, u): Decimal(n) for (at, k, u), n in self.devices.items() if at == key}
        devices |= {(k, u): n for (at, k, u), n in self.lengths.items() if at == key}
        return numbers, devices


@pytest.fixture(scope="module")
def histories(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[History]]:
    """Three registers filled by chance."""
    made = []
    for seed in range(3):
        folder = tmp_path_factory.mktemp("history")
        session = new_office(Path(folder / "office.eqi"), folder / "home")
        made.append(History(session, Random(seed)))
    yield made
    for history in made:
        history.session.close()


def filled(row: Figures) -> tuple[dict[str, Decimal], dict[tuple[str, str], Decimal]]:
    return {m: n for m, n in row.numbers.items() if n}, row.devices


days = st.dates(FIRST - timedelta(days=3), FIRST + timedelta(days=DAYS + 3))


@settings(max_examples=80)
@given(
    st.integers(0, 2),
    st.integers(0, 3),
    days,
    st.none() | days,
    st.sampled_from(sorted(app.DIVISIONS)),
)
def test_every_number_equals_a_recount_and_opens_its_rows(
    histories: list[History],
    which: int,
    campaign: int,
    on: date,
    since: date | None,
    by: str,
) -> None:
    history = histories[which]
    session = history.session
    wanted = Wanted(
        on, history.campaigns[campaign], since if since is None or since <= on else None, by
    )
    found = app.statistics(session, wanted)
    recount = Recount(history, wanted)
    keys = {*recount.numbers, *recount.fines, *(k for k, _kind, _unit in recount.devices)}
    assert {row.key for row in found.rows} >= {k for k in keys if any(recount.row(k))}
    for row in found.rows:
        assert filled(row) == recount.row(row.key), row.key
        check_row(session, found, row)
    check_row(session, found, found.total)
    if by in ("county", "town"):
        whole = app.statistics(session, Wanted(on, wanted.campaign, wanted.since, "category")).total
        assert filled(found.total) == filled(whole)


def check_row(session: Session, found: Statistics, row: Figures) -> None:
    assert row["hazards"] == row["rectified"] + row["transferred"] + row["open"]
    assert row["hazards"] == row["major"] + row["ordinary"]
    assert row["open"] == row["overdue"] + row["not_due"]
    assert row.rate == (
        Fraction(int(row["rectified"]), int(row["hazards"])) if row["hazards"] else None
    )
    key = None if row is found.total else row.key
    for measure in (
        "hazards",
        "major",
        "rectified",
        "open",
        "overdue",
        "voided",
        "visits",
        "units",
        "directives",
    ):
        opened = app.opened(session, found.wanted, key, measure)
        assert sum(len(each.ids) for each in opened) == row[measure], measure
    for kind, unit in row.devices:
        assert app.opened(session, found.wanted, key, f"devices:{kind}:{unit}")


def test_a_programme_counts_its_years_and_all_counts_everything(
    histories: list[History],
) -> None:
    history = histories[0]
    session = history.session
    last = FIRST + timedelta(days=DAYS)
    by = {c: app.statistics(session, Wanted(last, c)).total["visits"] for c in history.campaigns}
    own = app.statistics(session, Wanted(last, history.campaigns[1])).total["visits"]
    assert by[history.programme] > own
    assert by[None] > by[history.programme]


def test_a_day_counts_until_midnight_and_an_old_county_code_is_the_same_county(
    office: Session,
) -> None:
    with office.action("add") as running:
        for on, county in (("2026-03-06", "610322"), ("2026-03-07", "610305")):
            running.create(
                "hazard", {"found_on": on, "county": county, "level": "major", "rectified_on": on}
            )
    first = app.statistics(office, Wanted(date(2026, 3, 6)))
    assert [(r.label, int(r["hazards"])) for r in first.rows] == [("凤翔区", 1)]
    both = app.statistics(office, Wanted(date(2026, 3, 7)))
    assert int(both.total["rectified"]) == 2
    assert len(app.opened(office, both.wanted, "610305", "rectified")[0].ids) == 2


def test_the_same_period_last_year(office: Session) -> None:
    with office.action("add") as running:
        campaign = running.create("campaign", {"name": "大排查", "begins": "2026-03-01"})
        for on in ("2025-02-28", "2025-03-01", "2025-03-31", "2025-04-01"):
            running.create("hazard", {"found_on": on, "county": "610305", "level": "ordinary"})
    found = app.compared(office, Wanted(date(2026, 3, 31), campaign))
    assert (found.wanted.since, found.wanted.on) == (date(2025, 3, 1), date(2025, 3, 31))
    assert int(found.total["hazards"]) == 2
    with pytest.raises(UserError, match="开始日期"):
        app.compared(office, Wanted(date(2026, 3, 31)))
    assert app.last_year(Wanted(date(2024, 2, 29))).on == date(2023, 2, 28)


def test_the_json_is_that_of_the_form(office: Session) -> None:
    with office.action("add") as running:
        running.create("hazard", {"found_on": "2026-03-06", "county": "610305", "level": "major"})
        running.create(
            "other_work",
            {"kind": "fine", "on": "2026-03-06", "county": "610305", "amount": "35000"},
        )
    plain = app.plain(app.statistics(office, Wanted(date(2026, 3, 6))))
    assert list(plain) == ["campaign", "as_of", "rows", "total"]
    assert list(plain["rows"][0]) == ["county", *app.JSON_KEYS]
    assert plain["total"]["fines"] == 3.5
    assert plain["total"]["rate"] == 0.0
    empty = app.plain(app.statistics(office, Wanted(date(2020, 3, 6))))
    assert empty["total"]["rate"] is None
    assert empty["total"]["devices"] == {}


def test_what_cannot_be_counted_is_said(office: Session) -> None:
    with pytest.raises(UserError, match="晚于截至日期"):
        app.statistics(office, Wanted(date(2026, 3, 6), None, date(2026, 3, 7)))
    with pytest.raises(UserError, match="不能按"):
        app.statistics(office, Wanted(date(2026, 3, 6), by="officer"))
    person = lists.every(office, "person")[0].id
    with pytest.raises(UserError, match="不是专项行动"):
        app.statistics(office, Wanted(date(2026, 3, 6), person))
    with pytest.raises(UserError, match="没有找到"):
        app.campaign_named(office, "没有的行动")


def test_a_unit_entered_twice_is_one_unit(office: Session) -> None:
    with office.action("add") as running:
        units = [running.create("unit", {"name": f"虚构{n}"}) for n in range(3)]
        for unit in units:
            running.create("check", {"unit": unit, "checked_on": "2026-03-06", "county": "610305"})
    sameness.say_same(office, units[0], units[2])
    for by in ("county", "category"):
        wanted = Wanted(date(2026, 3, 6), by=by)
        found = app.statistics(office, wanted)
        assert (found.total["visits"], found.total["units"]) == (3, 2)
        (row,) = [r for r in found.rows if r["visits"]]
        assert len(app.opened(office, wanted, row.key, "units")[0].ids) == 2
