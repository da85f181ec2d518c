"""Commands for 专项行动: list them, look at one, its statistics on any day."""

from __future__ import annotations

from datetime import date

import click

from equipinspect.app import campaign_statistics as statistics
from equipinspect.app import campaigns, openings
from equipinspect.app.campaign_statistics import Statistics, Wanted
from equipinspect.app.session import Session
from equipinspect.cli.chinese import DAY, Group, Word
from equipinspect.cli.frame import answer, as_json, clock, opened, with_register
from equipinspect.model import figures
from equipinspect.model.figures import Figures
from equipinspect.model.ids import show_id
from equipinspect.model.text import _

COLUMNS = (
    ("visits", "检查家次"), ("officers", "人次"), ("hazards", "隐患"), ("major", "重大"),
    ("rectified", "已整改"), ("transferred", "移送"), ("open", "未整改"), ("overdue", "超期"),
    ("directives", "指令书"),
)  # fmt: skip


@click.group(name="campaign", cls=Group)
@with_register
def campaign_() -> None:
    """专项行动：列出、查看、统计。"""


@campaign_.command(name="list")
@click.option("--on", type=DAY, default=None, help="以哪一天为准，默认今天。")
@as_json
@with_register
def list_(on: date | None, json_wanted: bool) -> None:
    """列出专项行动和进度。"""
    with opened() as session:
        found = campaigns.overview(session, on or clock().date())
    lines = [
        f"{each['id']}　{each['name']}　{each['begins'] or ''}—{each['ends'] or ''}　{each['state']}　"
        + _("隐患 {hazards:,}，已整改 {rectified:,}").format(**each)
        for each in found
    ]
    answer(json_wanted, found, "\n".join(lines) or _("还没有专项行动。"))


@campaign_.command()
@click.argument("campaign", metavar="ID")
@click.option("--on", type=DAY, default=None, help="以哪一天为准，默认今天。")
@as_json
@with_register
def show(campaign: str, on: date | None, json_wanted: bool) -> None:
    """显示一个专项行动：范围、目标、对象和各县区、各人员的进度。"""
    with opened() as session:
        number = statistics.campaign_named(session, campaign)
        found = campaigns.shown(session, number, on or clock().date())
    lines = [f"{label}：{text}" for label, text in found["facts"]]
    lines.append(_("对象 {targets:,}，已检查 {done:,}").format(**found["progress"]))
    lines += [
        f"　{row['key']}　{row['done']:,}/{row['targets']:,}"
        for name in ("counties", "towns", "officers")
        for row in found["progress"][name]
    ]
    answer(json_wanted, found, "\n".join(lines))


@campaign_.command()
@click.argument("campaign", metavar="ID", required=False, default="")
@click.option("--on", type=DAY, default=None, help="截至哪一天 24:00，默认今天。")
@click.option("--since", type=DAY, default=None, help="从哪一天起，默认从头。")
@click.option(
    "--by", type=Word(list(statistics.DIVISIONS)), default="county", help="按什么分列，默认按县区。"
)
@click.option("--last-year", is_flag=True, help="上年同期。")
@as_json
@with_register
def stats(
    campaign: str,
    on: date | None,
    since: date | None,
    by: str,
    last_year: bool,
    json_wanted: bool,
) -> None:
    """统计一个专项行动；不写 ID 时统计全部。"""
    with opened() as session:
        found = _counted(
            session, campaign, Wanted(on or clock().date(), None, since, by), last_year
        )
    answer(json_wanted, statistics.plain(found), "\n".join(_lines(found)))


@campaign_.command(name="open")
@click.option("--on", type=DAY, default=None, help="以哪一天为准，默认今天。")
@as_json
@with_register
def open_(on: date | None, json_wanted: bool) -> None:
    """开启到了日子的游乐设施节前检查，对象名单一并列好。"""
    with opened() as session:
        made = openings.open_due(session, on or clock().date())
    found = [show_id(number) for number in made]
    answer(json_wanted, found, "\n".join(found) or _("没有要开启的专项行动。"))


@campaign_.command()
@click.argument("campaign", metavar="ID")
@as_json
@with_register
def fix(campaign: str, json_wanted: bool) -> None:
    """确定一个专项行动的对象名单，记下数目和校验值。"""
    with opened() as session:
        number = statistics.campaign_named(session, campaign)
        count = campaigns.freeze_targets(session, number)
    answer(json_wanted, {"targets": count}, _("对象 {n:,} 个已确定。").format(n=count))


def _counted(session: Session, campaign: str, wanted: Wanted, last_year: bool) -> Statistics:
    number = statistics.campaign_named(session, campaign) if campaign else None
    named = Wanted(wanted.on, number, wanted.since, wanted.by)
    return (
        statistics.compared(session, named) if last_year else statistics.statistics(session, named)
    )


def _lines(found: Statistics) -> list[str]:
    head = _("{title}　截至 {on} 24:00").format(title=found.title, on=found.wanted.on)
    names = "　".join([_("分列"), *(label for _key, label in COLUMNS), _("整改率")])
    return [head, names, *(_line(row) for row in (*found.rows, found.total))]


def _line(row: Figures) -> str:
    numbers = [f"{int(row[key]):,}" for key, _label in COLUMNS]
    return "　".join([row.label, *numbers, figures.percent(row.rate)])


COMMANDS = (campaign_,)
