"""The demo city's campaign of 2021: 217 hazards in thirteen places, each with its visit and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from equipinspect.app.demonstration.journal import Occasion, Record
from equipinspect.app.demonstration.rectifying import (
    Values,
    Visit,
    Yard,
    desk,
    enter_hazard,
    give_directive,
    moment,
)
from equipinspect.app.demonstration.scene import Locale, Scene, pick, working
from equipinspect.app.demonstration.stock import Toml

HAZARDS = 217
BEGINS, ENDS, LAST_FOUND = date(2021, 3, 15), date(2021, 12, 31), date(2021, 11, 30)
ENTERED_BY = date(2021, 10, 31)
CLEAR_VISITS = 1.3  # visits that found nothing, for each that did
KINDS = ("elevator", "boiler", "pressure_vessel", "crane", "vehicle", "amusement_ride")
ON_SITE = 0.22


@dataclass(eq=False)
class Task:
    """A visit to come: where, when, the device it is about and what will be found there."""

    yard: Yard
    day: date
    device: Record
    phrases: list[Toml]


def add_campaign(scene: Scene) -> None:
    """Add the programme, the campaign under it with its visits, hazards and other work."""
    if scene.on <= BEGINS:
        return
    rng = scene.rng("campaign")
    opening = Occasion(moment(BEGINS, 9, 0), scene.clerk, "add", "专项行动工作方案")
    programme = Record("campaign", {
        "name": "安全生产专项整治三年行动（特种设备）", "kind": "programme", "begins": "2020-04-01",
        "ends": "2022-12-31",
    })  # fmt: skip
    campaign = Record("campaign", {
        "name": "2021年特种设备安全大排查大检查大整治", "kind": "survey", "parent": programme,
        "begins": BEGINS.isoformat(), "ends": ENDS.isoformat(), "document": "演市监发〔2021〕1号",
        "scope": "全市特种设备使用、维保、充装单位", "tasks": "自查自纠、集中检查、整改复查、总结",
        "self_check": 1, "forms": "表1、表2", "goals": "隐患整改闭环", "goal_units": 300, "goal_rate": "95",
    })  # fmt: skip
    scene.journal.create(campaign, opening)
    yards = _yards(scene)
    counts = shares(scene.stock.places["place"], HAZARDS)
    tasks = [
        task for code, yard in yards.items() for task in _tasks(scene, rng, yard, counts[code])
    ]
    for task in sorted(tasks, key=lambda task: task.day):  # numbers are given out day by day
        visit = _visit(scene, rng, campaign, task)
        if task.phrases:
            _found(scene, rng, visit, (task.device, task.phrases))
        else:
            _lookedat(scene, rng, visit, task.device, "clear")
    for yard in yards.values():
        _other_work(scene, rng, campaign, yard.locale)


def shares(rows: list[Toml], total: int) -> dict[str, int]:
    """Divide a total over places by their shares, at least one each, exactly."""
    whole = sum(row["share"] for row in rows)
    found = {row["code"]: max(1, total * row["share"] // whole) for row in rows}
    left = total - sum(found.values())
    order = sorted(rows, key=lambda row: (-(total * row["share"] % whole), row["code"]))
    for row in order[:left]:
        found[row["code"]] += 1
    return found


def _yards(scene: Scene) -> dict[str, Yard]:
    found = {locale.code: Yard(locale) for locale in scene.locales}
    for occasion, record in scene.journal.created():
        yard = found.get(str(record.values.get("county")))
        entered = occasion.at.date()
        if yard and record.kind in KINDS and entered < ENTERED_BY and "user_unit" in record.values:
            yard.known.setdefault(record.kind, []).append((record, entered))
    return found


def _tasks(scene: Scene, rng: Random, yard: Yard, count: int) -> Iterator[Task]:
    """Yield the visits of one place: those that find its hazards, one to three each, then the others."""
    left = count
    while left:
        phrases = [_phrase(scene, rng, yard)]
        device, entered = rng.choice(yard.known[_kind(phrases[0], yard)])
        while len(phrases) < min(left, rng.choice((1, 1, 2, 3))):
            phrases.append(_phrase(scene, rng, yard, device.kind))
        left -= len(phrases)
        yield Task(yard, _day(rng, entered), device, phrases)
    for _turn in range(round(count * CLEAR_VISITS)):
        device, entered = rng.choice(yard.known[rng.choice(sorted(yard.known))])
        yield Task(yard, _day(rng, entered), device, [])


def _day(rng: Random, entered: date) -> date:
    first = max(BEGINS, entered + timedelta(days=1))
    return max(first, working(first + timedelta(days=rng.randint(0, (LAST_FOUND - first).days))))


def _phrase(scene: Scene, rng: Random, yard: Yard, kind: str = "") -> Toml:
    rows = [
        row
        for row in scene.stock.hazards["phrase"]
        if row["kind"] in ({kind, "none"} if kind else {*yard.known, "none"})
    ]
    return pick(rng, rows)


def _kind(phrase: Toml, yard: Yard) -> str:
    return phrase["kind"] if phrase["kind"] in yard.known else "elevator"


def _visit(scene: Scene, rng: Random, campaign: Record, task: Task) -> Visit:
    yard, day = task.yard, task.day
    locale, unit = yard.locale, task.device.values["user_unit"]
    assert isinstance(unit, Record)
    one, two = rng.sample(locale.officers, k=2)
    hour, minutes = rng.randint(9, 15), rng.randint(25, 110)
    begun = moment(day, hour, rng.choice((0, 10, 20, 30, 40)))
    ended = begun + timedelta(minutes=minutes)
    values: Values = {
        "number": f"演检{day.year}-{scene.numbers.next(f'check {day.year}'):04}", "unit": unit,
        "office": locale.office, "county": locale.code, "checked_on": day.isoformat(),
        "began": f"{begun:%Y-%m-%d %H:%M}", "ended": f"{ended:%Y-%m-%d %H:%M}", "kind": "special_old",
        "campaign": campaign, "source": "campaign", "officer1": one, "officer2": two, "officer_count": 2,
        "unit_name": unit.values["name"], "sign_state": "signed", "signed_on": day.isoformat(),
        "unit_signer": unit.values.get("safety_officer") or unit.values.get("legal_person"), "result": "clear",
    }  # fmt: skip
    at = Occasion(ended + timedelta(minutes=rng.randint(5, 50)), one, "check", "监督检查")
    return Visit(yard, day, unit, (one, two), at, Record("check", values))


def _lookedat(
    scene: Scene, rng: Random, visit: Visit, device: Record, result: str
) -> Record | None:
    """Enter a visit with the devices looked at: the one meant and some others of the unit."""
    if visit.occasion.at.date() >= scene.on:
        return None
    visit.record.values["result"] = result
    scene.journal.create(visit.record, visit.occasion)
    found = _device(scene, visit, device, result)
    others = [
        record
        for record, entered in visit.yard.known[device.kind]
        if record.values["user_unit"] is visit.unit and record is not device and entered < visit.day
    ]
    for other in rng.sample(others, k=min(len(others), rng.choice((0, 1, 1, 2, 3)))):
        _device(scene, visit, other, "clear")
    return found


def _device(scene: Scene, visit: Visit, device: Record, result: str) -> Record:
    values: Values = {
        "check": visit.record, "equipment": device, "unit": visit.unit, "device_kind": device.kind,
        "county": visit.yard.locale.code, "campaign": visit.record.values["campaign"],
        "checked_on": visit.day.isoformat(), "quantity": "1",
        "measure": "套" if device.kind == "amusement_ride" else "台", "result": result,
    }  # fmt: skip
    return scene.journal.create(Record("device_check", values), visit.occasion)


def _found(scene: Scene, rng: Random, visit: Visit, what: tuple[Record, list[Toml]]) -> None:
    device, phrases = what
    on_site = [rng.random() < ON_SITE and phrase["level"] != "major" for phrase in phrases]
    visit.record.values["findings"] = "；".join(phrase["description"] for phrase in phrases)
    checked = _lookedat(scene, rng, visit, device, "rectified" if all(on_site) else "open")
    if checked is None:
        return
    directive = None if all(on_site) else give_directive(scene, visit, phrases)
    for phrase, fixed in zip(phrases, on_site, strict=True):
        none = phrase["kind"] == "none"
        known: Values = {
            "equipment": None if none else device, "device_check": None if none else checked,
            "device_kind": phrase["kind"], "directive": None if fixed else directive,
        }  # fmt: skip
        enter_hazard(scene, rng, visit, (phrase, known, fixed))


def _other_work(scene: Scene, rng: Random, campaign: Record, locale: Locale) -> None:
    rows = (
        ("training", "特种设备安全宣传培训", 1, rng.randint(20, 80)),
        ("pledge", "签订安全责任状", rng.randint(8, 40), None),
        ("talk", "约谈整改不力的使用单位", rng.randint(1, 3), None),
    )
    for kind, subject, quantity, people in rows:
        day = working(BEGINS + timedelta(days=rng.randint(3, 240)))
        if day >= scene.on:
            continue
        values: Values = {
            "campaign": campaign, "kind": kind, "on": day.isoformat(), "county": locale.code,
            "subject": subject, "quantity": quantity, "people": people,
        }  # fmt: skip
        scene.journal.create(
            Record("other_work", values), desk(rng, day, rng.choice(locale.officers))
        )
