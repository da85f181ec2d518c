"""Follows equipment other than lifts: clocks of fixed intervals, each round written as it came in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from equipinspect.app.demonstration.changes import SETTLED, Story, record_story
from equipinspect.app.demonstration.journal import Occasion, Record
from equipinspect.app.demonstration.scene import BEGUN, Locale, Scene, Town
from equipinspect.model.dates import last_day
from equipinspect.model.fields import Value
from equipinspect.model.intervals import add_months

LATE = 0.025
TOLD_DAYS = 460  # rounds without a report are told for so long, at most every 15 months apart
FIT = ("符合要求",) * 17 + ("基本符合要求",) * 2 + ("不符合要求",)
PASSED = ("合格",) * 17 + ("复检合格",) * 2 + ("不合格",)


@dataclass(frozen=True)
class Clock:
    """One stream: how many months between rounds, and what its reports conclude (none: no reports)."""

    stream: str
    months: int
    conclusions: tuple[str, ...] = ()
    letters: str = ""


@dataclass(frozen=True)
class Post:
    """Where an equipment stands and whose it is."""

    locale: Locale
    town: Town
    user: Record
    used: date
    subject: str


def common(scene: Scene, rng: Random, post: Post) -> dict[str, Value | Record]:
    """Return the fields every equipment has from where it stands."""
    road = rng.choice(scene.stock.names["roads"])
    return {
        "user_unit": post.user, "safety_admin": post.user.values["safety_officer"],
        "safety_admin_phone": post.user.values["safety_officer_phone"],
        "supervising_office": post.town.station, "county": post.locale.code, "town": post.town.record,
        "address": f"{post.locale.name}{road}{rng.randint(1, 99)}号", "in_use_on": post.used.isoformat(),
        "use_status": "in_use", "use_status_from": post.used.isoformat(), "reg_status": "registered",
        "reg_status_from": post.used.isoformat(), "reg_date": post.used.isoformat(),
        "reg_org": scene.stock.firms["registrar"].format(place=post.locale.name),
    }  # fmt: skip


def used_since(scene: Scene, rng: Random, years: int) -> date:
    """Return a day of first use within so many years, the newer the likelier."""
    days = int(years * 365 * rng.random() ** 1.3)
    return scene.on - timedelta(days=max(15, days))


def enter(scene: Scene, rng: Random, record: Record, post: Post, clocks: list[Clock]) -> Record:
    """Enter an equipment with the first ledgers or after its registration, and follow its clocks."""
    if post.used < BEGUN:
        occasion = scene.sheet(
            BEGUN + timedelta(days=7), post.locale.name, f"{post.subject}台账 2021年1月"
        )
    else:
        day = scene.sheet_day(post.used)
        occasion = scene.sheet(day, post.locale.name, f"使用登记 {day.isoformat()[:7]}")
    for clock in clocks:
        _run(scene, rng, record, clock, (post.used, occasion))
    return scene.journal.create(record, occasion)


def _run(
    scene: Scene, rng: Random, record: Record, clock: Clock, since: tuple[date, Occasion]
) -> None:
    used, entered = since
    done = used
    if used < BEGUN:  # the round before the register began
        done = max(used, BEGUN - timedelta(days=rng.randint(5, clock.months * 30)))
    _take(scene, rng, record, clock, (done, entered))
    while (done := _round(rng, done, clock.months)) <= scene.on:
        _take(scene, rng, record, clock, (done, entered))


def _round(rng: Random, done: date, months: int) -> date:
    last = last_day(add_months(done.isoformat()[:7], months))
    if rng.random() < LATE:
        return last + timedelta(days=rng.randint(3, 90))
    return last - timedelta(days=rng.randint(1, 35))


def _take(
    scene: Scene, rng: Random, record: Record, clock: Clock, at: tuple[date, Occasion]
) -> None:
    done, entered = at
    group = _group(scene, rng, clock, done)
    day = scene.sheet_day(done)
    if day <= entered.at.date():
        record.values |= group
    elif clock.conclusions or (scene.on - done).days <= TOLD_DAYS:
        source = "特检院" if clock.conclusions else "使用单位"
        scene.journal.write(
            record, clock.stream, group, scene.sheet(day, source, f"{day.isoformat()}检验结果")
        )


def _group(scene: Scene, rng: Random, clock: Clock, done: date) -> dict[str, Value]:
    stream = clock.stream
    group: dict[str, Value] = {
        f"{stream}_last": done.isoformat(),
        f"{stream}_next": add_months(done.isoformat()[:7], clock.months),
    }
    if clock.conclusions:
        group |= {
            f"{stream}_conclusion": rng.choice(clock.conclusions),
            f"{stream}_report_no": scene.numbers.report_no(clock.letters, done),
            f"{stream}_by": scene.stock.firms["inspection_body"],
        }
    return group


def stand_still(scene: Scene, rng: Random, record: Record, post: Post, share: float) -> None:
    """Stop a share of the equipment for good, some of it within the last year."""
    if rng.random() >= share:
        return
    begun = scene.between(
        rng, max(SETTLED, post.used + timedelta(days=60), scene.on - timedelta(days=400)), scene.on
    )
    if begun:
        record_story(scene, rng, record, post.locale, Story(stops=[(begun, None)]))
