"""The demo's offices from city to station, their towns and their officers."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from equipinspect.app.demonstration.journal import Occasion, Record
from equipinspect.app.demonstration.scene import BEGUN, ZONE, Locale, Scene, Town
from equipinspect.app.demonstration.stock import Toml
from equipinspect.model.errors import UserError
from equipinspect.model.fields import Value
from equipinspect.model.text import _

OFFICERS = 4
TOWNS_A_STATION = 2
CARD_YEARS = 5
STATIONS = "一二三四五六"
DUTIES = ("股长", "监察员", "监察员", "所长")


def add_offices(scene: Scene, county: str | None) -> Record:
    """Add the city office and its places, or the one place named; return whose register it is.

    Raises UserError when ``county`` is none of the thirteen.
    """
    data = scene.stock.places
    opening = Occasion(datetime.combine(BEGUN, time(8, 30), ZONE), None, "init", "")
    city = Record("office", {"name": data["office"], "short_name": data["short_name"], "level": "city",
                             "code": data["city"], "issuer": data["city"], "phone": "0917-0000001",
                             "complaint_phone": "12315", **_remedies(data["short_name"].rstrip("局"))})  # fmt: skip
    scene.journal.create(city, opening)
    scene.clerk = _officer(scene, scene.rng("clerk"), city, "信息员", opening)
    wanted = _wanted(scene, data["place"], county)
    for number, row in enumerate(wanted, 1):
        scene.locales.append(_locale(scene, row, city, opening, number))
    return scene.locales[0].office if county else city


def _wanted(scene: Scene, rows: list[Toml], county: str | None) -> list[Toml]:
    named = [
        {**row, "name": row.get("name") or scene.rules.divisions.name(row["code"])} for row in rows
    ]
    if county is None:
        return named
    code = scene.rules.division(county) or county
    found = [
        row for row in named if county.strip() in (row["name"], row["code"]) or row["code"] == code
    ]
    if not found:
        names = "、".join(row["name"] for row in named)
        raise UserError(
            _("演示数据里没有“{county}”，可选：{names}。").format(county=county, names=names)
        )
    return found


def _remedies(place: str) -> dict[str, Value | Record]:
    """Return where a place's directives may be appealed against."""
    return {"review_body": f"{place}人民政府", "court": f"{place}人民法院"}


def _locale(scene: Scene, row: Toml, city: Record, opening: Occasion, number: int) -> Locale:
    rng = scene.rng(f"office {row['code']}")
    name = row["name"]
    office = Record("office", {
        "name": f"{name}市场监督管理局（演示）", "short_name": f"{name}局", "level": "county", "parent": city,
        "code": row["code"], "issuer": row["code"], "phone": f"0917-00001{number:02}",
        "complaint_phone": "12315", **_remedies(name),
    })  # fmt: skip
    scene.journal.create(office, opening)
    locale = Locale(row["code"], name, row["share"], list(row.get("sites", ())), office)
    locale.officers = [_officer(scene, rng, office, duty, opening) for duty in DUTIES[:-1]]
    for place, town in enumerate(row["towns"]):
        station = (
            locale.towns[-1].station
            if place % TOWNS_A_STATION
            else _station(scene, rng, locale, opening)
        )
        locale.towns.append(Town(_town(scene, town, locale, station, opening), station))
    return locale


def _station(scene: Scene, rng: Random, locale: Locale, opening: Occasion) -> Record:
    which = STATIONS[len(locale.towns) // TOWNS_A_STATION]
    name = f"{locale.name}局{which}所"
    station = Record("office", {"name": name, "short_name": name, "level": "station", "parent": locale.office,
                                "code": locale.code})  # fmt: skip
    scene.journal.create(station, opening)
    locale.officers.append(_officer(scene, rng, station, DUTIES[-1], opening))
    return station


def _town(scene: Scene, name: str, locale: Locale, station: Record, opening: Occasion) -> Record:
    town = Record("town", {"name": name, "county": locale.code, "office": station})
    return scene.journal.create(town, opening)


def _officer(scene: Scene, rng: Random, office: Record, duty: str, opening: Occasion) -> Record:
    """Add an officer; a card runs five years and was renewed in time, except one in forty."""
    expires = scene.on + timedelta(days=rng.randint(20, 365 * CARD_YEARS))
    if rng.random() < 0.025:  # noqa: PLR2004
        expires = scene.on - timedelta(days=rng.randint(1, 60))
    officer = Record("person", {
        "name": scene.person_name(rng), "office": office, "duty": duty, "mobile": scene.numbers.phone(),
        "is_officer": 1, "active": 1, "law_card_no": f"演6103-{scene.numbers.next('card'):04}",
        "law_card_expires": _as_known_in(BEGUN, expires).isoformat(),
    })  # fmt: skip
    scene.journal.create(officer, opening)
    _renew(scene, officer, expires)
    return officer


def _as_known_in(day: date, expires: date) -> date:
    while expires.year >= day.year + CARD_YEARS:
        expires = expires.replace(year=expires.year - CARD_YEARS, day=min(expires.day, 28))
    return expires


def _renew(scene: Scene, officer: Record, expires: date) -> None:
    known = date.fromisoformat(str(officer.values["law_card_expires"]))
    while known < expires:
        on = scene.sheet_day(max(BEGUN, known - timedelta(days=30)))
        known = known.replace(year=known.year + CARD_YEARS)
        occasion = scene.sheet(on, "市局", f"{on.year}年执法证换证名单")
        scene.journal.write(officer, "law_card_expires", known.isoformat(), occasion)
