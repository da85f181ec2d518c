"""The demo's own year: a yearly plan, risk points, credit classes, rescue calls and complaints."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from random import Random

from equipinspect.app.demonstration.journal import Occasion, Record
from equipinspect.app.demonstration.scene import ZONE, Locale, Scene, working
from equipinspect.model.fields import Value

PLANNED, POINTS, CLASSED, CALLS, COMPLAINTS = 6, 3, 5, 4, 2  # for each place
SPAN = 50  # days before the demo's own over which they are spread
RISKS = (
    ("机房盘车救援", "LEC", "3", "2", "15", "救援时人员坠落或受电击", "断电挂牌，两人操作"),
    ("层门三角钥匙管理", "LEC", "1", "6", "15", "非持证人员开启层门坠落", "钥匙专人保管，领用登记"),
    ("轿厢困人", "LS", "3", None, "3", "困人时间过长", "五方通话每日试用，值班室有人"),
    ("扶梯人员密集时段", "LS", "3", None, "5", "踩踏、夹伤", "节假日专人值守，限流"),
    ("底坑积水", "LS", "2", None, "2", "安全部件锈蚀", "每周排查底坑，配排水泵"),
)  # fmt: skip
CALLED = (("困人", 18, 40), ("困人", 25, 55), ("困人", 36, 70), ("困人", 22, 131))


def add_prevention(scene: Scene) -> None:
    """Add what an office keeps beside its checks, place by place."""
    rng = scene.rng("prevention")
    year = scene.on.year
    plan = Record("yearly_plan", {"name": f"{year}年特种设备监督检查计划", "year": year})
    settled = scene.on - timedelta(
        days=5
    )  # entered by then, so that a slip does not come before its lift
    for locale in scene.locales:
        lifts = [
            record
            for occasion, record in scene.journal.created()
            if record.kind == "elevator" and occasion.at.date() < settled and record.values.get("county") == locale.code
            and "user_unit" in record.values
        ]  # fmt: skip
        units = list(
            dict.fromkeys(u for r in lifts if isinstance(u := r.values["user_unit"], Record))
        )
        _units(scene, rng, locale, units, plan)
        _slips(scene, rng, locale, lifts)


def _units(scene: Scene, rng: Random, locale: Locale, units: list[Record], plan: Record) -> None:
    for unit in rng.sample(units, k=min(PLANNED, len(units))):
        _enter(scene, rng, locale, "plan_item", {
            "plan": plan, "unit": unit, "county": locale.code, "office": locale.office, "visits": 1,
        })  # fmt: skip
    for unit in rng.sample(units, k=min(POINTS, len(units))):
        name, method, likelihood, exposure, severity, harm, measures = rng.choice(RISKS)
        _enter(scene, rng, locale, "risk_point", {
            "name": name, "unit": unit, "county": locale.code, "method": method, "likelihood": likelihood,
            "exposure": exposure, "severity": severity, "consequence": harm, "measures": measures,
            "assessed_on": _day(scene, rng).isoformat(), "control_level": rng.choice(("company", "department", "team")),
            "duty_unit": unit.values["name"], "duty_person": unit.values.get("safety_officer"),
        })  # fmt: skip
    for unit in rng.sample(units, k=min(CLASSED, len(units))):
        _enter(scene, rng, locale, "credit_class", {
            "unit": unit, "class": rng.choice("AAABBBBCCD"), "assessed_on": _day(scene, rng).isoformat(),
            "source": "省级平台（演示）",
        })  # fmt: skip


def _slips(scene: Scene, rng: Random, locale: Locale, lifts: list[Record]) -> None:
    for lift in rng.sample(lifts, k=min(CALLS, len(lifts))):
        kind, arrival, release = rng.choice(CALLED)
        called = _moment(_day(scene, rng), rng)
        _enter(scene, rng, locale, "rescue_call", {
            "number": f"演救{scene.numbers.next('rescue'):05}", "kind": "entrapment" if kind == "困人" else "fault",
            "called_at": f"{called:%Y-%m-%d %H:%M}", "equipment": lift, "county": locale.code,
            "unit": lift.values["user_unit"], "people": rng.randint(1, 4),
            "arrived_at": f"{called + timedelta(minutes=arrival):%Y-%m-%d %H:%M}",
            "released_at": f"{called + timedelta(minutes=release):%Y-%m-%d %H:%M}",
        })  # fmt: skip
    for lift in rng.sample(lifts, k=min(COMPLAINTS, len(lifts))):
        day = _day(scene, rng)
        _enter(scene, rng, locale, "complaint", {
            "number": f"演诉{scene.numbers.next('complaint'):05}", "channel": rng.choice(("12315", "12345")),
            "received_on": day.isoformat(), "reply_due": (day + timedelta(days=15)).isoformat(),
            "subject": rng.choice(("电梯运行异响", "电梯停用多日未修复", "轿厢内没有使用标志")),
            "county": locale.code, "unit": lift.values["user_unit"], "equipment": lift,
        })  # fmt: skip


def _day(scene: Scene, rng: Random) -> date:
    return working(scene.on - timedelta(days=rng.randint(3, SPAN)))


def _moment(day: date, rng: Random) -> datetime:
    return datetime.combine(day, time(rng.randint(9, 16), rng.randint(0, 59)), ZONE)


def _enter(
    scene: Scene, rng: Random, locale: Locale, kind: str, values: Mapping[str, Value | Record]
) -> None:
    """Enter a record by hand on a day before the demo's own, after everything it speaks of."""
    at = datetime.combine(working(scene.on - timedelta(days=1)), time(16, rng.randint(0, 59)), ZONE)
    filled: dict[str, Value | Record] = {k: v for k, v in values.items() if v is not None}
    scene.journal.create(Record(kind, filled), Occasion(at, rng.choice(locale.officers), "add", ""))
