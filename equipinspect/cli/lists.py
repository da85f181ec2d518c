"""Commands for many records: list them, and what is due."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from equipinspect.app import due, lists
from equipinspect.app.exporting import plain_object
from equipinspect.app.lists import Filter, Query, Row
from equipinspect.app.referring import typed
from equipinspect.app.session import Session
from equipinspect.cli.chinese import COUNT, DAY, command
from equipinspect.cli.frame import answer, as_json, clock, declared, opened, pairs, with_register
from equipinspect.cli.records import due_line, due_object
from equipinspect.model.canonical import canonical
from equipinspect.model.errors import UserError
from equipinspect.model.fields import Absent
from equipinspect.model.ids import show_id
from equipinspect.model.text import _

SHOWN = 200


@command(name="list")
@click.argument("category")
@click.option(
    "--search", "text", default="", metavar="文字", help="按文字、编号片段或拼音首字母查找。"
)
@click.option("--where", multiple=True, metavar="FIELD=VALUE", help="条件，可重复。")
@click.option("--limit", type=COUNT, default=None, help="最多列出多少条。")
@as_json
@with_register
def list_(
    category: str, text: str, where: tuple[str, ...], limit: int | None, json_wanted: bool
) -> None:
    """列出一个种类的记录。"""
    texts = pairs(where)
    with opened() as session:
        kind = declared(session, category)
        query = Query(kind, _conditions(session, kind, texts), text)
        total = lists.count(session, query)
        rows = lists.page(session, query, 0, total if limit is None else limit)
        data = [plain_object(session.declaration(kind), row) for row in rows]
        lines = [_line(session, row, kind) for row in rows]
    ending = _("共 {total:,} {counter}，列出 {n:,} {counter}")
    counter = session.declaration(kind).counter
    lines.append(ending.format(total=total, n=len(rows), counter=counter))
    answer(json_wanted, data, "\n".join(lines))


def _conditions(session: Session, kind: str, texts: dict[str, str]) -> tuple[Filter, ...]:
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


@command(name="due")
@click.option("--on", type=DAY, default=None, help="以哪一天为准，默认今天。")
@click.option("--within", type=COUNT, default=30, show_default=True, help="多少天内到期。")
@click.option("--category", default=None, metavar="种类", help="只看一个种类。")
@as_json
@with_register
def due_(on: date | None, within: int, category: str | None, json_wanted: bool) -> None:
    """列出检验检测超期、临期和缺日期的在用设备。"""
    with opened() as session:
        kind = _category(session, category) if category else None
        found = due.due_list(session, on or clock().date(), within, kind)
        groups = {
            "overdue": found.overdue + found.rounds,
            "within": found.within,
            "undated": found.undated,
        }
        data: dict[str, Any] = {"on": found.on.isoformat()}
        data |= {name: [_item(session, i) for i in items] for name, items in groups.items()}
    data["counts"] = found.counts
    heads = {"overdue": _("超期"), "within": _("临期"), "undated": _("缺日期")}
    lines = [_summary(found, within)]
    for name, items in groups.items():
        lines += [f"{heads[name]}  {_item_line(i)}" for i in items[:SHOWN]]
        if len(items) > SHOWN:
            lines.append(_("……另有 {n:,} 项，用 --json 看全部").format(n=len(items) - SHOWN))
    answer(json_wanted, data, "\n".join(lines))


def _category(session: Session, name: str) -> str:
    kind = declared(session, name)
    if not session.declaration(kind).category:
        raise UserError(_("“{name}”不是设备种类，没有检验期限。").format(name=name))
    return kind


def _summary(found: due.DueList, within: int) -> str:
    text = _("{on}：超期 {overdue:,}，{days} 天内到期 {within:,}，缺下次检验日期 {undated:,}")
    said = text.format(on=found.on, days=within, **found.counts)
    if found.unconfirmed:
        said += _("；另有 {n:,} 台已过按待确认规则推算的日期").format(n=found.counts["unconfirmed"])
    return said


def _item(session: Session, item: due.Item) -> dict[str, Any]:
    found = plain_object(session.declaration(item.kind), item.row)
    if item.due:
        return found | due_object(item.due)
    return found | {"stream": item.stream, "due": None, "source": "undated"}


def _item_line(item: due.Item) -> str:
    when = due_line(item.due) if item.due else ""
    return f"{show_id(item.row.id)}  {item.title}　{when}".rstrip("　")


COMMANDS = (list_, due_)
