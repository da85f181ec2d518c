"""Writes the exchange file: what a receiver lacks, through SQL, while the register stays in use."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path
from typing import Protocol
from urllib.request import pathname2url

from equipinspect.model.errors import Cancelled, UserError
from equipinspect.model.ids import COUNTER_BITS
from equipinspect.model.text import _
from equipinspect.store import exchange_file, proving
from equipinspect.store.copies import files_folder
from equipinspect.store.exchange_file import About, Manifest, manifest_digest
from equipinspect.store.operations import Tip, digests, replicas, tip
from equipinspect.store.register import Register

Report = Callable[[str, int, int], None]


class OfficeSigner(Protocol):
    """An opened office key, as deliveries of the office are signed with."""

    @property
    def public(self) -> bytes:
        """The raw public key."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Return the 64-byte signature of ``message``."""
        ...


@dataclass(frozen=True)
class Selection:
    """What goes into a file.

    ``since``: the last seq of each replica that the receiver holds (absent = nothing).
    ``entities``: a slice: only operations on these records are readable, all others are carried as
    (id, digest), so nothing that is not shown can be taken for deleted; records that the chosen ones
    refer to must be among them. The replicas' own records are always readable. None = everything.
    ``parts``: statements that travel in the signed manifest, by name, of plain JSON values: number
    blocks, receipts, revocations, declarations, rules.
    ``peer``: the replica the file is meant for, 0 when for anyone.
    ``office_key``: signs the manifest beside the device key, as a delivery of the office.
    """

    since: Mapping[int, int] = field(default_factory=dict)
    entities: frozenset[int] | None = None
    parts: Mapping[str, object] = field(default_factory=dict)
    peer: int = 0
    office_key: OfficeSigner | None = None


@dataclass(frozen=True)
class HandedOut:
    """What a file holds: sets, readable operations, records they touch, photos, and photos not found."""

    path: Path
    sets: int
    operations: int
    sliced: int
    waiting: int
    records: int
    photos: int
    photo_bytes: int
    photos_missing: tuple[str, ...]
    first_day: str
    last_day: str
    sha256: str


def write(
    register: Register,
    target: Path,
    selection: Selection,
    about: About,
    report: Report,
    cancelled: Callable[[], bool],
) -> HandedOut:
    """Write one exchange file signed with the device key, and with the office's when one is given.

    Raises UserError when the file exists or cannot be written, Cancelled; neither leaves a file.
    """
    if target.exists():
        raise UserError(_("{path} 已存在，没有覆盖；请换一个文件名。").format(path=target))
    fresh = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh.unlink(missing_ok=True)
        with closing(_opened(fresh, register.path)) as out:
            done = _Writing(register, out, selection, report, cancelled).run(about)
        with fresh.open("rb+") as file:
            os.fsync(file.fileno())
            whole = file_digest(file, "sha256").hexdigest()
        fresh.replace(target)
    except (OSError, sqlite3.OperationalError) as error:
        raise UserError(
            _("交换文件 {path} 写不进去（{error}）；请检查磁盘空间和权限。").format(
                path=target, error=error
            )
        ) from error
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
    return HandedOut(path=target, sha256=whole, **done)  # type: ignore[arg-type]


def tips(register: Register) -> dict[int, Tip]:
    """Return the last held set of every replica."""
    return {replica: tip(register, replica) for replica in replicas(register)}


def record(register: Register, handed: HandedOut, peer: int, at_wall: str) -> None:
    """Keep in the local books what went out, to whom (0 = anyone), and up to which sets."""
    held = json.dumps([[r, t.seq] for r, t in tips(register).items()])
    with register.transaction():
        register.connection.execute(
            "INSERT INTO handed_out(at_wall, file, peer, sets, operations, photos, tips, sha256)"
            " VALUES(?,?,?,?,?,?,?,?)",
            (at_wall, handed.path.name, peer, handed.sets, handed.operations, handed.photos, held,
             handed.sha256),
        )  # fmt: skip


