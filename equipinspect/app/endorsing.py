"""Endorsements: lifts added to a policy or taken from it, another period, a surrender, as one action."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from equipinspect.app import records
from equipinspect.app.policies import KIND as POLICY
from equipinspect.app.policies import LINK
from equipinspect.app.records import Record
from equipinspect.app.session import Session, changed
from equipinspect.model.changes import Changed
from equipinspect.model.errors import InvalidRecord
from equipinspect.model.fields import Value
from equipinspect.model.text import _
from equipinspect.store import linking
from equipinspect.store.operations import Action

ADD, REMOVE, PERIOD, SURRENDER = "add", "remove", "period", "surrender"


@dataclass(frozen=True)
class Endorsement:
    """What an endorsement says: from which day, about which lifts, until when the policy then runs.

    A lift that is taken out, and a policy that is surrendered, are covered on ``effective_on`` still.
    """

    policy: int
    number: str
    kind: str
    effective_on: date
    lifts: Sequence[int] = ()
    ends: date | None = None
    note: str = ""


def endorse(session: Session, wanted: Endorsement) -> Changed:
    """Write an endorsement and what it does to the policy as one action.

    Raises InvalidRecord when its day lies outside the policy, or a lift is already, or not, listed.
    """
    policy = records.read(session, wanted.policy)
    _check(policy, wanted)
    with session.action("endorse", wanted.number) as running:
        record = running.create("endorsement", _values(wanted))
        _apply(session, running, policy, wanted, record)
    return changed(running)


def _check(policy: Record, wanted: Endorsement) -> None:
    day = wanted.effective_on.isoformat()
    starts, ends = str(policy.values.get("starts")), str(policy.values.get("ends"))
    if policy.kind != POLICY or policy.deleted:
        raise InvalidRecord(_("批单要写在一份现有的保单上。"), {"policy": _("不是保单")})
    if not starts <= day <= ends:
        text = _("生效日期 {day} 不在保单期间 {starts} 至 {ends} 内").format(
            day=day, starts=starts, ends=ends
        )
        raise InvalidRecord(text + "。", {"effective_on": text})
    if wanted.kind == PERIOD and (wanted.ends is None or wanted.ends.isoformat() < day):
        text = _("变更期间要写明不早于生效日期的新止日")
        raise InvalidRecord(text + "。", {"ends": text})


def _values(wanted: Endorsement) -> dict[str, Value]:
    found: dict[str, Value] = {
        "policy": wanted.policy, "number": wanted.number, "kind": wanted.kind,
        "effective_on": wanted.effective_on.isoformat(), "lifts": len(wanted.lifts) or None,
        "note": wanted.note or None,
    }  # fmt: skip
    return {key: value for key, value in found.items() if value is not None}


def _apply(
    session: Session, running: Action, policy: Record, wanted: Endorsement, record: int
) -> None:
    day = wanted.effective_on.isoformat()
    if wanted.kind == ADD:
        _add(session, running, wanted, record)
    elif wanted.kind == REMOVE:
        for link in _links(session, wanted):
            _write(
                session, running, records.read(session, link), {"ends": day, "endorsement": record}
            )
    elif wanted.kind == PERIOD and wanted.ends:
        _write(session, running, policy, {"ends": wanted.ends.isoformat()})
    elif wanted.kind == SURRENDER:
        _write(session, running, policy, {"surrendered_on": day})


def _add(session: Session, running: Action, wanted: Endorsement, record: int) -> None:
    known = linking.links(session.register)
    for lift in wanted.lifts:
        if (wanted.policy, lift) in known:
            title = records.read(session, lift).title
            text = _("{title} 已在这份保单的清单上").format(title=title)
            raise InvalidRecord(text + "。", {"lifts": text})
        running.create(LINK, {
            "policy": wanted.policy, "equipment": lift, "starts": wanted.effective_on.isoformat(),
            "endorsement": record, "matched_by": "hand"})  # fmt: skip


def _links(session: Session, wanted: Endorsement) -> list[int]:
    known = linking.links(session.register)
    found = [known.get((wanted.policy, lift)) for lift in wanted.lifts]
    if not found or None in found:
        text = _("要减少的电梯不在这份保单的清单上")
        raise InvalidRecord(text + "。", {"lifts": text})
    return [each[0] for each in found if each]


def _write(session: Session, running: Action, record: Record, values: dict[str, Value]) -> None:
    records.write(session, running, record, records.units_of_writing(session, record, values))
