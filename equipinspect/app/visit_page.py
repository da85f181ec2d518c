"""Everything the page of a visit shows, in one call: items with verdicts, and the story of the device at hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from equipinspect.app import drafts, lists, papers, records, visit_rules, visits
from equipinspect.app.drafts import Draft, Mark, Part
from equipinspect.app.hazard_lists import OPEN
from equipinspect.app.session import Session
from equipinspect.model.checklists import Checklist, Item
from equipinspect.model.fields import Value
from equipinspect.model.hazards import two_level
from equipinspect.model.schedule import Due
from equipinspect.model.text import _
from equipinspect.store import queries
from equipinspect.store.queries import Filter, Row

NUMERALS = "一二三四五六七八九十"
FACTS = ("reg_no", "rescue_code", "user_unit", "maint_unit", "address")


@dataclass(frozen=True)
class ItemView:
    """One line of the page: what to look at, on what it rests, what was said of it."""

    part: str
    code: str
    number: int
    text: str
    hint: str
    clause: str
    mark: Mark
    warning: str
    open_hazard: int | None


@dataclass(frozen=True)
class Section:
    """A heading with its items and how many of them are judged."""

    part: str
    title: str
    judged: int
    items: tuple[ItemView, ...]


@dataclass(frozen=True)
class Event:
    """Something that happened to the device: on which day, what, and a line about it."""

    on: str
    what: str
    detail: str
    mark: str = ""


@dataclass(frozen=True)
class Story:
    """What is known of the device at hand: facts, due dates, open hazards, earlier events newest first."""

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    dues: tuple[Due, ...] = ()
    hazards: tuple[Row, ...] = ()
    events: tuple[Event, ...] = ()


@dataclass(frozen=True)
class Page:
    """The whole page: head, sections of every part, the story of the part at hand, foot."""

    draft: Draft
    title: str
    kind: str
    arrived: str
    officers: str
    sections: tuple[Section, ...]
    story: Story
    judged: int
    total: int
    failed: int
    saved: str
    returned: str

    @property
    def left(self) -> int:
        """How many items are still without a verdict."""
        return self.total - self.judged

    def next_unjudged(self, after: tuple[str, str] = ("", "")) -> tuple[str, str] | None:
        """Return the next item without a verdict behind one, going round; None when all are judged."""
        items = [i for s in self.sections for i in s.items]
        start = next((n for n, i in enumerate(items, 1) if (i.part, i.code) == after), 0)
        for item in [*items[start:], *items[:start]]:
            if not item.mark.verdict:
                return item.part, item.code
        return None


def page(session: Session, name: str, part: str = "") -> Page:
    """Return the page of a draft with the story of one of its parts (the first when none is named)."""
    draft = drafts.load(session, name)
    return page_of(session, draft, part)


def page_of(session: Session, draft: Draft, part: str = "") -> Page:
    """Return the page of a draft that is at hand already."""
    sections = tuple(s for each in draft.parts for s in _sections(session, draft, each))
    marks = [i.mark for s in sections for i in s.items]
    at_hand = draft.part(part) if part else (draft.parts[0] if draft.parts else None)
    visit = draft.visit
    kind = session.declaration("check").field("kind").show(visit.get("kind"))
    saved = datetime.fromisoformat(draft.saved) if draft.saved else None
    return Page(
        draft=draft,
        title=str(visit.get("unit_name") or (at_hand.name if at_hand else "")),
        kind=kind,
        arrived=str(visit.get("began") or "")[11:],
        officers=papers.names(session, [visit.get(k) for k in visits.OFFICERS]),
        sections=sections,
        story=story(session, at_hand) if at_hand else Story(""),
        judged=sum(bool(m.verdict) for m in marks),
        total=len(marks),
        failed=sum(m.verdict == "fail" for m in marks),
        saved=f"{saved:%H:%M:%S}" if saved else "",
        returned=draft.returned.get("note", ""),
    )


def _sections(session: Session, draft: Draft, part: Part) -> list[Section]:
    checklist = visits.checklist_of(session, part)
    known = _open_hazards(session, part.equipment)
    hints = _hints(session, part)
    headings = list(dict.fromkeys(item.section for item in checklist.items))
    found = []
    for place, heading in enumerate(headings):
        items = [
            ItemView(
                part=part.key,
                code=item.code,
                number=number,
                text=item.text,
                hint=hints.get(item.due, ""),
                clause=_clause(session, item),
                mark=part.marks.get(item.code, Mark()),
                warning=warning(session, draft, part, item),
                open_hazard=next((r.id for r in known if r.values.get("item") == item.code), None),
            )
            for number, item in enumerate(checklist.items, 1)
            if item.section == heading
        ]
        title = (
            f"{NUMERALS[place]}　{heading}"
            if len(draft.parts) == 1
            else _title(part, checklist, heading)
        )
        found.append(
            Section(part.key, title, sum(bool(i.mark.verdict) for i in items), tuple(items))
        )
    return found


def _title(part: Part, checklist: Checklist, heading: str) -> str:
    return _("{name}　{list}　{heading}").format(
        name=part.name, list=checklist.short, heading=heading
    )


def _clause(session: Session, item: Item) -> str:
    clauses = visit_rules.library(session).clauses
    return "、".join(clauses[c].short for c in item.clauses[:1])


def warning(session: Session, draft: Draft, part: Part, item: Item) -> str:
    """Say what a failed item may mean: a 重大 hazard by GB 45067, a stop of use, or that it never is one."""
    library, mark = visit_rules.library(session), part.marks.get(item.code, Mark())
    if mark.verdict != "fail":
        return ""
    if two_level(mark.hazard.get("level")) == "major":
        clause = mark.hazard.get("criterion") or ""
        return _("按 {clause} 判为重大事故隐患，应立即停用。").format(clause=clause)
    day = str(draft.visit.get("checked_on"))
    fitting = [c for c in item.criteria if library.criteria[c].suits(part.device_kind)]
    if fitting and day >= library.criteria_from:
        text = _("可能符合 GB 45067—2024 第 {clauses} 条，请核实是否仍继续使用并选定等级。")
        return text.format(clauses="、".join(fitting))
    if item.never_major:
        return _("超期本身不判为重大事故隐患，按法条责令停止使用、限期检验。") if item.due else ""
    return ""


def _hints(session: Session, part: Part) -> dict[str, str]:
    if part.equipment is None:
        return {}
    found = records.read(session, part.equipment).dues
    return {d.stream: _("应检 {due}").format(due=d.due) for d in found}


def _open_hazards(session: Session, equipment: int | None) -> list[Row]:
    if equipment is None:
        return []
    filters = (Filter("equipment", "=", str(equipment)), Filter("state", "in", "|".join(OPEN)))
    return lists.every(session, "hazard", *filters, sort="deadline")


def story(session: Session, part: Part) -> Story:
    """Return what is known of the device of a part; only its name for a place without equipment."""
    if part.equipment is None:
        return Story(part.name)
    return story_of(session, part.equipment)


def story_of(session: Session, equipment: int) -> Story:
    """Return facts, due dates, open hazards and earlier events of a device, newest first."""
    record = records.read(session, equipment)
    declaration = session.declaration(record.kind)
    facts = [
        (declaration.field(k).label, records.shown(session, declaration, k, record.values[k]))
        for k in FACTS
        if declaration.has(k) and record.values.get(k) is not None
    ]
    events = [
        *_visits(session, equipment),
        *_hazard_events(session, equipment),
        *_certificates(session, equipment),
        *_inspections(record.values),
    ]
    return Story(
        title=record.title,
        facts=tuple(facts),
        dues=tuple(record.dues),
        hazards=tuple(_open_hazards(session, equipment)),
        events=tuple(sorted(events, key=lambda e: e.on, reverse=True)),
    )


def _visits(session: Session, equipment: int) -> list[Event]:
    declaration = session.declaration("check")
    found = []
    for row in queries.rows(session.register, "check", visits.earlier(session, equipment)):
        values = row.values
        kind = declaration.field("kind").show(values.get("kind")).partition("（")[0]
        who = papers.names(session, [values.get("officer1"), values.get("officer2")])
        result = declaration.field("result").show(values.get("result"))
        found.append(Event(str(values.get("checked_on") or ""), kind, f"{result}　{who}".rstrip()))
    return found


def _of(session: Session, kind: str, equipment: int) -> Sequence[Row]:
    return lists.every(session, kind, Filter("equipment", "=", str(equipment)))


def _hazard_events(session: Session, equipment: int) -> list[Event]:
    field = session.declaration("hazard").field("level")
    found = []
    for row in _of(session, "hazard", equipment):
        words = str(row.values.get("description") or "")
        level: Value = row.values.get("level")
        what = _("发现隐患（{level}）").format(level=field.show(level))
        found.append(Event(str(row.values.get("found_on") or ""), what, words, two_level(level)))
        if closed := row.values.get("closed_on"):
            found.append(Event(str(closed), _("隐患销号"), words))
    return found


def _certificates(session: Session, equipment: int) -> list[Event]:
    return [
        Event(
            str(r.values.get("issued_on") or ""), _("出具凭证"), str(r.values.get("number") or "")
        )
        for r in _of(session, "certificate", equipment)
    ]


def _inspections(values: dict[str, Value]) -> list[Event]:
    last = values.get("inspection_last")
    if not isinstance(last, str):
        return []
    kind = str(values.get("inspection_kind") or _("定期检验"))
    due = values.get("inspection_next")
    detail = str(values.get("inspection_conclusion") or "")
    detail += _("　下次 {due}").format(due=due) if isinstance(due, str) else ""
    return [Event(last, kind, detail.strip("　"))]
