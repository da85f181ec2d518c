"""What the desk of a visit asks of the register: each call takes a draft up by name and saves it whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from equipinspect.app import (
    attachments,
    directives,
    drafts,
    hazard_lists,
    lists,
    papers,
    records,
    visit_page,
    visit_problems,
    visit_rules,
    visit_signing,
    visits,
)
from equipinspect.app.directives import Issued
from equipinspect.app.drafts import Draft, Recheck, Summary
from equipinspect.app.lists import Filter, Query, Row
from equipinspect.app.session import Session
from equipinspect.app.visit_page import Page
from equipinspect.app.visit_signing import Signed
from equipinspect.app.visits import Wanted
from equipinspect.model.checklists import Criterion
from equipinspect.model.errors import UserError
from equipinspect.model.fields import Value
from equipinspect.model.ids import parse_id
from equipinspect.model.text import _
from equipinspect.store import queries
from equipinspect.store.copies import files_folder

At = tuple[str, str]  # part and item
LATEST, MOST = 30, 200


@dataclass(frozen=True)
class Rechecked:
    """A hazard that a recheck looks at: its id, level, words, deadline, and what was found so far."""

    id: str
    level: str
    words: str
    deadline: str
    found: Recheck


@dataclass(frozen=True)
class View:
    """The page of a draft with what its editors need: names, clauses by part, photos, hazards to recheck."""

    page: Page
    part: str
    titles: Mapping[str, str]
    criteria: Mapping[str, list[Criterion]]
    photos: Path
    hazards: Sequence[Rechecked] = ()
    severe: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Start:
    """What a visit can be begun from: drafts at hand, kinds of the day, who sits here, latest visits."""

    drafts: list[Summary]
    kinds: tuple[str, ...]
    person: int | None
    person_name: str
    latest: list[Row]


def start(session: Session) -> Start:
    """Return what the empty page shows."""
    query = Query("check", (), sort="checked_on", descending=True)
    people = queries.titles(session.register, "person", [session.person or 0])
    return Start(
        drafts.listed(session),
        tuple(session.rules.checks.kinds_on(session.today())),
        session.person,
        people.get(session.person or 0, ""),
        lists.page(session, query, 0, LATEST),
    )


def devices_of(session: Session, unit: int) -> list[tuple[int, str]]:
    """Return the devices a unit uses with the words that tell them apart, by kind."""
    found: list[tuple[int, str]] = []
    for declaration in session.declarations.categories():
        query = Query(declaration.key, (Filter("user_unit", "=", str(unit)),))
        for row in lists.page(session, query, 0, MOST):
            parts = (lists.title(session, row, declaration.key),
                     lists.subtitle(session, row, declaration.key))  # fmt: skip
            found.append((row.id, "　".join(p for p in parts if p)))
    return found


def begun(session: Session, wanted: Wanted) -> View:
    """Begin a visit."""
    return _view(session, visits.begin(session, wanted))


def begun_again(session: Session, check: int) -> View:
    """Begin the recheck of a signed visit, with the officers who made it."""
    values = records.read(session, check).values
    people = tuple(v for k in visits.OFFICERS if isinstance(v := values.get(k), int))
    return _view(session, visits.begin_recheck(session, check, people))


def taken_up(session: Session, name: str) -> View:
    """Go on with a draft that a person chose."""
    return _view(session, drafts.take_up(session, name))


def put_aside(session: Session, name: str) -> None:
    """Mark a draft as left on purpose; one that was signed meanwhile is gone, and that is right."""
    if any(d.id == name for d in drafts.listed(session)):
        drafts.leave(session, drafts.load(session, name))


def view(session: Session, name: str, part: str = "") -> View:
    """Return a draft's page with the story of one part."""
    return _view(session, drafts.load(session, name), part)


def device_added(session: Session, name: str, number: int) -> View:
    """Add a device to a visit under way."""
    draft = drafts.load(session, name)
    part = visits.add_device(session, draft, number)
    return _view(session, draft, part.key)


def device_found(session: Session, name: str, text: str) -> View:
    """Add the one device that a typed text finds; raise UserError when it finds none or several."""
    rows = [r for d in session.declarations.categories() for r in _met(session, d.key, text)]
    if len(rows) != 1:
        said = _("“{text}”找到 {n} 台设备，请写完整的编号。")
        raise UserError(said.format(text=text, n=len(rows)))
    return device_added(session, name, rows[0].id)


def _met(session: Session, kind: str, text: str) -> list[Row]:
    return lists.page(session, Query(kind, text=text), 0, 2)


def judged(session: Session, name: str, at: At, verdict: str) -> View:
    """Give an item its verdict."""
    draft = drafts.load(session, name)
    visits.judge(session, draft, at, verdict)
    return _view(session, draft, at[0])


def said(session: Session, name: str, at: At, texts: Mapping[str, str]) -> View:
    """Write words, the reason for no photo, or the mark of 当场整改."""
    draft = drafts.load(session, name)
    visits.say(session, draft, at, **texts)
    return _view(session, draft, at[0])


def graded(session: Session, name: str, at: At, values: Mapping[str, Value]) -> View:
    """Write level, clause and deadline of the hazard an item makes."""
    draft = drafts.load(session, name)
    visits.grade(session, draft, at, values)
    return _view(session, draft, at[0])


