"""What the program keeps beside each row, worked out from its values: due date and odd marks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256

from equipinspect import __version__
from equipinspect.app.session import Session
from equipinspect.model import schedule
from equipinspect.model.canonical import dumps
from equipinspect.model.declarations import Declaration
from equipinspect.model.fields import Field, Value
from equipinspect.model.rules import Rules
from equipinspect.store import kept
from equipinspect.store.register import Derive, Derived

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


class _Asked(Mapping[str, Value]):
    """The values of one record; notes which of them somebody looks at."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = values
        self.keys_asked: set[str] = set()

    def __getitem__(self, key: str) -> Value:
        self.keys_asked.add(key)
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        raise TypeError("ask for the values by name: what is listed cannot be remembered")

    def __len__(self) -> int:
        raise TypeError("ask for the values by name: what is counted cannot be remembered")


class _Remembered:
    """The due columns of one category by the values they hang on; most rows repeat few of them."""

    def __init__(self, work: Callable[[Mapping[str, Value]], Derived]) -> None:
        self._work = work
        self._keys: tuple[str, ...] = ()
        self._known: dict[tuple[Value, ...], Derived] = {}

    def of(self, values: Mapping[str, Value]) -> Derived:
        """Return the columns of one record; equal answers to all that is asked give equal columns."""
        found = self._known.get(tuple(map(values.get, self._keys)))
        if found is None:
            asked = _Asked(values)
            found = self._work(asked)
            if not asked.keys_asked.issubset(self._keys):
                self._keys = tuple({*self._keys, *asked.keys_asked})
                self._known.clear()
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[tuple(map(values.get, self._keys))] = found
        return found


def deriver(session: Session) -> Derive:
    """Return the function that derives the kept columns of one record: (kind, values) → columns."""
    settings, rules = session.settings, session.rules
    checked: dict[str, list[tuple[str, _Odd]]] = {}
    due: dict[str, _Remembered] = {}

    def learn(declaration: Declaration) -> None:
        limits = (f for f in declaration.fields if f.check or f.pattern or f.minimum or f.maximum)
        checked[declaration.key] = [(f.key, _Odd(f)) for f in limits]
        if declaration.category:
            due[declaration.key] = _Remembered(
                lambda values: due_columns(declaration, values, rules, settings)
            )

    def derive(kind: str, values: Mapping[str, Value]) -> Derived:
        if kind not in checked:
            learn(session.declaration(kind))
        odd = [k for k, memo in checked[kind] if (v := values.get(k)) is not None and memo[v]]
        marks = dumps(sorted(odd)) if odd else None
        return {"_marks": marks, **due[kind].of(values)} if kind in due else {"_marks": marks}

    return derive


def due_columns(
    declaration: Declaration, values: Mapping[str, Value], rules: Rules, settings: dict[str, str]
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


def rules_digest(session: Session) -> str:
    """Return a digest of the rules that the program works with, so that two devices can compare theirs."""
    rules = sorted((session.resources / "rules").glob("*.toml"))
    return sha256(b"\n".join(p.read_bytes() for p in rules)).hexdigest()


def follow(session: Session) -> bool:
    """Work the kept columns out again when program, rules, declarations or settings moved on.

    Say whether that was needed.
    """
    if session.register.local(RECIPE) == recipe(session):
        return False
    rederive(session)
    return True
