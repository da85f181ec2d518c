"""The tray of doubtful rows: accept what a row most likely means, name another lift, or refuse it."""

from __future__ import annotations

from collections.abc import Sequence

from equipinspect.app import records
from equipinspect.app.lists import Filter, Query
from equipinspect.app.policy_rows import LINK, TRAY
from equipinspect.app.records import Record
from equipinspect.app.session import Session, changed
from equipinspect.model.changes import Changed
from equipinspect.model.errors import NotAllowed
from equipinspect.model.fields import Value
from equipinspect.model.text import _
from equipinspect.store import linking
from equipinspect.store.operations import Action

OPEN = Query(TRAY, (Filter("state", "=", "open"),), sort="score", descending=True)


def accept(session: Session, rows: Sequence[int], lift: int | None = None) -> Changed:
    """Link the lifts that doubtful rows most likely mean, or the one a person names, as one action.

    Raises NotAllowed when a row is not open, or its policy or lift was removed meanwhile.
    """
    with session.action("policy_accept") as running:
        known = linking.links(session.register)
        for number in rows:
            row = _open(session, number)
            _link(session, running, row, known, lift)
    return changed(running, accepted=len(rows))


def _open(session: Session, number: int) -> Record:
    row = records.read(session, number)
    if row.kind != TRAY or row.deleted or row.values.get("state") != "open":
        raise NotAllowed(_("{title} 已经处理过了，请刷新清单。").format(title=row.title))
    return row


def _link(
    session: Session,
    running: Action,
    row: Record,
    known: dict[tuple[int, int], tuple[int, str | None, str | None]],
    lift: int | None,
) -> None:
    values = row.values
    meant = lift or values.get("candidate")
    policy = values.get("policy")
    if not isinstance(meant, int) or not isinstance(policy, int):
        raise NotAllowed(_("{title} 没有可对应的电梯或保单。").format(title=row.title))
    for each in (meant, policy):
        if records.read(session, each).deleted:
            raise NotAllowed(_("{title} 所指的电梯或保单已删除，请改选。").format(title=row.title))
    if (policy, meant) not in known:
        link = _values(session, row, policy, meant, bool(lift))
        known[policy, meant] = (running.create(LINK, link), None, None)
    decided: dict[str, Value] = {"state": "accepted", "candidate": meant}
    differing = {k: v for k, v in decided.items() if values.get(k) != v}
    records.write(session, running, row, records.units_of_writing(session, row, differing))


def _values(
    session: Session, row: Record, policy: int, lift: int, by_hand: bool
) -> dict[str, Value]:
    whole = records.read(session, policy).values
    own = {k: row.values.get(k) for k in ("starts", "ends")}
    said = [row.values.get(k) for k in ("user_unit", "address", "building")]
    found: dict[str, Value] = {
        "policy": policy,
        "equipment": lift,
        **{k: v for k, v in own.items() if v is not None and v != whole.get(k)},
        "premium": row.values.get("premium_each"),
        "matched_by": "hand" if by_hand else "likeness",
        "score": None if by_hand else row.values.get("score"),
        "listed_as": " ".join(str(text) for text in said if text),
        "note": row.values.get("reasons"),
    }
    return {key: value for key, value in found.items() if value is not None}


def refuse(session: Session, rows: Sequence[int], reason: str = "") -> Changed:
    """Say that doubtful rows mean no lift of the register; they do not come back with the next sheet."""
    with session.action("policy_refuse", reason) as running:
        for number in rows:
            row = _open(session, number)
            written = records.units_of_writing(session, row, {"state": "refused"})
            records.write(session, running, row, written)
    return changed(running, refused=len(rows))
