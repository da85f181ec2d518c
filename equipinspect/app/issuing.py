"""What a check certificate says: who may get one, its claims, its printed lines, its page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count

from equipinspect.app import keys, records
from equipinspect.app.number_blocks import Numbers
from equipinspect.app.office import is_demo
from equipinspect.app.session import Session
from equipinspect.app.subjects import Subject, subject
from equipinspect.documents import certificate as page
from equipinspect.documents import readback, typesetting
from equipinspect.documents.certificate import Values
from equipinspect.documents.fonts import Font, load_font
from equipinspect.documents.layouts import layout_on
from equipinspect.model import dates, schedule
from equipinspect.model.codes import iso7064_mod37_36
from equipinspect.model.errors import InvalidRecord, NotFound, UserError
from equipinspect.model.fields import Value, folded
from equipinspect.model.ids import show_id
from equipinspect.model.intervals import add_months
from equipinspect.model.text import _
from equipinspect.store import queries
from equipinspect.store.operations import Action
from equipinspect.trust import certificate_code
from equipinspect.trust.certificate_code import Claims

RESULTS = {"clear": ("P", "未发现问题"), "rectified": ("C", "发现问题，已整改")}
OFFICERS = 2  # Order 57 art. 19; the check has room for two
LAYOUT = "check_certificate_a4"
PRESET_OFFICERS = ("certificate_officer_1", "certificate_officer_2")
NO_NUMBER = "000000000000"  # stands for a number while a page is only looked at
DIGITS36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Wanted:
    """What a person asks for: which equipment, checked when, with what result, by whom."""

    equipment: int
    on: date
    result: str
    officers: tuple[int, ...]
    check_kind: str = ""  # of a finished check; else the ordinary kind of the day


def refusals(session: Session, wanted: Wanted, found: Subject | None = None) -> dict[str, str]:
    """Return every reason against the certificate, by field key, a Chinese sentence each."""
    about = found or subject(session, wanted.equipment)
    if not about.declaration.category:
        return {"equipment": _("{title} 不是设备，不能出具凭证").format(title=about.title)}
    problems = subject_problems(about)
    problems |= _check_problems(session, wanted) | office_problems(session)
    problems |= validity_problems(session, about)
    if not problems:
        problems |= _glyph_problems(session, wanted, about)
    return problems


def subject_problems(about: Subject) -> dict[str, str]:
    """Return what speaks against a certificate in the record of the equipment itself."""
    found = _standing_problems(about)
    for field in about.declaration.fields:
        if field.certificate and field.need == "R" and about.values.get(field.key) is None:
            found[field.key] = _("{label}：未填").format(label=field.label)
    if not any(about.values.get(k) for k in ("address", "estate", "user_unit")):
        found["address"] = _("使用地点：未填")
    return found


def _standing_problems(about: Subject) -> dict[str, str]:
    found: dict[str, str] = {}
    if about.row.deleted:
        found["equipment"] = _("设备已删除")
    if about.row.conflicts:
        found["equipment"] = _("设备资料有冲突，请先处理")
    if not schedule.is_counted(about.values):
        found["use_status"] = _("设备不是在用状态")
    return found


def _check_problems(session: Session, wanted: Wanted) -> dict[str, str]:
    found: dict[str, str] = {}
    if wanted.result not in RESULTS:
        found["result"] = _("检查结果应为 clear（未发现问题）或 rectified（发现问题，已整改）")
    if wanted.on > session.today():
        found["checked_on"] = _("检查日期 {on} 在今天之后").format(on=wanted.on)
    if len(set(wanted.officers)) != OFFICERS or len(wanted.officers) != OFFICERS:
        found["officers"] = _("监督检查要有两名不同的执法人员")
    return found | officers_problems(session, wanted.officers, wanted.on)


def officers_problems(session: Session, officers: Sequence[int], on: date) -> dict[str, str]:
    """Return why people cannot stand as officers of a day: no valid 执法证, or two cards of one person."""
    found: dict[str, str] = {}
    for number in dict.fromkeys(officers):
        if problem := officer_problem(session, number, on):
            found[f"officer.{show_id(number)}"] = problem
    cards = [card for n in dict.fromkeys(officers) if (card := _card(session, n))]
    if len(set(cards)) < len(cards):
        found["officers"] = _("两名执法人员的执法证号相同，应是同一个人")
    return found


def _card(session: Session, number: int) -> str:
    row = queries.rows(session.register, "person", [number])
    return folded(str(row[0].values.get("law_card_no") or "")) if row else ""


def officer_problem(session: Session, number: int, on: date) -> str:
    """Say why a person cannot sign as officer on a day; empty when they can (Order 57 art. 19)."""
    row = queries.rows(session.register, "person", [number])
    if not row or row[0].deleted:
        return _("没有这名执法人员")
    values = row[0].values
    name = str(values.get("name", ""))
    if values.get("active") == 0:
        return _("{name} 已不在岗").format(name=name)
    if not values.get("law_card_no"):
        return _("{name} 没有登记执法证号").format(name=name)
    expires = values.get("law_card_expires")
    if not isinstance(expires, str):
        return _("{name} 没有登记执法证有效期").format(name=name)
    if dates.last_day(expires) < on:
        return _("{name} 的执法证 {expires} 已过期").format(name=name, expires=expires)
    return ""


def office_problems(session: Session) -> dict[str, str]:
    """Say what the office lacks to sign: its code for certificates, a key on this account."""
    try:
        keys.signing_key(session)
    except (InvalidRecord, NotFound) as error:
        return {"issuer": str(error).rstrip("。")}
    return {}


def validity_problems(session: Session, about: Subject) -> dict[str, str]:
    """Say when the certificate would end before the day it is issued."""
    last = valid_to(session, about)
    if last >= session.today().isoformat()[: len(last)]:
        return {}
    text = _("已到下次检验期限 {due}，展示期早于签发日，请先录入检验报告")
    return {"valid_to": text.format(due=last)}


def _glyph_problems(session: Session, wanted: Wanted, about: Subject) -> dict[str, str]:
    try:
        made = claims(session, wanted, about, NO_NUMBER)
        typesetting.refuse_missing_glyphs(
            page_values(session, wanted, made, about).filling(), font(session)
        )
    except UserError as error:
        return {"glyphs": str(error).rstrip("。")}
    return {}


def officers_named(session: Session, names: Sequence[str]) -> tuple[int, ...]:
    """Find officers by name, card number or id; without names those preset in the settings."""
    given = list(names) or [session.settings[k] for k in PRESET_OFFICERS if session.settings[k]]
    found = []
    for name in given:
        try:
            number = records.reference(session, "person", name)
        except ValueError as error:
            raise UserError(str(error) + "。") from error
        if number is not None:
            found.append(number)
    return tuple(found)


def valid_to(session: Session, about: Subject) -> str:
    """Return to when the paper may hang: so many months from the issue day, or the reported next inspection."""
    months = int(session.settings["validity_months"] or session.rules.checks.validity_months)
    return about.reported_until(add_months(session.today().isoformat()[:7], months))


def claims(session: Session, wanted: Wanted, about: Subject, number: str) -> Claims:
    """Return what the code will state under a certificate number."""
    return Claims(
        issuer=keys.issuer(session),
        type=about.declaration.letters,
        number=number,
        equipment=certificate_code.equipment_field(
            about.text("device_code"), about.text("old_reg_code"), show_id(about.id)
        ),
        result=RESULTS[wanted.result][0],
        issued=session.today().isoformat(),
        valid_to=valid_to(session, about),
    )


def numbers(session: Session, running: Action) -> Iterator[tuple[str, int | None]]:
    """Yield the next certificate numbers, each with its serial in a leased block, None in the own series.

    A device's own series is YYMM, four characters of the device, a serial, a check character; the
    serial counts what this device ever issued, so that no number is given twice.
    """
    register, on = session.register, session.today()
    device = "".join(DIGITS36[register.replica // 36**p % 36] for p in (3, 2, 1, 0))
    leased = Numbers(session, running)
    for own in count(queries.created_by(register, "certificate", register.replica) + 1):
        serial = leased.take("certificate", of_office=False).serial
        if serial:
            yield block_number(on, serial), serial
            continue
        body = f"{on:%y%m}{device}{own:04d}"
        yield body + iso7064_mod37_36(body), None


def block_number(on: date, serial: int) -> str:
    """Return a certificate number with a serial that the office leased: YYMM, the serial, a check character.

    Seven digits, so that it is never as long as a number of a device's own series.
    """
    body = f"{on:%y%m}{serial:07d}"
    return body + iso7064_mod37_36(body)


def page_values(session: Session, wanted: Wanted, made: Claims, about: Subject) -> Values:
    """Return everything the page says, ready to be read."""
    own = sorted(
        (f for f in about.declaration.fields if f.certificate), key=lambda f: f.certificate
    )
    facts = [(_("设备种类"), about.declaration.label)]
    facts += [(f.caption, text) for f in own if (text := about.printed(f.key))]
    officers = queries.rows(session.register, "person", wanted.officers)
    kind = session.declaration("check").field("kind")
    return Values(
        office=office_name(session),
        number=made.number,
        equipment=made.equipment,
        lines=tuple(facts),
        kind=kind.show(wanted.check_kind or check_kind(session, wanted.on)),
        checked_on=wanted.on.isoformat(),
        result=RESULTS[wanted.result][1],
        officers=tuple(str(row.values["name"]) for row in officers),
        issued=made.issued,
        valid_to=made.valid_to,
        key=made.key,
        demo=is_demo(session),
    )


def check_kind(session: Session, on: date) -> str:
    """Return the ordinary kind of check of a day: Order 57's from 2022-07-01, 日常 before."""
    return session.rules.checks.kinds_on(on)[0]


