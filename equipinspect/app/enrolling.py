"""Lets devices in and out: an office enrols laptops by their fingerprint, names person, role and area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from equipinspect.app import grants, merge_desk, number_blocks
from equipinspect.app.grants import KIND, Grant
from equipinspect.app.office import checked_county
from equipinspect.app.session import Session, changed
from equipinspect.documents.qr_picture import qr_svg
from equipinspect.model.changes import Changed
from equipinspect.model.errors import InvalidRecord, NotFound, UserError
from equipinspect.model.fields import Value
from equipinspect.model.fingerprints import LENGTH, grouped, load_words
from equipinspect.model.roles import ADMINISTRATOR
from equipinspect.model.text import _
from equipinspect.store import authored, queries
from equipinspect.store.delivered_files import newcomers
from equipinspect.store.operations import Action
from equipinspect.trust.device_key import replica_number

ENROLLED, WAITING, REVOKED, SELF = "enrolled", "waiting", "revoked", "self"
QR_HEAD = "EQD1/"  # then the public key as 64 hexadecimal digits
PUBLIC_LENGTH = 64
FEWEST_SIGNS = 4  # of a name, number or fingerprint that stands for a device


@dataclass(frozen=True)
class Device:
    """One person on one device as a list shows it; ``replica`` is 0 before a file of it was seen."""

    replica: int
    fingerprint: str
    person: str
    device: str
    role: str
    area: str
    state: str
    last_seq: int

    @property
    def digits(self) -> str:
        """The fingerprint in groups of five, as it is shown and read aloud."""
        return grouped(self.fingerprint)


@dataclass(frozen=True)
class Wanted:
    """Whom to let in: the fingerprint in any spelling, person, role (key or name), area code."""

    fingerprint: str
    person: str
    role: str
    area: str = ""
    device: str = ""


def words(session: Session, digits: str) -> str:
    """Return the ten words of a fingerprint."""
    return load_words(session.resources).spoken(digits)


def qr_text(session: Session) -> str:
    """Return what the square says that shows this device's key to another device's camera."""
    signer = session.register.signer
    assert signer is not None
    return QR_HEAD + signer.public.hex().upper()


def qr_picture(session: Session) -> str:
    """Return that square as an SVG picture."""
    return qr_svg(qr_text(session))


def read_fingerprint(session: Session, text: str) -> str:
    """Return the thirty digits that a person means by digits, words or a scanned square."""
    bare = text.strip()
    if bare.upper().startswith(QR_HEAD) and len(bare) == len(QR_HEAD) + PUBLIC_LENGTH:
        try:
            return grants.bare_fingerprint(bytes.fromhex(bare[len(QR_HEAD) :]))
        except ValueError as error:
            raise UserError(_("二维码里的公钥不完整，请重新扫描。")) from error
    return load_words(session.resources).read(bare)


def devices(session: Session) -> list[Device]:
    """Return this device, the enrolled and revoked ones, and those whose files wait."""
    register = session.register
    known = _known(session)
    own = grants.own_fingerprint(session)
    granted = grants.all_of(session)
    found = [
        _granted(session, each, known.get(each.fingerprint, (0, "", "")), own) for each in granted
    ]
    if own not in {each.fingerprint for each in granted}:
        person = grants.person_name(session, session.person) or register.local("person_name") or ""
        name = known.get(own, (register.replica, "", ""))[1]
        last = authored.last_seq(register, register.replica)
        found.insert(0, Device(register.replica, own, person, name, "", "", SELF, last))
    told = {each.fingerprint for each in found}
    return found + [each for each in _strangers(session) if each.fingerprint not in told]


def _strangers(session: Session) -> list[Device]:
    """Return the devices whose files wait because nobody let them in."""
    return [
        Device(each.replica, grants.bare_fingerprint(each.public), each.person, each.device, "", "",
               WAITING, 0)
        for each in newcomers(session.register)
    ]  # fmt: skip


def _granted(session: Session, grant: Grant, known: tuple[int, str, str], own: str) -> Device:
    replica, name, _person_said = known
    state = SELF if grant.fingerprint == own else REVOKED if grant.revoked else ENROLLED
    last = authored.last_seq(session.register, replica) if replica else 0
    return Device(replica, grant.fingerprint, grant.name, grant.device or name, grant.role,
                  grant.area, state, last)  # fmt: skip


def _known(session: Session) -> dict[str, tuple[int, str, str]]:
    """Return number, name and person of every device the register knows, by fingerprint."""
    found: dict[str, tuple[int, str, str]] = {}
    told = [r for r in queries.all_rows(session.register, "replica") if grants.public_key(r)]
    for row in told:
        public = grants.public_key(row)
        found[grants.bare_fingerprint(public)] = (
            replica_number(public),
            str(row.values.get("name") or ""),
            str(row.values.get("person") or ""),
        )
    for each in newcomers(session.register):
        named = (each.replica, each.device, each.person)
        found.setdefault(grants.bare_fingerprint(each.public), named)
    return found


def enrol(session: Session, wanted: Wanted) -> int:
    """Let a device in, or change what was granted to it; return the grant.

    The first time, this device and the person at work become the office's administrator. Raises
    InvalidRecord when the role is unknown.
    """
    digits = read_fingerprint(session, wanted.fingerprint)
    role = _role(session, wanted.role)
    area = checked_county(session.rules, wanted.area) if wanted.area.strip() else None
    known = grants.all_of(session)
    _let_in(session, digits)
    number = _granted_anew(session, wanted, (digits, role, area), known)
    merge_desk.take_up_all(session)
    return number


def _granted_anew(
    session: Session,
    wanted: Wanted,
    checked: tuple[str, str, str | None],
    known: Sequence[Grant],
) -> int:
    digits, role, area = checked
    before = [g for g in known if g.fingerprint == digits]
    with session.action("enrol") as running:
        own = grants.own_fingerprint(session)
        if not known and digits != own:
            _make_administrator(session, running, own)
        person = _person(session, running, wanted.person)
        same = [g for g in before if g.person == person or g.name == wanted.person.strip()]
        values: dict[str, Value] = {"role": role, "area": area}
        values["device"] = wanted.device or _known(session).get(digits, (0, "", ""))[1] or None
        if same:
            _change(session, running, same[0], values)
            return same[0].id
        values |= {"fingerprint": digits, "person": person}
        return running.create(KIND, {k: v for k, v in values.items() if v is not None})


def _let_in(session: Session, digits: str) -> None:
    """Merge what waits of a device that is being enrolled, so that its own words about people are known."""
    if session.guard:
        session.guard.before("enrol")
    if any(grants.bare_fingerprint(n.public) == digits for n in newcomers(session.register)):
        merge_desk.take_up(session, let_in=digits)


def _make_administrator(session: Session, running: Action, own: str) -> None:
    person = session.person or _person(
        session, running, session.register.local("person_name") or _("管理员")
    )
    name = _known(session).get(own, (0, "", ""))[1]
    values: dict[str, Value] = {"fingerprint": own, "person": person, "role": ADMINISTRATOR}
    running.create(KIND, values | ({"device": name} if name else {}))


def _change(session: Session, running: Action, grant: Grant, values: Mapping[str, Value]) -> None:
    """Bring a grant to what is wanted now; one that had ended holds again."""
    seen = session.heads(grant.id)
    held = {"role": grant.role, "area": grant.area or None, "device": grant.device or None}
    for key, value in values.items():
        if value != held[key] and (value is not None or key == "area"):
            running.write(KIND, grant.id, key, value, seen.get(key, ()))
    if grant.revoked:
        running.write(KIND, grant.id, "ending", {}, seen.get("ending", ()))


def _role(session: Session, text: str) -> str:
    try:
        return str(session.declaration(KIND).field("role").parse(text))
    except ValueError as error:
        names = "、".join(o.label for o in session.declaration(KIND).field("role").options)
        raise InvalidRecord(
            _("没有角色“{text}”；角色有：{names}。").format(text=text, names=names)
        ) from error


def _person(session: Session, running: Action, name: str) -> int:
    """Return the person of the register with this name; someone new is registered."""
    name = name.strip()
    if not name:
        raise InvalidRecord(_("请写明使用人的姓名（--person）。"), {"person": _("必填")})
    found = queries.lookup(session.register, "person", "name", [name]).get(name, [])
    office = session.register.local("office")
    own = [
        row.id
        for row in queries.rows(session.register, "person", found)
        if row.values.get("office") is not None or len(found) == 1
    ]
    if own:
        return min(own)
    values: dict[str, Value] = {"name": name, "active": 1}
    return running.create("person", values | ({"office": int(office)} if office else {}))


def revoke(session: Session, text: str, reason: str = "") -> Changed:
    """Shut a device out: what it wrote after the last set held here is not admitted any more.

    Never by date, for clocks lie. What is left of its number blocks is burnt. Raises NotFound
    when no such device is enrolled.
    """
    digits = find(session, text).fingerprint
    if digits == grants.own_fingerprint(session):
        raise InvalidRecord(_("不能停用正在使用的这台电脑。"))
    numbers = {each.fingerprint: each.replica for each in devices(session)}
    last = authored.last_seq(session.register, numbers.get(digits, 0))
    ending: dict[str, Value] = {"last_admitted": last, "ended_why": reason.strip() or None}
    with session.action("revoke", reason) as running:
        for grant in grants.of_device(session, digits):
            seen = session.heads(grant.id).get("ending", ())
            running.write(KIND, grant.id, "ending", ending, seen)
        burnt = number_blocks.burn(session, running, digits)
    return changed(running, burnt=burnt)


def find(session: Session, text: str) -> Device:
    """Return the device a person means by fingerprint, number, its name or its person's name.

    Raises NotFound when none or several fit.
    """
    found = devices(session)
    bare = text.strip()
    try:
        digits = read_fingerprint(session, bare)
    except UserError:
        digits = "".join(bare.split())
    exact = [d for d in found if d.fingerprint == digits or (str(d.replica) == bare and d.replica)]
    named = [d for d in found if bare and bare in (d.device, d.person)]
    begun = [
        d
        for d in found
        if FEWEST_SIGNS <= len(digits) < LENGTH and d.fingerprint.startswith(digits)
    ]
    held = sorted(exact or named or begun, key=lambda d: d.state != REVOKED)
    fitting = {d.fingerprint: d for d in held}  # of a device with several people one in force
    if len(fitting) == 1:
        return next(iter(fitting.values()))
    if fitting:
        raise NotFound(
            _("有 {n} 台电脑符合“{text}”，请用指纹指明（replicas list）。").format(
                n=len(fitting), text=text
            )
        )
    raise NotFound(_("没有电脑“{text}”；用 replicas list 查看。").format(text=text))
