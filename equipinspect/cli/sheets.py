"""Commands between the register and spreadsheets: import, template, export."""

from __future__ import annotations

from pathlib import Path

import click

from equipinspect.app import exporting, importing, reading
from equipinspect.app.lists import Query
from equipinspect.cli.chinese import command
from equipinspect.cli.frame import (
    FILE,
    answer,
    as_json,
    by_hand,
    declared,
    opened,
    progress,
    with_register,
)
from equipinspect.model.text import _

SHOWN = 30


@command(name="import")
@click.argument("category")
@click.argument("file", type=FILE)
@click.option("--mapping", type=FILE, default=None, help="列对应文件（TOML）。")
@click.option("--dry-run", is_flag=True, help="只预览，不写入。")
@click.option("--rejects", type=FILE, default=None, help="把退回的行写成表，改好后可再导入。")
@click.option("--sheet", default=None, metavar="表名", help="工作表名，默认第一个有表头的可见表。")
@click.option("--source", default="", metavar="来源", help="特检院、国家平台、维保单位、现场等。")
@as_json
@with_register
def import_(  # noqa: PLR0917
    category: str,
    file: Path,
    mapping: Path | None,
    dry_run: bool,
    rejects: Path | None,
    sheet: str | None,
    source: str,
    json_wanted: bool,
) -> None:
    """导入一张台账（xlsx、xls、csv）；不合格的行退回，不影响其他行。"""
    if rejects is not None:
        exporting.check_target(rejects, (".xlsx",))
    wanted = reading.Wanted(file, mapping, sheet, source)
    with opened() as session:
        kind = by_hand(session, declared(session, category))
        plan = importing.preview(session, kind, wanted, progress)
        if rejects is not None and plan.rejected:
            importing.write_rejects(plan, rejects)
        if not dry_run:
            importing.apply(session, plan, progress)
    answer(json_wanted, _data(plan), "\n".join(_lines(plan, dry_run)))


def _data(plan: importing.Plan) -> dict[str, object]:
    rejected = [
        {
            "sheet": r.sheet,
            "row": r.row,
            "column": r.column,
            "value": r.value,
            "problem": r.problem,
        }
        for r in plan.rejected
    ]
    return {**plan.counts, "rejected": rejected, "pointers": plan.pointers, "notes": plan.notes}


def _lines(plan: importing.Plan, dry_run: bool) -> list[str]:
    head = _("预览，没有写入：") if dry_run else _("已导入：")
    counts = _(
        "读到 {read:,} 行，新 {new:,}，更新 {changed:,}，不变 {unchanged:,}，退回 {rejected:,}。"
    )
    lines = [head + counts.format(**plan.counts)]
    lines += [
        _("退回：{sheet} 第 {row} 行 {what}").format(
            sheet=r.sheet, row=r.row, what=" ".join(filter(None, (r.column, r.value, r.problem)))
        )
        for r in plan.rejected[:SHOWN]
    ]
    if len(plan.rejected) > SHOWN:
        left = len(plan.rejected) - SHOWN
        lines.append(_("……另有 {n} 行退回，用 --rejects 写成表。").format(n=left))
    said = [*plan.notes, *plan.pointers]
    lines += [_("提示：{what}").format(what=p) for p in said[:SHOWN]]
    if len(said) > SHOWN:
        lines.append(_("……另有 {n} 条提示，用 --json 看全部。").format(n=len(said) - SHOWN))
    return lines


@command()
@click.argument("category")
@click.argument("out", type=FILE)
@as_json
@with_register
def template(category: str, out: Path, json_wanted: bool) -> None:
    """写一张可发下去填写的空表。"""
    with opened() as session:
        kind = declared(session, category)
        exporting.write_template(session, kind, out)
    answer(json_wanted, {"category": kind, "file": out}, _("已写模板 {out}。").format(out=out))


@command(name="export-sheet")
@click.argument("category")
@click.argument("out", type=FILE)
@as_json
@with_register
def export_sheet(category: str, out: Path, json_wanted: bool) -> None:
    """把一个种类的记录写成 xlsx、csv 或 json。"""
    with opened() as session:
        kind = declared(session, category)
        rows = exporting.export_list(session, Query(kind), out, report=progress)
    data = {"category": kind, "rows": rows, "file": out}
    answer(json_wanted, data, _("已写 {n:,} 行到 {out}。").format(n=rows, out=out))


COMMANDS = (import_, template, export_sheet)
