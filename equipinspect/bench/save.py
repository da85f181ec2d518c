"""Saving one form durably, as a person waits for it, beside a bare SQLite commit of one row."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from random import Random

from equipinspect.app import records
from equipinspect.app.session import Session
from equipinspect.bench.measure import Case, Timing, share
from equipinspect.bench.workshop import Workshop
from equipinspect.store import queries
from equipinspect.store.queries import Query


def cases(shop: Workshop) -> Iterator[Case]:
    """Yield the slowest of 20 and of 100 saves, by the clock on the wall: a durable write waits."""
    session = shop.big
    ids = list(queries.positions(session.register, Query("gas_cylinder")))
    rng = Random("save")
    with closing(sqlite3.connect(shop.folder / "bare.sqlite", isolation_level=None)) as bare:
        bare.execute("PRAGMA journal_mode=WAL")
        bare.execute("PRAGMA synchronous=FULL")
        bare.execute("CREATE TABLE IF NOT EXISTS t(id INTEGER PRIMARY KEY, note TEXT)")

        def commit() -> None:
            bare.execute("BEGIN IMMEDIATE")
            bare.execute("INSERT INTO t(note) VALUES('x')")
            bare.execute("COMMIT")

        for part in (0.95, 0.99):

            def subject(part: float = part) -> Timing:
                return _waits(lambda: _save(session, rng.choice(ids), rng), shop.size.saves, part)

            def against(part: float = part) -> Timing:
                return _waits(commit, shop.size.saves, part)

            name = f"one form, p{round(part * 100)} wall"
            yield Case("save", name, "bare sqlite commit", subject, against, _all_good)


def _waits(work: Callable[[], object], times: int, part: float) -> Timing:
    waits = []
    good = True
    for _time in range(times):
        begun = time.perf_counter()
        good = work() is not False and good
        waits.append((time.perf_counter() - begun) * 1000)
    return Timing(share(waits, part), good)


def _save(session: Session, number: int, rng: Random) -> bool:
    """Open a record, change two fields, save; say whether they are there."""
    record = records.read(session, number)
    note = f"第{rng.randint(0, 10**9)}次核对"
    records.save(session, record, {"location_note": note, "tare_kg": str(rng.randint(30, 80))})
    return (
        queries.rows(session.register, "gas_cylinder", [number])[0].values["location_note"] == note
    )


def _all_good(mine: object, _theirs: object) -> bool:
    return mine is True
