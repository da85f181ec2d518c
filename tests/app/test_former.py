"""Replaced certificate numbers stay with the equipment and find it, however they were replaced."""

import pytest

from equipinspect.app import bulk, health, lists, records, undoing
from equipinspect.app.session import Session
from equipinspect.store.queries import Query
from tests.ledgers import Brought, Sheet, add, rows_of

OLD, NEW, NEWEST = "梯11陕C00001(15)", "梯11陕C00002(22)", "梯11陕C00003(26)"


@pytest.fixture
def lift(office: Session) -> int:
    return add(office, "elevator", device_code="311010003201800011", address="某处", reg_no=OLD)


def found(session: Session, text: str) -> list[int]:
    return [row.id for row in lists.page(session, Query("elevator", text=text), 0, 10)]


def change(session: Session, number: int, **values: str) -> None:
    records.save(session, records.read(session, number), values)


def listed(session: Session, number: int) -> object:
    return records.read(session, number).values.get("former_reg_nos")


def test_a_number_that_is_replaced_still_finds_the_lift(office: Session, lift: int) -> None:
    change(office, lift, reg_no=NEW)
    change(office, lift, reg_no=NEWEST)
    assert listed(office, lift) == f"{OLD}、{NEW}"
    assert found(office, OLD) == found(office, "C00002(22)") == found(office, NEWEST) == [lift]
    assert [hit.id for hit in lists.find(office, OLD)[0]] == [lift]
    assert health.audit(office).clean


def test_one_undo_takes_both_back(office: Session, lift: int) -> None:
    change(office, lift, reg_no=NEW)
    undoing.undo_last(office)
    values = records.read(office, lift).values
    assert (values["reg_no"], values.get("former_reg_nos")) == (OLD, None)


def test_other_changes_and_a_first_number_keep_nothing(office: Session, lift: int) -> None:
    change(office, lift, address="别处")
    bare = add(office, "elevator", device_code="311010003201800012", address="某处")
    change(office, bare, reg_no=NEW)
    assert (listed(office, lift), listed(office, bare)) == (None, None)


def test_a_list_that_is_typed_is_left_as_typed(office: Session, lift: int) -> None:
    change(office, lift, reg_no=NEW, former_reg_nos="梯陕C1")
    assert listed(office, lift) == "梯陕C1"


def test_an_import_and_a_bulk_edit_keep_it_too(
    office: Session, lift: int, sheet: Sheet, bring: Brought
) -> None:
    bring("elevator", sheet(("设备代码", "使用登记证编号"), ("311010003201800011", NEW)))
    bulk.edit(office, [lift], bulk.Change("reg_no", NEWEST))
    assert listed(office, lift) == f"{OLD}、{NEW}"


def test_a_dated_event_tells_the_lift_its_former_number(office: Session, lift: int) -> None:
    for word, number in (("过户", "梯陕C88888"), ("移装", OLD)):
        said = {"equipment": "311010003201800011", "kind": word, "on": "2026-03-05"}
        kind = "registration_event"
        values = records.parse(office, kind, said | {"old_reg_no": number})
        records.save_new(office, kind, values)
    assert listed(office, lift) == "梯陕C88888"
    assert found(office, "梯陕C88888") == [lift]
    assert health.audit(office).clean


def test_imported_events_tell_it_too(
    office: Session, lift: int, sheet: Sheet, bring: Brought
) -> None:
    path = sheet(
        ("设备", "登记类别", "日期", "原登记证编号"),
        ("311010003201800011", "过户", "2026-03-05", "梯陕C77777"),
    )
    bring("registration_event", path)
    assert len(rows_of(office, "registration_event")) == 1
    assert found(office, "梯陕C77777") == [lift]
