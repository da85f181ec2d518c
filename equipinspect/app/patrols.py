"""协管员 patrols: a route of stops, a light list that goes out and comes back as a file, findings handed over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from equipinspect.app import exporting, lists, records
from equipinspect.app.lists import Filter, Row
from equipinspect.app.session import Session
from equipinspect.exchange import sheets, writing
from equipinspect.exchange.cells import shown
from equipinspect.exchange.writing import Sheet
from equipinspect.model.errors import NotAllowed, UserError
from equipinspect.model.fields import Value
from equipinspect.model.ids import parse_id, show_id
from equipinspect.model.text import _
from equipinspect.store import queries

LOOKED_AT = ("visited_at", "use_mark", "maintenance", "intercom", "rescue_sign", "finding")


class Returned(NamedTuple):
    """What a list that came back said: stops answered, stops with a finding, rows refused with a reason."""

    answered: tuple[int, ...]
    findings: tuple[int, ...]
    refused: tuple[tuple[int, str], ...]


def begin(
    session: Session, name: str, assistant: int | None, on: date, devices: Sequence[int]
) -> int:
    """Make a patrol over some equipment in the order of its route; return it.

    The route goes town by town, street by street, and in them by building.
    """
    if not name.strip() or not devices:
        raise UserError(_("请写巡查任务的名称，并选择要巡查的设备。"))
    rows = _devices(session, devices)
    with session.action("add", _("安排协管员巡查")) as running:
        values: dict[str, Value] = {
            "name": name.strip(),
            "assistant": assistant,
            "on": on.isoformat(),
        }
        patrol = running.create("patrol", {k: v for k, v in values.items() if v is not None})
        for place, row in enumerate(sorted(rows, key=_on_the_way), 1):
            running.create("patrol_stop", {"patrol": patrol, "place": place, "equipment": row.id})
    return patrol


def _devices(session: Session, numbers: Sequence[int]) -> list[Row]:
    wanted = list(dict.fromkeys(numbers))
    return [
        row
        for category in session.declarations.categories()
        for row in queries.rows(session.register, category.key, wanted)
    ]


def _on_the_way(row: Row) -> tuple[str, ...]:
    keys = ("county", "town", "address", "estate", "building", "unit_no", "internal_no")
    return (*(str(row.values.get(key) or "") for key in keys), show_id(row.id))


def stops(session: Session, patrol: int) -> list[Row]:
    """Return the stops of a patrol in the order of its route."""
    rows = lists.every(session, "patrol_stop", Filter("patrol", "=", str(patrol)))
    return sorted(rows, key=lambda row: int(str(row.values.get("place") or 0)))


def send(session: Session, patrol: int, out: Path) -> int:
    """Write the light list of a patrol: places and empty boxes, nothing of the register beside; return rows."""
    exporting.check_target(out, (".xlsx",))
    record = _patrol(session, patrol)
    declaration = session.declaration("patrol_stop")
    titles = [
        _("记录号"),
        _("顺序"),
        _("设备"),
        _("地点"),
        *(declaration.field(k).label for k in LOOKED_AT),
    ]
    found = stops(session, patrol)
    numbers = [v for row in found if isinstance(v := row.values.get("equipment"), int)]
    known = {row.id: row for row in _devices(session, numbers)}
    lines = [_line(row, known) for row in found]
    writing.write_book(out, [Sheet(_("巡查"), f"{record.title}　{show_id(patrol)}", titles, lines)])
    records.save(session, record, {"sent_on": session.today().isoformat()})
    return len(lines)


def _line(row: Row, known: dict[int, Row]) -> list[str]:
    number = row.values.get("equipment")
    device = known.get(number) if isinstance(number, int) else None
    values = device.values if device else {}
    where = "".join(str(values.get(k) or "") for k in ("address", "estate", "building", "unit_no"))
    called = str(values.get("internal_no") or values.get("reg_no") or values.get("name") or "")
    return [
        show_id(row.id),
        str(row.values.get("place")),
        called,
        where,
        *("" for _key in LOOKED_AT),
    ]


def receive(session: Session, path: Path) -> Returned:
    """Take a list that came back: answers are read by column, stops by their record numbers.

    A row that is no stop of this register, or holds a word nobody knows, is refused and the rest taken.
    """
    answered: dict[int, bool] = {}
    refused, patrols = [], set[int]()
    with session.action("import", _("协管员巡查单 {name}").format(name=path.name)) as running:
        for number, texts in _rows(path):
            try:
                stop, changes = _answers(session, texts)
            except (UserError, ValueError) as error:
                refused.append((number, str(error)))
                continue
            for key, value in changes.items():
                if stop.values.get(key) != value:
                    running.write("patrol_stop", stop.id, key, value, stop.seen.get(key, ()))
            if changes:
                answered[stop.id] = "finding" in changes
                patrols.add(int(str(stop.values["patrol"])))
        for patrol in sorted(patrols):
            seen = records.read(session, patrol).seen.get("returned_on", ())
            running.write("patrol", patrol, "returned_on", session.today().isoformat(), seen)
    findings = tuple(stop for stop, found in answered.items() if found)
    return Returned(tuple(answered), findings, tuple(refused))


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Return the rows below the titles, by title; raise UserError when it is no such list."""
    book = sheets.open_book(path)
    number_title = _("记录号")
    titles: list[str] = []
    found = []
    for number, cells in book.read(book.sheets[0]):
        texts = [shown(cell).strip() for cell in cells]
        if number_title in texts:
            titles = texts
        elif titles and any(texts):
            found.append((number, dict(zip(titles, texts, strict=False))))
    if not titles:
        raise UserError(_("{name} 里没有“记录号”一列，不是发出的巡查单。").format(name=path.name))
    return found


def _answers(session: Session, texts: dict[str, str]) -> tuple[records.Record, dict[str, Value]]:
    """Return the stop of a row and what was answered; raise UserError or ValueError for a wrong row."""
    stop = _stop(session, texts.get(_("记录号"), ""))
    fields = (session.declaration("patrol_stop").field(key) for key in LOOKED_AT)
    parsed = {f.key: f.parse(texts.get(f.label, "")) for f in fields}
    return stop, {key: value for key, value in parsed.items() if value is not None}


def _stop(session: Session, text: str) -> records.Record:
    found = records.read(session, parse_id(text))
    if found.kind != "patrol_stop":
        raise UserError(_("{id} 不是巡查点。").format(id=text))
    return found


def hand_over(session: Session, stop: int, officer: int, on: date) -> None:
    """Hand a finding to an officer, who alone may make a check of it; raise NotAllowed for anybody else."""
    record = records.read(session, stop)
    person = records.read(session, officer)
    valid = str(person.values.get("law_card_expires") or "") >= on.isoformat()
    if not person.values.get("law_card_no") or not valid:
        text = _("{name} 没有在有效期内的执法证，发现的问题要转交执法人员。")
        raise NotAllowed(text.format(name=person.title))
    if not record.values.get("finding"):
        raise UserError(_("这个巡查点没有写发现的情况，不用转交。"))
    handed: dict[str, Value] = {"handed_to": officer, "handed_on": on.isoformat()}
    with session.action("set", _("转交执法人员")) as running:
        running.write("patrol_stop", stop, "hand_over", handed, record.seen.get("hand_over", ()))


def _patrol(session: Session, number: int) -> records.Record:
    record = records.read(session, number)
    if record.kind != "patrol":
        raise UserError(_("{title} 不是巡查任务。").format(title=record.title))
    return record
