"""Commands for 协管员 patrols and for 投诉举报 and 96333: lists out and in, replies, rescue times."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path

import click

from equipinspect.app import complaints, patrols
from equipinspect.app.referring import typed
from equipinspect.cli.chinese import DAY, Group
from equipinspect.cli.frame import FILE, answer, as_json, clock, opened, with_register
from equipinspect.model.ids import parse_id, show_id
from equipinspect.model.text import _


@click.group(name="patrol", cls=Group)
@with_register
def patrol_() -> None:
    """协管员巡查：安排、发出巡查单、收回。"""


@patrol_.command(name="new")
@click.argument("name")
@click.argument("devices", nargs=-1, required=True, metavar="DEVICE…")
@click.option("--on", type=DAY, default=None, help="哪一天巡查，默认今天。")
@as_json
@with_register
def new(name: str, devices: tuple[str, ...], on: date | None, json_wanted: bool) -> None:
    """安排一次巡查，按路线排好顺序，输出记录号。"""
    with opened() as session:
        found = [typed(session, "patrol_stop", {"equipment": d})["equipment"] for d in devices]
        numbers = [each for each in found if isinstance(each, int)]
        number = patrols.begin(session, name, None, on or clock().date(), numbers)
    answer(json_wanted, {"id": show_id(number)}, show_id(number))


@patrol_.command()
@click.argument("number", metavar="ID")
@click.option("--out", type=FILE, required=True, help="巡查单写到哪里（xlsx）。")
@as_json
@with_register
def send(number: str, out: Path, json_wanted: bool) -> None:
    """发出巡查单：只有地点和要看的几项。"""
    with opened() as session:
        count = patrols.send(session, parse_id(number), out)
    answer(
        json_wanted,
        {"out": str(out), "stops": count},
        _("{out}：{n:,} 处").format(out=out, n=count),
    )


@patrol_.command()
@click.argument("file", type=FILE)
@as_json
@with_register
def receive(file: Path, json_wanted: bool) -> None:
    """收回填好的巡查单；认不出的行退回，不影响其他行。"""
    with opened() as session:
        found = patrols.receive(session, file)
    data = {
        "answered": [show_id(n) for n in found.answered],
        "findings": [show_id(n) for n in found.findings],
        "refused": [{"row": row, "problem": why} for row, why in found.refused],
    }
    text = _("填写 {n:,} 处，发现情况 {m:,} 处，退回 {k:,} 行。")
    said = text.format(n=len(found.answered), m=len(found.findings), k=len(found.refused))
    lines = [
        said,
        *(_("第 {row} 行：{why}").format(row=row, why=why) for row, why in found.refused),
    ]
    answer(json_wanted, data, "\n".join(lines))


@click.group(name="rescue", cls=Group)
@with_register
def rescue_() -> None:
    """96333：困人、故障、到场和解救时间。"""


@rescue_.command()
@click.option("--since", type=DAY, required=True, help="从哪一天起。")
@click.option("--on", type=DAY, default=None, help="截至哪一天，默认今天。")
@as_json
@with_register
def stats(since: date, on: date | None, json_wanted: bool) -> None:
    """困人和故障件数、平均到场时间、超时件数、困人 2 小时以上的一般事故。"""
    with opened() as session:
        found = complaints.rescue_figures(session, since, on or clock().date())
    lists = {k: [show_id(n) for n in v] for k, v in asdict(found).items() if k != "minutes"}
    mean = _("—") if found.mean is None else f"{found.mean:.1f}"
    text = _(
        "困人 {n:,} 件，故障 {m:,} 件，平均到场 {mean} 分钟，超时 {late:,} 件，一般事故 {bad:,} 件"
    )
    said = text.format(n=len(found.entrapments), m=len(found.faults), mean=mean, late=len(found.beyond),
                       bad=len(found.accidents))  # fmt: skip
    answer(json_wanted, lists | {"mean_arrival_minutes": found.mean}, said)


COMMANDS = (patrol_, rescue_)
