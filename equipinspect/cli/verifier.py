"""Commands that hand verification to others: the offline page, public keys, withdrawn numbers."""

from __future__ import annotations

from pathlib import Path

import click

from equipinspect.app import keys, revocations, verify_page
from equipinspect.cli.certificates import keys_
from equipinspect.cli.chinese import command
from equipinspect.cli.frame import FILE, answer, as_json, opened, with_register
from equipinspect.cli.secrets import needed, new_passphrase, passphrase, passphrase_option
from equipinspect.model.text import _


@command(name="verify-page")
@click.option("--out", type=FILE, required=True, help="网页文件，如 verify.html。")
@as_json
@with_register
def page(out: Path, json_wanted: bool) -> None:
    """生成离线核验网页：普通浏览器打开就能核验二维码，不连网络。"""
    with opened() as session:
        counts = verify_page.write(session, out)
    text = _(
        "核验网页已写到 {out}：公钥 {keys} 把，作废编号 {withdrawn} 个。有新的作废后请重新生成。"
    ).format(out=out, **counts)
    answer(json_wanted, {"file": out, **counts}, text)


@keys_.command(name="rotate")
@passphrase_option
@as_json
@with_register
def keys_rotate(passphrase_file: Path | None, json_wanted: bool) -> None:
    """换用新的凭证密钥；换下的不再签发，签过的继续有效。"""
    with opened() as session:
        old = keys.signing_key(session).id
        made = keys.new_key(session, needed(new_passphrase(passphrase_file)))
    text = _("密钥 {old} 已换下，以后用 {key} 签发；请用 keys backup 另存恢复文件。").format(
        old=old, key=made
    )
    answer(json_wanted, {"id": made, "rotated": old}, text)


@keys_.command(name="compromised")
@click.argument("name", metavar="KEY")
@click.option("--reason", required=True, metavar="经过", help="泄露经过。")
@as_json
@with_register
def keys_compromised(name: str, reason: str, json_wanted: bool) -> None:
    """报告密钥泄露：它签过的凭证一律判为“密钥已停用（泄露）”。"""
    with opened() as session:
        keys.compromised(session, name, reason)
    text = _("密钥 {key} 已停用，它签过的凭证都不再通过核验；请新建密钥并重新出具。")
    answer(json_wanted, {"id": name, "status": "compromised"}, text.format(key=name))


@keys_.command(name="export")
@click.argument("file", type=FILE)
@passphrase_option
@as_json
@with_register
def keys_export(file: Path, passphrase_file: Path | None, json_wanted: bool) -> None:
    """导出公钥和签名的作废清单，供别的机构和电脑核验。"""
    with opened() as session:
        secret = passphrase(passphrase_file) if keys.needs_passphrase(session) else ""
        made = revocations.export(session, file, secret)
    text = _("公钥和第 {n} 号作废清单（{entries} 个编号）已写到 {file}。").format(
        n=made.number, entries=len(made.hashed), file=file
    )
    data = {"file": file, "list": made.number, "entries": len(made.hashed)}
    answer(json_wanted, data, text)


@keys_.command(name="import")
@click.argument("file", type=FILE)
@as_json
@with_register
def keys_import(file: Path, json_wanted: bool) -> None:
    """收入别的机构导出的公钥和作废清单。"""
    with opened() as session:
        revocations.take_in(session, file)
        found = revocations.lists(session)
    data = [{"issuer": k, "list": v.number, "dated": v.dated} for k, v in sorted(found.items())]
    lines = [_("{issuer}：第 {list} 号作废清单，{dated}").format(**one) for one in data]
    answer(json_wanted, data, "\n".join(lines) or _("文件里没有新的公钥和清单。"))


COMMANDS = (page,)
