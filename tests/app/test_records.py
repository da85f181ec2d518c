"""One record: saved, corrected, refused, removed, and what its history says."""

import pytest

from equipinspect.app import bulk, health, histories, records, undoing
from equipinspect.app.session import Session
from equipinspect.model.errors import Conflict, InvalidRecord, NotAllowed, NotFound
from equipinspect.model.fields import Value
from equipinspect.model.issued import ISSUED
from equipinspect.store import heads
from tests.registers import NOW

LIFT: dict[str, Value] = {"address": "金台大道 8 号", "serial_no": "A1", "floors": 18}


@pytest.fixture
def unit(session: Session) -> int:
    return records.save_new(session, "unit", {"name": "甲物业"})


@pytest.fixture
def lift(session: Session, unit: int) -> int:
    return records.save_new(session, "elevator", LIFT | {"user_unit": unit})


def change(session: Session, number: int, **changes: Value) -> records.Record:
    records.save(session, records.read(session, number), changes)
    return records.read(session, number)


def events(session: Session, number: int) -> list[tuple[object, object]]:
    shape = session.register.shapes.of("elevator")
    group = shape.declaration.groups["use"]
    found = heads.events(session.register, shape, number, group)
    return [(e["use_status"], e["use_status_from"]) for e in found]


def test_a_record_is_read_as_it_was_saved(session: Session, lift: int, unit: int) -> None:
    record = records.read(session, lift)
    assert (record.kind, record.deleted, record.conflicts) == ("elevator", False, 0)
    assert record.values == LIFT | {"user_unit": unit}
    assert record.titles["user_unit"] == "甲物业"
    assert record.marks["device_code"] == ["设备代码：未填"]
    assert record.seen == {}


def test_what_is_compulsory_must_be_there(session: Session, lift: int) -> None:
    with pytest.raises(InvalidRecord) as refused:
        records.save_new(session, "elevator", {"floors": 3})
    assert len(refused.value.problems) == 2
    with pytest.raises(InvalidRecord, match="必填"):
        change(session, lift, serial_no=None)
    assert records.read(session, lift).values["serial_no"] == "A1"


def test_only_what_differs_is_written(session: Session, lift: int) -> None:
    before = session.register.connection.execute("SELECT count(*) FROM operation").fetchone()[0]
    changed = records.save(session, records.read(session, lift), {"floors": 18, "address": "乙路"})
    after = session.register.connection.execute("SELECT count(*) FROM operation").fetchone()[0]
    assert after == before + 1
    assert (changed.tables, changed.ids) == (frozenset({"equipment"}), (lift,))
    assert records.save(session, records.read(session, lift), {"floors": 18}).ids == ()


def test_a_stale_form_is_a_conflict_field_by_field(session: Session, lift: int) -> None:
    first, second = records.read(session, lift), records.read(session, lift)
    records.save(session, first, {"floors": 20, "address": "甲路"})
    with pytest.raises(Conflict, match="打开之后被改过") as refused:
        records.save(session, second, {"floors": 21, "note": "x"})
    assert set(refused.value.problems) == {"floors"}
    records.save(session, second, {"note": "另一个字段可以"})
    assert records.read(session, lift).values["floors"] == 20
    assert records.read(session, lift).conflicts == 0


def test_a_form_opened_before_the_removal_is_a_conflict(session: Session, lift: int) -> None:
    record = records.read(session, lift)
    records.remove(session, lift, "登记错了")
    with pytest.raises(Conflict):
        records.save(session, record, {"floors": 1})


def test_a_status_needs_a_day_and_holds_from_today_without_one(session: Session, lift: int) -> None:
    record = change(session, lift, use_status="in_use")
    assert record.values["use_status_from"] == NOW.date().isoformat()


def test_a_late_fact_leaves_the_present_alone(session: Session, lift: int) -> None:
    change(session, lift, use_status="in_use", use_status_from="2024-01-01")
    change(session, lift, use_status="stopped", use_status_from="2025-06-01")
    record = change(session, lift, use_status="in_use", use_status_from="2023-01-01")
    assert record.values["use_status"] == "stopped"
    assert [day for _status, day in events(session, lift)] == [
        "2023-01-01", "2024-01-01", "2025-06-01",
    ]  # fmt: skip


@pytest.mark.parametrize("day", ["2024-01-01", "2025-09-01"])
def test_a_wrong_day_of_a_status_is_corrected_not_doubled(
    session: Session, lift: int, day: str
) -> None:
    change(session, lift, use_status="in_use", use_status_from="2025-01-01")
    record = change(session, lift, use_status_from=day)
    assert record.values["use_status_from"] == day
    assert events(session, lift) == [("in_use", day)]
    undoing.undo_last(session)
    assert events(session, lift) == [("in_use", "2025-01-01")]
    assert health.audit(session).clean


