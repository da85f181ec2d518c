"""Finds records by what a person typed: the index offers them, their own words decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from equipinspect.store import index, search
from equipinspect.store.register import Register
from equipinspect.store.shapes import Shape

FIRST, MOST = 64, 1024  # candidates looked at together: few for the first screen, then more
PART = 5000
UNIT = "unit"


def hits(register: Register, text: str) -> Iterator[tuple[int, str]]:
    """Yield id and kind of every living record that meets the typed text, newest first.

    A record that another one represents is found as that one.
    """
    offered = index.candidates(register.connection, text)
    size = FIRST
    told: set[int] = set()
    while part := list(islice(offered, size)):
        met = {
            n: (shown, kind)
            for table, ids in _by_table(register, part)
            for n, shown, kind in _met(register, table, ids, text)
        }
        fresh = {met[n][0]: met[n] for n in part if n in met and met[n][0] not in told}
        told |= fresh.keys()
        yield from fresh.values()
        size = min(2 * size, MOST)


def _by_table(register: Register, ids: Sequence[int]) -> list[tuple[str, list[int]]]:
    found: dict[str, list[int]] = {}
    marks = ",".join("?" * len(ids))
    for number, record in register.connection.execute(
        f"SELECT id, record FROM operation WHERE id IN ({marks})", list(ids)
    ):
        found.setdefault(record, []).append(number)
    return list(found.items())


def _met(
    register: Register, table: str, ids: Sequence[int], text: str
) -> Iterator[tuple[int, int, str]]:
    """Yield id, shown id and kind of the living rows among ``ids`` whose own words meet the text."""
    marks = ",".join("?" * len(ids))
    yield from _read(register, table, text, f"id IN ({marks}) AND _deleted<>1", list(ids))


def _read(
    register: Register, table: str, text: str, where: str, values: Sequence[int | str]
) -> Iterator[tuple[int, int, str]]:
    """Yield id, shown id and kind of the rows under a condition whose own words meet the text."""
    shape = register.shapes.of(table)
    names = _names(register, table)
    listed = "".join(f', "{name}"' for name in names)
    kinds = "category" if shape.categorised else f"'{table}'"
    for row in register.connection.execute(
        f'SELECT id, {kinds}, coalesce(_same, id){listed} FROM "{table}" WHERE {where}', values
    ):
        own = register.shapes.of(row[1])
        read = own.values_of(names, row[3:])
        if search.matches(own.declaration, read, text):
            yield row[0], row[2], row[1]


def _names(register: Register, table: str) -> list[str]:
    """Return the columns of a table that some kind of record in it is searched by."""
    found: dict[str, None] = {}
    for declaration in register.declarations:
        shape = register.shapes.of(declaration.key)
        if shape.table == table:
            keys = (field.key for field in search.searched(declaration))
            found |= dict.fromkeys("attributes" if shape.is_attribute(k) else k for k in keys)
    return list(found)


def gather(register: Register, shape: Shape, text: str) -> None:
    """Fill the temporary table ``met`` with the rows of a kind that a list shows for a text.

    They meet the text themselves, or the unit that uses them does.
    """
    run = register.connection.execute
    run("CREATE TEMP TABLE IF NOT EXISTS met(id INTEGER PRIMARY KEY)")
    run("DELETE FROM met")
    wanted = search.query(text)
    if not wanted:
        _keep(register, _all_met(register, shape, text))
        return
    if search.is_exact(text):
        run("INSERT INTO met SELECT rowid FROM found WHERE found MATCH ?", (wanted,))
        same = f'SELECT _same FROM "{shape.table}" WHERE _same IS NOT NULL AND id IN temp.met'
        run(f"INSERT OR IGNORE INTO met {same}")
    else:
        _keep(register, _verified(register, shape, text))
    _add_used(register, shape, text)


def _keep(register: Register, ids: Iterable[int]) -> None:
    register.connection.executemany(
        "INSERT OR IGNORE INTO met VALUES(?)", ((number,) for number in ids)
    )


def _all_met(register: Register, shape: Shape, text: str) -> list[int]:
    """Look at every row, because nothing of the text can be looked up."""
    where, values = ("category=?", [shape.declaration.key]) if shape.categorised else ("1", [])
    return [shown for _id, shown, _kind in _read(register, shape.table, text, where, values)]


def _verified(register: Register, shape: Shape, text: str) -> Iterator[int]:
    offered = index.candidates(register.connection, text)
    while part := list(islice(offered, MOST)):
        for _number, shown, kind in _met(register, shape.table, part, text):
            if kind == shape.declaration.key:
                yield shown


def _add_used(register: Register, shape: Shape, text: str) -> None:
    """Add the rows whose user unit meets the text."""
    if "user_unit" not in shape.columns:
        return
    offered = index.candidates(register.connection, text, UNIT)
    while part := list(islice(offered, MOST)):
        units = [shown for _id, shown, _kind in _met(register, UNIT, part, text)]
        _add_users(register, shape, units)


def _add_users(register: Register, shape: Shape, units: Sequence[int]) -> None:
    for unit in units:
        register.connection.execute(
            f'INSERT OR IGNORE INTO met SELECT id FROM "{shape.table}" WHERE user_unit=?', (unit,)
        )
