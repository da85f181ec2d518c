"""Turns the names of counties into codes on the way in, and codes into names on the way out."""

from __future__ import annotations

from collections.abc import Iterable

from equipinspect.app.session import Session
from equipinspect.model.declarations import Declaration
from equipinspect.model.fields import Value
from equipinspect.store.queries import Row

CHECK = "division_code"


def coded(session: Session, declaration: Declaration, values: dict[str, Value]) -> dict[str, Value]:
    """Put the division code in the place of a name; what is no known place stays as entered."""
    for field in declaration.fields:
        value = values.get(field.key)
        if field.check == CHECK and isinstance(value, str):
            values[field.key] = session.rules.division(value) or value
    return values


def name(session: Session, code: str) -> str:
    """Return the name of a place: shipped, or that of the office with this local code."""
    shipped = session.rules.divisions.get(code)
    if shipped:
        return shipped.name
    known = session.local_places()
    return known.get(code, code)


def named(session: Session, declaration: Declaration, rows: Iterable[Row]) -> None:
    """Add the names of places to the titles of rows."""
    keys = [f.key for f in declaration.fields if f.check == CHECK]
    for row in rows:
        for key in keys:
            if isinstance(code := row.values.get(key), str):
                row.titles[key] = name(session, code)
