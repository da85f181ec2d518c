"""Commands for policies: list them, bring in the insurer's sheet, decide doubtful rows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from equipinspect.app import (
    calls,
    exporting,
    lists,
    policies,
    policy_import,
    policy_rows,
    policy_tray,
    reading,
)
from equipinspect.app.policies import Policy
from equipinspect.app.policy_rows import Line
from equipinspect.cli.chinese import COUNT, DAY, Group
from equipinspect.cli.frame import FILE, answer, as_json, clock, opened, progress, with_register
from equipinspect.model.ids import parse_id, show_id
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


@policy.command(name="import")
@click.argument("file", type=FILE)
@click.option("--mapping", type=FILE, default=None, help="列对应文件（TOML）。")
@click.option("--sheet", default=None, metavar="表名", help="工作表名，默认第一个有表头的可见表。")
@click.option("--dry-run", is_flag=True, help="只预览，不写入。")
@click.option("--rejects", type=FILE, default=None, help="把退回的行写成表，改好后可再导入。")
@as_json
@with_register
def import_(
    file: Path,
    mapping: Path | None,
    sheet: str | None,
    dry_run: bool,
    rejects: Path | None,
    json_wanted: bool,
) -> None:
    """导入保险公司的承保清单：逐行对应到台账里的电梯，拿不准的待核，不合格的退回。"""
    if rejects is not None:
        exporting.check_target(rejects, (".xlsx",))
    with opened() as session:
        plan = policy_import.preview(session, reading.Wanted(file, mapping, sheet), progress)
        if rejects is not None and plan.found.rejected:
            policy_import.write_rejects(plan, rejects)
        if not dry_run:
            policy_import.apply(session, plan, progress)
    answer(json_wanted, _plan(plan), "\n".join(_said(plan, dry_run)))


def _plan(plan: policy_import.Plan) -> dict[str, object]:
    lines = [*plan.found.linked, *plan.found.changed, *plan.found.doubtful]
    return {
        **plan.counts,
        "matches": [_match(each) for each in sorted(lines, key=lambda line: line.row)],
        "rejected_rows": [
            {"row": r.row, "column": r.column, "value": r.value, "problem": r.problem}
            for r in plan.found.rejected
        ],
        "notes": plan.notes,
    }


def _match(line: Line) -> dict[str, object]:
    match = line.match
    return {
        "row": line.row,
        "policy": line.cover.number,
        "lift": show_id(match.lift or 0),
        "by": match.how,
        "score": match.score,
        "sure": match.sure,
        "reasons": list(match.reasons),
        "others": [show_id(number) for number in match.others],
    }


def _said(plan: policy_import.Plan, dry_run: bool) -> list[str]:
    head = _("预览，没有写入：") if dry_run else _("已导入：")
    counts = _(
        "读到 {read:,} 行，对应 {linked:,}，更新 {changed:,}，不变 {unchanged:,}，待核 {doubtful:,}，"
        "早已待核 {waiting:,}，只有台数 {counted:,}，退回 {rejected:,}；新保单 {policies:,} 份。"
    )
    lines = [head + counts.format(**plan.counts)]
    for line in plan.found.doubtful[:SHOWN]:
        text = _("待核：第 {row} 行 {score} 分 {id} {why}")
        why = "；".join(line.match.reasons)
        lines.append(text.format(row=line.row, score=line.match.score,
                                 id=show_id(line.match.lift or 0), why=why))  # fmt: skip
    lines += [
        _("退回：第 {row} 行 {column} {value} {problem}").format(
            row=r.row, column=r.column, value=r.value, problem=r.problem
        )
        for r in plan.found.rejected[:SHOWN]
    ]
    return lines + [_("提示：{what}").format(what=note) for note in plan.notes[:SHOWN]]


@policy.command(name="tray")
@click.option("--accept", "accepted", multiple=True, metavar="ID", help="对应：接受最像的电梯。")
@click.option("--refuse", "refused", multiple=True, metavar="ID", help="不对应任何电梯。")
@click.option("--lift", default=None, metavar="ID", help="与 --accept 合用：改对应到这台电梯。")
@as_json
@with_register
def tray(
    accepted: tuple[str, ...], refused: tuple[str, ...], lift: str | None, json_wanted: bool
) -> None:
    """列出待核的清单行，接受或不接受比对结果。"""
    with opened() as session:
        if accepted:
            meant = parse_id(lift) if lift else None
            policy_tray.accept(session, [parse_id(each) for each in accepted], meant)
        if refused:
            policy_tray.refuse(session, [parse_id(each) for each in refused])
        declaration = session.declaration(policy_rows.TRAY)
        rows = lists.page(session, policy_tray.OPEN, 0, lists.count(session, policy_tray.OPEN))
        data = [exporting.plain_object(declaration, row) for row in rows]
        lines = [
            f"{show_id(row.id)}  {row.values.get('score')} {lists.title(session, row, policy_rows.TRAY)}"
            f"　{row.values.get('reasons')}"
            for row in rows
        ]
    lines.append(_("待核 {n:,} 行").format(n=len(rows)))
    answer(json_wanted, data, "\n".join(lines))


@policy.command(name="expiring")
@click.option("--on", type=DAY, default=None, help="以哪一天为准，默认今天。")
@as_json
@with_register
def expiring(on: date | None, json_wanted: bool) -> None:
    """列出 30、7、3 天内到期、到期后有电梯脱保的保单，附电话和上次联系。"""
    with opened() as session:
        found = calls.expiring(session, on or clock().date())
    data = [
        {"policy": show_id(e.policy), "number": e.number, "ends": e.ends, "days": e.days, "step": e.step,
         "unit": e.name, "phone": e.phone, "lifts": e.lifts, "lapsing": e.lapsing,
         "last_call": {"on": e.contact.on, "result": e.contact.result} if e.contact else None}
        for e in found
    ]  # fmt: skip
    text = _("{ends}（{days} 天）{number}　{name}　{phone}　{lapsing:,} 台将脱保")
    lines = [
        text.format(ends=e.ends, days=e.days, number=e.number, name=e.name, phone=e.phone,
                    lapsing=e.lapsing)
        for e in found
    ]  # fmt: skip
    answer(json_wanted, data, "\n".join([*lines, _("共 {n:,} 份").format(n=len(found))]))


COMMANDS = (policy,)
