"""What the program keeps beside each row, worked out from its values: due date and odd marks."""

from __future__ import annotations

from collections.abc import Callable

from equipinspect.app.session import Session
from equipinspect.model import schedule
from equipinspect.model.canonical import dumps
from equipinspect.model.declarations import Declaration
from equipinspect.model.fields import Field, Value
from equipinspect.model.rules import Rules
from equipinspect.store import kept
from equipinspect.store.register import Derived


def deriver(session: Session) -> Callable[[str, dict[str, Value]], Derived]:
    """Return the function that derives the kept columns of one record: (kind, values) → columns."""
    settings = session.settings
    checked: dict[str, list[Field]] = {}

    def derive(kind: str, values: dict[str, Value]) -> Derived:
        declaration = session.declaration(kind)
        if kind not in checked:
            checked[kind] = [
                f for f in declaration.fields if f.check or f.pattern or f.minimum or f.maximum
            ]
        found: Derived = {"_marks": odd(checked[kind], values)}
        if declaration.category:
            found |= due_columns(declaration, values, session.rules, settings)
        return found

    return derive


def odd(fields: list[Field], values: dict[str, Value]) -> str | None:
    """Return the keys of fields whose values look odd, as canonical JSON; None when none does."""
    found = [f.key for f in fields if (v := values.get(f.key)) is not None and f.marks(v)]
    return dumps(sorted(found)) if found else None


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
    session.register.derive = deriver(session)
    with session.register.transaction():
        done = sum(kept.rederive(session.register, c.key) for c in session.declarations.categories())
    session.forget()
    return done
