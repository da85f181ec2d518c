"""Commands for records that may be one: the task list, saying so, taking it back."""

from __future__ import annotations

import click

from equipinspect.app import duplicates, sameness
from equipinspect.app.duplicates import Duplicate
from equipinspect.cli.chinese import command
from equipinspect.cli.frame import answer, as_json, declared, opened, with_register
from equipinspect.model.ids import parse_id, show_id
from equipinspect.model.text import _


@command(name="duplicates")
@click.argument("kind", required=False, default="", metavar="[种类]")
@click.option("--accept-exact", is_flag=True, help="编号完全相同的整批确认为同一个。")
@as_json
@with_register
def duplicates_(kind: str, accept_exact: bool, json_wanted: bool) -> None:
    """列出可能重复的设备、单位和人员。"""
    with opened() as session:
        key = declared(session, kind) if kind else ""
        if accept_exact:
            count = duplicates.accept_exact(session, key).counts["accepted"]
            text = _("已确认 {n} 对是同一个，可用 undo 收回。").format(n=count)
            answer(json_wanted, {"accepted": count}, text)
            return
        found = duplicates.possible(session, key)
        labels = {d.key: d.label for d in session.declarations}
    lines = [_line(labels[each.kind], each) for each in found]
    answer(json_wanted, [_plain(each) for each in found], "\n".join(lines) or _("没有疑似重复。"))


def _plain(each: Duplicate) -> dict[str, object]:
    return {
        "kind": each.kind,
        "a": show_id(each.one),
        "b": show_id(each.other),
        "titles": list(each.titles),
        "why": each.why,
        "score": each.score,
        "exact": each.exact,
    }


def _line(label: str, each: Duplicate) -> str:
    score = "" if each.exact else f"（{each.score}%）"
    names = " ／ ".join(dict.fromkeys(each.titles))
    return f"{show_id(each.one)} {show_id(each.other)}　{label}　{names}　{each.why}{score}"


@command(name="same-as")
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@click.option("--apart", is_flag=True, help="不是同一个；已经合并的分开。")
@click.option("--reason", default="", metavar="理由", help="为什么。")
@as_json
@with_register
def same_as(one: str, other: str, apart: bool, reason: str, json_wanted: bool) -> None:
    """确认两条记录是同一个（或不是）；列表和统计只算一次。"""
    a, b = parse_id(one), parse_id(other)
    with opened() as session:
        (sameness.say_apart if apart else sameness.say_same)(session, a, b, reason)
        group = sameness.members(session, a)
    data = {"representative": show_id(group[0]), "members": [show_id(n) for n in group]}
    text = (
        _("已分开。")
        if b not in group
        else _("已并为一个，以 {id} 为准，共 {n} 条。").format(id=show_id(group[0]), n=len(group))
    )
    answer(json_wanted, data, text)


COMMANDS = (duplicates_, same_as)
