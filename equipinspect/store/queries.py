"""Named reads for lists: which rows, in which order, and what stands in them."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from equipinspect.model.declarations import ANY_RECORD
from equipinspect.model.fields import KINDS, Field, Value
from equipinspect.model.ids import show_id
from equipinspect.store import finding
from equipinspect.store.register import Register
from equipinspect.store.shapes import Shape

ORDERS = frozenset({">=", "<=", "<", ">"})
EQUAL = {"=": "= {}", "!=": "IS NOT {}", "in": "IN ({})"}
HOLDS = {  # part of a text; one of a list of numbers written as JSON
    "contains": "instr(lower({}), lower(?)) > 0",
    "among": "{} IN (SELECT value FROM json_each(?))",
}
DATED = frozenset({"month", "date", "due"})
OWN = ("_conflicts", "_deleted", "_same")
COUNTS = frozenset({"id", "_conflicts", "_deleted"})
KEPT = ("_due_on", "_due", "_due_stream", "_due_source")


@dataclass(frozen=True)
class Filter:
    """One condition: a field key or kept column, an operator and a stored value."""

    key: str
    op: str
    value: str = ""


@dataclass(frozen=True)
class Query:
    """Which rows of one kind, found by what text, in which order."""

    kind: str
    filters: tuple[Filter, ...] = ()
    text: str = ""
    sort: str = ""
    descending: bool = False


@dataclass(frozen=True)
class Row:
    """One row of a list: stored values by field key, titles of what it refers to, what the program keeps."""

    id: int
    values: dict[str, Value]
    titles: dict[str, str]
    kept: dict[str, str | None]
    conflicts: int
    deleted: bool
    same: int = 0  # the record that represents this one, when they are the same


def expression(shape: Shape, key: str) -> str:
    """Return the SQL that reads one field of a row."""
    if key == "id" or key.startswith("_") or key == "category" or not shape.is_attribute(key):
        return f'"{key}"'
    return f"json_extract(attributes, '$.\"{key}\"')"


def condition(shape: Shape, each: Filter) -> tuple[str, list[str | int]]:
    """Return one condition as SQL and its parameters; an absent value counts as filled."""
    what = expression(shape, each.key)
    if each.op in ("empty", "filled"):
        return f"{what} IS {'NOT ' if each.op == 'filled' else ''}NULL", []
    if each.op in HOLDS:
        text = _said(shape, each.key) if each.op == "contains" else what
        return HOLDS[each.op].format(text), [each.value]
    if each.op in ORDERS:
        return _ordering(shape, each, what)
    if each.key == "_due_source" and each.op == "=" and each.value.isidentifier():
        return f"{what} = '{each.value}'", []  # said plainly, so that an index fits
    if each.op == "=" and (referred := _referred(shape, each)):
        same = f'SELECT ? UNION ALL SELECT id FROM "{referred}" WHERE _same = ?'
        return f"{what} IN ({same})", [int(each.value)] * 2
    chosen = each.value.split("|") if each.op == "in" else [each.value]
    found = [_stored(shape, each.key, value) for value in chosen]
    return f"{what} {EQUAL[each.op].format(','.join('?' * len(found)))}", found


def _referred(shape: Shape, each: Filter) -> str:
    """Return the table of the record that a filter names by its id, empty when it names none."""
    declaration = shape.declaration
    if not declaration.has(each.key) or shape.is_attribute(each.key) or not each.value.isdecimal():
        return ""
    refers = declaration.field(each.key).refers
    return refers if refers != ANY_RECORD else ""


def _stored(shape: Shape, key: str, text: str) -> str | int:
    """Return the text of a filter as the field stores it."""
    declaration = shape.declaration
    kind = declaration.field(key).kind if declaration.has(key) else ""
    if not text.lstrip("-").isdecimal():
        return text
    if kind == "ref" and shape.is_attribute(key):
        return show_id(int(text))
    whole = kind in ("integer", "yes_no", "ref") or key in COUNTS
    return int(text) if whole else text


def _ordering(shape: Shape, each: Filter, what: str) -> tuple[str, list[str | int]]:
    """Compare sizes and days; an absent value is neither before nor after anything."""
    declaration = shape.declaration
    kind = declaration.field(each.key).kind if declaration.has(each.key) else ""
    if each.key in COUNTS:
        return f"{what} {each.op} {int(each.value)}", []  # said plainly, so that an index fits
    if kind and KINDS[kind].numeric:
        there = f"{what} NOT LIKE '{{%'"
        return f"{there} AND CAST({what} AS REAL) {each.op} CAST(? AS REAL)", [each.value]
    there = f" AND {what} < '{{'" if kind in DATED else ""
    return f"{what} {each.op} ?{there}", [each.value]


def _where(register: Register, query: Query, deleted: bool = False) -> tuple[str, list[str | int]]:
    shape = register.shapes.of(query.kind)
    parts, values = [f"_deleted = {int(deleted)}"], list[str | int]()
    if shape.categorised:
        parts.insert(0, "category = ?")
        values.append(shape.declaration.key)
    for each in query.filters:
        sql, own = condition(shape, each)
        parts.append(sql)
        values += own
    return " AND ".join(parts), values


def positions(register: Register, query: Query) -> array[int]:
    """Return the ids of all rows of a query in order, eight bytes a row; empty values come last."""
    shape = register.shapes.of(query.kind)
    where, values = _where(register, query)
    ids: array[int] = array("q")
    if query.text:
        finding.gather(register, shape, query.text)
        where = f"{where} AND id IN (SELECT id FROM temp.met)"
    for sql in _ordered(shape, query, where):
        ids.extend(row[0] for row in register.connection.execute(sql, values))
    return ids


def _ordered(shape: Shape, query: Query, where: str) -> list[str]:
    base = f'SELECT id FROM "{shape.table}" WHERE {where}'
    way = "DESC" if query.descending else "ASC"
    if not query.sort or query.sort == "id":
        return [f"{base} ORDER BY id {way}"]
    what = sorted_by(shape, query.sort)
    return [
        f"{base} AND {what} IS NOT NULL ORDER BY {what} {way}, id {way}",
        f"{base} AND {what} IS NULL ORDER BY id {way}",
    ]


def sorted_by(shape: Shape, key: str) -> str:
    """Return the SQL by which a list is sorted when a person asks for a field."""
    what = _said(shape, key)
    numeric = shape.declaration.has(key) and KINDS[shape.declaration.field(key).kind].numeric
    return f"CAST({what} AS REAL)" if numeric else what


def _said(shape: Shape, key: str) -> str:
    """Return the SQL of what a person reads in a field: the name of a unit in place of its id."""
    what = expression(shape, key)
    if shape.declaration.has(key) and shape.declaration.field(key).refers == "unit":
        return f"(SELECT name FROM unit WHERE unit.id = {what})"
    return what


def first_page(register: Register, query: Query, limit: int) -> list[int]:
    """Return the first ids of a query without counting the rest."""
    shape = register.shapes.of(query.kind)
    where, values = _where(register, query)
    found: list[int] = []
    for sql in _ordered(shape, query, where):
        left = limit - len(found)
        if left:
            found += [row[0] for row in register.connection.execute(f"{sql} LIMIT {left}", values)]
    return found


def count(register: Register, query: Query, deleted: bool = False) -> int:
    """Count the rows of a query; its text is not looked at."""
    shape = register.shapes.of(query.kind)
    where, values = _where(register, query, deleted)
    sql = f'SELECT count(*) FROM "{shape.table}" WHERE {where}'
    return int(register.connection.execute(sql, values).fetchone()[0])


def rows(
    register: Register, kind: str, ids: Sequence[int], keys: Collection[str] | None = None
) -> list[Row]:
    """Return the rows with these ids in this order; ids of other kinds are left out.

    ``keys`` limits what is read of each row, for a list that shows few columns.
    """
    shape = register.shapes.of(kind)
    kept = KEPT if shape.categorised else ()
    read = shape.names if keys is None else shape.names_for(keys)
    names = ", ".join(f'"{n}"' for n in ["id", *OWN, *kept, *read])
    found: dict[int, Row] = {}
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        sql = f'SELECT {names} FROM "{shape.table}" WHERE id IN ({",".join("?" * len(part))})'
        for raw in register.connection.execute(sql, list(part)):
            own = raw[4 : 4 + len(kept)]
            values = shape.values_of(read, raw[4 + len(kept) :])
            beside = dict(zip(kept, own, strict=True))
            found[raw[0]] = Row(raw[0], values, {}, beside, raw[1], raw[2] == 1, raw[3] or 0)
    if shape.categorised:
        found = {i: r for i, r in found.items() if r.values.get("category") == kind}
    refs = [f for f in shape.declaration.fields if f.kind == "ref"]
    _name_refs(register, [f for f in refs if keys is None or f.key in keys], found.values())
    return [found[i] for i in ids if i in found]


def _name_refs(register: Register, refs: Iterable[Field], found: Iterable[Row]) -> None:
    listed = list(found)
    for field in refs:
        wanted = {v for r in listed if isinstance(v := r.values.get(field.key), int)}
        names = titles(register, field.refers, wanted)
        for row in listed:
            if isinstance(v := row.values.get(field.key), int):
                row.titles[field.key] = names.get(v, "")


def titles(register: Register, record: str, ids: Iterable[int]) -> dict[int, str]:
    """Return how records are named in one line, by id; what is represented bears the other's name."""
    wanted = list(ids)
    if not wanted or record not in register.declarations:
        return {}
    shape = register.shapes.of(record)
    keys = [k for k in shape.declaration.title if not shape.is_attribute(k)]
    if not keys:
        return {}
    names = ", ".join(f'shown."{k}"' for k in keys)
    found: dict[int, str] = {}
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        sql = (
            f'SELECT own.id, {names} FROM "{shape.table}" own JOIN "{shape.table}" shown'
            f" ON shown.id = coalesce(own._same, own.id) WHERE own.id IN ({','.join('?' * len(part))})"
        )
        for row in register.connection.execute(sql, part):
            found[row[0]] = " ".join(str(v) for v in row[1:] if v is not None)
    return found


