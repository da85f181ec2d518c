"""Any list, and an empty template, out as a sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from equipinspect.app import places
from equipinspect.app.lists import ids_of
from equipinspect.app.reading import id_title
from equipinspect.app.session import Report, Session, never, silent
from equipinspect.exchange import templates, writing
from equipinspect.model.declarations import Declaration
from equipinspect.model.errors import Cancelled, UserError
from equipinspect.model.fields import Absent
from equipinspect.model.ids import show_id
from equipinspect.model.text import _
from equipinspect.store import queries
from equipinspect.store.queries import Query, Row

PART = 1000
SUFFIXES = (".xlsx", ".csv", ".json")


def write_template(session: Session, kind: str, out: Path) -> None:
    """Write an empty sheet of a kind to hand out; raise UserError when it exists already."""
    check_target(out, (".xlsx",))
    referred = {d.key: d for d in session.declarations}
    templates.write_template(out, session.declaration(kind), referred)


def export_list(
    session: Session,
    query: Query,
    out: Path,
    keys: tuple[str, ...] = (),
    report: Report = silent,
    cancelled: Callable[[], bool] = never,
) -> int:
    """Write the rows of a query (all fields, or ``keys``) as xlsx, csv or json; return their number."""
    check_target(out, SUFFIXES)
    declaration = session.declaration(query.kind)
    fields = [f for f in declaration.fields if not keys or f.key in keys]
    ids = ids_of(session, query)

    def rows() -> Iterator[Row]:
        for start in range(0, len(ids), PART):
            report(_("正在导出"), start, len(ids))
            if cancelled():
                raise Cancelled(_("导出已取消，没有留下文件。"))
            part = queries.rows(session.register, query.kind, ids[start : start + PART])
            _name_places(session, declaration, part)
            _name_equipment(session, declaration, part)
            yield from part

    try:
        if out.suffix.lower() == ".json":
            writing.write_json(out, (plain_object(declaration, r) for r in rows()))
        else:
            write = writing.write_xlsx if out.suffix.lower() == ".xlsx" else writing.write_csv
            titles = [id_title(), *(f.caption for f in fields)]
            write(
                out,
                titles,
                ([show_id(r.id), *(_cell(declaration, r, f.key) for f in fields)] for r in rows()),
            )
    except Cancelled:
        out.unlink(missing_ok=True)
        raise
    return len(ids)


def _name_places(session: Session, declaration: Declaration, rows: list[Row]) -> None:
    """Write counties by name where the name leads back to the code, so that the sheet comes in again."""
    places.named(session, declaration, rows)
    code = places.coder(session, declaration)
    for row in rows:
        back = code({k: v for k, v in row.titles.items() if isinstance(row.values[k], str)})
        for key in [k for k, v in back.items() if v != row.values[k]]:
            del row.titles[key]


def _name_equipment(session: Session, declaration: Declaration, rows: list[Row]) -> None:
    """Write equipment by a code that leads back to it, else by its id; its name says nothing."""
    bases = {d.record for d in session.declarations.categories()}
    for field in declaration.fields:
        if field.refers not in bases:
            continue
        wanted = [v for row in rows if isinstance(v := row.values.get(field.key), int)]
        codes = {number: show_id(number) for number in wanted}
        for category in session.declarations.categories():
            own = [k[0] for k in category.identity if len(k) == 1 and category.field(k[0]).column]
            for row in queries.rows(session.register, category.key, wanted):
                known = (row.values.get(key) for key in own)
                codes[row.id] = str(next(filter(None, known), codes[row.id]))
        for row in rows:
            if isinstance(number := row.values.get(field.key), int):
                row.titles[field.key] = codes[number]


def check_target(out: Path, suffixes: tuple[str, ...]) -> None:
    """Raise UserError unless a new file of one of the types can be written there."""
    if out.suffix.lower() not in suffixes:
        raise UserError(
            _("{out} 的类型不支持，请用 {types}。").format(out=out, types="、".join(suffixes))
        )
    if out.exists():
        raise UserError(_("{out} 已存在，没有覆盖；请换一个文件名。").format(out=out))
    if not out.parent.is_dir():
        raise UserError(_("文件夹 {folder} 不存在，请先建立。").format(folder=out.parent))


def _cell(declaration: Declaration, row: Row, key: str) -> str:
    if key in row.titles:
        return row.titles[key]
    return declaration.field(key).plain(row.values.get(key))


def plain_object(declaration: Declaration, row: Row) -> dict[str, object]:
    """Return one row as programs read it: stored values by field key, ids as characters."""
    found: dict[str, object] = {"id": show_id(row.id), "category": declaration.key}
    for field in declaration.fields:
        value = row.values.get(field.key)
        if value is None:
            continue
        if isinstance(value, Absent):
            found[field.key] = {"absent": value.reason}
        elif field.kind == "ref" and isinstance(value, int):
            found[field.key] = show_id(value)
            found[f"{field.key}.title"] = row.titles.get(field.key, "")
        else:
            found[field.key] = field.plain(value) if field.masked else value
    return found
