"""Judges the change sets of others one by one: taken up, known, forked, or waiting and for what."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from equipinspect.model.text import _
from equipinspect.store import forks, parking, proving
from equipinspect.store.arrivals import Arrivals
from equipinspect.store.clocks import Clocks
from equipinspect.store.operations import Tip, hash_at, tip
from equipinspect.store.parcels import Parcel
from equipinspect.store.parking import ADMISSION, GAP, MISSING, NEWER, Waiting
from equipinspect.store.proving import Checks, Proven
from equipinspect.store.register import Register
from equipinspect.store.strangers import Untrue
from equipinspect.store.tolerance import Judge, Malformed, Needs, Newer, newer

Admit = Callable[[int, bytes, int], str]


@dataclass(frozen=True)
class Terms:
    """Under which terms files are merged.

    ``admit(replica, public_key, seq)`` says why a set must wait, in Chinese; empty = admitted.
    ``at_wall`` is the wall clock of the merge, ISO 8601. ``follow``: the file comes from this device's
    own office, whose branch of a fork is taken. ``renew`` puts a new device key under the register,
    for a clone that must issue its branch again. ``dry_run`` keeps nothing.
    """

    checks: Checks
    admit: Admit
    at_wall: str
    follow: bool = False
    renew: Callable[[], None] | None = None
    dry_run: bool = False


@dataclass
class Merged:
    """What merging one file did, in change sets; operations and records where the name says so."""

    new: int = 0
    operations: int = 0
    known: int = 0
    created: int = 0
    changed: int = 0
    deleted: int = 0
    conflicts: int = 0
    parked: int = 0
    quarantined: int = 0
    photos: int = 0
    photos_missing: list[str] = field(default_factory=list)
    waiting: list[tuple[int, str, int]] = field(default_factory=list)  # replica, why, sets
    forks: dict[int, str] = field(default_factory=dict)  # replica → the sentence
    clocks: list[str] = field(default_factory=list)
    reissued: int = 0
    tables: set[str] = field(default_factory=set)
    import_id: int = 0

    @property
    def result(self) -> str:
        """One word for programs: merged, nothing_new, parked or quarantined."""
        if self.new or self.reissued:
            return "merged"
        if self.quarantined:
            return "quarantined"
        return "parked" if self.parked else "nothing_new"


class Taking:
    """The sets of one merge: what was taken up, what waits and why, what went to quarantine."""

    def __init__(self, register: Register, terms: Terms) -> None:
        self.result = Merged()
        self.arrivals = Arrivals(register)
        self.clocks = Clocks(register, terms.at_wall)
        self.waiting: dict[bytes, Waiting] = {}
        self.origin: dict[tuple[int, int], bool] = {}  # set → whether it had waited here before
        self.keys: dict[int, bytes] = {}
        self._register = register
        self._terms = terms
        self._judge = Judge(register.declarations, register.shapes)
        self._tips: dict[int, Tip] = {}
        self._ends: dict[int, tuple[int, int]] = {}  # replica → lamport, next operation
        self._proved: set[int] = set()
        self._aside: set[bytes] = set()

    def verify_tips(self, proven: Proven) -> None:
        """Check the last signature of each replica; the chain covers what comes before."""
        for replica, (own, signature) in proven.tips.items():
            key = self._key(replica)
            if key and not self._terms.checks.verify(key, own, signature):
                raise Untrue(
                    _("{replica} 号设备最后一个变更集的签名不符。").format(replica=replica)
                )
            if key:
                self._proved.add(replica)

    def _key(self, replica: int) -> bytes:
        """Return the public key of a replica, from the register or from the file; empty if unknown."""
        if replica not in self.keys:
            row = self._register.connection.execute(
                "SELECT o.value FROM change_set c JOIN operation o ON o.id = c.first_op"
                " WHERE c.replica=? AND c.seq=1",
                (replica,),
            ).fetchone()
            key = bytes.fromhex(json.loads(row[0])["public_key"]) if row else b""
            if not key:
                return b""
            self.keys[replica] = key
        return self.keys[replica]

    def _tip(self, replica: int) -> Tip:
        if replica not in self._tips:
            self._tips[replica] = tip(self._register, replica)
        return self._tips[replica]

    def _end(self, replica: int) -> tuple[int, int]:
        """Return the lamport of the last held set of a replica and the operation that comes next."""
        if replica not in self._ends:
            row = self._register.connection.execute(
                "SELECT lamport, first_op + n_op FROM change_set WHERE replica=?"
                " ORDER BY seq DESC LIMIT 1",
                (replica,),
            ).fetchone()
            self._ends[replica] = tuple(row) if row else (0, 0)
        return self._ends[replica]

    def forget(self, replica: int) -> None:
        """Read anew what is held of a replica, because sets were lifted."""
        self._tips.pop(replica, None)
        self._ends.pop(replica, None)

    def take(self, parcel: Parcel, origin: str) -> bool:
        """Take a set up, or note why not; say whether it is merged now.

        ``origin``: empty for a set of the file, whose signatures are proven; ``carried`` or ``waited``.
        """
        head, last = parcel.head, self._tip(parcel.head.replica)
        if head.seq <= last.seq:
            return self._known(parcel, last)
        if parcel.previous in self._aside or parking.is_aside(self._register, parcel.previous):
            return self._fork(parcel)
        if head.seq > last.seq + 1:
            return self._behind(parcel, last)
        if parcel.previous != last.hash:
            return self._fork(parcel)
        needs = self._needs(parcel) if self._fits(parcel, origin) else None
        if needs:
            self._merged(parcel, needs, origin)
        return needs is not None

    def _behind(self, parcel: Parcel, last: Tip) -> bool:
        """Let a set wait that does not go on from what is held: for admission if that lacks as well."""
        head, key = parcel.head, self._key(parcel.head.replica)
        why = self._terms.admit(head.replica, key, head.seq) if key else ""
        if why:
            return self._wait(parcel, ADMISSION, why)
        return self._wait(parcel, GAP, _gap(head.replica, last.seq + 1, head.seq - 1))

    def _needs(self, parcel: Parcel) -> Needs | None:
        """Return what an admitted set needs when all of it is held; None when it waits or is put aside."""
        head = parcel.head
        why = self._terms.admit(head.replica, self.keys[head.replica], head.seq)
        if why:
            self._wait(parcel, ADMISSION, why)
            return None
        try:
            needs = self._judge.needs(parcel)
        except Newer as error:
            self._wait(parcel, NEWER, newer([str(error)]))
        except Malformed as error:
            self.put_aside(parcel, _("有一条操作不合规则（{what}）").format(what=error))
        else:
            if not self.arrivals.lacks(needs):
                return needs
            self._wait(parcel, MISSING, _("它引用的内容还没有到，等对方或机关的文件"))
        return None

    def _fits(self, parcel: Parcel, origin: str) -> bool:
        """Check key, place, hash and signature of a set that goes on from what is held."""
        head = parcel.head
        if head.seq == 1 and head.replica not in self.keys:
            self.keys[head.replica] = proving.public_key(parcel, self._terms.checks)
        key = self._key(head.replica)
        lamport, next_op = self._end(head.replica)
        in_place = head.lamport > lamport and next_op in (0, head.first_op)
        if not in_place:
            return self.put_aside(parcel, _("编号或先后不对"))
        if origin or head.replica not in self._proved:
            whole = parcel.is_whole and parcel.recomputed() == parcel.hash
            if not whole or not self._terms.checks.verify(key, parcel.hash, parcel.signature):
                return self.put_aside(parcel, _("哈希或签名不符"))
        return True

    def _merged(self, parcel: Parcel, needs: Needs, origin: str) -> None:
        head = parcel.head
        self.arrivals.add(parcel, needs.created)
        self._tips[head.replica] = Tip(head.seq, parcel.hash)
        self._ends[head.replica] = (head.lamport, head.first_op + head.n_op)
        self.waiting.pop(parcel.hash, None)
        self.clocks.look(parcel.head)
        self.origin[parcel.name] = origin == "waited"
        self.result.new += 1
        self.result.operations += head.n_op

    def _known(self, parcel: Parcel, last: Tip) -> bool:
        held = last.hash if parcel.head.seq == last.seq else self._hash_at(*parcel.name)
        if held != parcel.hash:
            return self._fork(parcel)
        self.result.known += 1
        self.arrivals.fill(parcel.operations)
        self.waiting.pop(parcel.hash, None)
        return False

    def _hash_at(self, replica: int, seq: int) -> bytes:
        return self.arrivals.hashes.get((replica, seq)) or hash_at(self._register, replica, seq)

    def _fork(self, parcel: Parcel) -> bool:
        """Put the branch that came later into quarantine and name both devices."""
        replica = parcel.head.replica
        if replica not in self.result.forks:
            self.result.forks[replica] = forks.named(self._register, parcel)
        return self.put_aside(parcel, self.result.forks[replica])

    def put_aside(self, parcel: Parcel, why: str) -> bool:
        self.waiting.pop(parcel.hash, None)
        if parcel.hash not in self._aside:
            self._aside.add(parcel.hash)
            parking.quarantine(self._register, parcel, why, 0)
            self.result.quarantined += 1
        return False

    def _wait(self, parcel: Parcel, kind: str, why: str) -> bool:
        self.waiting[parcel.hash] = Waiting(parcel, kind, why)
        return False

    def again(self) -> None:
        """Try what waits, here and from the file, until nothing more can be taken."""
        pending = {each.parcel.hash: each.parcel for each in parking.waiting(self._register)}
        waited = set(pending)
        pending |= {own: each.parcel for own, each in self.waiting.items()}
        progress = True
        while progress and pending:
            progress = False
            for own, parcel in sorted(pending.items(), key=lambda item: item[1].head.lamport):
                before = self.result.quarantined
                known = self.result.known
                if self.take(parcel, "waited" if own in waited else "carried"):
                    progress = True
                self.result.known = known if own in waited else self.result.known
                if own not in self.waiting or self.result.quarantined > before:
                    del pending[own]


def by_reason(waiting: Iterable[Waiting]) -> list[tuple[int, str, int]]:
    """Count what waits by replica and reason."""
    counts: dict[tuple[int, str], int] = {}
    for each in waiting:
        key = (each.parcel.head.replica, each.why)
        counts[key] = counts.get(key, 0) + 1
    return [(replica, why, n) for (replica, why), n in sorted(counts.items())]


def _gap(replica: int, first: int, last: int) -> str:
    if first == last:
        return _("缺 {replica} 号设备第 {first} 个变更集").format(replica=replica, first=first)
    return _("缺 {replica} 号设备第 {first} 至 {last} 个变更集").format(
        replica=replica, first=first, last=last
    )
