"""What comes with a delivery of the office beside the log, and what a laptop does with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from equipinspect.app import grants
from equipinspect.app.derived import DRIVING, rederive, rules_digest
from equipinspect.app.handing_in import OFFICE_REPLICA
from equipinspect.app.session import OFFICE, Session
from equipinspect.model.errors import UserError
from equipinspect.model.ids import parse_id
from equipinspect.model.text import _
from equipinspect.store import queries
from equipinspect.store.exchange_file import Manifest
from equipinspect.store.operations import tip
from equipinspect.store.strangers import Stranger
from equipinspect.trust.device_key import replica_number

ANCHOR = "anchor"  # local bookkeeping: the key this laptop's office signs with
BY_DEVICE = "device:"  # before it: an office without a certificate key, known by its device's key
DELIVERERS = (
    "office_deliverers"  # the office's devices that are not lost, as its last file named them
)
OTHER_PROGRAM = "office_program"  # the office's version, when its declarations or rules are others
RECEIPT, TASKS = "receipt", "office_tasks"
PERSONAL = "window"  # the section of settings that everybody chooses for themselves


@dataclass(frozen=True)
class Receipt:
    """Up to which of this laptop's change sets the office holds its work, when it said so, what is left."""

    seq: int
    at: str
    left: int


def signed_by(stranger: Stranger) -> str:
    """Return what a laptop anchors to: the office key of a file as hex, else the key of its device."""
    return stranger.texts.get("office_key") or BY_DEVICE + stranger.manifest.public_key


def is_delivery(session: Session, stranger: Stranger) -> bool:
    """Say whether a proven file comes from the office that this laptop joined.

    It is signed with the office's key, or made by a device that such a file named as the office's.
    """
    anchor = session.register.local(ANCHOR) or ""
    if not anchor:
        return False
    if anchor in (stranger.texts.get("office_key"), BY_DEVICE + stranger.manifest.public_key):
        return True
    known = json.loads(session.register.local(DELIVERERS) or "[]")
    key = bytes.fromhex(stranger.manifest.public_key)
    return replica_number(key) == stranger.manifest.replica and stranger.manifest.replica in known


def office_of(session: Session, manifest: Manifest) -> int:
    """Return the office that a file says it comes from, 0 when the register does not know it."""
    told = manifest.parts.get("office")
    if isinstance(told, str):
        try:
            number = parse_id(told)
        except UserError:
            number = 0
        if queries.rows(session.register, "office", [number]):
            return number
    rows = queries.all_rows(session.register, "office")
    about = manifest.about
    named = [r for r in rows if r.values.get("name") == about.office]
    return (named or rows)[0].id if named or rows else 0


def apply(session: Session, stranger: Stranger) -> None:
    """Take up what the office sent beside the log: its devices, its settings, the receipt, tasks.

    Call it for files of this laptop's own office only.
    """
    manifest, parts = stranger.manifest, stranger.manifest.parts
    if (session.register.local(ANCHOR) or "").startswith(BY_DEVICE):
        session.register.set_local(
            ANCHOR, signed_by(stranger)
        )  # the office has an office key by now
    session.register.set_local(OFFICE_REPLICA, str(manifest.replica))
    _follow_devices(session, parts.get("office_devices"), manifest.replica)
    settings = parts.get("settings")
    if isinstance(settings, dict):
        _follow_settings(session, settings)
    _compare(session, manifest)
    receipt = parts.get("receipt")
    if isinstance(receipt, dict) and receipt.get("replica") == session.register.replica:
        session.register.set_local(RECEIPT, json.dumps(receipt))
    if isinstance(parts.get("tasks"), list):
        session.register.set_local(TASKS, json.dumps(parts["tasks"], ensure_ascii=False))


def _compare(session: Session, manifest: Manifest) -> None:
    """Remember when the office works with other declarations or rules than this program brings."""
    told = (manifest.parts.get("declarations"), manifest.parts.get("rules"))
    own = (session.declarations.digest, rules_digest(session))
    differs = any(said is not None and said != mine for said, mine in zip(told, own, strict=True))
    session.register.set_local(OTHER_PROGRAM, manifest.about.program if differs else "")


def _follow_devices(session: Session, told: object, maker: int) -> None:
    """Trust the grants of the office's devices, the one that took a lost one's place among them."""
    named = told if isinstance(told, list) else []
    devices = {each for each in named if isinstance(each, int)} | {maker}
    session.register.set_local(DELIVERERS, json.dumps(sorted(devices)))
    grants.add_roots(session.register, devices)


def _follow_settings(session: Session, told: Mapping[object, object]) -> None:
    """Take the office's rules for its own; what everybody chooses for themselves stays."""
    known = {f.key for f in session.defaults if f.section != PERSONAL}
    before = session.settings
    changed = {
        str(k): str(v) for k, v in told.items() if str(k) in known and before.get(str(k)) != str(v)
    }
    for key, value in changed.items():
        session.register.set_setting(OFFICE, key, value)
    if any(key.startswith(DRIVING) for key in changed):
        rederive(session)


def receipt(session: Session) -> Receipt | None:
    """Return what the office last confirmed of this laptop's work; None before it did."""
    kept = json.loads(session.register.local(RECEIPT) or "null")
    if not isinstance(kept, dict) or kept.get("replica") != session.register.replica:
        return None
    seq = int(kept.get("seq") or 0)
    last = tip(session.register, session.register.replica).seq
    return Receipt(seq, str(kept.get("at") or ""), max(0, last - seq))


def tasks(session: Session) -> list[dict[str, str]]:
    """Return what the office asks this laptop to look at: a sentence and a record each."""
    found = json.loads(session.register.local(TASKS) or "[]")
    if other := session.register.local(OTHER_PROGRAM):
        text = _("机关的字段声明或规则与本机程序的不同（机关用 {version}），请升级本机程序")
        found.insert(0, {"record": "", "what": text.format(version=other)})
    return [{str(k): str(v) for k, v in each.items()} for each in found if isinstance(each, dict)]
