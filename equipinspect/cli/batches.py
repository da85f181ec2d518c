"""Commands for certificates by the hundred: look first, issue, print and print again, void, reissue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import click

from equipinspect.app import batches, certificates, keys, print_jobs, records, selecting, stocks
from equipinspect.app.exporting import check_target
from equipinspect.app.lists import Query
from equipinspect.app.preflight import Preflight, Refused, preflight
from equipinspect.app.session import Session
from equipinspect.cli.chinese import COUNT, Group
from equipinspect.cli.frame import (
    FILE,
    answer,
    as_json,
    declared,
    opened,
    pairs,
    progress,
    with_register,
)
from equipinspect.cli.lists import conditions
from equipinspect.cli.secrets import passphrase, passphrase_option
from equipinspect.model.errors import UserError
from equipinspect.model.ids import parse_id, show_id
from equipinspect.model.text import _

F = TypeVar("F", bound=Callable[..., Any])
SHOWN = 50


def selection(function: F) -> F:
    """Give a command the options that say which equipment is meant."""
    for option in reversed(
        (
            click.option("--ids", type=FILE, default=None,
                         help="文本文件，一行一个记录号、设备代码或登记证编号。"),
            click.option("--category", default=None, metavar="种类", help="只选一个种类。"),
            click.option("--where", multiple=True, metavar="FIELD=VALUE", help="条件，可重复。"),
            click.option("--search", default="", metavar="文字", help="按文字或编号片段选。"),
        )
    ):  # fmt: skip
        function = option(function)
    return function


def layout_options(function: F) -> F:
    """Give a command the options that say how the sheets look and follow each other."""
    for option in reversed(
        (
            click.option("--template", default=batches.Plan().template, show_default=True,
                         metavar="版式", help="凭证版式。"),
            click.option("--order", default=",".join(batches.ORDER), show_default=True,
                         metavar="FIELD,FIELD", help="按哪些字段排列。"),
        )
    ):  # fmt: skip
        function = option(function)
    return function


def paper_options(function: F) -> F:
    """Give a command the options that say what is in the printer."""
    for option in reversed(
        (
            click.option("--stock", default="", metavar="纸张", help="标签纸代号；不写则整页。"),
            click.option("--printer", default="", metavar="打印机", help="用哪台打印机的校准值。"),
            click.option("--start-position", "start", type=COUNT, default=1, show_default=True,
                         help="第一张纸从第几个位置印起。"),
        )
    ):  # fmt: skip
        function = option(function)
    return function


def selected(
    session: Session, ids: Path | None, category: str | None, where: tuple[str, ...], search: str
) -> list[int]:
    """Return the equipment the options of `selection` name; raise UserError when they name none."""
    if ids is not None:
        return selecting.from_file(session, ids)
    if not (category or where or search):
        raise UserError(_("没有说是哪些设备：请用 --ids、--category、--where 或 --search。"))
    texts = pairs(where)
    if category:
        kinds = [declared(session, category)]
    else:
        kinds = [d.key for d in session.declarations.categories()]
        kinds = [k for k in kinds if all(session.declaration(k).find(name) for name in texts)]
    queries = [Query(kind, conditions(session, kind, texts), search) for kind in kinds]
    return selecting.from_queries(session, queries)


@click.group(name="certificates", cls=Group)
@with_register
def certificates_() -> None:
    """成批的凭证：先核对，再签发、打印、重印、作废、换发。"""


@certificates_.command(name="preflight")
@selection
@as_json
@with_register
def preflight_(
    ids: Path | None, category: str | None, where: tuple[str, ...], search: str, json_wanted: bool
) -> None:
    """核对哪些设备可以出具凭证，退回的逐条说明原因；什么也不写。"""
    with opened() as session:
        chosen = selected(session, ids, category, where, search)
        found = preflight(session, chosen, progress)
        data = {
            "ready": [show_id(one.subject.id) for one in found.ready],
            "refused": [_refused(one) for one in found.refused],
        }
    answer(json_wanted, data, _table(found))


def _refused(one: Refused) -> dict[str, Any]:
    return {"id": show_id(one.id), "title": one.title, "reasons": list(one.reasons.values())}


def _table(found: Preflight) -> str:
    lines = [
        f"{show_id(one.id)}  {one.title}：{'；'.join(one.reasons.values())}"
        for one in found.refused[:SHOWN]
    ]
    if len(found.refused) > SHOWN:
        lines.append(_("……另有 {n} 台，用 --json 看全部").format(n=len(found.refused) - SHOWN))
    ending = _("可以出具 {ready} 份，退回 {refused} 份")
    lines.append(ending.format(ready=len(found.ready), refused=len(found.refused)))
    return "\n".join(lines)


@certificates_.command(name="issue")
@selection
@layout_options
@paper_options
@click.option("--title", default="", metavar="名称", help="这一批的名称。")
@click.option("--out", type=FILE, default=None, help="签发后印成的 PDF；不写则只签发。")
@passphrase_option
@as_json
@with_register
def issue(**given: Any) -> None:
    """签发一批凭证：编号、签名一次写入，再印成一个 PDF。"""
    out: Path | None = given["out"]
    if out:
        check_target(out, (".pdf",))
    with opened() as session:
        found = preflight(
            session,
            selected(session, *(given[k] for k in ("ids", "category", "where", "search"))),
            progress,
            template=given["template"],
        )
        target = paper_target(session, given["stock"], given["printer"], given["start"])
        secret = passphrase(given["passphrase_file"]) if keys.needs_passphrase(session) else ""
        plan = batches.Plan(given["template"], given["title"], _order(given["order"]))
        made = batches.issue(session, found.ready, plan, secret, progress)
        if out:
            print_jobs.print_job(session, made.job, out, print_jobs.Part(target=target), progress)
    data = {
        "job": show_id(made.job),
        "ready": len(found.ready),
        "refused": [
            {k: v for k, v in _refused(one).items() if k != "title"} for one in found.refused
        ],
        "issued": [
            {"id": show_id(one.equipment), "number": one.number, "code": one.code}
            for one in made.issued
        ],
    }
    text = _("批次 {job}：签发 {n} 份，退回 {refused} 份").format(
        job=show_id(made.job), n=len(made.issued), refused=len(found.refused)
    )
    answer(given["json_wanted"], data, text + (_("，已写到 {out}").format(out=out) if out else ""))


def _order(text: str) -> tuple[str, ...]:
    return tuple(key.strip() for key in text.split(",") if key.strip())


def paper_target(session: Session, stock: str, printer: str, start: int) -> stocks.Target | None:
    """Return what the options of `paper_options` say is in the printer; None = a page each."""
    return stocks.target(session, stock, printer, start) if stock else None


@certificates_.command(name="print")
@click.option("--resume", "job", required=True, metavar="JOB", help="批次的记录号。")
@click.option("--from", "first", type=COUNT, default=1, show_default=True, help="从第几张印起。")
@click.option("--to", "last", type=COUNT, default=None, help="印到第几张，默认到最后。")
@paper_options
@click.option("--reason", default="", metavar="理由", help="重印的理由。")
@click.option("--out", type=FILE, required=True, help="印成的 PDF。")
@as_json
@with_register
def print_(**given: Any) -> None:
    """打印一批已签发的凭证，可从任意一张接着印；编号不变。"""
    out: Path = given["out"]
    with opened() as session:
        target = paper_target(session, given["stock"], given["printer"], given["start"])
        part = print_jobs.Part(given["first"], given["last"], target, given["reason"])
        sheets = print_jobs.print_job(session, parse_id(given["job"]), out, part, progress)
    text = _("已写到 {out}，共 {n} 页。").format(out=out, n=sheets)
    answer(given["json_wanted"], {"job": given["job"], "file": out, "sheets": sheets}, text)


@certificates_.command(name="list")
@as_json
@with_register
def list_(json_wanted: bool) -> None:
    """列出打印批次：签发、已印、废纸、作废各多少。"""
    with opened() as session:
        found = print_jobs.jobs(session)
    data = [{**asdict(job), "id": show_id(job.id)} for job in found]
    line = _(
        "{id}  {made_on}  {template}  签发 {count}，已印 {printed}，废纸 {spoiled}，作废 {void}"
    )
    answer(json_wanted, data, "\n".join(line.format(**one) for one in data) or _("还没有批次。"))


@certificates_.command(name="spoil")
@click.argument("job", metavar="JOB")
@click.option("--from", "first", type=COUNT, required=True, help="从第几张。")
@click.option("--to", "last", type=COUNT, default=None, help="到第几张，默认只一张。")
@click.option("--reason", required=True, metavar="理由", help="卡纸、缺墨等。")
@as_json
@with_register
def spoil(job: str, first: int, last: int | None, reason: str, json_wanted: bool) -> None:
    """登记印坏的纸：编号不变，可以重印。"""
    with opened() as session:
        print_jobs.spoil(session, parse_id(job), first, last or first, reason)
    text = _("已登记废纸 {n} 张。").format(n=(last or first) - first + 1)
    answer(json_wanted, {"job": job, "first": first, "last": last or first}, text)


@certificates_.command(name="void")
@click.argument("number", metavar="NUMBER")
@click.option("--reason", required=True, metavar="理由", help="作废理由。")
@as_json
@with_register
def void(number: str, reason: str, json_wanted: bool) -> None:
    """作废一份凭证（编号或记录号）；编号保留，核验时答“真实但已作废”。"""
    with opened() as session:
        certificates.void(session, _named(session, number), reason)
    answer(json_wanted, {"number": number}, _("凭证 {number} 已作废。").format(number=number))


@certificates_.command(name="reissue")
@click.argument("number", metavar="NUMBER")
@click.option("--reason", required=True, metavar="理由", help="换发理由。")
@click.option("--out", type=FILE, required=True, help="新凭证的 PDF。")
@passphrase_option
@as_json
@with_register
def reissue(
    number: str, reason: str, out: Path, passphrase_file: Path | None, json_wanted: bool
) -> None:
    """换发一份凭证：给新编号，旧的同时作废为“已被替换”。"""
    check_target(out, (".pdf",))
    with opened() as session:
        secret = passphrase(passphrase_file) if keys.needs_passphrase(session) else ""
        made = batches.reissue(session, _named(session, number), reason, secret)
        out.write_bytes(certificates.reprint(session, made.id))
    text = _("已换发 {new}，替换 {old}，写到 {out}。").format(new=made.number, old=number, out=out)
    data = {"id": show_id(made.id), "number": made.number, "code": made.code, "file": out}
    answer(json_wanted, data, text)


def _named(session: Session, text: str) -> int:
    try:
        number = records.reference(session, "certificate", text.replace(" ", "").upper())
    except ValueError as error:
        raise UserError(str(error) + "。") from error
    if number is None:
        raise UserError(_("没有写明是哪一份凭证。"))
    return number


COMMANDS = (certificates_,)
