"""Which equipment can get a certificate from its last finished check, and what speaks against the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial

from equipinspect.app import issuing, lists
from equipinspect.app.issuing import Wanted
from equipinspect.app.session import Report, Session, never, silent
from equipinspect.app.subjects import Subject, subjects
from equipinspect.documents import typesetting
from equipinspect.documents.fonts import cut_down
from equipinspect.documents.layouts import layout_on
from equipinspect.documents.typesetting import Form
from equipinspect.model.errors import Cancelled, UserError
from equipinspect.model.fields import Value
from equipinspect.model.text import _
from equipinspect.store import queries
from equipinspect.store.queries import Filter, Row

PART = 400
OFFICER_FIELDS = ("officer1", "officer2", "officer3", "officer4")
OVER = ("closed", "voided", "transferred")  # states in which a hazard is no longer open


@dataclass(frozen=True)
class Ready:
    """One piece of equipment that can get a certificate, and the check it rests on."""

    subject: Subject
    check: int
    wanted: Wanted


@dataclass(frozen=True)
class Refused:
    """One that cannot: every reason by field, a Chinese sentence each."""

    id: int
    kind: str
    title: str
    reasons: dict[str, str]


@dataclass(frozen=True)
class Preflight:
    """The table before a batch, in the order it was asked for."""

    ready: list[Ready]
    refused: list[Refused]


@dataclass(frozen=True)
class _Basis:
    """The last finished check of a piece of equipment."""

    check: int
    on: str
    result: str
    kind: str
    officers: tuple[int, ...]


def preflight(
    session: Session,
    ids: Sequence[int],
    report: Report = silent,
    cancelled: Callable[[], bool] = never,
    template: str = "",
) -> Preflight:
    """Look at every piece of equipment; nothing is written. Raises Cancelled, NotFound.

    With a ``template`` everything is also set in that layout, and what it has no room for refused.
    """
    found = Preflight([], [])
    form = _form(session, template) if template else None
    office = issuing.office_problems(session)
    look = partial(_problems, session, cache(partial(issuing.officer_problem, session)))
    for start in range(0, len(ids), PART):
        if cancelled():
            raise Cancelled(_("已取消，没有签发任何凭证。"))
        part = ids[start : start + PART]
        bases, major = _bases(session, part), _major_hazards(session, part)
        for about in subjects(session, part):
            basis = bases.get(about.id)
            reasons = office | look(about, basis, about.id in major)
            if form and basis and not reasons:
                reasons = _room_problems(session, form, about, basis)
            if reasons or basis is None:
                title = about.title
                found.refused.append(Refused(about.id, about.declaration.key, title, reasons))
            else:
                found.ready.append(Ready(about, basis.check, _wanted(about, basis)))
        report(_("核对资料"), min(start + PART, len(ids)), len(ids))
    return found


def _form(session: Session, template: str) -> Form:
    layout = layout_on(session.resources / "templates", template, session.today())
    font = issuing.font(session)
    return Form(layout, font, cut_down(font, typesetting.characters(layout)))


def _room_problems(session: Session, form: Form, about: Subject, basis: _Basis) -> dict[str, str]:
    """Say that a layout has no room for what the page would say."""
    wanted = _wanted(about, basis)
    made = issuing.claims(session, wanted, about, issuing.NO_NUMBER)
    try:
        form.refuse_overfull(issuing.page_values(session, wanted, made, about).filling())
    except UserError as error:
        return {"layout": str(error).rstrip("。")}
    return {}


def _wanted(about: Subject, basis: _Basis) -> Wanted:
    on = date.fromisoformat(basis.on)
    return Wanted(about.id, on, basis.result, basis.officers[: issuing.OFFICERS], basis.kind)


def _problems(
    session: Session,
    officer: Callable[[int, date], str],
    about: Subject,
    basis: _Basis | None,
    has_major: bool,
) -> dict[str, str]:
    """Return every reason against one piece of equipment."""
    if not about.declaration.category:
        return {"equipment": _("不是设备，不能出具凭证")}
    found = issuing.subject_problems(about) | issuing.validity_problems(session, about)
    if has_major:
        found["hazards"] = _("有未销号的重大隐患")
    if basis is None:
        return found | {"check": _("没有已完成的监督检查")}
    found |= _basis_problems(officer, basis)
    return found or _glyph_problems(session, about, _wanted(about, basis))


def _basis_problems(officer: Callable[[int, date], str], basis: _Basis) -> dict[str, str]:
    found: dict[str, str] = {}
    if basis.result not in issuing.RESULTS:
        found["result"] = _("最近一次监督检查（{on}）的结果不是未发现问题或已整改").format(
            on=basis.on
        )
    if len(set(basis.officers[: issuing.OFFICERS])) != issuing.OFFICERS:
        found["officers"] = _("监督检查要有两名不同的执法人员")
    on = date.fromisoformat(basis.on)
    problems = filter(None, (officer(number, on) for number in basis.officers[:2]))
    if said := "；".join(problems):
        found["officers"] = said
    return found


def _glyph_problems(session: Session, about: Subject, wanted: Wanted) -> dict[str, str]:
    """Say which field holds a character that cannot be printed."""
    font = issuing.font(session)
    lines = [
        (field.caption, text)
        for field in about.declaration.fields
        if field.certificate and (text := about.printed(field.key))
    ]
    try:
        typesetting.refuse_missing_glyphs(typesetting.Filling({}, lines), font)
    except UserError as error:
        return {"glyphs": str(error).rstrip("。")}
    return {}


def _bases(session: Session, ids: Sequence[int]) -> dict[int, _Basis]:
    """Return the last finished check of each, from visits with several devices and from single ones."""
    found: dict[int, _Basis] = {}
    single = _of(session, "check", ids)
    for row in single:
        _later(found, row.values["equipment"], _basis(row, row))
    devices = _of(session, "device_check", ids)
    checks = {number for row in devices if isinstance(number := row.values.get("check"), int)}
    visits = {row.id: row for row in queries.rows(session.register, "check", sorted(checks))}
    for row in devices:
        visit = visits.get(_number(row.values.get("check")))
        if visit and not visit.deleted:
            _later(found, row.values["equipment"], _basis(visit, row))
    return found


def _later(found: dict[int, _Basis], equipment: Value, basis: _Basis | None) -> None:
    number = _number(equipment)
    before = found.get(number)
    if basis and (before is None or (before.on, before.check) < (basis.on, basis.check)):
        found[number] = basis


def _basis(visit: Row, device: Row) -> _Basis | None:
    on = visit.values.get("checked_on")
    if not isinstance(on, str):
        return None
    officers = (visit.values.get(key) for key in OFFICER_FIELDS)
    return _Basis(
        check=visit.id,
        on=on,
        result=str(device.values.get("result") or visit.values.get("result") or ""),
        kind=str(visit.values.get("kind") or ""),
        officers=tuple(n for n in officers if isinstance(n, int)),
    )


def _number(value: Value) -> int:
    return value if isinstance(value, int) else 0


def _major_hazards(session: Session, ids: Sequence[int]) -> set[int]:
    """Return which of these have a major hazard that is not closed."""
    major = Filter("level", "=", "major")
    return {
        _number(row.values.get("equipment"))
        for row in _of(session, "hazard", ids, major)
        if row.values.get("state") not in OVER
    }


def _of(session: Session, kind: str, ids: Iterable[int], *more: Filter) -> list[Row]:
    wanted = "|".join(map(str, ids))
    return lists.every(session, kind, Filter("equipment", "in", wanted), *more)
