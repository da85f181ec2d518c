"""Begins and opens a register: an office with its first person and its device."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from equipinspect.app import derived, devices, roles
from equipinspect.app.session import Session, never, silent
from equipinspect.model import declarations as declared
from equipinspect.model.errors import UserError
from equipinspect.model.rules import Rules, load_rules
from equipinspect.model.settings import load_settings
from equipinspect.model.text import _
from equipinspect.store import copies, opening, queries
from equipinspect.store.register import Register
from equipinspect.trust.device_key import DeviceKey

Now = Callable[[], datetime]
BACKUPS = "backups"
SUFFIX = ".eqb"


@dataclass(frozen=True)
class Place:
    """Where the program finds its data, keeps its keys, and what time it is."""

    resources: Path
    home: Path
    now: Now


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
    session = _session(register, place, rules)
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
    register = opening.open_file(path, declared.load(place.resources), _keeper(place))
    session = _session(register, place, load_rules(place.resources))
    if new_key_because or not devices.attach(register, place.home):
        reason = new_key_because or _("台账文件是副本或换了账户，改用新的本机密钥")
        devices.begin_again(session, _("本机"), reason)
    return session


def _keeper(place: Place) -> Callable[[Register], None]:
    """Return what keeps a backup of a register before its tables are brought up to this program."""

    def keep(register: Register) -> None:
        name = f"{place.now():%Y-%m-%d-%H%M%S}-before-update{SUFFIX}"
        copies.copy(register, backups_folder(place.home, register) / name, silent, never)

    return keep


def backups_folder(home: Path, register: Register) -> Path:
    """Return the folder of a register's own backups, in the user's data folder."""
    return home / BACKUPS / (register.local("uid") or "none")


def _session(register: Register, place: Place, rules: Rules) -> Session:
    session = Session(
        register, rules, load_settings(place.resources), place.home, place.resources, place.now
    )
    session.derive = lambda: derived.deriver(session)
    session.guard = roles.guard(session)
    session.fresh()
    derived.follow(session)
    return session


def info(session: Session) -> dict[str, Any]:
    """Return what the window keeps at hand: office, county, person, file, demo, colours of dates."""
    register = session.register
    office = register.local("office")
    found = queries.rows(register, "office", [int(office)]) if office else []
    values = found[0].values if found else {}
    person = session.person
    names = queries.titles(register, "person", [person]) if person else {}
    return {
        "office": str(values.get("name", "")),
        "county": str(values.get("code", "")),
        "person": names.get(person or 0, register.local("person_name") or ""),
        "demo": is_demo(session),
        "path": str(register.path),
        "last_backup": register.local("last_backup") or "",
        "due_policy": session.due_policy,
    }


def is_demo(session: Session) -> bool:
    """Say whether the register holds demonstration data, which no print may hide."""
    return session.register.local("demo") == "1"
