"""Keeps the search index: adds and replaces the grams of rows, offers candidates, joins its parts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import islice
from operator import itemgetter
from unicodedata import unidata_version

from equipinspect.model.canonical import canonical
from equipinspect.model.declarations import Declaration, Declarations
from equipinspect.model.fields import Value
from equipinspect.store import search
from equipinspect.store.initials import table_file
from equipinspect.store.register import Register

RECIPE = "index"  # local bookkeeping: how the grams in the file were cut
PART = 5000
STEP = 500  # pages joined at a time: some ten milliseconds
NO_WORK = 2  # a step that changes fewer rows than this found nothing to join
BATCH = 256


def add(connection: sqlite3.Connection, rows: Iterable[tuple[int, str]]) -> None:
    """Index new records given with their grams; in ascending order of their ids, or it is slow."""
    connection.executemany(
        "INSERT INTO found(rowid, grams) VALUES(?,?)",
        sorted((row for row in rows if row[1]), key=itemgetter(0)),
    )


def replace(
    connection: sqlite3.Connection,
    declaration: Declaration,
    entity: int,
    before: Mapping[str, Value],
    after: Mapping[str, Value],
) -> None:
    """Bring the index of one record from ``before`` to ``after``; removed records stay in it."""
    grams = search.Cutter(declaration)
    if all(before.get(key) == after.get(key) for key in grams.keys):
        return
    cut(connection, entity, grams.of(before), grams.of(after))


def cut(connection: sqlite3.Connection, entity: int, old: str, new: str) -> None:
    """Put new grams of one record in place of the old ones."""
    if old:
        connection.execute(
            "INSERT INTO found(found, rowid, grams) VALUES('delete',?,?)", (entity, old)
        )
    if new:
        connection.execute("INSERT INTO found(rowid, grams) VALUES(?,?)", (entity, new))


def candidates(connection: sqlite3.Connection, text: str, table: str = "") -> Iterator[int]:
    """Yield the ids the index offers for ``text``, newest first; none when no word is long enough.

    Those of one ``table`` only, when it is named.
    Records that were removed are left out when it costs little; the row has the last word.
    """
    wanted = search.query(text)
    if not wanted:
        return
    own = f'EXISTS(SELECT 1 FROM "{table}" WHERE id = found.rowid) AND' if table else ""
    rows = connection.execute(
        f"""SELECT rowid FROM found WHERE found MATCH ? AND {own} NOT EXISTS(
             SELECT 1 FROM head h JOIN operation o ON o.id = h.operation
             WHERE h.entity = found.rowid AND h.field = '_deleted' AND o.value = '1')
           ORDER BY rowid DESC""",
        (wanted,),
    )
    while batch := list(islice(rows, BATCH)):
        yield from (row[0] for row in batch)


def join(connection: sqlite3.Connection, pages: int = STEP) -> bool:
    """Join some parts of the index that saves have left; say whether there is more to do."""
    return _step(connection, pages)


def gather(connection: sqlite3.Connection) -> None:
    """Make one part of the whole index, as after a great import; seconds for a million rows."""
    while _step(connection, -STEP):
        pass


def _step(connection: sqlite3.Connection, pages: int) -> bool:
    before = connection.total_changes
    connection.execute("INSERT INTO found(found, rank) VALUES('merge', ?)", (pages,))
    return connection.total_changes - before >= NO_WORK


def recipe(declarations: Declarations) -> str:
    """Return a digest of everything that decides which grams a row has."""
    fields = {d.key: [f"{f.key} {f.search}" for f in search.searched(d)] for d in declarations}
    made_with = [search.VERSION, unidata_version, table_file().stat().st_size, fields]
    return sha256(canonical(made_with).encode()).hexdigest()


def cutting() -> str:
    """Name the way words are cut, whatever the declarations say is searched."""
    return f"{search.VERSION} {unidata_version} {table_file().stat().st_size}"


def follow(register: Register) -> None:
    """Make the index anew when its grams were cut in another way; inside a transaction."""
    wanted = recipe(register.declarations)
    if register.local(RECIPE) == wanted:
        return
    register.connection.execute("INSERT INTO found(found) VALUES('delete-all')")
    for declaration in register.declarations:
        if not register.shapes.of(declaration.key).categorised or declaration.category:
            _add_all(register, declaration)
    gather(register.connection)
    register.set_local(RECIPE, wanted)


def _add_all(register: Register, declaration: Declaration) -> None:
    shape, grams = register.shapes.of(declaration.key), search.Cutter(declaration)
    names = ", ".join(f'"{n}"' for n in shape.names)
    own = "AND category=?" if shape.categorised else ""
    base = [declaration.key] if shape.categorised else []
    last = -1
    while rows := register.connection.execute(
        f'SELECT id, {names} FROM "{shape.table}" WHERE id>? {own} ORDER BY id LIMIT {PART}',
        [last, *base],
    ).fetchall():
        add(register.connection, [(row[0], grams.of(shape.values(row[1:]))) for row in rows])
        last = rows[-1][0]
