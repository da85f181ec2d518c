"""Where the demo's lifts are: estates with their buildings, and shops, hospitals, hotels and works."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random

from equipinspect.app.demonstration import people
from equipinspect.app.demonstration.journal import Record
from equipinspect.app.demonstration.scene import Locale, Scene, Town
from equipinspect.app.demonstration.stock import Toml

RESIDENTIAL = 0.72  # share of sites where people live
GOODS, PASSENGER, ESCALATOR, KITCHEN = "3120", "3110", "3310", "3430"
OLDEST_YEARS = 22
KIND_OF = {
    "商厦": "商场", "大厦": "其他", "卫生院": "医院", "宾馆": "宾馆", "子馆": "其他", "冷库": "工厂", "学府": "住宅",
}  # fmt: skip


@dataclass(frozen=True)
class Spot:
    """One lift's place in a site, and what kind of lift stands there."""

    variety: str
    building: str
    unit_no: str | None
    internal_no: str | None
    floors: int


@dataclass(eq=False)
class Site:
    """An address where several lifts belong to one unit."""

    locale: Locale
    town: Town
    name: str
    place_type: str
    street: str
    user: Record
    maintainer: Record
    maker: Toml
    opened: date
    spots: list[Spot] = field(default_factory=list)


def sites(scene: Scene, locale: Locale, maintainers: list[Record]) -> Iterator[Site]:
    """Yield sites of a place without end, the named ones first."""
    rng = scene.rng(f"sites {locale.code}")
    local = rng.sample(maintainers, k=min(4, len(maintainers)))
    used: set[str] = set()
    for name in locale.sites:
        used.add(name)
        yield _site(scene, rng, locale, (name, _kind_of(name)), local)
    while True:
        named = _invent(scene, rng, used)
        used.add(named[0])
        yield _site(scene, rng, locale, named, local)


def _kind_of(name: str) -> str:
    return next((kind for tail, kind in KIND_OF.items() if name.endswith(tail)), "住宅")


def _invent(scene: Scene, rng: Random, used: set[str]) -> tuple[str, str]:
    names = scene.stock.names
    while True:
        head = rng.choice(names["estate_heads"])
        if rng.random() < RESIDENTIAL:
            name, kind = head + rng.choice(names["estate_tails"]), "住宅"
        else:
            row = rng.choice(names["places_of_work"])
            name, kind = head + rng.choice(row["tails"]), row["type"]
        if name not in used:
            return name, kind


def _site(
    scene: Scene, rng: Random, locale: Locale, named: tuple[str, str], local: list[Record]
) -> Site:
    name, kind = named
    town = rng.choice(locale.towns)
    year = scene.on.year - int(OLDEST_YEARS * rng.random() ** 1.35)
    opened = date(year, rng.randint(1, 12), rng.randint(1, 28))
    user = people.unit(
        scene, rng, _user_name(scene, rng, locale, named), _roles(kind), (locale, town)
    )
    user.values["place_type"] = kind
    street = f"{rng.choice(scene.stock.names['roads'])}{rng.randint(1, 160)}号"
    maker = rng.choice(scene.stock.firms["lift_makers"])
    site = Site(locale, town, name, kind, street, user, rng.choice(local), maker, opened)
    site.spots = list(_homes(rng) if kind == "住宅" else _halls(scene, rng, kind))
    return site


def _roles(kind: str) -> str:
    return "user、property" if kind == "住宅" else "user"


def _user_name(scene: Scene, rng: Random, locale: Locale, named: tuple[str, str]) -> str:
    """Return who answers for a site: a property firm that has several estates, or the place itself."""
    name, kind = named
    if kind == "住宅":
        heads = scene.stock.names["estate_heads"]
        first = sum(map(ord, locale.code)) % len(heads)
        few = [heads[(first + n * 5) % len(heads)] for n in range(2 + locale.share // 20)]
        return f"{locale.short}{rng.choice(few)}物业服务有限公司"
    rows = scene.stock.names["places_of_work"]
    owner = next((row["owner"] for row in rows if row["type"] == kind), "")
    return f"{locale.short}{name}{owner}"


def _homes(rng: Random) -> Iterator[Spot]:
    buildings, units = rng.randint(1, 7), rng.randint(1, 3)
    floors = rng.choice((7, 11, 11, 18, 18, 24, 28, 33))
    for building in range(1, buildings + 1):
        for number in range(1, units + 1):
            pair = floors >= 18  # noqa: PLR2004 - two lifts a unit from 18 floors
            for side in ("东梯", "西梯") if pair else (None,):
                yield Spot(PASSENGER, f"{building}号楼", f"{number}单元", side, floors)


def _halls(scene: Scene, rng: Random, kind: str) -> Iterator[Spot]:
    halls = rng.sample(scene.stock.names["halls"], k=rng.randint(1, 3))
    for hall in halls:
        floors = rng.randint(4, 14)
        for number in range(1, rng.randint(1, 3) + 1):
            variety = GOODS if kind == "工厂" or (number == 3 and kind != "写字楼") else PASSENGER  # noqa: PLR2004
            yield Spot(variety, hall, None, f"{number}号梯", floors)
    if kind == "商场":
        for floor in range(1, rng.randint(2, 5)):
            for side in ("东侧", "西侧"):
                yield Spot(ESCALATOR, f"{floor}层", None, f"{side}扶梯", 2)
    if kind == "宾馆":
        yield Spot(KITCHEN, "厨房", None, "传菜梯", 3)
