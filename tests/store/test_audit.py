"""The audit finds one changed byte wherever it lies, and names row and field or change set."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from shutil import copyfile

import pytest

from equipinspect import RESOURCES
from equipinspect.app.session import Session
from equipinspect.model import declarations
from equipinspect.model.errors import UserError
from equipinspect.model.ids import show_id
from equipinspect.store import heads, opening, operations, tables
from equipinspect.store.register import Register
from tests.registers import a_value, audited, new_office

DECLARED = declarations.load(RESOURCES)
ROWS = [d.key for d in DECLARED if d.key != "equipment"]
KNOWN = ("town", "unit", "person", "office", "cylinder_holder", "elevator", "check")


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("audit")
    opened = new_office(folder / "office.eqi", folder / "home")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def full(session: Session) -> dict[str, int]:
    """A record of every kind with every field filled, and never written again."""
    known: dict[str, int] = {}
    found: dict[str, int] = {}
    with session.action("import", "every kind") as running:
        for kind in KNOWN:
            known[session.declaration(kind).record] = running.create(kind, {})
        for kind in ROWS:
            rnd = Random(kind)
            made = {f.key: a_value(f, known, rnd) for f in session.declaration(kind).fields}
            found[kind] = running.create(kind, {k: v for k, v in made.items() if v is not None})
    return found


@pytest.fixture(scope="module")
def lift(session: Session) -> int:
    """A lift with a superseded value, a present one and a dated status."""
    with session.action("add") as running:
        number = running.create("elevator", {"address": "甲路 1 号", "floors": 9})
    for address in ("乙路 2 号", "丙路 3 号"):
        seen = session.heads(number).get("address", ())
        with session.action("set", f"now {address}") as running:
            running.write("elevator", number, "address", address, seen)
    with session.action("set") as running:
        event = {"use_status": "in_use", "use_status_from": "2025-01-01"}
        running.write("elevator", number, "use", event, ())
    return number


def spoilt(value: str | int | bytes | None) -> str | int | bytes:
    """The value with one byte changed."""
    match value:
        case None:
            return "1"  # fits a column of numbers, too
        case int():
            return value ^ 1
        case bytes():
            return value[:-1] + bytes([value[-1] ^ 1])
        case _:
            place = max((i for i, c in enumerate(value) if c.isalnum()), default=0)
            return (
                value[:place]
                + ("y" if value[place : place + 1] == "x" else "x")
                + value[place + 1 :]
            )


@contextmanager
def changed(register: Register, table: str, column: str, where: str) -> Iterator[None]:
    """Change one byte of one cell behind the program's back, and put it right again."""
    run = register.connection.execute
    run("PRAGMA foreign_keys=OFF")
    key, old = run(f'SELECT rowid, "{column}" FROM "{table}" WHERE {where}').fetchone()
    new = spoilt(old)
    run(f'UPDATE "{table}" SET "{column}"=? WHERE rowid=?', (new, key))
    moved = new if column == "id" else key
    yield
    run(f'UPDATE "{table}" SET "{column}"=? WHERE rowid=?', (old, moved))


def test_a_sound_register_is_clean(session: Session, full: dict[str, int], lift: int) -> None:
    result = audited(session.register)
    assert full
    assert lift
    assert result.findings == []
    rows = session.register.connection.execute("SELECT count(*) FROM operation WHERE field='*'")
    assert result.rows == rows.fetchone()[0]


@pytest.mark.parametrize("kind", ROWS)
def test_a_changed_column_is_named_by_row_and_field(
    kind: str, session: Session, full: dict[str, int]
) -> None:
    register, number = session.register, full[kind]
    shape = register.shapes.of(kind)
    columns = [*shape.names, *tables.kept(DECLARED, shape.table)]
    for column in columns:
        if column in ("category", "attributes"):
            continue
        with changed(register, shape.table, column, f"id={number}"):
            found = audited(register).findings
        label = shape.declaration.field(column).label if shape.declaration.has(column) else column
        assert any(show_id(number) in f and f"“{label}”" in f for f in found), (column, found)
    assert audited(register).clean


@pytest.mark.parametrize("kind", [d.key for d in DECLARED.categories()])
def test_a_changed_attribute_is_named_by_row_and_field(
    kind: str, session: Session, full: dict[str, int]
) -> None:
    register, number = session.register, full[kind]
    run = register.connection.execute
    old = run("SELECT attributes FROM equipment WHERE id=?", (number,)).fetchone()[0]
    for place in range(0, len(old), 41):
        new = old[:place] + ("x" if old[place] != "x" else "y") + old[place + 1 :]
        run("UPDATE equipment SET attributes=? WHERE id=?", (new, number))
        found = audited(register).findings
        assert any(show_id(number) in f for f in found), (place, found)
    run("UPDATE equipment SET attributes=? WHERE id=?", (old, number))
    assert audited(register).clean


def test_spacing_in_attributes_is_no_equal_value(session: Session, full: dict[str, int]) -> None:
    number, run = full["boiler"], session.register.connection.execute
    old = run("SELECT attributes FROM equipment WHERE id=?", (number,)).fetchone()[0]
    run("UPDATE equipment SET attributes=? WHERE id=?", (old.replace(":", ": ", 1), number))
    assert not audited(session.register).clean
    run("UPDATE equipment SET attributes=? WHERE id=?", (old, number))


def test_a_changed_category_is_found(session: Session, full: dict[str, int]) -> None:
    with changed(session.register, "equipment", "category", f"id={full['crane']}"):
        found = audited(session.register).findings
    assert any(show_id(full["crane"]) in f for f in found)


def test_a_row_more_or_less_is_named(session: Session, lift: int) -> None:
    with changed(session.register, "equipment", "id", f"id={lift}"):
        found = "".join(audited(session.register).findings)
    assert f"{show_id(lift)} 登记过" in found
    assert f"{show_id(lift ^ 1)}" in found


