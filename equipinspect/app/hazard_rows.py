"""Hazards as rows of the ledger (§5.4): every column's words, as things stood on the cut-off day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from equipinspect.app import campaign_statistics as statistics
from equipinspect.app import lists, places
from equipinspect.app.campaign_statistics import Wanted
from equipinspect.app.lists import Row
from equipinspect.app.session import Session
from equipinspect.model.declarations import Declaration
from equipinspect.model.fields import Value
from equipinspect.model.text import _
from equipinspect.store import campaign_figures as store
from equipinspect.store import queries

FATES = {"rectified": "已整改", "transferred": "已移送", "overdue": "超期未整改", "open": "整改中"}
PERSONS = ("found_by1", "found_by2", "rechecked_by1", "rechecked_by2")


class Device(NamedTuple):
    """What the ledger says of an equipment: its variety or name, and its number."""

    name: str
    code: str


@dataclass
class Known:
    """Everything the rows refer to, read at once."""

    session: Session
    on: str
    fates: dict[int, str] = field(default_factory=dict)
    units: dict[int, Row] = field(default_factory=dict)
    devices: dict[int, Device] = field(default_factory=dict)
    directives: dict[int, str] = field(default_factory=dict)
    people: dict[Value, str] = field(default_factory=dict)
    photos: dict[int, str] = field(default_factory=dict)


class Hazard:
    """One hazard with what is known around it; a fact of a later day is not yet there."""

    def __init__(self, number: int, row: Row, known: Known) -> None:
        self.number = number
        self.row = row
        self.known = known
        self._declaration: Declaration = known.session.declaration("hazard")

    def text(self, key: str) -> str:
        """Write a field for people."""
        if key in self.row.titles:
            return self.row.titles[key]
        return self._declaration.field(key).plain(self.row.values.get(key))

    def by_now(self, key: str) -> str:
        """Write a day unless it lies behind the cut-off."""
        day = str(self.row.values.get(key) or "")
        return day if day <= self.known.on else ""

    @property
    def fate(self) -> str:
        """How the hazard is counted on the cut-off day."""
        return self.known.fates[self.row.id]

    def unit(self, key: str) -> str:
        """Write a field of the unit; an ID number is covered."""
        unit = self.row.values.get("unit")
        row = self.known.units.get(unit) if isinstance(unit, int) else None
        if row is None:
            return ""
        declared = self.known.session.declaration("unit").field(key)
        return declared.plain(row.values.get(key))

    @property
    def device(self) -> Device:
        """The equipment's words."""
        number = self.row.values.get("equipment")
        known = self.known.devices.get(number) if isinstance(number, int) else None
        return known or Device(self.text("place"), "")

    def people(self, *keys: str) -> str:
        """Write the names of persons."""
        numbers = (self.row.values.get(key) for key in keys)
        return "、".join(self.known.people[n] for n in numbers if n in self.known.people)


def _directive(this: Hazard) -> str:
    number = this.row.values.get("directive")
    known = this.known.directives.get(number) if isinstance(number, int) else None
    return known or this.text("directive_no")


def _progress(this: Hazard) -> str:
    fate = (
        _("当场整改") if this.row.values.get("fixed_on_site") in (1, "1") else _(FATES[this.fate])
    )
    if this.fate != "rectified":
        fate = _(FATES[this.fate])
    words = this.text("progress") if this.fate == "rectified" else ""
    return "：".join(filter(None, (fate, words)))


def _deadline(this: Hazard) -> str:
    values = this.row.values
    later = str(values.get("extended_on") or "") > this.known.on
    return str((later and values.get("first_deadline")) or values.get("deadline") or "")


def _penalty(this: Hazard) -> str:
    said = []
    if this.by_now("case_on"):
        said.append(" ".join(filter(None, (_("立案"), this.text("case_no")))))
    if this.by_now("fined_on"):
        said.append(_("罚没款 {n} 元").format(n=this.text("fine")))
    if this.by_now("transferred_on"):
        receiver = this.text("transferred_to")
        said.append(_("移送{to}").format(to=receiver))
    return "；".join(said)


def _rechecked(this: Hazard, words: str) -> str:
    return words if this.by_now("rechecked_on") else ""


def _closed(this: Hazard) -> str:
    return _("是") if this.by_now("closed_on") else _("否")


