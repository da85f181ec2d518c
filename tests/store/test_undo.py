"""Undo writes inverses, refuses field by field what was written since, and never takes too much."""

import pytest

from equipinspect.model.fields import Value
from equipinspect.store import heads, history, queries, undo
from equipinspect.store.operations import kind_of
from equipinspect.store.register import Register
from equipinspect.store.undo import Undone
from tests.registers import act, audited

LIFT: dict[str, Value] = {"address": "金台大道 8 号", "floors": 18}


def value(register: Register, number: int, key: str) -> Value:
    return queries.rows(register, kind_of(register, number), [number])[0].values.get(key)


def is_deleted(register: Register, number: int) -> bool:
    return queries.rows(register, kind_of(register, number), [number])[0].deleted


def create(register: Register, kind: str, values: dict[str, Value]) -> int:
    with act(register) as running:
        return running.create(kind, values)


def write(
    register: Register, number: int, field: str, new: Value | dict[str, Value], verb: str = "set"
) -> None:
    seen = heads.heads(register.connection, number).get(field, ())
    with act(register, verb) as running:
        running.write(kind_of(register, number), number, field, new, seen)


def take_back(register: Register) -> Undone:
    done = history.undoable(register)
    assert done is not None
    with act(register, history.UNDO) as running:
        running.key = f"{running.key} {done.key}"
        found = undo.reverse(register, running, done.key, lambda _n: None)
    assert audited(register).clean
    return found


def test_a_creation_is_taken_back_by_a_tombstone(register: Register) -> None:
    lift = create(register, "elevator", LIFT)
    assert take_back(register).removed == 1
    assert is_deleted(register, lift)
    assert queries.count(register, queries.Query("elevator")) == 0


def test_a_write_is_taken_back_to_what_stood_before(register: Register) -> None:
    lift = create(register, "elevator", LIFT)
    write(register, lift, "floors", 19)
    write(register, lift, "floors", None)
    take_back(register)
    assert value(register, lift, "floors") == 19
    take_back(register)
    assert value(register, lift, "floors") == 18


def test_a_group_is_taken_back_whole(register: Register) -> None:
    lift = create(register, "elevator", LIFT | {"inspection_last": "2024-04-09"})
    write(
        register,
        lift,
        "inspection",
        {"inspection_last": "2025-04-01", "inspection_next": "2026-04"},
    )
    take_back(register)
    assert value(register, lift, "inspection_last") == "2024-04-09"
    assert value(register, lift, "inspection_next") is None


def test_a_dated_event_is_taken_back_to_what_held_on_its_day(register: Register) -> None:
    lift = create(register, "elevator", LIFT)
    for status, day in (
        ("in_use", "2024-05-01"),
        ("stopped", "2025-01-01"),
        ("scrapped", "2025-01-01"),
    ):
        write(register, lift, "use", {"use_status": status, "use_status_from": day})
    take_back(register)
    assert value(register, lift, "use_status") == "stopped"
    take_back(register)
    assert value(register, lift, "use_status") == "in_use"
    take_back(register)
    assert value(register, lift, "use_status") is None


def test_two_writes_of_one_field_in_one_action_go_together(register: Register) -> None:
    lift = create(register, "elevator", LIFT)
    with act(register, "set") as running:
        first = running.write("elevator", lift, "floors", 1, ())
        running.write("elevator", lift, "floors", 2, (first,))
        day = running.write("elevator", lift, "use", {"use_status_from": "2024-01-01"}, ())
        running.write(
            "elevator",
            lift,
            "use",
            {"use_status": "in_use", "use_status_from": "2025-01-01"},
            (day,),
        )
    done = take_back(register)
    assert (done.restored, done.refused) == (4, [])
    assert value(register, lift, "floors") == 18
    assert value(register, lift, "use_status") is None


def test_a_removal_is_taken_back(register: Register) -> None:
    lift = create(register, "elevator", LIFT)
    with act(register, "remove") as running:
        running.remove("elevator", lift)
    take_back(register)
    assert not is_deleted(register, lift)


