"""Signs a visit: record, checked devices, findings, hazards, rechecks and photos as one fixed action."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from equipinspect.app import (
    attachments,
    drafts,
    hazard_steps,
    hazards,
    records,
    visit_rules,
    visits,
)
from equipinspect.app.drafts import Draft, Mark, Part
from equipinspect.app.numbering import Numbers
from equipinspect.app.session import Session
from equipinspect.app.visit_problems import hazard_values, problems, recheck_wish
from equipinspect.model.errors import InvalidRecord, NotAllowed, UserError
from equipinspect.model.fields import Value
from equipinspect.model.hazard_changes import changes
from equipinspect.model.hazards import Wish
from equipinspect.model.ids import parse_id, show_id
from equipinspect.model.text import _
from equipinspect.store import queries
from equipinspect.store.operations import Action
from equipinspect.store.queries import Filter, Query

COUNTS = {"passed": "pass", "nearly": "nearly", "failed": "fail", "not_applicable": "na"}
LISTED = 3  # more devices than so many are listed apart, not named in the words
SAID = ("fail", "nearly")  # verdicts that are kept as findings


@dataclass(frozen=True)
class Signed:
    """A signed visit: its record, its number, the hazards it made, in the order of the page."""

    id: int
    number: str
    hazards: tuple[int, ...]


@dataclass(frozen=True)
class _Work:
    session: Session
    running: Action
    numbers: Numbers
    draft: Draft
    check: int


def sign(session: Session, name: str) -> Signed:
    """Sign a draft: from now on it is fixed and only a 补正 record may speak of it.

    Raises InvalidRecord with every reason by field; nothing is written then and the draft stays.
    """
    draft = drafts.load(session, name)
    if before := already(session, draft):
        drafts.discard(session, draft.id)
        return before
    found = problems(session, draft)
    if found:
        why = "；".join(dict.fromkeys(found.values()))
        raise InvalidRecord(_("还不能签名：{why}。").format(why=why), found)
    with session.action("check") as running:
        numbers = Numbers(session, running)
        values = check_values(session, draft)
        number = numbers.take("check", int(str(values["checked_on"])[:4]))
        values["draft"] = drafts.mark(session, draft.id)
        check = running.create("check", {**values, **number.values()})
        work = _Work(session, running, numbers, draft, check)
        made = [h for part in draft.parts for h in _part(work, part)]
        for key in draft.rechecks:
            _recheck(work, key)
        for each in draft.evidence:
            attachments.keep(session, running, check, each)
    drafts.discard(session, draft.id)
    return Signed(check, number.text, tuple(made))


def already(session: Session, draft: Draft) -> Signed | None:
    """Return the visit that was signed from a draft, when the program ended before the draft was gone."""
    same = Query("check", (Filter("draft", "=", drafts.mark(session, draft.id)),))
    for row in queries.rows(
        session.register, "check", queries.first_page(session.register, same, 1)
    ):
        mine = Query("hazard", (Filter("check", "=", str(row.id)),))
        made = tuple(queries.positions(session.register, mine))
        return Signed(row.id, str(row.values.get("number")), made)
    return None


def check_values(session: Session, draft: Draft) -> dict[str, Value]:
    """Return the visit as a record: what was typed, and what follows from the items."""
    visit = dict(draft.visit)
    officers = [k for k in visits.OFFICERS if visit.get(k) is not None]
    visit["officer_count"] = len(officers)
    visit.setdefault("result", result_of(draft))
    visit.setdefault("findings", findings(session, draft))
    visit.setdefault("signed_on", visit["checked_on"])
    if "ended" not in visit:
        moment = session.now().astimezone().strftime(visits.MOMENT)
        visit["ended"] = moment if moment[:10] == visit["checked_on"] else None
    if len(draft.parts) == 1 and draft.parts[0].equipment:
        visit["equipment"] = draft.parts[0].equipment
    if draft.returned.get("note"):
        visit["returned_note"] = draft.returned["note"]
    return {k: v for k, v in visit.items() if v is not None and v != ""}


def result_of(draft: Draft, part: Part | None = None) -> str:
    """Return the result of a visit or of one part: clear, rectified, open or terminated."""
    if draft.visit.get("result") == "terminated":
        return "terminated"
    parts = [part] if part else draft.parts
    failed = [m for p in parts for m in p.marks.values() if m.verdict == "fail"]
    again = [] if part else [r for r in draft.rechecks.values() if r.result]
    if any(not m.fixed for m in failed) or any(r.result == "fail" for r in again):
        return "open"
    return "rectified" if failed or again else "clear"


def findings(session: Session, draft: Draft) -> str:
    """Return the words of the box 检查情况及发现的问题: what was looked at, then each problem with its clause."""
    library = visit_rules.library(session)
    lines = []
    names = "、".join(p.name for p in draft.parts)
    if len(draft.parts) > LISTED:
        text = _("抽查：{first}等 {n} 台（处）。")
        lines.append(text.format(first=draft.parts[0].name, n=len(draft.parts)))
    elif names:
        lines.append(_("抽查：{names}。").format(names=names))
    for part in draft.parts:
        for item in visits.checklist_of(session, part).items:
            mark = part.marks.get(item.code, Mark())
            if mark.verdict not in SAID:
                continue
            text = _("{n}. {name}：{words}（{clauses}）{fixed}")
            lines.append(
                text.format(
                    n=len(lines) + (0 if names else 1),
                    name=part.name,
                    words=mark.words or item.text,
                    clauses=library.cited(item.clauses),
                    fixed=_("已当场整改。") if mark.fixed else "",
                )
            )
    lines += _recheck_lines(session, draft)
    if len(lines) == bool(names) and draft.visit.get("result") != "terminated":
        lines.append(_("未发现问题。"))
    if draft.visit.get("termination"):
        lines.append(_("终止检查：{why}").format(why=draft.visit["termination"]))
    return "\n".join(lines)


def _recheck_lines(session: Session, draft: Draft) -> list[str]:
    lines = []
    for key, each in draft.rechecks.items():
        if each.result:
            words = records.read(session, parse_id(key)).values.get("description")
            said = _("复查合格") if each.result == "pass" else _("复查不合格")
            lines.append(
                _("复查：{words}，{said}。{note}").format(words=words, said=said, note=each.note)
            )
    return lines


def _part(work: _Work, part: Part) -> list[int]:
    session, draft = work.session, work.draft
    checklist = visits.checklist_of(session, part)
    said = {item.code: part.marks.get(item.code, Mark()) for item in checklist.items}
    labels = session.declaration("check_item").field("verdict").labels
    visit = draft.visit
    values: dict[str, Value] = {
        "check": work.check,
        "equipment": part.equipment,
        "name": part.name,
        "code": part.code or None,
        "device_kind": part.device_kind,
        "quantity": part.quantity if part.equipment else None,
        "measure": part.measure or None,
        "checklist": part.checklist,
        "result": result_of(draft, part),
        "verdicts": "\n".join(_line(c, m, labels) for c, m in said.items() if m.verdict),
        **{k: visit.get(k) for k in ("unit", "county", "town", "campaign", "checked_on")},
        **{k: sum(m.verdict == v for m in said.values()) for k, v in COUNTS.items()},
    }
    number = work.running.create("device_check", _filled(values))
    return [
        hazard
        for item in checklist.items
        if said[item.code].verdict in SAID
        for hazard in _item(work, part, number, item.code)
    ]


def _line(code: str, mark: Mark, labels: Mapping[str, str]) -> str:
    words = " ".join(mark.words.split()) if mark.verdict in SAID else ""
    return f"{code} {labels[mark.verdict]} {words}".rstrip()


def _item(work: _Work, part: Part, device_check: int, code: str) -> list[int]:
    """Write one finding; a failed one makes its hazard at once, closed when it was fixed on the spot."""
    mark = part.marks[code]
    item = visits.item_of(work.session, part, code)
    values: dict[str, Value] = {
        "check": work.check,
        "device_check": device_check,
        "item": code,
        "verdict": mark.verdict,
        "words": mark.words or None,
        "clause": visit_rules.library(work.session).cited(item.clauses),
        "no_photo": mark.no_photo or None,
        "fixed_on_site": int(mark.fixed),
    }
    owner = work.running.create("check_item", _filled(values))
    made = []
    if mark.verdict == "fail":
        owner = _hazard(work, part, code, device_check)
        made.append(owner)
    for photo in mark.photos:
        attachments.keep(work.session, work.running, owner, photo)
    return made


def _hazard(work: _Work, part: Part, code: str, device_check: int) -> int:
    session, mark = work.session, part.marks[code]
    values = hazard_values(session, work.draft, part, code)
    values |= {"check": work.check, "device_check": device_check}
    on = str(values["found_on"])
    number = work.numbers.take("hazard", int(on[:4]))
    ready = hazards.new_values(values, number)
    wish = None
    if mark.fixed:
        by = tuple(v for k in visits.OFFICERS[:2] if isinstance(v := work.draft.visit.get(k), int))
        note = str(mark.hazard.get("progress") or _("当场整改"))
        wish = Wish("fix_on_site", on, by, {"note": note})
        ready |= changes(visit_rules.steps(session), visit_rules.calendar(session), ready, wish)
    made = work.running.create("hazard", _filled(ready))
    first: dict[str, Value] = {"hazard": made, "step": "found", "on": on, "check": work.check}
    first |= {"by1": values.get("found_by1"), "by2": values.get("found_by2")}
    work.running.create("hazard_step", _filled(first))
    if wish:
        work.running.create("hazard_step", hazard_steps.step_values(made, wish, work.check))
    return made


def _recheck(work: _Work, key: str) -> None:
    wish = recheck_wish(work.draft, key)
    if wish is None:
        return
    record = hazards.read(work.session, parse_id(key))
    hazard_steps.take_step(work.session, work.running, record, wish, work.check)
    for photo in work.draft.rechecks[key].photos:
        attachments.keep(work.session, work.running, record.id, photo)


def _filled(values: Mapping[str, Value]) -> dict[str, Value]:
    return {key: value for key, value in values.items() if value is not None}


def amend(session: Session, check: int, on: date, officers: tuple[int, ...], text: str) -> Signed:
    """Write a 补正 record that points to a signed visit, which itself stays as it is.

    Raises UserError for another kind of record, InvalidRecord for officers or words that will not do.
    """
    first = records.read(session, check)
    if first.kind != "check":
        raise UserError(_("{id} 不是监督检查，请核对记录号。").format(id=show_id(check)))
    if first.values.get("corrects") is not None:
        raise NotAllowed(_("这份本身是补正记录，请补正原来的那一份。"))
    draft = Draft("", "", visit={"checked_on": on.isoformat(), "sign_state": "other_confirmed"})
    draft.visit |= dict(zip(visits.OFFICERS, officers, strict=False))
    draft.visit["kind"] = session.rules.checks.kinds_on(on)[0]
    found = problems(session, draft)
    found.pop("parts", None)
    if not text.strip():
        found["findings"] = _("补正要写明内容")
    if str(on) < str(first.values.get("checked_on")):
        found["checked_on"] = _("补正日期早于原检查日期")
    if found:
        raise InvalidRecord("；".join(found.values()) + "。", found)
    kept = ("unit", "unit_name", "equipment", "county", "town", "office", "campaign", "result")
    values = {k: first.values.get(k) for k in kept} | draft.visit
    values |= {"corrects": check, "findings": text.strip(), "officer_count": len(officers)}
    with session.action("check") as running:
        number = Numbers(session, running).take("check", on.year)
        made = running.create("check", _filled({**values, **number.values()}))
    return Signed(made, number.text, ())
