"""Commands for certificates: issue, verify, and the keys that sign."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from equipinspect.app import certificates, issuing, keys
from equipinspect.app.issuing import Wanted
from equipinspect.cli.frame import DAY, FILE, answer, as_json, clock, opened, with_register
from equipinspect.cli.secrets import passphrase, passphrase_option
from equipinspect.model.errors import UserError
from equipinspect.model.ids import parse_id
from equipinspect.model.text import _


@click.command()
@click.argument("number", metavar="ID")
@click.option("--on", type=DAY, required=True, help="检查日期。")
@click.option("--result", type=click.Choice(["clear", "rectified"]), required=True,
              help="clear 未发现问题；rectified 发现问题，已整改。")  # fmt: skip
@click.option("--officer", "officers", multiple=True, help="执法人员姓名或执法证号，两名。")
@click.option("--out", type=FILE, required=True, help="凭证 PDF。")
@passphrase_option
@with_register
def certificate(
    number: str,
    on: date,
    result: str,
    officers: tuple[str, ...],
    out: Path,
    passphrase_file: Path | None,
) -> None:
    """出具一张监督检查凭证（A4 PDF，带可离线核验的二维码）。"""
    if out.exists():
        raise UserError(_("{out} 已存在，没有覆盖；请换一个文件名。").format(out=out))
    if not out.parent.is_dir():
        raise UserError(_("文件夹 {folder} 不存在，请先建立。").format(folder=out.parent))
    with opened() as session:
        wanted = Wanted(parse_id(number), on, result, issuing.officers_named(session, officers))
        certificates.require_ready(session, wanted)
        secret = passphrase(passphrase_file) if keys.needs_passphrase(session) else ""
        issued = certificates.issue(session, wanted, secret)
    out.write_bytes(issued.pdf)
    click.echo(_("凭证 {number} 已写到 {out}。").format(number=issued.number, out=out))


@click.command()
@click.argument("source", metavar="TEXT|IMAGE|PDF")
@click.option("--on", type=DAY, default=None, help="以哪一天为准，默认今天。")
@as_json
@with_register
def verify(source: str, on: date | None, json_wanted: bool) -> int:
    """核验二维码：文字、图片或 PDF；全部真实有效时退出码为 0。"""
    with opened() as session:
        found = certificates.verify(session, source, on or clock().date())
    data: list[dict[str, Any]] = [
        {"verdict": v.verdict, "fields": v.fields, "register": v.register} for v in found
    ]
    lines = [_sentence(v) for v in found]
    answer(json_wanted, data[0] if len(data) == 1 else data, "\n".join(lines))
    return 0 if all(v.verdict == "genuine" for v in found) else 1


def _sentence(found: certificates.Verified) -> str:
    if not found.fields:
        return found.label
    result = {code: words for code, words in issuing.RESULTS.values()}[found.fields["result"]]
    says = {"agrees": _("与台账一致"), "differs": _("与台账不符"), "unknown": _("台账里没有")}[
        found.register
    ]
    return _(
        "{label}：{result}，凭证 {number}，设备 {equipment}，签发 {issued}，展示期至 {valid_to}（{says}）"
    ).format(label=found.label, says=says, **{**found.fields, "result": result})


@click.group(name="keys")
def keys_() -> None:
    """凭证签名密钥：新建、查看、备份。"""


@keys_.command(name="new")
@passphrase_option
@with_register
def keys_new(passphrase_file: Path | None) -> None:
    """新建凭证密钥；旧的仍可核验。"""
    with opened() as session:
        made = keys.new_key(session, passphrase(passphrase_file, new=True))
    click.echo(_("凭证密钥 {key} 已建立，请用 keys backup 另存恢复文件。").format(key=made))


@keys_.command(name="list")
@as_json
@with_register
def keys_list(json_wanted: bool) -> None:
    """列出本机构的凭证密钥。"""
    with opened() as session:
        found = keys.listed(session)
    data = [
        {
            "id": k.id,
            "issuer": k.issuer,
            "office": k.office,
            "created": k.created,
            "status": k.status,
        }
        for k in found
    ]
    words = {"active": _("使用中"), "rotated": _("已换新"), "compromised": _("已泄露停用")}
    lines = [f"{k.id}  {k.issuer}  {k.office}  {k.created}  {words[k.status]}" for k in found]
    answer(json_wanted, data, "\n".join(lines) or _("还没有凭证密钥，请用 keys new 新建。"))


@keys_.command(name="backup")
@click.argument("file", type=FILE)
@passphrase_option
@with_register
def keys_backup(file: Path, passphrase_file: Path | None) -> None:
    """把当前密钥写成加密的恢复文件。"""
    with opened() as session:
        name = keys.backup(session, passphrase(passphrase_file), file)
    click.echo(
        _("密钥 {name} 的恢复文件已写到 {file}，请离线妥善保管。").format(name=name, file=file)
    )


COMMANDS = (certificate, verify, keys_)