def test_a_day_is_corrected_on_many_at_once(session: Session, lift: int) -> None:
    change(session, lift, use_status="in_use", use_status_from="2025-01-01")
    bulk.edit(session, [lift], bulk.Change("use_status_from", "2024-12-01"))
    assert events(session, lift) == [("in_use", "2024-12-01")]


def test_a_step_the_rules_do_not_know_is_refused(session: Session, lift: int) -> None:
    change(session, lift, use_status="in_use", use_status_from="2025-01-01")
    change(session, lift, use_status="scrapped", use_status_from="2025-02-01")
    with pytest.raises(NotAllowed) as refused:
        change(session, lift, use_status="in_use", use_status_from="2025-03-01")
    assert "use_status" in refused.value.problems


def test_dismantling_is_no_step_and_the_way_to_record_it_is_said(
    session: Session, lift: int
) -> None:
    change(session, lift, use_status="in_use", use_status_from="2025-01-01")
    with pytest.raises(NotAllowed) as refused:
        change(session, lift, use_status="dismantled", use_status_from="2025-02-01")
    assert "“在用”之后可以是：停用、报废、迁出；" in str(refused.value)
    assert "请改为“报废”" in str(refused.value)
    first = {"device_code": "311010003201800099", "address": "某处", "use_status": "dismantled"}
    assert records.save_new(session, "elevator", first)


def test_a_record_others_name_is_not_removed(session: Session, lift: int, unit: int) -> None:
    with pytest.raises(NotAllowed, match="还被引用（设备 1）"):
        records.remove(session, unit, "重复")
    with pytest.raises(InvalidRecord, match="理由"):
        records.remove(session, lift, " ")
    records.remove(session, lift, "拆除")
    records.remove(session, unit, "重复")
    assert records.read(session, unit).deleted
    with pytest.raises(NotFound, match="已经删除"):
        records.remove(session, unit, "重复")


def test_a_removed_record_is_not_named(session: Session, lift: int, unit: int) -> None:
    gone = records.save_new(session, "unit", {"name": "乙物业"})
    records.remove(session, gone, "重复")
    for wrong in (gone, lift, unit + 999):
        with pytest.raises(InvalidRecord) as refused:
            change(session, lift, user_unit=wrong)
        assert set(refused.value.problems) == {"user_unit"}
        with pytest.raises(InvalidRecord):
            records.save_new(session, "elevator", LIFT | {"user_unit": wrong})


@pytest.mark.parametrize("kind", sorted(ISSUED))
def test_what_is_issued_is_neither_added_nor_changed_nor_removed(
    session: Session, lift: int, kind: str
) -> None:
    with session.action("certificate") as running:
        values = {"equipment": lift, "number": "1", "note": "x"}
        declared = session.declaration(kind)
        number = running.create(kind, {k: v for k, v in values.items() if declared.has(k)})
    with pytest.raises(NotAllowed):
        records.save_new(session, kind, {"equipment": lift})
    with pytest.raises(NotAllowed):
        records.save(session, records.read(session, number), {"number": "2"})
    with pytest.raises(NotAllowed, match="void"):
        records.remove(session, number, "错了")


def test_what_is_typed_is_read_by_key_label_or_alias(session: Session, unit: int) -> None:
    texts = {"使用单位": "甲物业", "floors": "１８", "设备代码": " 3110 "}
    values = records.parse(session, "elevator", texts)
    assert values == {"user_unit": unit, "floors": 18, "device_code": "3110"}
    with pytest.raises(InvalidRecord) as refused:
        records.parse(session, "elevator", {"floors": "许多", "hue": "红", "使用单位": "没有的"})
    assert set(refused.value.problems) == {"floors", "hue", "user_unit"}


def test_two_records_of_one_name_are_told_apart_by_number(session: Session, unit: int) -> None:
    other = records.save_new(session, "unit", {"name": "甲物业"})
    with pytest.raises(ValueError, match="请用记录号指明"):
        records.reference(session, "unit", "甲物业")
    assert unit != other


def test_history_says_who_did_what_in_words(session: Session, lift: int, unit: int) -> None:
    other = records.save_new(session, "unit", {"name": "乙物业"})
    records.save(session, records.read(session, lift), {"user_unit": other}, "换了物业")
    records.remove(session, lift, "拆除")
    undoing.undo_last(session)
    back, gone, changed, created = histories.of_record(session, lift)
    assert (back.label, gone.label, gone.reason, created.label) == ("恢复", "删除", "拆除", "新建")
    assert (changed.label, changed.old, changed.new) == ("使用单位", "甲物业", "乙物业")
    assert (changed.who, changed.reason) == ("钱多多", "换了物业")
    assert changed.when.startswith("2026-03-02T")
