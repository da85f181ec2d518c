"""Directives (监察指令书): issued for hazards with one deadline, delivered, voided; numbers are never reused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from equipinspect.app import (
    attachments,
    hazard_lists,
    hazard_steps,
    hazards,
    issuing,
    papers,
    records,
)
from equipinspect.app.numbering import Numbers
from equipinspect.app.session import Session, changed
from equipinspect.model.changes import Changed
from equipinspect.model.errors import InvalidRecord, NotAllowed, UserError
from equipinspect.model.fields import Value
from equipinspect.model.hazards import Wish
from equipinspect.model.ids import show_id
from equipinspect.model.text import _
from equipinspect.store.operations import Action
from equipinspect.store.queries import Filter

KIND = "directive"
OFFICERS = 2
AGAIN = ("issued", "rectifying")  # states in which a voided directive may be replaced
WAYS = ("on_spot", "left", "mail")


@dataclass(frozen=True)
class Wanted:
    """What a directive is issued for: hazards of one unit, one deadline, who issues it, on which day."""

    hazards: tuple[int, ...]
    deadline: str
    officers: tuple[int, ...]
    on: date | None = None
    oral_on: str = ""


@dataclass(frozen=True)
class Issued:
    """An issued directive: its record, its number and the bytes that print."""

    id: int
    number: str
    pdf: bytes


def open_hazards(session: Session, check: int) -> tuple[int, ...]:
    """Return the hazards of a visit that a directive may still be issued for, in order."""
    of_check = hazard_lists.rows(session, [Filter("check", "=", str(check))], "id")
    return tuple(r.id for r in of_check if r.values.get("state") == "found")


def proposed_deadline(session: Session, numbers: Sequence[int]) -> str:
    """Return the latest deadline that was filled in with the hazards; empty when none was."""
    known = [hazards.read(session, n).values.get("deadline") for n in numbers]
    return max((str(day) for day in known if day), default="")


def problems(session: Session, wanted: Wanted) -> dict[str, str]:
    """Return every reason against a directive, by field; empty when it may be issued."""
    if not wanted.hazards:
        return {"hazards": _("没有可以下达指令的隐患")}
    known = [hazards.read(session, n) for n in dict.fromkeys(wanted.hazards)]
    found = _paper_problems(session, known)
    if len(set(wanted.officers)) != len(wanted.officers) or len(wanted.officers) < OFFICERS:
        found["officers"] = _("监察指令书要两名不同的执法人员")
    on = wanted.on or session.today()
    found |= issuing.officers_problems(session, wanted.officers, on)
    for record in known:
        if not _replaces(session, record):
            found |= hazard_steps.problems(session, record.id, _wish(wanted, on))
    return found


def _paper_problems(session: Session, known: Sequence[records.Record]) -> dict[str, str]:
    found: dict[str, str] = {}
    if len({r.values.get("unit") for r in known}) > 1:
        found["hazards"] = _("一份指令书只下达给一家单位，请分开下达")
    if any(not isinstance(r.values.get("unit"), int) for r in known):
        found["unit"] = _("隐患没有写受检单位，不能下达指令")
    for key, label in (("review_body", _("复议机关")), ("court", _("诉讼法院"))):
        if not papers.remedy(session, key):
            found[key] = _("还没有写{label}，请先在设置里填写").format(label=label)
    return found


def issue(session: Session, wanted: Wanted) -> Issued:
    """Give a directive its number, write it and take its hazards to 交办; raise InvalidRecord with reasons."""
    found = problems(session, wanted)
    if found:
        why = "；".join(dict.fromkeys(found.values()))
        raise InvalidRecord(_("不能下达指令：{why}。").format(why=why), found)
    on = wanted.on or session.today()
    with session.action("directive") as running:
        number = Numbers(session, running).take(KIND, on.year)
        known = [hazards.read(session, n) for n in dict.fromkeys(wanted.hazards)]
        values = papers.directive_values(session, known, wanted.deadline, on)
        values |= {"officer1": wanted.officers[0], "officer2": wanted.officers[1]}
        values |= {"oral_on": wanted.oral_on or None, "status": "awaiting", **number.values()}
        filled = {k: v for k, v in values.items() if v is not None}
        pdf = papers.render_directive(session, filled)
        made = running.create(KIND, filled)
        for record in known:
            _bind(session, running, record, _wish(wanted, on, made, number.text))
    return Issued(made, number.text, pdf)


def _wish(wanted: Wanted, on: date, directive: int = 0, number: str = "") -> Wish:
    values = {"deadline": wanted.deadline, "paper": number}
    if directive:
        values["directive"] = str(directive)
    return Wish("issue", on.isoformat(), tuple(wanted.officers[:OFFICERS]), values)


def _replaces(session: Session, record: records.Record) -> bool:
    """Say whether a hazard was issued by a directive that has been voided since."""
    before = record.values.get("directive")
    if record.values.get("state") not in AGAIN or not isinstance(before, int):
        return False
    return records.read(session, before).values.get("status") == "void"


def _bind(session: Session, running: Action, record: records.Record, wish: Wish) -> None:
    if not _replaces(session, record):
        hazard_steps.take_step(session, running, record, wish)
        return
    running.create("hazard_step", hazard_steps.step_values(record.id, wish))
    after: dict[str, Value] = {
        "directive": int(wish.values["directive"]),
        "directive_no": wish.values["paper"],
        "deadline": wish.values["deadline"],
    }
    records.write(session, running, record, records.units_of_writing(session, record, after))


def read(session: Session, number: int) -> records.Record:
    """Read a directive; raise UserError for a record of another kind."""
    record = records.read(session, number)
    if record.kind != KIND:
        raise UserError(_("{id} 不是监察指令书，请核对记录号。").format(id=show_id(number)))
    return record


def deliver(
    session: Session, number: int, on: date, way: str, receiver: str, scan: Path | None = None
) -> Changed:
    """Say when and how a directive was delivered, with the scan of the signed copy.

    Remedies count from that day. Raises UserError for a wrong day or way, NotAllowed for a void one.
    """
    record = read(session, number)
    if record.values.get("status") == "void":
        raise NotAllowed(_("{title} 已作废，不能送达。").format(title=record.title))
    if way not in WAYS:
        raise UserError(_("送达方式应为 on_spot（当场）、left（留置）或 mail（邮寄）。"))
    if not str(record.values["issued_on"]) <= on.isoformat() <= session.today().isoformat():
        text = _("送达日期 {on} 要在下达日期 {issued} 和今天之间。")
        raise UserError(text.format(on=on, issued=record.values["issued_on"]))
    kept = attachments.taken(session, scan, record.title) if scan else None
    after: dict[str, Value] = {"status": "delivered", "delivered_on": on.isoformat()}
    after |= {"delivery_way": way, "receiver": receiver or None}
    with session.action("directive") as running:
        records.write(session, running, record, records.units_of_writing(session, record, after))
        if kept:
            attachments.keep(session, running, number, attachments.as_role(kept, "signed"))
    return changed(running)


def void(session: Session, number: int, reason: str) -> Changed:
    """Void a directive; its number stays on record and is never given out again."""
    record = read(session, number)
    if not reason.strip():
        raise InvalidRecord(_("作废要写明理由。"), {"reason": _("必填")})
    if record.values.get("status") == "void":
        raise NotAllowed(_("{title} 已经作废了。").format(title=record.title))
    after: dict[str, Value] = {"status": "void", "void_reason": reason.strip()}
    after["voided_on"] = session.today().isoformat()
    with session.action("void", reason) as running:
        records.write(session, running, record, records.units_of_writing(session, record, after))
    return changed(running)


def awaiting(session: Session) -> Sequence[int]:
    """Return the directives that are issued and not delivered yet, oldest first."""
    return papers.ids(session, KIND, "status", "awaiting")


def print_again(session: Session, number: int) -> bytes:
    """Return a directive as PDF again, from what was written when it was issued."""
    return papers.render_directive(session, read(session, number).values)
