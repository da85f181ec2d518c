"""Business numbers: leased in blocks, never given twice, provisional when a block is used up."""

from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equipinspect.app import enrolling, grants, number_blocks, records
from equipinspect.app.enrolling import Wanted
from equipinspect.app.number_blocks import Numbers
from equipinspect.app.office import open_session
from equipinspect.app.session import Session
from equipinspect.model.errors import InvalidRecord, NotAllowed
from tests.registers import new_office, place

OTHER = "123456789012345678901234567890"
DIRECTIVE = "directive"


def own(session: Session) -> str:
    return grants.own_fingerprint(session)


def directive(session: Session) -> tuple[int, int | None]:
    """Write a directive with the next number of this device."""
    with session.action("add") as running:
        taken = Numbers(session, running).take(DIRECTIVE, 2026)
        text = taken.serial or number_blocks.provisional_text(session, taken)
        values = {"number": f"特令〔2026〕第{text}号", "year": 2026, "serial": taken.serial}
        return running.create(DIRECTIVE, values), taken.serial


def as_laptop(session: Session) -> None:
    """Let this device be an officer's laptop that leases nothing itself."""
    enrolling.enrol(session, Wanted(OTHER, "万外勤", "执法人员"))
    enrolling.enrol(session, Wanted(own(session), "钱多多", "执法人员"))


def test_an_office_alone_numbers_from_one_and_sees_no_blocks(session: Session) -> None:
    assert [directive(session)[1] for _n in range(3)] == [1, 2, 3]
    records_made = [b for b in number_blocks.blocks(session) if b.fingerprint != own(session)]
    assert records_made == []
    assert number_blocks.provisional(session) == []


def test_a_block_is_used_in_order_and_then_numbers_are_provisional(session: Session) -> None:
    number_blocks.lease(session, DIRECTIVE, OTHER, 10, 2026)
    block = number_blocks.lease(session, DIRECTIVE, own(session), 3, 2026)
    assert (block.first, block.last) == (11, 13)
    as_laptop(session)
    assert [directive(session)[1] for _n in range(4)] == [11, 12, 13, None]
    (waiting,) = number_blocks.provisional(session)
    assert str(records.read(session, waiting).values["number"]).startswith("特令〔2026〕第临")
    with pytest.raises(NotAllowed):
        number_blocks.give_official(session, waiting, "特令〔2026〕第{serial}号")


def test_the_office_gives_the_official_number_later(session: Session) -> None:
    with session.action("add") as running:
        number = running.create(DIRECTIVE, {"number": "临1", "year": 2026})
    number_blocks.give_official(session, number, "特令〔2026〕第{serial}号")
    values = records.read(session, number).values
    assert (values["number"], values["serial"]) == ("特令〔2026〕第1号", 1)
    assert number_blocks.provisional(session) == []
    with pytest.raises(NotAllowed, match="不是临时编号"):
        number_blocks.give_official(session, number, "{serial}")


def test_removed_and_voided_numbers_are_never_given_again(session: Session) -> None:
    number, serial = directive(session)
    with session.action("remove", "写错") as running:
        running.remove(DIRECTIVE, number)
    assert serial == 1
    assert directive(session)[1] == 2


def test_one_action_takes_many_numbers_over_several_blocks(session: Session) -> None:
    with session.action("add") as running:
        numbers = Numbers(session, running)
        taken = [numbers.take(DIRECTIVE, 2026).serial for _n in range(250)]
    assert taken == list(range(1, 251))
    assert directive(session)[1] != 250


def test_a_lost_device_burns_what_it_did_not_hand_in(session: Session) -> None:
    enrolling.enrol(session, Wanted(OTHER, "万外勤", "执法人员"))
    block = number_blocks.lease(session, DIRECTIVE, OTHER, 20, 2026)
    with session.action("add") as running:  # handed in by the laptop
        running.create(DIRECTIVE, {"number": "x", "year": 2026, "serial": block.first + 4})
    changed = enrolling.revoke(session, OTHER, "丢失")
    assert changed.counts["burnt"] == 1
    (held,) = number_blocks.blocks(session, DIRECTIVE, 2026)
    assert (held.burnt_from, held.next, held.left) == (block.first + 5, None, 0)
    assert directive(session)[1] == block.last + 1


def test_a_restored_office_leaves_out_what_it_may_have_given_since(
    tmp_path: Path, home: Path
) -> None:
    session = new_office(tmp_path / "office.eqi", home)
    directive(session)
    session.close()
    again = open_session(tmp_path / "office.eqi", place(home), "从备份恢复，改用新的本机密钥")
    try:
        assert directive(again)[1] == 201
        assert directive(again)[1] == 202
    finally:
        again.close()


def test_two_uses_of_one_number_are_listed(session: Session) -> None:
    with session.action("add") as running:
        for _n in range(2):
            running.create(DIRECTIVE, {"number": "特令〔2026〕第7号", "year": 2026, "serial": 7})
    (doubt,) = number_blocks.used_twice(session)
    assert (doubt.kind, doubt.number, len(doubt.records)) == (DIRECTIVE, "特令〔2026〕第7号", 2)


def test_only_numbered_kinds_and_sensible_counts(session: Session) -> None:
    with pytest.raises(InvalidRecord, match="可以分号段的有"):
        number_blocks.lease(session, "unit", OTHER, 5)
    for wrong in (0, number_blocks.MOST + 1):
        with pytest.raises(InvalidRecord):
            number_blocks.lease(session, DIRECTIVE, OTHER, wrong)


FOLDERS = count()


@settings(max_examples=25)
@given(st.lists(st.sampled_from(["lease own", "lease other", "use", "lost"]), max_size=14))
def test_no_number_is_ever_given_twice(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    """Whatever is leased, used up or burnt in between, official numbers of one device differ."""
    folder = tmp_path_factory.mktemp(f"numbers{next(FOLDERS)}")
    session = new_office(folder / "o.eqi", folder)
    given_out: list[int] = []
    try:
        enrolling.enrol(session, Wanted(OTHER, "万外勤", "执法人员"))
        for step in steps:
            match step:
                case "lease own":
                    number_blocks.lease(session, DIRECTIVE, own(session), 2, 2026)
                case "lease other":
                    block = number_blocks.lease(session, DIRECTIVE, OTHER, 3, 2026)
                    given_out += range(block.first, block.last + 1)
                case "lost":
                    enrolling.revoke(session, OTHER)
                    enrolling.enrol(session, Wanted(OTHER, "万外勤", "执法人员"))
                case _:
                    serial = directive(session)[1]
                    assert serial is not None
                    given_out.append(serial)
        assert len(given_out) == len(set(given_out))
        assert number_blocks.used_twice(session) == []
    finally:
        session.close()
