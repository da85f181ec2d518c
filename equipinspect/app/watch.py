"""重点监控设备 and 老旧电梯: lists worked out anew every time, each device with why it is on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from equipinspect.app import coverage
from equipinspect.app.lists import Query
from equipinspect.app.session import Session
from equipinspect.model.text import _
from equipinspect.store import watching

ACCIDENT_YEARS = 2
PUBLIC_PLACES = (
    "学校",
    "幼儿园",
    "医院",
    "车站",
    "客运码头",
    "机场",
    "商场",
    "体育场馆",
    "展览馆",
    "公园",
    "旅游景区",
)  # fmt: skip - Order 57 art. 9


@dataclass(frozen=True)
class Watched:
    """One device on a list, and every reason for it."""

    id: int
    kind: str
    reasons: tuple[str, ...]


def key_devices(session: Session, on: date) -> list[Watched]:
    """Return devices in use to be watched closely (Order 57 art. 9): why each is on the list.

    Reasons: a place where the public gathers, an accident in two years, an open 重大 hazard, marked by
    hand. Gas cylinders are watched through their filling stations and are left out.
    """
    since = coverage.year_before(coverage.year_before(on)).isoformat()
    register = session.register
    accidents = watching.accidents(register, since, on.isoformat())
    major = watching.major_hazards(register, on.isoformat())
    found = []
    for number, kind, place, is_key in watching.devices(register):
        reasons = []
        if place in PUBLIC_PLACES:
            reasons.append(_("公众聚集场所：{place}").format(place=place))
        if number in accidents:
            reasons.append(_("两年内发生过事故：{on}").format(on=accidents[number][:10]))
        if number in major:
            reasons.append(_("有未消除的重大隐患：{on} 发现").format(on=major[number]))
        if is_key:
            reasons.append(_("人工列为重点"))
        if reasons:
            found.append(Watched(number, kind, tuple(reasons)))
    return found


def old_lifts(session: Session, on: date) -> list[Watched]:
    """Return lifts in use longer than the office's years (default 15), the oldest first."""
    years = int(session.settings["old_lift_years"])
    found = []
    for number, since, how in watching.ages(session.register):
        begun = date.fromisoformat(f"{since}-01"[:10])
        age = on.year - begun.year - ((on.month, on.day) < (begun.month, begun.day))
        if age >= years and (age > years or (on.month, on.day) != (begun.month, begun.day)):
            text = _("{how} {since}，已 {age} 年，超过 {years} 年")
            label = session.declaration("elevator").field(how).label
            reason = text.format(how=label, since=since, age=age, years=years)
            found.append((since, Watched(number, "elevator", (reason,))))
    return [each for _since, each in sorted(found, key=lambda pair: (pair[0], pair[1].id))]


def query(found: list[Watched], kind: str) -> Query:
    """Return the query that opens the devices of one kind on a list."""
    return coverage.among(kind, [each.id for each in found if each.kind == kind])
