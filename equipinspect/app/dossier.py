"""一机一档 and 一企一档: everything the register knows of one device or unit, on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from equipinspect.app import histories, lists, office, places, records
from equipinspect.app.exporting import check_target
from equipinspect.app.lists import Filter, Query
from equipinspect.app.records import Record
from equipinspect.app.session import Session
from equipinspect.documents.fonts import load_font
from equipinspect.documents.report import Report, Table, report_pdf
from equipinspect.model.declarations import ANY_RECORD, Declaration
from equipinspect.model.fields import Field
from equipinspect.model.text import _
from equipinspect.store.queries import Row

COLUMNS, MOST_ROWS, MOST_EVENTS = 6, 500, 300
CUT = 60  # characters of one cell; a table of a dossier is an overview


def write(session: Session, number: int, out: Path) -> dict[str, int]:
    """Write the dossier of a record as a PDF; return how many rows of each kind stand in it.

    Raises NotFound for an unknown id, UserError when the file exists.
    """
    check_target(out, (".pdf",))
    record = records.read(session, number)
    tables = [_facts(session, record), *_dues(record)]
    counts: dict[str, int] = {}
    for table, label, count in _related(session, record):
        tables.append(table)
        counts[label] = counts.get(label, 0) + count
    tables.append(_history(session, number))
    font = load_font(session.resources / "fonts")
    about = office.info(session)
    whole = _("一企一档") if record.kind == "unit" else _("一机一档")
    report = Report(
        title=f"{whole}　{record.title}",
        subtitle=_("{office}　{day}").format(office=about["office"], day=session.today()),
        tables=tuple(tables),
        demo=office.is_demo(session),
    )
    out.write_bytes(report_pdf(report, font))
    return counts


def _facts(session: Session, record: Record) -> Table:
    declaration = session.declaration(record.kind)
    rows = [
        (field.caption, _cut(records.shown(session, declaration, field.key, value)))
        for field in declaration.fields
        if (value := record.values.get(field.key)) is not None
    ]
    return Table((_("项目"), _("内容")), tuple(rows), (0.3, 0.7), title=declaration.label)


def _dues(record: Record) -> Iterator[Table]:
    if record.dues:
        rows = tuple((due.label, due.due, due.source, due.note) for due in record.dues)
        titles = (_("期限"), _("日期"), _("来源"), _("说明"))
        yield Table(titles, rows, (0.25, 0.2, 0.15, 0.4), title=_("检验检测期限"))


def _related(session: Session, record: Record) -> Iterator[tuple[Table, str, int]]:
    """Yield a table for every field of every kind of record that speaks of this one."""
    own = (session.declaration(record.kind).record, record.kind, ANY_RECORD)
    bases = {c.record for c in session.declarations.categories()}
    for declaration in session.declarations:
        for field in declaration.fields:
            if declaration.key not in bases and field.kind == "ref" and field.refers in own:
                yield from _of(session, record, declaration, field)


def _of(
    session: Session, record: Record, declaration: Declaration, field: Field
) -> Iterator[tuple[Table, str, int]]:
    query = Query(declaration.key, (Filter(field.key, "=", str(record.id)),))
    total = lists.count(session, query)
    if not total:
        return
    rows = lists.page(session, query, 0, MOST_ROWS)
    places.named(session, declaration, rows)
    shown = sorted((f for f in declaration.fields if f.listed and f.key != field.key),
                   key=lambda f: f.listed)[:COLUMNS] or [declaration.fields[0]]  # fmt: skip
    cells = tuple(tuple(_cell(row, f) for f in shown) for row in rows)
    title = _("{kind}（{field}）共 {n:,} {counter}").format(
        kind=declaration.label, field=field.label, n=total, counter=declaration.counter
    )
    if total > MOST_ROWS:
        title += _("，列出前 {n:,}").format(n=MOST_ROWS)
    widths = tuple(1 / len(shown) for _field in shown)
    yield (
        Table(tuple(f.label for f in shown), cells, widths, 8.0, title=title),
        declaration.label,
        total,
    )


def _cell(row: Row, field: Field) -> str:
    value = row.values.get(field.key)
    return _cut(row.titles.get(field.key) or field.show(value))


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= CUT else f"{text[: CUT - 1]}…"


def _history(session: Session, number: int) -> Table:
    events = histories.of_record(session, number)[:MOST_EVENTS]
    rows = tuple(
        (e.when[:10], e.who, e.label, _cut(e.old), _cut(e.new), _cut(e.reason)) for e in events
    )
    titles = (_("日期"), _("操作人"), _("项目"), _("原为"), _("改为"), _("理由"))
    return Table(titles, rows, (0.13, 0.12, 0.17, 0.2, 0.2, 0.18), 8.0, title=_("变更历史"))
