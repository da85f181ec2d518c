"""Begins and opens a register: an office with its first person and its device."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from equipinspect.app import derived, devices, entering, roles
from equipinspect.app.entering import Now, Place, info, is_demo
from equipinspect.app.keeping import BACKUPS, SUFFIX, backups_folder
from equipinspect.app.session import Session
from equipinspect.model import declarations as declared
from equipinspect.model.errors import UserError
from equipinspect.model.rules import Rules, load_rules
from equipinspect.model.text import _
from equipinspect.store import opening
from equipinspect.trust.device_key import DeviceKey

__all__ = [
    "BACKUPS", "SUFFIX", "Beginning", "Now", "Place", "backups_folder", "create_office", "info",
    "is_demo", "open_session",
]  # fmt: skip


@dataclass(frozen=True)
class Beginning:
    """The three answers of a first start, and the name of the device."""

    office: str
    county: str
    person: str
    device: str = ""


def create_office(
    path: Path, place: Place, answers: Beginning, key: DeviceKey | None = None, uid: str = ""
) -> Session:
    """Make a register with its office, person and device; raise UserError when it cannot be made.

    ``key`` is given only for the demo, whose contents are written under a published key.
    """
    rules = load_rules(place.resources)
    county = checked_county(rules, answers.county)
    if not answers.office.strip() or not answers.person.strip():
        raise UserError(_("请填写监察机构名称和执法人员姓名。"))
    register = opening.create(path, declared.load(place.resources))
    session = Session(register, place.home, place.resources, place.now)
    bring_up(session)
    devices.adopt(
        register, place.home, key or devices.new_key(register), uid or devices.fresh_uid()
    )
    register.set_local("person_name", answers.person.strip())
    with session.action("init") as running:
        device = answers.device or _("办公室电脑")
        running.create("replica", devices.replica_values(session, device))
        office = running.create(
            "office", {"name": answers.office.strip(), "level": "county", "code": county}
        )
        person = running.create(
            "person", {"name": answers.person.strip(), "office": office, "active": 1}
        )
    register.set_local("office", str(office))
    register.set_local("person", str(person))
    return session


def checked_county(rules: Rules, text: str) -> str:
    """Return the division code for a code or name; a local code of 6 characters is taken as it is."""
    code = rules.division(text.strip())
    if code is None:
        raise UserError(
            _("“{text}” 不是区划名称或 6 位代码，请填如 610305 或 凤翔区。").format(text=text)
        )
    return code


def open_session(path: Path, place: Place, new_key_because: str = "") -> Session:
    """Open a register under this account's device key.

    It goes on under a new key when the file is a copy, or when ``new_key_because`` gives a reason.
    """
    session = entering.open_to_read(path, place)
    make_ready(session, place, new_key_because)
    return session


def make_ready(session: Session, place: Place, new_key_because: str = "") -> bool:
    """Take up the device key and today's rules; say whether rows were worked out anew."""
    worked = bring_up(session)
    if new_key_because or not devices.attach(session.register, place.home):
        reason = new_key_because or _("台账文件是副本或换了账户，改用新的本机密钥")
        devices.begin_again(session, _("本机"), reason)
    return worked


def bring_up(session: Session) -> bool:
    """Give a session the deriver of today's settings, and bring what is kept beside rows up to it."""
    session.derive = lambda: derived.deriver(session)
    session.guard = roles.guard(session)
    session.start_anew()
    return derived.follow(session)
