"""What became of the demo campaign's hazards: directive, rectification, recheck, closing, each on its day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from equipinspect.app.demonstration.journal import Occasion, Record
from equipinspect.app.demonstration.scene import ZONE, Locale, Scene, working
from equipinspect.app.demonstration.stock import Toml
from equipinspect.model.fields import Value

TRANSFERRED, LATE = 0.015, 0.04
GIVEN_DAYS = 20
Values = dict[str, Value | Record]


@dataclass(eq=False)
class Yard:
    """The equipment of one place that was in the register during the campaign, by kind."""

    locale: Locale
    known: dict[str, list[tuple[Record, date]]] = field(default_factory=dict)


@dataclass(eq=False)
class Visit:
    """A visit of two officers to a unit: its day, the record, what was looked at."""

    yard: Yard
    day: date
    unit: Record
    officers: tuple[Record, Record]
    occasion: Occasion
    record: Record


def give_directive(scene: Scene, visit: Visit, phrases: list[Toml]) -> Record:
    """Return the directive of a visit with one deadline for everything found."""
    locale, year = visit.yard.locale, visit.day.year
    serial = scene.numbers.next(f"directive {locale.code} {year}")
    return Record("directive", {
        "number": f"（{locale.short}）市监特令〔{year}〕第{serial}号", "year": year, "serial": serial,
        "office": locale.office, "unit": visit.unit, "unit_name": visit.unit.values["name"],
        "check": visit.record, "campaign": visit.record.values["campaign"], "county": locale.code,
        "issued_on": visit.day.isoformat(), "deadline": _deadline(visit).isoformat(),
        "problems": "；".join(p["description"] for p in phrases), "violated": phrases[0]["basis"],
        "basis": "特种设备安全法第六十二条", "measures": "；".join(p["action"] for p in phrases),
        "officer1": visit.officers[0], "officer2": visit.officers[1], "status": "delivered",
        "delivered_on": visit.day.isoformat(), "delivery_way": "on_spot",
    })  # fmt: skip


def _deadline(visit: Visit) -> date:
    return visit.day + timedelta(days=GIVEN_DAYS)


def enter_hazard(scene: Scene, rng: Random, visit: Visit, what: tuple[Toml, Values, bool]) -> None:
    """Enter one hazard and, each on its own day, what was done about it."""
    phrase, known, fixed = what
    day = visit.day.isoformat()
    values: Values = {
        "number": f"演隐{visit.day.year}-{scene.numbers.next(f'hazard {visit.day.year}'):04}",
        "description": phrase["description"], "found_on": day, "source": "check", "check": visit.record,
        "campaign": visit.record.values["campaign"], "found_by1": visit.officers[0], "found_by2": visit.officers[1],
        "county": visit.yard.locale.code, "office": visit.yard.locale.office, "unit": visit.unit,
        "place_type": visit.unit.values.get("place_type"), "level": phrase["level"], "class": phrase["class"],
        "basis": phrase["basis"], "action": phrase["action"], "duty_unit": visit.unit.values["name"],
        "duty_person": visit.unit.values.get("safety_officer"), "deadline": _deadline(visit).isoformat(),
        "first_deadline": _deadline(visit).isoformat(), "state": "issued", "state_on": day, **known,
    }  # fmt: skip
    if fixed:
        values |= {
            "state": "closed", "fixed_on_site": 1, "deadline": None, "first_deadline": None, "done_on": day,
            "rechecked_on": day, "rechecked_by1": visit.officers[0], "rechecked_by2": visit.officers[1],
            "recheck_result": "pass", "rectified_on": day, "closed_on": day, "closed_by1": visit.officers[0],
            "closed_by2": visit.officers[1],
        }  # fmt: skip
    hazard = scene.journal.create(Record("hazard", values), visit.occasion)
    _step(scene, visit, hazard, ("found", visit.occasion, {}))
    if fixed:
        _step(scene, visit, hazard, ("fix_on_site", visit.occasion, {"by2": visit.officers[1]}))
        return
    _step(scene, visit, hazard, ("issue", visit.occasion, {}))
    if rng.random() < TRANSFERRED:
        _transfer(scene, rng, visit, hazard)
    else:
        _rectify(scene, rng, visit, hazard)


def _rectify(scene: Scene, rng: Random, visit: Visit, hazard: Record) -> None:
    days = rng.randint(35, 75) if rng.random() < LATE else rng.randint(4, GIVEN_DAYS)
    done = working(visit.day + timedelta(days=days))
    reported = working(done + timedelta(days=1)) if done.weekday() < 4 else done  # noqa: PLR2004 - Friday
    checked = working(max(reported, done) + timedelta(days=rng.randint(1, 8)))
    checked = max(checked, reported)
    first, second = visit.officers
    said, seen = desk(rng, reported, first, 9), desk(rng, checked, second, 14)
    report = {"reported_on": reported.isoformat(), "done_on": done.isoformat()}
    _write(scene, visit, hazard, ("report", "reported", report, said))
    recheck: Values = {
        "rechecked_on": checked.isoformat(), "rechecked_by1": first, "rechecked_by2": second,
        "recheck_result": "pass", "rectified_on": checked.isoformat(),
    }  # fmt: skip
    _write(scene, visit, hazard, ("recheck", "rechecked", recheck, seen))
    closing: Values = {"closed_on": checked.isoformat(), "closed_by1": first, "closed_by2": second}
    if hazard.values["level"] == "major":
        closing["approved_by"] = visit.yard.locale.officers[0]
    closed = Occasion(seen.at + timedelta(minutes=40), second, "set", "销号")
    _write(scene, visit, hazard, ("closing", "closed", closing, closed))


STEPS = {
    "reported": "report",
    "rechecked": "recheck_pass",
    "closed": "close",
    "transferred": "transfer",
}


def _write(
    scene: Scene,
    visit: Visit,
    hazard: Record,
    what: tuple[str, str, Mapping[str, Value | Record], Occasion],
) -> None:
    """Write one step unless it lies after the demo's day: its group, the state, the record of the step."""
    group, state, values, occasion = what
    if occasion.at.date() >= scene.on:
        return
    day = occasion.at.date().isoformat()
    scene.journal.write(hazard, group, values, occasion)
    scene.journal.write(hazard, "status", {"state": state, "state_on": day}, occasion)
    second: Values = {"by2": visit.officers[1]} if state in ("rechecked", "closed") else {}
    _step(scene, visit, hazard, (STEPS[state], occasion, second))


