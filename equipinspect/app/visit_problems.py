"""Every reason why a visit cannot be signed yet: officers, times, verdicts, photos, the unit's signature."""

from __future__ import annotations

import re
from datetime import date

from equipinspect.app import hazard_steps, hazards, issuing, records, visits
from equipinspect.app.drafts import Draft, Mark, Part
from equipinspect.app.session import Session
from equipinspect.model.checklists import Item
from equipinspect.model.errors import InvalidRecord, NotFound
from equipinspect.model.fields import Value
from equipinspect.model.hazards import Wish, two_level
from equipinspect.model.ids import parse_id
from equipinspect.model.text import _

LEAST = 2  # officers of a visit, Order 57 art. 19
MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")
Problems = dict[str, str]


def problems(session: Session, draft: Draft) -> Problems:
    """Return every reason against signing, by field or by part and item; empty when it may be signed."""
    found = _day_problems(session, draft)
    if "checked_on" in found:
        return found
    found |= _officer_problems(session, draft)
    found |= _signature_problems(draft)
    if draft.visit.get("result") == "terminated":
        if not draft.visit.get("termination"):
            found["termination"] = _("终止检查要写明原因")
        return found | _reference_problems(session, draft)
    if not draft.parts and not draft.rechecks:
        found["parts"] = _("还没有检查任何设备或单位")
    for part in draft.parts:
        found |= _part_problems(session, draft, part)
    return found | _recheck_problems(session, draft) | _reference_problems(session, draft)


def unjudged(session: Session, draft: Draft) -> list[tuple[str, str]]:
    """Return the items without a verdict, as part and code, in the order of the page."""
    return [
        (part.key, item.code)
        for part in draft.parts
        for item in visits.checklist_of(session, part).items
        if not part.marks.get(item.code, Mark()).verdict
    ]


def _day_problems(session: Session, draft: Draft) -> Problems:
    day = str(draft.visit.get("checked_on") or "")
    try:
        on = date.fromisoformat(day)
    except ValueError:
        return {"checked_on": _("检查日期 {day} 应写成 2026-03-06 的样子").format(day=day or "—")}
    found: Problems = {}
    if on > session.today():
        found["checked_on"] = _("检查日期 {day} 在今天之后").format(day=day)
    if draft.visit.get("kind") not in session.rules.checks.kinds_on(on):
        found["kind"] = _("{day} 还没有或已经没有这种检查类别").format(day=day)
    return found | _time_problems(draft, day)


def _time_problems(draft: Draft, day: str) -> Problems:
    found: Problems = {}
    began, ended = str(draft.visit.get("began") or ""), str(draft.visit.get("ended") or "")
    for key, text in (("began", began), ("ended", ended)):
        if text and not MOMENT.fullmatch(text):
            found[key] = _("时间 {text} 应写成 2026-03-06 09:10 的样子").format(text=text)
    if not found and began and began[:10] != day:
        found["began"] = _("开始时间 {began} 不在检查日期 {day}").format(began=began, day=day)
    if not found and began and ended and ended < began:
        found["ended"] = _("结束时间 {ended} 早于开始时间 {began}").format(ended=ended, began=began)
    return found


def _officer_problems(session: Session, draft: Draft) -> Problems:
    named = [v for k in visits.OFFICERS if isinstance(v := draft.visit.get(k), int)]
    if len(set(named)) < len(named):
        return {"officers": _("同一名执法人员写了两次，要至少两名不同的执法人员")}
    if len(named) < LEAST:
        return {"officers": _("监督检查要至少两名执法人员")}
    on = date.fromisoformat(str(draft.visit["checked_on"]))
    return issuing.officers_problems(session, named, on)


