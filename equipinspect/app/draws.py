"""Draws units and officers at random (双随机) from frozen pools, keeps every draw, and draws it again to verify."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from equipinspect.app import lists, records
from equipinspect.app.lists import Filter, Row
from equipinspect.app.session import Session
from equipinspect.model import draw as model
from equipinspect.model.draw import Candidate, Drawn, DrawRules, Officer, Pools
from equipinspect.model.errors import NotAllowed, UserError
from equipinspect.model.fields import LIST_MARK, Value
from equipinspect.model.ids import parse_id, show_id
from equipinspect.model.text import _
from equipinspect.model.working_days import read_calendar
from equipinspect.store import queries
from equipinspect.store.operations import Action

AFTER_LICENCE = "after_licence"


@dataclass(frozen=True)
class Wanted:
    """What shall be drawn: its name, how many units, and from where.

    The pool is the open items of a yearly ``plan``, the targets of a ``campaign``, or all units with
    the roles of the rule, in one ``county`` or everywhere.
    """

    name: str
    count: int
    county: str = ""
    plan: int | None = None
    campaign: int | None = None
    matter: str = ""
    witness: str = ""


class Result(NamedTuple):
    """One drawn unit with its officers and what came of it; the ids open the records."""

    id: int
    place: int
    unit: int
    unit_name: str
    officers: tuple[str, ...]
    result: str
    finished_on: str


def rules(session: Session) -> DrawRules:
    """Return the rules of drawing."""
    return model.load_draw_rules(session.resources)


def freeze(session: Session, wanted: Wanted) -> int:
    """Freeze the pools of a draw before anybody knows the seed; return its record.

    Raises UserError when the pools cannot give what is wanted.
    """
    if not wanted.name.strip():
        raise UserError(_("请写抽查的名称。"))
    rule = rules(session)
    pools = model.frozen(pool(session, wanted, rule), officers(session, wanted.county))
    model.draw(pools, "0" * rule.seed_digits, wanted.count, rule.method, rule.officers)
    values: dict[str, Value] = {
        "name": wanted.name.strip(), "plan": wanted.plan, "campaign": wanted.campaign,
        "matter": wanted.matter or None, "witness": wanted.witness or None, "host": session.person,
        "drawn_on": session.today().isoformat(), "method": rule.method, "pool": pools.units,
        "pool_size": len(pools.units.splitlines()), "pool_hash": pools.units_hash,
        "officers": pools.officers, "officers_hash": pools.officers_hash,
        "weights": "　".join(f"{k} {v:f}" for k, v in rule.weights.items()),
        "wanted": wanted.count, "each": rule.officers, "state": "frozen",
    }  # fmt: skip
    with session.action("draw", _("冻结抽查名录")) as running:
        return running.create("draw", {k: v for k, v in values.items() if v is not None})


def run(session: Session, number: int, seed: str, source: str) -> list[Result]:
    """Draw from frozen pools with a public number read aloud; return the units in their order.

    Raises UserError for a short seed or one without its source, NotAllowed for a second draw.
    """
    record = _draw(session, number)
    if record.values.get("state") != "frozen":
        raise NotAllowed(
            _("{title} 已经抽取过，不能重抽；要重抽请先作废并写明理由。").format(title=record.title)
        )
    if not source.strip():
        raise UserError(_("请写明种子的出处，如某日某期的公开摇奖号码。"))
    digits = model.checked_seed(seed, rules(session))
    drawn = redrawn(record, digits)
    at = session.now().astimezone().isoformat(timespec="minutes")
    told: dict[str, Value] = {"seed": digits, "seed_source": source.strip(), "seeded_at": at}
    counties = _counties(session, [parse_id(each.unit.key) for each in drawn])
    with session.action("draw", _("双随机抽取")) as running:
        running.write("draw", number, "drawing", told, record.seen.get("drawing", ()))
        standing: dict[str, Value] = {"state": "valid"}
        running.write("draw", number, "standing", standing, record.seen.get("standing", ()))
        for place, each in enumerate(drawn, 1):
            running.create("draw_result", _result_values(number, place, each, counties))
    return results(session, number)


def _result_values(
    number: int, place: int, each: Drawn, counties: dict[int, str]
) -> dict[str, Value]:
    unit = parse_id(each.unit.key)
    found: dict[str, Value] = {
        "draw": number, "place": place, "unit": unit, "weight": f"{each.unit.weight:f}",
        "county": counties.get(unit),
    }  # fmt: skip
    for turn, officer in enumerate(each.officers[:2], 1):
        found[f"officer{turn}"] = parse_id(officer.key)
    return {k: v for k, v in found.items() if v is not None}


def _counties(session: Session, units: list[int]) -> dict[int, str]:
    rows = queries.rows(session.register, "unit", units)
    return {row.id: str(county) for row in rows if (county := row.values.get("county"))}


def redrawn(record: records.Record, seed: str) -> list[Drawn]:
    """Draw again from what a draw's record holds and a seed."""
    values = record.values
    pools = Pools(str(values.get("pool", "")), str(values.get("officers", "")))
    return model.draw(
        pools, seed, int(str(values["wanted"])), str(values["method"]), int(str(values["each"]))
    )


