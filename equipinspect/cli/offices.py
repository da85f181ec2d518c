"""Commands for the register as a whole: begin, open, copy, prove."""

from __future__ import annotations

import platform
import sys
from datetime import date
from pathlib import Path

import click

from equipinspect import SYSTEM_PACKAGES
from equipinspect.app import demo as demonstration
from equipinspect.app import health, keys, machine
from equipinspect.app.office import Beginning, create_office
from equipinspect.app.schema import schema_text
from equipinspect.cli.chinese import DAY, command
from equipinspect.cli.frame import (
    FILE,
    answer,
    as_json,
    clock,
    home,
    opened,
    place,
    progress,
    with_register,
)
from equipinspect.cli.secrets import new_passphrase, passphrase_option
from equipinspect.model import declarations
from equipinspect.model.text import _


@command()
@click.argument("path", type=FILE)
@click.option("--office", required=True, metavar="名称", help="监察机构名称。")
@click.option("--county", required=True, metavar="代码", help="区划代码或名称。")
@click.option("--person", required=True, metavar="姓名", help="执法人员姓名。")
@passphrase_option
@as_json
def init(
    path: Path,
    office: str,
    county: str,
    person: str,
    passphrase_file: Path | None,
    json_wanted: bool,
) -> None:
    """新建台账：机构、第一个人、本机密钥；给了口令时同时建凭证密钥。"""
    secret = new_passphrase(passphrase_file)
    if secret is not None:
        keys.check_passphrase(secret)
    session = create_office(path, place(), Beginning(office, county, person))
    try:
        made = keys.new_key(session, secret) if secret is not None else None
    finally:
        session.close()
    text = _("已建立台账 {path}。").format(path=path) + "\n"
    if made:
        text += _("凭证密钥 {key} 已建立，请用 keys backup 另存恢复文件。").format(key=made)
    else:
        text += _("尚未建凭证密钥；出具凭证前请运行 keys new。")
    answer(json_wanted, {"path": path, "key": made}, text)


@command()
@click.argument("path", type=FILE)
@click.option("--on", type=DAY, default=None, help="演示数据的“今天”，默认当天。")
@click.option("--county", default=None, metavar="代码", help="只要一个县区（代码或名称）。")
@as_json
def demo(path: Path, on: date | None, county: str | None, json_wanted: bool) -> None:
    """建一个演示市局：13 个县区、约 2,900 台电梯、3 万只气瓶，名称均为虚构。"""
    counts = demonstration.make(path, place(), on or clock().date(), county, progress)
    total = "，".join(f"{label} {n:,}" for label, n in counts.items())
    text = _("演示台账 {path}：{total}。").format(path=path, total=total)
    answer(json_wanted, {"path": path, "counts": counts}, text)


@command()
@as_json
@with_register
def audit(json_wanted: bool) -> int:
    """体检：核对签名链，并由操作记录重建台账逐行比较。"""
    with opened() as session:
        result = health.audit(session, progress)
    data = {
        "clean": result.clean,
        "sets": result.sets,
        "operations": result.operations,
        "rows": result.rows,
        "findings": result.findings,
    }
    text = _("核对 {sets:,} 个变更集、{operations:,} 条操作、{rows:,} 行").format(
        sets=result.sets, operations=result.operations, rows=result.rows
    )
    ending = (
        _("：没有问题。")
        if result.clean
        else _("：发现 {n} 处问题。").format(n=len(result.findings))
    )
    answer(json_wanted, data, "\n".join([text + ending, *result.findings]))
    return 0 if result.clean else 1


@command()
@click.argument("file", type=FILE)
@as_json
@with_register
def backup(file: Path, json_wanted: bool) -> None:
    """把台账和照片备份成一个文件，并打开核对。"""
    with opened() as session:
        counts = health.backup(session, file, progress)
    text = _("已备份到 {file}，共 {n:,} 行，已核对。")
    data = {"file": file, "counts": counts}
    answer(json_wanted, data, text.format(file=file, n=sum(counts.values())))


@command()
@click.argument("file", type=FILE)
@click.argument("path", type=FILE)
@as_json
def restore(file: Path, path: Path, json_wanted: bool) -> None:
    """从备份恢复到一个新位置，恢复后使用新的本机密钥。"""
    counts = health.backup_contents(file)
    if not (json_wanted or path.exists()):
        held = health.counts_said(counts, declarations.load(place().resources))
        click.echo(_("{file} 里有：{counts}。").format(file=file, counts=held))
    health.restore(file, path, place()).close()
    text = _("已恢复到 {path}，已换用新的本机密钥。").format(path=path)
    answer(json_wanted, {"path": path, "counts": counts}, text)


@command()
@as_json
@with_register
def categories(json_wanted: bool) -> None:
    """列出设备种类和其他登记对象。"""
    declared = declarations.load(place().resources)
    found = [d for d in declared if d.category or not d.hidden]
    data = [
        {"key": d.key, "label": d.label, "code": d.code, "fields": len(d.fields)} for d in found
    ]
    lines = [f"{d.key:<20}{d.code:<6}{d.label}　{len(d.fields)} 个字段" for d in found]
    answer(json_wanted, data, "\n".join(lines))


@command()
@with_register
def schema() -> None:
    """说明每个表、每一列是什么。"""
    click.echo(schema_text(declarations.load(place().resources)))


@command()
@as_json
@with_register
def doctor(json_wanted: bool) -> int:
    """检查这台电脑缺什么。"""
    lacking = machine.lacking(place().resources, SYSTEM_PACKAGES)
    data = {
        "python": sys.version.split()[0],
        "system": platform.platform(),
        "home": str(home()),
        "lacking": lacking,
    }
    text = _("Python {python}，{system}\n数据文件夹 {home}\n").format(**data)
    text += _("没有缺少的部件。") if not lacking else "\n".join(lacking)
    answer(json_wanted, data, text)
    return 1 if lacking else 0


COMMANDS = (init, demo, audit, backup, restore, categories, schema, doctor)
