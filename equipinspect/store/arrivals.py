"""Takes admitted change sets into the tables: operations, new rows, photos, then everything touched."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType

from equipinspect.model.chain import CREATE
from equipinspect.model.errors import UserError
from equipinspect.model.text import _
from equipinspect.store import index, proving, references, sameness, search, settling, tombstones
from equipinspect.store.copies import files_folder, stored_files
from equipinspect.store.operations import Created, digests, store_created
from equipinspect.store.parcels import Operation, Parcel
from equipinspect.store.register import Register
from equipinspect.store.settling import Settled
from equipinspect.store.shapes import CATEGORY
from equipinspect.store.tolerance import Born, Needs

FLUSH = 5000


class Arrivals:
    """The sets that one merge brings in, from their first operation to the settled rows."""

    def __init__(self, register: Register) -> None:
        self.created = 0
        self.files: set[str] = set()
        self.hashes: dict[tuple[int, int], bytes] = {}
        self._register = register
        self._ids: set[int] = set()
        self._records: set[int] = set()
        self._operations: list[Operation] = []
        self._sets: list[tuple[object, ...]] = []
        self._sliced: list[tuple[int, bytes]] = []
        self._touched: dict[int, set[str]] = {}
        self._new: dict[str, list[Created]] = {}
        self._targets: set[int] = set()

    def lacks(self, needs: Needs) -> bool:
        """Say whether something a set rests on is not held."""
        parents = needs.parents - self._ids
        records = needs.records - self._records
        return bool(self._unheld(parents, "") or self._unheld(records, "AND entity = id"))

    def _unheld(self, numbers: set[int], where: str) -> set[int]:
        left = set(numbers)
        for sql in (f"SELECT id FROM operation WHERE id IN ({{}}) {where}",
                    "SELECT id FROM sliced WHERE id IN ({})"):  # fmt: skip
            for part in references.batched(sorted(left)):
                rows = self._register.connection.execute(
                    sql.format(",".join("?" * len(part))), part
                ).fetchall()
                left.difference_update(row[0] for row in rows)
            if not left:
                break
        return left

    def add(self, parcel: Parcel, born: Mapping[int, Born]) -> None:
        """Take one set up; ``born`` is what its creating operations say."""
        self._sets.append(parcel.row)
        self.hashes[parcel.name] = parcel.hash
        self._sliced += parcel.sliced.items()
        head = parcel.head
        self._ids.update(range(head.first_op, head.first_op + head.n_op))
        self._records.update(parcel.sliced)
        for operation in parcel.operations:
            self._note(operation, born)
        self._operations += parcel.operations
        if len(self._operations) >= FLUSH:
            self._flush()

    def add_own(self, parcel: Parcel) -> None:
        """Take up the operations of a set that this device wrote and stored itself."""
        for operation in parcel.operations:
            self._note(operation)
        self._operations += parcel.operations

    def _note(self, operation: Operation, born: Mapping[int, Born] = MappingProxyType({})) -> None:
        number, entity, record, name, value, _parents = operation
        if name != CREATE:
            self._touched.setdefault(entity, set()).add(name)
            return
        self._records.add(number)
        self._create(number, record, born.get(number) or self._born(record, value))

    def _born(self, record: str, text: str) -> Born:
        shapes = self._register.shapes
        shape = shapes.of(record)
        if shape.categorised:
            shape = shapes.of(json.loads(text)[CATEGORY])
        values = shape.read_create(text)
        values.pop(CATEGORY, None)
        return Born(shape.declaration.key, values, shape.created(values).attributes)

    def _create(self, number: int, record: str, born: Born) -> None:
        refs = self._register.shapes.of(born.kind).refs
        values = born.values
        self._targets.update(v for k in refs if isinstance(v := values.get(k), int))
        if record == "attachment":
            self.files.add(str(values.get("sha256", "")))
        self._new.setdefault(born.kind, []).append(Created(number, values, born.attributes))
        self.created += 1

    def fill(self, operations: Iterable[Operation]) -> None:
        """Make readable what so far was held as a digest only; anything else is left alone."""
        read = self._register.connection
        if not read.execute("SELECT EXISTS(SELECT 1 FROM sliced)").fetchone()[0]:
            return
        self._flush()
        for operation in operations:
            row = read.execute("SELECT digest FROM sliced WHERE id=?", (operation[0],)).fetchone()
            if row is None or bytes(row[0]) != digests([operation])[0]:
                continue
            read.execute("DELETE FROM sliced WHERE id=?", (operation[0],))
            self._operations.append(operation)
            self._note(operation)
            if operation[3] == CREATE:
                names = read.execute(
                    "SELECT DISTINCT field FROM operation WHERE entity=? AND field<>'*'",
                    (operation[0],),
                ).fetchall()
                if names:
                    self._touched.setdefault(operation[0], set()).update(n for (n,) in names)

    def _flush(self) -> None:
        """Write what has gathered into the tables."""
        register = self._register
        write = register.connection.executemany
        write("INSERT INTO operation VALUES(?,?,?,?,?,?)", self._operations)
        write("INSERT INTO change_set VALUES(" + ",".join("?" * 15) + ")", self._sets)
        write("INSERT INTO sliced VALUES(?,?)", self._sliced)
        cut = []
        for kind, rows in self._new.items():
            store_created(register, kind, rows)
            grams = search.Cutter(register.shapes.of(kind).declaration)
            cut += [(each.id, grams.of(each.values)) for each in rows]
        index.add(register.connection, cut)
        self._operations, self._sets, self._sliced, self._new = [], [], [], {}

    def settle(self) -> Settled:
        """Write the rest, then bring heads and rows of everything touched up to the log."""
        self._flush()
        settled = settling.settle(self._register, self._touched)
        finish(self._register, settled, self._targets, self._touched)
        return settled


def finish(
    register: Register, settled: Settled, targets: set[int], touched: settling.Touched
) -> None:
    """Settle what hangs together over several records: deletes beside references, records that are one."""
    looked_at = tombstones.settle(register, targets | settled.targets | settled.tombstoned)
    tables = dict(settled.tables)
    for table, entities in looked_at.items():
        tables[table] = tables.get(table, set()) | entities
    sameness.settle(register, sameness.joined(register, tables, touched))


def photos(register: Register, connection: sqlite3.Connection, keep: bool) -> int:
    """Put the photos of a proven file into the folder of the register; return how many are new.

    They stand there before the transaction ends: a file without its record harms nobody, a record
    without its file does.
    """
    folder = files_folder(register.path)
    there = {path.name for path in stored_files(folder)}
    count = 0
    for name, parts in proving.photos(connection):
        if name in there:
            for _part in parts:
                pass
            continue
        count += 1
        if keep:
            _place(folder / name, parts)
    return count


def _place(path: Path, parts: Iterable[bytes]) -> None:
    fresh = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(exist_ok=True)
        with fresh.open("wb") as file:
            for part in parts:
                file.write(part)
        fresh.replace(path)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise UserError(
            _("照片写不进 {folder}（{why}），这个文件没有并入；请检查磁盘空间和权限。").format(
                folder=path.parent, why=error.strerror
            )
        ) from error


def photos_missing(
    register: Register, files: set[str], connection: sqlite3.Connection
) -> list[str]:
    """Return the hashes of photos that new records name, but neither the file nor the folder has."""
    if not files:
        return []
    there = {path.name[:64] for path in stored_files(files_folder(register.path))}
    there |= {row[0][:64] for row in connection.execute("SELECT DISTINCT name FROM blob_chunk")}
    return sorted(files - there)
