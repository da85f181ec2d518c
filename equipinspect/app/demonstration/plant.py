"""Makes the demo's boilers, vessels, cranes, works vehicles, rides and its one ropeway."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from equipinspect.app.demonstration import people
from equipinspect.app.demonstration.journal import Record
from equipinspect.app.demonstration.rounds import (
    FIT,
    PASSED,
    Clock,
    Post,
    common,
    enter,
    stand_still,
    used_since,
)
from equipinspect.app.demonstration.scene import Locale, Scene, pick
from equipinspect.app.demonstration.stock import Toml
from equipinspect.model.fields import Value

Values = dict[str, Value | Record]
STOPPED = 0.03
VALVE, GAUGE = Clock("safety_valve", 12), Clock("pressure_gauge", 6)


def _post(scene: Scene, rng: Random, locale: Locale, tails: list[str], subject: str) -> Post:
    town = rng.choice(locale.towns)
    name = f"{locale.short}{rng.choice(scene.stock.names['estate_heads'])}{rng.choice(tails)}"
    user = people.unit(scene, rng, name, "user", (locale, town))
    return Post(locale, town, user, used_since(scene, rng, 14), subject)


def _made(scene: Scene, rng: Random, maker: Toml, codes: tuple[str, str], used: date) -> Values:
    """Return the marks of a product: its codes by the 2014 list, maker and numbers."""
    character, base = codes
    made = used - timedelta(days=rng.randint(90, 300))
    return {
        "maker": maker["name"], "made_on": made.isoformat()[:7],
        "serial_no": scene.numbers.serial_no(maker["code"], made),
        "device_code": scene.numbers.device_code(base, maker["code"], made),
        "reg_no": scene.numbers.reg_no(character, base[1:3], used),
    }  # fmt: skip


def add_boilers(scene: Scene, total: int) -> None:
    """Add boilers with their workers and the clocks of the rules: outside, inside, valves, gauges, water."""
    for locale in scene.locales:
        rng = scene.rng(f"boilers {locale.code}")
        for number in range(1, scene.portion(locale, total) + 1):
            _boiler(
                scene,
                rng,
                _post(scene, rng, locale, scene.stock.firms["boiler_users"], "锅炉"),
                number,
            )


def _boiler(scene: Scene, rng: Random, post: Post, number: int) -> None:
    row = pick(rng, scene.stock.works["boiler"])
    size = rng.choice(row["sizes"])
    steam = row["medium"] == "水蒸汽"
    base = str(row.get("variety", row["category"]))
    maker = rng.choice(scene.stock.firms["boiler_makers"])
    values = common(scene, rng, post) | _made(scene, rng, maker, ("锅", base), post.used)
    values |= {
        "name": row["name"], "category_code": row["category"], "variety_code": row.get("variety"),
        "internal_no": f"{number % 3 + 1}#", "model": row["model"].format(size=size), "place_type": "工厂",
        "evap_tph" if steam else "power_mw": size, "pressure_mpa": row["pressure"], "temp_c": row["temp"],
        "medium": row["medium"], "level": row["level"], "fuel": row["fuel"], "purpose": row["purpose"],
        "construction": "整装", "idle_season": row.get("season"), "low_nox": int(row["fuel"] == "燃气"),
        "water_treatment": None if row["medium"] == "有机热载体" else "钠离子交换", "installer": "照野锅炉安装有限公司",
    }  # fmt: skip
    record = Record("boiler", values)
    clocks = [Clock("inspection", 12, FIT, "GW"), Clock("internal", 24, FIT, "GN"), VALVE, GAUGE]
    if row["medium"] != "有机热载体":
        clocks.append(Clock("water_quality", 12))
    enter(scene, rng, record, post, clocks)
    stand_still(scene, rng, record, post, STOPPED * 2)
    people.worker(scene, rng, post.user, ("司炉工", "G1"))


def add_vessels(scene: Scene, total: int) -> None:
    """Add pressure vessels; their inspection interval follows their safety grade."""
    rng = scene.rng("vessels")
    for number in range(total):
        locale = scene.locale_of(rng)
        post = _post(scene, rng, locale, scene.stock.firms["factories"], "压力容器")
        row = pick(rng, scene.stock.works["vessel"])
        values = common(scene, rng, post) | _made(
            scene,
            rng,
            rng.choice(scene.stock.firms["vessel_makers"]),
            ("容", row["variety"]),
            post.used,
        )
        values |= {
            "name": row["name"], "category_code": row["category"], "variety_code": row["variety"],
            "internal_no": f"R{number + 1:03}", "model": f"{row['volume']}m³", "place_type": "工厂",
            "medium": row["medium"], "design_p": row["pressure"], "volume_m3": row["volume"],
            "safety_grade": row["grade"], "vessel_material": "metal",
        }  # fmt: skip
        record = Record("pressure_vessel", values)
        enter(
            scene,
            rng,
            record,
            post,
            [Clock("inspection", 36, FIT, "RD"), Clock("annual", 12), VALVE],
        )
        stand_still(scene, rng, record, post, STOPPED)


def add_cranes(scene: Scene, total: int) -> None:
    """Add cranes with the intervals of their kinds."""
    rng = scene.rng("cranes")
    for number in range(total):
        locale = scene.locale_of(rng)
        post = _post(scene, rng, locale, scene.stock.firms["factories"], "起重机械")
        row = pick(rng, scene.stock.works["crane"])
        load = rng.choice(row["loads"])
        values = common(scene, rng, post) | _made(
            scene,
            rng,
            rng.choice(scene.stock.firms["crane_makers"]),
            ("起", row["variety"]),
            post.used,
        )
        values |= {
            "name": row["name"], "category_code": row["category"], "variety_code": row["variety"],
            "internal_no": f"Q{number + 1:03}", "model": row["model"].format(load=load), "rated_t": load,
            "place_type": "工厂", "molten_metal": int(row.get("molten", False)),
        }  # fmt: skip
        record = Record("crane", values)
        enter(scene, rng, record, post, [Clock("inspection", row["months"], PASSED, "QD")])
        stand_still(scene, rng, record, post, STOPPED)


def add_vehicles(scene: Scene, total: int) -> None:
    """Add forklifts and sight-seeing cars with their drivers."""
    rng = scene.rng("vehicles")
    for number in range(total):
        locale = scene.locale_of(rng)
        row = pick(rng, scene.stock.works["vehicle"])
        sight = row["category"] == "5200"
        tails = scene.stock.firms["venues"] if sight else scene.stock.firms["factories"]
        post = _post(scene, rng, locale, tails, "场车")
        base = str(row.get("variety", row["category"]))
        values = common(scene, rng, post) | _made(
            scene, rng, rng.choice(scene.stock.firms["truck_makers"]), ("车", base), post.used
        )
        values |= {
            "name": row["name"], "category_code": row["category"], "variety_code": row.get("variety"),
            "internal_no": f"C{number + 1:03}", "model": rng.choice(row["models"]),
            "plate": f"演C{number + 1:05}", "frame_no": f"DEMO{rng.randint(10**9, 10**10 - 1)}",
            "place_type": "旅游景区" if sight else "工厂",
        }  # fmt: skip
        record = Record("vehicle", values)
        enter(scene, rng, record, post, [Clock("inspection", row["months"], PASSED, "CD")])
        stand_still(scene, rng, record, post, STOPPED)
        people.worker(scene, rng, post.user, ("驾驶员", "N2" if sight else "N1"))


def add_rides(scene: Scene, total: int) -> None:
    """Add rides of a few parks, inspected every year, with their operators."""
    rng = scene.rng("rides")
    works = scene.stock.works["ride"]
    parks = [(name, scene.locale_of(rng)) for name in scene.stock.firms["venues"]]
    for number in range(total):
        row = works[number % len(works)]
        park, locale = parks[number % len(parks)]
        town = locale.towns[number % len(locale.towns)]
        user = people.unit(scene, rng, f"{park}运营有限公司", "user", (locale, town))
        post = Post(locale, town, user, used_since(scene, rng, 9), "游乐设施")
        base = str(row.get("variety", row["category"]))
        values = common(scene, rng, post) | _made(
            scene, rng, rng.choice(scene.stock.firms["ride_makers"]), ("游", base), post.used
        )
        values |= {
            "name": row["name"], "category_code": row["category"], "variety_code": row.get("variety"),
            "internal_no": f"{number + 1}号", "model": f"FY-{number % 9 + 1}", "venue": park,
            "place_type": "旅游景区" if park.endswith("景区") else "公园", "level": row["level"],
            "capacity": row["capacity"], "height_m": row["height"], "speed_kmh": row["speed"],
            "restraint": "安全带、压杠", "mobility": "固定", "design_life_y": 15, "daily_trial": 1,
            "season": "3月至11月", "drill_on": (scene.on - timedelta(days=rng.randint(5, 150))).isoformat(),
        }  # fmt: skip
        enter(
            scene,
            rng,
            Record("amusement_ride", values),
            post,
            [Clock("inspection", 12, PASSED, "YD")],
        )
        people.worker(scene, rng, user, ("操作员", "Y2"))


def add_ropeway(scene: Scene) -> None:
    """Add the ropeway of the mountain park."""
    rng = scene.rng("ropeway")
    locale = scene.locales[-2] if len(scene.locales) > 1 else scene.locales[0]
    user = people.unit(scene, rng, "松风岭索道有限公司", "user", (locale, locale.towns[0]))
    post = Post(locale, locale.towns[0], user, used_since(scene, rng, 8), "客运索道")
    values = common(scene, rng, post) | _made(
        scene, rng, scene.stock.firms["ropeway_maker"], ("索", "9120"), post.used
    )
    values |= {"name": "松风岭循环式客运架空索道", "category_code": "9100", "variety_code": "9120",
               "internal_no": "1号", "model": "8座吊厢", "place_type": "旅游景区"}  # fmt: skip
    clocks = [Clock("inspection", 36, ("合格",), "SD"), Clock("annual", 12, ("合格",), "SN")]
    enter(scene, rng, Record("ropeway", values), post, clocks)
    people.worker(scene, rng, user, ("司机", "S2"))
