"""The command that says what is due: clocks of equipment, papers of people and units."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from equipinspect.app import due, expiries
from equipinspect.app.exporting import plain_object
from equipinspect.app.session import Session
from equipinspect.cli.chinese import COUNT, DAY, command
from equipinspect.cli.frame import answer, as_json, clock, declared, opened, with_register
from equipinspect.cli.records import due_line, due_object
from equipinspect.model.errors import UserError
from equipinspect.model.ids import show_id
from equipinspect.model.text import _

SHOWN = 200
Objects = list[dict[str, Any]]


@command(name="due")
@click.option("--on", type=DAY, default=None, help="以哪一天为准，默认今天。")
@click.option("--within", type=COUNT, default=30, show_default=True, help="多少天内到期。")
@click.option(
    "--category", default=None, metavar="种类",
    help="只看一个种类；也可以是人员、人员证书、单位等有证件有效期的记录。",
)  # fmt: skip
@as_json
@with_register
def due_(on: date | None, within: int, category: str | None, json_wanted: bool) -> None:
    """列出检验检测超期、临期和缺日期的在用设备，以及过期和将到期的证件。"""
    day = on or clock().date()
    with opened() as session:
        kind = _kind(session, category) if category else None
        if kind and not session.declaration(kind).category:
            groups, counts, lines = _papers(session, day, within, kind)
        else:
            groups, counts, lines = _clocks(session, day, within, kind)
        if kind is None:
            _rest, more, said = _papers(session, day, within, None)
            counts |= {f"papers_{key}": n for key, n in more.items()}
            lines += said
    answer(json_wanted, {"on": day.isoformat(), **groups, "counts": counts}, "\n".join(lines))


def _kind(session: Session, name: str) -> str:
    kind = declared(session, name)
    known = {d.key for d in expiries.kinds(session)}
    if not session.declaration(kind).category and kind not in known:
        raise UserError(_("“{name}”没有检验期限，也没有证件有效期。").format(name=name))
    return kind


def _clocks(
    session: Session, day: date, within: int, kind: str | None
) -> tuple[dict[str, Objects], dict[str, int], list[str]]:
    """Return the clocks of equipment as objects by heading, their counts, and lines for people."""
    found = due.due_list(session, day, within, kind)
    heads = {"overdue": _("超期"), "within": _("临期"), "undated": _("缺日期")}
    groups = {
        "overdue": found.overdue + found.rounds,
        "within": found.within,
        "undated": found.undated,
    }
    lines = [_summary(found, within)]
    for name, items in groups.items():
        lines += _shortened([f"{heads[name]}  {_item_line(i)}" for i in items])
    objects = {name: [_item(session, i) for i in items] for name, items in groups.items()}
    return objects, found.counts, lines


def _summary(found: due.DueList, within: int) -> str:
    text = _("{on}：超期 {overdue:,}，{days} 天内到期 {within:,}，缺下次检验日期 {undated:,}")
    said = text.format(on=found.on, days=within, **found.counts)
    if found.unconfirmed:
        said += _("；另有 {n:,} 台已过按待确认规则推算的日期").format(n=found.counts["unconfirmed"])
    return said


def _item(session: Session, item: due.Item) -> dict[str, Any]:
    found = plain_object(session.declaration(item.kind), item.row)
    if item.due:
        return found | due_object(item.due)
    return found | {"stream": item.stream, "due": None, "source": "undated"}


def _item_line(item: due.Item) -> str:
    when = due_line(item.due) if item.due else ""
    return f"{show_id(item.row.id)}  {item.title}　{when}".rstrip("　")


def _papers(
    session: Session, day: date, within: int, kind: str | None
) -> tuple[dict[str, Objects], dict[str, int], list[str]]:
    """Return the papers that run out, under the same headings as the clocks."""
    found = expiries.expiries(session, day, within, kind)
    groups = {"overdue": found.expired, "within": found.within, "undated": []}
    heads = {"overdue": _("证件过期"), "within": _("证件将到期"), "undated": ""}
    text = _("证件：过期 {n:,}，{days} 天内到期 {m:,}")
    lines = [text.format(n=len(found.expired), days=within, m=len(found.within))]
    for name, papers in groups.items():
        lines += _shortened([f"{heads[name]}  {_paper_line(p)}" for p in papers])
    objects = {name: [_paper(session, p) for p in papers] for name, papers in groups.items()}
    return objects, {"overdue": len(found.expired), "within": len(found.within)}, lines


def _paper(session: Session, paper: expiries.Expiry) -> dict[str, Any]:
    found = plain_object(session.declaration(paper.kind), paper.row)
    return found | {
        "stream": paper.field.key,
        "label": paper.field.label,
        "due": paper.expires,
        "source": "reported",
    }


def _paper_line(paper: expiries.Expiry) -> str:
    when = f"{paper.field.label} {paper.expires}"
    return f"{show_id(paper.row.id)}  {paper.title}　{when}"


def _shortened(lines: list[str]) -> list[str]:
    """Cut a heading that nobody would read to its end."""
    more = len(lines) - SHOWN
    rest = [_("……另有 {n:,} 项，用 --json 看全部").format(n=more)] if more > 0 else []
    return lines[:SHOWN] + rest


COMMANDS = (due_,)
