"""Writes what a lift's inspections and tests said: known ones into the new row, later ones as they came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from equipinspect.app.demonstration.changes import Story, record_story
from equipinspect.app.demonstration.journal import Occasion, Record
from equipinspect.app.demonstration.scene import Scene
from equipinspect.app.demonstration.sites import Site
from equipinspect.app.demonstration.years import LONG_STOP_DAYS, Life, Visit
from equipinspect.model import elevators
from equipinspect.model.fields import Value

CONCLUSIONS = (["合格"] * 88) + (["复检合格"] * 10) + ["不合格", "复检不合格"]
INSPECTION_KEYS = ("last", "next", "kind", "conclusion", "report_no", "by")
GOVERNOR_YEARS, BRAKE_YEARS = 2, 5


@dataclass(eq=False)
class Lift:
    """A lift in the making: its row, where it is, its dates, and when it was entered."""

    record: Record
    site: Site
    life: Life
    entered: Occasion
    story: Story
    incomplete: bool = False
    latest: dict[str, Value] = field(default_factory=dict)


def follow(scene: Scene, rng: Random, lift: Lift, served: list[Visit], watched: bool) -> None:
    """Enter a lift and everything that happened to it; ``watched`` ones also their governor and brake."""
    if not lift.incomplete:
        lift.latest = _known(lift.record)
        for visit in served:
            _take(scene, rng, lift, visit)
            if watched:
                _watch(scene, lift, visit)
    scene.journal.create(lift.record, lift.entered)
    _extras(scene, rng, lift)
    record_story(scene, rng, lift.record, lift.site.locale, lift.story)


def _known(record: Record) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for key in INSPECTION_KEYS:
        value = record.values.get(f"inspection_{key}")
        assert not isinstance(value, Record)
        found[f"inspection_{key}"] = value
    return found


def _take(scene: Scene, rng: Random, lift: Lift, visit: Visit) -> None:
    """Take one visit into the register: what it found, and the next month it set."""
    firms = scene.stock.firms
    day = visit.done.isoformat()
    if visit.task == elevators.INSPECTION:
        group: dict[str, Value] = {
            "inspection_last": day, "inspection_next": visit.next_inspection, "inspection_kind": "定期检验",
            "inspection_conclusion": rng.choice(CONCLUSIONS),
            "inspection_report_no": scene.numbers.report_no("DT", visit.done),
            "inspection_by": firms["inspection_body"],
        }  # fmt: skip
        lift.latest |= group
        _write(scene, lift, visit, "inspection", group)
        return
    tested: dict[str, Value] = {
        "testing_last": day, "testing_next": visit.next_testing, "testing_conclusion": "符合",
        "testing_report_no": scene.numbers.report_no("JC", visit.done), "testing_by": firms["testing_body"],
    }  # fmt: skip
    _write(scene, lift, visit, "testing", tested)
    if lift.latest["inspection_next"] != visit.next_inspection:  # printed under the yearly rule
        lift.latest["inspection_next"] = visit.next_inspection
        _write(scene, lift, visit, "inspection", lift.latest)


def _watch(scene: Scene, lift: Lift, visit: Visit) -> None:
    year = int(visit.slot[:4])
    age = year - lift.life.supervised.year
    if age % GOVERNOR_YEARS == 0 or age > 15:  # noqa: PLR2004
        _write(scene, lift, visit, "governor", {"governor_last": visit.slot})
    if age % BRAKE_YEARS == 0:
        _write(scene, lift, visit, "brake_test", {"brake_test_last": visit.slot})


def _write(scene: Scene, lift: Lift, visit: Visit, group: str, values: Mapping[str, Value]) -> None:
    """Put values into the new row when they were known on entering it, else into a later ledger."""
    day = scene.sheet_day(visit.done)
    if day <= lift.entered.at.date():
        lift.record.values |= values
        return
    source = "特检院" if group == "inspection" else "维保单位"
    subject = (
        f"{day.isoformat()}检验结果" if group == "inspection" else f"{day.isoformat()}检测和维保"
    )
    scene.journal.write(lift.record, group, dict(values), scene.sheet(day, source, subject))


def _extras(scene: Scene, rng: Random, lift: Lift) -> None:
    """Write the dates that a modification or a long stop sets."""
    if lift.incomplete:
        return
    modified = lift.story.modified
    if modified:
        occasion = scene.desk(rng, modified, lift.site.locale, "改造监督检验合格")
        month = modified.isoformat()[:7]
        scene.journal.write(lift.record, "modified_on", month, occasion)
        scene.journal.write(lift.record, "modifier", lift.site.maintainer.values["name"], occasion)
        scene.journal.write(lift.record, "inspection", {
            "inspection_last": modified.isoformat(), "inspection_kind": "改造监督检验",
            "inspection_next": f"{modified.year + 1}-{modified.month:02}", "inspection_conclusion": "合格",
            "inspection_by": scene.stock.firms["inspection_body"],
        }, occasion)  # fmt: skip
    for begun, over in lift.life.stops:
        if over and (over - begun).days >= LONG_STOP_DAYS:
            occasion = scene.desk(rng, over, lift.site.locale, "停用一年以上，重新启用前检验")
            scene.journal.write(lift.record, "restart_month", over.isoformat()[:7], occasion)
