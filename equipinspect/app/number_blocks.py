"""Blocks of business numbers: the office leases them to devices, so that no number is given twice.

Directives, checks and certificates are numbered on laptops without a network. Each device takes numbers
out of its own blocks only; when they are used up it gives a provisional number, and the office gives the
official one later. Numbers are never given again, not even those of voided or removed records.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from equipinspect.app import grants, lists, records, roles
from equipinspect.app.session import Session, changed
from equipinspect.model.changes import Changed
from equipinspect.model.errors import InvalidRecord, NotAllowed
from equipinspect.model.fields import Value
from equipinspect.model.roles import ADMINISTRATOR
from equipinspect.model.text import _
from equipinspect.store import queries, serials
from equipinspect.store.operations import Action
from equipinspect.store.queries import Filter

KIND = "number_block"
CERTIFICATE = "certificate"  # a device has a series of its own for these, which needs no office
SIZE = 100  # numbers an office takes for itself at a time
LARGEST = 9_999_999
MOST = 10_000  # numbers in one block


@dataclass(frozen=True)
class Block:
    """A span of serials of one kind (and year, 0 for none) that belongs to one device."""

    id: int
    kind: str
    year: int
    first: int
    last: int
    fingerprint: str
    burnt_from: int | None
    used: int  # how far it was used, as far as is known here: the greatest serial, 0 for none

    @property
    def next(self) -> int | None:
        """The next serial; None when the block is used up or burnt."""
        serial = max(self.first, self.used + 1)
        end = self.last if self.burnt_from is None else min(self.last, self.burnt_from - 1)
        return serial if serial <= end else None

    @property
    def left(self) -> int:
        """How many serials are left."""
        if self.next is None:
            return 0
        end = self.last if self.burnt_from is None else min(self.last, self.burnt_from - 1)
        return end - self.next + 1


class Serial(NamedTuple):
    """A serial that was taken; ``number`` counts this device's provisional ones when there is none."""

    serial: int | None
    number: int


class Doubt(NamedTuple):
    """A number to be looked at: its kind, the number, the records that bear it."""

    kind: str
    number: str
    records: tuple[int, ...]


def kinds(session: Session) -> list[str]:
    """Return the kinds of record that are numbered from blocks: those that declare a serial."""
    return [
        d.key for d in session.declarations.records()
        if d.has("serial") and d.has("number") and not d.category
    ]  # fmt: skip


def is_yearly(session: Session, kind: str) -> bool:
    """Say whether a kind begins again at 1 every year."""
    return session.declaration(kind).has("year")


def blocks(session: Session, kind: str = "", year: int = 0) -> list[Block]:
    """Return the blocks of a kind and year, or all, in the order of their numbers."""
    filters = [Filter("kind", "=", kind)] if kind else []
    found = [_block(session, row) for row in lists.every(session, KIND, *filters)]
    if kind:
        found = [b for b in found if b.year == year]
    return sorted(found, key=lambda b: (b.kind, b.year, b.first, b.id))


def _block(session: Session, row: queries.Row) -> Block:
    values = row.values

    def number(key: str) -> int:
        value = values.get(key)
        return value if isinstance(value, int) else 0

    kind, year, span = str(values["kind"]), number("year"), (number("first"), number("last"))
    known = kind in kinds(session)
    used = serials.greatest(session.register, kind, year, span) if known else 0
    return Block(
        row.id, kind, year, *span, str(values["fingerprint"]), number("burnt_from") or None, used
    )


def lease(session: Session, kind: str, digits: str, count: int, year: int = 0) -> Block:
    """Give the device with a fingerprint the next ``count`` numbers of a kind, in a year if it has years.

    Raises InvalidRecord for an unknown kind or a count that is no sensible block.
    """
    if kind not in kinds(session):
        names = "、".join(f"{k}（{session.declaration(k).label}）" for k in kinds(session))
        raise InvalidRecord(
            _("“{kind}”不按号段编号；可以分号段的有：{names}。").format(kind=kind, names=names)
        )
    if not 1 <= count <= MOST:
        raise InvalidRecord(_("一段编号应有 1 至 {most} 个。").format(most=MOST))
    year = (year or session.today().year) if is_yearly(session, kind) else 0
    with session.action("lease") as running:
        number, _first = _lease(session, running, (kind, year), digits, count)
    return next(b for b in blocks(session, kind, year) if b.id == number)


def _lease(
    session: Session,
    running: Action,
    what: tuple[str, int],
    digits: str,
    count: int,
    after: int = 0,
) -> tuple[int, int]:
    """Write a block behind everything leased or used, and behind ``after``; return it and its first."""
    kind, year = what
    ends = [b.last for b in blocks(session, kind, year)]
    used = serials.greatest(session.register, kind, year, (1, LARGEST))
    first = max([used, *ends, after]) + 1
    values: dict[str, Value] = {"kind": kind, "first": first, "last": first + count - 1}
    values |= {"fingerprint": digits} | ({"year": year} if year else {})
    return running.create(KIND, values), first