VALUES: dict[str, Callable[[Hazard], str]] = {
    "number": lambda h: str(h.number),
    "county": lambda h: h.text("county"),
    "found_on": lambda h: h.text("found_on"),
    "unit": lambda h: h.text("unit"),
    "credit_code": lambda h: h.unit("credit_code").replace(" ", ""),
    "address": lambda h: h.unit("address"),
    "place_type": lambda h: h.text("place_type") or h.unit("place_type"),
    "device_kind": lambda h: h.text("device_kind"),
    "device_name": lambda h: h.device.name,
    "device_code": lambda h: h.device.code,
    "description": lambda h: h.text("description"),
    "class": lambda h: h.text("class"),
    "level": lambda h: h.text("level"),
    "basis": lambda h: "；".join(filter(None, (h.text("basis"), h.text("criterion")))),
    "found_by": lambda h: h.people("found_by1", "found_by2"),
    "directive": _directive,
    "action": lambda h: h.text("action"),
    "duty_unit": lambda h: h.text("duty_unit") or h.text("unit"),
    "duty_person": lambda h: h.text("duty_person"),
    "funds": lambda h: h.text("funds"),
    "deadline": _deadline,
    "contingency": lambda h: h.text("contingency"),
    "done_on": lambda h: h.by_now("done_on"),
    "progress": _progress,
    "rechecked_on": lambda h: h.by_now("rechecked_on"),
    "rechecked_by": lambda h: _rechecked(h, h.people("rechecked_by1", "rechecked_by2")),
    "recheck_result": lambda h: _rechecked(h, h.text("recheck_result")),
    "closed": _closed,
    "penalty": _penalty,
    "photos": lambda h: h.known.photos.get(h.row.id, ""),
    "note": lambda h: h.text("note"),
}


def rows(session: Session, wanted: Wanted) -> list[dict[str, str]]:
    """Return the hazards of a scope but the voided ones, oldest first, every value as words."""
    scope = statistics.scope_of(session, wanted)
    fates = {n: fate for n, _county, _level, fate in store.fates(session.register, scope)}
    found = lists.rows_of(session, "hazard", [n for n, fate in fates.items() if fate != "voided"])
    places.named(session, session.declaration("hazard"), found)
    found.sort(key=lambda row: (str(row.values["found_on"]), row.id))
    known = _known(session, found, scope.on)
    known.fates = fates
    hazards = (Hazard(number, row, known) for number, row in enumerate(found, 1))
    return [{key: make(hazard) for key, make in VALUES.items()} for hazard in hazards]


def _known(session: Session, found: list[Row], on: str) -> Known:
    def named(key: str) -> list[int]:
        return list(dict.fromkeys(v for row in found if isinstance(v := row.values.get(key), int)))

    known = Known(session, on)
    known.units = {row.id: row for row in lists.rows_of(session, "unit", named("unit"))}
    directives = lists.rows_of(session, "directive", named("directive"))
    known.directives = {row.id: str(row.values.get("number", "")) for row in directives}
    persons = [n for key in PERSONS for n in named(key)]
    known.people = {
        row.id: str(row.values.get("name", "")) for row in lists.rows_of(session, "person", persons)
    }
    known.devices = _devices(session, named("equipment"))
    known.photos = _photos(session, {row.id for row in found})
    return known


def _devices(session: Session, wanted: list[int]) -> dict[int, Device]:
    found = {}
    for category in session.declarations.categories():
        for row in queries.rows(session.register, category.key, wanted):
            code = row.values.get("reg_no") or row.values.get("device_code")
            found[row.id] = Device(_variety(session, row, category), _plain(code))
    return found


def _variety(session: Session, row: Row, category: Declaration) -> str:
    return _plain(row.values.get("name")) or category.label


def _plain(value: Value) -> str:
    return value if isinstance(value, str) else ""


def _photos(session: Session, wanted: set[int]) -> dict[int, str]:
    """Count the photos of each hazard: those named after rectification and the others."""
    before: dict[int, list[int]] = {}
    for row in lists.every(session, "attachment"):
        owner = row.values.get("owner")
        if isinstance(owner, int) and owner in wanted:
            after = _("整改后") in str(row.values.get("caption") or "")
            before.setdefault(owner, [0, 0])[after] += 1
    text = _("前 {n} 张，后 {m} 张")
    return {owner: text.format(n=n, m=m) for owner, (n, m) in before.items()}
