"""What several laptops say of the same records gives one partition, whatever order their files come in."""

from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equipinspect.app import conflicts, number_blocks, records, sameness
from equipinspect.app.session import Session
from equipinspect.store import queries
from tests.offices import Round, enrol, merge, unit
from tests.registers import audited

NAMES = ("万一", "万二", "万三")


@pytest.fixture
def friday(tmp_path: Path) -> Iterator[Round]:
    """A folder for a story."""
    found = Round(tmp_path)
    yield found
    found.close()


def laptops(friday: Round, office: Session) -> list[Session]:
    """Three laptops, let in."""
    base = friday.base(office)
    found = []
    for name in NAMES:
        session, joined = friday.join(base, name)
        enrol(office, joined, name)
        found.append(session)
    return found


def classes(session: Session, ids: list[int]) -> set[tuple[int, ...]]:
    """Which records are the same."""
    return {tuple(sorted(sameness.members(session, n))) for n in ids}


def test_three_laptops_say_so_in_a_circle(friday: Round) -> None:
    office = friday.office(signs=False)
    ids = [unit(office, f"厂{n}") for n in range(4)]
    said = laptops(friday, office)
    for laptop, pair in zip(said, ((0, 1), (1, 2), (2, 0)), strict=True):
        sameness.say_same(laptop, ids[pair[0]], ids[pair[1]])
    files = [friday.hand_in(laptop) for laptop in said]
    states = set()
    for number, order in enumerate(permutations(files)):
        other, joined = friday.join(friday.base(office), f"收件{number}")
        other.register.set_local("anchor", "")  # an office of its own, which trusts the first one
        assert joined.operations
        for file in order:
            assert merge(other, file).result == "merged"
        assert classes(other, ids) == {(ids[0], ids[1], ids[2]), (ids[3],)}
        rows = queries.all_rows(other.register, "unit")
        states.add(str([(r.id, r.values, r.conflicts) for r in rows]))
        assert audited(other.register).clean
    assert len(states) == 1


def test_the_same_lift_of_two_laptops_becomes_one_and_keeps_both_words(friday: Round) -> None:
    office = friday.office(signs=False)
    one, two, _three = laptops(friday, office)
    made = []
    for laptop, name in ((one, "乘客电梯"), (two, "曳引驱动电梯")):
        with laptop.action("add") as running:
            values = {"name": name, "device_code": "311010003201800011", "address": name}
            made.append(running.create("elevator", values))
        merge(office, friday.hand_in(laptop))
    sameness.say_same(office, *made)
    (row,) = queries.all_rows(office.register, "elevator")
    assert row.id == min(made)
    (conflict,) = conflicts.every(office)
    assert (conflict.conflict.entity, conflict.conflict.field) == (min(made), "name")
    words = [s.words for s in conflict.said]
    assert sorted(words) == ["乘客电梯", "曳引驱动电梯"]
    assert {s.person for s in conflict.said} == set(NAMES[:2])
    conflicts.resolve(office, conflict.key, 2, None, "铭牌上这样写")
    assert records.read(office, min(made)).values["name"] == words[1]
    assert list(conflicts.every(office)) == []
    sameness.say_apart(office, *made)
    assert len(queries.all_rows(office.register, "elevator")) == 2
    assert audited(office.register).clean


STEPS = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["number", "friday", "lease"])),
    min_size=4,
    max_size=12,
)


@settings(max_examples=6)
@given(STEPS)
def test_numbers_stay_unique_when_blocks_run_out_on_several_devices(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, str]]
) -> None:
    """Two laptops and the office number directives; blocks of two run out; provisional ones are no clash."""
    friday = Round(tmp_path_factory.mktemp("numbers"))
    try:
        office = friday.office(signs=False)
        everyone = [*laptops(friday, office)[:2], office]
        for who, step in steps:
            session = everyone[who]
            match step:
                case "number":
                    with session.action("directive") as running:
                        taken = number_blocks.Numbers(session, running).take("directive", 2026)
                        text = taken.serial or number_blocks.provisional_text(session, taken)
                        values = {"number": str(text), "year": 2026, "serial": taken.serial}
                        running.create("directive", values)
                case "lease" if who < 2:
                    digits = [g.fingerprint for g in number_grants(office)][who]
                    number_blocks.lease(office, "directive", digits, 2, 2026)
                case "friday" if who < 2:
                    friday.exchange(office, session, NAMES[who])
        for laptop, name in zip(everyone[:2], NAMES, strict=False):
            friday.exchange(office, laptop, name)
        rows = queries.all_rows(office.register, "directive")
        assert len({row.values["number"] for row in rows}) == len(rows)
        assert number_blocks.used_twice(office) == []
        made = sum(step == "number" for _who, step in steps)
        assert len(rows) == made
    finally:
        friday.close()


def number_grants(office: Session) -> list[number_blocks.grants.Grant]:
    """The grants of the laptops, in the order of their names."""
    found = {g.name: g for g in number_blocks.grants.all_of(office)}
    return [found[name] for name in NAMES]
