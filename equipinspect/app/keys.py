"""The office's certificate keys as a person manages them: make, list, back up; public halves travel in the register."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from equipinspect.app import lists
from equipinspect.app.office import is_demo
from equipinspect.app.session import Session, changed
from equipinspect.model.changes import Changed
from equipinspect.model.errors import InvalidRecord, NotAllowed, NotFound
from equipinspect.model.text import _
from equipinspect.store import queries
from equipinspect.store.queries import Row
from equipinspect.trust import office_key
from equipinspect.trust.office_key import OfficeKey, PublicKey

FOLDER = "office-keys"
SHORTEST = 8


def folder(session: Session) -> Path:
    """Return the folder of encrypted office keys in the user's data folder."""
    return session.home / FOLDER


def office_row(session: Session) -> Row | None:
    """Return the office this register works for."""
    number = session.register.local("office")
    found = queries.rows(session.register, "office", [int(number)]) if number else []
    return found[0] if found else None


def issuer(session: Session) -> str:
    """Return the six characters that stand for the office in every code.

    Raises InvalidRecord when the office has none.
    """
    row = office_row(session)
    values = row.values if row else {}
    code = str(values.get("issuer") or values.get("code") or "")
    if not office_key.ISSUER.fullmatch(code):
        raise InvalidRecord(
            _("机构的凭证签发代码 “{code}” 不是 6 位数字或大写字母，请在机构资料中填写。").format(
                code=code
            )
        )
    return code


def new_key(session: Session, passphrase: str) -> str:
    """Make the office's next certificate key, publish its public half in the register; return its id."""
    if is_demo(session):
        raise NotAllowed(_("演示台账使用公开的演示密钥，不能建立正式密钥。"))
    check_passphrase(passphrase)
    row = office_row(session)
    name = str(row.values.get("name", "")) if row else ""
    key = office_key.new_key(
        folder(session), (issuer(session), name), passphrase, session.today().isoformat()
    )
    publish(session, key.about)
    return key.about.id


def check_passphrase(text: str) -> None:
    """Raise InvalidRecord for a passphrase that is too short to protect a key."""
    if len(text) < SHORTEST:
        raise InvalidRecord(_("口令至少 {n} 个字符。").format(n=SHORTEST))


def publish(session: Session, about: PublicKey) -> int:
    """Write the public half of a key into the register; older ones of the office become rotated."""
    older = [r for r in published_rows(session) if r.values.get("issuer") == about.issuer]
    with session.action("key") as running:
        for row in older:
            if row.values.get("status") == office_key.ACTIVE:
                seen = session.heads(row.id).get("status", ())
                running.write("signing_key", row.id, "status", office_key.ROTATED, seen)
        return running.create("signing_key", _published(about))


def _published(about: PublicKey) -> dict[str, str | None]:
    return {
        "key_id": about.id,
        "issuer": about.issuer or None,
        "office": about.office,
        "public": about.public.hex(),
        "created": about.created or None,
        "status": about.status,
    }


def take_in(session: Session, given: Sequence[PublicKey]) -> Changed:
    """Keep public keys of other offices that are new here; one reported compromised becomes so."""
    held = {str(r.values["public"]): r for r in published_rows(session)}
    new = [key for key in given if key.public.hex() not in held]
    worse = [
        (held[key.public.hex()], key.status)
        for key in given
        if key.public.hex() in held and key.status == office_key.COMPROMISED
    ]
    worse = [(row, status) for row, status in worse if row.values.get("status") != status]
    if not new and not worse:
        return Changed()
    with session.action("key") as running:
        for key in new:
            running.create("signing_key", _published(key))
        for row, status in worse:
            seen = session.heads(row.id).get("status", ())
            running.write("signing_key", row.id, "status", status, seen)
    return changed(running)


