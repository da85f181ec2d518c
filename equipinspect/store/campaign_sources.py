"""What campaign statistics count: a table each, the day and group of its rows, every measure one condition."""

from __future__ import annotations

from dataclasses import dataclass

COUNTY, TOWN, KIND, LEVEL = "county", "town", "device_kind", "level"
NONE = ""  # the key of what has no county, town, kind or level


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
HAS_UNIT = " WHERE x.unit IS NOT NULL"
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
    f"{HAS_UNIT} GROUP BY {MEANT}, x.device_kind",
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
