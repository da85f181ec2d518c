"""How many lifts were in use and insured, on one day or on every day of a stretch, from their periods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

from equipinspect.store import queries, standing
from equipinspect.store.queries import Filter
from equipinspect.store.register import Register

LIFT = "elevator"
PLACES = frozenset({"county", "town", "user_unit", "maint_unit", "place_type"})
STATES = {
    "in_use": "1",
    "insured": "insured = 1",
    "uninsured": "coalesce(insured, 0) = 0",
    "lapsed": "insured = 0",
    "never": "insured IS NULL",
}
# both ends belong to a period, and the day of a surrender still counts (§7.2)
STARTS = "max(p.starts, coalesce(l.starts, p.starts))"
ENDS = "min(p.ends, coalesce(l.ends, p.ends), {surrendered})"
GONE = "coalesce(p.surrendered_on, p.ends)"
GONE_AS_KNOWN = "CASE WHEN p.surrendered_on <= :day THEN p.surrendered_on ELSE p.ends END"
KNOWN = "min(coalesce(p.issued_on, p.starts), p.starts) <= :day"
SAME = "(SELECT +e.id UNION ALL SELECT +x.id FROM equipment x WHERE x._same = e.id)"


@dataclass(frozen=True)
class Scope:
    """Which lifts and policies count: kinds of policy, varieties left out, conditions on the lift."""

    policies: tuple[str, ...] = ("lift_liability",)
    without: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    told: bool = False  # a question about a later day knows every policy on record


@dataclass(frozen=True)
class Counted:
    """The lifts in use under one heading and of one unit on a day."""

    key: str | int | None
    unit: int | None
    in_use: int
    insured: int
    lapsed: int
    never: int


@dataclass(frozen=True)
class Caller:
    """A unit whose lifts will not be insured on a later day if nothing is done."""

    unit: int | None
    lifts: int
    lapsing: int
    lapsed: int
    ends: str | None


class Asked:
    """One question about the lifts of a scope on a day; what is asked about another day is ``then``.

    A question about a later day knows only the policies known on the first: those issued, or begun,
    by then, and not yet surrendered; asked today it knows all that is on record.
    """

    def __init__(self, register: Register, scope: Scope, day: date, then: date | None = None):
        self.register = register
        self._scope = scope
        self._forecast = then is not None
        self._guesses = then is not None and not scope.told
        self.values: dict[str, str | int] = {
            "day": day.isoformat(),
            "then": (then or day).isoformat(),
        }
        was = standing.was_in_use(register, LIFT, day.isoformat())
        merged = "SELECT EXISTS(SELECT 1 FROM equipment WHERE _same IS NOT NULL)"
        self._merged = bool(register.connection.execute(merged).fetchone()[0])
        self.values["was"] = str(list(was))  # the lifts whose rows no longer say what they were

    @property
    def _ends(self) -> str:
        return ENDS.format(surrendered=GONE_AS_KNOWN if self._guesses else GONE)

    def _counts(self) -> str:
        """Return the SQL of what makes a policy one that counts."""
        kinds = self._listed("kind", self._scope.policies)
        known = KNOWN if self._guesses else "1"
        return f"p._deleted <> 1 AND p.kind IN ({kinds}) AND {known}"

    def span(self) -> str:
        """Return the SQL of the periods of all policies that count, a row a lift and policy."""
        lift = "l.equipment"
        if self._merged:
            lift = f"coalesce((SELECT _same FROM equipment x WHERE x.id = {lift}), {lift})"
        return f"""SELECT {lift} AS lift, l.policy AS policy, p.insurer AS insurer,
          {STARTS} AS starts, {self._ends} AS ends
          FROM policy_link l CROSS JOIN policy p ON p.id = l.policy
          WHERE l._deleted = 0 AND {self._counts()}"""

    def _listed(self, name: str, texts: tuple[str, ...]) -> str:
        self.values |= {f"{name}{i}": text for i, text in enumerate(texts)}
        return ", ".join(f":{name}{i}" for i in range(len(texts)))

    def base(self, *columns: str) -> str:
        """Return the SQL of every lift in use on the day with its cover and some of its columns.

        ``insured`` is 1, 0 or, of a lift that never was, NULL; a question about another day also has
        ``later``, whether it is insured then, and ``ends``, when its present cover does.
        """
        own = f"IN {SAME}" if self._merged else "= +e.id"  # the plus lets the index serve
        kept = "".join(f", {name}" for name in columns)
        then = """, coalesce(max(starts <= :then AND ends >= :then), 0) AS later,
            max(CASE WHEN starts <= :day THEN ends END) AS ends"""
        # the inner LIMIT keeps the ends of each period from being worked out again for every use
        return f"""SELECT id{kept}, CASE WHEN max(starts <= :day)
            THEN max(starts <= :day AND ends >= :day) END AS insured{then if self._forecast else ""}
          FROM (SELECT e.id{kept.replace(", ", ", e.")},
              CASE WHEN {STARTS} <= {self._ends} THEN {STARTS} END AS starts, {self._ends} AS ends
            FROM equipment e INDEXED BY equipment_category__deleted
            LEFT JOIN policy_link l ON l.equipment {own} AND l._deleted = 0
            LEFT JOIN policy p ON p.id = l.policy AND {self._counts()}
            WHERE {self._where()} LIMIT -1)
          GROUP BY id"""

    def _where(self) -> str:
        return f"""{self._lifts()} AND CASE WHEN e.use_status_from > :day
          THEN e.id IN (SELECT value FROM json_each(:was)) ELSE e.use_status = 'in_use' END"""

    def _lifts(self) -> str:
        """Return the SQL of what makes a lift one of the scope, whatever its status."""
        parts = ["e.category = 'elevator' AND e._deleted = 0"]
        shape = self.register.shapes.of(LIFT)
        if self._scope.without:
            variety = f"coalesce(e.variety_code, {queries.expression(shape, 'category_code')}, '')"
            parts.append(f"{variety} NOT IN ({self._listed('variety', self._scope.without)})")
        for place, each in enumerate(self._scope.filters):
            sql, values = queries.condition(shape, each)
            for number, value in enumerate(values):
                name = f"filter{place}_{number}"
                sql = sql.replace("?", f":{name}", 1)
                self.values[name] = value
            parts.append(f"({sql})")
        return " AND ".join(parts)

    def among(self, ids: Sequence[int]) -> list[int]:
        """Return those of some lifts that belong to the scope, whatever their status."""
        rows = self.register.connection.execute(
            f"""SELECT e.id FROM equipment e WHERE {self._lifts()}
              AND e.id IN (SELECT value FROM json_each(:ids))""",
            self.values | {"ids": str(list(ids))},
        )
        return [int(row[0]) for row in rows]

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.register.connection.execute(sql, self.values).fetchall()

    def counted(self, by: str = "") -> list[Counted]:
        """Count the lifts in use by a field of theirs, and by unit under it."""
        key = by if by in PLACES else "NULL"
        columns = {"user_unit", key} - {"NULL"}
        rows = self._rows(
            f"""SELECT {key}, user_unit, count(*), coalesce(sum(insured), 0),
              coalesce(sum(insured = 0), 0), coalesce(sum(insured IS NULL), 0)
            FROM ({self.base(*sorted(columns))}) GROUP BY 1, 2"""
        )
        return [Counted(*row) for row in rows]

    def by_insurer(self) -> list[tuple[int | None, int]]:
        """Return how many lifts in use each insurer insures on the day; one may have two insurers."""
        return self._rows(
            f"""SELECT insurer, count(DISTINCT lift) FROM ({self.span()})
              WHERE starts <= :day AND ends >= :day AND +lift IN (SELECT id FROM ({self.base()}))
              GROUP BY 1"""
        )

    def lifts(self, state: str, later: str = "1") -> list[int]:
        """Return the lifts behind a number; ``later`` narrows them by their cover on the other day."""
        sql = f"SELECT id FROM ({self.base()}) WHERE {STATES[state]} AND {later} ORDER BY id"
        return [int(row[0]) for row in self._rows(sql)]

    def then(self) -> tuple[int, int, int]:
        """Return how many lifts lapse until the other day, gain cover, and are insured on it."""
        [row] = self._rows(
            f"""SELECT coalesce(sum(insured = 1 AND NOT later), 0),
              coalesce(sum(coalesce(insured, 0) = 0 AND later), 0), coalesce(sum(later), 0)
            FROM ({self.base()})"""
        )
        return int(row[0]), int(row[1]), int(row[2])

    def callers(self) -> list[Caller]:
        """Return the units to be called because of the other day, most lifts a call first."""
        rows = self._rows(
            f"""SELECT user_unit, count(*), coalesce(sum(insured = 1), 0),
              coalesce(sum(insured = 0), 0), min(CASE WHEN insured THEN ends END) AS first
            FROM ({self.base("user_unit")}) WHERE NOT later GROUP BY 1
            ORDER BY 2 DESC, first IS NULL, first, 1"""
        )
        return [Caller(*row) for row in rows]


def unlisted(register: Register, scope: Scope, day: date) -> tuple[int, list[int]]:
    """Return how many lifts policies of a day only count without naming them, and those policies."""
    marks = ",".join("?" * len(scope.policies))
    on = day.isoformat()
    rows = register.connection.execute(
        f"""SELECT p.id, p.lift_count - (SELECT count(DISTINCT l.equipment) FROM policy_link l
            WHERE l.policy = +p.id AND l._deleted = 0 AND coalesce(l.starts, p.starts) <= ?
            AND coalesce(l.ends, p.ends) >= ?) AS lacking
          FROM policy p WHERE p._deleted = 0 AND p.kind IN ({marks}) AND p.starts <= ? AND p.ends >= ?
          AND coalesce(p.surrendered_on, p.ends) >= ? AND p.lift_count > 0""",
        (on, on, *scope.policies, on, on, on),
    ).fetchall()
    found = [(int(number), int(lacking)) for number, lacking in rows if lacking > 0]
    return sum(lacking for _number, lacking in found), [number for number, _lacking in found]


@dataclass(frozen=True)
class Point:
    """One day of a curve."""

    day: date
    in_use: int
    insured: int


def curve(register: Register, scope: Scope, first: date, last: date) -> list[Point]:
    """Return every day between two days, both included, in one sweep over the ends of the periods."""
    length = (last - first).days + 1
    in_use, insured = [0] * (length + 1), [0] * (length + 1)
    used = _in_use(register, scope, first, last)
    for spans in used.values():
        _mark(in_use, spans)
    for lift, covered in _covered(Asked(register, scope, last), first, last):
        if lift in used:
            _mark(insured, _both(used[lift], covered))
    days = zip(accumulate(in_use), accumulate(insured), strict=True)
    return [
        Point(first + timedelta(days=n), a, b)
        for n, (a, b) in zip(range(length), days, strict=False)
    ]


def ahead(register: Register, scope: Scope, day: date, last: date) -> list[Point]:
    """Return every day from one to a later one as it will be if nothing is done.

    Only the lifts in use on the first day and the policies known by then count.
    """
    asked = Asked(register, scope, day, last)
    used = set(asked.lifts("in_use"))
    length = (last - day).days + 1
    insured = [0] * (length + 1)
    for lift, covered in _covered(asked, day, last):
        if lift in used:
            _mark(insured, covered)
    days = zip(range(length), accumulate(insured), strict=False)
    return [Point(day + timedelta(days=n), len(used), found) for n, found in days]


Spans = list[tuple[int, int]]  # day numbers: the first, and the one after the last


def _mark(days: list[int], spans: Spans) -> None:
    for begun, over in spans:
        days[begun] += 1
        days[over] -= 1


def _both(one: Spans, two: Spans) -> Spans:
    return [(max(a, c), min(b, d)) for a, b in one for c, d in two if max(a, c) < min(b, d)]


def _in_use(register: Register, scope: Scope, first: date, last: date) -> dict[int, Spans]:
    """Return the day numbers on which each lift of a scope was in use."""
    asked = Asked(register, scope, last)
    always = (0, (last - first).days + 1)
    found: dict[int, Spans] = {n: [always] for n in asked.lifts("in_use")}
    begun = register.connection.execute(
        "SELECT id, use_status_from FROM equipment WHERE category = ? AND _deleted = 0"
        " AND use_status_from > ?",
        (LIFT, first.isoformat()),
    )
    for number, since in begun:
        if number in found and since <= last.isoformat():
            found[number] = [(_number(since, first), always[1])]
    written = asked.among(standing.later(register, LIFT, first.isoformat()))
    for number, events in standing.history(register, written).items():
        spans = standing.spans(events, first.isoformat(), last.isoformat())
        found[number] = [
            (_number(a, first), _number(b, first) if b else always[1]) for a, b in spans
        ]
    return found


def _covered(asked: Asked, first: date, last: date) -> Iterator[tuple[int, Spans]]:
    """Yield lifts with the day numbers on which they were insured, overlapping periods joined."""
    rows = asked.register.connection.execute(
        f"""SELECT lift, starts, ends FROM ({asked.span()})
          WHERE ends >= :first AND starts <= :last AND starts <= ends ORDER BY lift, starts""",
        asked.values | {"first": first.isoformat(), "last": last.isoformat()},
    )
    length = (last - first).days + 1
    lift, spans = 0, Spans()
    for number, starts, ends in rows:
        if number != lift:
            if spans:
                yield lift, spans
            lift, spans = number, []
        begun = max(0, _number(starts, first))
        over = min(length, _number(ends, first) + 1)
        if spans and begun <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(over, spans[-1][1]))
        else:
            spans.append((begun, over))
    if spans:
        yield lift, spans


def _number(day: str, first: date) -> int:
    return (date.fromisoformat(day) - first).days
