"""The write path: what is logged, what is current, what is a head, and that half an action is none."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from equipinspect.model.errors import NotFound, UserError
from equipinspect.model.fields import Absent, Value
from equipinspect.model.ids import show_id
from equipinspect.store import heads, operations, queries
from equipinspect.store.register import Register
from tests.registers import act, adopt, audited

LIFT: dict[str, Value] = {"address": "金台大道 8 号", "rated_load_kg": 1000, "floors": 18}


def value(register: Register, number: int, key: str) -> Value:
    kind = operations.kind_of(register, number)
    return queries.rows(register, kind, [number])[0].values.get(key)


def conflicts(register: Register, number: int) -> int:
    return queries.rows(register, operations.kind_of(register, number), [number])[0].conflicts


def create(register: Register, kind: str, values: dict[str, Value]) -> int:
    with act(register) as running:
        return running.create(kind, values)


def write(
    register: Register,
    number: int,
    field: str,
    new: Value | dict[str, Value],
    seen: tuple[int, ...],
) -> int:
    with act(register, "set") as running:
        return running.write(operations.kind_of(register, number), number, field, new, seen)


def tips(register: Register, number: int, field: str) -> tuple[int, ...]:
    return heads.heads(register.connection, number).get(field, ())


def count(register: Register, table: str) -> int:
    return int(register.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_a_record_is_logged_whole_and_read_back(register: Register) -> None:
    number = create(register, "elevator", LIFT)
    row = register.connection.execute(
        "SELECT entity, record, field, value, parents FROM operation WHERE id=?", (number,)
    ).fetchone()
    assert row[:3] == (number, "equipment", "*")
    assert json.loads(row[3])["attributes"]["rated_load_kg"] == 1000
    assert row[4] == "[]"
    assert {k: value(register, number, k) for k in LIFT} == LIFT
    assert audited(register).clean


def test_references_stand_in_the_log_as_characters(register: Register) -> None:
    unit = create(register, "unit", {"name": "甲物业"})
    lift = create(register, "elevator", LIFT | {"user_unit": unit})
    text = heads.value_text(register.connection, lift)
    assert json.loads(text)["user_unit"] == show_id(unit)
    assert value(register, lift, "user_unit") == unit


def test_the_first_write_descends_from_the_creation(register: Register) -> None:
    lift = create(register, "elevator", LIFT)
    first = write(register, lift, "floors", 19, ())
    second = write(register, lift, "floors", None, (first,))
    parents = dict(register.connection.execute("SELECT id, parents FROM operation"))
    assert parents[first] == f'["{show_id(lift)}"]'
    assert parents[second] == f'["{show_id(first)}"]'
    assert value(register, lift, "floors") is None
    assert tips(register, lift, "floors") == (second,)


def test_a_write_that_did_not_see_the_last_one_is_a_conflict_and_loses_nothing(
    register: Register,
) -> None:
    lift = create(register, "elevator", LIFT)
    one = write(register, lift, "name", "甲路 1 号", ())
    two = write(register, lift, "name", "乙路 2 号", ())
    assert tips(register, lift, "name") == (one, two)
    assert (value(register, lift, "name"), conflicts(register, lift)) == ("乙路 2 号", 1)
    both = write(register, lift, "name", "甲路 1 号", (one, two))
    assert (tips(register, lift, "name"), conflicts(register, lift)) == ((both,), 0)
    assert audited(register).clean


def test_equal_values_side_by_side_are_no_conflict(register: Register) -> None:
    lift = create(register, "elevator", LIFT)
    write(register, lift, "name", "甲路 1 号", ())
    write(register, lift, "name", "甲路 1 号", ())
    assert conflicts(register, lift) == 0
    assert audited(register).clean


def test_of_two_phone_numbers_the_newest_stands_without_a_question(register: Register) -> None:
    lift = create(register, "elevator", LIFT)
    one = write(register, lift, "maint_phone", "0917-1", ())
    two = write(register, lift, "maint_phone", "0917-2", ())
    assert (value(register, lift, "maint_phone"), conflicts(register, lift)) == ("0917-2", 0)
    assert tips(register, lift, "maint_phone") == (one, two)  # both are kept


def test_the_fields_of_a_group_move_together(register: Register) -> None:
    lift = create(register, "elevator", LIFT)
    whole: dict[str, Value] = {
        "inspection_last": "2025-04-09",
        "inspection_next": Absent("设计规定不实施定期检验"),
        "inspection_postponed_to": None,
    }
    written = write(register, lift, "inspection", whole, ())
    assert value(register, lift, "inspection_next") == Absent("设计规定不实施定期检验")
    assert json.loads(heads.value_text(register.connection, written)) == {
        "inspection_last": "2025-04-09",
        "inspection_next": {"absent": "设计规定不实施定期检验"},
    }
    write(register, lift, "inspection", {"inspection_next": "2026-04"}, (written,))
    assert value(register, lift, "inspection_last") is None


EVENTS = [  # what is written one after the other, and what then holds
    (("in_use", "2024-05-01"), ("in_use", "2024-05-01")),
    (("stopped", "2025-03-01"), ("stopped", "2025-03-01")),
    (("in_use", "2025-01-01"), ("stopped", "2025-03-01")),  # a late fact
    (("scrapped", "2025-03-01"), ("scrapped", "2025-03-01")),  # the same day: the newer stands
    ((None, "2025-03-01"), ("in_use", "2025-01-01")),  # taken back
    ((None, "2025-01-01"), ("in_use", "2024-05-01")),
    ((None, "2024-05-01"), (None, None)),
]


def test_dated_events_keep_their_history(register: Register) -> None:
    lift = create(register, "elevator", LIFT)
    for (status, day), held in EVENTS:
        event: dict[str, Value] = {"use_status": status, "use_status_from": day}
        write(register, lift, "use", event, tips(register, lift, "use"))
        now = value(register, lift, "use_status"), value(register, lift, "use_status_from")
        assert now == held
    assert audited(register).clean


def test_the_event_of_the_creation_counts_too(register: Register) -> None:
    began: dict[str, Value] = {"use_status": "in_use", "use_status_from": "2024-05-01"}
    lift = create(register, "elevator", LIFT | began)
    write(register, lift, "use", {"use_status": "stopped", "use_status_from": "2020-01-01"}, ())
    assert value(register, lift, "use_status") == "in_use"


def test_a_removed_record_can_stand_again(register: Register) -> None:
    lift = create(register, "elevator", LIFT)
    wrote = write(register, lift, "floors", 19, ())
    with act(register, "remove") as running:
        gone = running.remove("elevator", lift)
    assert queries.rows(register, "elevator", [lift])[0].deleted
    parents = register.connection.execute("SELECT parents FROM operation WHERE id=?", (gone,))
    assert json.loads(parents.fetchone()[0]) == [show_id(lift), show_id(wrote)]
    with act(register, "undo") as running:
        running.bring_back("elevator", lift)
    row = queries.rows(register, "elevator", [lift])[0]
    assert (row.deleted, row.values["floors"]) == (False, 19)
    assert audited(register).clean


def test_many_are_removed_at_once_written_ones_among_them(register: Register) -> None:
    with act(register) as running:
        lifts = [running.create("elevator", LIFT | {"serial_no": f"A{i}"}) for i in range(40)]
    write(register, lifts[7], "floors", 3, ())
    with act(register, "undo") as running:
        running.remove_many("equipment", lifts)
    assert all(row.deleted for row in queries.rows(register, "elevator", lifts))
    assert audited(register).clean


def test_a_large_action_is_several_sets_under_one_key(register: Register) -> None:
    with act(register, "import", "特检院") as running:
        for i in range(2500):
            running.create("elevator", LIFT | {"serial_no": f"A{i}"})
    sets = register.connection.execute(
        "SELECT seq, n_op, reason FROM change_set WHERE action=? ORDER BY seq", (running.key,)
    ).fetchall()
    assert sets == [(2, 1000, "特检院"), (3, 1000, "特检院"), (4, 500, "特检院")]
    assert audited(register).clean


@contextmanager
def broken_off() -> Iterator[None]:
    with pytest.raises(RuntimeError, match="power"):
        yield


def test_half_an_action_is_none(register: Register) -> None:
    lift = create(register, "elevator", LIFT)
    before = list(register.connection.iterdump())
    with broken_off(), act(register, "import") as running:
        for i in range(1500):
            running.create("elevator", LIFT | {"serial_no": f"A{i}"})
        running.write("elevator", lift, "floors", 1, ())
        raise RuntimeError("power")
    assert list(register.connection.iterdump()) == before
    assert create(register, "elevator", LIFT) == lift + 1


def test_an_action_without_a_change_leaves_no_set(register: Register) -> None:
    before = count(register, "change_set")
    with act(register, "set"):
        pass
    assert count(register, "change_set") == before


def test_the_tip_is_told_after_each_commit(register: Register) -> None:
    told: list[tuple[int, bytes]] = []
    register.after_commit = lambda seq, last: told.append((seq, last))
    create(register, "unit", {"name": "甲"})
    create(register, "unit", {"name": "乙"})
    assert [seq for seq, _hash in told] == [2, 3]
    assert told[-1][1] == operations.tip(register, register.replica).hash


def test_another_device_goes_on_and_says_what_it_holds(register: Register) -> None:
    create(register, "unit", {"name": "甲"})
    first = operations.tip(register, register.replica)
    old = register.replica
    adopt(register, b"another device")
    create(register, "unit", {"name": "乙"})
    rows = register.connection.execute(
        "SELECT seen, lamport FROM change_set WHERE replica=? ORDER BY seq", (register.replica,)
    ).fetchall()
    assert json.loads(rows[0][0]) == [[old, first.seq, first.hash.hex()]]
    assert rows[1][0] == "[]"
    assert [row[1] for row in rows] == [3, 4]
    assert audited(register).clean


def test_what_nobody_declared_is_not_written(register: Register) -> None:
    with pytest.raises(KeyError), act(register) as running:
        running.create("unit", {"name": "甲", "colour": "red"})
    unit = create(register, "unit", {"name": "甲"})
    with pytest.raises(KeyError):
        write(register, unit, "colour", "red", ())
    assert audited(register).clean


def test_an_unknown_number_is_said_so(register: Register) -> None:
    with pytest.raises(NotFound, match="台账里没有记录"):
        operations.kind_of(register, 5)


def _fill(register: Register) -> None:
    with act(register, "import") as running:
        for i in range(5000):
            running.create("elevator", LIFT | {"address": "长" * 200, "serial_no": f"A{i}"})


def import_many(register: Register) -> None:
    with act(register, "import") as running:
        for i in range(5000):
            running.create("elevator", LIFT | {"address": "长" * 200, "serial_no": f"A{i}"})


def test_a_full_disk_is_a_sentence_and_nothing_is_kept(register: Register) -> None:
    pages = register.connection.execute("PRAGMA page_count").fetchone()[0]
    register.connection.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(UserError, match="没有保存"):
        import_many(register)
    register.connection.execute("PRAGMA max_page_count=1000000")
    assert count(register, "equipment") == 0
    assert create(register, "unit", {"name": "甲"})
    assert audited(register).clean


def test_a_register_without_a_key_is_only_read(register: Register) -> None:
    register.signer = None
    with pytest.raises(AssertionError, match="read-only"):
        create(register, "unit", {"name": "甲"})


def test_a_file_held_by_another_program_is_a_sentence(register: Register) -> None:
    register.connection.execute("PRAGMA busy_timeout=1")
    other = sqlite3.connect(register.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(UserError, match="另一个程序"):
        create(register, "unit", {"name": "甲"})
    other.close()