def photographed(session: Session, name: str, at: At, path: Path, role: str) -> View:
    """Add a photo to an item."""
    draft = drafts.load(session, name)
    visits.photograph(session, draft, at, path, role)
    return _view(session, draft, at[0])


def written(session: Session, name: str, values: Mapping[str, Value]) -> View:
    """Write boxes of the visit itself."""
    draft = drafts.load(session, name)
    visits.write(session, draft, values)
    return _view(session, draft)


def proved(session: Session, name: str, path: Path) -> View:
    """Add evidence of a refusal to sign."""
    draft = drafts.load(session, name)
    visits.prove(session, draft, path)
    return _view(session, draft)


def rechecked(session: Session, name: str, hazard: str, found: Recheck) -> View:
    """Say what a recheck found of one hazard; photos it has already stay."""
    draft = drafts.load(session, name)
    kept = draft.rechecks.get(hazard, Recheck()).photos
    visits.recheck(session, draft, hazard, replace(found, photos=[*kept, *found.photos]))
    return _view(session, draft)


def recheck_photographed(session: Session, name: str, hazard: str, path: Path) -> View:
    """Add a photo of a hazard after its rectification."""
    draft = drafts.load(session, name)
    visits.photograph_recheck(session, draft, hazard, path)
    return _view(session, draft)


def hazards_of(session: Session, draft: Draft) -> list[Rechecked]:
    """Return the hazards a recheck looks at, with what was found of each so far."""
    level, made = session.declaration("hazard").field("level"), []
    for key, found in draft.rechecks.items():
        values = records.read(session, parse_id(key)).values
        words, until = (str(values.get(k) or "") for k in ("description", "deadline"))
        made.append(Rechecked(key, level.show(values.get("level")), words, until, found))
    return made


def submitted(session: Session, name: str) -> View:
    """Hand a draft to the supervisor before it is signed."""
    draft = drafts.load(session, name)
    visits.submit(session, draft)
    return _view(session, draft)


def sent_back(session: Session, name: str, note: str) -> View:
    """Send a draft back with a note, as a supervisor."""
    return _view(session, visits.send_back(session, name, note))


def problems(session: Session, name: str) -> dict[str, str]:
    """Return every reason against signing."""
    return visit_problems.problems(session, drafts.load(session, name))


def signed(session: Session, name: str) -> Signed:
    """Sign the visit; its failed items become hazards in the same action."""
    return visit_signing.sign(session, name)


def officers_of(session: Session, check: int) -> tuple[dict[str, Value], dict[str, str]]:
    """Return the first two officers of a signed visit, and their names, by field."""
    record = records.read(session, check)
    values: dict[str, Value] = {
        k: v for k in visits.OFFICERS[:2] if (v := record.values.get(k)) is not None
    }
    declaration = session.declaration("check")
    return values, {k: records.shown(session, declaration, k, v) for k, v in values.items()}


def amended(session: Session, check: int, officers: tuple[int, ...], text: str) -> Signed:
    """Write a 补正 record of today that points to a signed visit."""
    return visit_signing.amend(session, check, session.today(), officers, text)


def open_hazards(session: Session, check: int) -> list[Row]:
    """Return the hazards of a visit that a directive may still be issued for."""
    return hazard_lists.rows(
        session, [Filter("check", "=", str(check)), Filter("state", "=", "found")], "id"
    )


def directed(session: Session, check: int, deadline: str, target: Path) -> Issued:
    """Issue the directive for the open hazards of a visit, in the name of its first two officers.

    The file is found writable before the number is given out; raises UserError where it is not.
    """
    values = records.read(session, check).values
    people = tuple(v for k in visits.OFFICERS[:2] if isinstance(v := values.get(k), int))
    wanted = directives.Wanted(directives.open_hazards(session, check), deadline, people)
    found: list[Issued] = []

    def pdf() -> bytes:
        found.append(directives.issue(session, wanted))
        return found[0].pdf

    _write(target, pdf)
    return found[0]


def record_written(session: Session, check: int, target: Path) -> Path:
    """Write the record of a visit as it prints."""
    _write(target, lambda: papers.check_record_pdf(session, check))
    return target


def _write(target: Path, pdf: Callable[[], bytes]) -> None:
    part = target.with_name(f".{target.name}.part")
    try:
        part.write_bytes(b"")
        part.write_bytes(pdf())
        part.replace(target)
    except OSError as error:
        text = _("写不进 {path}（{why}），请换一个位置。")
        raise UserError(text.format(path=target, why=error.strerror)) from error
    finally:
        part.unlink(missing_ok=True)


def file_of(folder: Path, taken: attachments.Taken) -> Path:
    """Return where a photo of a draft lies."""
    return next(folder.glob(f"{taken.sha256}.*"), folder / "missing")


def _view(session: Session, draft: Draft, part: str = "") -> View:
    known = [p.key for p in draft.parts]
    at = part if part in known else (known[0] if known else "")
    on = date.fromisoformat(str(draft.visit["checked_on"]))
    library = visit_rules.library(session)
    declaration = session.declaration("check")
    titles = {
        key: records.shown(session, declaration, key, value)
        for key, value in draft.visit.items()
        if declaration.has(key) and declaration.field(key).kind == "ref"
    }
    return View(
        visit_page.page_of(session, draft, at),
        at,
        titles,
        {p.key: library.pick(p.device_kind, on) for p in draft.parts},
        files_folder(session.path),
        hazards_of(session, draft),
        library.severe_on(on),
    )
