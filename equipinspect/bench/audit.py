"""The proof of a whole register beside reading its log once and hashing the text."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256

from equipinspect.app import health
from equipinspect.bench.measure import Case
from equipinspect.bench.workshop import Workshop
from equipinspect.store.audit import Audit


def cases(shop: Workshop) -> Iterator[Case]:
    """Yield the one case of this group."""
    session = shop.big
    session.register.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def prove() -> object:
        return health.audit(session)

    def read() -> object:
        with closing(sqlite3.connect(session.path)) as plain:
            whole = sha256()
            count = 0
            for row in plain.execute(
                "SELECT id, entity, record, field, value, parents FROM operation"
            ):
                whole.update(repr(row).encode())
                count += 1
            return count

    yield Case("audit", f"{shop.size.register:,} rows", "read log + sha256", prove, read, _clean)


def _clean(mine: object, theirs: object) -> bool:
    return isinstance(mine, Audit) and mine.clean and mine.operations == theirs
