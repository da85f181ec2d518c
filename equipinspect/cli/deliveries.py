"""Commands between an office and its laptops: join, hand back, and who has handed in."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path

import click

from equipinspect.app import delivered as from_office
from equipinspect.app import deliveries, enrolling, joining, return_files
from equipinspect.app.deliveries import Delivery
from equipinspect.app.joining import Newcomer
from equipinspect.app.return_files import Wanted
from equipinspect.app.session import Session
from equipinspect.cli.chinese import DAY, command
from equipinspect.cli.frame import (
    FILE,
    answer,
    as_json,
    opened,
    pairs,
    place,
    progress,
    with_register,
)
from equipinspect.cli.secrets import at_hand, passphrase_option
from equipinspect.model.fingerprints import grouped
from equipinspect.model.text import _


@command()
@click.argument("base", type=FILE)
@click.argument("path", type=FILE)
@click.option("--person", required=True, metavar="姓名", help="谁用这台电脑。")
@click.option("--device", required=True, metavar="名称", help="这台电脑叫什么。")
@as_json
def join(base: Path, path: Path, person: str, device: str, json_wanted: bool) -> None:
    """由机关给的文件在这台电脑上建册，并显示要当面核对的指纹。"""
    session, joined = joining.join(base, path, place(), Newcomer(person, device), progress)
    try:
        words = enrolling.words(session, joined.fingerprint)
        office_words = enrolling.words(session, joined.office_fingerprint)
        replica = session.register.replica
    finally:
        session.close()
    data = {
        "path": path,
        "replica": replica,
        "fingerprint": grouped(joined.fingerprint),
        "words": words,
        "person": person,
        "device": device,
        "office": joined.office,
        "office_fingerprint": grouped(joined.office_fingerprint),
        "operations": joined.operations,
    }
    text = _(
        "已建册 {path}，内容来自{office}。\n请与机关当面核对：\n本机　{fingerprint}\n　　　{words}\n"
        "机关　{office_fingerprint}\n　　　{office_words}"
    )
    answer(json_wanted, data, text.format(**data, office_words=office_words))


@command(name="return")
@click.argument("file", type=FILE)
@click.option("--for", "device", required=True, metavar="电脑", help="编号、指纹、电脑名或姓名。")
@click.option("--only", default="", metavar="字段=值,…", help="只要一部分设备，如 town=城关镇。")
@click.option("--full", is_flag=True, help="从头给全部内容。")
@passphrase_option
@as_json
@with_register
def return_(
    file: Path, device: str, only: str, full: bool, passphrase_file: Path | None, json_wanted: bool
) -> None:
    """给一台电脑的返回文件：它缺的内容、号段、回执、待办和机关的规则。"""
    chosen = pairs(tuple(part for part in only.split(",") if part))
    with opened() as session:
        wanted = Wanted(device, chosen, full)
        done, meant = return_files.hand_back(
            session, file, wanted, at_hand(passphrase_file), progress
        )
    text = _(
        "已写好给 {person}（{device}）的返回文件 {file}：{records:,} 条记录，{photos:,} 张照片。"
    )
    data = {
        "file": done.path, "replica": meant.replica, "person": meant.person, "sets": done.sets,
        "operations": done.operations, "sliced": done.sliced, "photos": done.photos,
        "sha256": done.sha256,
    }  # fmt: skip
    said = text.format(
        person=meant.person, device=meant.device, file=file, records=done.records,
        photos=done.photos,
    )  # fmt: skip
    answer(json_wanted, data, said)


@command(name="deliveries")
@click.option("--since", type=DAY, default=None, help="从哪天起算交了，默认本周一。")
@as_json
@with_register
def deliveries_(since: date | None, json_wanted: bool) -> None:
    """谁交了、谁没交、多久了；在外勤电脑上显示自己交到哪里。"""
    with opened() as session:
        found = deliveries.board(session, since)
        lines = [_line(each) for each in found] + _own_lines(session)
    answer(json_wanted, [asdict(each) for each in found], "\n".join(lines) or _("没有别的电脑。"))


def _line(each: Delivery) -> str:
    who = f"{each.person}（{each.device or each.fingerprint}）"
    waits = _("，{n} 个变更集在等").format(n=each.waiting) if each.waiting else ""
    if each.handed_in:
        return _("已交　{who}　{last}，{n} 个文件{waits}").format(
            who=who, last=each.last[:10], n=each.files, waits=waits
        )
    if each.days is None:
        return _("未交　{who}　还没有交过{waits}").format(who=who, waits=waits)
    return _("未交　{who}　上次 {last}，{n} 天前{waits}").format(
        who=who, last=each.last[:10], n=each.days, waits=waits
    )


def _own_lines(session: Session) -> list[str]:
    """Say on a laptop what the office has confirmed, and what it asks for."""
    found = from_office.receipt(session)
    lines = [
        f"{each.get('record', '')}　{each.get('what', '')}" for each in from_office.tasks(session)
    ]
    if found is None:
        return lines
    left = _("，之后还有 {n} 步没有交").format(n=found.left) if found.left else _("，全部已交")
    return [
        _("本机　已交：机关 {at} 收到第 {n} 步为止{left}").format(
            at=found.at[:10], n=found.seq, left=left
        ),
        *lines,
    ]


COMMANDS = (join, return_, deliveries_)
