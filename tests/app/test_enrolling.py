"""Who may do what: enrolment, revocation, roles, admission, several people on one device."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equipinspect import RESOURCES
from equipinspect.app import admission, enrolling, grants, people, records, roles, undoing
from equipinspect.app.enrolling import Wanted
from equipinspect.app.office import open_session
from equipinspect.app.session import Session
from equipinspect.model.errors import InvalidRecord, NotAllowed, NotFound, UserError
from equipinspect.model.roles import load_roles
from equipinspect.store import queries
from equipinspect.trust import signing
from equipinspect.trust.device_key import DeviceKey, replica_number
from equipinspect.trust.pins import PinCost
from tests.registers import new_office, place

CHEAP = PinCost(1, 8, 1)
LAPTOP = DeviceKey.load(signing.sha256(b"a laptop"))
DIGITS = grants.bare_fingerprint(LAPTOP.public)
REPLICA = replica_number(LAPTOP.public)


def enrol(session: Session, role: str = "执法人员", person: str = "万外勤") -> int:
    return enrolling.enrol(session, Wanted(DIGITS, person, role, "610322", "外勤笔记本"))


def at_the_laptop(session: Session, role: str) -> None:
    """Let the device at work be a laptop with one role."""
    enrol(session)
    own = next(d for d in enrolling.devices(session) if d.state == enrolling.SELF)
    enrolling.enrol(session, Wanted(own.fingerprint, own.person, role))


def test_an_office_of_one_machine_sees_nothing_of_roles(session: Session) -> None:
    assert roles.role(session) == ""
    assert [d.state for d in enrolling.devices(session)] == ["self"]
    records.save_new(session, "unit", {"name": "甲厂"})


def test_the_first_enrolment_makes_who_does_it_administrator(session: Session) -> None:
    enrol(session)
    own, laptop = enrolling.devices(session)
    assert (own.state, own.role, own.person) == ("self", "administrator", "钱多多")
    assert (laptop.state, laptop.role, laptop.person) == ("enrolled", "officer", "万外勤")
    assert laptop.device == "外勤笔记本"
    assert roles.role(session) == "administrator"


def test_an_enrolled_device_is_admitted_and_no_other(session: Session) -> None:
    assert "还没有登记" in admission.admitting(session)(REPLICA, LAPTOP.public, 1)
    enrol(session)
    admit = admission.admitting(session)
    assert admit(REPLICA, LAPTOP.public, 1) == ""
    assert "不符" in admit(REPLICA + 1, LAPTOP.public, 1)
    signer = session.register.signer
    assert signer
    assert admit(session.register.replica, signer.public, 7) == ""
    assert "还没有登记" in admit(*_stranger(), 1)
    assert admission.admitting(session, from_office=True)(*_stranger(), 1) == ""


def _stranger() -> tuple[int, bytes]:
    key = DeviceKey.load(signing.sha256(b"a stranger"))
    return replica_number(key.public), key.public


def test_a_revoked_device_is_admitted_up_to_what_was_held(session: Session) -> None:
    enrol(session)
    enrolling.revoke(session, "万外勤", "丢失")
    assert [d.state for d in enrolling.devices(session)] == ["self", "revoked"]
    assert "已停用" in admission.admitting(session)(REPLICA, LAPTOP.public, 1)
    enrol(session)
    assert admission.admitting(session)(REPLICA, LAPTOP.public, 1) == ""
    assert len(grants.all_of(session)) == 2


def test_the_device_at_work_cannot_be_revoked(session: Session) -> None:
    enrol(session)
    own = enrolling.devices(session)[0]
    with pytest.raises(InvalidRecord, match="正在使用"):
        enrolling.revoke(session, own.fingerprint)


def test_a_device_is_found_by_fingerprint_words_name_and_square(session: Session) -> None:
    enrol(session)
    words = enrolling.words(session, DIGITS)
    square = "eqd1/" + LAPTOP.public.hex()
    for text in (DIGITS, words, "外勤笔记本", "万外勤", DIGITS[:6], square):
        assert enrolling.find(session, text).fingerprint == DIGITS
    with pytest.raises(NotFound):
        enrolling.find(session, "没有这台")
    assert enrolling.read_fingerprint(session, square) == DIGITS


def test_an_unknown_role_is_refused_with_the_roles(session: Session) -> None:
    with pytest.raises(InvalidRecord, match="内勤管理员"):
        enrol(session, "局长")
    assert enrolling.devices(session)[0].role == ""


@pytest.mark.parametrize("role", ["执法人员", "科股长", "协管员"])
def test_only_an_administrator_enrols(session: Session, role: str) -> None:
    at_the_laptop(session, role)
    with pytest.raises(NotAllowed, match="内勤管理员"):
        enrol(session, "科股长", "另一人")
    with pytest.raises(NotAllowed):
        enrolling.revoke(session, DIGITS)


def test_an_assistant_reports_but_does_not_register(session: Session) -> None:
    at_the_laptop(session, "协管员")
    before = len(queries.all_rows(session.register, "unit"))
    with pytest.raises(NotAllowed, match=r"协管员不能登记或修改“单位”"):
        records.save_new(session, "unit", {"name": "乙厂"})
    assert len(queries.all_rows(session.register, "unit")) == before
    with pytest.raises(NotAllowed), session.action("import"):
        pass


def test_what_was_granted_cannot_be_undone_only_changed(session: Session) -> None:
    enrol(session)
    with pytest.raises(NotAllowed):
        undoing.undo_last(session)


def test_the_merge_desk_is_told_what_went_beyond_a_role(session: Session) -> None:
    assert roles.beyond(session, "officer", "set", ["unit"]) == ""
    assert "内勤管理员" in roles.beyond(session, "officer", "enrol", ["enrolment"])
    assert "单位" in roles.beyond(session, "assistant", "add", ["unit"])
    assert roles.beyond(session, "", "enrol", ["enrolment"]) == ""


def test_every_role_has_a_name_and_every_name_a_role() -> None:
    table = load_roles(RESOURCES)
    session_roles = set(table.kinds)
    assert set().union(*table.who.values(), table.others) <= session_roles


def test_roles_and_their_names_agree(session: Session) -> None:
    field = session.declaration("enrolment").field("role")
    assert {o.value for o in field.options} == set(load_roles(RESOURCES).kinds)


def test_what_a_device_says_about_itself_does_not_count(session: Session) -> None:
    """A grant counts when the office wrote it: whoever else did, nobody is let in."""
    enrol(session)
    session.register.set_local("anchor", "00")  # as if this were a laptop of another office
    session.register.set_local(grants.ROOTS, "[5]")
    assert grants.all_of(session) == []
    assert "还没有登记" in admission.admitting(session)(REPLICA, LAPTOP.public, 1)


def test_a_restored_office_goes_on_trusting_itself(tmp_path: Path, home: Path) -> None:
    session = new_office(tmp_path / "office.eqi", home)
    enrol(session)
    old = session.register.replica
    session.close()
    again = open_session(tmp_path / "office.eqi", place(home), "从备份恢复，改用新的本机密钥")
    try:
        assert again.register.replica != old
        assert admission.admitting(again)(REPLICA, LAPTOP.public, 1) == ""
        states = [d.state for d in enrolling.devices(again)]
        assert states == ["self", "enrolled", "enrolled"]
    finally:
        again.close()


@pytest.fixture
def shared(session: Session) -> Session:
    """A device on which an administrator and an officer work."""
    own = enrolling.devices(session)[0].fingerprint
    enrol(session)
    enrolling.enrol(session, Wanted(own, "孙二", "执法人员"))
    return session


def test_people_change_places_by_pin(shared: Session) -> None:
    people.set_pin(shared, "2468", CHEAP)
    assert people.switch(shared, "孙二").role == "officer"
    assert roles.role(shared) == "officer"
    with pytest.raises(NotAllowed):
        enrol(shared)
    with pytest.raises(NotAllowed, match="PIN 不对"):
        people.switch(shared, "钱多多", "1357")
    assert people.switch(shared, "钱多多", "2468").role == "administrator"
    assert [(p.name, p.at_work) for p in people.here(shared)] == [("钱多多", True), ("孙二", False)]


def test_ten_wrong_pins_lock_until_an_administrator_clears_it(shared: Session) -> None:
    people.switch(shared, "孙二")
    people.set_pin(shared, "2468", CHEAP)
    people.switch(shared, "钱多多")
    for _try in range(people.MOST_TRIES):
        with pytest.raises(NotAllowed, match="PIN 不对"):
            people.switch(shared, "孙二", "0000")
    with pytest.raises(NotAllowed, match="连续输错"):
        people.switch(shared, "孙二", "2468")
    people.clear_pin(shared, "孙二")
    people.switch(shared, "孙二")
    with pytest.raises(NotAllowed):
        people.clear_pin(shared, "钱多多")


def test_nobody_else_can_sit_down(shared: Session) -> None:
    with pytest.raises(NotFound, match="没有登记"):
        people.switch(shared, "路人")
    with pytest.raises(UserError, match="至少 4 位"):
        people.set_pin(shared, "12", CHEAP)


def test_a_stranger_at_a_shared_device_writes_nothing(shared: Session) -> None:
    stranger = records.save_new(shared, "person", {"name": "路人"})
    shared.register.set_local("person", str(stranger))
    with pytest.raises(NotAllowed, match="people switch"):
        records.save_new(shared, "unit", {"name": "丙厂"})


@settings(max_examples=60)
@given(st.permutations(["enrol", "late", "revoke", "again"]), st.integers(0, 9))
def test_what_was_admitted_stays_admitted(order: list[str], seq: int) -> None:
    """Whatever happens to a grant, sets up to the last admitted one are never shut out."""
    ended: int | None = None
    admitted = -1
    for step in order:
        if step == "revoke":
            ended = max(admitted, 0)
        elif step in ("enrol", "again"):
            ended = None
        grant = grants.Grant(1, DIGITS, 1, "甲", "", "officer", "", ended)
        if not admission.why_it_waits(DIGITS, [grant], seq):
            admitted = max(admitted, seq)
        assert admitted < 0 or not admission.why_it_waits(DIGITS, [grant], min(admitted, seq))
