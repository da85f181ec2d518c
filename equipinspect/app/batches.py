"""Issues certificates by the hundred from finished checks: order, numbers, signatures, one action."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from equipinspect.app import issuing, keys, records
from equipinspect.app.preflight import Ready
from equipinspect.app.session import Report, Session, never, silent
from equipinspect.app.subjects import Subject
from equipinspect.documents.certificate import Values
from equipinspect.documents.layouts import layout_on
from equipinspect.model.errors import Cancelled, InvalidRecord, NotAllowed
from equipinspect.model.fields import Value
from equipinspect.model.text import _
from equipinspect.trust import certificate_code

ORDER = ("town", "street", "estate", "building")
EVERY = 50
_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True)
class IssuedOne:
    """One certificate of a batch: its record, the equipment, its number and code."""

    id: int
    equipment: int
    number: str
    code: str


@dataclass(frozen=True)
class Batch:
    """A print job and what was issued for it, in the order of the sheets."""

    job: int
    issued: list[IssuedOne]


@dataclass(frozen=True)
class Plan:
    """What a batch is to be: its layout, its name, the fields it is ordered by."""

    template: str = issuing.LAYOUT
    title: str = ""
    order: tuple[str, ...] = ORDER


def arranged(ready: Sequence[Ready], order: Sequence[str]) -> list[Ready]:
    """Return the equipment by the named fields, numbers in them as numbers: 2号楼 before 10号楼."""
    return sorted(ready, key=lambda one: [natural(one.subject.printed(key)) for key in order])


def natural(text: str) -> list[tuple[bool, int, str]]:
    """Return a key that sorts runs of digits by their value; an empty text comes last."""
    if not text:
        return [(True, 0, "￿")]
    return [(not part.isdigit(), int(part) if part.isdigit() else 0, part)
            for part in _DIGITS.split(text) if part]  # fmt: skip


def issue(
    session: Session,
    ready: Sequence[Ready],
    plan: Plan,
    passphrase: str = "",
    report: Report = silent,
    cancelled: Callable[[], bool] = never,
) -> Batch:
    """Give every piece of equipment its number and signature, all in one action, none printed yet.

    Raises UserError when nothing can be issued, the key does not open or the layout is not there;
    Cancelled leaves nothing behind.
    """
    if not ready:
        raise InvalidRecord(_("没有可以出具凭证的设备，请先看退回的原因。"))
    layout_on(session.resources / "templates", plan.template, session.today())
    _check_order(ready, plan)
    key = keys.open_for_signing(session, passphrase)
    done: list[IssuedOne] = []
    with session.action("certificate") as running:
        job = running.create("print_job", _job(session, plan, len(ready)))
        numbers = issuing.numbers(session, running)
        for place, one in enumerate(arranged(ready, plan.order), 1):
            if cancelled():
                raise Cancelled(_("已取消，没有签发任何凭证。"))
            number, serial = next(numbers)
            claims = issuing.claims(session, one.wanted, one.subject, number)
            claims = replace(claims, key=key.about.id)
            code = certificate_code.issue(claims, key)
            values = issuing.page_values(session, one.wanted, claims, one.subject)
            content = issuing.certificate_values(one.wanted, claims, code, values, one.check)
            more: dict[str, Value] = {"template": plan.template, "job": job, "job_place": place}
            more["serial"] = serial
            made = running.create("certificate", {**content, **more})
            done.append(IssuedOne(made, one.subject.id, number, code))
            if place % EVERY == 0:
                report(_("编号与签名"), place, len(ready))
    return Batch(job, done)


def _check_order(ready: Sequence[Ready], plan: Plan) -> None:
    known = {f.key for one in ready for f in one.subject.declaration.fields}
    if strange := [key for key in plan.order if key not in known]:
        raise InvalidRecord(_("不能按“{keys}”排列，没有这个字段。").format(keys="、".join(strange)))


def _job(session: Session, plan: Plan, count: int) -> dict[str, str | int | None]:
    return {
        "title": plan.title or None,
        "made_on": session.today().isoformat(),
        "template": plan.template,
        "order": ",".join(plan.order) or None,
        "count": count,
    }


def reissue(session: Session, number: int, reason: str, passphrase: str = "") -> IssuedOne:
    """Issue a certificate anew under a new number; the old one is replaced in the same action.

    Raises NotAllowed for what is no valid certificate, InvalidRecord without a reason.
    """
    record = records.read(session, number)
    if record.kind != "certificate" or record.values.get("status") != "valid":
        raise NotAllowed(_("只有有效的凭证可以换发；已作废的请重新出具。"))
    if not reason.strip():
        raise InvalidRecord(_("换发要写明理由。"), {"reason": _("必填")})
    key = keys.open_for_signing(session, passphrase)
    old = record.values
    today = session.today().isoformat()
    said = Values.load(json.loads(str(old["lines"])))
    gone = {"status": "replaced", "void_reason": reason.strip(), "void_on": today}
    carried = {k: v for k, v in old.items() if k not in ("job", "job_place", *gone)}
    with session.action("void", reason) as running:
        fresh, serial = next(issuing.numbers(session, running))
        claims = replace(
            certificate_code.claims_of(str(old["code"])),
            number=fresh,
            issued=today,
            key=key.about.id,
            replaces=str(old["number"]),
        )
        code = certificate_code.issue(claims, key)
        values = replace(said, number=fresh, issued=today, key=key.about.id)
        own = {
            "number": fresh,
            "serial": serial,
            "issued_on": today,
            "key": key.about.id,
            "code": code,
            "lines": values.dump(),
            "replaces": str(old["number"]),
            "status": "valid",
        }
        running.write("certificate", number, "voiding", gone, record.seen.get("voiding", ()))
        made = running.create("certificate", {**carried, **own})
    return IssuedOne(made, int(str(old["equipment"])), fresh, code)


__all__ = ["Batch", "IssuedOne", "Plan", "Subject", "arranged", "issue", "natural", "reissue"]
