"""The set-based reads behind campaign statistics: counted in groups, or opened as the rows behind a number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from equipinspect.store.campaign_sources import (
    BY_KIND,
    BY_PLACE,
    DEVICES,
    HAS_UNIT,
    HAZARDS,
    KIND,
    KIND_UNITS,
    KIND_VISITS,
    LEVEL,
    LEVELS,
    MEANT,
    MONEY,
    TOWN,
    UNITS,
    VISITS,
    Source,
)
from equipinspect.store.register import Register


@dataclass(frozen=True)
class Scope:
    """What is counted: rows of these campaigns (none: of all), from ``since`` (empty: ever) to ``on``.

    Days are those of the event; ``on`` counts until 24:00.
    """

    campaigns: tuple[int, ...]
    since: str
    on: str


class Cell(NamedTuple):
    """A number of one source: the group it stands in, the measure, how much (yuan and km as text)."""

    key: str
    measure: str
    amount: str | int


def sources(by: str) -> tuple[Source, ...]:
    """Return what is counted for a division of the table; levels divide hazards only."""
    if by == LEVEL:
        return (HAZARDS,)
    return BY_KIND if by == KIND else BY_PLACE


def cells(register: Register, scope: Scope, by: str) -> Iterator[Cell]:
    """Yield every number of a table divided ``by`` (empty: undivided), a source after the other."""
    for source in (each for each in sources(by) if each.counted):
        yield from _counted(register, scope, source, by)


def visits(register: Register, scope: Scope) -> Iterator[Cell]:
    """Yield 家次, 人次 and 家 of a scope undivided."""
    yield from _counted(register, scope, replace(VISITS, distinct=KIND_VISITS.distinct), "")


def _parameters(scope: Scope) -> dict[str, str | int]:
    named: dict[str, str | int] = {"since": scope.since, "on": scope.on}
    return named | {f"c{n}": number for n, number in enumerate(scope.campaigns)}


def _rows(scope: Scope, source: Source) -> str:
    if not scope.campaigns:
        return source.rows
    names = ", ".join(f":c{n}" for n in range(len(scope.campaigns)))
    return source.rows.replace(
        " WHERE x._deleted=0", f" WHERE x.campaign IN ({names}) AND x._deleted=0"
    )


def _key(source: Source, by: str) -> str:
    return f"CAST(coalesce({source.groups[by]}, '') AS TEXT)" if by else "''"


def _without_same(register: Register, sql: str) -> str:
    """Leave the look for same units out where the register has none."""
    known = register.connection.execute("SELECT 1 FROM unit WHERE _same IS NOT NULL LIMIT 1")
    return sql if known.fetchone() else sql.replace(MEANT, "x.unit")


def _counted(register: Register, scope: Scope, source: Source, by: str) -> Iterator[Cell]:
    whole = {n: m for n, m in source.measures.items() if n not in MONEY}
    each = [f"sum(CASE WHEN {when} THEN {much} END)" for when, much in whole.values()]
    each += [f"count(DISTINCT {what})" for _name, what in source.distinct]
    names, sums = [*whole, *(name for name, _what in source.distinct)], ", ".join(each)
    rows, key = _rows(scope, source), _key(source, by)
    sql = _without_same(register, f"SELECT {key}, {sums} FROM ({rows}) x GROUP BY 1")
    for found in register.connection.execute(sql, _parameters(scope)):
        for name, amount in zip(names, found[1:], strict=True):
            if amount:
                yield Cell(str(found[0]), name, int(amount))
    for name in MONEY & source.measures.keys():
        when, much = source.measures[name]
        sql = f"SELECT {key}, {much} FROM ({rows}) x WHERE {when}"
        for group, amount in register.connection.execute(sql, _parameters(scope)):
            yield Cell(str(group), name, str(amount))


def devices(register: Register, scope: Scope, by: str) -> Iterator[tuple[str, str, str, int | str]]:
    """Yield what was looked at: group, kind of device, its unit of count, how many; to be added up.

    Pieces come summed as whole numbers, lengths (公里) row by row as decimal text.
    """
    rows, key = _rows(scope, DEVICES), _key(DEVICES, by)
    place = "x.town" if by == TOWN else "x.county"  # plain columns, in the order of the index
    whole = "CASE WHEN x.measure IS NOT '公里' THEN coalesce(CAST(x.quantity AS INTEGER), 1) END"
    sql = (
        f"SELECT {key}, x.device_kind, coalesce(x.measure, '台'), sum({whole})"
        f" FROM ({rows}) x GROUP BY {place}, x.device_kind, x.measure"
    )
    lengthy = False
    for group, kind, unit, pieces in register.connection.execute(sql, _parameters(scope)):
        if pieces is not None:
            yield group, kind, unit, pieces
        lengthy = lengthy or pieces is None
    if not lengthy:
        return
    lengths = (
        f"SELECT {key}, x.device_kind, x.measure, coalesce(x.quantity, '0') FROM ({rows}) x"
        " WHERE x.measure = '公里'"
    )
    yield from register.connection.execute(lengths, _parameters(scope))


class Opened(NamedTuple):
    """The rows a number counts: the kind of record and their ids, oldest first."""

    kind: str
    ids: list[int]


def opened(
    register: Register, scope: Scope, by: str, keys: tuple[str, ...] | None, measure: str
) -> list[Opened]:
    """Return the rows behind one measure, in the groups ``keys`` (None: in all)."""
    found = []
    for source in sources(by):
        if measure in source.measures:
            when, _much = source.measures[measure]
            found.append(Opened(source.table, _ids(register, scope, source, (by, keys, when))))
    return [each for each in found if each.ids]


def opened_devices(
    register: Register, scope: Scope, by: str, keys: tuple[str, ...] | None, wanted: tuple[str, str]
) -> list[int]:
    """Return the checked devices of a kind that are counted in a unit, in the groups ``keys``."""
    kind, measure = (text.replace("'", "''") for text in wanted)
    when = f"x.device_kind = '{kind}' AND coalesce(x.measure, '台') = '{measure}'"
    return _ids(register, scope, DEVICES, (by, keys, when))


def _ids(
    register: Register,
    scope: Scope,
    source: Source,
    wanted: tuple[str, tuple[str, ...] | None, str],
) -> list[int]:
    by, keys, when = wanted
    rows, chosen = _rows(scope, source), ""
    parameters = _parameters(scope)
    if keys is not None:
        chosen = f" AND {_key(source, by)} IN ({', '.join(f':k{n}' for n in range(len(keys)))})"
        parameters |= {f"k{n}": key for n, key in enumerate(keys)}
    if (
        source is KIND_UNITS
    ):  # a unit stands once under each kind, so that others need not be looked at
        rows = rows.replace(HAS_UNIT, HAS_UNIT + chosen)
    sql = f"SELECT x.id FROM ({rows}) x WHERE {when}{chosen} ORDER BY 1"
    found = register.connection.execute(_without_same(register, sql), parameters)
    return [row[0] for row in found]


def fates(register: Register, scope: Scope) -> Iterator[tuple[int, str, str, str]]:
    """Yield every hazard of a scope, voided ones too: id, county, level (major, ordinary), fate."""
    sql = f"SELECT x.id, coalesce(x.county, ''), {LEVELS}, x.fate FROM ({_rows(scope, HAZARDS)}) x ORDER BY 1"
    yield from register.connection.execute(sql, _parameters(scope))


def checked_units(register: Register, scope: Scope) -> set[int]:
    """Return the units that were visited."""
    rows = _rows(scope, UNITS)
    sql = f"SELECT x.unit FROM ({rows}) x"
    return {row[0] for row in register.connection.execute(sql, _parameters(scope))}


def checked_equipment(register: Register, scope: Scope) -> set[int]:
    """Return the equipment that was looked at."""
    rows = _rows(scope, DEVICES)
    sql = (
        "SELECT DISTINCT d.equipment FROM device_check d WHERE d.equipment IS NOT NULL"
        f" AND d.id IN (SELECT x.id FROM ({rows}) x)"
    )
    return {row[0] for row in register.connection.execute(sql, _parameters(scope))}
