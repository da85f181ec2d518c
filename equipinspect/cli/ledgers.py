"""Commands for what is sent up: ledger 表1 and 表2, frozen statistics, the sentence of the report."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from equipinspect.app import campaign_statistics as statistics
from equipinspect.app import ledgers, snapshots
from equipinspect.app.campaign_statistics import Wanted
from equipinspect.app.session import Session
from equipinspect.cli.chinese import DAY, Group, command
from equipinspect.cli.frame import FILE, answer, as_json, clock, opened, with_register
from equipinspect.model.ids import parse_id, show_id
from equipinspect.model.text import _


@command(name="ledger")
@click.argument("campaign", metavar="CAMPAIGN")
@click.option("--out", type=FILE, required=True, help="写到哪里：xlsx 或 pdf。")
@click.option("--on", type=DAY, default=None, help="截至哪一天 24:00，默认今天。")
@click.option("--since", type=DAY, default=None, help="从哪一天起，默认从头。")
@as_json
@with_register
def ledger(
    campaign: str, out: Path, on: date | None, since: date | None, json_wanted: bool
) -> None:
    """写出一个专项行动的台账表1（一处一行）和统计表表2（一县一行）。"""
    with opened() as session:
        counts = ledgers.write(session, _wanted(session, campaign, on, since), out)
    said = "，".join(_("{name} {n:,} 行").format(name=name, n=n) for name, n in counts.items())
    answer(json_wanted, {"out": str(out), **counts}, f"{out}：{said}")


def _wanted(session: Session, campaign: str, on: date | None, since: date | None) -> Wanted:
    number = statistics.campaign_named(session, campaign) if campaign else None
    return Wanted(on or clock().date(), number, since)


@click.group(name="report", cls=Group)
@with_register
def report_() -> None:
    """报送统计：冻结、列出、看有什么变化、写工作报告的句子。"""


@report_.command()
@click.argument("name")
@click.option("--campaign", default="", metavar="ID", help="哪个专项行动；不写就是全部。")
@click.option("--on", type=DAY, default=None, help="截至哪一天 24:00，默认今天。")
@click.option("--since", type=DAY, default=None, help="从哪一天起，默认从头。")
@click.option("--sent-to", default="", metavar="机关", help="报送给谁。")
@as_json
@with_register
def freeze(
    name: str, campaign: str, on: date | None, since: date | None, sent_to: str, json_wanted: bool
) -> None:
    """冻结一份报送统计，输出记录号；以后的变动不影响它。"""
    with opened() as session:
        number = snapshots.take(session, _wanted(session, campaign, on, since), name, sent_to)
    answer(json_wanted, {"id": show_id(number)}, show_id(number))


@report_.command(name="list")
@as_json
@with_register
def list_(json_wanted: bool) -> None:
    """列出已冻结的报送统计。"""
    with opened() as session:
        found = [
            {"id": show_id(number), "name": name, "as_of": on}
            for number, name, on in snapshots.every(session)
        ]
    lines = [f"{each['id']}　{each['name']}　{each['as_of']}" for each in found]
    answer(json_wanted, found, "\n".join(lines))


@report_.command()
@click.argument("number", metavar="ID")
@as_json
@with_register
def show(number: str, json_wanted: bool) -> None:
    """显示一份报送统计冻结时的数字。"""
    with opened() as session:
        found = snapshots.read(session, parse_id(number)).found
        _first, form = ledgers.forms(session)
        rows = ledgers.table2(form, found)
    lines = ["　".join(form.titles), *("　".join(row) for row in rows)]
    answer(json_wanted, statistics.plain(found), "\n".join(lines))


@report_.command()
@click.argument("number", metavar="ID")
@as_json
@with_register
def changes(number: str, json_wanted: bool) -> None:
    """冻结以后同一截至日的数字有什么变化，是哪些隐患。"""
    with opened() as session:
        numbers = snapshots.differences(session, parse_id(number))
        moved = snapshots.moved(session, parse_id(number))
    data = {
        "numbers": [each._asdict() for each in numbers],
        "hazards": [
            {"id": show_id(m.id), "then": m.then and m.then.fate, "now": m.now and m.now.fate}
            for m in moved
        ],
    }
    lines = [f"{d.label}　{d.measure}　{d.then} → {d.now}" for d in numbers]
    lines += [show_id(m.id) for m in moved]
    answer(json_wanted, data, "\n".join(lines) or _("没有变化。"))


@report_.command()
@click.argument("number", metavar="ID")
@as_json
@with_register
def sentence(number: str, json_wanted: bool) -> None:
    """用冻结的数字写出工作报告的句子；有数没有记录时不写。"""
    with opened() as session:
        words = snapshots.sentence(session, parse_id(number))
    answer(json_wanted, {"sentence": words}, words)


COMMANDS = (ledger, report_)
