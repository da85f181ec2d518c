"""Policies with what can be said of them on a day: in force or not, lifts listed and covered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from equipinspect.app import records
from equipinspect.app.lists import Filter, Query, page
from equipinspect.app.session import Session
from equipinspect.model.fields import Value
from equipinspect.model.text import _
from equipinspect.store import linking

KIND, LINK = "policy", "policy_link"
STATES = {"ahead": "未起保", "in_force": "有效", "ended": "到期", "surrendered": "退保"}


@dataclass(frozen=True)
class Policy:
    """One policy on a day: its state, its lifts by name, and those it only counts (未落台账)."""

    id: int
    number: str
    kind: str
    insurer: str
    policyholder: str
    starts: str
    ends: str
    surrendered_on: str
    state: str
    listed: int
    covered: int
    unlisted: int
    values: dict[str, Value]


def state(values: dict[str, Value], day: date) -> str:
    """Return the state of a policy on a day; its last day and the day of its surrender count."""
    on = day.isoformat()
    if str(values.get("starts") or "9") > on:
        return "ahead"
    if (gone := values.get("surrendered_on")) and str(gone) < on:
        return "surrendered"
    return "in_force" if str(values.get("ends") or "") >= on else "ended"


def state_label(key: str) -> str:
    """Return the words for a state."""
    return _(STATES[key])


def listed(session: Session, day: date, area: tuple[Filter, ...] = ()) -> list[Policy]:
    """Return every policy as it stands on a day, the last to end first."""
    query = Query(KIND, area, sort="ends", descending=True)
    lifts = linking.lifts(session.register, day.isoformat())
    declaration = session.declaration(KIND)
    found = []
    for row in page(session, query, 0, 1 << 30):
        values = row.values
        now = state(values, day)
        names, covered = lifts.get(row.id, (0, 0))
        counted = int(str(values.get("lift_count") or 0))
        found.append(Policy(
            row.id, str(values.get("number", "")),
            records.shown(session, declaration, "kind", values.get("kind")),
            row.titles.get("insurer", ""), row.titles.get("policyholder", ""),
            str(values.get("starts", "")), str(values.get("ends", "")),
            str(values.get("surrendered_on", "")), now, names, covered if now == "in_force" else 0,
            max(0, counted - names), values,
        ))  # fmt: skip
    return found
