"""Brings an opened file up to the program: tables, fields that were declared later, search index."""

from __future__ import annotations

from equipinspect.store import heads, index, indexes, sameness, tables
from equipinspect.store.operations import kind_of
from equipinspect.store.register import Register

FOLLOWED = "followed"  # local bookkeeping: what tables and index were made from


def follow(register: Register) -> None:
    """Make what the declarations ask for and the file lacks; nothing when they are known to it."""
    wanted = f"{tables.VERSION} {indexes.VERSION} {register.declarations.digest} {index.cutting()}"
    if register.local(FOLLOWED) == wanted:
        return
    with register.transaction():
        for table, column in tables.follow(register.connection, register.declarations):
            _fill(register, table, column)
        index.follow(register)
        register.set_local(FOLLOWED, wanted)


def _fill(register: Register, table: str, column: str) -> None:
    """Write a column that came later from what the log already knows of it."""
    written = register.connection.execute(
        """SELECT id FROM operation WHERE record=:table AND field='*' AND instr(value, :quoted) > 0
           UNION SELECT entity FROM operation WHERE record=:table AND field<>'*'
             AND (field=:column OR instr(value, :quoted) > 0)""",
        {"table": table, "column": column, "quoted": f'"{column}":'},
    ).fetchall()
    for (entity,) in written:
        rebuild(register, entity)


def rebuild(register: Register, entity: int) -> None:
    """Write the row of an entity anew from the log."""
    shape = register.shapes.of(kind_of(register, entity))
    row = heads.read_row(register, shape, entity)
    heads.store_row(register, shape, entity, row, heads.from_log(register, shape, entity))
    if sameness.touches(register.connection, shape.table, entity):
        sameness.settle(register, [entity])


def tidy(register: Register) -> bool:
    """Do a small piece of what saves left for later; say whether there is more to do."""
    register.connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
    with register.transaction():
        return index.join(register.connection)


def settle_down(register: Register) -> None:
    """Finish a great import: join the index, write the log of the file system into the file."""
    with register.transaction():
        index.gather(register.connection)
    register.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
