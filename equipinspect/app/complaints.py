"""投诉举报 and 96333: a slip leads to its device, visit, reply and satisfaction; a rescue call to its times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from equipinspect.app import lists, records
from equipinspect.app.lists import Filter, Row
from equipinspect.app.session import Session
from equipinspect.model.errors import NotAllowed, UserError
from equipinspect.model.fields import Value
from equipinspect.model.text import _

ACCIDENT_MINUTES = 120  # 轿厢滞留人员 2 小时以上: 一般事故 (条例 art. 64)
LIMIT = "rescue_limit_minutes"
MINUTE = "%Y-%m-%d %H:%M"


@dataclass(frozen=True)
class Slip:
    """A complaint with what it led to: the ids open the records."""

    id: int
    subject: str
    equipment: int | None
    unit: int | None
    visits: tuple[int, ...]
    replied_on: str
    satisfaction: str
    overdue: bool


@dataclass(frozen=True)
class Rescue:
    """An entrapment or fault: minutes to arrival and release, None where a time is missing or wrong."""

    id: int
    kind: str
    to_arrival: int | None
    to_release: int | None
    beyond: bool
    accident: bool


@dataclass(frozen=True)
class RescueFigures:
    """The calls of a span of days; every number is the length of a list of ids."""

    entrapments: tuple[int, ...]
    faults: tuple[int, ...]
    timed: tuple[int, ...]
    beyond: tuple[int, ...]
    accidents: tuple[int, ...]
    minutes: int

    @property
    def mean(self) -> float | None:
        """Mean minutes to arrival of the entrapments that have both times."""
        return self.minutes / len(self.timed) if self.timed else None


def enter(
    session: Session, values: Mapping[str, Value], complainant: Mapping[str, Value] | None = None
) -> int:
    """Enter a complaint; who complained goes into a withheld record of its own. Return the complaint."""
    declaration = session.declaration("complaint")
    filled = {k: v for k, v in values.items() if v is not None}
    records.check(declaration, filled)
    with session.action("add", _("登记投诉举报")) as running:
        records.check_references(session, declaration, filled)
        number = running.create("complaint", filled)
        own = {k: v for k, v in (complainant or {}).items() if v is not None}
        if own:
            running.create("complainant", {"complaint": number, **own})
    return number


def slip(session: Session, number: int, on: date) -> Slip:
    """Return a complaint with its device, the visits made for it, its reply and satisfaction."""
    record = records.read(session, number)
    if record.kind != "complaint":
        raise UserError(_("{title} 不是投诉举报。").format(title=record.title))
    return _slip(session, lists.rows_of(session, "complaint", [number])[0], on)


def _slip(session: Session, row: Row, on: date) -> Slip:
    values = row.values
    visits = lists.every(session, "check", Filter("source_record", "=", str(row.id)))
    equipment, unit = values.get("equipment"), values.get("unit")
    due, replied = str(values.get("reply_due") or "9999"), str(values.get("replied_on") or "")
    satisfaction = session.declaration("complaint").field("satisfaction")
    return Slip(
        row.id,
        str(values.get("subject") or ""),
        equipment if isinstance(equipment, int) else None,
        unit if isinstance(unit, int) else None,
        tuple(visit.id for visit in visits),
        replied,
        satisfaction.show(values.get("satisfaction")),
        due < (replied or on.isoformat()),
    )


def answer(session: Session, number: int, reply: str, on: date) -> None:
    """Write the reply to a complaint with its day; raise UserError for an empty one or an early day."""
    record = records.read(session, number)
    if not reply.strip():
        raise UserError(_("请写答复内容。"))
    if on.isoformat() < str(record.values.get("received_on") or ""):
        raise UserError(_("答复日期 {on} 早于接收日期，请核对。").format(on=on))
    records.save(session, record, {"reply": reply.strip(), "replied_on": on.isoformat()})


def late_replies(session: Session, on: date) -> list[Slip]:
    """Return the complaints without a reply whose day has passed."""
    waiting = lists.every(
        session,
        "complaint",
        Filter("replied_on", "empty"),
        Filter("reply_due", "<", on.isoformat()),
    )
    return [_slip(session, row, on) for row in waiting]


def rescue(session: Session, row: Row) -> Rescue:
    """Work out a call's minutes; beyond the office's limit, and 2 h or more, are said."""
    called = _time(row.values.get("called_at"))
    arrival = _minutes(called, _time(row.values.get("arrived_at")))
    release = _minutes(called, _time(row.values.get("released_at")))
    trapped = row.values.get("kind") == "entrapment"
    limit = int(session.settings.get(LIMIT) or 30)
    return Rescue(
        row.id,
        str(row.values.get("kind") or ""),
        arrival,
        release,
        trapped and arrival is not None and arrival > limit,
        trapped and release is not None and release >= ACCIDENT_MINUTES,
    )


def _time(value: Value) -> datetime | None:
    try:
        return datetime.strptime(str(value), MINUTE)
    except ValueError:
        return None


def _minutes(begun: datetime | None, ended: datetime | None) -> int | None:
    if begun is None or ended is None or ended < begun:
        return None
    return int((ended - begun).total_seconds()) // 60


def rescue_figures(session: Session, since: date, on: date) -> RescueFigures:
    """Count the calls of a span of days, by the day of the call."""
    first, last = since.isoformat(), f"{on.isoformat()} 24"
    rows = lists.every(
        session, "rescue_call", Filter("called_at", ">=", first), Filter("called_at", "<", last)
    )
    calls = [rescue(session, row) for row in rows]
    trapped = [call for call in calls if call.kind == "entrapment"]
    timed = [call for call in trapped if call.to_arrival is not None]
    return RescueFigures(
        tuple(call.id for call in trapped),
        tuple(call.id for call in calls if call.kind != "entrapment"),
        tuple(call.id for call in timed),
        tuple(call.id for call in trapped if call.beyond),
        tuple(call.id for call in trapped if call.accident),
        sum(call.to_arrival or 0 for call in timed),
    )


def record_accident(session: Session, number: int) -> int:
    """Enter the 一般事故 that an entrapment of 2 h or more is; return it, also when it stands already.

    Raises NotAllowed for a call that is none.
    """
    record = records.read(session, number)
    rows = lists.rows_of(session, "rescue_call", [number])
    call = rescue(session, rows[0]) if rows else None
    if call is None or not call.accident:
        raise NotAllowed(
            _("{title} 不是困人 2 小时以上的工单，不构成一般事故。").format(title=record.title)
        )
    known = lists.every(session, "accident", Filter("source_record", "=", str(number)))
    if known:
        return known[0].id
    values = record.values
    found: dict[str, Value] = {
        "happened_at": values["called_at"], "unit": values.get("unit"), "equipment": values.get("equipment"),
        "device_kind": "elevator", "county": values.get("county"), "place": values.get("place"),
        "kind": "entrapment", "stranded_minutes": call.to_release, "grade": "ordinary",
        "source_record": number,
    }  # fmt: skip
    if found["unit"] is None and found["equipment"] is None:
        raise UserError(
            _("{title} 还没有对应的设备，先填设备再登记事故。").format(title=record.title)
        )
    with session.action("add", _("困人 2 小时以上")) as running:
        return running.create("accident", {k: v for k, v in found.items() if v is not None})
