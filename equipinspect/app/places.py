"""Turns the names of counties into codes on the way in, and codes into names on the way out."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from equipinspect.app.session import Session
from equipinspect.model.declarations import Declaration
from equipinspect.model.fields import Value, folded
from equipinspect.store.queries import Row

CHECK = "division_code"
Values = dict[str, Value]


def coded(session: Session, declaration: Declaration, values: Values) -> Values:
    """Put the division code in the place of a name; what is no known place stays as entered."""
    return coder(session, declaration)(values)


def coder(session: Session, declaration: Declaration) -> Callable[[Values], Values]:
    """Return what `coded` does, ready for many records; it changes and returns the values given."""
    keys = [f.key for f in declaration.fields if f.check == CHECK]
    local: dict[str, str] = {}
    codes: dict[str, str] = {}

    def code_of(text: str) -> str:
        found = session.rules.division(text)
        if found and (found == text or session.rules.divisions.get(found)):
            return found
        if not local:
            places = session.local_places()
            local.update({folded(n): code for code, n in places.items()})
            local.update({folded(code): code for code in places})
        return local.get(folded(text), text)

    def code(values: Values) -> Values:
        for key in keys:
            text = values.get(key)
            if isinstance(text, str):
                if text not in codes:
                    codes[text] = code_of(text)
                values[key] = codes[text]
        return values

    return code


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
    names: dict[str, str] = {}
    for row in rows:
        for key in keys:
            if isinstance(code := row.values.get(key), str):
                if code not in names:
                    names[code] = name(session, code)
                row.titles[key] = names[code]
