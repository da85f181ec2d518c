"""Makes the demo's lifts: what they are, when they were registered, and how each was followed since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from equipinspect.app.demonstration import people
from equipinspect.app.demonstration.changes import Story, tell
from equipinspect.app.demonstration.changes import registered as record_event
from equipinspect.app.demonstration.journal import Occasion, Record
from equipinspect.app.demonstration.scene import BEGUN, Locale, Scene
from equipinspect.app.demonstration.sites import (
    ESCALATOR,
    GOODS,
    KITCHEN,
    PASSENGER,
    Site,
    Spot,
    sites,
)
from equipinspect.app.demonstration.visits import Lift, follow
from equipinspect.app.demonstration.years import Life, told, visits
from equipinspect.model.dates import last_day
from equipinspect.model.fields import Value

CATALOGUE_2014 = date(2014, 6, 1)
VARIETIES = {
    PASSENGER: ("3100", "曳引驱动乘客电梯"), GOODS: ("3100", "曳引驱动载货电梯"),
    ESCALATOR: ("3300", "自动扶梯"), KITCHEN: ("3400", "杂物电梯"),
}  # fmt: skip
ODD, INCOMPLETE, UNREGISTERED, WATCHED = 0.012, 0.006, 0.012, 0.12
NEW_DAYS = 80  # a lift supervised less long ago may not be in use yet
Values = dict[str, Value | Record]


@dataclass(frozen=True)
class Draft:
    """A lift before it has numbers."""

    site: Site
    spot: Spot
    supervised: date


def add_lifts(scene: Scene, total: int) -> list[Lift]:
    """Add the city's ``total`` lifts, numbered in the order of their registration."""
    firms = people.maintainers(scene)
    drafts = [d for each in scene.locales for d in _drafts(scene, each, firms, total)]
    drafts.sort(key=lambda d: d.supervised)
    rng = scene.rng("lifts")
    return [_lift(scene, rng, draft) for draft in drafts]


def _drafts(scene: Scene, locale: Locale, firms: list[Record], total: int) -> list[Draft]:
    rng = scene.rng(f"lifts {locale.code}")
    wanted = scene.portion(locale, total)
    found: list[Draft] = []
    for site in sites(scene, locale, firms):
        for spot in site.spots:
            supervised = min(
                site.opened + timedelta(days=rng.randint(0, 40)), scene.on - timedelta(days=9)
            )
            found.append(Draft(site, spot, supervised))
        if len(found) >= wanted:
            return found[:wanted]
    return found


def _lift(scene: Scene, rng: Random, draft: Draft) -> Lift:
    used = draft.supervised + timedelta(days=rng.randint(8, 60))
    if used >= scene.on or ((scene.on - draft.supervised).days < NEW_DAYS and rng.random() < 0.6):  # noqa: PLR2004
        return _waiting(scene, rng, draft)
    registered = min(used + timedelta(days=rng.randint(3, 28)), scene.on)
    story = tell(scene, rng, draft.supervised, max(registered, BEGUN + timedelta(days=20)))
    life = Life(draft.supervised, story.modified, story.stops, story.ended)
    values = _values(scene, rng, draft) | _in_use(scene, rng, draft, used, registered)
    occasion = _entered(scene, draft, registered)
    lift = Lift(Record("elevator", values), draft.site, life, occasion, story)
    rules = (
        scene.rules.interval("EL-INS", max(scene.on, date(2023, 4, 3))),
        scene.rules.interval("EL-OLD", BEGUN),
    )
    served = visits(life, rules, scene.on, rng)
    watched = rng.random() < WATCHED
    _spoil(rng, lift, bool(served))
    follow(scene, rng, lift, served if watched else told(served, scene.on), watched)
    if registered >= BEGUN and values["reg_status"] == "registered":
        event = ("first_use", registered, {"new_reg_no": str(values["reg_no"])})
        record_event(scene, lift.record, draft.site.locale, event, occasion)
    return lift


def _entered(scene: Scene, draft: Draft, registered: date) -> Occasion:
    """Return when a lift came into the register: with the first ledgers, or after its registration."""
    locale = draft.site.locale
    if registered < BEGUN:
        day = BEGUN + timedelta(days=1 + scene.locales.index(locale) % 4)
        return scene.sheet(day, locale.name, "电梯台账 2021年1月")
    day = scene.sheet_day(registered)
    return scene.sheet(day, locale.name, f"使用登记 {day.isoformat()[:7]}")


def _waiting(scene: Scene, rng: Random, draft: Draft) -> Lift:
    values = _values(scene, rng, draft)
    day = draft.supervised.isoformat()
    values |= {"use_status": "not_in_use", "use_status_from": day, "reg_status": "unregistered",
               "reg_status_from": day}  # fmt: skip
    occasion = scene.sheet(scene.sheet_day(draft.supervised), draft.site.locale.name, "安装告知")
    lift = Lift(Record("elevator", values), draft.site, Life(draft.supervised), occasion, Story())
    scene.journal.create(lift.record, occasion)
    return lift