def lookup(
    register: Register, kind: str, key: str, values: Sequence[str | int]
) -> Mapping[str, list[int]]:
    """Return the living rows of a kind whose field has one of the values: value → ids."""
    shape = register.shapes.of(kind)
    what = expression(shape, key)
    own = "category = ? AND " if shape.declaration.category else ""
    base = [shape.declaration.key] if shape.declaration.category else []
    found: dict[str, list[int]] = {}
    for start in range(0, len(values), 500):
        part = list(values[start : start + 500])
        sql = (
            f'SELECT id, {what} FROM "{shape.table}" WHERE {own}{what} IN ({",".join("?" * len(part))})'
            " AND _deleted = 0"
        )
        for number, value in register.connection.execute(sql, [*base, *part]):
            found.setdefault(str(value), []).append(number)
    return found


def identities(
    register: Register, kind: str, keys: Sequence[str]
) -> Iterable[tuple[int, *tuple[str | int, ...]]]:
    """Yield id and the values of ``keys`` of every living row of a kind that has all of them."""
    shape = register.shapes.of(kind)
    what = [expression(shape, key) for key in keys]
    where, values = _where(register, Query(kind))
    filled = " AND ".join(f"{w} IS NOT NULL" for w in what)
    yield from register.connection.execute(
        f'SELECT id, {", ".join(what)} FROM "{shape.table}" WHERE {where} AND {filled}', values
    )


