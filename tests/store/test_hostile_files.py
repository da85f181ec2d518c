"""Strangers' files: damaged, forged or made to harm; none is taken with other content, none hangs."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from equipinspect.model.declarations import Declarations
from equipinspect.store import exchange_file
from equipinspect.store.strangers import Unreadable, Untrue
from tests.exchanging import Device, device

Change = Callable[[sqlite3.Connection], object]


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory, declared: Declarations) -> Path:
    """A true file of a laptop with some lifts, units and changes."""
    field = device(tmp_path_factory.mktemp("field"), declared, "田野")
    for number in range(30):
        lift = field.add(
            "elevator", {"address": f"金台大道 {number} 号", "serial_no": f"S{number}"}
        )
        field.write(lift, "name", f"{number} 号梯")
    path = field.give()
    field.register.close()
    return path


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, declared: Declarations) -> Iterator[Device]:
    """An office that nothing may get into."""
    made = device(tmp_path_factory.mktemp("office"), declared, "机关")
    yield made
    made.register.close()


def refused(office: Device, path: Path) -> str:
    """Merge a file that must not be taken; return the sentence that says why."""
    before = office.digest
    with pytest.raises((Untrue, Unreadable)) as caught:
        office.take(path)
    assert office.digest == before
    return str(caught.value)


def altered(sent: Path, folder: Path, change: Change) -> Path:
    """Return a copy of the file, changed through SQL."""
    path = folder / "altered.eqx"
    shutil.copy(sent, path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        change(connection)
    return path


def sql(*statements: str) -> Change:
    return lambda connection: [connection.execute(each) for each in statements]


CHANGES: dict[str, Change] = {
    "view": sql("CREATE VIEW extra AS SELECT 1"),
    "trigger": sql("CREATE TRIGGER t AFTER INSERT ON manifest BEGIN DELETE FROM operation; END"),
    "index": sql("CREATE INDEX i ON operation(entity)"),
    "table": sql("CREATE TABLE extra(x)"),
    "generated column": sql("ALTER TABLE operation ADD COLUMN g TEXT GENERATED ALWAYS AS (value)"),
    "virtual table": sql("CREATE VIRTUAL TABLE extra USING fts5(x)"),
    "recursive view": sql(
        "CREATE VIEW extra AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT * FROM n"
    ),
    "table replaced by a view": sql(
        "ALTER TABLE operation RENAME TO hidden", "CREATE VIEW operation AS SELECT * FROM hidden"
    ),
    "value": sql("UPDATE operation SET value=replace(value, '金台', '银台') WHERE field='*'"),
    "one name": sql("UPDATE operation SET value='\"别的\"' WHERE id=(SELECT max(id) FROM operation)"),
    "operation gone": sql("DELETE FROM operation WHERE id=(SELECT max(id) FROM operation)"),
    "set gone": sql("DELETE FROM change_set WHERE seq=3"),
    "last set gone": sql("DELETE FROM change_set WHERE seq=(SELECT max(seq) FROM change_set)"),
    "person": sql("UPDATE change_set SET person='别人' WHERE seq=5"),
    "signature": sql("UPDATE change_set SET signature=zeroblob(64) WHERE seq=7"),
    "manifest": sql("UPDATE manifest SET value='别人' WHERE key='person'"),
    "manifest key gone": sql("DELETE FROM manifest WHERE key='content'"),
    "manifest number": sql("UPDATE manifest SET value='x' WHERE key='sets'"),
    "photo without a hash": sql("INSERT INTO blob_chunk VALUES(1, '../../etc/x', 0, x'00')"),
    "huge value": sql(
        "UPDATE operation SET value=printf('%.*c', 40000000, 'x')"
        " WHERE id=(SELECT max(id) FROM operation)"
    ),
    "many values": sql(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<200000)"
        " INSERT INTO sliced SELECT i, x'00' FROM n"
    ),
    "write-ahead log": sql("PRAGMA journal_mode=WAL"),
    "page size": sql("PRAGMA page_size=8192", "VACUUM"),
    "vacuum on its own": sql("PRAGMA auto_vacuum=1", "VACUUM"),
    "newer": sql("PRAGMA user_version=2"),
    "other program": sql("PRAGMA application_id=1"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_a_file_that_was_changed_is_turned_away(
    name: str, sent: Path, office: Device, tmp_path: Path
) -> None:
    assert refused(office, altered(sent, tmp_path, CHANGES[name]))


@pytest.mark.parametrize(
    "content", [b"", b"x", b"x" * 5000, b"SQLite format 3\x00", b"PK\x03\x04" * 99]
)
def test_what_is_no_database_is_turned_away(content: bytes, office: Device, tmp_path: Path) -> None:
    path = tmp_path / "odd.eqx"
    path.write_bytes(content)
    assert "交换文件" in refused(office, path)


def test_an_encrypted_file_without_a_key_is_turned_away(office: Device, tmp_path: Path) -> None:
    path = tmp_path / "sealed.eqx"
    path.write_bytes(b"age-encryption.org/v1\n" + bytes(500))
    assert "加密" in refused(office, path)


def test_a_register_is_no_exchange_file(office: Device) -> None:
    office.register.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert "台账文件" in refused(office, office.register.path)


def test_a_missing_file_is_said(office: Device, tmp_path: Path) -> None:
    assert "读不出来" in refused(office, tmp_path / "gone.eqx")


def mutated(content: bytes, rnd: Random) -> bytes:
    """Return the bytes with bits flipped, cut, grown, or pages swapped."""
    data = bytearray(content)
    page = exchange_file.PAGE
    match rnd.randrange(6):
        case 0:
            for _ in range(rnd.randint(1, 8)):
                data[rnd.randrange(len(data))] ^= 1 << rnd.randrange(8)
        case 1:
            del data[rnd.randrange(len(data)) :]
        case 2:
            a, b = (rnd.randrange(len(data) // page) * page for _ in range(2))
            data[a : a + page], data[b : b + page] = data[b : b + page], data[a : a + page]
        case 3:
            start = rnd.randrange(len(data))
            data[start : start + rnd.randint(1, 64)] = rnd.randbytes(rnd.randint(1, 64))
        case 4:
            data += rnd.randbytes(rnd.choice([1, page]))
        case _:
            start = rnd.randrange(len(data))
            data[start : start + 200] = bytes(len(data[start : start + 200]))
    return bytes(data)


def try_mutations(sent: Path, office: Device, folder: Path, count: int, seed: int) -> int:
    """Merge mutated files into an office; return how many were taken, none with other content."""
    content, rnd = sent.read_bytes(), Random(seed)
    path, taken = folder / "mutated.eqx", 0
    for _ in range(count):
        path.write_bytes(mutated(content, rnd))
        try:
            office.take(path, dry_run=True)
        except (Untrue, Unreadable):
            continue
        # only bytes that mean nothing may differ: free space, unused header fields
        taken += 1
        with closing(sqlite3.connect(sent)) as true, closing(sqlite3.connect(path)) as other:
            for table in ("manifest", "change_set", "operation", "sliced", "waiting", "blob_chunk"):
                query = f"SELECT * FROM {table} ORDER BY 1, 2"
                assert true.execute(query).fetchall() == other.execute(query).fetchall()
    return taken


def test_no_mutated_file_is_taken_with_other_content(
    sent: Path, office: Device, tmp_path: Path
) -> None:
    assert try_mutations(sent, office, tmp_path, 150, 1) < 75


@pytest.mark.long
def test_five_thousand_mutations(sent: Path, office: Device, tmp_path: Path) -> None:
    assert try_mutations(sent, office, tmp_path, 5000, 2) < 2500
