"""Which certificate numbers no longer count: the office's own table, and signed lists that travel."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from equipinspect.app import keys
from equipinspect.app.exporting import check_target
from equipinspect.app.lists import every
from equipinspect.app.office import is_demo
from equipinspect.app.session import Session
from equipinspect.model.changes import Changed
from equipinspect.model.errors import NotAllowed, UserError
from equipinspect.model.text import _
from equipinspect.store.queries import Filter, Row
from equipinspect.trust import office_key, revocation_list
from equipinspect.trust.certificate_code import NO_LIST, Revocations
from equipinspect.trust.office_key import PublicKey
from equipinspect.trust.revocation_list import RevocationList, Withdrawn

GONE = "void|replaced"
FORMAT = "equipinspect-public-keys-1"
LARGEST_FILE = 64 << 20


def known(session: Session) -> dict[str, Revocations]:
    """Return what is known here of withdrawn numbers, by issuer.

    The office's own table is never stale; of others the newest signed list counts, and a list older
    than one that was already seen here is no better than none.
    """
    own = _own_issuer(session)
    found = {own: Revocations(_reasons(session, own))}
    limit = int(session.settings["list_stale_days"])
    for issuer, newest in lists(session).items():
        if issuer == own:
            continue
        seen = int(session.register.local(_seen(issuer)) or 0)
        dated = newest.dated if newest.number >= seen else NO_LIST.dated
        found[issuer] = Revocations(_reasons(session, issuer), dated, limit, newest.hashed)
    return found


def lists(session: Session) -> dict[str, RevocationList]:
    """Return the newest list of each issuer whose signature holds."""
    known_keys = keys.known_keys(session)
    found: dict[str, RevocationList] = {}
    for row in every(session, "revocation_list"):
        one = _readable(row, known_keys)
        if one and (one.issuer not in found or found[one.issuer].number < one.number):
            found[one.issuer] = one
    return found


def _readable(row: Row, known_keys: Sequence[PublicKey]) -> RevocationList | None:
    try:
        return revocation_list.read(b64decode(str(row.values["content"])), known_keys)
    except (UserError, NotBase64):
        return None  # a list of a key that is not known, or no longer trusted, counts for nothing


def publish(session: Session, passphrase: str) -> RevocationList:
    """Sign the office's next list, with every number it has withdrawn, and keep it on record."""
    issuer = keys.issuer(session)
    key = keys.open_for_signing(session, passphrase)
    latest = lists(session).get(issuer)
    seen = int(session.register.local(_seen(issuer)) or 0)
    number = 1 + max(latest.number if latest else 0, seen)
    data = revocation_list.write(issuer, number, session.today(), _withdrawn(session, issuer), key)
    made = revocation_list.read(data, [key.about])
    _keep(session, [(made, data)])
    return made


def export(session: Session, path: Path, passphrase: str) -> RevocationList:
    """Write the office's public keys and its newest list for other machines; return the list.

    Raises UserError when the file exists or cannot be written.
    """
    check_target(path, (".json",))
    made = publish(session, passphrase)
    content = {
        "format": FORMAT,
        "keys": [_plain(key) for key in keys.known_keys(session) if key.issuer],
        "lists": [b64encode(data).decode() for data in _newest_bytes(session)],
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return made


def take_in(session: Session, path: Path) -> Changed:
    """Take another office's public keys and list from a file of `export`.

    Raises UserError when the file is none, when a list is not signed by its office, or is older than
    one already seen here; then nothing is taken.
    """
    given, wrapped = _read(path)
    demo = is_demo(session)
    trusted = [*keys.known_keys(session), *given]
    fresh = [(revocation_list.read(data, trusted), data) for data in wrapped]
    for one, _data in fresh:
        _refuse_older(session, one)
    own = _own_issuer(session)
    if any(key.issuer == own for key in given) and not demo:
        known_here = {key.public for key in keys.known_keys(session)}
        if not {key.public for key in given if key.issuer == own} <= known_here:
            raise NotAllowed(
                _("{path} 里有以本机构名义、但本机没有的密钥，没有采用；请核对来源。").format(
                    path=path
                )
            )
    return keys.take_in(session, given) | _keep(session, fresh)


def _refuse_older(session: Session, one: RevocationList) -> None:
    seen = int(session.register.local(_seen(one.issuer)) or 0)
    if one.number < seen:
        raise UserError(
            _(
                "发证机关 {issuer} 的作废清单是第 {n} 号，本机已见过第 {seen} 号，没有采用；"
                "请索取最新的。"
            ).format(issuer=one.issuer, n=one.number, seen=seen)
        )


def _keep(session: Session, fresh: Sequence[tuple[RevocationList, bytes]]) -> Changed:
    """Keep lists that are not on record yet, and remember the greatest number ever seen."""
    held = {
        (str(r.values["issuer"]), int(str(r.values["number"])))
        for r in every(session, "revocation_list")
    }
    new = [(one, data) for one, data in fresh if (one.issuer, one.number) not in held]
    for one, _data in fresh:
        session.register.set_local(_seen(one.issuer), str(one.number))
    if not new:
        return Changed(frozenset())
    with session.action("revocations") as running:
        for one, data in new:
            running.create(
                "revocation_list",
                {
                    "issuer": one.issuer,
                    "number": one.number,
                    "dated": one.dated.isoformat(),
                    "entries": len(one.hashed),
                    "content": b64encode(data).decode(),
                },
            )
    return Changed(frozenset(running.tables))


def _read(path: Path) -> tuple[list[PublicKey], list[bytes]]:
    wrong = UserError(_("{path} 不是公钥与作废清单文件，或已损坏；请重新索取。").format(path=path))
    if path.stat().st_size > LARGEST_FILE:
        raise wrong
    try:
        content = json.loads(path.read_text("utf-8"))
        if content["format"] != FORMAT:
            raise wrong
        given = [office_key.published(entry) for entry in content["keys"]]
        return given, [b64decode(text, validate=True) for text in content["lists"]]
    except (ValueError, KeyError, TypeError) as error:
        raise wrong from error


def _plain(key: PublicKey) -> dict[str, Any]:
    return {k: v for k, v in asdict(key).items() if k != "demo"} | {"public": key.public.hex()}


def _newest_bytes(session: Session) -> list[bytes]:
    newest = {(one.issuer, one.number) for one in lists(session).values()}
    return [
        b64decode(str(row.values["content"]))
        for row in every(session, "revocation_list")
        if (str(row.values["issuer"]), int(str(row.values["number"]))) in newest
    ]


def _own_issuer(session: Session) -> str:
    row = keys.office_row(session)
    return str((row.values.get("issuer") or row.values.get("code") or "") if row else "")


def _reasons(session: Session, issuer: str) -> Mapping[str, str]:
    return {str(r.values["number"]): str(r.values["status"]) for r in _gone(session, issuer)}


def _withdrawn(session: Session, issuer: str) -> list[Withdrawn]:
    return [
        Withdrawn(
            str(row.values["number"]),
            str(row.values["status"]),
            date.fromisoformat(str(row.values.get("void_on") or row.values["issued_on"])),
        )
        for row in _gone(session, issuer)
    ]


def _gone(session: Session, issuer: str) -> list[Row]:
    gone = Filter("status", "in", GONE)
    return every(session, "certificate", gone, Filter("issuer", "=", issuer))


def _seen(issuer: str) -> str:
    """Name the local note of the greatest list number ever seen of an issuer."""
    return f"list:{issuer}"