def _values(scene: Scene, rng: Random, draft: Draft) -> Values:
    site, spot = draft.site, draft.spot
    category, name = VARIETIES[spot.variety]
    made = draft.supervised - timedelta(days=rng.randint(60, 200))
    maker = site.maker
    where = f"{site.name}{spot.building}{spot.unit_no or ''}"
    values: Values = {
        "name": name, "category_code": category, "variety_code": spot.variety, "internal_no": spot.internal_no,
        "model": maker["escalator"] if spot.variety == ESCALATOR else rng.choice(maker["models"]),
        "serial_no": scene.numbers.serial_no(maker["code"], made), "maker": maker["name"],
        "made_on": made.isoformat()[:7], "installer": site.maintainer.values["name"],
        "installed_on": (draft.supervised - timedelta(days=20)).isoformat()[:7],
        "supervision_body": scene.stock.firms["inspection_body"], "user_unit": site.user,
        "maint_unit": site.maintainer, "safety_admin": site.user.values["safety_officer"],
        "safety_admin_phone": site.user.values["safety_officer_phone"],
        "supervising_office": site.town.station, "county": site.locale.code, "town": site.town.record,
        "street": site.street, "estate": site.name, "building": spot.building, "unit_no": spot.unit_no,
        "address": f"{site.locale.name}{site.street}{where}", "place_type": site.place_type,
        "supervision_month": draft.supervised.isoformat()[:7], "inspection_kind": "安装监督检验",
        "inspection_last": draft.supervised.isoformat(), "inspection_conclusion": "合格",
        "inspection_by": scene.stock.firms["inspection_body"],
        "inspection_next": f"{draft.supervised.year + 1}-{draft.supervised.month:02}",
        "is_residential": int(site.place_type == "住宅"), "maint_phone": site.maintainer.values["phone"],
    }  # fmt: skip
    if made < CATALOGUE_2014:
        values["old_reg_code"] = scene.numbers.old_code(
            spot.variety, site.locale.code, draft.supervised
        )
    else:
        values["device_code"] = scene.numbers.device_code(spot.variety, maker["code"], made)
    return values | _parameters(rng, spot, made)


def _parameters(rng: Random, spot: Spot, made: date) -> Values:
    if spot.variety == ESCALATOR:
        return {"rise_m": rng.choice(("4.5", "5", "5.4")), "width_mm": rng.choice((800, 1000)),
                "incline_deg": "30", "nominal_speed": "0.5", "capacity_ph": 6000}  # fmt: skip
    if spot.variety == KITCHEN:
        return {"rated_load_kg": rng.choice((100, 200)), "rated_speed": "0.4", "floors": spot.floors,
                "stops": spot.floors, "doors": spot.floors}  # fmt: skip
    goods = spot.variety == GOODS
    high = spot.floors >= 18  # noqa: PLR2004
    return {
        "rated_load_kg": rng.choice((2000, 3000) if goods else (800, 1000, 1050)),
        "rated_speed": "0.5" if goods else rng.choice(("1.75", "2") if high else ("1", "1.5")),
        "floors": spot.floors, "stops": spot.floors, "doors": spot.floors, "control": "集选",
        "machine_room": rng.choice(("有机房", "有机房", "无机房")), "door_type": "旁开" if goods else "中分",
        "machine_no": f"M{made.year % 100:02}{rng.randint(10000, 99999)}",
        "controller_no": f"K{made.year % 100:02}{rng.randint(10000, 99999)}",
        "governor_no": f"X{rng.randint(100000, 999999)}",
    }  # fmt: skip


def _in_use(scene: Scene, rng: Random, draft: Draft, used: date, registered: date) -> Values:
    """Return what holds from registration on; a few run without one."""
    values: Values = {
        "in_use_on": used.isoformat(), "use_status": "in_use", "use_status_from": used.isoformat(),
        "rescue_code": f"{scene.numbers.next('rescue'):06}", "on_96333": 1,
        "five_way_call": int(rng.random() < 0.93), "has_iot": int(rng.random() < 0.15),  # noqa: PLR2004
        "maint_from": f"{max(BEGUN.year, used.year)}-01-01", "maint_to": f"{scene.on.year + rng.randint(0, 2)}-12-31",
    }  # fmt: skip
    if rng.random() < UNREGISTERED:
        return values | {"reg_status": "unregistered", "reg_status_from": used.isoformat()}
    day = registered.isoformat()
    return values | {
        "reg_status": "registered", "reg_status_from": day, "reg_date": day,
        "reg_no": scene.numbers.reg_no("梯", draft.spot.variety[1:3], registered),
        "reg_org": scene.stock.firms["registrar"].format(place=draft.site.locale.name),
    }  # fmt: skip


def _spoil(rng: Random, lift: Lift, visited: bool) -> None:
    """Give a few lifts the gaps and slips of real ledgers."""
    values = lift.record.values
    if rng.random() < ODD:
        code = str(values.get("device_code") or values.get("old_reg_code"))
        slips: list[Values] = [
            {"device_code": code[:5] + code[6:]}, {"reg_no": f"陕C梯{str(values['rescue_code'])[2:]}"},
            {"rescue_code": "C03"}, {"rated_speed": "17.5"},
        ]  # fmt: skip
        values |= rng.choice(slips)
    if visited and rng.random() < INCOMPLETE and last_day(str(values["supervision_month"])) < BEGUN:
        lift.incomplete = True
        for key in ("supervision_month", "installed_on", "reg_date", "in_use_on", "inspection_last",
                    "inspection_next", "inspection_kind", "inspection_conclusion"):  # fmt: skip
            values.pop(key, None)
