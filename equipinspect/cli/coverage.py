"""Commands for insurance coverage: the rate of a day, its curve, the forecast to a goal day."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from equipinspect.app import coverage, forecasting
from equipinspect.app.coverage import Coverage, Line
from equipinspect.cli.chinese import COUNT, DAY, Group, Word
from equipinspect.cli.frame import answer, as_json, clock, opened, with_register
from equipinspect.model.rates import Rate
from equipinspect.model.text import _

SHOWN = 50
on_option = click.option("--on", type=DAY, default=None, help="截至哪一天，默认今天；可以是过去。")


@click.group(name="coverage", cls=Group, invoke_without_command=True)
@on_option
@click.option("--by", type=Word(list(coverage.BY)), default=None,
              help="county 县区，town 镇街，unit 使用单位，insurer 保险公司，maintainer 维保，place 场所")  # fmt: skip
@as_json
@with_register
@click.pass_context
def coverage_(context: click.Context, on: date | None, by: str | None, json_wanted: bool) -> None:
    """电梯责任保险投保率：任意一天，可分县区、镇街、单位、保险公司、维保单位。"""
    if context.invoked_subcommand is not None:
        return
    with opened() as session:
        found = coverage.on_day(session, on or clock().date(), by or "")
        goal = coverage.goal(session)
    lines = [_summary(found), *(_line(each) for each in found.by), coverage.FORMULA]
    lines[0] += _("，目标 {goal}").format(goal=forecasting.percent(goal))
    answer(json_wanted, _data(found), "\n".join(lines))


def _data(found: Coverage) -> dict[str, Any]:
    return {
        "as_of": found.as_of.isoformat(),
        **_counts(found.rate),
        "lapsed": found.lapsed,
        "never": found.never,
        "unlisted": found.unlisted,
        "units": {"in_use": found.units.denominator, "insured": found.units.numerator},
        "by": [{"key": each.name, **_counts(each.rate)} for each in found.by],
    }


def _counts(rate: Rate) -> dict[str, Any]:
    return {"in_use": rate.denominator, "insured": rate.numerator, "rate": rate.value}


def _summary(found: Coverage) -> str:
    return _(
        "截至 {day}：在用 {in_use:,} 台，在保 {insured:,} 台，投保率 {rate}；脱保 {lapsed:,}，"
        "从未投保 {never:,}，未落台账 {unlisted:,}；参保单位 {with_:,} / {units:,} 家，{unit_rate}"
    ).format(
        day=found.as_of, in_use=found.rate.denominator, insured=found.rate.numerator,
        rate=found.rate.percent(), lapsed=found.lapsed, never=found.never, unlisted=found.unlisted,
        with_=found.units.numerator, units=found.units.denominator, unit_rate=found.units.percent(),
    )  # fmt: skip


def _line(each: Line) -> str:
    return (
        f"{each.name}　{each.rate.numerator:,} / {each.rate.denominator:,}　{each.rate.percent()}"
    )


@coverage_.command(name="curve")
@click.option("--from", "first", type=DAY, required=True, help="起日。")
@click.option("--to", "last", type=DAY, required=True, help="止日。")
@as_json
@with_register
def curve(first: date, last: date, json_wanted: bool) -> None:
    """投保率曲线：起止之间每一天的在用、在保台数。"""
    with opened() as session:
        points = coverage.curve(session, first, last)
    data = [{"day": p.day.isoformat(), **_counts(Rate(p.insured, p.in_use))} for p in points]
    lines = [
        f"{p.day}　{p.insured:,} / {p.in_use:,}　{Rate(p.insured, p.in_use).percent()}"
        for p in points
    ]
    answer(json_wanted, data, "\n".join(lines))


@coverage_.command(name="forecast")
@click.option("--until", type=DAY, required=True, help="目标日期。")
@click.option("--target", default="", metavar="目标", help="如 0.70 或 70%，默认按设置。")
@on_option
@click.option("--limit", type=COUNT, default=SHOWN, show_default=True, help="电话清单列出多少家。")
@as_json
@with_register
def forecast(until: date, target: str, on: date | None, limit: int, json_wanted: bool) -> None:
    """离目标还差多少台、其中多少台届时到期、先给谁打电话。"""
    with opened() as session:
        goal = coverage.goal(session, target)
        found = forecasting.forecast(session, on or clock().date(), until, goal)
    data = {
        "as_of": found.as_of.isoformat(),
        "until": found.until.isoformat(),
        "target": float(goal),
        "needed": found.needed,
        "lapsing": found.lapsing,
        "short": found.short,
        "calls": [{"unit": c.name, "lifts": c.lifts, "phone": c.phone} for c in found.calls],
    }
    lines = [found.sentence, *(_call(c) for c in found.calls[:limit])]
    if len(found.calls) > limit:
        lines.append(_("……另有 {n:,} 家").format(n=len(found.calls) - limit))
    answer(json_wanted, data, "\n".join(lines))


def _call(each: forecasting.Call) -> str:
    contact = each.contact
    said = _("　上次 {on} {result}").format(on=contact.on, result=contact.result) if contact else ""
    ends = _("，{ends} 起到期").format(ends=each.ends) if each.ends else ""
    text = _("{name}　{phone}　{lifts:,} 台（在保将到期 {lapsing:,}，脱保 {lapsed:,}{ends}）")
    return text.format(
        name=each.name, phone=each.phone or _("没有电话"), lifts=each.lifts,
        lapsing=each.lapsing, lapsed=each.lapsed, ends=ends,
    ) + said  # fmt: skip


COMMANDS = (coverage_,)
