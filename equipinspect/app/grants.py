"""What the office granted to devices: read from the log, counting only what the office itself wrote."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace

from equipinspect.app.session import Session
from equipinspect.model.fields import Value
from equipinspect.model.roles import ADMINISTRATOR
from equipinspect.store import authored, heads, queries
from equipinspect.store.operations import replicas
from equipinspect.store.queries import Row
from equipinspect.store.register import Register
from equipinspect.trust.device_key import fingerprint, replica_number

KIND = "enrolment"
PUBLIC = re.compile("[0-9a-f]{64}")
ROOTS = "office_replicas"  # local bookkeeping: the devices whose grants count here from the start


@dataclass(frozen=True)
class Grant:
    """One person on one device: its fingerprint as thirty digits, role, area, and where it ended."""

    id: int
    fingerprint: str
    person: int
    name: str
    device: str
    role: str
    area: str
    last_admitted: int | None

    @property
    def revoked(self) -> bool:
        """Say whether the device was shut out behind ``last_admitted``."""
        return self.last_admitted is not None


def bare_fingerprint(public: bytes) -> str:
    """Return the fingerprint of a public key as thirty digits without blanks."""
    return fingerprint(public).replace(" ", "")


def own_fingerprint(session: Session) -> str:
    """Return the fingerprint of this device; empty before it has a key."""
    signer = session.register.signer
    return bare_fingerprint(signer.public) if signer else ""


def roots(register: Register) -> set[int]:
    """Return the devices whose grants count from the start.

    On a laptop that joined an office these are the office's devices; anywhere else this device and
    those whose work it goes on with after a restore.
    """
    kept = set(map(int, json.loads(register.local(ROOTS) or "[]")))
    return kept if register.local("anchor") else kept | {register.replica}


def add_roots(register: Register, devices: set[int]) -> None:
    """Let the grants of more devices count here: a laptop's office said they are its own."""
    known = set(map(int, json.loads(register.local(ROOTS) or "[]")))
    register.set_local(ROOTS, json.dumps(sorted(known | devices)))


def all_of(session: Session) -> list[Grant]:
    """Return every grant that counts, revoked ones too, in the order they were made.

    A grant counts when the office wrote it, or an administrator whose own grant counts. So a device
    cannot let itself in, and nothing it writes about itself or others matters.
    """
    register = session.register
    if not authored.any_of(register, KIND):
        return []
    written = list(authored.operations(register, KIND))
    trusted = roots(register)
    numbers = _numbers(register)
    while True:
        found = _folded(written, trusted)
        more = {
            numbers[g.fingerprint]
            for g in found
            if g.role == ADMINISTRATOR and g.fingerprint in numbers
        }
        if more <= trusted:
            return _named(session, found)
        trusted |= more


def _folded(written: list[authored.Authored], trusted: set[int]) -> list[Grant]:
    told: dict[int, dict[str, Value]] = {}
    for each in written:
        if each.replica in trusted:
            told.setdefault(each.entity, {}).update(each.values)
    return [
        _grant(number, values)
        for number, values in sorted(told.items())
        if values.get("fingerprint") and not values.get(heads.DELETED)
    ]


def _grant(number: int, values: dict[str, Value]) -> Grant:
    person, ended = values.get("person"), values.get("last_admitted")
    return Grant(
        id=number,
        fingerprint=str(values["fingerprint"]),
        person=person if isinstance(person, int) else 0,
        name="",
        device=str(values.get("device") or ""),
        role=str(values.get("role") or ""),
        area=str(values.get("area") or ""),
        last_admitted=ended if isinstance(ended, int) else None,
    )


def _named(session: Session, found: list[Grant]) -> list[Grant]:
    """Give grants the names of their people, read at one time."""
    rows = queries.rows(session.register, "person", sorted({g.person for g in found}))
    names = {row.id: str(row.values.get("name") or "") for row in rows}
    return [replace(g, name=names.get(g.person, "")) for g in found]


def _numbers(register: Register) -> dict[str, int]:
    """Return the number of every device known here by its fingerprint."""
    found: dict[str, int] = {}
    for public in public_keys(register).values():
        found[bare_fingerprint(public)] = replica_number(public)
    return found


def public_keys(register: Register) -> dict[int, bytes]:
    """Return the public key of every device whose work the register holds, by its number."""
    held = {*replicas(register), register.replica}
    found = {}
    for row in queries.all_rows(register, "replica"):
        key = public_key(row)
        if key and (number := replica_number(key)) in held:
            found[number] = key
    return found


def public_key(row: Row) -> bytes:
    """Return the key that a device's record tells; empty when it is none."""
    text = str(row.values.get("public_key") or "")
    return bytes.fromhex(text) if PUBLIC.fullmatch(text) else b""


def of_device(session: Session, digits: str) -> list[Grant]:
    """Return the grants in force of one device."""
    return [g for g in all_of(session) if g.fingerprint == digits and not g.revoked]


def person_name(session: Session, number: int | None) -> str:
    """Return the name of a person, empty when the register does not know them."""
    rows = queries.rows(session.register, "person", [number]) if number else []
    return str(rows[0].values.get("name") or "") if rows else ""
