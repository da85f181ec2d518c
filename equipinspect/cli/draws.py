"""Commands for 双随机: freeze and draw, look at a draw, draw it again to verify."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from equipinspect.app import draw_records, draws, exporting
from equipinspect.app.session import Session
from equipinspect.cli.chinese import COUNT, DAY, Group, Usage
from equipinspect.cli.frame import FILE, answer, as_json, opened, with_register
from equipinspect.model.ids import parse_id, show_id
from equipinspect.model.text import _


@click.group(name="draw", cls=Group)
@with_register
def draw_() -> None:
    """双随机抽查：抽取、查看、重抽核对。"""


@draw_.command(name="new")
@click.argument("name", required=False, default="")
@click.option("--count", type=COUNT, default=0, help="抽取几家。")
@click.option("--county", default="", metavar="县区", help="只抽一个县区，代码或名称。")
@click.option("--plan", default="", metavar="ID", help="从年度计划的对象里抽。")
@click.option("--campaign", default="", metavar="ID", help="从专项行动的对象里抽。")
@click.option("--matter", default="", metavar="事项", help="抽查事项。")
@click.option("--witness", default="", metavar="姓名", help="监督人。")
@click.option("--frozen", default="", metavar="ID", help="已冻结名录的抽查，读出种子后抽取。")
@click.option("--seed", default="", metavar="号码", help="当场读出的公开号码；不写就只冻结名录。")
@click.option("--source", default="", metavar="出处", help="号码的出处。")
@as_json
@with_register
def new(  # noqa: PLR0917
    name: str,
    count: int,
    county: str,
    plan: str,
    campaign: str,
    matter: str,
    witness: str,
    frozen: str,
    seed: str,
    source: str,
    json_wanted: bool,
) -> None:
    """冻结名录并抽取；先冻结、再读种子时分两次运行。"""
    if bool(frozen) == bool(name) or (name and not count):
        raise Usage(_("请写名称和 --count，或写 --frozen"), click.get_current_context())
    with opened() as session:
        if frozen:
            number = parse_id(frozen)
        else:
            wanted = draws.Wanted(
                name,
                count,
                _county(session, county),
                parse_id(plan) if plan else None,
                parse_id(campaign) if campaign else None,
                matter,
                witness,
            )
            number = draws.freeze(session, wanted)
        if seed or frozen:
            draws.run(session, number, seed, source)
        _say(session, number, json_wanted)


def _county(session: Session, text: str) -> str:
    return session.rules.division(text) or text if text else ""


def _say(session: Session, number: int, json_wanted: bool) -> None:
    data = draw_records.plain(session, number)
    state = session.declaration("draw").field("state").show(data.get("state"))
    lines = [
        f"{show_id(number)}　{data['name']}　{state}",
        _("名录 {n:,} 家，校验值 {hash}").format(n=data["pool_size"], hash=data["pool_hash"]),
    ]
    if data.get("seed"):
        lines.append(
            _("种子 {seed}（{source}）").format(seed=data["seed"], source=data["seed_source"])
        )
    lines += [
        f"{r['place']}　{r['name']}　{'、'.join(r['officers'])}　{r['result']}".rstrip("　")
        for r in data["results"]
    ]
    answer(json_wanted, data, "\n".join(lines))


@draw_.command()
@click.argument("number", metavar="ID")
@click.option("--out", type=FILE, default=None, help="把抽查记录存成一页 PDF。")
@as_json
@with_register
def show(number: str, out: Path | None, json_wanted: bool) -> None:
    """显示一次抽取：名录、种子、抽到的对象和人员、结果。"""
    with opened() as session:
        if out is not None:
            exporting.check_target(out, (".pdf",))
            out.write_bytes(draw_records.record_pdf(session, parse_id(number)))
        _say(session, parse_id(number), json_wanted)


@draw_.command()
@click.argument("number", metavar="ID")
@as_json
@with_register
def verify(number: str, json_wanted: bool) -> int:
    """按留存的名录和种子重抽一次，逐家比对；一致时退出码为 0。"""
    with opened() as session:
        problems = draws.verify(session, parse_id(number))
    answer(
        json_wanted, {"equal": not problems, "problems": problems},
        "\n".join(problems) or _("重抽结果与记录完全一致。"),
    )  # fmt: skip
    return 1 if problems else 0


@draw_.command()
@click.argument("number", metavar="ID")
@click.option("--reason", required=True, metavar="理由", help="作废理由。")
@as_json
@with_register
def discard(number: str, reason: str, json_wanted: bool) -> None:
    """作废一次抽取；记录仍然保留。"""
    with opened() as session:
        draws.discard(session, parse_id(number), reason)
    answer(json_wanted, {"id": number}, number)


@draw_.command()
@click.argument("number", metavar="ID")
@click.argument("words", metavar="RESULT")
@click.option("--on", type=DAY, required=True, help="检查完成日期。")
@as_json
@with_register
def result(number: str, words: str, on: date, json_wanted: bool) -> None:
    """登记一家的抽查结果，如 未发现问题。"""
    with opened() as session:
        draws.note_result(session, parse_id(number), words, on)
    answer(json_wanted, {"id": number}, number)


COMMANDS = (draw_,)
