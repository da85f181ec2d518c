"""Search as one types beside LIKE and instr over the same columns; no hit may be missed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from random import Random

from equipinspect.app import lists
from equipinspect.app.session import Session
from equipinspect.bench.measure import Case, Timing, each
from equipinspect.bench.workshop import Workshop
from equipinspect.store import queries
from equipinspect.store.queries import Query

FIRST = 50
COUNTED = 1001
LOOKED_AT = ("address", "serial_no", "maker_code", "reg_no")
ATTRIBUTES = ("own_no", "use_reg_code", "qr_payload")


def cases(shop: Workshop) -> Iterator[Case]:
    """Yield two characters against LIKE, a fragment of a code against instr."""
    session = shop.big
    rng = Random("search")
    ids = rng.sample(
        list(queries.positions(session.register, Query("gas_cylinder"))), shop.size.steps
    )
    rows = queries.rows(session.register, "gas_cylinder", ids)
    words = [str(row.values["address"])[:2] for row in rows]
    codes = [str(row.values["serial_no"])[1:6] for row in rows]
    like = " OR ".join(f"{c} LIKE '%' || ?1 || '%'" for c in LOOKED_AT)
    with closing(sqlite3.connect(session.path)) as plain:
        yield Case("search", "two characters", "LIKE on 4 columns", _finder(session, words),
                   _scanner(plain, words, like), _same)  # fmt: skip
        looked = [*LOOKED_AT, *(f"attributes ->> '{a}'" for a in ATTRIBUTES)]
        yield Case("search", "fragment of a code", "instr on 7 fields", _finder(session, codes),
                   _scanner(plain, codes, " OR ".join(f"instr({c}, ?1)" for c in looked)), _same)  # fmt: skip


def _finder(session: Session, texts: list[str]) -> Callable[[], Timing]:
    return lambda: each(lambda text: [hit.id for hit in lists.find(session, text, FIRST)[0]], texts)


def _scanner(plain: sqlite3.Connection, texts: list[str], where: str) -> Callable[[], Timing]:
    """Scan newest first, as far as the search counts, and keep the first page."""
    sql = f"SELECT id FROM equipment WHERE {where} ORDER BY id DESC LIMIT {COUNTED}"

    def scan(text: str) -> list[int]:
        return [row[0] for row in plain.execute(sql, (text,)).fetchall()][:FIRST]

    return lambda: each(scan, texts)


def _same(mine: object, theirs: object) -> bool:
    return mine == theirs
