"""What is to be done on a day: tiles with a count each, and the rows behind every count."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from equipinspect.app import alarms, coverage, drafts, expiries, hazard_lists
from equipinspect.app.lists import Filter, Query, ids_of
from equipinspect.app.roles import role
from equipinspect.app.session import Session
from equipinspect.model.text import _
from equipinspect.store import calling, queries, upcoming

SOON = 30
PIECES = "台"
ASSISTANT = "assistant"
RED, ORANGE, YELLOW, PLAIN = "red", "orange", "yellow", ""


@dataclass(frozen=True)
class Tile:
    """One count of the day: its words, how many, of what, and the queries that open its rows.

    ``answered`` are rows whose alarm was dealt with; they are not in ``count``. ``note`` is the
    line below the number.
    """

    key: str
    label: str
    count: int
    counter: str
    mark: str
    queries: tuple[Query, ...]
    answered: int = 0
    note: str = ""
    alarm: str = ""  # the kind of alarm its rows raise, and the date of theirs it speaks of
    due: str = ""


@dataclass(frozen=True)
class Today:
    """Everything a person should look at on a day, the most pressing first."""

    on: date
    role: str
    tiles: tuple[Tile, ...]

    def tile(self, key: str) -> Tile:
        """Return one tile; raise KeyError when the role has none of this key."""
        found = {each.key: each for each in self.tiles}
        return found[key]


Maker = Callable[[Session, date], Iterator[Tile]]


def today(session: Session, on: date, area: Sequence[Filter] = ()) -> Today:
    """Return the tiles of a day for the role at work; ``area`` are conditions on equipment.

    An assistant has no power of enforcement and sees no officers' matters (§7.3).
    """
    own = role(session)
    tiles = [*_equipment(session, on, tuple(area)), *_hazards(session, on), *_policies(session, on)]
    if own != ASSISTANT:
        tiles += [*_tasks(session), *_papers(session, on), *_drafts(session)]
    return Today(on, own, tuple(tiles))


def _tile(session: Session, on: date, tile: Tile, alarm: str = "", due: str = "") -> Tile:
    """Count a tile's rows, without those whose alarm was answered for the very day it speaks of."""
    count = sum(queries.count(session.register, query) for query in tile.queries)
    done = alarms.answered(session, on, alarm, tile.queries, due) if alarm else 0
    return replace(tile, count=count - done, answered=done, alarm=alarm, due=due)


def _equipment(session: Session, on: date, area: tuple[Filter, ...]) -> Iterator[Tile]:
    now, soon = on.isoformat(), (on + timedelta(days=SOON)).isoformat()
    wanted = (
        ("overdue", _("检验超期"), RED, "inspection", (Filter("_due_on", "<", now),)),
        ("due", _("30 天内检验到期"), YELLOW, "due_soon",
         (Filter("_due_on", ">=", now), Filter("_due_on", "<=", soon))),
        ("undated", _("缺下次检验日期"), PLAIN, "undated", (Filter("_due_source", "=", "undated"),)),
    )  # fmt: skip
    for key, label, mark, alarm, conditions in wanted:
        for kinds in _together(session):
            shown = tuple(Query(k, (*conditions, *area), sort="_due_on") for k in kinds)
            counter = session.declaration(kinds[0]).counter
            own = key if len(kinds) > 1 else f"{key}_{kinds[0]}"
            words = label if len(kinds) > 1 else f"{session.declaration(kinds[0]).label}{label}"
            yield _tile(session, on, Tile(own, words, 0, counter, mark, shown), alarm, "_due")
    late = upcoming.maintenance(session.register, on, _interval(session))
    tile = Tile(
        "maintenance", _("维保超过间隔"), 0, _("台"), ORANGE, (coverage.among("elevator", late),)
    )
    yield _tile(session, on, tile, "maintenance")


def _together(session: Session) -> list[list[str]]:
    """Return the kinds of equipment that are counted together: 台 is one count, 只 and 条 stay apart."""
    sets = [each.key for each in session.declarations.categories() if each.counter == PIECES]
    others = [[c.key] for c in session.declarations.categories() if c.counter != PIECES]
    return [sets, *others]


