"""Makes the supervision checks of the years: who looked at what, and what they found."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from equipinspect.app.demonstration.changes import SETTLED
from equipinspect.app.demonstration.journal import Record
from equipinspect.app.demonstration.scene import Scene
from equipinspect.app.demonstration.visits import Lift
from equipinspect.model.fields import Value

A_YEAR = 150
RESULTS = ("clear",) * 68 + ("rectified",) * 24 + ("open",) * 8
WEIGHTS = {
    "daily_old": 8,
    "special_old": 3,
    "routine": 8,
    "special": 4,
    "after_licence": 1,
    "other": 1,
}


def add_checks(scene: Scene, lifts: list[Lift]) -> None:
    """Add about ``A_YEAR`` checks of lifts a year, two officers each, of the kinds of their day."""
    rng = scene.rng("checks")
    known = [
        lift
        for lift in lifts
        if not lift.story.ended and lift.record.values["use_status"] == "in_use"
    ]
    days = (scene.on - SETTLED).days
    share = sum(each.share for each in scene.locales) / 1000
    for _number in range(round(days / 365 * A_YEAR * share)):
        lift = rng.choice(known)
        day = scene.between(rng, max(SETTLED, lift.entered.at.date() + timedelta(days=5)), scene.on)
        if day:
            _check(scene, rng, lift, day)


def _check(scene: Scene, rng: Random, lift: Lift, day: date) -> None:
    locale = lift.site.locale
    first, second = rng.sample(locale.officers, k=2)
    kinds = scene.rules.checks.kinds_on(day)
    result = rng.choice(RESULTS)
    values: dict[str, Value | Record] = {
        "number": f"演检{day.year}-{scene.numbers.next(f'check {day.year}'):04}", "equipment": lift.record,
        "unit": lift.site.user, "office": lift.site.town.station,
        "county": locale.code, "checked_on": day.isoformat(),
        "kind": rng.choices(kinds, [WEIGHTS.get(kind, 1) for kind in kinds])[0],
        "officer1": first, "officer2": second, "result": result,
    }  # fmt: skip
    if result != "clear":
        values["findings"] = rng.choice(scene.stock.works["words"]["findings"])
    if result == "open":
        values["measures"] = "directive"
    subject = f"监督检查记录 {day.isoformat()[:7]}"
    scene.journal.create(
        Record("check", values), scene.sheet(scene.sheet_day(day), locale.name, subject)
    )
