"""Commands for policies: list them, bring in the insurer's sheet."""

from __future__ import annotations

from datetime import date

import click

from equipinspect.app import policies
from equipinspect.app.policies import Policy
from equipinspect.cli.chinese import COUNT, DAY, Group
from equipinspect.cli.frame import answer, as_json, clock, opened, with_register
from equipinspect.model.ids import show_id
from equipinspect.model.text import _

SHOWN = 200


@click.group(name="policy", cls=Group)
@with_register
def policy() -> None:
    """保单：列出、导入保险公司的清单。"""


@policy.command(name="list")
@click.option("--on", type=DAY, default=None, help="以哪一天的状态为准，默认今天。")
@click.option("--limit", type=COUNT, default=SHOWN, show_default=True, help="最多列出多少份。")
@as_json
@with_register
def list_(on: date | None, limit: int, json_wanted: bool) -> None:
    """列出保单：状态、承保台数、落台账台数。"""
    with opened() as session:
        found = policies.listed(session, on or clock().date())
    lines = [_line(each) for each in found[:limit]]
    lines.append(_("共 {n:,} 份").format(n=len(found)))
    answer(json_wanted, [_data(each) for each in found], "\n".join(lines))


def _data(each: Policy) -> dict[str, object]:
    return {
        "id": show_id(each.id),
        "number": each.number,
        "kind": each.kind,
        "insurer": each.insurer,
        "policyholder": each.policyholder,
        "starts": each.starts or None,
        "ends": each.ends or None,
        "surrendered_on": each.surrendered_on or None,
        "state": each.state,
        "listed": each.listed,
        "covered": each.covered,
        "unlisted": each.unlisted,
    }


def _line(each: Policy) -> str:
    text = _("{id}  {number}　{insurer}　{starts} 至 {ends}　{state}　清单 {listed:,} 台")
    said = text.format(
        id=show_id(each.id), number=each.number, insurer=each.insurer, starts=each.starts,
        ends=each.ends, state=policies.state_label(each.state), listed=each.listed,
    )  # fmt: skip
    if each.unlisted:
        said += _("，未落台账 {n:,} 台").format(n=each.unlisted)
    return said


COMMANDS = (policy,)