def _interval(session: Session) -> int:
    return int(session.settings["maintenance_days"])


def _hazards(session: Session, on: date) -> Iterator[Tile]:
    now, soon = on.isoformat(), (on + timedelta(days=SOON)).isoformat()
    states = Filter("state", "in", "|".join(hazard_lists.UNRECTIFIED))
    kind, unit = hazard_lists.KIND, _("处")
    overdue = Query(kind, (states, Filter("deadline", "<", now)), sort="deadline")
    soon_due = Query(
        kind,
        (states, Filter("deadline", ">=", now), Filter("deadline", "<=", soon)),
        sort="deadline",
    )
    recheck = Query(kind, (Filter("state", "=", "reported"),), sort="recheck_due")
    major = queries.count(
        session.register, Query(kind, (*overdue.filters, Filter("level", "=", "major")))
    )
    note = _("其中重大 {n:,} 处").format(n=major)
    yield _tile(session, on, Tile("hazards_overdue", _("隐患逾期未改"), 0, unit, RED, (overdue,), note=note),
                "hazard", "deadline")  # fmt: skip
    yield _tile(
        session, on, Tile("hazards_due", _("30 天内整改到期"), 0, unit, YELLOW, (soon_due,))
    )
    yield _tile(
        session,
        on,
        Tile("rechecks", _("待复查"), 0, unit, ORANGE, (recheck,)),
        "recheck",
        "recheck_due",
    )


def _policies(session: Session, on: date) -> Iterator[Tile]:
    days = [int(session.settings[f"policy_days_{n}"]) for n in (1, 2)]
    scope = coverage.scope(session)
    found = calling.lapsing(session.register, scope, on, on + timedelta(days=days[0]))
    near = (on + timedelta(days=days[1])).isoformat()
    lifts = sum(each.lapsing for each in found)
    tile = Tile(
        "policies", _("保单 {days} 天内到期").format(days=days[0]), 0, _("份"), ORANGE,
        (coverage.among("policy", [each.policy for each in found]),),
        note=_("涉及电梯 {lifts:,} 台，{days} 天内 {n:,} 份").format(
            lifts=lifts, days=days[1], n=sum(1 for each in found if each.ends <= near)),
    )  # fmt: skip
    yield _tile(session, on, tile, "policy", "ends")


def _tasks(session: Session) -> Iterator[Tile]:
    found = hazard_lists.tasks(session)
    for what, label in (("report_up", _("待上报")), ("stop_use", _("待责令停用"))):
        ids = [each.id for each in found if each.what == what]
        yield Tile(what, label, len(ids), _("处"), RED, (coverage.among(hazard_lists.KIND, ids),))


def _papers(session: Session, on: date) -> Iterator[Tile]:
    """Count the papers that have run out or will: of units, of people, of officers."""
    labels = {"unit": _("单位许可到期"), "cylinder_holder": _("充装许可到期"), "qualification": _("人员证书到期"),
              "person": _("执法证到期")}  # fmt: skip
    names = {"unit": "licence", "cylinder_holder": "licence", "person": "law_card"}
    found = expiries.expiries(session, on, SOON)
    by_kind: dict[str, dict[int, None]] = {}
    for each in (*found.expired, *found.within):
        by_kind.setdefault(each.kind, {})[each.row.id] = None
    for kind, label in labels.items():
        ids = list(by_kind.get(kind, ()))
        gone = len({e.row.id for e in found.expired if e.kind == kind})
        tile = Tile(
            f"papers_{kind}", label, 0, session.declaration(kind).counter, YELLOW,
            (coverage.among(kind, ids),), note=_("其中已过期 {n:,}").format(n=gone),
        )  # fmt: skip
        yield _tile(session, on, tile, names.get(kind, kind))


def _drafts(session: Session) -> Iterator[Tile]:
    yield Tile("drafts", _("未完成的检查"), len(drafts.listed(session)), _("份"), PLAIN, ())


def rows(session: Session, tile: Tile) -> list[tuple[str, int]]:
    """Return kind and id of every row behind a tile, answered ones too, in the order of its queries."""
    return [(query.kind, number) for query in tile.queries for number in ids_of(session, query)]
