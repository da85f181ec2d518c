"""Commands for single records: add, change, remove, void, undo, show."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from equipinspect.app import adding, certificates, directives, histories, records, undoing
from equipinspect.app.exporting import plain_object
from equipinspect.app.histories import Event
from equipinspect.app.lists import Row
from equipinspect.app.records import Record
from equipinspect.app.referring import typed
from equipinspect.app.session import Session
from equipinspect.app.tagging import tag
from equipinspect.cli.chinese import command
from equipinspect.cli.frame import (
    answer,
    as_json,
    by_hand,
    declared,
    opened,
    pairs,
    progress,
    with_register,
)
from equipinspect.model.errors import UserError
from equipinspect.model.ids import parse_id, show_id
from equipinspect.model.schedule import Due
from equipinspect.model.text import _

SOURCES = {"reported": "按报告", "computed": "推算", "postponed": "经批准延期", "undated": "缺日期"}


@command()
@click.argument("category")
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=VALUE…")
@as_json
@with_register
def add(category: str, fields: tuple[str, ...], json_wanted: bool) -> None:
    """新增一条记录，输出记录号。"""
    texts = pairs(fields)
    with opened() as session:
        kind = by_hand(session, declared(session, category))
        number = adding.add(session, kind, typed(session, kind, texts))
    _answer_id(json_wanted, number)


@command(name="set")
@click.argument("number", metavar="ID")
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=VALUE…")
@click.option("--reason", default="", metavar="理由", help="修改理由。")
@as_json
@with_register
def set_(number: str, fields: tuple[str, ...], reason: str, json_wanted: bool) -> None:
    """修改一条记录，输出记录号。"""
    texts = pairs(fields)
    with opened() as session:
        record = records.read(session, parse_id(number))
        by_hand(session, record.kind)
        if record.deleted:
            raise UserError(_("{title} 已删除，不能修改。").format(title=record.title))
        values = tag(session.declaration(record.kind), typed(session, record.kind, texts))
        records.save(session, record, values, reason)
    _answer_id(json_wanted, record.id)


@command()
@click.argument("number", metavar="ID")
@click.option("--reason", required=True, metavar="理由", help="删除理由。")
@as_json
@with_register
def remove(number: str, reason: str, json_wanted: bool) -> None:
    """删除一条记录（历史仍在），输出记录号。"""
    with opened() as session:
        record = records.read(session, parse_id(number))
        by_hand(session, record.kind)
        if record.deleted:
            raise UserError(_("{title} 已经删除。").format(title=record.title))
        records.remove(session, record.id, reason)
    _answer_id(json_wanted, record.id)


@command()
@click.argument("number", metavar="ID")
@click.option("--reason", required=True, metavar="理由", help="作废理由。")
@as_json
@with_register
def void(number: str, reason: str, json_wanted: bool) -> None:
    """作废一张凭证或一份监察指令书（编号保留），输出记录号。"""
    with opened() as session:
        if records.read(session, parse_id(number)).kind == directives.KIND:
            directives.void(session, parse_id(number), reason)
        else:
            certificates.void(session, parse_id(number), reason)
    _answer_id(json_wanted, parse_id(number))


def _answer_id(json_wanted: bool, number: int) -> None:
    answer(json_wanted, {"id": show_id(number)}, show_id(number))


@command()
@as_json
@with_register
def undo(json_wanted: bool) -> None:
    """撤销上一步操作。"""
    with opened() as session:
        done = undoing.last_action(session)
        changed = undoing.undo_last(session, progress)
        words = undoing.describe(done) if done else ""
    left = changed.counts.get("left", 0)
    ending = _("，其中 {n} 处之后又被改过，没有动").format(n=left) if left else ""
    text = _("已撤销：{words}{ending}。").format(words=words, ending=ending)
    answer(json_wanted, {"undone": words, **changed.counts}, text)


@command()
@click.argument("number", metavar="ID")
@click.option("--history", is_flag=True, help="连同历史。")
@as_json
@with_register
def show(number: str, history: bool, json_wanted: bool) -> None:
    """显示一条记录的全部内容。"""
    with opened() as session:
        record = records.read(session, parse_id(number))
        events = histories.of_record(session, record.id) if history else []
        lines = _lines(session, record) + [_event_line(e) for e in events]
        row = Row(record.id, record.values, record.titles, {}, record.conflicts, record.deleted)
        data = plain_object(session.declaration(record.kind), row)
    data |= {"deleted": record.deleted, "marks": record.marks}
    data["due"] = [due_object(d) for d in record.dues]
    data |= {"history": [asdict(e) for e in events]} if history else {}
    answer(json_wanted, data, "\n".join(lines))


def _lines(session: Session, record: Record) -> list[str]:
    declaration = session.declaration(record.kind)
    gone = _("（已删除）") if record.deleted else ""
    lines = [f"{declaration.label} {show_id(record.id)}{gone}"]
    for field in declaration.fields:
        if field.key in record.values:
            value = records.shown(session, declaration, field.key, record.values[field.key])
            lines.append(f"{field.caption}：{value}")
    return lines + [_("期限 {what}").format(what=due_line(d)) for d in record.dues]


def _event_line(event: Event) -> str:
    verb = undoing.VERBS.get(event.action, event.action)
    what = f"{event.label}：{event.old} → {event.new}" if event.old or event.new else event.label
    reason = f"（{event.reason}）" if event.reason else ""
    return f"{event.when} {event.who} {verb} {what}{reason}{event.remarks}"


def due_line(due: Due) -> str:
    """Write one due date for people, with where it comes from, and the date it was moved from."""
    moved = due.original and due.original != due.due
    before = _("，原定 {due}").format(due=due.original) if moved else ""
    return f"{due.label} {due.due}（{_(SOURCES[due.source])}{before}）"


def due_object(due: Due) -> dict[str, Any]:
    """Write one due date for programs."""
    return {
        "stream": due.stream,
        "label": due.label,
        "due": due.due,
        "source": due.source,
        "apply_by": due.apply_by.isoformat(),
        "original": due.original,
    }


COMMANDS = (add, set_, remove, void, undo, show)
