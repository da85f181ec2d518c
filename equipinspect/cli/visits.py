"""Commands for hazards, visits and their official papers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

from equipinspect.app import (
    directives,
    hazard_lists,
    hazard_steps,
    hazards,
    issuing,
    papers,
    records,
    visit_rules,
)
from equipinspect.app.exporting import check_target, plain_object
from equipinspect.app.hazards import Photo
from equipinspect.app.lists import Filter, Row
from equipinspect.app.referring import typed
from equipinspect.app.session import Session
from equipinspect.cli.chinese import DAY, Group, Word, command
from equipinspect.cli.frame import FILE, answer, as_json, opened, pairs, with_register
from equipinspect.model.errors import UserError
from equipinspect.model.hazards import Wish, two_level
from equipinspect.model.ids import parse_id, show_id
from equipinspect.model.text import _

PEOPLE = ("approver",)  # values of a step that name a person


@click.group(name="hazard", cls=Group)
@with_register
def hazard() -> None:
    """隐患：列出、登记、办理。"""


@hazard.command(name="list")
@click.option("--open", "open_only", is_flag=True, help="只列未销号的。")
@click.option("--overdue", is_flag=True, help="只列超过整改时限的。")
@click.option("--level", type=Word(["major", "ordinary"]), default=None,
              help="major 重大；ordinary 一般（较大计入一般）。")  # fmt: skip
@click.option("--on", type=DAY, default=None, help="以哪一天为准，默认今天。")
@as_json
@with_register
def hazard_list(
    open_only: bool, overdue: bool, level: str | None, on: date | None, json_wanted: bool
) -> None:
    """列出隐患，最早发现的在前。"""
    with opened() as session:
        day = on or session.today()
        until = Filter("found_on", "<=", day.isoformat())
        rows = (
            hazard_lists.overdue(session, day) if overdue else hazard_lists.rows(session, [until])
        )
        rows = [r for r in rows if _wanted(r, open_only, level)]
        data = [_hazard_object(session, row, day) for row in rows]
        lines = [_hazard_line(session, row, day) for row in rows]
    lines.append(_("共 {n:,} 处").format(n=len(rows)))
    answer(json_wanted, data, "\n".join(lines))


def _wanted(row: Row, open_only: bool, level: str | None) -> bool:
    fits = level is None or two_level(row.values.get("level")) == level
    return fits and (not open_only or row.values.get("state") in hazard_lists.OPEN)


def _hazard_object(session: Session, row: Row, day: date) -> dict[str, Any]:
    values = row.values
    late = visit_rules.steps(session).overdue(
        str(values.get("state") or ""), str(values.get("deadline") or ""), day
    )
    found = plain_object(session.declaration("hazard"), row)
    return found | {"overdue": late, "two_level": two_level(values.get("level"))}


def _hazard_line(session: Session, row: Row, day: date) -> str:
    declaration, values = session.declaration("hazard"), row.values
    shown = {k: declaration.field(k).show(values.get(k)) for k in ("level", "state", "deadline")}
    late = _hazard_object(session, row, day)["overdue"]
    due = _("限 {day}{late}").format(day=shown["deadline"], late=_("（超期）") if late else "")
    parts = [show_id(row.id), str(values.get("found_on") or ""), shown["level"], shown["state"]]
    parts += [str(values.get("description") or ""), due if shown["deadline"] else ""]
    return "  ".join(part for part in parts if part)


@hazard.command(name="add")
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=VALUE…")
@click.option("--photo", "photos", multiple=True, type=FILE, help="整改前的照片，可重复。")
@as_json
@with_register
def hazard_add(fields: tuple[str, ...], photos: tuple[Path, ...], json_wanted: bool) -> None:
    """登记一处隐患，输出记录号。"""
    texts = pairs(fields)
    with opened() as session:
        values = typed(session, "hazard", texts)
        values.setdefault("found_on", session.today().isoformat())
        values.setdefault("level", "ordinary")
        ready = hazards.filled_in(session, values)
        number = hazards.add(session, ready, [Photo(path, "before") for path in photos])
        text = str(records.read(session, number).values["number"])
    answer(json_wanted, {"id": show_id(number), "number": text}, f"{show_id(number)}  {text}")


@hazard.command(name="advance")
@click.argument("number", metavar="ID")
@click.argument("step", metavar="STEP")
@click.argument("fields", nargs=-1, metavar="FIELD=VALUE…")
@click.option("--on", type=DAY, default=None, help="哪一天，默认今天。")
@click.option("--by", "by", multiple=True, metavar="姓名", help="经办的执法人员，可重复。")
@click.option("--photo", "photos", multiple=True, type=FILE, help="整改后的照片，可重复。")
@click.option(
    "--evidence", multiple=True, type=FILE, help="这一步的证据（照片、PDF、录音录像），可重复。"
)
@as_json
@with_register
def hazard_advance(  # noqa: PLR0917
    number: str,
    step: str,
    fields: tuple[str, ...],
    on: date | None,
    by: tuple[str, ...],
    photos: tuple[Path, ...],
    evidence: tuple[Path, ...],
    json_wanted: bool,
) -> None:
    """办理一步：issue 交办、report 提交整改报告、recheck_pass 复查合格、close 销号等。"""
    texts = pairs(fields)
    with opened() as session:
        key = _step_key(session, step)
        values = {k: _person(session, v) if k in PEOPLE else v for k, v in texts.items()}
        people = issuing.officers_named(session, by) if by else ()
        wish = Wish(key, (on or session.today()).isoformat(), people, values)
        files = [Photo(p) for p in photos] + [Photo(p, "evidence") for p in evidence]
        hazard_steps.advance(session, parse_id(number), wish, files)
        state = records.read(session, parse_id(number)).values["state"]
        label = session.declaration("hazard").field("state").show(state)
    data = {"id": number, "step": key, "state": state}
    answer(json_wanted, data, _("已办理，现在是“{state}”。").format(state=label))


def _step_key(session: Session, word: str) -> str:
    """Return a step a person names by key or label; raise UserError with all of them otherwise."""
    steps = visit_rules.steps(session).by_key
    for key, each in steps.items():
        if word in (key, each.label, each.label.partition("（")[0]):
            return key
    known = "、".join(f"{key} {each.label}" for key, each in steps.items())
    raise UserError(_("没有“{word}”这一步，可以是：{known}。").format(word=word, known=known))


def _person(session: Session, name: str) -> str:
    return str(issuing.officers_named(session, [name])[0])


@click.group(name="check", cls=Group)
@with_register
def check() -> None:
    """监督检查：列出、查看。"""


@check.command(name="list")
@click.option("--since", type=DAY, default=None, help="从哪一天起。")
@click.option("--until", type=DAY, default=None, help="到哪一天止。")
@as_json
@with_register
def check_list(since: date | None, until: date | None, json_wanted: bool) -> None:
    """列出监督检查，最早的在前。"""
    filters = [Filter("checked_on", ">=", since.isoformat())] if since else []
    filters += [Filter("checked_on", "<=", until.isoformat())] if until else []
    with opened() as session:
        rows = hazard_lists.listed(session, "check", filters, "checked_on")
        data = [plain_object(session.declaration("check"), row) for row in rows]
        lines = [_check_line(session, row) for row in rows]
    lines.append(_("共 {n:,} 次").format(n=len(rows)))
    answer(json_wanted, data, "\n".join(lines))


def _check_line(session: Session, row: Row) -> str:
    declaration = session.declaration("check")
    keys = ("number", "checked_on", "kind", "result")
    texts = [declaration.field(k).show(row.values.get(k)) for k in keys]
    texts.insert(3, row.titles.get("unit", ""))
    return "  ".join([show_id(row.id), *(t for t in texts if t)])


@check.command(name="show")
@click.argument("number", metavar="ID")
@as_json
@with_register
def check_show(number: str, json_wanted: bool) -> None:
    """显示一次监督检查：被检设备、逐项结论、隐患、补正和复查。"""
    with opened() as session:
        [row] = _checked(session, parse_id(number))
        mine = Filter("check", "=", str(row.id))
        parts = hazard_lists.listed(session, "device_check", [mine])
        found = hazard_lists.listed(session, "hazard", [mine])
        later = [*hazard_lists.listed(session, "check", [Filter("corrects", "=", str(row.id))]),
                 *hazard_lists.listed(session, "check", [Filter("follows", "=", str(row.id))])]  # fmt: skip
        of = session.declaration
        data = plain_object(of("check"), row)
        data["devices"] = [plain_object(of("device_check"), p) for p in parts]
        data["hazards"] = [plain_object(of("hazard"), h) for h in found]
        data["later"] = [plain_object(of("check"), r) for r in later]
        lines = _check_lines(session, row, parts)
        today = session.today()
        lines += [_("隐患：{line}").format(line=_hazard_line(session, h, today)) for h in found]
        lines += [_("之后：{line}").format(line=_check_line(session, r)) for r in later]
    answer(json_wanted, data, "\n".join(lines))


def _checked(session: Session, number: int) -> list[Row]:
    if records.read(session, number).kind != "check":
        raise UserError(_("{id} 不是监督检查，请核对记录号。").format(id=show_id(number)))
    return hazard_lists.listed(session, "check", [Filter("id", "=", str(number))])


def _check_lines(session: Session, row: Row, parts: list[Row]) -> list[str]:
    declaration = session.declaration("check")
    lines = [
        f"{field.caption}：{records.shown(session, declaration, field.key, row.values[field.key])}"
        for field in declaration.fields
        if field.entered and field.key in row.values
    ]
    for part in parts:
        lines.append(_("对象：{name}").format(name=part.values.get("name")))
        lines += [f"  {line}" for line in str(part.values.get("verdicts") or "").split("\n")]
    return lines


@command()
@click.argument("number", metavar="ID")
@click.option("--out", type=FILE, required=True, help="指令书 PDF。")
@click.option("--deadline", type=DAY, default=None, help="改正期限；不写时用登记隐患时填的。")
@click.option("--on", type=DAY, default=None, help="下达日期，默认今天。")
@click.option("--officer", "officers", multiple=True, metavar="姓名", help="检查人员，两名。")
@as_json
@with_register
def directive(
    number: str,
    out: Path,
    deadline: date | None,
    on: date | None,
    officers: tuple[str, ...],
    json_wanted: bool,
) -> None:
    """下达监察指令书（ID 是监督检查或隐患），或者再印一份（ID 是指令书）。"""
    check_target(out, (".pdf",))
    with opened() as session:
        made = parse_id(number)
        kind = records.read(session, made).kind
        if kind == "directive":
            text = str(directives.read(session, made).values["number"])
            _write(out, lambda: directives.print_again(session, made))
        else:
            meant = _meant(session, made, kind)
            wanted = directives.Wanted(
                meant,
                deadline.isoformat() if deadline else directives.proposed_deadline(session, meant),
                _officers(session, made, officers),
                on,
            )
            made, text = _issue(session, wanted, out)
    data = {"id": show_id(made), "number": text, "file": out}
    answer(json_wanted, data, _("{number} 已写到 {out}。").format(number=text, out=out))


def _issue(session: Session, wanted: directives.Wanted, out: Path) -> tuple[int, str]:
    """Issue a directive once its file can be written; the number is given out before the words are."""
    found: list[directives.Issued] = []

    def pdf() -> bytes:
        found.append(directives.issue(session, wanted))
        return found[0].pdf

    _write(out, pdf)
    return found[0].id, found[0].number


def _meant(session: Session, number: int, kind: str) -> tuple[int, ...]:
    if kind == "check":
        return directives.open_hazards(session, number)
    if kind == "hazard":
        return (number,)
    raise UserError(_("{id} 不是监督检查、隐患或指令书。").format(id=show_id(number)))


def _officers(session: Session, number: int, given: tuple[str, ...]) -> tuple[int, ...]:
    """Return the officers named, else those of the visit or those who found the hazard."""
    if given:
        return issuing.officers_named(session, given)
    values = records.read(session, number).values
    keys = ("officer1", "officer2", "found_by1", "found_by2")
    return tuple(v for k in keys if isinstance(v := values.get(k), int))


def _write(out: Path, pdf: Callable[[], bytes]) -> None:
    """Make sure that a file can be written, then make its bytes and put it in place."""
    part = out.with_name(f".{out.name}.part")
    part.write_bytes(b"")
    try:
        part.write_bytes(pdf())
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


@command(name="check-record")
@click.argument("number", metavar="ID")
@click.option("--out", type=FILE, required=True, help="监督检查记录 PDF。")
@as_json
@with_register
def check_record(number: str, out: Path, json_wanted: bool) -> None:
    """写出监督检查记录（A4 PDF）。"""
    check_target(out, (".pdf",))
    with opened() as session:
        _write(out, lambda: papers.check_record_pdf(session, parse_id(number)))
    text = _("监督检查记录已写到 {out}。").format(out=out)
    answer(json_wanted, {"id": number, "file": out}, text)


COMMANDS = (hazard, check, directive, check_record)