class Numbers:
    """The serials one action takes; made anew for every action, inside it."""

    def __init__(self, session: Session, running: Action) -> None:
        self._session = session
        self._running = running
        self._free: dict[tuple[str, int], list[range]] = {}
        self._ends: dict[tuple[str, int], int] = {}
        self._provisional: dict[str, int] = {}

    def take(self, kind: str, year: int = 0, of_office: bool = True) -> Serial:
        """Return the next serial of a kind and year; without one left a provisional number.

        ``of_office``: where the office itself works it takes a new block when its own is used up.
        """
        spans = self._spans(kind, year)
        if not spans and of_office and is_lessor(self._session):
            spans.append(self._own_block(kind, year))
        if not spans:
            return Serial(None, self._count(kind))
        serial = spans[0].start
        spans[0] = spans[0][1:]
        if not spans[0]:
            del spans[0]
        return Serial(serial, serial)

    def _spans(self, kind: str, year: int) -> list[range]:
        key = (kind, year)
        if key not in self._free:
            own = grants.own_fingerprint(self._session)
            self._free[key] = [
                range(b.next, b.next + b.left)
                for b in blocks(self._session, kind, year)
                if b.fingerprint == own and b.next is not None
            ]
        return self._free[key]

    def _own_block(self, kind: str, year: int) -> range:
        """Take a block for this office itself.

        After a restore some numbers may have been given that the backup does not know: they lie in
        the block the office had taken then, so the first one after it is left out.
        """
        session = self._session
        own = grants.own_fingerprint(session)
        known = blocks(session, kind, year)
        restored = len(grants.roots(session.register)) > 1
        after = self._ends.get((kind, year), 0)
        if restored and not after and own not in {b.fingerprint for b in known}:
            used = serials.greatest(session.register, kind, year, (1, LARGEST))
            after = max([used, *(b.last for b in known)]) + SIZE
        _id, first = _lease(session, self._running, (kind, year), own, SIZE, after)
        self._ends[(kind, year)] = first + SIZE - 1
        return range(first, first + SIZE)

    def _count(self, kind: str) -> int:
        if kind not in self._provisional:
            register = self._session.register
            made = queries.created_by(register, kind, register.replica)
            self._provisional[kind] = made
        self._provisional[kind] += 1
        return self._provisional[kind]


def is_lessor(session: Session) -> bool:
    """Say whether this device may give itself numbers: an office, and whoever administers it."""
    if session.register.local("anchor"):
        return False
    return roles.role(session) in ("", ADMINISTRATOR)


def provisional_text(session: Session, taken: Serial) -> str:
    """Return what stands in place of a serial in a provisional number: 临, this device, a count."""
    return _("临{device}-{n}").format(
        device=grants.own_fingerprint(session)[:5] or "0", n=taken.number
    )


def give_official(session: Session, number: int, text: str) -> Changed:
    """Give a record with a provisional number its official one; for the office.

    ``text`` is the number as printed, with {serial} where the serial stands. Raises NotAllowed when the
    record has an official number already, or this device leases no numbers.
    """
    record = records.read(session, number)
    leased = record.kind in kinds(session) and record.kind != CERTIFICATE
    if not leased or record.values.get("serial") is not None:
        raise NotAllowed(_("{title} 不是临时编号，不用补号。").format(title=record.title))
    if not is_lessor(session):
        raise NotAllowed(_("正式编号由机关的管理员补给。"))
    year = record.values.get("year")
    with session.action("number", _("补给正式编号")) as running:
        taken = Numbers(session, running).take(record.kind, year if isinstance(year, int) else 0)
        for key, value in (("serial", taken.serial), ("number", text.format(serial=taken.serial))):
            running.write(record.kind, number, key, value, record.seen.get(key, ()))
    return changed(running)


def burn(session: Session, running: Action, digits: str) -> int:
    """Burn what is left of a device's blocks beyond what it handed in; return how many blocks."""
    mine = [b for b in blocks(session) if b.fingerprint == digits and b.next is not None]
    for block in mine:
        seen = session.heads(block.id).get("burnt_from", ())
        running.write(KIND, block.id, "burnt_from", block.next, seen)
    return len(mine)


def provisional(session: Session) -> list[int]:
    """Return the records that wait for an official number."""
    return [
        number
        for kind in kinds(session)
        if kind != CERTIFICATE
        for number in serials.without(session.register, kind, is_yearly(session, kind))
    ]


def used_twice(session: Session) -> list[Doubt]:
    """Return the numbers that stand on several records: somebody must void one of them."""
    return [
        Doubt(kind, number, tuple(ids))
        for kind in kinds(session)
        for number, ids in serials.used_twice(
            session.register, kind, "issuer" if session.declaration(kind).has("issuer") else ""
        ).items()
    ]
