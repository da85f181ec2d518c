"""The demo's units and the people who work for them, each with what the register asks of them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from equipinspect.app.demonstration.journal import Occasion, Record
from equipinspect.app.demonstration.scene import BEGUN, ZONE, Locale, Scene, Town
from equipinspect.model.fields import Value

CARD_YEARS = 4
LICENCE_YEARS = 4
WRONG_CODE = 0.008  # share of units whose code was copied with a wrong last character


def unit(scene: Scene, rng: Random, name: str, roles: str, where: tuple[Locale, Town]) -> Record:
    """Return the unit of this name, made when it is first asked for."""
    if name not in scene.units:
        scene.units[name] = _unit(scene, rng, name, roles, where)
    return scene.units[name]


def _unit(scene: Scene, rng: Random, name: str, roles: str, where: tuple[Locale, Town]) -> Record:
    locale, town = where
    code = scene.numbers.credit_code(locale.code)
    if rng.random() < WRONG_CODE:
        code = code[:-1] + ("A" if code[-1] != "A" else "B")
    head, officer = scene.person_name(rng), scene.person_name(rng)
    return Record("unit", {
        "name": name, "credit_code": code, "unit_id_type": "uscc", "roles": roles, "legal_person": head,
        "principal": head, "safety_director": scene.person_name(rng), "safety_officer": officer,
        "safety_officer_phone": scene.numbers.phone(), "contact": officer, "contact_duty": "安全员",
        "phone": scene.numbers.phone(), "county": locale.code, "town": town.record, "office": town.station,
        "address": f"{locale.name}{rng.choice(scene.stock.names['roads'])}{rng.randint(1, 180)}号",
    })  # fmt: skip


def licensed(
    scene: Scene, rng: Random, record: Record, items: tuple[str, str], years: int = 0
) -> None:
    """Give a unit a licence: its letters, its items, and how many years past the day it lasts."""
    until = scene.on + timedelta(days=rng.randint(-40 if years == 0 else 60, 365 * LICENCE_YEARS))
    record.values |= {
        "licence_no": scene.numbers.licence(items[0], until.year),
        "licence_items": items[1],
        "licence_expires": until.isoformat(),
        "filing_no": f"宝市监备〔{until.year - LICENCE_YEARS}〕{scene.numbers.next('filing')}号",
        "filed_on": f"{until.year - LICENCE_YEARS}-06-01",
    }


def maintainers(scene: Scene) -> list[Record]:
    """Return the firms that look after lifts, with their licences and some of their mechanics."""
    rng = scene.rng("maintainers")
    found = []
    for name in scene.stock.firms["maintainers"]:
        locale = scene.locale_of(rng)
        firm = unit(scene, rng, name, "maintainer、installer", (locale, rng.choice(locale.towns)))
        licensed(
            scene,
            rng,
            firm,
            ("61D", "电梯安装（含修理）：曳引驱动乘客电梯（B）、自动扶梯与自动人行道"),
        )
        for _number in range(rng.randint(3, 6)):
            worker(scene, rng, firm, ("维保人员", "T"))
        found.append(firm)
    return found


def worker(scene: Scene, rng: Random, employer: Record, work: tuple[str, str]) -> Record:
    """Add someone who needs a certificate: their duty and the certificate's code."""
    duty, code = work
    expires = scene.on + timedelta(days=rng.randint(-25, 365 * CARD_YEARS - 30))
    issued = expires.replace(year=expires.year - CARD_YEARS, day=min(expires.day, 28))
    occasion = _listed(scene, max(issued, BEGUN))
    person = Record("person", {"name": scene.person_name(rng), "unit": employer, "duty": duty,
                               "mobile": scene.numbers.phone(), "active": 1})  # fmt: skip
    scene.journal.create(person, occasion)
    values: dict[str, Value | Record] = {
        "person": person, "code": code, "number": f"TS6103-{issued.year}-{scene.numbers.next('worker'):05}",
        "issued_by": scene.stock.places["office"], "issued_on": issued.isoformat(), "expires": expires.isoformat()[:7],
    }  # fmt: skip
    scene.journal.create(Record("qualification", values), occasion)
    return person


def _listed(scene: Scene, issued: date) -> Occasion:
    day = scene.sheet_day(min(issued, scene.on - timedelta(days=1)))
    at = datetime.combine(day, time(8, 40), ZONE)
    return Occasion(at, scene.clerk, "import", f"作业人员证书 {day.isoformat()[:7]}.xlsx")