def _transfer(scene: Scene, rng: Random, visit: Visit, hazard: Record) -> None:
    day = working(visit.day + timedelta(days=rng.randint(2, 9)))
    day = max(day, visit.day + timedelta(days=1))
    values: Values = {
        "transferred_on": day.isoformat(), "transferred_to": "住房和城乡建设局",
        "transfer_receipt": f"演移{day.year}-{scene.numbers.next('transfer')}",
    }  # fmt: skip
    _write(
        scene,
        visit,
        hazard,
        ("transfer", "transferred", values, desk(rng, day, visit.officers[0])),
    )


def _step(scene: Scene, visit: Visit, hazard: Record, what: tuple[str, Occasion, Values]) -> None:
    key, occasion, more = what
    values: Values = {
        "hazard": hazard, "step": key, "on": occasion.at.date().isoformat(), "by1": visit.officers[0],
        "check": visit.record if occasion is visit.occasion else None, **more,
    }  # fmt: skip
    scene.journal.create(Record("hazard_step", values), occasion)


def desk(rng: Random, day: date, by: Record, hour: int = 10) -> Occasion:
    """Return an entry by hand on a day, within three hours of ``hour``."""
    return Occasion(
        moment(day, hour + rng.randint(0, 2), rng.randint(0, 59)), by, "set", "专项行动"
    )


def moment(day: date, hour: int, minute: int) -> datetime:
    """Return a moment of the office's time."""
    return datetime.combine(day, time(hour, minute), ZONE)
