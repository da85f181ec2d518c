"""Commands for the day's work and the office's rates: today, rates, periodic, dossier."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from equipinspect.app import dossier, indicators, periodic, today, watch
from equipinspect.app.indicators import FORMULAS, Row
from equipinspect.app.today import Tile
from equipinspect.cli.chinese import DAY, Word, command
from equipinspect.cli.frame import FILE, answer, as_json, clock, declared, opened, with_register
from equipinspect.model.ids import parse_id, show_id
from equipinspect.model.rates import Rate
from equipinspect.model.text import _

SHOWN = 20


@command(name="today")
@click.option("--on", type=DAY, default=None, help="哪一天，默认今天。")
@click.option("--rows", default=None, metavar="KEY", help="列出一项后面的记录。")
@as_json
@with_register
def today_(on: date | None, rows: str | None, json_wanted: bool) -> None:
    """今日要办的事：检验超期、隐患逾期、保单到期、证照到期……每个数后面都有记录。"""
    with opened() as session:
        day = on or clock().date()
        found = today.today(session, day)
        tiles = [_tile(each) for each in found.tiles]
        if rows:
            behind = [t for t in found.tiles if t.key == rows]
            listed = [(k, show_id(n)) for t in behind for k, n in today.rows(session, t)]
            data: Any = [{"kind": k, "id": n} for k, n in listed]
            answer(json_wanted, data, "\n".join(f"{n}  {k}" for k, n in listed))
            return
        keys, old = watch.key_devices(session, day), watch.old_lifts(session, day)
    data = {"on": day.isoformat(), "role": found.role or None, "tiles": tiles}
    data["key_devices"] = [_watched(each) for each in keys]
    data["old_lifts"] = [_watched(each) for each in old]
    lines = [_line(each) for each in found.tiles]
    lines.append(_("重点监控设备 {n:,} 台，老旧电梯 {m:,} 台").format(n=len(keys), m=len(old)))
    answer(json_wanted, data, "\n".join(lines))


def _tile(each: Tile) -> dict[str, Any]:
    return {
        "key": each.key,
        "label": each.label,
        "count": each.count,
        "answered": each.answered,
        "note": each.note,
    }


def _watched(each: watch.Watched) -> dict[str, Any]:
    return {"id": show_id(each.id), "kind": each.kind, "why": list(each.reasons)}


def _line(each: Tile) -> str:
    said = f"{each.label}　{each.count:,} {each.counter}"
    if each.answered:
        said += _("（另有 {n:,} 已处理）").format(n=each.answered)
    return f"{said}　{each.note}".rstrip("　")


@command(name="rates")
@click.option("--on", type=DAY, default=None, help="截至哪一天，默认今天。")
@click.option(
    "--by",
    type=Word(list(indicators.BY)),
    default="county",
    help="county 县区，town 镇街，kind 种类。",
)
@click.option(
    "--kind", default="elevator", metavar="种类", help="分县区、镇街时看哪个种类，默认电梯。"
)
@as_json
@with_register
def rates(on: date | None, by: str, kind: str, json_wanted: bool) -> None:
    """登记率、定检率、超期率、隐患率、投保率，附分子、分母和算法；气瓶信息化和保险。"""
    with opened() as session:
        day = on or clock().date()
        found = indicators.indicators(session, day, by, declared(session, kind))
        bottles = indicators.cylinders(session, day)
    data = {
        "as_of": day.isoformat(),
        "by": by,
        "formulas": {key: f"{label} = {text}" for key, (label, text) in FORMULAS.items()},
        "rows": [_row(each) for each in found.rows],
        "total": _row(found.whole) if found.whole else None,
        "cylinders": {
            "stations": len(bottles.stations),
            "traced": _rate(bottles.traced),
            "insured": _rate(bottles.insured),
            "coded": _rate(bottles.coded),
        },
    }
    lines = [_said(each) for each in (*found.rows, *([found.whole] if found.whole else []))]
    lines += [f"{label} = {text}" for label, text in FORMULAS.values()]
    lines.append(
        _("充装站 {n:,} 家，建追溯系统 {traced}，投保 {insured}；赋码率 {coded}").format(
            n=len(bottles.stations),
            traced=_parts(bottles.traced),
            insured=_parts(bottles.insured),
            coded=_parts(bottles.coded),
        )
    )
    answer(json_wanted, data, "\n".join(lines))


def _row(row: Row) -> dict[str, Any]:
    return {"key": row.key, "name": row.name, **{k: _rate(r) for k, r in row.rates.items()}}


def _rate(rate: Rate) -> dict[str, Any]:
    return {"numerator": rate.numerator, "denominator": rate.denominator, "rate": rate.value}


def _parts(rate: Rate) -> str:
    return f"{rate.numerator:,}/{rate.denominator:,} {rate.percent()}"


def _said(row: Row) -> str:
    return f"{row.name}　" + "　".join(
        f"{FORMULAS[key][0]} {_parts(rate)}" for key, rate in row.rates.items()
    )


@command(name="dossier")
@click.argument("number", metavar="ID")
@click.option("--out", type=FILE, required=True, help="PDF 文件。")
@as_json
@with_register
def dossier_(number: str, out: Path, json_wanted: bool) -> None:
    """一机一档、一企一档：一台设备或一家单位的全部资料，一个 PDF。"""
    with opened() as session:
        counts = dossier.write(session, parse_id(number), out)
    said = "，".join(f"{label} {n:,}" for label, n in counts.items())
    answer(
        json_wanted,
        {"file": out, "counts": counts},
        _("已写到 {out}。{said}").format(out=out, said=said),
    )


@command(name="periodic")
@click.argument("period", type=Word([periodic.WEEK, periodic.MONTH]), metavar="week|month")
@click.option("--on", type=DAY, default=None, help="截至哪一天，默认今天。")
@click.option("--out", type=FILE, required=True, help="xlsx 或 pdf 文件。")
@click.option("--freeze", is_flag=True, help="冻结：报出去的数以后不随补录改变。")
@click.option("--frozen", default=None, metavar="ID", help="重出一份冻结的报表。")
@as_json
@with_register
def periodic_(
    period: str, on: date | None, out: Path, freeze: bool, frozen: str | None, json_wanted: bool
) -> None:
    """周报、月报：各县区、各种类的登记率、定检率、超期率、隐患率、投保率，附曲线和去年同期。"""
    with opened() as session:
        day = on or clock().date()
        number = parse_id(frozen) if frozen else None
        if freeze and number is None:
            number = periodic.freeze(session, day, period)
        found = (
            periodic.read(session, number)
            if number is not None
            else periodic.periodic(session, day, period)
        )
        periodic.write(session, found, out)
    data = {"file": out, "id": show_id(number) if number else None, "sentence": found.sentence}
    answer(json_wanted, data, f"{found.title}\n{found.sentence}")


COMMANDS = (today_, rates, periodic_, dossier_)
