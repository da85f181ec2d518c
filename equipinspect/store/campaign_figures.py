"""The set-based reads behind campaign statistics: every measure is one condition, counted or opened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from equipinspect.store.register import Register

COUNTY, TOWN, KIND, LEVEL = "county", "town", "device_kind", "level"
NONE = ""  # the key of what has no county, town, kind or level


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


@dataclass(frozen=True)
class Source:
    """A table of counted rows: how its day and groups are read, and what is counted of it.

    ``measures``: name → (condition, amount of one row); both are SQL over the alias ``x``. ``distinct``
    are measures that count different values of an expression; a source not ``counted`` opens rows only.
    """

    table: str
    rows: str
    groups: dict[str, str]
    measures: dict[str, tuple[str, str]]
    distinct: tuple[tuple[str, str], ...] = ()
    counted: bool = True


UNIT_TOWN = "(SELECT town FROM unit WHERE unit.id = x.unit)"
HELD = "{day} >= :since AND {day} <= :on"
VOIDED = "coalesce(x.voided_on, CASE WHEN x.state='voided' THEN x.state_on END) <= :on"
RECTIFIED = (
    "coalesce(x.rectified_on, CASE WHEN x.recheck_result='pass' THEN x.rechecked_on END, x.closed_on,"
    " CASE WHEN x.state IN ('rechecked', 'closed') THEN x.state_on END,"
    " CASE WHEN x.fixed_on_site=1 THEN x.found_on END) <= :on"
)
TRANSFERRED = (
    "coalesce(x.transferred_on, CASE WHEN x.state='transferred' THEN x.state_on END) <= :on"
)
DEADLINE = (
    "CASE WHEN x.extended_on > :on THEN coalesce(x.first_deadline, x.deadline) ELSE x.deadline END"
)
WORKED = 'x."on"'
MAJOR = "x.level IN ('major', 'severe')"
FATE = (
    f"CASE WHEN {VOIDED} THEN 'voided' WHEN {RECTIFIED} THEN 'rectified'"
    f" WHEN {TRANSFERRED} THEN 'transferred' WHEN {DEADLINE} < :on THEN 'overdue' ELSE 'open' END"
)
OFFICERS = (
    "coalesce(x.officer_count, (x.officer1 IS NOT NULL) + (x.officer2 IS NOT NULL)"
    " + (x.officer3 IS NOT NULL) + (x.officer4 IS NOT NULL))"
)
VISITED = f"x._deleted=0 AND x.corrects IS NULL AND {HELD.format(day='x.checked_on')}"
LEVELS = f"CASE WHEN {MAJOR} THEN 'major' ELSE 'ordinary' END"

HAZARDS = Source(
    "hazard",
    f"SELECT x.*, {FATE} AS fate FROM hazard x WHERE x._deleted=0 AND {HELD.format(day='x.found_on')}",
    {COUNTY: "x.county", TOWN: "x.town", KIND: "x.device_kind", LEVEL: LEVELS},
    {
        "hazards": ("x.fate <> 'voided'", "1"),
        "voided": ("x.fate = 'voided'", "1"),
        "major": (f"x.fate <> 'voided' AND {MAJOR}", "1"),
        "ordinary": (f"x.fate <> 'voided' AND {MAJOR} IS NOT 1", "1"),
        "rectified": ("x.fate = 'rectified'", "1"),
        "transferred": ("x.fate = 'transferred'", "1"),
        "open": ("x.fate IN ('open', 'overdue')", "1"),
        "not_due": ("x.fate = 'open'", "1"),
        "overdue": ("x.fate = 'overdue'", "1"),
        "fixed_on_site": ("x.fate = 'rectified' AND x.fixed_on_site = 1", "1"),
        "supervised": ("x.fate <> 'voided' AND x.supervised_on <= :on", "1"),
    },
)
LEADS = (  # of the hazards of one case number the first stands for the case
    "x.id IN (SELECT id FROM (SELECT x.id, min(x.case_on || printf('%020d', x.id)) FROM hazard x"
    f" WHERE x._deleted=0 AND x.case_on IS NOT NULL AND ({VOIDED}) IS NOT 1"
    " GROUP BY coalesce(x.case_no, x.id)))"
)
EVENTS = Source(
    "hazard",
    f"SELECT x.*, {LEADS} AS leads FROM hazard x WHERE x._deleted=0 AND ({VOIDED}) IS NOT 1"
    " AND coalesce(x.case_on, x.fined_on, x.exposed_on) IS NOT NULL",
    {COUNTY: "x.county", TOWN: "x.town", KIND: "x.device_kind"},
    {
        "cases": (f"x.leads AND {HELD.format(day='x.case_on')}", "1"),
        "fines": (f"x.fine IS NOT NULL AND {HELD.format(day='x.fined_on')}", "x.fine"),
        "exposed": (HELD.format(day="x.exposed_on"), "1"),
    },
)
VISITS = Source(
    "check",
    f'SELECT x.* FROM "check" x WHERE {VISITED}',
    {COUNTY: "x.county", TOWN: "x.town"},
    {"visits": ("1", "1"), "officers": ("1", OFFICERS)},
)
SEEN = "x.id, x.unit, x.checked_on, x.officer_count, x.officer1, x.officer2, x.officer3, x.officer4"
MEANT = (
    "coalesce((SELECT u._same FROM unit u WHERE u.id = x.unit), x.unit)"  # one of two same units
)
# a plus takes the affinity off an id: references may hold anything, and an index on them is used only so
KIND_VISITS = Source(
    "check",
    f'SELECT {SEEN}, d.device_kind FROM "check" x CROSS JOIN device_check d'
    f' ON d."check" = +x.id AND d._deleted=0 WHERE {VISITED} GROUP BY x.id, d.device_kind'
    f" UNION ALL SELECT {SEEN}, '' FROM \"check\" x WHERE {VISITED} AND NOT EXISTS"
    ' (SELECT 1 FROM device_check d WHERE d."check" = +x.id AND d._deleted=0)',
    {KIND: "x.device_kind"},
    VISITS.measures,
    (("units", MEANT),),
)
FIRST = "min(x.checked_on || printf('%020d', x.id))"  # the other columns are those of that row
UNITS = Source(
    "check",
    f'SELECT x.id, x.unit, x.county, x.town, {FIRST} FROM "check" x'
    f" WHERE {VISITED} AND x.unit IS NOT NULL GROUP BY {MEANT}",
    {COUNTY: "x.county", TOWN: "x.town"},
    {"units": ("1", "1")},
)
KIND_UNITS = Source(
    "check",
    f"SELECT x.id, x.unit, x.device_kind, {FIRST} FROM ({KIND_VISITS.rows}) x"
    f" WHERE x.unit IS NOT NULL GROUP BY {MEANT}, x.device_kind",
    {KIND: "x.device_kind"},
    UNITS.measures,
    counted=False,
)
DEVICES = Source(
    "device_check",
    "SELECT x.id, x.county, x.town, x.device_kind, x.measure, x.quantity FROM device_check x"
    f" WHERE x._deleted=0 AND x.device_kind <> 'none' AND {HELD.format(day='x.checked_on')}",
    {COUNTY: "x.county", TOWN: "x.town", KIND: "x.device_kind"},
    {},
)
DIRECTIVES = Source(
    "directive",
    f"SELECT x.* FROM directive x WHERE x._deleted=0 AND {HELD.format(day='x.issued_on')}"
    " AND (x.status IS NOT 'void' OR x.voided_on > :on)",
    {COUNTY: "x.county", TOWN: UNIT_TOWN,
     KIND: "(SELECT min(h.device_kind) FROM hazard h WHERE h.directive = +x.id AND h._deleted=0)"},
    {"directives": ("1", "1")},
)  # fmt: skip
ENFORCEMENT = Source(
    "enforcement",
    f"SELECT x.* FROM enforcement x WHERE x._deleted=0 AND {HELD.format(day='x.began_on')}",
    {COUNTY: "x.county", TOWN: UNIT_TOWN, KIND: "x.device_kind"},
    {
        "sealed": ("x.kind IN ('sealing', 'seizure')", "coalesce(x.quantity, 1)"),
        "stopped": ("x.kind = 'stop_use'", "coalesce(x.quantity, 1)"),
    },
)
OTHER = Source(
    "other_work",
    f"SELECT x.* FROM other_work x WHERE x._deleted=0 AND {HELD.format(day=WORKED)}",
    {COUNTY: "x.county", TOWN: "x.town", KIND: "x.device_kind"},
    {
        name: (f"x.kind = '{kind}'", "coalesce(x.quantity, 1)")
        for name, kind in (
            ("cases", "case"), ("sealed", "sealing"), ("stopped", "stop_use"), ("talks", "talk"),
            ("exposed", "exposure"), ("trainings", "training"), ("pledges", "pledge"),
            ("other_transfers", "transfer"),
        )
    }
    | {
        "trained": ("x.kind = 'training'", "coalesce(x.people, 0)"),
        "fines": ("x.kind = 'fine'", "coalesce(x.amount, '0')"),
    },
)  # fmt: skip
BY_PLACE = (HAZARDS, EVENTS, VISITS, UNITS, DIRECTIVES, ENFORCEMENT, OTHER)
BY_KIND = (HAZARDS, EVENTS, KIND_VISITS, KIND_UNITS, DIRECTIVES, ENFORCEMENT, OTHER)
MONEY = frozenset({"fines"})
NOT_ADDED = ("visits", "officers", "units")  # a visit to devices of two kinds stands under both


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


def _counted(register: Register, scope: Scope, source: Source, by: str) -> Iterator[Cell]:
    whole = {n: m for n, m in source.measures.items() if n not in MONEY}
    each = [f"sum(CASE WHEN {when} THEN {much} END)" for when, much in whole.values()]
    each += [f"count(DISTINCT {what})" for _name, what in source.distinct]
    names, sums = [*whole, *(name for name, _what in source.distinct)], ", ".join(each)
    rows, key = _rows(scope, source), _key(source, by)
    sql = f"SELECT {key}, {sums} FROM ({rows}) x GROUP BY 1"
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
    sql = f"SELECT x.id FROM ({_rows(scope, source)}) x WHERE {when}"
    parameters = _parameters(scope)
    if keys is not None:
        names = ", ".join(f":k{n}" for n in range(len(keys)))
        sql += f" AND {_key(source, by)} IN ({names})"
        parameters |= {f"k{n}": key for n, key in enumerate(keys)}
    return [row[0] for row in register.connection.execute(f"{sql} ORDER BY 1", parameters)]


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
