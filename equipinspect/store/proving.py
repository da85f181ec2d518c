"""Proves an exchange file from front to end: sets, chains, operations, photos, signatures, totals."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby
from operator import itemgetter

from equipinspect.model.chain import START
from equipinspect.model.ids import COUNTER_BITS
from equipinspect.model.text import _
from equipinspect.store import parcels
from equipinspect.store.copies import STORED
from equipinspect.store.exchange_file import CHUNK, Content, manifest_digest
from equipinspect.store.operations import digests
from equipinspect.store.parcels import Operation, Parcel
from equipinspect.store.strangers import Stranger, Untrue, broken

Verify = Callable[[bytes, bytes, bytes], bool]  # public key, message, signature
Report = Callable[[str, int, int], None]
GREATEST = 1 << 60
LONGEST_SET = 100_000


@dataclass(frozen=True)
class Checks:
    """What proves a signature: the verifier, and the replica number that belongs to a public key."""

    verify: Verify
    number: Callable[[bytes], int]


@dataclass
class Proven:
    """What the file truly holds: the last set of each replica, and the keys it brings."""

    tips: dict[int, tuple[bytes, bytes]] = field(default_factory=dict)  # hash, signature
    keys: dict[int, bytes] = field(default_factory=dict)


def content_digest(connection: sqlite3.Connection) -> str:
    """Return the content digest of the file behind a connection, trusting the stored set hashes."""
    content = Content()
    for row in connection.execute(
        "SELECT replica, seq, hash, signature FROM change_set ORDER BY replica, seq"
    ):
        content.add("set", *row)
    for operation in fills(connection):
        content.add("fill", operation[0], digests([operation])[0])
    for own, body in connection.execute("SELECT hash, body FROM waiting ORDER BY hash"):
        content.add("waiting", own, sha256(body.encode()).digest())
    for number, name, part, chunk in connection.execute(
        "SELECT id, name, number, content FROM blob_chunk ORDER BY id"
    ):
        content.add("chunk", number, name, part, sha256(chunk).digest())
    return content.digest()


def fills(connection: sqlite3.Connection) -> Iterator[Operation]:
    """Yield the operations that belong to no set of the file, ascending by id."""
    low = 0
    for start, stop in [*_spans(connection), (1 << 63, 0)]:
        yield from connection.execute(
            "SELECT id, entity, record, field, value, parents FROM operation"
            " WHERE id>=? AND id<? ORDER BY id",
            (low, min(start, (1 << 63) - 1)),
        )
        low = stop


def _spans(connection: sqlite3.Connection) -> list[tuple[int, int]]:
    """Return the joined ranges of operation ids that the sets of the file cover."""
    found: list[tuple[int, int]] = []
    for first, count in connection.execute(
        "SELECT first_op, n_op FROM change_set ORDER BY first_op"
    ):
        if found and found[-1][1] == first:
            found[-1] = (found[-1][0], first + count)
        else:
            found.append((first, first + count))
    return found


def prove(stranger: Stranger, checks: Checks, report: Report) -> Proven:
    """Check everything a file can be checked for by itself; raise Untrue at the first thing wrong.

    What is left to the register: whether chains go on from what it holds, keys it knows, admission.
    """
    try:
        found = _sets(stranger, checks, report)
        _signed_manifest(stranger, checks)
        _totals(stranger, _photos(stranger.connection))
        if content_digest(stranger.connection) != stranger.manifest.content:
            raise Untrue(_("文件内容与清单的哈希不符，请让对方重新导出。"))
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise broken(error) from error
    except (TypeError, ValueError, OverflowError, IndexError) as error:
        raise Untrue(_("文件里有读不懂的内容（{why}）。").format(why=error)) from error
    return found


def _sets(stranger: Stranger, checks: Checks, report: Report) -> Proven:
    found = Proven()
    last: dict[int, Parcel] = {}
    total = stranger.manifest.sets
    for number, parcel in enumerate(each_set(stranger.connection, "replica, seq")):
        check_set(parcel, last.get(parcel.head.replica))
        last[parcel.head.replica] = parcel
        if parcel.head.seq == 1:
            found.keys[parcel.head.replica] = public_key(parcel, checks)
        report(_("核对文件"), number, total)
    found.tips = {replica: (parcel.hash, parcel.signature) for replica, parcel in last.items()}
    return found


def each_set(connection: sqlite3.Connection, order: str) -> Iterator[Parcel]:
    """Yield the sets of a file with their operations, in the order of some columns."""
    rows = connection.execute(f"SELECT {parcels.COLUMNS} FROM change_set ORDER BY {order}")
    yield from parcels.stored(connection, rows)


def check_set(parcel: Parcel, before: Parcel | None) -> None:
    """Raise Untrue unless a set is whole, hashed right, and goes on from the set before it."""
    head = parcel.head
    in_place = head.first_op >> COUNTER_BITS == head.replica and head.n_op > 0
    sane = 0 < head.seq < GREATEST and 0 < head.lamport < GREATEST and head.n_op <= LONGEST_SET
    if not (in_place and sane and parcel.is_whole):
        raise _untrue(parcel, _("操作缺失或编号不对"))
    if head.seq == 1 and parcel.previous != START:
        raise _untrue(parcel, _("链的开头不对"))
    if before and not _follows(before, parcel):
        raise _untrue(parcel, _("与上一个变更集的链断开"))
    if parcel.recomputed() != parcel.hash:
        raise _untrue(parcel, _("内容被改动，哈希不符"))


def _follows(before: Parcel, parcel: Parcel) -> bool:
    return (
        parcel.head.seq == before.head.seq + 1
        and parcel.previous == before.hash
        and parcel.head.first_op == before.head.first_op + before.head.n_op
        and parcel.head.lamport > before.head.lamport
    )


def _untrue(parcel: Parcel, what: str) -> Untrue:
    return Untrue(
        _("{replica} 号设备第 {seq} 个变更集：{what}。").format(
            replica=parcel.head.replica, seq=parcel.head.seq, what=what
        )
    )


def public_key(parcel: Parcel, checks: Checks) -> bytes:
    """Return the key that the first set of a replica carries; raise Untrue when it is not its own."""
    try:
        key = bytes.fromhex(json.loads(parcel.operations[0][4])["public_key"])
    except (IndexError, KeyError, TypeError, ValueError):
        key = b""
    if checks.number(key) != parcel.head.replica:
        raise _untrue(parcel, _("公钥与设备号不符"))
    return key


def _signed_manifest(stranger: Stranger, checks: Checks) -> None:
    texts = stranger.texts
    digest = manifest_digest(texts)
    key = bytes.fromhex(stranger.manifest.public_key)
    signed = checks.verify(key, digest, bytes.fromhex(texts.get("signature", "")))
    if not signed or checks.number(key) != stranger.manifest.replica:
        raise Untrue(_("清单的签名不符，请让对方重新导出。"))
    if "office_key" in texts and not checks.verify(
        bytes.fromhex(texts["office_key"]), digest, bytes.fromhex(texts.get("office_signature", ""))
    ):
        raise Untrue(_("清单的机关签名不符。"))


def _photos(connection: sqlite3.Connection) -> tuple[int, int]:
    """Check that every photo is whole and hashes to its name; return how many, and their bytes."""
    seen: set[str] = set()
    size = 0
    for name, parts in photos(connection):
        whole = sha256()
        for part in parts:
            whole.update(part)
            size += len(part)
        if name in seen or not STORED.fullmatch(name) or whole.hexdigest() != name[:64]:
            raise Untrue(_("照片 {name} 与它的哈希不符。").format(name=name))
        seen.add(name)
    return len(seen), size


def photos(connection: sqlite3.Connection) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield the photos of a file with their chunks; raise ValueError when one is missing or too long."""
    rows = connection.execute("SELECT name, number, content FROM blob_chunk ORDER BY id")
    for name, group in groupby(rows, itemgetter(0)):
        yield name, _chunks(name, group)


def _chunks(name: str, rows: Iterator[tuple[str, int, bytes]]) -> Iterator[bytes]:
    for wanted, (_name, number, content) in enumerate(rows):
        if number != wanted or len(content) > CHUNK:
            raise ValueError(name)
        yield content


def _totals(stranger: Stranger, pictures: tuple[int, int]) -> None:
    manifest = stranger.manifest
    counted = tuple(
        stranger.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for table in ("change_set", "operation", "sliced", "waiting")
    )
    there = (*counted, *pictures)
    said = (manifest.sets, manifest.operations, manifest.sliced, manifest.waiting,
            manifest.photos, manifest.photo_bytes)  # fmt: skip
    if there != said:
        raise Untrue(_("文件内容与清单的数目不符，请让对方重新导出。"))
