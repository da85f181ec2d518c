"""What officers changed by hand: new property firms, firms renamed, slips put right, postponements."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from equipinspect.app.demonstration import people
from equipinspect.app.demonstration.changes import SETTLED, registered
from equipinspect.app.demonstration.journal import Content, Occasion, Record
from equipinspect.app.demonstration.scene import Scene
from equipinspect.app.demonstration.sites import Site
from equipinspect.app.demonstration.visits import Lift
from equipinspect.model.fields import Value
from equipinspect.model.intervals import add_months

TRANSFERRED, RENAMED, CORRECTED, MOST_RENAMED = 0.05, 0.012, 0.11, 30
POSTPONED, REGISTERED_LATE = 5, 0.4
OLD_TAIL, NEW_TAIL = "物业服务有限公司", "物业服务（集团）有限公司"


def add_handovers(scene: Scene, lifts: list[Lift]) -> None:
    """Change hands, names and mistakes over the years; every change has its reason."""
    rng = scene.rng("handovers")
    sites: dict[Site, list[Lift]] = {}
    for lift in lifts:
        if lift.record.values["use_status"] == "in_use" and not lift.story.ended:
            sites.setdefault(lift.site, []).append(lift)
    homes = [site for site in sites if site.place_type == "住宅"]
    for site in [each for each in homes if rng.random() < TRANSFERRED]:
        _transfer(scene, rng, site, sites[site])
    _rename(scene, rng, sites)
    for lift in [lift for own in sites.values() for lift in own if rng.random() < CORRECTED]:
        _correct(scene, rng, lift)
    _postpone(scene, rng, lifts)
    running = [x for x in lifts if x.record.values["reg_status"] == "unregistered"]
    for lift in [each for each in running if rng.random() < REGISTERED_LATE]:
        _register(scene, rng, lift)


def _register(scene: Scene, rng: Random, lift: Lift) -> None:
    """Register a lift that ran without registration."""
    values = lift.record.values
    day = scene.between(rng, _settled([lift]), scene.on - timedelta(days=20))
    if day is None or values["use_status"] != "in_use" or lift.story.ended:
        return
    occasion = scene.desk(rng, day, lift.site.locale, "补办使用登记")
    number = scene.numbers.reg_no("梯", str(values["variety_code"])[1:3], day)
    group = {"reg_status": "registered", "reg_status_from": day.isoformat()}
    scene.journal.write(lift.record, "registration", group, occasion)
    scene.journal.write(lift.record, "reg_no", number, occasion)
    scene.journal.write(lift.record, "reg_date", day.isoformat(), occasion)
    registered(
        scene, lift.record, lift.site.locale, ("first_use", day, {"new_reg_no": number}), occasion
    )


def _plain(lift: Lift) -> bool:
    story = lift.story
    return not (story.stops or story.ended or story.modified)


def _settled(lifts: list[Lift]) -> date:
    return max(SETTLED, max(lift.entered.at.date() for lift in lifts) + timedelta(days=10))


def _transfer(scene: Scene, rng: Random, site: Site, lifts: list[Lift]) -> None:
    """Hand an estate to another property firm: 过户, new certificate numbers, the old ones kept."""
    day = scene.between(rng, _settled(lifts), scene.on - timedelta(days=20))
    if day is None:
        return
    name = f"{site.locale.short}{rng.choice(scene.stock.names['estate_heads'])}{OLD_TAIL}"
    new = people.unit(scene, rng, name, "user、property", (site.locale, site.town))
    occasion = scene.desk(rng, day, site.locale, f"{site.name}更换物业服务企业，办理过户")
    for lift in lifts:
        values = lift.record.values
        changes: dict[str, Content] = {
            "user_unit": new, "safety_admin": new.values["safety_officer"],
            "safety_admin_phone": new.values["safety_officer_phone"],
        }  # fmt: skip
        more: dict[str, Value] = {"old_unit": str(site.user.values["name"]), "new_unit": name}
        if values.get("reg_no"):
            number = scene.numbers.reg_no("梯", str(values["variety_code"])[1:3], day)
            changes["reg_no"] = number
            more |= {"old_reg_no": str(values["reg_no"]), "new_reg_no": number}
        for key, value in changes.items():
            scene.journal.write(lift.record, key, value, occasion)
        registered(scene, lift.record, site.locale, ("transfer", day, more), occasion)


def _rename(scene: Scene, rng: Random, sites: dict[Site, list[Lift]]) -> None:
    """Rename a few property firms: 更名, on the firm once and as an event on each of its lifts."""
    by_firm: dict[Record, list[Lift]] = {}
    for site, lifts in sites.items():
        by_firm.setdefault(site.user, []).extend(lifts)
    for firm, lifts in by_firm.items():
        old = str(firm.values["name"])
        if not old.endswith(OLD_TAIL) or rng.random() >= RENAMED * 3:
            continue
        day = scene.between(rng, SETTLED, scene.on - timedelta(days=15))
        known = [lift for lift in lifts if day and lift.entered.at.date() < day]
        if day is None or not known:
            continue
        new = old.replace(OLD_TAIL, NEW_TAIL)
        locale = known[0].site.locale
        occasion = scene.desk(rng, day, locale, "营业执照变更，单位更名")
        scene.journal.write(firm, "name", new, occasion)
        for lift in known[:MOST_RENAMED]:
            event = ("rename", day, {"old_unit": old, "new_unit": new})
            registered(scene, lift.record, locale, event, occasion)


def _correct(scene: Scene, rng: Random, lift: Lift) -> None:
    """Enter something slightly wrong at first and put it right at a later date."""
    day = scene.between(rng, _settled([lift]), scene.on - timedelta(days=3))
    if day is None:
        return
    values = lift.record.values
    occasion = scene.desk(
        rng, day, lift.site.locale, rng.choice(scene.stock.works["words"]["corrections"])
    )
    which = rng.randrange(4)
    if which == 0:
        _later(
            scene,
            lift,
            "safety_admin_phone",
            (scene.numbers.phone(), values["safety_admin_phone"]),
            occasion,
        )
    elif which == 1:
        serial = str(values["serial_no"])
        _later(scene, lift, "serial_no", (serial.replace("0", "O", 1), serial), occasion)
    elif which == 2 and isinstance(floors := values.get("floors"), int):  # noqa: PLR2004
        _later(scene, lift, "floors", (floors + 1, floors), occasion)
    else:
        _later(scene, lift, "rescue_code", (None, values.get("rescue_code")), occasion)


def _later(
    scene: Scene, lift: Lift, key: str, turn: tuple[Content, Content], occasion: Occasion
) -> None:
    before, after = turn
    assert before is None or isinstance(before, str | int)
    lift.record.values[key] = before
    scene.journal.write(lift.record, key, after, occasion)


def _postpone(scene: Scene, rng: Random, lifts: list[Lift]) -> None:
    """Approve the postponement of a few inspections that were due last month."""
    last_month = add_months(scene.on.isoformat()[:7], -1)
    late = [x for x in lifts if x.latest.get("inspection_next") == last_month and _plain(x)]
    for lift in late[:POSTPONED]:
        occasion = scene.desk(rng, scene.on - timedelta(days=3), lift.site.locale, "经批准延期检验")
        group = lift.latest | {"inspection_postponed_to": add_months(last_month, 3)}
        scene.journal.write(lift.record, "inspection", group, occasion)