def verify(session: Session, number: int) -> list[str]:
    """Draw again and compare; return a sentence for everything that differs, none when all is equal."""
    record = _draw(session, number)
    values = record.values
    pools = Pools(str(values.get("pool", "")), str(values.get("officers", "")))
    problems = []
    if pools.units_hash != values.get("pool_hash"):
        problems.append(_("检查对象名录与冻结时的校验值不符。"))
    if pools.officers_hash != values.get("officers_hash"):
        problems.append(_("检查人员名录与冻结时的校验值不符。"))
    if problems:
        return problems
    if not values.get("seed"):
        return [_("名录已冻结，还没有抽取。")]
    again = [
        (e.unit.key, *(o.key for o in e.officers)) for e in redrawn(record, str(values["seed"]))
    ]
    kept = [
        (_key(r.values.get("unit")), _key(r.values.get("officer1")), _key(r.values.get("officer2")))
        for r in _result_rows(session, number)
    ]
    if len(again) != len(kept):
        problems.append(_("重抽得到 {n} 家，记录里有 {m} 家。").format(n=len(again), m=len(kept)))
    for place, (mine, theirs) in enumerate(zip(again, kept, strict=False), 1):
        if mine != theirs:
            problems.append(_("第 {n} 家与重抽的结果不符。").format(n=place))
    return problems


def _key(value: Value) -> str:
    return show_id(value) if isinstance(value, int) else ""


def discard(session: Session, number: int, reason: str) -> None:
    """Set a draw aside with its reason; it is kept, and verifies as before."""
    record = _draw(session, number)
    if not reason.strip():
        raise UserError(_("作废一次抽取要写明理由。"))
    if record.values.get("state") == "discarded":
        raise NotAllowed(_("{title} 已经作废。").format(title=record.title))
    standing: dict[str, Value] = {"state": "discarded", "discard_reason": reason.strip()}
    with session.action("draw", reason.strip()) as running:
        running.write("draw", number, "standing", standing, record.seen.get("standing", ()))


def note_result(session: Session, number: int, result: str, on: date) -> None:
    """Write what came of one drawn unit, in the words of the public list (§4.4).

    When the last one is in, the day by which the results must be public follows.
    """
    record = records.read(session, number)
    if record.kind != "draw_result":
        raise UserError(_("{title} 不是抽查结果。").format(title=record.title))
    value = session.declaration("draw_result").field("result").parse(result)
    outcome: dict[str, Value] = {"result": value, "finished_on": on.isoformat()}
    draw = record.values["draw"]
    assert isinstance(draw, int)
    with session.action("draw", _("登记抽查结果")) as running:
        running.write("draw_result", number, "outcome", outcome, record.seen.get("outcome", ()))
        _settle_publishing(session, running, draw)


def _settle_publishing(session: Session, running: Action, number: int) -> None:
    rows = _result_rows(session, number)
    days = [str(row.values.get("finished_on") or "") for row in rows]
    if not all(days):
        return
    record = _draw(session, number)
    last = date.fromisoformat(max(days))
    calendar = read_calendar(session.resources / "rules" / "holidays.toml")
    due = calendar.add(last, rules(session).publish_working_days).day
    publishing: dict[str, Value] = {
        "finished_on": last.isoformat(),
        "publish_by": due.isoformat(),
        "published_on": record.values.get("published_on"),
    }
    running.write("draw", number, "publishing", publishing, record.seen.get("publishing", ()))