def _signature_problems(draft: Draft) -> Problems:
    state = draft.visit.get("sign_state")
    if state is None:
        return {"sign_state": _("请选择被检查单位已签名、拒绝签名或以其他方式确认")}
    found: Problems = {}
    if state == "signed" and not draft.visit.get("unit_signer"):
        found["unit_signer"] = _("被检查单位签名人：未填")
    if state == "refused":
        if not draft.visit.get("refusal_note"):
            found["refusal_note"] = _("拒绝签名要写明情况")
        if not draft.evidence:
            found["evidence"] = _("拒绝签名要有照片、录音或录像")
    return found


def _part_problems(session: Session, draft: Draft, part: Part) -> Problems:
    try:
        checklist = visits.checklist_of(session, part)
    except NotFound as error:
        return {part.key: str(error)}
    found: Problems = {}
    for item in checklist.items:
        mark = part.marks.get(item.code, Mark())
        if not mark.verdict:
            found.setdefault(
                f"{part.key}.unjudged", _("{name}还有检查项没有判定").format(name=part.name)
            )
        elif mark.verdict == "fail":
            own = _mark_problems(mark) | _hazard_problems(session, draft, part, item)
            said = f"{part.name} {item.code}"
            found |= {f"{part.key}.{item.code}.{k}": f"{said}：{v}" for k, v in own.items()}
    return found


def _mark_problems(mark: Mark) -> Problems:
    found: Problems = {}
    if not mark.words.strip():
        found["words"] = _("不符合要写明问题")
    if not mark.photos and not mark.no_photo.strip():
        found["photos"] = _("不符合要有照片，或写明没有照片的原因")
    if mark.fixed and not any(p.role == "after" for p in mark.photos):
        found["photos"] = _("当场整改要有整改后的照片")
    return found


def hazard_values(session: Session, draft: Draft, part: Part, code: str) -> dict[str, Value]:
    """Return the hazard of a failed item as it would be written, but for its number and visit."""
    mark, visit = part.marks[code], draft.visit
    values: dict[str, Value] = {
        **mark.hazard,
        "description": mark.words.strip(),
        "found_on": visit["checked_on"],
        "source": "look_back" if visit.get("source") == "look_back" else "check",
        "equipment": part.equipment,
        "device_kind": part.device_kind,
        "found_by1": visit.get("officer1"),
        "found_by2": visit.get("officer2"),
        **{k: visit.get(k) for k in ("campaign", "unit", "county", "town", "office")},
    }
    return hazards.filled_in(session, values)


def _hazard_problems(session: Session, draft: Draft, part: Part, item: Item) -> Problems:
    values = hazard_values(session, draft, part, item.code)
    found = hazards.problems_of_new(session, values, item)
    mark = part.marks[item.code]
    found.pop("description", None)
    if mark.fixed and two_level(values.get("level")) == "major" and not values.get("progress"):
        found["progress"] = _("重大事故隐患当场整改要写明整改情况")
    return found


def recheck_wish(draft: Draft, number: str) -> Wish | None:
    """Return the step that a recheck takes with one hazard; None while nothing was said of it."""
    each = draft.rechecks[number]
    if each.result not in ("pass", "fail"):
        return None
    by = tuple(v for k in visits.OFFICERS[:2] if isinstance(v := draft.visit.get(k), int))
    values = {"note": each.note, "deadline": each.deadline, "way": "on_site"}
    roles = tuple(photo.role for photo in each.photos)
    on = str(draft.visit["checked_on"])
    return Wish(f"recheck_{each.result}", on, by, values, roles)


def _recheck_problems(session: Session, draft: Draft) -> Problems:
    found: Problems = {}
    for number in draft.rechecks:
        wish = recheck_wish(draft, number)
        own = hazard_steps.problems(session, parse_id(number), wish) if wish else {}
        found |= {f"recheck.{number}.{key}": text for key, text in own.items()}
    if draft.rechecks and not draft.parts and not any(r.result for r in draft.rechecks.values()):
        found["rechecks"] = _("还没有写任何一处隐患的复查结论")
    return found


def _reference_problems(session: Session, draft: Draft) -> Problems:
    try:
        records.check_references(session, session.declaration("check"), draft.visit)
    except InvalidRecord as error:
        return error.problems
    return {}
