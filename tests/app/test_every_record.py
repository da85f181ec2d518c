"""Every declared record with any values: written, read back equal, proven by the audit."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from equipinspect import RESOURCES
from equipinspect.app import former, histories, records, undoing
from equipinspect.app.session import Session
from equipinspect.model import declarations
from equipinspect.model.fields import Absent, Value
from equipinspect.store import operations, queries
from tests.registers import a_record, a_value, audited, new_office

ROUNDS = 6
DECLARED = declarations.load(RESOURCES)
NAMED: list[tuple[str, dict[str, Value]]] = [  # something of every kind that others refer to
    ("town", {"name": "城关镇"}),
    ("unit", {"name": "甲物业服务有限公司"}),
    ("person", {"name": "王五"}),
    ("office", {"name": "城关所"}),
    ("cylinder_holder", {"reg_no": "瓶 1"}),
    ("elevator", {"serial_no": "A1"}),
    ("check", {"number": "查 1"}),
    ("device_check", {"name": "电梯"}),
    ("campaign", {"name": "大排查"}),
    ("directive", {"number": "（测）市监特令〔2026〕第1号"}),
    ("hazard", {"number": "隐 1"}),
    ("policy", {"number": "保 1"}),
    ("endorsement", {"number": "批 1"}),
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


def a_write(session: Session, number: int, known: dict[str, int], rnd: Random) -> None:
    """Write any field of a record and read it back."""
    record = records.read(session, number)
    declaration = session.declaration(record.kind)
    field = rnd.choice(declaration.fields)
    group = declaration.groups.get(field.group)
    dated = group is not None and group.events
    value = None if not dated and rnd.random() < 0.2 else a_value(field, known, rnd)
    if record.values.get(field.key) == value:
        return
    with session.action("set") as running:
        fields = records.units_of_writing(session, record, {field.key: value})
        records.write(session, running, record, fields)
    if not dated:  # a status written for an early day does not hold today
        changed = {field.key: value}
        wanted = record.values | former.kept(declaration, record.values, changed) | changed
        assert read(session, number) == {k: v for k, v in wanted.items() if v is not None}


@pytest.mark.parametrize("kind", [d.key for d in DECLARED if d.key != "equipment"])
def test_any_values_are_kept(kind: str, session: Session, known: dict[str, int]) -> None:
    declaration = session.declaration(kind)
    for seed in range(ROUNDS):
        rnd = Random(seed)
        values = a_record(declaration, known, rnd)
        with session.action("add") as running:
            number = running.create(kind, values)
        assert read(session, number) == values
        assert {f.key: f.show(values.get(f.key)) for f in declaration.fields}
        for _turn in range(6):
            a_write(session, number, known, rnd)
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