@pytest.mark.parametrize("column", ["entity", "record", "field", "value", "parents"])
def test_a_changed_operation_is_named_by_its_change_set(
    column: str, session: Session, lift: int
) -> None:
    register = session.register
    for write in heads.writes(register.connection, register.shapes.of("elevator"), lift)["address"]:
        with changed(register, "operation", column, f"id={write.id}"):
            found = audited(register).findings
        seq = register.connection.execute(
            "SELECT seq FROM change_set WHERE first_op=?", (write.id,)
        ).fetchone()[0]
        assert any(f"第 {seq} 个变更集" in f and "内容被改动" in f for f in found), found
    assert audited(register).clean


def test_a_changed_present_value_in_the_log_is_named_by_row_too(
    session: Session, lift: int, full: dict[str, int]
) -> None:
    register = session.register
    tip = session.heads(lift)["address"][0]
    with changed(register, "operation", "value", f"id={tip}"):
        found = audited(register).findings
    label = DECLARED.get("elevator").field("address").label
    assert any(show_id(lift) in f and f"“{label}”" in f for f in found)
    with changed(register, "operation", "value", f"id={full['boiler']}"):
        found = audited(register).findings
    assert any(show_id(full["boiler"]) in f for f in found)


def test_a_superseded_value_is_named_by_its_change_set_only(session: Session, lift: int) -> None:
    register = session.register
    written = heads.writes(register.connection, register.shapes.of("elevator"), lift)["address"]
    with changed(register, "operation", "value", f"id={written[0].id}"):
        found = audited(register).findings
    assert len(found) == 1
    assert "变更集" in found[0]


SET_COLUMNS = [
    "replica", "seq", "lamport", "seen", "person", "action", "reason", "declarations", "at_wall",
    "zone", "first_op", "n_op", "previous", "hash", "signature",
]  # fmt: skip


@pytest.mark.parametrize("column", SET_COLUMNS)
def test_a_changed_change_set_is_found(column: str, session: Session, lift: int) -> None:
    register, run = session.register, session.register.connection.execute
    replica = register.replica
    seq = operations.tip(register, replica).seq
    key = {"replica": replica, "seq": seq}
    where = "replica=:replica AND seq=:seq"
    old = run(f"SELECT {column} FROM change_set WHERE {where}", key).fetchone()[0]
    new = old + 5000 if column in ("first_op", "seq") else spoilt(old)
    run(f"UPDATE change_set SET {column}=:new WHERE {where}", {**key, "new": new})
    found = audited(register).findings
    assert any("变更集" in f for f in found)
    back = {**key, "old": old} | ({column: new} if column in key else {})
    run(f"UPDATE change_set SET {column}=:old WHERE {where}", back)
    assert lift
    assert audited(register).clean


def test_a_lost_operation_is_found(session: Session, lift: int) -> None:
    run = session.register.connection.execute
    number = session.heads(lift)["address"][0]
    row = run("SELECT * FROM operation WHERE id=?", (number,)).fetchone()
    run("DELETE FROM operation WHERE id=?", (number,))
    assert any("缺少操作" in f for f in audited(session.register).findings)
    run("INSERT INTO operation VALUES(?,?,?,?,?,?)", row)
    assert audited(session.register).clean


def test_an_operation_outside_all_sets_is_named(session: Session, lift: int) -> None:
    run = session.register.connection.execute
    row = run("SELECT * FROM operation WHERE entity=? AND field='address'", (lift,)).fetchone()
    run("INSERT INTO operation VALUES(?,?,?,?,?,?)", (row[0] + 1000, *row[1:]))
    found = "".join(audited(session.register).findings)
    assert show_id(row[0] + 1000) in found
    run("DELETE FROM operation WHERE id=?", (row[0] + 1000,))


def test_a_changed_head_is_named(session: Session, lift: int) -> None:
    run = session.register.connection.execute
    label = DECLARED.get("elevator").field("address").label
    tip = session.heads(lift)["address"][0]
    run("UPDATE head SET operation=operation-1 WHERE operation=?", (tip,))
    assert any(f"“{label}”的来源" in f for f in audited(session.register).findings)
    run("DELETE FROM head WHERE operation=?", (tip - 1,))
    assert any(f"“{label}”的来源" in f for f in audited(session.register).findings)
    run("INSERT INTO head VALUES(?,?,?)", (lift, "address", tip))
    run("INSERT INTO head VALUES(?,?,?)", (lift + 1, "address", tip))
    assert any("来源" in f for f in audited(session.register).findings)
    run("DELETE FROM head WHERE entity=?", (lift + 1,))
    assert audited(session.register).clean


@pytest.mark.parametrize("seed", range(48))
def test_a_flipped_byte_of_the_file_never_passes_for_other_data(
    seed: int, session: Session, full: dict[str, int], lift: int, tmp_path: Path
) -> None:
    session.register.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert full
    assert lift
    path = copyfile(session.path, tmp_path / "flipped.eqi")
    whole = bytearray(path.read_bytes())
    place = Random(seed).randrange(len(whole))
    whole[place] ^= 1 << seed % 8
    path.write_bytes(whole)
    try:
        with opening.open_file(path, DECLARED) as register:
            register.derive = session.register.derive
            result = audited(register)
            assert not result.clean or dumped(register) == dumped(session.register)
    except UserError:
        return


def dumped(register: Register) -> list[str]:
    """Everything the audit answers for: the log, the heads and the rows."""
    names = ["change_set", "operation", "head", *(d.key for d in DECLARED.records())]
    return [
        str(row) for name in names for row in register.connection.execute(f'SELECT * FROM "{name}"')
    ]
