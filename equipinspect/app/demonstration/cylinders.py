"""Makes the demo's filling stations and their cylinders: one registration certificate on thousands."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from equipinspect.app.demonstration import people
from equipinspect.app.demonstration.journal import Occasion, Record
from equipinspect.app.demonstration.scene import BEGUN, ZONE, Locale, Scene, pick, working
from equipinspect.app.demonstration.stock import Toml
from equipinspect.model.fields import Value
from equipinspect.model.intervals import add_months

LEDGER_DAYS = 40  # the stations' yearly lists came in so long before the day
LATE, WAITING, SCRAPPED, STOPPED = 0.015, 0.02, 0.03, 0.01
GAS_STATIONS = 4
DONE_THIS_MONTH = 0.5
CODED_FROM = date(2021, 6, 1)  # TSG 23-2021: a maker's code on every new cylinder
LPG = "LPG_DOM"
SINCE = {"lpg": date(2014, 3, 1), "gas": date(2012, 9, 1), "vehicle": date(2016, 5, 1)}


def add_cylinders(scene: Scene, total: int) -> None:
    """Add ``total`` cylinders of the city (or a place's part of them) under their holders."""
    rng = scene.rng("cylinders")
    wanted = sum(scene.portion(each, total) for each in scene.locales)
    holders = _holders(scene, rng)
    rows = scene.stock.firms["cylinders"]
    day = working(scene.on - timedelta(days=LEDGER_DAYS))
    for number in range(wanted):
        row = pick(rng, rows)
        holder, locale, occasions = rng.choice(holders[row["at"]])
        values = _cylinder(scene, rng, row, (holder, locale), day)
        made = "车用气瓶" if row["at"] == "vehicle" else "气瓶基本信息汇总表"
        occasion = occasions.setdefault(made, _ledger(scene, day, holder, f"{made}{number % 4}"))
        scene.journal.create(Record("gas_cylinder", values), occasion)


def _ledger(scene: Scene, day: date, holder: Record, subject: str) -> Occasion:
    """Return the import of one station's list; stations follow each other by minutes."""
    at = datetime.combine(day, time(10, scene.numbers.next("ledger") % 60), ZONE)
    return Occasion(at, scene.clerk, "import", f"充装单位 {holder.values['name']}{subject}.xlsx")


Holders = dict[str, list[tuple[Record, Locale, dict[str, Occasion]]]]


def _holders(scene: Scene, rng: Random) -> Holders:
    firms = scene.stock.firms
    found: Holders = {"lpg": [], "gas": [], "vehicle": []}
    for locale in scene.locales:
        count = 2 if locale.share >= 100 else 1  # noqa: PLR2004
        for name in rng.sample(firms["lpg_stations"], k=count):
            found["lpg"].append(
                _holder(scene, rng, (f"{locale.short}{name}", "液化石油气"), locale, "lpg")
            )
    for name in firms["gas_stations"][:GAS_STATIONS]:
        locale = scene.locale_of(rng)
        gases = "氧、氩、氮、二氧化碳、乙炔"
        found["gas"].append(_holder(scene, rng, (f"{locale.short}{name}", gases), locale, "gas"))
    locale = scene.locale_of(rng)
    fitter = (f"{locale.short}既白车用燃气有限公司", "天然气(CNG)")
    found["vehicle"].append(_holder(scene, rng, fitter, locale, "vehicle"))
    return found


def _holder(
    scene: Scene, rng: Random, what: tuple[str, str], locale: Locale, kind: str
) -> tuple[Record, Locale, dict[str, Occasion]]:
    name, gases = what
    firm = people.unit(scene, rng, name, "user、filler", (locale, rng.choice(locale.towns)))
    people.licensed(scene, rng, firm, ("42Q", f"气瓶充装：{gases}"))
    since = SINCE[kind]
    holder = Record("cylinder_holder", {
        "name": name, "unit": firm, "reg_no": scene.numbers.reg_no("瓶", "30", since),
        "licence_no": firm.values["licence_no"], "licence_media": gases,
        "licence_expires": firm.values["licence_expires"], "trace_system": "瓶安通追溯系统（演示）",
    })  # fmt: skip
    scene.journal.create(
        holder, scene.sheet(BEGUN + timedelta(days=8), locale.name, "气瓶充装单位 2021年1月")
    )
    people.worker(scene, rng, firm, ("充装工", "P"))
    return holder, locale, {}


def _cylinder(
    scene: Scene, rng: Random, row: Toml, owner: tuple[Record, Locale], day: date
) -> dict[str, Value | Record]:
    holder, locale = owner
    maker = rng.choice(scene.stock.firms["cylinder_makers"])
    age = rng.randrange(0, min(row["life"], 15) * 12 - 2)
    assessed = row["kind"] == LPG and rng.random() < 0.02  # noqa: PLR2004
    if assessed:
        age = row["life"] * 12 + rng.randrange(0, 24)
    made = add_months(day.isoformat()[:7], -age - 1)
    serial = scene.numbers.next(f"cylinder {maker['code']}{made[:4]}")
    values: dict[str, Value | Record] = {
        "kind_code": row["kind"], "variety_code": row["variety"], "gas": row["gas"], "maker": maker["name"],
        "maker_code": maker["code"], "serial_no": f"{serial:06}", "made_on": made,
        "nominal_pressure": row["pressure"], "volume": row["volume"], "wall_mm": row["wall"],
        "tare_kg": row["tare"], "body_material": "钢", "holder": holder, "reg_no": holder.values["reg_no"],
        "county": locale.code, "supervising_office": locale.office, "reg_status": "registered",
        "ownership": "自有" if rng.random() < 0.8 else "托管", "assessed": 1 if assessed else None,  # noqa: PLR2004
        "own_no": f"{scene.numbers.next(f'own {id_of(holder)}'):05}",
    }  # fmt: skip
    values["use_reg_code"] = (
        f"{locale.code}{str(holder.values['reg_no'])[4:9]}{made[2:4]}{serial:06}"
    )
    if made >= CODED_FROM.isoformat()[:7]:
        values["qr_payload"] = f"{maker['code']}-{made[:4]}-{serial:06}"
    if row["at"] == "vehicle":
        values |= _vehicle(scene, rng)
    return values | _dates(scene, rng, row["cycle"], made, age)


def id_of(holder: Record) -> str:
    """Return what tells holders apart before they have ids."""
    return str(holder.values["reg_no"])


def _vehicle(scene: Scene, rng: Random) -> dict[str, Value | Record]:
    number = scene.numbers.next("taxi")
    return {"plate": f"演CT{number:04}", "vin": f"LDEM0DEM0{number:08}", "car_owner": scene.person_name(rng),
            "fitted_by": "既白车用燃气有限公司"}  # fmt: skip


def _dates(scene: Scene, rng: Random, cycle: int, made: str, age: int) -> dict[str, Value | Record]:
    """Return the last round and the next, in the cycle of its kind; a few are late, resting or gone."""
    rounds = age // cycle
    chance = rng.random()
    late = chance < LATE and rounds > 0
    last = add_months(made, cycle * (rounds - 1 if late else rounds))
    coming = add_months(last, cycle)
    status = "in_use"
    if not late and chance < LATE + WAITING + SCRAPPED + STOPPED:
        chance -= LATE
        status = (
            "awaiting"
            if chance < WAITING
            else "scrapped"
            if chance < WAITING + SCRAPPED
            else "stopped"
        )
    month = scene.on.isoformat()[:7]
    passed = coming < month or (coming == month and rng.random() < DONE_THIS_MONTH)
    if passed and not late and status == "in_use":
        last, coming = coming, add_months(coming, cycle)  # done since the list was written
    day = scene.on - timedelta(days=LEDGER_DAYS + rng.randint(1, 300))
    since = max(f"{made}-20", day.isoformat()) if status != "in_use" else f"{made}-20"
    return {
        "inspection_last": last, "inspection_next": coming,
        "inspection_conclusion": "合格", "inspection_by": "晏清气瓶检验站（演示）",
        "use_status": status, "use_status_from": since, "reg_status_from": f"{made}-20",
    }  # fmt: skip
