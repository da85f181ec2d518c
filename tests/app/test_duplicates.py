"""The task list of possible duplicates, and saying that two records are one or are not."""

import pytest

from equipinspect.app import duplicates, histories, lists, records, sameness, undoing
from equipinspect.app.lists import Query
from equipinspect.app.session import Session
from equipinspect.model.errors import InvalidRecord, NotAllowed
from equipinspect.store.queries import Filter


def unit(session: Session, name: str, **more: str | int) -> int:
    return records.save_new(session, "unit", {"name": name, **more})


def lift(session: Session, unit_id: int, **more: str | int) -> int:
    values = {"name": "乘客电梯", "user_unit": unit_id, "address": "秋实路 1 号"}
    return records.save_new(session, "elevator", {**values, **more})


def test_equal_codes_and_names_alike_are_asked_about(session: Session) -> None:
    one = unit(session, "凤翔恒大物业有限公司", credit_code="91610322MA6X00000A")
    two = unit(session, "恒大物业凤翔公司", credit_code="91610322MA6X00000A")
    three = unit(session, "宝鸡金科物业服务有限公司")
    four = unit(session, "宝鸡金科物业服务有限责任公司")
    found = duplicates.possible(session, "unit")
    assert [(d.one, d.other, d.exact) for d in found] == [
        (one, two, True), (three, four, False)]  # fmt: skip
    assert "相同" in found[0].why


def test_a_more_trusted_code_tells_two_apart(session: Session) -> None:
    unit(session, "同名厂", credit_code="91610322MA6X00000A")
    unit(session, "同名厂", credit_code="91610322MA6X00001B")
    assert duplicates.possible(session, "unit") == []


def test_exact_ones_are_accepted_at_once_and_taken_back(session: Session) -> None:
    for _time in range(2):
        unit(session, "甲厂")
        unit(session, "乙厂")
    assert duplicates.accept_exact(session).counts["accepted"] == 2
    assert lists.count(session, Query("unit")) == 2
    assert duplicates.possible(session) == []
    undoing.undo_last(session)
    assert lists.count(session, Query("unit")) == 4


def test_what_was_said_to_be_two_is_not_asked_again(session: Session) -> None:
    one, two = unit(session, "甲厂"), unit(session, "甲厂")
    sameness.say_apart(session, two, one, "两个厂")
    assert duplicates.possible(session) == []
    sameness.say_same(session, one, two)
    assert sameness.members(session, two) == [one, two]
    sameness.say_apart(session, one, two)
    assert sameness.members(session, two) == [two]


def test_of_three_the_later_one_is_cut_off(session: Session) -> None:
    one, two, three = (unit(session, "甲厂") for _n in range(3))
    sameness.say_same(session, one, two)
    sameness.say_same(session, two, three)
    sameness.say_apart(session, one, three)
    assert sameness.members(session, one) == [one, two]
    assert sameness.members(session, three) == [three]


def test_lists_search_references_and_titles_use_the_representative(session: Session) -> None:
    one, two = unit(session, "恒大物业"), unit(session, "恒大壹号物业")
    own, other = lift(session, one, serial_no="A1"), lift(session, two, serial_no="B2")
    sameness.say_same(session, one, two)
    by_unit = Query("elevator", (Filter("user_unit", "=", str(one)),))
    assert set(lists.ids_of(session, by_unit)) == {own, other}
    assert records.read(session, other).titles["user_unit"] == "恒大物业"
    hits, count = lists.find(session, "恒大壹号")
    assert one in {hit.id for hit in hits}
    assert count == len({hit.id for hit in hits})
    assert lists.ids_of(session, Query("unit", text="壹号")) == [one]


def test_the_one_behind_is_neither_changed_nor_removed(session: Session) -> None:
    one, two = unit(session, "甲厂"), unit(session, "甲厂")
    sameness.say_same(session, one, two)
    behind = records.read(session, two)
    with pytest.raises(NotAllowed, match="并为一个"):
        records.save(session, behind, {"address": "南街"})
    with pytest.raises(NotAllowed, match="并为一个"):
        records.remove(session, two, "重复")
    records.remove(session, one, "没有这家")
    assert lists.count(session, Query("unit")) == 0


def test_the_representative_is_changed_as_any_record(session: Session) -> None:
    one, two = unit(session, "甲厂"), unit(session, "甲厂", address="南街")
    sameness.say_same(session, one, two)
    record = records.read(session, one)
    assert record.values["address"] == "南街"
    records.save(session, record, {"address": "北街"})
    assert records.read(session, one).values["address"] == "北街"


def test_only_like_things_are_one(session: Session) -> None:
    one = unit(session, "甲厂")
    machine = lift(session, one, serial_no="A1")
    with pytest.raises(InvalidRecord, match="不能说成同一个"):
        sameness.say_same(session, one, machine)
    with pytest.raises(InvalidRecord):
        sameness.say_same(session, one, one)


def test_history_says_who_said_it(session: Session) -> None:
    one, two = unit(session, "甲厂"), unit(session, "甲厂")
    sameness.say_same(session, one, two, "现场看过")
    event = histories.of_record(session, one)[0]
    assert (event.action, event.new, event.reason) == ("same", "是", "现场看过")
    assert "甲厂" in event.label
