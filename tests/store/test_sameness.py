"""Two records that are one: the same partition in every order, filled rows, conflicts, and back again."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equipinspect import RESOURCES
from equipinspect.model.declarations import load
from equipinspect.store import heads, queries, sameness
from equipinspect.store.queries import Filter, Query
from equipinspect.store.register import Register
from tests.registers import act, audited, make

DECLARED = load(RESOURCES)


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    made = make(tmp_path / "r.eqi", DECLARED)
    yield made
    made.close()


def add(register: Register, **values: str | int) -> int:
    with act(register) as running:
        return running.create("unit", values)


def say(register: Register, one: int, other: int, same: int = 1) -> None:
    low, high = sorted((one, other))
    name = sameness.field_of(high)
    with act(register, "same") as running:
        seen = heads.heads(register.connection, low).get(name, (low, high))
        running.write("unit", low, name, same, seen)


def row(register: Register, number: int) -> queries.Row:
    return queries.rows(register, "unit", [number])[0]


def listed(register: Register) -> list[int]:
    return list(queries.positions(register, Query("unit")))


def test_the_smaller_represents_and_is_filled(register: Register) -> None:
    one = add(register, name="恒大物业")
    two = add(register, name="恒大物业", address="秋实路 1 号", credit_code="91110000000000000X")
    say(register, two, one)
    assert listed(register) == [one]
    assert row(register, one).values["address"] == "秋实路 1 号"
    assert row(register, one).conflicts == 0
    assert row(register, two).same == one
    assert not row(register, two).deleted
    assert queries.count(register, Query("unit")) == 1
    assert audited(register).clean
    say(register, one, two, 0)
    assert listed(register) == [one, two]
    assert "address" not in row(register, one).values
    assert audited(register).clean


def test_what_people_decide_is_a_conflict_until_somebody_takes_one(register: Register) -> None:
    one = add(register, name="恒大物业", credit_code="A1")
    two = add(register, name="恒大壹物业", credit_code="A1", note="二号的话")
    say(register, one, two)
    assert row(register, one).conflicts == 1
    (said,) = sameness.conflicts(register, one).values()
    assert [(each.entity, each.values["name"]) for each in said] == [
        (one, "恒大物业"), (two, "恒大壹物业")]  # fmt: skip
    assert queries.positions(register, Query("unit", (Filter("_conflicts", ">", "0"),)))
    with act(register, "resolve") as running:
        running.write("unit", one, "name", "恒大壹物业", [tip for s in said for tip in s.tips])
    assert row(register, one).values["name"] == "恒大壹物业"
    assert row(register, one).conflicts == 0
    assert sameness.conflicts(register, one) == {}
    assert audited(register).clean


def test_a_field_for_the_latest_takes_the_newest(register: Register) -> None:
    one = add(register, name="甲厂", note="旧的")
    two = add(register, name="甲厂", note="新的")
    say(register, one, two)
    assert row(register, one).values["note"] == "新的"
    assert row(register, one).conflicts == 0


def test_what_is_written_behind_the_representative_shows_in_front(register: Register) -> None:
    one, two = add(register, name="甲厂"), add(register, name="甲厂")
    say(register, one, two)
    with act(register, "set") as running:
        running.write("unit", two, "address", "南街 2 号", ())
    assert row(register, one).values["address"] == "南街 2 号"
    with act(register, "set") as running:
        seen = heads.heads(register.connection, two)["address"]
        running.write("unit", two, "address", None, seen)
    assert "address" not in row(register, one).values
    assert audited(register).clean


def test_when_the_representative_is_removed_the_next_one_stands(register: Register) -> None:
    one, two, three = (add(register, name="甲厂") for _n in range(3))
    for pair in pairwise((one, two, three)):
        say(register, *pair)
    assert listed(register) == [one]
    with act(register, "remove") as running:
        running.remove("unit", one)
    assert listed(register) == [two]
    with act(register, "remove") as running:
        running.remove_many("unit", [two, three])
    assert listed(register) == []
    with act(register, "remove") as running:
        running.bring_back("unit", three)
    assert listed(register) == [three]
    assert audited(register).clean


def test_heads_that_differ_keep_the_two_apart(register: Register) -> None:
    one, two = add(register, name="甲厂"), add(register, name="甲厂")
    say(register, one, two)
    with act(register, "apart") as running:  # as if another laptop had said so without seeing it
        running.write("unit", one, sameness.field_of(two), 0, (one, two))
    assert listed(register) == [one, two]
    assert row(register, one).conflicts == 1
    assert audited(register).clean


def test_a_row_told_wrongly_is_found(register: Register) -> None:
    one, two = add(register, name="甲厂"), add(register, name="甲厂", address="南街")
    say(register, one, two)
    for table in ("_same=NULL", "_deleted=0", "name='别的'"):
        register.connection.execute("BEGIN")
        register.connection.execute(f"UPDATE unit SET {table} WHERE id=?", (two,))
        assert not audited_inside(register)
        register.connection.execute("ROLLBACK")
    assert audited(register).clean


def audited_inside(register: Register) -> bool:
    """Whether the rows equal the log, inside a transaction."""
    from equipinspect.store import rebuilding  # noqa: PLC0415 - only here

    return not rebuilding.check(register, lambda *_a: None).findings


def brute(count: int, said: list[tuple[int, int, int]]) -> set[frozenset[int]]:
    """The classes by flooding, from the last word on each pair."""
    last = {frozenset((a, b)): same for a, b, same in said if a != b}
    edges = [pair for pair, same in last.items() if same]
    classes = []
    left = set(range(count))
    while left:
        group = {left.pop()}
        while more := {n for e in edges if e & group for n in e} - group:
            group |= more
        left -= group
        classes.append(frozenset(group))
    return set(classes)


SAYINGS = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 1)), min_size=1, max_size=12
)


@settings(max_examples=40)
@given(SAYINGS)
def test_any_order_and_cycle_gives_the_same_partition(
    tmp_path_factory: pytest.TempPathFactory, said: list[tuple[int, int, int]]
) -> None:
    """The rows after every step equal classes found by flooding; the audit agrees at the end."""
    folder = tmp_path_factory.mktemp("same")
    with make(folder / "r.eqi", DECLARED) as register:
        ids = [add(register, name=f"厂{n}", note=f"话{n}") for n in range(6)]
        for done, (one, other, same) in enumerate(said, 1):
            if one == other:
                continue
            say(register, ids[one], ids[other], same)
            wanted = {frozenset(ids[n] for n in group) for group in brute(6, said[:done])}
            shown = {min(group) for group in wanted}
            assert set(listed(register)) == shown
            for group in wanted:
                first = min(group)
                assert set(sameness.members(register.connection, "unit", first)) == group
        assert audited(register).clean


@given(st.permutations([(0, 1), (1, 2), (2, 3), (3, 0), (4, 5)]))
def test_classes_do_not_depend_on_the_order_of_edges(edges: list[tuple[int, int]]) -> None:
    assert sameness.partition(range(6), edges) == [[0, 1, 2, 3], [4, 5]]
