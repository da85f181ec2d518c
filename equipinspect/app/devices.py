"""The device key of a register on this account: made once, guarded against copies of the file."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from equipinspect.app import grants
from equipinspect.app.session import Session
from equipinspect.model.errors import UserError
from equipinspect.model.ids import COUNTER_BITS, show_id
from equipinspect.model.text import _
from equipinspect.store import operations, queries
from equipinspect.store.queries import Query
from equipinspect.store.register import Register
from equipinspect.trust.device_key import DeviceKey, replica_number

FOLDER = "devices"
KEPT = {"key", "path", "seq", "hash"}


@dataclass(frozen=True)
class KeyFile:
    """What the user's data folder keeps of one register: the key, where the file lies, its last set."""

    path: Path

    def read(self) -> dict[str, str]:
        """Read the file; empty when this account has no usable key for the register.

        Half a file, as a power cut leaves it, is no key: the program takes a new one.
        """
        try:
            found = json.loads(self.path.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        except OSError as error:
            raise UserError(
                _("本机密钥文件 {path} 读不出来（{error}）；请检查权限。").format(
                    path=self.path, error=error
                )
            ) from error
        return found if isinstance(found, dict) and found.keys() == KEPT else {}

    def write(self, content: dict[str, str]) -> None:
        """Write the file whole, readable by its owner only.

        The draft bears the process number: two programs may save in one register at one time.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_suffix(f".{os.getpid()}.new")
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(content, indent=1), encoding="utf-8")
        fresh.replace(self.path)


def key_file(home: Path, register: Register) -> KeyFile:
    """Return the key file of a register in the user's data folder."""
    return KeyFile(home / FOLDER / f"{register.local('uid') or 'none'}.json")


def adopt(register: Register, home: Path, key: DeviceKey, uid: str) -> None:
    """Make ``key`` the device key of this register under a new local name ``uid``.

    What the device before it granted goes on to count, unless the register is a laptop's.
    """
    before = register.local("replica")
    if before and not register.local("anchor"):
        grants.add_roots(register, {int(before)})
    register.set_local("uid", uid)
    register.set_local("replica", str(replica_number(key.public)))
    _attach(register, home, key)


def _attach(register: Register, home: Path, key: DeviceKey) -> None:
    register.signer = key
    register.replica = replica_number(key.public)
    where = str(register.path.resolve())
    kept = key_file(home, register)

    def remember(seq: int, last: bytes) -> None:
        kept.write({"key": key.save().hex(), "path": where, "seq": str(seq), "hash": last.hex()})

    register.after_commit = remember
    now = operations.tip(register, register.replica)
    remember(now.seq, now.hash)


def attach(register: Register, home: Path) -> bool:
    """Take up the device key kept for this register; False when the file is a copy or has no key here.

    It is a copy when the last change set written with the key is missing, or when the file that the
    key belongs to still lies at another place.
    """
    content = key_file(home, register).read()
    if not content or _is_copy(register, content):
        return False
    _attach(register, home, DeviceKey.load(bytes.fromhex(content["key"])))
    return True


def _is_copy(register: Register, content: dict[str, str]) -> bool:
    elsewhere = Path(content["path"])
    if elsewhere != register.path.resolve() and elsewhere.exists():
        return True
    if content["seq"] == "0":
        return True  # the key never signed anything here: its first set was not kept
    own = replica_number(DeviceKey.load(bytes.fromhex(content["key"])).public)
    return operations.hash_at(register, own, int(content["seq"])).hex() != content["hash"]


def begin_again(session: Session, name: str, reason: str) -> None:
    """Go on under a new device key: the file is a copy, was restored, or never had a key here."""
    session.register.signer = None
    adopt(session.register, session.home, new_key(session.register), fresh_uid())
    with session.action("device", reason) as running:
        running.create("replica", replica_values(session, name))


def introduce(session: Session, name: str, reason: str) -> None:
    """Write the first set of a new device key inside a transaction that is under way."""
    running = operations.Action(session.register, session.stamp(), "device", reason)
    running.create("replica", replica_values(session, name))
    running.seal()


def new_key(register: Register) -> DeviceKey:
    """Make a device key whose replica number is not taken in this register."""
    while True:
        key = DeviceKey.new()
        number = replica_number(key.public)
        if number and not operations.tip(register, number).seq:
            return key


def fresh_uid() -> str:
    """Return a new local name of a register; it is no part of the state."""
    return show_id(int.from_bytes(DeviceKey.new().public[:7], "big"))


def name_of(session: Session) -> str | None:
    """Return what the computer at work is called in the register."""
    register = session.register
    ids = list(queries.positions(register, Query("replica")))
    for row in queries.rows(register, "replica", ids):
        if row.id >> COUNTER_BITS == register.replica:
            return str(row.values.get("name", ""))
    return None


def replica_values(session: Session, name: str) -> dict[str, str | int]:
    """Return the record that tells other offices about this device."""
    signer = session.register.signer
    assert signer is not None
    return {"name": name, "public_key": signer.public.hex()}
