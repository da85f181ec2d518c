"""Puts a file into an envelope to the office, and opens the envelopes that come to this office."""

from __future__ import annotations

from contextlib import suppress
from hashlib import file_digest
from pathlib import Path

from equipinspect.app.devices import FOLDER
from equipinspect.app.session import Session
from equipinspect.model.errors import UserError
from equipinspect.model.text import _
from equipinspect.store import heads, queries
from equipinspect.store.strangers import Open
from equipinspect.trust import envelopes
from equipinspect.trust.envelopes import EnvelopeKey

FIELD = "envelope_key"


def _path(session: Session) -> Path:
    return session.home / FOLDER / f"{session.register.local('uid') or 'none'}.envelope"


def own_key(session: Session) -> EnvelopeKey | None:
    """Return the key that opens envelopes to this register; None before one was made."""
    path = _path(session)
    return EnvelopeKey.load(path.read_text("ascii")) if path.exists() else None


def make_key(session: Session) -> EnvelopeKey:
    """Make the key of this office and publish its public half in the office's record."""
    office = session.register.local("office")
    if office is None:
        raise UserError(_("本台账没有机构记录，不能建信封密钥。"))
    key = own_key(session) or EnvelopeKey.new()
    path = _path(session)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(key.secret, "ascii")
    number = int(office)
    seen = heads.heads(session.register.connection, number).get(FIELD, ())
    with session.action("key", _("公布信封公钥")) as running:
        running.write("office", number, FIELD, key.recipient, seen)
    return key


def seal(session: Session, path: Path) -> str:
    """Replace a file by its envelope to the office; return the SHA-256 of the envelope."""
    office = session.register.local("office")
    found = queries.rows(session.register, "office", [int(office)]) if office else []
    recipient = str(found[0].values.get(FIELD) or "") if found else ""
    if not recipient:
        path.unlink(missing_ok=True)
        raise UserError(
            _("机构还没有公布信封公钥，不能加密；请先在机关电脑上建立（exchange-key）。")
        )
    sealed = path.with_name(path.name + ".sealed")
    try:
        envelopes.seal(path, sealed, [recipient])
        sealed.replace(path)
    finally:
        sealed.unlink(missing_ok=True)
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def opener(session: Session) -> Open | None:
    """Return what opens envelopes to this register; None when it has no key for them."""
    key = own_key(session)
    if key is None:
        return None
    return lambda sealed, plain: envelopes.unseal(sealed, plain, key)


def opener_at(home: Path) -> Open | None:
    """Return what opens envelopes to any office of this account; None when it has no key for them."""
    files = sorted((home / FOLDER).glob("*.envelope"))
    keys = [EnvelopeKey.load(path.read_text("ascii")) for path in files]

    def unseal(sealed: Path, plain: Path) -> None:
        for key in keys[:-1]:
            with suppress(UserError):
                envelopes.unseal(sealed, plain, key)
                return
        envelopes.unseal(sealed, plain, keys[-1])

    return unseal if keys else None
