"""Commands for yearly plans and for risk: coverage of a plan, the colour of a unit and why."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from equipinspect.app import plans, records, risks
from equipinspect.app.referring import typed
from equipinspect.app.session import Session
from equipinspect.cli.chinese import COUNT, DAY, Group
from equipinspect.cli.frame import FILE, answer, as_json, clock, opened, with_register
from equipinspect.model import figures
from equipinspect.model.errors import UserError
from equipinspect.model.ids import parse_id, show_id
from equipinspect.model.text import _


@click.group(name="plan", cls=Group)
@with_register
def plan_() -> None:
    """年度监督检查计划：编制、列出、看覆盖率。"""


@plan_.command(name="new")
@click.argument("name")
@click.option("--year", type=COUNT, required=True, help="年度。")
@click.option("--county", default="", metavar="县区", help="只列一个县区的单位。")
@click.option("--key-only", is_flag=True, help="只列重点单位。")
@as_json
@with_register
def new(name: str, year: int, county: str, key_only: bool, json_wanted: bool) -> None:
    """编制计划：把使用单位列为计划检查对象，输出记录号。"""
    with opened() as session:
        code = session.rules.division(county) or county if county else ""
        number = plans.begin(session, name, year, code, key_only)
    answer(json_wanted, {"id": show_id(number)}, show_id(number))


@plan_.command(name="list")
@click.option("--on", type=DAY, default=None, help="以哪一天为准，默认今天。")
@as_json
@with_register
def list_(on: date | None, json_wanted: bool) -> None:
    """列出各年度计划和覆盖率。"""
    with opened() as session:
        found = plans.overview(session, on or clock().date())
    lines = [_("{id}　{name}　计划 {planned:,}，已检查 {checked:,}").format(**p) for p in found]
    answer(json_wanted, found, "\n".join(lines) or _("还没有年度计划。"))


@plan_.command()
@click.argument("number", metavar="ID")
@click.option("--on", type=DAY, default=None, help="以哪一天为准，默认今天。")
@as_json
@with_register
def show(number: str, on: date | None, json_wanted: bool) -> None:
    """一个计划的覆盖率：全部和各县区；当年有证后检查的单位不计。"""
    day = on or clock().date()
    with opened() as session:
        record = records.read(session, parse_id(number))
        whole, parts = plans.coverage(session, record.id, day)
    lines = [record.title] + [
        _(
            "{key}　计划 {planned:,}　证后不计 {dropped:,}　已检查 {checked:,}　覆盖率 {rate}%"
        ).format(**{**plans.plain(p), "rate": figures.percent(p.rate)})
        for p in (*parts, whole)
    ]
    data = {"plan": record.title, "as_of": day.isoformat(), "total": plans.plain(whole)}
    answer(json_wanted, data | {"by": [plans.plain(p) for p in parts]}, "\n".join(lines))


@click.group(name="risk", cls=Group)
@with_register
def risk_() -> None:
    """双重预防：单位的风险颜色、下月到期、风险管控清单。"""


@risk_.command(name="show")
@click.argument("unit", metavar="UNIT")
@click.option("--on", type=DAY, default=None, help="以哪一天为准，默认今天。")
@click.option("--out", type=FILE, default=None, help="把风险管控清单写成 xlsx。")
@as_json
@with_register
def risk_show(unit: str, on: date | None, out: Path | None, json_wanted: bool) -> None:
    """一个单位是什么颜色，逐行说明为什么。"""
    with opened() as session:
        number = _unit(session, unit)
        found = risks.of_unit(session, number, on or clock().date())
        if out is not None:
            risks.control_list(session, number, out)
    answer(json_wanted, risks.plain(found), "\n".join([found.name, *found.lines]))


@risk_.command(name="due")
@click.option("--on", type=DAY, default=None, help="以哪一天为准，默认今天。")
@click.option("--until", type=DAY, default=None, help="到哪一天，默认下月底。")
@as_json
@with_register
def risk_due(on: date | None, until: date | None, json_wanted: bool) -> None:
    """按颜色的检查间隔，到下月底该检查的单位。"""
    day = on or clock().date()
    with opened() as session:
        found = risks.due_by(session, day, until or risks.next_month(day))
    lines = [f"{each.due}　{each.name}　{each.colour}" for each in found]
    answer(json_wanted, [risks.plain(each) for each in found], "\n".join(lines) or _("没有。"))


def _unit(session: Session, text: str) -> int:
    """Return the unit a person names by name, code or record number."""
    number = typed(session, "risk_point", {"unit": text}).get("unit")
    if not isinstance(number, int):
        raise UserError(_("请写单位名称、统一社会信用代码或记录号。"))
    return number


COMMANDS = (plan_, risk_)
