"""Bulk create beside two INSERT … SELECT copies of what it wrote: the typed rows and the log."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from equipinspect.app.session import Session
from equipinspect.bench.measure import Case
from equipinspect.bench.workshop import Workshop, fill
from equipinspect.store import queries
from equipinspect.store.queries import Query

TABLES = ("equipment", "operation")


def cases(shop: Workshop) -> Iterator[Case]:
    """Yield the one case of this group."""
    made: list[Session] = []

    def prepare() -> None:
        for session in made:
            shop.discard(session)
        made[:] = [shop.empty()]

    def create() -> object:
        session = made[0]
        with session.action("import") as running:
            fill(session, running, shop.rows, shop.size.load)
        return queries.count(session.register, Query("gas_cylinder"))

    def copy() -> object:
        return copied(made[0].path, shop.folder / "copy.sqlite")

    name = f"create {shop.size.load:,} rows"
    yield Case("load", name, "2 x INSERT SELECT", create, copy, _equal, prepare)
    for session in made:
        shop.discard(session)


def _equal(mine: object, theirs: object) -> bool:
    return mine == theirs


def copied(source: Path, target: Path) -> int:
    """Copy rows and log with their indexes into a new durable file; return the rows."""
    target.unlink(missing_ok=True)
    with closing(sqlite3.connect(target, isolation_level=None)) as out:
        out.execute("PRAGMA journal_mode=WAL")
        out.execute("PRAGMA synchronous=FULL")
        out.execute("ATTACH ? AS source", (str(source),))
        for (sql,) in out.execute(
            "SELECT sql FROM source.sqlite_master WHERE tbl_name IN (?,?) AND sql IS NOT NULL ORDER BY type DESC",
            TABLES,
        ).fetchall():
            out.execute(sql)
        out.execute("BEGIN")
        for table in TABLES:
            out.execute(f"INSERT INTO main.{table} SELECT * FROM source.{table}")
        out.execute("COMMIT")
        return int(out.execute("SELECT count(*) FROM main.equipment").fetchone()[0])
