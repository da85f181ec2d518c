"""Commands for numbered labels: one booking a command, the stock, the story of a number, what is overdue."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from equipinspect.app import records, serial_stock
from equipinspect.app.serial_stock import Wanted
from equipinspect.cli.chinese import Command, Group
from equipinspect.cli.frame import answer, as_json, opened, with_register
from equipinspect.model.errors import UserError
from equipinspect.model.ids import show_id
from equipinspect.model.text import _

EVENTS = {
    "in": ("received", "入库：收到一段号码。"),
    "out": ("issued", "领用：把号码发给人。"),
    "post": ("posted", "粘贴：号码贴到了设备上。"),
    "verify": ("verified", "核实：现场看过，还贴着。"),
    "back": ("returned", "回收：没用完的退回库里，贴过的收回。"),
    "void": ("voided", "作废：污损、遗失，要写原因。"),
}


@click.group(name="stock", cls=Group)
@with_register
def stock_() -> None:
    """有号码的标签和凭证纸：入库、领用、粘贴、核实、回收、作废，结存和超期仍张贴。"""


def _booking(name: str, event: str, about: str) -> None:
    @stock_.command(name=name, cls=Command, help=about)
    @click.argument("first", metavar="号码")
    @click.argument("last", metavar="[到号码]", default="")
    @click.option("--stock", required=True, metavar="纸", help="哪一种纸，如：凭证不干胶。")
    @click.option("--person", default="", metavar="人员", help="经手人：姓名、执法证号或记录号。")
    @click.option("--certificate", default="", metavar="编号", help="贴的是哪一份凭证。")
    @click.option("--reason", default="", metavar="原因", help="作废必填。")
    @as_json
    @with_register
    def book(**given: Any) -> None:
        first, last = given["first"], given["last"]
        with opened() as session:
            try:
                who = records.reference(session, "person", given["person"])
                paper = records.reference(session, "certificate", given["certificate"])
            except ValueError as error:
                raise UserError(str(error) + "。") from error
            wanted = Wanted(event, given["stock"], first, last, who, paper, given["reason"])
            serial_stock.book(session, wanted)
        count = serial_stock.split(last or first)[1] - serial_stock.split(first)[1] + 1
        said = _("已登记 {n:,} 个号码。").format(n=count)
        data = {"event": event, "first": first, "last": last or first}
        answer(given["json_wanted"], data, said)


for _name, (_event, _about) in EVENTS.items():
    _booking(_name, _event, _about)


@stock_.command(name="list")
@as_json
@with_register
def list_(json_wanted: bool) -> None:
    """每一种纸的结存：各状态相加等于入库数。"""
    with opened() as session:
        found = serial_stock.stocks(session)
    lines = [_line(one) for one in found]
    answer(json_wanted, [asdict(one) for one in found], "\n".join(lines) or _("还没有入库。"))


def _line(one: serial_stock.Stock) -> str:
    words = serial_stock.state_words()
    parts = "，".join(f"{words[state]} {n:,}" for state, n in one.sums.items())
    said = _("{stock}　入库 {n:,}：{parts}").format(stock=one.stock, n=one.received, parts=parts)
    strange = _("；{n} 处登记前后不符").format(n=one.strange) if one.strange else ""
    return said + strange


@stock_.command(name="story")
@click.argument("number", metavar="号码")
@click.option("--stock", required=True, metavar="纸", help="哪一种纸。")
@as_json
@with_register
def story(number: str, stock: str, json_wanted: bool) -> None:
    """一个号码从入库起的来历。"""
    with opened() as session:
        found = serial_stock.story(session, stock, number)
    lines = ["　".join(filter(None, (s.on, s.event, s.person, s.reason))) for s in found]
    answer(json_wanted, [asdict(one) for one in found], "\n".join(lines) or _("没有这个号码。"))


@stock_.command(name="overdue")
@as_json
@with_register
def overdue(json_wanted: bool) -> None:
    """超期仍张贴：已过展示期、作废或替换而没有回收的，按乡镇、街道排列。"""
    with opened() as session:
        found = serial_stock.overdue(session)
    data = [{**asdict(one), "equipment": show_id(one.equipment)} for one in found]
    lines = [
        "　".join(filter(None, (o.town, o.street, o.where, o.label, o.number, o.why)))
        for o in found
    ]
    answer(json_wanted, data, "\n".join(lines) or _("没有超期仍张贴的。"))


COMMANDS = (stock_,)