def publish(session: Session, number: int, on: date) -> None:
    """Note the day on which the results were made public; raise NotAllowed while one is missing."""
    record = _draw(session, number)
    if not record.values.get("finished_on"):
        raise NotAllowed(_("{title} 还有对象没有检查结果，不能公示。").format(title=record.title))
    publishing = {k: record.values.get(k) for k in ("finished_on", "publish_by")}
    with session.action("draw", _("公示抽查结果")) as running:
        running.write("draw", number, "publishing", publishing | {"published_on": on.isoformat()},
                      record.seen.get("publishing", ()))  # fmt: skip


def results(session: Session, number: int) -> list[Result]:
    """Return the drawn units in their order."""
    field = session.declaration("draw_result").field("result")
    return [
        Result(
            row.id,
            int(str(row.values["place"])),
            int(str(row.values["unit"])),
            row.titles.get("unit", ""),
            tuple(t for k in ("officer1", "officer2") if (t := row.titles.get(k))),
            field.show(row.values.get("result")),
            str(row.values.get("finished_on") or ""),
        )
        for row in _result_rows(session, number)
    ]


def _result_rows(session: Session, number: int) -> list[Row]:
    rows = lists.every(session, "draw_result", Filter("draw", "=", str(number)))
    return sorted(rows, key=lambda row: int(str(row.values["place"])))


def _draw(session: Session, number: int) -> records.Record:
    record = records.read(session, number)
    if record.kind != "draw":
        raise UserError(_("{title} 不是双随机抽查。").format(title=record.title))
    return record


def pool(session: Session, wanted: Wanted, rule: DrawRules) -> list[Candidate]:
    """Return the units that may be drawn, with their weights of today."""
    classes = credit_classes(session, session.today())
    found = []
    for row in _units(session, wanted, rule):
        if row.values.get("closed") in (1, "1"):
            continue
        key_unit = row.values.get("is_key") in (1, "1")
        weight = rule.weight(classes.get(row.id, ""), key_unit)
        found.append(Candidate(show_id(row.id), str(row.values.get("name", "")), weight))
    return found


def _units(session: Session, wanted: Wanted, rule: DrawRules) -> Iterable[Row]:
    if wanted.plan is not None:
        return _named(session, "plan_item", "plan", wanted.plan)
    if wanted.campaign is not None:
        return _named(session, "campaign_target", "campaign", wanted.campaign)
    filters = (Filter("county", "=", wanted.county),) if wanted.county else ()
    roles = set(rule.roles)
    return [
        row
        for row in lists.every(session, "unit", *filters)
        if roles & set(str(row.values.get("roles", "")).split(LIST_MARK))
    ]


def _named(session: Session, kind: str, key: str, number: int) -> list[Row]:
    """Return the units that plan items or targets name, each once."""
    rows = lists.every(session, kind, Filter(key, "=", str(number)))
    units = dict.fromkeys(u for row in rows if isinstance(u := row.values.get("unit"), int))
    return queries.rows(session.register, "unit", list(units))


def credit_classes(session: Session, on: date) -> dict[int, str]:
    """Return the credit class A–D of every unit that had one on a day, by the latest assessment."""
    rows = lists.every(session, "credit_class", Filter("assessed_on", "<=", on.isoformat()))
    rows.sort(key=lambda row: (str(row.values["assessed_on"]), row.id))
    return {
        unit: str(row.values["class"])
        for row in rows
        if isinstance(unit := row.values.get("unit"), int)
    }


def officers(session: Session, county: str) -> list[Officer]:
    """Return the officers whose 执法证 is valid today, of one county's offices or of all."""
    today = session.today().isoformat()
    offices = (
        {row.id for row in lists.every(session, "office", Filter("code", "=", county))}
        if county
        else None
    )
    away = _recusals(session, today)
    return [
        Officer(show_id(row.id), str(row.values.get("name", "")), frozenset(away.get(row.id, ())))
        for row in lists.every(session, "person", Filter("law_card_expires", ">=", today))
        if row.values.get("active") not in (0, "0")
        and (offices is None or row.values.get("office") in offices)
    ]


def _recusals(session: Session, today: str) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for row in lists.every(session, "recusal"):
        person, unit = row.values.get("person"), row.values.get("unit")
        begun = str(row.values.get("since") or "") <= today
        over = str(row.values.get("until") or "9999") < today
        if isinstance(person, int) and isinstance(unit, int) and begun and not over:
            found.setdefault(person, []).append(show_id(unit))
    return found
