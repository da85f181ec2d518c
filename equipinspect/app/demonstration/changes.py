"""What befell a lift besides its inspections: stopped and used again, modified, scrapped, moved away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from equipinspect.app.demonstration.journal import Occasion, Record
from equipinspect.app.demonstration.scene import Locale, Scene
from equipinspect.model.fields import Value

RESTARTED, STANDING, LONG, MODIFIED, SCRAPPED, MOVED = 0.035, 0.014, 0.004, 0.025, 0.014, 0.003
OLD_YEARS, MODIFIED_YEARS = 14, 10
SETTLED = date(2021, 2, 1)
EARLY_YEARS_END = date(2022, 12, 20)


@dataclass
class Story:
    """The turns of one lift; a stop without an end still holds."""

    stops: list[tuple[date, date | None]] = field(default_factory=list)
    modified: date | None = None
    ended: date | None = None
    ending: str = ""


def tell(scene: Scene, rng: Random, supervised: date, known: date) -> Story:
    """Think out what happens to a lift after ``known``, the day the register knows it from."""
    story = Story()
    first = max(SETTLED, known + timedelta(days=40))
    age = scene.on.year - supervised.year
    chance = rng.random()
    if chance < RESTARTED + LONG:
        _stop(scene, rng, story, first, chance < LONG)
    elif (chance := chance - RESTARTED - LONG) < STANDING:
        begun = scene.between(rng, max(first, scene.on - timedelta(days=500)), scene.on)
        story.stops = [(begun, None)] if begun else []
    elif (chance := chance - STANDING) < MOVED + (SCRAPPED if age >= OLD_YEARS else 0):
        story.ended = scene.between(rng, first, scene.on)
        story.ending = "moved_out" if chance < MOVED else "scrapped"
    elif chance - MOVED - SCRAPPED < MODIFIED and age >= MODIFIED_YEARS:
        story.modified = scene.between(rng, first, scene.on - timedelta(days=30))
    return story


def _stop(scene: Scene, rng: Random, story: Story, first: date, long: bool) -> None:
    """Stop and use again; every second time within the years that history always covers."""
    last = EARLY_YEARS_END if rng.random() < 0.5 else scene.on  # noqa: PLR2004
    days = rng.randint(400, 520) if long else rng.randint(40, 300)
    begun = scene.between(rng, first, min(last, scene.on) - timedelta(days=days))
    over = begun and scene.between(rng, begun + timedelta(days=days), begun + timedelta(days=days))
    if begun and over:
        story.stops = [(begun, over)]


def record_story(
    scene: Scene, rng: Random, equipment: Record, locale: Locale, story: Story
) -> None:
    """Write the turns of an equipment into the journal, each with its reason and registration event."""
    words = scene.stock.works["words"]
    for begun, over in story.stops:
        _status(scene, rng, equipment, locale, ("stopped", begun, rng.choice(words["stops"])))
        if over:
            _status(scene, rng, equipment, locale, ("in_use", over, "检验合格，恢复使用"))
            restarted = scene.desk(rng, over, locale, "停用后启用登记")
            registered(scene, equipment, locale, ("restart", over, {}), restarted)
    if story.ended:
        reason = rng.choice(words["scraps"]) if story.ending == "scrapped" else "设备迁往外市"
        _status(scene, rng, equipment, locale, (story.ending, story.ended, reason))
        if equipment.values.get("reg_status") == "registered":
            day = story.ended.isoformat()
            scene.journal.write(equipment, "registration", {"reg_status": "cancelled", "reg_status_from": day},
                                scene.desk(rng, story.ended, locale, "注销使用登记"))  # fmt: skip
    if story.modified:
        modified = scene.desk(rng, story.modified, locale, "改造变更登记")
        registered(scene, equipment, locale, ("modification", story.modified, {}), modified)


def _status(
    scene: Scene, rng: Random, equipment: Record, locale: Locale, turn: tuple[str, date, str]
) -> None:
    status, day, reason = turn
    group = {"use_status": status, "use_status_from": day.isoformat()}
    scene.journal.write(equipment, "use", group, scene.desk(rng, day, locale, reason))


def registered(
    scene: Scene,
    equipment: Record,
    locale: Locale,
    event: tuple[str, date, Mapping[str, Value]],
    occasion: Occasion,
) -> None:
    """Enter one registration event: its kind, its day, and what became what."""
    kind, day, more = event
    registrar = scene.stock.firms["registrar"].format(place=locale.name)
    values = {
        "equipment": equipment,
        "kind": kind,
        "on": day.isoformat(),
        "registrar": registrar,
        **more,
    }
    scene.journal.create(Record("registration_event", values), occasion)
