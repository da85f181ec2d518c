"""Commands for the devices of an office: list them, let them in, shut them out; people on one device."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from equipinspect.app import enrolling, people
from equipinspect.app.enrolling import Device, Wanted
from equipinspect.app.roles import label
from equipinspect.app.session import Session
from equipinspect.cli.chinese import Group
from equipinspect.cli.frame import FILE, answer, as_json, opened, with_register
from equipinspect.model.errors import UserError
from equipinspect.model.text import _

PIN = "EQUIPINSPECT_PIN"
STATES = {
    enrolling.ENROLLED: "已登记",
    enrolling.WAITING: "等待登记",
    enrolling.REVOKED: "已停用",
    enrolling.SELF: "本机",
}


@click.group(name="replicas", cls=Group)
@with_register
def replicas() -> None:
    """登记的电脑：查看、登记、停用。"""


@replicas.command(name="list")
@as_json
@with_register
def replicas_list(json_wanted: bool) -> None:
    """列出本机、已登记、已停用和等待登记的电脑。"""
    with opened() as session:
        found = enrolling.devices(session)
        lines = [_line(session, each) for each in found]
    answer(json_wanted, [_plain(each) for each in found], "\n".join(lines))


def _plain(device: Device) -> dict[str, object]:
    return {
        "replica": device.replica or None,
        "fingerprint": device.digits,
        "person": device.person,
        "device": device.device,
        "role": device.role,
        "state": device.state,
    }


def _line(session: Session, device: Device) -> str:
    role = label(session, device.role) if device.role else _("未定角色")
    where = f"　{device.area}" if device.area else ""
    head = f"{_(STATES[device.state])}　{device.person}　{device.device}　{role}{where}"
    words = enrolling.words(session, device.fingerprint)
    number = _("　{n} 号").format(n=device.replica) if device.replica else ""
    return f"{head}{number}\n　　{device.digits}\n　　{words}"


@replicas.command(name="enrol")
@click.argument("fingerprint", nargs=-1, required=True)
@click.option("--person", required=True, metavar="姓名", help="这台电脑归谁用。")
@click.option(
    "--role", required=True, metavar="角色", help="执法人员、科股长、内勤管理员或协管员。"
)
@click.option("--area", default="", metavar="代码", help="片区：区划或本地代码。")
@click.option("--device", default="", metavar="名称", help="电脑名称，不写时用它自己报的。")
@as_json
@with_register
def replicas_enrol(
    fingerprint: tuple[str, ...], person: str, role: str, area: str, device: str, json_wanted: bool
) -> None:
    """登记一台电脑；指纹写数字或十个词，先当面核对。"""
    with opened() as session:
        wanted = Wanted(" ".join(fingerprint), person, role, area, device)
        enrolling.enrol(session, wanted)
        digits = enrolling.read_fingerprint(session, wanted.fingerprint)
        found = [d for d in enrolling.devices(session) if d.fingerprint == digits]
        text = _("已登记：\n{line}").format(line=_line(session, found[-1]))
    answer(json_wanted, _plain(found[-1]), text)


@replicas.command(name="revoke")
@click.argument("device", nargs=-1, required=True)
@click.option("--reason", default="", metavar="理由", help="为什么停用，如丢失。")
@as_json
@with_register
def replicas_revoke(device: tuple[str, ...], reason: str, json_wanted: bool) -> None:
    """停用一台电脑：已收到的保留，之后写的不再收。"""
    with opened() as session:
        found = enrolling.find(session, " ".join(device))
        enrolling.revoke(session, found.fingerprint, reason)
    text = _("已停用 {person} 的 {device}：收到第 {n} 步为止，之后写的不再收。")
    answer(
        json_wanted,
        {"replica": found.replica or None, "last_admitted": found.last_seq},
        text.format(person=found.person, device=found.device, n=found.last_seq),
    )


@replicas.command(name="show")
@click.option("--qr", type=FILE, default=None, help="把本机公钥的二维码存成 SVG 图片。")
@as_json
@with_register
def replicas_show(qr: Path | None, json_wanted: bool) -> None:
    """显示本机指纹：数字、十个词和二维码，登记时当面核对。"""
    with opened() as session:
        own = next(d for d in enrolling.devices(session) if d.state == enrolling.SELF)
        words = enrolling.words(session, own.fingerprint)
        code, picture = enrolling.qr_text(session), enrolling.qr_picture(session)
    if qr:
        qr.write_text(picture, encoding="utf-8")
    data = _plain(own) | {"words": words, "qr": code}
    answer(json_wanted, data, f"{own.person}　{own.device}\n{own.digits}\n{words}")


@click.group(name="people", cls=Group)
@with_register
def people_() -> None:
    """同一台电脑上的几个人：查看、换人、设 PIN。"""


@people_.command(name="list")
@as_json
@with_register
def people_list(json_wanted: bool) -> None:
    """列出登记在这台电脑上的人。"""
    with opened() as session:
        found = people.here(session)
        lines = [
            ("＊" if p.at_work else "　")
            + p.name
            + (f"　{label(session, p.role)}" if p.role else "")
            for p in found
        ]
    data = [{"name": p.name, "role": p.role, "pin": p.has_pin, "at_work": p.at_work} for p in found]
    answer(json_wanted, data, "\n".join(lines))


@people_.command(name="switch")
@click.argument("name", metavar="姓名")
@as_json
@with_register
def people_switch(name: str, json_wanted: bool) -> None:
    """换另一个人在这台电脑上工作；PIN 由提示输入，或设 EQUIPINSPECT_PIN。"""
    with opened() as session:
        has_pin = any(p.name == name and p.has_pin for p in people.here(session))
        found = people.switch(session, name, _pin(_("PIN")) if has_pin else "")
    answer(json_wanted, {"name": found.name, "role": found.role}, _("现在是 {name}。").format(
        name=found.name))  # fmt: skip


@people_.command(name="pin")
@as_json
@with_register
def people_pin(json_wanted: bool) -> None:
    """给正在工作的人设或改 PIN（至少 4 位）。"""
    pin = _pin(_("新的 PIN"))
    with opened() as session:
        people.set_pin(session, pin)
    answer(json_wanted, {"pin": True}, _("PIN 已设好，只存在这台电脑上。"))


@people_.command(name="clear-pin")
@click.argument("name", metavar="姓名")
@as_json
@with_register
def people_clear_pin(name: str, json_wanted: bool) -> None:
    """清除忘了的 PIN，由管理员做。"""
    with opened() as session:
        people.clear_pin(session, name)
    answer(json_wanted, {"name": name}, _("{name} 的 PIN 已清除。").format(name=name))


def _pin(words: str) -> str:
    given = os.environ.get(PIN)
    if given is None and sys.stdin.isatty():
        given = str(click.prompt(words, hide_input=True, default="", show_default=False, err=True))
    if given is None:
        raise UserError(_("需要 PIN：请在终端里输入，或设 EQUIPINSPECT_PIN。"))
    return given


COMMANDS = (replicas, people_)
