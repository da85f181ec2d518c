"""Commands for single records and lists: add, change, remove, find, show, due."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from equipinspect.app import certificates, due, lists, records, undoing
from equipinspect.app.exporting import plain_object
from equipinspect.app.lists import Filter, Query, Row
from equipinspect.app.session import Session
from equipinspect.cli.frame import (
    DAY,
    answer,
    as_json,
    clock,
    opened,
    pairs,
    progress,
    with_register,
)
from equipinspect.model.errors import UserError
from equipinspect.model.ids import parse_id, show_id
from equipinspect.model.text import _


def declared(session: Session, kind: str) -> str:
    """Return the kind a person named by key or label; raise UserError when there is none."""
    for declaration in session.declarations:
        if kind in (declaration.key, declaration.label):
            return declaration.key
    raise UserError(_("没有种类 “{kind}”；用 categories 查看全部种类。").format(kind=kind))


@click.command()
@click.argument("category")
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=VALUE…")
@with_register
def add(category: str, fields: tuple[str, ...]) -> None:
    """新增一条记录，输出记录号。"""
    with opened() as session:
        kind = declared(session, category)
        number = records.save_new(session, kind, records.parse(session, kind, pairs(fields)))
    click.echo(show_id(number))


@click.command(name="set")
@click.argument("number", metavar="ID")
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=VALUE…")
@click.option("--reason", default="", help="修改理由。")
@with_register
def set_(number: str, fields: tuple[str, ...], reason: str) -> None:
    """修改一条记录，输出记录号。"""
    with opened() as session:
        record = records.read(session, parse_id(number))
        values = records.parse(session, record.kind, pairs(fields))
        records.save(session, record, values, reason)
    click.echo(show_id(record.id))


@click.command()
@click.argument("number", metavar="ID")
@click.option("--reason", required=True, help="删除理由。")
@with_register
def remove(number: str, reason: str) -> None:
    """删除一条记录（历史仍在），输出记录号。"""
    with opened() as session:
        records.remove(session, parse_id(number), reason)
    click.echo(show_id(parse_id(number)))


@click.command()
@click.argument("number", metavar="ID")
@click.option("--reason", required=True, help="作废理由。")
@with_register
def void(number: str, reason: str) -> None:
    """作废一张凭证（编号保留），输出记录号。"""
    with opened() as session:
        certificates.void(session, parse_id(number), reason)
    click.echo(show_id(parse_id(number)))


@click.command()
@with_register
def undo() -> None:
    """撤销上一步操作。"""
    with opened() as session:
        done = undoing.last_action(session)
        changed = undoing.undo_last(session, progress)
        words = undoing.describe(done) if done else ""
    left = changed.counts.get("left", 0)
    ending = _("，其中 {n} 处之后又被改过，没有动").format(n=left) if left else ""
    click.echo(_("已撤销：{words}{ending}。").format(words=words, ending=ending))


@click.command(name="list")
@click.argument("category")
@click.option("--search", "text", default="", help="按文字、编号片段或拼音首字母查找。")
@click.option("--where", multiple=True, metavar="FIELD=VALUE", help="条件，可重复。")
@click.option("--limit", type=click.IntRange(min=0), default=None, help="最多列出多少条。")
@as_json
@with_register
def list_(
    category: str, text: str, where: tuple[str, ...], limit: int | None, json_wanted: bool
) -> None:
    """列出一个种类的记录。"""
    with opened() as session:
        kind = declared(session, category)
        query = Query(kind, tuple(_filters(session, kind, where)), text)
        total = lists.count(session, query)
        rows = lists.page(session, query, 0, total if limit is None else limit)
        data = [plain_object(session.declaration(kind), row) for row in rows]
        lines = [_line(session, row, kind) for row in rows]
    counter = session.declaration(kind).counter
    lines.append(
        _("共 {total:,} {counter}，列出 {n:,} {counter}").format(
            total=total, n=len(rows), counter=counter
        )
    )
    answer(json_wanted, data, "\n".join(lines))


def _line(session: Session, row: Row, kind: str) -> str:
    return f"{show_id(row.id)}  {lists.title(session, row, kind)}　{lists.subtitle(session, row, kind)}"


def _filters(session: Session, kind: str, where: tuple[str, ...]) -> list[Filter]:
    found = []
    for name, text in pairs(where).items():
        field = session.declaration(kind).find(name)
        if field is None:
            raise UserError(_("{kind} 没有字段 “{name}”。").format(kind=kind, name=name))
        value = records.parse(session, kind, {name: text})[field.key]
        found.append(Filter(field.key, "empty" if value is None else "=", str(value)))
    return found


@click.command()
@click.argument("number", metavar="ID")
@click.option("--history", is_flag=True, help="连同历史。")
@as_json
@with_register
def show(number: str, history: bool, json_wanted: bool) -> None:
    """显示一条记录的全部内容。"""
    with opened() as session:
        record = records.read(session, parse_id(number))
        declaration = session.declaration(record.kind)
        events = records.history_of(session, record.id) if history else []
        lines = [
            f"{declaration.label} {show_id(record.id)}"
            + (_("（已删除）") if record.deleted else "")
        ]
        for field in declaration.fields:
            if field.key in record.values:
                lines.append(
                    f"{field.caption}：{records.shown(session, declaration, field.key, record.values[field.key])}"
                )
        lines += [f"期限 {d.label}：{d.due}（{due_words(d.source)}）" for d in record.dues]
        lines += [
            f"{e.when} {e.who} {e.label}：{e.old} → {e.new} {e.reason}".rstrip() for e in events
        ]
        row = Row(record.id, record.values, record.titles, {}, record.conflicts, record.deleted)
        data = plain_object(declaration, row)
        data |= {
            "deleted": record.deleted,
            "marks": record.marks,
            "due": [_due(d) for d in record.dues],
        }
        data |= {"history": [e.__dict__ for e in events]} if history else {}
    answer(json_wanted, data, "\n".join(lines))


def due_words(source: str) -> str:
    """Say where a due date comes from."""
    return {"reported": _("按报告"), "computed": _("推算"), "postponed": _("经批准延期")}.get(
        source, source
    )


def _due(each: Any) -> dict[str, str]:
    return {
        "stream": each.stream,
        "label": each.label,
        "due": each.due,
        "source": each.source,
        "apply_by": each.apply_by.isoformat(),
        "original": each.original,
    }


@click.command(name="due")
@click.option("--on", type=DAY, default=None, help="以哪一天为准，默认今天。")
@click.option(
    "--within", type=click.IntRange(min=0), default=30, show_default=True, help="多少天内到期。"
)
@click.option("--category", default=None, help="只看一个种类。")
@as_json
@with_register
def due_(on: date | None, within: int, category: str | None, json_wanted: bool) -> None:
    """列出检验检测超期、临期和缺日期的在用设备。"""
    with opened() as session:
        kind = declared(session, category) if category else None
        found = due.due_list(session, on or clock().date(), within, kind)
        groups = {"overdue": found.overdue, "within": found.within, "undated": found.undated}
        data: dict[str, Any] = {"on": found.on.isoformat()}
        data |= {name: [_item(session, i) for i in items] for name, items in groups.items()}
        data["counts"] = found.counts
        lines = [_("{on}：超期 {overdue}，{within} 天内到期 {soon}，缺下次检验日期 {undated}").format(
            on=found.on, within=within, soon=found.counts["within"],
            overdue=found.counts["overdue"], undated=found.counts["undated"])]  # fmt: skip
        lines += [f"{name}  {_item_line(i)}" for name, items in groups.items() for i in items[:200]]
    answer(json_wanted, data, "\n".join(lines))


def _item(session: Session, item: due.Item) -> dict[str, Any]:
    found = plain_object(session.declaration(item.kind), item.row)
    if item.due:
        found |= _due(item.due)
    return found


def _item_line(item: due.Item) -> str:
    when = f"{item.due.label} {item.due.due}（{due_words(item.due.source)}）" if item.due else ""
    return f"{show_id(item.row.id)}  {item.title}　{when}"


COMMANDS = (add, set_, remove, void, undo, list_, show, due_)
