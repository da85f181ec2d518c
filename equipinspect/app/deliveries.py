"""The board of who has handed in their work, who has not, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from equipinspect.app import enrolling, grants
from equipinspect.app.delivered import ANCHOR
from equipinspect.app.session import Session
from equipinspect.store import delivered_files


@dataclass(frozen=True)
class Delivery:
    """One laptop: when its last file came, how many since the day asked for, when it got one back.

    ``days`` counts from the last file to today; None when none ever came.
    """

    replica: int
    fingerprint: str
    person: str
    device: str
    state: str
    handed_in: bool
    files: int
    last: str
    days: int | None
    returned: str
    waiting: int


def board(session: Session, since: date | None = None) -> list[Delivery]:
    """Return every other device; ``since``: from which day on a file counts, Monday by default.

    A laptop has no board: whoever hands in to an office does not ask who else did.
    """
    if session.register.local(ANCHOR):
        return []
    today = session.today()
    start = since or today - timedelta(days=today.weekday())
    register = session.register
    came = delivered_files.received(register)
    went = delivered_files.handed_out(register)
    waiting = delivered_files.waiting(register)
    own = grants.roots(register)  # this office's devices before a restore hand nothing in
    found = {}
    for each in enrolling.devices(session):
        gone = each.state in (enrolling.SELF, enrolling.REVOKED) or each.replica in own
        if gone or each.fingerprint in found:
            continue
        days = [_day(at) for at in came.get(each.replica, [])]
        last = max(came.get(each.replica, [""]))
        found[each.fingerprint] = Delivery(
            replica=each.replica,
            fingerprint=each.digits,
            person=each.person,
            device=each.device,
            state=each.state,
            handed_in=any(day >= start for day in days),
            files=sum(day >= start for day in days),
            last=last,
            days=(today - max(days)).days if days else None,
            returned=went.get(each.replica, ""),
            waiting=waiting.get(each.replica, 0),
        )
    return sorted(found.values(), key=lambda d: (d.handed_in, d.last, d.person))


def _day(at: str) -> date:
    return datetime.fromisoformat(at).date()
