"""Commands for handing files to and fro: export, inspect, merge, and what merging leaves to people."""

from __future__ import annotations

from pathlib import Path

import click

from equipinspect.app import conflicts, envelopes, handing_in, health, merge_desk
from equipinspect.app.handing_in import Wanted
from equipinspect.cli.chinese import Usage, command
from equipinspect.cli.frame import (
    FILE,
    answer,
    as_json,
    home,
    opened,
    pairs,
    progress,
    with_register,
)
from equipinspect.model.text import _


@command()
@click.argument("file", type=FILE)
@click.option("--full", is_flag=True, help="全部内容，不管对方已有什么。")
@click.option("--since", type=FILE, default=None, help="对方给过的交换文件：只导出它之后的。")
@click.option("--for", "peer", type=int, default=0, metavar="设备号", help="给哪台设备。")
@click.option("--only", default="", metavar="字段=值,…", help="只要一部分设备，如 town=城关镇。")
@click.option("--sealed", is_flag=True, help="装进信封，只有机关能打开。")
@as_json
@with_register
def export(  # noqa: PLR0917 - click hands options over by name
    file: Path,
    full: bool,
    since: Path | None,
    peer: int,
    only: str,
    sealed: bool,
    json_wanted: bool,
) -> None:
    """交活：把对方还没有的内容和照片写成一个交换文件。"""
    chosen = pairs(tuple(part for part in only.split(",") if part))
    wanted = Wanted(full=full, since=since, peer=peer, only=chosen, sealed=sealed)
    with opened() as session:
        done = handing_in.hand_in(session, file, wanted, progress)
    text = _(
        "已导出到 {file}：{records:,} 条记录（{sets:,} 个变更集，{operations:,} 条操作），{photos:,} 张照片"
    )
    lost = _("，缺 {n} 张照片").format(n=len(done.photos_missing)) if done.photos_missing else ""
    data = {
        "file": done.path, "sets": done.sets, "operations": done.operations, "sliced": done.sliced,
        "waiting": done.waiting, "records": done.records, "photos": done.photos,
        "photos_missing": done.photos_missing, "first_day": done.first_day,
        "last_day": done.last_day, "sha256": done.sha256,
    }  # fmt: skip
    said = text.format(
        file=file,
        records=done.records,
        sets=done.sets,
        operations=done.operations,
        photos=done.photos,
    )
    answer(json_wanted, data, said + (lost or _("，一样不缺")) + "。")


@command()
@click.argument("file", type=FILE)
@as_json
def inspect(file: Path, json_wanted: bool) -> None:
    """看一个交换文件：谁的、哪些天、有什么；什么都不改。"""
    found = handing_in.inspect(home(), file, progress)
    data = handing_in.described(found.manifest) | {"size": found.size, "sha256": found.sha256}
    text = _(
        "{person}（{device}），{office}，{first_day} 至 {last_day}：{sets:,} 个变更集，"
        "{operations:,} 条操作，{photos:,} 张照片，转交未并入的 {waiting:,} 个。"
        "程序版本 {program}，内容和签名已核对。"
    ).format(**data)
    answer(json_wanted, data, text)


@command()
@click.argument("files", type=FILE, nargs=-1, required=True)
@click.option("--dry-run", is_flag=True, help="只看结果，什么都不留下。")
@click.option("--strict", is_flag=True, help="有人做了角色以外的事，那个文件就不并入。")
@as_json
@with_register
def merge(files: tuple[Path, ...], dry_run: bool, strict: bool, json_wanted: bool) -> int:
    """并入别的电脑交来的文件：每个文件一步，先核对，再并入。"""
    with opened() as session:
        found = merge_desk.merge_files(session, files, progress, dry_run=dry_run, strict=strict)
    data = [merge_desk.plain(each) for each in found]
    answer(json_wanted, data, "\n".join(merge_desk.sentence(each) for each in found))
    return 1 if any(each.result in merge_desk.TURNED_AWAY for each in found) else 0


@command(name="undo-merge")
@as_json
@with_register
def undo_merge(json_wanted: bool) -> None:
    """撤回最近一次并入；之后的工作用到了它时不能撤。"""
    with opened() as session:
        done, changed = merge_desk.undo_merge(session)
    sets = changed.counts["sets"]
    text = _("已撤回 {file} 的并入：{n:,} 个变更集。").format(
        file=done.file or _("登记以后自动并入的内容"), n=sets
    )
    answer(json_wanted, {"file": done.file, "sets": sets}, text)


@command(name="conflicts")
@as_json
@with_register
def list_conflicts(json_wanted: bool) -> None:
    """列出要人来定的冲突：每个值、谁写的、什么时候。"""
    with opened() as session:
        found = list(conflicts.every(session))
    data = [conflicts.plain(each) for each in found]
    text = "\n".join(conflicts.describe(each) for each in found)
    answer(json_wanted, data, text or _("没有冲突。"))


@command()
@click.argument("conflict", metavar="CONFLICT")
@click.option("--take", type=int, default=0, metavar="N", help="取第几个值（从 1 数）。")
@click.option("--value", default=None, metavar="V", help="另定一个值。")
@click.option("--reason", required=True, metavar="理由", help="为什么这样定。")
@as_json
@with_register
def resolve(conflict: str, take: int, value: str | None, reason: str, json_wanted: bool) -> None:
    """定一处冲突：取其中一个值，或另定一个；写明理由，历史都保留。"""
    if (take == 0) == (value is None):
        raise Usage(_("请在 --take 和 --value 中写一个"), click.get_current_context())
    with opened() as session:
        conflicts.resolve(session, conflict, take, value, reason)
    answer(json_wanted, {"conflict": conflict, "resolved": True}, _("已定。"))


@command(name="state-digest")
@click.option("--recount", is_flag=True, help="逐行重算。")
@as_json
@with_register
def state_digest(recount: bool, json_wanted: bool) -> None:
    """台账状态的摘要：两份台账的摘要相同，内容就相同。"""
    with opened() as session:
        digest = health.state_digest(session, recount)
    answer(json_wanted, {"digest": digest}, digest)


@command(name="exchange-key")
@as_json
@with_register
def exchange_key(json_wanted: bool) -> None:
    """建立本机关的信封密钥，并把公钥写进机构记录。"""
    with opened() as session:
        key = envelopes.make_key(session)
    text = _("信封公钥 {key} 已写进机构记录，随返回文件发给各电脑。")
    answer(json_wanted, {"recipient": key.recipient}, text.format(key=key.recipient))


COMMANDS = (
    export, inspect, merge, undo_merge, list_conflicts, resolve, state_digest, exchange_key,
)  # fmt: skip