def all_rows(register: Register, kind: str) -> list[Row]:
    """Return every living row of a kind of which there are few, oldest first."""
    return rows(register, kind, list(positions(register, Query(kind))))


def created_by(register: Register, record: str, replica: int) -> int:
    """Count the records of a kind that a replica ever created, also those removed or voided."""
    row = register.connection.execute(
        f'SELECT count(*) FROM "{record}" WHERE id>=? AND id<?',
        (replica << 33, (replica + 1) << 33),
    ).fetchone()
    return int(row[0])


def filled(register: Register, kind: str, keys: Sequence[str]) -> list[int]:
    """Count for each field the living rows that have a value, in one pass."""
    if not keys:
        return []
    shape = register.shapes.of(kind)
    where, values = _where(register, Query(kind))
    what = ", ".join(f"count({expression(shape, key)})" for key in keys)
    row = register.connection.execute(
        f'SELECT {what} FROM "{shape.table}" WHERE {where}', values
    ).fetchone()
    return [int(n) for n in row]


def marked(register: Register, kind: str) -> Iterable[str]:
    """Yield the odd fields of every living row that has some, as canonical JSON."""
    where, values = _where(register, Query(kind, (Filter("_marks", "filled"),)))
    table = register.shapes.of(kind).table
    for row in register.connection.execute(f'SELECT _marks FROM "{table}" WHERE {where}', values):
        yield str(row[0])


def repeated(register: Register, kind: str, key: str) -> list[tuple[str, int]]:
    """Return the values of a field that stand on more than one living row, with the number of rows."""
    shape = register.shapes.of(kind)
    what = expression(shape, key)
    where, values = _where(register, Query(kind, (Filter(key, "filled"),)))
    rows_found = register.connection.execute(
        f'SELECT {what}, count(*) FROM "{shape.table}" WHERE {where} GROUP BY 1 HAVING count(*) > 1',
        values,
    )
    return [(str(value), int(number)) for value, number in rows_found]


def place_names(register: Register) -> dict[str, str]:
    """Return the short names of offices by their division or local code."""
    found = register.connection.execute(
        "SELECT code, coalesce(short_name, name) FROM office WHERE code IS NOT NULL AND _deleted=0 ORDER BY id DESC"
    )
    return {str(code): str(name) for code, name in found}
