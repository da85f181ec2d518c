"""Everything the page of a hazard shows, in one call: its facts, its steps, its photos, what may follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from equipinspect.app import attachments, hazards, papers, records, visit_rules
from equipinspect.app.session import Session
from equipinspect.model.checklists import Criterion
from equipinspect.model.hazard_steps import Step
from equipinspect.model.hazards import FIVE, MATERIALS, two_level
from equipinspect.model.text import _
from equipinspect.store.queries import Row


@dataclass(frozen=True)
class Done:
    """A step that was taken: the day, its name, who, the paper, the note, and its evidence."""

    id: int
    on: str
    step: str
    label: str
    by: str
    approved_by: str
    paper: str
    note: str
    evidence: tuple[Path, ...]


@dataclass(frozen=True)
class Offer:
    """A step that may follow, with what it asks for: fields by key and label, officers, a photo."""

    step: Step
    needs: tuple[tuple[str, str], ...]
    officers: int
    photo: str


@dataclass(frozen=True)
class HazardPage:
    """The whole page; ``lacking`` are the five things of a 重大 hazard that are not settled yet."""

    record: records.Record
    number: str
    level: str
    state: str
    overdue: bool
    days_left: int | None
    steps: tuple[Done, ...]
    offers: tuple[Offer, ...]
    before: tuple[Path, ...]
    after: tuple[Path, ...]
    enforcements: tuple[Row, ...]
    criteria: tuple[Criterion, ...]
    lacking: tuple[str, ...]


def page(session: Session, number: int, on: date | None = None) -> HazardPage:
    """Return the page of a hazard as it stands; raise UserError for a record of another kind."""
    record = hazards.read(session, number)
    values, declaration = record.values, session.declaration(hazards.KIND)
    rules, day = visit_rules.steps(session), on or session.today()
    state, deadline = str(values.get("state") or "found"), str(values.get("deadline") or "")
    level = two_level(values.get("level"))
    over = state in rules.final or state in rules.rectified
    photos = attachments.of_record(session, number)
    return HazardPage(
        record=record,
        number=str(values.get("number") or ""),
        level=declaration.field("level").show(values.get("level")),
        state=declaration.field("state").show(state),
        overdue=rules.overdue(state, deadline, day),
        days_left=(date.fromisoformat(deadline) - day).days if deadline and not over else None,
        steps=tuple(_done(session, row) for row in hazards.steps_of(session, number)),
        offers=tuple(_offer(step, level) for step in rules.following(state)),
        before=tuple(path for row, path in photos if row.values.get("role") == "before"),
        after=tuple(path for row, path in photos if row.values.get("role") == "after"),
        enforcements=tuple(hazards.enforcements(session, number)),
        criteria=tuple(hazards.pick(session, number)) if values.get("found_on") else (),
        lacking=tuple(_(FIVE[k]) for k in FIVE if level == "major" and values.get(k) is None),
    )


def _done(session: Session, row: Row) -> Done:
    values = row.values
    field = session.declaration("hazard_step").field("step")
    return Done(
        id=row.id,
        on=str(values.get("on") or ""),
        step=str(values.get("step") or ""),
        label=field.show(values.get("step")),
        by=papers.names(session, [values.get("by1"), values.get("by2")]),
        approved_by=papers.names(session, [values.get("approved_by")]),
        paper=str(values.get("paper") or ""),
        note=str(values.get("note") or ""),
        evidence=tuple(path for _row, path in attachments.of_record(session, row.id)),
    )


def _offer(step: Step, level: str) -> Offer:
    needs = tuple((key, _(MATERIALS[key])) for key in step.needs_for(level))
    return Offer(step, needs, step.officers_for(level), step.photo_for(level))
