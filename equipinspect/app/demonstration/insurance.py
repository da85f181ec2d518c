"""Makes the demo's policies: 65.0 % of the lifts in use insured at the end of 2021, more and less since."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from equipinspect.app.demonstration.changes import Story, record_story
from equipinspect.app.demonstration.journal import Occasion, Record
from equipinspect.app.demonstration.scene import BEGUN, Scene, working
from equipinspect.app.demonstration.visits import Lift
from equipinspect.model.fields import Value

YEAR_END = date(
    2021, 12, 31
)  # the day of the city's report: 65 % in 2021, 70 % to be reached in 2022
STOOD = (date(2021, 12, 20), date(2022, 1, 18))
SHARES = {2020: 0.60, 2021: 0.65, 2022: 0.702, 2023: 0.69, 2024: 0.672}
LATER = 0.68
TWENTIETHS, MANY = (
    20,
    400,
)  # 65 % is 13 twentieths: with many lifts a few stand still to make it exact
FLEETS = 0.3  # share of firms that insure all lifts of a site with one policy
CHANGED, LATE, SURRENDERED, CLAIMED, CALLED = 0.08, 0.06, 0.008, 0.004, 0.12
UNLISTED, INSURED_STATIONS = 12, 0.7
LIMITS = (("2000000", "500000", "2000000", "50000"), ("3000000", "600000", "3000000", "60000"),
          ("5000000", "800000", "5000000", "80000"))  # fmt: skip
PRICES = (80, 90, 100, 120)


@dataclass(eq=False)
class Group:
    """Lifts that are insured together, year after year, by one insurer from one day of the year."""

    lifts: list[Lift]
    insurer: Record
    anniversary: tuple[int, int]
    liking: float
    last: Record | None = None
    years: list[int] = field(default_factory=list)


def add_insurance(scene: Scene, lifts: list[Lift]) -> None:
    """Add the policies of every year; the coverage of `YEAR_END` comes out exact."""
    rng = scene.rng("insurance")
    if scene.on > STOOD[1]:
        _even_out(scene, rng, lifts)
    groups = _groups(scene, rng, lifts)
    for year in range(YEAR_END.year - 1, scene.on.year + 1):
        _year(scene, rng, groups, year)
    _calls(scene, rng, groups)
    _stations(scene, rng)


def in_use(lift: Lift, day: date) -> bool:
    """Say whether a lift was in use on a day."""
    values, life = lift.record.values, lift.life
    if values.get("use_status") != "in_use" or str(values["use_status_from"]) > day.isoformat():
        return False
    if life.ended and life.ended <= day:
        return False
    return not any(begun <= day and (over is None or day < over) for begun, over in life.stops)


def _even_out(scene: Scene, rng: Random, lifts: list[Lift]) -> None:
    """Let a few lifts stand still over the end of the year, so that 65 % of the rest is a whole number."""
    used = [lift for lift in lifts if in_use(lift, YEAR_END)]
    settled = [each for each in used if _is_settled(each)]
    if len(used) < MANY:
        return
    for lift in rng.sample(settled, k=len(used) % TWENTIETHS):
        lift.life.stops.append(STOOD)
        locale = lift.site.locale
        record_story(scene, rng, lift.record, locale, Story(stops=[STOOD]))


def _is_settled(lift: Lift) -> bool:
    story = lift.story
    quiet = not (story.stops or story.ended or story.modified or lift.incomplete)
    return quiet and lift.entered.at.date() < STOOD[0] - timedelta(days=60)


def _groups(scene: Scene, rng: Random, lifts: list[Lift]) -> list[Group]:
    insurers = [_insurer(scene, name) for name in scene.stock.firms["insurers"]]
    fleets: dict[object, bool] = {}
    found: dict[tuple[object, str], list[Lift]] = {}
    for lift in lifts:
        user = lift.site.user
        if user not in fleets:
            fleets[user] = rng.random() < FLEETS
        building = "" if fleets[user] else str(lift.record.values.get("building") or "")
        found.setdefault((lift.site, building), []).append(lift)
    return [
        Group(each, rng.choice(insurers), (rng.randint(1, 12), rng.randint(1, 28)), rng.random())
        for each in found.values()
    ]


def _insurer(scene: Scene, name: str) -> Record:
    at = scene.sheet(BEGUN + timedelta(days=7), "保险公司", "承保机构名单")
    return scene.journal.create(Record("unit", {"name": name, "roles": "insurer"}), at)


def _year(scene: Scene, rng: Random, groups: list[Group], year: int) -> None:
    """Insure the groups that like it most until the share of the year is reached, to the lift."""
    day = date(year, 12, 31)
    wanted = round(SHARES.get(year, LATER) * sum(in_use(x, day) for g in groups for x in g.lifts))
    order = sorted(groups, key=lambda g: g.liking + (rng.random() - 0.5) * CHANGED)
    for group in order:
        starts = date(year, *group.anniversary)
        if year in group.years or wanted <= 0:
            continue
        if group.last is not None and rng.random() < LATE:
            starts = min(starts + timedelta(days=rng.randint(10, 40)), day)
        listed = [x for x in group.lifts if _may_be_listed(scene, x, starts) and in_use(x, day)]
        listed = listed[:wanted]
        wanted -= len(listed)
        if listed and starts <= scene.on:
            _policy(scene, rng, group, listed, starts)
            group.years.append(year)


def _may_be_listed(scene: Scene, lift: Lift, starts: date) -> bool:
    known = lift.entered.at.date() <= _told(scene, starts).at.date()
    return known and in_use(lift, starts)


def _told(scene: Scene, starts: date) -> Occasion:
    """Return the import that brought a policy in."""
    day = (
        max(BEGUN + timedelta(days=15), scene.sheet_day(starts)) if starts <= scene.on else scene.on
    )
    day = min(day, scene.on)
    return scene.sheet(day, "保险公司", f"承保清单 {day.isoformat()[:7]}")


def _policy(scene: Scene, rng: Random, group: Group, listed: list[Lift], starts: date) -> None:
    number = f"演保{starts.year}-{scene.numbers.next('policy'):05}"
    total, person, accident, medical = rng.choice(LIMITS)
    price = rng.choice(PRICES)
    extra = UNLISTED if scene.numbers.next("counted policy") % 250 == 0 else 0
    ends = _year_later(starts)
    values: dict[str, Value | Record] = {
        "number": number, "kind": "lift_liability", "product": "电梯安全责任保险（演示）",
        "insurer": group.insurer, "starts": starts.isoformat(), "ends": ends.isoformat(),
        "issued_on": max(starts - timedelta(days=rng.randint(0, 12)), date(starts.year, 1, 1)).isoformat(),
        "lift_count": len(listed) + extra, "policyholder": listed[0].site.user, "policyholder_kind": "user",
        "insured": listed[0].site.user, "limit_total": total, "limit_person": person,
        "limit_accident": accident, "limit_medical": medical, "premium_each": str(price),
        "premium_total": str(price * len(listed)),
    }  # fmt: skip
    if rng.random() < 0.1:  # noqa: PLR2004 - a few are taken out by the maintainer
        values |= {"policyholder": listed[0].site.maintainer, "policyholder_kind": "maintainer"}
    if group.last is not None:
        values["renews"] = group.last
    policy = Record("policy", values)
    told = _told(scene, starts)
    scene.journal.create(policy, told)
    for lift in listed:
        by = "reg_no" if lift.record.values.get("reg_no") else "device_code"
        scene.journal.create(Record("policy_link", {
            "policy": policy, "equipment": lift.record, "matched_by": by, "score": 100}), told)  # fmt: skip
    group.last = policy
    _fate(scene, rng, group, listed, (starts, ends))


def _year_later(starts: date) -> date:
    return starts.replace(year=starts.year + 1) - timedelta(days=1)


def _fate(
    scene: Scene, rng: Random, group: Group, listed: list[Lift], term: tuple[date, date]
) -> None:
    """Surrender a few policies of later years, and let a few lifts have an accident."""
    assert group.last is not None
    day = term[0] + timedelta(days=rng.randint(60, 300))
    if day >= scene.on - timedelta(days=20):
        return
    chance = rng.random()
    if chance < SURRENDERED and term[0] > YEAR_END:
        gone = working(day).isoformat()
        reason = scene.desk(rng, working(day), listed[0].site.locale, "物业更换，退保")
        scene.journal.write(group.last, "surrendered_on", gone, reason)
        scene.journal.create(Record("endorsement", {
            "policy": group.last, "number": f"演批{scene.numbers.next('endorsement'):04}", "kind": "surrender",
            "effective_on": gone}), reason)  # fmt: skip
    elif chance > 1 - CLAIMED:
        happened = working(day)
        closed = working(happened + timedelta(days=15))
        reason = scene.desk(rng, closed, listed[0].site.locale, "保险公司结案告知")
        scene.journal.create(Record("claim", {
            "number": f"演赔{scene.numbers.next('claim'):04}", "policy": group.last, "state": "paid",
            "equipment": listed[0].record, "happened_on": happened.isoformat(), "injured": 1,
            "reported_on": happened.isoformat(), "closed_on": closed.isoformat(),
            "paid": str(rng.randint(8, 90) * 100)}), reason)  # fmt: skip


def _calls(scene: Scene, rng: Random, groups: list[Group]) -> None:
    """Note some calls of the last weeks to those whose policies end soon or have ended."""
    for group in groups:
        if group.last is None or rng.random() > CALLED:
            continue
        ends = date.fromisoformat(str(group.last.values["ends"]))
        if abs((ends - scene.on).days) <= 40:  # noqa: PLR2004
            _call(scene, rng, group)


def _call(scene: Scene, rng: Random, group: Group) -> None:
    day = working(scene.on - timedelta(days=rng.randint(1, 14)))
    user = group.lifts[0].site.user
    values: dict[str, Value | Record] = {
        "unit": user, "on": day.isoformat(), "about": "insurance",
        "result": rng.choice(("no_answer", "promised", "quoting", "approving", "later")),
    }  # fmt: skip
    if group.last is not None:
        values["policy"] = group.last
    occasion = scene.desk(rng, day, group.lifts[0].site.locale, "续保电话")
    scene.journal.create(Record("contact_note", values), occasion)


def _stations(scene: Scene, rng: Random) -> None:
    """Insure most filling stations; their policies run out in the year to come."""
    holders = [
        r for r, key, _value in scene.journal.steps() if r.kind == "cylinder_holder" and not key
    ]
    for holder in holders:
        starts = working(scene.on - timedelta(days=rng.randint(10, 350)))
        if rng.random() < INSURED_STATIONS and starts > BEGUN:
            number = f"演瓶保{starts.year}-{scene.numbers.next('cylinder policy'):03}"
            scene.journal.create(Record("policy", {
                "number": number, "kind": "cylinder", "product": "气瓶安全责任保险（演示）", "holder": holder,
                "starts": starts.isoformat(), "ends": (starts + timedelta(days=364)).isoformat(),
                "policyholder_kind": "filler"}), _told(scene, starts))  # fmt: skip
