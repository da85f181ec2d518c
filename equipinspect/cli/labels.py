"""The commands that print equipment tags and use marks on label sheets and rolls."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from equipinspect.app import batches, tags, use_marks
from equipinspect.cli.batches import paper_options, paper_target, selected, selection
from equipinspect.cli.chinese import Command
from equipinspect.cli.frame import FILE, answer, as_json, opened, progress, with_register
from equipinspect.model.text import _


@click.command(name="labels", cls=Command)
@selection
@click.option("--template", default=tags.LAYOUT, show_default=True, metavar="版式",
              help="tag_device、tag_large、tag_cylinder，或自己的标签版式。")  # fmt: skip
@click.option("--order", default=",".join(batches.ORDER), show_default=True,
              metavar="FIELD,FIELD", help="按哪些字段排列。")  # fmt: skip
@paper_options
@click.option("--out", type=FILE, required=True, help="印成的 PDF。")
@as_json
@with_register
def labels_(**given: Any) -> None:
    """打印建档标签：扫码即打开这台设备的记录；不签名，不代替任何证件。"""
    out: Path = given["out"]
    order = tuple(key.strip() for key in given["order"].split(",") if key.strip())
    with opened() as session:
        ids = selected(session, *(given[k] for k in ("ids", "category", "where", "search")))
        target = paper_target(session, given["stock"], given["printer"], given["start"])
        wanted = tags.Labels(given["template"], order, target)
        sheets = tags.print_labels(session, ids, out, wanted, progress)
    text = _("已写到 {out}：标签 {n} 枚，{sheets} 页。").format(out=out, n=len(ids), sheets=sheets)
    answer(given["json_wanted"], {"labels": len(ids), "sheets": sheets, "file": out}, text)


@click.command(name="use-marks", cls=Command)
@selection
@click.option("--template", default=use_marks.ELEVATOR, show_default=True, metavar="版式",
              help="use_mark_elevator 或 use_mark_general。")  # fmt: skip
@click.option("--occasion", type=click.Choice(use_marks.OCCASIONS), required=True,
              help="first 首次登记，change 变更登记，replacement 补发。")  # fmt: skip
@click.option("--text-only", is_flag=True, help="只印填写的文字，用预印好的纸。")
@paper_options
@click.option("--out", type=FILE, required=True, help="印成的 PDF。")
@as_json
@with_register
def use_marks_(**given: Any) -> None:
    """打印使用标志：只限设为使用登记机关的局，只限首次登记、变更登记和补发。"""
    out: Path = given["out"]
    with opened() as session:
        ids = selected(session, *(given[k] for k in ("ids", "category", "where", "search")))
        target = paper_target(session, given["stock"], given["printer"], given["start"])
        wanted = tags.Labels(given["template"], target=target)
        marks = use_marks.Marks(given["occasion"], wanted, given["text_only"])
        sheets = use_marks.print_marks(session, ids, out, marks, progress)
    text = _("已写到 {out}：使用标志 {n} 份，{sheets} 页。").format(
        out=out, n=len(ids), sheets=sheets
    )
    answer(given["json_wanted"], {"marks": len(ids), "sheets": sheets, "file": out}, text)


COMMANDS = (labels_, use_marks_)
