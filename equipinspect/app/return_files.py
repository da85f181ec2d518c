"""Makes the file an office hands back to a laptop: what it lacks, its numbers, a receipt, tasks, rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from equipinspect.app import enrolling, grants, handing_in, keys, number_blocks
from equipinspect.app.derived import rules_digest
from equipinspect.app.enrolling import Device
from equipinspect.app.lists import title
from equipinspect.app.session import OFFICE, Report, Session, never, silent
from equipinspect.model.errors import NotAllowed, UserError
from equipinspect.model.ids import COUNTER_BITS, show_id
from equipinspect.model.text import _
from equipinspect.store import queries
from equipinspect.store.export import HandedOut
from equipinspect.store.operations import tip
from equipinspect.store.queries import Filter, Query
from equipinspect.trust.office_key import OfficeKey

MOST_TASKS = 500


@dataclass(frozen=True)
class Wanted:
    """For whom, what slice of the equipment (FIELD=VALUE; none = all), whether from the beginning."""

    device: str
    only: Mapping[str, str] = field(default_factory=dict)
    full: bool = False


@dataclass(frozen=True)
class _Signer:
    """An opened office key in the shape in which deliveries are signed."""

    key: OfficeKey

    @property
    def public(self) -> bytes:
        return self.key.about.public

    def sign(self, message: bytes) -> bytes:
        return self.key.sign(message)


def hand_back(
    session: Session,
    target: Path,
    wanted: Wanted,
    passphrase: str | None = None,
    report: Report = silent,
    cancelled: Callable[[], bool] = never,
) -> tuple[HandedOut, Device]:
    """Write the return file of one laptop, signed with the office key.

    Without a ``passphrase`` the office key is used where it needs none (a demo); an office without a
    certificate key signs with its device key alone. Raises NotAllowed for a revoked laptop, or when the
    office has a key and nobody opened it.
    """
    device = enrolling.find(session, wanted.device)
    if device.state == enrolling.REVOKED:
        raise NotAllowed(_("{person} 的电脑已停用，不再发返回文件。").format(person=device.person))
    if not device.replica or device.state == enrolling.SELF:
        raise UserError(
            _("还没有收到过这台电脑的文件；第一次请给它 export --full 的文件，用 join 建册。")
        )
    made = handing_in.Wanted(
        full=wanted.full,
        peer=device.replica,
        only=wanted.only,
        parts=parts(session, device),
        office_key=_signer(session, passphrase),
    )
    return handing_in.hand_in(session, target, made, report, cancelled), device


def _signer(session: Session, passphrase: str | None) -> _Signer | None:
    try:
        keys.signing_key(session)
    except UserError:
        return None
    if passphrase is None and keys.needs_passphrase(session):
        raise NotAllowed(_("返回文件要用机关的密钥签名，请给出凭证密钥口令。"))
    return _Signer(keys.open_for_signing(session, passphrase or ""))


def parts(session: Session, device: Device) -> dict[str, object]:
    """Return what travels beside the log; blocks, revocations and public keys travel in it, too."""
    register = session.register
    last = tip(register, device.replica)
    office = register.local("office")
    return {
        "office": show_id(int(office)) if office else "",
        "office_devices": _office_devices(session),
        "settings": register.settings(OFFICE),
        "declarations": session.declarations.digest,
        "rules": rules_digest(session),
        "receipt": {
            "replica": device.replica, "seq": last.seq, "hash": last.hash.hex(),
            "at": session.stamp().at_wall,
        },
        "blocks": [
            {"kind": b.kind, "year": b.year, "from": b.first, "to": b.last, "left": b.left}
            for b in number_blocks.blocks(session)
            if b.fingerprint == device.fingerprint
        ],
        "revoked": sorted(g.fingerprint for g in grants.all_of(session) if g.revoked),
        "keys": [
            {"id": k.id, "issuer": k.issuer, "public": k.public.hex(), "status": k.status}
            for k in keys.known_keys(session)
        ],
        "tasks": tasks(session, device.replica),
    }  # fmt: skip


def _office_devices(session: Session) -> list[int]:
    """Return this office's devices, those before a restore, too, unless they were shut out."""
    shut = {g.fingerprint for g in grants.all_of(session) if g.revoked}
    known = grants.public_keys(session.register)
    return sorted(
        replica
        for replica in grants.roots(session.register)
        if grants.bare_fingerprint(known.get(replica, b"")) not in shut
    )


def tasks(session: Session, replica: int) -> list[dict[str, str]]:
    """Return what the laptop's people should look at: its conflicts, and its numbers used twice."""
    found = [
        {"record": show_id(number), "what": _("编号 {n} 用了两次").format(n=doubt.number)}
        for doubt in number_blocks.used_twice(session)
        for number in doubt.records
        if number >> COUNTER_BITS == replica
    ]
    for declaration in session.declarations:
        wanted = Query(declaration.key, (Filter("_conflicts", ">", "0"),))
        ids = [
            n for n in queries.positions(session.register, wanted) if n >> COUNTER_BITS == replica
        ]
        for row in queries.rows(session.register, declaration.key, ids[:MOST_TASKS]):
            name = title(session, row, declaration.key)
            found.append({"record": show_id(row.id), "what": _("{name} 有冲突").format(name=name)})
    return found[:MOST_TASKS]