def _opened(fresh: Path, register: Path) -> sqlite3.Connection:
    """Make the new file and look at the committed register beside it, read-only."""
    out = sqlite3.connect(
        f"file:{pathname2url(str(fresh.resolve()))}", isolation_level=None, uri=True
    )
    out.execute(f"PRAGMA page_size={exchange_file.PAGE}")
    out.execute(f"PRAGMA application_id={exchange_file.APPLICATION_ID}")
    out.execute(f"PRAGMA user_version={exchange_file.MAJOR}")
    out.execute("PRAGMA journal_mode=OFF")  # a file half written is thrown away
    out.execute("PRAGMA synchronous=OFF")
    out.execute("PRAGMA temp_store=MEMORY")
    for statement in exchange_file.TABLES:
        out.execute(statement)
    out.execute("ATTACH ? AS source", (f"file:{pathname2url(str(register.resolve()))}?mode=ro",))
    return out


class _Writing:
    """One file being written."""

    def __init__(
        self,
        register: Register,
        out: sqlite3.Connection,
        selection: Selection,
        report: Report,
        cancelled: Callable[[], bool],
    ) -> None:
        self._register = register
        self._out = out
        self._selection = selection
        self._report = report
        self._cancelled = cancelled

    def run(self, about: About) -> dict[str, object]:
        """Fill the tables in one moment of the register, then describe and sign them."""
        out = self._out
        out.execute("BEGIN")
        held = self._choose()
        self._sets()
        if self._selection.entities is not None:
            self._fills()
        out.execute("INSERT INTO waiting SELECT hash, body FROM source.parked")
        out.execute("COMMIT")
        photos, size, missing = self._photos()
        counts = self._counts()
        first, last = out.execute(
            "SELECT coalesce(min(substr(at_wall,1,10)),''), coalesce(max(substr(at_wall,1,10)),'')"
            " FROM change_set"
        ).fetchone()
        assert self._register.signer is not None
        manifest = Manifest(
            about=about, replica=self._register.replica,
            public_key=self._register.signer.public.hex(),
            declarations=self._register.declarations.digest, tips=held,
            since={r: s for r, s in self._selection.since.items() if r in held},
            photos=photos, photo_bytes=size, first_day=first, last_day=last,
            content=proving.content_digest(out), parts=self._selection.parts, **counts,
        )  # fmt: skip
        self._sign(manifest.texts())
        out.execute("DETACH source")
        return {
            **counts, "records": self._records(), "photos": photos, "photo_bytes": size,
            "photos_missing": tuple(missing), "first_day": first, "last_day": last,
        }  # fmt: skip

    def _step(self, done: int, total: int) -> None:
        self._report(_("正在导出"), done, total)
        if self._cancelled():
            raise Cancelled(_("导出已取消，没有留下文件。"))

    def _choose(self) -> dict[int, tuple[int, str]]:
        """Note for each replica after which set and from which operation on the receiver lacks it."""
        out = self._out
        out.execute("CREATE TEMP TABLE wanted(replica INTEGER PRIMARY KEY, after, low, high)")
        held: dict[int, tuple[int, str]] = {}
        for replica in _replicas(out):
            seq, own = out.execute(
                "SELECT seq, hash FROM source.change_set WHERE replica=? ORDER BY seq DESC LIMIT 1",
                (replica,),
            ).fetchone()
            held[replica] = (seq, bytes(own).hex())
            after = self._selection.since.get(replica, 0)
            low = out.execute(
                "SELECT first_op FROM source.change_set WHERE replica=? AND seq=?",
                (replica, after + 1),
            ).fetchone()
            if low:
                high = (replica + 1) << COUNTER_BITS
                out.execute("INSERT INTO wanted VALUES(?,?,?,?)", (replica, after, low[0], high))
        return held

    def _sets(self) -> None:
        """Copy the sets and their operations replica by replica."""
        out, entities = self._out, self._selection.entities
        if entities is not None:
            out.execute("CREATE TEMP TABLE shown(id INTEGER PRIMARY KEY)")
            out.executemany("INSERT OR IGNORE INTO shown VALUES(?)", [(e,) for e in entities])
            out.execute(
                "INSERT OR IGNORE INTO shown SELECT first_op FROM source.change_set WHERE seq=1"
            )
            out.create_function("operation_digest", 6, _digest, deterministic=True)
        wanted = out.execute("SELECT * FROM wanted ORDER BY replica").fetchall()
        for number, (replica, after, low, high) in enumerate(wanted):
            self._step(number, len(wanted))
            out.execute(
                "INSERT INTO main.change_set SELECT * FROM source.change_set WHERE replica=? AND seq>?",
                (replica, after),
            )
            span = "id>=? AND id<?"
            own = "" if entities is None else " AND entity IN shown"
            out.execute(
                f"INSERT INTO main.operation SELECT * FROM source.operation WHERE {span}{own}",
                (low, high),
            )
            out.execute(
                f"INSERT INTO main.sliced SELECT * FROM source.sliced WHERE {span}", (low, high)
            )
            if entities is not None:
                out.execute(
                    "INSERT INTO main.sliced SELECT id,"
                    " operation_digest(id, entity, record, field, value, parents)"
                    f" FROM source.operation WHERE {span} AND entity NOT IN shown",
                    (low, high),
                )

    def _fills(self) -> None:
        """Add what older sets say of the shown records: the receiver may have digests only."""
        for where in ("o.id = s.id", "o.entity = s.id AND o.field <> '*'"):
            self._out.execute(
                "INSERT OR IGNORE INTO main.operation SELECT o.* FROM temp.shown s"
                f" CROSS JOIN source.operation o WHERE {where}"
            )

    def _photos(self) -> tuple[int, int, list[str]]:
        """Add the files that the operations in the file name: how many, bytes, names not found."""
        folder = files_folder(self._register.path)
        names = sorted({*_named_files(self._out)})
        missing: list[str] = []
        size = count = 0
        for number, name in enumerate(names):
            self._step(number, len(names))
            path = next(iter(sorted(folder.glob(f"{name}*"))), None)
            if path is None:
                missing.append(name)
                continue
            size += self._chunks(path)
            count += 1
        return count, size, missing

    def _chunks(self, path: Path) -> int:
        size = 0
        with path.open("rb") as file:
            number = 0
            while (part := file.read(exchange_file.CHUNK)) or not number:
                self._out.execute(
                    "INSERT INTO blob_chunk(name, number, content) VALUES(?,?,?)",
                    (path.name, number, part),
                )
                number, size = number + 1, size + len(part)
        return size

    def _counts(self) -> dict[str, int]:
        tables = {
            "sets": "change_set", "operations": "operation", "sliced": "sliced", "waiting": "waiting",
        }  # fmt: skip
        return {
            key: int(self._out.execute(f"SELECT count(*) FROM main.{table}").fetchone()[0])
            for key, table in tables.items()
        }

    def _records(self) -> int:
        return int(
            self._out.execute("SELECT count(DISTINCT entity) FROM main.operation").fetchone()[0]
        )

    def _sign(self, texts: dict[str, str]) -> None:
        assert self._register.signer is not None
        digest = manifest_digest(texts)
        texts["signature"] = self._register.signer.sign(digest).hex()
        if office_key := self._selection.office_key:
            texts["office_key"] = office_key.public.hex()
            texts["office_signature"] = office_key.sign(digest).hex()
        self._out.executemany("INSERT INTO manifest VALUES(?,?)", sorted(texts.items()))


def _replicas(out: sqlite3.Connection) -> list[int]:
    found: list[int] = []
    while True:
        row = out.execute(
            "SELECT min(replica) FROM source.change_set WHERE replica>?",
            (found[-1] if found else -1,),
        ).fetchone()
        if row[0] is None:
            return found
        found.append(row[0])


def _digest(*operation: object) -> bytes:
    return digests([operation])[0]  # type: ignore[list-item]


def _named_files(out: sqlite3.Connection) -> list[str]:
    """Return the hashes of the files that attachments in the file name."""
    rows = out.execute(
        "SELECT value FROM main.operation WHERE record='attachment' AND field='*'"
    ).fetchall()
    return [str(json.loads(value).get("sha256", "")) for (value,) in rows]
