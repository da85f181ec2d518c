"""Every declared record with any values: written, read back equal, proven by the audit."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from equipinspect import RESOURCES
from equipinspect.app import histories, records, undoing
from equipinspect.app.session import Session
from equipinspect.model import declarations
from equipinspect.model.declarations import Declaration
from equipinspect.model.fields import Absent, Value
from equipinspect.store import operations, queries
from tests.registers import audited, new_office, records_of, values_of

ONCE = settings(  # real files are too slow for shrinking
    max_examples=100, suppress_health_check=list(HealthCheck), phases=[Phase.reuse, Phase.generate]
)
DECLARED = declarations.load(RESOURCES)
NAMED: list[tuple[str, dict[str, Value]]] = [  # something of every kind that others refer to
    ("town", {"name": "城关镇"}),
    ("unit", {"name": "甲物业服务有限公司"}),
    ("person", {"name": "王五"}),
    ("office", {"name": "城关所"}),
    ("cylinder_holder", {"reg_no": "瓶 1"}),
    ("elevator", {"serial_no": "A1"}),
    ("check", {"number": "查 1"}),
]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("every")
    opened = new_office(Path(folder / "office.eqi"), folder / "home")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def known(session: Session) -> dict[str, int]:
    """One record of every kind that others refer to, by the word they refer with."""
    found = {}
    with session.action("add") as running:
        for kind, values in NAMED:
            declaration = session.declaration(kind)
            fitting = {k: v for k, v in values.items() if declaration.has(k)}
            found[declaration.record] = running.create(kind, fitting)
    return found


def read(session: Session, number: int) -> dict[str, Value]:
    kind = operations.kind_of(session.register, number)
    row = queries.rows(session.register, kind, [number])[0]
    return {k: v for k, v in row.values.items() if k != "category"}


def writes_of(
    declaration: Declaration, known: dict[str, int]
) -> st.SearchStrategy[list[tuple[str, Value]]]:
    """Any few writes on a record of a declaration; a status once set is never emptied."""
    dated = {key for g in declaration.groups.values() if g.events for key in g.fields}
    fields = {f.key: values_of(f, known) for f in declaration.fields}
    some = [
        st.tuples(st.just(key), values if key in dated else st.none() | values)
        for key, values in fields.items()
        if not values.is_empty
    ]
    return st.lists(st.one_of(some), max_size=6)


@pytest.mark.parametrize("kind", [d.key for d in DECLARED if d.key != "equipment"])
@ONCE
@given(data=st.data())
def test_any_values_are_kept(
    kind: str, session: Session, known: dict[str, int], data: st.DataObject
) -> None:
    declaration = session.declaration(kind)
    values = data.draw(records_of(declaration, known))
    writes = data.draw(writes_of(declaration, known))
    with session.action("add") as running:
        number = running.create(kind, values)
    assert read(session, number) == values
    assert {f.key: f.show(values.get(f.key)) for f in declaration.fields}
    for key, value in writes:
        record = records.read(session, number)
        if record.values.get(key) == value:
            continue
        with session.action("set") as running:
            fields = records.units_of_writing(session, record, {key: value})
            records.write(session, running, record, fields)
        group = declaration.groups.get(declaration.field(key).group)
        if not (group and group.events):  # a status written for an early day does not hold today
            wanted = {**record.values, key: value}
            assert read(session, number) == {k: v for k, v in wanted.items() if v is not None}
    assert histories.of_record(session, number)


def test_everything_written_above_is_proven(session: Session, known: dict[str, int]) -> None:
    assert known
    assert audited(session.register).findings == []


@pytest.mark.parametrize(
    ("kind", "key"),
    [(d.key, f.key) for d in DECLARED if d.key != "equipment" for f in d.fields if f.absent],
)
def test_an_absent_value_keeps_its_meaning_wherever_it_is_allowed(
    kind: str, key: str, session: Session, known: dict[str, int]
) -> None:
    assert known
    with session.action("add") as running:
        one = running.create(kind, {key: Absent("设计规定不实施定期检验")})
        two = running.create(kind, {})
    assert read(session, one) == {key: Absent("设计规定不实施定期检验")}
    record = records.read(session, two)
    with session.action("set") as running:
        fields = records.units_of_writing(session, record, {key: Absent("—")})
        records.write(session, running, record, fields)
    assert read(session, two)[key] == Absent("—")
    undoing.undo_last(session)
    assert key not in read(session, two)


def test_the_absent_ones_are_proven_too(session: Session, known: dict[str, int]) -> None:
    assert known
    assert audited(session.register).findings == []
