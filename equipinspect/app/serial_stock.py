"""Numbered labels and paper: received, handed out, posted, verified, taken back, voided, by range or singly."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from equipinspect.app import lists
from equipinspect.app.session import Session, changed
from equipinspect.app.subjects import subject
from equipinspect.model import dates, serials
from equipinspect.model.changes import Changed
from equipinspect.model.errors import InvalidRecord, NotAllowed
from equipinspect.model.fields import Value
from equipinspect.model.serials import Event, Ledger
from equipinspect.model.text import _
from equipinspect.store import queries
from equipinspect.store.queries import Row

MOST = 100_000
_NUMBER = re.compile(r"(.*?)(\d{1,12})")


@dataclass(frozen=True)
class Wanted:
    """What happened to a range of numbers, as a person says it; ``last`` "" = one number."""

    event: str
    stock: str
    first: str
    last: str = ""
    person: int | None = None
    certificate: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Stock:
    """One kind of numbered paper: how many numbers are where, and how many stories do not hold."""

    stock: str
    received: int
    sums: dict[str, int]
    strange: int


@dataclass(frozen=True)
class Story:
    """One event in the life of a number."""

    on: str
    event: str
    person: str
    reason: str


@dataclass(frozen=True)
class Overdue:
    """A label that still hangs though its certificate is past its day, voided or replaced."""

    town: str
    street: str
    where: str
    equipment: int
    number: str
    label: str
    why: str


def book(session: Session, wanted: Wanted) -> Changed:
    """Book an event over a range of numbers, all or nothing.

    Raises InvalidRecord for numbers that cannot be read, a voiding without reason or a posting of
    several numbers on one certificate; NotAllowed naming numbers to which it cannot happen now.
    """
    prefix, first = split(wanted.first)
    prefix_last, last = split(wanted.last or wanted.first)
    if prefix != prefix_last or not first <= last < first + MOST:
        raise InvalidRecord(
            _(
                "号码“{first}”至“{last}”不是一段：前缀应相同，先小后大，一次不超过 {most:,} 个。"
            ).format(first=wanted.first, last=wanted.last, most=MOST)
        )
    _check_words(wanted, last - first + 1)
    ledger = _ledgers(session).get((wanted.stock, prefix), Ledger())
    if refused := ledger.refused(wanted.event, first, last):
        label = session.declaration("stock_event").field("event").show(wanted.event)
        raise NotAllowed(
            _("{n:,} 个号码不能{event}，从 {first} 起：{state}。").format(
                n=len(refused),
                event=label,
                first=f"{prefix}{refused[0]}",
                state=state_words()[ledger.states.get(refused[0], serials.NEW)],
            )
        )
    values: dict[str, Value] = {
        "stock": wanted.stock.strip(),
        "event": wanted.event,
        "on": session.today().isoformat(),
        "prefix": prefix or None,
        "first": first,
        "last": last,
        "person": wanted.person,
        "certificate": wanted.certificate,
        "reason": wanted.reason.strip() or None,
    }
    with session.action("stock", wanted.reason.strip()) as running:
        running.create("stock_event", values)
    return changed(running)


def _check_words(wanted: Wanted, count: int) -> None:
    if not wanted.stock.strip():
        raise InvalidRecord(_("没有写明是哪一种纸。"), {"stock": _("必填")})
    if wanted.event == "voided" and not wanted.reason.strip():
        raise InvalidRecord(_("作废号码要写明原因。"), {"reason": _("必填")})
    if wanted.certificate and (wanted.event != "posted" or count > 1):
        raise InvalidRecord(_("凭证只在粘贴时写，一份凭证粘贴一个号码。"))


def split(text: str) -> tuple[str, int]:
    """Return the words before the last run of digits, and that number; raise InvalidRecord otherwise."""
    found = _NUMBER.fullmatch(text.strip().upper())
    if found is None:
        raise InvalidRecord(_("“{text}”不是号码，号码以数字结尾。").format(text=text))
    return found[1], int(found[2])


def state_words() -> dict[str, str]:
    """Return what people call the state of a number."""
    return {
        serials.NEW: _("没有入库"),
        serials.IN_STORE: _("在库"),
        serials.HANDED_OUT: _("已领用"),
        serials.POSTED: _("已粘贴"),
        serials.RECOVERED: _("已回收"),
        serials.VOID: _("已作废"),
    }


def stocks(session: Session) -> list[Stock]:
    """Return every kind of numbered paper; the sums of its states are what was received."""
    found: dict[str, list[Ledger]] = {}
    for (stock, _prefix), ledger in _ledgers(session).items():
        found.setdefault(stock, []).append(ledger)
    made = []
    for stock, ledgers in sorted(found.items()):
        sums = {state: sum(each.sums()[state] for each in ledgers) for state in serials.STATES}
        strange = sum(len(each.strange) for each in ledgers)
        made.append(Stock(stock, sum(sums.values()), sums, strange))
    return made


def story(session: Session, stock: str, number: str) -> list[Story]:
    """Return everything that happened to one number, oldest first."""
    prefix, wanted = split(number)
    field = session.declaration("stock_event").field("event")
    return [
        Story(
            str(row.values["on"]),
            field.show(row.values["event"]),
            row.titles.get("person", ""),
            str(row.values.get("reason") or ""),
        )
        for row in _rows(session)
        if _key(row) == (stock, prefix) and _event(row).first <= wanted <= _event(row).last
    ]


def overdue(session: Session) -> list[Overdue]:
    """Return the labels that are posted, not taken back, and past their day, voided or replaced.

    They come by town and street, so that an officer can fetch them on one round.
    """
    posted: dict[int, str] = {}
    for (_stock, prefix), ledger in _ledgers(session).items():
        for number, certificate in ledger.certificates.items():
            if ledger.states[number] == serials.POSTED:
                posted[certificate] = f"{prefix}{number}"
    found = [
        one
        for row in queries.rows(session.register, "certificate", sorted(posted))
        if (one := _overdue(session, row, posted[row.id]))
    ]
    return sorted(found, key=lambda one: (one.town, one.street, one.where, one.label))


def _overdue(session: Session, row: Row, label: str) -> Overdue | None:
    valid_to, status = str(row.values["valid_to"]), row.values.get("status")
    why = {"void": _("已作废"), "replaced": _("已被替换")}.get(str(status), "")
    if not why and dates.last_day(valid_to) < session.today():
        why = _("展示期到 {day}").format(day=valid_to)
    if not why:
        return None
    about = subject(session, int(str(row.values["equipment"])))
    known = {field.key for field in about.declaration.fields}
    town, street, estate, address = (
        about.printed(key) if key in known else ""
        for key in ("town", "street", "estate", "address")
    )
    where = f"{estate} {about.title}".strip() if estate else address or about.title
    return Overdue(town, street, where, about.id, str(row.values["number"]), label, why)


def _ledgers(session: Session) -> dict[tuple[str, str], Ledger]:
    events: dict[tuple[str, str], list[Event]] = {}
    for row in _rows(session):
        events.setdefault(_key(row), []).append(_event(row))
    return {key: serials.replay(found) for key, found in events.items()}


def _rows(session: Session) -> Sequence[Row]:
    """Return the events in the order of their days, then of their records."""
    return sorted(lists.every(session, "stock_event"), key=lambda r: (str(r.values["on"]), r.id))


def _key(row: Row) -> tuple[str, str]:
    return str(row.values["stock"]), str(row.values.get("prefix") or "")


def _event(row: Row) -> Event:
    values = row.values
    return Event(
        str(values["event"]),
        int(str(values["first"])),
        int(str(values["last"])),
        int(str(values.get("certificate") or 0)),
    )
