"""Makes the demo's pipelines: town gas, heating and works lines, several diameters in one line."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from equipinspect.app.demonstration import people
from equipinspect.app.demonstration.journal import Record
from equipinspect.app.demonstration.rounds import FIT, Clock, Post, common, enter, used_since
from equipinspect.app.demonstration.scene import Locale, Scene
from equipinspect.app.demonstration.stock import Toml
from equipinspect.model.fields import Value

LINES_A_NET, LINES_A_WORKS, WORKS = 2, 3, 8
MONTHS = {"GB1": 144, "GB2": 144, "GC1": 36, "GC2": 36}


def add_pipelines(scene: Scene) -> None:
    """Add the nets of the larger places and the lines of some works; one certificate a unit."""
    rng = scene.rng("pipelines")
    kinds: dict[str, list[Toml]] = {}
    for row in scene.stock.works["line"]:
        kinds.setdefault(row["owner"], []).append(row)
    for locale in scene.locales:
        if locale.share >= 60 or len(scene.locales) == 1:  # noqa: PLR2004
            for owner in ("gas", "heat"):
                name = f"{locale.short}{scene.stock.firms[owner + '_firm']}"
                _owner(scene, rng, locale, name, [kinds[owner][0]] * LINES_A_NET)
    for _number in range(min(WORKS, 2 * len(scene.locales))):
        locale = scene.locale_of(rng)
        head = rng.choice(scene.stock.names["estate_heads"])
        _owner(
            scene,
            rng,
            locale,
            f"{locale.short}{head}化工有限公司",
            rng.choices(kinds["factory"], k=LINES_A_WORKS),
        )


def _owner(scene: Scene, rng: Random, locale: Locale, name: str, rows: list[Toml]) -> None:
    town = rng.choice(locale.towns)
    user = people.unit(scene, rng, name, "user", (locale, town))
    used = used_since(scene, rng, 9)
    reg_no = scene.numbers.reg_no("管", rows[0]["variety"][1:3], used)
    for row in rows:
        post = Post(locale, town, user, used, "压力管道")
        line = f"{row['level']}-{scene.numbers.next(f'line {name}'):03}"
        _line(scene, rng, post, row, (line, reg_no))


def _line(scene: Scene, rng: Random, post: Post, row: Toml, codes: tuple[str, str]) -> None:
    line_no, reg_no = codes
    dn = sorted(rng.sample(row["dn"], k=rng.randint(1, len(row["dn"]))), reverse=True)
    public = row["category"] == "8200"
    roads = rng.sample(scene.stock.names["roads"], k=2)
    values: dict[str, Value | Record] = common(scene, rng, post) | {
        "name": row["name"], "line_no": line_no, "reg_no": reg_no, "category_code": row["category"],
        "variety_code": row["variety"], "level": row["level"], "gas_class": row.get("gas_class"),
        "dn_mm": dn[0], "dn_text": "DN" + "/".join(map(str, dn)) if len(dn) > 1 else None,
        "wall_mm": row["wall"], "length_m": str(rng.randint(800, 6200) if public else rng.randint(40, 900)),
        "material": row["material"], "design_p": row["design_p"], "work_p": row["work_p"],
        "design_t": row.get("design_t"), "work_t": row.get("work_t"), "medium": row["medium"], "lay": row["lay"],
        "start_point": f"{roads[0]}调压站" if public else "锅炉房", "end_point": roads[1] if public else "主车间",
        "via_area": "、".join(roads) if public else "厂区", "installer": "望山管道安装有限公司",
        "designer": "景行化工设计院（演示）", "installed_on": (post.used - timedelta(days=60)).isoformat()[:7],
        "safety_grade": None if public else rng.choice(("1", "2", "2", "3")),
    }  # fmt: skip
    clocks = [Clock("inspection", MONTHS[row["level"]], FIT, "DD"), Clock("annual", 12)]
    enter(scene, rng, Record("pressure_pipeline", values), post, clocks)
