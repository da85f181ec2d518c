"""Opens a register in two steps: to read at once, and then, once its first list is shown, to write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from equipinspect.app.session import Session
from equipinspect.model import parsed
from equipinspect.store import opening, queries
from equipinspect.store.register import Register

Now = Callable[[], datetime]
PARSED = "declarations.parsed"  # in the person's data folder


@dataclass(frozen=True)
class Place:
    """Where the program finds its data, keeps its keys, and what time it is."""

    resources: Path
    home: Path
    now: Now


def open_to_read(path: Path, place: Place) -> Session:
    """Open a register for reading; `office.make_ready` must follow before anything is written.

    Raises UserError as `store.opening.open_file` does.
    """
    declarations = parsed.load(place.resources, place.home / PARSED)
    register = opening.open_file(path, declarations, _keeper(place))
    register.replica = int(register.local("replica") or 0)
    return Session(register, place.home, place.resources, place.now)


def _keeper(place: Place) -> Callable[[Register], None]:
    """Return what keeps a backup of a register before its tables are brought up to this program."""

    def keep(register: Register) -> None:
        from equipinspect.app import keeping  # noqa: PLC0415 - hardly ever needed, never at a start

        keeping.keep_before_update(register, place.home, place.now())

    return keep


def info(session: Session) -> dict[str, Any]:
    """Return what the window keeps at hand: office, county, person, file, demo, colours of dates."""
    register = session.register
    office = register.local("office")
    found = queries.rows(register, "office", [int(office)]) if office else []
    values = found[0].values if found else {}
    person = session.person
    names = queries.titles(register, "person", [person]) if person else {}
    return {
        "office": str(values.get("name", "")),
        "county": str(values.get("code", "")),
        "person": names.get(person or 0, register.local("person_name") or ""),
        "demo": is_demo(session),
        "path": str(register.path),
        "last_backup": register.local("last_backup") or "",
        "due_policy": session.due_policy,
    }


def is_demo(session: Session) -> bool:
    """Say whether the register holds demonstration data, which no print may hide."""
    return session.register.local("demo") == "1"