def compromised(session: Session, name: str, reason: str) -> Changed:
    """Report a key of the office as leaked: what it signed is answered with key_retired from now on.

    Raises NotFound for a key that is not the office's, InvalidRecord without a reason.
    """
    if is_demo(session):
        raise NotAllowed(_("演示密钥是公开的，谈不上泄露。"))
    if not reason.strip():
        raise InvalidRecord(_("报告密钥泄露要写明经过。"), {"reason": _("必填")})
    code = issuer(session)
    rows = [r for r in published_rows(session) if r.values.get("key_id") == name]
    own = next((r for r in rows if r.values.get("issuer") == code), None)
    if own is None:
        raise NotFound(_("本机构没有密钥 {key}，请用 keys list 核对编号。").format(key=name))
    for about in office_key.list_keys(folder(session), code):
        if about.id == name:
            office_key.set_status(folder(session), about, office_key.COMPROMISED)
    with session.action("key", reason) as running:
        seen = session.heads(own.id).get("status", ())
        running.write("signing_key", own.id, "status", office_key.COMPROMISED, seen)
    return changed(running)


def published_rows(session: Session) -> list[Row]:
    """Return the public keys that the register carries."""
    return lists.every(session, "signing_key")


def kept(home: Path) -> list[PublicKey]:
    """Return the public keys of the office keys in a data folder, for when there is no register."""
    return office_key.list_keys(home / FOLDER)


def known_keys(session: Session) -> list[PublicKey]:
    """Return every public key codes can be checked against here; the published one only in a demo."""
    here = {key.id: key for key in office_key.list_keys(folder(session))}
    found = {key.id: key for key in map(_public, published_rows(session))}
    for key in here.values():
        if key.id not in found or key.status == office_key.COMPROMISED:
            found[key.id] = key
    return [*found.values(), *([office_key.demo_key().about] if is_demo(session) else [])]


def _public(row: Row) -> PublicKey:
    values = {k: str(v) for k, v in row.values.items()}
    return PublicKey(
        values["key_id"],
        values.get("issuer", ""),
        values.get("office", ""),
        bytes.fromhex(values["public"]),
        values.get("created", ""),
        values.get("status", office_key.ACTIVE),
    )


def listed(session: Session) -> list[PublicKey]:
    """Return the keys a person sees: the office's own, or the published one of a demo."""
    if is_demo(session):
        return [office_key.demo_key().about]
    return office_key.list_keys(folder(session), issuer(session))


def needs_passphrase(session: Session) -> bool:
    """Say whether signing asks for a passphrase; a demo's published key needs none."""
    return not is_demo(session)


def signing_key(session: Session) -> PublicKey:
    """Return the key the office signs with; raise InvalidRecord or NotFound saying what it lacks."""
    code = issuer(session)
    if is_demo(session):
        return office_key.demo_key().about
    return office_key.active_key(folder(session), code)


def open_for_signing(session: Session, passphrase: str) -> OfficeKey:
    """Open the key the office signs with, for one batch."""
    if is_demo(session):
        return office_key.demo_key()
    return office_key.open_key(folder(session), signing_key(session), passphrase)


def backup(session: Session, passphrase: str, target: Path) -> str:
    """Write the encrypted recovery file of the key in use; return the key's id."""
    if is_demo(session):
        raise NotAllowed(_("演示密钥是公开的，不需要备份。"))
    about = signing_key(session)
    office_key.backup(folder(session), about, passphrase, target)
    return about.id


def restore(session: Session, passphrase: str, recovery: Path) -> str:
    """Take the key of a recovery file into use on this account; return its id.

    Raises NotAllowed when it is another office's.
    """
    with TemporaryDirectory() as elsewhere:
        key = office_key.restore(recovery, passphrase, Path(elsewhere))
    if key.about.issuer != issuer(session):
        raise NotAllowed(
            _("恢复文件里的密钥 {id} 属于 {office}，不是本机构的。").format(
                id=key.about.id, office=key.about.office
            )
        )
    office_key.restore(recovery, passphrase, folder(session))
    if key.about.id not in {r.values["key_id"] for r in published_rows(session)}:
        publish(session, key.about)
    return key.about.id
