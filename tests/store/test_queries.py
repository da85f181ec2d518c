"""Lists: filters, order, pages, counts, and the titles of what rows refer to."""

import pytest

from equipinspect.model.fields import Absent, Value
from equipinspect.store import queries
from equipinspect.store.queries import Filter, Query
from equipinspect.store.register import Register
from tests.registers import act

LIFTS: list[dict[str, Value]] = [
    {"serial_no": "B2", "floors": 9, "rated_speed_ms": "1.75", "inspection_next": "2025-04"},
    {"serial_no": "A1", "floors": 18, "rated_speed_ms": "10", "inspection_next": Absent("—")},
    {"serial_no": "c3", "address": "金台大道", "is_remote_monitored": 1},
    {"serial_no": "A4", "floors": 10, "inspection_next": "2026-11-03"},
]


@pytest.fixture
def lifts(register: Register) -> list[int]:
    known = register.declarations.get("elevator")
    with act(register) as running:
        return [
            running.create("elevator", {k: v for k, v in values.items() if known.has(k)})
            for values in LIFTS
        ]


def places(register: Register, lifts: list[int], query: Query) -> list[int]:
    return [lifts.index(number) for number in queries.positions(register, query)]


@pytest.mark.parametrize(
    ("key", "op", "value", "found"),
    [
        ("serial_no", "=", "A1", [1]),
        ("serial_no", "!=", "A1", [0, 2, 3]),
        ("serial_no", "in", "A1|c3|无", [1, 2]),
        ("serial_no", "contains", "a", [1, 3]),
        ("floors", "=", "9", [0]),
        ("floors", "in", "9|10", [0, 3]),
        ("floors", ">=", "10", [1, 3]),
        ("floors", "<", "10", [0]),
        ("floors", "empty", "", [2]),
        ("address", "filled", "", [2]),
        ("inspection_next", ">=", "2025-01", [0, 3]),
        ("inspection_next", "<=", "2025-12", [0]),
        ("inspection_next", "filled", "", [0, 1, 3]),
        ("_conflicts", ">", "0", []),
        ("_conflicts", "=", "0", [0, 1, 2, 3]),
    ],
)
def test_filters(
    register: Register, lifts: list[int], key: str, op: str, value: str, found: list[int]
) -> None:
    query = Query("elevator", (Filter(key, op, value),))
    assert places(register, lifts, query) == found
    assert queries.count(register, query) == len(found)


@pytest.mark.parametrize(
    ("sort", "descending", "found"),
    [
        ("", False, [0, 1, 2, 3]),
        ("", True, [3, 2, 1, 0]),
        ("serial_no", False, [1, 3, 0, 2]),
        ("floors", False, [0, 3, 1, 2]),
        ("floors", True, [1, 3, 0, 2]),
        ("inspection_next", False, [0, 3, 1, 2]),
    ],
)
def test_order_has_empty_values_last(
    register: Register, lifts: list[int], sort: str, descending: bool, found: list[int]
) -> None:
    query = Query("elevator", sort=sort, descending=descending)
    assert places(register, lifts, query) == found
    for limit in range(5):
        page = queries.first_page(register, query, limit)
        assert [lifts.index(n) for n in page] == found[:limit]


def test_references_are_sorted_filtered_and_named_by_what_they_mean(register: Register) -> None:
    with act(register) as running:
        units = [running.create("unit", {"name": name}) for name in ("丙公司", "甲公司", "乙公司")]
        lifts = [running.create("elevator", {"user_unit": unit}) for unit in units]
        running.create("boiler", {"user_unit": units[0]})
    by_name = sorted(range(3), key=["丙公司", "甲公司", "乙公司"].__getitem__)
    assert places(register, lifts, Query("elevator", sort="user_unit")) == by_name
    holding = Query("elevator", (Filter("user_unit", "contains", "甲"),))
    assert places(register, lifts, holding) == [1]
    own = Query("elevator", (Filter("user_unit", "=", str(units[2])),))
    assert places(register, lifts, own) == [2]
    row = queries.rows(register, "elevator", [lifts[0]])[0]
    assert row.titles["user_unit"] == "丙公司"
    assert queries.rows(register, "boiler", lifts) == []


def test_absent_references_are_kept_and_have_no_title(register: Register) -> None:
    with act(register) as running:
        lift = running.create("elevator", {"owner_unit": Absent("无")})
    row = queries.rows(register, "elevator", [lift])[0]
    assert (row.values["owner_unit"], row.titles) == (Absent("无"), {})


def test_removed_rows_are_not_listed(register: Register, lifts: list[int]) -> None:
    with act(register, "remove") as running:
        running.remove("elevator", lifts[1])
    assert places(register, lifts, Query("elevator")) == [0, 2, 3]
    assert queries.count(register, Query("elevator"), deleted=True) == 1
    assert queries.lookup(register, "elevator", "serial_no", ["A1", "B2"]) == {"B2": [lifts[0]]}


def test_identities_filled_and_repeated(register: Register, lifts: list[int]) -> None:
    with act(register) as running:
        running.create("elevator", {"serial_no": "A1"})
    assert len(list(queries.identities(register, "elevator", ("serial_no", "floors")))) == 3
    assert queries.filled(register, "elevator", ["serial_no", "floors"]) == [5, 3]
    assert queries.repeated(register, "elevator", "serial_no") == [("A1", 2)]
    assert lifts
