"""Knows which records name which: what may not go, and what names a record nobody has."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass

from equipinspect.model.declarations import ANY_RECORD
from equipinspect.model.fields import Field
from equipinspect.model.ids import show_id
from equipinspect.store.register import Register
from equipinspect.store.shapes import Shape

MOST_NAMED = 20
BOUND = 500  # values in one statement


@dataclass(frozen=True)
class Reference:
    """One reference field of a table, in a column or inside the attributes."""

    shape: Shape
    field: Field

    @property
    def within(self) -> bool:
        """Say whether it is kept inside the attributes."""
        return self.shape.is_attribute(self.field.key)

    @property
    def sql(self) -> str:
        """Read the reference: a number from a column, 13 characters from the attributes."""
        if self.within:
            return f"json_extract(attributes, '$.\"{self.field.key}\"')"
        return f'"{self.field.key}"'

    def key(self, number: int) -> int | str:
        """Return an id as this reference stores it."""
        return show_id(number) if self.within else number

    def target(self, stored: int | str) -> int | None:
        """Return the id that a stored reference means; None for an absent one."""
        if not self.within:
            return stored if isinstance(stored, int) else None
        with suppress(ValueError):
            return Shape.read_id(str(stored))
        return None


def all_of(register: Register, tables: Container[str] | None = None) -> Iterator[Reference]:
    """Yield once every reference of every table, or only those that may name a record of ``tables``."""
    seen: set[tuple[str, str]] = set()
    for declaration in register.declarations:
        shape = register.shapes.of(declaration.key)
        for field in declaration.fields:
            if field.kind != "ref" or (shape.table, field.key) in seen:
                continue
            seen.add((shape.table, field.key))
            if tables is None or _may_name(register, field, tables):
                yield Reference(shape, field)


def _may_name(register: Register, field: Field, tables: Container[str]) -> bool:
    return field.refers == ANY_RECORD or register.shapes.of(field.refers).table in tables


def referring(register: Register, table: str, number: int) -> dict[str, int]:
    """Count the living rows of every table that refer to a record of ``table``."""
    found: dict[str, set[int]] = {}
    for each in all_of(register, {table}):
        near = "instr(attributes, ?) > 0 AND" if each.within else ""
        rows = register.connection.execute(
            f'SELECT id FROM "{each.shape.table}" WHERE {near} {each.sql} = ? AND _deleted = 0',
            [each.key(number)] * (2 if near else 1),
        )
        found.setdefault(each.shape.table, set()).update(row[0] for row in rows)
    return {name: len(ids) for name, ids in found.items() if ids}


def kept_from(register: Register, going: set[int], tables: Container[str]) -> set[int]:
    """Return which records of ``tables`` about to go are named by a living record that stays."""
    if not going:
        return set()
    kept: set[int] = set()
    for each in all_of(register, tables):
        rows = register.connection.execute(
            f'SELECT id, {each.sql} FROM "{each.shape.table}"'
            f" WHERE {each.sql} BETWEEN ? AND ? AND _deleted = 0",
            (each.key(min(going)), each.key(max(going))),
        )
        kept.update(
            target
            for number, stored in rows
            if number not in going and (target := each.target(stored)) in going
        )
    return kept


def referrers(register: Register, numbers: Set[int], tables: Container[str]) -> set[int]:
    """Return the living records that refer to any of ``numbers``, which are records of ``tables``."""
    found: set[int] = set()
    for each in all_of(register, tables):
        found.update(number for number, _target in _naming(register, each, numbers))
    return found


def _naming(register: Register, each: Reference, numbers: Set[int]) -> Iterator[tuple[int, int]]:
    """Yield (row, target) for the living rows whose reference names one of ``numbers``."""
    near = "t.attributes IS NOT NULL AND" if each.within else ""
    for part in batched(sorted(numbers)):
        marks = ",".join("?" * len(part))
        yield from register.connection.execute(
            f'SELECT id, {each.sql} FROM "{each.shape.table}" t'
            f" WHERE {near} {each.sql} IN ({marks}) AND _deleted <> 1",
            [each.key(number) for number in part],
        )


def pairs(
    register: Register, numbers: Set[int], tables: Container[str]
) -> Iterator[tuple[int, int]]:
    """Yield (row, target) for the living rows that refer to ``numbers``, records of ``tables``."""
    for each in all_of(register, tables):
        for row, stored in _naming(register, each, numbers):
            if (target := each.target(stored)) is not None:
                yield row, target


def targets(register: Register, numbers: Set[int]) -> set[int]:
    """Return every record that the rows of ``numbers`` refer to, removed rows among them."""
    by_table: dict[str, list[int]] = {}
    for part in batched(sorted(numbers)):
        marks = ",".join("?" * len(part))
        for number, table in register.connection.execute(
            f"SELECT id, record FROM operation WHERE id IN ({marks}) AND field='*'", part
        ):
            by_table.setdefault(table, []).append(number)
    found: set[int] = set()
    for each in all_of(register):
        for part in batched(by_table.get(each.shape.table, [])):
            marks = ",".join("?" * len(part))
            named = register.connection.execute(
                f'SELECT {each.sql} FROM "{each.shape.table}"'
                f" WHERE id IN ({marks}) AND {each.sql} IS NOT NULL",
                part,
            )
            found.update(t for (stored,) in named if (t := each.target(stored)) is not None)
    return found


def batched(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield parts small enough to be bound in one statement."""
    for start in range(0, len(numbers), BOUND):
        yield numbers[start : start + BOUND]


def lost(register: Register) -> Iterator[tuple[Reference, int]]:
    """Yield references to records that the log does not know, with the row that names them."""
    for each in all_of(register):
        table = each.shape.table
        named = register.connection.execute(
            f'SELECT DISTINCT {each.sql} FROM "{table}" WHERE {each.sql} IS NOT NULL'
        )
        missing = [stored for (stored,) in named if not _is_known(register, each, stored)]
        for stored in missing[:MOST_NAMED]:
            rows = register.connection.execute(
                f'SELECT id FROM "{table}" WHERE {each.sql} = ? LIMIT {MOST_NAMED}', (stored,)
            )
            yield from [(each, row[0]) for row in rows]


def _is_known(register: Register, each: Reference, stored: int | str) -> bool:
    target = each.target(stored)
    if target is None:
        return True
    row = register.connection.execute(
        "SELECT 1 FROM operation WHERE id=:id AND entity=id"
        " UNION ALL SELECT 1 FROM sliced WHERE id=:id",
        {"id": target},
    ).fetchone()
    return row is not None