def office_name(session: Session) -> str:
    """Return the name of the office as papers print it."""
    row = keys.office_row(session)
    return session.settings["office_name"] or (str(row.values["name"]) if row else "")


def printed_code(session: Session, code: str) -> str:
    """Return the text inside the printed square: with the office's host in front when it has one."""
    row = keys.office_row(session)
    host = str((row.values.get("web_host") if row else None) or session.settings["office_host"])
    return f"HTTPS://{host.upper()}/C/#{code}" if host else code


def font(session: Session) -> Font:
    """Return the font certificates are printed in."""
    return load_font(session.resources / "fonts")


def render(session: Session, values: Values, code: str, template: str = LAYOUT) -> bytes:
    """Return the page as PDF bytes, after its code was read back from the page."""
    layout = layout_on(session.resources / "templates", template, date.fromisoformat(values.issued))
    text = printed_code(session, code)
    pdf = page.certificate(layout, values, text, font(session))
    readback.prove(pdf, page.code_box(layout, text), text)
    return pdf


def check_values(session: Session, wanted: Wanted) -> dict[str, Value]:
    """Return the check that the certificate states, as a record."""
    record = records.read(session, wanted.equipment)
    first, second = wanted.officers[:2]
    office = session.register.local("office")
    return {
        "equipment": wanted.equipment,
        "unit": record.values.get("user_unit"),
        "office": int(office) if office else None,
        "county": record.values.get("county"),
        "town": record.values.get("town"),
        "checked_on": wanted.on.isoformat(),
        "kind": check_kind(session, wanted.on),
        "officer1": first,
        "officer2": second,
        "result": wanted.result,
    }


def certificate_values(
    wanted: Wanted, made: Claims, code: str, values: Values, check: int
) -> Mapping[str, Value]:
    """Return the certificate record: everything needed to print it again, letter for letter."""
    return {
        "number": made.number,
        "equipment": wanted.equipment,
        "check": check,
        "result": wanted.result,
        "issued_on": made.issued,
        "valid_to": made.valid_to,
        "issuer": made.issuer,
        "type": made.type,
        "claimed_equipment": made.equipment,
        "key": made.key,
        "code": code,
        "lines": values.dump(),
        "status": "valid",
    }
