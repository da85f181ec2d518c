"""The rows behind the numbers of a day, worded: what, about whom, by when, and whether it was answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from equipinspect.app import alarms, drafts, lists, watch
from equipinspect.app import today as days
from equipinspect.app.lists import Row
from equipinspect.app.session import Session
from equipinspect.app.today import Tile
from equipinspect.app.watch import Watched
from equipinspect.gui.table.rows import Cell
from equipinspect.gui.wording import due_reading
from equipinspect.model.dates import last_day
from equipinspect.model.text import _

RANKS = {"red": 0, "orange": 1, "yellow": 2}
MOST_TILES, MOST, MOST_OF_ALL = 6, 300, 60
ALL, KEY, OLD = "all", "key_devices", "old_lifts"
UNITS = ("user_unit", "unit", "holder", "employer", "policyholder", "insured", "place")


@dataclass(frozen=True)
class Work:
    """One thing to do: the record, the alarm it raises, and its line; ``due`` is a day or empty."""

    id: int
    kind: str
    tile: str
    alarm: str
    due: str
    cells: tuple[Cell, ...]
    is_answered: bool = False


@dataclass(frozen=True)
class Seen:
    """A day: all its numbers, the six that stand on tiles, and why devices are watched."""

    on: date
    tiles: dict[str, Tile]
    first: tuple[str, ...]
    reasons: dict[int, tuple[str, ...]] = field(default_factory=dict)


def seen(session: Session, on: date) -> Seen:
    """Read the numbers of a day, the computed lists of watched devices and old lifts among them."""
    found = days.today(session, on)
    tiles = {each.key: each for each in found.tiles}
    watched, old = watch.key_devices(session, on), watch.old_lifts(session, on)
    tiles[KEY] = _computed(session, KEY, _("重点监控设备"), watched)
    tiles[OLD] = _computed(session, OLD, _("老旧电梯"), old)
    reasons: dict[int, tuple[str, ...]] = {}
    for each in (*watched, *old):
        reasons[each.id] = (*reasons.get(each.id, ()), *each.reasons)
    return Seen(on, tiles, _first(tiles), reasons)


def _computed(session: Session, key: str, label: str, found: list[Watched]) -> Tile:
    kinds = dict.fromkeys(each.kind for each in found)
    queries = tuple(watch.query(found, kind) for kind in kinds)
    return Tile(key, label, len(found), _("台"), "", queries)


def _first(tiles: dict[str, Tile]) -> tuple[str, ...]:
    """Return the six numbers of the tiles: the most pressing that are not nought, in that order."""

    def pressing(key: str) -> tuple[bool, int]:
        return not tiles[key].count, RANKS.get(tiles[key].mark, len(RANKS))

    known = [key for key in tiles if key not in (KEY, OLD)]
    return tuple(sorted(known, key=pressing)[:MOST_TILES])


def work(session: Session, shown: Seen, key: str) -> list[Work]:
    """Return the rows behind one number, or the first of every tile, the earliest date first."""
    if key != ALL:
        return _rows(session, shown, shown.tiles[key], MOST)
    found = [
        each
        for first in shown.first
        for each in _rows(session, shown, shown.tiles[first], MOST_OF_ALL)
        if not each.is_answered
    ]
    return sorted(found, key=lambda each: (each.due or "9", each.tile))


def _rows(session: Session, shown: Seen, tile: Tile, most: int) -> list[Work]:
    if tile.key == "drafts":
        return _drafts(session, tile)
    done = (
        alarms.still_answered(session, shown.on, tile.alarm, tile.queries, tile.due)
        if tile.alarm
        else ()
    )
    found: list[Work] = []
    for query in tile.queries:
        rows = lists.page(session, query, 0, max(0, most - len(found)))
        found += [_work(session, shown, tile, query.kind, row, done) for row in rows]
    return found


def _drafts(session: Session, tile: Tile) -> list[Work]:
    return [
        Work(0, "", tile.key, "", "", (Cell(tile.label), *[Cell("")] * 5))
        for _each in drafts.listed(session)
    ]


def _work(
    session: Session, shown: Seen, tile: Tile, kind: str, row: Row, done: Sequence[int]
) -> Work:
    due, words = _due(session, shown.on, tile, kind, row)
    unit = next((row.titles[k] for k in UNITS if row.titles.get(k)), "")
    is_answered = row.id in done
    then = (
        Cell(_("已处理"), "tick")
        if is_answered
        else Cell(_("处理") if tile.alarm else _("打开"), ink="accent")
    )
    if tile.key in (KEY, OLD):
        words = Cell("；".join(shown.reasons.get(row.id, ())), ink="text2")
    title = lists.title(session, row, kind)
    cells = (Cell(tile.label), Cell(title), Cell(unit), Cell(due), words, then)
    return Work(row.id, kind, tile.key, tile.alarm, due, cells, is_answered)


def _due(session: Session, on: date, tile: Tile, kind: str, row: Row) -> tuple[str, Cell]:
    declaration = session.declaration(kind)
    policy = session.due_policy
    if declaration.category:
        reading = due_reading(row.kept.get("_due_source"), row.kept.get("_due_on"), on, policy)
        return row.kept.get("_due") or "", Cell(*reading)
    keys = [tile.due] if tile.due else [f.key for f in declaration.fields if f.expires]
    dated = sorted(str(row.values[k]) for k in keys if k and row.values.get(k) is not None)
    if not dated:
        return "", Cell("")
    words, mark = due_reading("reported", last_day(dated[0]).isoformat(), on, policy)
    return dated[0], Cell(words.replace(_("超期"), _("逾期")), mark)
