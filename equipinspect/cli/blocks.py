"""Commands for blocks of business numbers: look at them, lease one, give official numbers, find doubles."""

from __future__ import annotations

from typing import Any

import click

from equipinspect.app import enrolling, number_blocks, numbering
from equipinspect.app.number_blocks import Block
from equipinspect.app.records import read
from equipinspect.app.session import Session
from equipinspect.cli.chinese import COUNT, Group
from equipinspect.cli.frame import answer, as_json, opened, with_register
from equipinspect.model.fingerprints import grouped
from equipinspect.model.ids import parse_id, show_id
from equipinspect.model.text import _


@click.group(name="blocks", cls=Group, invoke_without_command=True)
@as_json
@with_register
@click.pass_context
def blocks(context: click.Context, json_wanted: bool) -> None:
    """号段：不带子命令时列出各台电脑的号段、临时编号和重复的编号。"""
    if context.invoked_subcommand:
        return
    with opened() as session:
        persons = {d.fingerprint: d.person for d in enrolling.devices(session)}
        found = number_blocks.blocks(session)
        data: dict[str, list[Any]] = {
            "blocks": [_plain(session, b, persons) for b in found],
            "provisional": [show_id(n) for n in number_blocks.provisional(session)],
            "twice": [
                {"kind": d.kind, "number": d.number, "records": [show_id(n) for n in d.records]}
                for d in number_blocks.used_twice(session)
            ],
        }
        lines = [_line(each) for each in data["blocks"]]
        lines += [_waiting(session, n) for n in number_blocks.provisional(session)]
    lines += [
        _("重复的编号　{number}：{ids}").format(number=d["number"], ids=" ".join(d["records"]))
        for d in data["twice"]
    ]
    answer(json_wanted, data, "\n".join(lines) or _("还没有号段。"))


def _plain(session: Session, block: Block, persons: dict[str, str]) -> dict[str, Any]:
    return {
        "id": show_id(block.id),
        "kind": block.kind,
        "label": session.declaration(block.kind).label
        if block.kind in session.declarations
        else block.kind,
        "year": block.year or None,
        "from": block.first,
        "to": block.last,
        "fingerprint": grouped(block.fingerprint),
        "person": persons.get(block.fingerprint, ""),
        "used": block.used,
        "left": block.left,
        "burnt_from": block.burnt_from,
    }


def _line(block: dict[str, Any]) -> str:
    year = f" {block['year']}" if block["year"] else ""
    burnt = (
        _("，{n} 号起作废").format(n=block["burnt_from"])
        if block["burnt_from"]
        else _("，还剩 {n}").format(n=block["left"])
    )
    return f"{block['label']}{year}　{block['from']}–{block['to']}　{block['person']}{burnt}"


def _waiting(session: Session, number: int) -> str:
    return _("待补正式编号　{id} {title}").format(
        id=show_id(number), title=read(session, number).title
    )


@blocks.command(name="lease")
@click.argument("kind", metavar="种类")
@click.option("--for", "device", required=True, metavar="电脑", help="指纹、编号、电脑名或姓名。")
@click.option("--count", type=COUNT, default=50, help="多少个号，默认 50。")
@click.option("--year", type=COUNT, default=0, help="年份，默认今年。")
@as_json
@with_register
def blocks_lease(kind: str, device: str, count: int, year: int, json_wanted: bool) -> None:
    """分给一台电脑一段编号，如 directive（监察指令书）、certificate（凭证）。"""
    with opened() as session:
        key = next((d.key for d in session.declarations if kind in (d.key, d.label)), kind)
        digits = enrolling.find(session, device).fingerprint
        made = number_blocks.lease(session, key, digits, count, year)
        data = _plain(session, made, {})
    text = _("已分配 {first}–{last}，随下一次返回文件带去。")
    answer(json_wanted, data, text.format(first=made.first, last=made.last))


@blocks.command(name="official")
@click.argument("record", metavar="ID")
@click.option(
    "--as", "text", default="", metavar="编号", help="不按通常写法时的编号，{serial} 处填序号。"
)
@as_json
@with_register
def blocks_official(record: str, text: str, json_wanted: bool) -> None:
    """给一条临时编号的记录补正式编号，由机关做。"""
    with opened() as session:
        kind, year = _numbered(session, parse_id(record))
        text = text or numbering.pattern(session, kind, year)
        number_blocks.give_official(session, parse_id(record), text)
        given = str(read(session, parse_id(record)).values["number"])
    answer(json_wanted, {"id": record, "number": given}, given)


def _numbered(session: Session, number: int) -> tuple[str, int]:
    """Return kind and year of a record that is to be numbered."""
    found = read(session, number)
    return found.kind, int(str(found.values.get("year") or session.today().year))


COMMANDS = (blocks,)
