"""The list of a big register: opening it with its true count, jumping anywhere, painting frames."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib.util import find_spec
from random import Random

from equipinspect.app import lists
from equipinspect.bench.measure import Case, each
from equipinspect.bench.workshop import Workshop
from equipinspect.store.queries import Query

PAGE = 50
KIND = "gas_cylinder"
SHOWN = ("serial_no", "maker_code", "maker", "made_on", "inspection_next", "use_status")


def cases(shop: Workshop) -> Iterator[Case]:
    """Yield opening and jumping below the window, then frames of the window's own table."""
    session = shop.big
    wanted = Query(KIND, sort="serial_no")
    rng = Random("table")
    total = shop.size.register
    places = [rng.randrange(total - PAGE) for _step in range(shop.size.steps)]

    def jump(row: int) -> object:
        return lists.page(session, wanted, row, 1)[0].values["serial_no"]

    with closing(sqlite3.connect(session.path)) as plain:

        def offset(row: int) -> object:
            sql = "SELECT serial_no FROM equipment WHERE category=? ORDER BY serial_no, id LIMIT 1 OFFSET ?"
            return plain.execute(sql, (KIND, row)).fetchone()[0]

        yield Case("table", "jump to any row", "LIMIT OFFSET", lambda: each(jump, places),
                   lambda: each(offset, places), lambda a, b: a == b)  # fmt: skip
    if not find_spec("PySide6"):
        yield Case(
            "table", "frame after a jump", "QSqlTableModel", None, None, lambda _a, _b: False
        )
        return
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    yield from _frames(shop, rng)


def _frames(shop: Workshop, rng: Random) -> Iterator[Case]:
    from equipinspect.bench import frames  # noqa: PLC0415 - needs Qt

    session = shop.big

    def opened() -> object:
        session.forget()
        query = Query(KIND)
        return (lists.count(session, query), len(lists.page(session, query, 0, PAGE, SHOWN)))

    with frames.opened(session.path, shop.place.home, (KIND, shop.size.register), SHOWN) as both:
        program, plain = both
        total = shop.size.register
        yield Case("table", "open: count, first page", "QSqlTableModel.select", opened, plain.select,
                   lambda mine, _theirs: mine == (total, PAGE))  # fmt: skip

        def elsewhere() -> list[int]:  # pages of the round before are still in the list
            return [rng.randrange(total - PAGE) for _step in range(shop.size.steps)]

        yield Case("table", "frame after a jump", "QSqlTableModel, 256 rows", lambda: each(program.frame, elsewhere()),
                   lambda: each(plain.frame, elsewhere()), lambda mine, _theirs: all(_list(mine)))  # fmt: skip


def _list(made: object) -> list[object]:
    return made if isinstance(made, list) and made else [False]