def test_what_was_written_since_stays_field_by_field(register: Register) -> None:
    lift = create(register, "elevator", LIFT)
    with act(register, "import") as running:
        running.write("elevator", lift, "floors", 30, ())
        running.write("elevator", lift, "address", "乙路 2 号", ())
        imported = running.key
    write(register, lift, "address", "丙路 3 号")
    with act(register, history.UNDO) as running:
        done = undo.reverse(register, running, imported, lambda _n: None)
    assert (done.restored, done.refused) == (1, [(lift, "address")])
    assert value(register, lift, "floors") == 18
    assert value(register, lift, "address") == "丙路 3 号"


def an_import(register: Register) -> tuple[str, int, list[int]]:
    with act(register, "import", "特检院") as running:
        unit = running.create("unit", {"name": "甲物业"})
        lifts = [
            running.create("elevator", LIFT | {"serial_no": f"A{i}", "user_unit": unit})
            for i in range(30)
        ]
    return running.key, unit, lifts


def test_a_whole_import_is_taken_back_at_once(register: Register) -> None:
    known = create(register, "elevator", LIFT)
    with act(register, "import") as running:
        unit = running.create("unit", {"name": "甲物业"})
        running.write("elevator", known, "user_unit", unit, ())
        running.create("elevator", LIFT | {"user_unit": unit})
    done = take_back(register)
    assert (done.removed, done.restored, done.refused) == (2, 1, [])
    assert value(register, known, "user_unit") is None
    assert is_deleted(register, unit)


def test_a_row_written_since_stays_with_all_it_rests_on(register: Register) -> None:
    key, unit, lifts = an_import(register)
    write(register, lifts[3], "floors", 4)
    with act(register, history.UNDO) as running:
        done = undo.reverse(register, running, key, lambda _n: None)
    assert done.removed == 29
    assert sorted(done.refused) == [(unit, "*"), (lifts[3], "*")]
    assert not is_deleted(register, unit)
    assert value(register, lifts[3], "user_unit") == unit
    assert audited(register).clean


def test_a_row_that_others_name_stays(register: Register) -> None:
    key, unit, lifts = an_import(register)
    other = create(register, "elevator", LIFT | {"maint_unit": unit})
    event = create(register, "registration_event", {"equipment": lifts[0], "on": "2025-01-01"})
    with act(register, history.UNDO) as running:
        done = undo.reverse(register, running, key, lambda _n: None)
    assert sorted(done.refused) == [(unit, "*"), (lifts[0], "*")]
    assert done.removed == 29
    assert other
    assert event
    assert audited(register).clean


def test_an_undo_is_not_offered_and_many_in_a_row_reach_back(register: Register) -> None:
    lift = create(register, "elevator", LIFT)
    for floors in range(60):
        write(register, lift, "floors", floors)
    for floors in reversed(range(59)):
        take_back(register)
        assert value(register, lift, "floors") == floors
    take_back(register)
    assert take_back(register).removed == 1
    done = history.undoable(register)
    assert done is not None
    assert done.verb == "init"


def test_another_value_beside_it_is_not_swept_away(register: Register) -> None:
    lift = create(register, "elevator", LIFT)
    with act(register, "set") as running:
        running.write("elevator", lift, "name", "一", ())
    with act(register, "set") as running:
        running.write("elevator", lift, "name", "二", ())
        second = running.key
    with act(register, history.UNDO) as running:
        done = undo.reverse(register, running, second, lambda _n: None)
    assert done.refused == [(lift, "name")]
    assert queries.rows(register, "elevator", [lift])[0].conflicts == 1


@pytest.mark.parametrize("number", [0, 2500])
def test_progress_is_told(register: Register, number: int) -> None:
    with act(register, "import") as running:
        for i in range(number):
            running.create("elevator", {"serial_no": f"A{i}"})
        running.create("unit", {"name": "甲"})
    told: list[int] = []
    with act(register, history.UNDO) as undoing:
        undo.reverse(register, undoing, running.key, told.append)
    assert told[-1] == number + 1


def test_history_tells_every_write_with_what_stood_before(register: Register) -> None:
    lift = create(register, "elevator", LIFT)
    write(register, lift, "floors", 19)
    with act(register, "remove", "拆除") as running:
        running.remove("elevator", lift)
    created, changed, removed = history.of_entity(register, lift)
    assert created.field == "*"
    assert created.new["floors"] == 18
    assert (changed.old, changed.new) == ({"floors": 18}, {"floors": 19})
    assert (removed.field, removed.reason, removed.person) == ("_deleted", "拆除", "测试员")
