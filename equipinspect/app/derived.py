"""What the program keeps beside each row, worked out from its values: due date and odd marks."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from equipinspect import __version__
from equipinspect.app.session import Session
from equipinspect.model import schedule
from equipinspect.model.canonical import dumps
from equipinspect.model.declarations import Declaration
from equipinspect.model.fields import Field, Value
from equipinspect.model.rules import Rules
from equipinspect.store import kept
from equipinspect.store.register import Derived

REMEMBERED = 1 << 14  # values a field
RECIPE = "derived"  # local bookkeeping: what the kept columns were worked out with
DRIVING = ("overdue_basis", "confirm.", "cylinder.")  # settings that move due dates


class _Odd(dict[Value, bool]):
    """Whether values of one field look odd; most columns repeat few values."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self._field = field

    def __missing__(self, value: Value) -> bool:
        if len(self) >= REMEMBERED:
            self.clear()
        found = self[value] = bool(self._field.marks(value))
        return found


def deriver(session: Session) -> Callable[[str, dict[str, Value]], Derived]:
    """Return the function that derives the kept columns of one record: (kind, values) → columns."""
    settings = session.settings
    checked: dict[str, list[tuple[str, _Odd]]] = {}

    def derive(kind: str, values: dict[str, Value]) -> Derived:
        declaration = session.declaration(kind)
        if kind not in checked:
            checked[kind] = [
                (f.key, _Odd(f))
                for f in declaration.fields
                if f.check or f.pattern or f.minimum or f.maximum
            ]
        odd = [k for k, memo in checked[kind] if (v := values.get(k)) is not None and memo[v]]
        found: Derived = {"_marks": dumps(sorted(odd)) if odd else None}
        if declaration.category:
            found |= due_columns(declaration, values, session.rules, settings)
        return found

    return derive


def due_columns(
    declaration: Declaration, values: dict[str, Value], rules: Rules, settings: dict[str, str]
) -> Derived:
    """Return the nearest due date of equipment in use, or why there is none."""
    empty: Derived = {"_due_on": None, "_due": None, "_due_stream": None}
    if not schedule.is_counted(values):
        return empty | {"_due_source": "stopped"}
    found = schedule.dues(declaration, values, rules, settings)
    nearest = schedule.nearest(found, rules)
    source = nearest.source if nearest else "exempt"
    if schedule.is_undated(declaration, values, rules, found):
        source = "undated"
    if nearest is None:
        return empty | {"_due_source": source}
    return {
        "_due_on": nearest.last_day.isoformat(),
        "_due": nearest.due,
        "_due_stream": nearest.stream,
        "_due_source": source,
    }


def rederive(session: Session) -> int:
    """Work the kept columns out again for every row, after a setting or rule changed; return the rows."""
    register = session.register
    register.derive = deriver(session)
    with register.transaction():
        done = sum(kept.rederive(register, d.key) for d in session.declarations.records())
        register.set_local(RECIPE, recipe(session))
    session.forget()
    return done


def recipe(session: Session) -> str:
    """Return a digest of everything but the values that decides the kept columns."""
    rules = sorted((session.resources / "rules").glob("*.toml"))
    settings = {k: v for k, v in session.settings.items() if k.startswith(DRIVING)}
    parts = [__version__, session.declarations.digest, dumps(settings)]
    return sha256("\n".join(parts).encode() + b"".join(p.read_bytes() for p in rules)).hexdigest()


def follow(session: Session) -> None:
    """Work the kept columns out again when program, rules, declarations or settings moved on."""
    if session.register.local(RECIPE) != recipe(session):
        rederive(session)
