"""Commands for certificates: issue, verify, and the keys that sign."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from equipinspect.app import certificates, issuing, keys
from equipinspect.app.exporting import check_target
from equipinspect.app.issuing import Wanted
from equipinspect.cli.chinese import DAY, Group, Word, command
from equipinspect.cli.frame import (
    FILE,
    answer,
    as_json,
    clock,
    has_register,
    home,
    opened,
    with_register,
)
from equipinspect.cli.secrets import needed, new_passphrase, passphrase, passphrase_option
from equipinspect.model.errors import UserError
from equipinspect.model.ids import parse_id, show_id
from equipinspect.model.text import _


@command()
@click.argument("number", metavar="ID")
@click.option("--on", type=DAY, required=True, help="检查日期。")
@click.option("--result", type=Word(["clear", "rectified"]), required=True,
              help="clear 未发现问题；rectified 发现问题，已整改。")  # fmt: skip
@click.option(
    "--officer", "officers", multiple=True, metavar="姓名", help="执法人员姓名或执法证号，两名。"
)
@click.option("--out", type=FILE, required=True, help="凭证 PDF。")
@passphrase_option
@as_json
@with_register
def certificate(  # noqa: PLR0917
    number: str,
    on: date,
    result: str,
    officers: tuple[str, ...],
    out: Path,
    passphrase_file: Path | None,
    json_wanted: bool,
) -> None:
    """出具一张监督检查凭证（A4 PDF，带可离线核验的二维码）。"""
    check_target(out, (".pdf",))
    with opened() as session:
        wanted = Wanted(parse_id(number), on, result, issuing.officers_named(session, officers))
        certificates.require_ready(session, wanted)
        secret = passphrase(passphrase_file) if keys.needs_passphrase(session) else ""
        with _room_for(out) as part:
            issued = certificates.issue(session, wanted, secret)
            _write(part, issued)
    data = {"id": show_id(issued.id), "number": issued.number, "code": issued.code, "file": out}
    text = _("凭证 {number} 已写到 {out}。").format(number=issued.number, out=out)
    answer(json_wanted, data, text)


@contextmanager
def _room_for(out: Path) -> Iterator[Path]:
    """Make sure that a file can be written before a number is given out; put it in place after."""
    part = out.with_name(f".{out.name}.part")
    part.write_bytes(b"")
    try:
        yield part
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def _write(part: Path, issued: certificates.Issued) -> None:
    try:
        part.write_bytes(issued.pdf)
    except OSError as error:
        text = _(
            "凭证 {number} 已出具，但文件写不下（{why}）；请清理磁盘后在窗口里补打，编号不变。"
        )
        raise UserError(text.format(number=issued.number, why=error.strerror)) from error


@command()
@click.argument("source", metavar="TEXT|IMAGE|PDF")
@click.option("--on", type=DAY, default=None, help="以哪一天为准，默认今天。")
@as_json
@with_register
def verify(source: str, on: date | None, json_wanted: bool) -> int:
    """核验二维码：文字、图片或 PDF；全部真实有效时退出码为 0。"""
    day = on or clock().date()
    if has_register():
        with opened() as session:
            found = certificates.verify(session, source, day)
    else:
        found = certificates.verify_alone(home(), source, day)
    data: list[dict[str, Any]] = [
        {"verdict": v.verdict, "fields": v.fields, "register": v.register} for v in found
    ]
    lines = [_sentence(v) for v in found]
    answer(json_wanted, data[0] if len(data) == 1 else data, "\n".join(lines))
    return 0 if all(v.verdict == "genuine" for v in found) else 1


def _sentence(found: certificates.Verified) -> str:
    if not found.fields:
        return found.label
    result = dict(issuing.RESULTS.values())[found.fields["result"]]
    says = {"agrees": _("与台账一致"), "differs": _("与台账不符"), "unknown": _("台账里没有")}[
        found.register
    ]
    return _(
        "{label}：{result}，凭证 {number}，设备 {equipment}，签发 {issued}，展示期至 {valid_to}（{says}）"
    ).format(label=found.label, says=says, **{**found.fields, "result": result})


@click.group(name="keys", cls=Group)
@with_register
def keys_() -> None:
    """凭证签名密钥：新建、查看、备份。"""


@keys_.command(name="new")
@passphrase_option
@as_json
@with_register
def keys_new(passphrase_file: Path | None, json_wanted: bool) -> None:
    """新建凭证密钥；旧的仍可核验。"""
    with opened() as session:
        made = keys.new_key(session, needed(new_passphrase(passphrase_file)))
    text = _("凭证密钥 {key} 已建立，请用 keys backup 另存恢复文件。").format(key=made)
    answer(json_wanted, {"id": made}, text)


@keys_.command(name="list")
@as_json
@with_register
def keys_list(json_wanted: bool) -> None:
    """列出本机构的凭证密钥。"""
    with opened() as session:
        found = keys.listed(session)
    data = [{k: v for k, v in asdict(key).items() if k not in ("public", "demo")} for key in found]
    words = {"active": _("使用中"), "rotated": _("已换新"), "compromised": _("已泄露停用")}
    lines = [f"{k.id}  {k.issuer}  {k.office}  {k.created}  {words[k.status]}" for k in found]
    answer(json_wanted, data, "\n".join(lines) or _("还没有凭证密钥，请用 keys new 新建。"))


@keys_.command(name="backup")
@click.argument("file", type=FILE)
@passphrase_option
@as_json
@with_register
def keys_backup(file: Path, passphrase_file: Path | None, json_wanted: bool) -> None:
    """把当前密钥写成加密的恢复文件。"""
    with opened() as session:
        name = keys.backup(session, passphrase(passphrase_file), file)
    text = _("密钥 {name} 的恢复文件已写到 {file}，请离线妥善保管。").format(name=name, file=file)
    answer(json_wanted, {"id": name, "file": file}, text)


@keys_.command(name="restore")
@click.argument("file", type=FILE)
@passphrase_option
@as_json
@with_register
def keys_restore(file: Path, passphrase_file: Path | None, json_wanted: bool) -> None:
    """从恢复文件取回密钥，换了电脑后继续签发。"""
    with opened() as session:
        name = keys.restore(session, passphrase(passphrase_file), file)
    answer(json_wanted, {"id": name}, _("密钥 {name} 已取回，可以签发。").format(name=name))


COMMANDS = (certificate, verify, keys_)
