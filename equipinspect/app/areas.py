"""The area of the person at work, as a condition on lists: it limits what is shown first, nothing else."""

from __future__ import annotations

from equipinspect.app import grants
from equipinspect.app.session import Session
from equipinspect.model.text import _
from equipinspect.store import queries
from equipinspect.store.queries import Filter

CHIP = "own_area"
COUNTY, STATION = "county", "station"
CITY = "00"  # the last two digits of a city's division code
FIELDS = {"station": "supervising_office", "county": "county"}


def own(session: Session) -> str:
    """Return the area code that the office gave the person at work; empty for none."""
    granted = grants.of_device(session, grants.own_fingerprint(session))
    mine = [g for g in granted if g.person == session.person] or granted[:1]
    return mine[0].area if mine else ""


def conditions(session: Session, kind: str) -> tuple[Filter, ...]:
    """Return what a record of a kind has to meet to lie in the area of the person at work.

    A station's code means what it supervises, a county's code what lies in it, a city's code all its
    counties. Nothing when the person has no area, or the kind lies nowhere.
    """
    code, declaration = own(session), session.declaration(kind)
    if not code:
        return ()
    offices = queries.lookup(session.register, "office", "code", [code]).get(code, [])
    rows = queries.rows(session.register, "office", offices)
    stations = [row.id for row in rows if row.values.get("level") == STATION]
    if stations:
        key = FIELDS[STATION]
        return (Filter(key, "=", str(stations[0])),) if declaration.has(key) else ()
    if not declaration.has(COUNTY):
        return ()
    if code.isdecimal() and code.endswith(CITY):
        return (
            Filter(COUNTY, ">=", code),
            Filter(COUNTY, "<", str(int(code) + 100)),
        )
    return (Filter(COUNTY, "=", code),)


def label() -> str:
    """Return what the chip above a list says."""
    return _("我的片区")
