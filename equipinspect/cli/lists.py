"""The command that lists records."""

from __future__ import annotations

import click

from equipinspect.app import areas, lists
from equipinspect.app.exporting import plain_object
from equipinspect.app.lists import Filter, Query, Row
from equipinspect.app.referring import typed
from equipinspect.app.session import Session
from equipinspect.cli.chinese import COUNT, command
from equipinspect.cli.frame import answer, as_json, declared, opened, pairs, with_register
from equipinspect.model.canonical import canonical
from equipinspect.model.errors import UserError
from equipinspect.model.fields import Absent
from equipinspect.model.ids import show_id
from equipinspect.model.text import _


@command(name="list")
@click.argument("category")
@click.option(
    "--search", "text", default="", metavar="文字", help="按文字、编号片段或拼音首字母查找。"
)
@click.option("--where", multiple=True, metavar="FIELD=VALUE", help="条件，可重复。")
@click.option("--mine", is_flag=True, help="只列我的片区。")
@click.option("--limit", type=COUNT, default=None, help="最多列出多少条。")
@as_json
@with_register
def list_(
    category: str,
    text: str,
    where: tuple[str, ...],
    mine: bool,
    limit: int | None,
    json_wanted: bool,
) -> None:
    """列出一个种类的记录。"""
    texts = pairs(where)
    with opened() as session:
        kind = declared(session, category)
        near = areas.conditions(session, kind) if mine else ()
        query = Query(kind, (*conditions(session, kind, texts), *near), text)
        total = lists.count(session, query)
        rows = lists.page(session, query, 0, total if limit is None else limit)
        data = [plain_object(session.declaration(kind), row) for row in rows]
        lines = [_line(session, row, kind) for row in rows]
    ending = _("共 {total:,} {counter}，列出 {n:,} {counter}")
    counter = session.declaration(kind).counter
    lines.append(ending.format(total=total, n=len(rows), counter=counter))
    answer(json_wanted, data, "\n".join(lines))


def conditions(session: Session, kind: str, texts: dict[str, str]) -> tuple[Filter, ...]:
    """Return the conditions a person typed as FIELD=VALUE; raise UserError for a field there is not."""
    found = []
    for name, text in texts.items():
        field = session.declaration(kind).find(name)
        if field is None:
            raise UserError(_("{kind} 没有字段 “{name}”。").format(kind=kind, name=name))
        value = typed(session, kind, {name: text})[field.key]
        stored = canonical(value) if isinstance(value, Absent) else str(value)
        found.append(Filter(field.key, "empty" if value is None else "=", stored))
    return tuple(found)


def _line(session: Session, row: Row, kind: str) -> str:
    title, subtitle = lists.title(session, row, kind), lists.subtitle(session, row, kind)
    return f"{show_id(row.id)}  {title}　{subtitle}".rstrip("　")


COMMANDS = (list_,)
