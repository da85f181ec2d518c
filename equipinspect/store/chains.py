"""Checks the change sets of a register: whole, in sequence, chained, hashed and signed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from equipinspect.model.chain import START, SetHead, set_hash
from equipinspect.model.ids import COUNTER_BITS, show_id
from equipinspect.model.text import _
from equipinspect.store.operations import digests, hash_at
from equipinspect.store.register import Register

Verify = Callable[[bytes, bytes, bytes], bool]
Report = Callable[[str, int, int], None]
MOST_NAMED = 20
COLUMNS = """replica, seq, lamport, seen, person, action, reason, declarations, at_wall, zone,
           first_op, n_op, previous, hash, signature"""


@dataclass
class Checked:
    """How many sets and operations were looked at, and what was found."""

    sets: int = 0
    operations: int = 0
    findings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _End:
    """Where the set before ended: its number, hash, and the operation that must come next."""

    seq: int
    hash: bytes
    next_op: int


def check(register: Register, verify: Verify, report: Report) -> Checked:
    """Look at every change set and every operation."""
    result = Checked(findings=list(_outside(register)))
    total = register.connection.execute("SELECT count(*) FROM operation").fetchone()[0]
    keys = _public_keys(register)
    ends: dict[int, _End] = {}
    reading = register.connection.cursor()
    for row in register.connection.execute(
        f"SELECT {COLUMNS} FROM change_set ORDER BY replica, seq"
    ):
        head, proof = SetHead(*row[:12]), row[12:]
        end = ends.get(head.replica, _End(0, START, head.first_op))
        problems = list(_problems(reading, head, proof, end))
        if not verify(keys.get(head.replica, b""), proof[1], proof[2]):
            problems.append(_("签名不符"))
        if not _holds(register, head):
            problems.append(_("它见过的别的变更集不在台账里"))
        if problems:
            result.findings.append(f"{_name(head)}：{'，'.join(problems)}。")
        ends[head.replica] = _End(head.seq, proof[1], head.first_op + head.n_op)
        result.sets += 1
        result.operations += head.n_op
        report(_("核对变更集"), result.operations, total)
    return result


def _problems(
    reading: sqlite3.Cursor, head: SetHead, proof: tuple[bytes, bytes, bytes], end: _End
) -> Iterator[str]:
    operations = reading.execute(
        "SELECT * FROM operation WHERE id>=? AND id<? ORDER BY id",
        (head.first_op, head.first_op + head.n_op),
    ).fetchall()
    if head.seq != end.seq + 1 or head.first_op != end.next_op:
        yield _("前后不连续")
    if proof[0] != end.hash:
        yield _("与上一个变更集的链断开")
    own = digests(operations)
    if len(operations) != head.n_op:
        own = _with_sliced(reading, head, operations, own)
        if len(own) != head.n_op:
            yield _("缺少操作")
    if set_hash(head, proof[0], own) != proof[1]:
        yield _("内容被改动，哈希不符")


def _with_sliced(
    reading: sqlite3.Cursor,
    head: SetHead,
    operations: Sequence[tuple[int, int, str, str, str, str]],
    own: Sequence[bytes],
) -> list[bytes]:
    """Add the digests of the operations that a slice did not show."""
    known = dict(zip((o[0] for o in operations), own, strict=True))
    known |= reading.execute(
        "SELECT id, digest FROM sliced WHERE id>=? AND id<?",
        (head.first_op, head.first_op + head.n_op),
    ).fetchall()
    return [known[number] for number in sorted(known)]


def _name(head: SetHead) -> str:
    return _("{replica} 号设备第 {seq} 个变更集（{action}，{at}）").format(
        replica=head.replica, seq=head.seq, action=head.action, at=head.at_wall
    )


def _holds(register: Register, head: SetHead) -> bool:
    """Say whether the register holds the sets of others that a set says its author had.

    Another device may have taken back since what it had then: of its sets none may be here otherwise.
    """
    seen, lenient = head.seen, head.replica != register.replica
    if seen == "[]":
        return True
    try:
        named = [(int(r), int(seq), bytes.fromhex(text)) for r, seq, text in json.loads(seen)]
    except (TypeError, ValueError):
        return False
    return all(
        (found := hash_at(register, replica, seq)) == held
        or (lenient and not found)
        or _is_aside(register, held)
        for replica, seq, held in named
    )


def _is_aside(register: Register, own: bytes) -> bool:
    """Say whether a set waits here, was put aside, or was taken back with the file that brought it."""
    row = register.connection.execute(
        "SELECT 1 FROM parked WHERE hash=:own UNION ALL SELECT 1 FROM quarantine WHERE hash=:own"
        " UNION ALL SELECT 1 FROM withdrawn WHERE hash=:own",
        {"own": own},
    ).fetchone()
    return row is not None


def _outside(register: Register) -> Iterator[str]:
    """Name operations that no change set covers."""
    stored, covered = register.connection.execute(
        "SELECT (SELECT count(*) FROM operation) + (SELECT count(*) FROM sliced),"
        " (SELECT coalesce(sum(n_op), 0) FROM change_set)"
    ).fetchone()
    if stored == covered:
        return
    yield _("操作记录有 {stored} 条，变更集登记的是 {covered} 条。").format(
        stored=stored, covered=covered
    )
    rows = register.connection.execute(
        """SELECT id FROM operation o WHERE id >= coalesce((SELECT first_op + n_op FROM change_set
             WHERE first_op <= o.id ORDER BY first_op DESC LIMIT 1), 0) LIMIT ?""",
        (MOST_NAMED,),
    )
    for (number,) in rows:
        yield _("操作 {id} 不属于任何变更集。").format(id=show_id(number))


def _public_keys(register: Register) -> dict[int, bytes]:
    """Return the key of each replica, as the first operation of its first set tells it."""
    found: dict[int, bytes] = {}
    for number, value in register.connection.execute(
        "SELECT o.id, o.value FROM change_set c JOIN operation o ON o.id = c.first_op WHERE c.seq=1"
    ):
        try:
            found[number >> COUNTER_BITS] = bytes.fromhex(json.loads(value)["public_key"])
        except (KeyError, TypeError, ValueError):
            continue  # then no signature of this replica holds, and every set says so
    return found
