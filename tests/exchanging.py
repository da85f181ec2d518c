"""Offices that hand files to and fro: registers with keys of their own, files between them."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from equipinspect.app.handing_in import CHECKS
from equipinspect.model.declarations import Declarations
from equipinspect.model.fields import Value
from equipinspect.store import (
    export,
    heads,
    merging,
    opening,
    operations,
    proving,
    queries,
    state_digest,
    strangers,
)
from equipinspect.store.exchange_file import About
from equipinspect.store.export import HandedOut, Selection
from equipinspect.store.merging import Merged, Terms
from equipinspect.store.operations import Action, Stamp
from equipinspect.store.register import Register
from equipinspect.trust import signing
from equipinspect.trust.device_key import DeviceKey, replica_number
from tests.registers import adopt, audited

ABOUT = About("0", "2026-03-06T09:00:00+08:00", "甄执一", "测试机", "测试局", "610305")
NOW = "2026-03-06T17:00:00+08:00"


def quiet(_what: str, _done: int, _total: int) -> None:
    """Report to nobody."""


def never() -> bool:
    """Cancel never."""
    return False


def admit_all(_replica: int, _public: bytes, _seq: int) -> str:
    """Let everyone in."""
    return ""


@dataclass
class Device:
    """A register on one device, and the folder its files go to."""

    name: str
    register: Register
    folder: Path
    wall: str = "2026-03-02T09:00:00+08:00"
    given: int = 0

    def act(self, verb: str = "set", reason: str = "") -> AbstractContextManager[Action]:
        """Run one action of its person."""
        return operations.action(self.register, Stamp(self.name, self.wall, "+0800"), verb, reason)

    def add(self, kind: str, values: Mapping[str, Value]) -> int:
        """Create a record."""
        with self.act("add") as running:
            return running.create(kind, values)

    def write(self, number: int, field: str, value: Value | Mapping[str, Value]) -> int:
        """Write a field, knowing what stands in it."""
        kind = operations.kind_of(self.register, number)
        seen = heads.heads(self.register.connection, number).get(field, ())
        with self.act() as running:
            return running.write(kind, number, field, value, seen)

    def remove(self, number: int) -> int:
        """Delete a record."""
        with self.act("remove") as running:
            return running.remove(operations.kind_of(self.register, number), number)

    def row(self, number: int) -> queries.Row:
        """Return the current row of a record."""
        kind = operations.kind_of(self.register, number)
        return queries.rows(self.register, kind, [number])[0]

    def give(self, name: str = "", selection: Selection | None = None) -> Path:
        """Export everything, or a selection, into a new file."""
        return self.handed(name, selection).path

    def handed(self, name: str = "", selection: Selection | None = None) -> HandedOut:
        """Export and say what went out."""
        self.given += 1
        path = self.folder / (name or f"{self.name}-{self.given}.eqx")
        done = export.write(self.register, path, selection or Selection(), ABOUT, quiet, never)
        export.record(self.register, done, 0, self.wall)
        return done

    def take(
        self,
        path: Path,
        admit: merging.Admit = admit_all,
        follow: bool = False,
        renew: Callable[[], None] | None = None,
        dry_run: bool = False,
    ) -> Merged:
        """Merge a file as the desk does."""
        terms = Terms(CHECKS, admit, NOW, follow, renew, dry_run)
        with strangers.opened(path, self.folder / f"{self.name}-private") as stranger:
            proven = proving.prove(stranger, CHECKS, quiet)
            return merging.merge(self.register, stranger, proven, terms, quiet, never)

    def renew(self) -> None:
        """Go on under a new key inside a transaction, as a clone does."""
        key = DeviceKey.load(signing.sha256(f"{self.name} {self.given} again".encode()))
        self.register.signer, self.register.replica = key, replica_number(key.public)
        running = Action(self.register, Stamp(self.name, self.wall, "+0800"), "device", "")
        running.create("replica", {"name": self.name, "public_key": key.public.hex()})
        running.seal()

    @property
    def digest(self) -> str:
        """Everything the register holds, as one hash."""
        return state_digest.digest(self.register)

    @property
    def rows(self) -> str:
        """Every current row, as one hash."""
        return state_digest.recount(self.register)

    def clean(self) -> bool:
        """Audit the register with real signatures; findings are shown by the assertion."""
        found = audited(self.register).findings
        assert found == []
        return True


def device(folder: Path, declared: Declarations, name: str) -> Device:
    """Make an empty register with a key of its own."""
    register = opening.create(folder / f"{name}.eqi", declared)
    adopt(register, name.encode())
    return Device(name, register, folder)
