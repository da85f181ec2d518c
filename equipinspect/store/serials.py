"""Reads which serial numbers of a kind of record were ever used, also by removed or voided ones."""

from __future__ import annotations

from equipinspect.store.register import Register


def greatest(register: Register, kind: str, year: int, span: tuple[int, int]) -> int:
    """Return the greatest serial used within a span of a year, both ends counted; 0 when none is.

    ``year`` is 0 for kinds that are not numbered by year.
    """
    by_year = "AND year=? " if year else ""
    values = [*span, *([year] if year else [])]
    row = register.connection.execute(
        f'SELECT max(serial) FROM "{kind}" WHERE serial BETWEEN ? AND ? {by_year}', values
    ).fetchone()
    return int(row[0] or 0)


def without(register: Register, kind: str, yearly: bool = False) -> list[int]:
    """Return the living records of a kind that have a number but no serial: provisional ones.

    Those of a ``yearly`` kind have a year; a number copied from an older ledger has neither.
    """
    of_here = "AND year IS NOT NULL" if yearly else ""
    rows = register.connection.execute(
        f'SELECT id FROM "{kind}" WHERE serial IS NULL AND number IS NOT NULL {of_here} AND _deleted=0'
        " ORDER BY id"
    )
    return [int(row[0]) for row in rows]


def used_twice(register: Register, kind: str, beside: str = "") -> dict[str, list[int]]:
    """Return the numbers that stand on several living records of a kind, with those records.

    ``beside``: a column in which they have to be equal, too.
    """
    own = f', "{beside}"' if beside else ""
    found: dict[str, list[int]] = {}
    rows = register.connection.execute(
        f"""SELECT number, group_concat(id) FROM "{kind}" WHERE _deleted=0 AND number IS NOT NULL
            GROUP BY number{own} HAVING count(*) > 1 ORDER BY number"""
    )
    for number, ids in rows:
        found.setdefault(str(number), []).extend(sorted(map(int, str(ids).split(","))))
    return found
